//! From a pot to its operators and their delegators.

use super::{
    now,
    records::{identity_price, Accounts, EraRecord, Operator},
    PointsSource, PotClosed, PotOpened, RewardError, RewardPool, RewardSettled, HISTORY,
    MAX_ASSETS,
};
use blueprint_hooks::Event;
use blueprint_rules::{
    price::{usd_part, usd_value},
    rewards::{EraPot, EraShare},
};
use ink::{storage::traits::StorageKey, Address, U256};

impl<KEY: StorageKey> RewardPool<KEY> {
    /// Gives an operator and its delegators their share of every era that is over, at most
    /// [`HISTORY`] of them; of earlier ones it gets nothing. Anybody may ask, and twice is once.
    ///
    /// # Errors
    /// The ledger does not answer, or answers what cannot be.
    pub fn settle(
        &mut self,
        operator: Address,
        source: &impl PointsSource,
    ) -> Result<(), RewardError> {
        let current = self.current_era()?;
        let Some(mut record) = self.operators.get(&operator) else {
            return Ok(());
        };
        if record.next_era >= current {
            return Ok(());
        }
        let mut accounts = self.accounts();
        let first = record.next_era.max(current.saturating_sub(HISTORY));
        for era in first..current {
            self.settle_era(era, operator, &mut record, &mut accounts, source)?;
        }
        record.next_era = current;
        self.operators.set(&operator, &record);
        self.accounts.set(&accounts);
        Ok(())
    }

    /// Carries what is left of an era that nobody can settle any more.
    ///
    /// # Errors
    /// The era may still be settled, or the ledger does not answer.
    pub fn close_era(&mut self, era: u64, source: &impl PointsSource) -> Result<(), RewardError> {
        let current = self.current_era()?;
        let from_era = era.saturating_add(HISTORY).saturating_add(1);
        if current < from_era {
            return Err(RewardError::EraNotClosable { from_era, current });
        }
        let mut accounts = self.accounts();
        let mut record = self.opened(era, &mut accounts, source)?;
        close(era, &mut record, &mut accounts)?;
        self.eras.set(&era, &record);
        self.accounts.set(&accounts);
        Ok(())
    }

    fn settle_era(
        &mut self,
        era: u64,
        operator: Address,
        record: &mut Operator,
        accounts: &mut Accounts,
        source: &impl PointsSource,
    ) -> Result<(), RewardError> {
        let mut over = self.opened(era, accounts, source)?;
        if record.frozen_in(era) || over.pot.amount().is_zero() {
            return Ok(());
        }
        let points = source
            .points_of(era, operator)
            .ok_or_else(|| self.silent())?;
        if points == 0 {
            return Ok(());
        }
        let mut share = EraShare {
            weight: points.into(),
            taken: false,
        };
        let amount = over.pot.take(&mut share)?;
        let (commission, rest) = record.commission.split(amount, now());
        record.credit = record
            .credit
            .checked_add(commission)
            .ok_or(RewardError::AmountTooLarge {})?;
        let given = self.give(operator, rest, &over.prices)?;
        let allotted = commission.saturating_add(given);
        accounts.allot(allotted)?;
        accounts.release(amount.saturating_sub(allotted))?;
        RewardSettled {
            era,
            operator,
            amount,
            commission,
        }
        .emit();
        // The last operator leaves dust, which need not wait.
        if over.pot.settled() {
            close(era, &mut over, accounts)?;
        }
        self.eras.set(&era, &over);
        Ok(())
    }

    /// Gives `rest` to an operator's delegators; returns what was given, which is less by dust, and
    /// nothing when nothing is staked or no asset has a price.
    fn give(
        &mut self,
        operator: Address,
        rest: U256,
        prices: &[U256; MAX_ASSETS],
    ) -> Result<U256, RewardError> {
        let count = self.asset_count.get().unwrap_or_default();
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
                _ => self.asset(asset)?.decimals,
            };
            *value = usd_value(stake.assets, decimals, *price)?;
            total = total
                .checked_add(*value)
                .ok_or(RewardError::AmountTooLarge {})?;
        }
        let mut given = U256::zero();
        for (asset, value) in (0..count).zip(values) {
            let part = usd_part(rest, value, total);
            if part.is_zero() {
                continue;
            }
            let mut vault = self.vault(operator, asset);
            vault.pool.deposit_reward(part)?;
            self.vaults.set(&(operator, asset), &vault);
            given = given.saturating_add(part);
        }
        Ok(given)
    }

    /// The record of an era that is over; fixes its pot if it is the first to ask.
    fn opened(
        &mut self,
        era: u64,
        accounts: &mut Accounts,
        source: &impl PointsSource,
    ) -> Result<EraRecord, RewardError> {
        if let Some(record) = self.eras.get(&era) {
            return Ok(record);
        }
        let deposited = self.deposits.get(&era).unwrap_or_default();
        let points = match self.active(era) {
            true => source.total_points(era).ok_or_else(|| self.silent())?,
            false => 0,
        };
        let mut record = EraRecord::default();
        if points == 0 {
            // Nobody shares it: all of it waits for an era that somebody does.
            accounts.release(deposited)?;
        } else {
            // What is carried goes on, never back: an era long over, whose pot somebody left
            // closed, would be a ticket for all that is carried since.
            let carried = match era.saturating_add(1) == self.current_era()? {
                true => core::mem::take(&mut accounts.free),
                false => U256::zero(),
            };
            record.pot = EraPot::open(deposited, carried, points.into())?;
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
    fn prices(&self) -> Result<[U256; MAX_ASSETS], RewardError> {
        let mut prices = [U256::zero(); MAX_ASSETS];
        let count = self.asset_count.get().unwrap_or_default();
        for (asset, price) in (0..count).zip(&mut prices) {
            *price = match count {
                1 => identity_price(),
                _ => self.asset(asset)?.price(now()),
            };
        }
        Ok(prices)
    }

    fn silent(&self) -> RewardError {
        RewardError::LedgerSilent {
            ledger: self.ledger(),
        }
    }
}

fn close(era: u64, record: &mut EraRecord, accounts: &mut Accounts) -> Result<(), RewardError> {
    let carried = record.pot.close();
    if carried.is_zero() {
        return Ok(());
    }
    accounts.release(carried)?;
    PotClosed { era, carried }.emit();
    Ok(())
}
