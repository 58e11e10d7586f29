//! Commitments, captures and slashes, called by the services pallet.

use crate::{
    functions::balance, place, Accepted, AccountIdOf, AssetId, Balance, CapturedOf, Captures,
    Commitments, Committed, Config, Error, Event, Ledger, Ledgers, Pallet, RewardAccounts,
    WeightInfo, WeightOf,
};
use alloc::vec::Vec;
use blueprint_rules::exposure::{self, Commitment};
use frame_support::{dispatch::DispatchResult, traits::Get, weights::Weight};
use pallet_services::{Asset, Beneficiary, Stake};
use sp_runtime::{DispatchError, Permill};

impl<T: Config> Stake<AccountIdOf<T>> for Pallet<T> {
    fn note_points(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        points: u32,
    ) -> Result<Weight, DispatchError> {
        Self::do_note_points(operator, blueprint, points)
    }

    fn note_absence(operator: &AccountIdOf<T>, blueprint: u64) -> DispatchResult {
        Self::do_note_absence(operator, blueprint)
    }

    fn end_era(era: u32) -> Weight {
        Self::do_end_era(era);
        WeightOf::<T>::end_era()
    }

    fn accepts(assets: &[Asset]) -> DispatchResult {
        Self::places(assets).map(|_| ())
    }

    fn can_commit(operator: &AccountIdOf<T>, assets: &[Asset]) -> DispatchResult {
        Self::with_commitments(operator, assets).map(|_| ())
    }

    fn commit(service: u64, operator: &AccountIdOf<T>, assets: &[Asset]) -> DispatchResult {
        if assets.is_empty() {
            return Ok(());
        }
        let (ledger, commitments) = Self::with_commitments(operator, assets)?;
        ledger.save(operator);
        Committed::<T>::insert(service, operator, commitments);
        Ok(())
    }

    /// What slashes have taken is kept while slashes of the service are pending.
    fn free(service: u64, operator: &AccountIdOf<T>) {
        if !Committed::<T>::contains_key(service, operator) {
            return;
        }
        let mut commitments = Committed::<T>::get(service, operator);
        Ledgers::<T>::mutate(operator, |ledger| {
            let vaults = ledger.iter_mut().flat_map(|ledger| &mut ledger.vaults);
            for (vault, commitment) in vaults.zip(&mut commitments) {
                vault.committed = vault.committed.saturating_sub(commitment.amount);
                commitment.amount = 0;
            }
        });
        match pallet_services::PendingSlashes::<T>::get(service, operator) {
            0 => Committed::<T>::remove(service, operator),
            _ => Committed::<T>::insert(service, operator, commitments),
        }
    }

    fn slashable(service: u64, operator: &AccountIdOf<T>, share: Permill) -> bool {
        Self::captured(service, operator)
            .iter()
            .any(|captured| share.mul_floor(captured.amount) > 0)
    }

    fn capture(slash: u64, service: u64, operator: &AccountIdOf<T>) -> DispatchResult {
        Captures::<T>::insert(slash, Self::captured(service, operator));
        Ok(())
    }

    fn release(slash: u64) {
        Captures::<T>::remove(slash);
        if let Some(ended) = pallet_services::Slashes::<T>::get(slash) {
            Self::forget_commitment(ended.proposal.service, &ended.operator);
        }
    }

    /// Takes the share of each captured amount, rounded down, at most what slashes have left of what was
    /// captured. Delegation and withdrawal are blocked since the capture.
    fn slash(
        slash: u64,
        service: u64,
        operator: &AccountIdOf<T>,
        share: Permill,
        beneficiary: &Beneficiary<AccountIdOf<T>>,
    ) -> DispatchResult {
        let captured = Captures::<T>::take(slash).unwrap_or_default();
        let Some(mut ledger) = Self::settled(operator)? else {
            return Ok(());
        };
        if captured.is_empty() {
            ledger.save(operator);
            return Ok(());
        }
        let mut commitments = Committed::<T>::get(service, operator);
        let assets = Accepted::<T>::get();
        let taken = captured.iter().zip(&mut commitments);
        let taken = taken.zip(&assets).zip(ledger.vaults.iter_mut());
        for (((captured, commitment), terms), vault) in taken {
            let most = commitment.takes(captured, share.mul_floor(captured.amount));
            let amount = balance(vault.stake.slash(most.into()))?;
            if amount == 0 {
                continue;
            }
            vault.committed = vault
                .committed
                .saturating_sub(amount.min(commitment.amount));
            *commitment = commitment.after(amount);
            let seized = Self::seize(terms.asset, amount, beneficiary)?;
            Self::deposit_event(Event::StakeSlashed {
                slash,
                operator: operator.clone(),
                asset: terms.asset,
                amount,
                seized,
            });
        }
        ledger.save(operator);
        Committed::<T>::insert(service, operator, commitments);
        Self::forget_commitment(service, operator);
        Ok(())
    }

    fn rewards_account() -> Option<AccountIdOf<T>> {
        Some(Self::account_id())
    }

    fn add_to_rewards(amount: u128) -> DispatchResult {
        RewardAccounts::<T>::try_mutate(|accounts| accounts.donate(amount.into()))
    }

    fn points_weight() -> Weight {
        WeightOf::<T>::result(T::MaxAssets::get())
    }

    fn absence_weight() -> Weight {
        WeightOf::<T>::absence()
    }

    fn commit_weight() -> Weight {
        WeightOf::<T>::commit()
    }

    fn slash_weight() -> Weight {
        WeightOf::<T>::slash(T::MaxAssets::get())
    }
}

impl<T: Config> Pallet<T> {
    /// Remove what the last pending slash of an operator leaves of a commitment that was freed. It was kept for
    /// what slashes had taken of it.
    fn forget_commitment(service: u64, operator: &AccountIdOf<T>) {
        let freed = Committed::<T>::get(service, operator)
            .iter()
            .all(|it| it.amount == 0);
        // The one that ends now is still counted.
        if freed && pallet_services::PendingSlashes::<T>::get(service, operator) <= 1 {
            Committed::<T>::remove(service, operator);
        }
    }

    /// What an operator has committed to a service and a slash would capture now, by asset.
    fn captured(service: u64, operator: &AccountIdOf<T>) -> CapturedOf<T> {
        let ledger = Ledgers::<T>::get(operator).unwrap_or_default();
        let commitments = Committed::<T>::get(service, operator);
        let captured = commitments
            .iter()
            .zip(&ledger.vaults)
            .map(|(commitment, vault)| commitment.capture(vault.committed, vault.staked()));
        CapturedOf::<T>::truncate_from(captured.collect())
    }

    /// What of an operator's stake in an asset secures a service, in base units.
    pub fn exposure(service: u64, operator: &AccountIdOf<T>, asset: AssetId) -> Balance {
        let captured = Self::captured(service, operator);
        let place = Self::accepted(asset).ok().map(usize::from);
        let of = place.and_then(|place| captured.get(place).copied());
        of.map_or(0, |captured| captured.amount)
    }

    /// The places of assets in the list, with their amounts.
    fn places(assets: &[Asset]) -> Result<Vec<(u8, Balance)>, DispatchError> {
        let accepted = Accepted::<T>::get();
        let place_of = |asset: &Asset| {
            let known = AssetId::of_token(asset.token)?;
            Some((place::<T>(&accepted, known)?, asset.amount))
        };
        let places: Option<_> = assets.iter().map(place_of).collect();
        places.ok_or(Error::<T>::UnknownAsset.into())
    }

    /// An operator's ledger with these amounts committed, and the commitments.
    fn with_commitments(
        operator: &AccountIdOf<T>,
        assets: &[Asset],
    ) -> Result<(Ledger<T>, Commitments<T>), DispatchError> {
        let mut ledger = Ledgers::<T>::get(operator).unwrap_or_default();
        let mut commitments = Commitments::<T>::default();
        for (place, amount) in Self::places(assets)? {
            let vault = ledger.vault(place)?;
            vault.committed = exposure::commit(vault.bonded(), vault.committed, amount)
                .map_err(|_| Error::<T>::NotEnoughStake)?;
            while commitments.len() <= usize::from(place) {
                commitments
                    .try_push(Commitment::default())
                    .map_err(|_| Error::<T>::UnknownAsset)?;
            }
            if let Some(commitment) = commitments.get_mut(usize::from(place)) {
                commitment.amount = amount;
            }
        }
        Ok((ledger, commitments))
    }
}
