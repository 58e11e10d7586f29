//! Any bytes are calldata: the library and the reference must agree on them.
#![no_main]

use blueprint_hooks_fuzz::oracle::{compare, hooks, Hook};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static HOOKS: LazyLock<Vec<Hook>> = LazyLock::new(hooks);

fuzz_target!(|calldata: &[u8]| {
    if let Err(difference) = compare(&HOOKS, calldata) {
        panic!("{difference}");
    }
});
