//! Enclave keys beside a committee, computation proofs, receipts of usage and a rulebook, and what enclaves sign.

#![allow(dead_code)] // Each test binary uses a part.

use crate::{
    groth16::{Circuit, Setup},
    library::{self, account, hex, named, number, Contract, Operator, GUARDIAN, OWNER},
};
use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::{eip712_domain, sol, SolStruct, SolValue};
use blueprint_e2e::{
    accounts::Account, chain::Chain, outcome::Outcome, stored::bytes, usage::argument,
};
use blueprint_evidence::{PrivateKeySigner, Receipts, Served, SessionCounter};
use serde_json::{json, Value};
use sp_core::H160;

pub const BUILDS: [&str; 3] = [
    "ink/enclave_keys.polkavm",
    "solidity/EnclaveKeys.polkavm",
    "solidity/EnclaveKeys.evm",
];
/// Keys are attested by the committee, or proven; enclaves count tasks.
pub const SERVICE: u64 = 3;
/// By the committee alone; receipts count tasks.
pub const COUNTED: u64 = 4;
/// By proofs alone.
pub const PROVEN: u64 = 5;
/// Not open.
pub const UNKNOWN: u64 = 9;
pub const JOB: u8 = 1;
pub const OTHER_JOB: u8 = 2;
pub const PERIOD: u64 = 3_600;
pub const LIFE: u64 = 30 * 86_400;
/// Of the receipts, in periods.
pub const FORGOTTEN: u64 = 3;
/// Of calls, in seconds.
pub const RETENTION: u64 = 2 * 86_400;
/// Seconds for which an answer of the committee is fresh.
pub const FRESH: u64 = 600;
/// Milliseconds and megabyte-seconds: in a period, and for each task.
pub const CPU: [u64; 2] = [1_000, 100];
pub const MEMORY: [u64; 2] = [500, 10];
/// Below the order of the curve, so that it is a number of a circuit.
pub const MEASUREMENT: Word = [0x11; 32];
pub const OTHER_MEASUREMENT: Word = [0x12; 32];
const CHAIN: u64 = 31_337;
pub const PRICE: u128 = 1_000_000;
const ESCROW: u128 = 1_000_000 * PRICE;
/// The client, by its key's seed.
const CLIENT: u8 = 50;

pub type Word = [u8; 32];

sol! {
    struct ResourceReport {
        uint64 serviceId;
        address operator;
        uint64 period;
        uint64 tasks;
        uint64 cpuMs;
        uint64 memoryMbSeconds;
    }

    struct Revocation {
        uint64 serviceId;
        address operator;
        address key;
    }

    /// What a member of a committee signs.
    struct Observation {
        bytes32 question;
        uint64 time;
        uint256 value;
    }
}

/// What is enrolled.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub key: H160,
    pub measurement: Word,
    pub expires: u64,
}

impl Key {
    pub fn value(&self) -> U256 {
        let words = (
            to_address(self.key),
            B256::new(self.measurement),
            self.expires,
        );
        keccak256(words.abi_encode()).into()
    }

    /// The words of a job's output.
    pub fn output(&self, operator: H160) -> [Word; 4] {
        let expires = U256::from(self.expires).to_be_bytes();
        let [operator, key] = [operator, self.key].map(|it| to_address(it).into_word().0);
        [operator, key, self.measurement, expires]
    }
}

pub fn to_address(it: H160) -> Address {
    Address::new(it.0)
}

/// The first operator, and another one.
pub fn operators() -> [Operator; 2] {
    [100, 101].map(Operator::new)
}

pub fn addresses() -> [H160; 2] {
    operators().map(|it| it.address)
}

/// Keys of enclaves.
pub fn enclaves() -> [Operator; 3] {
    [1, 2, 3].map(Operator::new)
}

/// Without its values.
pub fn name(error: &str) -> &str {
    error.split('(').next().unwrap()
}

pub fn word(value: u64) -> Word {
    U256::from(value).to_be_bytes()
}

fn words(data: &[Word]) -> Value {
    json!(data.iter().map(|it| bytes(it)).collect::<Vec<_>>())
}

/// A report of what an enclave used, in a period.
pub fn stated(service: u64, operator: H160, period: u64, used: [u64; 3]) -> ResourceReport {
    ResourceReport {
        serviceId: service,
        operator: to_address(operator),
        period,
        tasks: used[0],
        cpuMs: used[1],
        memoryMbSeconds: used[2],
    }
}

pub fn arguments(it: &ResourceReport) -> Value {
    json!([
        it.serviceId,
        it.operator.to_string(),
        it.period,
        it.tasks,
        it.cpuMs,
        it.memoryMbSeconds
    ])
}

/// The digest of what is signed for a contract.
pub fn digest(contract: H160, chain: u64, signed: &impl SolStruct) -> Word {
    let domain = eip712_domain! {
        name: "EnclaveKeys",
        version: "1",
        chain_id: chain,
        verifying_contract: to_address(contract),
    };
    signed.eip712_signing_hash(&domain).0
}

fn signer(seed: u8) -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(seed)).unwrap()
}

/// The account of a key, as it sends transactions.
fn sender(seed: u8) -> Account {
    Account::ethereum(H160(signer(seed).address().into_array()))
}

pub struct World {
    pub chain: Chain,
    pub keys: Contract,
    pub committee: Contract,
    pub proofs: Contract,
    pub receipts: Contract,
    pub book: Contract,
    /// Of the committee, in the order of their addresses.
    members: Vec<Operator>,
    setup: Setup,
    sessions: u64,
    /// Outcomes of calls, which are those of the other builds.
    trace: Vec<String>,
}

impl World {
    pub fn new(built: &str) -> World {
        let mut chain = Chain::new().unwrap();
        let roles = library::with_roles(json!(OWNER), &[]);
        let committee = Contract::deploy(&mut chain, "ink/oracle_committee.polkavm", &roles);
        let book = Contract::deploy(&mut chain, "ink/rulebook.polkavm", &roles);
        let retention = library::with_roles(json!(OWNER), &[json!(RETENTION)]);
        let proofs = Contract::deploy(&mut chain, "ink/computation_proofs.polkavm", &retention);
        let terms = [PERIOD, 2 * PERIOD, FORGOTTEN, 500, 3, 1].map(|term| json!(term));
        let terms = library::with_roles(json!(OWNER), &terms);
        let receipts = Contract::deploy(&mut chain, "ink/usage_receipts.polkavm", &terms);
        let keys = Contract::deploy(&mut chain, built, &roles);
        let mut members: Vec<Operator> = (20..23).map(Operator::new).collect();
        members.sort_by_key(|it| it.address);
        let seats: Vec<Value> = members.iter().map(|it| hex(it.address)).collect();
        let enrolled = [json!(seats), json!([1, 1, 1]), json!(2)];
        committee.send(&mut chain, OWNER, "setMembers", &enrolled);
        // The context, a word of the inputs, and four of the output.
        let setup = Setup::new(Circuit::of_numbers(6), 1);
        let none = bytes(&[0; 32]);
        let format = json!([2, false, 1, 4, none, none, none]);
        for (service, job) in [(SERVICE, JOB), (SERVICE, OTHER_JOB), (PROVEN, JOB)] {
            let key = [
                json!(service),
                json!(job),
                format.clone(),
                words(&setup.key()),
            ];
            proofs.send(&mut chain, OWNER, "setKey", &key);
        }
        for seed in [100, 101, CLIENT] {
            let to = sender(seed).address;
            let funded = chain.fund(&named("alice"), to, 1_000_000_000_000);
            assert!(funded.is_ok(), "{funded:?}");
        }
        let mut world = World {
            chain,
            keys,
            committee,
            proofs,
            receipts,
            book,
            members,
            setup,
            sessions: 0,
            trace: Vec::new(),
        };
        world.begin_next();
        for (service, has) in [
            (SERVICE, [true, true, false]),
            (COUNTED, [true, false, true]),
            (PROVEN, [false, true, false]),
        ] {
            let opening = world.opening(service, has);
            world.call(OWNER, "openService", &opening).unwrap();
            world.allow(service, MEASUREMENT, true);
        }
        for service in [SERVICE, COUNTED] {
            for operator in operators() {
                world.ask_about(service, operator.address);
            }
        }
        world
    }

    /// What the runtime opens: with a committee, proofs and receipts, or without.
    pub fn opening(&self, service: u64, has: [bool; 3]) -> [Value; 2] {
        let peers = [&self.committee, &self.proofs, &self.receipts];
        let [committee, proofs, receipts] = [0, 1, 2].map(|it| match has[it] {
            true => hex(peers[it].address),
            false => hex(H160::zero()),
        });
        let ([cpu, per_cpu], [memory, per_memory]) = (CPU, MEMORY);
        let terms = json!([
            committee,
            proofs,
            JOB,
            LIFE,
            receipts,
            PERIOD,
            cpu,
            per_cpu,
            memory,
            per_memory,
            PRICE as u64
        ]);
        [json!(service), terms]
    }

    /// What came of a call: its error with its values, also of one that was passed on.
    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Result<Outcome, String> {
        let (chain, from) = (&mut self.chain, account(by));
        let outcome = self.keys.try_send(chain, &from, call, arguments, 0);
        if outcome.is_ok() {
            let events: Vec<String> = self.events(&outcome);
            self.trace.push(format!("{call}: {events:?}"));
            eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let known = [&self.keys, &self.committee, &self.proofs, &self.receipts];
        let errors = known.map(|it| it.interface.decode_error(&outcome.data));
        let error = errors.into_iter().flatten().next();
        let error = error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string();
        self.trace.push(format!("{call}: {error}"));
        Err(error)
    }

    /// The contract's events.
    pub fn events(&self, sent: &Outcome) -> Vec<String> {
        let own = sent.events.iter();
        let own = own.filter(|it| it.contract == self.keys.address);
        own.map(|it| self.keys.interface.decode_event(it).unwrap().to_string())
            .collect()
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.keys.ask(&mut self.chain, view, arguments)
    }

    pub fn now(&mut self) -> u64 {
        self.chain.timestamp()
    }

    /// In a new block of a second.
    pub fn at(&mut self, second: u64) {
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(second);
    }

    /// In a new block, a minute later.
    pub fn later(&mut self) -> u64 {
        let then = self.now() + 60;
        self.at(then);
        then
    }

    pub fn period(&mut self) -> u64 {
        self.now() / PERIOD
    }

    /// The first second of the next period; the number of the one that is over.
    pub fn begin_next(&mut self) -> u64 {
        let over = self.period();
        self.at((over + 1) * PERIOD);
        over
    }

    pub fn allow(&mut self, service: u64, measurement: Word, allowed: bool) {
        let of = [json!(service), bytes(&measurement), json!(allowed)];
        self.call(OWNER, "allowMeasurement", &of).unwrap();
        let allowed = self.ask("isAllowed", &of[..2]);
        assert_eq!(allowed, [of[2].clone()]);
    }

    // ---- enrolments

    /// A key of an enclave that holds as long as it can.
    pub fn key(&mut self, enclave: &Operator) -> Key {
        Key {
            key: enclave.address,
            measurement: MEASUREMENT,
            expires: self.now() + LIFE,
        }
    }

    pub fn question(&self, service: u64, operator: H160) -> Word {
        let kind = keccak256("EnclaveKey(address keys,uint64 serviceId,address operator)");
        let [keys, operator] = [self.keys.address, operator].map(to_address);
        keccak256((kind, keys, service, operator).abi_encode()).0
    }

    /// The runtime opens the question about an operator: two of three members agree.
    pub fn ask_about(&mut self, service: u64, operator: H160) {
        let terms = json!([1, 1, FRESH, 0, 0]);
        let question = [bytes(&self.question(service, operator)), terms];
        let chain = &mut self.chain;
        self.committee.send(chain, OWNER, "openQuestion", &question);
    }

    /// The committee signs a value about an operator, a minute later.
    pub fn sign_value(&mut self, service: u64, operator: H160, value: U256) {
        let (time, question) = (self.later(), self.question(service, operator));
        let domain = eip712_domain! {
            name: "OracleCommittee",
            version: "1",
            chain_id: CHAIN,
            verifying_contract: to_address(self.committee.address),
        };
        let observation = Observation {
            question: B256::new(question),
            time,
            value,
        };
        let digest = observation.eip712_signing_hash(&domain).0;
        let signatures: Vec<Value> = self.members.iter().map(|it| it.sign(&digest)).collect();
        let value = json!(value.to_string());
        let report = [bytes(&question), json!(time), value, json!(signatures)];
        let chain = &mut self.chain;
        self.committee.send(chain, "eve", "report", &report);
    }

    /// The committee has verified the quote of an operator's key.
    pub fn attest(&mut self, service: u64, operator: H160, key: &Key) {
        self.sign_value(service, operator, key.value());
    }

    pub fn enrol(&mut self, service: u64, operator: H160, key: &Key) -> Result<Outcome, String> {
        let of = [
            json!(service),
            hex(operator),
            hex(key.key),
            bytes(&key.measurement),
            json!(key.expires),
        ];
        self.call("eve", "enrol", &of)
    }

    /// An operator's enclave is attested and enrolled; its key.
    pub fn enrolled(&mut self, service: u64, operator: H160, enclave: &Operator) -> Key {
        let key = self.key(enclave);
        self.attest(service, operator, &key);
        self.enrol(service, operator, &key).unwrap();
        key
    }

    /// The runtime records a call, and an operator's result of it, a minute later.
    pub fn record(&mut self, of: (u64, u64, u8), operator: H160, key: &Key) {
        self.later();
        let (service, call, job) = of;
        let inputs = bytes(&keccak256(word(call)).0);
        let recorded = [json!(service), json!(call), json!(job), inputs];
        let chain = &mut self.chain;
        self.proofs.send(chain, OWNER, "recordCall", &recorded);
        let output = bytes(&keccak256(key.output(operator).as_flattened()).0);
        let result = [json!(service), json!(call), hex(operator), output];
        self.proofs.send(chain, OWNER, "recordResult", &result);
    }

    /// The operator proves its result.
    pub fn prove(&mut self, of: (u64, u64, u8), operator: H160, key: &Key) {
        let (service, call, _) = of;
        let (inputs, output) = (word(call), key.output(operator));
        let hashed = keccak256(output.as_flattened());
        let statement = (
            U256::from(CHAIN),
            to_address(self.proofs.address),
            service,
            call,
            to_address(operator),
            keccak256(inputs),
            hashed,
        );
        let context = U256::from_be_bytes(keccak256(statement.abi_encode()).0) >> 8usize;
        let values = [&[inputs][..], &output].concat();
        let public = [&[context.to_be_bytes()][..], &values].concat();
        let proof = bytes(&self.setup.prove(&public));
        let output = bytes(&hashed.0);
        let operator = hex(operator);
        let proving = [
            json!(service),
            json!(call),
            operator,
            output,
            words(&values),
            proof,
        ];
        self.proofs.send(&mut self.chain, "eve", "prove", &proving);
    }

    pub fn enrol_by_proof(
        &mut self,
        (service, call, _): (u64, u64, u8),
        operator: H160,
        key: &Key,
    ) -> Result<Outcome, String> {
        let of = [
            json!(service),
            json!(call),
            hex(operator),
            hex(key.key),
            bytes(&key.measurement),
            json!(key.expires),
        ];
        self.call("eve", "enrolByProof", &of)
    }

    /// The guardian ends the use of a verifying key.
    pub fn revoke_verifying_key(&mut self, service: u64, job: u8) {
        let key = [json!(service), json!(job), json!(1)];
        let chain = &mut self.chain;
        self.proofs.send(chain, GUARDIAN, "revokeKey", &key);
    }

    pub fn invalidate(&mut self, service: u64, operator: H160) -> Result<Outcome, String> {
        self.call("eve", "invalidate", &[json!(service), hex(operator)])
    }

    /// eve brings a key's signature of a digest.
    pub fn revoke(&mut self, service: u64, operator: H160, signature: &[u8]) -> Result<(), String> {
        let of = [json!(service), hex(operator), bytes(signature)];
        self.call("eve", "revoke", &of).map(|_| ())
    }

    pub fn revocation(&self, service: u64, operator: H160, key: H160) -> Word {
        let revocation = Revocation {
            serviceId: service,
            operator: to_address(operator),
            key: to_address(key),
        };
        digest(self.keys.address, CHAIN, &revocation)
    }

    /// An operator's key and whether it is valid; the operator of the key is checked.
    pub fn key_of(&mut self, service: u64, operator: H160) -> Option<(H160, bool)> {
        let stated = self.ask("keyOf", &[json!(service), hex(operator)]);
        self.trace.push(format!("keyOf: {stated:?}"));
        let key: H160 = stated[0].as_str().unwrap().parse().unwrap();
        if key.is_zero() {
            assert_eq!(stated[3], json!(false));
            return None;
        }
        let owner = self.ask("operatorOf", &[json!(service), stated[0].clone()]);
        assert_eq!(owner, [hex(operator)]);
        Some((key, stated[3] == json!(true)))
    }

    pub fn operator_of(&mut self, service: u64, key: H160) -> Value {
        self.ask("operatorOf", &[json!(service), hex(key)])
            .remove(0)
    }

    // ---- reports

    /// eve brings a report that an enclave signed; the share of the bound.
    pub fn report(&mut self, by: &Operator, report: &ResourceReport) -> Result<u128, String> {
        let signature = by.signature(&digest(self.keys.address, CHAIN, report));
        self.bring(report, &signature)
    }

    pub fn bring(&mut self, report: &ResourceReport, signature: &[u8]) -> Result<u128, String> {
        let of = [arguments(report), bytes(signature)];
        let sent = self.call("eve", "report", &of)?;
        Ok(number(&self.keys.answers("report", &sent)[0]))
    }

    /// The share of a period; `None` where it is not known.
    pub fn usage(&mut self, service: u64, operator: H160, period: u64) -> Option<u128> {
        let of = [json!(service), hex(operator), json!(period)];
        let usage = self.ask("usageOf", &of);
        let known = usage[0] == json!(true);
        assert!(known || number(&usage[1]) == 0);
        known.then(|| number(&usage[1]))
    }

    /// The client agrees with an operator of [`COUNTED`].
    pub fn agree(&mut self, operator: u8) {
        self.agree_at(operator, PRICE);
    }

    /// The same, at a price of a unit.
    pub fn agree_at(&mut self, operator: u8, price: u128) {
        let (wide, deadline) = (1_000 * ESCROW, self.now() + 1_000 * PERIOD);
        let [price, initial, rate] = [price, wide, wide].map(|amount| amount.to_string());
        let terms = json!([price, initial, rate, 0, 3_600, deadline]);
        let to = hex(sender(operator).address);
        let agreement = [json!(COUNTED), to, terms];
        let (chain, from) = (&mut self.chain, sender(CLIENT));
        let receipts = &self.receipts;
        let opened = receipts.try_send(chain, &from, "open", &agreement, ESCROW);
        assert!(opened.is_ok(), "{opened}");
    }

    /// The client signs for units of this period, and the operator claims.
    pub fn serve(&mut self, operator: u8, units: u64) {
        let [client, to] = [CLIENT, operator].map(|it| hex(sender(it).address));
        let chain = &mut self.chain;
        let of = [json!(COUNTED), client, to];
        let agreement = self.receipts.numbers(chain, "agreementOf", &of)[0] as u64;
        self.sessions += 1;
        let session = B256::from(U256::from(self.sessions));
        let [client, to] = [CLIENT, operator].map(|it| signer(it).address());
        let mut session = SessionCounter::new(COUNTED, to, client, agreement, session);
        session.count(Served {
            time: chain.timestamp(),
            latency_ms: Some(40),
            units,
            bytes_in: 10,
            bytes_out: 100,
        });
        let domain = Receipts {
            chain_id: CHAIN,
            contract: to_address(self.receipts.address),
        };
        let receipt = session.receipt();
        let signature = domain.sign(&signer(CLIENT), receipt).unwrap();
        let claim = [argument(receipt), bytes(&signature), bytes(&[])];
        let from = sender(operator);
        let claimed = self.receipts.try_send(chain, &from, "claim", &claim, 0);
        assert!(claimed.is_ok(), "{claimed}");
    }
}

/// Plays a test on each build, whose outcomes are the same, with their values.
pub fn each(test: impl Fn(&mut World)) {
    let mut first: Option<Vec<String>> = None;
    for built in BUILDS {
        eprintln!("{built}");
        let mut world = World::new(built);
        test(&mut world);
        let trace = world.trace;
        match &first {
            None => first = Some(trace),
            Some(first) => assert_eq!(*first, trace, "{built}"),
        }
    }
}
