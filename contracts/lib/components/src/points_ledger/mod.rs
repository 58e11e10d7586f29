//! What every operator did, era by era, counted once.
//!
//! A tally for each (era, operator), the sums of an era, and the era's operators by index, so that
//! distributions are read page by page. Eras follow from the block number: no call has to start one,
//! and one that is over never changes. Counts only grow, and saturate.

mod errors;
mod records;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// The ledger's errors and events, and a client of it.
    pub mod abi = "blueprint-abi/library/IPointsLedger.sol";
}
pub use records::{Awarder, EraBook, LedgerTerms, Round};

use crate::cell::{Cell, Map};
use abi::*;
use blueprint_hooks::{ensure, env::block_number, Address, Event, Result, Vec, U256};
use blueprint_rules::points::{
    self, EraPoints, Exactly, HeartbeatRecord, Metric, OperatorTally, Page, PointEvent, PointRule,
    SignedRound, SignerSet, Weights, WINDOW,
};
use ink::storage::traits::{AutoKey, StorageKey};

pub use blueprint_rules::points::MAX_PAGE;

/// The ledger. The contract says who may write: see [`PointsLedger::admit`].
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct PointsLedger<KEY: StorageKey = AutoKey> {
    terms: Cell<LedgerTerms>,
    awarders: Map<(Address, u64), Awarder>,
    books: Map<u64, EraBook>,
    cards: Map<(u64, Address), OperatorTally>,
    operators: Map<(u64, u32), Address>,
    /// Of an operator in a service: what its limit leaves.
    earned: Map<(u64, Address), EraPoints>,
    heartbeats: Map<(u64, Address), HeartbeatRecord>,
    rounds: Map<(u64, u64), Round>,
    signers: Map<(u64, u64, Address), bool>,
}

impl<KEY: StorageKey> PointsLedger<KEY> {
    /// To be called by the contract's constructor: eras of `era_blocks` blocks, in which an operator earns
    /// `most` points in a service. Errors: `ZeroEra`, `ZeroLimit`.
    pub fn init(&mut self, era_blocks: u32, weights: Weights, most: u32) -> Result<()> {
        ensure!(era_blocks != 0, ZeroEra);
        ensure!(most != 0, ZeroLimit);
        self.terms.set(&LedgerTerms {
            era_blocks,
            weights,
            most,
        });
        Ok(())
    }

    /// Passes where `caller` may award points in a service. Errors: `NotAnAwarder`.
    pub fn admit(&self, service_id: u64, caller: Address) -> Result<()> {
        let (active, _) = self.awarder(service_id, caller);
        let received = caller;
        ensure!(
            active,
            NotAnAwarder {
                service_id,
                received
            }
        );
        Ok(())
    }

    /// Lets `awarder` award points in a service from now on. Errors: `ZeroOperator`.
    pub fn register_awarder(
        &mut self,
        blueprint_id: u64,
        service_id: u64,
        awarder: Address,
    ) -> Result<()> {
        ensure!(!awarder.is_zero(), ZeroOperator);
        let record = Awarder {
            blueprint_id,
            active: true,
        };
        self.awarders.set(&(awarder, service_id), &record);
        AwarderRegistered {
            blueprint_id,
            service_id,
            awarder,
        }
        .emit();
        Ok(())
    }

    /// Takes that back; what was awarded stays. Errors: `NotAnAwarder`.
    pub fn remove_awarder(&mut self, service_id: u64, awarder: Address) -> Result<()> {
        self.admit(service_id, awarder)?;
        let (_, blueprint_id) = self.awarder(service_id, awarder);
        let record = Awarder {
            blueprint_id,
            active: false,
        };
        self.awarders.set(&(awarder, service_id), &record);
        AwarderRemoved {
            service_id,
            awarder,
        }
        .emit();
        Ok(())
    }

    /// Whether `awarder` may award points in a service, and for which blueprint it was registered.
    pub fn awarder(&self, service_id: u64, awarder: Address) -> (bool, u64) {
        self.awarders
            .get(&(awarder, service_id))
            .map_or((false, 0), |it| (it.active, it.blueprint_id))
    }

    /// Counts a result that was right or wrong. Errors: as [`Self::award`].
    pub fn submission(
        &mut self,
        service_id: u64,
        operator: Address,
        successful: bool,
    ) -> Result<()> {
        let event = match successful {
            true => PointEvent::JobSucceeded,
            false => PointEvent::JobFailed,
        };
        self.award(service_id, operator, event)
    }

    /// Counts a heartbeat of this block: one per service and window of 100 blocks, so that the awarders of one
    /// service take none from another. Errors: `AlreadyBeaten`; else as [`Self::award`].
    pub fn heartbeat(&mut self, service_id: u64, operator: Address) -> Result<()> {
        let block = u64::from(block_number());
        let key = (service_id, operator);
        let record = match self.heartbeats.get(&key) {
            Some(record) => record,
            None => HeartbeatRecord::start(block, WINDOW).map_err(errors::heartbeat)?,
        };
        let (record, _missed) = record.beat(block).map_err(errors::heartbeat)?;
        self.heartbeats.set(&key, &record);
        self.award(service_id, operator, PointEvent::Heartbeat)
    }

    /// Says who signed a call's result: bit `i` of `bitmap` for operator `i` of the service's
    /// `operators`. Each signer is then counted by [`Self::signer`]. Errors: `RoundExists`,
    /// `SignerOutOfRange`.
    pub fn open_round(
        &mut self,
        service_id: u64,
        job_call_id: u64,
        bitmap: U256,
        operators: u32,
    ) -> Result<()> {
        let key = (service_id, job_call_id);
        let exists = RoundExists {
            service_id,
            job_call_id,
        };
        ensure!(self.rounds.get(&key).is_none(), exists);
        let signed = SignerSet::from_bitmap(bitmap, operators).map_err(errors::signer)?;
        let signers = SignedRound::new(signed);
        self.rounds.set(&key, &Round { signers });
        RoundOpened {
            service_id,
            job_call_id,
            bitmap,
        }
        .emit();
        Ok(())
    }

    /// Counts operator `index` of a round, once, and as `operator`, once. Errors: `UnknownRound`,
    /// `NotASigner`, `SignerCounted`, `OperatorCounted`; else as [`Self::award`].
    pub fn signer(
        &mut self,
        service_id: u64,
        job_call_id: u64,
        index: u32,
        operator: Address,
    ) -> Result<()> {
        let key = (service_id, job_call_id);
        let round = self.rounds.get(&key).ok_or(UnknownRound {
            service_id,
            job_call_id,
        })?;
        let signers = round.signers.count(index).map_err(errors::signer)?;
        let by_address = (service_id, job_call_id, operator);
        let counted = self.signers.get(&by_address).is_some();
        ensure!(!counted, OperatorCounted { operator });
        self.rounds.set(&key, &Round { signers });
        self.signers.set(&by_address, &true);
        self.award(service_id, operator, PointEvent::Signed)
    }

    /// Adds a point event to an operator's tally of the running era; its points as far as the operator's limit in
    /// the service and era leaves them. O(1): a tally, the era's sums,
    /// and, the first time in an era, its place in the list. Errors: `ZeroOperator`, `EraFull`.
    pub fn award(&mut self, service_id: u64, operator: Address, event: PointEvent) -> Result<()> {
        ensure!(operator != Address::zero(), ZeroOperator);
        let terms = self.terms.get().ok_or(NoTerms)?;
        let era = terms.era(block_number());
        let mut book = self.book(era);
        let card = match self.cards.get(&(era, operator)) {
            Some(card) => card,
            None => {
                self.operators.set(&(era, book.operators), &operator);
                book.operators = book.operators.checked_add(1).ok_or(EraFull { era })?;
                OperatorTally::new(era)
            }
        };
        let points = terms.weights.points(&event);
        let points = self.within_limit((service_id, operator), era, terms.most, points);
        let scored = card.score(book.totals, era, &event, &Exactly(points));
        let scored = scored.map_err(errors::tally)?;
        book.totals = scored.totals;
        self.cards.set(&(era, operator), &scored.tally);
        self.books.set(&era, &book);
        PointsAwarded {
            era,
            operator,
            service_id,
            deed: number(&event),
            points: scored.points,
            total: scored.tally.points,
        }
        .emit();
        Ok(())
    }

    /// Those of `points` that the operator's limit leaves, counted against it.
    fn within_limit(&mut self, key: (u64, Address), era: u64, most: u32, points: u64) -> u64 {
        if points == 0 {
            return 0;
        }
        let mut earned = self.earned.get(&key).unwrap_or_default();
        // Eras follow from block numbers of 32 bits, points from weights of 32 bits.
        let [era, points] = [era, points].map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        let within = earned.award(era, most, points);
        self.earned.set(&key, &earned);
        within.into()
    }

    /// The most points that an operator earns in a service and era.
    pub fn most_per_era(&self) -> u32 {
        self.terms.get().map_or(0, |terms| terms.most)
    }

    /// The running era.
    pub fn current_era(&self) -> u64 {
        self.terms
            .get()
            .map_or(0, |terms| terms.era(block_number()))
    }

    /// Blocks in an era.
    pub fn era_blocks(&self) -> u32 {
        self.terms.get().map_or(0, |terms| terms.era_blocks)
    }

    /// An operator's tally of an era; zeros if it did nothing.
    pub fn card(&self, era: u64, operator: Address) -> OperatorTally {
        self.cards
            .get(&(era, operator))
            .unwrap_or_else(|| OperatorTally::new(era))
    }

    /// The sums of an era, and how many operators did something in it.
    pub fn book(&self, era: u64) -> EraBook {
        self.books.get(&era).unwrap_or_else(|| EraBook::new(era))
    }

    /// Heartbeats of an operator that counted in a service over all eras, and the windows it missed since
    /// the first. `None` before the first.
    pub fn heartbeats(&self, service_id: u64, operator: Address) -> Option<(u64, u64)> {
        let record = self.heartbeats.get(&(service_id, operator))?;
        let missed = record.missed(u64::from(block_number())).ok()?;
        Some((record.beats, missed))
    }

    /// The operators of an era from index `from` on, at most `count` of them, 1 to [`MAX_PAGE`], in
    /// the order in which they were first counted. Errors: `BadPage`, `PastEnd`.
    pub fn operators(&self, era: u64, from: u32, count: u32) -> Result<Vec<Address>> {
        let page = self.page(era, from, count)?;
        let operator = |index| self.operators.get(&(era, index)).unwrap_or_default();
        Ok((page.start..page.end).map(operator).collect())
    }

    /// A metric of the same operators, in the same order. `metric` is 0 for correct results, 1 for
    /// wrong ones, 2 for reports, 3 for heartbeats, 4 for points. Errors: as [`Self::operators`], and
    /// `UnknownMetric`.
    pub fn distribution(&self, era: u64, metric: u8, from: u32, count: u32) -> Result<Vec<u64>> {
        let metric = match metric {
            0 => Metric::SuccessfulSubmissions,
            1 => Metric::FailedSubmissions,
            2 => Metric::Reports,
            3 => Metric::Heartbeats,
            4 => Metric::Points,
            received => return Err(UnknownMetric { most: 4, received }.into()),
        };
        let page = self.page(era, from, count)?;
        let card = |index| self.cards.get(&(era, self.operators.get(&(era, index))?));
        Ok(points::distribution(metric, page, card).collect())
    }

    fn page(&self, era: u64, from: u32, count: u32) -> Result<Page> {
        points::page(self.book(era).operators, from, count).map_err(errors::tally)
    }
}

/// The number of `deed` in [`PointsAwarded`].
fn number(event: &PointEvent) -> u8 {
    match event {
        PointEvent::Signed => 0,
        PointEvent::Placed { .. } => 1,
        PointEvent::Heartbeat => 2,
        PointEvent::JobSucceeded => 3,
        PointEvent::JobFailed => 4,
        PointEvent::Reported => 5,
    }
}
