//! Redemptions that wait until the next era is planned.
//!
//! Where slashes are deferred, what unbonds before the next era is planned has no part of slashes for the active one. So
//! shares that are returned then wait in a queue. They earn and lose like all others, and leave together, at one
//! rate, by the first sync after the next era was planned and before it begins.

use crate::{
    rules::Claims, AccountIdOf, Balance, Config, Error, Event, Exit, Exits, Pallet, RequestId,
    State, Ticket, VaultId, VaultOf, QUEUE,
};
use frame_support::{dispatch::DispatchResult, ensure, storage::with_storage_layer};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Puts shares that were returned into the queue; returns its id.
    pub(crate) fn wait_to_leave(vault: &mut VaultOf<T>, shares: Balance) -> RequestId {
        if vault.leaving == 0 {
            vault.unfinished = vault.unfinished.saturating_add(1);
        }
        vault.leaving = vault.leaving.saturating_add(shares);
        vault.queue_id()
    }

    /// Unbonds the queue if that is due. A vault that has rewards to pay waits: they are the leavers', too. If the staking
    /// pallet does not unbond, the queue waits.
    pub(crate) fn let_leave_if_due(id: VaultId, vault: &mut VaultOf<T>) {
        if vault.leaving == 0 || !Self::may_unbond() || !Self::is_settled(vault) {
            return;
        }
        let mut after = vault.clone();
        if with_storage_layer(|| Self::let_leave(id, &mut after)).is_ok() {
            *vault = after;
        }
    }

    /// Unbonds the shares of the queue, at the current rate.
    pub(crate) fn let_leave(id: VaultId, vault: &mut VaultOf<T>) -> DispatchResult {
        let batch = vault.queue_id();
        let Some((number, shares)) = next_queue::<T>(vault) else {
            return Ok(());
        };
        let amount = vault.pool.leave(shares).ok_or_else(super::overflow::<T>)?;
        let (chunk, points) = Self::release(id, vault, amount)?;
        let claims = Claims {
            points: shares,
            value: points,
            ..Default::default()
        };
        let chunk = Some(chunk);
        Exits::<T>::insert(id, number, Exit { chunk, claims });
        Self::deposit_event(Event::QueueLeft {
            vault: id,
            batch,
            shares,
            amount,
        });
        Ok(())
    }

    /// Lets the pot pay the queue of a vault that ends.
    pub(crate) fn let_pot_pay(id: VaultId, vault: &mut VaultOf<T>) {
        let Some((number, shares)) = next_queue::<T>(vault) else {
            return;
        };
        vault.queued = vault.queued.saturating_add(shares);
        let claims = Claims {
            points: shares,
            value: shares,
            ..Default::default()
        };
        let chunk = None;
        Exits::<T>::insert(id, number, Exit { chunk, claims });
    }

    /// Pays a ticket of a queue that has left.
    pub(crate) fn pay_from_exit(
        id: VaultId,
        vault: &mut VaultOf<T>,
        batch: RequestId,
        ticket: Ticket,
        receiver: &AccountIdOf<T>,
    ) -> Result<Balance, DispatchError> {
        let number = queue_of(batch).ok_or(Error::<T>::NoSuchTicket)?;
        let mut exit = Exits::<T>::get(id, number).ok_or(Error::<T>::StillUnbonding)?;
        let part = exit.claims.pay(ticket.shares);
        let part = part.ok_or_else(super::overflow::<T>)?;
        let rest = exit.claims.rest();
        let amount = match exit.chunk {
            Some(chunk) => {
                let waived = rest.unwrap_or(0);
                Self::pay_from_chunk(id, vault, chunk, part, waived, receiver)?
            }
            None => Self::pay_from_pot(id, vault, part, receiver)?,
        };
        if rest.is_some() {
            Exits::<T>::remove(id, number);
            vault.unfinished = vault.unfinished.saturating_sub(1);
        } else {
            Exits::<T>::insert(id, number, exit);
        }
        Ok(amount)
    }

    /// Pays returned shares out of the pot of a retired vault.
    pub(crate) fn pay_from_pot(
        id: VaultId,
        vault: &mut VaultOf<T>,
        shares: Balance,
        receiver: &AccountIdOf<T>,
    ) -> Result<Balance, DispatchError> {
        ensure!(vault.state == State::Retired, Error::<T>::StillUnbonding);
        vault.queued = vault.queued.saturating_sub(shares);
        let amount = Self::take_from_pot(vault, shares)?;
        Self::pay(id, receiver, amount)?;
        Ok(amount)
    }
}

/// Empties the queue and begins the next one; returns its number and its shares, if it had any.
fn next_queue<T: Config>(vault: &mut VaultOf<T>) -> Option<(u32, Balance)> {
    let shares = core::mem::take(&mut vault.leaving);
    if shares == 0 {
        return None;
    }
    let number = vault.queue;
    vault.queue = number.saturating_add(1);
    Some((number, shares))
}

/// The number of the queue of a batch; none if the batch is one of a chunk or the pot.
pub(crate) fn queue_of(batch: RequestId) -> Option<u32> {
    // The number is the lower half.
    (batch & QUEUE != 0).then_some(batch as u32)
}
