//! The points ledger: what operators did, era by era. Its interface is
//! `abi/solidity/library/IPointsLedger.sol`.
//!
//! The runtime registers who may award points in a service: as a rule its blueprint's manager. One
//! ledger is for one reward pool: an account that may award in it is trusted with a part of that pool.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IPointsLedger.sol")]
pub mod points_ledger {
    use blueprint_components::prelude::*;
    use blueprint_rules::points::{PointEvent, Weights};

    /// The ledger, and the runtime that registers who awards.
    #[derive(Default)]
    pub struct PointsLedger {
        roles: Roles,
        ledger: blueprint_components::PointsLedger,
    }

    impl PointsLedger {
        /// Obeys `runtime`; `guardian` replaces its key if it is lost. Roles are handed over with a delay of
        /// `role_delay` seconds, 1 to 30 days. Eras have `era_blocks` blocks; the other numbers are points for a
        /// signature, for a heartbeat and for a correct result. A place in a race is worth 3, 2 and 1
        /// points. An operator earns at most `most_per_era` points in a service and era.
        #[allow(clippy::too_many_arguments)] // those of the interface
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
            era_blocks: u32,
            signature: u32,
            heartbeat: u32,
            job: u32,
            most_per_era: u32,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)?;
            let weights = Weights {
                signature,
                heartbeat,
                job,
                ..Weights::default()
            };
            self.ledger.init(era_blocks, weights, most_per_era)
        }

        /// Admits the service's awarders and the runtime.
        fn admit(&self, service_id: u64) -> Result<()> {
            let caller = env::caller();
            let (active, _) = self.ledger.awarder(service_id, caller);
            // The common case first: it costs one read.
            if active || caller == self.roles.runtime() {
                return Ok(());
            }
            self.ledger.admit(service_id, caller)
        }
    }

    #[unguarded]
    impl IRoles for PointsLedger {}

    #[guarded(self.roles)]
    impl IPointsLedger for PointsLedger {
        fn register_awarder(&mut self, call: calls::RegisterAwarder) -> Result<()> {
            let (service_id, awarder) = (call.service_id, call.awarder);
            self.ledger
                .register_awarder(call.blueprint_id, service_id, awarder)
        }

        fn remove_awarder(&mut self, service_id: u64, awarder: Address) -> Result<()> {
            self.ledger.remove_awarder(service_id, awarder)
        }

        #[unguarded]
        fn record_submission(
            &mut self,
            service_id: u64,
            operator: Address,
            successful: bool,
        ) -> Result<()> {
            self.admit(service_id)?;
            self.ledger.submission(service_id, operator, successful)
        }

        #[unguarded]
        fn record_heartbeat(&mut self, service_id: u64, operator: Address) -> Result<()> {
            self.admit(service_id)?;
            self.ledger.heartbeat(service_id, operator)
        }

        #[unguarded]
        fn record_place(&mut self, service_id: u64, operator: Address, place: u8) -> Result<()> {
            self.admit(service_id)?;
            self.ledger
                .award(service_id, operator, PointEvent::Placed { place })
        }

        #[unguarded]
        fn record_report(&mut self, service_id: u64, operator: Address) -> Result<()> {
            self.admit(service_id)?;
            self.ledger
                .award(service_id, operator, PointEvent::Reported)
        }

        #[unguarded]
        fn open_round(&mut self, call: calls::OpenRound) -> Result<()> {
            let (service_id, job_call_id) = (call.service_id, call.job_call_id);
            self.admit(service_id)?;
            self.ledger
                .open_round(service_id, job_call_id, call.bitmap, call.operators)
        }

        #[unguarded]
        fn record_signer(&mut self, call: calls::RecordSigner) -> Result<()> {
            let (service_id, job_call_id) = (call.service_id, call.job_call_id);
            self.admit(service_id)?;
            self.ledger
                .signer(service_id, job_call_id, call.index, call.operator)
        }

        fn awarder_of(&self, service_id: u64, awarder: Address) -> (bool, u64) {
            self.ledger.awarder(service_id, awarder)
        }

        fn current_era(&self) -> u64 {
            self.ledger.current_era()
        }

        fn era_blocks(&self) -> u32 {
            self.ledger.era_blocks()
        }

        fn most_per_era(&self) -> u32 {
            self.ledger.most_per_era()
        }

        fn points_of(&self, era: u64, operator: Address) -> u64 {
            self.ledger.card(era, operator).points
        }

        fn total_points(&self, era: u64) -> u64 {
            self.ledger.book(era).totals.points
        }

        fn card_of(&self, era: u64, operator: Address) -> (u32, u32, u32, u32, u64) {
            let card = self.ledger.card(era, operator);
            (
                card.successes,
                card.failures,
                card.reports,
                card.heartbeats,
                card.points,
            )
        }

        fn totals(&self, era: u64) -> (u32, u64, u64, u64, u64, u64) {
            let book = self.ledger.book(era);
            let sums = book.totals;
            let (successes, failures) = (sums.successes, sums.failures);
            (
                book.operators,
                successes,
                failures,
                sums.reports,
                sums.heartbeats,
                sums.points,
            )
        }

        fn heartbeats_of(&self, service_id: u64, operator: Address) -> (bool, u64, u64) {
            let known = self.ledger.heartbeats(service_id, operator);
            known.map_or((false, 0, 0), |(beats, missed)| (true, beats, missed))
        }

        fn operators_of(&self, era: u64, from: u32, count: u32) -> Result<Vec<Address>> {
            self.ledger.operators(era, from, count)
        }

        fn distribution(&self, era: u64, metric: u8, from: u32, count: u32) -> Result<Vec<u64>> {
            self.ledger.distribution(era, metric, from, count)
        }
    }
}

#[cfg(test)]
mod tests;
