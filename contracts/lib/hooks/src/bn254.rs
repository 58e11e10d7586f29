//! The curve BN254, by the precompiles at addresses 5 to 8. Numbers are big endian; a point is its x and y, zeros for
//! the point at infinity. Each function returns `None` where the host rejects its input.

use crate::{
    call::{Access, Callee},
    Address, U256,
};

/// A number of 256 bits.
pub type Number = [u8; 32];
/// A point of the first group.
pub type G1 = [Number; 2];
/// A point of the second group: x and y, of each the imaginary part first.
pub type G2 = [Number; 4];

/// The precompile for powers.
pub const MODEXP: Address = precompile(5);
/// The precompile for sums of points.
pub const ADD: Address = precompile(6);
/// The precompile for multiples of points.
pub const MUL: Address = precompile(7);
/// The precompile for pairings.
pub const PAIRING: Address = precompile(8);

/// The generator of the second group, negated.
pub const MINUS_G2_GENERATOR: G2 = [
    [
        0x19, 0x8e, 0x93, 0x93, 0x92, 0x0d, 0x48, 0x3a, 0x72, 0x60, 0xbf, 0xb7, 0x31, 0xfb, 0x5d,
        0x25, 0xf1, 0xaa, 0x49, 0x33, 0x35, 0xa9, 0xe7, 0x12, 0x97, 0xe4, 0x85, 0xb7, 0xae, 0xf3,
        0x12, 0xc2,
    ],
    [
        0x18, 0x00, 0xde, 0xef, 0x12, 0x1f, 0x1e, 0x76, 0x42, 0x6a, 0x00, 0x66, 0x5e, 0x5c, 0x44,
        0x79, 0x67, 0x43, 0x22, 0xd4, 0xf7, 0x5e, 0xda, 0xdd, 0x46, 0xde, 0xbd, 0x5c, 0xd9, 0x92,
        0xf6, 0xed,
    ],
    [
        0x27, 0x5d, 0xc4, 0xa2, 0x88, 0xd1, 0xaf, 0xb3, 0xcb, 0xb1, 0xac, 0x09, 0x18, 0x75, 0x24,
        0xc7, 0xdb, 0x36, 0x39, 0x5d, 0xf7, 0xbe, 0x3b, 0x99, 0xe6, 0x73, 0xb1, 0x3a, 0x07, 0x5a,
        0x65, 0xec,
    ],
    [
        0x1d, 0x9b, 0xef, 0xcd, 0x05, 0xa5, 0x32, 0x3e, 0x6d, 0xa4, 0xd4, 0x35, 0xf3, 0xb6, 0x17,
        0xcd, 0xb3, 0xaf, 0x83, 0x28, 0x5c, 0x2d, 0xf7, 0x11, 0xef, 0x39, 0xc0, 0x15, 0x71, 0x82,
        0x7f, 0x9d,
    ],
];

/// The generator of the first group.
pub const G1_GENERATOR: G1 = [word(1), word(2)];
/// The generator of the first group, negated.
pub const MINUS_G1_GENERATOR: G1 = [word(1), MINUS_TWO];

/// The prime of the coordinates less 2.
const MINUS_TWO: Number = [
    0x30, 0x64, 0x4e, 0x72, 0xe1, 0x31, 0xa0, 0x29, 0xb8, 0x50, 0x45, 0xb6, 0x81, 0x81, 0x58, 0x5d,
    0x97, 0x81, 0x6a, 0x91, 0x68, 0x71, 0xca, 0x8d, 0x3c, 0x20, 0x8c, 0x16, 0xd8, 0x7c, 0xfd, 0x45,
];
/// The prime of the coordinates.
const PRIME: Number = {
    let mut prime = MINUS_TWO;
    prime[31] = 0x47;
    prime
};

const fn precompile(number: u8) -> Address {
    let mut address = [0; 20];
    address[19] = number;
    ink::H160(address)
}

const fn word(value: u8) -> Number {
    let mut word = [0; 32];
    word[31] = value;
    word
}

/// `base` to the power of `exponent`, modulo `modulus`.
pub fn power(base: &Number, exponent: &Number, modulus: &Number) -> Option<Number> {
    // The lengths of the three, in bytes.
    let length = word(32);
    let input = [length, length, length, *base, *exponent, *modulus];
    call(MODEXP, input.as_flattened())
}

/// The sum of two points.
pub fn add(left: &G1, right: &G1) -> Option<G1> {
    let [x, y] = [left[0], left[1]];
    point(ADD, &[x, y, right[0], right[1]])
}

/// A multiple of a point.
pub fn multiply(of: &G1, by: &Number) -> Option<G1> {
    point(MUL, &[of[0], of[1], *by])
}

/// The point with the same x that cancels with this one. `None` where y is not below the prime.
pub fn minus(of: &G1) -> Option<G1> {
    let [x, y] = of;
    if *y == [0; 32] {
        return Some(*of);
    }
    let (prime, y) = (U256::from_big_endian(&PRIME), U256::from_big_endian(y));
    let negated = prime.checked_sub(y).filter(|it| !it.is_zero())?;
    Some([*x, negated.to_big_endian()])
}

/// Whether it is a point of the first group, other than the one at infinity.
pub fn is_of_first_group(point: &G1) -> bool {
    *point != [[0; 32]; 2] && add(point, &[[0; 32]; 2]).is_some()
}

/// Whether it is a point of the second group, other than the one at infinity: the pairings of a point and the negated
/// generator's cancel.
pub fn is_of_second_group(point: &G2) -> bool {
    *point != [[0; 32]; 4]
        && pairings_cancel(&G1_GENERATOR, point, &MINUS_G1_GENERATOR, point) == Some(true)
}

/// Whether the product of two pairings is one: `e(a, b) e(c, d)`.
pub fn pairings_cancel(a: &G1, b: &G2, c: &G1, d: &G2) -> Option<bool> {
    product_is_one(&[(a, b), (c, d)])
}

/// Whether the product of the pairings is one.
pub fn product_is_one<const PAIRS: usize>(pairs: &[(&G1, &G2); PAIRS]) -> Option<bool> {
    let mut input = [[[0; 32]; 6]; PAIRS];
    for (words, (first, second)) in input.iter_mut().zip(pairs) {
        let numbers = first.iter().chain(*second);
        words.iter_mut().zip(numbers).for_each(|(to, it)| *to = *it);
    }
    let product = call(PAIRING, input.as_flattened().as_flattened())?;
    Some(product == word(1))
}

fn point(precompile: Address, input: &[Number]) -> Option<G1> {
    let point: [u8; 64] = call(precompile, input.as_flattened())?;
    let (x, y) = point.split_first_chunk()?;
    Some([*x, *y.first_chunk()?])
}

fn call<const N: usize>(precompile: Address, input: &[u8]) -> Option<[u8; N]> {
    Callee::at(precompile).call_static(Access::View, input).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::mock;

    #[test]
    fn point_and_its_negation_have_coordinates_that_add_up_to_the_prime() {
        assert_eq!(minus(&G1_GENERATOR), Some(MINUS_G1_GENERATOR));
        assert_eq!(minus(&MINUS_G1_GENERATOR), Some(G1_GENERATOR));
        let infinity = [[0; 32]; 2];
        assert_eq!(minus(&infinity), Some(infinity));
        for beyond in [PRIME, [0xff; 32]] {
            assert_eq!(minus(&[word(1), beyond]), None);
        }
    }

    #[test]
    fn infinity_is_no_point_of_a_key() {
        let (infinity, sum) = ([[0; 32]; 2], [[0; 32]; 4]);
        mock::returns(ADD, sum.as_flattened(), &[0; 64]);
        assert!(add(&infinity, &infinity).is_some());
        assert!(!is_of_first_group(&infinity));
        let one = [G1_GENERATOR, infinity].concat();
        mock::returns(ADD, one.as_flattened(), G1_GENERATOR.as_flattened());
        assert!(is_of_first_group(&G1_GENERATOR));
        assert!(!is_of_first_group(&[word(1), word(3)]), "rejected");
    }
}
