//! What the staking pallet reports of stashes.

use crate::{
    rules::split_loss, AccountIdOf, Balance, ChunkOfEra, Chunks, Config, Event, FundsOf, Pallet,
    VaultOfStash, Vaults,
};
use alloc::collections::BTreeMap;
use sp_staking::{EraIndex, OnStakingUpdate};

impl<T: Config> OnStakingUpdate<AccountIdOf<T>, Balance> for Pallet<T> {
    /// A slash lowers the rate and tickets in the same block. The ledger that is stored is still the one before it.
    fn on_slash(
        stash: &AccountIdOf<T>,
        active: Balance,
        unlocking: &BTreeMap<EraIndex, Balance>,
        _total: Balance,
    ) {
        let Some(id) = VaultOfStash::<T>::get(stash) else {
            return;
        };
        let Some(mut vault) = Vaults::<T>::get(id) else {
            return;
        };
        let before = Self::ledger_of(stash).map_or(active, |ledger| ledger.active);
        // Rewards that a stranger had paid and that no sync has divided.
        vault.grow(before.saturating_sub(vault.booked()));
        let loss = before.saturating_sub(active);
        let waiting = vault.pending_value();
        let (era, seen) = Self::era_of_slash(stash, vault.slashed_in);
        vault.slashed_in = seen;
        let assets = vault.pool.assets;
        let from_shares = split_loss(vault.pending.as_mut(), era, loss, assets);
        vault.shrink(from_shares);
        let from_pending = waiting.saturating_sub(vault.pending_value());

        let mut from_unbonding: Balance = 0;
        for (era, value) in unlocking {
            let Some(number) = ChunkOfEra::<T>::get(id, era) else {
                continue;
            };
            Chunks::<T>::mutate(id, number, |chunk| {
                if let Some(chunk) = chunk {
                    let lost = chunk.claims.value.saturating_sub(*value);
                    chunk.claims.value = *value;
                    from_unbonding = from_unbonding.saturating_add(lost);
                }
            });
        }
        FundsOf::<T>::mutate(id, |funds| {
            funds.unbonding = funds.unbonding.saturating_sub(from_unbonding);
        });
        Vaults::<T>::insert(id, vault);
        Self::deposit_event(Event::Slashed {
            vault: id,
            from_shares,
            from_pending,
            from_unbonding,
        });
    }

    fn on_withdraw(stash: &AccountIdOf<T>, amount: Balance) {
        if let Some(id) = VaultOfStash::<T>::get(stash) {
            FundsOf::<T>::mutate(id, |funds| {
                funds.unbonding = funds.unbonding.saturating_sub(amount);
                funds.withdrawn = funds.withdrawn.saturating_add(amount);
            });
        }
    }
}
