//! The base manager with its caller in the code: what a stranger costs without a storage read.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("../../../../../blueprint-examples/base-manager/IBaseManager.sol")]
pub mod baked_manager {
    use blueprint_components::prelude::*;

    /// The services pallet's account on the test chain.
    #[record]
    pub struct ServicesPallet;

    impl BakedCaller for ServicesPallet {
        const ADDRESS: [u8; 20] = [
            0xdb, 0x92, 0xfb, 0x7d, 0x70, 0x3d, 0xf7, 0x33, 0x05, 0xb8, 0x7c, 0xe8, 0xda, 0x9e,
            0x41, 0xc7, 0x27, 0x23, 0x18, 0xfa,
        ];
    }

    /// The manager's state: the guard's.
    #[derive(Default)]
    pub struct BakedManager {
        guard: BakedGuard<ServicesPallet>,
    }

    impl BakedManager {
        /// Takes no arguments: the caller is known.
        pub fn constructor(&mut self) -> Result<()> {
            self.guard.init()
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for BakedManager {}
}
