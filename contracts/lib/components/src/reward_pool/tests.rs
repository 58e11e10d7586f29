use super::*;
use crate::{cell::MAX_RECORD, points_ledger::abi::Client};
use blueprint_hooks::{call::mock, CustomError, Word};
use blueprint_rules::rewards::EraPot;
use codec::MaxEncodedLen;
use core::cell::RefCell;
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};
use std::collections::BTreeMap;

type Tested = RewardPool<ManualKey<5>>;

const ERA: u32 = 100;
/// The era after the first activation: the first that pays.
const FIRST: u64 = 1;

fn address(n: u8) -> Address {
    ink::H160([n; 20])
}

const HISTORY: u64 = 8;
const LEDGER: Address = ink::H160([0xaa; 20]);
const ANNE: u8 = 1;
const BERT: u8 = 2;
const DORA: u8 = 11;
const EMIL: u8 = 12;

/// A ledger with points for the first eras and operators.
#[derive(Default)]
struct Book(RefCell<BTreeMap<(u64, u8), u64>>);

impl Book {
    fn new() -> Self {
        let book = Self::default();
        for era in 0..200 {
            for operator in [ANNE, BERT, 3] {
                book.add(era, operator, 0);
            }
        }
        book
    }

    fn add(&self, era: u64, operator: u8, points: u64) {
        let mut all = self.0.borrow_mut();
        let of_operator = all.entry((era, operator)).or_default();
        *of_operator += points;
        let says = |data: &[u8], points: u64| mock::returns(LEDGER, data, &points.to_word());
        Client::encode_points_of(era, address(operator), |data| says(data, *of_operator));
        let of_era = all.range((era, 0)..(era + 1, 0)).map(|(_, points)| points);
        Client::encode_total_points(era, |data| says(data, of_era.sum()));
    }
}

/// A ledger that returns the blocks of an era.
fn ledger_has_eras_of(blocks: u32) {
    Client::encode_era_blocks(|data| mock::returns(LEDGER, data, &blocks.to_word()));
}

fn in_era(era: u64) {
    test::set_block_number::<DefaultEnvironment>(era as u32 * ERA);
}

fn at_second(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn native() -> AssetTerms {
    AssetTerms {
        token: Address::zero(),
        decimals: 18,
        feed: Address::zero(),
        feed_decimals: 8,
        max_age: 3_600,
        min_answer: U256::zero(),
        max_answer: U256::MAX,
    }
}

fn of(operator: u8, delegator: u8) -> Delegation {
    Delegation {
        operator: address(operator),
        asset: 0,
        delegator: address(delegator),
    }
}

/// A pool of one asset, active from [`FIRST`] on. It is era 0: what is staked now earns from then on.
fn pool() -> Tested {
    let mut pool = Tested::default();
    ledger_has_eras_of(ERA);
    pool.init(LEDGER, HISTORY).unwrap();
    in_era(0);
    at_second(1_000_000);
    pool.add_asset(native()).unwrap();
    pool.activate().unwrap();
    pool
}

fn deposit(pool: &mut Tested, era: u64, amount: u64) {
    pool.deposit(address(99), era, amount.into()).unwrap();
}

fn claim(pool: &mut Tested, delegator: u8, operator: u8) -> u64 {
    let amount = pool
        .claim(address(delegator), address(operator), 0, address(delegator))
        .unwrap();
    conserved(pool);
    amount.as_u64()
}

fn conserved(pool: &Tested) {
    let it = pool.accounts();
    assert_eq!(it.deposited, it.paid + it.carried + it.unclaimed, "{it:?}");
    assert!(it.reserve <= it.carried, "{it:?}");
}

#[ink::test]
fn init_without_ledger_or_era_refused() {
    for ledger in [Address::zero(), LEDGER] {
        let refused = LedgerSilent { ledger };
        assert_eq!(Tested::default().init(ledger, HISTORY), Err(refused.into()));
    }
    ledger_has_eras_of(0);
    let refused = LedgerSilent { ledger: LEDGER };
    assert_eq!(Tested::default().init(LEDGER, HISTORY), Err(refused.into()));
}

#[ink::test]
fn era_shared_by_points_then_by_stake() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 300.into()).unwrap();
    pool.stake(of(ANNE, EMIL), 100.into()).unwrap();
    pool.stake(of(BERT, BERT), 1.into()).unwrap();
    in_era(FIRST);
    deposit(&mut pool, FIRST, 1_000);
    book.add(FIRST, ANNE, 3);
    book.add(FIRST, BERT, 2);
    assert_eq!(claim(&mut pool, DORA, ANNE), 0, "the era is not over");

    in_era(FIRST + 1);
    assert_eq!(claim(&mut pool, DORA, ANNE), 450);
    assert_eq!(claim(&mut pool, BERT, BERT), 400);
    assert_eq!(claim(&mut pool, EMIL, ANNE), 150);
    assert_eq!(claim(&mut pool, DORA, ANNE), 0);
    let accounts = pool.accounts();
    assert_eq!(accounts.paid, 1_000.into());
    assert!(accounts.carried.is_zero() && accounts.unclaimed.is_zero());
}

/// What each claim pays, in the order given, on a chain of its own.
fn paid_in_order(order: [(u8, u8); 3]) -> Vec<(u8, u8, u64)> {
    let mut paid = Vec::new();
    test::run_test::<DefaultEnvironment, _>(|_| {
        let (mut pool, book) = (pool(), Book::new());
        pool.stake(of(ANNE, DORA), 7.into()).unwrap();
        pool.stake(of(ANNE, EMIL), 3.into()).unwrap();
        pool.stake(of(BERT, DORA), 11.into()).unwrap();
        in_era(FIRST);
        deposit(&mut pool, FIRST, 1_001);
        book.add(FIRST, ANNE, 5);
        book.add(FIRST, BERT, 7);
        in_era(FIRST + 1);
        paid = order
            .map(|(delegator, operator)| {
                let amount = claim(&mut pool, delegator, operator);
                (delegator, operator, amount)
            })
            .to_vec();
        Ok(())
    })
    .unwrap();
    paid.sort_unstable();
    paid
}

#[test]
fn claims_in_any_order_pay_the_same() {
    let one = paid_in_order([(DORA, ANNE), (EMIL, ANNE), (DORA, BERT)]);
    assert!(one.iter().all(|(_, _, amount)| *amount > 0), "{one:?}");
    for order in [
        [(DORA, BERT), (EMIL, ANNE), (DORA, ANNE)],
        [(EMIL, ANNE), (DORA, BERT), (DORA, ANNE)],
    ] {
        assert_eq!(one, paid_in_order(order));
    }
}

#[test]
fn activity_remembers_every_stretch() {
    let activity = Activity::default()
        .activate(0)
        .and_then(|it| it.deactivate(1))
        .and_then(|it| it.activate(3))
        .and_then(|it| it.deactivate(3))
        .and_then(|it| it.activate(5))
        .and_then(|it| it.deactivate(8))
        .unwrap();
    let active: Vec<u64> = (0..12).filter(|era| activity.counts(*era)).collect();
    assert_eq!(active, [1, 6, 7, 8]);
    let late = activity.activate(100).unwrap();
    let active: Vec<u64> = (0..103).filter(|era| late.counts(*era)).collect();
    assert_eq!(active, [101, 102]);
    let long = late.deactivate(300).unwrap();
    let active = (0..400).filter(|era| long.counts(*era)).count();
    assert_eq!(active, 64, "as far back as it remembers");
}

#[ink::test]
fn what_divisions_and_eras_without_points_leave_is_released_over_many_pots() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 1.into()).unwrap();
    pool.stake(of(BERT, EMIL), 1.into()).unwrap();
    in_era(FIRST);
    deposit(&mut pool, FIRST, 56);
    deposit(&mut pool, FIRST + 1, 3);
    deposit(&mut pool, FIRST + 2, 10);
    // No operator earns in the first era, of which a part in 28 goes to the next; two halves of 5 leave 1.
    book.add(FIRST + 1, ANNE, 1);
    book.add(FIRST + 1, BERT, 1);
    book.add(FIRST + 2, ANNE, 1);
    in_era(FIRST + 2);
    assert_eq!(claim(&mut pool, DORA, ANNE), 2);
    assert_eq!(claim(&mut pool, EMIL, BERT), 2);
    assert_eq!(pool.accounts().reserve, (54 + 1).into());
    in_era(FIRST + 3);
    assert_eq!(claim(&mut pool, DORA, ANNE), 11);
    assert_eq!(pool.accounts().paid, 15.into());
}

#[ink::test]
fn era_long_over_gets_nothing_that_is_carried_since() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 1.into()).unwrap();
    in_era(FIRST);
    deposit(&mut pool, FIRST, 1);
    book.add(FIRST, ANNE, 1);
    in_era(FIRST + 1);
    deposit(&mut pool, FIRST + 1, 1_000);
    pool.stake(of(BERT, EMIL), 1.into()).unwrap();
    in_era(FIRST + 2);
    book.add(FIRST + 2, BERT, 1);
    assert_eq!(claim(&mut pool, EMIL, BERT), 0);
    assert_eq!(pool.accounts().reserve, 1_000.into());
    // The pot of the first era was not opened.
    assert_eq!(claim(&mut pool, DORA, ANNE), 1);
    in_era(FIRST + 3);
    // Who works alone after an idle era gets a part of what it left.
    assert_eq!(claim(&mut pool, EMIL, BERT), 1_000 / u64::from(RELEASE));
}

#[ink::test]
fn deposits_are_for_the_next_eras_only() {
    let mut pool = pool();
    let latest = pool.current_era() + DEPOSITS_AHEAD;
    let received = latest + 1;
    let far = EraTooFar { latest, received };
    let refused = pool.deposit(address(EMIL), received, 5.into());
    assert_eq!(refused, Err(far.into()));
    assert_eq!(pool.deposit(address(EMIL), latest, 5.into()), Ok(()));
}

#[ink::test]
fn history_out_of_bounds_refused() {
    for received in [0, LONGEST_HISTORY + 1] {
        let most = LONGEST_HISTORY;
        let refused = HistoryOutOfBounds { most, received };
        let init = Tested::default().init(LEDGER, received);
        assert_eq!(init, Err(refused.into()));
    }
}

/// Not before rewards are off for as long as eras are settled, and nothing that an account has earned.
#[ink::test]
fn what_no_account_gets_is_recovered_after_the_last_era() {
    let mut pool = pool();
    deposit(&mut pool, FIRST, 1_000);
    pool.deposit(address(EMIL), FIRST + 2, 70.into()).unwrap();
    let recover = |pool: &mut Tested| pool.recover(address(EMIL));
    let current = pool.current_era();
    let on = NotRecoverable {
        from_era: u64::MAX,
        current,
    };
    assert_eq!(recover(&mut pool), Err(on.into()));
    pool.deactivate().unwrap();
    let from_era = current + HISTORY + 1;
    in_era(from_era - 1);
    let current = from_era - 1;
    let early = NotRecoverable { from_era, current };
    assert_eq!(recover(&mut pool), Err(early.into()));
    in_era(FIRST + 2 + HISTORY + 1);
    pool.close_era(FIRST + 2).unwrap();
    let before = pool.accounts();
    let recovered = recover(&mut pool).unwrap();
    assert!(recovered >= 70.into());
    let after = pool.accounts();
    assert_eq!(after.unclaimed, before.unclaimed);
    assert_eq!(
        after.deposited,
        after.paid + after.carried + after.unclaimed
    );
    assert_eq!(recover(&mut pool), Ok(0.into()));
}

#[ink::test]
fn stake_after_an_era_gets_nothing_of_it() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 100.into()).unwrap();
    in_era(FIRST);
    deposit(&mut pool, FIRST, 1_000);
    book.add(FIRST, ANNE, 1);
    in_era(FIRST + 1);
    pool.stake(of(ANNE, EMIL), 900.into()).unwrap();
    assert_eq!(claim(&mut pool, EMIL, ANNE), 0);
    assert_eq!(claim(&mut pool, DORA, ANNE), 1_000);
}

#[ink::test]
fn unstake_and_slash_leave_what_was_earned() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 100.into()).unwrap();
    pool.stake(of(ANNE, EMIL), 100.into()).unwrap();
    in_era(FIRST);
    deposit(&mut pool, FIRST, 1_000);
    book.add(FIRST, ANNE, 1);
    in_era(FIRST + 1);
    pool.slash(address(ANNE), 0, 50.into()).unwrap();
    assert_eq!(pool.stake_of(address(ANNE), 0, address(DORA)).1, 75.into());
    pool.unstake(of(ANNE, DORA), 75.into()).unwrap();
    assert_eq!(claim(&mut pool, DORA, ANNE), 500);
    assert_eq!(claim(&mut pool, EMIL, ANNE), 500);

    let refused = StakeTooLow {
        expected_at_most: 75.into(),
        received: 76.into(),
    };
    let above = pool.unstake(of(ANNE, EMIL), 76.into());
    assert_eq!(above, Err(refused.into()));
    pool.slash(address(ANNE), 0, U256::MAX).unwrap();
    let wiped = pool.stake(of(ANNE, DORA), 1.into());
    assert_eq!(wiped, Err(StakeWiped.into()));
}

#[ink::test]
fn commission_is_set_aside_and_capped() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 100.into()).unwrap();
    in_era(FIRST);
    let refused = CommissionTooHigh {
        expected_at_most: 2_000,
        received: 2_001,
    };
    let above = pool.set_commission(address(ANNE), 2_001);
    assert_eq!(above, Err(refused.into()));
    pool.set_commission(address(ANNE), 1_000).unwrap();
    at_second(1_000_000 + 7 * 86_400);
    in_era(FIRST + 1);
    pool.settle(address(ANNE)).unwrap();
    in_era(FIRST + 2);
    deposit(&mut pool, FIRST + 2, 1_000);
    book.add(FIRST + 2, ANNE, 1);
    in_era(FIRST + 3);
    let credit = pool.claim_commission(address(ANNE), address(ANNE)).unwrap();
    assert_eq!(credit, 100.into());
    let again = pool.claim_commission(address(ANNE), address(ANNE)).unwrap();
    assert!(again.is_zero());
    assert_eq!(claim(&mut pool, DORA, ANNE), 900);
    let unknown = pool.set_commission(address(BERT), 1);
    let operator = address(BERT);
    assert_eq!(unknown, Err(UnknownOperator { operator }.into()));
}

#[ink::test]
fn frozen_operator_earns_nothing_until_the_era_after_its_thaw() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 100.into()).unwrap();
    in_era(FIRST);
    for era in FIRST..FIRST + 4 {
        deposit(&mut pool, era, 100);
        book.add(era, ANNE, 1);
    }
    book.add(FIRST + 1, BERT, 1);
    in_era(FIRST + 1);
    pool.freeze(address(ANNE), Freezer::Runtime).unwrap();
    assert!(pool.freeze(address(ANNE), Freezer::Runtime).is_err());
    in_era(FIRST + 2);
    pool.thaw(address(ANNE), Freezer::Runtime).unwrap();
    assert!(pool.thaw(address(ANNE), Freezer::Runtime).is_err());
    // Era 1 was earned before the freeze; 50 of era 2 and 100 of era 3 are lost.
    assert_eq!(claim(&mut pool, DORA, ANNE), 100);
    in_era(FIRST + 4);
    assert_eq!(claim(&mut pool, DORA, ANNE), 100 + 150 / u64::from(RELEASE));
    assert_eq!(pool.accounts().reserve, 145.into());

    // Bert is settled by no account.
    in_era(FIRST + 1 + HISTORY);
    let early = pool.close_era(FIRST + 1);
    let (from_era, current) = (FIRST + 2 + HISTORY, FIRST + 1 + HISTORY);
    assert_eq!(early, Err(EraNotClosable { from_era, current }.into()));
    in_era(FIRST + 2 + HISTORY);
    pool.close_era(FIRST + 1).unwrap();
    pool.close_era(FIRST + 1).unwrap();
    let reserve = pool.accounts().reserve;
    assert_eq!(reserve, (145 + 50).into(), "closed once, carried once");
    conserved(&pool);
}

#[ink::test]
fn operator_absent_for_long_gets_the_last_eras_only() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 1.into()).unwrap();
    in_era(FIRST);
    for era in FIRST..FIRST + 20 {
        deposit(&mut pool, era, 10);
        book.add(era, ANNE, 1);
    }
    in_era(FIRST + 20);
    assert_eq!(claim(&mut pool, DORA, ANNE), 10 * HISTORY);
}

#[ink::test]
fn deactivated_pool_carries_until_it_is_activated_again() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 1.into()).unwrap();
    in_era(FIRST);
    assert!(pool.activate().is_err());
    pool.deactivate().unwrap();
    assert!(pool.deactivate().is_err());
    for era in FIRST..FIRST + 4 {
        deposit(&mut pool, era, 10);
        book.add(era, ANNE, 1);
    }
    in_era(FIRST + 2);
    pool.activate().unwrap();
    assert_eq!(claim(&mut pool, DORA, ANNE), 10);
    in_era(FIRST + 4);
    // Eras 2 and 3 paid nothing; era 4 has a part of their deposits, which is a unit.
    assert_eq!(claim(&mut pool, DORA, ANNE), 11);
}

#[ink::test]
fn deposit_of_nothing_or_for_an_era_that_is_over_refused() {
    let mut pool = pool();
    in_era(FIRST);
    let nothing = pool.deposit(address(9), FIRST, U256::zero());
    assert_eq!(nothing, Err(ZeroDeposit.into()));
    let late = pool.deposit(address(9), 0, 1.into());
    let over = EraOver {
        current: 1,
        received: 0,
    };
    assert_eq!(late, Err(over.into()));
}

#[ink::test]
fn settle_with_a_silent_ledger_refused_and_made_up_for_later() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 1.into()).unwrap();
    in_era(FIRST);
    deposit(&mut pool, FIRST, 10);
    Client::encode_total_points(FIRST, |data| mock::returns(LEDGER, data, &[]));
    in_era(FIRST + 1);
    let refused = LedgerSilent { ledger: LEDGER };
    assert_eq!(pool.settle(address(ANNE)), Err(refused.into()));
    book.add(FIRST, ANNE, 1);
    assert_eq!(claim(&mut pool, DORA, ANNE), 10);
}

#[ink::test]
fn asset_that_could_never_be_valued_is_refused() {
    let mut pool = Tested::default();
    ledger_has_eras_of(ERA);
    pool.init(LEDGER, HISTORY).unwrap();
    let (most, received) = (MAX_DECIMALS, MAX_DECIMALS + 1);
    let fed = AssetTerms {
        feed: address(51),
        ..native()
    };
    for terms in [
        AssetTerms {
            decimals: received,
            ..native()
        },
        AssetTerms {
            feed_decimals: received,
            ..native()
        },
    ] {
        let refused = TooManyDecimals { most, received };
        assert_eq!(pool.add_asset(terms), Err(refused.into()));
    }
    for (min_answer, max_answer, max_age) in [(5, 6, 60), (6, 5, 60), (5, 7, 0)] {
        let terms = AssetTerms {
            min_answer: min_answer.into(),
            max_answer: max_answer.into(),
            max_age,
            ..fed
        };
        let refused = NoAnswerPossible {
            min_answer: min_answer.into(),
            max_answer: max_answer.into(),
            max_age,
        };
        assert_eq!(pool.add_asset(terms), Err(refused.into()));
    }
    assert_eq!(pool.add_asset(fed), Ok(0));
}

/// A pool of two assets, of 18 decimals at 3 USD and of 6 at 1 USD, active from [`FIRST`] on. It is era
/// 0.
fn two_assets() -> Tested {
    let mut pool = Tested::default();
    ledger_has_eras_of(ERA);
    pool.init(LEDGER, HISTORY).unwrap();
    in_era(0);
    at_second(1_000_000);
    for (decimals, feed) in [(18, 51), (6, 52)] {
        let terms = AssetTerms {
            decimals,
            feed: address(feed),
            max_answer: 1_000_000_000_000u64.into(),
            ..native()
        };
        let asset = pool.add_asset(terms).unwrap();
        let first = answer([300_000_000, 100_000_000][usize::from(asset)]);
        pool.submit_price(address(feed), asset, first).unwrap();
    }
    pool.activate().unwrap();
    pool
}

fn answer(answer: u64) -> Answered {
    Answered {
        round_id: 1,
        answer: answer.into(),
        updated_at: 1_000_000,
        answered_in_round: 1,
        decimals: 8,
    }
}

/// Anne has 3 USD of Dora's and 1 USD of Emil's, and era [`FIRST`] is paid by her alone.
fn four_usd() -> (Tested, Book) {
    let (mut pool, book) = (two_assets(), Book::new());
    pool.stake(of(ANNE, DORA), U256::exp10(18)).unwrap();
    pool.stake(in_second(ANNE, EMIL), 1_000_000.into()).unwrap();
    in_era(FIRST);
    deposit(&mut pool, FIRST, 1_000);
    book.add(FIRST, ANNE, 1);
    (pool, book)
}

fn in_second(operator: u8, delegator: u8) -> Delegation {
    Delegation {
        asset: 1,
        ..of(operator, delegator)
    }
}

fn next_answer(round: u64, price: u64, second: u64) -> Answered {
    Answered {
        round_id: round,
        answered_in_round: round,
        updated_at: second,
        ..answer(price)
    }
}

fn claim_second(pool: &mut Tested) -> u64 {
    let amount = pool
        .claim(address(EMIL), address(ANNE), 1, address(EMIL))
        .unwrap();
    conserved(pool);
    amount.as_u64()
}

#[ink::test]
fn assets_weighed_in_usd_at_the_eras_prices() {
    let (mut pool, _book) = four_usd();
    in_era(FIRST + 1);
    assert_eq!(claim(&mut pool, DORA, ANNE), 750);
    assert_eq!(claim_second(&mut pool), 250);
}

#[ink::test]
fn prices_of_an_era_are_those_of_its_end_whenever_it_is_settled() {
    let (mut pool, _book) = four_usd();
    in_era(FIRST + 1);
    let later = next_answer(2, 900_000_000, 1_000_000);
    pool.submit_price(address(52), 1, later).unwrap();
    in_era(FIRST + 4);
    pool.submit_price(address(52), 1, later).unwrap();
    assert_eq!(claim(&mut pool, DORA, ANNE), 750);
    assert_eq!(claim_second(&mut pool), 250);
    let of_eras = [FIRST, FIRST + 1].map(|era| pool.price_at_end_of(1, era));
    assert_eq!(of_eras, [1, 9].map(|usd| U256::from(usd) * U256::exp10(18)));
}

#[ink::test]
fn late_price_counts_as_the_last_one_and_never_as_nothing() {
    let (mut pool, _book) = four_usd();
    at_second(1_000_000 + 3_601);
    in_era(FIRST + 1);
    // The feed of the first asset is punctual, that of the second is not.
    let punctual = next_answer(2, 300_000_000, 1_000_000 + 3_601);
    pool.submit_price(address(51), 0, punctual).unwrap();
    assert_eq!(claim(&mut pool, DORA, ANNE), 750);
    assert_eq!(claim_second(&mut pool), 250);
    assert!(!pool.price_of(1).unwrap().1, "but it is not fresh");
}

#[ink::test]
fn asset_without_a_price_is_not_staked_beside_others() {
    let mut pool = Tested::default();
    ledger_has_eras_of(ERA);
    pool.init(LEDGER, HISTORY).unwrap();
    in_era(0);
    at_second(1_000_000);
    assert_eq!(pool.add_asset(native()), Ok(0));
    let fed = AssetTerms {
        feed: address(52),
        ..native()
    };
    // The first has no feed, then no price.
    let unpriced = Err(NoPrice { asset: 0 }.into());
    assert_eq!(pool.add_asset(fed), unpriced);
    pool.set_feed(0, feed(51)).unwrap();
    assert_eq!(pool.add_asset(fed), unpriced);
    pool.submit_price(address(51), 0, answer(1)).unwrap();
    let without_feed = pool.add_asset(native());
    assert_eq!(without_feed, Err(NoFeed { asset: 1 }.into()));
    assert_eq!(pool.add_asset(fed), Ok(1));
    let early = pool.stake(in_second(ANNE, EMIL), 1.into());
    assert_eq!(early, Err(NoPrice { asset: 1 }.into()));
    pool.submit_price(address(52), 1, answer(1)).unwrap();
    pool.stake(in_second(ANNE, EMIL), 1.into()).unwrap();
}

fn feed(account: u8) -> FeedChange {
    FeedChange {
        feed: address(account),
        decimals: 8,
        max_age: 3_600,
        min_answer: U256::zero(),
        max_answer: U256::MAX,
    }
}

#[ink::test]
fn feed_is_replaced_after_a_delay() {
    let mut pool = two_assets();
    let later = 1_000_000 + FEED_DELAY;
    pool.set_feed(0, feed(53)).unwrap();
    at_second(later - 1);
    let stranger = |pool: &mut Tested, feed: u8| {
        let round = next_answer(2, 5, later - 1);
        pool.submit_price(address(feed), 0, round)
    };
    assert!(stranger(&mut pool, 53).is_err());
    assert_eq!(stranger(&mut pool, 51), Ok(()));
    at_second(later);
    assert!(stranger(&mut pool, 51).is_err());
    // Rounds are a feed's own.
    let first = next_answer(1, 6, later);
    pool.submit_price(address(53), 0, first).unwrap();
    let zero = FeedChange {
        feed: Address::zero(),
        ..feed(53)
    };
    assert_eq!(pool.set_feed(0, zero), Err(NoFeed { asset: 0 }.into()));
    let received = MAX_DECIMALS + 1;
    let wide = FeedChange {
        decimals: received,
        ..feed(53)
    };
    let most = MAX_DECIMALS;
    let refused = TooManyDecimals { most, received };
    assert_eq!(pool.set_feed(0, wide), Err(refused.into()));
}

#[ink::test]
fn retired_asset_earns_its_last_era_and_can_leave() {
    let (mut pool, book) = four_usd();
    pool.retire_asset(1).unwrap();
    let again = pool.retire_asset(1);
    assert_eq!(again, Err(AssetRetired { asset: 1 }.into()));
    let late = pool.stake(in_second(ANNE, EMIL), 1.into());
    assert_eq!(late, Err(AssetRetired { asset: 1 }.into()));
    in_era(FIRST + 1);
    deposit(&mut pool, FIRST + 1, 1_000);
    book.add(FIRST + 1, ANNE, 1);
    in_era(FIRST + 2);
    assert_eq!(claim(&mut pool, DORA, ANNE), 750 + 1_000);
    assert_eq!(claim_second(&mut pool), 250);
    pool.unstake(in_second(ANNE, EMIL), 1_000_000.into())
        .unwrap();
}

#[ink::test]
fn stake_beyond_all_measure_is_weighed_and_can_leave() {
    let (mut pool, book) = four_usd();
    let most = U256::MAX >> 1;
    pool.stake(in_second(BERT, EMIL), most).unwrap();
    pool.stake(of(BERT, DORA), most).unwrap();
    book.add(FIRST + 1, BERT, 1);
    in_era(FIRST + 1);
    deposit(&mut pool, FIRST + 1, 1_000);
    in_era(FIRST + 2);
    // Each counts for the most that one asset counts for; a share earns less than it can be paid.
    assert_eq!(claim(&mut pool, DORA, BERT), 0);
    assert_eq!(pool.accounts().unclaimed, 1_000.into());
    pool.unstake(in_second(BERT, EMIL), most).unwrap();
    conserved(&pool);
}

#[ink::test]
fn stake_earns_from_the_next_era_on() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 100.into()).unwrap();
    in_era(FIRST);
    for era in FIRST..FIRST + 3 {
        deposit(&mut pool, era, 1_000);
        book.add(era, ANNE, 1);
    }
    // In the last block of the era, and again in the next one.
    pool.stake(of(ANNE, EMIL), 9_900.into()).unwrap();
    in_era(FIRST + 1);
    assert_eq!(claim(&mut pool, DORA, ANNE), 1_000);
    assert_eq!(claim(&mut pool, EMIL, ANNE), 0);
    pool.stake(of(ANNE, EMIL), 90_000.into()).unwrap();
    in_era(FIRST + 2);
    assert_eq!(claim(&mut pool, EMIL, ANNE), 990);
    assert_eq!(claim(&mut pool, DORA, ANNE), 10);
    in_era(FIRST + 3);
    assert_eq!(claim(&mut pool, EMIL, ANNE), 999);
    assert_eq!(claim(&mut pool, DORA, ANNE), 1);
}

#[ink::test]
fn stake_that_does_not_earn_yet_leaves_first() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 100.into()).unwrap();
    pool.stake(of(ANNE, EMIL), 100.into()).unwrap();
    in_era(FIRST);
    pool.stake(of(ANNE, DORA), 300.into()).unwrap();
    pool.unstake(of(ANNE, DORA), 300.into()).unwrap();
    deposit(&mut pool, FIRST, 1_000);
    book.add(FIRST, ANNE, 1);
    in_era(FIRST + 1);
    assert_eq!(claim(&mut pool, DORA, ANNE), 500);
    assert_eq!(claim(&mut pool, EMIL, ANNE), 500);
    pool.unstake(of(ANNE, DORA), 100.into()).unwrap();
    assert_eq!(pool.vault(address(ANNE), 0).waiting.shares, U256::zero());
}

#[ink::test]
fn commission_of_an_era_is_the_one_known_before_it_began() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 100.into()).unwrap();
    in_era(FIRST);
    pool.set_commission(address(ANNE), 2_000).unwrap();
    deposit(&mut pool, FIRST, 1_000);
    deposit(&mut pool, FIRST + 1, 1_000);
    for era in [FIRST, FIRST + 1] {
        book.add(era, ANNE, 1);
    }
    in_era(FIRST + 1);
    at_second(1_000_000 + 7 * 86_400);
    pool.settle(address(ANNE)).unwrap();
    assert_eq!(pool.commission(address(ANNE)), (0, U256::zero()));
    // The increase is due in this era, and holds from the next one on.
    in_era(FIRST + 2);
    assert_eq!(claim(&mut pool, DORA, ANNE), 2_000);
    assert_eq!(pool.commission(address(ANNE)), (2_000, U256::zero()));
    deposit(&mut pool, FIRST + 2, 1_000);
    book.add(FIRST + 2, ANNE, 1);
    in_era(FIRST + 3);
    assert_eq!(claim(&mut pool, DORA, ANNE), 800);
}

#[ink::test]
fn what_a_frozen_operator_loses_is_released_over_many_pots() {
    let (mut pool, book) = (pool(), Book::new());
    pool.stake(of(ANNE, DORA), 100.into()).unwrap();
    pool.stake(of(BERT, EMIL), 100.into()).unwrap();
    in_era(FIRST);
    let last = FIRST + u64::from(RELEASE);
    for era in FIRST..=last {
        deposit(&mut pool, era, 28_000);
        book.add(era, ANNE, 1);
        book.add(era, BERT, 1);
        in_era(era);
        if era == FIRST {
            pool.freeze(address(ANNE), Freezer::Warden).unwrap();
            pool.thaw(address(ANNE), Freezer::Warden).unwrap();
        }
        in_era(era + 1);
        pool.settle(address(ANNE)).unwrap();
        let of_bert = claim(&mut pool, EMIL, BERT);
        match era {
            FIRST => assert_eq!(of_bert, 14_000, "nothing of the era itself"),
            // Half of a part in 28 of what is left.
            _ => assert!((14_000..=14_250).contains(&of_bert), "{of_bert}"),
        }
    }
    let reserve = pool.accounts().reserve;
    assert!(!reserve.is_zero() && reserve < 14_000.into(), "{reserve}");
}

#[ink::test]
fn freezes_of_the_runtime_and_of_the_warden_end_apart() {
    let mut pool = pool();
    pool.stake(of(ANNE, DORA), 1.into()).unwrap();
    in_era(FIRST);
    let anne = address(ANNE);
    pool.freeze(anne, Freezer::Warden).unwrap();
    pool.freeze(anne, Freezer::Runtime).unwrap();
    let again = pool.freeze(anne, Freezer::Runtime);
    assert_eq!(again, Err(AlreadyFrozen { operator: anne }.into()));
    pool.thaw(anne, Freezer::Warden).unwrap();
    assert_eq!(pool.freezes(anne), (true, false));
    assert!(pool.operator(anne).unwrap().frozen());
    let again = pool.thaw(anne, Freezer::Warden);
    assert_eq!(again, Err(NotFrozen { operator: anne }.into()));
    pool.thaw(anne, Freezer::Runtime).unwrap();
    assert!(!pool.operator(anne).unwrap().frozen());
    // The runtime ends a freeze of the warden, too.
    pool.freeze(anne, Freezer::Warden).unwrap();
    pool.thaw(anne, Freezer::Runtime).unwrap();
    assert_eq!(pool.freezes(anne), (false, false));
    assert!(pool.operator(anne).unwrap().frozen_in(FIRST));
}

#[ink::test]
fn price_that_is_no_good_refused() {
    let mut pool = two_assets();
    let from_other = pool.submit_price(address(52), 0, answer(1));
    let other = CallerNotFeed {
        expected: address(51),
        received: address(52),
    };
    assert_eq!(from_other, Err(other.into()));
    let mut refused = |change: fn(&mut Answered)| {
        let mut round = answer(100_000_000);
        change(&mut round);
        let refused = pool.submit_price(address(51), 0, round).err()?;
        let words = refused.data().strip_prefix(&PriceRefused::SELECTOR)?;
        words.get(31).copied()
    };
    assert_eq!(refused(|it| it.answer = U256::zero()), Some(0));
    assert_eq!(refused(|it| it.updated_at -= 3_601), Some(1));
    assert_eq!(refused(|it| it.updated_at += 1), Some(2));
    assert_eq!(refused(|it| it.answered_in_round = 0), Some(3));
    assert_eq!(
        refused(|it| it.answer = 1_000_000_000_000u64.into()),
        Some(6)
    );
    assert_eq!(refused(|it| it.decimals = 18), Some(7));
    assert_eq!(refused(|_| ()), None);
    assert_eq!(refused(|it| it.round_id = 0), Some(4));
    assert_eq!(refused(|it| it.answer = U256::MAX), Some(6));
}

#[ink::test]
fn fifth_asset_and_unknown_asset_refused() {
    let mut pool = pool();
    pool.set_feed(0, feed(51)).unwrap();
    pool.submit_price(address(51), 0, answer(1)).unwrap();
    let fed = AssetTerms {
        feed: address(52),
        ..native()
    };
    for asset in 1..MAX_ASSETS as u8 {
        pool.add_asset(fed).unwrap();
        pool.submit_price(address(52), asset, answer(1)).unwrap();
    }
    let most = MAX_ASSETS as u8;
    let fifth = pool.add_asset(fed);
    assert_eq!(fifth, Err(TooManyAssets { most }.into()));
    let unknown = Delegation {
        asset: 4,
        ..of(ANNE, DORA)
    };
    let refused = UnknownAsset {
        known: 4,
        received: 4,
    };
    let staked = pool.stake(unknown, 1.into());
    assert_eq!(staked, Err(refused.into()));
}

#[ink::test]
fn random_life_conserves_every_unit() {
    let (mut pool, book) = (pool(), Book::new());
    in_era(FIRST);
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % most
    };
    let mut era = FIRST;
    for _ in 0..1_500 {
        let (operator, delegator) = (1 + next(3) as u8, 11 + next(4) as u8);
        let one = of(operator, delegator);
        // Some calls revert; every unit must be accounted for after them, too.
        let _ = match next(9) {
            0 => pool.deposit(address(9), era + next(2), (1 + next(10_000)).into()),
            1 => pool.stake(one, (1 + next(1_000)).into()),
            2 => pool.unstake(one, next(1_000).into()),
            3 => pool.slash(one.operator, 0, next(50).into()),
            4 => match next(2) {
                0 => pool.freeze(one.operator, Freezer::Runtime),
                _ => pool.thaw(one.operator, Freezer::Runtime),
            },
            5 => pool.set_commission(one.operator, next(2_500) as u32),
            6 => {
                era += next(2);
                in_era(era);
                Ok(())
            }
            7 => {
                book.add(era, operator, next(9));
                Ok(())
            }
            _ => pool
                .claim(one.delegator, one.operator, 0, one.delegator)
                .and_then(|_| pool.claim_commission(one.operator, one.operator))
                .map(|_| ()),
        };
        conserved(&pool);
    }
    let accounts = pool.accounts();
    let owed: U256 = (1..4)
        .map(|operator| {
            let of_delegators = (11..15)
                .map(|it| pool.claimable(address(it), address(operator), 0))
                .fold(U256::zero(), |sum, it| sum + it);
            of_delegators + pool.commission(address(operator)).1
        })
        .fold(U256::zero(), |sum, it| sum + it);
    // Each position holds less than a unit back, and each vault less than one per share.
    assert!(owed <= accounts.unclaimed);
    assert!(
        accounts.unclaimed - owed <= 16.into(),
        "{accounts:?}, {owed}"
    );
    assert!(!accounts.paid.is_zero());
}

#[test]
fn records_of_the_rules_fit_a_cell() {
    for size in [EraPot::max_encoded_len(), Position::max_encoded_len()] {
        assert!(size < MAX_RECORD, "{size}");
    }
}
