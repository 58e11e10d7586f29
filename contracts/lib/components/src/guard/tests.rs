//! What every guard does.

use super::*;
use blueprint_hooks::event::recorded;
use ink::{env::test, storage::traits::ManualKey};

const RUNTIME: Address = ink::H160([1; 20]);
const OUTSIDER: Address = ink::H160([2; 20]);

#[derive(Default, Debug)]
struct Baked;

impl BakedCaller for Baked {
    const ADDRESS: [u8; 20] = [1; 20];
}

/// Deployed by [`OUTSIDER`].
fn guard() -> RuntimeGuard<ManualKey<9>> {
    let mut guard = RuntimeGuard::default();
    test::set_caller(OUTSIDER);
    guard.init(RUNTIME).unwrap();
    guard
}

fn stranger() -> Revert {
    let error = CallerNotRuntime {
        expected: RUNTIME,
        received: OUTSIDER,
    };
    error.into()
}

/// What every guard that binds does.
fn admits_one_caller_after_binding(mut guard: impl Guard) {
    test::set_caller(RUNTIME);
    assert_eq!(guard.admit(), Err(NotBound.into()));
    test::set_caller(OUTSIDER);
    assert_eq!(guard.bind(7, OUTSIDER, OUTSIDER), Err(stranger()));
    assert_eq!(guard.owner(), Address::zero());
    test::set_caller(RUNTIME);
    let mismatch = RuntimeMismatch {
        expected: RUNTIME,
        received: OUTSIDER,
    };
    assert_eq!(guard.bind(7, OUTSIDER, OUTSIDER), Err(mismatch.into()));
    let other = NotBlueprintOwner {
        expected: OUTSIDER,
        received: RUNTIME,
    };
    assert_eq!(guard.bind(7, RUNTIME, RUNTIME), Err(other.into()));
    recorded::take();
    guard.bind(7, OUTSIDER, RUNTIME).unwrap();
    let bound = BlueprintBound {
        blueprint_id: 7,
        owner: OUTSIDER,
        runtime: RUNTIME,
    };
    assert_eq!(recorded::take(), [recorded::of(&bound)]);
    assert_eq!(guard.admit(), Ok(()));
    assert_eq!(guard.owner(), OUTSIDER);
    let again = AlreadyBound { blueprint_id: 7 };
    assert_eq!(guard.bind(8, OUTSIDER, RUNTIME), Err(again.into()));
    test::set_caller(OUTSIDER);
    assert_eq!(guard.admit(), Err(stranger()));
}

#[ink::test]
fn runtime_guard_admits_the_runtime_after_binding() {
    admits_one_caller_after_binding(guard());
}

#[ink::test]
fn baked_guard_admits_its_caller_after_binding() {
    let mut guard = BakedGuard::<Baked, ManualKey<8>>::default();
    test::set_caller(OUTSIDER);
    guard.init().unwrap();
    admits_one_caller_after_binding(guard);
}

#[ink::test]
fn caller_guard_admits_its_caller_without_binding() {
    let mut guard = CallerGuard::<ManualKey<7>>::default();
    assert_eq!(guard.init(Address::zero()), Err(ZeroRuntime.into()));
    guard.init(RUNTIME).unwrap();
    test::set_caller(RUNTIME);
    assert_eq!(guard.admit(), Ok(()));
    test::set_caller(OUTSIDER);
    assert_eq!(guard.admit(), Err(stranger()));
}

#[ink::test]
fn master_guard_admits_the_master_that_the_root_chain_named() {
    let master = ink::H160([3; 20]);
    let mut guard = MasterGuard::<ManualKey<6>>::default();
    test::set_caller(OUTSIDER);
    guard.init(RUNTIME).unwrap();
    let error = |caller, mbsm| OnlyMasterBlueprintServiceManagerAllowed { caller, mbsm };
    // Before a master is named, the zero address that is stored admits no caller, itself included.
    for caller in [RUNTIME, Address::zero()] {
        test::set_caller(caller);
        assert_eq!(guard.admit(), Err(error(caller, Address::zero()).into()));
    }
    test::set_caller(master);
    let stranger = OnlyRootChainAllowed {
        caller: master,
        root_chain: RUNTIME,
    };
    assert_eq!(guard.bind(7, OUTSIDER, master), Err(stranger.into()));
    test::set_caller(RUNTIME);
    assert_eq!(
        guard.bind(7, OUTSIDER, Address::zero()),
        Err(ZeroRuntime.into())
    );
    recorded::take();
    guard.bind(7, OUTSIDER, master).unwrap();
    let bound = BlueprintBound {
        blueprint_id: 7,
        owner: OUTSIDER,
        runtime: RUNTIME,
    };
    assert_eq!(recorded::take(), [recorded::of(&bound)]);
    assert_eq!(
        guard.bind(8, OUTSIDER, master),
        Err(AlreadyBound { blueprint_id: 7 }.into())
    );
    assert_eq!(guard.admit(), Err(error(RUNTIME, master).into()));
    test::set_caller(master);
    assert_eq!(guard.admit(), Ok(()));
    assert_eq!(
        (guard.runtime(), guard.master(), guard.owner()),
        (RUNTIME, master, OUTSIDER)
    );
    assert_eq!(guard.blueprint_id(), (true, 7));
}

#[ink::test]
fn guard_that_was_not_initialised_admits_no_caller() {
    let runtime_guard = RuntimeGuard::<ManualKey<5>>::default();
    let caller_guard = CallerGuard::<ManualKey<4>>::default();
    for caller in [Address::zero(), RUNTIME] {
        test::set_caller(caller);
        let refused = CallerNotRuntime {
            expected: Address::zero(),
            received: caller,
        };
        assert!(runtime_guard.admit().is_err());
        assert_eq!(caller_guard.admit(), Err(refused.into()));
    }
}

#[test]
fn record_is_read_as_it_was_written() {
    let bound = Binding {
        runtime: [1; 20],
        deployer: [3; 20],
        blueprint: Some(Blueprint {
            id: u64::MAX - 1,
            owner: [3; 20],
        }),
    };
    for binding in [
        bound,
        Binding {
            blueprint: None,
            ..bound
        },
    ] {
        assert_eq!(unpacked(&packed(&binding)), binding);
    }
}
