//! `eigenlayer_cumulative_claim`: a leaf states everything ever earned; a claim pays what is new
//! (`Layr-Labs/eigenlayer-contracts`, `RewardsCoordinator.processClaim`).

use blueprint_rules::math::U256;
use blueprint_rules::receipt::ReceiptError;

/// What a leaf of `cumulative_earnings` pays to an earner that has claimed `claimed` so far. The
/// new claimed total is `cumulative_earnings`. A leaf that adds nothing is refused.
pub fn eigenlayer_cumulative_claim(
    claimed: U256,
    cumulative_earnings: U256,
) -> Result<U256, ReceiptError> {
    if cumulative_earnings <= claimed {
        return Err(ReceiptError::NotIncreasing {
            expected_above: claimed,
            received: cumulative_earnings,
        });
    }
    Ok(cumulative_earnings - claimed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_leaf_twice_is_refused() {
        let (earned, nothing) = (U256::from(100), U256::zero());
        assert_eq!(eigenlayer_cumulative_claim(nothing, earned), Ok(earned));
        let refused = ReceiptError::NotIncreasing {
            expected_above: earned,
            received: earned,
        };
        assert_eq!(eigenlayer_cumulative_claim(earned, earned), Err(refused));
    }
}
