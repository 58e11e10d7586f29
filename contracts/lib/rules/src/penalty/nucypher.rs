//! NuCypher's penalty for a wrong re-encryption.
//!
//! Source: `MiningAdjudicator.sol` and `MinersEscrow.sol` of nucypher/nucypher, 2019-05-21; the
//! genesis parameters from `economics.py` of 2021-12-09. Amounts are token base units.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::U256;

/// Parameters of the formula
/// `min(base + history_coefficient * offences, stake / percentage_coefficient)`.
///
/// Both operands are rounded down, and a penalty of zero reverts in the escrow: a stake below
/// `percentage_coefficient` cannot be slashed at all. Where the source's multiplication or
/// addition would overflow and revert, the first operand saturates and the second one decides.
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
pub struct NuCypher {
    /// Penalty of a first offence, in base units.
    pub base_penalty: U256,
    /// Added per earlier offence, in base units.
    pub history_coefficient: U256,
    /// The penalty is at most the stake divided by this.
    pub percentage_coefficient: U256,
    /// The investigator receives the penalty divided by this.
    pub reward_coefficient: U256,
}

/// What a slash does to the staker's tokens and record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NuCypherSlash {
    /// Taken from the staker.
    pub penalty: U256,
    /// Paid to the investigator, rounded down.
    pub reward: U256,
    /// The rest of the penalty, which no account gains: it is minted again as future rewards.
    pub to_future_inflation: U256,
    /// Tokens left to the staker.
    pub value_after: U256,
    /// Offences of the staker, this one included.
    pub history_after: U256,
}

const fn small(value: u64) -> U256 {
    U256([value, 0, 0, 0])
}

impl NuCypher {
    /// The parameters of the design: 100, 10, 8 and half to the investigator.
    pub const ORIGINAL: Self = Self {
        base_penalty: small(100),
        history_coefficient: small(10),
        percentage_coefficient: small(8),
        reward_coefficient: small(2),
    };

    /// The parameters of the genesis of 2020: 2 base units, at most 0.001 % of the stake.
    pub const GENESIS: Self = Self {
        base_penalty: small(2),
        history_coefficient: small(0),
        percentage_coefficient: small(100_000),
        reward_coefficient: small(2),
    };

    /// The whole effect on a staker of `value` tokens with `history` earlier offences.
    ///
    /// # Errors
    /// [`PenaltyError::NothingToSlash`] when `value` or the penalty is zero;
    /// [`PenaltyError::ZeroDivisor`] when a dividing parameter is.
    pub fn slash(&self, value: U256, history: U256) -> Result<NuCypherSlash, PenaltyError> {
        if value.is_zero() {
            return Err(PenaltyError::NothingToSlash);
        }
        let by_history = self
            .base_penalty
            .saturating_add(self.history_coefficient.saturating_mul(history));
        let by_stake = value
            .checked_div(self.percentage_coefficient)
            .ok_or(PenaltyError::zero("percentage coefficient"))?;
        let penalty = by_history.min(by_stake);
        let reward = penalty
            .checked_div(self.reward_coefficient)
            .ok_or(PenaltyError::zero("reward coefficient"))?;
        if penalty.is_zero() {
            return Err(PenaltyError::NothingToSlash);
        }
        Ok(NuCypherSlash {
            penalty,
            reward,
            // A quotient is never above what it divides, here and below.
            to_future_inflation: penalty - reward,
            value_after: value - penalty,
            history_after: history.saturating_add(U256::one()),
        })
    }
}

impl PenaltyRule for NuCypher {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(self
            .slash(facts.stake, U256::from(facts.history.offences))?
            .penalty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_offence_costs_more_until_the_share_of_the_stake_caps_it() {
        let mut value = U256::from(1000);
        let penalties = [0u64, 1, 2].map(|history| {
            let slash = NuCypher::ORIGINAL
                .slash(value, history.into())
                .expect("slashable");
            value = slash.value_after;
            slash.penalty.as_u64()
        });
        assert_eq!(penalties, [100, 110, 98]);
        assert_eq!(value, U256::from(692));
    }

    #[test]
    fn dust_stake_reverts() {
        let refused = NuCypher::ORIGINAL.slash(7.into(), U256::zero());
        assert_eq!(refused, Err(PenaltyError::NothingToSlash));
        let refused = NuCypher::GENESIS.slash(99_999.into(), U256::zero());
        assert_eq!(refused, Err(PenaltyError::NothingToSlash));
    }

    #[test]
    fn zero_percentage_coefficient_is_refused_by_name() {
        let rule = NuCypher {
            percentage_coefficient: U256::zero(),
            ..NuCypher::ORIGINAL
        };
        let refused = rule.slash(1000.into(), U256::zero());
        assert_eq!(refused, Err(PenaltyError::zero("percentage coefficient")));
    }
}
