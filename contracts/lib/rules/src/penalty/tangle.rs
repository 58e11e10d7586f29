//! The slash of Tangle's Substrate chain: a percentage of the operator's stake and of every
//! delegation that selected the blueprint.
//!
//! Source: tangle-network/tangle, `pallets/multi-asset-delegation/src/functions/slash.rs` and
//! `pallets/services/src/lib.rs`. Amounts are base units, floored, so that dust escapes. The
//! source applies the percentage to the stake at execution; here the caller says which stake.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, U256};

/// A percentage of the stake.
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
pub struct TanglePallet {
    /// Percent, 1 to 100; more counts as 100, as in the source's `Percent`.
    pub slash_percent: u8,
}

impl TanglePallet {
    /// What an operator's stake or a delegation loses.
    ///
    /// # Errors
    /// [`PenaltyError::OutOfRange`] when the percentage is zero, which no proposal may name.
    pub fn slash(&self, amount: U256) -> Result<U256, PenaltyError> {
        let hundred = U256::from(100u8);
        let percent = U256::from(self.slash_percent).min(hundred);
        PenaltyError::check("slash percent", 1, percent, hundred)?;
        Ok(mul_div_saturating(amount, percent, hundred, Rounding::Down).unwrap_or(amount))
    }
}

impl PenaltyRule for TanglePallet {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        self.slash(facts.stake)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentage_of_dust_is_floored_away() {
        assert_eq!(
            TanglePallet { slash_percent: 1 }.slash(99.into()),
            Ok(U256::zero())
        );
        assert_eq!(
            TanglePallet { slash_percent: 50 }.slash(33.into()),
            Ok(16.into())
        );
    }

    #[test]
    fn percentage_of_zero_is_refused_and_above_the_whole_is_the_whole() {
        let refused = TanglePallet { slash_percent: 0 }.slash(99.into());
        assert!(matches!(refused, Err(PenaltyError::OutOfRange { .. })));
        assert_eq!(
            TanglePallet { slash_percent: 255 }.slash(99.into()),
            Ok(99.into())
        );
    }
}
