//! A service whose operators share requests by the rule, with the court to which wrong assignments go. The rule, the digests
//! and the hashes are computed here by alloy, not by the library.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::{account, court, hex, number, with_roles, Contract, Operator, OWNER};
use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{eip712_domain, sol, SolStruct, SolValue};
use blueprint_e2e::{chain::Chain, decode::Named, outcome::Outcome};
use serde_json::{json, Value};
use sp_core::H160;

pub const BUILDS: [&str; 3] = [
    "ink/assignment_evidence.polkavm",
    "solidity/AssignmentEvidence.polkavm",
    "solidity/AssignmentEvidence.evm",
];

sol! {
    /// What an operator signs of a request.
    struct Assignment {
        uint64 serviceId;
        bytes32 request;
        address assignee;
        uint64 time;
    }
}

pub const SERVICE: u64 = 3;
pub const CHAIN: u64 = 31_337;
/// Seconds.
pub const WINDOW: u64 = 4 * 86_400;
pub const EPOCH: u64 = 600;
pub const SHARE_BPS: u64 = 2_500;
pub const STAKE: u64 = 1_000;
pub const REQUEST: [u8; 32] = [7; 32];

/// Where a signature holds.
#[derive(Clone, Copy)]
pub struct Place {
    pub contract: H160,
    pub chain: u64,
    pub service: u64,
}

impl Place {
    pub fn digest(&self, request: [u8; 32], assignee: H160, time: u64) -> [u8; 32] {
        let domain = eip712_domain! {
            name: "AssignmentEvidence",
            version: "1",
            chain_id: self.chain,
            verifying_contract: Address::new(self.contract.0),
        };
        let stated = Assignment {
            serviceId: self.service,
            request: B256::new(request),
            assignee: Address::new(assignee.0),
            time,
        };
        stated.eip712_signing_hash(&domain).0
    }
}

/// The operator with the greatest hash.
pub fn rule(service: u64, epoch: u64, request: [u8; 32], operators: &[H160]) -> H160 {
    let weight = |operator: &H160| {
        let words = (service, epoch, B256::new(request), Address::new(operator.0));
        U256::from_be_bytes(keccak256(words.abi_encode()).0)
    };
    *operators.iter().max_by_key(|it| weight(it)).unwrap()
}

/// The hash of an offence.
pub fn evidence_hash(operator: H160, request: [u8; 32], epoch: u64) -> Value {
    let kind = keccak256(Assignment::eip712_encode_type().as_bytes());
    let operator = Address::new(operator.0);
    let words = (kind, SERVICE, operator, B256::new(request), epoch);
    json!(format!("{:#x}", keccak256(words.abi_encode())))
}

/// The hash of a set of operators.
pub fn set_hash(operators: &[H160]) -> Value {
    let words = operators
        .iter()
        .flat_map(|it| [&[0; 12], &it.0[..]].concat());
    json!(format!("{:#x}", keccak256(words.collect::<Vec<u8>>())))
}

/// A statement about a request, with the signature of a digest.
pub fn stated(
    request: [u8; 32],
    assignee: H160,
    time: u64,
    signer: &Operator,
    digest: &[u8; 32],
) -> Value {
    let signature = signer.signature(digest);
    let (r, s) = (bytes(&signature[..32]), bytes(&signature[32..64]));
    json!([bytes(&request), hex(assignee), time, r, s, signature[64]])
}

pub struct World {
    pub chain: Chain,
    pub court: Contract,
    pub evidence: Contract,
    /// In ascending order of their addresses.
    pub operators: Vec<Operator>,
    /// The second of the terms.
    pub start: u64,
    /// The first epoch of the operators.
    pub since: u64,
}

impl World {
    /// A service of so many operators, whose proposer is the contract.
    pub fn new(built: &str, count: u8) -> World {
        let mut chain = Chain::new().unwrap();
        let court = court(&mut chain, json!(OWNER));
        let evidence = Contract::deploy(&mut chain, built, &with_roles(json!(OWNER), &[]));
        let mut operators: Vec<_> = (1..=count).map(Operator::new).collect();
        operators.sort_by_key(|it| it.address);
        let start = chain.timestamp();
        let mut world = World {
            chain,
            court,
            evidence,
            operators,
            start,
            since: start / EPOCH,
        };
        let open = world.opening(SERVICE);
        world.send(OWNER, "openService", &open);
        let proposer = [json!(SERVICE), hex(world.evidence.address)];
        world
            .court
            .send(&mut world.chain, OWNER, "setProposer", &proposer);
        world
    }

    pub fn addresses(&self) -> Vec<H160> {
        self.operators.iter().map(|it| it.address).collect()
    }

    /// All operators, as an argument.
    pub fn set(&self) -> Value {
        json!(self.addresses().into_iter().map(hex).collect::<Vec<_>>())
    }

    pub fn opening(&self, service: u64) -> [Value; 6] {
        [
            json!(service),
            hex(self.court.address),
            json!(WINDOW),
            json!(EPOCH),
            json!(SHARE_BPS),
            self.set(),
        ]
    }

    pub fn place(&self) -> Place {
        Place {
            contract: self.evidence.address,
            chain: CHAIN,
            service: SERVICE,
        }
    }

    /// The operator that serves the request at a time, and the places of the others.
    pub fn named(&self, request: [u8; 32], time: u64) -> (usize, Vec<usize>) {
        let rightful = rule(SERVICE, time / EPOCH, request, &self.addresses());
        let is_rightful = |at: &usize| self.operators[*at].address == rightful;
        let (rightful, others): (Vec<_>, Vec<_>) = (0..self.operators.len()).partition(is_rightful);
        (rightful[0], others)
    }

    pub fn send(&mut self, by: &str, call: &str, arguments: &[Value]) -> Outcome {
        let sent = self.evidence.send(&mut self.chain, by, call, arguments);
        let count = self.operators.len();
        eprintln!("{call} of {count}: {} us", sent.ref_time / 1_000_000);
        sent
    }

    /// Files, and the number of the proposal.
    pub fn file(&mut self, arguments: &[Value]) -> u128 {
        let sent = self.send("eve", "fileAssignment", arguments);
        number(&self.evidence.answers("fileAssignment", &sent)[0])
    }

    /// The error, also of one of the court's that was passed on.
    pub fn error(&mut self, call: &str, arguments: &[Value]) -> Named {
        let from = match call {
            "openService" | "changeOperators" => account(OWNER),
            _ => account("eve"),
        };
        let outcome = self
            .evidence
            .try_send(&mut self.chain, &from, call, arguments, 0);
        assert!(outcome.is_revert(), "{call}: {outcome}");
        let own = self.evidence.interface.decode_error(&outcome.data);
        let courts = self.court.interface.decode_error(&outcome.data);
        own.or(courts).unwrap()
    }

    /// The name of the error.
    pub fn rejected(&mut self, call: &str, arguments: &[Value]) -> String {
        self.error(call, arguments).name
    }

    /// The runtime records what an operator had at stake at a moment.
    pub fn capture(&mut self, operator: usize, moment: u64) {
        let operator = hex(self.operators[operator].address);
        let (stake, moment) = (json!(STAKE), json!(moment));
        let capture = [json!(SERVICE), operator, moment, stake.clone(), stake];
        self.court.send(&mut self.chain, OWNER, "capture", &capture);
    }

    pub fn at(&mut self, second: u64) {
        self.chain.advance_blocks(1);
        self.chain.set_timestamp(second);
    }

    /// What an operator signs: that `assignee` serves the request.
    pub fn said(&self, signer: usize, request: [u8; 32], assignee: H160, time: u64) -> Value {
        let digest = self.place().digest(request, assignee, time);
        stated(request, assignee, time, &self.operators[signer], &digest)
    }

    /// An operator's statement, to be filed with the first operators.
    pub fn filing(&self, accused: usize, said: Value) -> [Value; 5] {
        let operator = hex(self.operators[accused].address);
        [
            json!(SERVICE),
            operator,
            said,
            json!(self.since),
            self.set(),
        ]
    }

    /// An operator that serves a request which the rule gives to another one.
    pub fn wrong(&self, request: [u8; 32], time: u64) -> (usize, [Value; 5]) {
        let (_, others) = self.named(request, time);
        let signer = others[0];
        let assignee = self.operators[signer].address;
        let said = self.said(signer, request, assignee, time);
        (signer, self.filing(signer, said))
    }
}

/// On each build, with a service of three operators.
pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built, 3));
    }
}

/// Bytes as an argument.
pub fn bytes(data: &[u8]) -> Value {
    json!(format!("0x{}", ::hex::encode(data)))
}
