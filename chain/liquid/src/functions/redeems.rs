//! Redemptions: tickets, and their payment.

use super::exits::queue_of;
use crate::{
    AccountIdOf, Balance, Chunk, ChunkOfEra, Chunks, Config, Error, Event, FundsOf, Pallet,
    RequestId, State, Ticket, Tickets, VaultId, VaultOf, Vaults, POT,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Returns shares of the owner for a ticket of the controller. Returns the id of the batch.
    pub fn do_request_redeem(
        owner: AccountIdOf<T>,
        id: VaultId,
        shares: Balance,
        controller: AccountIdOf<T>,
    ) -> Result<RequestId, DispatchError> {
        let mut vault = Self::settled(id)?;
        ensure!(vault.state != State::Retired, Error::<T>::AlreadyRetired);
        ensure!(shares > 0, Error::<T>::AmountTooSmall);
        let all = Self::shares_of(id, &owner) == shares;
        Self::burn(id, &owner, shares)?;
        let mut ticket = Ticket { shares, points: 0 };
        let (batch, amount) = match vault.state {
            State::Retiring { .. } => {
                vault.queued = vault.queued.saturating_add(shares);
                (POT, 0)
            }
            _ => {
                let amount = vault.pool.worth(shares);
                // An account may always leave with all it has, so that no remainder is stuck.
                let least = if all { 0 } else { T::MinAmount::get() };
                ensure!(amount >= least, Error::<T>::AmountTooSmall);
                if Self::may_unbond() {
                    vault.pool.leave(shares).ok_or_else(super::overflow::<T>)?;
                    let (chunk, points) = Self::release(id, &mut vault, amount)?;
                    ticket.points = points;
                    (vault.request_id(chunk), amount)
                } else {
                    (Self::wait_to_leave(&mut vault, shares), amount)
                }
            }
        };
        Tickets::<T>::mutate((id, batch, &controller), |held| {
            held.shares = held.shares.saturating_add(ticket.shares);
            held.points = held.points.saturating_add(ticket.points);
        });
        Self::list_ticket(id, &controller, batch);
        // What is left may be too little to nominate with.
        Self::review(id, &mut vault)?;
        Vaults::<T>::insert(id, vault);
        Self::deposit_event(Event::RedeemRequested {
            vault: id,
            batch,
            controller,
            shares,
            amount,
        });
        Ok(batch)
    }

    /// Pays a ticket, of which at most `limit` shares.
    pub fn do_redeem(
        controller: AccountIdOf<T>,
        id: VaultId,
        batch: RequestId,
        limit: Balance,
        receiver: AccountIdOf<T>,
    ) -> Result<Balance, DispatchError> {
        let vault = Self::refreshed_or_stored(id)?;
        Self::redeem_from(vault, (controller, id, batch), limit, receiver)
    }

    /// Like [`do_redeem`](Self::do_redeem), without a sync.
    pub fn do_redeem_synced(
        controller: AccountIdOf<T>,
        id: VaultId,
        batch: RequestId,
        limit: Balance,
        receiver: AccountIdOf<T>,
    ) -> Result<Balance, DispatchError> {
        Self::redeem_from(Self::load(id)?, (controller, id, batch), limit, receiver)
    }

    fn redeem_from(
        mut vault: VaultOf<T>,
        (controller, id, batch): (AccountIdOf<T>, VaultId, RequestId),
        limit: Balance,
        receiver: AccountIdOf<T>,
    ) -> Result<Balance, DispatchError> {
        let key = (id, batch, &controller);
        let held = Tickets::<T>::get(key);
        let ticket = held.part(limit).ok_or(Error::<T>::NoSuchTicket)?;
        let left = Ticket {
            shares: held.shares.saturating_sub(ticket.shares),
            points: held.points.saturating_sub(ticket.points),
        };
        if left == Ticket::default() {
            Tickets::<T>::remove(key);
            Self::unlist_ticket(id, &controller, batch);
        } else {
            Tickets::<T>::insert(key, left);
        }
        let amount = if batch == POT {
            Self::pay_from_pot(id, &mut vault, ticket.shares, &receiver)?
        } else if queue_of(batch).is_some() {
            Self::pay_from_exit(id, &mut vault, batch, ticket, &receiver)?
        } else {
            let number = (batch >> 32) as u32;
            Self::pay_from_chunk(id, &mut vault, number, ticket.points, 0, &receiver)?
        };
        Vaults::<T>::insert(id, vault);
        Self::deposit_event(Event::Redeemed {
            vault: id,
            batch,
            controller,
            receiver,
            amount,
        });
        Ok(amount)
    }

    /// Pays points of a chunk, and gives up `waived` ones.
    pub(crate) fn pay_from_chunk(
        id: VaultId,
        vault: &mut VaultOf<T>,
        number: u32,
        points: Balance,
        waived: Balance,
        receiver: &AccountIdOf<T>,
    ) -> Result<Balance, DispatchError> {
        if points == 0 && waived == 0 {
            return Ok(0);
        }
        let chunk = Chunks::<T>::get(id, number);
        let mut chunk = chunk.ok_or(DispatchError::Corruption)?;
        Self::withdraw_chunk(id, vault, &chunk)?;
        let amount = chunk.claims.pay(points).ok_or_else(super::overflow::<T>)?;
        chunk.claims.waive(waived);
        Self::pay(id, receiver, amount)?;
        Self::save_chunk(id, vault, number, chunk)?;
        Ok(amount)
    }

    /// Ensures that what pays a chunk is free.
    fn withdraw_chunk(id: VaultId, vault: &VaultOf<T>, chunk: &Chunk) -> DispatchResult {
        if vault.state == State::Retired {
            return Ok(());
        }
        let planned = Self::eras().planned;
        ensure!(planned >= chunk.era, Error::<T>::StillUnbonding);
        let stash = Self::stash_of(id);
        match Self::ledger_of(&stash) {
            Some(ledger) if ledger.unlocking.iter().any(|it| it.era <= planned) => {
                Self::withdraw(&stash)
            }
            _ => Ok(()),
        }
    }

    /// Stores a chunk of which something was paid. What divisions leave of a chunk that is paid out stays in the vault.
    pub(crate) fn save_chunk(
        id: VaultId,
        vault: &mut VaultOf<T>,
        number: u32,
        chunk: Chunk,
    ) -> DispatchResult {
        let Some(rest) = chunk.claims.rest() else {
            Chunks::<T>::insert(id, number, chunk);
            return Ok(());
        };
        Chunks::<T>::remove(id, number);
        if ChunkOfEra::<T>::get(id, chunk.era) == Some(number) {
            ChunkOfEra::<T>::remove(id, chunk.era);
        }
        vault.unfinished = vault.unfinished.saturating_sub(1);
        if rest == 0 {
            return Ok(());
        }
        let stakes = !matches!(vault.state, State::Retiring { .. } | State::Retired);
        if stakes && Self::bond_extra(&Self::stash_of(id), rest).is_ok() {
            FundsOf::<T>::mutate(id, |funds| {
                funds.withdrawn = funds.withdrawn.saturating_sub(rest);
            });
            vault.pool.assets = vault.pool.assets.saturating_add(rest);
        } else {
            vault.pot = vault.pot.saturating_add(rest);
        }
        Ok(())
    }
}
