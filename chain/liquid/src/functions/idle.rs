//! Work in idle block space.

use crate::{Config, Created, IdleCursor, Pallet, VaultOf, Vaults, WeightInfo, FIRST_VAULT};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};

type WeightOf<T> = <T as Config>::WeightInfo;

impl<T: Config> Pallet<T> {
    /// Looks at the next vaults: pays a page of each one's rewards and notices what became of its validator.
    pub(crate) fn sync_on_idle(remaining: Weight) -> Weight {
        let (look, each) = (WeightOf::<T>::look(), WeightOf::<T>::sync(1));
        let mut used = look;
        if !remaining.all_gte(used) {
            return Weight::zero();
        }
        let mut created = Created::<T>::get();
        if !Self::is_free(FIRST_VAULT.saturating_add(created)) {
            // So that ids that others have filled never keep a vault from being created.
            created = created.saturating_add(1);
            Created::<T>::put(created);
        }
        let first = IdleCursor::<T>::get();
        let mut next = first;
        for _ in 0..T::IdleVaults::get().min(created) {
            if !remaining.all_gte(used.saturating_add(look).saturating_add(each)) {
                break;
            }
            let id = FIRST_VAULT.saturating_add(next);
            used.saturating_accrue(look);
            if Vaults::<T>::get(id).is_some_and(|vault| Self::has_work(&vault)) {
                used.saturating_accrue(each);
                // A vault whose sync fails is left to its holders.
                let _ = with_storage_layer(|| Self::do_sync(id, 1));
            }
            next = next.saturating_add(1).checked_rem(created).unwrap_or(0);
        }
        if next != first {
            IdleCursor::<T>::put(next);
        }
        used
    }

    /// Whether a sync may change anything.
    fn has_work(vault: &VaultOf<T>) -> bool {
        vault.state != crate::State::Retired
    }
}
