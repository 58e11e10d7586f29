//! Funding of eras, and the results that count in them.

use crate::{
    functions::overflow, Accepted, AccountIdOf, Activations, AssetId, Balance, Config, EraRecord,
    Eras, Error, Event, Ledger, Ledgers, Pallet, PerAsset, Performances, RewardAccounts,
    WeightInfo, WeightOf,
};
use blueprint_rules::{
    math::{U256, WAD},
    price::{stake_usd, AssetStake},
    rewards::{activation::ActivationError, operator_weight, OperatorEra, Weighting},
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

    /// Points, and what earns with the operator now times them as their weight. A weight beyond 256 bits
    /// is none. Returns what it weighed: settling comes with an era's first points.
    pub(crate) fn do_note_points(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        points: u32,
    ) -> Result<Weight, DispatchError> {
        let era = Self::era();
        let counts = Activations::<T>::get(blueprint).counts(era);
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
        let weight = Self::weight_of_points(points, &ledger, &mut record);
        let mut performance = Performances::<T>::get(era, operator);
        performance.points = performance.points.saturating_add(points.into());
        let total = record.weight.checked_add(weight);
        let own = performance.weight.checked_add(weight);
        if let (Some(total), Some(own)) = (total, own) {
            record.weight = total;
            performance.weight = own;
        }
        Performances::<T>::insert(era, operator, performance);
        Eras::<T>::insert(era, record);
        Ok(weighed)
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

    /// Points times the stake that earns, in USD scaled by 1e18, at the era's prices. Those it does not
    /// have yet are fixed where they are young enough now.
    fn weight_of_points(points: u32, ledger: &Ledger<T>, record: &mut EraRecord<T>) -> U256 {
        let assets = Accepted::<T>::get();
        if record.prices.is_empty() {
            let none = assets.iter().map(|_| U256::zero()).collect();
            record.prices = PerAsset::<T, U256>::truncate_from(none);
        }
        let now = pallet_services::Pallet::<T>::unix_seconds();
        if record.since == 0 {
            record.since = now;
        }
        let alone = assets.len() == 1;
        for (price, terms) in record.prices.iter_mut().zip(&assets) {
            if price.is_zero() {
                *price = match alone {
                    true => U256::from(WAD),
                    false => terms.price(now),
                };
            }
        }
        let staked =
            ledger
                .vaults
                .iter()
                .zip(&record.prices)
                .zip(&assets)
                .map(|((vault, price), terms)| AssetStake {
                    amount: vault.earning(),
                    decimals: terms.decimals,
                    price_e18: *price,
                });
        let operator = OperatorEra {
            points: points.into(),
            stake_usd_e18: stake_usd(staked).unwrap_or_default(),
            frozen: false,
        };
        operator_weight(Weighting::PointsTimesStake, &operator)
    }
}

fn refused_activation<T: Config>(error: ActivationError) -> Error<T> {
    match error {
        ActivationError::AlreadyActive { .. } => Error::AlreadyActive,
        ActivationError::NotActive { .. } => Error::NotActive,
    }
}
