//! A manager with the default of every hook of Tangle 0.20 and one caller: a start for a blueprint. The
//! Solidity implementation is `../../solidity/BaseManager.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("../../IBaseManager.sol")]
pub mod base_manager {
    use blueprint_components::prelude::*;

    /// The manager's state: the guard's.
    #[derive(Default)]
    pub struct BaseManager {
        guard: RuntimeGuard,
    }

    impl BaseManager {
        /// `runtime` is the one caller to obey: the services pallet's account, or Tangle's core.
        pub fn constructor(&mut self, runtime: Address) -> Result<()> {
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for BaseManager {}
}
