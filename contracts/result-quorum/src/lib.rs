//! Result quorum: operators agree on a job's result, by commit and reveal. Its interface is
//! `abi/solidity/library/IResultQuorum.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IResultQuorum.sol")]
pub mod result_quorum {
    use blueprint_components::{
        prelude::*,
        result_quorum::{self as rules, commitment, commitment_digest},
    };

    /// The roles, and calls.
    #[derive(Default)]
    pub struct ResultQuorum {
        roles: Roles,
        quorum: blueprint_components::ResultQuorum,
    }

    impl ResultQuorum {
        /// `runtime` opens services and calls; `guardian` replaces a lost key. Roles are handed over with a delay of
        /// `role_delay` seconds, 1 to 30 days.
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
    impl IRoles for ResultQuorum {}

    #[unguarded]
    impl IResultQuorum for ResultQuorum {
        fn open_service(&mut self, service_id: u64, terms: TermsCalldata) -> Result<()> {
            self.roles.admit()?;
            let terms = terms.to_value()?;
            let terms = rules::Terms {
                commit_period: terms.commit_period,
                reveal_period: terms.reveal_period,
                share_bps: terms.share_bps,
                period: terms.period,
                retention: terms.retention,
            };
            self.quorum.open(service_id, &terms)
        }

        fn open_call(
            &mut self,
            service_id: u64,
            call_id: u64,
            inputs: [u8; 32],
            operators: List<Address>,
        ) -> Result<()> {
            self.roles.admit()?;
            self.quorum
                .open_call((service_id, call_id), inputs, &operators)
        }

        fn commit(
            &mut self,
            service_id: u64,
            call_id: u64,
            operator: Address,
            commitment: [u8; 32],
            signature: Bytes,
        ) -> Result<()> {
            self.quorum
                .commit((service_id, call_id), operator, commitment, &signature)
        }

        fn reveal(
            &mut self,
            service_id: u64,
            call_id: u64,
            operator: Address,
            output: [u8; 32],
            salt: [u8; 32],
        ) -> Result<()> {
            self.quorum
                .reveal((service_id, call_id), operator, output, salt)
        }

        fn settle(&mut self, service_id: u64, call_id: u64) -> Result<()> {
            self.quorum.settle((service_id, call_id))
        }

        fn clear(&mut self, service_id: u64, call_id: u64) -> Result<()> {
            self.quorum.clear((service_id, call_id))
        }

        fn agreed_of(&self, service_id: u64, call_id: u64) -> (bool, [u8; 32], u8, u8, bool) {
            self.quorum.agreed((service_id, call_id))
        }

        fn verdict_of(&self, service_id: u64, call_id: u64, operator: Address) -> (u8, [u8; 32]) {
            self.quorum.verdict((service_id, call_id), operator)
        }

        fn result_of(&self, service_id: u64, call_id: u64, operator: Address) -> ([u8; 32], u64) {
            let id = (service_id, call_id);
            let participation = self.quorum.participation(id, operator);
            match participation.revealed {
                0 => Default::default(),
                _ => (participation.output, self.quorum.call(id).opened),
            }
        }

        fn participation_of(
            &self,
            service_id: u64,
            call_id: u64,
            operator: Address,
        ) -> ([u8; 32], u64, u64) {
            let participation = self.quorum.participation((service_id, call_id), operator);
            (
                participation.commitment,
                participation.committed,
                participation.revealed,
            )
        }

        fn count_of(&self, service_id: u64, call_id: u64, output: [u8; 32]) -> u8 {
            self.quorum.count((service_id, call_id), output)
        }

        fn tally_of(
            &self,
            service_id: u64,
            operator: Address,
            from: u64,
            to: u64,
        ) -> (u32, u32, u32, u32, u32) {
            let all = self.quorum.tallies(service_id, operator).within(from, to);
            (
                all.agreed,
                all.deviated,
                all.missed,
                all.withheld,
                all.undecided,
            )
        }

        fn call_of(&self, service_id: u64, call_id: u64) -> Call {
            let call = self.quorum.call((service_id, call_id));
            Call {
                inputs: call.inputs,
                opened: call.opened,
                commit_until: call.commit_until,
                reveal_until: call.reveal_until,
                remembered_until: call.remembered_until,
                operators: call.operators,
                threshold: call.threshold,
                committed: call.committed,
                revealed: call.revealed,
                settled: call.settled,
            }
        }

        fn operators_of(&self, service_id: u64, call_id: u64) -> Vec<Address> {
            self.quorum.operators((service_id, call_id))
        }

        fn terms_of(&self, service_id: u64) -> Result<Terms> {
            let terms = self.quorum.terms(service_id)?;
            Ok(Terms {
                commit_period: terms.commit_period,
                reveal_period: terms.reveal_period,
                share_bps: terms.share_bps,
                period: terms.period,
                retention: terms.retention,
            })
        }

        fn commitment_of(
            &self,
            service_id: u64,
            call_id: u64,
            operator: Address,
            inputs: [u8; 32],
            output: [u8; 32],
            salt: [u8; 32],
        ) -> [u8; 32] {
            commitment((service_id, call_id), operator, inputs, output, salt)
        }

        fn commitment_digest(
            &self,
            service_id: u64,
            call_id: u64,
            operator: Address,
            commitment: [u8; 32],
        ) -> [u8; 32] {
            commitment_digest((service_id, call_id), operator, commitment)
        }
    }
}
