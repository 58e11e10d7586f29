//! Computation proofs on the chain: real keys and proofs of Groth16, in each build.

#[path = "library/groth16.rs"]
mod groth16;
mod library;

use alloy_primitives::{keccak256, Address, B256, U256};
use alloy_sol_types::SolValue;
use blueprint_e2e::{
    chain::{CallOptions, Chain},
    outcome::{Outcome, Status},
};
use blueprint_e2e_runtime::Runtime;
use frame_support::weights::Weight;
use groth16::{outside_of_the_second_group, Circuit, Setup};
use library::{account, hex, number, Contract, GUARDIAN, OWNER, ROLE_DELAY};
use pallet_revive::weights::WeightInfo;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use sp_core::H160;

const BUILDS: [&str; 3] = [
    "ink/computation_proofs.polkavm",
    "solidity/ComputationProofs.polkavm",
    "solidity/ComputationProofs.evm",
];
const SERVICE: u64 = 7;
const CALL: u64 = 5;
const JOB: u8 = 1;
/// A job under another key.
const OTHER_JOB: u8 = 2;
const RETENTION: u64 = 7 * 86_400;
const CHAIN: u64 = 31_337;
/// What the job is called with, and its square.
const X: u64 = 12;
const SQUARE: u64 = 144;

type Word = [u8; 32];

fn word(value: u64) -> Word {
    U256::from(value).to_be_bytes()
}

fn bytes(data: &[u8]) -> Value {
    json!(alloy_primitives::hex::encode_prefixed(data))
}

fn words(data: &[Word]) -> Value {
    json!(data.iter().map(|it| bytes(it)).collect::<Vec<_>>())
}

fn address(name: &str) -> H160 {
    account(name).address
}

/// keccak-256 of a number's word.
fn hash(value: u64) -> Word {
    keccak256(word(value)).0
}

fn order() -> U256 {
    let order = "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
    U256::from_str_radix(order, 16).unwrap()
}

/// What a proof is about, as the interface says.
#[derive(Clone, Copy, Default)]
struct Statement {
    chain: u64,
    verifier: H160,
    service: u64,
    call: u64,
    operator: H160,
    inputs: Word,
    output: Word,
}

impl Statement {
    fn encoded(&self) -> Vec<u8> {
        let [verifier, operator] = [self.verifier, self.operator].map(|it| Address::new(it.0));
        let members = (
            U256::from(self.chain),
            verifier,
            self.service,
            self.call,
            operator,
            B256::new(self.inputs),
            B256::new(self.output),
        );
        members.abi_encode()
    }

    fn context(&self) -> Word {
        let hash = U256::from_be_bytes(keccak256(self.encoded()).0);
        (hash >> 8usize).to_be_bytes()
    }
}

/// Terms of a key: format, whether there is one output, words of inputs and output, three numbers.
fn terms(format: u8, one_output: bool, words: [u8; 2], numbers: [Word; 3]) -> Value {
    let [program, root, id] = numbers.map(|it| bytes(&it));
    json!([format, one_output, words[0], words[1], program, root, id])
}

fn squares(one_output: bool) -> Value {
    terms(2, one_output, [1, 1], [[0; 32]; 3])
}

struct World {
    chain: Chain,
    proofs: Contract,
    setup: Setup,
    in_ink: bool,
}

impl World {
    /// A job that squares a number, under a key with one right output, and a call of it.
    fn new(built: &str) -> World {
        World::with(
            built,
            Setup::new(Circuit::square_of_words(), 1),
            squares(true),
        )
    }

    fn with(built: &str, setup: Setup, terms: Value) -> World {
        let mut chain = Chain::new().unwrap();
        let arguments = library::with_roles(json!(OWNER), &[json!(RETENTION)]);
        let proofs = Contract::deploy(&mut chain, built, &arguments);
        let mut world = World {
            chain,
            proofs,
            setup,
            in_ink: built.starts_with("ink/"),
        };
        let key = [json!(SERVICE), json!(JOB), terms, words(&world.setup.key())];
        world.runtime("setKey", &key);
        world.call(CALL);
        world
    }

    fn runtime(&mut self, call: &str, arguments: &[Value]) -> Outcome {
        self.proofs.send(&mut self.chain, OWNER, call, arguments)
    }

    fn rejected(&mut self, call: &str, arguments: &[Value]) -> String {
        self.by(OWNER, call, arguments)
    }

    fn by(&mut self, caller: &str, call: &str, arguments: &[Value]) -> String {
        self.proofs
            .rejection(&mut self.chain, caller, call, arguments)
    }

    fn ask(&mut self, call: &str, arguments: &[Value]) -> Vec<Value> {
        self.proofs.ask(&mut self.chain, call, arguments)
    }

    fn call(&mut self, call: u64) {
        let arguments = [json!(SERVICE), json!(call), json!(JOB), bytes(&hash(X))];
        self.runtime("recordCall", &arguments);
    }

    /// An operator's result of the call.
    fn result(&mut self, operator: &str, value: u64) {
        let operator = hex(address(operator));
        let arguments = [json!(SERVICE), json!(CALL), operator, bytes(&hash(value))];
        self.runtime("recordResult", &arguments);
    }

    fn statement(&self, operator: &str, value: u64) -> Statement {
        Statement {
            chain: CHAIN,
            verifier: self.proofs.address,
            service: SERVICE,
            call: CALL,
            operator: address(operator),
            inputs: hash(X),
            output: hash(value),
        }
    }

    /// The public inputs of the square's circuit.
    fn inputs(&self, statement: &Statement, value: u64) -> [Word; 3] {
        [statement.context(), word(X), word(value)]
    }

    /// A proof of the square for an operator.
    fn proof(&self, operator: &str) -> Vec<u8> {
        let statement = self.statement(operator, SQUARE);
        self.setup.prove(&self.inputs(&statement, SQUARE))
    }

    fn proving(operator: &str, value: u64, proof: &[u8]) -> [Value; 6] {
        [
            json!(SERVICE),
            json!(CALL),
            hex(address(operator)),
            bytes(&hash(value)),
            words(&[word(X), word(value)]),
            bytes(proof),
        ]
    }

    /// By an account without any role.
    fn prove(&mut self, operator: &str) -> Outcome {
        let proof = self.proof(operator);
        let proving = Self::proving(operator, SQUARE, &proof);
        self.proofs.send(&mut self.chain, "eve", "prove", &proving)
    }

    fn unproven(&mut self, operator: &str, value: u64, proof: &[u8]) -> String {
        self.by("eve", "prove", &Self::proving(operator, value, proof))
    }

    fn of(operator: &str) -> [Value; 3] {
        [json!(SERVICE), json!(CALL), hex(address(operator))]
    }

    fn verdict(&mut self, operator: &str) -> u128 {
        let verdict = self.ask("verdictOf", &Self::of(operator));
        let proven = self.ask("provenOf", &Self::of(operator));
        assert_eq!(proven[0] == json!(true), number(&verdict[0]) == 1);
        number(&verdict[0])
    }

    /// In a new block of a time.
    fn at(&mut self, time: u64) {
        self.chain.advance_blocks(1);
        self.chain.set_timestamp(time);
    }

    fn later(&mut self, seconds: u64) {
        let time = self.chain.timestamp();
        self.at(time + seconds);
    }
}

fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        test(&mut World::new(built));
    }
}

#[test]
fn result_is_proven_once_by_any_account() {
    each(|world| {
        world.result("bob", SQUARE);
        assert_eq!(world.verdict("bob"), 0);
        world.prove("bob");
        assert_eq!(world.verdict("bob"), 1);
        let proof = world.proof("bob");
        assert_eq!(world.unproven("bob", SQUARE, &proof), "NothingNew");
        // A result that is recorded later needs a proof of its own.
        world.result("charlie", SQUARE);
        assert_eq!(world.verdict("charlie"), 0);
        assert_eq!(world.unproven("charlie", SQUARE, &proof), "InvalidProof");
        world.prove("charlie");
        assert_eq!(world.verdict("charlie"), 1);
        let call = world.ask("callOf", &[json!(SERVICE), json!(CALL)]);
        assert_eq!(number(&call[4]), 2);
        assert_eq!((number(&call[5]), &call[6]), (1, &bytes(&hash(SQUARE))));
    });
}

#[test]
fn proof_of_another_output_is_evidence_against_every_other_result() {
    each(|world| {
        world.result("bob", SQUARE);
        world.result("charlie", 145);
        // The proof names bob; charlie's result is another one.
        world.prove("bob");
        assert_eq!(world.verdict("bob"), 1);
        let [verdict, evidence] = world
            .ask("verdictOf", &World::of("charlie"))
            .try_into()
            .unwrap();
        assert_eq!(number(&verdict), 2);
        let recorded = world.ask("resultOf", &World::of("charlie"));
        assert_eq!(recorded[0], bytes(&hash(145)));
        let mut expected = world.statement("charlie", SQUARE).encoded();
        expected.extend(hash(145));
        expected.extend(word(number(&recorded[1]) as u64));
        assert_eq!(evidence, bytes(keccak256(expected).as_slice()));
        // An operator that copies the proven output is not proven right, and not wrong.
        world.result("dave", SQUARE);
        assert_eq!(world.verdict("dave"), 0);
        // A later wrong result is wrong at once.
        world.result("ferdie", 1);
        assert_eq!(world.verdict("ferdie"), 2);
        // An account that has no result is not judged.
        assert_eq!(world.verdict("eve"), 0);
    });
}

/// The accuser proves the right output in its own name, or in that of the accused.
#[test]
fn proof_by_an_accuser_without_a_result_counts() {
    for named in ["eve", "charlie"] {
        each(|world| {
            world.result("charlie", 145);
            world.prove(named);
            assert_eq!(world.verdict("charlie"), 2);
            let proof = world.proof(named);
            assert_eq!(world.unproven(named, SQUARE, &proof), "NothingNew");
        });
    }
}

#[test]
fn proofs_for_others_prove_nothing() {
    each(|world| {
        world.result("bob", SQUARE);
        let right = world.statement("bob", SQUARE);
        let changes: [fn(&mut Statement); 7] = [
            |it| it.chain = 1,
            |it| it.verifier = address("eve"),
            |it| it.service = SERVICE + 1,
            |it| it.call = CALL + 1,
            |it| it.operator = address("charlie"),
            |it| it.inputs = hash(X + 1),
            |it| it.output = hash(SQUARE + 1),
        ];
        for change in changes {
            let mut other = right;
            change(&mut other);
            let proof = world.setup.prove(&world.inputs(&other, SQUARE));
            assert_eq!(world.unproven("bob", SQUARE, &proof), "InvalidProof");
        }
        assert_eq!(world.verdict("bob"), 0);
    });
}

#[test]
fn outputs_that_are_swapped_prove_nothing() {
    each(|world| {
        world.result("bob", 145);
        let proof = world.proof("bob");
        // The words of the square for the hash of bob's result, and the other way round.
        let mut swapped = World::proving("bob", SQUARE, &proof);
        swapped[3] = bytes(&hash(145));
        assert_eq!(world.by("eve", "prove", &swapped), "OtherOutput");
        let mut swapped = World::proving("bob", 145, &proof);
        swapped[3] = bytes(&hash(SQUARE));
        assert_eq!(world.by("eve", "prove", &swapped), "OtherOutput");
        // A proof for bob of the square, with bob's words.
        assert_eq!(world.unproven("bob", 145, &proof), "InvalidProof");
        // Inputs that the job was not called with: 13 and 169.
        let mut other = World::proving("bob", 169, &proof);
        other[4] = words(&[word(13), word(169)]);
        assert_eq!(world.by("eve", "prove", &other), "OtherInputs");
        for count in [0, 1, 3] {
            let mut other = World::proving("bob", 145, &proof);
            other[4] = words(&vec![word(X); count]);
            assert_eq!(world.by("eve", "prove", &other), "ValueCount");
        }
        assert_eq!(world.verdict("bob"), 0);
    });
}

/// The sender of a call chooses its limit of weight: a precompile that ran out of it is not taken for a proof that is wrong.
#[test]
fn too_little_gas_makes_no_proof_a_wrong_one() {
    each(|world| {
        let inputs = world.inputs(&world.statement("bob", SQUARE), SQUARE);
        let proof = world.setup.prove(&inputs);
        let asked = |proof: &[u8]| {
            let key = [json!(SERVICE), json!(JOB), json!(1)];
            let mut asked = key.to_vec();
            asked.extend([words(&inputs), bytes(proof)]);
            asked
        };
        let interface = world.proofs.interface.clone();
        let calldata = interface.encode_call("isValid", &asked(&proof)).unwrap();
        let address = world.proofs.address;
        let spent = world.chain.read(address, calldata.clone()).ref_time;
        let eve = account("eve");
        let steps = 100;
        let (mut none, mut answers) = (0, 0);
        for step in 1..=steps {
            let limit = spent / steps * step * 3 / 2;
            let options = CallOptions {
                weight_limit: Some(Weight::from_parts(limit, 5_000_000)),
                ..Default::default()
            };
            let outcome = world
                .chain
                .undoing(|chain| chain.call_with(&eve, address, calldata.clone(), options));
            match outcome.status {
                Status::Ok => {
                    assert_eq!(outcome.data.last(), Some(&1), "{limit} of {spent}");
                    answers += 1;
                }
                _ => none += 1,
            }
        }
        assert!(none > steps / 3 && answers > steps / 6, "{none} {answers}");
        // What is none of points is no answer either, and a proof of another statement is one.
        let mut no_point = proof.to_vec();
        no_point[63] ^= 1;
        assert_eq!(
            world.rejected("isValid", &asked(&no_point)),
            "PrecompileFailed"
        );
        let other = world.inputs(&world.statement("charlie", SQUARE), SQUARE);
        let other = world.setup.prove(&other);
        assert_eq!(world.ask("isValid", &asked(&other)), [json!(false)]);
    });
}

/// To the circuit x + r is x. The chain's job was called with other bytes.
#[test]
fn inputs_that_are_aliased_are_rejected() {
    each(|world| {
        let aliased: Word = (U256::from(SQUARE) + order()).to_be_bytes();
        let output = keccak256(aliased).0;
        let result = [
            json!(SERVICE),
            json!(CALL),
            hex(address("bob")),
            bytes(&output),
        ];
        world.runtime("recordResult", &result);
        let statement = Statement {
            output,
            ..world.statement("bob", SQUARE)
        };
        // The circuit holds for the remainder: only the bound of the verifier stands against it.
        let inputs = world.inputs(&statement, SQUARE);
        let proof = world.setup.prove(&inputs);
        let proving = |values: [Word; 2]| {
            let mut proving = World::proving("bob", SQUARE, &proof);
            proving[3] = bytes(&output);
            proving[4] = words(&values);
            proving
        };
        let rejected = world.by("eve", "prove", &proving([word(X), aliased]));
        assert_eq!(rejected, "NotInField");
        // The same for the inputs.
        let x: Word = (U256::from(X) + order()).to_be_bytes();
        let rejected = world.by("eve", "prove", &proving([x, aliased]));
        assert_eq!(rejected, "NotInField");
        let key = [json!(SERVICE), json!(JOB), json!(1)];
        let mut valid = key.to_vec();
        valid.extend([words(&inputs), bytes(&proof)]);
        assert_eq!(world.ask("isValid", &valid), [json!(true)]);
        for at in 0..3 {
            let mut inputs = inputs;
            inputs[at] = (U256::from_be_bytes(inputs[at]) + order()).to_be_bytes();
            valid[3] = words(&inputs);
            assert_eq!(world.rejected("isValid", &valid), "NotInField");
        }
        assert_eq!(world.verdict("bob"), 0);
    });
}

#[test]
fn points_that_are_none_prove_nothing() {
    each(|world| {
        world.result("bob", SQUARE);
        let proof = world.proof("bob");
        let with = |from: usize, data: &[u8]| {
            let mut changed = proof.clone();
            changed[from..from + data.len()].copy_from_slice(data);
            changed
        };
        let outside = outside_of_the_second_group().concat();
        let beyond = [0xff; 32];
        let prime = "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47";
        let prime = U256::from_str_radix(prime, 16).unwrap();
        let y = U256::from_be_slice(&proof[32..64]);
        let [mirrored, alias]: [Word; 2] = [prime - y, prime + y].map(|it| it.to_be_bytes());
        for bad in [
            // Off the curve, each of the three.
            with(31, &[proof[31] ^ 1]),
            with(95, &[proof[95] ^ 1]),
            with(255, &[proof[255] ^ 1]),
            // At infinity.
            with(0, &[0; 64]),
            with(64, &[0; 128]),
            with(192, &[0; 64]),
            vec![0; 256],
            // Outside of the group, beyond the prime, mirrored.
            with(64, &outside),
            with(32, &beyond),
            with(192, &beyond),
            with(32, &mirrored),
            with(32, &alias),
            // The first and the last point swapped.
            [&proof[192..], &proof[64..192], &proof[..64]].concat(),
        ] {
            assert_eq!(world.unproven("bob", SQUARE, &bad), "InvalidProof");
        }
        for length in [0, 255, 257, 260] {
            let bad = vec![1; length];
            assert_eq!(world.unproven("bob", SQUARE, &bad), "ProofLength");
        }
        assert_eq!(world.verdict("bob"), 0);
    });
}

#[test]
fn keys_of_other_jobs_and_other_versions_prove_nothing() {
    each(|world| {
        world.result("bob", SQUARE);
        let other = Setup::new(Circuit::square_of_words(), 2);
        let key = |job: u8| {
            [
                json!(SERVICE),
                json!(job),
                squares(true),
                words(&other.key()),
            ]
        };
        world.runtime("setKey", &key(OTHER_JOB));
        let inputs = world.inputs(&world.statement("bob", SQUARE), SQUARE);
        let proof = other.prove(&inputs);
        assert_eq!(world.unproven("bob", SQUARE, &proof), "InvalidProof");
        // The next key of the same job, once it is valid.
        world.runtime("setKey", &key(JOB));
        world.later(ROLE_DELAY);
        let call = [json!(SERVICE), json!(CALL + 1), json!(JOB), bytes(&hash(X))];
        world.runtime("recordCall", &call);
        assert_eq!(world.unproven("bob", SQUARE, &proof), "InvalidProof");
        world.prove("bob");
        assert_eq!(world.verdict("bob"), 1);
    });
}

#[test]
fn call_keeps_the_key_that_was_valid_when_it_was_recorded() {
    each(|world| {
        let versions = |world: &mut World| -> Vec<u128> {
            let versions = world.ask("versionsOf", &[json!(SERVICE), json!(JOB)]);
            versions.iter().map(number).collect()
        };
        let version_of = |world: &mut World, call: u64| {
            number(&world.ask("callOf", &[json!(SERVICE), json!(call)])[1])
        };
        assert_eq!(versions(world), [1, 0, 0]);
        let key = |seed: u64| {
            let setup = Setup::new(Circuit::square_of_words(), seed);
            [
                json!(SERVICE),
                json!(JOB),
                squares(true),
                words(&setup.key()),
            ]
        };
        world.runtime("setKey", &key(2));
        let from = world.chain.timestamp() + ROLE_DELAY;
        assert_eq!(versions(world), [1, 2, from.into()]);
        // What was to follow is replaced, and waits as long.
        world.at(from - 1);
        world.runtime("setKey", &key(3));
        let from = from - 1 + ROLE_DELAY;
        assert_eq!(versions(world), [1, 2, from.into()]);
        world.at(from - 1);
        world.call(6);
        assert_eq!(version_of(world, 6), 1);
        world.at(from);
        assert_eq!(versions(world), [2, 0, 0]);
        world.call(8);
        assert_eq!((version_of(world, 6), version_of(world, 8)), (1, 2));
        let stored = world.ask("keyOf", &[json!(SERVICE), json!(JOB), json!(2)]);
        let members = stored[0].as_object().unwrap().values();
        assert_eq!(json!(members.collect::<Vec<_>>()), squares(true));
        assert_eq!(stored[1..], [key(3)[3].clone(), json!(false)]);
        let unknown = [json!(SERVICE), json!(JOB), json!(3)];
        assert_eq!(world.rejected("keyOf", &unknown), "UnknownKey");
    });
}

#[test]
fn job_with_several_right_outputs_has_no_evidence() {
    for built in BUILDS {
        let setup = Setup::new(Circuit::square_of_words(), 1);
        let world = &mut World::with(built, setup, squares(false));
        world.result("bob", SQUARE);
        world.result("charlie", 145);
        let proof = world.proof("eve");
        assert_eq!(world.unproven("eve", SQUARE, &proof), "NothingNew");
        let proof = world.proof("charlie");
        assert_eq!(world.unproven("charlie", SQUARE, &proof), "NothingNew");
        world.prove("bob");
        assert_eq!((world.verdict("bob"), world.verdict("charlie")), (1, 0));
    }
}

/// An account that knows a key's secrets proves two outputs: it cannot have an honest operator found wrong for good.
#[test]
fn key_that_proves_two_outputs_decides_nothing() {
    each(|world| {
        world.result("bob", SQUARE);
        world.result("charlie", 145);
        world.prove("bob");
        assert_eq!((world.verdict("bob"), world.verdict("charlie")), (1, 2));
        let statement = world.statement("eve", 145);
        let forged = world.setup.forge(&world.inputs(&statement, 145));
        let proving = World::proving("eve", 145, &forged);
        world
            .proofs
            .send(&mut world.chain, "eve", "prove", &proving);
        assert_eq!((world.verdict("bob"), world.verdict("charlie")), (0, 0));
        let call = world.ask("callOf", &[json!(SERVICE), json!(CALL)]);
        assert_eq!((number(&call[5]), &call[6]), (2, &bytes(&[0; 32])));
    });
}

#[test]
fn revoked_key_makes_its_calls_neutral_and_is_replaced_at_once() {
    each(|world| {
        world.result("bob", SQUARE);
        world.result("charlie", 145);
        world.prove("bob");
        let key = [json!(SERVICE), json!(JOB), json!(1)];
        for stranger in [OWNER, "eve"] {
            assert_eq!(world.by(stranger, "revokeKey", &key), "NotEntitled");
        }
        let unknown = [json!(SERVICE), json!(JOB), json!(2)];
        assert_eq!(world.by(GUARDIAN, "revokeKey", &unknown), "UnknownKey");
        world
            .proofs
            .send(&mut world.chain, GUARDIAN, "revokeKey", &key);
        assert_eq!((world.verdict("bob"), world.verdict("charlie")), (0, 0));
        assert_eq!(world.by(GUARDIAN, "revokeKey", &key), "RevokedKey");
        let proof = world.proof("charlie");
        assert_eq!(world.unproven("charlie", SQUARE, &proof), "RevokedKey");
        let setup = Setup::new(Circuit::square_of_words(), 2);
        let next = [
            json!(SERVICE),
            json!(JOB),
            squares(true),
            words(&setup.key()),
        ];
        world.runtime("setKey", &next);
        let versions = world.ask("versionsOf", &[json!(SERVICE), json!(JOB)]);
        assert_eq!(number(&versions[0]), 2);
        // The results of before stay neutral.
        assert_eq!(world.verdict("charlie"), 0);
    });
}

#[test]
fn key_that_is_revoked_before_it_is_valid_replaces_none() {
    each(|world| {
        let job = [json!(SERVICE), json!(JOB)];
        let setup = Setup::new(Circuit::square_of_words(), 2);
        let next = [
            job[0].clone(),
            job[1].clone(),
            squares(true),
            words(&setup.key()),
        ];
        world.runtime("setKey", &next);
        let pending: Vec<_> = world.ask("versionsOf", &job).iter().map(number).collect();
        assert_eq!(pending[..2], [1, 2]);
        let second = [&job[..], &[json!(2)]].concat();
        world
            .proofs
            .send(&mut world.chain, GUARDIAN, "revokeKey", &second);
        let only = || vec![1, 0, 0];
        let versions: Vec<_> = world.ask("versionsOf", &job).iter().map(number).collect();
        assert_eq!(versions, only());
        world.chain.skip_blocks(1);
        world.chain.set_timestamp(pending[2] as u64 + 1);
        let versions: Vec<_> = world.ask("versionsOf", &job).iter().map(number).collect();
        assert_eq!(versions, only());
        let now = u128::from(world.chain.timestamp());
        world.runtime("setKey", &next);
        let versions: Vec<_> = world.ask("versionsOf", &job).iter().map(number).collect();
        assert_eq!(versions[..2], [1, 2]);
        assert!(versions[2] > now, "it waits");
    });
}

#[test]
fn keys_by_which_proofs_can_be_forged_are_rejected() {
    each(|world| {
        let good = world.setup.key();
        let set = |points: &[Word]| [json!(SERVICE), json!(JOB), squares(true), words(points)];
        let with = |from: usize, data: &[Word]| {
            let mut changed = good.clone();
            changed[from..from + data.len()].copy_from_slice(data);
            changed
        };
        // Without its second phase: a = alpha, b = beta, c = -x is a proof of anything.
        let forgeable = Setup::unsafe_one(Circuit::square_of_words(), 1).key();
        assert_eq!(world.rejected("setKey", &set(&forgeable)), "UnsafeKey");
        let outside = outside_of_the_second_group();
        let mut bad = vec![with(6, &outside), with(10, &outside)];
        // At infinity: what it multiplies does not count.
        bad.extend([0, 14, 16, 18, 20].map(|at| with(at, &[[0; 32]; 2])));
        bad.extend([2, 6, 10].map(|at| with(at, &[[0; 32]; 4])));
        // Off the curve, and beyond the prime.
        bad.extend([1, 5, 9, 13, 15, 17, 21].map(|at| with(at, &[word(1)])));
        bad.extend([0, 3, 16].map(|at| with(at, &[[0xff; 32]])));
        for points in bad {
            assert_eq!(world.rejected("setKey", &set(&points)), "BadPoint");
        }
        let longer = [&good[..], &good[20..]].concat();
        for points in [&good[..20], &good[..21], &longer, &[]] {
            assert_eq!(world.rejected("setKey", &set(points)), "PointCount");
        }
        let with_terms = |terms: Value| [json!(SERVICE), json!(JOB), terms, words(&good)];
        let none = [[0; 32]; 3];
        for format in [0, 6, 255] {
            let terms = terms(format, true, [1, 1], none);
            assert_eq!(
                world.rejected("setKey", &with_terms(terms)),
                "UnknownFormat"
            );
        }
        let one = word(1);
        let order = order().to_be_bytes();
        for (format, words, numbers) in [
            (1, [1, 1], none),
            (1, [0, 0], [one, [0; 32], [0; 32]]),
            (2, [0, 1], none),
            (2, [1, 0], none),
            (2, [8, 8], none),
            (2, [255, 255], none),
            (2, [1, 1], [[0; 32], [0; 32], one]),
            (3, [0, 0], none),
            (3, [0, 0], [order, [0; 32], [0; 32]]),
            (3, [0, 0], [one, one, [0; 32]]),
            (4, [0, 0], [one, [0; 32], [0; 32]]),
            (4, [0, 0], [one, order, [0; 32]]),
            (4, [0, 0], [one, one, one]),
            (5, [0, 0], [one, one, order]),
            (5, [0, 0], [one, [0; 32], one]),
            (5, [1, 1], [one, one, one]),
        ] {
            let bad = terms(format, true, words, numbers);
            assert_eq!(world.rejected("setKey", &with_terms(bad)), "BadTerms");
        }
    });
}

#[test]
fn roles_record_and_no_other_account() {
    each(|world| {
        let calls = [
            ("setKey", vec![squares(true), words(&world.setup.key())]),
            ("recordCall", vec![bytes(&hash(X))]),
            ("recordResult", vec![bytes(&hash(SQUARE))]),
        ];
        for (call, rest) in calls {
            let mut arguments = match call {
                "setKey" => vec![json!(SERVICE), json!(JOB)],
                "recordCall" => vec![json!(SERVICE), json!(9), json!(JOB)],
                _ => World::of("bob").to_vec(),
            };
            arguments.extend(rest);
            for stranger in ["eve", GUARDIAN] {
                assert_eq!(world.by(stranger, call, &arguments), "CallerNotRuntime");
            }
        }
        world.result("bob", SQUARE);
        let twice = [
            json!(SERVICE),
            json!(CALL),
            hex(address("bob")),
            bytes(&hash(1)),
        ];
        assert_eq!(world.rejected("recordResult", &twice), "AlreadyRecorded");
        let call = |call: u64, job: u8| [json!(SERVICE), json!(call), json!(job), bytes(&hash(3))];
        assert_eq!(
            world.rejected("recordCall", &call(CALL, JOB)),
            "AlreadyRecorded"
        );
        assert_eq!(world.rejected("recordCall", &call(9, 3)), "NoKey");
        let mut unknown = twice;
        unknown[1] = json!(9);
        assert_eq!(world.rejected("recordResult", &unknown), "UnknownCall");
    });
}

#[test]
fn role_changes_hands_in_two_steps_in_each_build() {
    each(|world| {
        let offer = [json!(0), hex(address("charlie"))];
        assert_eq!(world.by("eve", "offerRole", &offer), "NotEntitled");
        for held in [OWNER, GUARDIAN] {
            let held = [json!(0), hex(address(held))];
            assert_eq!(world.rejected("offerRole", &held), "RolesNotDistinct");
        }
        let none = [json!(2), hex(address("charlie"))];
        assert_eq!(world.rejected("offerRole", &none), "UnknownRole");
        assert_eq!(
            world.rejected("offerRole", &[json!(0), hex(H160::zero())]),
            "ZeroRole"
        );
        assert_eq!(
            world.rejected("cancelRoleOffer", &[json!(0)]),
            "RoleNotOffered"
        );
        // The guardian's offer yields to the holder's, and not the other way round.
        world
            .proofs
            .send(&mut world.chain, GUARDIAN, "offerRole", &offer);
        world.runtime("cancelRoleOffer", &[json!(0)]);
        world.runtime("offerRole", &offer);
        assert_eq!(world.by(GUARDIAN, "offerRole", &offer), "RoleOffered");
        let accept = [json!(0)];
        assert_eq!(world.by("eve", "acceptRole", &accept), "NotSuccessor");
        assert_eq!(world.by("charlie", "acceptRole", &accept), "RoleTooEarly");
        // The runtime ranks above the guardian in the guardian's role.
        let guardian = [json!(1), hex(address("dave"))];
        world.runtime("offerRole", &guardian);
        assert_eq!(
            world.by(GUARDIAN, "cancelRoleOffer", &[json!(1)]),
            "RoleOffered"
        );
        world.later(ROLE_DELAY);
        world
            .proofs
            .send(&mut world.chain, "charlie", "acceptRole", &accept);
        assert_eq!(
            world.ask("roleHolder", &[json!(0)]),
            [hex(address("charlie"))]
        );
        let call = [json!(SERVICE), json!(9), json!(JOB), bytes(&hash(X))];
        assert_eq!(world.rejected("recordCall", &call), "CallerNotRuntime");
        // The offer of the guardian's role is over after 14 days.
        world.later(14 * 86_400 + 1);
        assert_eq!(
            world.by("dave", "acceptRole", &[json!(1)]),
            "RoleNotOffered"
        );
        let over = world.ask("roleOffer", &[json!(1)]);
        assert_eq!(over, [hex(H160::zero()), json!("0"), json!("0")]);
    });
}

#[test]
fn forgotten_calls_are_cleared_and_neutral() {
    each(|world| {
        world.result("bob", SQUARE);
        world.result("charlie", 145);
        world.prove("bob");
        let recorded = number(&world.ask("callOf", &[json!(SERVICE), json!(CALL)])[2]) as u64;
        let clear = |operators: &[&str]| {
            let operators: Vec<Value> = operators.iter().map(|it| hex(address(it))).collect();
            [json!(SERVICE), json!(CALL), json!(operators)]
        };
        world.at(recorded + RETENTION);
        assert_eq!(world.verdict("charlie"), 2);
        assert_eq!(world.by("eve", "clear", &clear(&["bob"])), "CallRemembered");
        world.at(recorded + RETENTION + 1);
        assert_eq!((world.verdict("bob"), world.verdict("charlie")), (0, 0));
        let proof = world.proof("charlie");
        assert_eq!(world.unproven("charlie", SQUARE, &proof), "CallForgotten");
        let late = [
            json!(SERVICE),
            json!(CALL),
            hex(address("dave")),
            bytes(&hash(1)),
        ];
        assert_eq!(world.rejected("recordResult", &late), "CallForgotten");
        let too_many = clear(&["bob"; 65]);
        assert_eq!(world.by("eve", "clear", &too_many), "BatchSize");
        // The same operator twice counts once, and one without a result does not count.
        let some = clear(&["bob", "bob", "eve"]);
        let cleared = world.proofs.send(&mut world.chain, "eve", "clear", &some);
        assert!(cleared.deposit < 0 || !world.in_ink, "{cleared:?}");
        let left = number(&world.ask("callOf", &[json!(SERVICE), json!(CALL)])[4]);
        assert_eq!(left, 1);
        let rest = clear(&["charlie"]);
        world.proofs.send(&mut world.chain, "eve", "clear", &rest);
        assert_eq!(world.by("eve", "clear", &rest), "UnknownCall");
        assert_eq!(world.verdict("charlie"), 0);
    });
}

#[test]
fn contract_is_deployed_with_a_retention_and_two_roles() {
    let mut chain = Chain::new().unwrap();
    for built in BUILDS {
        let with = |runtime: Value, delay: u64, retention: u64| {
            [runtime, json!(GUARDIAN), json!(delay), json!(retention)]
        };
        let zero = hex(H160::zero());
        for (arguments, error) in [
            (with(json!(OWNER), 86_400, 86_399), "RetentionTooShort"),
            (with(json!(OWNER), 86_399, 86_400), "DelayOutOfBounds"),
            (
                with(json!(OWNER), 30 * 86_400 + 1, 86_400),
                "DelayOutOfBounds",
            ),
            (with(zero, 86_400, 86_400), "ZeroRole"),
            (with(json!(GUARDIAN), 86_400, 86_400), "RolesNotDistinct"),
        ] {
            let refused = Contract::refused_deployment(&mut chain, built, &arguments);
            assert_eq!(refused, error, "{built}");
        }
        let proofs = Contract::deploy(&mut chain, built, &with(json!(OWNER), 86_400, 86_400));
        assert_eq!(proofs.numbers(&mut chain, "retention", &[]), [86_400]);
    }
}

/// SHA-256 as the formats have it.
fn sha256(data: &[u8]) -> Word {
    Sha256::digest(data).into()
}

/// Terms, the prover's values and public inputs of each format whose circuit opens the statement, calculated from the
/// documents of the systems. The terms do not depend on the statement.
fn of_formats(statement: &Statement) -> [(Value, Vec<Word>, Vec<Word>); 4] {
    let (program, root, id) = (word(0x5051), hash(6), word(0x1d));
    let small_root = word(0x2007);
    let digest = sha256(&statement.encoded());
    let mut low = digest;
    low[0] &= 0x1f;
    let tagged = |tag: &str, digests: &[Word], data: &[u8]| {
        let count = (digests.len() as u16).to_le_bytes();
        sha256(&[&sha256(tag.as_bytes())[..], &digests.concat(), data, &count].concat())
    };
    let halted = tagged("risc0.SystemState", &[[0; 32]], &[0; 4]);
    let output = tagged("risc0.Output", &[digest, [0; 32]], &[]);
    let claim = tagged(
        "risc0.ReceiptClaim",
        &[[0; 32], program, halted, output],
        &[0; 8],
    );
    let halves = |digest: Word| {
        [&digest[..16], &digest[16..]].map(|half| -> Word {
            let reversed: Vec<u8> = half.iter().rev().copied().collect();
            U256::from_be_slice(&reversed).to_be_bytes()
        })
    };
    let risc_zero = [&halves(root)[..], &halves(claim), &[id]].concat();
    let none = [0; 32];
    [
        (
            terms(1, true, [0, 0], [none; 3]),
            vec![],
            vec![statement.context()],
        ),
        (
            terms(3, true, [0, 0], [program, none, none]),
            vec![],
            vec![program, low],
        ),
        (
            terms(4, true, [0, 0], [program, small_root, none]),
            vec![word(99)],
            vec![program, low, none, small_root, word(99)],
        ),
        (
            terms(5, true, [0, 0], [program, root, id]),
            vec![],
            risc_zero,
        ),
    ]
}

/// The circuits here stand for those that open a statement: they prove for any.
#[test]
fn formats_of_others_bind_the_statement() {
    for built in BUILDS {
        for at in 0..4 {
            let public = [1, 2, 5, 5][at];
            let (terms, ..) = of_formats(&Statement::default())[at].clone();
            let setup = Setup::new(Circuit::of_numbers(public), 4 + at as u64);
            let world = &mut World::with(built, setup, terms);
            world.result("bob", SQUARE);
            let statement = world.statement("bob", SQUARE);
            let (_, values, inputs) = of_formats(&statement)[at].clone();
            let mut asked = World::of("bob").to_vec();
            asked.extend([bytes(&hash(SQUARE)), words(&values)]);
            assert_eq!(world.ask("publicInputsOf", &asked), [words(&inputs)]);
            let proving = |inputs: &[Word], world: &World| {
                let mut proving = World::proving("bob", SQUARE, &world.setup.prove(inputs));
                proving[4] = words(&values);
                proving
            };
            // What is bound by the digest, and each other public input.
            let other = world.statement("charlie", SQUARE);
            let proof = proving(&of_formats(&other)[at].2, world);
            assert_eq!(world.by("eve", "prove", &proof), "InvalidProof");
            for changed in 0..inputs.len() {
                let mut changed_inputs = inputs.clone();
                changed_inputs[changed][31] ^= 1;
                let proof = proving(&changed_inputs, world);
                assert_eq!(world.by("eve", "prove", &proof), "InvalidProof");
            }
            let proof = proving(&inputs, world);
            world.proofs.send(&mut world.chain, "eve", "prove", &proof);
            assert_eq!(world.verdict("bob"), 1);
        }
    }
}

/// A proof that SP1 or RISC Zero published with the tests of its verifier.
#[derive(serde::Deserialize)]
struct Published {
    system: String,
    points: Vec<Value>,
    inputs: Vec<Value>,
    proof: Value,
}

#[test]
fn published_proofs_of_sp1_and_risc_zero_are_valid() {
    let published: Vec<Published> =
        serde_json::from_str(include_str!("fixture/published_proofs.json")).unwrap();
    assert_eq!(published.len(), 3);
    each(|world| {
        for (job, it) in (10..).zip(&published) {
            let one = word(1);
            let terms = match it.inputs.len() {
                2 => terms(3, true, [0, 0], [one, [0; 32], [0; 32]]),
                _ => terms(5, true, [0, 0], [one; 3]),
            };
            let key = [json!(SERVICE), json!(job), terms, json!(it.points)];
            world.runtime("setKey", &key);
            let valid = |world: &mut World, inputs: &[Value]| {
                let arguments = [
                    json!(SERVICE),
                    json!(job),
                    json!(1),
                    json!(inputs),
                    it.proof.clone(),
                ];
                world.ask("isValid", &arguments) == [json!(true)]
            };
            assert!(valid(world, &it.inputs), "{}", it.system);
            for at in 0..it.inputs.len() {
                let mut other = it.inputs.clone();
                other[at] = bytes(&word(3));
                assert!(!valid(world, &other), "{}: {at}", it.system);
            }
        }
    });
}

/// What verifying costs beside the calls of the host alone.
#[test]
fn proof_costs_little_more_than_its_pairing_and_multiples() {
    type Weights = <Runtime as pallet_revive::Config>::WeightInfo;
    let spent = BUILDS.map(|built| {
        let mut world = World::new(built);
        world.result("bob", SQUARE);
        let spent = world.prove("bob").ref_time;
        let pairing = Weights::bn128_pairing(4).ref_time();
        let multiples = 3 * (Weights::bn128_mul() + Weights::bn128_add()).ref_time();
        let beside = spent as f64 / (pairing + multiples) as f64;
        eprintln!(
            "{built}: a proof: {} us, {beside:.3} times its pairing and 3 multiples; without them {} us",
            spent / 1_000_000,
            (spent - pairing - multiples) / 1_000_000
        );
        (beside, spent - pairing - multiples)
    });
    let [(beside, own), (_, resolc), _] = spent;
    assert!(beside < 1.1, "{beside}");
    // What is not the host's work.
    assert!(own * 10 <= resolc * 7, "{own} {resolc}");
}

/// Lines of the plan that hold a key or a proof. The proof is for the address of the first contract that alice deploys, which
/// is that of the plan's contract, too.
#[test]
fn plan_of_the_bench_has_this_key_and_proof() {
    let world = World::new(BUILDS[0]);
    let key = json!({"caller": "alith", "call": "setKey",
        "args": [SERVICE, JOB, squares(true), words(&world.setup.key())]});
    let proof = World::proving("bob", SQUARE, &world.proof("bob"));
    let proof = json!({"caller": "eve", "call": "prove", "args": proof});
    let plan = include_str!("../bench/computation_proofs.jsonl");
    let lines: Vec<Value> = plan
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    for line in [key, proof] {
        assert!(lines.contains(&line), "expected in the plan:\n{line}");
    }
}
