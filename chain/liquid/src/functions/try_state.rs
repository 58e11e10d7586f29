//! What holds after every call.

use super::{exits::queue_of, CurrencyOf};
use crate::{
    rules::Claims, Balance, Chunks, Config, DepositBatches, Deposits, Exits, Funds, FundsOf,
    Outcome, Pallet, Requests, State, Tickets, VaultId, VaultOf, VaultOfStash, VaultOfValidator,
    Vaults, POT,
};
use alloc::collections::BTreeMap;
use frame_support::{
    ensure,
    traits::{fungible::Inspect as _, fungibles::Inspect as _},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks all vaults.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        for (id, vault) in Vaults::<T>::iter() {
            Self::check_stake(id, &vault)?;
            Self::check_claims(id, &vault)?;
            Self::check_shares(id, &vault)?;
            Self::check_requests(id)?;
            let stash = VaultOfStash::<T>::get(Self::stash_of(id));
            ensure!(stash == Some(id), "a stash is that of its vault");
            let named = VaultOfValidator::<T>::get(&vault.validator);
            if vault.state != State::Retired {
                ensure!(named == Some(id), "a validator is that of its vault");
            }
            if let State::Rehoming { successor, .. } = &vault.state {
                let named = VaultOfValidator::<T>::get(successor);
                ensure!(named == Some(id), "a successor is reserved");
            }
        }
        for (validator, id) in VaultOfValidator::<T>::iter() {
            let vault = Vaults::<T>::get(id).filter(|it| it.state != State::Retired);
            let named = vault.is_some_and(|it| match it.state {
                State::Rehoming { successor, .. } if successor == validator => true,
                _ => it.validator == validator,
            });
            ensure!(named, "a validator with a vault is named by it");
        }
        Ok(())
    }

    /// The books are those of the staking pallet: `active = A + pending`, `total = active + chunks`.
    fn check_stake(id: VaultId, vault: &VaultOf<T>) -> Result<(), TryRuntimeError> {
        let stash = Self::stash_of(id);
        let Funds {
            unbonding,
            withdrawn,
        } = FundsOf::<T>::get(id);
        let free = CurrencyOf::<T>::balance(&stash);
        ensure!(
            free >= withdrawn.saturating_add(Self::existential_deposit()),
            "what was withdrawn is in the stash, with its existential deposit"
        );
        let Some(ledger) = Self::ledger_of(&stash) else {
            return Ok(());
        };
        ensure!(
            ledger.active >= vault.booked(),
            "the books contain no more than the active bond"
        );
        let chunks = ledger
            .unlocking
            .iter()
            .fold(0, |sum: Balance, it| sum.saturating_add(it.value));
        ensure!(chunks == unbonding, "the books contain all that unbonds");
        ensure!(
            ledger.total == ledger.active.saturating_add(unbonding),
            "the bond is what is active and what unbonds"
        );
        for unlocking in &ledger.unlocking {
            let number = crate::ChunkOfEra::<T>::get(id, unlocking.era);
            let chunk = number.and_then(|number| Chunks::<T>::get(id, number));
            let same = chunk.is_some_and(|it| it.claims.value == unlocking.value);
            ensure!(same, "a chunk is that of the staking pallet");
        }
        Ok(())
    }

    /// What is owed is what there is: chunks and the pot are what unbonds and what was withdrawn.
    fn check_claims(id: VaultId, vault: &VaultOf<T>) -> Result<(), TryRuntimeError> {
        let mut points: BTreeMap<u32, Balance> = BTreeMap::new();
        let mut add = |chunk: u32, amount: Balance| {
            let sum = points.entry(chunk).or_default();
            *sum = sum.saturating_add(amount);
        };
        let (mut of_pot, mut of_queues) = (0, BTreeMap::<u32, Balance>::new());
        for ((batch, _), ticket) in Tickets::<T>::iter_prefix((id,)) {
            match queue_of(batch) {
                Some(number) => {
                    let sum = of_queues.entry(number).or_default();
                    *sum = sum.saturating_add(ticket.shares);
                }
                None if batch == POT => of_pot = ticket.shares.saturating_add(of_pot),
                None => add((batch >> 32) as u32, ticket.points),
            }
        }
        let waiting = of_queues.remove(&vault.queue).unwrap_or(0);
        ensure!(
            waiting == vault.leaving,
            "the shares of the queue are those of its tickets"
        );
        for (number, exit) in Exits::<T>::iter_prefix(id) {
            let left = exit.claims.points.saturating_sub(exit.claims.paid_points);
            let held = of_queues.remove(&number);
            ensure!(
                held == Some(left),
                "the shares that left are those of tickets"
            );
            match exit.chunk {
                Some(chunk) => add(chunk, exit.claims.unpaid()),
                None => of_pot = exit.claims.unpaid().saturating_add(of_pot),
            }
        }
        ensure!(of_queues.is_empty(), "a ticket of a queue has an exit");
        ensure!(
            of_pot == vault.queued,
            "the shares that the pot pays are those of tickets"
        );
        for (number, owned) in &vault.own {
            add(*number, *owned);
        }
        for (from, batch) in DepositBatches::<T>::iter_prefix(id) {
            let held = Deposits::<T>::iter_prefix((id, from))
                .fold(0, |sum: Balance, (_, it)| sum.saturating_add(it));
            let left = |claims: Claims| claims.points.saturating_sub(claims.paid_points);
            let expected = match batch.outcome {
                Outcome::Waits => batch.points,
                Outcome::Shares(claims) => left(claims),
                Outcome::Refund { chunk, claims } => {
                    add(chunk, claims.unpaid());
                    left(claims)
                }
            };
            ensure!(
                held == expected,
                "the points of a batch are those of its controllers"
            );
        }
        let mut owed = vault.pot;
        for (number, chunk) in Chunks::<T>::iter_prefix(id) {
            let Claims {
                points: all,
                paid_points,
                ..
            } = chunk.claims;
            ensure!(
                points.get(&number).copied().unwrap_or(0) == all.saturating_sub(paid_points),
                "the points of a chunk are those of its tickets"
            );
            owed = owed.saturating_add(chunk.claims.unpaid());
        }
        let funds = FundsOf::<T>::get(id);
        if Self::ledger_of(&Self::stash_of(id)).is_some() || vault.state == State::Retired {
            let there = funds.unbonding.saturating_add(funds.withdrawn);
            ensure!(owed == there, "what is owed is what there is");
        }
        Ok(())
    }

    /// Requests that are listed are open.
    fn check_requests(id: VaultId) -> Result<(), TryRuntimeError> {
        for (controller, open) in Requests::<T>::iter_prefix(id) {
            let mut deposits = open.deposits.iter();
            let mut tickets = open.tickets.iter();
            ensure!(
                deposits.all(|from| Deposits::<T>::contains_key((id, *from, &controller))),
                "a deposit that is listed is open"
            );
            ensure!(
                tickets.all(|batch| Tickets::<T>::contains_key((id, *batch, &controller))),
                "a ticket that is listed is open"
            );
        }
        Ok(())
    }

    /// Shares are those of the token, the founder's and those that were returned. Holders may have destroyed tokens since the
    /// last sync.
    fn check_shares(id: VaultId, vault: &VaultOf<T>) -> Result<(), TryRuntimeError> {
        let issued = T::Assets::total_issuance(id);
        ensure!(
            issued <= vault.tokens(),
            "tokens are no more than the shares"
        );
        let known = vault.phantom.checked_add(vault.queued);
        let known = known.and_then(|it| it.checked_add(vault.leaving));
        ensure!(
            known.is_some_and(|it| it <= vault.pool.shares),
            "shares that are no tokens are part of all shares"
        );
        let stash = T::Assets::balance(id, &Self::stash_of(id));
        let waiting = DepositBatches::<T>::iter_prefix(id).fold(0, |sum: Balance, (_, batch)| {
            match batch.outcome {
                Outcome::Shares(claims) => sum.saturating_add(claims.unpaid()),
                _ => sum,
            }
        });
        ensure!(stash >= waiting, "shares that wait are in the stash");
        Ok(())
    }
}
