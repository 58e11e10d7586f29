//! A manager whose bills and points follow the service levels. The same in Solidity is `../../solidity/LevelManager.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

blueprint_hooks::interface!(mod services = "blueprint-abi/library/IServices.sol");

#[blueprint_hooks::contract("../../ILevelManager.sol")]
pub mod level_manager {
    use super::services::Client as Services;
    use blueprint_components::{prelude::*, service_levels::abi::Client as Levels};
    use calls::*;

    /// Points of a result whose operator kept all windows.
    const MOST_POINTS: u32 = 100;
    /// The windows that are looked at.
    const WINDOWS: u32 = 16;

    #[derive(Default)]
    pub struct LevelManager {
        guard: RuntimeGuard,
        levels_and_services: Immutable<(Address, Address)>,
        /// The windows that had begun when a job was called.
        begun: Map<(u64, u64), u32>,
    }

    impl LevelManager {
        pub fn constructor(
            &mut self,
            runtime: Address,
            levels: Address,
            services: Address,
        ) -> Result<()> {
            self.levels_and_services.set(&(levels, services));
            self.guard.init(runtime)
        }
    }

    #[guarded(self.guard)]
    impl IBlueprintServiceManager for LevelManager {
        fn on_job_call(&mut self, call: OnJobCall) -> Result<()> {
            let OnJobCall {
                service_id,
                job_call_id,
                ..
            } = call;
            let begun = Levels::at(self.levels()).windows_begun(service_id, env::now())?;
            self.begun.set(&(service_id, job_call_id), &begun);
            Ok(())
        }

        fn on_job_result(&mut self, call: OnJobResult) -> Result<()> {
            let OnJobResult {
                service_id,
                job_call_id,
                operator,
                ..
            } = call;
            let services = self.services();
            if !services.is_zero() {
                let points = self.points_of(service_id, job_call_id, operator)?;
                let services = Services::at(services);
                services.judge_result(service_id, job_call_id, operator, true, points)?;
            }
            Ok(())
        }

        fn compute_bill_adjustment_bps(
            &self,
            service_id: u64,
            period_start: u64,
            period_end: u64,
        ) -> u16 {
            let levels = Levels::at(self.levels());
            let due = levels.compute_bill_adjustment_bps(service_id, period_start, period_end);
            due.unwrap_or(10_000)
        }
    }

    #[guarded(self.guard)]
    impl ILevelManager for LevelManager {
        fn levels(&self) -> Address {
            self.levels_and_services.get().0
        }

        fn services(&self) -> Address {
            self.levels_and_services.get().1
        }

        fn points_of(&self, service_id: u64, job_call_id: u64, operator: Address) -> Result<u32> {
            let begun = self.begun.get(&(service_id, job_call_id));
            let to = begun.ok_or(UnknownJobCall {
                service_id,
                job_call_id,
            })?;
            let levels = Levels::at(self.levels());
            let from = to.saturating_sub(WINDOWS);
            let (expected, kept, _) = levels.verdict(service_id, operator, from, to)?;
            // At most 16 windows.
            let points = kept.saturating_mul(MOST_POINTS);
            Ok(points.checked_div(expected).unwrap_or(MOST_POINTS))
        }
    }
}
