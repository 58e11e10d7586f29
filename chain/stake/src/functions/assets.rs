//! Assets: accepted, priced, moved.

use crate::{
    functions::refused_books, place, Accepted, AccountIdOf, AssetId, AssetTerms, Balance, Config,
    Endowments, Error, Event, LiquidVaults, Pallet, RewardAccounts, Seized, Unburned, MAX_DECIMALS,
};
use blueprint_rules::price::Snapshot;
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    storage::with_storage_layer,
    traits::{
        fungibles::{Balanced, Inspect, Mutate},
        tokens::{Fortitude::Force, Precision::Exact, Preservation::Preserve},
        OnUnbalanced,
    },
};
use pallet_services::Beneficiary;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_asset(asset: AssetId, decimals: u8, least: Balance) -> DispatchResult {
        ensure!(decimals <= MAX_DECIMALS, Error::<T>::TooManyDecimals);
        ensure!(T::Assets::asset_exists(asset), Error::<T>::NoSuchAsset);
        Accepted::<T>::try_mutate(|assets| {
            ensure!(
                place::<T>(assets, asset).is_none(),
                Error::<T>::AlreadyAccepted
            );
            // From the second on they are weighed by their prices: one without would earn nothing from then on.
            ensure!(
                assets.iter().all(|terms| terms.last.is_some()),
                Error::<T>::NoPrice
            );
            assets
                .try_push(AssetTerms {
                    asset,
                    decimals,
                    least,
                    last: None,
                })
                .map_err(|_| Error::<T>::TooManyAssets)
        })?;
        Self::deposit_event(Event::AssetAdded { asset, decimals });
        Ok(())
    }

    pub(crate) fn do_set_least_delegation(asset: AssetId, least: Balance) -> DispatchResult {
        Accepted::<T>::try_mutate(|assets| {
            let terms = assets.iter_mut().find(|terms| terms.asset == asset);
            terms.ok_or(Error::<T>::UnknownAsset)?.least = least;
            DispatchResult::Ok(())
        })?;
        Self::deposit_event(Event::LeastDelegationSet { asset, least });
        Ok(())
    }

    pub(crate) fn do_set_price(asset: AssetId, price_e18: u128) -> DispatchResult {
        Self::take_price(
            asset,
            price_e18,
            pallet_services::Pallet::<T>::unix_seconds(),
        )
    }

    /// The token of a vault is priced by what a share owns.
    pub(crate) fn ensure_no_vault_token(asset: AssetId) -> DispatchResult {
        ensure!(
            !matches!(asset, AssetId::Asset(id) if T::Liquid::exists(id)),
            Error::<T>::PricedByVault
        );
        Ok(())
    }

    /// Note the price of an asset at a time, in unix seconds.
    pub(crate) fn take_price(asset: AssetId, price_e18: u128, taken_at: u64) -> DispatchResult {
        ensure!(price_e18 > 0, Error::<T>::ZeroPrice);
        Self::ensure_no_vault_token(asset)?;
        Accepted::<T>::try_mutate(|assets| {
            let terms = assets
                .iter_mut()
                .find(|terms| terms.asset == asset)
                .ok_or(Error::<T>::UnknownAsset)?;
            terms.last = Some(Snapshot {
                price_e18: price_e18.into(),
                taken_at,
            });
            Ok::<_, Error<T>>(())
        })?;
        Self::deposit_event(Event::PriceSet { asset, price_e18 });
        Ok(())
    }

    /// An asset that is accepted.
    pub(crate) fn terms_of(asset: AssetId) -> Result<AssetTerms, DispatchError> {
        let assets = Accepted::<T>::get();
        let terms = assets.into_iter().find(|terms| terms.asset == asset);
        terms.ok_or(Error::<T>::UnknownAsset.into())
    }

    /// The place of an asset in the list.
    pub(crate) fn accepted(asset: AssetId) -> Result<u8, DispatchError> {
        place::<T>(&Accepted::<T>::get(), asset).ok_or(Error::<T>::UnknownAsset.into())
    }

    /// Take an amount into the pallet's account, whose own endowment comes along the first time:
    /// in the chain's token, without which the account does not exist, and in the asset.
    pub(crate) fn collect(
        asset: AssetId,
        from: &AccountIdOf<T>,
        amount: Balance,
    ) -> DispatchResult {
        for asset in [AssetId::Native, asset] {
            if !Endowments::<T>::contains_key(asset) {
                let minimum = T::Assets::minimum_balance(asset);
                T::Assets::transfer(asset, from, &Self::account_id(), minimum, Preserve)?;
                Endowments::<T>::insert(asset, minimum);
            }
        }
        T::Assets::transfer(asset, from, &Self::account_id(), amount, Preserve)?;
        Ok(())
    }

    /// Pay an amount out of the pallet's account; an amount of 0 moves nothing.
    pub(crate) fn pay(asset: AssetId, to: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        if amount > 0 {
            T::Assets::transfer(asset, &Self::account_id(), to, amount, Preserve)?;
        }
        Ok(())
    }

    /// Give an amount of what the pallet's account keeps to the beneficiary of a slash. What it cannot
    /// receive is left to [`Config::Slashed`], or kept apart where the asset does not let it be taken.
    pub(crate) fn seize(
        asset: AssetId,
        amount: Balance,
        beneficiary: &Beneficiary<AccountIdOf<T>>,
    ) -> Result<Seized, DispatchError> {
        let account = Self::account_id();
        match (beneficiary, asset) {
            (Beneficiary::Account(to), _) => {
                let paid = with_storage_layer(|| Self::pay(asset, to, amount));
                if paid.is_ok() {
                    return Ok(Seized::Paid);
                }
            }
            (Beneficiary::Rewards, AssetId::Native) => {
                RewardAccounts::<T>::try_mutate(|books| books.donate(amount.into()))
                    .map_err(refused_books)?;
                return Ok(Seized::Rewards);
            }
            (Beneficiary::Rewards, _) | (Beneficiary::Burn, _) => {}
        }
        if let Ok(credit) = T::Assets::withdraw(asset, &account, amount, Exact, Preserve, Force) {
            T::Slashed::on_unbalanced(credit);
            return Ok(Seized::Burned);
        }
        Unburned::<T>::mutate(asset, |sum| *sum = sum.saturating_add(amount));
        Ok(Seized::Unburned)
    }
}
