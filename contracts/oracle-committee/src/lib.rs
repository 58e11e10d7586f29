//! Oracle committee: what enrolled members say of the world. Its interface is
//! `abi/solidity/library/IOracleCommittee.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IOracleCommittee.sol")]
pub mod oracle_committee {
    use blueprint_components::{
        oracle_committee::abi::QuestionTerms as Terms, prelude::*, roles::GUARDIAN,
    };
    use calls::*;

    /// The roles, and members, questions and answers.
    #[derive(Default)]
    pub struct OracleCommittee {
        roles: Roles,
        committee: blueprint_components::OracleCommittee,
    }

    impl OracleCommittee {
        /// `runtime` enrols members and opens questions; `guardian` suspends members, and replaces a lost key. Roles are handed
        /// over with a delay of `role_delay` seconds, 1 to 30 days, by which a set of members replaces another one, too.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)
        }
    }

    #[unguarded]
    impl IRoles for OracleCommittee {}

    #[unguarded]
    impl IOracleCommittee for OracleCommittee {
        fn set_members(
            &mut self,
            members: List<Address>,
            weights: List<u16>,
            threshold: u8,
        ) -> Result<()> {
            self.roles.admit()?;
            let delay = self.roles.delay();
            self.committee
                .set_members(&members, &weights, threshold, delay)
        }

        fn open_question(
            &mut self,
            question: [u8; 32],
            terms: QuestionTermsCalldata,
        ) -> Result<()> {
            self.roles.admit()?;
            let QuestionTerms {
                kind,
                period,
                max_age,
                quorum_bps,
                deviation_bps,
            } = terms.to_value()?;
            let terms = Terms {
                kind,
                period,
                max_age,
                quorum_bps,
                deviation_bps,
            };
            self.committee.open(question, &terms)
        }

        fn suspend(&mut self, epoch: u32, member: Address) -> Result<()> {
            let (role, received) = (GUARDIAN, env::caller());
            ensure!(
                self.roles.holds(received, role),
                NotEntitled { role, received }
            );
            self.committee.suspend(epoch, member)
        }

        fn report(
            &mut self,
            question: [u8; 32],
            time: u64,
            value: U256,
            signatures: List<Bytes>,
        ) -> Result<()> {
            self.committee.report(question, time, value, &signatures)
        }

        fn observe(
            &mut self,
            question: [u8; 32],
            time: u64,
            values: List<U256>,
            signatures: List<Bytes>,
        ) -> Result<()> {
            self.committee.observe(question, time, &values, &signatures)
        }

        fn suspend_equivocator(&mut self, call: SuspendEquivocator) -> Result<()> {
            let SuspendEquivocator {
                question,
                time,
                first,
                first_signature,
                second,
                second_signature,
            } = call;
            let said = [(first, &first_signature), (second, &second_signature)];
            self.committee.suspend_equivocator(question, time, said)
        }

        fn value_of(&self, question: [u8; 32]) -> (U256, u64, bool) {
            self.committee.value(question)
        }

        fn fresh_value_of(&self, question: [u8; 32]) -> Result<(U256, u64)> {
            self.committee.fresh_value(question)
        }

        fn question_of(&self, question: [u8; 32]) -> Result<QuestionTerms> {
            let terms = self.committee.question(question)?;
            Ok(QuestionTerms {
                kind: terms.kind as u8,
                period: terms.period,
                max_age: terms.max_age,
                quorum_bps: terms.quorum_bps,
                deviation_bps: terms.deviation_bps,
            })
        }

        fn epoch_at(&self, time: u64) -> u32 {
            self.committee.valid(time).map_or(0, |(epoch, _)| epoch)
        }

        fn members_of(&self, epoch: u32) -> Result<(u64, u8, u32, u32, Vec<Address>, Vec<u16>)> {
            let stored = self.committee.epoch(epoch)?;
            let members = self.committee.members(epoch, &stored);
            let (members, weights) = members.into_iter().unzip();
            Ok((
                stored.from,
                stored.threshold,
                stored.total,
                stored.suspended,
                members,
                weights,
            ))
        }

        fn latest_epoch(&self) -> u32 {
            self.committee.latest()
        }

        fn tally_of(&self, question: [u8; 32], epoch: u32, member: Address) -> Result<(u16, u16)> {
            self.committee.tally(question, epoch, member)
        }

        fn digest_of(&self, question: [u8; 32], time: u64, value: U256) -> [u8; 32] {
            self.committee.digest(question, time, value)
        }
    }
}
