//! A pot shared by stake, in O(1) per deposit, per change of stake and per claim.
//!
//! Amounts are integers; what is not yet due is kept in units of 1e-18, without any rounding: the
//! pool carries the part of a deposit that its total does not divide, a position the fraction of a
//! unit that was not paid. Hence, exactly and at any time,
//!
//! ```text
//! deposited * 1e18 = paid * 1e18 + carry + sum over positions (banked + shares * (acc - last_acc))
//! ```
//!
//! and a position's total does not depend on when, or in which order, positions settle or claim.
//! The accumulator is MasterChef's and tnt-core's (`RewardVaults.sol`), at 1e18; the remainders are
//! ours. Every operation that changes shares settles first, so no change reaches into the past.

use crate::math::{U256, U512, WAD};

/// The errors of the pool. An error changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolError {
    /// All deposits together exceed what the accumulator can hold (about 1.1e59 units). Only a
    /// deposit can be refused for this; existing positions can always claim and leave.
    DepositsTooLarge {
        /// Deposited before, in units.
        deposited: U256,
        /// The deposit received.
        received: U256,
    },
    /// All shares together exceed 256 bits.
    SharesTooLarge {
        /// Shares in the pool.
        total: U256,
        /// Shares to be added.
        received: U256,
    },
    /// The position was not settled against this pool: it is ahead of it, or larger.
    ForeignPosition {
        /// The pool's accumulator.
        expected_at_most: U256,
        /// The position's.
        received: U256,
    },
}

/// The shared side of the pot.
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
pub struct Pool {
    /// Reward per share so far, scaled by 1e18, rounded down.
    acc: U256,
    /// Shares of all positions.
    total: U256,
    /// What the accumulator does not hold yet, in units of 1e-18.
    carry_e18: U256,
    /// Every deposit, in units.
    deposited: U256,
    /// Every payment, in units.
    paid: U256,
}

/// One participant's side.
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
pub struct Position {
    /// Weight in the pool: stake units, or shares of a stake pool.
    shares: U256,
    /// The pool's accumulator up to which rewards are banked.
    last_acc: U256,
    /// Earned and not paid, in units of 1e-18.
    banked_e18: U256,
}

impl Position {
    /// Weight in the pool.
    pub fn shares(&self) -> U256 {
        self.shares
    }

    /// Splits off up to `shares`, with what each of them has earned since the position was last
    /// settled; what is banked stays. A position of many that are separated later: what a part
    /// earns is what it would have earned alone.
    pub fn split_off(&mut self, shares: U256) -> Self {
        let shares = shares.min(self.shares);
        self.shares -= shares;
        Self {
            shares,
            last_acc: self.last_acc,
            banked_e18: U256::zero(),
        }
    }
}

impl Pool {
    /// Shares of all positions.
    pub fn total(&self) -> U256 {
        self.total
    }

    /// Every deposit so far, in units.
    pub fn deposited(&self) -> U256 {
        self.deposited
    }

    /// Every payment so far, in units.
    pub fn paid(&self) -> U256 {
        self.paid
    }

    /// What the next deposit will distribute in addition, in units of 1e-18: everything deposited
    /// while there were no shares, else less than one unit of 1e-18 per share.
    pub fn carry_e18(&self) -> U256 {
        self.carry_e18
    }

    /// What positions have earned and not been paid, in units of 1e-18.
    pub fn unclaimed_e18(&self) -> U256 {
        // Deposits are bounded so that the scaled sum fits.
        (self.deposited - self.paid) * WAD - self.carry_e18
    }

    /// Distributes `amount` over the shares there are now. Without shares it is carried to the
    /// next deposit. O(1).
    pub fn deposit_reward(&mut self, amount: U256) -> Result<(), PoolError> {
        let refused = PoolError::DepositsTooLarge {
            deposited: self.deposited,
            received: amount,
        };
        let deposited = self.deposited.checked_add(amount).ok_or(refused)?;
        deposited.checked_mul(WAD.into()).ok_or(refused)?;
        let due = amount * WAD + self.carry_e18;
        if self.total.is_zero() {
            self.carry_e18 = due;
        } else {
            let (step, rest) = due.div_mod(self.total);
            self.acc += step;
            self.carry_e18 = rest;
        }
        self.deposited = deposited;
        Ok(())
    }

    /// What `position` would be paid now, in whole units.
    pub fn claimable(&self, position: &Position) -> Result<U256, PoolError> {
        let mut position = *position;
        self.settle(&mut position)?;
        Ok(position.banked_e18 / WAD)
    }

    /// Banks what `position` has earned up to now. Settling twice is settling once.
    pub fn settle(&self, position: &mut Position) -> Result<(), PoolError> {
        // A new position starts at the accumulator it finds.
        if position.shares.is_zero() {
            position.last_acc = self.acc;
            return Ok(());
        }
        if position.last_acc > self.acc || position.shares > self.total {
            return Err(PoolError::ForeignPosition {
                expected_at_most: self.acc,
                received: position.last_acc,
            });
        }
        // shares <= total ever since last_acc, so the product is at most the scaled deposits.
        let earned = position.shares.full_mul(self.acc - position.last_acc);
        let banked = earned + U512::from(position.banked_e18);
        position.banked_e18 = U256::try_from(banked).map_err(|_| PoolError::ForeignPosition {
            expected_at_most: self.acc,
            received: position.last_acc,
        })?;
        position.last_acc = self.acc;
        Ok(())
    }

    /// Settles both, then adds a position of this pool to another. The pool's shares stay as they
    /// are.
    pub fn merge(&self, position: &mut Position, mut other: Position) -> Result<(), PoolError> {
        let mut next = *position;
        self.settle(&mut next)?;
        self.settle(&mut other)?;
        let shares = next.shares.checked_add(other.shares);
        let banked_e18 = next.banked_e18.checked_add(other.banked_e18);
        // Parts of one pool: neither sum exceeds its totals.
        match (shares, banked_e18) {
            (Some(shares), Some(banked_e18)) if shares <= self.total => {
                *position = Position {
                    shares,
                    banked_e18,
                    ..next
                };
                Ok(())
            }
            _ => Err(PoolError::ForeignPosition {
                expected_at_most: self.acc,
                received: other.last_acc,
            }),
        }
    }

    /// Settles, then sets the position's shares: a stake, an unstake, or a new weight.
    pub fn change_stake(&mut self, position: &mut Position, shares: U256) -> Result<(), PoolError> {
        let mut next = *position;
        self.settle(&mut next)?;
        let others = self.total.saturating_sub(next.shares);
        let total = others
            .checked_add(shares)
            .ok_or(PoolError::SharesTooLarge {
                total: others,
                received: shares,
            })?;
        next.shares = shares;
        *position = next;
        self.total = total;
        Ok(())
    }

    /// Settles, then takes up to `shares` of the position; returns what was taken. What it earned
    /// before the slash stays its own.
    pub fn slash(&mut self, position: &mut Position, shares: U256) -> Result<U256, PoolError> {
        let taken = shares.min(position.shares);
        self.change_stake(position, position.shares - taken)?;
        Ok(taken)
    }

    /// Settles, then pays the whole units; the fraction stays with the position. A second claim in
    /// the same state pays 0.
    pub fn claim(&mut self, position: &mut Position) -> Result<U256, PoolError> {
        self.settle(position)?;
        let (units, fraction) = position.banked_e18.div_mod(WAD.into());
        position.banked_e18 = fraction;
        self.paid += units;
        Ok(units)
    }
}

#[cfg(test)]
mod tests;
