//! Eras of rewards: points from the ledger, stakes from the runtime, payments to those that earned
//! them, and every unit accounted for after every step.

mod library;

use alloy_json_abi::JsonAbi;
use blueprint_e2e::{chain::Chain, decode::Interface, outcome::Outcome};
use blueprint_e2e_runtime::{Revive, Runtime, RuntimeCall};
use library::{hex, named, native_asset, number, Contract, OWNER};
use pallet_stake::AssetId;
use serde_json::{json, Value};
use sp_core::{H160, U256};

const ERA_BLOCKS: u32 = 10;
const SERVICE: u64 = 3;
/// The number of an asset of the chain.
const GOLD: u32 = 7;
const WEEK: u64 = 7 * 24 * 60 * 60;

/// A ledger, a pool that reads it and pays from era 1 on, and a chain in era 0: what is staked there
/// earns from era 1 on.
struct World {
    chain: Chain,
    ledger: Contract,
    pool: Contract,
}

impl World {
    /// A pool of one asset, which pays from era 1 on.
    fn new() -> World {
        let mut world = World::empty();
        world.pool(OWNER, "addAsset", &native_asset());
        world.pool(OWNER, "activate", &[]);
        world
    }

    /// A pool of no assets that pays nothing.
    fn empty() -> World {
        let mut chain = Chain::new().unwrap();
        let ledger = library::ledger(&mut chain, OWNER, ERA_BLOCKS);
        let pool = library::pool(&mut chain, OWNER, &ledger);
        World {
            chain,
            ledger,
            pool,
        }
    }

    /// Opens the first block of an era.
    fn enter(&mut self, era: u64) {
        let first = era as u32 * ERA_BLOCKS;
        let now = self.chain.block();
        assert!(now < first, "era {era} is not ahead of block {now}");
        self.chain.advance_blocks(first - now);
        let seen = self.pool.numbers(&mut self.chain, "currentEra", &[]);
        assert_eq!(seen, [u128::from(era)]);
        let seen = self.ledger.numbers(&mut self.chain, "currentEra", &[]);
        assert_eq!(seen, [u128::from(era)]);
    }

    /// A call of the pool, after which every unit must be accounted for.
    fn pool(&mut self, caller: &str, call: &str, arguments: &[Value]) -> Outcome {
        let outcome = self.pool.send(&mut self.chain, caller, call, arguments);
        self.conserved();
        outcome
    }

    /// The same, where rewards are not in the native token.
    fn send_pool(&mut self, caller: &str, call: &str, arguments: &[Value]) -> Outcome {
        self.pool.send(&mut self.chain, caller, call, arguments)
    }

    fn deposit(&mut self, era: u64, amount: u128) {
        let from = named("ferdie");
        let pot = [json!(era), json!(amount.to_string())];
        let outcome = self
            .pool
            .try_send(&mut self.chain, &from, "deposit", &pot, amount);
        assert!(outcome.is_ok(), "{outcome}");
        self.conserved();
    }

    fn stake(&mut self, operator: &str, delegator: &str, amount: u64) {
        let amount = json!(amount.to_string());
        let arguments = [json!(operator), json!(0), json!(delegator), amount];
        self.pool(OWNER, "stake", &arguments);
    }

    fn claim(&mut self, delegator: &str, operator: &str) -> u128 {
        let before = self.balance(delegator);
        let outcome = self.pool(delegator, "claim", &[json!(operator), json!(0)]);
        let paid = number(&self.pool.answers("claim", &outcome)[0]);
        // The claimant also pays for storage, or gets it back, in units of a million wei.
        let deposit = outcome.deposit * 1_000_000;
        let received = i128::try_from(self.balance(delegator)).unwrap()
            - i128::try_from(before).unwrap()
            + deposit;
        assert_eq!(
            received,
            i128::try_from(paid).unwrap(),
            "{delegator} of {operator}"
        );
        paid
    }

    fn balance(&mut self, name: &str) -> u128 {
        let address = named(name).address;
        self.chain
            .execute(|| Revive::evm_balance(&address))
            .as_u128()
    }

    fn award(&mut self, operator: &str, times: u32) {
        let arguments = [json!(SERVICE), json!(operator), json!(true)];
        for _ in 0..times {
            self.ledger
                .send(&mut self.chain, OWNER, "recordSubmission", &arguments);
        }
    }

    fn accounts(&mut self) -> [u128; 4] {
        let all = self.pool.numbers(&mut self.chain, "accounts", &[]);
        all.try_into().unwrap()
    }

    /// deposited = paid + carried + unclaimed, and the contract holds what is not paid.
    fn conserved(&mut self) {
        let [deposited, paid, carried, unclaimed] = self.accounts();
        assert_eq!(deposited, paid + carried + unclaimed);
        let pool = self.pool.address;
        let held = self.chain.execute(|| Revive::evm_balance(&pool));
        assert_eq!(held, U256::from(carried + unclaimed));
    }
}

#[test]
fn three_eras_of_rewards_are_paid_once_and_to_the_last_unit() {
    let mut world = World::new();
    // Two operators, three delegators. Alice takes a commission of 10 %.
    world.stake("alice", "charlie", 300);
    world.stake("alice", "dave", 100);
    world.stake("bob", "eve", 70);
    world.stake("bob", "charlie", 30);
    world.pool("alice", "setCommission", &[json!(1_000)]);
    let notice_over = world.chain.timestamp() + WEEK;
    world.chain.set_timestamp(notice_over);
    // From the era after the one in which the notice is seen to be over.
    world.enter(1);
    world.pool("eve", "settle", &[json!("alice")]);

    // Era 2: 3 of 5 points are alice's.
    world.enter(2);
    world.deposit(2, 1_000_000_000);
    world.award("alice", 3);
    world.award("bob", 2);
    assert_eq!(world.claim("charlie", "alice"), 0, "the era is not over");
    world.enter(3);
    assert_eq!(world.claim("charlie", "alice"), 405_000_000);
    assert_eq!(world.claim("charlie", "alice"), 0, "a second claim");
    assert_eq!(world.claim("eve", "bob"), 280_000_000);

    // Era 3: dave leaves alice, and keeps what era 2 gave him. The runtime freezes alice in it, so that
    // a point of hers earns nothing.
    world.deposit(3, 500_000_007);
    let dave = [json!("alice"), json!(0), json!("dave"), json!("100")];
    world.pool(OWNER, "unstake", &dave);
    world.award("bob", 3);
    world.award("alice", 1);
    world.pool(OWNER, "freeze", &[json!("alice")]);
    world.pool(OWNER, "thaw", &[json!("alice")]);
    world.enter(4);
    assert_eq!(world.claim("dave", "alice"), 135_000_000);
    // 3/4 of the pot, and 70 % of that; the half of a unit stays hers.
    assert_eq!(world.claim("eve", "bob"), 375_000_005 * 7 / 10);
    // What alice lost is bob's neither, and is released over 28 pots, with a unit that a division left.
    let lost: u128 = 125_000_001;
    assert_eq!(world.accounts()[2], lost + 1);

    // Era 4: bob is slashed, which takes nothing from what he earned.
    world.deposit(4, 300_000_001);
    world.award("alice", 1);
    world.award("bob", 1);
    let slash = [json!("bob"), json!(0), json!("50")];
    world.pool(OWNER, "slash", &slash);
    world.enter(5);
    let lost = lost + 1;
    let half = (300_000_001 + lost / 28) / 2;
    assert_eq!(world.claim("charlie", "alice"), half - half / 10);
    // 120,000,000 of era 2, 112,500,001.5 of era 3, and 30 % of a half of era 4.
    let of_bob = (2_325_000_015 + half * 3) / 10;
    assert_eq!(world.claim("charlie", "bob"), of_bob);
    assert_eq!(world.claim("eve", "bob"), (5 + half * 7) / 10);
    let ferdie = library::named("ferdie").address;
    let before = world.chain.balance(ferdie);
    let outcome = world.pool("alice", "claimCommissionTo", &[hex(ferdie)]);
    let commission = number(&world.pool.answers("claimCommissionTo", &outcome)[0]);
    let paid = (world.chain.balance(ferdie) - before).as_u128();
    assert_eq!(paid, commission);
    assert_eq!(commission, 60_000_000 + half / 10);

    for (delegator, operator) in [
        ("charlie", "alice"),
        ("dave", "alice"),
        ("eve", "bob"),
        ("charlie", "bob"),
    ] {
        assert_eq!(
            world.claim(delegator, operator),
            0,
            "{delegator} {operator}"
        );
    }
    let refused = world
        .pool
        .rejection(&mut world.chain, "eve", "closeEra", &[json!(4)]);
    assert_eq!(refused, "EraNotClosable");
    // Of what alice lost, one part more.
    let left = lost - lost / 28;
    world.award("bob", 1);
    world.enter(6);
    let (eve, charlie) = (world.claim("eve", "bob"), world.claim("charlie", "bob"));
    assert_eq!(eve + charlie, left / 28);
    let [deposited, paid, carried, unclaimed] = world.accounts();
    assert_eq!(deposited, 1_800_000_008);
    // One unit of bob's is left, a part of it eve's and a part charlie's.
    assert_eq!((carried, unclaimed), (left - left / 28, 1));
    assert_eq!(paid, deposited - carried - unclaimed);
}

/// An operator that is settled by no account for eight eras: its share of the era is carried.
#[test]
fn era_is_closed_once_it_can_no_longer_be_settled() {
    let mut world = World::new();
    world.stake("alice", "charlie", 1);
    world.enter(1);
    world.deposit(1, 280);
    world.award("alice", 1);
    world.award("bob", 1);
    world.enter(10);
    world.pool("eve", "closeEra", &[json!(1)]);
    let pot = world.pool.numbers(&mut world.chain, "potOf", &[json!(1)]);
    assert_eq!(pot, [280, 0, 1]);
    world.award("bob", 1);
    world.award("alice", 1);
    world.enter(11);
    assert_eq!(world.claim("charlie", "alice"), 280 / 28 / 2);
}

#[test]
fn stake_of_an_eras_last_block_earns_nothing_of_it() {
    let mut world = World::new();
    world.stake("bob", "eve", 100);
    world.enter(1);
    world.deposit(1, 1_000_000_000);
    world.award("bob", 1);
    let last = 2 * ERA_BLOCKS - 1 - world.chain.block();
    world.chain.advance_blocks(last);
    world.stake("bob", "ferdie", 9_900);
    world.enter(2);
    assert_eq!(world.claim("ferdie", "bob"), 0);
    assert_eq!(world.claim("eve", "bob"), 1_000_000_000);
    // It earns from era 2 on.
    world.deposit(2, 1_000_000_000);
    world.award("bob", 1);
    world.enter(3);
    assert_eq!(world.claim("ferdie", "bob"), 990_000_000);
    assert_eq!(world.claim("eve", "bob"), 10_000_000);
}

#[test]
fn eras_before_an_increase_of_the_commission_pay_the_old_rate() {
    let mut world = World::new();
    world.stake("bob", "eve", 100);
    world.pool("bob", "setCommission", &[json!(2_000)]);
    world.enter(1);
    world.deposit(1, 1_000_000_000);
    world.award("bob", 1);
    world.enter(2);
    let notice_over = world.chain.timestamp() + WEEK;
    world.chain.set_timestamp(notice_over);
    world.pool("bob", "settle", &[json!("bob")]);
    let commission = world
        .pool
        .numbers(&mut world.chain, "commissionOf", &[json!("bob")]);
    assert_eq!(commission, [0, 0]);
    assert_eq!(world.claim("eve", "bob"), 1_000_000_000);
    world.enter(3);
    let commission = world
        .pool
        .numbers(&mut world.chain, "commissionOf", &[json!("bob")]);
    assert_eq!(commission, [2_000, 0]);
}

/// A pool of two assets, of 18 decimals at 2 USD and of 6 at 1 USD, whose prices charlie and dave set.
fn two_assets() -> World {
    let mut world = World::empty();
    for (decimals, feed) in [(18, "charlie"), (6, "dave")] {
        let token = hex(H160::repeat_byte(decimals));
        let asset = [
            token,
            json!(decimals),
            json!(feed),
            json!(8),
            json!(3_600),
            json!("1"),
            json!("100000000000"),
        ];
        world.pool(OWNER, "addAsset", &asset);
        let usd = ["200000000", "100000000"][usize::from(decimals == 6)];
        price(&mut world, u8::from(decimals == 6), 1, usd);
    }
    world.pool(OWNER, "activate", &[]);
    world
}

/// Sets a price in USD with 8 decimals, of now.
fn price(world: &mut World, asset: u8, round: u64, answer: &str) {
    let (feed, now) = (
        ["charlie", "dave"][usize::from(asset)],
        world.chain.timestamp(),
    );
    let arguments = [
        json!(asset),
        json!(round),
        json!(answer),
        json!(now),
        json!(round),
        json!(8),
    ];
    world.pool(feed, "submitPrice", &arguments);
}

#[test]
fn stakes_of_several_assets_weigh_what_they_are_worth_in_usd() {
    let mut world = two_assets();
    let stake = |world: &mut World, asset: u8, delegator: &str, amount: &str| {
        let arguments = [json!("bob"), json!(asset), json!(delegator), json!(amount)];
        world.pool(OWNER, "stake", &arguments);
    };
    let claim = |world: &mut World, asset: u8, delegator: &str| {
        let outcome = world.pool(delegator, "claim", &[json!("bob"), json!(asset)]);
        number(&world.pool.answers("claim", &outcome)[0])
    };
    // Three tokens at 2 USD, and two at 1 USD.
    stake(&mut world, 0, "eve", "3000000000000000000");
    stake(&mut world, 1, "ferdie", "2000000");
    world.enter(1);
    world.deposit(1, 800_000_000);
    world.award("bob", 1);
    world.enter(2);
    world.deposit(2, 800_000_000);
    world.award("bob", 1);
    // An hour later the first feed is punctual, and the second is not. Era 1 is over: its prices are
    // those of its end. Whoever settles it now moves nothing.
    let later = world.chain.timestamp() + 3_601;
    world.chain.set_timestamp(later);
    price(&mut world, 0, 2, "900000000");
    world.pool("alice", "settle", &[json!("bob")]);
    price(&mut world, 1, 2, "100000000");
    assert_eq!(claim(&mut world, 0, "eve"), 600_000_000);
    assert_eq!(claim(&mut world, 1, "ferdie"), 200_000_000);

    // Prices of era 2 are those accepted in it: 27 USD against 2. A price that is late in era 3 is the
    // last one, and not nothing.
    world.enter(3);
    world.deposit(3, 290_000_000);
    world.award("bob", 1);
    let later = world.chain.timestamp() + 3_601;
    world.chain.set_timestamp(later);
    world.enter(4);
    let fresh = world.pool.ask(&mut world.chain, "priceOf", &[json!(1)]);
    assert_eq!(fresh[1], json!(false));
    let usd = world
        .pool
        .numbers(&mut world.chain, "priceAtEndOf", &[json!(0), json!(1)]);
    assert_eq!(usd, [2_000_000_000_000_000_000]);
    let of_two = claim(&mut world, 0, "eve");
    let of_one = claim(&mut world, 1, "ferdie");
    assert_eq!(of_two, 800_000_000 * 27 / 29 + 270_000_000);
    assert_eq!(of_one, 800_000_000 * 2 / 29 + 20_000_000);
}

#[test]
fn asset_is_staked_once_it_has_a_price_its_feed_replaced_and_itself_retired() {
    let mut world = World::new();
    let second = |feed: &str| {
        let token = hex(H160::repeat_byte(6));
        let rest = [json!(8), json!(3_600), json!("1"), json!("100000000000")];
        [vec![token, json!(6), json!(feed)], rest.to_vec()].concat()
    };
    // The first asset has no feed: it could not be weighed against a second one.
    let refused = |world: &mut World, call: &str, arguments: &[Value]| {
        world
            .pool
            .rejection(&mut world.chain, OWNER, call, arguments)
    };
    assert_eq!(refused(&mut world, "addAsset", &second("dave")), "NoPrice");
    let feed = |asset: u8, feed: &str| {
        let rest = [json!(8), json!(3_600), json!("1"), json!("100000000000")];
        [vec![json!(asset), json!(feed)], rest.to_vec()].concat()
    };
    world.pool(OWNER, "setFeed", &feed(0, "charlie"));
    price(&mut world, 0, 1, "200000000");
    world.pool(OWNER, "addAsset", &second("dave"));
    let stake = [json!("bob"), json!(1), json!("eve"), json!("5")];
    assert_eq!(refused(&mut world, "stake", &stake), "NoPrice");
    price(&mut world, 1, 1, "100000000");
    world.pool(OWNER, "stake", &stake);

    // Another feed takes over a week later.
    world.pool(OWNER, "setFeed", &feed(1, "eve"));
    price(&mut world, 1, 2, "100000000");
    let later = world.chain.timestamp() + WEEK;
    world.chain.set_timestamp(later);
    let arguments = [
        json!(1),
        json!(1),
        json!("3"),
        json!(later),
        json!(1),
        json!(8),
    ];
    let before = world
        .pool
        .rejection(&mut world.chain, "dave", "submitPrice", &arguments);
    assert_eq!(before, "CallerNotFeed");
    world.pool("eve", "submitPrice", &arguments);

    world.pool(OWNER, "retireAsset", &[json!(1)]);
    assert_eq!(refused(&mut world, "stake", &stake), "AssetRetired");
    world.pool(OWNER, "unstake", &stake);
}

#[test]
fn prices_that_a_feed_should_not_tell_are_refused() {
    let mut world = two_assets();
    let now = world.chain.timestamp();
    price(&mut world, 0, 5, "200000000");
    let arguments = |answer: &str, at: u64, round: u64, decimals: u8| {
        [
            json!(0),
            json!(round),
            json!(answer),
            json!(at),
            json!(round),
            json!(decimals),
        ]
    };
    for (what, arguments) in [
        ("of nothing", arguments("0", now, 6, 8)),
        ("at the minimum", arguments("1", now, 6, 8)),
        ("at the maximum", arguments("100000000000", now, 6, 8)),
        ("stale", arguments("200000000", now - 3_601, 6, 8)),
        ("of the future", arguments("200000000", now + 1_000, 6, 8)),
        ("of an earlier round", arguments("200000000", now, 4, 8)),
        ("in other decimals", arguments("200000000", now, 6, 18)),
    ] {
        let refused = world
            .pool
            .rejection(&mut world.chain, "charlie", "submitPrice", &arguments);
        assert_eq!(refused, "PriceRefused", "{what}");
    }
    let stranger = arguments("200000000", now, 6, 8);
    let refused = world
        .pool
        .rejection(&mut world.chain, "dave", "submitPrice", &stranger);
    assert_eq!(refused, "CallerNotFeed");
}

#[test]
fn outsiders_neither_award_nor_move_stakes() {
    let mut world = World::new();
    let award = [json!(SERVICE), json!("eve"), json!(true)];
    let refused = world
        .ledger
        .rejection(&mut world.chain, "eve", "recordSubmission", &award);
    assert_eq!(refused, "NotAnAwarder");
    let register = [json!(1), json!(SERVICE), json!("eve")];
    let refused = world
        .ledger
        .rejection(&mut world.chain, "eve", "registerAwarder", &register);
    assert_eq!(refused, "CallerNotRuntime");
    let stake = [json!("eve"), json!(0), json!("eve"), json!("1")];
    let refused = world
        .pool
        .rejection(&mut world.chain, "eve", "stake", &stake);
    assert_eq!(refused, "CallerNotRuntime");
}

#[test]
fn solidity_contract_reads_and_awards_points_of_the_ink_ledger() {
    for built in ["solidity/PointsReader.evm", "solidity/PointsReader.polkavm"] {
        let mut world = World::new();
        world.enter(1);
        let ledger = hex(world.ledger.address);
        let reader = Contract::deploy(&mut world.chain, built, &[ledger]);
        let judge = [json!(SERVICE), json!("bob"), json!(true)];
        let stranger = reader.rejection(&mut world.chain, "eve", "judge", &judge);
        assert_eq!(stranger, "CallerNotDeployer", "{built}");
        let outcome = world.chain.call(
            &named("alice"),
            reader.address,
            reader.interface.encode_call("judge", &judge).unwrap(),
        );
        // The ledger's error is passed on unchanged.
        let reason = world.ledger.interface.decode_error(&outcome.data);
        assert_eq!(reason.unwrap().name, "NotAnAwarder", "{built}");

        let register = [json!(1), json!(SERVICE), hex(reader.address)];
        world
            .ledger
            .send(&mut world.chain, OWNER, "registerAwarder", &register);
        for _ in 0..3 {
            reader.send(&mut world.chain, "alice", "judge", &judge);
        }
        world.award("alice", 2);

        let bob = [json!(1), json!("bob")];
        let seen = reader.numbers(&mut world.chain, "shareOf", &bob);
        assert_eq!(seen, [3, 5], "{built}");
        let points = world.ledger.numbers(&mut world.chain, "pointsOf", &bob);
        let total = world
            .ledger
            .numbers(&mut world.chain, "totalPoints", &[json!(1)]);
        assert_eq!(seen, [points[0], total[0]], "{built}");
        let best = reader.ask(&mut world.chain, "best", &[json!(1)]);
        let address = best[0].as_str().unwrap().to_lowercase();
        assert_eq!(address, format!("{:?}", named("bob").address), "{built}");
        assert_eq!((number(&best[1]), number(&best[2])), (3, 5), "{built}");

        let page = [json!(1), json!(0), json!(0), json!(50)];
        let values = world.ledger.ask(&mut world.chain, "distribution", &page);
        let values: Vec<u128> = values[0].as_array().unwrap().iter().map(number).collect();
        assert_eq!(values, [3, 2], "{built}");
    }
}

/// ref_time of an operator's first award of an era, of a later one, and of a claim, beside so many
/// operators.
fn costs(operators: u32) -> [u64; 3] {
    let mut world = World::new();
    let operator = |n: u32| hex(H160::from_low_u64_be(0x1_0000 + u64::from(n)));
    let runtime = library::account(OWNER);
    let award = |world: &mut World, n: u32| {
        let arguments = [json!(SERVICE), operator(n), json!(true)];
        let calldata = world
            .ledger
            .interface
            .encode_call("recordSubmission", &arguments)
            .unwrap();
        let outcome = world.chain.call(&runtime, world.ledger.address, calldata);
        assert!(outcome.is_ok(), "{outcome}");
        outcome.ref_time
    };
    for n in 0..operators {
        let arguments = [operator(n), json!(0), json!("eve"), json!("100")];
        let stake = world
            .pool
            .interface
            .encode_call("stake", &arguments)
            .unwrap();
        let outcome = world.chain.call(&runtime, world.pool.address, stake);
        assert!(outcome.is_ok(), "{outcome}");
    }
    world.enter(1);
    for n in 0..operators {
        award(&mut world, n);
    }
    let first = award(&mut world, operators);
    let later = award(&mut world, operators);
    world.deposit(1, 1_000_000_000);
    world.enter(2);
    // The first claim of an era fixes its pot; every other is like the second.
    world.pool("eve", "claim", &[operator(0), json!(0)]);
    let claim = world.pool("eve", "claim", &[operator(1), json!(0)]);
    [first, later, claim.ref_time]
}

#[test]
fn award_and_claim_cost_the_same_beside_any_number_of_operators() {
    let all: Vec<(u32, [u64; 3])> = [10, 100, 1_000]
        .map(|operators| (operators, costs(operators)))
        .to_vec();
    for (operators, [first, later, claim]) in &all {
        println!("{operators:>5} operators: first award {first}, later {later}, claim {claim}");
    }
    for i in 0..3 {
        let least = all.iter().map(|(_, cost)| cost[i]).min().unwrap();
        let most = all.iter().map(|(_, cost)| cost[i]).max().unwrap();
        assert!((most - least) * 50 <= least, "more than 2 %: {all:?}");
    }
}

/// An asset of the chain, as the ERC-20 token that it is to contracts. bob has 1,000 of it.
fn gold(chain: &mut Chain) -> Contract {
    let (admin, holder) = (named("alice"), named("bob"));
    let create = pallet_assets::Call::<Runtime>::create {
        id: GOLD,
        admin: admin.id.clone().into(),
        min_balance: 1,
    };
    let mint = pallet_assets::Call::<Runtime>::mint {
        id: GOLD,
        beneficiary: holder.id.into(),
        amount: 1_000,
    };
    for call in [RuntimeCall::from(create), mint.into()] {
        assert_eq!(chain.dispatch(&admin, call).error(), None);
    }
    let abi = JsonAbi::parse([
        "function balanceOf(address account) view returns (uint256 balance)",
        "function approve(address spender, uint256 value) returns (bool done)",
    ]);
    Contract {
        address: AssetId::Asset(GOLD).token(),
        interface: Interface::from(abi.unwrap()),
    }
}

#[test]
fn rewards_in_an_erc20_token_are_what_arrived_and_are_paid_in_it() {
    let mut world = World::empty();
    let token = gold(&mut world.chain);
    world.pool = library::pool_of(&mut world.chain, OWNER, &world.ledger, token.address);
    world.send_pool(OWNER, "addAsset", &native_asset());
    world.send_pool(OWNER, "activate", &[]);
    let stake = [json!("alice"), json!(0), json!("charlie"), json!("5")];
    world.send_pool(OWNER, "stake", &stake);
    world.enter(1);
    let era = json!(1);
    let deposit = [era, json!("600")];
    let bob = named("bob");
    let pool = world.pool.address;
    let in_native = world
        .pool
        .try_send(&mut world.chain, &bob, "deposit", &deposit, 600);
    let error = world.pool.interface.decode_error(&in_native.data).unwrap();
    assert_eq!(error.name, "WrongValue");
    let refused = world
        .pool
        .try_send(&mut world.chain, &bob, "deposit", &deposit, 0);
    assert!(refused.is_revert(), "not approved: {refused}");
    let approve = [hex(pool), json!("600")];
    token.send(&mut world.chain, "bob", "approve", &approve);
    let outcome = world.send_pool("bob", "deposit", &deposit);
    let received = number(&world.pool.answers("deposit", &outcome)[0]);
    assert_eq!(received, 600);
    world.award("alice", 1);
    world.enter(2);
    let to_dave = [json!("alice"), json!(0), json!("dave")];
    world.send_pool("charlie", "claimTo", &to_dave);
    let mut balances = Vec::new();
    for account in [named("dave").address, named("bob").address, pool] {
        balances.extend(token.numbers(&mut world.chain, "balanceOf", &[hex(account)]));
    }
    assert_eq!(balances, [600, 400, 0]);
    let left = world.chain.balance(pool);
    assert!(left.is_zero(), "no native token moves");
}

#[test]
fn pool_of_rewards_in_an_account_that_is_no_token_is_not_deployed() {
    let mut world = World::empty();
    for (token, history, error) in [
        (named("bob").address, 8, "TokenSilent"),
        (world.ledger.address, 8, "TokenSilent"),
        (H160::zero(), 29, "HistoryOutOfBounds"),
    ] {
        let terms = [hex(world.ledger.address), hex(token), json!(history)];
        let terms = library::with_roles(json!(OWNER), &terms);
        let built = "ink/reward_pool.polkavm";
        let refused = Contract::refused_deployment(&mut world.chain, built, &terms);
        assert_eq!(refused, error);
    }
}
