//! How many strikes a service can get: a bucket that refills at a rate.

use super::Terms;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Strikes that a service can get. In any time T it gets at most `capacity` + T / `refill` of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Capacity {
    /// At most the terms' capacity.
    pub level: u8,
    /// The second from which on the next refill period counts.
    pub since: u64,
}

impl Capacity {
    /// As much as the terms allow.
    pub fn full(terms: &Terms, now: u64) -> Self {
        Self {
            level: terms.capacity,
            since: now,
        }
    }

    /// What it is at `now`, which does not go back. What is left of a refill period is carried on; a full bucket
    /// gathers nothing.
    pub fn at(&self, terms: &Terms, now: u64) -> Self {
        let refill = u64::from(terms.refill.max(1));
        let periods = now.saturating_sub(self.since) / refill;
        let missing = u64::from(terms.capacity.saturating_sub(self.level));
        if periods >= missing {
            return Self::full(terms, now.max(self.since));
        }
        // Below `missing`, so in bounds.
        let gained = u8::try_from(periods).unwrap_or(u8::MAX);
        Self {
            level: self.level.saturating_add(gained),
            since: self.since.saturating_add(periods.saturating_mul(refill)),
        }
    }

    /// Without one strike; `None` where there is no capacity.
    pub fn take(&self, terms: &Terms, now: u64) -> Option<Self> {
        let present = self.at(terms, now);
        let level = present.level.checked_sub(1)?;
        Some(Self { level, ..present })
    }
}
