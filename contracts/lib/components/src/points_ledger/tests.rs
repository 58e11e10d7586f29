use super::*;
use crate::cell::MAX_RECORD;
use blueprint_hooks::event::recorded;
use codec::MaxEncodedLen;
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Ledger = PointsLedger<ManualKey<7>>;

const SERVICE: u64 = 3;

fn operator(n: u8) -> Address {
    ink::H160([n; 20])
}

fn at(block: u32) {
    test::set_block_number::<DefaultEnvironment>(block);
}

fn ledger() -> Ledger {
    let mut ledger = Ledger::default();
    ledger.init(1_000, Weights::default(), 10).unwrap();
    at(0);
    ledger
}

fn right(ledger: &mut Ledger, of: u8) {
    ledger.submission(SERVICE, operator(of), true).unwrap();
}

#[ink::test]
fn init_era_without_blocks_refused() {
    let refused = Ledger::default().init(0, Weights::default(), 1);
    assert_eq!(refused, Err(ZeroEra.into()));
    let refused = Ledger::default().init(1, Weights::default(), 0);
    assert_eq!(refused, Err(ZeroLimit.into()));
}

#[ink::test]
fn submission_right_and_wrong_counted_apart_and_reported() {
    let mut ledger = ledger();
    recorded::take();
    right(&mut ledger, 1);
    let reported = PointsAwarded {
        era: 0,
        operator: operator(1),
        service_id: SERVICE,
        deed: 3,
        points: 1,
        total: 1,
    };
    assert_eq!(recorded::take(), [recorded::of(&reported)]);
    ledger.submission(SERVICE, operator(1), false).unwrap();

    let card = ledger.card(0, operator(1));
    assert_eq!((card.successes, card.failures, card.points), (1, 1, 1));
    let book = ledger.book(0);
    assert_eq!((book.operators, book.totals.points), (1, 1));
    assert_eq!((book.totals.successes, book.totals.failures), (1, 1));
}

#[ink::test]
fn award_next_era_leaves_the_last_one_as_it_was() {
    let mut ledger = ledger();
    right(&mut ledger, 1);
    at(1_000);
    assert_eq!(ledger.current_era(), 1);
    right(&mut ledger, 1);
    right(&mut ledger, 1);
    assert_eq!(ledger.card(0, operator(1)).points, 1);
    assert_eq!(ledger.card(1, operator(1)).points, 2);
    assert_eq!(ledger.book(0).totals.points, 1);
}

#[ink::test]
fn points_are_limited_by_service_and_era_and_counts_are_not() {
    let mut ledger = ledger();
    for _ in 0..12 {
        right(&mut ledger, 1);
    }
    // Another service has a limit of its own.
    ledger
        .award(4, operator(1), PointEvent::Placed { place: 0 })
        .unwrap();
    let card = ledger.card(0, operator(1));
    assert_eq!((card.successes, card.points), (12, 10 + 3));
    assert_eq!(ledger.book(0).totals.points, 13);
    right(&mut ledger, 2);
    assert_eq!(ledger.card(0, operator(2)).points, 1);
    at(1_000);
    right(&mut ledger, 1);
    assert_eq!(ledger.card(1, operator(1)).points, 1);
}

#[ink::test]
fn award_zero_address_refused() {
    let refused = ledger().submission(SERVICE, Address::zero(), true);
    assert_eq!(refused, Err(ZeroOperator.into()));
}

#[ink::test]
fn heartbeat_second_in_a_window_refused_next_window_counts() {
    let mut ledger = ledger();
    ledger.heartbeat(SERVICE, operator(1)).unwrap();
    at(99);
    let refused = ledger.heartbeat(SERVICE, operator(1));
    assert_eq!(refused, Err(AlreadyBeaten { window: 0 }.into()));
    at(100);
    ledger.heartbeat(SERVICE, operator(1)).unwrap();
    assert_eq!(ledger.card(0, operator(1)).heartbeats, 2);
    at(450);
    assert_eq!(ledger.heartbeats(SERVICE, operator(1)), Some((2, 2)));
    assert_eq!(ledger.heartbeats(SERVICE, operator(2)), None);
}

#[ink::test]
fn heartbeat_of_one_service_takes_none_from_another() {
    let mut ledger = ledger();
    ledger.heartbeat(SERVICE, operator(1)).unwrap();
    ledger.heartbeat(4, operator(1)).unwrap();
    at(100);
    ledger.heartbeat(4, operator(1)).unwrap();
    at(200);
    assert_eq!(ledger.heartbeats(SERVICE, operator(1)), Some((1, 1)));
    assert_eq!(ledger.heartbeats(4, operator(1)), Some((2, 0)));
    assert_eq!(ledger.card(0, operator(1)).heartbeats, 3);
}

#[ink::test]
fn signer_counted_once_by_index_and_by_address() {
    let mut ledger = ledger();
    ledger.open_round(SERVICE, 9, 0b101.into(), 3).unwrap();
    ledger.signer(SERVICE, 9, 0, operator(1)).unwrap();
    let again = ledger.signer(SERVICE, 9, 0, operator(2));
    assert_eq!(again, Err(SignerCounted { index: 0 }.into()));
    let other_index = ledger.signer(SERVICE, 9, 2, operator(1));
    let refused = OperatorCounted {
        operator: operator(1),
    };
    assert_eq!(other_index, Err(refused.into()));
    let idle = ledger.signer(SERVICE, 9, 1, operator(2));
    assert_eq!(idle, Err(NotASigner { index: 1 }.into()));
    ledger.signer(SERVICE, 9, 2, operator(3)).unwrap();
    assert_eq!(ledger.book(0).totals.points, 2);
}

#[ink::test]
fn open_round_bit_without_operator_or_second_time_refused() {
    let mut ledger = ledger();
    let refused = ledger.open_round(SERVICE, 9, 0b1000.into(), 3);
    let out_of_range = SignerOutOfRange {
        operators: 3,
        received: 3,
    };
    assert_eq!(refused, Err(out_of_range.into()));
    let unknown = ledger.signer(SERVICE, 9, 0, operator(1));
    let no_round = UnknownRound {
        service_id: SERVICE,
        job_call_id: 9,
    };
    assert_eq!(unknown, Err(no_round.into()));
    ledger.open_round(SERVICE, 9, 1.into(), 3).unwrap();
    let exists = RoundExists {
        service_id: SERVICE,
        job_call_id: 9,
    };
    assert_eq!(
        ledger.open_round(SERVICE, 9, 1.into(), 3),
        Err(exists.into())
    );
}

#[ink::test]
fn distribution_pages_follow_the_operators() {
    let mut ledger = ledger();
    for n in 1..=5 {
        for _ in 0..n {
            right(&mut ledger, n);
        }
    }
    assert_eq!(
        ledger.operators(0, 1, 2),
        Ok(vec![operator(2), operator(3)])
    );
    assert_eq!(ledger.distribution(0, 0, 1, 2), Ok(vec![2, 3]));
    assert_eq!(ledger.distribution(0, 4, 3, 50), Ok(vec![4, 5]));
    assert_eq!(ledger.distribution(0, 1, 0, 50), Ok(vec![0; 5]));
    assert_eq!(ledger.distribution(0, 3, 5, 1), Ok(vec![]));
}

#[ink::test]
fn page_beyond_bounds_refused() {
    let mut ledger = ledger();
    right(&mut ledger, 1);
    for received in [0, 51] {
        let refused = BadPage { most: 50, received };
        assert_eq!(ledger.operators(0, 0, received), Err(refused.into()));
    }
    let past = PastEnd {
        len: 1,
        received: 2,
    };
    assert_eq!(ledger.distribution(0, 0, 2, 1), Err(past.into()));
    let unknown = UnknownMetric {
        most: 4,
        received: 5,
    };
    assert_eq!(ledger.distribution(0, 5, 0, 1), Err(unknown.into()));
}

#[ink::test]
fn awarder_admitted_for_its_service_until_removed() {
    let mut ledger = ledger();
    let manager = operator(8);
    ledger.register_awarder(1, SERVICE, manager).unwrap();
    assert_eq!(ledger.admit(SERVICE, manager), Ok(()));
    let foreign = NotAnAwarder {
        service_id: 4,
        received: manager,
    };
    assert_eq!(ledger.admit(4, manager), Err(foreign.into()));
    ledger.remove_awarder(SERVICE, manager).unwrap();
    assert!(ledger.admit(SERVICE, manager).is_err());
    assert_eq!(ledger.awarder(SERVICE, manager), (false, 1));
    assert!(ledger.remove_awarder(SERVICE, manager).is_err());
}

#[test]
fn records_of_the_rules_fit_a_cell() {
    for size in [
        OperatorTally::max_encoded_len(),
        HeartbeatRecord::max_encoded_len(),
    ] {
        assert!(size < MAX_RECORD, "{size}");
    }
}
