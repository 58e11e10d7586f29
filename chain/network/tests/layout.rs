//! The storage of the network's own pallets as `layout/` has it; the development chain has the other ones.

#[path = "../../runtime/tests/support/storage_layout.rs"]
mod storage_layout;

use blueprint_network_runtime::{Liquid, Runtime};
use sp_io::TestExternalities;
use std::path::Path;
use storage_layout::{assert_kept, version};

#[test]
fn storage_has_the_layout_of_its_version() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layout");
    // A pallet without a version has 0. It has been so since its first release.
    for (pallet, version) in [("Liquid", version::<Liquid>()), ("Timing", 0)] {
        // Some defaults in the metadata read the state.
        let metadata = TestExternalities::default().execute_with(Runtime::metadata);
        assert_kept(metadata.1, pallet, version, &folder);
    }
}
