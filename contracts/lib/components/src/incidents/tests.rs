use super::{abi::PeerFailed, *};
use blueprint_hooks::{call::mock, event::recorded, Word};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Reports = Incidents<ManualKey<97>>;

const SERVICE: u64 = 7;
const REPORTER: Address = ink::H160([1; 20]);
const OPERATOR: Address = ink::H160([2; 20]);
const OTHER: Address = ink::H160([3; 20]);
const AUDITORS: Address = ink::H160([5; 20]);
const BOOK: Address = ink::H160([6; 20]);
const NOW: u64 = 1_000_000;
const DEPOSIT: u128 = 50;
const SUBJECT: Hash = [7; 32];
const SALT: Hash = [8; 32];

const TERMS: Terms = Terms {
    embargo: 7_200,
    reveal_period: 3_600,
    judge_period: 3_600,
    deposit: DEPOSIT,
    low: 10,
    medium: 20,
    high: 30,
    critical: 400,
};

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn paid(value: u128) {
    test::set_value_transferred(value.into());
}

/// The auditors' question is of a kind.
fn asks(kind: u8) {
    Committee::encode_question_of(question(SERVICE), |call| {
        let words = [kind.into(), 1u64, 600, 0, 0].map(|it| it.to_word());
        mock::returns(AUDITORS, call, words.as_flattened());
    });
}

/// The auditors signed a severity for a time.
fn signed(number: u64, severity: u8, time: u64) {
    Committee::encode_value_of(question(SERVICE), |call| {
        let words = [
            value(number, severity).to_word(),
            time.to_word(),
            1u64.to_word(),
        ];
        mock::returns(AUDITORS, call, words.as_flattened());
    });
}

/// A service with 100 in its pot.
fn incidents() -> Reports {
    let mut incidents = Reports::default();
    test::set_callee(BOOK);
    at(NOW);
    asks(AGREEMENT);
    assert_eq!(incidents.open(SERVICE, AUDITORS, &TERMS), Ok(()));
    paid(100);
    assert_eq!(incidents.fund(SERVICE), Ok(()));
    recorded::take();
    incidents
}

/// The number of an incident that `by` committed and revealed.
fn revealed(incidents: &mut Reports, by: Address, subject: Hash) -> u64 {
    let committed = env::now();
    test::set_caller(by);
    paid(DEPOSIT);
    let commitment = commitment(SERVICE, by, OPERATOR, subject, SALT);
    let number = incidents.commit(SERVICE, commitment).unwrap();
    at(committed + TERMS.embargo);
    let revealed = incidents.reveal(SERVICE, number, OPERATOR, subject, SALT);
    assert_eq!(revealed, Ok(()));
    number
}

#[ink::test]
fn auditors_are_another_contract_with_a_question_of_agreement() {
    let mut incidents = Reports::default();
    test::set_callee(BOOK);
    for (kind, error) in [(0, 0), (2, 2)] {
        asks(kind);
        let (expected, received) = (AGREEMENT, error);
        let rejected = incidents.open(SERVICE, AUDITORS, &TERMS);
        assert_eq!(rejected, Err(WrongKind { expected, received }.into()));
    }
    for peer in [BOOK, OTHER] {
        let rejected = incidents.open(SERVICE, peer, &TERMS);
        assert_eq!(rejected, Err(PeerFailed { peer }.into()));
    }
}

#[ink::test]
fn bounty_is_owed_as_far_as_the_pot_reaches_and_counts() {
    let mut incidents = incidents();
    let number = revealed(&mut incidents, REPORTER, SUBJECT);
    let now = env::now();
    signed(number, 4, now);
    assert_eq!(incidents.judge(SERVICE, number, 4), Ok(100.into()));
    assert_eq!(incidents.owed_to(REPORTER), (100 + DEPOSIT).into());
    assert_eq!(incidents.pot(SERVICE).amount, U256::zero());
    assert_eq!(incidents.incident(SERVICE, number), Incident::default());
    let breaches = incidents.breaches(SERVICE, OPERATOR);
    assert_eq!(breaches.within(now, now + 1), (1, 4));
    let again = incidents.judge(SERVICE, number, 4);
    let service_id = SERVICE;
    let unknown = UnknownIncident { service_id, number };
    assert_eq!(again, Err(unknown.into()));
}

#[ink::test]
fn account_that_is_not_the_reporter_picks_no_pot_below_the_bounty_before_the_last_quarter() {
    let mut incidents = incidents();
    let number = revealed(&mut incidents, REPORTER, SUBJECT);
    let revealed_at = env::now();
    signed(number, 4, revealed_at);
    let open = revealed_at + TERMS.judge_period / 4 * 3;
    let below = PotBelowBounty {
        expected: REPORTER,
        bounty: TERMS.critical.into(),
        pot: 100.into(),
    };
    test::set_caller(OPERATOR);
    for second in [revealed_at, open - 1] {
        at(second);
        let refused = incidents.judge(SERVICE, number, 4);
        assert_eq!(refused, Err(below.into()));
    }
    at(open);
    assert_eq!(incidents.judge(SERVICE, number, 4), Ok(100.into()));
    assert_eq!(incidents.owed_to(REPORTER), (100 + DEPOSIT).into());
}

#[ink::test]
fn any_account_has_an_incident_judged_where_the_pot_pays_the_whole_bounty() {
    let mut incidents = incidents();
    let number = revealed(&mut incidents, REPORTER, SUBJECT);
    signed(number, 4, env::now());
    test::set_caller(OPERATOR);
    // The pot has 100.
    let missing = TERMS.critical - 100;
    paid(missing - 1);
    assert_eq!(incidents.fund(SERVICE), Ok(()));
    assert!(incidents.judge(SERVICE, number, 4).is_err());
    paid(1);
    assert_eq!(incidents.fund(SERVICE), Ok(()));
    let judged = incidents.judge(SERVICE, number, 4);
    assert_eq!(judged, Ok(TERMS.critical.into()));
    // A rejected one, and one of the operator's own, have no bounty: an empty pot is no reason to wait.
    assert_eq!(incidents.pot(SERVICE).amount, U256::zero());
    for (reporter, subject, severity) in [(OPERATOR, [1; 32], 4), (REPORTER, [2; 32], 0)] {
        let number = revealed(&mut incidents, reporter, subject);
        signed(number, severity, env::now());
        test::set_caller(OTHER);
        let judged = incidents.judge(SERVICE, number, severity);
        assert_eq!(judged, Ok(U256::zero()));
    }
}

#[ink::test]
fn verdict_of_another_severity_number_or_time_does_not_judge() {
    let mut incidents = incidents();
    let number = revealed(&mut incidents, REPORTER, SUBJECT);
    let now = env::now();
    for (of, severity) in [(number, 3), (number + 1, 4)] {
        signed(of, severity, now);
        let (expected, received) = (value(number, 4), value(of, severity));
        let rejected = incidents.judge(SERVICE, number, 4);
        assert_eq!(rejected, Err(NotJudged { expected, received }.into()));
    }
    signed(number, 4, now - 1);
    let (least, received) = (now, now - 1);
    let rejected = incidents.judge(SERVICE, number, 4);
    assert_eq!(rejected, Err(TimeTooOld { least, received }.into()));
    let (most, received) = (MOST_SEVERE, 5);
    let rejected = incidents.judge(SERVICE, number, 5);
    assert_eq!(rejected, Err(UnknownSeverity { most, received }.into()));
}

#[ink::test]
fn operator_that_reported_itself_is_not_counted() {
    let mut incidents = incidents();
    let number = revealed(&mut incidents, OPERATOR, SUBJECT);
    signed(number, 4, env::now());
    assert_eq!(incidents.judge(SERVICE, number, 4), Ok(U256::zero()));
    assert_eq!(incidents.owed_to(OPERATOR), DEPOSIT.into());
    let breaches = incidents.breaches(SERVICE, OPERATOR);
    assert_eq!(breaches, Breaches::default());
}

#[ink::test]
fn settled_incident_frees_its_subject_and_a_judged_one_does_not() {
    let mut incidents = incidents();
    let first = revealed(&mut incidents, REPORTER, SUBJECT);
    at(env::now() + TERMS.judge_period);
    assert_eq!(incidents.settle(SERVICE, first), Ok(()));
    assert_eq!(incidents.owed_to(REPORTER), DEPOSIT.into());
    let second = revealed(&mut incidents, OTHER, SUBJECT);
    signed(second, 0, env::now());
    assert_eq!(incidents.judge(SERVICE, second, 0), Ok(U256::zero()));
    assert_eq!(incidents.pot(SERVICE).amount, (100 + DEPOSIT).into());
    let judged = env::now();
    let claim = Claim {
        number: second,
        judged,
    };
    assert_eq!(incidents.claim(SERVICE, OPERATOR, SUBJECT), claim);
    let until = claim.needed_until();
    at(until - 1);
    let early = incidents.clear(SERVICE, OPERATOR, SUBJECT);
    assert_eq!(early, Err(StillNeeded { until }.into()));
    at(until);
    assert_eq!(incidents.clear(SERVICE, OPERATOR, SUBJECT), Ok(()));
    let again = incidents.clear(SERVICE, OPERATOR, SUBJECT);
    assert_eq!(again, Err(NothingToClear.into()));
}
