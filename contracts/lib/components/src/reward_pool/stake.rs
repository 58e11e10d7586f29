//! What changes an operator's or a delegator's weight. Each settles first.

use super::{abi::*, errors, Freezer, Holding, Operator, RewardPool, Vault, Waiting};
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

impl Delegation {
    pub(super) fn key(&self) -> (Address, u8, Address) {
        (self.operator, self.asset, self.delegator)
    }
}

impl<KEY: StorageKey> RewardPool<KEY> {
    /// `amount` more is staked, and earns from the next era on. Errors: `UnknownAsset`, `AssetRetired`,
    /// `NoPrice`, `ZeroAddress`, `StakeTooSmall`, `StakeWiped`, `LedgerSilent`.
    pub fn stake(&mut self, of: Delegation, amount: U256) -> Result<()> {
        let asset = of.asset;
        let retired = self.asset(asset)?.retired_after.is_some();
        ensure!(!retired, AssetRetired { asset });
        // Stake without a price could not be weighed against the others.
        ensure!(
            self.asset_count() == 1 || self.priced(asset),
            NoPrice { asset }
        );
        let zero = Address::zero();
        ensure!(of.operator != zero && of.delegator != zero, ZeroAddress);
        let (era, known) = self.settled(of.operator)?;
        if known.is_none() {
            // A new operator takes part from this era on.
            self.operators.set(&of.operator, &Operator::new(era));
        }
        let mut vault = self.vault(of.operator, of.asset);
        let minted = vault.stake.stake(amount).map_err(errors::share)?;
        let mut holding = self.holding(of, &vault, era)?.unwrap_or_default();
        for waiting in [&mut vault.waiting, &mut holding.waiting] {
            let shares = waiting.shares.checked_add(minted).ok_or(AmountTooLarge)?;
            *waiting = Waiting { shares, since: era };
        }
        self.save(of, &vault, &holding);
        Ok(())
    }

    /// `amount` less is staked: shares worth at least that, and the last share when the rest is
    /// worth nothing. What does not earn yet leaves first. Errors: `UnknownAsset`, `StakeTooLow`, `LedgerSilent`.
    pub fn unstake(&mut self, of: Delegation, amount: U256) -> Result<()> {
        self.asset(of.asset)?;
        let (era, _) = self.settled(of.operator)?;
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
        let mut holding = self.holding(of, &vault, era)?.unwrap_or_default();
        let of_waiting = burned.min(holding.waiting.shares);
        for waiting in [&mut vault.waiting, &mut holding.waiting] {
            waiting.shares = waiting.shares.saturating_sub(of_waiting);
        }
        let earning = holding.earning.shares();
        let earning = earning.checked_sub(burned.saturating_sub(of_waiting));
        let earning = earning.ok_or(AmountTooLarge)?;
        let changed = vault.pool.change_stake(&mut holding.earning, earning);
        changed.map_err(errors::pool)?;
        self.save(of, &vault, &holding);
        Ok(())
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

    /// An operator earns nothing for this era and those that follow, until all who froze it end it.
    /// Errors: `AlreadyFrozen` by the same one, `LedgerSilent`.
    pub fn freeze(&mut self, operator: Address, by: Freezer) -> Result<()> {
        let (era, record) = self.settled(operator)?;
        let record = record.unwrap_or_else(|| Operator::new(era));
        let record = record.frozen_from(era, by);
        self.frozen(operator, record.ok_or(AlreadyFrozen { operator })?);
        Ok(())
    }

    /// Ends a freeze. Once no freeze lasts, the operator earns again from the next era on. The runtime
    /// ends a freeze of the warden, too. Errors: `NotFrozen`, `LedgerSilent`.
    pub fn thaw(&mut self, operator: Address, by: Freezer) -> Result<()> {
        let (era, record) = self.settled(operator)?;
        let record = record.and_then(|record| record.thawed(era, by));
        self.frozen(operator, record.ok_or(NotFrozen { operator })?);
        Ok(())
    }

    fn frozen(&mut self, operator: Address, record: Operator) {
        self.operators.set(&operator, &record);
        let frozen = record.frozen();
        OperatorFrozen { operator, frozen }.emit();
    }

    /// Who freezes an operator: whether the runtime does, and whether the warden does.
    pub fn freezes(&self, operator: Address) -> (bool, bool) {
        let freeze = self.operators.get(&operator).and_then(|it| it.freeze);
        freeze.map_or((false, false), |it| (it.by_runtime, it.by_warden))
    }

    /// An operator sets its commission, in basis points: at most 20 %. A decrease holds for the running
    /// era; an increase for the eras after the one in which the operator is first settled 7 days later. Errors: `UnknownOperator`, `CommissionTooHigh`, `LedgerSilent`.
    pub fn set_commission(&mut self, operator: Address, bps: u32) -> Result<()> {
        let (era, record) = self.settled(operator)?;
        let mut record = record.ok_or(UnknownOperator { operator })?;
        let set = record
            .commission
            .set(bps, era, now(), &CommissionTerms::STANDARD);
        set.map_err(errors::commission)?;
        self.operators.set(&operator, &record);
        CommissionSet { operator, bps }.emit();
        Ok(())
    }

    /// The commission of an operator in the running era, in basis points, and what it earned by it as
    /// far as eras are settled.
    pub fn commission(&self, operator: Address) -> (u32, U256) {
        let record = self.operators.get(&operator);
        record.map_or((0, U256::zero()), |record| {
            (record.commission.bps_of(self.current_era()), record.credit)
        })
    }

    /// What a delegator has, with what earns since the eras up to `settled` are settled; `None` if it
    /// never had anything.
    pub(super) fn holding(
        &self,
        of: Delegation,
        vault: &Vault,
        settled: u64,
    ) -> Result<Option<Holding>> {
        let Some(mut holding) = self.positions.get(&of.key()) else {
            return Ok(None);
        };
        let waiting = holding.waiting;
        if !waiting.shares.is_zero() && waiting.since < settled {
            let key = (of.operator, of.asset, waiting.since);
            let mut cohort = self.cohorts.get(&key).unwrap_or_default();
            let own = cohort.split_off(waiting.shares);
            let merged = vault.pool.merge(&mut holding.earning, own);
            merged.map_err(errors::pool)?;
            holding.waiting = Waiting::default();
        }
        Ok(Some(holding))
    }

    fn save(&mut self, of: Delegation, vault: &Vault, holding: &Holding) {
        self.vaults.set(&(of.operator, of.asset), vault);
        self.positions.set(&of.key(), holding);
        StakeChanged {
            operator: of.operator,
            delegator: of.delegator,
            asset: of.asset,
            shares: holding.shares(),
            total: vault.stake.assets,
        }
        .emit();
    }
}
