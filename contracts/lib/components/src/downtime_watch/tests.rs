use super::*;
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

const OPERATOR: Address = ink::H160([1; 20]);
const REPORTER: Address = ink::H160([2; 20]);
const GRACE: u64 = 600;
const LONGEST: u64 = 5_000;
const START: u64 = 1_000_000;

type Watch = DowntimeWatch<ManualKey<41>>;

/// A watch that saw the operator at [`START`].
fn watch() -> Watch {
    let mut watch = Watch::default();
    watch.init(GRACE, LONGEST).unwrap();
    at(START);
    assert_eq!(watch.check_in(OPERATOR), Ok(Change::None));
    watch
}

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

#[ink::test]
fn init_without_grace_refused() {
    let refused = Watch::default().init(0, LONGEST);
    assert_eq!(refused, Err(ZeroGrace.into()));
}

#[ink::test]
fn notice_waits_for_the_last_second_of_grace() {
    let mut watch = watch();
    at(START + GRACE - 1);
    let silent_for = GRACE - 1;
    let early = StillUp {
        silent_for,
        grace: GRACE,
    };
    assert_eq!(watch.notice(OPERATOR, REPORTER), Err(early.into()));
    assert_eq!(watch.may_work(OPERATOR), Ok(()));
    at(START + GRACE);
    let away = DowntimeError::Away { silent_for: GRACE };
    assert_eq!(watch.may_work(OPERATOR), Err(away));
    assert_eq!(watch.notice(OPERATOR, REPORTER), Ok(()));
    assert_eq!(watch.inactive(OPERATOR), GRACE);
    let again = AlreadyNoticed {
        since: START + GRACE,
    };
    assert_eq!(watch.notice(OPERATOR, REPORTER), Err(again.into()));
}

#[ink::test]
fn noticed_absence_counts_until_the_operator_is_back() {
    let mut watch = watch();
    at(START + GRACE);
    watch.notice(OPERATOR, REPORTER).unwrap();
    at(START + GRACE + 10 * LONGEST);
    assert_eq!(watch.inactive(OPERATOR), GRACE + 10 * LONGEST);
    assert_eq!(watch.check_in(OPERATOR), Ok(Change::Back));
    assert_eq!(watch.inactive(OPERATOR), GRACE + 10 * LONGEST);
    assert_eq!(watch.may_work(OPERATOR), Ok(()));
}

#[ink::test]
fn unnoticed_absence_counts_when_the_operator_is_back() {
    let mut watch = watch();
    at(START + 10 * LONGEST);
    assert_eq!(watch.check_in(OPERATOR), Ok(Change::WasAway));
    assert_eq!(watch.inactive(OPERATOR), LONGEST);
}

#[ink::test]
fn operator_takes_itself_off_at_any_time() {
    let mut watch = watch();
    at(START + 1);
    assert_eq!(watch.notice(OPERATOR, OPERATOR), Ok(()));
    assert_eq!(watch.inactive(OPERATOR), 0);
    at(START + 101);
    assert_eq!(watch.check_in(OPERATOR), Ok(Change::Back));
    assert_eq!(watch.inactive(OPERATOR), 100);
}

#[ink::test]
fn nobody_notices_who_was_never_there() {
    let mut watch = watch();
    let never = NeverSeen { operator: REPORTER };
    assert_eq!(watch.notice(REPORTER, OPERATOR), Err(never.into()));
    assert_eq!(watch.may_work(REPORTER), Err(DowntimeError::NeverSeen));
    assert_eq!(watch.presence(REPORTER), Presence::default());
}

#[ink::test]
fn enrolled_operator_has_the_grace_to_check_in() {
    let mut watch = Watch::default();
    at(START);
    assert_eq!(watch.enrol(OPERATOR), Err(NoLimits.into()));
    watch.init(GRACE, LONGEST).unwrap();
    watch.enrol(OPERATOR).unwrap();
    assert_eq!(watch.may_work(OPERATOR), Err(DowntimeError::NeverSeen));
    at(START + GRACE - 1);
    let (silent_for, grace) = (GRACE - 1, GRACE);
    let early = watch.notice(OPERATOR, REPORTER);
    assert_eq!(early, Err(StillUp { silent_for, grace }.into()));
    assert_eq!(watch.check_in(OPERATOR), Ok(Change::None));
    let operator = OPERATOR;
    let again = watch.enrol(OPERATOR);
    assert_eq!(again, Err(AlreadyEnrolled { operator }.into()));

    watch.enrol(REPORTER).unwrap();
    at(START + 2 * GRACE);
    assert_eq!(watch.check_in(REPORTER), Ok(Change::WasAway));
}
