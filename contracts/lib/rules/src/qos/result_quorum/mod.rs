//! A quorum of identical results, by commit and reveal: when operators of a call commit and reveal, which output is agreed,
//! and the outcome of the call for each of them.
//!
//! The threshold is more than half of the operators that a call names, so at most one output is agreed, and later reveals
//! do not change which. Absence is apart from deviation. Times are seconds; a period of time does not include its end.

#[cfg(test)]
mod tests;

pub use super::bounds::TermOutOfBounds;

use super::bounds::check;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest and the longest commit and reveal period, in seconds.
pub const COMMIT_REVEAL: (u64, u64) = (60, 30 * 86_400);
/// The shortest and the longest period for which calls are counted, in seconds.
pub const PERIODS: (u64, u64) = (3_600, 30 * 86_400);
/// The shortest and the longest time that a call is remembered after its reveal period, in seconds.
pub const RETENTION: (u64, u64) = (86_400, 365 * 86_400);
/// The least share of a threshold, and all, in basis points.
pub const SHARES: (u16, u16) = (5_000, 10_000);
/// The fewest and the most operators of a call.
pub const OPERATORS: (u8, u8) = (2, 16);
/// Periods that are kept of an operator.
pub const KEPT: usize = 8;

/// The terms of a service. Its fields are those of `IResultQuorum.Terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// Seconds in which operators commit.
    pub commit_period: u64,
    /// Seconds in which outputs are revealed.
    pub reveal_period: u64,
    /// The share of the operators that must agree, in basis points.
    pub share_bps: u16,
    /// Seconds of a period for which calls are counted.
    pub period: u64,
    /// Seconds for which a call is remembered after its reveal period.
    pub retention: u64,
}

/// A call of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Call {
    /// The hash of what the job was called with.
    pub inputs: [u8; 32],
    /// When it was opened.
    pub opened: u64,
    /// The first second after the commit period.
    pub commit_until: u64,
    /// The first second after the reveal period.
    pub reveal_until: u64,
    /// The first second in which it is forgotten.
    pub remembered_until: u64,
    /// How many operators take part.
    pub operators: u8,
    /// How many of them must reveal the same output.
    pub threshold: u8,
    /// How many committed.
    pub committed: u8,
    /// How many revealed.
    pub revealed: u8,
    /// Whether it was settled.
    pub settled: bool,
    /// The output that reached the threshold.
    pub agreed: Option<[u8; 32]>,
}

/// What an operator did in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Participation {
    /// Its commitment.
    pub commitment: [u8; 32],
    /// When it committed; 0 for not.
    pub committed: u64,
    /// Its output; zeros before the reveal.
    pub output: [u8; 32],
    /// When that was revealed; 0 for not.
    pub revealed: u64,
}

/// The outcome of a call for an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It revealed an output, and none is agreed.
    Undecided,
    /// It revealed the agreed output.
    Agreed,
    /// It revealed another one.
    Deviated,
    /// It did not commit.
    Missed,
    /// It committed, and did not reveal.
    Withheld,
}

/// The calls of a period, by their outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Tally {
    /// The number of the period.
    pub period: u64,
    /// In which the operator agreed.
    pub agreed: u32,
    /// In which it deviated.
    pub deviated: u32,
    /// In which it did not commit.
    pub missed: u32,
    /// In which it did not reveal what it committed to.
    pub withheld: u32,
    /// In which it revealed an output, and none was agreed.
    pub undecided: u32,
}

/// The calls of an operator, each period at the place of its number modulo [`KEPT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Tallies([Tally; KEPT]);

/// Why something is not possible now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeError {
    /// The second from which on it is.
    TooEarly(u64),
    /// The second from which on it is not any more.
    TooLate(u64),
}

impl Terms {
    /// Errors at the first term that is out of its bounds.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        let (shortest, longest) = COMMIT_REVEAL;
        let (least, all) = (SHARES.0.into(), SHARES.1.into());
        check(&[
            (1, shortest, longest, self.commit_period),
            (2, shortest, longest, self.reveal_period),
            (3, least, all, self.share_bps.into()),
            (4, PERIODS.0, PERIODS.1, self.period),
            (5, RETENTION.0, RETENTION.1, self.retention),
        ])
    }

    /// How many of so many operators must reveal the same output: the share, rounded up, and more than half.
    pub fn threshold(&self, operators: u8) -> u8 {
        let share = share_of(operators.into(), self.share_bps);
        u8::try_from(share).unwrap_or(u8::MAX)
    }

    /// A call that is opened at a time.
    pub fn call(&self, inputs: [u8; 32], operators: u8, opened: u64) -> Call {
        let commit_until = opened.saturating_add(self.commit_period);
        let reveal_until = commit_until.saturating_add(self.reveal_period);
        Call {
            inputs,
            opened,
            commit_until,
            reveal_until,
            remembered_until: reveal_until.saturating_add(self.retention),
            operators,
            threshold: self.threshold(operators),
            ..Default::default()
        }
    }

    /// The period for which a call counts: that in which its reveal period ended.
    pub fn period_of(&self, call: &Call) -> u64 {
        call.reveal_until
            .checked_div(self.period)
            .unwrap_or_default()
    }
}

impl Call {
    /// Errors after the commit period.
    pub fn can_commit(&self, now: u64) -> Result<(), TimeError> {
        before(now, self.commit_until)
    }

    /// Errors while an operator can commit, and after the reveal period.
    pub fn can_reveal(&self, now: u64) -> Result<(), TimeError> {
        if now < self.commit_until && self.committed < self.operators {
            return Err(TimeError::TooEarly(self.commit_until));
        }
        before(now, self.reveal_until)
    }

    /// Errors before the end of the reveal period.
    pub fn can_settle(&self, now: u64) -> Result<(), TimeError> {
        match now < self.reveal_until {
            true => Err(TimeError::TooEarly(self.reveal_until)),
            false => Ok(()),
        }
    }

    /// Whether it is forgotten.
    pub fn is_forgotten(&self, now: u64) -> bool {
        now >= self.remembered_until
    }

    /// After another operator committed.
    pub fn with_commitment(&self) -> Self {
        Self {
            committed: self.committed.saturating_add(1),
            ..*self
        }
    }

    /// After the reveal of an output, which so many operators revealed, this one included.
    pub fn with_reveal(&self, output: [u8; 32], count: u8) -> Self {
        let agreed = match count >= self.threshold {
            true => Some(output),
            false => self.agreed,
        };
        Self {
            revealed: self.revealed.saturating_add(1),
            agreed,
            ..*self
        }
    }

    /// Whether no reveal is possible any more.
    pub fn is_final(&self, now: u64) -> bool {
        let all = self.revealed == self.operators;
        let committed = now >= self.commit_until && self.revealed == self.committed;
        all || committed || now >= self.reveal_until
    }

    /// The outcome for an operator that it names, as far as outputs were revealed.
    pub fn outcome(&self, participation: &Participation) -> Outcome {
        match self.agreed {
            _ if participation.committed == 0 => Outcome::Missed,
            _ if participation.revealed == 0 => Outcome::Withheld,
            None => Outcome::Undecided,
            Some(agreed) if agreed == participation.output => Outcome::Agreed,
            Some(_) => Outcome::Deviated,
        }
    }
}

impl Tally {
    /// With another call.
    pub fn with(&self, outcome: Outcome) -> Self {
        let mut tally = *self;
        let count = match outcome {
            Outcome::Undecided => &mut tally.undecided,
            Outcome::Withheld => &mut tally.withheld,
            Outcome::Agreed => &mut tally.agreed,
            Outcome::Deviated => &mut tally.deviated,
            Outcome::Missed => &mut tally.missed,
        };
        *count = count.saturating_add(1);
        tally
    }
}

impl Tallies {
    /// With another call of a period. A later period takes the place of an earlier one; one whose place was taken counts
    /// no more.
    pub fn with(&self, period: u64, outcome: Outcome) -> Self {
        let mut all = self.0;
        let place = usize::try_from(period % KEPT as u64).unwrap_or_default();
        if let Some(kept) = all.get_mut(place) {
            let before = match kept.period < period {
                true => Tally {
                    period,
                    ..Default::default()
                },
                false => *kept,
            };
            if before.period == period {
                *kept = before.with(outcome);
            }
        }
        Self(all)
    }

    /// The calls of periods from `from`, included, to `to`, excluded; of no period.
    pub fn within(&self, from: u64, to: u64) -> Tally {
        let found = self.0.iter().filter(|it| (from..to).contains(&it.period));
        found.fold(Tally::default(), |sum, it| Tally {
            period: 0,
            agreed: it.agreed.saturating_add(sum.agreed),
            deviated: it.deviated.saturating_add(sum.deviated),
            missed: it.missed.saturating_add(sum.missed),
            withheld: it.withheld.saturating_add(sum.withheld),
            undecided: it.undecided.saturating_add(sum.undecided),
        })
    }
}

/// Calls of a service are numbered in ascending order, and a number is used once: what was signed for a call that is cleared
/// counts for no other one. Errors: the newest number, where `number` is not above it.
pub fn check_number(newest: Option<u64>, number: u64) -> Result<(), u64> {
    match newest.filter(|newest| number <= *newest) {
        Some(newest) => Err(newest),
        None => Ok(()),
    }
}

/// A share of so many, rounded up, and more than half.
pub(super) fn share_of(members: u16, share_bps: u16) -> u16 {
    let parts = u32::from(members).saturating_mul(share_bps.into());
    let share = parts.div_ceil(SHARES.1.into());
    let more_than_half = (members / 2).saturating_add(1);
    u16::try_from(share).unwrap_or(u16::MAX).max(more_than_half)
}

/// Errors from a second on: `TooLate`.
pub(super) fn before(now: u64, until: u64) -> Result<(), TimeError> {
    match now < until {
        true => Ok(()),
        false => Err(TimeError::TooLate(until)),
    }
}
