//! Incidents of security: committed in secret, revealed after an embargo, judged once, and counted by severity.
//!
//! An operator that reports itself is not punished, after NuCypher's rule: its incident does not count. Of an operator the
//! newest [`MOST_COUNTED`] incidents count. Times are seconds, amounts wei; periods end before their last second.

#[cfg(test)]
mod tests;

use crate::math::U256;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest embargo, reveal period and judge period.
pub const SHORTEST: u64 = 3_600;
/// The longest reveal period and judge period.
pub const LONGEST_PERIOD: u64 = 30 * 86_400;
/// The longest embargo.
pub const LONGEST_EMBARGO: u64 = 180 * 86_400;
/// For how long an operator and a subject are known after the judgement.
pub const KEPT: u64 = 365 * 86_400;
/// The largest severity: critical.
pub const MOST_SEVERE: u8 = 4;
/// The most incidents of an operator that count.
pub const MOST_COUNTED: usize = 8;

/// The terms of a service. Its fields are those of `IIncidents.Terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// Seconds from the commitment until it can be revealed.
    pub embargo: u64,
    /// Seconds in which it can be revealed.
    pub reveal_period: u64,
    /// Seconds from the reveal on in which it can be judged.
    pub judge_period: u64,
    /// What a commitment costs, if it is rejected or lapses.
    pub deposit: u128,
    /// The bounty of severity 1.
    pub low: u128,
    /// Of severity 2.
    pub medium: u128,
    /// Of severity 3.
    pub high: u128,
    /// Of severity 4.
    pub critical: u128,
}

/// A term that is out of its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermOutOfBounds {
    /// Its number in the interface.
    pub term: u8,
    /// The least value.
    pub least: u128,
    /// The largest value.
    pub most: u128,
    /// What it is.
    pub received: u128,
}

/// An incident that is not over. Its fields are those of `IIncidents.Incident`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Incident {
    /// Who committed it.
    pub reporter: H160,
    /// Binds reporter, operator and subject.
    pub commitment: [u8; 32],
    /// When it was committed.
    pub committed: u64,
    /// When it was revealed; 0 for not yet.
    pub revealed: u64,
    /// Whose incident it is.
    pub operator: H160,
    /// The hash of the description.
    pub subject: [u8; 32],
}

/// The incident that has an operator and a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Claim {
    /// Its number; 0 for none.
    pub number: u64,
    /// When it was judged; 0 for not yet.
    pub judged: u64,
}

/// An incident that counts against an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Breach {
    /// When it was judged.
    pub time: u64,
    /// 1 to [`MOST_SEVERE`]; 0 for no incident.
    pub severity: u8,
}

/// Incidents that count against an operator, the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Breaches([Breach; MOST_COUNTED]);

/// What comes of a judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// What the reporter is owed: the deposit and the bounty, or nothing.
    pub owed: U256,
    /// The bounty in it.
    pub bounty: U256,
    /// The pot after it.
    pub pot: U256,
    /// Whether it counts against the operator.
    pub counts: bool,
}

/// Why an incident is not revealed, judged or settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncidentError {
    /// Another account committed it.
    NotReporter,
    /// It was revealed.
    Revealed,
    /// It was not.
    NotRevealed,
    /// The second from which on it is possible.
    TooEarly(u64),
    /// The second from which on it is not any more.
    TooLate(u64),
}

impl Terms {
    /// Errors at the first term that is out of its bounds. Each bounty is at least the one before.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        let (shortest, period) = (SHORTEST.into(), LONGEST_PERIOD.into());
        let bounds: [(u128, u128, u128); 8] = [
            (shortest, LONGEST_EMBARGO.into(), self.embargo.into()),
            (shortest, period, self.reveal_period.into()),
            (shortest, period, self.judge_period.into()),
            (1, u128::MAX, self.deposit),
            (0, u128::MAX, self.low),
            (self.low, u128::MAX, self.medium),
            (self.medium, u128::MAX, self.high),
            (self.high, u128::MAX, self.critical),
        ];
        for (term, (least, most, received)) in (1u8..).zip(bounds) {
            if received < least || received > most {
                return Err(TermOutOfBounds {
                    term,
                    least,
                    most,
                    received,
                });
            }
        }
        Ok(())
    }

    /// The time of a verdict is a multiple of the auditors' `period`, in seconds: one must lie in the time to judge. Errors
    /// where none may.
    pub fn check_grid(&self, period: u32) -> Result<(), TermOutOfBounds> {
        let (least, received) = (period.into(), self.judge_period.into());
        if received >= least {
            return Ok(());
        }
        Err(TermOutOfBounds {
            term: 3,
            least,
            most: LONGEST_PERIOD.into(),
            received,
        })
    }

    /// The bounty of a severity; 0 for a rejected incident.
    pub fn bounty(&self, severity: u8) -> u128 {
        match severity {
            1 => self.low,
            2 => self.medium,
            3 => self.high,
            MOST_SEVERE => self.critical,
            _ => 0,
        }
    }
}

impl Incident {
    /// Errors where `by` cannot reveal it now: `NotReporter`, `Revealed`, `TooEarly`, `TooLate`.
    pub fn can_be_revealed(&self, terms: &Terms, by: H160, now: u64) -> Result<(), IncidentError> {
        if by != self.reporter {
            return Err(IncidentError::NotReporter);
        }
        if self.revealed != 0 {
            return Err(IncidentError::Revealed);
        }
        let from = self.committed.saturating_add(terms.embargo);
        if now < from {
            return Err(IncidentError::TooEarly(from));
        }
        before(now, self.lapses(terms))
    }

    /// Errors where it cannot be judged now: `NotRevealed`, `TooLate`.
    pub fn can_be_judged(&self, terms: &Terms, now: u64) -> Result<(), IncidentError> {
        if self.revealed == 0 {
            return Err(IncidentError::NotRevealed);
        }
        before(now, self.ends(terms))
    }

    /// Whether `by` may have a severity judged at `now`, with so much in the pot. Its reporter may always. Another account
    /// may where the pot pays the whole bounty, and from the last quarter of the time to judge on: who picks the moment
    /// picks what is in the pot, and the incident is judged in the end.
    pub fn may_be_judged_by(
        &self,
        by: H160,
        terms: &Terms,
        severity: u8,
        pot: U256,
        now: u64,
    ) -> bool {
        let open_from = self.ends(terms).saturating_sub(terms.judge_period / 4);
        by == self.reporter || pot >= self.bounty(terms, severity) || now >= open_from
    }

    /// The whole bounty of a severity. An operator that reports itself gets none.
    pub fn bounty(&self, terms: &Terms, severity: u8) -> U256 {
        match self.reporter == self.operator {
            true => U256::zero(),
            false => terms.bounty(severity).into(),
        }
    }

    /// Whether it lapsed: it was not revealed in time. Else it was not judged in time. Errors: `TooEarly`.
    pub fn settled(&self, terms: &Terms, now: u64) -> Result<bool, IncidentError> {
        let lapses = self.revealed == 0;
        let from = match lapses {
            true => self.lapses(terms),
            false => self.ends(terms),
        };
        match now < from {
            true => Err(IncidentError::TooEarly(from)),
            false => Ok(lapses),
        }
    }

    /// What comes of a severity, with so much in the pot. An operator that reports itself gets its deposit back.
    pub fn judged(&self, terms: &Terms, severity: u8, pot: U256) -> Judgement {
        let deposit = U256::from(terms.deposit);
        if severity == 0 {
            return Judgement {
                owed: U256::zero(),
                bounty: U256::zero(),
                pot: pot.saturating_add(deposit),
                counts: false,
            };
        }
        let counts = self.reporter != self.operator;
        let bounty = pot.min(self.bounty(terms, severity));
        Judgement {
            owed: deposit.saturating_add(bounty),
            bounty,
            pot: pot.saturating_sub(bounty),
            counts,
        }
    }

    /// The first second in which it cannot be revealed any more.
    fn lapses(&self, terms: &Terms) -> u64 {
        let embargo = self.committed.saturating_add(terms.embargo);
        embargo.saturating_add(terms.reveal_period)
    }

    /// The first second in which it cannot be judged any more.
    fn ends(&self, terms: &Terms) -> u64 {
        self.revealed.saturating_add(terms.judge_period)
    }
}

impl Claim {
    /// The number that an incident replaces, 0 for none; the number that it duplicates, as an error.
    pub fn replaced_by(&self, number: u64) -> Result<u64, u64> {
        let is_free = self.number == 0 || (self.judged == 0 && number < self.number);
        match is_free {
            true => Ok(self.number),
            false => Err(self.number),
        }
    }

    /// Until which second it is needed; the last one of all while it is not judged.
    pub fn needed_until(&self) -> u64 {
        match self.judged {
            0 => u64::MAX,
            judged => judged.saturating_add(KEPT),
        }
    }
}

impl Breaches {
    /// With a newer one, in place of the oldest.
    pub fn with(&self, newest: Breach) -> Self {
        let mut all = self.0;
        let mut next = newest;
        for place in &mut all {
            core::mem::swap(place, &mut next);
        }
        Self(all)
    }

    /// How many were judged in the seconds from `from`, included, to `to`, excluded, and the worst severity.
    pub fn within(&self, from: u64, to: u64) -> (u8, u8) {
        let found = self
            .0
            .iter()
            .filter(|it| it.severity != 0 && it.time >= from && it.time < to);
        found.fold((0, 0), |(count, worst): (u8, u8), it| {
            (count.saturating_add(1), worst.max(it.severity))
        })
    }
}

/// Errors from a second on: `TooLate`.
fn before(now: u64, until: u64) -> Result<(), IncidentError> {
    match now < until {
        true => Ok(()),
        false => Err(IncidentError::TooLate(until)),
    }
}
