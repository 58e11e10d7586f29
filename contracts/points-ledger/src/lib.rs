//! The points ledger: what operators did, era by era. It answers to
//! `abi/solidity/library/IPointsLedger.sol`.
//!
//! The runtime registers who may award points in a service: as a rule its blueprint's manager. One
//! ledger is the book of one pot of rewards: whoever may award in it is trusted with a part of that
//! pot.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod wire;

#[ink::contract]
pub mod points_ledger {
    use crate::wire::*;
    use blueprint_components::RuntimeGuard;
    use blueprint_hooks::Deploy;
    use blueprint_rules::points::{Event as Deed, Weights};
    use ink::prelude::vec::Vec;

    /// A message's arguments, answered without touching the root cell.
    type Call<A> = blueprint_hooks::Direct<A, PointsLedger>;

    /// Nothing of its own: every component loads what it needs.
    #[ink(storage)]
    #[derive(Default)]
    pub struct PointsLedger {
        guard: RuntimeGuard,
        ledger: blueprint_components::PointsLedger,
    }

    impl PointsLedger {
        /// Deploys a ledger that obeys `runtime`, with eras of `era_blocks` blocks. A place in a
        /// race is worth 3, 2 and 1 points.
        #[ink(constructor)]
        pub fn new(arguments: Deploy<New>) -> Result<Self, Error> {
            let New {
                runtime,
                era_blocks,
                signature,
                heartbeat,
                job,
            } = arguments.0;
            let weights = Weights {
                signature,
                heartbeat,
                job,
                ..Weights::default()
            };
            let mut contract = Self::default();
            contract.guard.init(runtime)?;
            contract.ledger.init(era_blocks, weights)?;
            Ok(contract)
        }

        /// Lets a contract award points in a service. The runtime's alone.
        // `payable` for ink! alone, here and nowhere else: without a payable message it checks for
        // value before anything else, and traps. `direct!` says what takes value.
        #[ink(message, payable, name = "registerAwarder")]
        pub fn register_awarder(&mut self, call: Call<RegisterAwarder>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            self.ledger
                .register_awarder(call.blueprint_id, call.service_id, call.awarder);
            Ok(())
        }

        /// Withdraws that leave. The runtime's alone.
        #[ink(message, name = "removeAwarder")]
        pub fn remove_awarder(&mut self, call: Call<RemoveAwarder>) -> Result<(), Error> {
            self.guard.admit_runtime()?;
            Ok(self.ledger.remove_awarder(call.service_id, call.awarder)?)
        }

        /// Counts a result that was right, or wrong.
        #[ink(message, name = "recordSubmission")]
        pub fn record_submission(&mut self, call: Call<RecordSubmission>) -> Result<(), Error> {
            self.admit(call.service_id)?;
            Ok(self
                .ledger
                .submission(call.service_id, call.operator, call.successful, call.fee)?)
        }

        /// Counts a heartbeat: one per window of 100 blocks.
        #[ink(message, name = "recordHeartbeat")]
        pub fn record_heartbeat(&mut self, call: Call<RecordHeartbeat>) -> Result<(), Error> {
            self.admit(call.service_id)?;
            Ok(self.ledger.heartbeat(call.service_id, call.operator)?)
        }

        /// Counts a place in a race.
        #[ink(message, name = "recordPlace")]
        pub fn record_place(&mut self, call: Call<RecordPlace>) -> Result<(), Error> {
            self.admit(call.service_id)?;
            let deed = Deed::Placed { place: call.place };
            Ok(self.ledger.award(call.service_id, call.operator, deed)?)
        }

        /// Counts a report that was accepted.
        #[ink(message, name = "recordReport")]
        pub fn record_report(&mut self, call: Call<RecordReport>) -> Result<(), Error> {
            self.admit(call.service_id)?;
            Ok(self
                .ledger
                .award(call.service_id, call.operator, Deed::Reported)?)
        }

        /// Tells who signed a call's result.
        #[ink(message, name = "openRound")]
        pub fn open_round(&mut self, call: Call<OpenRound>) -> Result<(), Error> {
            self.admit(call.service_id)?;
            Ok(self.ledger.open_round(
                call.service_id,
                call.job_call_id,
                call.bitmap,
                call.operators,
            )?)
        }

        /// Counts one of the signers.
        #[ink(message, name = "recordSigner")]
        pub fn record_signer(&mut self, call: Call<RecordSigner>) -> Result<(), Error> {
            self.admit(call.service_id)?;
            Ok(self
                .ledger
                .signer(call.service_id, call.job_call_id, call.index, call.operator)?)
        }

        /// The one account that registers awarders.
        #[ink(message)]
        pub fn runtime(&self, _call: Call<Runtime>) -> Address {
            self.guard.runtime()
        }

        /// Whether a contract may award points in a service, and for which blueprint.
        #[ink(message, name = "awarderOf")]
        pub fn awarder_of(&self, call: Call<AwarderOf>) -> (bool, u64) {
            self.ledger.awarder(call.service_id, call.awarder)
        }

        /// The running era.
        #[ink(message, name = "currentEra")]
        pub fn current_era(&self, _call: Call<CurrentEra>) -> u64 {
            self.ledger.current_era()
        }

        /// Blocks in an era.
        #[ink(message, name = "eraBlocks")]
        pub fn era_blocks(&self, _call: Call<EraBlocks>) -> u32 {
            self.ledger.era_blocks()
        }

        /// An operator's points of an era.
        #[ink(message, name = "pointsOf")]
        pub fn points_of(&self, call: Call<PointsOf>) -> u64 {
            self.ledger.card(call.era, call.operator).points
        }

        /// All points of an era.
        #[ink(message, name = "totalPoints")]
        pub fn total_points(&self, call: Call<TotalPoints>) -> u64 {
            self.ledger.book(call.era).totals.points
        }

        /// An operator's card of an era: successes, failures, reports, heartbeats, points.
        #[ink(message, name = "cardOf")]
        pub fn card_of(&self, call: Call<CardOf>) -> (u32, u32, u32, u32, u64) {
            let card = self.ledger.card(call.era, call.operator);
            (
                card.successes,
                card.failures,
                card.reports,
                card.heartbeats,
                card.points,
            )
        }

        /// An era's operators, and the sums of their cards.
        #[ink(message)]
        pub fn totals(&self, call: Call<Totals>) -> (u32, u64, u64, u64, u64, u64) {
            let book = self.ledger.book(call.era);
            let sums = book.totals;
            (
                book.operators,
                sums.successes,
                sums.failures,
                sums.reports,
                sums.heartbeats,
                sums.points,
            )
        }

        /// Whether an operator ever beat, how often, and the windows it missed since.
        #[ink(message, name = "heartbeatsOf")]
        pub fn heartbeats_of(&self, call: Call<HeartbeatsOf>) -> (bool, u64, u64) {
            match self.ledger.pulse(call.operator) {
                Some((beats, missed)) => (true, beats, missed),
                None => (false, 0, 0),
            }
        }

        /// A page of an era's operators.
        #[ink(message, name = "operatorsOf")]
        pub fn operators_of(&self, call: Call<OperatorsOf>) -> Result<Vec<Address>, Error> {
            Ok(self.ledger.operators(call.era, call.from, call.count)?)
        }

        /// A page of an era's distribution.
        #[ink(message)]
        pub fn distribution(&self, call: Call<Distribution>) -> Result<Vec<u64>, Error> {
            Ok(self
                .ledger
                .distribution(call.era, call.metric, call.from, call.count)?)
        }

        /// Lets the runtime and the service's awarders pass.
        fn admit(&self, service_id: u64) -> Result<(), Error> {
            let caller = self.env().caller();
            // The common case first: it costs one read.
            match self.ledger.admit(service_id, caller) {
                Err(_) if caller == self.guard.runtime() => Ok(()),
                decision => Ok(decision?),
            }
        }
    }

    blueprint_hooks::direct! { PointsLedger {
        RegisterAwarder => register_awarder,
        RemoveAwarder => remove_awarder,
        RecordSubmission => record_submission,
        RecordHeartbeat => record_heartbeat,
        RecordPlace => record_place,
        RecordReport => record_report,
        OpenRound => open_round,
        RecordSigner => record_signer,
        Runtime => runtime,
        AwarderOf => awarder_of,
        CurrentEra => current_era,
        EraBlocks => era_blocks,
        PointsOf => points_of,
        TotalPoints => total_points,
        CardOf => card_of,
        Totals => totals,
        HeartbeatsOf => heartbeats_of,
        OperatorsOf => operators_of,
        Distribution => distribution,
    } }
}

#[cfg(test)]
mod tests;
