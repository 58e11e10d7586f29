use crate::points_ledger::{
    CallerNotRuntime, IPointsLedger, NotAnAwarder, PointsLedger, ZeroOperator,
};
use ink::{env::test, Address};

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const DAY: u64 = 86_400;
const MANAGER: Address = ink::H160([2; 20]);
const OPERATOR: Address = ink::H160([3; 20]);
const SERVICE: u64 = 3;

fn ledger() -> PointsLedger {
    test::set_caller(RUNTIME);
    let mut ledger = PointsLedger::default();
    let deployed = ledger.constructor(RUNTIME, GUARDIAN, DAY, 100, 1, 2, 5, 1_000);
    deployed.unwrap();
    ledger
}

fn submit(ledger: &mut PointsLedger) -> blueprint_hooks::Result<()> {
    ledger.record_submission(SERVICE, OPERATOR, true)
}

#[ink::test]
fn record_submission_by_outsider_refused() {
    let mut ledger = ledger();
    test::set_caller(MANAGER);
    let refused = NotAnAwarder {
        service_id: SERVICE,
        received: MANAGER,
    };
    assert_eq!(submit(&mut ledger), Err(refused.into()));
}

#[ink::test]
fn record_submission_by_runtime_or_registered_manager_counts() {
    let mut ledger = ledger();
    submit(&mut ledger).unwrap();
    ledger.register_awarder(1, SERVICE, MANAGER).unwrap();
    test::set_caller(MANAGER);
    submit(&mut ledger).unwrap();
    assert_eq!(ledger.points_of(0, OPERATOR), 10);
    assert_eq!(ledger.most_per_era(), 1_000);
    assert_eq!(ledger.totals(0), (1, 2, 0, 0, 0, 10));
}

#[ink::test]
fn zero_address_is_no_awarder() {
    let mut ledger = ledger();
    let refused = ledger.register_awarder(1, SERVICE, Address::zero());
    assert_eq!(refused, Err(ZeroOperator.into()));
}

#[ink::test]
fn register_and_remove_awarder_by_manager_refused() {
    let mut ledger = ledger();
    test::set_caller(MANAGER);
    let refused = CallerNotRuntime {
        expected: RUNTIME,
        received: MANAGER,
    };
    let registered = ledger.register_awarder(1, SERVICE, MANAGER);
    assert_eq!(registered, Err(refused.into()));
    assert_eq!(ledger.remove_awarder(SERVICE, MANAGER), Err(refused.into()));
}

#[ink::test]
fn everything_that_is_recorded_reaches_the_card() {
    let mut ledger = ledger();
    ledger.record_heartbeat(SERVICE, OPERATOR).unwrap();
    ledger.record_place(SERVICE, OPERATOR, 0).unwrap();
    ledger.record_report(SERVICE, OPERATOR).unwrap();
    ledger.open_round(SERVICE, 4, 2.into(), 2).unwrap();
    ledger.record_signer(SERVICE, 4, 1, OPERATOR).unwrap();
    // A heartbeat 2, the first place 3, a signature 1; a report earns nothing.
    assert_eq!(ledger.card_of(0, OPERATOR), (0, 0, 1, 1, 6));
    assert_eq!(ledger.distribution(0, 4, 0, 50), Ok(vec![6]));
}

/// Components share no storage key: each keeps to its own.
#[test]
fn layout_gives_every_component_its_own_keys() {
    use ink::storage::traits::StorageLayout;
    let layout = <PointsLedger as StorageLayout>::layout(&0);
    let text = format!("{layout:?}");
    let mut keys: Vec<&str> = text
        .match_indices("root_key: LayoutKey { key: ")
        .filter_map(|(at, found)| text[at + found.len()..].split(' ').next())
        .collect();
    assert!(keys.len() >= 9, "{text}");
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
}
