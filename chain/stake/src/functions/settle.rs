//! From an era's pot to operators and their delegators.

use crate::{
    functions::{balance, overflow, refused_books, refused_reward},
    Accepted, AssetId, BackingOf, Cohorts, Config, EraRecord, EraYield, Eras, Error, Event,
    LastClosing, Ledger, Pallet, PerAsset, Performance, Performances, RewardAccounts, WeightInfo,
    WeightOf, Yields, KEPT_YIELDS,
};
use alloc::vec::Vec;
use blueprint_rules::{
    math::{mul_div_floor, U256, WAD},
    price::{usd_value, AssetStake},
    rewards::{asset_points::weight, divide, Books, BooksError, EraWeight, Position},
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
    /// The ledger of a backing with every era settled that is over, at most [`Config::History`] of them: of
    /// earlier ones it gets nothing. `None` where nothing is staked.
    pub(crate) fn settled(backing: &BackingOf<T>) -> Result<Option<Ledger<T>>, DispatchError> {
        let current = Self::era();
        let Some(mut ledger) = Self::ledger(backing) else {
            return Ok(None);
        };
        if ledger.next_era >= current {
            return Ok(Some(ledger));
        }
        let mut books = RewardAccounts::<T>::get();
        let mut yields = Yields::<T>::get(backing);
        let first = ledger
            .next_era
            .max(current.saturating_sub(T::History::get()));
        for era in first..current {
            Self::join(backing, &mut ledger, era)?;
            let performance = Performances::<T>::take(era, backing);
            let paid = Self::settle_era(era, backing, &performance, &mut ledger, &mut books)?;
            if let Some(paid) = paid {
                yields.retain(|it| kept(it.era, era));
                // No era comes twice: there is room.
                let _ = yields.try_push(paid);
                Yields::<T>::insert(backing, &yields);
            }
        }
        Self::join(backing, &mut ledger, current)?;
        ledger.next_era = current;
        ledger.save(backing);
        RewardAccounts::<T>::put(books);
        Ok(Some(ledger))
    }

    /// What a settled era paid the delegators of a backing. `None` where the era is not settled, or no longer kept.
    pub fn era_yield(backing: &BackingOf<T>, era: u32) -> Option<EraYield> {
        let newest = Self::ledger(backing)?.next_era.checked_sub(1)?;
        if era > newest || !kept(era, newest) {
            return None;
        }
        let yields = Yields::<T>::get(backing);
        let paid = yields.into_iter().find(|it| it.era == era);
        Some(paid.unwrap_or(EraYield {
            era,
            ..Default::default()
        }))
    }

    /// In idle block space, settle operators that would lose an era with the next one: so that neither they
    /// nor their delegators need to watch. Returns what it weighed.
    pub(crate) fn settle_on_idle(remaining: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(remaining);
        // The running era, and whether there is anything of the oldest one.
        let look = T::DbWeight::get().reads(2);
        let look = look.saturating_add(Weight::from_parts(0, PROOF_PER_READ.saturating_mul(2)));
        let step = WeightOf::<T>::operator().saturating_add(look);
        if meter.try_consume(look).is_err() {
            return meter.consumed();
        }
        let Some(oldest) = Self::era().checked_sub(T::History::get()) else {
            return meter.consumed();
        };
        let mut late = Performances::<T>::iter_key_prefix(oldest);
        while meter.try_consume(step).is_ok() {
            let Some(backing) = late.next() else {
                break;
            };
            // One that cannot be settled does not stop the others.
            let _ = with_storage_layer(|| match Self::settled(&backing)? {
                Some(ledger) => ledger.keep(&backing),
                None => Ok(()),
            });
        }
        meter.consumed()
    }

    /// What was delegated before an era earns from that era on, together.
    fn join(backing: &BackingOf<T>, ledger: &mut Ledger<T>, era: u32) -> DispatchResult {
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
            Cohorts::<T>::insert((backing, place, waiting.era), cohort);
        }
        Ok(())
    }

    fn settle_era(
        era: u32,
        backing: &BackingOf<T>,
        performance: &Performance<T>,
        ledger: &mut Ledger<T>,
        books: &mut Books,
    ) -> Result<Option<EraYield>, DispatchError> {
        if performance.points == 0 {
            return Ok(None);
        }
        let mut record = Eras::<T>::get(era);
        // Opened at the era's end.
        let mut pot = record.pot.ok_or(DispatchError::Corruption)?;
        let of = |sums| Self::weight_of(sums, &record);
        let operator = EraWeight {
            weight: of(&performance.stake_points),
            withheld: of(&performance.withheld),
        };
        let bps = performance.commission_bps;
        let mut rate_e18 = 0;
        let settled = books.settle(&mut pot, operator, bps, |rest| {
            let values = Self::values_of(ledger, &record);
            let given = Self::give(rest, ledger, &values)?;
            rate_e18 = Self::rate_of(given, &values, &record);
            Ok(given)
        });
        let settled = settled.map_err(|error: Unsettled| error.0)?;
        let credit = ledger.credit.checked_add(settled.commission);
        ledger.credit = credit.ok_or(overflow())?;
        Self::deposit_event(Event::EraSettled {
            era,
            operator: backing.operator.clone(),
            selection: backing.selection,
            amount: balance(settled.amount)?,
            commission: balance(settled.commission)?,
            carried: balance(settled.carried)?,
        });
        record.backings = record.backings.saturating_sub(1);
        // The last one leaves what divisions left, which need not wait.
        if record.backings == 0 {
            let left = books.close(&mut pot).map_err(refused_books)?;
            Eras::<T>::remove(era);
            Self::deposit_event(Event::EraClosed {
                era,
                carried: balance(left)?,
            });
        } else {
            record.pot = Some(pot);
            Eras::<T>::insert(era, record);
        }
        let left = settled.commission.saturating_add(settled.carried);
        Ok(Some(EraYield {
            era,
            paid: balance(settled.amount.saturating_sub(left))?,
            rate_e18,
        }))
    }

    /// The weight of sums of points times stake in an era that is over, in USD scaled by 1e18.
    fn weight_of(sums: &PerAsset<T, U256>, record: &EraRecord<T>) -> U256 {
        let assets = Accepted::<T>::get();
        let priced = sums.iter().zip(&record.prices).zip(&assets);
        weight(priced.map(|((sum, price), terms)| AssetStake {
            amount: *sum,
            decimals: terms.decimals,
            price_e18: *price,
        }))
    }

    /// The value of what earns in each vault at an era's prices, in USD scaled by 1e18.
    fn values_of(ledger: &Ledger<T>, record: &EraRecord<T>) -> Vec<U256> {
        let assets = Accepted::<T>::get();
        let priced = ledger.vaults.iter().zip(&record.prices).zip(&assets);
        priced
            .map(|((vault, price), terms)| {
                usd_value(vault.earning(), terms.decimals, *price).unwrap_or_default()
            })
            .collect()
    }

    /// What was given for each unit of value, at an era's prices, scaled by 1e18.
    fn rate_of(given: U256, values: &[U256], record: &EraRecord<T>) -> u128 {
        let assets = Accepted::<T>::get();
        let mut priced = assets.iter().zip(&record.prices);
        let native = priced.find(|(terms, _)| terms.asset == AssetId::Native);
        let value = native.and_then(|(terms, price)| usd_value(given, terms.decimals, *price).ok());
        let all = values
            .iter()
            .fold(U256::zero(), |sum, it| sum.saturating_add(*it));
        let rate = value.and_then(|value| mul_div_floor(value, U256::from(WAD), all));
        rate.map_or(0, |rate| rate.min(U256::from(u128::MAX)).as_u128())
    }

    /// Give an amount to the vaults by their values. Returns what they got, which is less by what divisions leave, and nothing
    /// where nothing earns.
    fn give(rest: U256, ledger: &mut Ledger<T>, values: &[U256]) -> Result<U256, Unsettled> {
        let mut given = U256::zero();
        for (vault, part) in ledger.vaults.iter_mut().zip(divide(rest, values)) {
            if part.is_zero() {
                continue;
            }
            let deposited = vault.pool.deposit_reward(part);
            deposited.map_err(|error| Unsettled(refused_reward(error)))?;
            given = given.saturating_add(part);
        }
        Ok(given)
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
        let now = pallet_services::Pallet::<T>::now();
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
            RewardAccounts::<T>::try_mutate(|books| books.release(left)).map_err(refused_books)?;
            Eras::<T>::remove(era);
            Self::deposit_event(Event::EraClosed {
                era,
                carried: balance(left)?,
            });
        }
        Ok(())
    }
}

/// Whether the yield of an era is kept where the newest one that is settled is a later one.
fn kept(era: u32, newest: u32) -> bool {
    newest.saturating_sub(era) < KEPT_YIELDS
}

/// Why an era cannot be settled.
struct Unsettled(DispatchError);

impl From<BooksError> for Unsettled {
    fn from(error: BooksError) -> Self {
        Self(refused_books(error))
    }
}
