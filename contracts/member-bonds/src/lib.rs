//! Member bonds: what members of an oracle committee stake, and what deviation costs them. Its interface is
//! `abi/solidity/library/IMemberBonds.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IMemberBonds.sol")]
pub mod member_bonds {
    use blueprint_components::{
        member_bonds as bonds, oracle_committee::abi::QuestionTerms, prelude::*,
    };
    use calls::*;

    /// The roles, and bonds.
    #[derive(Default)]
    pub struct MemberBonds {
        roles: Roles,
        /// Stops slashes. The delay of what was unbonded ends after it.
        pause: PauseSwitch,
        bonds: blueprint_components::MemberBonds,
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a constructor's arguments are the ABI's"
    )]
    impl MemberBonds {
        /// `runtime` enrols members and opens questions; `guardian` replaces its key if it is lost, and pauses. Roles are handed
        /// over with a delay of `role_delay` seconds, 1 to 30 days. `committee` is an `IOracleCommittee` that offers its role
        /// *runtime* to this contract; `recipient` gets what of slashes is no bounty. `minimum_bond` is in wei, at least 1;
        /// `most_weight` 1 to 1,000; `unbonding_delay` in seconds, two delays of the committee and 5 days at least and 180 days at
        /// most; `deviations` 1 to 1,000; shares in basis points: `deviation_bps` 1 to 10,000, `equivocation_bps` not
        /// below it, `bounty_bps` 0 to 5,000.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
            committee: Address,
            recipient: Address,
            minimum_bond: u128,
            most_weight: u16,
            unbonding_delay: u64,
            deviations: u16,
            deviation_bps: u16,
            equivocation_bps: u16,
            bounty_bps: u16,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)?;
            let terms = bonds::Terms {
                minimum_bond,
                most_weight,
                unbonding_delay,
                deviations,
                deviation_bps,
                equivocation_bps,
                bounty_bps,
            };
            self.bonds.init(committee, recipient, &terms)
        }
    }

    #[unguarded]
    impl IRoles for MemberBonds {}

    #[unguarded]
    impl IPausable for MemberBonds {
        fn pause(&mut self, duration: u64) -> Result<()> {
            self.pause.begin(&self.roles, duration)
        }

        fn unpause(&mut self) -> Result<()> {
            self.pause.end(&self.roles)
        }

        fn paused_until(&self) -> u64 {
            self.pause.last().until
        }
    }

    #[guarded(self.roles)]
    impl IMemberBonds for MemberBonds {
        #[unguarded]
        fn bond(&mut self) -> Result<()> {
            self.bonds.bond(env::caller(), env::value())
        }

        #[unguarded]
        fn unbond(&mut self, amount: U256) -> Result<()> {
            self.bonds.unbond(env::caller(), amount)
        }

        #[unguarded]
        fn withdraw(&mut self, recipient: Address) -> Result<U256> {
            let pause = self.pause.last();
            self.bonds.withdraw(env::caller(), recipient, &pause)
        }

        #[unguarded]
        fn sweep(&mut self) -> Result<U256> {
            self.bonds.sweep()
        }

        #[unguarded]
        fn slash_deviations(
            &mut self,
            question: [u8; 32],
            epoch: u32,
            member: Address,
        ) -> Result<U256> {
            self.pause.not_paused()?;
            let reporter = env::caller();
            self.bonds
                .slash_deviations(question, epoch, member, reporter)
        }

        #[unguarded]
        fn slash_equivocation(&mut self, call: SlashEquivocation) -> Result<U256> {
            self.pause.not_paused()?;
            let SlashEquivocation {
                question,
                time,
                epoch,
                first,
                first_signature,
                second,
                second_signature,
            } = call;
            let said = [(first, &first_signature), (second, &second_signature)];
            self.bonds
                .slash_equivocation(question, time, epoch, said, env::caller())
        }

        #[unguarded]
        fn renew(&mut self) -> Result<u32> {
            self.bonds.renew()
        }

        #[unguarded]
        fn accept_committee(&mut self) -> Result<()> {
            self.bonds.accept_committee()
        }

        fn enrol(&mut self, members: List<Address>, threshold: u8) -> Result<u32> {
            self.bonds.enrol(&members, threshold)
        }

        fn open_question(
            &mut self,
            question: [u8; 32],
            kind: u8,
            period: u32,
            max_age: u32,
            quorum_bps: u16,
            deviation_bps: u16,
        ) -> Result<()> {
            let terms = QuestionTerms {
                kind,
                period,
                max_age,
                quorum_bps,
                deviation_bps,
            };
            self.bonds.open_question(question, terms)
        }

        fn offer_committee_guardian(&mut self, successor: Address) -> Result<()> {
            self.bonds.offer_guardian(successor)
        }

        fn cancel_committee_offer(&mut self, role: u8) -> Result<()> {
            self.bonds.cancel_offer(role)
        }

        fn bonded(&self, member: Address) -> (U256, U256, U256, u64) {
            let it = self.bonds.account(member);
            (it.slashable(), it.stake, it.unbonding, it.locked_until)
        }

        fn credit_of(&self, account: Address) -> U256 {
            self.bonds.credit_of(account)
        }

        fn weight_of(&self, member: Address) -> u16 {
            let stake = self.bonds.account(member).stake;
            self.bonds.terms().weight(stake)
        }

        fn eligible(&self, members: List<Address>) -> Result<Vec<bool>> {
            self.bonds.eligible(&members)
        }

        fn is_enrolled_here(&self, epoch: u32) -> Result<bool> {
            self.bonds.is_enrolled_here(epoch)
        }

        fn thresholds_slashed(&self, question: [u8; 32], epoch: u32, member: Address) -> u16 {
            self.bonds.thresholds_slashed(question, epoch, member)
        }

        fn is_equivocation_slashed(&self, question: [u8; 32], time: u64, member: Address) -> bool {
            self.bonds.is_equivocation_slashed(question, time, member)
        }

        fn bond_terms(&self) -> Terms {
            let terms = self.bonds.terms();
            Terms {
                minimum_bond: terms.minimum_bond,
                most_weight: terms.most_weight,
                unbonding_delay: terms.unbonding_delay,
                deviations: terms.deviations,
                deviation_bps: terms.deviation_bps,
                equivocation_bps: terms.equivocation_bps,
                bounty_bps: terms.bounty_bps,
            }
        }

        fn peers(&self) -> (Address, Address) {
            self.bonds.peers()
        }
    }
}
