//! What every operator did, era by era, counted once.
//!
//! A card a (era, operator), the sums of an era, and the era's operators by index, so that
//! distributions are read page by page. Eras follow from the block number: nobody has to turn them,
//! and a past one never changes. Counts only grow, and saturate.

mod records;
#[cfg(test)]
mod tests;
mod wire;

pub use records::{Awarder, EraBook, LedgerTerms, Round};
pub use wire::{AwarderRegistered, AwarderRemoved, LedgerError, PointsAwarded, RoundOpened};

use crate::cell::{Cell, Map};
use blueprint_hooks::Event;
use blueprint_rules::points::{
    self, OperatorTally, PointEvent, Metric, Page, HeartbeatRecord, SignedRound, SignerSet, Weights, WINDOW,
};
use ink::{
    env::DefaultEnvironment,
    prelude::vec::Vec,
    storage::traits::{AutoKey, StorageKey},
    Address, U256,
};

/// Most entries that one call reads.
pub const MAX_PAGE: u32 = 50;

/// The ledger. Who may write is asked of [`PointsLedger::admit`] by the contract's messages.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct PointsLedger<KEY: StorageKey = AutoKey> {
    terms: Cell<LedgerTerms>,
    awarders: Map<(Address, u64), Awarder>,
    books: Map<u64, EraBook>,
    cards: Map<(u64, Address), OperatorTally>,
    operators: Map<(u64, u32), Address>,
    pulses: Map<Address, HeartbeatRecord>,
    rounds: Map<(u64, u64), Round>,
    signers: Map<(u64, u64, Address), bool>,
}

impl<KEY: StorageKey> PointsLedger<KEY> {
    /// To be called by the contract's constructor: eras of `era_blocks` blocks.
    ///
    /// # Errors
    /// An era of no blocks.
    pub fn init(&mut self, era_blocks: u32, weights: Weights) -> Result<(), LedgerError> {
        self.terms.set(&LedgerTerms::new(era_blocks, weights)?);
        Ok(())
    }

    /// Lets whoever may award points in a service pass.
    ///
    /// # Errors
    /// `caller` is not registered for it.
    pub fn admit(&self, service_id: u64, caller: Address) -> Result<(), LedgerError> {
        if self.awarder(service_id, caller).0 {
            return Ok(());
        }
        Err(LedgerError::NotAnAwarder {
            service_id,
            received: caller,
        })
    }

    /// Lets `awarder` award points in a service from now on.
    pub fn register_awarder(&mut self, blueprint_id: u64, service_id: u64, awarder: Address) {
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
    }

    /// Withdraws that leave. What was awarded stays.
    ///
    /// # Errors
    /// `awarder` has none.
    pub fn remove_awarder(&mut self, service_id: u64, awarder: Address) -> Result<(), LedgerError> {
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

    /// Counts a result that was right, for which its caller paid `fee` base units, or was wrong.
    ///
    /// # Errors
    /// As [`Self::award`].
    pub fn submission(
        &mut self,
        service_id: u64,
        operator: Address,
        successful: bool,
        fee: U256,
    ) -> Result<(), LedgerError> {
        let deed = if successful {
            PointEvent::JobSucceeded { fee }
        } else {
            PointEvent::JobFailed
        };
        self.award(service_id, operator, deed)
    }

    /// Counts a heartbeat of this block: one per window of 100 blocks, whatever the service.
    ///
    /// # Errors
    /// The window had its heartbeat; else as [`Self::award`].
    pub fn heartbeat(&mut self, service_id: u64, operator: Address) -> Result<(), LedgerError> {
        let block = u64::from(block());
        let pulse = match self.pulses.get(&operator) {
            Some(pulse) => pulse,
            None => HeartbeatRecord::start(block, WINDOW)?,
        };
        let (pulse, _missed) = pulse.beat(block)?;
        self.pulses.set(&operator, &pulse);
        self.award(service_id, operator, PointEvent::Heartbeat)
    }

    /// Tells who signed a call's result: bit `i` of `bitmap` for operator `i` of the service's
    /// `operators`. Each signer is then counted by [`Self::signer`].
    ///
    /// # Errors
    /// A bit without an operator, or a call whose signers are known.
    pub fn open_round(
        &mut self,
        service_id: u64,
        job_call_id: u64,
        bitmap: U256,
        operators: u32,
    ) -> Result<(), LedgerError> {
        let key = (service_id, job_call_id);
        if self.rounds.get(&key).is_some() {
            return Err(LedgerError::RoundExists {
                service_id,
                job_call_id,
            });
        }
        let signers = SignedRound::new(SignerSet::from_bitmap(bitmap, operators)?);
        self.rounds.set(&key, &Round { signers });
        RoundOpened {
            service_id,
            job_call_id,
            bitmap,
        }
        .emit();
        Ok(())
    }

    /// Counts operator `index` of a round, once, and as `operator`, once.
    ///
    /// # Errors
    /// Nobody told who signed, it did not sign, or it had its point by this or another index.
    pub fn signer(
        &mut self,
        service_id: u64,
        job_call_id: u64,
        index: u32,
        operator: Address,
    ) -> Result<(), LedgerError> {
        let key = (service_id, job_call_id);
        let round = self.rounds.get(&key).ok_or(LedgerError::UnknownRound {
            service_id,
            job_call_id,
        })?;
        let signers = round.signers.count(index)?;
        let by_address = (service_id, job_call_id, operator);
        if self.signers.get(&by_address).is_some() {
            return Err(LedgerError::OperatorCounted { operator });
        }
        self.rounds.set(&key, &Round { signers });
        self.signers.set(&by_address, &true);
        self.award(service_id, operator, PointEvent::Signed)
    }

    /// Writes a deed on the operator's card of the running era. O(1): a card, the era's sums, and,
    /// with its first deed of the era, its place in the list.
    ///
    /// # Errors
    /// The zero address, or more operators than 2^32 - 1.
    pub fn award(
        &mut self,
        service_id: u64,
        operator: Address,
        deed: PointEvent,
    ) -> Result<(), LedgerError> {
        if operator == Address::zero() {
            return Err(LedgerError::ZeroOperator {});
        }
        let terms = self.terms()?;
        let era = terms.era(block());
        let mut book = self.books.get(&era).unwrap_or_else(|| EraBook::new(era));
        let card = match self.cards.get(&(era, operator)) {
            Some(card) => card,
            None => {
                self.operators.set(&(era, book.operators), &operator);
                book.operators = book
                    .operators
                    .checked_add(1)
                    .ok_or(LedgerError::EraFull { era })?;
                OperatorTally::new(era)
            }
        };
        let scored = card.score(book.totals, era, &deed, &terms.weights)?;
        book.totals = scored.totals;
        self.cards.set(&(era, operator), &scored.tally);
        self.books.set(&era, &book);
        PointsAwarded {
            era,
            operator,
            service_id,
            deed: code(&deed),
            points: scored.points,
            total: scored.tally.points,
        }
        .emit();
        Ok(())
    }

    /// The running era.
    pub fn current_era(&self) -> u64 {
        self.terms.get().map_or(0, |terms| terms.era(block()))
    }

    /// Blocks in an era.
    pub fn era_blocks(&self) -> u32 {
        self.terms.get().map_or(0, |terms| terms.era_blocks)
    }

    /// An operator's card of an era; empty if it did nothing.
    pub fn card(&self, era: u64, operator: Address) -> OperatorTally {
        self.cards
            .get(&(era, operator))
            .unwrap_or_else(|| OperatorTally::new(era))
    }

    /// The sums of an era, and how many operators did something in it.
    pub fn book(&self, era: u64) -> EraBook {
        self.books.get(&era).unwrap_or_else(|| EraBook::new(era))
    }

    /// Heartbeats of an operator that counted in its whole life, and the windows it missed since
    /// the first. `None` before the first.
    pub fn pulse(&self, operator: Address) -> Option<(u64, u64)> {
        let pulse = self.pulses.get(&operator)?;
        Some((pulse.beats, pulse.missed(u64::from(block())).ok()?))
    }

    /// The operators of an era from index `from` on, at most `count` of them, in the order of their
    /// first deed.
    ///
    /// # Errors
    /// `count` is 0 or above [`MAX_PAGE`], or `from` is past the end.
    pub fn operators(&self, era: u64, from: u32, count: u32) -> Result<Vec<Address>, LedgerError> {
        let page = self.page(era, from, count)?;
        Ok((page.start..page.end)
            .map(|index| self.operators.get(&(era, index)).unwrap_or_default())
            .collect())
    }

    /// A metric of the same operators, in the same order: `[op_1, op_2, …]`. `metric` is 0 for
    /// successful submissions, 1 for failed ones, 2 for reports, 3 for heartbeats, 4 for points.
    ///
    /// # Errors
    /// As [`Self::operators`], and a metric that there is not.
    pub fn distribution(
        &self,
        era: u64,
        metric: u8,
        from: u32,
        count: u32,
    ) -> Result<Vec<u64>, LedgerError> {
        let metric = match metric {
            0 => Metric::SuccessfulSubmissions,
            1 => Metric::FailedSubmissions,
            2 => Metric::Reports,
            3 => Metric::Heartbeats,
            4 => Metric::Points,
            received => return Err(LedgerError::UnknownMetric { most: 4, received }),
        };
        let page = self.page(era, from, count)?;
        let card = |index| self.cards.get(&(era, self.operators.get(&(era, index))?));
        Ok(points::distribution(metric, page, card).collect())
    }

    fn page(&self, era: u64, from: u32, count: u32) -> Result<Page, LedgerError> {
        if count > MAX_PAGE {
            return Err(LedgerError::BadPage {
                most: MAX_PAGE,
                received: count,
            });
        }
        let len = self.books.get(&era).map_or(0, |book| book.operators);
        points::page(len, from, count).map_err(|error| match LedgerError::from(error) {
            LedgerError::BadPage { received, .. } => LedgerError::BadPage {
                most: MAX_PAGE,
                received,
            },
            other => other,
        })
    }

    fn terms(&self) -> Result<LedgerTerms, LedgerError> {
        self.terms.get().ok_or(LedgerError::NoTerms {})
    }
}

/// The deed's number in [`PointsAwarded`].
fn code(deed: &PointEvent) -> u8 {
    match deed {
        PointEvent::Signed => 0,
        PointEvent::Placed { .. } => 1,
        PointEvent::Heartbeat => 2,
        PointEvent::JobSucceeded { .. } => 3,
        PointEvent::JobFailed => 4,
        PointEvent::Reported => 5,
    }
}

fn block() -> u32 {
    ink::env::block_number::<DefaultEnvironment>()
}
