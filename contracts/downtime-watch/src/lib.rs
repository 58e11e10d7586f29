//! The downtime watch: who is away, and what that costs, which is rewards and never stake. Its
//! interface is `abi/solidity/library/IDowntimeWatch.sol`.
//!
//! Its freezes take effect if the reward pool has it as its warden (`setWarden`).
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[blueprint_hooks::contract("blueprint-abi/library/IDowntimeWatch.sol")]
pub mod downtime_watch {
    use blueprint_components::{
        downtime_watch::{Change, Status},
        prelude::*,
        reward_pool::abi::Client as RewardPool,
        roles::Appointed,
    };
    use blueprint_hooks::call::CallError;

    /// The watch, the runtime that checks operators in, and the reward pool.
    #[derive(Default)]
    pub struct DowntimeWatch {
        roles: Roles,
        /// Stops reports of absences.
        pause: PauseSwitch,
        watch: blueprint_components::DowntimeWatch,
        pool: Appointed,
        /// Whether the pool does not know of an absence that is over.
        owes: Map<Address, bool>,
    }

    impl DowntimeWatch {
        /// `runtime` checks operators in, besides themselves; `guardian` replaces its key if it is lost, and pauses. Roles
        /// are handed over with a delay of `role_delay` seconds, 1 to 30 days. `pool` is the reward pool whose freezes
        /// follow; zero for none. An operator is up while its last check-in is less than `grace`
        /// seconds ago; `longest` is the most that one unreported absence counts.
        pub fn constructor(
            &mut self,
            runtime: Address,
            guardian: Address,
            role_delay: u64,
            pool: Address,
            grace: u64,
            longest: u64,
        ) -> Result<()> {
            self.roles.init(&[runtime, guardian], role_delay)?;
            self.watch.init(grace, longest)?;
            self.appoint(pool)
        }

        fn appoint(&mut self, pool: Address) -> Result<()> {
            if !pool.is_zero() {
                let warden = RewardPool::at(pool).warden();
                warden.map_err(|error| error.or(PoolSilent { pool }))?;
            }
            let from = self.pool.set(pool, self.roles.delay());
            PoolSet { pool, from }.emit();
            Ok(())
        }

        /// The pool, if this contract freezes and thaws in it.
        fn followed(&self) -> core::result::Result<Option<RewardPool>, CallError> {
            let pool = self.pool();
            if pool.is_zero() {
                return Ok(None);
            }
            let pool = RewardPool::at(pool);
            Ok((pool.warden()? == env::this()).then_some(pool))
        }

        /// Freezes the operator's rewards.
        fn freeze(&self, operator: Address) -> core::result::Result<(), CallError> {
            if let Some(pool) = self.followed()? {
                if !is_frozen(&pool, operator)? {
                    pool.freeze(operator)?;
                }
            }
            Ok(())
        }

        /// Ends this contract's freeze; the era is lost all the same. With `lost`, it is lost even if
        /// there was no freeze: an absence costs the same, reported or not. Returns whether a pool follows.
        fn thaw(&self, operator: Address, lost: bool) -> core::result::Result<bool, CallError> {
            let Some(pool) = self.followed()? else {
                return Ok(false);
            };
            let mut frozen = is_frozen(&pool, operator)?;
            if lost && !frozen {
                pool.freeze(operator)?;
                frozen = true;
            }
            // The runtime may have thawed it.
            if frozen {
                pool.thaw(operator)?;
            }
            Ok(true)
        }

        /// Whether the pool knows the operator.
        fn knows(&self, operator: Address) -> Result<bool> {
            let pool = self.pool();
            if pool.is_zero() {
                return Ok(false);
            }
            let known = RewardPool::at(pool).operator_of(operator);
            let (known, _frozen, _next_era) = known.map_err(|error| self.pool_failed(error))?;
            Ok(known)
        }

        /// Reverts with what the pool failed with.
        fn pool_failed(&self, error: CallError) -> Revert {
            error.or(PoolSilent { pool: self.pool() })
        }
    }

    #[unguarded]
    impl IRoles for DowntimeWatch {}

    #[unguarded]
    impl IPausable for DowntimeWatch {
        fn pause(&mut self, duration: u64) -> Result<()> {
            self.pause.begin(&self.roles, duration)
        }

        fn unpause(&mut self) -> Result<()> {
            self.pause.end(&self.roles)
        }

        fn paused_until(&self) -> u64 {
            self.pause.last().until
        }
    }

    #[unguarded]
    impl IDowntimeWatch for DowntimeWatch {
        fn set_pool(&mut self, pool: Address) -> Result<()> {
            self.roles.admit()?;
            self.appoint(pool)
        }

        fn check_in(&mut self, operator: Address) -> Result<()> {
            let (expected, received) = (operator, env::caller());
            let admitted = received == operator || received == self.roles.runtime();
            ensure!(admitted, NotTheOperator { expected, received });
            let lost = match self.watch.check_in(operator)? {
                Change::None => return Ok(()),
                Change::Back => false,
                Change::WasAway => true,
            };
            // An operator can work again even if the pool does not follow. What it lost is not forgotten. The
            // error stays one of the call: a `Revert` would end this call.
            match self.thaw(operator, lost) {
                Ok(_) => return Ok(()),
                // A pool without deposit or weight ends so, too: its caller chooses that, and by it the era that is lost.
                Err(CallError::Reverted(data)) if data.is_empty() => {
                    return Err(PoolSilent { pool: self.pool() }.into());
                }
                Err(_) => {}
            }
            if lost {
                self.owes.set(&operator, &true);
            }
            PoolNotFollowed { operator }.emit();
            Ok(())
        }

        fn enrol(&mut self, operator: Address) -> Result<()> {
            let (expected, received) = (operator, env::caller());
            let own = received == operator || received == self.roles.runtime();
            ensure!(
                own || self.knows(operator)?,
                NotTheOperator { expected, received }
            );
            self.watch.enrol(operator)
        }

        fn sync_pool(&mut self, operator: Address) -> Result<()> {
            // The pool has one freeze for all watches that it had: only an operator that came back here is thawed here.
            if self.watch.presence(operator).status != Status::Up {
                return Ok(());
            }
            let lost = self.owes.get(&operator).unwrap_or_default();
            let followed = self.thaw(operator, lost);
            let followed = followed.map_err(|error| self.pool_failed(error))?;
            // Without a pool that follows, what was lost is brought to the next one.
            if lost && followed {
                self.owes.set(&operator, &false);
            }
            Ok(())
        }

        fn notice_absence(&mut self, operator: Address) -> Result<()> {
            self.pause.not_paused()?;
            self.watch.notice(operator, env::caller())?;
            self.freeze(operator)
                .map_err(|error| self.pool_failed(error))
        }

        fn runtime(&self) -> Address {
            self.roles.runtime()
        }

        fn pool(&self) -> Address {
            self.pool.present()
        }

        fn next_pool(&self) -> (Address, u64) {
            self.pool.next()
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

    /// Whether this contract's freeze of the operator lasts: those of the runtime are not its own.
    fn is_frozen(pool: &RewardPool, operator: Address) -> core::result::Result<bool, CallError> {
        let (_by_runtime, by_warden) = pool.freezes_of(operator)?;
        Ok(by_warden)
    }
}

#[cfg(test)]
mod tests;
