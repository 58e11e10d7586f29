//! Aggregated results of a service whose members are named accounts with keys, and what tests ask of them.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::{self, account, hex, number, Contract, OWNER};
use alloy_primitives::{keccak256, Address, B256, U256};
use blueprint_e2e::{
    accounts::Account,
    chain::{CallOptions, Chain},
    outcome::{Outcome, Status},
    stored::bytes,
};
use blueprint_evidence::{
    aggregated_results::{First, Second},
    AggregatedResult, BlsKey, PrivateKeySigner, Signatures, Statements,
};
use frame_support::weights::Weight;
use serde_json::{json, Value};
use sp_core::H160;

pub const BUILDS: [&str; 3] = [
    "ink/aggregated_results.polkavm",
    "solidity/AggregatedResults.polkavm",
    "solidity/AggregatedResults.evm",
];
pub const SERVICE: u64 = 3;
/// Open as well, with the same set.
pub const OTHER: u64 = 4;
/// Not open.
pub const UNKNOWN: u64 = 9;
/// A call of the service.
pub const CALL: u64 = 5;
/// The set of the service.
pub const SET: u32 = 1;
pub const CHAIN: u64 = 31_337;
/// Seconds.
pub const DAY: u64 = 86_400;
pub const SUBMIT: u64 = 600;
pub const CONTEST: u64 = 300;
pub const RETENTION: u64 = 10 * DAY;
/// keccak256 of what the job is called with, and of results.
pub const INPUTS: [u8; 32] = [6; 32];
pub const RIGHT: [u8; 32] = [7; 32];
pub const WRONG: [u8; 32] = [8; 32];
pub const THIRD: [u8; 32] = [9; 32];
pub const ZERO: [u8; 32] = [0; 32];
/// Members by name, in the order of their places.
pub const MEMBERS: [&str; 4] = ["bob", "charlie", "dave", "ferdie"];

type Called = Result<Outcome, String>;

pub fn of(name: &str) -> H160 {
    account(name).address
}

pub fn address(of: H160) -> Address {
    Address::from(of.0)
}

/// As the runtime states them.
pub fn terms() -> Vec<Value> {
    [SUBMIT, CONTEST, 5_000, RETENTION]
        .map(|it| json!(it))
        .to_vec()
}

pub fn text(word: [u8; 32]) -> String {
    bytes(&word).as_str().unwrap().to_owned()
}

pub fn word(number: U256) -> Value {
    json!(number.to_string())
}

pub fn words<const N: usize>(numbers: &[U256; N]) -> Value {
    json!(numbers.map(|it| it.to_string()).to_vec())
}

pub fn too_late(deadline: u64, time: u64) -> String {
    format!("TooLate(deadline: {deadline}, time: {time})")
}

/// A key that a number makes.
pub fn key(number: u64) -> BlsKey {
    let mut seed = keccak256(number.to_be_bytes()).0;
    // Below the order.
    seed[0] = 0;
    BlsKey::from_bytes(&seed).unwrap()
}

pub fn places(all: &[u8]) -> U256 {
    all.iter().fold(U256::ZERO, |bits, it| {
        bits | (U256::from(1) << usize::from(*it))
    })
}

/// Two services with a set of four members, and no calls.
pub struct World {
    pub chain: Chain,
    pub results: Contract,
    pub built: &'static str,
    /// In the order of their places.
    pub keys: Vec<BlsKey>,
}

impl World {
    pub fn new(built: &'static str) -> World {
        let mut world = World::bare(built);
        for (name, key) in MEMBERS.into_iter().zip(world.keys.clone()) {
            world.enrol(&account(name), &key).unwrap();
        }
        let members = MEMBERS.map(of);
        for service in [SERVICE, OTHER] {
            let opening = [json!(service), json!(terms())];
            world.call(OWNER, "openService", &opening).unwrap();
            world.add(service, SET, &members).unwrap();
            world.seal(service, SET).unwrap();
        }
        world
    }

    /// Without services and keys.
    pub fn bare(built: &'static str) -> World {
        let mut chain = Chain::new().unwrap();
        let roles = library::with_roles(json!(OWNER), &[]);
        let results = Contract::deploy(&mut chain, built, &roles);
        let keys = (0..MEMBERS.len() as u64).map(key).collect();
        World {
            chain,
            results,
            built,
            keys,
        }
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

    pub fn place(&self) -> Statements {
        Statements {
            chain_id: CHAIN,
            contract: address(self.results.address),
        }
    }

    /// What a call returns, or its error with its values.
    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Called {
        self.call_as(&account(by), call, arguments)
    }

    pub fn call_as(&mut self, from: &Account, call: &str, arguments: &[Value]) -> Called {
        let outcome = self
            .results
            .try_send(&mut self.chain, from, call, arguments, 0);
        self.ended(call, outcome)
    }

    fn ended(&self, call: &str, outcome: Outcome) -> Called {
        if outcome.is_ok() {
            eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call}: {outcome}");
        let error = self.results.interface.decode_error(&outcome.data);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    pub fn events(&self, sent: &Outcome) -> Vec<String> {
        let events = sent.events.iter();
        let decoded = events.map(|it| self.results.interface.decode_event(it).unwrap());
        decoded.map(|it| it.to_string()).collect()
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.results.ask(&mut self.chain, view, arguments)
    }

    // ---- keys and sets

    /// An account enrols a key, with its proof.
    pub fn enrol(&mut self, by: &Account, key: &BlsKey) -> Called {
        let proof = key.possession(&self.place(), address(by.address));
        self.enrol_with(by, &key.first(), &key.second(), &proof)
    }

    pub fn enrol_with(
        &mut self,
        by: &Account,
        first: &First,
        second: &Second,
        proof: &First,
    ) -> Called {
        let enrolling = [words(first), words(second), words(proof)];
        self.call_as(by, "enrolKey", &enrolling)
    }

    pub fn add(&mut self, service: u64, set: u32, operators: &[H160]) -> Called {
        let operators: Vec<Value> = operators.iter().copied().map(hex).collect();
        let adding = [json!(service), json!(set), json!(operators)];
        self.call(OWNER, "addMembers", &adding)
    }

    pub fn seal(&mut self, service: u64, set: u32) -> Called {
        self.call(OWNER, "sealSet", &[json!(service), json!(set)])
    }

    /// A sealed set of so many members, the number after the newest one. Keys of all but the named accounts are those of
    /// numbers from 1,000 on.
    pub fn large(&mut self, service: u64, members: u64) -> (u32, Vec<BlsKey>) {
        let mut keys = Vec::new();
        let mut operators = Vec::new();
        for number in 0..members {
            let key = key(1_000 + number);
            let signer = PrivateKeySigner::from_bytes(&U256::from(1_000 + number).into()).unwrap();
            let named = H160(signer.address().into());
            let operator = self.chain.ethereum_account(named);
            let has = self.ask("keyOf", &[hex(named)]);
            if has[0] != words(&key.first()) {
                self.enrol(&operator, &key).unwrap();
            }
            keys.push(key);
            operators.push(named);
        }
        let newest = self.ask("newestSet", &[json!(service)]);
        let set = number(&newest[0]) as u32 + 1;
        for page in operators.chunks(32) {
            self.add(service, set, page).unwrap();
        }
        self.seal(service, set).unwrap();
        (set, keys)
    }

    // ---- calls

    pub fn open_as(&mut self, service: u64, call: u64, set: u32) -> Called {
        let opening = [json!(service), json!(call), bytes(&INPUTS), json!(set)];
        self.call(OWNER, "openCall", &opening)
    }

    pub fn open(&mut self) -> Outcome {
        self.open_as(SERVICE, CALL, SET).unwrap()
    }

    pub fn result(&self, output: [u8; 32]) -> AggregatedResult {
        AggregatedResult {
            service_id: SERVICE,
            call_id: CALL,
            inputs: B256::from(INPUTS),
            output: B256::from(output),
        }
    }

    /// Members sign an output of the call.
    pub fn signed(&self, output: [u8; 32], by: &[u8]) -> Signatures {
        let keys: Vec<_> = by
            .iter()
            .map(|it| (*it, self.keys[usize::from(*it)]))
            .collect();
        sum(&self.result(output), &self.place(), &keys)
    }

    pub fn submit_as(
        &mut self,
        (service, call): (u64, u64),
        output: [u8; 32],
        signed: &Signatures,
    ) -> Called {
        let submitting = submission((service, call), output, signed);
        self.call("eve", "submit", &submitting)
    }

    pub fn submit_of(&mut self, output: [u8; 32], signed: &Signatures) -> Called {
        self.submit_as((SERVICE, CALL), output, signed)
    }

    /// An account without any role brings signatures of members.
    pub fn submit(&mut self, output: [u8; 32], by: &[u8]) -> Called {
        let signed = self.signed(output, by);
        self.submit_of(output, &signed)
    }

    // ---- views

    pub fn verify_of(&mut self, output: [u8; 32], signed: &Signatures) -> Result<bool, String> {
        let asked = submission((SERVICE, CALL), output, signed);
        let calldata = self
            .results
            .interface
            .encode_call("verify", &asked)
            .unwrap();
        let outcome = self.chain.read(self.results.address, calldata);
        let outcome = self.ended("verify", outcome)?;
        Ok(outcome.data[31] == 1)
    }

    /// What verifying costs.
    pub fn verify_cost(&mut self, output: [u8; 32], signed: &Signatures) -> u64 {
        let asked = submission((SERVICE, CALL), output, signed);
        let calldata = self
            .results
            .interface
            .encode_call("verify", &asked)
            .unwrap();
        self.chain.read(self.results.address, calldata).ref_time
    }

    /// The same, with a limit of weight. `None` where the call reverts or ends without an answer.
    pub fn verify_within(
        &mut self,
        output: [u8; 32],
        signed: &Signatures,
        ref_time: u64,
    ) -> Option<bool> {
        let asked = submission((SERVICE, CALL), output, signed);
        let calldata = self
            .results
            .interface
            .encode_call("verify", &asked)
            .unwrap();
        let options = CallOptions {
            weight_limit: Some(Weight::from_parts(ref_time, 5_000_000)),
            ..Default::default()
        };
        let address = self.results.address;
        let eve = account("eve");
        let outcome = self
            .chain
            .undoing(|chain| chain.call_with(&eve, address, calldata, options));
        (outcome.status == Status::Ok).then(|| {
            let mut truth = ZERO;
            truth[31] = outcome.data[31];
            assert!(outcome.data == truth && truth[31] < 2, "{outcome}");
            truth[31] == 1
        })
    }

    /// Whether an output is agreed, which, how many signed it, of how many, and whether that is final.
    pub fn agreed(&mut self) -> (bool, String, u128, u128, bool) {
        let stated = self.ask("agreedOf", &[json!(SERVICE), json!(CALL)]);
        (
            stated[0] == json!(true),
            stated[1].as_str().unwrap().to_owned(),
            number(&stated[2]),
            number(&stated[3]),
            stated[4] == json!(true),
        )
    }

    pub fn verdict_of(&mut self, call: u64, operator: H160) -> (u128, String) {
        let asked = [json!(SERVICE), json!(call), hex(operator)];
        let stated = self.ask("verdictOf", &asked);
        (number(&stated[0]), stated[1].as_str().unwrap().to_owned())
    }

    /// Of all members.
    pub fn verdicts(&mut self) -> [u128; 4] {
        MEMBERS.map(|name| self.verdict_of(CALL, of(name)).0)
    }

    /// The outputs with their signers, and the equivocators.
    pub fn outputs(&mut self) -> Vec<Value> {
        self.ask("outputsOf", &[json!(SERVICE), json!(CALL)])
    }

    pub fn field(&mut self, view: &str, asked: &[Value], field: &str) -> u64 {
        number(&self.ask(view, asked)[0][field]) as u64
    }

    pub fn call_field(&mut self, call: u64, field: &str) -> u64 {
        self.field("callOf", &[json!(SERVICE), json!(call)], field)
    }
}

/// The sum of signatures of a result, of keys at places.
pub fn sum(result: &AggregatedResult, place: &Statements, keys: &[(u8, BlsKey)]) -> Signatures {
    let signed = keys
        .iter()
        .map(|(at, key)| (at, key, result.sign(place, key)));
    signed.fold(Signatures::default(), |sum, (at, key, signature)| {
        sum.with(*at, &signature, &key.second()).unwrap()
    })
}

pub fn submission(
    (service, call): (u64, u64),
    output: [u8; 32],
    signed: &Signatures,
) -> [Value; 6] {
    [
        json!(service),
        json!(call),
        bytes(&output),
        word(signed.signers),
        words(&signed.signature),
        words(&signed.key),
    ]
}

/// The digest of two outputs of the call, which was opened in a second.
pub fn evidence(results: H160, operator: H160, opened: u64) -> [u8; 32] {
    let address = |of: H160| U256::from_be_slice(&of.0).to_be_bytes();
    let words: [[u8; 32]; 7] = [
        U256::from(CHAIN).to_be_bytes(),
        address(results),
        U256::from(SERVICE).to_be_bytes(),
        U256::from(CALL).to_be_bytes(),
        address(operator),
        INPUTS,
        U256::from(opened).to_be_bytes(),
    ];
    keccak256(words.as_flattened()).0
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}
