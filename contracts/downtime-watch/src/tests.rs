use crate::{
    downtime_watch::DowntimeWatch,
    pool::{freeze, operator_of, thaw},
    wire::{Error, *},
};
use blueprint_components::WatchError;
use blueprint_hooks::{ask::prepared, Deploy, Word};
use ink::{
    env::{test, DefaultEnvironment},
    Address,
};

const RUNTIME: Address = ink::H160([1; 20]);
const OPERATOR: Address = ink::H160([2; 20]);
const REPORTER: Address = ink::H160([3; 20]);
const POOL: Address = ink::H160([4; 20]);
const START: u64 = 1_000_000;
const GRACE: u64 = 600;

/// A watch of `pool` that saw the operator at [`START`].
fn watch(pool: Address) -> DowntimeWatch {
    test::set_block_timestamp::<DefaultEnvironment>(START);
    let mut watch = DowntimeWatch::new(Deploy(New {
        runtime: RUNTIME,
        pool,
        grace: GRACE,
        longest: 86_400,
    }));
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    watch
}

fn pool_says(frozen: bool) {
    let words = [true.to_word(), frozen.to_word(), 0u64.to_word()];
    prepared::set_words(POOL, operator_of(OPERATOR), &words);
    prepared::set_words(POOL, freeze(OPERATOR), &[]);
    prepared::set_words(POOL, thaw(OPERATOR), &[]);
}

fn check_in(watch: &mut DowntimeWatch, caller: Address) -> Result<(), Error> {
    test::set_caller(caller);
    let operator = OPERATOR;
    watch.check_in(CheckIn { operator }.into())
}

fn notice(watch: &mut DowntimeWatch) -> Result<(), Error> {
    test::set_caller(REPORTER);
    let operator = OPERATOR;
    watch.notice_absence(NoticeAbsence { operator }.into())
}

fn later(seconds: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(START + seconds);
}

#[ink::test]
fn check_in_by_a_third_party_refused() {
    let mut watch = watch(Address::zero());
    let refused = ContractError::NotTheOperator {
        expected: OPERATOR,
        received: REPORTER,
    };
    assert_eq!(
        check_in(&mut watch, REPORTER),
        Err(Error::Contract(refused))
    );
    assert_eq!(check_in(&mut watch, RUNTIME), Ok(()));
}

#[ink::test]
fn absence_freezes_rewards_until_the_operator_is_back() {
    let mut watch = watch(POOL);
    later(GRACE);
    pool_says(false);
    assert_eq!(notice(&mut watch), Ok(()));
    pool_says(true);
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    let told = [(POOL, freeze(OPERATOR)), (POOL, thaw(OPERATOR))];
    assert_eq!(prepared::told(), told);
}

#[ink::test]
fn freeze_of_the_runtime_is_not_ended() {
    let mut watch = watch(POOL);
    later(GRACE);
    pool_says(true);
    assert_eq!(notice(&mut watch), Ok(()));
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    assert_eq!(prepared::told(), []);
}

#[ink::test]
fn pool_that_does_not_answer_refuses_the_call() {
    let mut watch = watch(REPORTER);
    later(GRACE);
    let silent = ContractError::PoolSilent { pool: REPORTER };
    assert_eq!(notice(&mut watch), Err(Error::Contract(silent)));
}

#[ink::test]
fn watch_without_a_pool_marks_time_all_the_same() {
    let mut watch = watch(Address::zero());
    let operator = OPERATOR;
    let early = WatchError::StillUp {
        silent_for: 0,
        grace: GRACE,
    };
    assert_eq!(notice(&mut watch), Err(Error::Watch(early)));
    later(GRACE);
    assert_eq!(notice(&mut watch), Ok(()));
    later(GRACE + 50);
    let presence = watch.presence_of(PresenceOf { operator }.into());
    assert_eq!(presence, (2, START, START + GRACE, GRACE + 50, 1));
    assert!(!watch.may_work(MayWork { operator }.into()));
}
