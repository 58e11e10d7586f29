//! Who may call functions that change state.

use crate::{revert::Result, Address};

/// Stands in front of functions that change state: `#[guarded(self.guard)]`.
pub trait Guard {
    /// Passes where the caller may call, and reverts otherwise.
    fn admit(&self) -> Result<()>;

    /// Binds the blueprint that was created with this contract as its manager, once. `core` is the
    /// address that the caller says is its own.
    fn bind(&mut self, blueprint_id: u64, owner: Address, core: Address) -> Result<()>;

    /// The caller that is admitted.
    fn runtime(&self) -> Address;

    /// Whether a blueprint is bound, and which: `(false, 0)` before, or where nothing is bound.
    fn blueprint_id(&self) -> (bool, u64) {
        (false, 0)
    }

    /// The bound blueprint's owner; zero before, or where nothing is bound.
    fn owner(&self) -> Address {
        Address::zero()
    }
}
