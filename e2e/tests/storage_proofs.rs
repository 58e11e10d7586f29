//! Storage proofs on the chain: operators open the leaves that a real seed chooses, and so keep windows of service
//! levels.

#[path = "library/beacon.rs"]
mod beacon;
mod library;

use blueprint_e2e::{
    chain::Chain,
    outcome::Outcome,
    stored::{bytes, submission, DataSet},
};
use blueprint_rules::beacon::evmnet::ROUNDS;
use library::{account, hex, Contract, OWNER};
use serde_json::{json, Value};

const SERVICE: u64 = 3;
/// Seconds.
const WINDOW: u64 = 120;
const ANSWER: u64 = 110;
const EXCUSE: u64 = 600;
const CHALLENGES: usize = 5;
/// Levels of the trees.
const HEIGHT: u8 = 6;
/// Leaves with data of an operator's tree.
const LEAVES: usize = 50;

/// What an operator stores.
fn data(operator: &str) -> DataSet {
    let leaf = |number: usize| format!("{operator}'s leaf {number}").into_bytes();
    DataSet::new((0..LEAVES).map(leaf).collect(), HEIGHT).unwrap()
}

/// A leaf and its siblings.
fn opening(data: &DataSet, leaf: usize) -> (Value, Value) {
    (bytes(data.leaf(leaf).unwrap()), data.siblings(leaf))
}

struct World {
    chain: Chain,
    levels: Contract,
    beacon: Contract,
    proofs: Contract,
    start: u64,
}

impl World {
    /// Two operators with equal weights, and data of their own.
    fn new() -> World {
        let mut world = World::without_service();
        world.open(true);
        for operator in ["bob", "charlie"] {
            world.store(operator, &data(operator), 0);
        }
        world
    }

    fn without_service() -> World {
        let mut chain = Chain::new().unwrap();
        let roles = library::with_roles(json!(OWNER), &[]);
        let capped = library::with_roles(json!(OWNER), &[json!(400_000)]);
        let levels = Contract::deploy(&mut chain, "ink/service_levels.polkavm", &capped);
        let proofs = Contract::deploy(&mut chain, "ink/storage_proofs.polkavm", &roles);
        let start = chain.timestamp() + WINDOW;
        // A round for each window, after its beginning and the margin.
        let signed = start + beacon::MARGIN + 1;
        let beacon = beacon::deploy(&mut chain, "ink/seed_beacon.polkavm", signed, WINDOW);
        let mut world = World {
            chain,
            levels,
            beacon,
            proofs,
            start,
        };
        let retention = WINDOW + ANSWER + EXCUSE + 2 * 24 * WINDOW;
        let terms = json!([
            start,
            WINDOW,
            ANSWER,
            EXCUSE,
            24 * WINDOW,
            retention,
            1,
            4_000,
            10
        ]);
        let operators = json!(["bob", "charlie"].map(|name| hex(account(name).address)));
        let tiers = json!([[0, 9_000, 5_000]]);
        let open = [
            json!(SERVICE),
            terms,
            tiers,
            operators,
            json!([5_000, 5_000]),
        ];
        world
            .levels
            .send(&mut world.chain, OWNER, "openService", &open);
        world
    }

    /// Names the proofs as verifier, and fixes the challenges.
    fn open(&mut self, block_hashes: bool) {
        let verifier = [json!(SERVICE), hex(self.proofs.address)];
        self.levels
            .send(&mut self.chain, OWNER, "setVerifier", &verifier);
        let open = self.opening(block_hashes);
        self.proofs
            .send(&mut self.chain, OWNER, "openService", &open);
    }

    fn opening(&self, block_hashes: bool) -> [Value; 5] {
        [
            json!(SERVICE),
            hex(self.levels.address),
            hex(self.beacon.address),
            json!(CHALLENGES),
            json!(block_hashes),
        ]
    }

    fn data_set(operator: &str, data: &DataSet, from: u64) -> [Value; 6] {
        [
            json!(SERVICE),
            hex(account(operator).address),
            data.root(),
            json!(LEAVES),
            json!(HEIGHT),
            json!(from),
        ]
    }

    fn store(&mut self, operator: &str, data: &DataSet, from: u64) {
        let set = Self::data_set(operator, data, from);
        self.proofs.send(&mut self.chain, OWNER, "setDataSet", &set);
    }

    /// So many seconds after a window began, in a new block.
    fn at(&mut self, window: u64, seconds: u64) {
        self.chain.advance_blocks(1);
        self.chain
            .set_timestamp(self.start + window * WINDOW + seconds);
    }

    /// In a window, once its seed is known.
    fn seeded(&mut self, window: u64) {
        self.at(window, 100);
        let round = ROUNDS[usize::try_from(window).unwrap()];
        self.beacon
            .send(&mut self.chain, "eve", "submit", &submission(&round));
    }

    fn challenge(&mut self, window: u64, operator: &str) -> Vec<usize> {
        let of = [
            json!(SERVICE),
            json!(window),
            hex(account(operator).address),
        ];
        let leaves = self.proofs.ask(&mut self.chain, "challengeOf", &of);
        let leaves = leaves[0].as_array().unwrap();
        leaves
            .iter()
            .map(|leaf| library::number(leaf) as usize)
            .collect()
    }

    fn proof(&mut self, window: u64, operator: &str, data: &DataSet) -> [Value; 5] {
        let openings = self.challenge(window, operator);
        let (leaves, siblings): (Vec<Value>, Vec<Value>) =
            openings.into_iter().map(|leaf| opening(data, leaf)).unzip();
        [
            json!(SERVICE),
            json!(window),
            hex(account(operator).address),
            json!(leaves),
            json!(siblings),
        ]
    }

    /// By a relayer without any role.
    fn prove(&mut self, window: u64, operator: &str, data: &DataSet) -> Outcome {
        let proof = self.proof(window, operator, data);
        self.proofs.send(&mut self.chain, "eve", "prove", &proof)
    }

    fn rejected(&mut self, call: &str, arguments: &[Value]) -> String {
        let by = if call == "prove" { "eve" } else { OWNER };
        self.proofs.rejection(&mut self.chain, by, call, arguments)
    }

    /// Of windows from 0 on: expected, kept, open.
    fn verdict(&mut self, operator: &str, to: u64) -> Vec<u128> {
        let of = [
            json!(SERVICE),
            hex(account(operator).address),
            json!(0),
            json!(to),
        ];
        self.levels.numbers(&mut self.chain, "verdict", &of)
    }
}

#[test]
fn operator_that_lost_its_data_loses_its_part_of_the_bill() {
    let mut world = World::new();
    for window in 0..4 {
        world.seeded(window);
        world.prove(window, "bob", &data("bob"));
        if window < 2 {
            world.prove(window, "charlie", &data("charlie"));
        }
    }
    let lag = WINDOW + ANSWER + EXCUSE;
    world.at(4, lag);
    assert_eq!(world.verdict("bob", 4), [4, 4, 0]);
    assert_eq!(world.verdict("charlie", 4), [4, 2, 0]);
    let period = [
        json!(SERVICE),
        json!(world.start + lag),
        json!(world.start + lag + 4 * WINDOW),
    ];
    // Half of the windows are at the bottom of the tier: the floor of 40 % of charlie's half.
    let due = world
        .levels
        .numbers(&mut world.chain, "computeBillAdjustmentBps", &period);
    assert_eq!(due, [5_000 + 2_000]);
}

#[test]
fn challenges_differ_by_operator_and_window_and_are_unknown_before_the_seed() {
    let mut world = World::new();
    world.at(0, 100);
    let early = [
        json!(SERVICE),
        json!(0),
        hex(account("bob").address),
        json!([]),
        json!([]),
    ];
    assert_eq!(world.rejected("prove", &early), "NoSeed");
    world.seeded(0);
    let (bob, charlie) = (world.challenge(0, "bob"), world.challenge(0, "charlie"));
    assert_ne!(bob, charlie);
    world.seeded(1);
    assert_ne!(world.challenge(1, "bob"), bob);
    assert!(bob.iter().all(|leaf| *leaf < LEAVES));
}

#[test]
fn openings_of_other_leaves_windows_and_operators_keep_nothing() {
    let mut world = World::new();
    let (bobs, charlies) = (data("bob"), data("charlie"));
    world.seeded(0);
    let good = world.proof(0, "bob", &bobs);
    let with = |at: usize, value: Value| {
        let mut bad = good.clone();
        bad[at] = value;
        bad
    };
    let other = world.proof(0, "bob", &charlies);
    assert_eq!(world.rejected("prove", &other), "WrongOpening");
    let others = with(2, hex(account("charlie").address));
    assert_eq!(world.rejected("prove", &others), "WrongOpening");
    // Other leaves of the same tree, each proven well.
    let indices: Vec<usize> = world
        .challenge(0, "bob")
        .iter()
        .map(|leaf| (leaf + 1) % LEAVES)
        .collect();
    let (leaves, siblings): (Vec<Value>, Vec<Value>) =
        indices.into_iter().map(|leaf| opening(&bobs, leaf)).unzip();
    let mut shifted = good.clone();
    (shifted[3], shifted[4]) = (json!(leaves), json!(siblings));
    assert_eq!(world.rejected("prove", &shifted), "WrongOpening");
    for (at, few) in [(3, json!([])), (4, json!([[]]))] {
        assert_eq!(world.rejected("prove", &with(at, few)), "OpeningCount");
    }
    // Without its last sibling.
    let mut short = good[4].clone();
    short[0].as_array_mut().unwrap().pop();
    assert_eq!(world.rejected("prove", &with(4, short)), "WrongOpening");
    let stranger = with(2, hex(account("dave").address));
    assert_eq!(world.rejected("prove", &stranger), "NoDataSet");
    world.proofs.send(&mut world.chain, "eve", "prove", &good);
    // A proof of one window is none of the next, and comes too late an answer period after its own.
    world.seeded(1);
    assert_eq!(world.rejected("prove", &with(1, json!(1))), "WrongOpening");
    world.at(1, ANSWER);
    let from = account("eve");
    let late = world
        .proofs
        .try_send(&mut world.chain, &from, "prove", &good, 0);
    let error = world.levels.interface.decode_error(&late.data).unwrap();
    assert_eq!(error.name, "NotAnswerable");
    assert_eq!(world.verdict("bob", 1), [0, 0, 1]);
}

/// With a verifier, a signature keeps nothing; and nothing but the verifier marks.
#[test]
fn no_other_account_marks_windows() {
    let mut world = World::new();
    world.seeded(0);
    let bob = json!([hex(account("bob").address)]);
    let mark = [json!(SERVICE), json!(0), bob.clone()];
    for by in ["bob", OWNER, "eve"] {
        let error = world.levels.rejection(&mut world.chain, by, "mark", &mark);
        assert_eq!(error, "NotVerifier");
    }
    let block = world.chain.block() - 1;
    let answer = [json!(SERVICE), json!(0), json!(block), bob, json!(["0x"])];
    let error = world
        .levels
        .rejection(&mut world.chain, "bob", "answer", &answer);
    assert_eq!(error, "NotVerifier");
}

#[test]
fn data_sets_change_from_windows_that_have_not_begun() {
    let mut world = World::new();
    let newer = DataSet::new(
        (0..LEAVES).map(|number| vec![number as u8; 40]).collect(),
        HEIGHT,
    )
    .unwrap();
    world.seeded(0);
    let begun = World::data_set("bob", &newer, 0);
    assert_eq!(world.rejected("setDataSet", &begun), "WindowBegan");
    // The one that follows may be replaced until it is in use.
    world.store("bob", &data("eve"), 1);
    world.store("bob", &newer, 1);
    world.prove(0, "bob", &data("bob"));
    world.seeded(1);
    // The first one is asked for until window 0 can no longer be answered.
    let third = World::data_set("bob", &data("dave"), 2);
    assert_eq!(world.rejected("setDataSet", &third), "DataSetInUse");
    world.prove(1, "bob", &newer);
    world.at(1, ANSWER);
    world.store("bob", &data("dave"), 2);
    world.seeded(2);
    world.prove(2, "bob", &data("dave"));
    world.at(3, WINDOW + ANSWER + EXCUSE);
    assert_eq!(world.verdict("bob", 3), [3, 3, 0]);
}

#[test]
fn terms_that_cannot_be_kept_are_rejected() {
    let mut world = World::without_service();
    let open = world.opening(false);
    assert_eq!(world.rejected("openService", &open), "NotVerifierOf");
    let verifier = [json!(SERVICE), hex(world.proofs.address)];
    world
        .levels
        .send(&mut world.chain, OWNER, "setVerifier", &verifier);
    let with = |at: usize, value: Value| {
        let mut bad = open.clone();
        bad[at] = value;
        bad
    };
    for (bad, error) in [
        (with(3, json!(0)), "ChallengesOutOfBounds"),
        (with(3, json!(17)), "ChallengesOutOfBounds"),
        // An account without code, and a contract of another kind.
        (with(1, hex(account("bob").address)), "PeerFailed"),
        (with(2, hex(account("bob").address)), "PeerFailed"),
        (with(2, hex(world.levels.address)), "PeerFailed"),
    ] {
        assert_eq!(world.rejected("openService", &bad), error);
    }
    let set = World::data_set("bob", &data("bob"), 0);
    assert_eq!(world.rejected("setDataSet", &set), "UnknownService");
    world
        .proofs
        .send(&mut world.chain, OWNER, "openService", &open);
    // The beacon's fallback counts now: a mistake is mended until window 0 begins.
    let other = with(4, json!(true));
    world
        .proofs
        .send(&mut world.chain, OWNER, "openService", &other);
    for (leaves, height) in [(0, 6), (65, 6), (1, 41), (1, 255)] {
        let mut bad = set.clone();
        (bad[3], bad[4]) = (json!(leaves), json!(height));
        assert_eq!(world.rejected("setDataSet", &bad), "BadDataSet");
    }
    world.at(0, 0);
    assert_eq!(world.rejected("openService", &open), "AlreadyOpen");
    for call in ["openService", "setDataSet"] {
        let arguments: &[Value] = if call == "openService" { &open } else { &set };
        let error = world
            .proofs
            .rejection(&mut world.chain, "bob", call, arguments);
        assert_eq!(error, "CallerNotRuntime");
    }
    let error = world
        .levels
        .rejection(&mut world.chain, OWNER, "setVerifier", &verifier);
    assert_eq!(error, "VerifierFixed");
}

/// The seed of a block's hash counts where the service says so, and nowhere else.
#[test]
fn fallback_s_seed_counts_where_the_service_takes_it() {
    for block_hashes in [true, false] {
        let mut world = World::without_service();
        world.open(block_hashes);
        world.store("bob", &data("bob"), 0);
        // After the round's time and the beacon's patience, within the answer period.
        world.at(0, beacon::MARGIN + 1 + beacon::PATIENCE);
        let round = [json!(ROUNDS[0].number)];
        world
            .beacon
            .send(&mut world.chain, "eve", "openFallback", &round);
        world.chain.advance_blocks(3);
        world
            .beacon
            .send(&mut world.chain, "eve", "closeFallback", &round);
        if block_hashes {
            world.prove(0, "bob", &data("bob"));
        } else {
            let early = [
                json!(SERVICE),
                json!(0),
                hex(account("bob").address),
                json!([]),
                json!([]),
            ];
            assert_eq!(world.rejected("prove", &early), "NoSeed");
        }
    }
}
