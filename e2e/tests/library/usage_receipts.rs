//! A contract of usage receipts in each build, and its clients and operators by their keys.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::{self, hex, named, number, Contract, OWNER};
use alloy_primitives::{Address as Key, B256};
use blueprint_e2e::{accounts::Account, chain::Chain, outcome::Outcome, usage::argument};
use blueprint_evidence::{PrivateKeySigner, Receipts, Served, SessionCounter, UsageReceipt};
use serde_json::{json, Value};
use sp_core::H160;

pub const BUILDS: [&str; 3] = [
    "ink/usage_receipts.polkavm",
    "solidity/UsageReceipts.polkavm",
    "solidity/UsageReceipts.evm",
];

pub const SERVICE: u64 = 3;
pub const PERIOD: u64 = 3_600;
pub const NOTICE: u64 = 2 * PERIOD;
pub const RETENTION: u64 = 2;
pub const FEE_BPS: u128 = 500;
/// Wei: a unit of the native token's smallest unit.
pub const PRICE: u128 = 1_000_000;
pub const LEAST_PAID: u128 = 10 * PRICE;
pub const ESCROW: u128 = 1_000 * PRICE;
pub const DAY: u64 = 86_400;
/// An account without code.
pub const RECIPIENT: H160 = H160([0x77; 20]);

/// The contract, and its clients and operators by their keys.
pub struct World {
    pub chain: Chain,
    pub contract: Contract,
    pub receipts: Receipts,
    /// Its path below `target`.
    pub built: &'static str,
}

/// The key of a party; clients have small numbers, operators those from 100 on.
pub fn key(number: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(number)).unwrap()
}

pub fn address(key: &PrivateKeySigner) -> H160 {
    H160(key.address().into_array())
}

/// The account of a key, as it sends transactions.
pub fn sender(number: u8) -> Account {
    Account::ethereum(address(&key(number)))
}

pub fn party(number: u8) -> Value {
    hex(address(&key(number)))
}

/// Clients that have value: more than an operator has seats in a period.
pub const MOST_CLIENTS: u8 = 12;
pub const OPERATOR: u8 = 100;
pub const RIVAL: u8 = 101;

impl World {
    pub fn new(built: &'static str) -> World {
        let mut chain = Chain::new().unwrap();
        let contract = deployed(&mut chain, built);
        let receipts = Receipts {
            chain_id: blueprint_e2e_runtime::configs::revive::CHAIN_ID,
            contract: Key::from(contract.address.0),
        };
        let mut world = World {
            chain,
            contract,
            receipts,
            built,
        };
        // The first second of a period, so that tests know in which one they are.
        let next = (world.chain.timestamp() / PERIOD + 1) * PERIOD;
        world.chain.set_timestamp(next);
        for party in (1..=MOST_CLIENTS).chain([OPERATOR, RIVAL]) {
            let to = address(&key(party));
            let funded = world.chain.fund(&named("alice"), to, 1_000_000_000_000);
            assert!(funded.is_ok(), "{funded:?}");
        }
        world
    }

    /// The place of the build in [`BUILDS`].
    pub fn build(&self) -> usize {
        let place = BUILDS.iter().position(|it| *it == self.built);
        place.unwrap()
    }

    pub fn is_resolc(&self) -> bool {
        self.built == BUILDS[1]
    }

    /// With clients that have an agreement with both operators, each with an escrow.
    pub fn with_clients(built: &'static str, clients: &[u8]) -> World {
        let mut world = World::new(built);
        for client in clients {
            for operator in [OPERATOR, RIVAL] {
                let terms = world.wide();
                world.open(*client, operator, ESCROW, &terms);
            }
        }
        world
    }

    /// Terms that bound nothing here.
    pub fn wide(&mut self) -> Value {
        terms(self.chain.timestamp(), 1_000 * ESCROW, ESCROW)
    }

    pub fn open(&mut self, client: u8, operator: u8, escrow: u128, terms: &Value) {
        let arguments = [json!(SERVICE), party(operator), terms.clone()];
        let outcome = self.try_send(client, "open", &arguments, escrow);
        assert!(outcome.is_ok(), "{outcome}");
    }

    pub fn try_send(&mut self, party: u8, call: &str, arguments: &[Value], value: u128) -> Outcome {
        let from = sender(party);
        self.contract
            .try_send(&mut self.chain, &from, call, arguments, value)
    }

    pub fn send(&mut self, party: u8, call: &str, arguments: &[Value]) -> Outcome {
        let outcome = self.try_send(party, call, arguments, 0);
        let reason = self.contract.interface.decode_error(&outcome.data);
        assert!(outcome.is_ok(), "{call}: {outcome} {reason:?}");
        outcome
    }

    /// The outcome of a call: the contract's events, or its error, with their values.
    pub fn call(
        &mut self,
        from: &Account,
        call: &str,
        arguments: &[Value],
        value: u128,
    ) -> Result<Vec<String>, String> {
        let (contract, chain) = (&self.contract, &mut self.chain);
        let outcome = contract.try_send(chain, from, call, arguments, value);
        if !outcome.is_ok() {
            assert!(outcome.is_revert(), "{call}: {outcome}");
            let error = contract.interface.decode_error(&outcome.data);
            return Err(error.map_or_else(|| outcome.to_string(), |it| it.to_string()));
        }
        let events = outcome.events.iter();
        let own = events.filter(|it| it.contract == contract.address);
        let own = own.map(|it| contract.interface.decode_event(it).unwrap().to_string());
        Ok(own.collect())
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.contract.ask(&mut self.chain, view, arguments)
    }

    pub fn rejection(&mut self, party: u8, call: &str, arguments: &[Value]) -> String {
        let outcome = self.try_send(party, call, arguments, 0);
        self.error(&outcome)
    }

    pub fn error(&self, outcome: &Outcome) -> String {
        assert!(outcome.is_revert(), "{outcome}");
        let error = self.contract.interface.decode_error(&outcome.data);
        error.unwrap().name
    }

    pub fn numbers(&mut self, call: &str, arguments: &[Value]) -> Vec<u128> {
        self.contract.numbers(&mut self.chain, call, arguments)
    }

    pub fn agreement(&mut self, client: u8, operator: u8) -> Vec<u128> {
        self.numbers(
            "agreementOf",
            &[json!(SERVICE), party(client), party(operator)],
        )
    }

    /// When the client's agreement with an operator was opened.
    pub fn opened(&mut self, client: u8, operator: u8) -> u64 {
        self.agreement(client, operator)[0] as u64
    }

    /// The client's escrow for [`OPERATOR`].
    pub fn escrow(&mut self, client: u8) -> u128 {
        self.agreement(client, OPERATOR)[3]
    }

    pub fn earned(&mut self, operator: u8) -> u128 {
        self.numbers("earningsOf", &[party(operator)])[0]
    }

    /// A session of a client with an operator.
    pub fn session(&mut self, client: u8, operator: u8) -> SessionCounter {
        let agreement = self.opened(client, operator);
        let (operator, client) = (key(operator).address(), key(client).address());
        SessionCounter::new(SERVICE, operator, client, agreement, B256::repeat_byte(9))
    }

    /// A request of a unit, now.
    pub fn fast(&mut self) -> Served {
        Served {
            time: self.chain.timestamp(),
            latency_ms: Some(40),
            units: 1,
            bytes_in: 10,
            bytes_out: 100,
        }
    }

    /// A receipt of so many requests of a unit each.
    pub fn receipt(&mut self, client: u8, operator: u8, requests: u64) -> UsageReceipt {
        let (mut session, fast) = (self.session(client, operator), self.fast());
        for _ in 0..requests {
            session.count(fast);
        }
        session.receipt().clone()
    }

    pub fn claim(&mut self, operator: u8, receipt: &UsageReceipt, signature: &[u8]) -> Outcome {
        let arguments = claim(receipt, signature, &[]);
        self.try_send(operator, "claim", &arguments, 0)
    }

    /// The client signs, the operator claims. Returns what was paid.
    pub fn served(&mut self, client: u8, operator: u8, receipt: &UsageReceipt) -> u128 {
        let signature = self.receipts.sign(&key(client), receipt).unwrap();
        let outcome = self.claim(operator, receipt, &signature);
        let reason = self.contract.interface.decode_error(&outcome.data);
        assert!(outcome.is_ok(), "{outcome} {reason:?}");
        number(&self.contract.answers("claim", &outcome)[0])
    }

    /// Name of the error of a claim that the client signed.
    pub fn refused(&mut self, client: u8, operator: u8, receipt: &UsageReceipt) -> String {
        let signature = self.receipts.sign(&key(client), receipt).unwrap();
        let outcome = self.claim(operator, receipt, &signature);
        self.error(&outcome)
    }

    pub fn period(&mut self) -> u64 {
        self.chain.timestamp() / PERIOD
    }

    pub fn later(&mut self, seconds: u64) {
        let then = self.chain.timestamp() + seconds;
        self.chain.set_timestamp(then);
    }

    pub fn verdict(&mut self, operator: u8, period: u64) -> Vec<u128> {
        self.numbers(
            "verdictOf",
            &[json!(SERVICE), party(operator), json!(period)],
        )
    }
}

pub fn deployed(chain: &mut Chain, built: &str) -> Contract {
    let terms = [
        json!(PERIOD),
        json!(NOTICE),
        json!(RETENTION),
        json!(FEE_BPS as u64),
        json!(3),
        json!(LEAST_PAID.to_string()),
    ];
    let arguments = library::with_roles(json!(OWNER), &terms);
    Contract::deploy(chain, built, &arguments)
}

pub fn terms(now: u64, initial: u128, rate: u128) -> Value {
    json!([
        PRICE.to_string(),
        initial.to_string(),
        rate.to_string(),
        0,
        3_600,
        now + 1_000 * PERIOD,
    ])
}

pub fn bytes(data: &[u8]) -> Value {
    json!(format!("0x{}", ::hex::encode(data)))
}

pub fn claim(receipt: &UsageReceipt, signature: &[u8], countersignature: &[u8]) -> [Value; 3] {
    [argument(receipt), bytes(signature), bytes(countersignature)]
}

/// Runs a test on each build, with clients that have an agreement with both operators.
pub fn each(clients: &[u8], test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::with_clients(built, clients));
    }
}

/// The error of a call.
pub fn error(world: &mut World, by: u8, call: &str, arguments: &[Value]) -> String {
    world.call(&sender(by), call, arguments, 0).unwrap_err()
}

/// The events of a call.
pub fn events(world: &mut World, by: u8, call: &str, arguments: &[Value]) -> Vec<String> {
    let called = world.call(&sender(by), call, arguments, 0);
    called.unwrap_or_else(|error| panic!("{call}: {error}"))
}

/// The operator's or the client's address as errors name it.
pub fn name(number: u8) -> String {
    format!("{:?}", address(&key(number)))
}

pub fn about(operator: u8) -> [Value; 2] {
    [json!(SERVICE), party(operator)]
}

pub fn relation(client: u8, operator: u8) -> [Value; 3] {
    [json!(SERVICE), party(client), party(operator)]
}

pub fn session_of(receipt: &UsageReceipt) -> [Value; 4] {
    let (operator, client) = (receipt.operator.to_string(), receipt.client.to_string());
    let session = receipt.session.to_string();
    [
        json!(SERVICE),
        json!(operator),
        json!(client),
        json!(session),
    ]
}
