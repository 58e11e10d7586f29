//! The downtime watch: who is away, and what that costs, which is rewards and never stake. It
//! answers to `abi/solidity/library/IDowntimeWatch.sol`.
//!
//! The reward pool must know it as its warden for its freezes to follow.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod pool;
pub mod wire;

#[ink::contract]
pub mod downtime_watch {
    use crate::{pool::Pool, wire::*};
    use blueprint_components::{
        cell::{Cell, Map},
        downtime_watch::Change,
        RuntimeGuard,
    };
    use blueprint_hooks::{Deploy, OrRevert};

    /// A message's arguments, answered without touching the root cell.
    type Call<A> = blueprint_hooks::Direct<A, DowntimeWatch>;

    /// Nothing of its own: every component loads what it needs.
    #[ink(storage)]
    #[derive(Default)]
    pub struct DowntimeWatch {
        guard: RuntimeGuard,
        watch: blueprint_components::DowntimeWatch,
        pool: Cell<Address>,
        /// Whether the pool's freeze of an operator is this contract's to end: others freeze, too.
        froze: Map<Address, bool>,
    }

    impl DowntimeWatch {
        /// Deploys a watch that obeys `runtime`, for good.
        #[ink(constructor, payable)]
        pub fn new(arguments: Deploy<New>) -> Self {
            let New {
                runtime,
                pool,
                grace,
                longest,
            } = arguments.0;
            let mut contract = Self::default();
            contract.guard.init(runtime).or_revert();
            contract.watch.init(grace, longest).or_revert();
            contract.pool.set(&pool);
            contract
        }

        /// An operator is there. Its own and the runtime's to say.
        // `payable` for ink! alone, here and nowhere else: without a payable message it checks for
        // value before anything else, and traps. `direct!` says what takes value.
        #[ink(message, payable, name = "checkIn")]
        pub fn check_in(&mut self, call: Call<CheckIn>) -> Result<(), Error> {
            let (operator, received) = (call.operator, self.env().caller());
            if received != operator && received != self.guard.runtime() {
                let expected = operator;
                return Err(ContractError::NotTheOperator { expected, received }.into());
            }
            match self.watch.check_in(operator)? {
                Change::None | Change::Away => {}
                Change::Back => self.thaw(operator)?,
                // The era of an absence is lost, whether or not somebody noticed.
                Change::WasAway => {
                    if self.rewards().freeze(operator)? {
                        self.rewards().thaw(operator)?;
                    }
                }
            }
            Ok(())
        }

        /// An operator is away. Anyone may say so.
        #[ink(message, name = "noticeAbsence")]
        pub fn notice_absence(&mut self, call: Call<NoticeAbsence>) -> Result<(), Error> {
            let operator = call.operator;
            self.watch.notice(operator, self.env().caller())?;
            if self.rewards().freeze(operator)? {
                self.froze.set(&operator, &true);
            }
            Ok(())
        }

        /// The one account besides an operator that says it is there.
        #[ink(message)]
        pub fn runtime(&self, _call: Call<Runtime>) -> Address {
            self.guard.runtime()
        }

        /// The reward pool whose freezes follow.
        #[ink(message)]
        pub fn pool(&self, _call: Call<PoolOf>) -> Address {
            self.rewards().0
        }

        /// Grace, and the most that one unnoticed silence counts.
        #[ink(message)]
        pub fn limits(&self, _call: Call<LimitsOf>) -> Result<(u64, u64), Error> {
            let limits = self.watch.limits()?;
            Ok((limits.grace, limits.longest))
        }

        /// Status, last seen, frozen since, inactive seconds, absences.
        #[ink(message, name = "presenceOf")]
        pub fn presence_of(&self, call: Call<PresenceOf>) -> (u8, u64, u64, u64, u32) {
            let presence = self.watch.presence(call.operator);
            (
                presence.status as u8,
                presence.last_seen,
                presence.frozen_since,
                self.watch.inactive(call.operator),
                presence.absences,
            )
        }

        /// Whether an operator may be given work.
        #[ink(message, name = "mayWork")]
        pub fn may_work(&self, call: Call<MayWork>) -> bool {
            self.watch.may_work(call.operator).is_ok()
        }

        fn rewards(&self) -> Pool {
            Pool(self.pool.get().unwrap_or_default())
        }

        fn thaw(&mut self, operator: Address) -> Result<(), Error> {
            if self.froze.get(&operator).unwrap_or_default() {
                self.froze.set(&operator, &false);
                self.rewards().thaw(operator)?;
            }
            Ok(())
        }
    }

    blueprint_hooks::direct! { DowntimeWatch {
        CheckIn => check_in,
        NoticeAbsence => notice_absence,
        Runtime => runtime,
        PoolOf => pool,
        LimitsOf => limits,
        PresenceOf => presence_of,
        MayWork => may_work,
    } }
}

#[cfg(test)]
mod tests;
