//! Which operator serves a request: rendezvous hashing (Thaler and Ravishankar, 1998). Each operator has a weight for a
//! request, a hash, and the greatest weight wins. An operator that leaves gives up its own requests and moves no other one.
//!
//! Time is cut into epochs. A set of operators holds from one epoch until the next set does. Signatures are checked by the
//! caller; these functions decide whether what was signed is an offence.

use super::Hash;
use core::ops::RangeInclusive;

/// The fewest and the most operators of a set.
pub const OPERATORS: RangeInclusive<u32> = 2..=32;

/// The shortest and the longest epoch, in seconds: a minute and 30 days.
pub const EPOCHS: RangeInclusive<u64> = 60..=30 * 86_400;

/// A change of operators holds from this many epochs after the one in which it is made: each signer can see it for a whole
/// epoch.
pub const NOTICE: u64 = 2;

/// The epoch of a second. Zero for a length of zero, which no service has.
pub const fn epoch_of(time: u64, length: u64) -> u64 {
    match time.checked_div(length) {
        Some(epoch) => epoch,
        None => 0,
    }
}

/// The first place where operators are not in ascending order, each once, and above the default, which is none.
pub fn first_disorder<T: Ord + Default>(operators: &[T]) -> Option<usize> {
    let none = T::default();
    let before = core::iter::once(&none).chain(operators);
    let mut pairs = before.zip(operators);
    pairs.position(|(before, operator)| operator <= before)
}

/// The operator with the greatest weight, and of equal ones the first; `None` of no operators.
pub fn assignee<T: Copy>(operators: &[T], weight: impl Fn(&T) -> Hash) -> Option<T> {
    let mut best: Option<(Hash, T)> = None;
    for operator in operators {
        let weight = weight(operator);
        if best.is_none_or(|(greatest, _)| weight > greatest) {
            best = Some((weight, *operator));
        }
    }
    best.map(|(_, operator)| operator)
}

/// Why an assignment is no offence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentError {
    /// The rule does not bind its signer.
    NotAnOperator,
    /// The rule names the same assignee.
    RightAssignee,
}

/// Whom the rule names where an operator named another one.
pub fn wrong_assignment<T: Copy + PartialEq>(
    operators: &[T],
    signer: &T,
    named: &T,
    weight: impl Fn(&T) -> Hash,
) -> Result<T, AssignmentError> {
    if !operators.contains(signer) {
        return Err(AssignmentError::NotAnOperator);
    }
    match assignee(operators, weight) {
        Some(rightful) if rightful != *named => Ok(rightful),
        _ => Err(AssignmentError::RightAssignee),
    }
}

/// The epochs of a set of operators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reign {
    /// The first one.
    pub since: u64,
    /// The first one of the next set; zero where there is none.
    pub until: u64,
}

impl Reign {
    /// Whether the set holds in an epoch.
    pub fn contains(&self, epoch: u64) -> bool {
        epoch >= self.since && (self.until == 0 || epoch < self.until)
    }

    /// What becomes of the newest set, and the next one, by a change in an epoch. `None` while the newest set does not hold
    /// yet: one change at a time.
    pub fn changed(&self, epoch: u64) -> Option<(Self, Self)> {
        if epoch < self.since {
            return None;
        }
        let next = Self {
            since: epoch.saturating_add(NOTICE),
            until: 0,
        };
        let ended = Self {
            until: next.since,
            ..*self
        };
        Some((ended, next))
    }
}
