//! Service levels: what share of a subscription's bill is due. Its interface is
//! `abi/solidity/library/IServiceLevels.sol`.
//!
//! A manager forwards the hook `computeBillAdjustmentBps` to it. The runtime opens the terms of services; the guardian
//! excuses windows.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IServiceLevels.sol")]
pub mod service_levels {
    use crate::stated;
    use blueprint_components::{prelude::*, roles::GUARDIAN, service_levels::bill_gas};

    /// The roles, and the windows of services.
    #[derive(Default)]
    pub struct ServiceLevels {
        roles: Roles,
        levels: blueprint_components::ServiceLevels,
    }

    impl ServiceLevels {
        /// `runtime` opens services and sets their operators; `guardian` excuses windows, and replaces a lost key. Roles
        /// are handed over with a delay of `role_delay` seconds, 1 to 30 days. `gas_cap` is what the caller of
        /// `computeBillAdjustmentBps` gives it, in gas at Polkadot Hub's scale: terms whose longest bill costs more are
        /// not accepted.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
            gas_cap: u64,
        ) -> Result<()> {
            self.levels.init(gas_cap);
            self.roles.init(&[runtime, guardian], role_delay)
        }
    }

    #[unguarded]
    impl IRoles for ServiceLevels {}

    #[unguarded]
    impl IServiceLevels for ServiceLevels {
        fn open_service(
            &mut self,
            service_id: u64,
            terms: TermsCalldata,
            tiers: List<TierCalldata>,
            operators: List<Address>,
            weights_bps: List<u16>,
        ) -> Result<()> {
            self.roles.admit()?;
            let (expected, received) = (operators.len(), weights_bps.len());
            ensure!(expected == received, LengthMismatch { expected, received });
            let terms = stated::terms(&terms.to_value()?, &tiers.to_value()?)?;
            let operators = operators.iter().zip(weights_bps.iter());
            let operators = operators.map(|(operator, weight)| Ok((operator?, weight?)));
            self.levels.open(service_id, &terms, operators)
        }

        fn set_probe(
            &mut self,
            service_id: u64,
            weight_bps: u16,
            probe: ProbeCalldata,
        ) -> Result<()> {
            self.roles.admit()?;
            let probe = stated::probe(&probe.to_value()?)?;
            self.levels.set_probe(service_id, weight_bps, &probe)
        }

        fn set_verifier(&mut self, service_id: u64, verifier: Address) -> Result<()> {
            self.roles.admit()?;
            self.levels.set_verifier(service_id, verifier)
        }

        fn join(
            &mut self,
            service_id: u64,
            operator: Address,
            weight_bps: u16,
            from: u32,
        ) -> Result<()> {
            self.roles.admit()?;
            self.levels.join(service_id, operator, weight_bps, from)
        }

        fn leave(&mut self, service_id: u64, operator: Address, until: u32) -> Result<()> {
            self.roles.admit()?;
            self.levels.leave(service_id, operator, until)
        }

        fn excuse(&mut self, service_id: u64, from: u32, to: u32, reason: Text) -> Result<()> {
            let (role, received) = (GUARDIAN, env::caller());
            ensure!(
                self.roles.holds(received, role),
                NotEntitled { role, received }
            );
            self.levels.excuse(service_id, from, to, reason)
        }

        fn mark(&mut self, service_id: u64, window: u32, operators: List<Address>) -> Result<()> {
            self.levels.mark(service_id, window, &operators)
        }

        fn answer(
            &mut self,
            service_id: u64,
            window: u32,
            block_number: u64,
            operators: List<Address>,
            signatures: List<Bytes>,
        ) -> Result<()> {
            self.levels
                .answer(service_id, window, block_number, &operators, &signatures)
        }

        fn probe(&mut self, service_id: u64) -> Result<bool> {
            self.levels.probe(service_id)
        }

        fn clear(&mut self, service_id: u64, page: u32) -> Result<()> {
            self.levels.clear(service_id, page)
        }

        fn compute_bill_adjustment_bps(
            &self,
            service_id: u64,
            period_start: u64,
            period_end: u64,
        ) -> u16 {
            self.levels.due_bps(service_id, period_start, period_end)
        }

        fn verdict(
            &self,
            service_id: u64,
            operator: Address,
            from: u32,
            to: u32,
        ) -> Result<(u32, u32, u32)> {
            self.levels.verdict(service_id, operator, from, to)
        }

        fn page_of(&self, service_id: u64, operator: Address, page: u32) -> (U256, U256) {
            self.levels.words(service_id, operator, page)
        }

        fn answer_digest(
            &self,
            service_id: u64,
            window: u32,
            block_number: u64,
        ) -> Result<[u8; 32]> {
            self.levels.digest(service_id, window, block_number)
        }

        fn windows_begun(&self, service_id: u64, time: u64) -> Result<u32> {
            Ok(self.levels.terms(service_id)?.begun(time))
        }

        fn times_of(&self, service_id: u64, window: u32) -> Result<(u64, u64, u64)> {
            let terms = self.levels.terms(service_id)?;
            let ends = terms.answers_end(window);
            Ok((terms.begins(window), ends, terms.excuses_end(window)))
        }

        fn terms_of(&self, service_id: u64) -> Result<(Terms, Vec<Tier>, u64)> {
            let terms = self.levels.terms(service_id)?;
            let (of_service, tiers) = stated::of_terms(&terms);
            Ok((of_service, tiers, terms.lag()))
        }

        fn parties_of(&self, service_id: u64) -> Vec<Party> {
            stated::of_parties(&self.levels.parties(service_id))
        }

        fn probe_of(&self, service_id: u64) -> Result<Probe> {
            Ok(stated::of_probe(&self.levels.probe_of(service_id)?))
        }

        fn verifier_of(&self, service_id: u64) -> Address {
            self.levels.verifier_of(service_id)
        }

        fn worst_gas(&self, service_id: u64) -> Result<u64> {
            Ok(bill_gas(self.levels.terms(service_id)?.most_pages()))
        }

        fn gas_cap(&self) -> u64 {
            self.levels.gas_cap()
        }
    }
}

mod stated;
#[cfg(test)]
mod tests;
