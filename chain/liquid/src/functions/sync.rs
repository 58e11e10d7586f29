//! What every call on a vault does first: rewards of closed eras, the fee, the vault's state, deposits that become
//! shares.

use crate::{
    rules::{split_growth, Claims},
    Balance, Config, DepositBatch, DepositBatches, Error, Event, Fee, Outcome, Pallet, State,
    VaultId, VaultOf, Vaults,
};
use blueprint_rules::math::{bps_floor, U256};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    storage::with_storage_layer,
    traits::{
        fungibles::{Inspect, Mutate},
        Get,
    },
};
use sp_runtime::DispatchError;
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
    /// Pays up to `steps` pages of rewards of a vault, or eras without any, and brings its books up to date.
    pub fn do_sync(id: VaultId, steps: u32) -> DispatchResult {
        let vault = Self::refreshed(id, steps)?;
        Vaults::<T>::insert(id, vault);
        Ok(())
    }

    /// The vault after a sync.
    pub(crate) fn refreshed(id: VaultId, steps: u32) -> Result<VaultOf<T>, DispatchError> {
        let mut vault = Self::load(id)?;
        Self::book_destroyed(id, &mut vault);
        if vault.state == State::Retired {
            return Ok(vault);
        }
        let stash = Self::stash_of(id);
        let Some(ledger) = Self::ledger_of(&stash) else {
            Self::end_without_ledger(id, &mut vault)?;
            Self::book_surplus(id, &mut vault);
            return Ok(vault);
        };
        let unbooked = ledger.active.saturating_sub(vault.booked());
        settle::<T>(id, &mut vault, unbooked, steps);
        if Self::is_settled(&vault) {
            Self::book_rest(id, &mut vault);
        }
        Self::charge(id, &mut vault);
        Self::let_leave_if_due(id, &mut vault);
        Self::review(id, &mut vault)?;
        Self::activate(id, &mut vault);
        Ok(vault)
    }

    /// Takes out of the books what holders destroyed of their tokens, which the assets pallet lets them do.
    fn book_destroyed(id: VaultId, vault: &mut VaultOf<T>) {
        let shares = vault.tokens().saturating_sub(T::Assets::total_issuance(id));
        if shares > 0 {
            vault.pool.shares = vault.pool.shares.saturating_sub(shares);
            vault.rate = vault.rate.wrapping_add(1);
            Self::deposit_event(Event::SharesDestroyed { vault: id, shares });
        }
    }

    /// Books growth that no page explains as the shares'.
    pub(crate) fn book_rest(id: VaultId, vault: &mut VaultOf<T>) {
        let active = Self::ledger_of(&Self::stash_of(id)).map_or(0, |ledger| ledger.active);
        vault.grow(active.saturating_sub(vault.booked()));
    }

    /// The vault after a sync that left no closed era unpaid.
    pub(crate) fn settled(id: VaultId) -> Result<VaultOf<T>, DispatchError> {
        let vault = Self::refreshed(id, 1)?;
        let ended = vault.state == State::Retired;
        ensure!(ended || Self::is_settled(&vault), Error::<T>::Unsettled);
        Ok(vault)
    }

    /// The vault after a sync, or as it is stored if that fails: what is due to an account does not wait for it.
    pub(crate) fn refreshed_or_stored(id: VaultId) -> Result<VaultOf<T>, DispatchError> {
        with_storage_layer(|| Self::refreshed(id, 1)).or_else(|_| Self::load(id))
    }

    /// Whether the rewards of all closed eras are paid.
    pub(crate) fn is_settled(vault: &VaultOf<T>) -> bool {
        vault.settled.saturating_add(1) >= Self::eras().active
    }

    /// Takes the protocol's part of growth above the best rate there was, in new shares. A vault that retires pays none: its
    /// shares own more than what is bonded. A fee that is higher than at the last sync is for what grows from now on: who syncs
    /// chooses by the moment no fee of earlier eras.
    fn charge(id: VaultId, vault: &mut VaultOf<T>) {
        let running = Fee::<T>::get().bps(Self::now());
        let bps = running.min(vault.fee_bps);
        // Eras that are not paid yet grew before.
        vault.fee_bps = match Self::is_settled(vault) {
            true => running,
            false => bps,
        };
        let retires = matches!(vault.state, State::Retiring { .. });
        if retires || !vault.pool.is_better_than(&vault.best) {
            return;
        }
        let growth = vault.pool.above(&vault.best);
        let fee = Balance::try_from(bps_floor(U256::from(growth), bps)).unwrap_or(0);
        // Stake without shares, and shares without stake, pay no fee.
        let mut charged = vault.pool;
        if let Some(shares) = charged.charge(fee).filter(|it| *it > 0) {
            // A receiver that cannot hold the token goes without, and holders keep the fee.
            if T::Assets::mint_into(id, &T::FeeReceiver::get(), shares).is_ok() {
                vault.pool = charged;
                Self::deposit_event(Event::FeeTaken {
                    vault: id,
                    growth,
                    fee,
                    shares,
                });
            }
        }
        if vault.pool.is_better_than(&vault.best) {
            vault.best = vault.pool;
        }
    }

    /// Turns batches into shares whose first era is active, whose earlier eras are paid, and for which no slash of an
    /// earlier era waits. A batch that cannot become shares waits.
    fn activate(id: VaultId, vault: &mut VaultOf<T>) {
        let active = Self::eras().active;
        let paid = vault.settled.saturating_add(1);
        let due = |from: EraIndex| active >= from && paid >= from;
        if vault.state != State::Open || !vault.pending.iter().any(|it| due(it.from)) {
            return;
        }
        let stash = Self::stash_of(id);
        let oldest_slash = Self::waiting_slashes(&stash).next();
        while let Some(batch) = vault.pending.first().copied() {
            let clear = oldest_slash.is_none_or(|era| era >= batch.from);
            if !due(batch.from) || !clear {
                break;
            }
            let mut pool = vault.pool;
            let Some(shares) = pool.join(batch.value) else {
                break;
            };
            if T::Assets::mint_into(id, &stash, shares).is_err() {
                break;
            }
            vault.pool = pool;
            vault.pending.remove(0);
            DepositBatches::<T>::mutate_exists(id, batch.from, |stored| {
                let points = stored.map_or(0, |it| it.points);
                let outcome = Outcome::Shares(Claims {
                    points,
                    value: shares,
                    ..Default::default()
                });
                *stored = Some(DepositBatch { points, outcome });
            });
            Self::deposit_event(Event::BatchActivated {
                vault: id,
                batch: batch.from,
                amount: batch.value,
                shares,
            });
        }
    }
}

/// Pays pages of closed eras and divides what came of them. `unbooked` is what strangers' payouts have brought.
fn settle<T: Config>(id: VaultId, vault: &mut VaultOf<T>, mut unbooked: Balance, steps: u32) {
    let stash = Pallet::<T>::stash_of(id);
    let validator = vault.validator.clone();
    for _ in 0..steps {
        if Pallet::<T>::is_settled(vault) {
            return;
        }
        let era = vault.settled.saturating_add(1);
        let pages = Pallet::<T>::pages(era, &validator);
        if vault.page < pages {
            let before = vault.booked().saturating_add(unbooked);
            let page = vault.page;
            vault.page = page.saturating_add(1);
            if let Some(reward) = Pallet::<T>::pay_page(era, page, &validator, &stash) {
                let active = Pallet::<T>::ledger_of(&stash).map_or(0, |ledger| ledger.active);
                let came = active.saturating_sub(before);
                unbooked = unbooked.saturating_add(came);
                let amount = reward.amount.min(unbooked);
                unbooked = unbooked.saturating_sub(amount);
                let shares = split_growth(vault.pending.as_mut(), era, amount, reward.exposed);
                vault.grow(shares);
            }
        }
        if vault.page >= pages {
            vault.page = 0;
            vault.settled = era;
            Pallet::<T>::deposit_event(Event::EraSettled { vault: id, era });
        }
    }
}
