//! A guardian stops functions of a contract for a time. `blueprint_rules::pause` says for how long.

blueprint_hooks::interface! {
    /// Errors and events of pauses, and a client of them.
    pub mod abi = "blueprint-abi/library/IPausable.sol";
}

use crate::{
    cell::Cell,
    roles::{Roles, GUARDIAN},
};
use abi::{NotEntitled, NotPaused, PauseLength, PauseSet, PauseTooSoon, Paused};
use blueprint_hooks::{ensure, env, Event, Result, Revert};
use blueprint_rules::pause::{Pause, PauseError};
use ink::storage::traits::{AutoKey, StorageKey};

/// The last pause of a contract.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct PauseSwitch<KEY: StorageKey = AutoKey> {
    stored: Cell<Pause>,
}

impl<KEY: StorageKey> PauseSwitch<KEY> {
    /// Passes while there is no pause, and returns the last one. Errors: `Paused`.
    pub fn not_paused(&self) -> Result<Pause> {
        let pause = self.last();
        let until = pause.until;
        ensure!(!pause.lasts(env::now()), Paused { until });
        Ok(pause)
    }

    /// The last pause.
    pub fn last(&self) -> Pause {
        self.stored.get().unwrap_or_default()
    }

    /// Begins a pause of so many seconds as the caller, who must be the guardian.
    /// Errors: `NotEntitled`, `PauseLength`, `PauseTooSoon`.
    pub fn begin<R: StorageKey>(&mut self, roles: &Roles<R>, seconds: u64) -> Result<()> {
        let received = env::caller();
        let role = GUARDIAN;
        ensure!(roles.holds(received, role), NotEntitled { role, received });
        let pause = self.last().begun(seconds, env::now()).map_err(revert)?;
        self.set(&pause);
        Ok(())
    }

    /// Ends a pause as the caller, who must be the guardian or hold the role above it.
    /// Errors: `NotEntitled`, `NotPaused`.
    pub fn end<R: StorageKey>(&mut self, roles: &Roles<R>) -> Result<()> {
        let received = env::caller();
        let role = GUARDIAN;
        let admitted = roles.holds(received, role) || roles.holds(received, roles.above_guardian());
        ensure!(admitted, NotEntitled { role, received });
        let pause = self.last().ended(env::now()).map_err(revert)?;
        self.set(&pause);
        Ok(())
    }

    fn set(&mut self, pause: &Pause) {
        self.stored.set(pause);
        PauseSet {
            by: env::caller(),
            until: pause.until,
        }
        .emit();
    }
}

fn revert(error: PauseError) -> Revert {
    match error {
        PauseError::Length { longest, received } => PauseLength { longest, received }.into(),
        PauseError::TooSoon { from, now: time } => PauseTooSoon { from, time }.into(),
        PauseError::NotPaused => NotPaused.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::{GOVERNANCE, RUNTIME};
    use blueprint_hooks::Address;
    use blueprint_rules::{
        court::DAY,
        pause::{LONGEST_PAUSE, PAUSE_GAP},
    };
    use ink::{
        env::{test, DefaultEnvironment},
        storage::traits::ManualKey,
    };

    const HOLDERS: [Address; 3] = [ink::H160([1; 20]), ink::H160([2; 20]), ink::H160([3; 20])];
    const OUTSIDER: Address = ink::H160([4; 20]);
    const START: u64 = 1_000_000;

    type Tested = (Roles<ManualKey<71>>, PauseSwitch<ManualKey<72>>);

    fn of(count: usize) -> Tested {
        at(0);
        let mut tested = Tested::default();
        tested.0.init(&HOLDERS[..count], DAY).unwrap();
        tested
    }

    fn at(seconds: u64) {
        test::set_block_timestamp::<DefaultEnvironment>(START + seconds);
    }

    fn begin((roles, switch): &mut Tested, by: Address, seconds: u64) -> Result<()> {
        test::set_caller(by);
        switch.begin(roles, seconds)
    }

    fn end((roles, switch): &mut Tested, by: Address) -> Result<()> {
        test::set_caller(by);
        switch.end(roles)
    }

    #[ink::test]
    fn guardian_alone_begins_a_pause_that_ends_by_itself_and_waits_for_the_next() {
        let mut tested = of(3);
        let role = GUARDIAN;
        for received in [HOLDERS[0], HOLDERS[2], OUTSIDER, Address::zero()] {
            let refused = NotEntitled { role, received };
            assert_eq!(begin(&mut tested, received, 5), Err(refused.into()));
        }
        let long = PauseLength {
            longest: LONGEST_PAUSE,
            received: LONGEST_PAUSE + 1,
        };
        let refused = begin(&mut tested, HOLDERS[1], LONGEST_PAUSE + 1);
        assert_eq!(refused, Err(long.into()));
        assert_eq!(begin(&mut tested, HOLDERS[1], LONGEST_PAUSE), Ok(()));
        let until = START + LONGEST_PAUSE;
        at(LONGEST_PAUSE - 1);
        assert_eq!(tested.1.not_paused(), Err(Paused { until }.into()));
        at(LONGEST_PAUSE);
        assert!(tested.1.not_paused().is_ok());
        let from = until + PAUSE_GAP;
        let soon = PauseTooSoon { from, time: until };
        assert_eq!(begin(&mut tested, HOLDERS[1], 5), Err(soon.into()));
        at(LONGEST_PAUSE + PAUSE_GAP);
        assert_eq!(begin(&mut tested, HOLDERS[1], 5), Ok(()));
    }

    fn ended_by_the_guardian_and_the_role_above(count: usize, above: u8) {
        let mut tested = of(count);
        let role = GUARDIAN;
        begin(&mut tested, HOLDERS[1], 5).unwrap();
        let others = HOLDERS[..count].iter().chain([&OUTSIDER]);
        for received in others.copied() {
            if received != HOLDERS[1] && received != HOLDERS[usize::from(above)] {
                let refused = NotEntitled { role, received };
                assert_eq!(end(&mut tested, received), Err(refused.into()));
            }
        }
        assert_eq!(end(&mut tested, HOLDERS[usize::from(above)]), Ok(()));
        assert!(tested.1.not_paused().is_ok());
        assert_eq!(end(&mut tested, HOLDERS[1]), Err(NotPaused.into()));
    }

    #[ink::test]
    fn governance_ends_a_pause_of_the_court() {
        ended_by_the_guardian_and_the_role_above(3, GOVERNANCE);
    }

    #[ink::test]
    fn runtime_ends_a_pause_where_there_is_no_governance() {
        ended_by_the_guardian_and_the_role_above(2, RUNTIME);
    }
}
