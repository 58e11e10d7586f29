//! Livepeer's slash of a transcoder's own bond.
//!
//! Source: `BondingManager.sol`, `MathUtils.sol` and `migrations.config.js` of livepeer/protocol,
//! 2019. Fractions are parts of a divisor: 10^6 then, 10^9 in its second library. Amounts are
//! base units of LPT. Every division rounds down, so a dust bond escapes.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, U256};

/// Parts in a whole, in the deployment of 2019.
pub const PERC_DIVISOR: u64 = 1_000_000;

/// The slash of one offence.
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
pub struct Livepeer {
    /// Share of the bond, in parts of `divisor`.
    pub slash_amount: U256,
    /// Parts in a whole.
    pub divisor: U256,
}

/// What a slash does to the bond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LivepeerSlash {
    /// Taken from the bond.
    pub penalty: U256,
    /// Paid to the finder out of the penalty.
    pub finder_amount: U256,
    /// Destroyed.
    pub burned: U256,
    /// What is left of the bond.
    pub bonded_after: U256,
}

const fn per_million(slash_amount: u64) -> Livepeer {
    Livepeer {
        slash_amount: U256([slash_amount, 0, 0, 0]),
        divisor: U256([PERC_DIVISOR, 0, 0, 0]),
    }
}

impl Livepeer {
    /// A segment failed its verification: 0.0001 %.
    pub const FAILED_VERIFICATION: Self = per_million(1);
    /// A verification was not called for: 0.5 %.
    pub const MISSED_VERIFICATION: Self = per_million(5_000);
    /// A segment was claimed twice: 3 %.
    pub const DOUBLE_CLAIM_SEGMENT: Self = per_million(30_000);

    /// The whole effect on a bond, with the finder's fee in parts of the divisor of the penalty
    /// or without a finder. An empty bond is left alone.
    ///
    /// # Errors
    /// [`PenaltyError::ZeroDivisor`]; [`PenaltyError::OutOfRange`] when a share is above the
    /// whole, where the source's subtraction reverts.
    pub fn slash(
        &self,
        bonded: U256,
        finder_fee: Option<U256>,
    ) -> Result<LivepeerSlash, PenaltyError> {
        let penalty = perc_of(bonded, self.slash_amount, self.divisor)?;
        PenaltyError::check("penalty", 0, penalty, bonded)?;
        let finder_amount = match finder_fee {
            Some(fee) => perc_of(penalty, fee, self.divisor)?,
            None => U256::zero(),
        };
        PenaltyError::check("finder amount", 0, finder_amount, penalty)?;
        Ok(LivepeerSlash {
            penalty,
            finder_amount,
            burned: penalty - finder_amount,
            bonded_after: bonded - penalty,
        })
    }
}

/// `amount * parts / divisor`, rounded down; saturates where the source's product would revert.
///
/// # Errors
/// [`PenaltyError::ZeroDivisor`].
pub fn perc_of(amount: U256, parts: U256, divisor: U256) -> Result<U256, PenaltyError> {
    mul_div_saturating(amount, parts, divisor, Rounding::Down)
        .ok_or(PenaltyError::zero("percentage divisor"))
}

/// The fraction `numerator / denominator` in parts of `divisor`, rounded down.
///
/// # Errors
/// [`PenaltyError::ZeroDivisor`] when `denominator` is zero.
pub fn perc_points(
    numerator: U256,
    denominator: U256,
    divisor: U256,
) -> Result<U256, PenaltyError> {
    mul_div_saturating(numerator, divisor, denominator, Rounding::Down)
        .ok_or(PenaltyError::zero("fraction denominator"))
}

/// `numerator / denominator` of `amount`, through parts of `divisor`: two roundings down, so that
/// a seventh of seven is nothing.
///
/// # Errors
/// [`PenaltyError::ZeroDivisor`].
pub fn perc_of_fraction(
    amount: U256,
    numerator: U256,
    denominator: U256,
    divisor: U256,
) -> Result<U256, PenaltyError> {
    perc_of(
        amount,
        perc_points(numerator, denominator, divisor)?,
        divisor,
    )
}

impl PenaltyRule for Livepeer {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        perc_of(facts.stake, self.slash_amount, self.divisor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bond_of_199_units_escapes_half_a_percent() {
        let slash = Livepeer::MISSED_VERIFICATION
            .slash(199.into(), None)
            .expect("in range");
        assert_eq!(slash.penalty, U256::zero());
    }

    #[test]
    fn seventh_of_seven_is_rounded_away() {
        let seventh = perc_of_fraction(7.into(), 1.into(), 7.into(), PERC_DIVISOR.into());
        assert_eq!(seventh, Ok(U256::zero()));
    }

    #[test]
    fn share_above_the_whole_is_refused() {
        let refused = per_million(PERC_DIVISOR + 1).slash(PERC_DIVISOR.into(), None);
        assert!(matches!(
            refused,
            Err(PenaltyError::OutOfRange {
                value: "penalty",
                ..
            })
        ));
    }

    #[test]
    fn fee_without_a_finder_is_burned() {
        let slash = per_million(PERC_DIVISOR)
            .slash(1000.into(), None)
            .expect("in range");
        assert_eq!(
            (slash.finder_amount, slash.burned),
            (U256::zero(), 1000.into())
        );
    }
}
