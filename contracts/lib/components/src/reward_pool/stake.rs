//! What changes an operator's or a delegator's weight. Each settles first.

use super::{abi::*, errors, Operator, RewardPool, Vault};
use blueprint_hooks::{ensure, env::now, Address, Event, Result, U256};
use blueprint_rules::{math::mul_div_ceil, rewards::CommissionTerms};
use ink::storage::traits::StorageKey;

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
    /// `amount` more is staked. Errors: `UnknownAsset`, `ZeroAddress`, `StakeTooSmall`, `StakeWiped`,
    /// `LedgerSilent`.
    pub fn stake(&mut self, of: Delegation, amount: U256) -> Result<()> {
        self.asset(of.asset)?;
        let zero = Address::zero();
        ensure!(of.operator != zero && of.delegator != zero, ZeroAddress);
        if let (era, None) = self.settled(of.operator)? {
            // A new operator takes part from this era on.
            self.operators.set(&of.operator, &Operator::new(era));
        }
        let mut vault = self.vault(of.operator, of.asset);
        let minted = vault.stake.stake(amount).map_err(errors::share)?;
        self.set_shares(of, vault, |shares| shares.checked_add(minted))
    }

    /// `amount` less is staked: shares worth at least that, and the last share when the rest is
    /// worth nothing. Errors: `UnknownAsset`, `StakeTooLow`, `LedgerSilent`.
    pub fn unstake(&mut self, of: Delegation, amount: U256) -> Result<()> {
        self.asset(of.asset)?;
        self.settle(of.operator)?;
        let (shares, worth) = self.stake_of(of.operator, of.asset, of.delegator);
        let too_low = StakeTooLow {
            expected_at_most: worth,
            received: amount,
        };
        ensure!(amount <= worth, too_low);
        let mut vault = self.vault(of.operator, of.asset);
        let burned = if amount == worth {
            shares
        } else {
            // Rounded up: a part taken out is never at the cost of those who stay.
            mul_div_ceil(amount, vault.stake.shares, vault.stake.assets)
                .unwrap_or(shares)
                .min(shares)
        };
        vault.stake.unstake(burned).map_err(errors::share)?;
        self.set_shares(of, vault, |shares| shares.checked_sub(burned))
    }

    /// Up to `amount` of what is staked with an operator in an asset is gone. What was earned
    /// before stays earned. Errors: `UnknownAsset`, `LedgerSilent`.
    pub fn slash(&mut self, operator: Address, asset: u8, amount: U256) -> Result<()> {
        self.asset(asset)?;
        self.settle(operator)?;
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

    /// An operator earns nothing for this era and those that follow, until it is unfrozen. Errors:
    /// `AlreadyFrozen`, `LedgerSilent`.
    pub fn freeze(&mut self, operator: Address) -> Result<()> {
        let (era, record) = self.settled(operator)?;
        let record = record.unwrap_or_else(|| Operator::new(era));
        let record = record.frozen_from(era).ok_or(AlreadyFrozen { operator })?;
        self.operators.set(&operator, &record);
        let frozen = true;
        OperatorFrozen { operator, frozen }.emit();
        Ok(())
    }

    /// An operator earns again, from the next era on. Errors: `NotFrozen`, `LedgerSilent`.
    pub fn thaw(&mut self, operator: Address) -> Result<()> {
        let (era, record) = self.settled(operator)?;
        let record = record.and_then(|record| record.thawed(era));
        let record = record.ok_or(NotFrozen { operator })?;
        self.operators.set(&operator, &record);
        let frozen = false;
        OperatorFrozen { operator, frozen }.emit();
        Ok(())
    }

    /// An operator sets its commission, in basis points: at most 20 %; an increase holds after 7
    /// days. Errors: `UnknownOperator`, `CommissionTooHigh`, `LedgerSilent`.
    pub fn set_commission(&mut self, operator: Address, bps: u32) -> Result<()> {
        let (_, record) = self.settled(operator)?;
        let mut record = record.ok_or(UnknownOperator { operator })?;
        let set = record
            .commission
            .set(bps, now(), &CommissionTerms::STANDARD);
        set.map_err(errors::commission)?;
        self.operators.set(&operator, &record);
        CommissionSet { operator, bps }.emit();
        Ok(())
    }

    /// The commission of an operator that holds now, in basis points, and what it earned by it as
    /// far as eras are settled.
    pub fn commission(&self, operator: Address) -> (u32, U256) {
        let record = self.operators.get(&operator);
        record.map_or((0, U256::zero()), |record| {
            (record.commission.bps(now()), record.credit)
        })
    }

    fn set_shares(
        &mut self,
        of: Delegation,
        mut vault: Vault,
        change: impl FnOnce(U256) -> Option<U256>,
    ) -> Result<()> {
        let key = (of.operator, of.asset, of.delegator);
        let mut position = self.positions.get(&key).unwrap_or_default();
        let shares = change(position.shares()).ok_or(AmountTooLarge)?;
        let changed = vault.pool.change_stake(&mut position, shares);
        changed.map_err(errors::pool)?;
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
