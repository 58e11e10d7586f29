//! All that a contract's file needs: `use blueprint_components::prelude::*`.

pub use crate::{
    cell::{Cell, Map},
    guard::{BakedCaller, BakedGuard, CallerGuard, RuntimeGuard},
};
pub use blueprint_hooks::prelude::*;
