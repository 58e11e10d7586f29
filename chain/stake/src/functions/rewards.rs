//! Funding of eras, and the results that count in them.

use crate::{
    functions::{balance, overflow, refused_books},
    Accepted, AccountIdOf, Activations, AssetId, BackingOf, Balance, Commissions, Config,
    EraRecord, Eras, Error, Event, Ledger, Pallet, PerAsset, Performance, Performances,
    RewardAccounts, WeightInfo, WeightOf,
};
use blueprint_rules::{
    math::{U256, WAD},
    price::AssetStake,
    rewards::{
        activation::ActivationError,
        asset_points::{add_points, points_part, TotalWeight},
    },
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get, weights::Weight};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_fund(from: AccountIdOf<T>, amount: Balance) -> DispatchResult {
        ensure!(amount > 0, Error::<T>::AmountTooSmall);
        let era = Self::era();
        RewardAccounts::<T>::try_mutate(|books| books.deposit(amount.into()))
            .map_err(refused_books)?;
        Eras::<T>::try_mutate(era, |record| {
            let funded = record.funded.checked_add(amount.into());
            record.funded = funded.ok_or(overflow())?;
            DispatchResult::Ok(())
        })?;
        Self::collect(AssetId::Native, &from, amount)?;
        Self::deposit_event(Event::EraFunded { era, from, amount });
        Ok(())
    }

    pub(crate) fn do_activate(blueprint: u64) -> DispatchResult {
        ensure!(
            pallet_services::Blueprints::<T>::contains_key(blueprint),
            Error::<T>::BlueprintNotFound
        );
        let era = Self::era();
        Activations::<T>::try_mutate(blueprint, |activation| activation.activate(era))
            .map_err(refused_activation::<T>)?;
        let from_era = era.saturating_add(1);
        Self::deposit_event(Event::BlueprintActivated {
            blueprint,
            from_era,
        });
        Ok(())
    }

    pub(crate) fn do_deactivate(blueprint: u64) -> DispatchResult {
        let last_era = Self::era();
        Activations::<T>::try_mutate(blueprint, |activation| activation.deactivate(last_era))
            .map_err(refused_activation::<T>)?;
        Self::deposit_event(Event::BlueprintDeactivated {
            blueprint,
            last_era,
        });
        Ok(())
    }

    /// Points, and by asset what earns for the blueprint with the operator now times them. What goes beyond 256
    /// bits counts for nothing. Returns what it weighed. Nothing is settled: no stake has changed since the last
    /// settlement, and what was delegated before this era earns in it.
    pub(crate) fn do_note_points(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        points: u32,
    ) -> Result<Weight, DispatchError> {
        let era = Self::era();
        if points == 0 || !Activations::<T>::get(blueprint).counts(era) {
            return Ok(WeightOf::<T>::absence());
        }
        for backing in BackingOf::<T>::of_blueprint(operator, blueprint) {
            if let Some(ledger) = Self::ledger(&backing) {
                Self::add_points(&backing, &ledger, era, points)?;
            }
        }
        Ok(WeightOf::<T>::points())
    }

    fn add_points(
        backing: &BackingOf<T>,
        ledger: &Ledger<T>,
        era: u32,
        points: u32,
    ) -> DispatchResult {
        let mut record = Eras::<T>::get(era);
        let mut performance = Performances::<T>::get(era, backing);
        if performance.points == 0 {
            record.backings = record.backings.saturating_add(1);
            let now = pallet_services::Pallet::<T>::unix_seconds();
            performance.commission_bps = Commissions::<T>::get(&backing.operator).bps(now);
        }
        performance.points = performance.points.saturating_add(points.into());
        Self::sum_points(&mut record, &mut performance, ledger, era, points)?;
        Performances::<T>::insert(era, backing, performance);
        Eras::<T>::insert(era, record);
        Ok(())
    }

    fn sum_points(
        record: &mut EraRecord<T>,
        performance: &mut Performance<T>,
        ledger: &Ledger<T>,
        era: u32,
        points: u32,
    ) -> DispatchResult {
        for (place, vault) in ledger.vaults.iter().enumerate() {
            let all = sum_of::<T>(&mut record.stake_points, place)?;
            let own = sum_of::<T>(&mut performance.stake_points, place)?;
            let earning = vault.earning_in(era);
            let sums = add_points(*all, points, earning).zip(add_points(*own, points, earning));
            if let Some(sums) = sums {
                (*all, *own) = sums;
            }
        }
        Ok(())
    }

    /// The prices of an era are those at its end. With them its total weight is known, and its pot is opened. Where
    /// no operator earned in it, its funding is carried.
    pub(crate) fn do_end_era(era: u32) -> DispatchResult {
        let Ok(mut record) = Eras::<T>::try_get(era) else {
            return Ok(());
        };
        let mut books = RewardAccounts::<T>::get();
        if record.backings == 0 {
            books.release(record.funded).map_err(refused_books)?;
            RewardAccounts::<T>::put(books);
            Eras::<T>::remove(era);
            Self::deposit_event(Event::EraClosed {
                era,
                carried: balance(record.funded)?,
            });
            return Ok(());
        }
        let assets = Accepted::<T>::get();
        let alone = assets.len() == 1;
        let mut total = TotalWeight::default();
        let prices = assets.iter().enumerate().map(|(place, terms)| {
            let sum = record.stake_points.get(place).copied();
            total.add(AssetStake {
                amount: sum.unwrap_or_default(),
                decimals: terms.decimals,
                // There is nothing to weigh it against.
                price_e18: match alone {
                    true => U256::from(WAD),
                    false => terms.price(),
                },
            })
        });
        record.prices = PerAsset::<T, U256>::truncate_from(prices.collect());
        record.weight = total.usd_e18();
        let pot = books.open(record.funded, record.weight, T::CarryRelease::get());
        record.pot = Some(pot.map_err(refused_books)?);
        RewardAccounts::<T>::put(books);
        Eras::<T>::insert(era, record);
        Ok(())
    }

    /// An operator loses points by its absence in a service: the pot pays nothing for them, and what it would
    /// have paid is carried. Each costs the average of what earned at all its points of the era, so that stake
    /// that leaves before the report saves nothing.
    pub(crate) fn do_note_absence(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        points: u32,
    ) -> DispatchResult {
        let era = Self::era();
        if points == 0 || !Activations::<T>::get(blueprint).counts(era) {
            return Ok(());
        }
        for backing in BackingOf::<T>::of_blueprint(operator, blueprint) {
            let Ok(mut performance) = Performances::<T>::try_get(era, &backing) else {
                continue;
            };
            let total = performance.points;
            for (place, own) in performance.stake_points.iter().enumerate() {
                let withheld = sum_of::<T>(&mut performance.withheld, place)?;
                let more = points_part(*own, points, total);
                *withheld = withheld.saturating_add(more).min(*own);
            }
            Performances::<T>::insert(era, backing, performance);
        }
        Ok(())
    }
}

/// The sum of an asset among those of all.
fn sum_of<T: Config>(
    sums: &mut PerAsset<T, U256>,
    place: usize,
) -> Result<&mut U256, DispatchError> {
    while sums.len() <= place {
        sums.try_push(U256::zero())
            .map_err(|_| Error::<T>::UnknownAsset)?;
    }
    sums.get_mut(place).ok_or(DispatchError::Corruption)
}

fn refused_activation<T: Config>(error: ActivationError) -> Error<T> {
    match error {
        ActivationError::AlreadyActive { .. } => Error::AlreadyActive,
        ActivationError::NotActive { .. } => Error::NotActive,
    }
}
