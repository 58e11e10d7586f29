//! Ethereum's slashing by fork: an initial penalty at once, and one that grows with all that was
//! slashed within 36 days around it.
//!
//! Source: ethereum/consensus-specs, `slash_validator` and `process_slashings` of phase0, altair,
//! bellatrix and electra. Amounts are gwei, all divisions are floored. Up to Deneb the
//! correlation penalty is floored to whole ether, so that a small event costs nothing.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, U256};

/// The step of effective balances: one ether.
pub const EFFECTIVE_BALANCE_INCREMENT: u64 = 1_000_000_000;
/// The proposer's part of the whistleblower's reward, as a divisor.
pub const PROPOSER_REWARD_DIVISOR: u64 = 8;

/// The forks that changed the penalties.
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
pub enum Fork {
    /// The genesis.
    Phase0,
    /// From Altair on.
    Altair,
    /// From Bellatrix on; Capella and Deneb changed nothing.
    Bellatrix,
    /// From Electra on; Fulu changed nothing.
    Electra,
}

/// The penalties and rewards of one slashing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EthereumSlashing {
    /// Taken at once.
    pub initial_penalty: U256,
    /// Taken 18 days later, by what was slashed around it.
    pub correlation_penalty: U256,
    /// Issued to the whistleblower and the proposer.
    pub whistleblower_reward: U256,
    /// The proposer's part of it.
    pub proposer_part: U256,
}

impl Fork {
    /// The initial penalty is the effective balance divided by this.
    pub fn min_slashing_penalty_quotient(self) -> u64 {
        match self {
            Self::Phase0 => 128,
            Self::Altair => 64,
            Self::Bellatrix => 32,
            Self::Electra => 4096,
        }
    }

    /// The share slashed of the total balance counts this many times.
    pub fn proportional_slashing_multiplier(self) -> u64 {
        match self {
            Self::Phase0 => 1,
            Self::Altair => 2,
            Self::Bellatrix | Self::Electra => 3,
        }
    }

    /// The whistleblower's reward is the effective balance divided by this.
    pub fn whistleblower_reward_quotient(self) -> u64 {
        match self {
            Self::Phase0 | Self::Altair | Self::Bellatrix => 512,
            Self::Electra => 4096,
        }
    }

    /// The correlation penalty of an effective balance when `sum_slashed` of `total_active` was
    /// slashed. A total below one increment counts as one, as in the source. Not bounded by the
    /// balance: the source takes what there is.
    pub fn correlation_penalty(
        self,
        effective_balance: U256,
        sum_slashed: U256,
        total_active: U256,
    ) -> U256 {
        let increment = U256::from(EFFECTIVE_BALANCE_INCREMENT);
        let total = total_active.max(increment);
        let adjusted = sum_slashed
            .saturating_mul(U256::from(self.proportional_slashing_multiplier()))
            .min(total);
        let increments = effective_balance / increment;
        match self {
            Self::Electra => {
                let per_increment = adjusted / (total / increment);
                per_increment.saturating_mul(increments)
            }
            Self::Phase0 | Self::Altair | Self::Bellatrix => {
                mul_div_saturating(increments, adjusted, total, Rounding::Down)
                    .unwrap_or_default()
                    .saturating_mul(increment)
            }
        }
    }

    /// All penalties and rewards of slashing a validator.
    pub fn slashing(
        self,
        effective_balance: U256,
        sum_slashed: U256,
        total_active: U256,
    ) -> EthereumSlashing {
        let whistleblower_reward =
            effective_balance / U256::from(self.whistleblower_reward_quotient());
        EthereumSlashing {
            initial_penalty: effective_balance / U256::from(self.min_slashing_penalty_quotient()),
            correlation_penalty: self.correlation_penalty(
                effective_balance,
                sum_slashed,
                total_active,
            ),
            whistleblower_reward,
            proposer_part: whistleblower_reward / U256::from(PROPOSER_REWARD_DIVISOR),
        }
    }
}

/// The initial and the correlation penalty together; the stake is an effective balance in gwei.
impl PenaltyRule for Fork {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let OffenceFacts {
            stake, correlation, ..
        } = facts;
        let slashing = self.slashing(*stake, correlation.recently_slashed, correlation.total);
        Ok(slashing
            .initial_penalty
            .saturating_add(slashing.correlation_penalty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETHER: u64 = EFFECTIVE_BALANCE_INCREMENT;

    fn correlation(fork: Fork, slashed: u64) -> u64 {
        let total = U256::from(1_000_000u64) * U256::from(32 * ETHER);
        let sum = U256::from(slashed) * U256::from(32 * ETHER);
        fork.correlation_penalty(U256::from(32 * ETHER), sum, total)
            .as_u64()
    }

    #[test]
    fn one_percent_slashed_costs_nothing_before_electra_and_its_share_after() {
        assert_eq!(correlation(Fork::Bellatrix, 10_000), 0);
        assert_eq!(correlation(Fork::Electra, 10_000), 960_000_000);
    }

    #[test]
    fn third_slashed_costs_the_whole_balance() {
        assert_eq!(correlation(Fork::Bellatrix, 333_334), 32 * ETHER);
        assert_eq!(correlation(Fork::Electra, 333_334), 32 * ETHER);
        assert_eq!(correlation(Fork::Phase0, 333_334), 10 * ETHER);
    }

    #[test]
    fn empty_total_counts_as_one_increment() {
        let zero = U256::zero();
        for fork in [Fork::Phase0, Fork::Electra] {
            assert_eq!(fork.correlation_penalty(zero, zero, zero), zero);
        }
    }
}
