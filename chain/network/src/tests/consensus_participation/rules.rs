//! A rulebook beside it: a rule over missed eras suspends the offline validator's operator, and no other one.

use super::*;
use crate::Timestamp;
use pallet_revive::precompiles::alloy::primitives::U256;
use IRulebook::{
    addRuleCall, evaluateCall, measureOfCall, standingAtCall, Effect, Measure, NothingMeasured,
    Schedule,
};

alloy::sol!("../../abi/solidity/library/IRulebook.sol");

const SERVICE: u64 = 1;
const HOUR: u64 = 3_600;
const NONE: u8 = 255;
/// A service level that is violated.
const LEVEL: u8 = 4;

fn now() -> u64 {
    Timestamp::get() / 1_000
}

/// A rulebook with one rule over eras that were missed in a window of an hour, which is two eras.
struct Ruled {
    book: H160,
    start: u64,
}

impl Ruled {
    fn new(world: &World, needed: u8, bound: u64) -> Self {
        let owner = address(&stranger());
        let guardian = address(&Sr25519Keyring::Ferdie.to_account_id());
        let roles = (owner, guardian, 86_400u64).abi_encode_params();
        let book = deploy(built("ink/rulebook.polkavm"), roles);
        let start = now() + HOUR + 60;
        let measure = Measure {
            target: Address::from(world.participation.0),
            selector: measuredCall::SELECTOR.into(),
            arguments: 1,
            operatorAt: 0,
            fromAt: NONE,
            toAt: NONE,
            first: FixedBytes::ZERO,
            second: FixedBytes::ZERO,
            origin: 0,
            unit: 0,
            knownAt: 0,
            known: 1,
            valueAt: 1,
            wholeAt: NONE,
            rises: true,
            comparison: 0,
            bound: U256::from(bound),
        };
        let schedule = Schedule {
            start,
            window: HOUR,
            lag: 0,
            evaluation: HOUR,
            needed,
            span: needed,
        };
        let effect = Effect {
            life: 10 * HOUR,
            pointsBps: 5_000,
            suspends: true,
            slashBps: 0,
            repeatBps: 0,
            mostBps: 0,
        };
        let add = addRuleCall {
            serviceId: SERVICE,
            condition: LEVEL,
            court: Address::ZERO,
            measure,
            schedule,
            effect,
        };
        let added = call(&stranger(), book, add).answer;
        assert_eq!(added, Ok(0), "{}", world.build);
        Self { book, start }
    }

    /// Goes on until a window can be evaluated, while some validators author nothing.
    fn until_over(&self, window: u32, offline: &[AccountId]) {
        let over = self.start + (u64::from(window) + 1) * HOUR;
        while now() < over {
            block_without(offline);
        }
    }

    fn evaluate(&self, stash: &AccountId, window: u32) -> Result<bool, Vec<u8>> {
        let evaluate = evaluateCall {
            serviceId: SERVICE,
            rule: 0,
            operator: address(stash),
            window,
        };
        call(&stranger(), self.book, evaluate).answer
    }

    /// Whether the operator is suspended, and what is left of its points.
    fn standing(&self, stash: &AccountId) -> (bool, u16) {
        let standing = standingAtCall {
            serviceId: SERVICE,
            operator: address(stash),
            time: now(),
        };
        let answer = call(&stranger(), self.book, standing).answer;
        answer.expect("a view answers").into()
    }
}

#[test]
fn rule_suspends_the_operator_of_an_offline_validator_and_no_other_one() {
    with_builds(HALF, |world| {
        let (offline, honest) = (validator(1), validator(0));
        let ruled = Ruled::new(world, 1, 1);
        for stash in [&offline, &honest] {
            assert_eq!(world.settle(stash), Ok(0));
        }
        for window in 0..3 {
            ruled.until_over(window, std::slice::from_ref(&offline));
            for stash in [&offline, &honest] {
                world.settle_all(stash);
                // The first reading of a counter is no breach.
                let breached = stash == &offline && window != 0;
                assert_eq!(
                    ruled.evaluate(stash, window),
                    Ok(breached),
                    "{}",
                    world.build
                );
            }
        }
        ruled.until_over(3, &[]);
        assert_eq!(ruled.standing(&offline), (true, 5_000), "{}", world.build);
        assert_eq!(ruled.standing(&honest), (false, 10_000));
        // An account that is no validator is not judged, either.
        let none = Sr25519Keyring::Ferdie.to_account_id();
        assert_eq!(ruled.standing(&none), (false, 10_000));
        let (eras, missed, _) = world.counts(&offline);
        assert!(missed == eras && missed >= 4, "{missed} of {eras}");
        assert_eq!(world.record(&honest).missed, 0);
    });
}

/// Two windows must be breached. An account that waits with settling would have the misses of two windows counted in one.
#[test]
fn no_account_moves_misses_to_another_window_by_waiting() {
    with_builds(HALF, |world| {
        let offline = validator(1);
        let ruled = Ruled::new(world, 2, 1);
        assert_eq!(world.settle(&offline), Ok(0));
        let target = Address::from(world.participation.0);
        let nothing = NothingMeasured { target }.abi_encode();
        for window in 0..3 {
            ruled.until_over(window, std::slice::from_ref(&offline));
            // It is not settled: nothing is recorded of the window, and any account can settle.
            let waits = ruled.evaluate(&offline, window);
            assert_eq!(waits, Err(nothing.clone()), "{}", world.build);
            let measure = measureOfCall {
                serviceId: SERVICE,
                rule: 0,
                operator: address(&offline),
                window,
            };
            let read = call(&stranger(), ruled.book, measure).answer;
            assert!(!read.expect("a view answers").measured);
            world.settle_all(&offline);
            assert_eq!(ruled.evaluate(&offline, window), Ok(window != 0));
        }
        ruled.until_over(3, &[]);
        assert_eq!(ruled.standing(&offline), (true, 5_000));
    });
}

/// An operator that was never settled is not measured, and an evaluation of it reverts.
#[test]
fn operator_without_a_record_is_not_measured() {
    with_builds(HALF, |world| {
        let ruled = Ruled::new(world, 1, 1);
        ruled.until_over(0, &[]);
        let target = Address::from(world.participation.0);
        let nothing = NothingMeasured { target }.abi_encode();
        assert_eq!(ruled.evaluate(&validator(2), 0), Err(nothing));
        assert_eq!(world.measured(&validator(2)), (false, 0, 0));
        assert_eq!(world.record(&validator(2)).next, 0);
    });
}
