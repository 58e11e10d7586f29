use crate::downtime_watch::{DowntimeWatch, IDowntimeWatch, NotTheOperator, PoolSilent, StillUp};
use blueprint_components::reward_pool::abi::Client as RewardPool;
use blueprint_hooks::{
    call::mock::{self, Called},
    Result, Word,
};
use ink::{
    env::{test, DefaultEnvironment},
    Address, U256,
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
    let mut watch = DowntimeWatch::default();
    watch.constructor(RUNTIME, pool, GRACE, 86_400).unwrap();
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    mock::calls();
    watch
}

fn pool_says(frozen: bool) {
    let words = [true.to_word(), frozen.to_word(), 0u64.to_word()];
    let operator = words.as_flattened();
    RewardPool::encode_operator_of(OPERATOR, |data| mock::returns(POOL, data, operator));
    RewardPool::encode_freeze(OPERATOR, |data| mock::returns(POOL, data, &[]));
    RewardPool::encode_thaw(OPERATOR, |data| mock::returns(POOL, data, &[]));
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
fn freeze_of_the_runtime_is_not_ended() {
    let mut watch = watch(POOL);
    later(GRACE);
    pool_says(true);
    assert_eq!(notice(&mut watch), Ok(()));
    assert_eq!(check_in(&mut watch, OPERATOR), Ok(()));
    assert_eq!(mock::calls(), []);
}

#[ink::test]
fn pool_that_does_not_answer_refuses_the_call() {
    let mut watch = watch(REPORTER);
    later(GRACE);
    let silent = PoolSilent { pool: REPORTER };
    assert_eq!(notice(&mut watch), Err(silent.into()));
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
