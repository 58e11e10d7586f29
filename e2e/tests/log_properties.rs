//! A property of a log that a proof shows without its entries: what audit logs know of a head is what a job of the
//! computation proofs is called with. In each build of both.
//!
//! The keys are real, and the circuits stand in for a program that reads the entries: they bind what is public, and prove
//! nothing of a log.

#[path = "library/groth16.rs"]
#[allow(dead_code)] // Computation proofs use all of it.
mod groth16;
#[path = "library/levels.rs"]
mod levels;
mod library;
#[path = "library/audit_logs.rs"]
mod world;

use alloy_primitives::{keccak256, U256};
use blueprint_e2e::stored::bytes;
use blueprint_rules::proof::{computation::Statement, Hash};
use groth16::{Circuit, Setup};
use library::{hex, number, Contract, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{operators, Head, Log, World, CALL, PLAIN};

/// The audit logs, and the computation proofs beside them.
const BUILDS: [[&str; 2]; 3] = [
    ["ink/audit_logs.polkavm", "ink/computation_proofs.polkavm"],
    [
        "solidity/AuditLogs.polkavm",
        "solidity/ComputationProofs.polkavm",
    ],
    ["solidity/AuditLogs.evm", "solidity/ComputationProofs.evm"],
];
const CHAIN: u64 = 31_337;
const RETENTION: u64 = 7 * 86_400;
/// By the value of a head alone, and by its size, root and time as words.
const BY_VALUE: u8 = 1;
const BY_WORDS: u8 = 2;
/// Formats of keys.
const DIGEST: u8 = 1;
const WORDS: u8 = 2;
/// What is proven: how many entries of the log are of errors.
const ERRORS: u64 = 1;

fn word(value: u64) -> Hash {
    U256::from(value).to_be_bytes()
}

/// Size, the halves of the root, and time: numbers below the order of the curve's groups.
fn words(head: &Head) -> [Hash; 4] {
    let (mut high, mut low) = ([0; 32], [0; 32]);
    high[16..].copy_from_slice(&head.root[..16]);
    low[16..].copy_from_slice(&head.root[16..]);
    [word(head.size), high, low, word(head.time)]
}

/// What a job is called with.
fn inputs(job: u8, head: &Head) -> Vec<u8> {
    match job {
        BY_VALUE => head.value().to_be_bytes::<32>().to_vec(),
        _ => words(head).concat(),
    }
}

/// The contract of proofs, with a key for each job.
struct Proofs {
    contract: Contract,
    setups: [Setup; 2],
}

impl Proofs {
    fn deploy(world: &mut World, built: &str) -> Proofs {
        let arguments = library::with_roles(json!(OWNER), &[json!(RETENTION)]);
        let contract = Contract::deploy(&mut world.levels.chain, built, &arguments);
        // The context; and with it the words of the head and the one of the output.
        let setups = [1, 6].map(|public| Setup::new(Circuit::of_numbers(public), public as u64));
        let proofs = Proofs { contract, setups };
        let none = bytes(&[0; 32]);
        for (job, format, counts) in [(BY_VALUE, DIGEST, [0, 0]), (BY_WORDS, WORDS, [4, 1])] {
            let key = proofs.setup(job).key();
            let points: Vec<Value> = key.iter().map(|it| bytes(it)).collect();
            let terms = json!([format, true, counts[0], counts[1], none, none, none]);
            let set = [json!(PLAIN), json!(job), terms, json!(points)];
            proofs.send(world, OWNER, "setKey", &set);
        }
        proofs
    }

    fn setup(&self, job: u8) -> &Setup {
        &self.setups[usize::from(job) - 1]
    }

    fn send(&self, world: &mut World, by: &str, call: &str, arguments: &[Value]) {
        self.contract
            .send(&mut world.levels.chain, by, call, arguments);
    }

    /// The arguments of a proof, by any account, that the operator's result of a call with a head is right.
    fn proving(&self, job: u8, call: u64, operator: H160, head: &Head) -> [Value; 6] {
        let output = word(ERRORS);
        let statement = Statement {
            chain: word(CHAIN),
            verifier: self.contract.address,
            service: PLAIN,
            call,
            operator,
            inputs: keccak256(inputs(job, head)).0,
            output: keccak256(output).0,
        };
        let context = U256::from_be_bytes(keccak256(statement.words().as_flattened()).0);
        let context = (context >> 8usize).to_be_bytes();
        let values = match job {
            BY_VALUE => vec![],
            _ => [&words(head)[..], &[output]].concat(),
        };
        let public = [&[context], &values[..]].concat();
        let proof = self.setup(job).prove(&public);
        let values: Vec<Value> = values.iter().map(|it| bytes(it)).collect();
        [
            json!(PLAIN),
            json!(call),
            hex(operator),
            json!(keccak256(output)),
            json!(values),
            bytes(&proof),
        ]
    }
}

/// What the audit logs know: the newest head, and its value.
fn known(world: &mut World, log: &Log, size: usize) -> Head {
    let [first, _] = operators();
    let newest = world.view("headOf", PLAIN, &first);
    let head = log.head(size, number(&newest["time"]) as u64);
    assert_eq!(newest, head.stated());
    let of = [json!(head.size), bytes(&head.root), json!(head.time)];
    let value = world.logs.ask(&mut world.levels.chain, "valueOf", &of);
    assert_eq!(value, [json!(head.value().to_string())]);
    head
}

#[test]
fn property_of_a_log_is_proven_of_the_head_that_the_contract_knows_and_of_no_other() {
    for [logs, built] in BUILDS {
        let mut world = World::new(logs);
        let proofs = Proofs::deploy(&mut world, built);
        let ([first, _], log) = (operators(), Log::new(8));
        let now = world.later();
        world.grow(PLAIN, &first, 5, now);
        let head = known(&mut world, &log, 5);
        for job in [BY_VALUE, BY_WORDS] {
            let call = CALL + u64::from(job);
            let called = keccak256(inputs(job, &head));
            let record = [json!(PLAIN), json!(call), json!(job), json!(called)];
            proofs.send(&mut world, OWNER, "recordCall", &record);
            let of = [json!(PLAIN), json!(call), hex(first.address)];
            let result = [&of[..], &[json!(keccak256(word(ERRORS)))]].concat();
            proofs.send(&mut world, OWNER, "recordResult", &result);
            // Proofs that hold, of heads that the contract does not know: another root, size or time.
            let others = [
                log.changed(2).head(5, head.time),
                log.head(4, head.time),
                Head { size: 6, ..head },
                log.head(5, head.time + 1),
            ];
            let expected = match job {
                BY_VALUE => "InvalidProof",
                _ => "OtherInputs",
            };
            for other in others {
                let proving = proofs.proving(job, call, first.address, &other);
                let chain = &mut world.levels.chain;
                let rejected = proofs.contract.rejection(chain, "eve", "prove", &proving);
                assert_eq!(rejected, expected, "{built} {job} {other:?}");
            }
            let verdict = |world: &mut World| {
                let chain = &mut world.levels.chain;
                number(&proofs.contract.ask(chain, "verdictOf", &of)[0])
            };
            assert_eq!(verdict(&mut world), 0, "{built}");
            let proving = proofs.proving(job, call, first.address, &head);
            proofs.send(&mut world, "eve", "prove", &proving);
            assert_eq!(verdict(&mut world), 1, "{built}");
        }
        // The log grows by the same entries: what was proven is of the head before.
        let now = world.later();
        world.grow(PLAIN, &first, 8, now);
        let grown = known(&mut world, &log, 8);
        assert_ne!(inputs(BY_VALUE, &grown), inputs(BY_VALUE, &head));
    }
}
