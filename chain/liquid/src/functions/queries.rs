//! Views.

use super::exits::queue_of;
use crate::{
    api::{DepositView, RedeemView, VaultView},
    rules::{loss_of, split_loss},
    AccountIdOf, Balance, Chunks, Config, DepositBatches, Deposits, Exit, Exits, Outcome, Pallet,
    RequestId, State, Tickets, VaultId, VaultOf, Vaults, POT,
};
use frame_support::storage::{with_transaction, TransactionOutcome};
use sp_runtime::DispatchError;
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
    /// A vault as it is after a sync of one page, without effect on the state.
    pub fn view_vault(id: VaultId) -> Option<VaultView<AccountIdOf<T>>> {
        // A sync that is not stored would mint the shares of a batch, and the next one mint them again.
        let viewed = with_transaction(|| {
            TransactionOutcome::Rollback(Ok::<_, DispatchError>(Self::view_synced(id)))
        });
        viewed.ok().flatten()
    }

    /// Changes the state: it stores what a sync mints, and not the vault.
    fn view_synced(id: VaultId) -> Option<VaultView<AccountIdOf<T>>> {
        let vault = Self::refreshed_or_stored(id).ok()?;
        let stash = Self::stash_of(id);
        let frozen = Self::is_frozen(id);
        Some(VaultView {
            assets: Self::stake_of_shares(id, &vault),
            shares: vault.pool.shares,
            pending: vault.pending_value(),
            leaving: vault.leaving,
            settled: vault.settled,
            unsettled: Self::eras()
                .active
                .saturating_sub(vault.settled)
                .saturating_sub(1),
            slash: Self::waiting_amount(&stash),
            frozen,
            validator: vault.validator,
            state: vault.state,
            stash,
        })
    }

    /// What shares are worth now, in base units; of a retired vault, what they are paid.
    pub fn worth_of(id: VaultId, shares: Balance) -> Balance {
        let Some(vault) = Vaults::<T>::get(id) else {
            return 0;
        };
        let stake = Self::stake_of_shares(id, &vault);
        crate::rules::part_of(stake, shares, vault.pool.shares).unwrap_or(0)
    }

    /// What all shares of a vault own: the stake, and of a vault that ends what unbonds for them, and the pot.
    pub fn stake_of_shares(id: VaultId, vault: &VaultOf<T>) -> Balance {
        if !matches!(vault.state, State::Retiring { .. } | State::Retired) {
            return vault.pool.assets;
        }
        let unbonds = vault.own.iter().fold(0, |sum: Balance, (number, points)| {
            let chunk = Chunks::<T>::get(id, number);
            sum.saturating_add(chunk.map_or(0, |it| it.claims.worth(*points)))
        });
        vault
            .pool
            .assets
            .saturating_add(unbonds)
            .saturating_add(vault.pot)
    }

    /// What all shares own once the slashes that wait are applied. What left since an offence pays its own part of the slash.
    pub fn stake_after_slashes(id: VaultId, vault: &VaultOf<T>) -> Balance {
        let ends = matches!(vault.state, State::Retiring { .. } | State::Retired);
        let mut left = vault.clone();
        let mut from_own: Balance = 0;
        for slash in Self::waiting(&Self::stash_of(id)) {
            let part = |of: Balance| loss_of(of, slash.amount, slash.affected);
            let assets = left.pool.assets;
            let loss = part(slash.bonded);
            let from_shares = split_loss(left.pending.as_mut(), slash.era, loss, assets);
            left.shrink(from_shares);
            for (number, points) in vault.own.iter().filter(|_| ends) {
                let chunk = Chunks::<T>::get(id, number).filter(|it| it.era >= slash.since);
                let worth = chunk.map_or(0, |it| it.claims.worth(*points));
                from_own = from_own.saturating_add(part(worth));
            }
        }
        let from_pool = vault.pool.assets.saturating_sub(left.pool.assets);
        Self::stake_of_shares(id, vault)
            .saturating_sub(from_pool)
            .saturating_sub(from_own)
    }

    /// A deposit of a controller, with the shares or the amount that it would be paid.
    pub fn view_deposit(
        id: VaultId,
        from: EraIndex,
        controller: &AccountIdOf<T>,
    ) -> Option<DepositView> {
        let points = Deposits::<T>::get((id, from, controller));
        let batch = DepositBatches::<T>::get(id, from).filter(|_| points > 0)?;
        Some(match batch.outcome {
            Outcome::Waits => {
                let vault = Vaults::<T>::get(id)?;
                let batch_value = vault.pending.iter().find(|it| it.from == from)?.value;
                let amount = crate::rules::part_of(batch_value, points, batch.points);
                DepositView::Waits(amount.unwrap_or(0))
            }
            Outcome::Shares(claims) => DepositView::Shares(claims.worth(points)),
            Outcome::Refund { chunk, claims } => {
                let chunk = Chunks::<T>::get(id, chunk)?;
                DepositView::Refund {
                    amount: chunk.claims.worth(claims.worth(points)),
                    unlocks: chunk.era,
                }
            }
        })
    }

    /// A redemption of a controller, at its current worth.
    pub fn view_redeem(
        id: VaultId,
        batch: RequestId,
        controller: &AccountIdOf<T>,
    ) -> Option<RedeemView> {
        let ticket = Tickets::<T>::try_get((id, batch, controller)).ok()?;
        let vault = Vaults::<T>::get(id)?;
        let eras = Self::eras();
        let exit = queue_of(batch).map(|number| Exits::<T>::get(id, number));
        let queued = exit == Some(None);
        let of_chunk = |number: u32, points: Balance| {
            let chunk = Chunks::<T>::get(id, number);
            chunk.map_or((0, 0), |it| (it.claims.worth(points), it.era))
        };
        let mut of_pot = false;
        let (amount, unlocks) = match exit {
            None if batch != POT => of_chunk((batch >> 32) as u32, ticket.points),
            Some(None) => {
                // It unbonds once the era after the active one is planned.
                let unbonds = eras.planned.max(eras.active.saturating_add(1));
                let unlocks = unbonds.saturating_add(Self::bonding_duration());
                (Self::worth_of(id, ticket.shares), unlocks)
            }
            Some(Some(Exit {
                chunk: Some(number),
                claims,
            })) => of_chunk(number, claims.worth(ticket.shares)),
            // The pot pays.
            _ => {
                of_pot = true;
                let unlocks = match vault.state {
                    State::Retiring { until } => until,
                    _ => 0,
                };
                (Self::worth_of(id, ticket.shares), unlocks)
            }
        };
        // The pot is filled by `finish`, not by time.
        let free = vault.state == State::Retired || (eras.planned >= unlocks && !of_pot);
        Some(RedeemView {
            shares: ticket.shares,
            amount,
            queued,
            unlocks,
            claimable: free && !queued,
        })
    }
}
