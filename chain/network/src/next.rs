//! What the version after this one migrates. Tests upgrade a running network to it; it is in no chain's genesis.

use crate::{
    timing::{EraBlocks, Pallet, Timing},
    Runtime, System,
};
use frame_support::{
    migrations::VersionedMigration,
    traits::{Get, UncheckedOnRuntimeUpgrade},
    weights::Weight,
};

/// Stores the length of an era in blocks, which the terms have as sessions, and the last block without it: a migration
/// runs before its block has a number.
pub struct StoreEraBlocks;

impl UncheckedOnRuntimeUpgrade for StoreEraBlocks {
    fn on_runtime_upgrade() -> Weight {
        let terms = Timing::<Runtime>::get();
        let blocks = terms.session_blocks.saturating_mul(terms.era_sessions);
        EraBlocks::<Runtime>::put((blocks, System::block_number()));
        <Runtime as frame_system::Config>::DbWeight::get().reads_writes(2, 1)
    }
}

/// From version 0 of what `Timing` stores to version 1: once, however often an upgrade runs it.
pub type MigrateTimingV0ToV1 = VersionedMigration<
    0,
    1,
    StoreEraBlocks,
    Pallet<Runtime>,
    <Runtime as frame_system::Config>::DbWeight,
>;
