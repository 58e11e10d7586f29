//! Aggregated results: signatures of a set's members, verified against their enrolled keys. Its interface is
//! `abi/solidity/library/IAggregatedResults.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IAggregatedResults.sol")]
pub mod aggregated_results {
    use blueprint_components::{
        aggregated_results::{self as rules, message, numbers, possession, words},
        prelude::*,
    };

    /// The roles, and results.
    #[derive(Default)]
    pub struct AggregatedResults {
        roles: Roles,
        results: blueprint_components::AggregatedResults,
    }

    impl AggregatedResults {
        /// `runtime` opens services, sets and calls; `guardian` replaces a lost key. Roles are handed over with a delay of
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
    impl IRoles for AggregatedResults {}

    #[unguarded]
    impl IAggregatedResults for AggregatedResults {
        fn enrol_key(
            &mut self,
            first: Array<U256, 2>,
            second: Array<U256, 4>,
            proof: Array<U256, 2>,
        ) -> Result<()> {
            self.results
                .enrol(words(&first)?, words(&second)?, &words(&proof)?)
        }

        fn leave_set(&mut self, service_id: u64, set: u32) -> Result<()> {
            self.results.leave((service_id, set), env::caller())
        }

        fn open_service(&mut self, service_id: u64, terms: TermsCalldata) -> Result<()> {
            self.roles.admit()?;
            let terms = terms.to_value()?;
            let terms = rules::Terms {
                submit_period: terms.submit_period,
                contest_period: terms.contest_period,
                share_bps: terms.share_bps,
                retention: terms.retention,
            };
            self.results.open(service_id, &terms)
        }

        fn add_members(
            &mut self,
            service_id: u64,
            set: u32,
            operators: List<Address>,
        ) -> Result<()> {
            self.roles.admit()?;
            self.results.add_members((service_id, set), &operators)
        }

        fn seal_set(&mut self, service_id: u64, set: u32) -> Result<()> {
            self.roles.admit()?;
            self.results.seal((service_id, set))
        }

        fn remove_member(&mut self, service_id: u64, set: u32, operator: Address) -> Result<()> {
            self.roles.admit()?;
            self.results.leave((service_id, set), operator)
        }

        fn retire_set(&mut self, service_id: u64, set: u32) -> Result<()> {
            self.roles.admit()?;
            self.results.retire((service_id, set))
        }

        fn open_call(
            &mut self,
            service_id: u64,
            call_id: u64,
            inputs: [u8; 32],
            set: u32,
        ) -> Result<()> {
            self.roles.admit()?;
            self.results.open_call((service_id, call_id), inputs, set)
        }

        fn submit(
            &mut self,
            service_id: u64,
            call_id: u64,
            output: [u8; 32],
            signers: U256,
            signature: Array<U256, 2>,
            key: Array<U256, 4>,
        ) -> Result<()> {
            let submitted = rules::Submission {
                output,
                signers,
                signature: words(&signature)?,
                key: words(&key)?,
            };
            self.results.submit((service_id, call_id), &submitted)
        }

        fn clear(&mut self, service_id: u64, call_id: u64) -> Result<()> {
            self.results.clear((service_id, call_id))
        }

        fn clear_set(&mut self, service_id: u64, set: u32) -> Result<()> {
            self.results.clear_set((service_id, set))
        }

        fn verify(
            &self,
            service_id: u64,
            call_id: u64,
            output: [u8; 32],
            signers: U256,
            signature: Array<U256, 2>,
            key: Array<U256, 4>,
        ) -> Result<bool> {
            let submitted = rules::Submission {
                output,
                signers,
                signature: words(&signature)?,
                key: words(&key)?,
            };
            self.results.verify((service_id, call_id), &submitted)
        }

        fn agreed_of(&self, service_id: u64, call_id: u64) -> (bool, [u8; 32], u16, u16, bool) {
            self.results.agreed((service_id, call_id))
        }

        fn verdict_of(&self, service_id: u64, call_id: u64, operator: Address) -> (u8, [u8; 32]) {
            self.results.verdict((service_id, call_id), operator)
        }

        fn outputs_of(
            &self,
            service_id: u64,
            call_id: u64,
        ) -> ([u8; 32], U256, [u8; 32], U256, U256) {
            let call = self.results.call((service_id, call_id));
            let [first, second] = call.outputs;
            (
                first.output,
                first.signers,
                second.output,
                second.signers,
                call.equivocators,
            )
        }

        fn call_of(&self, service_id: u64, call_id: u64) -> Call {
            let call = self.results.call((service_id, call_id));
            Call {
                inputs: call.inputs,
                opened: call.opened,
                submit_until: call.submit_until,
                contest_until: call.contest_until,
                remembered_until: call.remembered_until,
                set: call.set,
                members: call.members,
                threshold: call.threshold,
                left: call.left,
            }
        }

        fn set_of(&self, service_id: u64, set: u32) -> Set {
            let set = self.results.set((service_id, set));
            Set {
                members: set.members,
                is_sealed: set.sealed,
                is_retired: set.retired,
                until: set.until,
                left: set.left,
            }
        }

        fn newest_set(&self, service_id: u64) -> u32 {
            self.results.newest_set(service_id)
        }

        fn member_at(
            &self,
            service_id: u64,
            set: u32,
            place: u16,
        ) -> (Address, Fixed<U256, 2>, Fixed<U256, 4>) {
            let (operator, first, second) = self.results.member((service_id, set), place);
            (operator, numbers(&first), numbers(&second))
        }

        fn place_of(&self, service_id: u64, set: u32, operator: Address) -> (bool, u16) {
            let place = self.results.place((service_id, set), operator);
            (place.is_some(), place.unwrap_or_default())
        }

        fn key_of(&self, operator: Address) -> (Fixed<U256, 2>, Fixed<U256, 4>) {
            let (first, second) = self.results.key(operator);
            (numbers(&first), numbers(&second))
        }

        fn terms_of(&self, service_id: u64) -> Result<Terms> {
            let terms = self.results.terms(service_id)?;
            Ok(Terms {
                submit_period: terms.submit_period,
                contest_period: terms.contest_period,
                share_bps: terms.share_bps,
                retention: terms.retention,
            })
        }

        fn message_of(
            &self,
            service_id: u64,
            call_id: u64,
            inputs: [u8; 32],
            output: [u8; 32],
        ) -> [u8; 32] {
            message((service_id, call_id), inputs, output)
        }

        fn possession_of(
            &self,
            operator: Address,
            first: Array<U256, 2>,
            second: Array<U256, 4>,
        ) -> Result<[u8; 32]> {
            Ok(possession(operator, &words(&first)?, &words(&second)?))
        }
    }
}
