//! A chain with Aura whose authorities have the keys of numbers, and the contract that follows it.

#![allow(dead_code)] // Each test binary uses a part.

use crate::library::{account, hex, number, Contract};
use blueprint_e2e::{chain::Chain, outcome::Outcome, stored::bytes};
use codec::Encode;
use serde_json::{json, Value};
use sp_core::{sr25519, Pair, H160, H256};
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, Header as _},
    ConsensusEngineId, Digest, DigestItem,
};

pub const BUILDS: [&str; 3] = [
    "ink/foreign_consensus.polkavm",
    "solidity/ForeignConsensus.polkavm",
    "solidity/ForeignConsensus.evm",
];
pub const AURA: ConsensusEngineId = *b"aura";
/// Headers of an era, the required share, milliseconds of a slot, seconds until counts are not known.
pub const ERA: u16 = 64;
pub const HALF: u16 = 5_000;
pub const SLOT: u64 = 6_000;
pub const STALENESS: u64 = 600;

pub type Header = generic::Header<u32, BlakeTwo256>;
pub type Key = sr25519::Pair;
type Called = Result<Outcome, String>;

pub fn key(number: u8) -> Key {
    Key::from_seed(&[number; 32])
}

pub fn keys(numbers: impl IntoIterator<Item = u8>) -> Vec<Key> {
    numbers.into_iter().map(key).collect()
}

pub fn text(data: impl AsRef<[u8]>) -> String {
    bytes(data.as_ref()).as_str().unwrap().to_owned()
}

/// A header that others follow.
#[derive(Clone, Copy)]
pub struct Tip {
    pub hash: H256,
    pub number: u32,
    pub slot: u64,
}

impl Tip {
    pub fn of(header: &Header) -> Tip {
        let slot = header.digest.logs.iter().find_map(|it| match it {
            DigestItem::PreRuntime(AURA, slot) => Some(slot[..].try_into().unwrap()),
            _ => None,
        });
        Tip {
            hash: header.hash(),
            number: header.number,
            slot: u64::from_le_bytes(slot.unwrap()),
        }
    }

    /// The next header, without a seal.
    pub fn plain(&self, slot: u64) -> Header {
        let logs = vec![DigestItem::PreRuntime(AURA, slot.encode())];
        let roots = [1, 2].map(H256::repeat_byte);
        Header::new(
            self.number + 1,
            roots[0],
            roots[1],
            self.hash,
            Digest { logs },
        )
    }
}

pub fn sealed(mut header: Header, by: &Key) -> Header {
    let seal = by.sign(header.hash().as_bytes());
    header.digest.push(DigestItem::Seal(AURA, seal.0.to_vec()));
    header
}

/// A digest item that changes the authorities.
pub fn change(keys: &[Key]) -> DigestItem {
    let keys: Vec<_> = keys.iter().map(|it| it.public().0).collect();
    DigestItem::Consensus(AURA, (1u8, keys).encode())
}

/// A foreign chain.
#[derive(Clone)]
pub struct Foreign {
    pub keys: Vec<Key>,
    pub tip: Tip,
}

impl Foreign {
    /// The next slot whose authority is not offline.
    pub fn next_slot(&self, offline: &[usize]) -> u64 {
        let count = self.keys.len() as u64;
        let is_offline = |slot: u64| offline.contains(&((slot % count) as usize));
        (self.tip.slot + 1..)
            .find(|slot| !is_offline(*slot))
            .unwrap()
    }

    pub fn author(&self, slot: u64) -> &Key {
        &self.keys[(slot % self.keys.len() as u64) as usize]
    }

    /// Seals a header in its slot's turn, and goes on from it.
    pub fn seal(&mut self, header: Header) -> Header {
        let slot = Tip::of(&header).slot;
        let header = sealed(header, self.author(slot));
        self.tip = Tip::of(&header);
        header
    }

    /// So many headers, of slots in turn.
    pub fn grow(&mut self, count: usize, offline: &[usize]) -> Vec<Header> {
        let next = |_| {
            let header = self.tip.plain(self.next_slot(offline));
            self.seal(header)
        };
        (0..count).map(next).collect()
    }

    /// A header that changes the authorities, after which the new ones author.
    pub fn change(&mut self, keys: Vec<Key>) -> Header {
        let mut header = self.tip.plain(self.next_slot(&[]));
        header.digest.push(change(&keys));
        let header = self.seal(header);
        self.keys = keys;
        header
    }
}

/// What an operator calls `bind` with.
pub fn binding(
    chain: &mut Chain,
    contract: &Contract,
    key: &Key,
    operator: H160,
    until: u64,
) -> [Value; 3] {
    let of = [bytes(&key.public().0), hex(operator), json!(until)];
    let digest = contract.ask(chain, "bindingOf", &of)[0].clone();
    let digest = ::hex::decode(&digest.as_str().unwrap()[2..]).unwrap();
    let signature = key.sign(&[b"<Bytes>", &digest[..], b"</Bytes>"].concat());
    let [key, _, until] = of;
    [key, until, bytes(&signature.0)]
}

/// The contract, and the chain that it follows.
pub struct World {
    pub chain: Chain,
    pub contract: Contract,
    pub foreign: Foreign,
    pub built: &'static str,
}

pub fn arguments(tip: &Tip, keys: &[u8], terms: [u64; 4]) -> Vec<Value> {
    let mut all = vec![
        bytes(tip.hash.as_bytes()),
        json!(tip.number),
        json!(tip.slot),
        bytes(keys),
    ];
    all.extend(terms.map(|it| json!(it)));
    all
}

pub fn publics(keys: &[Key]) -> Vec<u8> {
    keys.iter().flat_map(|it| it.public().0).collect()
}

impl World {
    /// Of four authorities.
    pub fn new(built: &'static str) -> World {
        World::of(built, keys(1..=4))
    }

    pub fn of(built: &'static str, keys: Vec<Key>) -> World {
        let mut chain = Chain::new().unwrap();
        let tip = Tip {
            hash: H256::repeat_byte(9),
            number: 100,
            slot: chain.timestamp() * 1_000 / SLOT,
        };
        let terms = [ERA.into(), HALF.into(), SLOT, STALENESS];
        let arguments = arguments(&tip, &publics(&keys), terms);
        let contract = Contract::deploy(&mut chain, built, &arguments);
        World {
            chain,
            contract,
            foreign: Foreign { keys, tip },
            built,
        }
    }

    /// In a new block of a second.
    pub fn at(&mut self, second: u64) {
        self.chain.skip_blocks(1);
        self.chain.set_timestamp(second);
    }

    /// The time of the newest header of the foreign chain.
    pub fn at_tip(&mut self) -> u64 {
        let second = self.foreign.tip.slot * SLOT / 1_000;
        self.at(second);
        second
    }

    /// What came of a call, or its error with its values.
    pub fn call(&mut self, by: &str, call: &str, arguments: &[Value]) -> Called {
        let outcome = self
            .contract
            .try_send(&mut self.chain, &account(by), call, arguments, 0);
        if outcome.is_ok() {
            let [time, proof] = [outcome.ref_time / 1_000_000, outcome.proof_size / 1_000];
            eprintln!("{call}: {time} us, {proof} KB");
            return Ok(outcome);
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let error = self.contract.interface.decode_error(&outcome.data);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    pub fn events(&self, sent: &Outcome) -> Vec<String> {
        let events = sent.events.iter();
        let decoded = events.map(|it| self.contract.interface.decode_event(it).unwrap());
        decoded.map(|it| it.to_string()).collect()
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.contract.ask(&mut self.chain, view, arguments)
    }

    // ---- headers

    pub fn bring_bytes(&mut self, headers: &[Vec<u8>]) -> Called {
        let headers: Vec<_> = headers.iter().map(|it| bytes(it)).collect();
        self.call("eve", "extend", &[json!(headers)])
    }

    pub fn bring(&mut self, headers: &[Header]) -> Called {
        let encoded: Vec<_> = headers.iter().map(Encode::encode).collect();
        self.bring_bytes(&encoded)
    }

    /// How many of the headers became final.
    pub fn extend(&mut self, headers: &[Header]) -> usize {
        let sent = self.bring(headers).unwrap();
        let count = number(&self.contract.answers("extend", &sent)[0]) as usize;
        let head = self.head();
        let last = &headers[count - 1];
        assert_eq!(head["hash"], bytes(last.hash().as_bytes()));
        let said = ["number", "slot"].map(|it| number(&head[it]));
        assert_eq!(said, [last.number.into(), Tip::of(last).slot.into()]);
        count
    }

    /// An error of headers, which change nothing.
    pub fn error(&mut self, headers: &[Header]) -> String {
        let root = self.chain.storage_root(self.contract.address);
        let error = self.bring(headers).unwrap_err();
        assert_eq!(self.chain.storage_root(self.contract.address), root);
        error
    }

    /// The foreign chain grows by so many headers that become final, with as many more as that takes.
    pub fn grow(&mut self, count: usize, offline: &[usize]) {
        let mut left = count;
        while left != 0 {
            let mut longer = self.foreign.clone();
            let headers = longer.grow(64, offline);
            // Those behind the last that is to be final, as few as make it final.
            let online = self.foreign.keys.len() - offline.len();
            let behind = self.foreign.keys.len() * 2 / 3;
            assert!(behind < online);
            let part = &headers[..(left + behind).min(64)];
            let became = self.extend(part);
            self.foreign.tip = Tip::of(&headers[became - 1]);
            left -= became;
        }
    }

    pub fn head(&mut self) -> Value {
        self.ask("head", &[]).remove(0)
    }

    // ---- operators

    /// An account binds a key, by the signature for an account.
    pub fn bind_as(&mut self, by: &str, key: &Key, operator: &str, until: u64) -> Called {
        let operator = account(operator).address;
        let binding = binding(&mut self.chain, &self.contract, key, operator, until);
        self.call(by, "bind", &binding)
    }

    pub fn bind(&mut self, operator: &str, key: &Key) -> Called {
        let until = self.chain.timestamp() + 60;
        self.bind_as(operator, key, operator, until)
    }

    pub fn unbind(&mut self, by: &str, key: &Key) -> Called {
        self.call(by, "unbind", &[bytes(&key.public().0)])
    }

    /// Whether the counts are known, eras missed, eras.
    pub fn measured(&mut self, operator: &str) -> (bool, u128, u128) {
        let said = self.ask("measured", &[hex(account(operator).address)]);
        (said[0] == json!(true), number(&said[1]), number(&said[2]))
    }

    /// Eras, those missed, headers, equivocations, the slot of the newest.
    pub fn record(&mut self, operator: &str) -> [u128; 5] {
        let record = self
            .ask("recordOf", &[hex(account(operator).address)])
            .remove(0);
        let fields = [
            "eras",
            "missed",
            "blocks",
            "equivocations",
            "lastEquivocation",
        ];
        fields.map(|field| number(&record[field]))
    }

    pub fn prove(&mut self, key: &Key, first: &Header, second: &Header) -> Called {
        let of = [
            bytes(&key.public().0),
            bytes(&first.encode()),
            bytes(&second.encode()),
        ];
        self.call("eve", "proveEquivocation", &of)
    }
}

pub fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        eprintln!("{built}");
        test(&mut World::new(built));
    }
}
