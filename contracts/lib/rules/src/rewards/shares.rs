//! Stake as shares of a pool, so that a slash of the whole pool is O(1) and leaves everybody's
//! weight in the rewards untouched (the exchange rate of ERC-4626; tnt-core's slashing works so).
//!
//! Everything rounds in favour of the remaining shares: shares are minted and assets returned rounded down, so
//! a deposit followed by a withdrawal never gains.

use crate::math::{mul_div_ceil, mul_div_floor, U256};

/// The most shares a unit of assets may have when more is staked. A pool that slashes have left with
/// more takes no new stake: its shares would soon be so many that a reward for all of them is nothing
/// for each.
pub const MAX_SHARES_PER_UNIT: u64 = 1_000_000;

/// Assets and the shares that own them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct StakeShares {
    /// Assets in the pool, in units.
    pub assets: U256,
    /// Shares of all stakers.
    pub shares: U256,
}

/// Why the pool refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// Everything was slashed while shares exist, or all but a part in [`MAX_SHARES_PER_UNIT`]; new
    /// stake would pay for their loss.
    Wiped,
    /// The amount is worth less than one share.
    TooSmall {
        /// Least that is worth a share, in units.
        expected_at_least: U256,
        /// The amount received.
        received: U256,
    },
    /// More shares than there are.
    AboveShares {
        /// Shares of all stakers.
        expected_at_most: U256,
        /// The shares received.
        received: U256,
    },
    /// A sum exceeds 256 bits.
    Overflow,
}

impl StakeShares {
    /// Adds `amount`; returns the shares minted, rounded down.
    pub fn stake(&mut self, amount: U256) -> Result<U256, ShareError> {
        let minted = if self.shares.is_zero() {
            amount
        } else if self.is_wiped() {
            return Err(ShareError::Wiped);
        } else {
            mul_div_floor(amount, self.shares, self.assets).ok_or(ShareError::Overflow)?
        };
        if minted.is_zero() {
            return Err(ShareError::TooSmall {
                expected_at_least: mul_div_ceil(U256::one(), self.assets, self.shares)
                    .unwrap_or(U256::one()),
                received: amount,
            });
        }
        let assets = self.assets.checked_add(amount);
        let shares = self.shares.checked_add(minted);
        let (Some(assets), Some(shares)) = (assets, shares) else {
            return Err(ShareError::Overflow);
        };
        *self = Self { assets, shares };
        Ok(minted)
    }

    /// Whether slashes have left less than a unit for [`MAX_SHARES_PER_UNIT`] shares. Such a pool takes no
    /// stake until its last share is taken out.
    pub fn is_wiped(&self) -> bool {
        self.assets.saturating_mul(MAX_SHARES_PER_UNIT.into()) < self.shares
    }

    /// What `shares` are worth, in units, rounded down.
    pub fn worth(&self, shares: U256) -> U256 {
        mul_div_floor(shares.min(self.shares), self.assets, self.shares).unwrap_or(U256::zero())
    }

    /// Burns `shares`; returns the assets they were worth. The last shares take what is left.
    pub fn unstake(&mut self, shares: U256) -> Result<U256, ShareError> {
        let left = self
            .shares
            .checked_sub(shares)
            .ok_or(ShareError::AboveShares {
                expected_at_most: self.shares,
                received: shares,
            })?;
        let assets = self.worth(shares);
        self.assets -= assets;
        self.shares = left;
        Ok(assets)
    }

    /// Takes up to `amount` from all stakers together; returns what was taken.
    pub fn slash(&mut self, amount: U256) -> U256 {
        let taken = amount.min(self.assets);
        self.assets -= taken;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    #[test]
    fn slash_takes_from_everybody_in_proportion() {
        let mut pool = StakeShares::default();
        let a = pool.stake(u(100)).unwrap();
        let b = pool.stake(u(300)).unwrap();
        assert_eq!(pool.slash(u(200)), u(200));
        assert_eq!((pool.worth(a), pool.worth(b)), (u(50), u(150)));
        let c = pool.stake(u(50)).unwrap();
        assert_eq!(c, a);
    }

    #[test]
    fn stake_into_a_wiped_pool_is_refused_until_it_is_empty() {
        let mut pool = StakeShares::default();
        let a = pool.stake(u(100)).unwrap();
        assert_eq!(pool.slash(u(1_000)), u(100));
        assert_eq!(pool.stake(u(5)), Err(ShareError::Wiped));
        assert_eq!(pool.unstake(a), Ok(u(0)));
        assert_eq!(pool.stake(u(5)), Ok(u(5)));
    }

    #[test]
    fn stake_into_a_pool_that_slashes_left_almost_empty_is_refused() {
        let mut pool = StakeShares::default();
        pool.stake(u(5_000_000)).unwrap();
        pool.slash(u(4_999_996));
        assert_eq!(pool.stake(u(7)), Err(ShareError::Wiped));
        pool.slash(u(3));
        assert_eq!(pool.stake(u(7)), Err(ShareError::Wiped));
        let mut pool = StakeShares::default();
        pool.stake(u(5_000_000)).unwrap();
        pool.slash(u(4_999_995));
        assert_eq!(pool.stake(u(7)), Ok(u(7_000_000)));
    }

    #[test]
    fn amounts_below_a_share_or_above_the_shares_are_refused() {
        let mut pool = StakeShares {
            assets: u(10),
            shares: u(4),
        };
        let refused = ShareError::TooSmall {
            expected_at_least: u(3),
            received: u(2),
        };
        assert_eq!(pool.stake(u(2)), Err(refused));
        assert_eq!(pool.stake(u(3)), Ok(u(1)));
        let refused = ShareError::AboveShares {
            expected_at_most: u(5),
            received: u(6),
        };
        assert_eq!(pool.unstake(u(6)), Err(refused));
    }

    proptest! {
        #[test]
        fn round_trip_never_gains_and_never_costs_the_others(
            assets in 1u64.., shares in 1u64.., amount in 1u64..,
        ) {
            let mut pool = StakeShares { assets: u(assets), shares: u(shares) };
            let others = pool.worth(u(shares));
            if let Ok(minted) = pool.stake(u(amount)) {
                prop_assert!(pool.worth(u(shares)) >= others);
                prop_assert!(pool.unstake(minted).unwrap() <= u(amount));
                prop_assert!(pool.worth(u(shares)) >= others);
            }
        }
    }
}
