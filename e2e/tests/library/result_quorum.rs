//! A result quorum of a service with named accounts as operators, and what tests ask of it.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::{self, account, hex, number, Contract, OWNER};
use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{eip712_domain, sol, SolStruct};
use blueprint_e2e::{chain::Chain, outcome::Outcome, stored::bytes};
use serde_json::{json, Value};
use sp_core::H160;

pub const BUILDS: [&str; 3] = [
    "ink/result_quorum.polkavm",
    "solidity/ResultQuorum.polkavm",
    "solidity/ResultQuorum.evm",
];
pub const SERVICE: u64 = 3;
/// Open as well.
pub const OTHER: u64 = 4;
/// Not open.
pub const UNKNOWN: u64 = 9;
/// A call of the service.
pub const CALL: u64 = 5;
const CHAIN: u64 = 31_337;
/// Seconds.
pub const DAY: u64 = 86_400;
pub const COMMIT: u64 = 600;
pub const REVEAL: u64 = 900;
pub const PERIOD: u64 = DAY;
pub const RETENTION: u64 = 10 * DAY;
/// keccak256 of what the job is called with, and of results.
pub const INPUTS: [u8; 32] = [6; 32];
pub const RIGHT: [u8; 32] = [7; 32];
pub const WRONG: [u8; 32] = [8; 32];
pub const THIRD: [u8; 32] = [9; 32];
pub const ZERO: [u8; 32] = [0; 32];
/// Operators by name.
pub const THREE: [&str; 3] = ["bob", "charlie", "dave"];

sol! {
    /// What an operator signs where another account brings its commitment.
    struct Commitment {
        uint64 serviceId;
        uint64 callId;
        address operator;
        bytes32 commitment;
    }
}

/// What a commitment binds beside chain and contract.
#[derive(Clone, Copy)]
pub struct Result {
    pub service: u64,
    pub call: u64,
    pub operator: H160,
    pub inputs: [u8; 32],
    pub output: [u8; 32],
    pub salt: [u8; 32],
}

/// An operator's result of the call, with a salt of its own.
pub fn result(operator: H160, output: [u8; 32]) -> Result {
    Result {
        service: SERVICE,
        call: CALL,
        operator,
        inputs: INPUTS,
        output,
        salt: keccak256(operator.0).0,
    }
}

fn address_word(address: H160) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&address.0);
    word
}

pub fn number_word(number: u64) -> [u8; 32] {
    U256::from(number).to_be_bytes()
}

pub fn of(name: &str) -> H160 {
    account(name).address
}

/// As the runtime states them.
pub fn terms() -> Vec<Value> {
    [COMMIT, REVEAL, 5_000, PERIOD, RETENTION]
        .map(|it| json!(it))
        .to_vec()
}

pub fn text(word: [u8; 32]) -> String {
    bytes(&word).as_str().unwrap().to_owned()
}

pub fn too_early(deadline: u64, time: u64) -> String {
    format!("TooEarly(deadline: {deadline}, time: {time})")
}

pub fn too_late(deadline: u64, time: u64) -> String {
    format!("TooLate(deadline: {deadline}, time: {time})")
}

/// Two services without calls.
pub struct World {
    pub chain: Chain,
    pub quorum: Contract,
    pub built: &'static str,
}

impl World {
    pub fn new(built: &'static str) -> World {
        let mut chain = Chain::new().unwrap();
        let roles = library::with_roles(json!(OWNER), &[]);
        let quorum = Contract::deploy(&mut chain, built, &roles);
        let mut world = World {
            chain,
            quorum,
            built,
        };
        for service in [SERVICE, OTHER] {
            let opening = [json!(service), json!(terms())];
            world.call(OWNER, "openService", &opening).unwrap();
        }
        world
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

    /// What a call returns, or its error with its values.
    pub fn call(
        &mut self,
        by: &str,
        call: &str,
        arguments: &[Value],
    ) -> std::result::Result<Outcome, String> {
        let from = account(by);
        let outcome = self
            .quorum
            .try_send(&mut self.chain, &from, call, arguments, 0);
        if outcome.is_ok() {
            eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let error = self.quorum.interface.decode_error(&outcome.data);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    pub fn events(&self, sent: &Outcome) -> Vec<String> {
        let events = sent.events.iter();
        let decoded = events.map(|it| self.quorum.interface.decode_event(it).unwrap());
        decoded.map(|it| it.to_string()).collect()
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.quorum.ask(&mut self.chain, view, arguments)
    }

    // ---- calls

    /// Opens a call of operators; in the order of their addresses.
    pub fn open_as(
        &mut self,
        service: u64,
        call: u64,
        operators: &[H160],
    ) -> std::result::Result<Outcome, String> {
        let mut operators = operators.to_vec();
        operators.sort();
        let operators: Vec<Value> = operators.into_iter().map(hex).collect();
        let opening = [
            json!(service),
            json!(call),
            bytes(&INPUTS),
            json!(operators),
        ];
        self.call(OWNER, "openCall", &opening)
    }

    pub fn open(&mut self, names: &[&str]) -> Outcome {
        let operators: Vec<H160> = names.iter().map(|it| of(it)).collect();
        self.open_as(SERVICE, CALL, &operators).unwrap()
    }

    pub fn commitment(&self, result: &Result) -> [u8; 32] {
        commitment_in(self.quorum.address, CHAIN, result)
    }

    /// `by` brings the operator's commitment without a signature.
    pub fn send(
        &mut self,
        by: &str,
        operator: H160,
        commitment: [u8; 32],
    ) -> std::result::Result<Outcome, String> {
        self.relay(by, operator, commitment, json!("0x"))
    }

    pub fn relay(
        &mut self,
        by: &str,
        operator: H160,
        commitment: [u8; 32],
        signature: Value,
    ) -> std::result::Result<Outcome, String> {
        let commitment = bytes(&commitment);
        let sending = [
            json!(SERVICE),
            json!(CALL),
            hex(operator),
            commitment,
            signature,
        ];
        self.call(by, "commit", &sending)
    }

    /// What an operator signs.
    pub fn digest(&self, call: u64, operator: H160, commitment: [u8; 32]) -> [u8; 32] {
        let domain = eip712_domain! {
            name: "ResultQuorum",
            version: "1",
            chain_id: CHAIN,
            verifying_contract: Address::from(self.quorum.address.0),
        };
        let commitment = Commitment {
            serviceId: SERVICE,
            callId: call,
            operator: Address::from(operator.0),
            commitment: B256::from(commitment),
        };
        commitment.eip712_signing_hash(&domain).0
    }

    /// An operator commits to an output by its own call.
    pub fn commit(&mut self, name: &str, output: [u8; 32]) -> Outcome {
        let result = result(of(name), output);
        let commitment = self.commitment(&result);
        self.send(name, of(name), commitment).unwrap()
    }

    pub fn reveal_as(&mut self, by: &str, result: &Result) -> std::result::Result<Outcome, String> {
        let revealing = [
            json!(result.service),
            json!(result.call),
            hex(result.operator),
            bytes(&result.output),
            bytes(&result.salt),
        ];
        self.call(by, "reveal", &revealing)
    }

    /// An operator reveals what it committed to.
    pub fn reveal(&mut self, name: &str, output: [u8; 32]) -> std::result::Result<Outcome, String> {
        self.reveal_as(name, &result(of(name), output))
    }

    pub fn settle(&mut self, call: u64) -> std::result::Result<Outcome, String> {
        self.call("eve", "settle", &[json!(SERVICE), json!(call)])
    }

    /// A whole call: outputs of operators, `None` for one that commits and does not reveal. Time is the end of the reveal
    /// period.
    pub fn play(&mut self, outputs: &[(&str, Option<[u8; 32]>)]) {
        let names: Vec<&str> = outputs.iter().map(|it| it.0).collect();
        self.open(&names);
        let opened = self.now();
        for (name, output) in outputs {
            self.commit(name, output.unwrap_or(RIGHT));
        }
        self.at(opened + COMMIT);
        for (name, output) in outputs {
            if let Some(output) = output {
                self.reveal(name, *output).unwrap();
            }
        }
        self.at(opened + COMMIT + REVEAL);
    }

    // ---- views

    /// Whether an output is agreed, which, how many revealed it, of how many, and whether that is final.
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

    pub fn verdict(&mut self, name: &str) -> u128 {
        self.verdict_of(CALL, of(name)).0
    }

    pub fn verdict_of(&mut self, call: u64, operator: H160) -> (u128, String) {
        let asked = [json!(SERVICE), json!(call), hex(operator)];
        let stated = self.ask("verdictOf", &asked);
        (number(&stated[0]), stated[1].as_str().unwrap().to_owned())
    }

    /// Calls of periods: agreed, deviated, missed, withheld, undecided.
    pub fn tally(&mut self, name: &str, from: u64, to: u64) -> [u128; 5] {
        let asked = [json!(SERVICE), hex(of(name)), json!(from), json!(to)];
        let quorum = &self.quorum;
        let counts = quorum.numbers(&mut self.chain, "tallyOf", &asked);
        counts.try_into().unwrap()
    }

    pub fn tally_of_all(&mut self, name: &str) -> [u128; 5] {
        self.tally(name, 0, u64::MAX)
    }

    pub fn field(&mut self, call: u64, field: &str) -> u64 {
        let stated = self.ask("callOf", &[json!(SERVICE), json!(call)]);
        number(&stated[0][field]) as u64
    }
}

/// What an operator commits to a contract on a chain.
pub fn commitment_in(quorum: H160, chain: u64, result: &Result) -> [u8; 32] {
    let kind = keccak256(
        "Result(uint256 chainId,address quorum,uint64 serviceId,uint64 callId,address operator,\
         bytes32 inputs,bytes32 output,bytes32 salt)",
    );
    let words = [
        kind.0,
        number_word(chain),
        address_word(quorum),
        number_word(result.service),
        number_word(result.call),
        address_word(result.operator),
        result.inputs,
        result.output,
        result.salt,
    ];
    keccak256(words.as_flattened()).0
}

/// The digest of an output other than the agreed one.
pub fn evidence(quorum: H160, result: &Result, agreed: [u8; 32], opened: u64) -> [u8; 32] {
    let words = [
        number_word(CHAIN),
        address_word(quorum),
        number_word(result.service),
        number_word(result.call),
        address_word(result.operator),
        result.inputs,
        agreed,
        result.output,
        number_word(opened),
    ];
    keccak256(words.as_flattened()).0
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}
