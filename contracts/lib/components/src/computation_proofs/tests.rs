use super::*;
use blueprint_hooks::{
    bn254::{self, G1, G2},
    call::mock,
    Bytes,
};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Proofs = ComputationProofs<ManualKey<63>>;

const SERVICE: u64 = 7;
const CALL: u64 = 5;
const JOB: u8 = 1;
const OPERATOR: Address = ink::H160([2; 20]);
const OTHER: Address = ink::H160([3; 20]);
const NOW: u64 = 1_000_000;
const DELAY: u64 = 86_400;
const RIGHT: Hash = [8; 32];
const WRONG: Hash = [9; 32];

fn at(time: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(time);
}

fn terms(format: Format, one_output: bool) -> KeyTerms {
    KeyTerms {
        format: format as u8,
        one_output,
        input_words: 0,
        output_words: 0,
        program: [0; 32],
        root: [0; 32],
        id: [0; 32],
    }
}

/// A key's words, each another one, that the precompiles take for points.
fn points(count: u8) -> Vec<Hash> {
    let words: Vec<Hash> = (1..=count).map(|number| [number; 32]).collect();
    let firsts = [0].into_iter().chain((14..words.len()).step_by(2));
    for from in firsts {
        let point = [words[from], words[from + 1]];
        sum(&point, &[[0; 32]; 2], &point);
    }
    for from in [2, 6, 10] {
        let point: G2 = words[from..from + 4].try_into().unwrap();
        let (one, minus_one) = (bn254::G1_GENERATOR, bn254::MINUS_G1_GENERATOR);
        pairings(&[&one, &point, &minus_one, &point], true);
    }
    words
}

fn sum(left: &G1, right: &G1, sum: &G1) {
    let input = [*left, *right].concat();
    mock::returns(bn254::ADD, input.as_flattened(), sum.as_flattened());
}

fn pairings(points: &[&[Hash]], cancel: bool) {
    let mut word = [0; 32];
    word[31] = u8::from(cancel);
    mock::returns(bn254::PAIRING, points.concat().as_flattened(), &word);
}

/// A contract with a key of one public input, and a call with two results.
fn proofs(one_output: bool) -> Proofs {
    let mut proofs = Proofs::default();
    at(NOW);
    assert_eq!(proofs.init(DELAY), Ok(()));
    let key = List::from(points(18));
    let terms = terms(Format::Digest, one_output);
    assert_eq!(proofs.set_key(SERVICE, JOB, &terms, &key, DELAY), Ok(()));
    assert_eq!(proofs.record_call(SERVICE, CALL, JOB, [1; 32]), Ok(()));
    for (operator, output) in [(OPERATOR, RIGHT), (OTHER, WRONG)] {
        let recorded = proofs.record_result(SERVICE, CALL, operator, output);
        assert_eq!(recorded, Ok(()));
    }
    proofs
}

/// The precompiles' answers for a proof of an output by an operator.
fn verify(proofs: &Proofs, operator: Address, output: Hash, valid: bool) -> Bytes {
    let none = List::from(Vec::<Hash>::new());
    let inputs = proofs.public_inputs(SERVICE, CALL, operator, output, &none);
    let input = inputs.unwrap()[0];
    let key = points(18);
    let (zeroth, multiple, x) = (
        [key[14], key[15]],
        [[50; 32], [51; 32]],
        [[52; 32], [53; 32]],
    );
    let times = [key[16], key[17], input];
    mock::returns(bn254::MUL, times.as_flattened(), multiple.as_flattened());
    sum(&zeroth, &multiple, &x);
    let (b, c) = (bn254::MINUS_G2_GENERATOR, [[60; 32], [61; 32]]);
    let (a, minus_a) = (bn254::G1_GENERATOR, bn254::MINUS_G1_GENERATOR);
    let pairs: [&[Hash]; 8] = [
        &minus_a,
        &b,
        &key[..2],
        &key[2..6],
        &x,
        &key[6..10],
        &c,
        &key[10..14],
    ];
    pairings(&pairs, valid);
    Bytes::from([&a[..], &b, &c].concat().concat())
}

fn prove(proofs: &mut Proofs, operator: Address, output: Hash, valid: bool) -> Result<()> {
    let proof = verify(proofs, operator, output, valid);
    let none = List::from(Vec::<Hash>::new());
    proofs.prove(SERVICE, CALL, operator, output, &none, &proof)
}

fn verdicts(proofs: &Proofs) -> [Verdict; 2] {
    [OPERATOR, OTHER].map(|operator| proofs.verdict(SERVICE, CALL, operator).0)
}

#[ink::test]
fn proof_decides_its_own_result_and_the_others() {
    let mut proofs = proofs(true);
    let invalid = prove(&mut proofs, OPERATOR, RIGHT, false);
    assert_eq!(invalid, Err(InvalidProof.into()));
    assert_eq!(verdicts(&proofs), [Verdict::Neutral; 2]);
    assert_eq!(prove(&mut proofs, OPERATOR, RIGHT, true), Ok(()));
    assert_eq!(verdicts(&proofs), [Verdict::Right, Verdict::Wrong]);
    let again = prove(&mut proofs, OPERATOR, RIGHT, true);
    assert_eq!(again, Err(NothingNew.into()));
    let of = |operator| proofs.verdict(SERVICE, CALL, operator).1;
    assert_eq!(of(OPERATOR), [0; 32]);
    assert_ne!(of(OTHER), [0; 32]);
    assert_eq!(prove(&mut proofs, OTHER, WRONG, true), Ok(()));
    assert_eq!(verdicts(&proofs), [Verdict::Neutral; 2]);
}

#[ink::test]
fn proof_of_one_of_several_right_outputs_decides_its_own_result_alone() {
    let mut proofs = proofs(false);
    assert_eq!(prove(&mut proofs, OPERATOR, RIGHT, true), Ok(()));
    assert_eq!(verdicts(&proofs), [Verdict::Right, Verdict::Neutral]);
    assert_eq!(prove(&mut proofs, OTHER, WRONG, true), Ok(()));
    assert_eq!(verdicts(&proofs), [Verdict::Right; 2]);
    assert_eq!(proofs.call_or_none(SERVICE, CALL).known, Known::Nothing);
}

#[ink::test]
fn key_of_several_parts_is_read_as_it_was_set() {
    let mut proofs = Proofs::default();
    at(NOW);
    let mut terms = terms(Format::RiscZero, true);
    (terms.program, terms.root, terms.id) = ([1; 32], [2; 32], [3; 32]);
    let short = List::from(points(24));
    let (expected, received) = (26, 24);
    let count = PointCount { expected, received };
    let refused = proofs.set_key(SERVICE, JOB, &terms, &short, DELAY);
    assert_eq!(refused, Err(count.into()));
    let words = points(26);
    let key = List::from(words.clone());
    assert_eq!(proofs.set_key(SERVICE, JOB, &terms, &key, DELAY), Ok(()));
    let stored = proofs.key_stated((SERVICE, JOB, 1));
    assert_eq!(stored, Ok((terms, words, false)));
}

#[ink::test]
fn key_whose_gamma_is_its_delta_is_rejected() {
    let mut proofs = Proofs::default();
    let mut words = points(18);
    for at in 10..14 {
        words[at] = words[at - 4];
    }
    let key = List::from(words);
    let refused = proofs.set_key(SERVICE, JOB, &terms(Format::Digest, true), &key, DELAY);
    assert_eq!(refused, Err(UnsafeKey.into()));
}

#[ink::test]
fn revoked_key_is_replaced_at_once() {
    let mut proofs = proofs(true);
    let key = || List::from(points(18));
    let terms = terms(Format::Digest, true);
    assert_eq!(proofs.set_key(SERVICE, JOB, &terms, &key(), DELAY), Ok(()));
    let next = (1, 2, NOW + DELAY);
    assert_eq!(proofs.versions_now(SERVICE, JOB), next);
    assert_eq!(proofs.revoke_key(SERVICE, JOB, 1), Ok(()));
    let revoked = RevokedKey { version: 1 };
    assert_eq!(
        prove(&mut proofs, OPERATOR, RIGHT, true),
        Err(revoked.into())
    );
    assert_eq!(proofs.set_key(SERVICE, JOB, &terms, &key(), DELAY), Ok(()));
    assert_eq!(proofs.versions_now(SERVICE, JOB), (2, 0, 0));
}

#[ink::test]
fn key_that_is_revoked_before_it_is_valid_replaces_none() {
    let mut proofs = proofs(true);
    let key = || List::from(points(18));
    let terms = terms(Format::Digest, true);
    assert_eq!(proofs.set_key(SERVICE, JOB, &terms, &key(), DELAY), Ok(()));
    assert_eq!(proofs.revoke_key(SERVICE, JOB, 2), Ok(()));
    assert_eq!(proofs.versions_now(SERVICE, JOB), (1, 0, 0));
    at(NOW + DELAY);
    assert_eq!(proofs.versions_now(SERVICE, JOB), (1, 0, 0));
    // The next one waits, and the good key is valid meanwhile.
    assert_eq!(proofs.set_key(SERVICE, JOB, &terms, &key(), DELAY), Ok(()));
    let next = (1, 2, NOW + 2 * DELAY);
    assert_eq!(proofs.versions_now(SERVICE, JOB), next);
    let (_, _, revoked) = proofs.key_stated((SERVICE, JOB, 2)).unwrap();
    assert!(!revoked);
}

#[ink::test]
fn call_is_cleared_with_its_last_result_once_it_is_forgotten() {
    let mut proofs = proofs(true);
    let operators = |operators: &[Address]| List::from(operators.to_vec());
    let until = NOW + DELAY;
    at(until);
    let remembered = CallRemembered { until, time: until };
    let early = proofs.clear(SERVICE, CALL, &operators(&[OPERATOR]));
    assert_eq!(early, Err(remembered.into()));
    at(until + 1);
    let time = until + 1;
    let forgotten = CallForgotten { until, time };
    let late = prove(&mut proofs, OPERATOR, RIGHT, true);
    assert_eq!(late, Err(forgotten.into()));
    assert_eq!(proofs.clear(SERVICE, CALL, &operators(&[OTHER; 2])), Ok(()));
    assert_eq!(proofs.call_or_none(SERVICE, CALL).results, 1);
    assert_eq!(proofs.clear(SERVICE, CALL, &operators(&[OPERATOR])), Ok(()));
    let unknown = UnknownCall {
        service_id: SERVICE,
        call_id: CALL,
    };
    assert_eq!(proofs.call(SERVICE, CALL), Err(unknown.into()));
    let (most, received) = (MOST_CLEARED, MOST_CLEARED + 1);
    let many = operators(&vec![OTHER; received as usize]);
    let batch = BatchSize { most, received };
    assert_eq!(proofs.clear(SERVICE, CALL, &many), Err(batch.into()));
}
