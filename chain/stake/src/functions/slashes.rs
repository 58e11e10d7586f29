//! Commitments, captures and slashes, called by the services pallet.

use crate::{
    functions::{balance, refused_books},
    place, Accepted, AccountIdOf, AssetId, BackingOf, Balance, CapturedOf, Captures, Commitments,
    Committed, Config, Error, Event, Ledger, OfBackings, Pallet, RewardAccounts, Vault, WeightInfo,
    WeightOf,
};
use alloc::vec::Vec;
use blueprint_rules::exposure::{self, Backed, Commitment, Secured};
use frame_support::{dispatch::DispatchResult, storage::with_storage_layer, weights::Weight};
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

    fn note_absence(operator: &AccountIdOf<T>, blueprint: u64, points: u32) -> DispatchResult {
        Self::do_note_absence(operator, blueprint, points)
    }

    fn end_era(era: u32) -> Weight {
        // An era that cannot be ended, beyond 256 bits, pays nothing; the next one begins.
        Self::price_vault_tokens();
        let _ = with_storage_layer(|| Self::do_end_era(era));
        WeightOf::<T>::end_era().saturating_add(Self::vault_tokens_weight())
    }

    fn accepts(assets: &[Asset]) -> DispatchResult {
        Self::places(assets).map(|_| ())
    }

    fn can_commit(operator: &AccountIdOf<T>, blueprint: u64, assets: &[Asset]) -> DispatchResult {
        Self::with_commitments(operator, blueprint, assets).map(|_| ())
    }

    fn commit(
        service: u64,
        operator: &AccountIdOf<T>,
        blueprint: u64,
        assets: &[Asset],
    ) -> DispatchResult {
        if assets.is_empty() {
            return Ok(());
        }
        let (ledgers, commitments) = Self::with_commitments(operator, blueprint, assets)?;
        Self::save_both(operator, blueprint, ledgers);
        Committed::<T>::insert(service, operator, commitments);
        Ok(())
    }

    /// While slashes of the service are pending, what they captured secures no other service: the last of them frees it.
    fn free(service: u64, operator: &AccountIdOf<T>) {
        if Self::pending(service, operator) == 0 {
            Self::uncommit(service, operator);
        }
    }

    fn slashable(service: u64, operator: &AccountIdOf<T>, share: Permill) -> bool {
        let mut commitments = Committed::<T>::get(service, operator);
        let mut ledgers = Self::both(operator, commitments.blueprint);
        let moves = Self::pending(service, operator) == 0;
        Self::captured(&mut commitments, &mut ledgers, moves)
            .iter()
            .flatten()
            .any(|captured| share.mul_floor(captured.amount) > 0)
    }

    /// Whose stake is captured can neither withdraw it nor add to it until the slash ends.
    fn capture(slash: u64, service: u64, operator: &AccountIdOf<T>) -> DispatchResult {
        let mut commitments = Committed::<T>::get(service, operator);
        let mut ledgers = Self::both(operator, commitments.blueprint);
        // This one is counted already.
        let moves = Self::pending(service, operator) <= 1;
        let captured = Self::captured(&mut commitments, &mut ledgers, moves);
        each_captured(&captured, &mut ledgers, |vault| {
            vault.captures = vault.captures.saturating_add(1);
        });
        Self::save_both(operator, commitments.blueprint, ledgers);
        if !commitments.amounts.is_empty() {
            Committed::<T>::insert(service, operator, commitments);
        }
        Captures::<T>::insert(slash, captured);
        Ok(())
    }

    fn release(slash: u64) {
        let captured = Captures::<T>::take(slash).unwrap_or_default();
        let Some(ended) = pallet_services::Slashes::<T>::get(slash) else {
            return;
        };
        let mut ledgers = Self::both(&ended.operator, ended.blueprint);
        each_captured(&captured, &mut ledgers, released);
        Self::keep_both(&ended.operator, ended.blueprint, ledgers);
        Self::forget_commitment(ended.proposal.service, &ended.operator);
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
        if captured.is_empty() {
            return Ok(());
        }
        let mut commitments = Committed::<T>::get(service, operator);
        let backings = BackingOf::<T>::of_blueprint(operator, commitments.blueprint);
        let mut ledgers = [None, None];
        for (ledger, backing) in ledgers.iter_mut().zip(&backings) {
            *ledger = Self::settled(backing)?;
        }
        each_captured(&captured, &mut ledgers, released);
        let assets = Accepted::<T>::get();
        let taken = captured.iter().zip(&mut commitments.amounts).zip(&assets);
        for (place, ((captured, commitments), terms)) in taken.enumerate() {
            let mut amount = Balance::default();
            let both = captured.iter().zip(commitments).zip(&mut ledgers);
            for ((captured, commitment), ledger) in both {
                let Some(vault) = vault_of(ledger, place) else {
                    continue;
                };
                let most = commitment.takes(captured, share.mul_floor(captured.amount));
                let part = balance(vault.stake.slash(most.into()))?;
                vault.committed = vault.committed.saturating_sub(part.min(commitment.amount));
                *commitment = commitment.after(part);
                amount = amount.saturating_add(part);
            }
            if amount == 0 {
                continue;
            }
            let seized = Self::seize(terms.asset, amount, beneficiary)?;
            Self::deposit_event(Event::StakeSlashed {
                slash,
                operator: operator.clone(),
                asset: terms.asset,
                amount,
                seized,
            });
        }
        Self::keep_both(operator, commitments.blueprint, ledgers);
        Committed::<T>::insert(service, operator, commitments);
        Self::forget_commitment(service, operator);
        Ok(())
    }

    fn rewards_account() -> Option<AccountIdOf<T>> {
        Some(Self::account_id())
    }

    fn add_to_rewards(amount: u128) -> DispatchResult {
        RewardAccounts::<T>::try_mutate(|books| books.donate(amount.into())).map_err(refused_books)
    }

    fn points_weight() -> Weight {
        WeightOf::<T>::points()
    }

    fn absence_weight() -> Weight {
        WeightOf::<T>::absence()
    }

    fn commit_weight() -> Weight {
        WeightOf::<T>::commit()
    }

    fn free_weight() -> Weight {
        WeightOf::<T>::free()
    }

    fn slash_weight() -> Weight {
        // The last one may free the commitment.
        WeightOf::<T>::slash().saturating_add(WeightOf::<T>::free())
    }
}

impl<T: Config> Pallet<T> {
    /// Remove a commitment of an operator to a service.
    pub(crate) fn uncommit(service: u64, operator: &AccountIdOf<T>) {
        if !Committed::<T>::contains_key(service, operator) {
            return;
        }
        let commitments = Committed::<T>::get(service, operator);
        let mut ledgers = Self::both(operator, commitments.blueprint);
        for (place, commitment) in commitments.amounts.iter().enumerate() {
            for (ledger, commitment) in ledgers.iter_mut().zip(commitment) {
                if let Some(vault) = vault_of(ledger, place) {
                    vault.committed = vault.committed.saturating_sub(commitment.amount);
                }
            }
        }
        Self::keep_both(operator, commitments.blueprint, ledgers);
        Committed::<T>::remove(service, operator);
    }

    /// With the last pending slash of an operator in a service that it does not belong to any more, free what is left of
    /// its commitment.
    fn forget_commitment(service: u64, operator: &AccountIdOf<T>) {
        // The one that ends now is still counted.
        let pending = Self::pending(service, operator);
        let key = service.to_be_bytes();
        if pending <= 1 && !pallet_services::ServicesOfOperator::<T>::contains_key(operator, key) {
            Self::uncommit(service, operator);
        }
    }

    /// The ledgers of who secures the services of a blueprint.
    fn both(operator: &AccountIdOf<T>, blueprint: u64) -> OfBackings<Option<Ledger<T>>> {
        BackingOf::<T>::of_blueprint(operator, blueprint).map(|backing| Self::ledger(&backing))
    }

    fn save_both(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        ledgers: OfBackings<Option<Ledger<T>>>,
    ) {
        let backings = BackingOf::<T>::of_blueprint(operator, blueprint);
        for (backing, ledger) in backings.iter().zip(ledgers) {
            if let Some(ledger) = ledger {
                ledger.save(backing);
            }
        }
    }

    /// The same for ledgers from which something was taken: those of which nothing is left end.
    fn keep_both(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        ledgers: OfBackings<Option<Ledger<T>>>,
    ) {
        let backings = BackingOf::<T>::of_blueprint(operator, blueprint);
        for (backing, ledger) in backings.iter().zip(ledgers) {
            let Some(ledger) = ledger else { continue };
            if ledger.keep(backing).is_err() {
                ledger.save(backing);
            }
        }
    }

    /// How many slashes of an operator in a service are pending.
    fn pending(service: u64, operator: &AccountIdOf<T>) -> u32 {
        pallet_services::PendingSlashes::<T>::get(service, operator)
    }

    /// What an operator has committed to a service and a slash would capture now, by asset. Commitments move to
    /// where there is stake for them, unless slashes of the service are pending: these take what they captured where
    /// they captured it, and nothing of stake that came later.
    fn captured(
        commitments: &mut Commitments<T>,
        ledgers: &mut OfBackings<Option<Ledger<T>>>,
        moves: bool,
    ) -> CapturedOf<T> {
        let mut all = Vec::with_capacity(commitments.amounts.len());
        for (place, commitments) in commitments.amounts.iter_mut().enumerate() {
            let mut stakes = ledgers.each_mut().map(|ledger| {
                let vault = vault_of(ledger, place).map_or_else(Vault::default, |vault| *vault);
                Secured {
                    staked: vault.staked(),
                    committed: vault.committed,
                }
            });
            if moves {
                exposure::cover_shortfalls(&mut stakes, commitments);
            }
            for (ledger, stake) in ledgers.iter_mut().zip(&stakes) {
                if let Some(vault) = vault_of(ledger, place) {
                    vault.committed = stake.committed;
                }
            }
            let [first, second] = &*commitments;
            let [selected, of_all] = stakes;
            all.push([
                first.capture(selected.committed, selected.staked),
                second.capture(of_all.committed, of_all.staked),
            ]);
        }
        CapturedOf::<T>::truncate_from(all)
    }

    /// What of an operator's stake in an asset secures a service, in base units.
    pub fn exposure(service: u64, operator: &AccountIdOf<T>, asset: AssetId) -> Balance {
        let mut commitments = Committed::<T>::get(service, operator);
        let mut ledgers = Self::both(operator, commitments.blueprint);
        let moves = Self::pending(service, operator) == 0;
        let captured = Self::captured(&mut commitments, &mut ledgers, moves);
        let place = Self::accepted(asset).ok().map(usize::from);
        let of = place.and_then(|place| captured.get(place).copied());
        of.map_or(0, |[selected, all]| {
            selected.amount.saturating_add(all.amount)
        })
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

    /// The ledgers of who secures the services of a blueprint with these amounts committed, and the
    /// commitments: first of who selected the blueprint, then of who selected all.
    fn with_commitments(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        assets: &[Asset],
    ) -> Result<(OfBackings<Option<Ledger<T>>>, Commitments<T>), DispatchError> {
        let mut ledgers = Self::both(operator, blueprint);
        let mut commitments = Commitments::<T> {
            blueprint,
            ..Default::default()
        };
        for (place, amount) in Self::places(assets)? {
            let place = usize::from(place);
            let backed = ledgers.each_mut().map(|ledger| {
                let vault = vault_of(ledger, place).map_or_else(Vault::default, |vault| *vault);
                Backed {
                    bonded: vault.bonded(),
                    committed: vault.committed,
                }
            });
            let covered =
                exposure::cover(backed, amount).map_err(|_| Error::<T>::NotEnoughStake)?;
            for (ledger, amount) in ledgers.iter_mut().zip(covered) {
                if let Some(vault) = vault_of(ledger, place) {
                    vault.committed = vault.committed.saturating_add(amount);
                }
            }
            while commitments.amounts.len() <= place {
                commitments
                    .amounts
                    .try_push(Default::default())
                    .map_err(|_| Error::<T>::UnknownAsset)?;
            }
            if let Some(both) = commitments.amounts.get_mut(place) {
                *both = covered.map(|amount| Commitment { amount, taken: 0 });
            }
        }
        Ok((ledgers, commitments))
    }
}

/// The vault of the asset in a place, if anything is staked there.
fn vault_of<T: Config>(ledger: &mut Option<Ledger<T>>, place: usize) -> Option<&mut Vault> {
    ledger.as_mut()?.vaults.get_mut(place)
}

/// Do something with each vault of which a part was captured.
fn each_captured<T: Config>(
    captured: &CapturedOf<T>,
    ledgers: &mut OfBackings<Option<Ledger<T>>>,
    mut what: impl FnMut(&mut Vault),
) {
    for (place, both) in captured.iter().enumerate() {
        for (captured, ledger) in both.iter().zip(ledgers.iter_mut()) {
            if captured.amount == 0 {
                continue;
            }
            if let Some(vault) = vault_of(ledger, place) {
                what(vault);
            }
        }
    }
}

fn released(vault: &mut Vault) {
    vault.captures = vault.captures.saturating_sub(1);
}
