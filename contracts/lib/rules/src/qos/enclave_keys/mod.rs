//! Resources that an enclave reports, period by period: when a period can be reported, and the share of a bound that was used.
//!
//! A bound is base + per task * tasks. Shares are in basis points, rounded down; times are seconds. A period's number is the
//! time divided by its length.

#[cfg(test)]
mod tests;

pub use super::bounds::TermOutOfBounds;

use super::bounds::check;
use crate::math::BPS;
use core::ops::RangeInclusive;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest and the longest life of an enrolment, in seconds: an hour and 180 days.
pub const LIVES: (u64, u64) = (3_600, 180 * 86_400);
/// The shortest and the longest period, in seconds: an hour and 30 days.
pub const PERIODS: (u64, u64) = (3_600, 30 * 86_400);
/// The largest base of a bound, and the most for a task.
pub const MOST_ALLOWED: u64 = 1 << 40;
/// Periods for which shares are kept, and for which a period can be reported after its own.
pub const KEPT: u64 = 8;

/// What an operator may use of a resource in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Bound {
    /// Without any task.
    pub base: u64,
    /// For each task in addition.
    pub per_task: u64,
}

/// How long enrolments live, how long a period is, and what may be used in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// The longest life of an enrolment, in seconds.
    pub longest_life: u64,
    /// Seconds of a period.
    pub period: u64,
    /// Of a processor, in milliseconds.
    pub cpu_ms: Bound,
    /// Of memory, in megabytes times seconds.
    pub memory_mb_seconds: Bound,
    /// What is paid for a task, in wei.
    pub task_price: u64,
}

/// The shares of the newest periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Usage {
    /// The period after the newest one; 0 for no report.
    pub next: u64,
    /// Bit i: period next - 1 - i was reported.
    pub known: u8,
    /// Of period next - 1 - i; 0 where it was not reported.
    pub used_bps: [u32; KEPT as usize],
}

/// Why a period cannot be reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodError {
    /// It is not over before that second.
    TooEarly(u64),
    /// It could be reported before that second.
    TooLate(u64),
    /// It was reported, or a later one: this is the next one.
    Over(u64),
}

impl Bound {
    /// The share of the bound for so many tasks. Any use of a bound of 0 saturates.
    pub fn used_bps(&self, used: u64, tasks: u64) -> u32 {
        // At most 2^40 + 2^104, and 2^64 times 10^4.
        let tasks = u128::from(tasks).saturating_mul(self.per_task.into());
        let bound = tasks.saturating_add(self.base.into());
        let parts = u128::from(used).saturating_mul(BPS.into());
        match parts.checked_div(bound) {
            None if used == 0 => 0,
            None => u32::MAX,
            Some(share) => u32::try_from(share).unwrap_or(u32::MAX),
        }
    }

    /// Its terms, with their numbers: a bound is of something.
    fn terms(&self, base: u8, per_task: u8) -> [(u8, u64, u64, u64); 2] {
        let least = u64::from(self.base == 0);
        [
            (base, 0, MOST_ALLOWED, self.base),
            (per_task, least, MOST_ALLOWED, self.per_task),
        ]
    }
}

impl Terms {
    /// Errors where a term is out of its bounds.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        check(&[
            (1, LIVES.0, LIVES.1, self.longest_life),
            (2, PERIODS.0, PERIODS.1, self.period),
        ])?;
        check(&self.cpu_ms.terms(3, 4))?;
        check(&self.memory_mb_seconds.terms(5, 6))?;
        check(&[(7, 1, u64::MAX, self.task_price)])
    }

    /// The tasks of a period, of units that were used, for what was paid for them.
    pub fn tasks(&self, units: u64, paid: u128) -> u64 {
        let paid_for = paid.checked_div(self.task_price.into());
        let paid_for = u64::try_from(paid_for.unwrap_or_default());
        units.min(paid_for.unwrap_or(u64::MAX))
    }

    /// When an enrolment can end, by the time of its evidence: an account that brings that late does not make it last longer.
    pub fn expiries(&self, evidence: u64, now: u64) -> RangeInclusive<u64> {
        now.saturating_add(1)..=evidence.saturating_add(self.longest_life)
    }

    /// The share of its bound of the resource of which more was used.
    pub fn used_bps(&self, tasks: u64, cpu_ms: u64, memory_mb_seconds: u64) -> u32 {
        let memory = self.memory_mb_seconds.used_bps(memory_mb_seconds, tasks);
        self.cpu_ms.used_bps(cpu_ms, tasks).max(memory)
    }

    /// Errors where a period cannot be reported at a time: from its end on, for at most so many periods after it, and after
    /// those that were reported.
    pub fn check_period(
        &self,
        period: u64,
        kept: u64,
        usage: &Usage,
        time: u64,
    ) -> Result<(), PeriodError> {
        let second = |period: u64| period.saturating_mul(self.period);
        let end = second(period.saturating_add(1));
        if time < end {
            return Err(PeriodError::TooEarly(end));
        }
        let until = second(period.saturating_add(kept).saturating_add(1));
        if time >= until {
            return Err(PeriodError::TooLate(until));
        }
        match period >= usage.next {
            true => Ok(()),
            false => Err(PeriodError::Over(usage.next)),
        }
    }
}

impl Usage {
    /// After the report of a period, which is not before `next`.
    pub fn after(&self, period: u64, used_bps: u32) -> Self {
        let next = period.saturating_add(1);
        let passed = next.saturating_sub(self.next);
        let known = u32::try_from(passed)
            .ok()
            .and_then(|passed| self.known.checked_shl(passed))
            .unwrap_or_default();
        let mut after = Self {
            next,
            known: known | 1,
            used_bps: [0; KEPT as usize],
        };
        // Those that passed are between the newest one and those of before.
        let places = usize::try_from(passed).unwrap_or(usize::MAX);
        let later = after.used_bps.iter_mut().skip(places);
        later
            .zip(self.used_bps)
            .for_each(|(place, used)| *place = used);
        if let Some(newest) = after.used_bps.first_mut() {
            *newest = used_bps;
        }
        after
    }

    /// The share of a period; `None` where it is not known.
    pub fn of(&self, period: u64) -> Option<u32> {
        let back = self.next.checked_sub(1)?.checked_sub(period)?;
        let is_known = self.known.checked_shr(u32::try_from(back).ok()?)? & 1 == 1;
        let used = self.used_bps.get(usize::try_from(back).ok()?)?;
        is_known.then_some(*used)
    }
}
