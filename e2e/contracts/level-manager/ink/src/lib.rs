//! A manager whose bills and points follow the service levels, and what paying clients say. The same in Solidity is `../../solidity/LevelManager.sol`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

blueprint_hooks::interface!(mod services = "blueprint-abi/library/IServices.sol");

#[blueprint_hooks::contract("../../ILevelManager.sol")]
pub mod level_manager {
    use super::services::Client as Services;
    use blueprint_components::{
        prelude::*, service_levels::abi::Client as Levels, usage_receipts::abi::Client as Receipts,
    };
    use calls::*;

    /// Points of a result whose operator kept all windows.
    const MOST_POINTS: u32 = 100;
    /// The windows that are looked at.
    const WINDOWS: u32 = 16;
    /// The status of a verdict of a quorum of clients.
    const VERDICT: u8 = 2;
    const BPS: u32 = 10_000;

    #[derive(Default)]
    pub struct LevelManager {
        guard: RuntimeGuard,
        levels_and_services: Immutable<(Address, Address)>,
        /// The usage receipts, and the latency that is promised.
        said: Cell<(Address, u64)>,
        moments: Map<(u64, u64), Moment>,
    }

    /// What was known when a job was called.
    #[record]
    pub struct Moment {
        /// The windows that were final: those below this one.
        settled: u32,
        /// The newest final period of the receipts.
        period: Option<u64>,
        /// The last second in which both are remembered.
        until: u64,
    }

    impl LevelManager {
        pub fn constructor(
            &mut self,
            runtime: Address,
            levels: Address,
            services: Address,
            receipts: Address,
            promised_ms: u64,
        ) -> Result<()> {
            self.levels_and_services.set(&(levels, services));
            self.said.set(&(receipts, promised_ms));
            self.guard.init(runtime)
        }

        /// What paying clients leave of points.
        fn weighed(
            &self,
            points: u32,
            service_id: u64,
            operator: Address,
            period: u64,
        ) -> Result<u32> {
            let receipts = Receipts::at(self.receipts());
            let said = receipts.verdict_of(service_id, operator, period)?;
            let (status, _, latency_ms, error_bps, complained) = said;
            if complained {
                return Ok(0);
            }
            if status != VERDICT {
                return Ok(points);
            }
            // At most 100 points, and no product above 2^71.
            let without_errors = BPS.saturating_sub(error_bps);
            let left = points.saturating_mul(without_errors) / BPS;
            let promised_ms = self.promised_ms();
            if latency_ms <= promised_ms {
                return Ok(left);
            }
            let weighed = u128::from(left).saturating_mul(promised_ms.into());
            let weighed = weighed.checked_div(latency_ms.into()).unwrap_or_default();
            Ok(u32::try_from(weighed).unwrap_or(left))
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
            let time = env::now();
            let levels = Levels::at(self.levels());
            let (terms, _, lag) = levels.terms_of(service_id)?;
            // Those that began more than the lag ago.
            let long_ago = time.saturating_sub(lag).saturating_sub(1);
            let settled = levels.windows_begun(service_id, long_ago)?;
            let first = settled.saturating_sub(WINDOWS);
            let first = u64::from(first).saturating_mul(terms.window.into());
            let remembered = terms.start.saturating_add(first);
            let mut until = remembered.saturating_add(terms.retention.into());
            let mut period = None;
            let receipts = self.receipts();
            if !receipts.is_zero() {
                let (length, _, retention, ..) = Receipts::at(receipts).terms()?;
                // A period is final when the one after it is over, and kept for the retention after it.
                let running = time.checked_div(length).unwrap_or_default();
                period = running.checked_sub(2);
                if let Some(period) = period {
                    let end = period.saturating_add(retention).saturating_add(1);
                    until = until.min(end.saturating_mul(length).saturating_sub(1));
                }
            }
            let moment = Moment {
                settled,
                period,
                until,
            };
            self.moments.set(&(service_id, job_call_id), &moment);
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

        fn receipts(&self) -> Address {
            self.said.get().unwrap_or_default().0
        }

        fn promised_ms(&self) -> u64 {
            self.said.get().unwrap_or_default().1
        }

        fn points_of(&self, service_id: u64, job_call_id: u64, operator: Address) -> Result<u32> {
            let moment = self.moments.get(&(service_id, job_call_id));
            let moment = moment.ok_or(UnknownJobCall {
                service_id,
                job_call_id,
            })?;
            if env::now() > moment.until {
                return Ok(0);
            }
            let (to, period) = (moment.settled, moment.period);
            let levels = Levels::at(self.levels());
            let from = to.saturating_sub(WINDOWS);
            let (expected, kept, _) = levels.verdict(service_id, operator, from, to)?;
            // At most 16 windows.
            let points = kept.saturating_mul(MOST_POINTS);
            let points = points.checked_div(expected).unwrap_or(MOST_POINTS);
            match period {
                Some(period) => self.weighed(points, service_id, operator, period),
                None => Ok(points),
            }
        }
    }
}
