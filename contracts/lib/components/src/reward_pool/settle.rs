//! From a pot to its operators and their delegators.

use super::{
    abi::*,
    errors,
    ledger::Ledger,
    records::{identity_price, EraRecord, Vault},
    Operator, RewardPool, MAX_ASSETS, RELEASE,
};
use blueprint_hooks::{
    ensure,
    env::{block_number, now},
    Address, Event, Result, Revert, U256,
};
use blueprint_rules::{
    price::usd_value,
    rewards::{divide, Books, BooksError, EraWeight, Position},
};
use ink::storage::traits::StorageKey;

/// What eras are settled with: one reading of each record, for all of them.
struct Settlement {
    ledger: Ledger,
    /// The running era.
    current: u64,
    accounts: Books,
}

/// What is staked with the operator that is settled, by asset.
type Vaults = [Vault; MAX_ASSETS];

impl<KEY: StorageKey> RewardPool<KEY> {
    /// Gives an operator and its delegators their share of every era that is over, at most
    /// as many as the pool's history; of earlier ones it gets nothing. Any account may call it, and a second
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
        let before = self.all_vaults(operator);
        let mut vaults = before;
        let first = record.next_era.max(current.saturating_sub(terms.history));
        for era in first..current {
            self.join(operator, era, &mut vaults)?;
            self.settle_era(era, operator, &mut record, &mut vaults, &mut settlement)?;
        }
        self.join(operator, current, &mut vaults)?;
        record.next_era = current;
        record.commission.observe(current, now());
        self.operators.set(&operator, &record);
        self.accounts.set(&settlement.accounts);
        for ((asset, vault), before) in (0u8..).zip(&vaults).zip(&before) {
            if vault != before {
                self.vaults.set(&(operator, asset), vault);
            }
        }
        Ok((current, Some(record)))
    }

    fn all_vaults(&self, operator: Address) -> Vaults {
        let mut vaults = Vaults::default();
        for (asset, vault) in (0..self.asset_count()).zip(&mut vaults) {
            *vault = self.vault(operator, asset);
        }
        vaults
    }

    /// What was staked before `era` earns from it on, together: a cohort.
    fn join(&mut self, operator: Address, era: u64, vaults: &mut Vaults) -> Result<()> {
        for (asset, vault) in (0u8..).zip(vaults) {
            let waiting = vault.waiting;
            if waiting.shares.is_zero() || waiting.since >= era {
                continue;
            }
            let mut cohort = Position::default();
            let joined = vault.pool.change_stake(&mut cohort, waiting.shares);
            joined.map_err(errors::pool)?;
            vault.waiting = Default::default();
            self.cohorts.set(&(operator, asset, waiting.since), &cohort);
        }
        Ok(())
    }

    /// Carries what is left of an era that can no longer be settled. Errors: `EraNotClosable`,
    /// `LedgerSilent`.
    pub fn close_era(&mut self, era: u64) -> Result<()> {
        let terms = self.terms()?;
        let current = terms.era(block_number());
        let from_era = era.saturating_add(terms.history).saturating_add(1);
        ensure!(current >= from_era, EraNotClosable { from_era, current });
        let mut settlement = Settlement {
            ledger: Ledger(terms.ledger),
            current,
            accounts: self.accounts(),
        };
        let mut record = self.opened(era, &mut settlement)?;
        // Of those that were not settled in time: they lost it.
        let lost = settlement.accounts.close(&mut record.pot);
        closed(era, lost.map_err(errors::books)?);
        self.eras.set(&era, &record);
        self.accounts.set(&settlement.accounts);
        Ok(())
    }

    fn settle_era(
        &mut self,
        era: u64,
        operator: Address,
        record: &mut Operator,
        vaults: &mut Vaults,
        settlement: &mut Settlement,
    ) -> Result<()> {
        let mut over = self.opened(era, settlement)?;
        if over.pot.amount().is_zero() {
            return Ok(());
        }
        let points = settlement.ledger.points_of(era, operator)?;
        if points == 0 {
            return Ok(());
        }
        let frozen = record.frozen_in(era);
        let weight = U256::from(points);
        let operator_weight = EraWeight {
            weight,
            withheld: if frozen { weight } else { U256::zero() },
        };
        let EraRecord { mut pot, prices } = over;
        let settled = settlement.accounts.settle(
            &mut pot,
            operator_weight,
            record.commission.bps_of(era),
            |rest| self.give(rest, &prices, vaults),
        );
        let settled = settled.map_err(|error: Unsettled| error.0)?;
        let credit = record.credit.checked_add(settled.commission);
        record.credit = credit.ok_or(AmountTooLarge)?;
        // Less than a unit an asset is what divisions leave; more was lost.
        let much = settled.given.is_zero() || settled.carried >= U256::from(MAX_ASSETS);
        if much && !settled.carried.is_zero() {
            RewardWithheld {
                era,
                operator,
                amount: settled.carried,
            }
            .emit();
        }
        RewardSettled {
            era,
            operator,
            amount: settled.amount.saturating_sub(settled.carried),
            commission: settled.commission,
        }
        .emit();
        // The last operator leaves what divisions left, which need not wait.
        if pot.settled() {
            let left = settlement.accounts.close(&mut pot);
            closed(era, left.map_err(errors::books)?);
        }
        over.pot = pot;
        self.eras.set(&era, &over);
        Ok(())
    }

    /// Gives `rest` to an operator's delegators; returns what was given, which is less by dust, and
    /// nothing when no stake earns. Nothing here fails for a value: whoever leaves settles first.
    fn give(
        &self,
        rest: U256,
        prices: &[U256; MAX_ASSETS],
        vaults: &mut Vaults,
    ) -> Result<U256, Unsettled> {
        let earns =
            |(vault, price): (&Vault, &U256)| !price.is_zero() && !vault.earning().is_zero();
        let alone = vaults.iter().zip(prices).filter(|it| earns(*it)).count() == 1;
        let mut values = [U256::zero(); MAX_ASSETS];
        for (((asset, vault), price), value) in (0u8..).zip(&*vaults).zip(prices).zip(&mut values) {
            if !earns((vault, price)) {
                continue;
            }
            // A lone asset is not weighed, so its decimals do not matter.
            *value = match alone {
                true => U256::one(),
                false => {
                    let decimals = self.asset(asset).map_err(Unsettled)?.terms.decimals;
                    let value = usd_value(vault.earning(), decimals, *price);
                    value.unwrap_or(U256::MAX).min(MAX_VALUE)
                }
            };
        }
        let mut given = U256::zero();
        for (vault, part) in vaults.iter_mut().zip(divide(rest, &values)) {
            // What a vault cannot account for, it does not get.
            if !part.is_zero() && vault.pool.deposit_reward(part).is_ok() {
                given = given.saturating_add(part);
            }
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
            // No operator shares it: it is carried to eras with points.
            accounts.release(deposited).map_err(errors::books)?;
        } else {
            let pot = match era.saturating_add(1) == settlement.current {
                true => accounts.open(deposited, points.into(), RELEASE),
                false => accounts.open_late(deposited, points.into()),
            };
            record.pot = pot.map_err(errors::books)?;
            record.prices = self.prices(era)?;
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

    /// What the assets were worth at the end of `era`. One snapshot serves every operator of it.
    fn prices(&self, era: u64) -> Result<[U256; MAX_ASSETS]> {
        let mut prices = [U256::zero(); MAX_ASSETS];
        let count = self.asset_count();
        for (asset, price) in (0..count).zip(&mut prices) {
            if !self.asset(asset)?.earns_in(era) {
                continue;
            }
            *price = self.price_at_end_of(asset, era);
            // Only an asset that was alone can have a stake and no price.
            if price.is_zero() {
                *price = identity_price();
            }
        }
        Ok(prices)
    }
}

/// The most that one asset's stake counts for: the values of all assets together fit 256 bits.
const MAX_VALUE: U256 = U256([u64::MAX, u64::MAX, u64::MAX, u64::MAX >> 2]);

/// An era's pot is closed, and this much of it goes to later ones.
fn closed(era: u64, carried: U256) {
    if !carried.is_zero() {
        PotClosed { era, carried }.emit();
    }
}

/// Why an era cannot be settled.
struct Unsettled(Revert);

impl From<BooksError> for Unsettled {
    fn from(error: BooksError) -> Self {
        Self(errors::books(error))
    }
}
