//! Rewards that any account settles, each to where its owner said.

use crate::{
    functions::balance, AccountIdOf, AssetId, BackingOf, Balance, Claimed, Config, Destination,
    Destinations, Endowments, Error, Event, LiquidVaults, Pallet, Rejection, Restake, WeightInfo,
    WeightOf,
};
use codec::{Decode, Encode};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    storage::{with_storage_layer, with_transaction},
    traits::{
        fungibles::{Inspect, Mutate},
        tokens::{Fortitude::Polite, Preservation::Expendable},
        Get,
    },
    weights::Weight,
    Hashable,
};
use sp_runtime::{traits::TrailingZeroInput, DispatchError, TransactionOutcome};

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
        storage_layers::ensure_left(storage_layers::FOR_STEPS)?;
        let ledger = Self::settled(backing)?.ok_or(Error::<T>::NotDelegated)?;
        ledger.keep(backing)?;
        let mut used = WeightOf::<T>::settle();
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
        let routed = Self::routed(claimant, amount, &destination);
        Self::deposit_event(match routed {
            Ok(()) => Event::RewardRouted {
                claimant: claimant.clone(),
                destination,
                amount,
            },
            // The claimant is left as it is: an account that chooses the moment must not choose the destination.
            Err(Rejection { why, passes: true }) => return Err(why),
            Err(Rejection { why, .. }) => Event::RewardFellBack {
                claimant: claimant.clone(),
                amount,
                why,
            },
        });
        Ok(())
    }

    /// Moves what a claimant was paid to its destination, as a whole or not at all.
    fn routed(
        claimant: &AccountIdOf<T>,
        amount: Balance,
        destination: &Destination<AccountIdOf<T>>,
    ) -> Result<(), Rejection> {
        with_transaction(|| match Self::route(claimant, amount, destination) {
            Ok(()) => TransactionOutcome::Commit(Ok(Ok(()))),
            Err(rejection) => TransactionOutcome::Rollback(Ok(Err(rejection))),
        })
        .unwrap_or_else(|why: DispatchError| Err(why.into()))
    }

    /// Moves what a claimant was paid to its destination.
    fn route(
        claimant: &AccountIdOf<T>,
        amount: Balance,
        destination: &Destination<AccountIdOf<T>>,
    ) -> Result<(), Rejection> {
        match destination {
            Destination::Stash => Ok(()),
            // A claimant that had nothing else has nothing again.
            Destination::Account(to) => {
                T::Assets::transfer(AssetId::Native, claimant, to, amount, Expendable)?;
                Ok(())
            }
            Destination::Restake(restake) => {
                let backing = restake.clone().into();
                // A page does not pay for the eras of each operator that it stakes with.
                if !Self::is_settled(&backing) {
                    let why = Error::<T>::NotSettled.into();
                    return Err(Rejection { why, passes: true });
                }
                let staked = Self::do_delegate(claimant.clone(), backing, AssetId::Native, amount);
                staked.map_err(rejected::<T>)
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

    /// The account that controls what was deposited in vaults to be restaked for a claimant. It has no key:
    /// [`settle_shares`](Pallet::settle_shares) moves to the claimant what it controls and what it holds.
    pub fn restaking_account(
        claimant: &AccountIdOf<T>,
        restake: &Restake<AccountIdOf<T>>,
    ) -> Result<AccountIdOf<T>, DispatchError> {
        let id = <T as Config>::PalletId::get();
        let seed = (b"restaked", id, claimant, restake).encode().blake2_256();
        AccountIdOf::<T>::decode(&mut TrailingZeroInput::new(&seed))
            .map_err(|_| DispatchError::Corruption)
    }

    /// Whether all eras of a backing are settled that are over.
    fn is_settled(backing: &BackingOf<T>) -> bool {
        Self::ledger(backing).is_none_or(|ledger| ledger.next_era >= Self::era())
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
    ///
    /// What other accounts sent to the account without a key decides nothing: too few shares wait whatever else it holds, and a refund
    /// does not wait for shares.
    pub(crate) fn do_settle_shares(
        who: &AccountIdOf<T>,
        claimant: AccountIdOf<T>,
        vault: u32,
        batch: u32,
        restake: Restake<AccountIdOf<T>>,
    ) -> DispatchResult {
        storage_layers::ensure_left(storage_layers::FOR_STEPS)?;
        let controller = Self::restaking_account(&claimant, &restake)?;
        let destination = Destination::Restake(restake.clone());
        let is_own = *who == claimant;
        // The claim, and what becomes of its shares, hold both or neither.
        let mut refunded = 0;
        let mut is_claimed = false;
        let claimed = with_storage_layer(|| {
            let claimed = T::Liquid::claim(controller.clone(), vault, batch, &claimant)?;
            is_claimed = true;
            match claimed {
                Claimed::Shares(shares) => {
                    Self::stake_shares(&controller, &claimant, vault, shares, &restake, is_own)
                }
                Claimed::Refund(amount) => {
                    refunded = amount;
                    Ok(None)
                }
            }
        });
        // Any account can have the vault pay the controller itself: what it holds is the claimant's.
        let held = || {
            with_storage_layer(|| {
                Self::stake_shares(&controller, &claimant, vault, 0, &restake, is_own)
            })
        };
        let staked = match claimed {
            Ok(Some(staked)) => Ok(Some(staked)),
            Ok(None) => held(),
            Err(why) if is_claimed => Err(why),
            Err(why) => held().and_then(|staked| staked.ok_or(why).map(Some)),
        };
        let moved = Self::take_all(AssetId::Native, &controller, &claimant);
        let refund = refunded.saturating_add(moved);
        Self::deposit_event(match staked {
            Ok(Some(Staked { amount, why: None })) => Event::RewardRouted {
                claimant,
                destination,
                amount,
            },
            Ok(Some(Staked {
                amount,
                why: Some(why),
            })) => Event::RewardFellBack {
                claimant,
                amount,
                why,
            },
            // They wait, or there is nothing to claim: the claimant has the tokens that there are.
            Err(why) if refund == 0 => return Err(why),
            Err(why) => Event::RewardFellBack {
                claimant,
                amount: refund,
                why,
            },
            // There are no shares: the claimant has its reward.
            Ok(None) => Event::RewardFellBack {
                claimant,
                amount: refund,
                why: Error::<T>::VaultRefunded.into(),
            },
        });
        Ok(())
    }

    /// Stakes the shares that an account without a key holds, and `claimed` ones that the claimant has already, as the claimant said.
    /// `None` where there are none. Of an error the caller undoes all of it.
    ///
    /// # Errors
    /// While a slash is pending: it ends, and then they are staked. If they are too few, unless their owner wants them: more come, and
    /// others must not choose by the moment that they are never enough.
    fn stake_shares(
        controller: &AccountIdOf<T>,
        claimant: &AccountIdOf<T>,
        vault: u32,
        claimed: Balance,
        restake: &Restake<AccountIdOf<T>>,
        is_own: bool,
    ) -> Result<Option<Staked>, DispatchError> {
        let asset = AssetId::Asset(vault);
        let shares = Self::take_all(asset, controller, claimant).saturating_add(claimed);
        if shares == 0 {
            return Ok(None);
        }
        let amount = shares.saturating_sub(Self::kept_shares(asset));
        let staked = with_storage_layer(|| {
            Self::do_delegate(claimant.clone(), restake.clone().into(), asset, amount)
        });
        let small: DispatchError = Error::<T>::AmountTooSmall.into();
        match staked {
            Ok(()) => Ok(Some(Staked { amount, why: None })),
            Err(why) if why == Error::<T>::SlashPending.into() => Err(why),
            Err(why) if why == small && !is_own => Err(why),
            Err(why) => Ok(Some(Staked {
                amount: shares,
                why: Some(why),
            })),
        }
    }

    /// Moves what an account without a key has of an asset and can part with; returns the amount. What other accounts sent to it,
    /// another asset that holds its minimum say, must not keep a claim from its owner.
    fn take_all(asset: AssetId, from: &AccountIdOf<T>, to: &AccountIdOf<T>) -> Balance {
        let held = T::Assets::reducible_balance(asset, from, Expendable, Polite);
        if held == 0 {
            return 0;
        }
        let moved = with_storage_layer(|| T::Assets::transfer(asset, from, to, held, Expendable));
        moved.map_or(0, |_| held)
    }
}

/// What became of shares.
struct Staked {
    amount: Balance,
    /// Why the claimant has them, where they are not staked.
    why: Option<DispatchError>,
}

/// What an error of [`Pallet::do_delegate`] means for a reward.
fn rejected<T: Config>(why: DispatchError) -> Rejection {
    let waits = [Error::<T>::SlashPending, Error::<T>::AmountTooSmall];
    let passes = waits.into_iter().any(|it| why == it.into());
    Rejection { why, passes }
}

/// What it takes at most to pay a claimant.
fn claimant_weight<T: Config>() -> Weight {
    WeightOf::<T>::settled_claim().saturating_add(T::DbWeight::get().reads(1))
}

/// What it takes at most to move a reward to its destination.
fn route_weight<T: Config>(destination: &Destination<AccountIdOf<T>>) -> Weight {
    match destination {
        Destination::Stash => Weight::zero(),
        Destination::Account(_) => WeightOf::<T>::fund(),
        Destination::Restake(_) => WeightOf::<T>::settled_stake(),
        Destination::Liquid { .. } => T::Liquid::deposit_weight(),
    }
}

/// The maximum weight of a page of claimants: each may have the destination that takes most.
pub(crate) fn page_weight<T: Config>(claimants: u32) -> Weight {
    let route = WeightOf::<T>::settled_stake()
        .max(WeightOf::<T>::fund())
        .max(T::Liquid::deposit_weight());
    let each = claimant_weight::<T>().saturating_add(route);
    WeightOf::<T>::settle().saturating_add(each.saturating_mul(claimants.into()))
}

/// The maximum weight of settling shares: they are claimed or were claimed already, and staked.
pub(crate) fn shares_weight<T: Config>() -> Weight {
    WeightOf::<T>::stake()
        .saturating_add(T::Liquid::claim_weight())
        .saturating_add(WeightOf::<T>::fund().saturating_mul(2))
}
