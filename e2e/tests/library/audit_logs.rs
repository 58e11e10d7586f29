//! Audit logs beside service levels of two operators, a court and a committee, and what is signed of logs.

#![allow(dead_code)] // Each test binary uses a part.

use crate::{
    levels::{World as Levels, SERVICE, WINDOW},
    library::{self, account, hex, number, Contract, Operator, OWNER},
};
use alloy_primitives::{hex::encode_prefixed, keccak256, uint, Address, B256, U256};
use alloy_sol_types::{eip712_domain, sol, SolStruct};
use blueprint_e2e::{decode::Named, outcome::Outcome, stored::bytes};
use blueprint_rules::proof::{self, Checkpoint, Hash, Hasher};
use serde_json::{json, Map, Value};
use sp_core::H160;
use sp_io::hashing::sha2_256;

pub const BUILDS: [&str; 3] = [
    "ink/audit_logs.polkavm",
    "solidity/AuditLogs.polkavm",
    "solidity/AuditLogs.evm",
];
/// Without service levels and witnesses. The one of the levels' world, [`SERVICE`], has no witnesses.
pub const PLAIN: u64 = 4;
/// With both.
pub const WITNESSED: u64 = 5;
/// A job call.
pub const CALL: u64 = 7;
/// Not open.
pub const UNKNOWN: u64 = 9;
const CHAIN: u64 = 31_337;
const HEADS_BPS: u64 = 5_000;
const STAKE: u64 = 1_000;
const FAULT_WINDOW: u64 = 4 * 86_400;

sol! {
    /// What an operator signs of the head of a log.
    struct TreeHead {
        uint64 serviceId;
        bytes32 log;
        uint64 size;
        bytes32 root;
        uint64 time;
    }

    /// What a member of a committee signs.
    struct Observation {
        bytes32 question;
        uint64 time;
        uint256 value;
    }
}

pub fn keccak(parts: &[&[u8]]) -> Hash {
    keccak256(parts.concat()).0
}

pub fn sha256(parts: &[&[u8]]) -> Hash {
    sha2_256(&parts.concat())
}

/// Bytes, as errors and events show them.
pub fn text(data: &[u8]) -> String {
    encode_prefixed(data)
}

#[derive(Clone, Copy, Debug)]
pub struct Head {
    pub size: u64,
    pub root: Hash,
    pub time: u64,
}

impl Head {
    /// As a view returns it.
    pub fn stated(&self) -> Value {
        let (size, time) = (self.size.to_string(), self.time.to_string());
        json!({ "size": size, "root": text(&self.root), "time": time })
    }

    pub fn shown(&self) -> String {
        let root = text(&self.root);
        format!("size: {}, root: {root}, time: {}", self.size, self.time)
    }

    /// What a committee signs for it.
    pub fn value(&self) -> U256 {
        let (size, time) = (U256::from(self.size), U256::from(self.time));
        let words = [size.to_be_bytes(), self.root, time.to_be_bytes()];
        keccak256(words.as_flattened()).into()
    }
}

/// No head, as a view returns it.
pub fn none() -> Value {
    let (size, root, time) = (0, [0; 32], 0);
    Head { size, root, time }.stated()
}

/// A checkpoint of a second, as a view returns it.
pub fn stream(newest: &Checkpoint, time: u64) -> Value {
    let (number, time) = (newest.number.to_string(), time.to_string());
    json!({ "number": number, "head": text(&newest.head), "time": time })
}

/// An account's stream of [`CALL`], as its events name it.
pub fn of_stream(by: &str) -> String {
    let operator = account(by).address;
    format!("serviceId: {PLAIN}, callId: {CALL}, operator: {operator:?}")
}

pub fn no_stream() -> String {
    format!("UnknownStream(serviceId: {PLAIN}, callId: {CALL})")
}

pub fn wrong_root(expected: Hash, received: Hash) -> String {
    let (expected, received) = (text(&expected), text(&received));
    format!("WrongRoot(expected: {expected}, received: {received})")
}

pub fn wrong_length(expected: usize, received: usize) -> String {
    format!("ProofLength(expected: {expected}, received: {received})")
}

pub fn not_signed(operator: H160, received: H160) -> String {
    format!("NotOperatorSigned(operator: {operator:?}, received: {received:?})")
}

pub fn no_head(service: u64, operator: &Operator) -> String {
    let operator = operator.address;
    format!("NoHead(serviceId: {service}, operator: {operator:?})")
}

/// The leaves of a log.
pub struct Log(pub Vec<Hash>);

impl Log {
    pub fn new(entries: u8) -> Log {
        Log((0..entries).map(|entry| sha256.leaf(&[entry])).collect())
    }

    /// One with another entry at a place.
    pub fn changed(&self, entry: usize) -> Log {
        let mut leaves = self.0.clone();
        leaves[entry] = sha256.leaf(b"changed");
        Log(leaves)
    }

    pub fn head(&self, size: usize, time: u64) -> Head {
        Head {
            size: size as u64,
            root: proof::root(&sha256, &self.0[..size]),
            time,
        }
    }

    pub fn consistency(&self, old: usize, new: usize) -> Vec<Hash> {
        let mut hashes = Vec::new();
        proof::consistency_proof(&sha256, &self.0[..new], old, &mut |it| hashes.push(it));
        hashes
    }

    pub fn inclusion(&self, size: usize, index: usize) -> Vec<Hash> {
        let mut hashes = Vec::new();
        proof::inclusion_proof(&sha256, &self.0[..size], index, &mut |it| hashes.push(it));
        hashes
    }
}

/// Trees of any size, whose leaves are all the same.
pub struct Uniform(Vec<Hash>);

impl Uniform {
    pub fn new(leaf: Hash) -> Uniform {
        let twice = |node: &Hash| Some(sha256.node(node, node));
        Uniform(core::iter::successors(Some(leaf), twice).take(64).collect())
    }

    pub fn root(&self, size: u64) -> Hash {
        let complete = (0..64).filter(|level| (size >> level) & 1 == 1);
        let roots = complete.map(|level| self.0[level]);
        roots
            .reduce(|right, left| sha256.node(&left, &right))
            .unwrap()
    }

    pub fn head(&self, size: u64, time: u64) -> Head {
        let root = self.root(size);
        Head { size, root, time }
    }

    /// RFC 9162, 2.1.3.1.
    pub fn inclusion(&self, size: u64, index: u64) -> Vec<Hash> {
        if size == 1 {
            return Vec::new();
        }
        let left = 1 << (size - 1).ilog2();
        let (mut path, sibling) = match index < left {
            true => (self.inclusion(left, index), size - left),
            false => (self.inclusion(size - left, index - left), left),
        };
        path.push(self.root(sibling));
        path
    }

    /// RFC 9162, 2.1.4.1.
    pub fn consistency(&self, size: u64, old: u64) -> Vec<Hash> {
        match old {
            0 => Vec::new(),
            old => self.subproof(size, old, true),
        }
    }

    /// `known` while the old tree is the beginning of this one.
    fn subproof(&self, size: u64, old: u64, known: bool) -> Vec<Hash> {
        if old == size {
            return if known { vec![] } else { vec![self.root(size)] };
        }
        let left = 1 << (size - 1).ilog2();
        let (mut path, sibling) = match old <= left {
            true => (self.subproof(left, old, known), size - left),
            false => (self.subproof(size - left, old - left, false), left),
        };
        path.push(self.root(sibling));
        path
    }
}

/// For what a head is signed.
#[derive(Clone, Copy)]
pub struct Place {
    pub evidence: H160,
    pub chain: u64,
    pub service: u64,
    pub log: Hash,
}

impl Place {
    pub fn digest(&self, head: &Head) -> Hash {
        let domain = eip712_domain! {
            name: "EquivocationEvidence",
            version: "1",
            chain_id: self.chain,
            verifying_contract: Address::new(self.evidence.0),
        };
        let head = TreeHead {
            serviceId: self.service,
            log: B256::new(self.log),
            size: head.size,
            root: B256::new(head.root),
            time: head.time,
        };
        head.eip712_signing_hash(&domain).0
    }
}

/// Whose signature of a digest it is.
pub fn signer(signature: &[u8], digest: &Hash) -> H160 {
    let mut signature: [u8; 65] = signature.try_into().unwrap();
    signature[64] -= 27;
    let public = sp_io::crypto::secp256k1_ecdsa_recover(&signature, digest);
    H160::from_slice(&keccak256(public.ok().unwrap())[12..])
}

/// The same key's other signature of a digest: s is the order of the curve less this one's.
pub fn with_high_s(signature: &[u8]) -> Vec<u8> {
    const ORDER: U256 =
        uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);
    let s = ORDER - U256::from_be_slice(&signature[32..64]);
    let v = signature[64] ^ 27 ^ 28;
    [&signature[..32], &s.to_be_bytes::<32>(), &[v]].concat()
}

/// What a peer returns, or reverts with.
pub type Answer = Result<Vec<u8>, Vec<u8>>;

pub fn words<const N: usize>(words: [U256; N]) -> Vec<u8> {
    words.map(|it| it.to_be_bytes::<32>()).concat()
}

pub fn selector(signature: &str) -> Vec<u8> {
    keccak256(signature)[..4].to_vec()
}

/// An error that the contract knows too: NoSuchEntry(1, 1).
pub fn own_error() -> Vec<u8> {
    let selector = selector("NoSuchEntry(uint64,uint64)");
    [selector, words([U256::ONE; 2])].concat()
}

/// Bytecode of a contract that has one answer to each of some functions, and else reverts without data.
fn answering(answers: &[([u8; 4], Answer)]) -> Vec<u8> {
    let push = |number: usize| [&[0x61], &(number as u16).to_be_bytes()[..]].concat();
    // PUSH1 0, CALLDATALOAD, PUSH1 224, SHR, PUSH4 selector, EQ, PUSH2 place, JUMPI: 16 bytes, as has an answer.
    let (mut code, mut answered, mut data) = (vec![], vec![], vec![]);
    let first = 16 * answers.len() + 5;
    for (index, (selector, answer)) in answers.iter().enumerate() {
        let (returned, end) = match answer {
            Ok(returned) => (returned, 0xf3),
            Err(reverted) => (reverted, 0xfd),
        };
        let ask = [0x60, 0, 0x35, 0x60, 224, 0x1c, 0x63];
        let place = push(first + 16 * index);
        code.extend([&ask[..], selector, &[0x14], &place, &[0x57]].concat());
        let at = push(2 * first - 5 + data.len());
        let length = push(returned.len());
        // JUMPDEST, CODECOPY, and RETURN or REVERT.
        let copy = [&[0x5b], &length[..], &at, &[0x60, 0, 0x39]].concat();
        answered.extend([&copy[..], &length, &[0x60, 0, end]].concat());
        data.extend(returned);
    }
    let runtime = [&code[..], &[0x60, 0, 0x60, 0, 0xfd], &answered, &data].concat();
    let length = push(runtime.len());
    let copy = [&length[..], &[0x60, 14, 0x60, 0, 0x39]].concat();
    [&copy[..], &length, &[0x60, 0, 0xf3], &runtime].concat()
}

pub struct World {
    pub levels: Levels,
    pub logs: Contract,
    pub evidence: Contract,
    pub court: Contract,
    pub committee: Contract,
    /// Of the committee, in the order of their addresses.
    members: Vec<Operator>,
}

/// The levels' operators.
pub fn operators() -> [Operator; 2] {
    [1, 2].map(Operator::new)
}

impl World {
    pub fn new(built: &str) -> World {
        let mut levels = Levels::new();
        let chain = &mut levels.chain;
        let roles = library::with_roles(json!(OWNER), &[]);
        let evidence = Contract::deploy(chain, "ink/equivocation_evidence.polkavm", &roles);
        let committee = Contract::deploy(chain, "ink/oracle_committee.polkavm", &roles);
        let court = library::court(chain, json!(OWNER));
        let logs = Contract::deploy(chain, built, &roles);
        let mut members: Vec<Operator> = (20..23).map(Operator::new).collect();
        members.sort_by_key(|it| it.address);
        let seats: Vec<Value> = members.iter().map(|it| hex(it.address)).collect();
        let enrolled = [json!(seats), json!([1, 1, 1]), json!(2)];
        committee.send(chain, OWNER, "setMembers", &enrolled);
        let opening = levels.opening(WITNESSED, 24 * WINDOW);
        let (contract, chain) = (&levels.levels, &mut levels.chain);
        contract.send(chain, OWNER, "openService", &opening);
        for service in [SERVICE, WITNESSED] {
            let verifier = [json!(service), hex(logs.address)];
            contract.send(chain, OWNER, "setVerifier", &verifier);
        }
        let mut world = World {
            levels,
            logs,
            evidence,
            court,
            committee,
            members,
        };
        for (service, has) in [
            (PLAIN, [false; 2]),
            (SERVICE, [true, false]),
            (WITNESSED, [true; 2]),
        ] {
            world.open(service, has).unwrap();
        }
        for operator in operators() {
            world.ask_about(WITNESSED, &operator);
        }
        world
    }

    /// What the runtime opens, with levels and with witnesses, or without.
    pub fn opening(&self, service: u64, has: [bool; 2]) -> [Value; 4] {
        let peers = [self.levels.levels.address, self.committee.address];
        let [levels, committee] = [0, 1].map(|it| match has[it] {
            true => hex(peers[it]),
            false => hex(H160::zero()),
        });
        let evidence = hex(self.evidence.address);
        [json!(service), evidence, levels, committee]
    }

    pub fn open(&mut self, service: u64, has: [bool; 2]) -> Result<Outcome, String> {
        let opening = self.opening(service, has);
        self.call(OWNER, "openService", &opening)
    }

    /// What is not the contract that it should be, by its place in [`Self::opening`].
    pub fn no_peer(&mut self, at: usize, peer: H160) {
        let mut opening = self.opening(UNKNOWN, [false; 2]);
        opening[at] = hex(peer);
        let opened = self.call(OWNER, "openService", &opening);
        let error = format!("PeerFailed(peer: {peer:?})");
        assert_eq!(opened.unwrap_err(), error, "{at}");
    }

    /// A court for two heads of one size.
    pub fn open_court(&mut self) {
        let chain = &mut self.levels.chain;
        let terms = [FAULT_WINDOW, 0, HEADS_BPS].map(|it| json!(it));
        let open = [&[json!(PLAIN), hex(self.court.address)], &terms[..]].concat();
        self.evidence.send(chain, OWNER, "openService", &open);
        let proposer = [json!(PLAIN), hex(self.evidence.address)];
        self.court.send(chain, OWNER, "setProposer", &proposer);
    }

    /// eve files the head of an event, and another one of its size that the operator signed; the proposal's number.
    pub fn file_heads(&mut self, by: &Operator, said: &Map<String, Value>, fork: &Head) -> u128 {
        let statement = |root: &Value, time: &Value, signature: &[u8]| {
            let (r, s) = (bytes(&signature[..32]), bytes(&signature[32..64]));
            json!([root, time, r, s, signature[64]])
        };
        let signature = said["signature"].as_str().unwrap();
        let signature = ::hex::decode(&signature[2..]).unwrap();
        let one = statement(&said["root"], &said["time"], &signature);
        let signature = by.signature(&self.place(PLAIN).digest(fork));
        let other = statement(&bytes(&fork.root), &json!(fork.time), &signature);
        let chain = &mut self.levels.chain;
        let [service, operator, size] = ["serviceId", "operator", "size"].map(|it| &said[it]);
        let stake = [fork.time, STAKE, STAKE].map(|it| json!(it));
        let capture = [&[service.clone(), operator.clone()], &stake[..]].concat();
        self.court.send(chain, OWNER, "capture", &capture);
        let log = self.logs.ask(chain, "logOf", &[]).remove(0);
        let of = [service, operator, &log, size, &one, &other].map(Value::clone);
        let sent = self.evidence.send(chain, "eve", "fileHeads", &of);
        let id = self.evidence.answers("fileHeads", &sent);
        let amounts = self.court.numbers(chain, "proposalAmounts", &id);
        assert_eq!(amounts[0], u128::from(STAKE * HEADS_BPS / 10_000));
        number(&id[0])
    }

    /// A contract with one answer to each of some functions of the peers.
    pub fn peer(&mut self, answers: &[(&str, Answer)]) -> H160 {
        let peers = [&self.levels.levels, &self.evidence, &self.committee];
        let selected = answers.iter().map(|(name, answer)| {
            let functions = peers.map(|it| it.interface.function(name).ok());
            let function = functions.into_iter().flatten().next().unwrap();
            (function.selector().0, answer.clone())
        });
        let code = answering(&selected.collect::<Vec<_>>());
        let deployed = self.levels.chain.deploy(&account("alice"), &code, &[]);
        deployed.unwrap().address
    }

    pub fn now(&mut self) -> u64 {
        self.levels.chain.timestamp()
    }

    /// In a new block of a second.
    pub fn at(&mut self, second: u64) {
        self.levels.chain.skip_blocks(1);
        self.levels.chain.set_timestamp(second);
    }

    /// In a new block, a minute later; its second.
    pub fn later(&mut self) -> u64 {
        let then = self.now() + 60;
        self.at(then);
        then
    }

    /// What came of a call: its error with its values.
    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Result<Outcome, String> {
        let (chain, from) = (&mut self.levels.chain, account(by));
        let outcome = self.logs.try_send(chain, &from, call, arguments, 0);
        if outcome.is_ok() {
            eprintln!("{call}: {} us", outcome.ref_time / 1_000_000);
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let error = self.logs.interface.decode_error(&outcome.data);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    /// What a view of an operator's log returns.
    pub fn view(&mut self, view: &str, service: u64, operator: &Operator) -> Value {
        let of = [json!(service), hex(operator.address)];
        self.logs.ask(&mut self.levels.chain, view, &of).remove(0)
    }

    /// The contract's events.
    pub fn events(&self, sent: &Outcome) -> Vec<Named> {
        let own = sent
            .events
            .iter()
            .filter(|it| it.contract == self.logs.address);
        own.map(|it| self.logs.interface.decode_event(it).unwrap())
            .collect()
    }

    /// The contract's only event.
    pub fn event(&self, sent: &Outcome) -> String {
        let events = self.events(sent);
        assert_eq!(events.len(), 1);
        events[0].to_string()
    }

    pub fn place(&self, service: u64) -> Place {
        let mut log = [0; 32];
        log[12..].copy_from_slice(&self.logs.address.0);
        Place {
            evidence: self.evidence.address,
            chain: CHAIN,
            service,
            log,
        }
    }

    /// Arguments with which a head is appended, as its operator signed it.
    pub fn appending(
        &self,
        service: u64,
        operator: &Operator,
        head: &Head,
        proof: &[Hash],
    ) -> [Value; 7] {
        let signature = operator.sign(&self.place(service).digest(head));
        let proof: Vec<Value> = proof.iter().map(|it| bytes(it)).collect();
        [
            json!(service),
            hex(operator.address),
            json!(head.size),
            bytes(&head.root),
            json!(head.time),
            signature,
            json!(proof),
        ]
    }

    /// eve relays a head.
    pub fn append(
        &mut self,
        service: u64,
        operator: &Operator,
        head: &Head,
        proof: &[Hash],
    ) -> Result<Outcome, String> {
        let appending = self.appending(service, operator, head, proof);
        self.call("eve", "append", &appending)
    }

    /// The error of a head that is not appended.
    pub fn rejected(
        &mut self,
        service: u64,
        operator: &Operator,
        head: &Head,
        proof: &[Hash],
    ) -> String {
        self.append(service, operator, head, proof).unwrap_err()
    }

    /// An operator's log of [`Log::new`] has so many entries from now on.
    pub fn grow(&mut self, service: u64, operator: &Operator, size: usize, time: u64) -> Head {
        let (log, old) = (Log::new(20), self.view("headOf", service, operator));
        let (head, old) = (log.head(size, time), number(&old["size"]) as usize);
        let sent = self.append(service, operator, &head, &log.consistency(old, size));
        sent.unwrap();
        assert_eq!(self.view("headOf", service, operator), head.stated());
        head
    }

    /// The time of the head in which an entry is.
    pub fn verify(
        &mut self,
        (service, operator, witnessed): (u64, &Operator, bool),
        index: u64,
        leaf: &Hash,
        proof: &[Hash],
    ) -> Result<u64, String> {
        let proof: Vec<Value> = proof.iter().map(|it| bytes(it)).collect();
        let entry = [
            json!(service),
            hex(operator.address),
            json!(index),
            bytes(leaf),
            json!(proof),
            json!(witnessed),
        ];
        let outcome = self.call("eve", "verifyEntry", &entry)?;
        Ok(number(&self.logs.answers("verifyEntry", &outcome)[0]) as u64)
    }

    /// Windows of the levels that an operator kept: bit i is window i.
    pub fn kept(&mut self, service: u64, operator: &Operator) -> u128 {
        let of = [json!(service), hex(operator.address), json!(0)];
        let levels = &self.levels.levels;
        levels.numbers(&mut self.levels.chain, "pageOf", &of)[1]
    }

    /// Windows from 0 on: expected, kept, open.
    pub fn verdict(&mut self, service: u64, operator: &Operator, to: u64) -> Vec<u128> {
        let of = [json!(service), hex(operator.address), json!(0), json!(to)];
        let levels = &self.levels.levels;
        levels.numbers(&mut self.levels.chain, "verdict", &of)
    }

    /// The runtime calls the levels.
    pub fn of_levels(&mut self, call: &str, arguments: &[Value]) {
        let chain = &mut self.levels.chain;
        self.levels.levels.send(chain, OWNER, call, arguments);
    }

    pub fn service(&mut self, service: u64) -> Vec<Value> {
        let chain = &mut self.levels.chain;
        self.logs.ask(chain, "serviceOf", &[json!(service)])
    }

    pub fn question(&self, service: u64, operator: &Operator) -> Hash {
        let kind = keccak256("AuditLog(address logs,uint64 serviceId,address operator)");
        let [logs, operator] = [self.logs.address, operator.address].map(|it| {
            let mut word = [0; 32];
            word[12..].copy_from_slice(&it.0);
            word
        });
        let service = U256::from(service).to_be_bytes();
        keccak256([kind.0, logs, service, operator].as_flattened()).0
    }

    /// The runtime opens the question about an operator's log: two of three members agree.
    pub fn ask_about(&mut self, service: u64, operator: &Operator) {
        let terms = json!([1, 1, 600, 0, 0]);
        let question = [bytes(&self.question(service, operator)), terms];
        let chain = &mut self.levels.chain;
        self.committee.send(chain, OWNER, "openQuestion", &question);
    }

    /// The committee signs a head of an operator's log.
    pub fn report(&mut self, service: u64, operator: &Operator, head: &Head) {
        let (question, time) = (self.question(service, operator), self.now());
        let domain = eip712_domain! {
            name: "OracleCommittee",
            version: "1",
            chain_id: CHAIN,
            verifying_contract: Address::new(self.committee.address.0),
        };
        let observation = Observation {
            question: B256::new(question),
            time,
            value: head.value(),
        };
        let digest = observation.eip712_signing_hash(&domain).0;
        let signatures: Vec<Value> = self.members.iter().map(|it| it.sign(&digest)).collect();
        let value = json!(head.value().to_string());
        let report = [bytes(&question), json!(time), value, json!(signatures)];
        let chain = &mut self.levels.chain;
        self.committee.send(chain, "eve", "report", &report);
    }

    /// An account begins its stream of a call of [`PLAIN`].
    pub fn start_stream(&mut self, by: &str, call: u64, inputs: Hash) -> Result<Outcome, String> {
        self.call(
            by,
            "startStream",
            &[json!(PLAIN), json!(call), bytes(&inputs)],
        )
    }

    /// An account adds a batch to its stream of [`CALL`].
    pub fn advance(
        &mut self,
        by: &str,
        number: u64,
        parent: Hash,
        inputs: Hash,
        outputs: Hash,
    ) -> Result<Outcome, String> {
        let [parent, inputs, outputs] = [parent, inputs, outputs].map(|it| bytes(&it));
        let number = json!(number);
        let batch = [json!(PLAIN), json!(CALL), number, parent, inputs, outputs];
        self.call(by, "advanceStream", &batch)
    }

    /// The newest checkpoint of an account's stream.
    pub fn stream(&mut self, by: &str, call: u64) -> Value {
        let of = [json!(PLAIN), json!(call), hex(account(by).address)];
        let chain = &mut self.levels.chain;
        self.logs.ask(chain, "streamOf", &of).remove(0)
    }

    pub fn witness(&mut self, service: u64, operator: &Operator) -> Result<Outcome, String> {
        let of = [json!(service), hex(operator.address)];
        self.call("eve", "witness", &of)
    }
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}
