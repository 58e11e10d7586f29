use crate::{
    points_ledger::PointsLedger,
    wire::{Error, *},
};
use blueprint_components::{GuardError, LedgerError};
use blueprint_hooks::Deploy;
use ink::{env::test, Address, U256};

const RUNTIME: Address = ink::H160([1; 20]);
const MANAGER: Address = ink::H160([2; 20]);
const OPERATOR: Address = ink::H160([3; 20]);

fn ledger() -> PointsLedger {
    let new = New {
        runtime: RUNTIME,
        era_blocks: 100,
        signature: 1,
        heartbeat: 2,
        job: 5,
    };
    test::set_caller(RUNTIME);
    PointsLedger::new(Deploy(new)).unwrap()
}

fn submission() -> RecordSubmission {
    RecordSubmission {
        service_id: 3,
        operator: OPERATOR,
        successful: true,
        fee: U256::zero(),
    }
}

#[ink::test]
fn record_submission_by_outsider_refused() {
    let mut ledger = ledger();
    test::set_caller(MANAGER);
    let refused = LedgerError::NotAnAwarder {
        service_id: 3,
        received: MANAGER,
    };
    assert_eq!(
        ledger.record_submission(submission().into()),
        Err(Error::Ledger(refused))
    );
}

#[ink::test]
fn record_submission_by_runtime_or_registered_manager_counts() {
    let mut ledger = ledger();
    ledger.record_submission(submission().into()).unwrap();
    let register = RegisterAwarder {
        blueprint_id: 1,
        service_id: 3,
        awarder: MANAGER,
    };
    ledger.register_awarder(register.into()).unwrap();
    test::set_caller(MANAGER);
    ledger.record_submission(submission().into()).unwrap();
    let points = PointsOf {
        era: 0,
        operator: OPERATOR,
    };
    assert_eq!(ledger.points_of(points.into()), 10);
    assert_eq!(ledger.totals(Totals { era: 0 }.into()), (1, 2, 0, 0, 0, 10));
}

#[ink::test]
fn register_awarder_by_manager_refused() {
    let mut ledger = ledger();
    test::set_caller(MANAGER);
    let register = RegisterAwarder {
        blueprint_id: 1,
        service_id: 3,
        awarder: MANAGER,
    };
    let refused = GuardError::CallerNotRuntime {
        expected: RUNTIME,
        received: MANAGER,
    };
    assert_eq!(
        ledger.register_awarder(register.into()),
        Err(Error::Guard(refused))
    );
}

#[ink::test]
fn deeds_of_every_kind_reach_the_card() {
    let mut ledger = ledger();
    let (service_id, operator) = (3, OPERATOR);
    ledger
        .record_heartbeat(
            RecordHeartbeat {
                service_id,
                operator,
            }
            .into(),
        )
        .unwrap();
    let place = RecordPlace {
        service_id,
        operator,
        place: 0,
    };
    ledger.record_place(place.into()).unwrap();
    ledger
        .record_report(
            RecordReport {
                service_id,
                operator,
            }
            .into(),
        )
        .unwrap();
    let round = OpenRound {
        service_id,
        job_call_id: 4,
        bitmap: 2.into(),
        operators: 2,
    };
    ledger.open_round(round.into()).unwrap();
    let signer = RecordSigner {
        service_id,
        job_call_id: 4,
        index: 1,
        operator,
    };
    ledger.record_signer(signer.into()).unwrap();
    // A heartbeat 2, the first place 3, a signature 1; a report earns nothing.
    assert_eq!(
        ledger.card_of(CardOf { era: 0, operator }.into()),
        (0, 0, 1, 1, 6)
    );
    let page = Distribution {
        era: 0,
        metric: 4,
        from: 0,
        count: 50,
    };
    assert_eq!(ledger.distribution(page.into()), Ok(vec![6]));
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
