//! hash_to_curve of RFC 9380 with the suite `BN254G1_XMD:KECCAK-256_SVDW_RO_`.

use crate::proof::{Hash, Hasher};
use crypto_bigint::{
    impl_modulus,
    modular::constant_mod::{Residue, ResidueParams},
    Encoding, Integer, U256,
};

impl_modulus!(
    Prime,
    U256,
    "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47"
);
/// A number modulo the prime of the curve's coordinates.
pub(super) type Field = Residue<Prime, { U256::LIMBS }>;

/// Coordinates x and y, big endian, as the precompiles take them.
pub type Point = [Hash; 2];

/// Raises a number to a power modulo [`modulus`]; the first argument is the base. All are big endian. `None` where the
/// host cannot.
pub trait Power: Fn(&Hash, &Hash) -> Option<Hash> {}

impl<F: Fn(&Hash, &Hash) -> Option<Hash>> Power for F {}

/// The bytes that keccak-256 takes in at a time.
const RATE: usize = 136;

/// The map's constants (RFC 9380, 6.6.1) with Z = 1: c1 is Z^3 + 3.
const C1: Field = Field::new(&U256::from_u8(4));
/// c2 is -Z/2.
const C2: Field = number("183227397098d014dc2822db40c0ac2ecbc0b548b438e5469e10460b6c3e7ea3");
/// c3 is the even root of -3 c1.
const C3: Field = number("00000000000000016789af3a83522eb353c98fc6b36d713d5d8d1cc5dffffffa");
/// c4 is -4/3 c1.
const C4: Field = number("10216f7ba065e00de81ac1e7808072c9dd2b2385cd7b438469602eb24829a9bd");
/// The curve is y^2 = x^3 + 3.
pub(super) const B: Field = Field::new(&U256::from_u8(3));
/// 2^128.
const SHIFT: Field = number("0000000000000000000000000000000100000000000000000000000000000000");

/// To this power a number is its inverse, and 0 is 0.
const INVERSE: U256 = Prime::MODULUS.wrapping_sub(&U256::from_u8(2));
/// To this power a number is one of its roots, where it has any: the prime is 3 modulo 4.
const ROOT: U256 = Prime::MODULUS.wrapping_add(&U256::ONE).shr_vartime(2);

pub(super) const fn number(hex: &str) -> Field {
    Field::new(&U256::from_be_hex(hex))
}

/// The prime of the curve's coordinates, big endian.
pub fn modulus() -> Hash {
    Prime::MODULUS.to_be_bytes()
}

/// Two points whose sum is the message's hash in a domain, which is 255 bytes at most. `None` where a power cannot be had.
/// Of the powers it takes 4 at least and 8 at most.
pub fn hash_to_curve<H: Hasher>(
    keccak: &H,
    power: &impl Power,
    domain: &[u8],
    message: &Hash,
) -> Option<[Point; 2]> {
    let [first, second] = hash_to_field(keccak, domain, message)?;
    Some([map(power, &first)?, map(power, &second)?])
}

/// Two numbers of a message: 96 bytes of expand_message_xmd (RFC 9380, 5.3.1), 48 for each.
pub(super) fn hash_to_field<H: Hasher>(
    keccak: &H,
    domain: &[u8],
    message: &Hash,
) -> Option<[Field; 2]> {
    // The domain's length stands behind it.
    let behind = [u8::try_from(domain.len()).ok()?];
    let length = 96u16.to_be_bytes();
    let seed = keccak.hash(&[&[0; RATE], message, &length, &[0], domain, &behind]);
    let one = keccak.hash(&[&seed, &[1], domain, &behind]);
    let two = keccak.hash(&[&xor(&seed, &one), &[2], domain, &behind]);
    let three = keccak.hash(&[&xor(&seed, &two), &[3], domain, &behind]);
    let [two_high, two_low] = halves(&two);
    let [one_high, one_low] = halves(&one);
    let [three_high, three_low] = halves(&three);
    Some([
        joined(&[one_high, one_low, two_high]),
        joined(&[two_low, three_high, three_low]),
    ])
}

fn xor(left: &Hash, right: &Hash) -> Hash {
    let mut both = *left;
    for (byte, other) in both.iter_mut().zip(right) {
        *byte ^= other;
    }
    both
}

/// The halves of a hash, as numbers.
fn halves(hash: &Hash) -> [Field; 2] {
    let number = U256::from_be_bytes(*hash);
    let low = number.bitand(&U256::from_u128(u128::MAX));
    [Field::new(&number.shr_vartime(128)), Field::new(&low)]
}

/// The number that three halves are, the highest first.
fn joined(parts: &[Field; 3]) -> Field {
    let none = Field::ZERO;
    parts
        .iter()
        .fold(none, |number, part| number.mul(&SHIFT).add(part))
}

/// The point of a number by Shallue and van de Woestijne's map (RFC 9380, 6.6.1 and F.1).
fn map(power: &impl Power, u: &Field) -> Option<Point> {
    let scaled = u.square().mul(&C1);
    let (more, less) = (Field::ONE.add(&scaled), Field::ONE.sub(&scaled));
    let inverse = raise(power, &more.mul(&less), &INVERSE)?;
    let offset = u.mul(&less).mul(&inverse).mul(&C3);
    let third = || {
        let ratio = more.square().mul(&inverse);
        ratio.square().mul(&C4).add(&Field::ONE)
    };
    // The first whose y exists. The third's does where the other two's do not.
    for x in [C2.sub(&offset), C2.add(&offset), third()] {
        let square = x.square().mul(&x).add(&B);
        let y = raise(power, &square, &ROOT)?;
        if y.square() == square {
            let y = if odd(&y) == odd(u) { y } else { y.neg() };
            return Some([to_bytes(&x), to_bytes(&y)]);
        }
    }
    None
}

fn raise(power: &impl Power, base: &Field, exponent: &U256) -> Option<Field> {
    let raised = power(&to_bytes(base), &exponent.to_be_bytes())?;
    Some(Field::new(&U256::from_be_bytes(raised)))
}

fn to_bytes(number: &Field) -> Hash {
    number.retrieve().to_be_bytes()
}

fn odd(number: &Field) -> bool {
    bool::from(number.retrieve().is_odd())
}
