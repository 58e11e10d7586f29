//! All that a contract's file needs: `use blueprint_components::prelude::*`.

pub use crate::{
    cell::{Cell, Immutable, Map},
    guard::{BakedCaller, BakedGuard, CallerGuard, MasterGuard, RuntimeGuard},
    pause::PauseSwitch,
    roles::Roles,
};
pub use blueprint_hooks::prelude::*;
