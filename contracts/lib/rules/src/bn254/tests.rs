use super::{
    map::{hash_to_field, Prime},
    *,
};
use crate::proof::Hash;
use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_ff::{BigInteger, PrimeField, Zero};
use crypto_bigint::{modular::constant_mod::ResidueParams, Encoding, U256};
use proptest::prelude::*;

fn bytes(number: &Fq) -> Hash {
    number.into_bigint().to_bytes_be().try_into().unwrap()
}

fn first(point: &G1Affine) -> Point {
    [bytes(&point.x), bytes(&point.y)]
}

fn second(point: &G2Affine) -> SecondPoint {
    let (x, y) = (point.x, point.y);
    [x.c1, x.c0, y.c1, y.c0].map(|it| bytes(&it))
}

/// A number and the prime: the same coordinate, encoded twice.
fn beyond(number: &Hash) -> Hash {
    let number = U256::from_be_bytes(*number);
    number.wrapping_add(&Prime::MODULUS).to_be_bytes()
}

#[test]
fn modulus_is_that_of_the_curve() {
    assert!(Fq::from_be_bytes_mod_order(&modulus()).is_zero());
    let bytes = Fq::MODULUS.to_bytes_be();
    assert_eq!(modulus().as_slice(), bytes);
}

#[test]
fn infinity_and_coordinates_beyond_the_prime_are_no_points() {
    assert!(!is_on_first_curve(&[[0; 32]; 2]));
    assert!(!is_on_second_curve(&[[0; 32]; 4]));
    let one = first(&G1Affine::generator());
    assert!(is_on_first_curve(&one));
    for place in 0..2 {
        let mut other = one;
        other[place] = beyond(&one[place]);
        assert!(!is_on_first_curve(&other), "{place}");
    }
    let two = second(&G2Affine::generator());
    assert!(is_on_second_curve(&two));
    for place in 0..4 {
        let mut other = two;
        other[place] = beyond(&two[place]);
        assert!(!is_on_second_curve(&other), "{place}");
    }
    let [x_imaginary, x_real, y_imaginary, y_real] = two;
    let swapped = [x_real, x_imaginary, y_real, y_imaginary];
    assert!(!is_on_second_curve(&swapped));
}

/// Most points of the second curve are not of the second group, and are points all the same.
#[test]
fn points_outside_of_the_second_group_are_on_its_curve() {
    let found = (1u64..50).filter_map(|x| {
        let x = Fq2::new(Fq::from(x), Fq::from(1));
        G2Affine::get_point_from_x_unchecked(x, true)
    });
    let outside: Vec<_> = found
        .filter(|it| !it.is_in_correct_subgroup_assuming_on_curve())
        .collect();
    assert!(outside.len() > 10);
    assert!(outside.iter().all(|it| is_on_second_curve(&second(it))));
}

/// Of a domain of 255 bytes the length fits its byte.
#[test]
fn domain_is_a_part_of_the_hash_and_at_most_255_bytes() {
    let keccak = |parts: &[&[u8]]| {
        use sha3::{Digest, Keccak256};
        let mut hasher = Keccak256::new();
        parts.iter().for_each(|part| hasher.update(part));
        Hash::from(hasher.finalize())
    };
    let fields = |domain: &[u8]| hash_to_field(&keccak, domain, &[7; 32]);
    assert!(fields(&[1; 255]).is_some() && fields(&[1; 256]).is_none());
    assert!(fields(b"A") != fields(b"B"));
}

proptest! {
    #[test]
    fn multiples_of_the_generators_are_points_and_their_neighbours_are_none(scalar in 1u64.., bit in 0usize..256) {
        let one = first(&(G1Affine::generator() * ark_bn254::Fr::from(scalar)).into());
        prop_assert!(is_on_first_curve(&one));
        let two = second(&(G2Affine::generator() * ark_bn254::Fr::from(scalar)).into());
        prop_assert!(is_on_second_curve(&two));
        let mut other = one;
        other[1][bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!is_on_first_curve(&other));
        for place in 0..4 {
            let mut other = two;
            other[place][bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!is_on_second_curve(&other));
        }
    }
}
