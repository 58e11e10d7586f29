//! Casper FFG's withdrawal after a slash: the penalty follows from how much of the deposits was
//! slashed around the same time.
//!
//! Source: `simple_casper.v.py` of ethereum/casper, `withdraw` and `slash`. Amounts are wei.
//! The fraction is a Vyper decimal: ten places, truncated; products are floored to wei.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, U256};

/// The unit of a Vyper decimal: ten decimal places.
pub const DECIMAL: u64 = 10_000_000_000;
/// The bounty paid at the slash is the deposit divided by this: 4 %.
pub const BOUNTY_DIVISOR: u64 = 25;

/// Parameters of the withdrawal.
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
pub struct CasperFfg {
    /// All is lost when this multiple of the slashed share reaches one: 3 in the source.
    pub slash_fraction_multiplier: U256,
    /// The unit of the fraction: [`DECIMAL`] in the source.
    pub unit: U256,
}

/// What a slashed validator withdraws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CasperWithdrawal {
    /// Multiple of the slashed share, in parts of the unit; above the unit all is lost.
    pub fraction_to_slash: U256,
    /// What is left of one, in parts of the unit.
    pub fraction_to_withdraw: U256,
    /// Paid out, in wei.
    pub withdraw_amount: U256,
    /// Kept back, in wei.
    pub penalty: U256,
    /// Paid to the finder when the slash was accepted, in wei.
    pub finder_bounty: U256,
}

impl CasperFfg {
    /// The contract as written.
    pub const ORIGINAL: Self = Self {
        slash_fraction_multiplier: U256([3, 0, 0, 0]),
        unit: U256([DECIMAL, 0, 0, 0]),
    };

    /// The withdrawal of `deposit` when `recently_slashed` of `total_deposits` were slashed
    /// between two withdrawal delays before the withdrawal epoch and that epoch.
    ///
    /// # Errors
    /// [`PenaltyError::ZeroDivisor`] when the total or the unit is zero.
    pub fn withdraw(
        &self,
        deposit: U256,
        recently_slashed: U256,
        total_deposits: U256,
    ) -> Result<CasperWithdrawal, PenaltyError> {
        if self.unit.is_zero() {
            return Err(PenaltyError::zero("unit of the fraction"));
        }
        // The multiple saturates where the source's conversion to int128 would revert: it is
        // then far above one, and all is lost either way.
        let multiple = recently_slashed.saturating_mul(self.slash_fraction_multiplier);
        let fraction_to_slash =
            mul_div_saturating(multiple, self.unit, total_deposits, Rounding::Down)
                .ok_or(PenaltyError::zero("total deposits"))?;
        let fraction_to_withdraw = self.unit.saturating_sub(fraction_to_slash);
        let withdraw_amount =
            mul_div_saturating(deposit, fraction_to_withdraw, self.unit, Rounding::Down)
                .unwrap_or_default();
        Ok(CasperWithdrawal {
            fraction_to_slash,
            fraction_to_withdraw,
            withdraw_amount,
            // The fraction is at most one.
            penalty: deposit - withdraw_amount,
            finder_bounty: deposit / U256::from(BOUNTY_DIVISOR),
        })
    }
}

impl PenaltyRule for CasperFfg {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let OffenceFacts {
            stake, correlation, ..
        } = facts;
        Ok(self
            .withdraw(*stake, correlation.recently_slashed, correlation.total)?
            .penalty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn penalty_of_1000(recently_slashed: u64, total: u64) -> u64 {
        CasperFfg::ORIGINAL
            .withdraw(1000.into(), recently_slashed.into(), total.into())
            .expect("a total")
            .penalty
            .as_u64()
    }

    #[test]
    fn slashed_alone_costs_three_times_the_own_share() {
        assert_eq!(penalty_of_1000(1_000, 100_000), 30);
    }

    #[test]
    fn fraction_is_truncated_and_what_is_withdrawn_floored() {
        let withdrawal = CasperFfg::ORIGINAL
            .withdraw(10.into(), 1.into(), 7.into())
            .expect("a total");
        // 3 of 7 is 0.42857142857..., and 0.5714285715 of 10 is 5.714285715.
        assert_eq!(withdrawal.fraction_to_slash, 4_285_714_285u64.into());
        assert_eq!(withdrawal.withdraw_amount, 5.into());
    }

    #[test]
    fn slashed_with_a_third_costs_everything() {
        assert_eq!(penalty_of_1000(33_334, 100_000), 1000);
    }

    #[test]
    fn empty_total_is_refused() {
        let refused = CasperFfg::ORIGINAL.withdraw(1.into(), 1.into(), U256::zero());
        assert_eq!(refused, Err(PenaltyError::zero("total deposits")));
    }
}
