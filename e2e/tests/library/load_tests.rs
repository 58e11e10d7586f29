//! Load tests beside a committee of nine members and a seed beacon, and what tests ask of them.

#![allow(dead_code)] // Each test binary uses a part.

use crate::{
    beacon,
    library::{self, account, hex, number, Contract, Operator, GUARDIAN, OWNER},
};
use alloy_primitives::{keccak256, Address, U256};
use alloy_sol_types::{eip712_domain, sol, SolStruct};
use blueprint_e2e::{
    chain::Chain,
    outcome::Outcome,
    stored::{bytes, submission},
};
use blueprint_rules::beacon::evmnet::ROUNDS;
use serde_json::{json, Value};
use sp_core::H160;

pub const BUILDS: [&str; 3] = [
    "ink/load_tests.polkavm",
    "solidity/LoadTests.polkavm",
    "solidity/LoadTests.evm",
];
pub const SERVICE: u64 = 3;
/// Open as well, with the same terms.
pub const OTHER: u64 = 4;
/// Not open.
pub const UNKNOWN: u64 = 9;
pub const CHAIN: u64 = 31_337;
/// Seconds.
pub const WINDOW: u64 = 120;
pub const REPORTS: u64 = 300;
/// From the deployment until window 0 begins.
pub const AHEAD: u64 = 7_200;
pub const MEMBERS: usize = 9;
pub const CHALLENGERS: usize = 5;
pub const LEAST: usize = 3;
/// Requests that each challenger sends.
pub const REQUESTS: u32 = 1_000;
/// Of these, a median that passes.
pub const PASS: u32 = 900;
/// Places of terms.
pub const BLOCK_HASHES: usize = 7;

sol! {
    /// What a challenger signs.
    struct LoadReport {
        uint64 serviceId;
        address operator;
        uint64 window;
        uint32 answered;
    }
}

/// A test of [`SERVICE`], by operator and window.
pub type Test = (H160, u64);

/// A challenger that was drawn, and what it reported.
pub type Heard = (H160, Option<u32>);

fn word(bytes: &[u8]) -> [u8; 32] {
    let mut word = [0; 32];
    word[32 - bytes.len()..].copy_from_slice(bytes);
    word
}

fn of_number(number: u64) -> [u8; 32] {
    U256::from(number).to_be_bytes()
}

/// Members with keys of their own, in the order of their addresses.
pub fn sorted(seeds: core::ops::Range<u8>) -> Vec<Operator> {
    let mut members: Vec<Operator> = seeds.map(Operator::new).collect();
    members.sort_by_key(|it| it.address);
    members
}

/// The arguments of `setMembers`: each with the same weight.
pub fn enrolled(members: &[Operator]) -> [Value; 3] {
    let seats: Vec<Value> = members.iter().map(|it| hex(it.address)).collect();
    let weights = vec![1; members.len()];
    [json!(seats), json!(weights), json!(members.len() / 2 + 1)]
}

/// Two services, which bob and charlie serve, and the first member of the committee.
pub struct World {
    pub chain: Chain,
    pub tests: Contract,
    pub committee: Contract,
    pub beacon: Contract,
    pub members: Vec<Operator>,
    pub start: u64,
}

impl World {
    pub fn new(built: &str) -> World {
        World::with(built, AHEAD, sorted(40..40 + MEMBERS as u8), false)
    }

    /// The beginning of window 0 is so many seconds ahead.
    pub fn with(built: &str, ahead: u64, members: Vec<Operator>, block_hashes: bool) -> World {
        let mut chain = Chain::new().unwrap();
        let roles = library::with_roles(json!(OWNER), &[]);
        let committee = Contract::deploy(&mut chain, "ink/oracle_committee.polkavm", &roles);
        let start = chain.timestamp() + ahead;
        // A round for each window, after its beginning and the margin.
        let signed = start + beacon::MARGIN + 1;
        let beacon = beacon::deploy(&mut chain, "ink/seed_beacon.polkavm", signed, WINDOW);
        let tests = Contract::deploy(&mut chain, built, &roles);
        let mut world = World {
            chain,
            tests,
            committee,
            beacon,
            members,
            start,
        };
        if !world.members.is_empty() {
            world.enrol();
        }
        let mut terms = world.terms();
        terms[BLOCK_HASHES] = json!(block_hashes);
        for service in [SERVICE, OTHER] {
            let opening = world.opening(service, &terms);
            world.call(OWNER, "openService", &opening).unwrap();
            for operator in world.operators() {
                let serving = [json!(service), hex(operator), json!(true)];
                world.call(OWNER, "setOperator", &serving).unwrap();
            }
        }
        world
    }

    /// Enrols the members that are known.
    pub fn enrol(&mut self) {
        let members = enrolled(&self.members);
        self.committee
            .send(&mut self.chain, OWNER, "setMembers", &members);
    }

    pub fn operators(&self) -> Vec<H160> {
        let named = ["bob", "charlie"].map(|it| account(it).address);
        let member = self.members.first().map(|it| it.address);
        named.into_iter().chain(member).collect()
    }

    /// As the runtime states them.
    pub fn terms(&self) -> Vec<Value> {
        [
            self.start,
            WINDOW,
            REPORTS,
            CHALLENGERS as u64,
            LEAST as u64,
            REQUESTS.into(),
            9_000,
        ]
        .into_iter()
        .map(|it| json!(it))
        .chain([json!(false)])
        .collect()
    }

    pub fn opening(&self, service: u64, terms: &[Value]) -> [Value; 5] {
        let none = hex(H160::zero());
        let (committee, beacon) = (hex(self.committee.address), hex(self.beacon.address));
        [json!(service), none, committee, beacon, json!(terms)]
    }

    pub fn now(&mut self) -> u64 {
        self.chain.timestamp()
    }

    /// In a new block of a second.
    pub fn at(&mut self, second: u64) {
        assert!(second >= self.now());
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(second);
    }

    pub fn begins(&self, window: u64) -> u64 {
        self.start + window * WINDOW
    }

    /// When reports of a window are taken no more.
    pub fn closes(&self, window: u64) -> u64 {
        self.begins(window + 1) + REPORTS
    }

    /// In one of the first four windows, once its seed is known.
    pub fn seeded(&mut self, window: u64) {
        self.at(self.begins(window) + 100);
        let round = ROUNDS[usize::try_from(window).unwrap()];
        self.beacon
            .send(&mut self.chain, "eve", "submit", &submission(&round));
    }

    /// In a window, once its seed is fixed by the hash of a block.
    pub fn seeded_by_block(&mut self, window: u64) {
        self.at(self.begins(window) + beacon::MARGIN + 1 + beacon::PATIENCE);
        let round = [json!(ROUNDS[0].number + window)];
        self.beacon
            .send(&mut self.chain, "eve", "openFallback", &round);
        self.chain.advance_blocks(3);
        self.beacon
            .send(&mut self.chain, "eve", "closeFallback", &round);
        assert!(self.now() < self.begins(window + 1));
    }

    /// What came of a call: its error with its values, also of one of a peer's that was passed on.
    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Result<Outcome, String> {
        let from = account(by);
        let outcome = self
            .tests
            .try_send(&mut self.chain, &from, call, arguments, 0);
        if outcome.is_ok() {
            eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let own = self.tests.interface.decode_error(&outcome.data);
        let committee = self.committee.interface.decode_error(&outcome.data);
        let beacon = self.beacon.interface.decode_error(&outcome.data);
        let error = own.or(committee).or(beacon);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.tests.ask(&mut self.chain, view, arguments)
    }

    /// The contract's events.
    pub fn events(&self, sent: &Outcome) -> Vec<String> {
        let own = sent
            .events
            .iter()
            .filter(|it| it.contract == self.tests.address);
        let interface = &self.tests.interface;
        own.map(|it| interface.decode_event(it).unwrap().to_string())
            .collect()
    }

    // ---- draws

    /// eve draws; who is drawn.
    pub fn draw(&mut self, service: u64, operator: H160, window: u64) -> Result<Vec<H160>, String> {
        let of = [json!(service), hex(operator), json!(window)];
        let sent = self.call("eve", "draw", &of)?;
        let drawn = self.tests.answers("draw", &sent).remove(0);
        Ok(addresses(&drawn))
    }

    /// The challengers of a test of [`SERVICE`] in one of the first windows.
    pub fn drawn(&mut self, (operator, window): Test) -> Vec<H160> {
        self.seeded(window);
        self.draw(SERVICE, operator, window).unwrap()
    }

    /// Whom the seed of a window's round draws, by the interface's words: of some members of the committee.
    pub fn expected(
        &mut self,
        service: u64,
        operator: H160,
        window: u64,
        members: &[H160],
    ) -> Vec<H160> {
        let round = [json!(ROUNDS[0].number + window)];
        let seed = self.beacon.ask(&mut self.chain, "seedOf", &round).remove(0);
        let seed = alloy_primitives::hex::decode(seed.as_str().unwrap()).unwrap();
        let words = [
            word(&seed),
            word(&self.tests.address.0),
            of_number(service),
            word(&operator.0),
            of_number(window),
        ];
        let seed = keccak256(words.as_flattened()).0;
        let rank = |member: &H160| keccak256([seed, word(&member.0)].as_flattened());
        let mut members: Vec<H160> = members.to_vec();
        members.retain(|it| *it != operator);
        members.sort_by_key(rank);
        members.truncate(CHALLENGERS);
        members
    }

    pub fn accounts(&self) -> Vec<H160> {
        self.members.iter().map(|it| it.address).collect()
    }

    pub fn member(&self, address: H160) -> &Operator {
        let mut members = self.members.iter();
        members.find(|it| it.address == address).unwrap()
    }

    /// The guardian suspends a member of the first set.
    pub fn suspend(&mut self, member: H160) {
        let of = [json!(1), hex(member)];
        self.committee
            .send(&mut self.chain, GUARDIAN, "suspend", &of);
    }

    // ---- reports

    /// What a wallet makes of a report.
    pub fn digest_of(
        contract: H160,
        chain: u64,
        service: u64,
        test: Test,
        answered: u32,
    ) -> [u8; 32] {
        let domain = eip712_domain! {
            name: "LoadTests",
            version: "1",
            chain_id: chain,
            verifying_contract: Address::new(contract.0),
        };
        let report = LoadReport {
            serviceId: service,
            operator: Address::new(test.0 .0),
            window: test.1,
            answered,
        };
        report.eip712_signing_hash(&domain).0
    }

    pub fn digest(&self, test: Test, answered: u32) -> [u8; 32] {
        Self::digest_of(self.tests.address, CHAIN, SERVICE, test, answered)
    }

    /// The arguments that report what members answered, each with its signature.
    pub fn reports(&self, test: Test, said: &[(H160, u32)]) -> [Value; 5] {
        let answered: Vec<u32> = said.iter().map(|it| it.1).collect();
        let signed = said.iter().map(|(member, answered)| {
            let digest = self.digest(test, *answered);
            self.member(*member).sign(&digest)
        });
        let signed: Vec<Value> = signed.collect();
        let (operator, window) = test;
        [
            json!(SERVICE),
            hex(operator),
            json!(window),
            json!(answered),
            json!(signed),
        ]
    }

    /// An account submits what members signed.
    pub fn report(
        &mut self,
        by: &str,
        test: Test,
        said: &[(H160, u32)],
    ) -> Result<Outcome, String> {
        let reports = self.reports(test, said);
        self.call(by, "report", &reports)
    }

    /// What the challengers of a test reported.
    pub fn heard(&mut self, (operator, window): Test) -> Vec<Heard> {
        let of = [json!(SERVICE), hex(operator), json!(window)];
        let test = self.ask("testOf", &of).remove(0);
        let heard = test.as_array().unwrap().iter().map(|it| {
            let answered = number(&it["answered"]) as u32;
            let reported = it["reported"] == json!(true);
            assert!(reported || answered == 0);
            let account = it["account"].as_str().unwrap().parse().unwrap();
            (account, reported.then_some(answered))
        });
        heard.collect()
    }

    // ---- results

    /// ferdie closes a test; whether it counts, and whether it is passed.
    pub fn close(&mut self, (operator, window): Test) -> Result<(bool, bool), String> {
        let of = [json!(SERVICE), hex(operator), json!(window)];
        let sent = self.call("ferdie", "close", &of)?;
        let closed = self.tests.answers("close", &sent);
        Ok((closed[0] == json!(true), closed[1] == json!(true)))
    }

    /// The first challengers of a test say what they answered, as soon as reports are taken.
    pub fn tested(&mut self, test: Test, answered: &[u32]) {
        let drawn = self.drawn(test);
        let said: Vec<(H160, u32)> = drawn.into_iter().zip(answered.iter().copied()).collect();
        self.at(self.begins(test.1 + 1));
        self.report("eve", test, &said).unwrap();
    }

    /// Of tests within a range of seconds: how many counted, and how many of these were failed.
    pub fn measured(&mut self, operator: H160, from: u64, to: u64) -> [u128; 2] {
        let of = [json!(SERVICE), hex(operator), json!(from), json!(to)];
        let measured = self.tests.numbers(&mut self.chain, "measured", &of);
        measured.try_into().unwrap()
    }

    /// Window, reports, median, and whether it is passed.
    pub fn result(&mut self, operator: H160) -> [u128; 4] {
        let of = [json!(SERVICE), hex(operator)];
        let result = self.ask("resultOf", &of).remove(0);
        ["window", "reports", "median", "passed"].map(|it| number(&result[it]))
    }
}

pub fn addresses(list: &Value) -> Vec<H160> {
    let list = list.as_array().unwrap().iter();
    list.map(|it| it.as_str().unwrap().parse().unwrap())
        .collect()
}

pub fn bob() -> H160 {
    account("bob").address
}

/// A junk signature of a length.
pub fn junk(length: usize) -> Value {
    bytes(&vec![7; length])
}

pub fn too_early(deadline: u64, time: u64) -> String {
    format!("TooEarly(deadline: {deadline}, time: {time})")
}

pub fn too_late(deadline: u64, time: u64) -> String {
    format!("TooLate(deadline: {deadline}, time: {time})")
}

pub fn no_test((operator, window): Test) -> String {
    format!("NoTest(serviceId: {SERVICE}, operator: {operator:?}, window: {window})")
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}
