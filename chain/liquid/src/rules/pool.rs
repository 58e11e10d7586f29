//! Shares of what a vault has bonded.

use super::{part_of, Balance};
use blueprint_rules::math::U256;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Shares that one base unit buys in a new vault. With so many, a remainder of a division costs less than a millionth
/// of a unit, and a first depositor cannot make a share cost more than others can pay.
pub const SHARES_PER_UNIT: Balance = 1_000_000;

/// A best rate this many times the current one means that a vault is wiped.
const WIPED_FACTOR: u128 = 10;

/// The stake that shares own, and all shares, the founder's included.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Default,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub struct Pool {
    /// Stake, in base units.
    pub assets: Balance,
    /// All shares.
    pub shares: Balance,
}

impl Pool {
    /// A new pool. `None` if the shares exceed 128 bits.
    pub fn new(assets: Balance) -> Option<Self> {
        let shares = assets.checked_mul(SHARES_PER_UNIT)?;
        Some(Self { assets, shares })
    }

    /// The shares that `assets` buy, rounded down. `None` if the pool has no stake: then no number is fair.
    pub fn shares_for(&self, assets: Balance) -> Option<Balance> {
        part_of(assets, self.shares, self.assets)
    }

    /// What `shares` are worth, rounded down.
    pub fn worth(&self, shares: Balance) -> Balance {
        part_of(shares.min(self.shares), self.assets, self.shares).unwrap_or(0)
    }

    /// Adds stake at the current rate; returns the shares for it.
    pub fn join(&mut self, assets: Balance) -> Option<Balance> {
        let minted = self.shares_for(assets)?;
        let next = Self {
            assets: self.assets.checked_add(assets)?,
            shares: self.shares.checked_add(minted)?,
        };
        *self = next;
        Some(minted)
    }

    /// Removes shares at the current rate; returns their worth. `None` if there are fewer.
    pub fn leave(&mut self, shares: Balance) -> Option<Balance> {
        let left = self.shares.checked_sub(shares)?;
        let worth = self.worth(shares);
        self.assets = self.assets.checked_sub(worth)?;
        self.shares = left;
        Some(worth)
    }

    /// Issues shares that are worth `fee` afterwards, rounded down, without new stake. `None` if nothing else is left.
    pub fn charge(&mut self, fee: Balance) -> Option<Balance> {
        let minted = part_of(fee, self.shares, self.assets.checked_sub(fee)?)?;
        self.shares = self.shares.checked_add(minted)?;
        Some(minted)
    }

    /// What all shares are worth more here than at the rate of `other`, rounded up; zero if it is no more.
    pub fn above(&self, other: &Self) -> Balance {
        let there = part_of(self.shares, other.assets, other.shares);
        there.map_or(0, |there| self.assets.saturating_sub(there))
    }

    /// Whether a share is worth more here than in `other`.
    pub fn is_better_than(&self, other: &Self) -> bool {
        let here = U256::from(self.assets) * U256::from(other.shares);
        here > U256::from(other.assets) * U256::from(self.shares)
    }

    /// Whether slashes left less than a tenth of the `best` rate there was. The products have less than 256 bits:
    /// shares beyond 2^124 cannot be paid for.
    pub fn is_wiped(&self, best: &Self) -> bool {
        let here = U256::from(self.assets) * U256::from(best.shares);
        let there = U256::from(best.assets) * U256::from(self.shares);
        self.assets == 0 || here.saturating_mul(WIPED_FACTOR.into()) < there
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pools() -> impl Strategy<Value = Pool> {
        (1u128..1 << 80, 1u128..1 << 100).prop_map(|(assets, shares)| Pool { assets, shares })
    }

    #[test]
    fn new_pool_has_a_million_shares_a_unit() {
        let mut pool = Pool::new(10).unwrap();
        assert_eq!(pool.join(5), Some(5_000_000));
        assert_eq!(pool.worth(5_000_000), 5);
        assert_eq!(Pool::new(Balance::MAX), None);
    }

    #[test]
    fn pool_without_stake_sells_no_share() {
        let mut empty = Pool {
            assets: 0,
            shares: 7,
        };
        assert_eq!((empty.join(5), empty.worth(7)), (None, 0));
        assert!(empty.is_wiped(&empty.clone()));
    }

    #[test]
    fn pool_is_wiped_below_a_tenth_of_its_best_rate() {
        let best = Pool::new(1_000).unwrap();
        let at = |assets| Pool { assets, ..best };
        assert!(!at(100).is_wiped(&best));
        assert!(at(99).is_wiped(&best));
    }

    proptest! {
        #[test]
        fn round_trip_gains_nothing_and_costs_the_others_nothing(
            pool in pools(), amount in 1u128..1 << 80,
        ) {
            let mut after = pool;
            if let Some(minted) = after.join(amount) {
                prop_assert!(after.worth(pool.shares) >= pool.assets);
                prop_assert!(after.leave(minted).unwrap() <= amount);
                prop_assert!(after.worth(pool.shares) >= pool.assets);
            }
        }

        #[test]
        fn leaving_in_parts_gains_nothing_over_leaving_at_once(
            pool in pools(), first in 0u128..1 << 60, second in 0u128..1 << 60,
        ) {
            let (mut parts, mut whole) = (pool, pool);
            if let Some(both) = whole.leave(first + second) {
                let sum = parts.leave(first).unwrap() + parts.leave(second).unwrap();
                prop_assert!(sum <= both + 1);
                prop_assert!(parts.is_better_than(&pool) || !pool.is_better_than(&parts));
            }
        }

        #[test]
        fn fee_costs_at_most_the_fee(pool in pools(), fee in 0u128..1 << 60) {
            let mut after = pool;
            if let Some(minted) = after.charge(fee) {
                prop_assert!(after.worth(minted) <= fee);
                prop_assert!(after.worth(pool.shares) >= pool.assets - fee);
            }
        }
    }
}
