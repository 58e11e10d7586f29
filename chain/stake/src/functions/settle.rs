//! From an era's pot to operators and their delegators.

use crate::{
    functions::{balance, overflow, refused_pot, refused_reward},
    Accepted, AccountIdOf, Accounts, Cohorts, Config, EraRecord, Eras, Error, Event, LastClosing,
    Ledger, Ledgers, Pallet, Performance, Performances, RewardAccounts, WeightInfo, WeightOf,
};
use blueprint_rules::{
    math::U256,
    price::{usd_part, usd_value, AssetStake},
    rewards::{asset_points::weight, EraPot, EraShare, Position},
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    storage::with_storage_layer,
    traits::Get,
    weights::{Weight, WeightMeter},
};
use pallet_services::weights::PROOF_PER_READ;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// An operator's ledger with every era settled that is over, at most [`Config::History`] of them: of
    /// earlier ones it gets nothing. `None` where nothing was ever staked with it.
    pub(crate) fn settled(operator: &AccountIdOf<T>) -> Result<Option<Ledger<T>>, DispatchError> {
        let current = Self::era();
        let Some(mut ledger) = Ledgers::<T>::get(operator) else {
            return Ok(None);
        };
        if ledger.next_era >= current {
            return Ok(Some(ledger));
        }
        let mut accounts = RewardAccounts::<T>::get();
        let first = ledger
            .next_era
            .max(current.saturating_sub(T::History::get()));
        for era in first..current {
            Self::join(operator, &mut ledger, era)?;
            let performance = Performances::<T>::take(era, operator);
            Self::settle_era(era, operator, &performance, &mut ledger, &mut accounts)?;
        }
        Self::join(operator, &mut ledger, current)?;
        ledger.next_era = current;
        ledger.save(operator);
        RewardAccounts::<T>::put(accounts);
        Ok(Some(ledger))
    }

    /// In idle block space, settle operators that would lose an era with the next one: so that neither they
    /// nor their delegators need to watch. Returns what it weighed.
    pub(crate) fn settle_on_idle(remaining: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(remaining);
        // The running era, and whether there is anything of the oldest one.
        let look = T::DbWeight::get().reads(2);
        let look = look.saturating_add(Weight::from_parts(0, PROOF_PER_READ.saturating_mul(2)));
        let step = WeightOf::<T>::settle(T::MaxAssets::get()).saturating_add(look);
        if meter.try_consume(look).is_err() {
            return meter.consumed();
        }
        let Some(oldest) = Self::era().checked_sub(T::History::get()) else {
            return meter.consumed();
        };
        let mut late = Performances::<T>::iter_key_prefix(oldest);
        while meter.try_consume(step).is_ok() {
            let Some(operator) = late.next() else {
                break;
            };
            // One that cannot be settled does not stop the others.
            let _ = with_storage_layer(|| Self::settled(&operator));
        }
        meter.consumed()
    }

    /// What was delegated before an era earns from that era on, together.
    fn join(operator: &AccountIdOf<T>, ledger: &mut Ledger<T>, era: u32) -> DispatchResult {
        for (place, vault) in (0u8..).zip(ledger.vaults.iter_mut()) {
            if vault.waiting.era >= era || vault.waiting.shares.is_zero() {
                continue;
            }
            let waiting = core::mem::take(&mut vault.waiting);
            let mut cohort = Position::default();
            vault
                .pool
                .change_stake(&mut cohort, waiting.shares)
                .map_err(refused_reward)?;
            Cohorts::<T>::insert((operator, place, waiting.era), cohort);
        }
        Ok(())
    }

    fn settle_era(
        era: u32,
        operator: &AccountIdOf<T>,
        performance: &Performance<T>,
        ledger: &mut Ledger<T>,
        accounts: &mut Accounts,
    ) -> DispatchResult {
        if performance.points == 0 {
            return Ok(());
        }
        let mut record = Eras::<T>::get(era);
        let mut pot = match record.pot {
            Some(pot) => pot,
            None => {
                // Carry forward only: otherwise opening the pot of a long-finished era would claim
                // everything carried since.
                let carried = match era.saturating_add(1) == Self::era() {
                    true => accounts.release_part(T::CarryRelease::get()),
                    false => U256::zero(),
                };
                EraPot::open(record.funded, carried, record.weight).map_err(refused_pot)?
            }
        };
        let mut share = EraShare {
            weight: Self::weight_of(performance, &record),
            taken: false,
        };
        let amount = pot.take(&mut share).map_err(refused_pot)?;
        let (commission, given) = match !performance.absent {
            true => Self::share_out(amount, ledger, &record)?,
            false => (U256::zero(), U256::zero()),
        };
        let allotted = commission.checked_add(given).ok_or(overflow())?;
        let carried = amount
            .checked_sub(allotted)
            .ok_or(DispatchError::Corruption)?;
        accounts.allot(allotted)?;
        accounts.release(carried)?;
        Self::deposit_event(Event::EraSettled {
            era,
            operator: operator.clone(),
            amount: balance(amount)?,
            commission: balance(commission)?,
            carried: balance(carried)?,
        });
        record.operators = record.operators.saturating_sub(1);
        // The last operator leaves what divisions left, which need not wait.
        if record.operators == 0 {
            let left = pot.close();
            accounts.release(left)?;
            Eras::<T>::remove(era);
            Self::deposit_event(Event::EraClosed {
                era,
                carried: balance(left)?,
            });
        } else {
            record.pot = Some(pot);
            Eras::<T>::insert(era, record);
        }
        Ok(())
    }

    /// An operator's weight in an era that is over, in USD scaled by 1e18.
    fn weight_of(performance: &Performance<T>, record: &EraRecord<T>) -> U256 {
        let assets = Accepted::<T>::get();
        let sums = performance.stake_points.iter();
        let priced = sums.zip(&record.prices).zip(&assets);
        weight(priced.map(|((sum, price), terms)| AssetStake {
            amount: *sum,
            decimals: terms.decimals,
            price_e18: *price,
        }))
    }

    /// Give an amount to an operator and its delegators: its commission, and the rest to its
    /// vaults by what earns in each, at the era's prices. Returns the commission and what the
    /// vaults got, which is less by what divisions leave, and nothing where nothing earns.
    fn share_out(
        amount: U256,
        ledger: &mut Ledger<T>,
        record: &EraRecord<T>,
    ) -> Result<(U256, U256), DispatchError> {
        // That of the era: an increase since takes nothing of it.
        let (commission, rest) = ledger.commission.split(amount, record.since);
        ledger.credit = ledger.credit.checked_add(commission).ok_or(overflow())?;
        let assets = Accepted::<T>::get();
        let value =
            |(at, vault): (usize, &crate::Vault)| match (record.prices.get(at), assets.get(at)) {
                (Some(price), Some(terms)) => {
                    usd_value(vault.earning(), terms.decimals, *price).unwrap_or_default()
                }
                _ => U256::zero(),
            };
        let total = ledger
            .vaults
            .iter()
            .enumerate()
            .map(value)
            .fold(U256::zero(), |sum, value| sum.saturating_add(value));
        let mut given = U256::zero();
        for (at, vault) in ledger.vaults.iter_mut().enumerate() {
            let part = usd_part(rest, value((at, &*vault)), total);
            if part.is_zero() {
                continue;
            }
            vault.pool.deposit_reward(part).map_err(refused_reward)?;
            given = given.checked_add(part).ok_or(overflow())?;
        }
        Ok((commission, given))
    }

    pub(crate) fn do_close_era(era: u32, max: u32) -> DispatchResult {
        let record = Eras::<T>::get(era);
        let may_be_settled_in = match record.weight.is_zero() {
            true => era,
            false => era.saturating_add(T::History::get()),
        };
        ensure!(may_be_settled_in < Self::era(), Error::<T>::EraNotOver);
        // An iteration over records that were removed in the same block visits each of
        // them: the second time in a block costs more than it is charged.
        let now = frame_system::Pallet::<T>::block_number();
        ensure!(
            LastClosing::<T>::get() != Some(now),
            Error::<T>::ClosedInThisBlock
        );
        LastClosing::<T>::put(now);
        let removed = Performances::<T>::drain_prefix(era)
            .take(max as usize)
            .count();
        let last = removed < max as usize;
        ensure!(
            removed > 0 || (last && Eras::<T>::contains_key(era)),
            Error::<T>::NothingToClose
        );
        if last && Eras::<T>::contains_key(era) {
            let left = match record.pot {
                Some(mut pot) => pot.close(),
                None => record.funded,
            };
            RewardAccounts::<T>::try_mutate(|accounts| accounts.release(left))?;
            Eras::<T>::remove(era);
            Self::deposit_event(Event::EraClosed {
                era,
                carried: balance(left)?,
            });
        }
        Ok(())
    }
}

impl Accounts {
    /// Take a deposit.
    pub(crate) fn deposit(&mut self, amount: U256) -> DispatchResult {
        self.deposited = plus(self.deposited, amount)?;
        self.carried = plus(self.carried, amount)?;
        Ok(())
    }

    /// Take an amount that is in no pot yet, for later eras.
    pub(crate) fn donate(&mut self, amount: U256) -> DispatchResult {
        self.deposit(amount)?;
        self.release(amount)
    }

    /// Allot a part of what is carried.
    pub(crate) fn allot(&mut self, amount: U256) -> DispatchResult {
        self.carried = minus(self.carried, amount)?;
        self.unclaimed = plus(self.unclaimed, amount)?;
        Ok(())
    }

    /// Move an amount out of a pot.
    pub(crate) fn release(&mut self, amount: U256) -> DispatchResult {
        self.free = plus(self.free, amount)?;
        Ok(())
    }

    /// Take a part of what is in no pot, for one that opens.
    pub(crate) fn release_part(&mut self, of: u32) -> U256 {
        let part = self.free.checked_div(of.into()).unwrap_or(self.free);
        self.free = self.free.saturating_sub(part);
        part
    }

    /// Pay an amount out.
    pub(crate) fn pay(&mut self, amount: U256) -> DispatchResult {
        self.unclaimed = minus(self.unclaimed, amount)?;
        self.paid = plus(self.paid, amount)?;
        Ok(())
    }
}

fn plus(a: U256, b: U256) -> Result<U256, DispatchError> {
    a.checked_add(b).ok_or(overflow())
}

fn minus(a: U256, b: U256) -> Result<U256, DispatchError> {
    a.checked_sub(b).ok_or(DispatchError::Corruption)
}
