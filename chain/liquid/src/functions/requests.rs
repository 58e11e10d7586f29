//! Operators of accounts, and the lists of open requests.

use super::exits::queue_of;
use crate::{
    AccountIdOf, Balance, Chunks, Config, DepositBatches, Deposits, Error, Event, Exits,
    OpenRequests, Operators, Outcome, Pallet, RequestId, Requests, Tickets, VaultId, Vaults, POT,
};
use frame_support::{dispatch::DispatchResult, ensure};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
    /// Lets an operator act for an account in a vault, or not any more. An approval of a vault that was closed can be
    /// withdrawn.
    pub fn do_set_operator(
        account: AccountIdOf<T>,
        id: VaultId,
        operator: AccountIdOf<T>,
        approved: bool,
    ) -> DispatchResult {
        ensure!(account != operator, Error::<T>::OwnOperator);
        let key = (id, &account, &operator);
        if approved {
            ensure!(Vaults::<T>::contains_key(id), Error::<T>::NoSuchVault);
            Operators::<T>::insert(key, ());
        } else {
            Operators::<T>::remove(key);
        }
        Self::deposit_event(Event::OperatorSet {
            vault: id,
            account,
            operator,
            approved,
        });
        Ok(())
    }

    /// Whether the sender is the account, or its operator in the vault.
    pub fn acts_for(id: VaultId, sender: &AccountIdOf<T>, account: &AccountIdOf<T>) -> bool {
        sender == account || Operators::<T>::contains_key((id, account, sender))
    }

    /// Changes the lists of a controller, and removes them where they are empty.
    fn change_requests(
        id: VaultId,
        controller: &AccountIdOf<T>,
        change: impl FnOnce(&mut OpenRequests),
    ) {
        Requests::<T>::mutate_exists(id, controller, |stored| {
            let mut open = stored.take().unwrap_or_default();
            change(&mut open);
            if open != OpenRequests::default() {
                *stored = Some(open);
            }
        });
    }

    /// Lists a deposit. A list that is full stays as it is: the deposit is then claimed by its batch alone.
    pub(crate) fn list_deposit(id: VaultId, controller: &AccountIdOf<T>, batch: EraIndex) {
        Self::change_requests(id, controller, |open| {
            if !open.deposits.contains(&batch) {
                let _ = open.deposits.try_push(batch);
            }
        });
    }

    pub(crate) fn unlist_deposit(id: VaultId, controller: &AccountIdOf<T>, batch: EraIndex) {
        Self::change_requests(id, controller, |open| {
            open.deposits.retain(|it| *it != batch)
        });
    }

    /// Lists a ticket, as [`Self::list_deposit`] does a deposit.
    pub(crate) fn list_ticket(id: VaultId, controller: &AccountIdOf<T>, batch: RequestId) {
        Self::change_requests(id, controller, |open| {
            if !open.tickets.contains(&batch) {
                let _ = open.tickets.try_push(batch);
            }
        });
    }

    pub(crate) fn unlist_ticket(id: VaultId, controller: &AccountIdOf<T>, batch: RequestId) {
        Self::change_requests(id, controller, |open| {
            open.tickets.retain(|it| *it != batch)
        });
    }

    /// The points of a controller in a batch of deposits, which are what was deposited in base units where no slash came
    /// before, and what became of the batch.
    pub fn deposited(
        id: VaultId,
        batch: EraIndex,
        controller: &AccountIdOf<T>,
    ) -> Option<(Balance, Outcome)> {
        let points = Deposits::<T>::get((id, batch, controller));
        let batch = DepositBatches::<T>::get(id, batch)?;
        (points > 0).then_some((points, batch.outcome))
    }

    /// The fewest shares of a controller's ticket that are paid `amount`, in base units. None where all of them are paid
    /// less.
    pub fn shares_to_withdraw(
        id: VaultId,
        batch: RequestId,
        controller: &AccountIdOf<T>,
        amount: Balance,
    ) -> Option<Balance> {
        let ticket = Tickets::<T>::try_get((id, batch, controller)).ok()?;
        let of_pot = || {
            let vault = Vaults::<T>::get(id)?;
            crate::rules::least_part(amount, vault.pot, vault.pool.shares)
        };
        let of_chunk = |number: u32| Chunks::<T>::get(id, number)?.claims.points_for(amount);
        let shares = match queue_of(batch) {
            Some(number) => {
                let exit = Exits::<T>::get(id, number)?;
                match exit.chunk {
                    Some(chunk) => exit.claims.points_for(of_chunk(chunk)?)?,
                    None => of_pot()?,
                }
            }
            None if batch == POT => of_pot()?,
            None => {
                let points = of_chunk((batch >> 32) as u32)?;
                crate::rules::least_part(points, ticket.points, ticket.shares)?
            }
        };
        (shares <= ticket.shares).then_some(shares)
    }
}
