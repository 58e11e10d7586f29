use super::*;
use blueprint_hooks::{call::mock, event::recorded, Word};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Load = LoadTests<ManualKey<98>>;

const SERVICE: u64 = 7;
const OPERATOR: Address = ink::H160([2; 20]);
const COMMITTEE: Address = ink::H160([5; 20]);
const BOOK: Address = ink::H160([6; 20]);
const BEACON: Address = ink::H160([7; 20]);
const OTHER: Address = ink::H160([8; 20]);
const START: u64 = 1_000_000;

const TERMS: Terms = Terms {
    start: START,
    window_length: 600,
    report_period: 300,
    challengers: 3,
    least_reports: 2,
    requests: 100,
    pass_bps: 9_000,
    block_hashes: false,
};

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

/// The committee has a set of members at a second; 0 for none.
fn enrolled(second: u64, epoch: u32) {
    Committee::encode_epoch_at(second, |call| {
        mock::returns(COMMITTEE, call, &epoch.to_word());
    });
}

/// The members of a set, by their bytes.
fn members(epoch: u32, suspended: u32, accounts: &[u8]) {
    let count = accounts.len() as u64;
    let mut words = [
        1,
        1,
        count,
        suspended.into(),
        192,
        192 + 32 * (count + 1),
        count,
    ]
    .map(|it: u64| it.to_word())
    .to_vec();
    words.extend(accounts.iter().map(|it| ink::H160([*it; 20]).to_word()));
    words.push(count.to_word());
    words.extend(accounts.iter().map(|_| 1u64.to_word()));
    Committee::encode_members_of(epoch, |call| {
        mock::returns(COMMITTEE, call, words.as_flattened());
    });
}

fn seeded(second: u64, source: u8) {
    Beacon::encode_seed_after(second, |call| {
        let words = [5u64.to_word(), [6; 32], source.to_word()];
        mock::returns(BEACON, call, words.as_flattened());
    });
}

const PEERS: Peers = Peers {
    services: ink::H160([0; 20]),
    committee: COMMITTEE,
    beacon: BEACON,
};

/// A service that is tested from window 0 on.
fn tests() -> Load {
    let mut tests = Load::default();
    test::set_callee(BOOK);
    at(START);
    enrolled(START, 1);
    members(1, 0, &[11, 12, 13, 2]);
    Beacon::encode_round_after(START, |call| {
        mock::returns(BEACON, call, &5u64.to_word());
    });
    seeded(START, 1);
    assert_eq!(tests.open(SERVICE, &PEERS, &TERMS), Ok(()));
    assert_eq!(tests.set_operator(SERVICE, OPERATOR, true), Ok(()));
    recorded::take();
    tests
}

#[ink::test]
fn peers_are_other_contracts_that_answer() {
    let mut tests = tests();
    for (peers, peer) in [
        (
            Peers {
                committee: OTHER,
                ..PEERS
            },
            OTHER,
        ),
        (
            Peers {
                committee: BOOK,
                ..PEERS
            },
            BOOK,
        ),
        (
            Peers {
                beacon: OTHER,
                ..PEERS
            },
            OTHER,
        ),
        (
            Peers {
                beacon: BOOK,
                ..PEERS
            },
            BOOK,
        ),
        (
            Peers {
                services: OTHER,
                ..PEERS
            },
            OTHER,
        ),
    ] {
        let opened = tests.open(SERVICE, &peers, &TERMS);
        assert_eq!(opened, Err(PeerFailed { peer }.into()));
    }
}

#[ink::test]
fn others_than_the_operator_are_drawn_and_terms_are_fixed() {
    let mut tests = tests();
    let mut drawn = tests.draw(SERVICE, OPERATOR, 0).unwrap();
    drawn.sort_unstable();
    assert_eq!(drawn, [11, 12, 13].map(|it| ink::H160([it; 20])));
    let (service_id, operator, window) = (SERVICE, OPERATOR, 0);
    let already = AlreadyDrawn {
        service_id,
        operator,
        window,
    };
    let again = tests.draw(SERVICE, OPERATOR, 0);
    assert_eq!(again, Err(already.into()));
    let opened = tests.open(SERVICE, &PEERS, &TERMS);
    assert_eq!(opened, Err(AlreadyOpen { service_id }.into()));
}

#[ink::test]
fn no_seed_and_too_few_members_draw_none() {
    let mut tests = tests();
    for source in [0, 2, 3] {
        seeded(START, source);
        let drawn = tests.draw(SERVICE, OPERATOR, 0);
        assert_eq!(drawn, Err(NoSeed { round: 5, source }.into()));
    }
    seeded(START, 1);
    members(1, 0b10, &[11, 12, 13, 2]);
    let few = |received| Err(TooFewMembers { least: 3, received }.into());
    assert_eq!(tests.draw(SERVICE, OPERATOR, 0), few(2));
    enrolled(START, 0);
    assert_eq!(tests.draw(SERVICE, OPERATOR, 0), few(0));
    enrolled(START, 1);
    members(1, 0, &[9; 33]);
    let peer = COMMITTEE;
    let many = tests.draw(SERVICE, OPERATOR, 0);
    assert_eq!(many, Err(PeerFailed { peer }.into()));
    assert!(!tests.service(SERVICE).unwrap().is_fixed);
}

#[ink::test]
fn reports_that_are_not_signed_are_rejected_and_a_silent_test_is_neutral() {
    let mut tests = tests();
    let key = (SERVICE, OPERATOR, 0);
    let report = |tests: &mut Load, answered: Vec<u32>, signatures: usize| {
        let signatures = vec![Bytes::from([7; 65]); signatures];
        tests.report(key, &List::from(answered), &List::from(signatures))
    };
    let (service_id, operator, window) = key;
    let none = NoTest {
        service_id,
        operator,
        window,
    };
    assert_eq!(report(&mut tests, vec![1], 1), Err(none.into()));
    tests.draw(SERVICE, OPERATOR, 0).unwrap();
    let (ends, closes) = (START + 600, START + 900);
    let early = TooEarly {
        deadline: ends,
        time: START,
    };
    assert_eq!(report(&mut tests, vec![1], 1), Err(early.into()));
    at(ends);
    let (most, received) = (100, 101);
    let above = report(&mut tests, vec![101], 1);
    assert_eq!(above, Err(MoreThanSent { most, received }.into()));
    let unsigned = report(&mut tests, vec![100], 1);
    assert_eq!(unsigned, Err(BadSignature { index: 0 }.into()));
    let (expected, received) = (1, 2);
    let mismatch = report(&mut tests, vec![1], 2);
    assert_eq!(mismatch, Err(LengthMismatch { expected, received }.into()));
    for received in [0, 9] {
        let most = MOST_REPORTS;
        let batch = report(&mut tests, vec![1; received as usize], received as usize);
        assert_eq!(batch, Err(BatchSize { most, received }.into()));
    }
    at(closes);
    let late = TooLate {
        deadline: closes,
        time: closes,
    };
    assert_eq!(report(&mut tests, vec![1], 1), Err(late.into()));
    assert_eq!(tests.close(SERVICE, OPERATOR, 0), Ok((false, false)));
    assert_eq!(tests.results(SERVICE, OPERATOR), Results::default());
    assert_eq!(tests.close(SERVICE, OPERATOR, 0), Err(none.into()));
    let cleared = tests.clear(SERVICE, OPERATOR);
    assert_eq!(cleared, Err(NothingToClear.into()));
}
