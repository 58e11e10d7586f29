//! What changes an operator's or a delegator's weight. Each settles first.

use super::{
    now, CommissionSet, Operator, OperatorFrozen, PointsSource, RewardError, RewardPool,
    StakeChanged, StakeSlashed,
};
use blueprint_hooks::Event;
use blueprint_rules::{math::mul_div_ceil, rewards::CommissionTerms};
use ink::{storage::traits::StorageKey, Address, U256};

/// A delegator's stake with an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegation {
    /// The operator.
    pub operator: Address,
    /// The asset.
    pub asset: u8,
    /// The delegator; the operator itself for its own stake.
    pub delegator: Address,
}

impl<KEY: StorageKey> RewardPool<KEY> {
    /// `amount` more is staked.
    ///
    /// # Errors
    /// No such asset, the zero address, less than a share, or all that was staked before was
    /// slashed. The ledger does not answer.
    pub fn stake(
        &mut self,
        of: Delegation,
        amount: U256,
        source: &impl PointsSource,
    ) -> Result<(), RewardError> {
        self.asset(of.asset)?;
        if of.operator == Address::zero() || of.delegator == Address::zero() {
            return Err(RewardError::ZeroAddress {});
        }
        self.settled_or_new(of.operator, source)?;
        let mut vault = self.vault(of.operator, of.asset);
        let minted = vault.stake.stake(amount)?;
        self.set_shares(of, vault, |shares| shares.checked_add(minted))
    }

    /// `amount` less is staked: shares worth at least that, and the last share when the rest is
    /// worth nothing.
    ///
    /// # Errors
    /// The delegator has less. The ledger does not answer.
    pub fn unstake(
        &mut self,
        of: Delegation,
        amount: U256,
        source: &impl PointsSource,
    ) -> Result<(), RewardError> {
        self.asset(of.asset)?;
        self.settle(of.operator, source)?;
        let (shares, worth) = self.stake_of(of.operator, of.asset, of.delegator);
        if amount > worth {
            return Err(RewardError::StakeTooLow {
                expected_at_most: worth,
                received: amount,
            });
        }
        let mut vault = self.vault(of.operator, of.asset);
        let burned = if amount == worth {
            shares
        } else {
            // Rounded up: a part taken out is never at the cost of those who stay.
            mul_div_ceil(amount, vault.stake.shares, vault.stake.assets)
                .unwrap_or(shares)
                .min(shares)
        };
        vault.stake.unstake(burned)?;
        self.set_shares(of, vault, |shares| shares.checked_sub(burned))
    }

    /// Up to `amount` of what is staked with an operator in an asset is gone. What was earned
    /// before stays earned.
    ///
    /// # Errors
    /// No such asset. The ledger does not answer.
    pub fn slash(
        &mut self,
        operator: Address,
        asset: u8,
        amount: U256,
        source: &impl PointsSource,
    ) -> Result<(), RewardError> {
        self.asset(asset)?;
        self.settle(operator, source)?;
        let mut vault = self.vault(operator, asset);
        let taken = vault.stake.slash(amount);
        self.vaults.set(&(operator, asset), &vault);
        StakeSlashed {
            operator,
            asset,
            amount: taken,
            total: vault.stake.assets,
        }
        .emit();
        Ok(())
    }

    /// An operator earns nothing for this era and those that follow, until it is thawed.
    ///
    /// # Errors
    /// It is frozen. The ledger does not answer.
    pub fn freeze(
        &mut self,
        operator: Address,
        source: &impl PointsSource,
    ) -> Result<(), RewardError> {
        let era = self.current_era()?;
        let record = self.settled_or_new(operator, source)?;
        let frozen = record
            .frozen_from(era)
            .ok_or(RewardError::AlreadyFrozen { operator })?;
        self.operators.set(&operator, &frozen);
        OperatorFrozen {
            operator,
            frozen: true,
        }
        .emit();
        Ok(())
    }

    /// An operator earns again, from the next era on.
    ///
    /// # Errors
    /// It is not frozen. The ledger does not answer.
    pub fn thaw(
        &mut self,
        operator: Address,
        source: &impl PointsSource,
    ) -> Result<(), RewardError> {
        let era = self.current_era()?;
        self.settle(operator, source)?;
        let thawed = self
            .operators
            .get(&operator)
            .and_then(|record| record.thawed(era))
            .ok_or(RewardError::NotFrozen { operator })?;
        self.operators.set(&operator, &thawed);
        OperatorFrozen {
            operator,
            frozen: false,
        }
        .emit();
        Ok(())
    }

    /// An operator sets its commission, in basis points: at most 20 %; an increase holds after 7
    /// days.
    ///
    /// # Errors
    /// It is not known, or asks for more. The ledger does not answer.
    pub fn set_commission(
        &mut self,
        operator: Address,
        bps: u32,
        source: &impl PointsSource,
    ) -> Result<(), RewardError> {
        self.settle(operator, source)?;
        let mut record = self
            .operators
            .get(&operator)
            .ok_or(RewardError::UnknownOperator { operator })?;
        record
            .commission
            .set(bps, now(), &CommissionTerms::STANDARD)?;
        self.operators.set(&operator, &record);
        CommissionSet { operator, bps }.emit();
        Ok(())
    }

    /// The commission of an operator that holds now, in basis points, and what it earned by it as
    /// far as eras are settled.
    pub fn commission(&self, operator: Address) -> (u32, U256) {
        self.operators
            .get(&operator)
            .map_or((0, U256::zero()), |record| {
                (record.commission.bps(now()), record.credit)
            })
    }

    /// The operator with every era settled that is over; a new one takes part from this era on.
    fn settled_or_new(
        &mut self,
        operator: Address,
        source: &impl PointsSource,
    ) -> Result<Operator, RewardError> {
        self.settle(operator, source)?;
        match self.operators.get(&operator) {
            Some(record) => Ok(record),
            None => {
                let record = Operator::new(self.current_era()?);
                self.operators.set(&operator, &record);
                Ok(record)
            }
        }
    }

    fn set_shares(
        &mut self,
        of: Delegation,
        mut vault: super::Vault,
        change: impl FnOnce(U256) -> Option<U256>,
    ) -> Result<(), RewardError> {
        let key = (of.operator, of.asset, of.delegator);
        let mut position = self.positions.get(&key).unwrap_or_default();
        let shares = change(position.shares()).ok_or(RewardError::AmountTooLarge {})?;
        vault.pool.change_stake(&mut position, shares)?;
        self.vaults.set(&(of.operator, of.asset), &vault);
        self.positions.set(&key, &position);
        StakeChanged {
            operator: of.operator,
            delegator: of.delegator,
            asset: of.asset,
            shares,
            total: vault.stake.assets,
        }
        .emit();
        Ok(())
    }
}
