use crate::downtime_watch::{
    AlreadyEnrolled, DowntimeWatch, IDowntimeWatch, IPausable, NotTheOperator, Paused, PoolSilent,
    StillUp,
};
use blueprint_components::reward_pool::abi::Client as RewardPool;
use blueprint_hooks::{
    call::mock::{self, Called},
    env, Result, Word,
};
use ink::{
    env::{test, DefaultEnvironment},
    Address, U256,
};

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const DELAY: u64 = 2 * 86_400;
const OPERATOR: Address = ink::H160([2; 20]);
const REPORTER: Address = ink::H160([3; 20]);
const POOL: Address = ink::H160([4; 20]);
const START: u64 = 1_000_000;
const GRACE: u64 = 600;

/// A watch of `pool` that saw the operator at [`START`].
fn watch(pool: Address) -> DowntimeWatch {
    if pool == POOL {
        pool_has_warden(REPORTER);
    }
    test::set_block_timestamp::<DefaultEnvironment>(START);
    let mut watch = DowntimeWatch::default();
    deploy(&mut watch, pool).unwrap();
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    mock::calls();
    watch
}

fn deploy(watch: &mut DowntimeWatch, pool: Address) -> Result<()> {
    watch.constructor(RUNTIME, GUARDIAN, DELAY, pool, GRACE, 86_400)
}

/// A pool whose warden is the watch, and that says whether the watch froze the operator.
fn pool_says(frozen: bool) {
    pool_has_warden(env::this());
    let freezes = [false.to_word(), frozen.to_word()];
    let freezes = freezes.as_flattened();
    RewardPool::encode_freezes_of(OPERATOR, |data| mock::returns(POOL, data, freezes));
    RewardPool::encode_freeze(OPERATOR, |data| mock::returns(POOL, data, &[]));
    RewardPool::encode_thaw(OPERATOR, |data| mock::returns(POOL, data, &[]));
}

fn pool_has_warden(warden: Address) {
    RewardPool::encode_warden(|data| mock::returns(POOL, data, &warden.to_word()));
}

fn pool_knows(known: bool) {
    let words = [known.to_word(), false.to_word(), 0u64.to_word()];
    let operator = words.as_flattened();
    RewardPool::encode_operator_of(OPERATOR, |data| mock::returns(POOL, data, operator));
}

fn check_in(watch: &mut DowntimeWatch, caller: Address) -> Result<()> {
    test::set_caller(caller);
    watch.check_in(OPERATOR)
}

fn notice(watch: &mut DowntimeWatch) -> Result<()> {
    test::set_caller(REPORTER);
    watch.notice_absence(OPERATOR)
}

fn later(seconds: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(START + seconds);
}

fn called(data: &[u8]) -> Called {
    Called {
        contract: POOL,
        value: U256::zero(),
        calldata: data.to_vec(),
    }
}

#[ink::test]
fn check_in_by_a_third_party_refused() {
    let mut watch = watch(Address::zero());
    let refused = NotTheOperator {
        expected: OPERATOR,
        received: REPORTER,
    };
    assert_eq!(check_in(&mut watch, REPORTER), Err(refused.into()));
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
    let freeze = RewardPool::encode_freeze(OPERATOR, called);
    let thaw = RewardPool::encode_thaw(OPERATOR, called);
    assert_eq!(mock::calls(), [freeze, thaw]);
}

#[ink::test]
fn pool_with_another_warden_is_left_alone() {
    let mut watch = watch(POOL);
    pool_has_warden(REPORTER);
    later(GRACE);
    assert_eq!(notice(&mut watch), Ok(()));
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    later(3 * GRACE);
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    assert_eq!(mock::calls(), []);
}

#[ink::test]
fn check_in_does_not_depend_on_the_pool_and_the_loss_is_not_forgotten() {
    let mut watch = watch(POOL);
    later(GRACE);
    RewardPool::encode_warden(|data| mock::returns(POOL, data, &[]));
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()), "no pool answers");
    assert!(watch.may_work(OPERATOR));
    pool_says(false);
    assert_eq!(watch.sync_pool(OPERATOR), Ok(()));
    let freeze = RewardPool::encode_freeze(OPERATOR, called);
    let thaw = RewardPool::encode_thaw(OPERATOR, called);
    assert_eq!(mock::calls(), [freeze, thaw]);
    assert_eq!(watch.sync_pool(OPERATOR), Ok(()));
    assert_eq!(mock::calls(), []);
}

#[ink::test]
fn loss_is_not_forgotten_while_no_pool_follows() {
    let mut watch = watch(POOL);
    later(GRACE);
    RewardPool::encode_warden(|data| mock::returns(POOL, data, &[]));
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()), "no pool answers");
    pool_has_warden(REPORTER);
    assert_eq!(watch.sync_pool(OPERATOR), Ok(()), "it follows another one");
    assert_eq!(mock::calls(), []);
    pool_has_warden(env::this());
    pool_says(false);
    assert_eq!(watch.sync_pool(OPERATOR), Ok(()));
    let freeze = RewardPool::encode_freeze(OPERATOR, called);
    let thaw = RewardPool::encode_thaw(OPERATOR, called);
    assert_eq!(mock::calls(), [freeze, thaw]);
}

/// Another watch may have frozen it: the pool has one freeze for all wardens that it had.
#[ink::test]
fn operator_that_never_checked_in_here_is_not_thawed_here() {
    let mut watch = DowntimeWatch::default();
    test::set_block_timestamp::<DefaultEnvironment>(START);
    pool_has_warden(env::this());
    deploy(&mut watch, POOL).unwrap();
    pool_says(true);
    assert_eq!(watch.sync_pool(OPERATOR), Ok(()));
    test::set_caller(OPERATOR);
    assert_eq!(watch.enrol(OPERATOR), Ok(()));
    assert_eq!(watch.sync_pool(OPERATOR), Ok(()));
    assert_eq!(mock::calls(), []);
}

#[ink::test]
fn operator_that_never_checked_in_is_enrolled_by_those_who_may() {
    let mut watch = DowntimeWatch::default();
    test::set_block_timestamp::<DefaultEnvironment>(START);
    pool_has_warden(env::this());
    deploy(&mut watch, POOL).unwrap();
    test::set_caller(REPORTER);
    pool_knows(false);
    let refused = NotTheOperator {
        expected: OPERATOR,
        received: REPORTER,
    };
    assert_eq!(watch.enrol(OPERATOR), Err(refused.into()));
    pool_knows(true);
    assert_eq!(watch.enrol(OPERATOR), Ok(()));
    let operator = OPERATOR;
    let again = watch.enrol(OPERATOR);
    assert_eq!(again, Err(AlreadyEnrolled { operator }.into()));
    assert!(!watch.may_work(OPERATOR));
    later(GRACE);
    pool_says(false);
    assert_eq!(notice(&mut watch), Ok(()));
    assert_eq!(mock::calls(), [RewardPool::encode_freeze(OPERATOR, called)]);
}

#[ink::test]
fn pool_that_does_not_answer_refuses_the_call() {
    let refused = deploy(&mut DowntimeWatch::default(), REPORTER);
    let silent = PoolSilent { pool: REPORTER };
    assert_eq!(refused, Err(silent.into()));
    // One that answered when it was set.
    RewardPool::encode_warden(|data| mock::returns(REPORTER, data, &RUNTIME.to_word()));
    let mut watch = watch(REPORTER);
    later(GRACE);
    RewardPool::encode_warden(|data| mock::returns(REPORTER, data, &[]));
    let silent = PoolSilent { pool: REPORTER };
    assert_eq!(notice(&mut watch), Err(silent.into()));
}

#[ink::test]
fn another_pool_follows_after_the_delay_and_none_at_once() {
    let mut watch = watch(POOL);
    let other = ink::H160([8; 20]);
    RewardPool::encode_warden(|data| mock::returns(other, data, &RUNTIME.to_word()));
    test::set_caller(OPERATOR);
    assert!(watch.set_pool(other).is_err());
    test::set_caller(RUNTIME);
    let silent = PoolSilent { pool: REPORTER };
    assert_eq!(watch.set_pool(REPORTER), Err(silent.into()));
    assert_eq!(watch.set_pool(other), Ok(()));
    assert_eq!(watch.next_pool(), (other, START + DELAY));
    later(DELAY - 1);
    assert_eq!(watch.pool(), POOL);
    later(DELAY);
    assert_eq!(watch.pool(), other);
    assert_eq!(watch.set_pool(Address::zero()), Ok(()));
    assert_eq!(watch.pool(), Address::zero());
}

#[ink::test]
fn pause_stops_reports_of_absences_and_no_check_in() {
    let mut watch = watch(Address::zero());
    later(GRACE);
    test::set_caller(GUARDIAN);
    watch.pause(50).unwrap();
    let until = START + GRACE + 50;
    assert_eq!(watch.paused_until(), until);
    assert_eq!(notice(&mut watch), Err(Paused { until }.into()));
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    test::set_caller(RUNTIME);
    assert_eq!(watch.unpause(), Ok(()));
    later(2 * GRACE);
    assert_eq!(notice(&mut watch), Ok(()));
}

#[ink::test]
fn watch_without_a_pool_marks_time_all_the_same() {
    let mut watch = watch(Address::zero());
    let early = StillUp {
        silent_for: 0,
        grace: GRACE,
    };
    assert_eq!(notice(&mut watch), Err(early.into()));
    later(GRACE);
    assert_eq!(notice(&mut watch), Ok(()));
    later(GRACE + 50);
    let presence = watch.presence_of(OPERATOR);
    assert_eq!(presence, (2, START, START + GRACE, GRACE + 50, 1));
    assert!(!watch.may_work(OPERATOR));
}
