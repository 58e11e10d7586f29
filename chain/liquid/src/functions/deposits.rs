//! Deposits: requests, and claims of what became of them.

use super::CurrencyOf;
use crate::{
    rules::PendingBatch, AccountIdOf, Balance, Claimed, Config, DepositBatch, DepositBatches,
    Deposits, Error, Event, Outcome, Pallet, State, VaultId, VaultOf, Vaults,
};
use frame_support::{
    ensure,
    traits::{fungible::Mutate, fungibles::Mutate as _, tokens::Preservation, Get},
};
use sp_runtime::DispatchError;
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
    /// Bonds an amount of the owner's, which becomes shares of the controller. Returns the id of the batch.
    pub fn do_request_deposit(
        owner: AccountIdOf<T>,
        id: VaultId,
        amount: Balance,
        controller: AccountIdOf<T>,
    ) -> Result<EraIndex, DispatchError> {
        let vault = Self::settled(id)?;
        Self::deposit_into(vault, owner, id, amount, controller)
    }

    /// Like [`do_request_deposit`](Self::do_request_deposit), of a vault that is up to date: without a sync, so that a page of
    /// deposits weighs little.
    ///
    /// # Errors
    /// Also `Unsettled`, where [`do_sync`](Self::do_sync) is due.
    pub fn do_request_deposit_synced(
        owner: AccountIdOf<T>,
        id: VaultId,
        amount: Balance,
        controller: AccountIdOf<T>,
    ) -> Result<EraIndex, DispatchError> {
        let vault = Self::load(id)?;
        if vault.state == State::Open {
            ensure!(Self::is_settled(&vault), Error::<T>::Unsettled);
            let fit = Self::unfit(&vault.validator, vault.commission_cap).is_none()
                && !vault.pool.is_wiped(&vault.best);
            ensure!(fit, Error::<T>::NotOpen);
            // A sync nominates again where another account could stop that.
            let nominates = Self::nominates(&Self::stash_of(id), &vault.validator);
            ensure!(nominates == Some(true), Error::<T>::Unsettled);
        }
        Self::deposit_into(vault, owner, id, amount, controller)
    }

    fn deposit_into(
        mut vault: VaultOf<T>,
        owner: AccountIdOf<T>,
        id: VaultId,
        amount: Balance,
        controller: AccountIdOf<T>,
    ) -> Result<EraIndex, DispatchError> {
        ensure!(amount >= T::MinAmount::get(), Error::<T>::AmountTooSmall);
        ensure!(vault.state == State::Open, Error::<T>::NotOpen);
        // The staking pallet takes the same part of each bonded unit, of those that were not exposed, too.
        ensure!(!Self::is_frozen(id), Error::<T>::SlashWaits);
        let reached = vault.booked().checked_add(amount);
        ensure!(
            reached.is_some_and(|it| it <= vault.deposit_cap),
            Error::<T>::AboveDepositCap
        );
        let stash = Self::stash_of(id);
        CurrencyOf::<T>::transfer(&owner, &stash, amount, Preservation::Preserve)?;
        Self::bond_extra(&stash, amount)?;

        let from = Self::eras().planned.saturating_add(1);
        let mut stored = match DepositBatches::<T>::get(id, from) {
            Some(stored) => stored,
            None => {
                vault.unfinished = vault.unfinished.saturating_add(1);
                DepositBatch::default()
            }
        };
        let points = match vault.pending.iter_mut().find(|it| it.from == from) {
            Some(batch) => {
                let points = crate::rules::part_of(amount, stored.points, batch.value);
                batch.value = batch.value.saturating_add(amount);
                batch.principal = batch.principal.saturating_add(amount);
                points.ok_or(Error::<T>::BatchWiped)?
            }
            // A batch that was refunded in this era takes no more deposits.
            None if stored.points > 0 => return Err(Error::<T>::BatchWiped.into()),
            None => {
                let batch = PendingBatch {
                    from,
                    value: amount,
                    principal: amount,
                };
                let pushed = vault.pending.try_push(batch);
                pushed.map_err(|_| Error::<T>::TooManyWaiting)?;
                amount
            }
        };
        let sum = stored.points.checked_add(points);
        stored.points = sum.ok_or_else(super::overflow::<T>)?;
        DepositBatches::<T>::insert(id, from, stored);
        Deposits::<T>::mutate((id, from, &controller), |sum| {
            *sum = sum.saturating_add(points);
        });
        Self::list_deposit(id, &controller, from);
        Vaults::<T>::insert(id, vault);
        Self::deposit_event(Event::DepositRequested {
            vault: id,
            batch: from,
            controller,
            amount,
        });
        Ok(from)
    }

    /// Moves the shares of a controller's deposits in a batch to the receiver, or pays the deposits back. Of at most
    /// `limit` points: what was deposited, where no slash has reduced the batch.
    pub fn do_claim(
        controller: AccountIdOf<T>,
        id: VaultId,
        from: EraIndex,
        limit: Balance,
        receiver: AccountIdOf<T>,
    ) -> Result<Claimed, DispatchError> {
        let vault = Self::refreshed_or_stored(id)?;
        Self::claim_from(vault, (controller, id, from), limit, receiver)
    }

    /// Like [`do_claim`](Self::do_claim), without a sync.
    pub fn do_claim_synced(
        controller: AccountIdOf<T>,
        id: VaultId,
        from: EraIndex,
        limit: Balance,
        receiver: AccountIdOf<T>,
    ) -> Result<Claimed, DispatchError> {
        Self::claim_from(Self::load(id)?, (controller, id, from), limit, receiver)
    }

    fn claim_from(
        mut vault: VaultOf<T>,
        (controller, id, from): (AccountIdOf<T>, VaultId, EraIndex),
        limit: Balance,
        receiver: AccountIdOf<T>,
    ) -> Result<Claimed, DispatchError> {
        let mut batch = DepositBatches::<T>::get(id, from).ok_or(Error::<T>::NothingToClaim)?;
        let all = Deposits::<T>::get((id, from, &controller));
        let points = all.min(limit);
        ensure!(points > 0, Error::<T>::NothingToClaim);
        let claimed = match &mut batch.outcome {
            Outcome::Waits => return Err(Error::<T>::NothingToClaim.into()),
            Outcome::Shares(claims) => {
                let shares = claims.pay(points).ok_or_else(super::overflow::<T>)?;
                if shares > 0 {
                    let stash = Self::stash_of(id);
                    let expendable = Preservation::Expendable;
                    T::Assets::transfer(id, &stash, &receiver, shares, expendable)?;
                }
                if let Some(rest) = claims.rest() {
                    // Remainders of the divisions are shares of no account: the vault's other shares are worth more.
                    vault.pool.shares = vault.pool.shares.saturating_sub(rest);
                    if rest > 0 {
                        Self::burn(id, &Self::stash_of(id), rest)?;
                    }
                }
                Self::deposit_event(Event::SharesClaimed {
                    vault: id,
                    batch: from,
                    controller: controller.clone(),
                    receiver,
                    shares,
                });
                Claimed::Shares(shares)
            }
            Outcome::Refund { chunk, claims } => {
                let number = *chunk;
                let part = claims.pay(points).ok_or_else(super::overflow::<T>)?;
                let waived = claims.rest().unwrap_or(0);
                let amount = Self::pay_from_chunk(id, &mut vault, number, part, waived, &receiver)?;
                Self::deposit_event(Event::DepositRefunded {
                    vault: id,
                    batch: from,
                    controller: controller.clone(),
                    receiver,
                    amount,
                });
                Claimed::Refund(amount)
            }
        };
        let key = (id, from, &controller);
        match all.saturating_sub(points) {
            0 => {
                Deposits::<T>::remove(key);
                Self::unlist_deposit(id, &controller, from);
            }
            left => Deposits::<T>::insert(key, left),
        }
        let finished = match batch.outcome {
            Outcome::Waits => false,
            Outcome::Shares(claims) | Outcome::Refund { claims, .. } => claims.rest().is_some(),
        };
        if finished {
            DepositBatches::<T>::remove(id, from);
            vault.unfinished = vault.unfinished.saturating_sub(1);
        } else {
            DepositBatches::<T>::insert(id, from, batch);
        }
        Vaults::<T>::insert(id, vault);
        Ok(claimed)
    }
}
