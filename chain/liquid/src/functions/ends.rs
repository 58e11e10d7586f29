//! The end of a vault: a pot of free tokens, from which shares are paid for ever.

use super::CurrencyOf;
use crate::{
    rules::{part_of, Claims, Pool, SHARES_PER_UNIT},
    AccountIdOf, Balance, Chunk, Chunks, Config, Error, Event, FundsOf, Pallet, State, VaultId,
    VaultOf, VaultOfStash, Vaults,
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation, Provenance},
        Get,
    },
};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Withdraws what a vault unbonded and makes it the pot.
    pub fn do_finish(id: VaultId) -> DispatchResult {
        let mut vault = Self::settled(id)?;
        let State::Retiring { until } = vault.state else {
            return Err(Error::<T>::NotRetiring.into());
        };
        ensure!(Self::eras().planned >= until, Error::<T>::NotRetiring);
        let stash = Self::stash_of(id);
        Self::withdraw(&stash)?;
        if Self::ledger_of(&stash).is_none() {
            // Rewards that were too little to be bonded alone are free, too.
            Self::end_without_ledger(id, &mut vault)?;
        } else {
            Self::fill_pot(id, &mut vault)?;
            if vault.pool.assets > 0 {
                // Rewards came after all that unbonded until now.
                Self::release_all(id, &mut vault)?;
            } else {
                Self::enter(id, &mut vault, State::Retired);
            }
        }
        Vaults::<T>::insert(id, vault);
        Ok(())
    }

    /// Takes the shares' part of all chunks.
    fn fill_pot(id: VaultId, vault: &mut VaultOf<T>) -> DispatchResult {
        for (number, points) in core::mem::take(&mut vault.own) {
            let chunk = Chunks::<T>::get(id, number);
            let mut chunk = chunk.ok_or(DispatchError::Corruption)?;
            let part = chunk.claims.pay(points).ok_or_else(super::overflow::<T>)?;
            vault.pot = vault.pot.saturating_add(part);
            // The vault's stake is gone: what remains of the chunk goes to the pot, too.
            Self::save_chunk(id, vault, number, chunk)?;
        }
        Ok(())
    }

    /// Books the end of a stash whose ledger the staking pallet removed: everything it had is free.
    pub(crate) fn end_without_ledger(id: VaultId, vault: &mut VaultOf<T>) -> DispatchResult {
        let pending = core::mem::take(&mut vault.pending);
        let waiting = pending
            .iter()
            .fold(0, |sum: Balance, it| sum.saturating_add(it.value));
        let assets = core::mem::take(&mut vault.pool.assets);
        FundsOf::<T>::mutate(id, |funds| {
            let freed = assets.saturating_add(waiting);
            let freed = freed.saturating_add(core::mem::take(&mut funds.unbonding));
            funds.withdrawn = funds.withdrawn.saturating_add(freed);
        });
        if !pending.is_empty() {
            let number = vault.new_chunk();
            let mut claims = Claims::default();
            for batch in pending {
                let points = claims.add(batch.value).ok_or_else(super::overflow::<T>)?;
                Self::refund(id, batch.from, number, points, batch.value);
            }
            // Deposits that lost all have no points: a chunk of none would never be paid out.
            if claims.points > 0 {
                vault.unfinished = vault.unfinished.saturating_add(1);
                Chunks::<T>::insert(id, number, Chunk { era: 0, claims });
            }
        }
        vault.pot = vault.pot.saturating_add(assets);
        Self::let_pot_pay(id, vault);
        vault.rate = vault.rate.wrapping_add(1);
        Self::fill_pot(id, vault)?;
        Self::enter(id, vault, State::Retired);
        Ok(())
    }

    /// Gives the pot what a stash without a ledger has and no book knows: rewards that a stranger paid and no sync booked.
    /// What was sent to the stash before cannot be distinguished from them, and is the pot's, too.
    pub(crate) fn book_surplus(id: VaultId, vault: &mut VaultOf<T>) {
        let free = CurrencyOf::<T>::balance(&Self::stash_of(id));
        FundsOf::<T>::mutate(id, |funds| {
            let known = funds.withdrawn.saturating_add(Self::existential_deposit());
            let surplus = free.saturating_sub(known);
            funds.withdrawn = funds.withdrawn.saturating_add(surplus);
            vault.pot = vault.pot.saturating_add(surplus);
        });
    }

    /// Takes shares of a retired vault out of the books; returns their part of the pot.
    pub(crate) fn take_from_pot(
        vault: &mut VaultOf<T>,
        shares: Balance,
    ) -> Result<Balance, DispatchError> {
        let all = vault.pool.shares;
        let amount = part_of(vault.pot, shares, all).ok_or_else(super::overflow::<T>)?;
        vault.pool.shares = all.checked_sub(shares).ok_or_else(super::overflow::<T>)?;
        vault.pot = vault.pot.saturating_sub(amount);
        Ok(amount)
    }

    /// Pays shares of a retired vault at once; returns the amount.
    pub fn do_cash_out(
        owner: AccountIdOf<T>,
        id: VaultId,
        shares: Balance,
        receiver: AccountIdOf<T>,
    ) -> Result<Balance, DispatchError> {
        let mut vault = Self::refreshed(id, 1)?;
        ensure!(vault.state == State::Retired, Error::<T>::NotRetired);
        ensure!(shares > 0, Error::<T>::AmountTooSmall);
        Self::burn(id, &owner, shares)?;
        let amount = Self::take_from_pot(&mut vault, shares)?;
        Self::pay(id, &receiver, amount)?;
        Vaults::<T>::insert(id, vault);
        Self::deposit_event(Event::CashedOut {
            vault: id,
            owner,
            receiver,
            shares,
            amount,
        });
        Ok(amount)
    }

    /// Pays the founder's shares of a retired vault.
    pub fn do_return_seed(id: VaultId) -> DispatchResult {
        let mut vault = Self::refreshed(id, 1)?;
        ensure!(vault.state == State::Retired, Error::<T>::NotRetired);
        let shares = core::mem::take(&mut vault.phantom);
        ensure!(shares > 0, Error::<T>::NothingToClaim);
        let amount = Self::take_from_pot(&mut vault, shares)?;
        let receiver = Self::receiver_of_seed(&vault.founder, amount);
        Self::pay(id, &receiver, amount)?;
        Vaults::<T>::insert(id, vault);
        Self::deposit_event(Event::SeedReturned {
            vault: id,
            receiver,
            amount,
        });
        Ok(())
    }

    /// The founder, or the fee receiver where the founder's account cannot take the amount: one that is gone takes no less than the
    /// existential deposit, and would keep the vault from ever closing.
    pub(crate) fn receiver_of_seed(founder: &AccountIdOf<T>, amount: Balance) -> AccountIdOf<T> {
        let taken = CurrencyOf::<T>::can_deposit(founder, amount, Provenance::Extant);
        match taken.into_result() {
            Ok(()) => founder.clone(),
            Err(_) => T::FeeReceiver::get(),
        }
    }

    /// Removes a retired vault on which there is no claim. The founder gets what the stash still has.
    pub fn do_close(id: VaultId) -> DispatchResult {
        let state = Self::load(id)?.state;
        ensure!(state == State::Retired, Error::<T>::NotRetired);
        let vault = Self::refreshed(id, 1)?;
        let Pool { shares, .. } = vault.pool;
        // Less than one unit of deposits bought is dust: an account that has to keep a share would keep the vault. It is none
        // where others destroyed their tokens, and the dust owns what theirs did. Any account pays tickets of the pot.
        let dust = shares < SHARES_PER_UNIT && vault.pot < Self::existential_deposit();
        let empty = (shares == 0 || dust) && vault.queued == 0 && vault.unfinished == 0;
        ensure!(empty, Error::<T>::NotEmpty);
        let stash = Self::stash_of(id);
        let (expendable, polite) = (Preservation::Expendable, Fortitude::Polite);
        let left = CurrencyOf::<T>::reducible_balance(&stash, expendable, polite);
        if left > 0 {
            let receiver = Self::receiver_of_seed(&vault.founder, left);
            CurrencyOf::<T>::transfer(&stash, &receiver, left, expendable)?;
        }
        Vaults::<T>::remove(id);
        FundsOf::<T>::remove(id);
        VaultOfStash::<T>::remove(stash);
        Self::deposit_event(Event::VaultClosed { vault: id });
        Ok(())
    }
}
