//! Bonds of an oracle's members: what counts as stake, which weight it gives, and what deviation costs.
//!
//! What an offence costs follows from the weight in the set in which it was committed, not from the stake at the moment of a
//! report: no account gains by the moment at which it reports. Unbonded stake stays slashable until it is withdrawn, and its delay
//! covers the sets, the answers and the reports that may still name the member. Times are seconds.

#[cfg(test)]
mod tests;

pub use super::bounds::TermOutOfBounds;

use super::bounds::check;
use crate::{
    math::{bps_ceil, bps_floor, BPS, U256},
    oracle::LONGEST_AGE,
    pause::Pause,
};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The largest weight that terms can allow: 32 of them fit a committee's sum many times.
pub const MOST_WEIGHT: u16 = 1_000;
/// The longest unbonding delay, in seconds.
pub const LONGEST_UNBONDING: u64 = 180 * 86_400;
/// How long any account has to have a member dropped that unbonded, and once more to report it, in seconds.
pub const CHALLENGE: u64 = 2 * 86_400;
/// The most deviations that make a threshold.
pub const MOST_DEVIATIONS: u16 = 1_000;
/// The largest share of a slash that its reporter gets, in basis points: a member that reports itself by another account loses
/// half at least.
pub const MOST_BOUNTY_BPS: u16 = 5_000;

/// What holds for all members. Its fields are those of `IMemberBonds.Terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// The least stake of a member, and the stake of a weight of 1, in base units.
    pub minimum_bond: u128,
    /// The largest weight.
    pub most_weight: u16,
    /// Seconds for which unbonded stake is locked.
    pub unbonding_delay: u64,
    /// How many deviations cost a share.
    pub deviations: u16,
    /// The share that they cost, in basis points.
    pub deviation_bps: u16,
    /// The share that an equivocation costs, in basis points.
    pub equivocation_bps: u16,
    /// The share of a slash that its reporter gets, in basis points.
    pub bounty_bps: u16,
}

/// What a member has bonded, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Account {
    /// What counts for its weight.
    pub stake: U256,
    /// What it unbonded and did not withdraw.
    pub unbonding: U256,
    /// The last second in which that is locked.
    pub locked_until: u64,
}

/// Why a bond does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum BondError {
    /// Nothing is bonded or unbonded.
    ZeroAmount,
    /// The stake would be below the minimum.
    BelowMinimum { least: U256, received: U256 },
    /// There is not so much stake.
    MoreThanBonded { most: U256, received: U256 },
    /// What was unbonded is locked.
    Locked { until: u64 },
}

/// The shortest unbonding delay where a set of members waits for so many seconds. The set to follow may name a member
/// that unbonds; any account has a [`CHALLENGE`] to name one without it, which waits as long; the last answer of its
/// time comes after the longest age; and any account has a [`CHALLENGE`] to report.
pub fn shortest_unbonding(set_delay: u64) -> u64 {
    let sets = set_delay.saturating_add(CHALLENGE).saturating_mul(2);
    sets.saturating_add(LONGEST_AGE.into())
}

impl Terms {
    /// Errors at the first term that is out of its bounds, of a committee whose sets wait for so many seconds.
    pub fn check(&self, set_delay: u64) -> Result<(), TermOutOfBounds> {
        let minimum = u64::try_from(self.minimum_bond).unwrap_or(u64::MAX);
        let shortest = shortest_unbonding(set_delay);
        let deviation = u64::from(self.deviation_bps);
        check(&[
            (1, 1, u64::MAX, minimum),
            (2, 1, MOST_WEIGHT.into(), self.most_weight.into()),
            (3, shortest, LONGEST_UNBONDING, self.unbonding_delay),
            (4, 1, MOST_DEVIATIONS.into(), self.deviations.into()),
            (5, 1, BPS, deviation),
            (6, deviation, BPS, self.equivocation_bps.into()),
            (7, 0, MOST_BOUNTY_BPS.into(), self.bounty_bps.into()),
        ])
    }

    /// The weight of a stake; 0 below the minimum.
    pub fn weight(&self, stake: U256) -> u16 {
        let units = stake.checked_div(self.minimum()).unwrap_or_default();
        let weight = units.min(self.most_weight.into());
        u16::try_from(weight.low_u32()).unwrap_or(self.most_weight)
    }

    /// How many thresholds of deviations cost nothing yet.
    pub fn thresholds_due(&self, deviated: u16, slashed: u16) -> u16 {
        let reached = deviated.checked_div(self.deviations).unwrap_or_default();
        reached.saturating_sub(slashed)
    }

    /// What so many thresholds of deviations cost a member of a weight. As much at once as one by one.
    pub fn deviations_cost(&self, weight: u16, thresholds: u16) -> U256 {
        // 128, 16 and 16 bits.
        self.share(weight, self.deviation_bps)
            .saturating_mul(thresholds.into())
    }

    /// What an equivocation costs a member of a weight.
    pub fn equivocation_cost(&self, weight: u16) -> U256 {
        self.share(weight, self.equivocation_bps)
    }

    /// What of a slash the reporter gets, and what the recipient does: together all of it.
    pub fn split(&self, slashed: U256, reports_itself: bool) -> (U256, U256) {
        let bounty = match reports_itself {
            true => U256::zero(),
            false => bps_floor(slashed, self.bounty_bps.into()),
        };
        (bounty, slashed.saturating_sub(bounty))
    }

    fn minimum(&self) -> U256 {
        self.minimum_bond.into()
    }

    /// A share of what secures a weight, rounded up: an offence is never free.
    fn share(&self, weight: u16, bps: u16) -> U256 {
        bps_ceil(self.minimum().saturating_mul(weight.into()), bps.into())
    }
}

impl Account {
    /// All that is slashable.
    pub fn slashable(&self) -> U256 {
        // Both were paid in.
        self.stake.saturating_add(self.unbonding)
    }

    /// After so much was bonded. Errors: `ZeroAmount`, `BelowMinimum`.
    pub fn bond(self, amount: U256, terms: &Terms) -> Result<Self, BondError> {
        if amount.is_zero() {
            return Err(BondError::ZeroAmount);
        }
        // All of it was paid in.
        let stake = self.stake.saturating_add(amount);
        let least = terms.minimum();
        match stake < least {
            true => Err(BondError::BelowMinimum {
                least,
                received: stake,
            }),
            false => Ok(Self { stake, ..self }),
        }
    }

    /// After so much was unbonded, which locks all that was unbonded anew. Errors: `ZeroAmount`, `MoreThanBonded`,
    /// `BelowMinimum`.
    pub fn unbond(self, amount: U256, terms: &Terms, now: u64) -> Result<Self, BondError> {
        if amount.is_zero() {
            return Err(BondError::ZeroAmount);
        }
        let too_much = BondError::MoreThanBonded {
            most: self.stake,
            received: amount,
        };
        let stake = self.stake.checked_sub(amount).ok_or(too_much)?;
        let least = terms.minimum();
        if !stake.is_zero() && stake < least {
            let received = stake;
            return Err(BondError::BelowMinimum { least, received });
        }
        Ok(Self {
            stake,
            unbonding: self.unbonding.saturating_add(amount),
            locked_until: now.saturating_add(terms.unbonding_delay),
        })
    }

    /// After all that was unbonded was withdrawn, and how much that is. The end of its delay moves where a pause of
    /// slashes was before it. Errors: `Locked`.
    pub fn withdraw(self, pause: &Pause, now: u64) -> Result<(Self, U256), BondError> {
        let until = pause.moved(self.locked_until);
        if !self.unbonding.is_zero() && now <= until {
            return Err(BondError::Locked { until });
        }
        let after = Self {
            unbonding: U256::zero(),
            locked_until: 0,
            ..self
        };
        Ok((after, self.unbonding))
    }

    /// After a slash of so much or all there is, of the stake first, and how much that was.
    pub fn slash(self, amount: U256) -> (Self, U256) {
        let of_stake = amount.min(self.stake);
        let of_unbonding = amount.saturating_sub(of_stake).min(self.unbonding);
        let after = Self {
            stake: self.stake.saturating_sub(of_stake),
            unbonding: self.unbonding.saturating_sub(of_unbonding),
            ..self
        };
        (after, of_stake.saturating_add(of_unbonding))
    }
}
