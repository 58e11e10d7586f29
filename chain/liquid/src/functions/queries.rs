//! Views.

use crate::{
    api::{DepositView, RedeemView, VaultView},
    AccountIdOf, Balance, Chunks, Config, DepositBatches, Deposits, Outcome, Pallet, RequestId,
    State, Tickets, VaultId, Vaults, POT,
};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
    /// A vault as it is after a sync of one page, without effect on the state where it is called by a query.
    pub fn view_vault(id: VaultId) -> Option<VaultView<AccountIdOf<T>>> {
        let vault = Self::refreshed_or_stored(id).ok()?;
        let stash = Self::stash_of(id);
        let frozen = Self::is_frozen(id);
        Some(VaultView {
            assets: match vault.state {
                State::Retired => vault.pot,
                _ => vault.pool.assets,
            },
            shares: vault.pool.shares,
            pending: vault.pending_value(),
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
        match vault.state {
            State::Retired => {
                crate::rules::part_of(vault.pot, shares, vault.pool.shares).unwrap_or(0)
            }
            _ => vault.pool.worth(shares),
        }
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
        let (amount, unlocks) = if batch == POT {
            let unlocks = match vault.state {
                State::Retiring { until } => until,
                _ => 0,
            };
            (Self::worth_of(id, ticket.shares), unlocks)
        } else {
            let chunk = Chunks::<T>::get(id, (batch >> 32) as u32);
            chunk.map_or((0, 0), |it| (it.claims.worth(ticket.points), it.era))
        };
        Some(RedeemView {
            shares: ticket.shares,
            amount,
            unlocks,
            claimable: vault.state == State::Retired || Self::eras().planned >= unlocks,
        })
    }
}
