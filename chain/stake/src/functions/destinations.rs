//! Rewards that any account settles, each to where its owner said.

use crate::{
    functions::balance, AccountIdOf, AssetId, BackingOf, Balance, Claimed, Config, Destination,
    Destinations, Endowments, Error, Event, LiquidVaults, Pallet, Restake, WeightInfo, WeightOf,
};
use codec::{Decode, Encode};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    storage::with_storage_layer,
    traits::{
        fungibles::{Inspect, Mutate},
        tokens::Preservation::Expendable,
        Get,
    },
    weights::Weight,
    Hashable,
};
use sp_runtime::{traits::TrailingZeroInput, DispatchError};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_destination(
        who: AccountIdOf<T>,
        destination: Destination<AccountIdOf<T>>,
    ) -> DispatchResult {
        let restake = match &destination {
            Destination::Restake(restake) => Some(restake),
            Destination::Liquid { vault, then } => {
                ensure!(T::Liquid::exists(*vault), Error::<T>::NoSuchVault);
                then.as_ref()
            }
            Destination::Stash | Destination::Account(_) => None,
        };
        if let Some(Restake { operator, .. }) = restake {
            ensure!(
                pallet_services::Operators::<T>::contains_key(operator),
                Error::<T>::NotOperator
            );
        }
        match &destination {
            Destination::Stash => Destinations::<T>::remove(&who),
            other => Destinations::<T>::insert(&who, other),
        }
        Self::deposit_event(Event::DestinationSet {
            claimant: who,
            destination,
        });
        Ok(())
    }

    /// Settles claimants one by one: what fails for one of them changes nothing for it, nor for the others. Returns what that
    /// weighed.
    pub(crate) fn do_settle_rewards(
        backing: &BackingOf<T>,
        claimants: &[AccountIdOf<T>],
    ) -> Result<Weight, DispatchError> {
        let assets = T::MaxAssets::get();
        let ledger = Self::settled(backing)?.ok_or(Error::<T>::NotDelegated)?;
        ledger.keep(backing)?;
        let mut used = WeightOf::<T>::settle(assets);
        for claimant in claimants {
            let destination = Destinations::<T>::get(claimant);
            used.saturating_accrue(claimant_weight::<T>());
            used.saturating_accrue(route_weight::<T>(&destination));
            // An account with nothing, or less than the least amount, is left as it is.
            let _ = with_storage_layer(|| Self::settle_one(backing, claimant, destination));
        }
        Ok(used)
    }

    fn settle_one(
        backing: &BackingOf<T>,
        claimant: &AccountIdOf<T>,
        destination: Destination<AccountIdOf<T>>,
    ) -> DispatchResult {
        let earned = Self::take_rewards(claimant, backing)?;
        let amount = balance(earned)?;
        ensure!(amount >= T::LeastReward::get(), Error::<T>::AmountTooSmall);
        Self::pay_reward(backing, claimant, earned)?;
        if destination == Destination::Stash {
            return Ok(());
        }
        let routed = with_storage_layer(|| Self::route(claimant, amount, &destination));
        Self::deposit_event(match routed {
            Ok(()) => Event::RewardRouted {
                claimant: claimant.clone(),
                destination,
                amount,
            },
            Err(why) => Event::RewardFellBack {
                claimant: claimant.clone(),
                amount,
                why,
            },
        });
        Ok(())
    }

    /// Moves what a claimant was paid to its destination.
    fn route(
        claimant: &AccountIdOf<T>,
        amount: Balance,
        destination: &Destination<AccountIdOf<T>>,
    ) -> DispatchResult {
        match destination {
            Destination::Stash => Ok(()),
            // A claimant that had nothing else has nothing again.
            Destination::Account(to) => {
                T::Assets::transfer(AssetId::Native, claimant, to, amount, Expendable).map(|_| ())
            }
            Destination::Restake(restake) => {
                let backing = restake.clone().into();
                Self::do_delegate(claimant.clone(), backing, AssetId::Native, amount)
            }
            Destination::Liquid { vault, then } => {
                let controller = match then {
                    None => claimant.clone(),
                    Some(restake) => Self::restaking_account(claimant, restake)?,
                };
                T::Liquid::deposit(claimant, *vault, amount, controller).map(|_| ())
            }
        }
    }

    /// The account that controls what was deposited in vaults to be restaked for a claimant. It has no key, and it holds nothing:
    /// [`settle_shares`](Pallet::settle_shares) moves what is its own to the claimant.
    pub fn restaking_account(
        claimant: &AccountIdOf<T>,
        restake: &Restake<AccountIdOf<T>>,
    ) -> Result<AccountIdOf<T>, DispatchError> {
        let id = <T as Config>::PalletId::get();
        let seed = (b"restaked", id, claimant, restake).encode().blake2_256();
        AccountIdOf::<T>::decode(&mut TrailingZeroInput::new(&seed))
            .map_err(|_| DispatchError::Corruption)
    }

    /// What a claimant keeps of shares that are delegated: its account stays alive, and the first delegator of an asset endows the
    /// pallet's account.
    fn kept_shares(asset: AssetId) -> Balance {
        let minimum = T::Assets::minimum_balance(asset);
        if Endowments::<T>::contains_key(asset) {
            minimum
        } else {
            minimum.saturating_mul(2)
        }
    }

    /// Claims the shares of a deposit for the claimant, and stakes them as it said.
    pub(crate) fn do_settle_shares(
        claimant: AccountIdOf<T>,
        vault: u32,
        batch: u32,
        restake: Restake<AccountIdOf<T>>,
    ) -> DispatchResult {
        let controller = Self::restaking_account(&claimant, &restake)?;
        let claimed = T::Liquid::claim(controller, vault, batch, &claimant)?;
        let destination = Destination::Restake(restake.clone());
        let (amount, routed) = match claimed {
            Claimed::Shares(shares) => {
                let asset = AssetId::Asset(vault);
                let amount = shares.saturating_sub(Self::kept_shares(asset));
                let who = claimant.clone();
                let delegated =
                    with_storage_layer(|| Self::do_delegate(who, restake.into(), asset, amount));
                (if delegated.is_ok() { amount } else { shares }, delegated)
            }
            // There are no shares: the claimant has its reward.
            Claimed::Refund(amount) => (amount, Err(Error::<T>::VaultRefunded.into())),
        };
        Self::deposit_event(match routed {
            Ok(()) => Event::RewardRouted {
                claimant,
                destination,
                amount,
            },
            Err(why) => Event::RewardFellBack {
                claimant,
                amount,
                why,
            },
        });
        Ok(())
    }
}

/// What it takes at most to pay a claimant.
fn claimant_weight<T: Config>() -> Weight {
    WeightOf::<T>::settled_claim(T::MaxAssets::get()).saturating_add(T::DbWeight::get().reads(1))
}

/// What it takes at most to move a reward to its destination.
fn route_weight<T: Config>(destination: &Destination<AccountIdOf<T>>) -> Weight {
    match destination {
        Destination::Stash => Weight::zero(),
        Destination::Account(_) => WeightOf::<T>::fund(),
        Destination::Restake(_) => WeightOf::<T>::stake(T::MaxAssets::get()),
        Destination::Liquid { .. } => T::Liquid::deposit_weight(),
    }
}

/// The maximum weight of a page of claimants: each may have the destination that takes most.
pub(crate) fn page_weight<T: Config>(claimants: u32) -> Weight {
    let assets = T::MaxAssets::get();
    let route = WeightOf::<T>::stake(assets)
        .max(WeightOf::<T>::fund())
        .max(T::Liquid::deposit_weight());
    let each = claimant_weight::<T>().saturating_add(route);
    WeightOf::<T>::settle(assets).saturating_add(each.saturating_mul(claimants.into()))
}
