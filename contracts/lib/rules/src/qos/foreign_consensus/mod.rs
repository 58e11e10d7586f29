//! Which headers of a foreign chain are final, and which of its authorities miss an era, by the authors of headers alone.
//!
//! A header is final once more than two thirds of the authorities, distinct keys, authored it or what follows it. Nodes make no
//! promise by authoring, as they do by votes of finality: each builds on the longest chain that it knows. So a fork becomes final only
//! where more than two thirds build on it, one after another.

#[cfg(test)]
mod tests;

pub use super::bounds::TermOutOfBounds;

use super::{
    bounds::check,
    consensus_participation::{is_below_share, WHOLE_BPS},
};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The most authorities.
pub const MOST_AUTHORITIES: u32 = 32;
/// The most headers that are checked at once.
pub const MOST_HEADERS: u32 = 64;
/// The fewest headers of an era: so many that no call ends two eras, and two for each authority.
pub const SHORTEST_ERA: u16 = 64;
/// Bounds of a slot, in milliseconds.
pub const SLOT_DURATION: (u64, u64) = (100, 600_000);
/// Bounds of how old the newest final header may be, in seconds.
pub const STALENESS: (u64, u64) = (60, 30 * 86_400);

/// What is counted, and when it is known. Its fields are those of `IForeignConsensus.Terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// Final headers of an era.
    pub blocks_per_era: u16,
    /// The required share of an equal part, in basis points.
    pub least_bps: u16,
    /// Milliseconds of a slot.
    pub slot_duration: u32,
    /// How old the newest final header may be for counts to be known, in seconds.
    pub staleness: u32,
}

/// An era that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Era {
    /// Eras before it.
    pub number: u32,
    /// Its headers.
    pub blocks: u16,
    /// Those of each authority.
    pub authored: [u16; MOST_AUTHORITIES as usize],
}

/// What is counted of an operator. No count ever falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Counts {
    /// Eras of its keys.
    pub eras: u32,
    /// Those that they missed.
    pub missed: u32,
    /// Headers that they authored in them.
    pub blocks: u64,
    /// Equivocations that were proven.
    pub equivocations: u32,
    /// The slot of the newest of them.
    pub last_equivocation: u64,
}

impl Terms {
    /// Errors where a term is out of its bounds.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        let (shortest, longest) = (SHORTEST_ERA.into(), u16::MAX.into());
        let duration = self.slot_duration.into();
        check(&[
            (1, shortest, longest, self.blocks_per_era.into()),
            (2, 1, WHOLE_BPS.into(), self.least_bps.into()),
            (3, SLOT_DURATION.0, SLOT_DURATION.1, duration),
            (4, STALENESS.0, STALENESS.1, self.staleness.into()),
        ])
    }

    /// Whether a slot is so new, at a time in seconds, that counts are known.
    pub fn is_fresh(&self, slot: u64, time: u64) -> bool {
        // Below 2^96.
        let began = u128::from(slot).saturating_mul(self.slot_duration.into()) / 1_000;
        began.saturating_add(self.staleness.into()) >= time.into()
    }

    /// The newest slot that has begun at a time in seconds.
    pub fn slot_at(&self, time: u64) -> u64 {
        let slot = u128::from(time).saturating_mul(1_000) / u128::from(self.slot_duration.max(1));
        u64::try_from(slot).unwrap_or(u64::MAX)
    }

    /// Whether an authority that authored so many headers of an era missed it.
    pub fn is_missed(&self, authored: u16, authorities: u32) -> bool {
        let total = self.blocks_per_era.into();
        is_below_share(authored.into(), 1, authorities, total, self.least_bps)
    }
}

/// How many distinct authorities make a header final: more than two thirds.
pub fn quorum(authorities: u32) -> u32 {
    (authorities.saturating_mul(2) / 3).saturating_add(1)
}

/// The place of the authority whose turn a slot is. `None` without authorities.
pub fn turn(slot: u64, authorities: u32) -> Option<u32> {
    let place = slot.checked_rem(authorities.into())?;
    u32::try_from(place).ok()
}

/// How many headers from the first on are final by those behind them, where each has the place of its author in the set, `None` for an
/// author outside. Errors with the number of distinct authors where none is.
pub fn count_final(authors: &[Option<u32>], authorities: u32) -> Result<usize, u32> {
    let required = quorum(authorities);
    let mut seen = 0u32;
    for (index, place) in authors.iter().enumerate().rev() {
        // Below 32.
        seen |= place.map_or(0, |place| 1u32.wrapping_shl(place));
        if seen.count_ones() >= required {
            return Ok(index.saturating_add(1));
        }
    }
    Err(seen.count_ones())
}

impl Era {
    /// Counts a header of an authority. Whether the era ends with it.
    pub fn with(&mut self, place: u32, terms: &Terms) -> bool {
        let counted = usize::try_from(place)
            .ok()
            .and_then(|place| self.authored.get_mut(place));
        if let Some(counted) = counted {
            *counted = counted.saturating_add(1);
        }
        self.blocks = self.blocks.saturating_add(1);
        self.blocks >= terms.blocks_per_era
    }

    /// The era after it.
    pub fn next(&self) -> Self {
        Self {
            number: self.number.saturating_add(1),
            ..Default::default()
        }
    }

    /// The same from its beginning.
    pub fn restarted(&self) -> Self {
        Self {
            number: self.number,
            ..Default::default()
        }
    }
}

impl Counts {
    /// With an era of a key more. There are fewer than 2^32, so no count overflows.
    pub fn with(&self, authored: u16, missed: bool) -> Self {
        Self {
            eras: self.eras.saturating_add(1),
            missed: self.missed.saturating_add(missed.into()),
            blocks: self.blocks.saturating_add(authored.into()),
            ..*self
        }
    }

    /// With an equivocation in a slot more. Errors with the newest slot where that is not before it.
    pub fn with_equivocation(&self, slot: u64) -> Result<Self, u64> {
        let last = self.last_equivocation;
        if slot <= last {
            return Err(last);
        }
        Ok(Self {
            equivocations: self.equivocations.saturating_add(1),
            last_equivocation: slot,
            ..*self
        })
    }
}
