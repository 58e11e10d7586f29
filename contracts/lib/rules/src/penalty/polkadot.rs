//! Polkadot's penalties of today: fractions that grow with the number of offenders, charged once
//! per era at their greatest.
//!
//! Sources: polkadot-sdk, `frame/{babe,grandpa,beefy}/src/equivocation.rs`,
//! `frame/im-online/src/lib.rs`, `frame/staking-async/src/slashing.rs`, and the `Perbill` of
//! sp-arithmetic. Fractions are parts per billion; fractions of integers and products of
//! fractions are floored, a fraction of a balance is rounded to nearest with ties down, so that
//! a dust balance may escape.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, PPB, U256};

/// A fraction between zero and one in parts per billion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Perbill(u32);

impl Perbill {
    /// One.
    pub const ONE: Self = Self(PPB as u32);

    /// From parts per billion; more than a billion count as one.
    pub fn from_parts(parts: u64) -> Self {
        Self(parts.min(PPB) as u32)
    }

    /// `numerator / denominator`, floored to parts per billion; one when it is greater or when
    /// the denominator is zero.
    pub fn from_rational(numerator: U256, denominator: U256) -> Self {
        let ratio = mul_div_saturating(numerator, U256::from(PPB), denominator, Rounding::Down);
        match ratio {
            Some(parts) if parts <= U256::from(PPB) => Self(parts.as_u32()),
            _ => Self::ONE,
        }
    }

    /// Parts per billion.
    pub fn parts(self) -> u32 {
        self.0
    }

    /// The product of two fractions, floored.
    pub fn and(self, other: Self) -> Self {
        Self::from_parts(u64::from(self.0) * u64::from(other.0) / PPB)
    }

    /// This fraction of an amount, to the nearest unit, a half downwards.
    pub fn of(self, amount: U256) -> U256 {
        mul_div_saturating(
            amount,
            U256::from(self.0),
            U256::from(PPB),
            Rounding::NearestTiesDown,
        )
        .unwrap_or(amount)
    }
}

/// The fraction for an equivocation by `offenders` of `validators` in one time slot: the square
/// of three times their share, one from a third on.
pub fn equivocation_fraction(offenders: u64, validators: u64) -> Perbill {
    let thrice = U256::from(offenders) * U256::from(3u8);
    let share = Perbill::from_rational(thrice, U256::from(validators));
    share.and(share)
}

/// The fraction for `offenders` of `validators` unheard of in one session: nothing while it is
/// a tenth of them, then up to 7 % when it is 13 in 30.
pub fn unresponsiveness_fraction(offenders: u64, validators: u64) -> Perbill {
    let Some(beyond) = offenders.checked_sub(validators / 10 + 1) else {
        return Perbill::default();
    };
    let thrice = U256::from(beyond) * U256::from(3u8);
    let climb = Perbill::from_rational(thrice, U256::from(validators));
    climb.and(Perbill::from_parts(PPB / 100 * 7))
}

/// What a staker's exposure is charged when the fraction of the era rises from `prior` to `new`:
/// the difference of the two rounded amounts, nothing when it does not rise.
pub fn charge(exposure: U256, prior: Perbill, new: Perbill) -> U256 {
    new.of(exposure).saturating_sub(prior.of(exposure))
}

/// Two signatures where one was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Equivocation;

/// An era without a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Unresponsiveness;

/// Only the greatest fraction of an era is charged: what was charged before counts against it.
fn greatest(facts: &OffenceFacts, fraction: fn(u64, u64) -> Perbill) -> U256 {
    let (offenders, operators) = (facts.correlation.offenders, facts.correlation.operators);
    fraction(offenders.into(), operators.into())
        .of(facts.stake)
        .saturating_sub(facts.history.charged)
}

impl PenaltyRule for Equivocation {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(greatest(facts, equivocation_fraction))
    }
}

impl PenaltyRule for Unresponsiveness {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(greatest(facts, unresponsiveness_fraction))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equivocation_alone_is_nearly_free_and_with_a_third_costs_everything() {
        assert_eq!(equivocation_fraction(1, 100).parts(), 900_000);
        assert_eq!(equivocation_fraction(10, 300).parts(), 10_000_000);
        assert_eq!(equivocation_fraction(34, 100), Perbill::ONE);
        assert_eq!(equivocation_fraction(u64::MAX, 1), Perbill::ONE);
    }

    #[test]
    fn unresponsiveness_of_a_tenth_is_free() {
        let parts = [5, 6, 7, 17, 50].map(|k| unresponsiveness_fraction(k, 50).parts());
        assert_eq!(parts, [0, 0, 4_200_000, 46_200_000, 70_000_000]);
    }

    #[test]
    fn balance_between_two_units_rounds_to_the_nearest_and_a_half_down() {
        let tenth = Perbill::from_parts(PPB / 10);
        let amounts = [4, 5, 6, 15, 16].map(|amount| tenth.of(U256::from(amount)).as_u64());
        assert_eq!(amounts, [0, 0, 1, 1, 2]);
    }

    #[test]
    fn lower_fraction_later_in_the_era_charges_nothing() {
        let (high, low) = (Perbill::from_parts(PPB / 2), Perbill::from_parts(PPB / 5));
        assert_eq!(charge(1000.into(), high, low), U256::zero());
        assert_eq!(charge(1000.into(), low, high), 300.into());
    }
}
