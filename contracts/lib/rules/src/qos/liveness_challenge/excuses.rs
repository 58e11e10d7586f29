//! Times in which operators could not answer.

use super::Terms;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The most ranges of a service that are remembered.
pub const MOST_EXCUSES: usize = 8;
/// The most seconds of a range.
pub const LONGEST_EXCUSE: u64 = 7 * 86_400;

/// A range of seconds, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Excused {
    /// Its first second.
    pub from: u64,
    /// Its last second; 0 for no range.
    pub to: u64,
}

/// The excused ranges of a service. A range is replaced once no strike whose response period overlaps it can
/// count, and not before another one takes its place: until then past seconds are judged by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Excuses([Excused; MOST_EXCUSES]);

/// Why a range is not excused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcuseError {
    /// No second, more than [`LONGEST_EXCUSE`], or one after now.
    Range,
    /// All places are in use.
    TooMany {
        /// The first second in which one is free.
        from: u64,
    },
}

impl Excused {
    /// The first second in which the range is not needed: 0 for no range. A challenge that overlaps it has its deadline
    /// at most a response period after its end.
    fn needed_until(&self, terms: &Terms) -> u64 {
        match self.to {
            0 => 0,
            to => terms.expires(to.saturating_add(terms.response.into())),
        }
    }
}

impl Excuses {
    /// With one more range. Errors: `Range`, `TooMany`.
    pub fn with(
        mut self,
        terms: &Terms,
        from: u64,
        to: u64,
        now: u64,
    ) -> Result<Self, ExcuseError> {
        let length = to.checked_sub(from).ok_or(ExcuseError::Range)?;
        if length >= LONGEST_EXCUSE || to > now || to == 0 {
            return Err(ExcuseError::Range);
        }
        let earliest = self.0.iter_mut().min_by_key(|it| it.needed_until(terms));
        // There are eight.
        let place = earliest.ok_or(ExcuseError::Range)?;
        let free = place.needed_until(terms);
        if now < free {
            return Err(ExcuseError::TooMany { from: free });
        }
        *place = Excused { from, to };
        Ok(self)
    }

    /// Whether a second from `first` to `last`, included, is excused.
    pub fn cover(&self, first: u64, last: u64) -> bool {
        let overlaps = |it: &Excused| it.to != 0 && first <= it.to && it.from <= last;
        self.0.iter().any(overlaps)
    }
}
