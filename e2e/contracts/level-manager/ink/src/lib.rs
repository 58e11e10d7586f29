//! A manager whose bills follow the service levels. The same in Solidity is `../../solidity/LevelManager.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("../../ILevelManager.sol")]
pub mod level_manager {
    use blueprint_components::{prelude::*, service_levels::abi::Client as Levels};

    #[derive(Default)]
    pub struct LevelManager {
        guard: RuntimeGuard,
        levels: Immutable<Address>,
    }

    impl LevelManager {
        pub fn constructor(&mut self, runtime: Address, levels: Address) -> Result<()> {
            self.levels.set(&levels);
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for LevelManager {
        fn compute_bill_adjustment_bps(
            &self,
            service_id: u64,
            period_start: u64,
            period_end: u64,
        ) -> u16 {
            let levels = Levels::at(self.levels.get());
            let due = levels.compute_bill_adjustment_bps(service_id, period_start, period_end);
            due.unwrap_or(10_000)
        }
    }

    #[guarded(self.guard)]
    impl ILevelManager for LevelManager {
        fn levels(&self) -> Address {
            self.levels.get()
        }
    }
}
