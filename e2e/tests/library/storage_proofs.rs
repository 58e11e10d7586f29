//! Storage proofs beside service levels and a seed beacon, and what tests ask of them.

#![allow(dead_code)] // Each test binary uses a part.

use crate::{
    beacon,
    library::{self, account, hex, number, Contract, OWNER},
};
use blueprint_e2e::{
    chain::Chain,
    outcome::Outcome,
    stored::{bytes, submission, DataSet},
};
use blueprint_rules::beacon::evmnet::ROUNDS;
use serde_json::{json, Value};

pub const BUILDS: [&str; 3] = [
    "ink/storage_proofs.polkavm",
    "solidity/StorageProofs.polkavm",
    "solidity/StorageProofs.evm",
];
pub const SERVICE: u64 = 3;
/// Not open.
pub const UNKNOWN: u64 = 9;
/// Seconds.
pub const WINDOW: u64 = 120;
pub const ANSWER: u64 = 110;
pub const EXCUSE: u64 = 600;
pub const CHALLENGES: usize = 5;
/// Levels of the trees.
pub const HEIGHT: u8 = 6;
/// Leaves with data of an operator's tree.
pub const LEAVES: usize = 50;

/// What an operator stores.
pub fn data(operator: &str) -> DataSet {
    let leaf = |number: usize| format!("{operator}'s leaf {number}").into_bytes();
    DataSet::new((0..LEAVES).map(leaf).collect(), HEIGHT).unwrap()
}

/// Leaves and their siblings, as arguments.
pub fn openings(data: &DataSet, leaves: impl IntoIterator<Item = usize>) -> [Value; 2] {
    let opening = |leaf| (bytes(data.leaf(leaf).unwrap()), data.siblings(leaf));
    let (leaves, siblings): (Vec<Value>, Vec<Value>) = leaves.into_iter().map(opening).unzip();
    [json!(leaves), json!(siblings)]
}

/// An operator in a window.
pub fn of(window: u64, operator: &str) -> [Value; 3] {
    [json!(SERVICE), json!(window), address(operator)]
}

/// A proof without an opening.
pub fn nothing(window: u64, operator: &str) -> [Value; 5] {
    let [service, window, operator] = of(window, operator);
    [service, window, operator, json!([]), json!([])]
}

pub fn address(name: &str) -> Value {
    hex(account(name).address)
}

/// Two operators with equal weights.
pub struct World {
    pub chain: Chain,
    pub levels: Contract,
    pub beacon: Contract,
    pub proofs: Contract,
    pub start: u64,
    /// Seconds of a window.
    pub window: u64,
}

impl World {
    /// Each of them stores data of its own.
    pub fn new(built: &str) -> World {
        World::of_windows(built, WINDOW)
    }

    /// The same, with windows of so many seconds.
    pub fn of_windows(built: &str, window: u64) -> World {
        let mut world = World::levels_of(built, window);
        world.open(true);
        for operator in ["bob", "charlie"] {
            world.store(operator, &data(operator), 0);
        }
        world
    }

    /// The service of the levels is open, and that of the proofs is not.
    pub fn without_service(built: &str) -> World {
        World::levels_of(built, WINDOW)
    }

    fn levels_of(built: &str, window: u64) -> World {
        let mut chain = Chain::new().unwrap();
        let roles = library::with_roles(json!(OWNER), &[]);
        let capped = library::with_roles(json!(OWNER), &[json!(400_000)]);
        let levels = Contract::deploy(&mut chain, "ink/service_levels.polkavm", &capped);
        let proofs = Contract::deploy(&mut chain, built, &roles);
        let start = chain.timestamp() + window;
        // A round for each window of [`WINDOW`], after its beginning and the margin; of longer ones, for the first.
        let signed = start + beacon::MARGIN + 1;
        let beacon = beacon::deploy(&mut chain, "ink/seed_beacon.polkavm", signed, WINDOW);
        let mut world = World {
            chain,
            levels,
            beacon,
            proofs,
            start,
            window,
        };
        let retention = window + ANSWER + EXCUSE + 2 * 24 * window;
        let terms = json!([
            start,
            window,
            ANSWER,
            EXCUSE,
            24 * window,
            retention,
            1,
            4_000,
            10
        ]);
        let operators = json!(["bob", "charlie"].map(address));
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

    /// Names the proofs as the verifier of the service.
    pub fn name_verifier(&mut self) {
        let verifier = [json!(SERVICE), hex(self.proofs.address)];
        self.levels
            .send(&mut self.chain, OWNER, "setVerifier", &verifier);
    }

    /// Names the proofs as verifier, and fixes the challenges.
    pub fn open(&mut self, block_hashes: bool) {
        self.name_verifier();
        let open = self.opening(block_hashes);
        self.call(OWNER, "openService", &open).unwrap();
    }

    pub fn opening(&self, block_hashes: bool) -> [Value; 5] {
        [
            json!(SERVICE),
            hex(self.levels.address),
            hex(self.beacon.address),
            json!(CHALLENGES),
            json!(block_hashes),
        ]
    }

    pub fn data_set(operator: &str, data: &DataSet, from: u64) -> [Value; 6] {
        [
            json!(SERVICE),
            address(operator),
            data.root(),
            json!(LEAVES),
            json!(HEIGHT),
            json!(from),
        ]
    }

    pub fn store(&mut self, operator: &str, data: &DataSet, from: u64) -> Outcome {
        let set = Self::data_set(operator, data, from);
        self.call(OWNER, "setDataSet", &set).unwrap()
    }

    /// What came of a call: its error with its values.
    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Result<Outcome, String> {
        let outcome = self.outcome(by, call, arguments);
        if outcome.is_ok() {
            eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let error = self.proofs.interface.decode_error(&outcome.data);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    /// The same, whatever it is.
    pub fn outcome(&mut self, by: &str, call: &str, arguments: &[Value]) -> Outcome {
        self.proofs
            .try_send(&mut self.chain, &account(by), call, arguments, 0)
    }

    /// The error of a call that changes nothing, by whom it is for.
    pub fn error(&mut self, call: &str, arguments: &[Value]) -> String {
        let of_runtime = ["openService", "setDataSet"].contains(&call);
        let by = if of_runtime { OWNER } else { "eve" };
        self.call(by, call, arguments).unwrap_err()
    }

    /// The events of the proofs.
    pub fn events(&self, sent: &Outcome) -> Vec<String> {
        let events = sent.events.iter();
        let own = events.filter(|it| it.contract == self.proofs.address);
        own.map(|it| self.proofs.interface.decode_event(it).unwrap().to_string())
            .collect()
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.proofs.ask(&mut self.chain, view, arguments)
    }

    pub fn now(&mut self) -> u64 {
        self.chain.timestamp()
    }

    pub fn begins(&self, window: u64) -> u64 {
        self.start + window * self.window
    }

    /// So many seconds after a window began, in a new block.
    pub fn at(&mut self, window: u64, seconds: u64) {
        self.chain.advance_blocks(1);
        self.chain.set_timestamp(self.begins(window) + seconds);
    }

    /// In a window, once its seed is known.
    pub fn seeded(&mut self, window: u64) {
        self.at(window, 100);
        let round = ROUNDS[usize::try_from(window).unwrap()];
        self.beacon
            .send(&mut self.chain, "eve", "submit", &submission(&round));
    }

    pub fn challenge(&mut self, window: u64, operator: &str) -> Vec<usize> {
        let leaves = self.ask("challengeOf", &of(window, operator)).remove(0);
        let leaves = leaves.as_array().unwrap().iter();
        leaves.map(|leaf| number(leaf) as usize).collect()
    }

    pub fn proof(&mut self, window: u64, operator: &str, data: &DataSet) -> [Value; 5] {
        let [leaves, siblings] = openings(data, self.challenge(window, operator));
        let [service, window, operator] = of(window, operator);
        [service, window, operator, leaves, siblings]
    }

    /// By a relayer without any role.
    pub fn prove(&mut self, window: u64, operator: &str, data: &DataSet) -> Outcome {
        let proof = self.proof(window, operator, data);
        self.call("eve", "prove", &proof).unwrap()
    }

    /// Of windows from 0 on: expected, kept, open.
    pub fn verdict(&mut self, operator: &str, to: u64) -> Vec<u128> {
        let of = [json!(SERVICE), address(operator), json!(0), json!(to)];
        self.levels.numbers(&mut self.chain, "verdict", &of)
    }
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}

/// The same, before the service is open.
pub fn each_without_service(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::without_service(built));
    }
}
