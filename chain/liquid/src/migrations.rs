//! Migrations of the pallet's storage. Each is one version's step: it does nothing on a chain that has another one.

use crate::{
    rules::{PendingBatch, Pool},
    AccountIdOf, Balance, Config, Fee, Pallet, State, Vault, Vaults, MAX_OWN_CHUNKS, MAX_PENDING,
};
#[cfg(feature = "try-runtime")]
use alloc::vec::Vec;
use codec::{Decode, Encode};
use core::marker::PhantomData;
use frame_support::{
    migrations::VersionedMigration,
    traits::{ConstU32, Get, UncheckedOnRuntimeUpgrade},
    weights::Weight,
    BoundedVec,
};
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// From version 1 to 2: vaults know the fee of what grows until their next sync: that of the upgrade.
///
/// It visits all vaults within one block: one of each validator.
pub type MigrateV1ToV2<T> =
    VersionedMigration<1, 2, FeesOfVaults<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// A vault of version 1.
#[derive(Decode, Encode)]
struct VaultV1<AccountId> {
    validator: AccountId,
    founder: AccountId,
    state: State<AccountId>,
    pool: Pool,
    phantom: Balance,
    queued: Balance,
    leaving: Balance,
    queue: u32,
    best: Pool,
    pending: BoundedVec<PendingBatch, ConstU32<MAX_PENDING>>,
    settled: EraIndex,
    page: u32,
    commission_cap: Perbill,
    deposit_cap: Balance,
    rate: u32,
    last_chunk: u32,
    own: BoundedVec<(u32, Balance), ConstU32<MAX_OWN_CHUNKS>>,
    pot: Balance,
    unfinished: u32,
    slashed_in: (EraIndex, Balance),
}

/// What [`MigrateV1ToV2`] does, without its check of the version.
pub struct FeesOfVaults<T>(PhantomData<T>);

impl<T: Config> UncheckedOnRuntimeUpgrade for FeesOfVaults<T> {
    fn on_runtime_upgrade() -> Weight {
        let mut visited = 0u64;
        let fee_bps = Fee::<T>::get().bps(Pallet::<T>::now());
        Vaults::<T>::translate_values(|old: VaultV1<AccountIdOf<T>>| {
            visited = visited.saturating_add(1);
            Some(Vault {
                validator: old.validator,
                founder: old.founder,
                state: old.state,
                pool: old.pool,
                phantom: old.phantom,
                queued: old.queued,
                leaving: old.leaving,
                queue: old.queue,
                best: old.best,
                fee_bps,
                pending: old.pending,
                settled: old.settled,
                page: old.page,
                commission_cap: old.commission_cap,
                deposit_cap: old.deposit_cap,
                rate: old.rate,
                last_chunk: old.last_chunk,
                own: old.own,
                pot: old.pot,
                unfinished: old.unfinished,
                slashed_in: old.slashed_in,
            })
        });
        T::DbWeight::get().reads_writes(visited.saturating_add(2), visited)
    }

    #[cfg(feature = "try-runtime")]
    fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
        Ok((Vaults::<T>::iter_keys().count() as u64).encode())
    }

    #[cfg(feature = "try-runtime")]
    fn post_upgrade(before: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
        let read = Vaults::<T>::iter_values().count() as u64;
        frame_support::ensure!(before == read.encode(), "a vault was not migrated");
        Ok(())
    }
}
