//! From a pot to its operators and their delegators.

use super::{
    abi::*,
    errors,
    ledger::Ledger,
    records::{identity_price, Accounts, EraRecord, Operator},
    RewardPool, HISTORY, MAX_ASSETS,
};
use blueprint_hooks::{
    ensure,
    env::{block_number, now},
    Address, Event, Result, U256,
};
use blueprint_rules::{
    price::{usd_part, usd_value},
    rewards::{EraPot, EraShare},
};
use ink::storage::traits::StorageKey;

/// What eras are settled with: one reading of each record, for all of them.
struct Settlement {
    ledger: Ledger,
    /// The running era.
    current: u64,
    accounts: Accounts,
}

impl<KEY: StorageKey> RewardPool<KEY> {
    /// Gives an operator and its delegators their share of every era that is over, at most
    /// [`HISTORY`] of them; of earlier ones it gets nothing. Any account may call it, and a second
    /// call changes nothing.
    /// Errors: `LedgerSilent`; `Unaccounted` where the ledger says what cannot be.
    pub fn settle(&mut self, operator: Address) -> Result<()> {
        self.settled(operator).map(|_| ())
    }

    /// Settles; returns the running era, and the operator if it is known.
    pub(super) fn settled(&mut self, operator: Address) -> Result<(u64, Option<Operator>)> {
        let terms = self.terms()?;
        let current = terms.era(block_number());
        let Some(mut record) = self.operators.get(&operator) else {
            return Ok((current, None));
        };
        if record.next_era >= current {
            return Ok((current, Some(record)));
        }
        let mut settlement = Settlement {
            ledger: Ledger(terms.ledger),
            current,
            accounts: self.accounts(),
        };
        let first = record.next_era.max(current.saturating_sub(HISTORY));
        for era in first..current {
            self.settle_era(era, operator, &mut record, &mut settlement)?;
        }
        record.next_era = current;
        self.operators.set(&operator, &record);
        self.accounts.set(&settlement.accounts);
        Ok((current, Some(record)))
    }

    /// Carries what is left of an era that can no longer be settled. Errors: `EraNotClosable`,
    /// `LedgerSilent`.
    pub fn close_era(&mut self, era: u64) -> Result<()> {
        let terms = self.terms()?;
        let current = terms.era(block_number());
        let from_era = era.saturating_add(HISTORY).saturating_add(1);
        ensure!(current >= from_era, EraNotClosable { from_era, current });
        let mut settlement = Settlement {
            ledger: Ledger(terms.ledger),
            current,
            accounts: self.accounts(),
        };
        let mut record = self.opened(era, &mut settlement)?;
        close(era, &mut record, &mut settlement.accounts)?;
        self.eras.set(&era, &record);
        self.accounts.set(&settlement.accounts);
        Ok(())
    }

    fn settle_era(
        &mut self,
        era: u64,
        operator: Address,
        record: &mut Operator,
        settlement: &mut Settlement,
    ) -> Result<()> {
        let mut over = self.opened(era, settlement)?;
        if record.frozen_in(era) || over.pot.amount().is_zero() {
            return Ok(());
        }
        let points = settlement.ledger.points_of(era, operator)?;
        if points == 0 {
            return Ok(());
        }
        let mut share = EraShare {
            weight: points.into(),
            taken: false,
        };
        let amount = over.pot.take(&mut share).map_err(errors::pot)?;
        let (commission, rest) = record.commission.split(amount, now());
        let credit = record.credit.checked_add(commission);
        record.credit = credit.ok_or(AmountTooLarge)?;
        let given = self.give(operator, rest, &over.prices)?;
        let allotted = commission.saturating_add(given);
        settlement.accounts.allot(allotted)?;
        let left = amount.saturating_sub(allotted);
        settlement.accounts.release(left)?;
        RewardSettled {
            era,
            operator,
            amount,
            commission,
        }
        .emit();
        // The last operator leaves dust, which need not wait.
        if over.pot.settled() {
            close(era, &mut over, &mut settlement.accounts)?;
        }
        self.eras.set(&era, &over);
        Ok(())
    }

    /// Gives `rest` to an operator's delegators; returns what was given, which is less by dust, and
    /// nothing when nothing is staked or no asset has a price.
    fn give(&mut self, operator: Address, rest: U256, prices: &[U256; MAX_ASSETS]) -> Result<U256> {
        let count = self.asset_count();
        let mut values = [U256::zero(); MAX_ASSETS];
        let mut total = U256::zero();
        for ((asset, price), value) in (0..count).zip(prices).zip(&mut values) {
            if price.is_zero() {
                continue;
            }
            let stake = self.vault(operator, asset).stake;
            // A lone asset is not weighed, so its decimals do not matter.
            let decimals = match count {
                1 => 0,
                _ => self.asset(asset)?.terms.decimals,
            };
            *value = usd_value(stake.assets, decimals, *price).map_err(errors::price)?;
            total = total.checked_add(*value).ok_or(AmountTooLarge)?;
        }
        let mut given = U256::zero();
        for (asset, value) in (0..count).zip(values) {
            let part = usd_part(rest, value, total);
            if part.is_zero() {
                continue;
            }
            let mut vault = self.vault(operator, asset);
            vault.pool.deposit_reward(part).map_err(errors::pool)?;
            self.vaults.set(&(operator, asset), &vault);
            given = given.saturating_add(part);
        }
        Ok(given)
    }

    /// The record of an era that is over; the first call fixes its pot.
    fn opened(&mut self, era: u64, settlement: &mut Settlement) -> Result<EraRecord> {
        if let Some(record) = self.eras.get(&era) {
            return Ok(record);
        }
        let accounts = &mut settlement.accounts;
        let deposited = self.deposits.get(&era).unwrap_or_default();
        let points = match self.active(era) {
            true => settlement.ledger.total_points(era)?,
            false => 0,
        };
        let mut record = EraRecord::default();
        if points == 0 {
            // No operator shares it: all of it is carried to an era with points.
            accounts.release(deposited)?;
        } else {
            // What is carried goes on, never back: an era long over, whose pot was not
            // opened, would otherwise receive all that is carried since.
            let carried = match era.saturating_add(1) == settlement.current {
                true => core::mem::take(&mut accounts.free),
                false => U256::zero(),
            };
            let pot = EraPot::open(deposited, carried, points.into());
            record.pot = pot.map_err(errors::pot)?;
            record.prices = self.prices()?;
        }
        self.eras.set(&era, &record);
        PotOpened {
            era,
            amount: record.pot.amount(),
            points,
        }
        .emit();
        Ok(record)
    }

    /// What the assets are worth now. One snapshot serves every operator of an era.
    fn prices(&self) -> Result<[U256; MAX_ASSETS]> {
        let mut prices = [U256::zero(); MAX_ASSETS];
        let count = self.asset_count();
        for (asset, price) in (0..count).zip(&mut prices) {
            *price = match count {
                1 => identity_price(),
                _ => self.asset(asset)?.price(now()),
            };
        }
        Ok(prices)
    }
}

fn close(era: u64, record: &mut EraRecord, accounts: &mut Accounts) -> Result<()> {
    let carried = record.pot.close();
    if carried.is_zero() {
        return Ok(());
    }
    accounts.release(carried)?;
    PotClosed { era, carried }.emit();
    Ok(())
}
