//! Whether a validator authored its share of the blocks of an era that has ended, by the reward points of the staking pallet.
//!
//! A validator misses an era where its points, and those of one block more, are below a share of the average of all that
//! authored anything. Under Aura the slots of validators differ by one at most in an era: one that authors in each of its own
//! misses none, whatever the share. The share is for blocks that are lost on the way.

#[cfg(test)]
mod tests;

#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Points of a block, as the staking pallet gives them to its author.
pub const POINTS_OF_BLOCK: u32 = 20;
/// The most eras that are counted at once.
pub const MOST_ERAS: u32 = 16;
/// All of the average, in basis points: the largest share.
pub const WHOLE_BPS: u16 = 10_000;

/// What the chain says of a validator in an era that has ended. Its fields are what `IStaking.pointsOf` returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Era {
    /// Whether the chain remembers the era.
    pub known: bool,
    /// Whether the validator was elected.
    pub elected: bool,
    /// Points of the validator.
    pub points: u32,
    /// Points of all.
    pub total: u32,
    /// How many validators have any.
    pub authors: u32,
}

/// What an era was for a validator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It cannot be known: the chain forgot the era, or has no points of it.
    Unknown,
    /// The validator was not elected: nothing is expected of it.
    NotElected,
    /// It authored its share.
    Kept,
    /// It authored less.
    Missed,
}

/// What is counted of a validator. No count ever falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Counts {
    /// Eras in which it was elected.
    pub eras: u32,
    /// Those in which it authored less than its share.
    pub missed: u32,
    /// Eras of which nothing is known.
    pub unknown: u32,
    /// Its points in the eras in which it was elected.
    pub points: u64,
}

/// How many eras are counted now, from `next` on: those before the active one, 16 at most.
pub fn due(next: u32, active: u32) -> u32 {
    active.saturating_sub(next).min(MOST_ERAS)
}

/// Whether a share of the average, in basis points, is one: 1 to 10,000.
pub fn is_share(bps: u16) -> bool {
    (1..=WHOLE_BPS).contains(&bps)
}

/// Whether what one of `count` did, with a `unit` more, is below a share of the average of all. The unit is what one may lack without
/// any fault: under Aura the slots of authorities differ by one at most.
pub fn is_below_share(own: u32, unit: u32, count: u32, total: u32, least_bps: u16) -> bool {
    // Of 32 bits each, and 14 for a whole: below 2^79.
    let own = u128::from(own).saturating_add(unit.into());
    let own = own
        .saturating_mul(count.into())
        .saturating_mul(WHOLE_BPS.into());
    own < u128::from(total).saturating_mul(least_bps.into())
}

impl Era {
    /// What the era was, for a validator of which `least_bps` of the average are expected.
    pub fn outcome(&self, least_bps: u16) -> Outcome {
        if !self.known {
            return Outcome::Unknown;
        }
        if !self.elected {
            return Outcome::NotElected;
        }
        // Without both there is no average.
        if self.total == 0 || self.authors == 0 {
            return Outcome::Unknown;
        }
        let (points, total) = (self.points, self.total);
        match is_below_share(points, POINTS_OF_BLOCK, self.authors, total, least_bps) {
            true => Outcome::Missed,
            false => Outcome::Kept,
        }
    }
}

impl Counts {
    /// With an era more. There are fewer than 2^32, so no count overflows.
    pub fn with(&self, era: &Era, outcome: Outcome) -> Self {
        let mut after = *self;
        match outcome {
            Outcome::Unknown => after.unknown = after.unknown.saturating_add(1),
            Outcome::NotElected => (),
            Outcome::Kept | Outcome::Missed => {
                let missed = u32::from(outcome == Outcome::Missed);
                after.eras = after.eras.saturating_add(1);
                after.missed = after.missed.saturating_add(missed);
                after.points = after.points.saturating_add(era.points.into());
            }
        }
        after
    }
}
