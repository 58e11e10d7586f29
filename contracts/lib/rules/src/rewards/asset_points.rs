//! Weights in an era with several assets, at the prices of its end.
//!
//! During the era, only points times stake are summed, for each asset in its own units: nothing of that depends on a
//! price, so no account chooses one by the moment at which it acts. At the era's end each asset gets one
//! price, and an operator's weight is the value of its sums. A price that is late is the last one known: zero
//! would give what the asset's stakers earned to those of the other assets. An asset that never had a price has no
//! weight.

use crate::{
    math::{mul_div_ceil, U256},
    price::{stake_usd, usd_value, AssetStake},
};

/// The sum of points times stake in one asset with more points by `stake`, in units of the asset; `None`
/// beyond 256 bits.
pub fn add_points(sum: U256, points: u32, stake: U256) -> Option<U256> {
    sum.checked_add(stake.checked_mul(points.into())?)
}

/// What of an operator's sum of points times stake belongs to `points` of its `total` points, rounded up; at most
/// the sum. By the average of the stake at each, so that it does not matter what is staked when it is asked.
pub fn points_part(sum: U256, points: u32, total: u64) -> U256 {
    mul_div_ceil(sum, points.into(), total.into())
        .unwrap_or(sum)
        .min(sum)
}

/// The weights of all operators together, as the assets are priced one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TotalWeight(U256);

impl TotalWeight {
    /// Adds an asset: its sum over all operators, at its last known price. Returns the price at which it
    /// counts in the era: zero where the total would exceed 256 bits, so that no weight ever does.
    pub fn add(&mut self, asset: AssetStake) -> U256 {
        let value = usd_value(asset.amount, asset.decimals, asset.price_e18);
        match value.ok().and_then(|value| self.0.checked_add(value)) {
            Some(total) => {
                self.0 = total;
                asset.price_e18
            }
            None => U256::zero(),
        }
    }

    /// The total, in USD scaled by 1e18. The weights of all operators sum to at most it.
    pub fn usd_e18(self) -> U256 {
        self.0
    }
}

/// An operator's weight: its sums at the era's prices, in USD scaled by 1e18, each rounded down. No more than
/// the total that was made of the same prices.
pub fn weight(sums: impl IntoIterator<Item = AssetStake>) -> U256 {
    // What is part of a total that fits fits, too.
    stake_usd(sums).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asset(amount: U256, decimals: u8, price_e18: U256) -> AssetStake {
        AssetStake {
            amount,
            decimals,
            price_e18,
        }
    }

    #[test]
    fn part_of_the_points_is_of_their_average_stake() {
        let part = |points, total| points_part(1_000.into(), points, total).as_u64();
        assert_eq!(
            [part(1, 4), part(1, 3), part(4, 4), part(5, 4)],
            [250, 334, 1_000, 1_000]
        );
        assert_eq!((part(0, 4), part(1, 0)), (0, 1_000));
    }

    #[test]
    fn points_weigh_by_the_stake_at_each() {
        let sum = add_points(U256::zero(), 2, 300.into()).unwrap();
        assert_eq!(add_points(sum, 1, 50.into()), Some(650.into()));
        assert_eq!(add_points(sum, 0, U256::MAX), Some(sum));
        assert_eq!(add_points(sum, 2, U256::MAX), None);
        assert_eq!(add_points(sum, 1, U256::MAX), None);
    }

    #[test]
    fn asset_whose_value_exceeds_256_bits_has_no_weight_and_leaves_the_others_theirs() {
        let mut total = TotalWeight::default();
        let small = asset(5.into(), 0, 7.into());
        let large = asset(U256::MAX, 0, U256::MAX);
        let rest = asset(U256::MAX, 0, 1.into());
        let prices = [small, large, rest].map(|asset| total.add(asset));
        assert_eq!(prices, [7.into(), U256::zero(), U256::zero()]);
        assert_eq!(total.usd_e18(), 35.into());
    }

    proptest! {
        #[test]
        fn weights_sum_to_at_most_the_total(
            sums in prop::collection::vec([any::<u128>(); 3], 1..20),
            prices in [any::<u128>(); 3],
            decimals in prop::array::uniform3(0u8..=30),
        ) {
            let at = |sums: [U256; 3], prices: [U256; 3]| {
                [0, 1, 2].map(|n| asset(sums[n], decimals[n], prices[n]))
            };
            let all = sums.iter().fold([U256::zero(); 3], |all, own| {
                [0, 1, 2].map(|n| all[n] + own[n])
            });
            let mut total = TotalWeight::default();
            let fixed = at(all, prices.map(U256::from)).map(|asset| total.add(asset));
            let weights = sums.iter().map(|own| weight(at(own.map(U256::from), fixed)));
            let sum = weights.fold(U256::zero(), |sum, weight| sum + weight);
            prop_assert!(sum <= total.usd_e18());
            // Each rounds less than a unit down, for each asset.
            prop_assert!(total.usd_e18() - sum <= U256::from(3 * sums.len()));
        }
    }
}
