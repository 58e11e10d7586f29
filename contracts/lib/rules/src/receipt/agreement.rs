//! What a client agreed to pay an operator in a service: a price, bounds of spending, and an escrow.
//!
//! Terms never change while the agreement lasts. What a client granted above its bounds is not lost: it
//! is collected when the allowance has grown. What is not owed leaves after a notice, in which operators
//! claim what they hold.

use super::Meter;
use crate::math::U256;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// What a client spends at most, as in Graph's `RecurringCollector`. Amounts in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Bounds {
    /// Once, beside the rate.
    pub max_initial: u128,
    /// A second.
    pub max_per_second: u128,
    /// Seconds between two collections of a session, but for the last ones of the agreement.
    pub min_seconds: u64,
    /// Seconds of the rate that gather while nothing is collected; at least 1 and twice `min_seconds`: what gathers
    /// while a collection waits is then not lost.
    pub max_seconds: u64,
    /// Last second in which anything is collected.
    pub deadline: u64,
}

/// Why an agreement does not do what it is asked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum AgreementError {
    /// Nothing could be spent.
    NothingAllowed,
    /// `max_seconds` is below 1 or twice `min_seconds`.
    GatherTime {
        expected_at_least: u64,
        received: u64,
    },
    /// The deadline is not after now.
    DeadlinePassed { now: u64, received: u64 },
    /// The last agreement lasts.
    Lasts { until: u64 },
    /// There is no agreement, or it is over.
    Over { until: u64 },
    /// The session was collected less than `min_seconds` ago.
    TooSoon { from: u64, now: u64 },
    /// No withdrawal can be made now: `from` is the first second, `until` the last; zeros without a request.
    NotWithdrawable { from: u64, until: u64 },
    /// Nothing is left that is not owed.
    NothingToWithdraw,
    /// More value than 256 bits hold.
    Overflow,
}

/// What was paid in a period and in the one before. Periods have numbers from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Paid {
    /// The last period in which something was paid.
    pub period: u64,
    /// Paid in it, at most `u128::MAX`.
    pub within: u128,
    /// Paid in the one before.
    pub before: u128,
}

impl Paid {
    /// Adds what was paid in `period`, which does not go back.
    pub fn add(&mut self, period: u64, amount: U256) {
        if period != self.period {
            self.before = self.of(period.saturating_sub(1));
            self.within = 0;
            self.period = period;
        }
        self.within = self.within.saturating_add(narrow(amount));
    }

    /// What was paid in a period; zero where it is forgotten.
    pub fn of(&self, period: u64) -> u128 {
        if period == self.period {
            self.within
        } else if period.checked_add(1) == Some(self.period) {
            self.before
        } else {
            0
        }
    }
}

/// An amount in 128 bits, at most `u128::MAX`.
pub fn narrow(amount: U256) -> u128 {
    u128::try_from(amount).unwrap_or(u128::MAX)
}

/// A client that wants a part of its escrow back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Withdrawal {
    /// Base units; zero for no request.
    pub amount: U256,
    /// First second in which it leaves.
    pub from: u64,
    /// Last second: a request that is never used would make the escrow worth nothing.
    pub until: u64,
}

/// What is remembered of a client and an operator in a service. The escrow is for this operator alone: of
/// one that several could claim, a client would pay itself through an operator of its own before the
/// others claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Agreement {
    /// Second in which it was opened, by which receipts name it; 0 for none.
    pub opened: u64,
    /// Base units per unit of work.
    pub price: u128,
    /// What is spent at most.
    pub bounds: Bounds,
    /// What is left of `max_initial`.
    pub initial_left: u128,
    /// What had gathered of the rate at `gathered_at`.
    pub gathered: U256,
    /// In seconds.
    pub gathered_at: u64,
    /// Base units deposited, and not paid or withdrawn.
    pub escrow: U256,
    /// Granted and not collected.
    pub owed: U256,
    /// What the client asked back.
    pub withdrawal: Withdrawal,
}

impl Agreement {
    /// Opens an agreement now, in place of one that is over; its escrow stays. `last` is the last second of
    /// this one. Errors: `Lasts`, `NothingAllowed`, `GatherTime`, `DeadlinePassed`.
    pub fn open(
        &self,
        price: u128,
        bounds: Bounds,
        now: u64,
        last: u64,
    ) -> Result<Self, AgreementError> {
        if self.lasts(now, last) {
            return Err(AgreementError::Lasts { until: last });
        }
        if bounds.max_initial == 0 && bounds.max_per_second == 0 {
            return Err(AgreementError::NothingAllowed);
        }
        let expected_at_least = bounds.min_seconds.saturating_mul(2).max(1);
        if bounds.max_seconds < expected_at_least {
            return Err(AgreementError::GatherTime {
                expected_at_least,
                received: bounds.max_seconds,
            });
        }
        if bounds.deadline <= now {
            return Err(AgreementError::DeadlinePassed {
                now,
                received: bounds.deadline,
            });
        }
        Ok(Self {
            opened: now,
            price,
            bounds,
            initial_left: bounds.max_initial,
            gathered: U256::zero(),
            gathered_at: now,
            escrow: self.escrow,
            owed: U256::zero(),
            withdrawal: Withdrawal::default(),
        })
    }

    /// Whether anything can be collected. `last` is the deadline, or a later second if a pause moved it.
    pub fn lasts(&self, now: u64, last: u64) -> bool {
        self.opened != 0 && now <= last
    }

    /// Passes while the agreement lasts. Errors: `Over`.
    pub fn check_lasts(&self, now: u64, last: u64) -> Result<(), AgreementError> {
        match self.lasts(now, last) {
            true => Ok(()),
            false => Err(AgreementError::Over { until: last }),
        }
    }

    /// Brings the deadline forward to `notice` seconds from now. Never moves it back.
    pub fn end(&mut self, now: u64, notice: u64) {
        self.bounds.deadline = self.bounds.deadline.min(now.saturating_add(notice));
    }

    /// Adds to the escrow. Errors: `Overflow`.
    pub fn deposit(&mut self, amount: U256) -> Result<(), AgreementError> {
        let escrow = self.escrow.checked_add(amount);
        self.escrow = escrow.ok_or(AgreementError::Overflow)?;
        Ok(())
    }

    /// What can be spent at `now`, whatever the escrow holds.
    pub fn allowance(&self, now: u64) -> U256 {
        self.gathered_by(now)
            .saturating_add(self.initial_left.into())
    }

    /// The same; nothing after `last`, the last second of the agreement.
    pub fn allowance_until(&self, now: u64, last: u64) -> U256 {
        match self.lasts(now, last) {
            true => self.allowance(now),
            false => U256::zero(),
        }
    }

    fn gathered_by(&self, now: u64) -> U256 {
        let rate = U256::from(self.bounds.max_per_second);
        let seconds = now.saturating_sub(self.gathered_at);
        // Below 2^192 each.
        let most = rate.saturating_mul(self.bounds.max_seconds.into());
        let more = rate.saturating_mul(seconds.into());
        self.gathered.saturating_add(more).min(most)
    }

    /// Notes that a receipt granted so much more.
    pub fn grant(&mut self, amount: U256) {
        self.owed = self.owed.saturating_add(amount);
    }

    /// Whether a session that was collected at a second can be collected now. `last` is the last second of the
    /// agreement: in the last `min_seconds` a session can be collected at any time. Any account may collect, and could
    /// else collect a little there, so that nothing granted after it is ever paid. Errors: `TooSoon`.
    pub fn check_due(&self, collected_at: u64, now: u64, last: u64) -> Result<(), AgreementError> {
        let apart = self.bounds.min_seconds;
        let from = collected_at
            .saturating_add(apart)
            .min(last.saturating_sub(apart));
        match collected_at != 0 && now < from {
            true => Err(AgreementError::TooSoon { from, now }),
            false => Ok(()),
        }
    }

    /// Pays of a session's bill what the bounds and the escrow allow at `now`, and returns it: zero where it
    /// is too soon. A receipt is accepted all the same then, since any account may collect, and could else
    /// keep the operator from claiming. `collected_at` is the session's, `last` the last second of the agreement.
    pub fn collect(
        &mut self,
        bill: &mut Meter,
        collected_at: &mut u64,
        now: u64,
        last: u64,
    ) -> U256 {
        if self.check_due(*collected_at, now, last).is_err() {
            return U256::zero();
        }
        let limit = self.allowance(now).min(self.escrow);
        let amount = bill.collect(limit);
        if amount.is_zero() {
            return amount;
        }
        let gathered = self.gathered_by(now);
        let of_rate = amount.min(gathered);
        self.gathered = gathered.saturating_sub(of_rate);
        self.gathered_at = now;
        // At most what was left of it: the limit is the sum of both.
        let of_initial = amount.saturating_sub(of_rate);
        self.initial_left = self.initial_left.saturating_sub(narrow(of_initial));
        self.escrow = self.escrow.saturating_sub(amount);
        self.owed = self.owed.saturating_sub(amount);
        *collected_at = now;
        amount
    }

    /// Asks for a part of the escrow: it can leave from `notice` seconds after now on, for as long again. A
    /// later request takes the place of an earlier one, zero takes it back.
    pub fn request_withdrawal(&mut self, amount: U256, now: u64, notice: u64) {
        self.withdrawal = match amount.is_zero() {
            true => Withdrawal::default(),
            false => {
                let from = now.saturating_add(notice);
                Withdrawal {
                    amount,
                    from,
                    until: from.saturating_add(notice),
                }
            }
        };
    }

    /// Takes out what was asked for and is not owed; all of the escrow once the agreement is over. Returns
    /// it. `last` is the last second of the agreement, `from` and `until` those of the request, moved by a
    /// pause. Errors: `NotWithdrawable`, `NothingToWithdraw`.
    pub fn withdraw(
        &mut self,
        now: u64,
        last: u64,
        from: u64,
        until: u64,
    ) -> Result<U256, AgreementError> {
        let amount = if self.lasts(now, last) {
            if self.withdrawal.amount.is_zero() || now < from || now > until {
                return Err(AgreementError::NotWithdrawable { from, until });
            }
            let free = self.escrow.saturating_sub(self.owed);
            free.min(self.withdrawal.amount)
        } else {
            self.escrow
        };
        if amount.is_zero() {
            return Err(AgreementError::NothingToWithdraw);
        }
        self.withdrawal = Withdrawal::default();
        self.escrow = self.escrow.saturating_sub(amount);
        Ok(amount)
    }
}
