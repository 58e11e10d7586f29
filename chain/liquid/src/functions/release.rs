//! Stake that unbonds.

use crate::{
    rules::{part_of, Claims, PendingBatch},
    Balance, Chunk, ChunkOfEra, Chunks, Config, DepositBatches, Error, Event, FundsOf, Outcome,
    Pallet, State, VaultId, VaultOf,
};
use alloc::vec::Vec;
use frame_support::dispatch::DispatchResult;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Unbonds an amount that the vault's books do not contain any more; returns the chunk and the amount's points.
    ///
    /// Where less than the existential deposit would stay bonded, the staking pallet unbonds that, too. The vault then
    /// retires, and its shares own the rest of the chunk.
    pub(crate) fn release(
        id: VaultId,
        vault: &mut VaultOf<T>,
        amount: Balance,
    ) -> Result<(u32, Balance), DispatchError> {
        let rest = vault.booked();
        let ends = rest < Self::existential_deposit();
        let taken = if ends {
            amount.saturating_add(rest)
        } else {
            amount
        };
        let (number, mut chunk) = Self::unbond_into_chunk(id, vault, taken)?;
        let points = chunk.claims.add(amount).ok_or_else(super::overflow::<T>)?;
        if ends {
            Self::release_rest(id, vault, number, &mut chunk)?;
        }
        Self::keep_chunk(id, vault, number, chunk);
        Ok((number, points))
    }

    /// Unbonds everything. The shares own what is not refunded to deposits, and the pot pays those that wait to leave.
    pub(crate) fn release_all(id: VaultId, vault: &mut VaultOf<T>) -> DispatchResult {
        // The staking pallet unbonds what no sync has booked, too, where little is left.
        Self::book_rest(id, vault);
        let (number, mut chunk) = Self::unbond_into_chunk(id, vault, vault.booked())?;
        Self::release_rest(id, vault, number, &mut chunk)?;
        Self::keep_chunk(id, vault, number, chunk);
        Ok(())
    }

    /// Stores a chunk, if anything is in it.
    fn keep_chunk(id: VaultId, vault: &mut VaultOf<T>, number: u32, chunk: Chunk) {
        if chunk.claims.points > 0 {
            Chunks::<T>::insert(id, number, chunk);
        } else {
            ChunkOfEra::<T>::remove(id, chunk.era);
            vault.unfinished = vault.unfinished.saturating_sub(1);
        }
    }

    /// Unbonds deposits that wait, for their controllers, as far as that is due: what was exposed in the active era waits
    /// like redemptions, and what was not, does not, so that it bears no slash of it.
    pub(crate) fn refund_due(id: VaultId, vault: &mut VaultOf<T>) -> DispatchResult {
        let (all, active) = (Self::may_unbond(), Self::eras().active);
        Self::refund_pending(id, vault, |it| all || it.from > active)
    }

    /// Unbonds deposits that wait and are `due`, for their controllers.
    pub(crate) fn refund_pending(
        id: VaultId,
        vault: &mut VaultOf<T>,
        due: impl Fn(&PendingBatch) -> bool,
    ) -> DispatchResult {
        if !vault.pending.iter().any(&due) {
            return Ok(());
        }
        // Deposits that wait end here: what strangers paid and no page was looked at for is the shares'.
        Self::book_rest(id, vault);
        let batches: Vec<_> = vault.pending.iter().copied().filter(&due).collect();
        vault.pending.retain(|it| !due(it));
        let amount = batches
            .iter()
            .fold(0, |sum: Balance, it| sum.saturating_add(it.value));
        let (number, all) = Self::release(id, vault, amount)?;
        let mut left = all;
        for batch in batches {
            // The batch's part of what was unbonded for all of them together.
            let points = part_of(all, batch.value, amount).unwrap_or(0);
            left = left.saturating_sub(points);
            Self::refund(id, batch.from, number, points, batch.value);
        }
        Chunks::<T>::mutate(id, number, |chunk| {
            if let Some(chunk) = chunk {
                chunk.claims.waive(left);
            }
        });
        Ok(())
    }

    /// Gives what is left in a vault to deposits that wait and to shares, as claims on a chunk that ends it.
    fn release_rest(
        id: VaultId,
        vault: &mut VaultOf<T>,
        number: u32,
        chunk: &mut Chunk,
    ) -> DispatchResult {
        for batch in core::mem::take(&mut vault.pending) {
            let points = chunk
                .claims
                .add(batch.value)
                .ok_or_else(super::overflow::<T>)?;
            Self::refund(id, batch.from, number, points, batch.value);
        }
        Self::let_pot_pay(id, vault);
        let assets = core::mem::take(&mut vault.pool.assets);
        if assets > 0 {
            let points = chunk.claims.add(assets).ok_or_else(super::overflow::<T>)?;
            match vault.own.iter_mut().find(|own| own.0 == number) {
                Some(own) => own.1 = own.1.saturating_add(points),
                None => vault
                    .own
                    .try_push((number, points))
                    .map_err(|_| Error::<T>::TooManyWaiting)?,
            }
        }
        vault.rate = vault.rate.wrapping_add(1);
        let until = chunk.era;
        Self::enter(id, vault, State::Retiring { until });
        Ok(())
    }

    pub(crate) fn refund(id: VaultId, from: u32, chunk: u32, points: Balance, amount: Balance) {
        DepositBatches::<T>::mutate(id, from, |stored| {
            let batch = stored.get_or_insert_default();
            let claims = Claims {
                points: batch.points,
                value: points,
                ..Default::default()
            };
            batch.outcome = Outcome::Refund { chunk, claims };
        });
        Self::deposit_event(Event::BatchRefunded {
            vault: id,
            batch: from,
            amount,
        });
    }

    /// Unbonds an amount; returns the chunk that it is in, without it.
    fn unbond_into_chunk(
        id: VaultId,
        vault: &mut VaultOf<T>,
        amount: Balance,
    ) -> Result<(u32, Chunk), DispatchError> {
        if amount > 0 {
            Self::unbond(&Self::stash_of(id), amount)?;
        }
        FundsOf::<T>::mutate(id, |funds| {
            funds.unbonding = funds.unbonding.saturating_add(amount);
        });
        let era = Self::eras()
            .planned
            .saturating_add(Self::bonding_duration());
        if let Some(number) = ChunkOfEra::<T>::get(id, era) {
            if let Some(chunk) = Chunks::<T>::get(id, number) {
                if !chunk.claims.is_worthless() {
                    return Ok((number, chunk));
                }
            }
        }
        let number = vault.new_chunk();
        ChunkOfEra::<T>::insert(id, era, number);
        vault.unfinished = vault.unfinished.saturating_add(1);
        let claims = Claims::default();
        Ok((number, Chunk { era, claims }))
    }
}
