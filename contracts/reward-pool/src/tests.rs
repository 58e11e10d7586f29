use crate::{
    ledger::{era_blocks, points_of, total_points},
    reward_pool::RewardPool,
    wire::{Error, *},
};
use blueprint_components::{GuardError, RewardError};
use blueprint_hooks::{ask::prepared, Deploy};
use ink::{
    env::{test, DefaultEnvironment},
    Address, U256,
};

const RUNTIME: Address = ink::H160([1; 20]);
const OPERATOR: Address = ink::H160([2; 20]);
const DELEGATOR: Address = ink::H160([3; 20]);
const LEDGER: Address = ink::H160([4; 20]);
const POOL: Address = ink::H160([5; 20]);

/// An active pool in era 1, in which `OPERATOR` has all of the stake and of the points.
fn pool() -> RewardPool {
    prepared::set(LEDGER, era_blocks(), 10u32);
    prepared::set(LEDGER, total_points(1), 4u64);
    prepared::set(LEDGER, points_of(1, OPERATOR), 4u64);
    test::set_callee(POOL);
    test::set_contract_balance(POOL, U256::zero());
    test::set_caller(RUNTIME);
    let new = New {
        runtime: RUNTIME,
        ledger: LEDGER,
    };
    let mut pool = RewardPool::new(Deploy(new)).unwrap();
    let asset = AddAsset {
        token: Address::zero(),
        decimals: 18,
        feed: Address::zero(),
        feed_decimals: 0,
        max_age: 0,
        min_answer: U256::zero(),
        max_answer: U256::zero(),
    };
    pool.add_asset(asset.into()).unwrap();
    pool.activate(Activate {}.into()).unwrap();
    era(1);
    pool
}

fn era(era: u32) {
    test::set_block_number::<DefaultEnvironment>(era * 10);
}

fn stake() -> Stake {
    Stake {
        operator: OPERATOR,
        asset: 0,
        delegator: DELEGATOR,
        amount: 100.into(),
    }
}

fn deposit(pool: &mut RewardPool, amount: u64) {
    test::set_contract_balance(POOL, amount.into());
    test::set_value_transferred(amount.into());
    pool.deposit(Deposit { era: 1 }.into()).unwrap();
    test::set_value_transferred(U256::zero());
}

#[ink::test]
fn new_without_a_ledger_that_answers_refused() {
    let new = New {
        runtime: RUNTIME,
        ledger: DELEGATOR,
    };
    let refused = RewardError::LedgerSilent { ledger: DELEGATOR };
    assert_eq!(
        RewardPool::new(Deploy(new)).err(),
        Some(Error::Reward(refused))
    );
}

#[ink::test]
fn claim_pays_the_caller_once() {
    let mut pool = pool();
    pool.stake(stake().into()).unwrap();
    deposit(&mut pool, 1_000);
    era(2);
    test::set_caller(DELEGATOR);
    test::set_contract_balance(DELEGATOR, U256::zero());
    let claim = Claim {
        operator: OPERATOR,
        asset: 0,
    };
    assert_eq!(pool.claim(claim.clone().into()), Ok(1_000.into()));
    assert_eq!(pool.claim(claim.into()), Ok(U256::zero()));
    let balance = test::get_contract_balance::<DefaultEnvironment>(DELEGATOR);
    assert_eq!(balance.unwrap(), 1_000.into());
    let accounts = pool.accounts(Accounts {}.into());
    let zero = U256::zero();
    assert_eq!(accounts, (1_000.into(), 1_000.into(), zero, zero));
}

#[ink::test]
fn message_of_the_runtime_by_another_refused() {
    let mut pool = pool();
    test::set_caller(OPERATOR);
    let refused = Err(Error::Guard(GuardError::CallerNotRuntime {
        expected: RUNTIME,
        received: OPERATOR,
    }));
    let operator = OPERATOR;
    let unstake = Unstake {
        operator,
        asset: 0,
        delegator: DELEGATOR,
        amount: 1.into(),
    };
    let slash = Slash {
        operator,
        asset: 0,
        amount: 1.into(),
    };
    assert_eq!(pool.stake(stake().into()), refused);
    assert_eq!(pool.unstake(unstake.into()), refused);
    assert_eq!(pool.slash(slash.into()), refused);
    assert_eq!(pool.freeze(Freeze { operator }.into()), refused);
    assert_eq!(pool.thaw(Thaw { operator }.into()), refused);
    let warden = OPERATOR;
    assert_eq!(pool.set_warden(SetWarden { warden }.into()), refused);
    assert_eq!(pool.activate(Activate {}.into()), refused);
    assert_eq!(pool.deactivate(Deactivate {}.into()), refused);
}

#[ink::test]
fn warden_freezes_and_thaws_and_does_nothing_else() {
    let mut pool = pool();
    let (operator, warden) = (OPERATOR, DELEGATOR);
    pool.set_warden(SetWarden { warden }.into()).unwrap();
    test::set_caller(warden);
    assert_eq!(pool.freeze(Freeze { operator }.into()), Ok(()));
    assert_eq!(pool.thaw(Thaw { operator }.into()), Ok(()));
    let refused = Err(Error::Guard(GuardError::CallerNotRuntime {
        expected: RUNTIME,
        received: warden,
    }));
    assert_eq!(pool.stake(stake().into()), refused);
    assert_eq!(pool.activate(Activate {}.into()), refused);
}

#[ink::test]
fn views_tell_what_was_written() {
    let mut pool = pool();
    pool.stake(stake().into()).unwrap();
    deposit(&mut pool, 1_000);
    let pot = pool.pot_of(PotOf { era: 1 }.into());
    assert_eq!(pot, (1_000.into(), U256::zero(), false));
    era(2);
    pool.settle(Settle { operator: OPERATOR }.into()).unwrap();
    let pot = pool.pot_of(PotOf { era: 1 }.into());
    assert_eq!(pot, (1_000.into(), 1_000.into(), true));
    let claimable = Claimable {
        operator: OPERATOR,
        asset: 0,
        delegator: DELEGATOR,
    };
    assert_eq!(pool.claimable(claimable.into()), 1_000.into());
    let operator = pool.operator_of(OperatorOf { operator: OPERATOR }.into());
    assert_eq!(operator, (true, false, 2));
    assert!(pool.active_in(ActiveIn { era: 1 }.into()));
    assert!(!pool.active_in(ActiveIn { era: 0 }.into()));
}

/// Components share no storage key: each keeps to its own.
#[test]
fn layout_gives_every_component_its_own_keys() {
    use ink::storage::traits::StorageLayout;
    let layout = <RewardPool as StorageLayout>::layout(&0);
    let text = format!("{layout:?}");
    let mut keys: Vec<&str> = text
        .match_indices("root_key: LayoutKey { key: ")
        .filter_map(|(at, found)| text[at + found.len()..].split(' ').next())
        .collect();
    assert!(keys.len() >= 11, "{text}");
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
}
