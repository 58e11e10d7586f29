//! `polkadot_era_payout`: what pallet-staking pays a validator and its nominators for an era
//! (`paritytech/polkadot-sdk`, `do_payout_stakers_by_page`).
//!
//! Ratios are floored to parts per billion, products rounded to the nearest unit, a half down.
//! Rounding to the nearest can pay a unit more than the pot; our own rule rounds down.

use super::parts::{ppb_from_rational, ppb_mul_nearest};
use blueprint_rules::math::U256;

/// A validator's part in an era.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidatorEra {
    /// Its points.
    pub points: U256,
    /// Points of all validators.
    pub total_points: U256,
    /// What it keeps first, in parts per billion.
    pub commission_ppb: u64,
    /// Its own stake.
    pub own: U256,
    /// Its own stake and all nominations.
    pub total_stake: U256,
}

/// What a validator is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidatorPayout {
    /// For it and its nominators together.
    pub total: U256,
    /// Of it, its commission.
    pub commission: U256,
    /// Of the rest, the part for its own stake.
    pub own: U256,
    leftover: U256,
    total_stake: U256,
}

/// A validator's payout of `era_payout`. Without points it is paid nothing.
pub fn polkadot_era_payout(era_payout: U256, validator: &ValidatorEra) -> ValidatorPayout {
    let total = if validator.points.is_zero() {
        U256::zero()
    } else {
        let part = ppb_from_rational(validator.points, validator.total_points);
        ppb_mul_nearest(part, era_payout)
    };
    let commission = ppb_mul_nearest(validator.commission_ppb.into(), total);
    let leftover = total.saturating_sub(commission);
    let payout = ValidatorPayout {
        total,
        commission,
        own: U256::zero(),
        leftover,
        total_stake: validator.total_stake,
    };
    ValidatorPayout {
        own: payout.for_stake(validator.own),
        ..payout
    }
}

impl ValidatorPayout {
    /// The part for a nomination of `stake`.
    pub fn for_stake(&self, stake: U256) -> U256 {
        ppb_mul_nearest(ppb_from_rational(stake, self.total_stake), self.leftover)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    #[test]
    fn nearest_rounding_pays_more_than_the_pot() {
        let validator = ValidatorEra {
            points: u(1),
            total_points: u(1),
            commission_ppb: 0,
            own: u(2),
            total_stake: u(6),
        };
        let payout = polkadot_era_payout(u(5), &validator);
        let paid = payout.own + payout.for_stake(u(2)) + payout.for_stake(u(2));
        assert_eq!(paid, u(6));
    }

    #[test]
    fn commission_comes_before_the_stakers() {
        let validator = ValidatorEra {
            points: u(20),
            total_points: u(60),
            commission_ppb: 100_000_000,
            own: u(100),
            total_stake: u(200),
        };
        let payout = polkadot_era_payout(u(1_000), &validator);
        assert_eq!((payout.total, payout.commission), (u(333), u(33)));
        assert_eq!((payout.own, payout.for_stake(u(100))), (u(150), u(150)));
    }

    #[test]
    fn validator_without_points_is_paid_nothing() {
        let validator = ValidatorEra {
            points: u(0),
            total_points: u(0),
            commission_ppb: 1_000_000_000,
            own: u(1),
            total_stake: u(1),
        };
        let payout = polkadot_era_payout(u(1_000), &validator);
        assert_eq!((payout.total, payout.own), (u(0), u(0)));
    }
}
