//! A contract of service levels with a service of two operators, and what they sign.

#![allow(dead_code)] // Each test binary uses a part.

pub use crate::library::Operator;
use crate::library::{self, hex, Contract, OWNER};
use alloy_primitives::{Address, B256};
use blueprint_e2e::{chain::Chain, outcome::Outcome};
use blueprint_e2e_runtime::{Revive, System};
use blueprint_evidence::answers::{Answer, Answers};
use serde_json::{json, Value};
use sp_core::H160;

pub const SERVICE: u64 = 3;
/// Seconds.
pub const WINDOW: u64 = 3_600;
pub const ANSWER: u64 = 600;
const EXCUSE: u64 = 7_200;
pub const LAG: u64 = WINDOW + ANSWER + EXCUSE;
/// What the manager of a bill gives, at Polkadot Hub's scale.
pub const CAP: u64 = 400_000;
/// Each build, and what its caller gives for a bill. All code is in the proof of a call: resolc's costs nearly as much as the newer
/// core gives by default, and the core's administrator can set more.
pub const BUILDS: [(&str, u64); 3] = [
    ("ink/service_levels.polkavm", CAP),
    ("solidity/ServiceLevels.polkavm", 2 * CAP),
    ("solidity/ServiceLevels.evm", CAP),
];

/// A service of two operators, the first of which has three quarters of the responsibility.
pub struct World {
    pub chain: Chain,
    pub levels: Contract,
    /// Another one, for probes: a contract does not call itself.
    pub peer: Contract,
    pub operators: Vec<Operator>,
    pub start: u64,
    /// What a bill may cost.
    pub cap: u64,
    pub is_ink: bool,
    pub is_resolc: bool,
}

/// Runs a test on each build.
pub fn each(test: impl Fn(&mut World)) {
    for (built, cap) in BUILDS {
        eprintln!("{built}");
        test(&mut World::of(built, cap));
    }
}

impl World {
    /// In ink!, for tests of other contracts.
    pub fn new() -> World {
        let [(built, cap), ..] = BUILDS;
        World::of(built, cap)
    }

    pub fn of(built: &str, cap: u64) -> World {
        let mut chain = Chain::new().unwrap();
        let arguments = library::with_roles(json!(OWNER), &[json!(cap)]);
        let levels = Contract::deploy(&mut chain, built, &arguments);
        let peer = Contract::deploy(&mut chain, built, &arguments);
        let start = chain.timestamp() + WINDOW;
        let mut world = World {
            chain,
            levels,
            peer,
            operators: vec![Operator::new(1), Operator::new(2)],
            start,
            cap,
            is_ink: built.starts_with("ink/"),
            is_resolc: built == "solidity/ServiceLevels.polkavm",
        };
        let open = world.opening(SERVICE, 24 * WINDOW);
        world
            .levels
            .send(&mut world.chain, OWNER, "openService", &open);
        world
    }

    /// A service with bills of so many seconds at most, that starts where this one does.
    pub fn opening(&self, service: u64, longest_bill: u64) -> [Value; 5] {
        let retention = LAG + 2 * longest_bill;
        let terms = json!([
            self.start,
            WINDOW,
            ANSWER,
            EXCUSE,
            longest_bill,
            retention,
            2,
            4_000,
            10
        ]);
        let operators: Vec<Value> = self.operators.iter().map(|it| hex(it.address)).collect();
        let tiers = json!([[0, 9_000, 5_000], [5_000, 9_500, 6_000]]);
        [
            json!(service),
            terms,
            tiers,
            json!(operators),
            json!([7_500, 2_500]),
        ]
    }

    pub fn begins(&self, window: u64) -> u64 {
        self.start + window * WINDOW
    }

    /// So many seconds after a window began, in a new block.
    pub fn at(&mut self, window: u64, seconds: u64) {
        self.chain.skip_blocks(1);
        let then = self.begins(window) + seconds;
        assert!(then >= self.chain.timestamp());
        self.chain.set_timestamp(then);
    }

    /// The last block's number and hash, as a contract reads them.
    pub fn last_block(&mut self) -> (u64, [u8; 32]) {
        let number = self.chain.block() - 1;
        let hash = self.chain.execute(|| {
            let ethereum = Revive::eth_block_hash_from_number(number.into());
            ethereum.map_or_else(|| System::block_hash(number).0, |hash| hash.0)
        });
        (number.into(), hash)
    }

    /// The digest of an answer to `contract`, as a wallet makes it.
    pub fn digest(
        &self,
        contract: H160,
        service: u64,
        window: u64,
        block: (u64, [u8; 32]),
    ) -> [u8; 32] {
        let answers = Answers {
            chain_id: 31_337,
            contract: Address::new(contract.0),
        };
        let answer = Answer {
            serviceId: service,
            window: window as u32,
            blockNumber: block.0,
            blockHash: B256::new(block.1),
        };
        answers.digest(&answer).0
    }

    /// Arguments of an answer by some of the operators.
    pub fn answer_of(&mut self, window: u64, operators: &[usize]) -> [Value; 5] {
        let block = self.last_block();
        let digest = self.digest(self.levels.address, SERVICE, window, block);
        let of = |value: fn(&Operator, &[u8; 32]) -> Value| -> Vec<Value> {
            operators
                .iter()
                .map(|it| value(&self.operators[*it], &digest))
                .collect()
        };
        let (accounts, signatures) = (of(|it, _| hex(it.address)), of(Operator::sign));
        [
            json!(SERVICE),
            json!(window),
            json!(block.0),
            json!(accounts),
            json!(signatures),
        ]
    }

    /// eve relays an answer.
    pub fn answer(&mut self, window: u64, operators: &[usize]) -> Outcome {
        let answer = self.answer_of(window, operators);
        self.levels.send(&mut self.chain, "eve", "answer", &answer)
    }

    /// What came of a call: its events, or its error with its values.
    pub fn call(
        &mut self,
        by: &str,
        call: &str,
        arguments: &[Value],
    ) -> Result<Vec<String>, String> {
        let from = library::account(by);
        let outcome = self
            .levels
            .try_send(&mut self.chain, &from, call, arguments, 0);
        let interface = &self.levels.interface;
        if outcome.is_ok() {
            let events = outcome.events.iter();
            return Ok(events
                .map(|it| interface.decode_event(it).unwrap().to_string())
                .collect());
        }
        assert!(outcome.is_revert(), "{call} by {by}: {outcome}");
        let error = interface.decode_error(&outcome.data);
        Err(error
            .unwrap_or_else(|| panic!("{call}: {outcome}"))
            .to_string())
    }

    pub fn ask(&mut self, view: &str, arguments: &[Value]) -> Vec<Value> {
        self.levels.ask(&mut self.chain, view, arguments)
    }

    pub fn rejected(&mut self, answer: &[Value]) -> String {
        self.levels
            .rejection(&mut self.chain, "eve", "answer", answer)
    }

    pub fn due(&mut self, from: u64, to: u64) -> u128 {
        let period = [
            json!(SERVICE),
            json!(from.to_string()),
            json!(to.to_string()),
        ];
        self.levels
            .numbers(&mut self.chain, "computeBillAdjustmentBps", &period)[0]
    }

    /// Expected, kept, open.
    pub fn verdict(&mut self, operator: H160, from: u64, to: u64) -> Vec<u128> {
        let of = [json!(SERVICE), hex(operator), json!(from), json!(to)];
        self.levels.numbers(&mut self.chain, "verdict", &of)
    }
}
