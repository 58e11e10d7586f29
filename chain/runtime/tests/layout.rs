//! The storage of this repository's pallets as `layout/` has it.

#[path = "support/storage_layout.rs"]
mod storage_layout;

use blueprint_e2e_runtime::{Runtime, Services, Stake};
use frame_support::traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion};
use sp_io::TestExternalities;
use std::path::Path;
use storage_layout::{assert_kept, version};

#[test]
fn storage_has_the_layout_of_its_version() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layout");
    for (pallet, version) in [
        ("Services", version::<Services>()),
        ("Stake", version::<Stake>()),
    ] {
        // Some defaults in the metadata read the state.
        let metadata = TestExternalities::default().execute_with(Runtime::metadata);
        assert_kept(metadata.1, pallet, version, &folder);
    }
}

#[test]
fn runtime_migrates_what_an_earlier_version_stored() {
    type Migrations = <Runtime as frame_system::Config>::SingleBlockMigrations;
    TestExternalities::default().execute_with(|| {
        StorageVersion::new(2).put::<Services>();
        Migrations::on_runtime_upgrade();
        let (stored, known) = (
            Services::on_chain_storage_version(),
            Services::in_code_storage_version(),
        );
        assert_eq!(stored, known);
    });
}
