//! Funding of eras, and the results that count in them.

use crate::{
    functions::overflow, Accepted, AccountIdOf, Activations, AssetId, Balance, Config, Eras, Error,
    Event, Ledgers, Pallet, PerAsset, Performances, RewardAccounts, WeightInfo, WeightOf,
};
use blueprint_rules::{
    math::{U256, WAD},
    price::AssetStake,
    rewards::{
        activation::ActivationError,
        asset_points::{add_points, TotalWeight},
    },
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get, weights::Weight};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_fund(from: AccountIdOf<T>, amount: Balance) -> DispatchResult {
        ensure!(amount > 0, Error::<T>::AmountTooSmall);
        let era = Self::era();
        RewardAccounts::<T>::try_mutate(|accounts| accounts.deposit(amount.into()))?;
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

    /// Points, and by asset what earns with the operator now times them. What goes beyond 256 bits counts
    /// for nothing. Returns what it weighed: settling comes with an era's first points.
    pub(crate) fn do_note_points(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        points: u32,
    ) -> Result<Weight, DispatchError> {
        let era = Self::era();
        let counts = points > 0 && Activations::<T>::get(blueprint).counts(era);
        let known = Ledgers::<T>::get(operator).filter(|_| counts);
        let (ledger, weighed) = match known {
            None => return Ok(WeightOf::<T>::absence()),
            Some(ledger) if ledger.next_era >= era => (ledger, WeightOf::<T>::further_result()),
            Some(_) => (
                Self::settled(operator)?.ok_or(DispatchError::Corruption)?,
                WeightOf::<T>::result(T::MaxAssets::get()),
            ),
        };
        let mut record = Eras::<T>::get(era);
        let mut performance = Performances::<T>::get(era, operator);
        if performance.points == 0 {
            record.operators = record.operators.saturating_add(1);
        }
        if record.since == 0 {
            record.since = pallet_services::Pallet::<T>::unix_seconds();
        }
        performance.points = performance.points.saturating_add(points.into());
        for (place, vault) in ledger.vaults.iter().enumerate() {
            let all = sum_of::<T>(&mut record.stake_points, place)?;
            let own = sum_of::<T>(&mut performance.stake_points, place)?;
            let earning = vault.earning();
            let sums = add_points(*all, points, earning).zip(add_points(*own, points, earning));
            if let Some(sums) = sums {
                (*all, *own) = sums;
            }
        }
        Performances::<T>::insert(era, operator, performance);
        Eras::<T>::insert(era, record);
        Ok(weighed)
    }

    /// The prices of an era are those at its end. With them its total weight is known.
    pub(crate) fn do_end_era(era: u32) {
        let Ok(mut record) = Eras::<T>::try_get(era) else {
            return;
        };
        if record.operators == 0 {
            return;
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
        Eras::<T>::insert(era, record);
    }

    /// An absence in a service of a blueprint whose points count costs the rewards of the era.
    pub(crate) fn do_note_absence(operator: &AccountIdOf<T>, blueprint: u64) -> DispatchResult {
        let era = Self::era();
        let counts = Activations::<T>::get(blueprint).counts(era);
        if counts && Ledgers::<T>::contains_key(operator) {
            Performances::<T>::mutate(era, operator, |performance| {
                performance.absent = true;
            });
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
