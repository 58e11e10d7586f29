use crate::reward_pool::{
    CallerNotRuntime, IPausable, IRewardPool, InvalidRecipient, LedgerSilent, NotAFreezer, Paused,
    RewardPool, TokenSilent, TransferFailed, WrongValue, ZeroDeposit,
};
use blueprint_components::{
    points_ledger::abi::Client as PointsLedger, reward_token::abi::Client as Token,
};
use blueprint_hooks::{call::mock, Word};
use ink::{
    env::{test, DefaultEnvironment},
    Address, U256,
};

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const DAY: u64 = 86_400;
const OPERATOR: Address = ink::H160([2; 20]);
const DELEGATOR: Address = ink::H160([3; 20]);
const LEDGER: Address = ink::H160([4; 20]);
const POOL: Address = ink::H160([5; 20]);
const TOKEN: Address = ink::H160([6; 20]);

fn refusal_of(received: Address) -> CallerNotRuntime {
    CallerNotRuntime {
        expected: RUNTIME,
        received,
    }
}

/// An active pool in era 1, in which `OPERATOR` has all of the points and 100 of `DELEGATOR`'s stake.
fn pool() -> RewardPool {
    pool_of(Address::zero())
}

/// The same, with rewards in a token.
fn pool_of(reward: Address) -> RewardPool {
    let says = |data: &[u8], word: [u8; 32]| mock::returns(LEDGER, data, &word);
    PointsLedger::encode_era_blocks(|data| says(data, 10u32.to_word()));
    PointsLedger::encode_total_points(1, |data| says(data, 4u64.to_word()));
    PointsLedger::encode_points_of(1, OPERATOR, |data| says(data, 4u64.to_word()));
    test::set_callee(POOL);
    test::set_contract_balance(POOL, U256::zero());
    test::set_caller(RUNTIME);
    let (none, zero) = (Address::zero(), U256::zero());
    let mut pool = RewardPool::default();
    pool.constructor(RUNTIME, GUARDIAN, DAY, LEDGER, reward, 8)
        .unwrap();
    pool.add_asset(none, 18, none, 0, 0, zero, zero).unwrap();
    pool.activate().unwrap();
    test::set_caller(RUNTIME);
    pool.stake(OPERATOR, 0, DELEGATOR, 100.into()).unwrap();
    era(1);
    pool
}

fn era(era: u32) {
    test::set_block_number::<DefaultEnvironment>(era * 10);
}

fn stake(pool: &mut RewardPool) -> blueprint_hooks::Result<()> {
    pool.stake(OPERATOR, 0, DELEGATOR, 100.into())
}

fn deposit(pool: &mut RewardPool, amount: u64) {
    test::set_contract_balance(POOL, amount.into());
    test::set_value_transferred(amount.into());
    pool.deposit(1, amount.into()).unwrap();
    test::set_value_transferred(U256::zero());
}

#[ink::test]
fn constructor_without_a_ledger_that_answers_refused() {
    let ledger = DELEGATOR;
    let constructed =
        RewardPool::default().constructor(RUNTIME, GUARDIAN, DAY, ledger, Address::zero(), 8);
    assert_eq!(constructed, Err(LedgerSilent { ledger }.into()));
}

#[ink::test]
fn claim_pays_the_caller_once() {
    let mut pool = pool();
    deposit(&mut pool, 1_000);
    era(2);
    test::set_caller(DELEGATOR);
    test::set_contract_balance(DELEGATOR, U256::zero());
    assert_eq!(pool.claim(OPERATOR, 0), Ok(1_000.into()));
    assert_eq!(pool.claim(OPERATOR, 0), Ok(U256::zero()));
    let balance = test::get_contract_balance::<DefaultEnvironment>(DELEGATOR);
    assert_eq!(balance.unwrap(), 1_000.into());
    let zero = U256::zero();
    assert_eq!(pool.accounts(), (1_000.into(), 1_000.into(), zero, zero));
}

#[ink::test]
fn message_of_the_runtime_by_another_refused() {
    let mut pool = pool();
    test::set_caller(OPERATOR);
    let refused = Err(refusal_of(OPERATOR).into());
    let one = U256::one();
    assert_eq!(stake(&mut pool), refused);
    assert_eq!(pool.unstake(OPERATOR, 0, DELEGATOR, one), refused);
    assert_eq!(pool.slash(OPERATOR, 0, one), refused);
    let neither = NotAFreezer {
        runtime: RUNTIME,
        warden: Address::zero(),
        received: OPERATOR,
    };
    assert_eq!(pool.freeze(OPERATOR), Err(neither.into()));
    assert_eq!(pool.thaw(OPERATOR), Err(neither.into()));
    assert_eq!(pool.set_warden(OPERATOR), refused);
    assert_eq!(pool.activate(), refused);
    assert_eq!(pool.deactivate(), refused);
    assert_eq!(pool.retire_asset(0), refused);
    let (none, zero) = (Address::zero(), U256::zero());
    let added = pool.add_asset(none, 18, none, 0, 0, zero, zero);
    assert_eq!(added, Err(refusal_of(OPERATOR).into()));
    let set = pool.set_feed(0, OPERATOR, 8, 60, zero, U256::MAX);
    assert_eq!(set, refused);
}

#[ink::test]
fn warden_freezes_and_thaws_and_does_nothing_else() {
    let mut pool = pool();
    pool.set_warden(DELEGATOR).unwrap();
    assert_eq!(pool.freeze(OPERATOR), Ok(()));
    test::set_caller(DELEGATOR);
    assert_eq!(pool.freeze(OPERATOR), Ok(()));
    assert_eq!(pool.freezes_of(OPERATOR), (true, true));
    // Its own alone.
    assert_eq!(pool.thaw(OPERATOR), Ok(()));
    assert_eq!(pool.freezes_of(OPERATOR), (true, false));
    let refused = Err(refusal_of(DELEGATOR).into());
    assert_eq!(stake(&mut pool), refused);
    assert_eq!(pool.activate(), refused);
}

#[ink::test]
fn another_warden_follows_after_the_delay_and_none_at_once() {
    let mut pool = pool();
    let set = |pool: &mut RewardPool, warden| {
        test::set_caller(RUNTIME);
        pool.set_warden(warden).unwrap();
    };
    set(&mut pool, DELEGATOR);
    assert_eq!(pool.warden(), DELEGATOR);
    set(&mut pool, LEDGER);
    assert_eq!(
        (pool.warden(), pool.next_warden()),
        (DELEGATOR, (LEDGER, DAY))
    );
    test::set_block_timestamp::<DefaultEnvironment>(DAY);
    assert_eq!(pool.warden(), LEDGER);
    set(&mut pool, Address::zero());
    assert_eq!(pool.warden(), Address::zero());
    test::set_caller(Address::zero());
    assert!(pool.freeze(OPERATOR).is_err(), "zero is no warden");
    set(&mut pool, DELEGATOR);
    assert_eq!(pool.next_warden(), (DELEGATOR, 2 * DAY));
}

#[ink::test]
fn claim_pays_the_recipient_that_the_claimant_names() {
    let mut pool = pool();
    deposit(&mut pool, 1_000);
    era(2);
    test::set_caller(DELEGATOR);
    for recipient in [Address::zero(), POOL] {
        let refused = InvalidRecipient { recipient };
        let claimed = pool.claim_to(OPERATOR, 0, recipient);
        assert_eq!(claimed, Err(refused.into()));
        let claimed = pool.claim_commission_to(recipient);
        assert_eq!(claimed, Err(refused.into()));
    }
    test::set_contract_balance(GUARDIAN, U256::zero());
    assert_eq!(pool.claim_to(OPERATOR, 0, GUARDIAN), Ok(1_000.into()));
    let paid = test::get_contract_balance::<DefaultEnvironment>(GUARDIAN);
    assert_eq!(paid.unwrap(), 1_000.into());
    assert_eq!(pool.claim(OPERATOR, 0), Ok(U256::zero()));
}

#[ink::test]
fn pause_stops_prices_and_claims_and_lets_stake_leave() {
    let mut pool = pool();
    deposit(&mut pool, 1_000);
    era(2);
    test::set_block_timestamp::<DefaultEnvironment>(DAY);
    test::set_caller(GUARDIAN);
    pool.pause(DAY).unwrap();
    let until = 2 * DAY;
    let stopped = Paused { until };
    test::set_caller(DELEGATOR);
    assert_eq!(pool.claim(OPERATOR, 0), Err(stopped.into()));
    assert_eq!(pool.claim_commission(), Err(stopped.into()));
    let price = pool.submit_price(0, 1, 5.into(), DAY, 1, 8);
    assert_eq!(price, Err(stopped.into()));
    assert_eq!(pool.settle(OPERATOR), Ok(()));
    test::set_caller(RUNTIME);
    assert_eq!(pool.unstake(OPERATOR, 0, DELEGATOR, 100.into()), Ok(()));
    test::set_block_timestamp::<DefaultEnvironment>(until);
    test::set_caller(DELEGATOR);
    assert_eq!(pool.claim(OPERATOR, 0), Ok(1_000.into()));
}

/// The token says that the pool has so much.
fn pool_has(tokens: u64) {
    let balance = tokens.to_word();
    Token::encode_balance_of(POOL, |data| mock::returns(TOKEN, data, &balance));
}

#[ink::test]
fn rewards_in_a_token_are_what_arrived_and_paid_by_transfer() {
    pool_has(0);
    let mut pool = pool_of(TOKEN);
    let (expected, received) = (U256::zero(), 5.into());
    test::set_value_transferred(received);
    let value = WrongValue { expected, received };
    assert_eq!(pool.deposit(1, received), Err(value.into()));
    test::set_value_transferred(U256::zero());
    // The caller's tokens, and none that it names: the mock knows no other transfer.
    test::set_caller(GUARDIAN);
    let moved = |says: bool| {
        let says = says.to_word();
        Token::encode_transfer_from(GUARDIAN, POOL, 1_000.into(), |data| {
            mock::returns(TOKEN, data, &says);
        });
    };
    moved(false);
    let (to, amount) = (POOL, 1_000.into());
    let failed = TransferFailed { to, amount };
    assert_eq!(pool.deposit(1, amount), Err(failed.into()));
    // It says that it moved them, and did not.
    moved(true);
    assert_eq!(pool.deposit(1, amount), Err(ZeroDeposit.into()));
    assert_eq!(pool.pot_of(1).0, U256::zero());
}

#[ink::test]
fn native_deposit_of_another_amount_than_its_value_refused() {
    let mut pool = pool();
    let (expected, received) = (7.into(), 6.into());
    test::set_value_transferred(received);
    let value = WrongValue { expected, received };
    assert_eq!(pool.deposit(1, expected), Err(value.into()));
    test::set_value_transferred(U256::zero());
}

#[ink::test]
fn constructor_with_a_token_that_does_not_answer_refused() {
    let token = DELEGATOR;
    let refused = RewardPool::default().constructor(RUNTIME, GUARDIAN, DAY, LEDGER, token, 8);
    assert_eq!(refused, Err(TokenSilent { token }.into()));
}

#[ink::test]
fn views_tell_what_was_written() {
    let mut pool = pool();
    deposit(&mut pool, 1_000);
    assert_eq!(pool.pot_of(1), (1_000.into(), U256::zero(), false));
    era(2);
    pool.settle(OPERATOR).unwrap();
    assert_eq!(pool.pot_of(1), (1_000.into(), 1_000.into(), true));
    assert_eq!(pool.claimable(OPERATOR, 0, DELEGATOR), 1_000.into());
    assert_eq!(pool.operator_of(OPERATOR), (true, false, 2));
    assert!(pool.active_in(1));
    assert!(!pool.active_in(0));
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
