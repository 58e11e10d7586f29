//! Stake: delegated, undelegated, withdrawn.

use crate::{
    functions::{balance, overflow, refused_books, refused_reward, refused_share},
    place, Accepted, AccountIdOf, AssetId, BackingOf, Balance, Cohorts, Config, Delegation,
    DelegationKey, Delegations, Error, Event, Ledgers, Pallet, RewardAccounts, Selection,
    Unbonding, Vault, Waiting,
};
use blueprint_rules::math::{mul_div_ceil, U256};
use frame_support::{dispatch::DispatchResult, ensure, storage::with_storage_layer, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_services::{Beneficiary, OperatorStatus};
use sp_runtime::{traits::Saturating, DispatchError};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_delegate(
        delegator: AccountIdOf<T>,
        backing: BackingOf<T>,
        asset: AssetId,
        amount: Balance,
    ) -> DispatchResult {
        let operator = &backing.operator;
        let record =
            pallet_services::Operators::<T>::get(operator).ok_or(Error::<T>::NotOperator)?;
        ensure!(
            record.status != OperatorStatus::Leaving,
            Error::<T>::OperatorLeaving
        );
        if let Selection::Blueprint(blueprint) = backing.selection {
            ensure!(
                pallet_services::Registrations::<T>::contains_key(blueprint, operator),
                Error::<T>::OperatorNotRegistered
            );
        }
        let assets = Accepted::<T>::get();
        let place = place::<T>(&assets, asset).ok_or(Error::<T>::UnknownAsset)?;
        let least = assets
            .get(usize::from(place))
            .map_or(0, |terms| terms.least);
        ensure!(amount >= least, Error::<T>::AmountTooSmall);
        let mut ledger = Self::settled_or_new(&backing)?;
        let vault = ledger.vault(place)?;
        ensure!(vault.captures == 0, Error::<T>::SlashPending);
        let key = (backing, place, delegator);
        let mut delegation = Self::caught_up(&key, vault)?.unwrap_or_default();

        let minted = vault
            .stake
            .stake(amount.into())
            .map_err(refused_share::<T>)?;
        let era = Self::era();
        vault.waiting = joined(vault.waiting, era, minted)?;
        delegation.waiting = joined(delegation.waiting, era, minted)?;
        ledger.save(&key.0);
        Delegations::<T>::insert(&key, delegation);
        let (backing, _, delegator) = key;
        Self::collect(asset, &delegator, amount)?;
        Self::deposit_event(Event::Delegated {
            operator: backing.operator,
            selection: backing.selection,
            delegator,
            asset,
            amount,
        });
        Ok(())
    }

    pub(crate) fn do_undelegate(
        delegator: AccountIdOf<T>,
        backing: BackingOf<T>,
        asset: AssetId,
        amount: Balance,
    ) -> DispatchResult {
        let place = Self::accepted(asset)?;
        let mut ledger = Self::settled(&backing)?.ok_or(Error::<T>::NotDelegated)?;
        let vault = ledger.vault(place)?;
        let key = (backing, place, delegator);
        let mut delegation = Self::caught_up(&key, vault)?.ok_or(Error::<T>::NotDelegated)?;

        let bonded = delegation.bonded();
        let worth = vault.stake.worth(bonded);
        let all = amount == Balance::MAX;
        ensure!(all || worth >= amount.into(), Error::<T>::StakeTooLow);
        let amount = if all { balance(worth)? } else { amount };
        let shares = if worth == amount.into() {
            bonded
        } else {
            // Rounded up: a part taken out is never at the cost of those who stay.
            mul_div_ceil(amount.into(), vault.stake.shares, vault.stake.assets)
                .unwrap_or(bonded)
                .min(bonded)
        };
        ensure!(!shares.is_zero(), Error::<T>::AmountTooSmall);
        let waiting = shares.min(delegation.waiting.shares);
        delegation.waiting.shares = less(delegation.waiting.shares, waiting)?;
        vault.waiting.shares = less(vault.waiting.shares, waiting)?;
        let earning = less(delegation.position.shares(), less(shares, waiting)?)?;
        vault
            .pool
            .change_stake(&mut delegation.position, earning)
            .map_err(refused_reward)?;

        let now = pallet_services::Pallet::<T>::now_with_halts();
        let until = now.saturating_add(T::UnbondingDelay::get().into());
        if worth.is_zero() {
            // Nothing can come of it any more, and the vault must become empty again.
            vault.stake.unstake(shares).map_err(refused_share::<T>)?;
        } else {
            unbond(&mut delegation, shares, until)?;
        }
        let reward = Self::store(&key, delegation, vault)?;
        let (backing, _, delegator) = key;
        Self::pay_reward(&backing, &delegator, reward)?;
        ledger.keep(&backing)?;
        Self::deposit_event(Event::Undelegated {
            operator: backing.operator,
            selection: backing.selection,
            delegator,
            asset,
            amount,
            until,
        });
        Ok(())
    }

    /// `to` receives the stake, the delegator the rewards.
    pub(crate) fn do_withdraw(
        delegator: AccountIdOf<T>,
        backing: BackingOf<T>,
        asset: AssetId,
        to: &AccountIdOf<T>,
    ) -> DispatchResult {
        let place = Self::accepted(asset)?;
        let mut ledger = Self::settled(&backing)?.ok_or(Error::<T>::NotDelegated)?;
        let vault = ledger.vault(place)?;
        let key = (backing, place, delegator);
        let mut delegation = Self::caught_up(&key, vault)?.ok_or(Error::<T>::NotDelegated)?;
        ensure!(vault.captures == 0, Error::<T>::SlashPending);

        let now = pallet_services::Pallet::<T>::now_with_halts();
        let before = delegation.leaving();
        delegation.unbonding.retain(|chunk| chunk.until > now);
        let shares = less(before, delegation.leaving())?;
        ensure!(!shares.is_zero(), Error::<T>::NothingToWithdraw);
        let amount = vault.stake.unstake(shares).map_err(refused_share::<T>)?;
        let amount = balance(amount)?;
        let reward = Self::store(&key, delegation, vault)?;
        let (backing, _, delegator) = key;
        Self::pay(asset, to, amount)?;
        Self::pay_reward(&backing, &delegator, reward)?;
        ledger.keep(&backing)?;
        Self::deposit_event(Event::Withdrawn {
            operator: backing.operator,
            selection: backing.selection,
            delegator,
            asset,
            amount,
        });
        Ok(())
    }

    /// Pay out a delegation from a vault that takes no stake as long as it has shares.
    pub(crate) fn do_sweep(
        delegator: AccountIdOf<T>,
        backing: BackingOf<T>,
        asset: AssetId,
    ) -> DispatchResult {
        storage_layers::ensure_left(storage_layers::FOR_STEPS)?;
        let place = Self::accepted(asset)?;
        let mut ledger = Self::settled(&backing)?.ok_or(Error::<T>::NotDelegated)?;
        let vault = ledger.vault(place)?;
        ensure!(vault.stake.is_wiped(), Error::<T>::StakeNotWiped);
        ensure!(vault.captures == 0, Error::<T>::SlashPending);
        let key = (backing, place, delegator);
        let mut delegation = Self::caught_up(&key, vault)?.ok_or(Error::<T>::NotDelegated)?;

        let shares = delegation.bonded().checked_add(delegation.leaving());
        let shares = shares.ok_or(overflow())?;
        vault.waiting.shares = less(vault.waiting.shares, delegation.waiting.shares)?;
        delegation.waiting = Waiting::default();
        delegation.unbonding = Default::default();
        vault
            .pool
            .change_stake(&mut delegation.position, U256::zero())
            .map_err(refused_reward)?;
        let amount = vault.stake.unstake(shares).map_err(refused_share::<T>)?;
        let amount = balance(amount)?;
        let reward = Self::store(&key, delegation, vault)?;
        let (backing, _, delegator) = key;
        // An account that cannot receive what is left must not keep the vault closed.
        if amount > 0 {
            Self::seize(asset, amount, &Beneficiary::Account(delegator.clone()))?;
        }
        let paid = with_storage_layer(|| Self::pay_reward(&backing, &delegator, reward));
        if paid.is_err() {
            RewardAccounts::<T>::try_mutate(|books| books.forfeit(reward))
                .map_err(refused_books)?;
        }
        ledger.keep(&backing)?;
        Self::deposit_event(Event::Withdrawn {
            operator: backing.operator,
            selection: backing.selection,
            delegator,
            asset,
            amount,
        });
        Ok(())
    }

    /// A delegation in which what waited in earlier eras earns, since the era after it joined.
    /// The ledger must be settled.
    pub(crate) fn caught_up(
        key: &DelegationKey<T>,
        vault: &Vault,
    ) -> Result<Option<Delegation<T>>, DispatchError> {
        let Some(mut delegation) = Delegations::<T>::get(key) else {
            return Ok(None);
        };
        let Waiting { era, shares } = delegation.waiting;
        if era < Self::era() && !shares.is_zero() {
            let key = (key.0.clone(), key.1, era);
            let mut cohort = Cohorts::<T>::get(&key).ok_or(DispatchError::Corruption)?;
            let part = cohort.split_off(shares);
            vault
                .pool
                .merge(&mut delegation.position, part)
                .map_err(refused_reward)?;
            delegation.waiting = Waiting::default();
            if cohort.shares().is_zero() {
                Cohorts::<T>::remove(&key);
            } else {
                Cohorts::<T>::insert(&key, cohort);
            }
        }
        Ok(Some(delegation))
    }

    /// Write a delegation, or remove one that has ended. Returns what is to be paid for its end.
    fn store(
        key: &DelegationKey<T>,
        mut delegation: Delegation<T>,
        vault: &mut Vault,
    ) -> Result<U256, DispatchError> {
        if !delegation.is_empty() {
            Delegations::<T>::insert(key, delegation);
            return Ok(U256::zero());
        }
        Delegations::<T>::remove(key);
        vault
            .pool
            .claim(&mut delegation.position)
            .map_err(refused_reward)
    }

    /// The stake with an operator in an asset that secures the services of a blueprint, including unbonding
    /// stake, in base units.
    pub fn staked_for(operator: &AccountIdOf<T>, blueprint: u64, asset: AssetId) -> Balance {
        let of = |backing| Self::staked_by(&backing, asset);
        let [selected, all] = BackingOf::<T>::of_blueprint(operator, blueprint).map(of);
        selected.saturating_add(all)
    }

    /// The stake with an operator in an asset for all its services, including unbonding stake, in base units.
    pub fn staked(operator: &AccountIdOf<T>, asset: AssetId) -> Balance {
        Self::staked_by(&BackingOf::<T>::new(operator, Selection::All), asset)
    }

    fn staked_by(backing: &BackingOf<T>, asset: AssetId) -> Balance {
        let vault = Self::accepted(asset).ok().and_then(|place| {
            let ledger = Self::ledger(backing)?;
            ledger.vaults.get(usize::from(place)).copied()
        });
        vault.map_or(0, |vault| vault.staked())
    }

    /// All stake with an operator in an asset, whatever its delegators selected, including unbonding stake, in
    /// base units. Its cost grows with what they selected: for queries alone.
    pub(crate) fn staked_in_all(operator: &AccountIdOf<T>, place: u8) -> Balance {
        let place = usize::from(place);
        Ledgers::<T>::iter_prefix_values(operator)
            .filter_map(|ledger| ledger.vaults.get(place).map(Vault::staked))
            .fold(0, Balance::saturating_add)
    }
}

/// More shares that wait. Those of earlier eras wait no more by now.
fn joined(waiting: Waiting, era: u32, minted: U256) -> Result<Waiting, DispatchError> {
    let before = match waiting.era == era {
        true => waiting.shares,
        false => U256::zero(),
    };
    let shares = before.checked_add(minted).ok_or(overflow())?;
    Ok(Waiting { era, shares })
}

/// Add unbonding shares to those of the same block.
fn unbond<T: Config>(
    delegation: &mut Delegation<T>,
    shares: U256,
    until: BlockNumberFor<T>,
) -> DispatchResult {
    if let Some(last) = delegation.unbonding.last_mut() {
        if last.until == until {
            last.shares = last.shares.checked_add(shares).ok_or(overflow())?;
            return Ok(());
        }
    }
    delegation
        .unbonding
        .try_push(Unbonding { shares, until })
        .map_err(|_| Error::<T>::TooManyUnbonding.into())
}

fn less(a: U256, b: U256) -> Result<U256, DispatchError> {
    a.checked_sub(b).ok_or(DispatchError::Corruption)
}
