//! The downtime watch: who is away, and what that costs, which is rewards and never stake. Its
//! interface is `abi/solidity/library/IDowntimeWatch.sol`.
//!
//! Its freezes take effect if the reward pool has it as its warden (`setWarden`).
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IDowntimeWatch.sol")]
pub mod downtime_watch {
    use blueprint_components::{
        downtime_watch::Change, prelude::*, reward_pool::abi::Client as RewardPool,
    };

    /// The watch, the runtime that checks operators in, and the reward pool.
    #[derive(Default)]
    pub struct DowntimeWatch {
        guard: CallerGuard,
        watch: blueprint_components::DowntimeWatch,
        pool: Cell<Address>,
        /// Whether the pool's freeze of an operator is this contract's to end: others freeze, too.
        froze: Map<Address, bool>,
    }

    impl DowntimeWatch {
        /// `runtime` checks operators in, besides themselves. `pool` is the reward pool whose freezes
        /// follow; zero for none. An operator is up while its last check-in is less than `grace`
        /// seconds ago; `longest` is the most that one unreported absence counts.
        pub fn constructor(
            &mut self,
            runtime: Address,
            pool: Address,
            grace: u64,
            longest: u64,
        ) -> Result<()> {
            self.guard.init(runtime)?;
            self.watch.init(grace, longest)?;
            self.pool.set(&pool);
            Ok(())
        }

        /// Freezes the operator's rewards; `false` if they were frozen, or there is no pool.
        fn freeze(&self, operator: Address) -> Result<bool> {
            let pool = self.pool();
            if pool == Address::zero() || is_frozen(pool, operator)? {
                return Ok(false);
            }
            let frozen = RewardPool::at(pool).freeze(operator);
            frozen.map_err(|error| error.or(PoolSilent { pool }))?;
            Ok(true)
        }

        /// Lets the operator earn again from the next era on.
        fn thaw(&self, operator: Address) -> Result<()> {
            let pool = self.pool();
            // The runtime may have thawed it.
            if is_frozen(pool, operator)? {
                let thawed = RewardPool::at(pool).thaw(operator);
                thawed.map_err(|error| error.or(PoolSilent { pool }))?;
            }
            Ok(())
        }
    }

    #[unguarded]
    impl IDowntimeWatch for DowntimeWatch {
        fn check_in(&mut self, operator: Address) -> Result<()> {
            let (expected, received) = (operator, env::caller());
            let admitted = received == operator || received == self.guard.runtime();
            ensure!(admitted, NotTheOperator { expected, received });
            match self.watch.check_in(operator)? {
                Change::None => {}
                Change::Back => {
                    if self.froze.get(&operator).unwrap_or_default() {
                        self.froze.set(&operator, &false);
                        self.thaw(operator)?;
                    }
                }
                // The era of an absence is lost, reported or not.
                Change::WasAway => {
                    if self.freeze(operator)? {
                        self.thaw(operator)?;
                    }
                }
            }
            Ok(())
        }

        fn notice_absence(&mut self, operator: Address) -> Result<()> {
            self.watch.notice(operator, env::caller())?;
            if self.freeze(operator)? {
                self.froze.set(&operator, &true);
            }
            Ok(())
        }

        fn runtime(&self) -> Address {
            self.guard.runtime()
        }

        fn pool(&self) -> Address {
            self.pool.get().unwrap_or_default()
        }

        fn limits(&self) -> Result<(u64, u64)> {
            let limits = self.watch.limits()?;
            Ok((limits.grace, limits.longest))
        }

        fn presence_of(&self, operator: Address) -> (u8, u64, u64, u64, u32) {
            let it = self.watch.presence(operator);
            let inactive = self.watch.inactive(operator);
            (
                it.status as u8,
                it.last_seen,
                it.frozen_since,
                inactive,
                it.absences,
            )
        }

        fn may_work(&self, operator: Address) -> bool {
            self.watch.may_work(operator).is_ok()
        }
    }

    fn is_frozen(pool: Address, operator: Address) -> Result<bool> {
        let (_known, frozen, _next_era) = RewardPool::at(pool)
            .operator_of(operator)
            .map_err(|error| error.or(PoolSilent { pool }))?;
        Ok(frozen)
    }
}

#[cfg(test)]
mod tests;
