//! Downtime on the chain: what an absence costs is the rewards of its eras, whoever reports it, and
//! never stake; reporting it earns nothing.

mod library;

use blueprint_e2e::{
    chain::{CallOptions, Chain},
    outcome::Outcome,
};
use library::{hex, named, native_asset, number, Contract, OWNER};
use serde_json::{json, Value};
use sp_core::H160;

const ERA_BLOCKS: u32 = 10;
const SERVICE: u64 = 3;
/// Seconds.
const GRACE: u64 = 600;
const POT: u128 = 1_000_000_000;
/// The part of what operators lost that each pot which opens takes, as a divisor.
const RELEASE: u128 = 28;

/// What operators lost, and no pot has taken yet.
#[derive(Default)]
struct Lost(u128);

impl Lost {
    /// What half of the next pot is worth: of a deposit, and of a part of this.
    fn next_half(&mut self) -> u128 {
        let part = self.0 / RELEASE;
        self.0 -= part;
        (POT + part) / 2
    }
}

/// A ledger, a pool, and a watch that is the pool's warden; bob and dave operate, charlie delegates
/// to both alike, and an era pays both alike.
struct World {
    chain: Chain,
    ledger: Contract,
    pool: Contract,
    watch: Contract,
    /// When both operators were seen first, in seconds.
    seen: u64,
}

impl World {
    fn new() -> World {
        let mut chain = Chain::new().unwrap();
        let ledger = library::ledger(&mut chain, OWNER, ERA_BLOCKS);
        let pool = library::pool(&mut chain, OWNER, &ledger);
        let limits = [hex(pool.address), json!(GRACE), json!(86_400)];
        let limits = library::with_roles(json!(OWNER), &limits);
        let watch = Contract::deploy(&mut chain, "ink/downtime_watch.polkavm", &limits);
        let mut world = World {
            chain,
            ledger,
            pool,
            watch,
            seen: 0,
        };
        world.seen = world.chain.timestamp();
        world.pool(OWNER, "addAsset", &native_asset());
        world.pool(OWNER, "activate", &[]);
        let warden = hex(world.watch.address);
        world.pool(OWNER, "setWarden", &[warden]);
        for operator in ["bob", "dave"] {
            let stake = [json!(operator), json!(0), json!("charlie"), json!("100")];
            world.pool(OWNER, "stake", &stake);
            world.check_in(operator);
        }
        world
    }

    fn pool(&mut self, caller: &str, call: &str, arguments: &[Value]) -> Outcome {
        self.pool.send(&mut self.chain, caller, call, arguments)
    }

    fn check_in(&mut self, operator: &str) {
        self.watch
            .send(&mut self.chain, operator, "checkIn", &[json!(operator)]);
    }

    fn notice(&mut self, operator: &str) {
        self.watch
            .send(&mut self.chain, "eve", "noticeAbsence", &[json!(operator)]);
    }

    /// Opens an era and fills its pot; each operator earns a point.
    fn enter(&mut self, era: u64) {
        self.skip_to(era);
        let pot = [json!(era), json!(POT.to_string())];
        let from = named("ferdie");
        let outcome = self
            .pool
            .try_send(&mut self.chain, &from, "deposit", &pot, POT);
        assert!(outcome.is_ok(), "{outcome}");
        for operator in ["bob", "dave"] {
            let point = [json!(SERVICE), json!(operator), json!(true)];
            self.ledger
                .send(&mut self.chain, OWNER, "recordSubmission", &point);
        }
    }

    fn skip_to(&mut self, era: u64) {
        let blocks = era as u32 * ERA_BLOCKS - self.chain.block();
        self.chain.advance_blocks(blocks);
    }

    /// So many seconds after the operators were seen first.
    fn at(&mut self, seconds: u64) {
        let then = self.seen + seconds;
        assert!(then >= self.chain.timestamp());
        self.chain.set_timestamp(then);
    }

    /// What charlie gets for his delegation to an operator.
    fn claim(&mut self, operator: &str) -> u128 {
        let outcome = self.pool("charlie", "claim", &[json!(operator), json!(0)]);
        number(&self.pool.answers("claim", &outcome)[0])
    }

    fn frozen(&mut self, operator: &str) -> bool {
        let answers = self
            .pool
            .ask(&mut self.chain, "operatorOf", &[json!(operator)]);
        answers[1] == json!(true)
    }

    /// Status, last seen, frozen since, inactive seconds, absences.
    fn presence(&mut self, operator: &str) -> Vec<u128> {
        self.watch
            .numbers(&mut self.chain, "presenceOf", &[json!(operator)])
    }

    fn may_work(&mut self, operator: &str) -> bool {
        let answers = self
            .watch
            .ask(&mut self.chain, "mayWork", &[json!(operator)]);
        answers[0] == json!(true)
    }

    fn stake(&mut self, operator: &str) -> Vec<u128> {
        let arguments = [json!(operator), json!(0)];
        self.pool.numbers(&mut self.chain, "totalStake", &arguments)
    }
}

#[test]
fn noticed_absence_costs_the_rewards_of_its_eras_and_no_stake() {
    let mut world = World::new();
    let stake = world.stake("bob");
    world.enter(1);
    world.at(GRACE - 1);
    world.check_in("dave");
    world.at(GRACE);
    assert!(!world.may_work("bob") && world.may_work("dave"));
    world.notice("bob");
    assert!(world.frozen("bob") && !world.frozen("dave"));
    let inactive = world.presence("bob")[3];

    world.enter(2);
    assert_eq!((world.claim("bob"), world.claim("dave")), (0, POT / 2));
    let mut lost = Lost(POT / 2);
    world.check_in("bob");
    assert!(!world.frozen("bob") && world.may_work("bob"));
    // The freeze counts until bob is back, to the second.
    assert_eq!(
        world.presence("bob")[3],
        inactive + u128::from(ERA_BLOCKS) * 6
    );

    world.enter(3);
    let half = lost.next_half();
    assert_eq!((world.claim("bob"), world.claim("dave")), (0, half));
    lost.0 += half;
    world.skip_to(4);
    assert_eq!(world.claim("bob"), lost.next_half());
    assert_eq!(world.stake("bob"), stake);
}

#[test]
fn absence_nobody_noticed_costs_as_much() {
    let mut world = World::new();
    world.enter(1);
    world.at(GRACE - 1);
    world.check_in("dave");
    world.at(GRACE);
    world.check_in("bob");
    assert!(!world.frozen("bob"));
    assert_eq!(world.presence("bob")[4], 1, "an absence");
    world.enter(2);
    assert_eq!((world.claim("bob"), world.claim("dave")), (0, POT / 2));
    world.skip_to(3);
    assert_eq!(world.claim("bob"), Lost(POT / 2).next_half());
}

#[test]
fn noticing_pays_nothing_and_waits_for_the_grace() {
    let mut world = World::new();
    world.enter(1);
    world.at(GRACE - 1);
    let early = world
        .watch
        .rejection(&mut world.chain, "eve", "noticeAbsence", &[json!("bob")]);
    assert_eq!(early, "StillUp");
    world.at(GRACE);
    let before = world.pool.numbers(&mut world.chain, "accounts", &[]);
    world.notice("bob");
    let twice = world
        .watch
        .rejection(&mut world.chain, "eve", "noticeAbsence", &[json!("bob")]);
    assert_eq!(twice, "AlreadyNoticed");
    assert_eq!(
        world.pool.numbers(&mut world.chain, "accounts", &[]),
        before
    );
    let points = [json!(1), json!("eve")];
    assert_eq!(
        world.ledger.numbers(&mut world.chain, "pointsOf", &points),
        [0]
    );
    let watch = world.watch.address;
    assert!(world.chain.balance(watch).is_zero());
}

#[test]
fn freeze_of_the_runtime_outlasts_a_check_in() {
    let mut world = World::new();
    world.enter(1);
    world.pool(OWNER, "freeze", &[json!("bob")]);
    world.at(GRACE);
    world.notice("bob");
    world.check_in("bob");
    assert!(world.frozen("bob"));
    world.pool(OWNER, "thaw", &[json!("bob")]);
    assert!(!world.frozen("bob"));
}

/// An operator that reports itself, before or in between, neither hinders nor ends a freeze of the
/// runtime.
#[test]
fn operator_does_not_preempt_a_freeze_of_the_runtime() {
    let mut world = World::new();
    world.enter(1);
    let report = [json!("bob")];
    world
        .watch
        .send(&mut world.chain, "bob", "noticeAbsence", &report);
    world.pool(OWNER, "freeze", &[json!("bob")]);
    world.check_in("bob");
    assert!(world.frozen("bob"));
    world.enter(2);
    world.skip_to(3);
    let earned = POT / 2 + Lost(POT / 2).next_half();
    assert_eq!((world.claim("bob"), world.claim("dave")), (0, earned));
    // The mark of an earlier report ends no later freeze.
    world.pool(OWNER, "thaw", &[json!("bob")]);
    world
        .watch
        .send(&mut world.chain, "bob", "noticeAbsence", &report);
    world.pool(OWNER, "thaw", &[json!("bob")]);
    world.pool(OWNER, "freeze", &[json!("bob")]);
    world.check_in("bob");
    assert!(world.frozen("bob"));
}

#[test]
fn watch_that_is_no_warden_keeps_time_and_lets_operators_work() {
    let mut world = World::new();
    let nobody = hex(H160::zero());
    world.pool(OWNER, "setWarden", &[nobody]);
    world.enter(1);
    world.at(GRACE);
    world.check_in("dave");
    assert!(world.may_work("dave"), "it was silent for its grace");
    world.notice("bob");
    assert!(!world.frozen("bob") && !world.frozen("dave"));
    assert_eq!(world.presence("bob")[0], 2, "away");
    world.check_in("bob");
    assert!(world.may_work("bob"));
    let stranger = world
        .watch
        .rejection(&mut world.chain, "eve", "checkIn", &[json!("bob")]);
    assert_eq!(stranger, "NotTheOperator");
}

/// An operator comes back after an absence that was not reported, and allows its call as little deposit as it likes.
#[test]
fn caller_chooses_by_no_limit_that_the_pool_does_not_hear_of_an_absence() {
    let mut world = World::new();
    world.enter(1);
    world.at(GRACE);
    let interface = world.watch.interface.clone();
    let calldata = interface.encode_call("checkIn", &[json!("bob")]).unwrap();
    let mut ends = [0; 2];
    for deposit in (0..50_000_000_000u128).step_by(500_000_000) {
        let options = CallOptions {
            deposit_limit: Some(deposit),
            ..CallOptions::default()
        };
        let (watch, data) = (world.watch.address, calldata.clone());
        let followed = world.chain.undoing(|chain| {
            let sent = chain.call_with(&named("bob"), watch, data, options);
            let events = sent.events.iter();
            let mut events = events.filter_map(|event| interface.decode_event(event));
            assert!(!events.any(|it| it.name == "PoolNotFollowed"), "{deposit}");
            sent.is_ok()
        });
        ends[usize::from(followed)] += 1;
    }
    assert!(ends[0] > 0 && ends[1] > 0, "{ends:?}");
}

#[test]
fn watch_of_an_account_that_is_no_pool_is_not_deployed() {
    let mut world = World::new();
    for no_pool in [named("ferdie").address, world.ledger.address] {
        let limits = [hex(no_pool), json!(GRACE), json!(86_400)];
        let limits = library::with_roles(json!(OWNER), &limits);
        let built = "ink/downtime_watch.polkavm";
        let refused = Contract::refused_deployment(&mut world.chain, built, &limits);
        assert_eq!(refused, "PoolSilent");
    }
}

#[test]
fn operator_that_never_checks_in_is_enrolled_and_noticed() {
    let mut world = World::new();
    let stake = [json!("ferdie"), json!(0), json!("charlie"), json!("100")];
    let ferdie = [json!("ferdie")];
    let refused = world
        .watch
        .rejection(&mut world.chain, "eve", "enrol", &ferdie);
    assert_eq!(refused, "NotTheOperator", "the pool does not know it");
    world.pool(OWNER, "stake", &stake);
    let never = world
        .watch
        .rejection(&mut world.chain, "eve", "noticeAbsence", &ferdie);
    assert_eq!(never, "NeverSeen");
    world.watch.send(&mut world.chain, "eve", "enrol", &ferdie);
    let again = world
        .watch
        .rejection(&mut world.chain, "eve", "enrol", &ferdie);
    assert_eq!(again, "AlreadyEnrolled");
    world.enter(1);
    let point = [json!(SERVICE), json!("ferdie"), json!(true)];
    world
        .ledger
        .send(&mut world.chain, OWNER, "recordSubmission", &point);
    world.at(GRACE + u64::from(ERA_BLOCKS) * 12);
    world.notice("ferdie");
    assert!(world.frozen("ferdie"));
    world.enter(2);
    assert_eq!(world.claim("ferdie"), 0);
    assert_eq!(world.claim("dave"), POT / 3);
}

/// What an absent operator loses does not reach those it competed with.
#[test]
fn causing_an_absence_pays_a_competitor_nothing() {
    let mut world = World::new();
    world.enter(1);
    world.at(GRACE - 1);
    world.check_in("dave");
    world.at(GRACE);
    world.notice("bob");
    world.check_in("bob");
    world.skip_to(2);
    assert_eq!((world.claim("dave"), world.claim("bob")), (POT / 2, 0));
    world.enter(9);
    world.skip_to(10);
    let lost = POT / 2;
    let released = lost / 28;
    assert_eq!(world.claim("dave"), (POT + released) / 2);
    world.claim("bob");
    let accounts = world.pool.numbers(&mut world.chain, "accounts", &[]);
    assert_eq!(accounts[2], lost - released);
}
