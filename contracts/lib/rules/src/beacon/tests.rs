use super::{
    evmnet::{Round, GENESIS, KEY, PERIOD, ROUNDS},
    *,
};
use crate::{
    bn254::{hash_to_curve, Point},
    proof::Hash,
};
use ark_bn254::{Bn254, Fq, Fq2, G1Affine, G2Affine};
use ark_ec::{pairing::Pairing, AffineRepr, CurveGroup};
use ark_ff::{BigInteger, Field, PrimeField};
use proptest::prelude::*;
use sha2::Sha256;
use sha3::{Digest, Keccak256};
use std::cell::RefCell;

fn keccak(parts: &[&[u8]]) -> Hash {
    let mut hasher = Keccak256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

/// By another implementation of the field.
fn power(base: &Hash, exponent: &Hash) -> Option<Hash> {
    let mut limbs = [0u64; 4];
    for (limb, bytes) in limbs.iter_mut().rev().zip(exponent.chunks(8)) {
        *limb = u64::from_be_bytes(bytes.try_into().unwrap());
    }
    let raised = Fq::from_be_bytes_mod_order(base).pow(limbs);
    Some(raised.into_bigint().to_bytes_be().try_into().unwrap())
}

fn number(hex: &str) -> Fq {
    let digits = hex.as_bytes().chunks(2);
    let bytes = digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16));
    Fq::from_be_bytes_mod_order(&bytes.collect::<Result<Vec<u8>, _>>().unwrap())
}

fn point([x, y]: Point) -> G1Affine {
    let [x, y] = [x, y].map(|word| Fq::from_be_bytes_mod_order(&word));
    let point = G1Affine::new_unchecked(x, y);
    assert!(point.is_on_curve());
    point
}

fn hashed(round: u64) -> G1Affine {
    let points = hash_to_curve(&keccak, &power, DOMAIN, &message(&keccak, round)).unwrap();
    let [first, second] = points.map(point);
    (first + second).into_affine()
}

fn signed(round: &Round) -> bool {
    let [x, y] = round.signature.map(number);
    let signature = G1Affine::new(x, y);
    let [x_im, x_re, y_im, y_re] = KEY.map(number);
    let key = G2Affine::new(Fq2::new(x_re, x_im), Fq2::new(y_re, y_im));
    Bn254::pairing(signature, G2Affine::generator()) == Bn254::pairing(hashed(round.number), key)
}

#[test]
fn signatures_of_real_rounds_are_those_of_their_hashes() {
    for round in ROUNDS {
        assert!(signed(&round), "{}", round.number);
        let number = round.number + 1;
        assert!(!signed(&Round { number, ..round }), "{number}");
        let bytes: Vec<u8> = round
            .signature
            .iter()
            .flat_map(|word| number_bytes(word))
            .collect();
        assert_eq!(
            number_bytes(round.randomness),
            Sha256::digest(bytes).as_slice(),
            "{}",
            round.number
        );
    }
}

fn number_bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    let bytes = digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16));
    bytes.collect::<Result<_, _>>().unwrap()
}

/// So that a limit of cost can be stated: two inverses, and one to three roots for each of two points.
#[test]
fn hash_takes_four_to_eight_powers() {
    let mut counts = std::collections::BTreeSet::new();
    for round in 1..200 {
        let count = RefCell::new(0);
        let counted = |base: &Hash, exponent: &Hash| {
            *count.borrow_mut() += 1;
            power(base, exponent)
        };
        hash_to_curve(&keccak, &counted, DOMAIN, &message(&keccak, round)).unwrap();
        counts.insert(count.into_inner());
    }
    assert_eq!(counts, [4, 5, 6, 7, 8].into());
}

#[test]
fn host_without_powers_has_no_hash() {
    let message = message(&keccak, 1);
    assert_eq!(
        hash_to_curve(&keccak, &|_: &Hash, _: &Hash| None, DOMAIN, &message),
        None
    );
    // A host whose roots are none.
    let wrong = |base: &Hash, _: &Hash| Some(*base);
    assert_eq!(hash_to_curve(&keccak, &wrong, DOMAIN, &message), None);
}

const EVMNET: Schedule = Schedule {
    genesis: GENESIS,
    period: PERIOD,
    margin: 30,
};

#[test]
fn rounds_are_signed_at_their_times() {
    assert_eq!(EVMNET.signed_at(1), GENESIS);
    assert_eq!(EVMNET.signed_at(2), GENESIS + 3);
    assert_eq!(EVMNET.signed_at(0), GENESIS);
    assert_eq!(EVMNET.round_after(0), 1);
    assert_eq!(EVMNET.round_after(GENESIS - 31), 1);
    // At the margin itself round 1 may be known already.
    assert_eq!(EVMNET.round_after(GENESIS - 30), 2);
    assert_eq!(EVMNET.round_after(GENESIS - 28), 2);
    assert_eq!(EVMNET.round_after(GENESIS - 27), 3);
}

proptest! {
    #[test]
    fn round_after_a_time_is_the_first_beyond_the_margin(
        genesis in 0..u64::MAX / 4,
        period in 1..100_000u32,
        margin: u32,
        time in 0..u64::MAX / 4,
    ) {
        let schedule = Schedule { genesis, period, margin };
        let round = schedule.round_after(time);
        let known = time + u64::from(margin);
        prop_assert!(schedule.signed_at(round) > known);
        prop_assert!(round == 1 || schedule.signed_at(round - 1) <= known);
    }

    #[test]
    fn schedule_does_not_overflow(genesis: u64, period: u32, margin: u32, time: u64) {
        let schedule = Schedule { genesis, period, margin };
        let round = schedule.round_after(time);
        prop_assert!(schedule.signed_at(round) >= genesis);
    }

    #[test]
    fn every_message_has_a_point(message: [u8; 32]) {
        let points = hash_to_curve(&keccak, &power, DOMAIN, &message).unwrap();
        for one in points {
            let _ = point(one);
        }
    }
}
