//! `reward_accumulator_1e12`: the MasterChef accumulator (`sushiswap/masterchef`,
//! `MasterChefV2.sol`), with what is pending banked before every change of stake.
//!
//! `acc += R * 1e12 / S`; `pending = amount * acc / 1e12 - debt`; every division rounds down. What
//! the floors cut, and every reward that arrives without any stake, stays in the pot for good:
//! that is the source's behaviour, and why [`blueprint_rules::rewards::pool`] carries its remainders instead.

use blueprint_rules::math::{mul_div_floor, U256};

/// `ACC_SUSHI_PRECISION`: the scale of the accumulator.
pub const ACC_PRECISION_1E12: u64 = 1_000_000_000_000;

/// Why the accumulator refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccumulatorError {
    /// More was to be unstaked than is staked.
    InsufficientStake {
        /// What the user has staked, in token units.
        staked: U256,
        /// What was to be unstaked, in token units.
        requested: U256,
    },
    /// A sum or product exceeds 256 bits.
    Overflow,
}

/// The shared side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccumulatorPool {
    /// Scale of [`Self::acc_per_share`]; never zero.
    precision: U256,
    /// Reward per staked unit so far, scaled.
    pub acc_per_share: U256,
    /// Staked by everybody, in token units.
    pub total: U256,
    /// Every reward ever received.
    pub pot: U256,
    /// Every reward ever paid.
    pub paid: U256,
}

/// One staker's side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccumulatorUser {
    /// Staked, in token units.
    pub amount: U256,
    /// What [`Self::amount`] had earned, by the accumulator, when it was last settled.
    pub debt: U256,
    /// Settled and not yet paid.
    pub banked: U256,
}

impl Default for AccumulatorPool {
    fn default() -> Self {
        Self::new(ACC_PRECISION_1E12.into())
    }
}

impl AccumulatorPool {
    /// A pool without stake. A `precision` of zero counts as one.
    pub fn new(precision: U256) -> Self {
        Self {
            precision: precision.max(U256::one()),
            acc_per_share: U256::zero(),
            total: U256::zero(),
            pot: U256::zero(),
            paid: U256::zero(),
        }
    }

    /// Received and not paid: what is still owed, and the dust that is never paid.
    pub fn dust_or_unclaimed(&self) -> U256 {
        self.pot.saturating_sub(self.paid)
    }

    /// Spreads `amount` over the stake, rounded down; without stake it stays in the pot.
    pub fn reward(&mut self, amount: U256) -> Result<(), AccumulatorError> {
        let pot = add(self.pot, amount)?;
        if !self.total.is_zero() {
            let step = mul_div_floor(amount, self.precision, self.total)
                .ok_or(AccumulatorError::Overflow)?;
            self.acc_per_share = add(self.acc_per_share, step)?;
        }
        self.pot = pot;
        Ok(())
    }

    /// Adds `amount` to the user's stake, after banking what is pending.
    pub fn stake(
        &mut self,
        user: &mut AccumulatorUser,
        amount: U256,
    ) -> Result<(), AccumulatorError> {
        let total = add(self.total, amount)?;
        self.restake(user, add(user.amount, amount)?)?;
        self.total = total;
        Ok(())
    }

    /// Takes `amount` from the user's stake, after banking what is pending.
    pub fn unstake(
        &mut self,
        user: &mut AccumulatorUser,
        amount: U256,
    ) -> Result<(), AccumulatorError> {
        let left = user
            .amount
            .checked_sub(amount)
            .ok_or(AccumulatorError::InsufficientStake {
                staked: user.amount,
                requested: amount,
            })?;
        self.restake(user, left)?;
        self.total = self.total.saturating_sub(amount);
        Ok(())
    }

    /// Pays what is banked and pending; a second call in the same state pays 0.
    pub fn claim(&mut self, user: &mut AccumulatorUser) -> Result<U256, AccumulatorError> {
        let amount = user.amount;
        self.restake(user, amount)?;
        let payment = user.banked;
        self.paid = add(self.paid, payment)?;
        user.banked = U256::zero();
        Ok(payment)
    }

    fn restake(&self, user: &mut AccumulatorUser, amount: U256) -> Result<(), AccumulatorError> {
        let pending = self.earned(user.amount)?.saturating_sub(user.debt);
        let debt = self.earned(amount)?;
        user.banked = add(user.banked, pending)?;
        user.amount = amount;
        user.debt = debt;
        Ok(())
    }

    fn earned(&self, amount: U256) -> Result<U256, AccumulatorError> {
        mul_div_floor(amount, self.acc_per_share, self.precision).ok_or(AccumulatorError::Overflow)
    }
}

fn add(a: U256, b: U256) -> Result<U256, AccumulatorError> {
    a.checked_add(b).ok_or(AccumulatorError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    #[test]
    fn reward_over_thirds_leaves_one_unit_of_dust() {
        let mut pool = AccumulatorPool::default();
        let (mut a, mut b) = (AccumulatorUser::default(), AccumulatorUser::default());
        pool.stake(&mut a, u(1)).unwrap();
        pool.stake(&mut b, u(2)).unwrap();
        pool.reward(u(100)).unwrap();
        assert_eq!(pool.claim(&mut a), Ok(u(33)));
        assert_eq!(pool.claim(&mut b), Ok(u(66)));
        assert_eq!(pool.claim(&mut b), Ok(u(0)));
        assert_eq!(pool.dust_or_unclaimed(), u(1));
        assert_eq!(pool.acc_per_share, u(33_333_333_333_333));
    }

    #[test]
    fn top_up_earns_nothing_of_earlier_rewards() {
        let mut pool = AccumulatorPool::default();
        let (mut a, mut b) = (AccumulatorUser::default(), AccumulatorUser::default());
        pool.stake(&mut a, u(10)).unwrap();
        pool.reward(u(50)).unwrap();
        pool.stake(&mut b, u(10)).unwrap();
        pool.stake(&mut a, u(1_000)).unwrap();
        assert_eq!(pool.claim(&mut a), Ok(u(50)));
        assert_eq!(pool.claim(&mut b), Ok(u(0)));
    }

    #[test]
    fn unstake_beyond_the_stake_is_refused_and_changes_nothing() {
        let mut pool = AccumulatorPool::default();
        let mut a = AccumulatorUser::default();
        pool.stake(&mut a, u(5)).unwrap();
        let before = (pool, a);
        let refused = AccumulatorError::InsufficientStake {
            staked: u(5),
            requested: u(6),
        };
        assert_eq!(pool.unstake(&mut a, u(6)), Err(refused));
        assert_eq!((pool, a), before);
    }

    #[test]
    fn reward_without_stake_stays_in_the_pot() {
        let mut pool = AccumulatorPool::default();
        pool.reward(u(5)).unwrap();
        assert_eq!(pool.acc_per_share, u(0));
        assert_eq!(pool.dust_or_unclaimed(), u(5));
    }
}
