//! `synthetix_staking_rewards`: a reward streamed at a constant rate (`Synthetixio/synthetix`,
//! `contracts/StakingRewards.sol`).
//!
//! `rate = R / duration`; `perToken += dt * rate * 1e18 / S`; every division rounds down. What the
//! rate cuts off, and the reward of every second without stake, is lost to the pot.

use blueprint_rules::math::{mul_div_floor, U256, WAD};

/// Why the pool refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SynthetixError {
    /// `Cannot stake 0` or `Cannot withdraw 0`.
    ZeroAmount,
    /// More was to be withdrawn than is staked.
    InsufficientStake {
        /// What the user has staked, in token units.
        staked: U256,
        /// What was to be withdrawn, in token units.
        requested: U256,
    },
    /// The clock went back.
    TimeWentBack {
        /// Seconds of the last update.
        last: u64,
        /// Seconds received.
        now: u64,
    },
    /// The duration is zero, so there is no rate.
    ZeroDuration,
    /// A sum or product exceeds 256 bits.
    Overflow,
}

/// The shared side. Times are in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SynthetixPool {
    /// Units paid per second until [`Self::period_finish`].
    pub reward_rate: U256,
    /// Reward per staked unit so far, scaled by 1e18.
    pub reward_per_token: U256,
    /// Staked by everybody.
    pub total_supply: U256,
    /// Seconds up to which [`Self::reward_per_token`] is current.
    pub last_update: u64,
    /// Second at which the stream ends.
    pub period_finish: u64,
    /// Length of the stream.
    duration: u64,
    /// Received by notifications and cut off by the floor of the rate.
    pub lost_to_rate_rounding: U256,
}

/// One staker's side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SynthetixUser {
    /// Staked, in token units.
    pub balance: U256,
    /// The pool's reward per token when this user was last settled.
    pub paid_per_token: U256,
    /// Settled and not yet paid.
    pub rewards: U256,
}

impl SynthetixPool {
    /// A pool whose streams last `duration` seconds.
    pub fn new(duration: u64) -> Result<Self, SynthetixError> {
        if duration == 0 {
            return Err(SynthetixError::ZeroDuration);
        }
        Ok(Self {
            duration,
            ..Self::default()
        })
    }

    /// `notifyRewardAmount`: starts a stream of `reward`, or adds it to what is left of one.
    pub fn notify(&mut self, now: u64, reward: U256) -> Result<(), SynthetixError> {
        self.update(now)?;
        let remaining = self.period_finish.saturating_sub(now);
        let amount = self
            .reward_rate
            .checked_mul(remaining.into())
            .and_then(|leftover| leftover.checked_add(reward))
            .ok_or(SynthetixError::Overflow)?;
        let finish = now
            .checked_add(self.duration)
            .ok_or(SynthetixError::Overflow)?;
        let (rate, cut) = amount.div_mod(self.duration.into());
        self.lost_to_rate_rounding = self
            .lost_to_rate_rounding
            .checked_add(cut)
            .ok_or(SynthetixError::Overflow)?;
        self.reward_rate = rate;
        self.last_update = now;
        self.period_finish = finish;
        Ok(())
    }

    /// Adds `amount` to the user's stake.
    pub fn stake(
        &mut self,
        now: u64,
        user: &mut SynthetixUser,
        amount: U256,
    ) -> Result<(), SynthetixError> {
        if amount.is_zero() {
            return Err(SynthetixError::ZeroAmount);
        }
        let total = self
            .total_supply
            .checked_add(amount)
            .ok_or(SynthetixError::Overflow)?;
        self.settle(now, user)?;
        self.total_supply = total;
        user.balance += amount;
        Ok(())
    }

    /// Takes `amount` from the user's stake.
    pub fn withdraw(
        &mut self,
        now: u64,
        user: &mut SynthetixUser,
        amount: U256,
    ) -> Result<(), SynthetixError> {
        if amount.is_zero() {
            return Err(SynthetixError::ZeroAmount);
        }
        let left = user
            .balance
            .checked_sub(amount)
            .ok_or(SynthetixError::InsufficientStake {
                staked: user.balance,
                requested: amount,
            })?;
        self.settle(now, user)?;
        self.total_supply = self.total_supply.saturating_sub(amount);
        user.balance = left;
        Ok(())
    }

    /// `getReward`: pays what the user has earned up to `now`.
    pub fn claim(&mut self, now: u64, user: &mut SynthetixUser) -> Result<U256, SynthetixError> {
        self.settle(now, user)?;
        let payment = user.rewards;
        user.rewards = U256::zero();
        Ok(payment)
    }

    /// `exit`: withdraws everything, then pays.
    pub fn exit(&mut self, now: u64, user: &mut SynthetixUser) -> Result<U256, SynthetixError> {
        let balance = user.balance;
        self.withdraw(now, user, balance)?;
        self.claim(now, user)
    }

    /// `updateReward`: brings the pool, then the user, up to `now`.
    fn settle(&mut self, now: u64, user: &mut SynthetixUser) -> Result<(), SynthetixError> {
        let mut pool = *self;
        pool.update(now)?;
        let step = pool.reward_per_token.saturating_sub(user.paid_per_token);
        let earned =
            mul_div_floor(user.balance, step, WAD.into()).ok_or(SynthetixError::Overflow)?;
        user.rewards = user
            .rewards
            .checked_add(earned)
            .ok_or(SynthetixError::Overflow)?;
        user.paid_per_token = pool.reward_per_token;
        *self = pool;
        Ok(())
    }

    fn update(&mut self, now: u64) -> Result<(), SynthetixError> {
        let until = now.min(self.period_finish);
        if until < self.last_update {
            return Err(SynthetixError::TimeWentBack {
                last: self.last_update,
                now,
            });
        }
        if !self.total_supply.is_zero() {
            let streamed = self
                .reward_rate
                .checked_mul((until - self.last_update).into())
                .ok_or(SynthetixError::Overflow)?;
            let step = mul_div_floor(streamed, WAD.into(), self.total_supply)
                .ok_or(SynthetixError::Overflow)?;
            self.reward_per_token = self
                .reward_per_token
                .checked_add(step)
                .ok_or(SynthetixError::Overflow)?;
        }
        self.last_update = until;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    fn streaming(duration: u64, reward: u64) -> SynthetixPool {
        let mut pool = SynthetixPool::new(duration).unwrap();
        pool.notify(0, u(reward)).unwrap();
        pool
    }

    #[test]
    fn joining_halfway_earns_half_of_the_second_half() {
        let mut pool = streaming(100, 1_000);
        let (mut a, mut b) = (SynthetixUser::default(), SynthetixUser::default());
        pool.stake(0, &mut a, u(1)).unwrap();
        pool.stake(50, &mut b, u(1)).unwrap();
        assert_eq!(pool.claim(100, &mut a), Ok(u(750)));
        assert_eq!(pool.claim(100, &mut b), Ok(u(250)));
    }

    #[test]
    fn time_without_stake_is_lost() {
        let mut pool = streaming(100, 1_000);
        let mut a = SynthetixUser::default();
        pool.stake(0, &mut a, u(5)).unwrap();
        pool.withdraw(30, &mut a, u(5)).unwrap();
        pool.stake(60, &mut a, u(5)).unwrap();
        assert_eq!(pool.claim(200, &mut a), Ok(u(700)));
        assert_eq!(pool.claim(300, &mut a), Ok(u(0)));
    }

    #[test]
    fn rate_cuts_what_the_duration_does_not_divide() {
        let mut pool = streaming(7, 10);
        let mut a = SynthetixUser::default();
        pool.stake(0, &mut a, u(1)).unwrap();
        assert_eq!(pool.exit(7, &mut a), Ok(u(7)));
        assert_eq!(pool.lost_to_rate_rounding, u(3));
    }

    #[test]
    fn second_notification_keeps_what_is_left() {
        let mut pool = streaming(100, 1_000);
        pool.notify(50, u(500)).unwrap();
        assert_eq!(pool.reward_rate, u(10));
        assert_eq!(pool.period_finish, 150);
    }

    #[test]
    fn errors_contain_what_was_received() {
        let mut pool = streaming(100, 1_000);
        let mut a = SynthetixUser::default();
        assert_eq!(pool.stake(0, &mut a, u(0)), Err(SynthetixError::ZeroAmount));
        let refused = SynthetixError::InsufficientStake {
            staked: u(0),
            requested: u(1),
        };
        assert_eq!(pool.withdraw(0, &mut a, u(1)), Err(refused));
        pool.stake(10, &mut a, u(1)).unwrap();
        let refused = SynthetixError::TimeWentBack { last: 10, now: 9 };
        assert_eq!(pool.claim(9, &mut a), Err(refused));
        assert_eq!(SynthetixPool::new(0), Err(SynthetixError::ZeroDuration));
    }
}
