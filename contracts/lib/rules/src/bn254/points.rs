//! Whether coordinates are those of a point, by the curve's equations.

use super::map::{number, Field, Point, Prime, B};
use crate::proof::Hash;
use crypto_bigint::{modular::constant_mod::ResidueParams, Encoding, U256};

/// Coordinates x and y of the second group, of each the imaginary part first, big endian, as the precompile takes them.
pub type SecondPoint = [Hash; 4];

/// The second curve is y^2 = x^3 + 3 / (9 + i): the real part of the last term.
const SECOND_REAL: Field =
    number("2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5");
/// Its imaginary part.
const SECOND_IMAGINARY: Field =
    number("009713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2");

/// Whether it is a point of the first group. That at infinity is none here: it has no coordinates.
pub fn is_on_first_curve([x, y]: &Point) -> bool {
    let (Some(x), Some(y)) = (coordinate(x), coordinate(y)) else {
        return false;
    };
    y.square() == x.square().mul(&x).add(&B)
}

/// Whether it is a point of the second curve. One such point of many is of the second group, which only the precompile
/// for pairings tells. The point at infinity is none here.
pub fn is_on_second_curve(point: &SecondPoint) -> bool {
    let [Some(xi), Some(xr), Some(yi), Some(yr)] = point.each_ref().map(coordinate) else {
        return false;
    };
    let (x, y) = (Pair(xr, xi), Pair(yr, yi));
    let Pair(real, imaginary) = x.times(&x).times(&x);
    let Pair(square, cross) = y.times(&y);
    square == real.add(&SECOND_REAL) && cross == imaginary.add(&SECOND_IMAGINARY)
}

/// A number with a real and an imaginary part.
struct Pair(Field, Field);

impl Pair {
    fn times(&self, other: &Self) -> Self {
        let real = self.0.mul(&other.0).sub(&self.1.mul(&other.1));
        let imaginary = self.0.mul(&other.1).add(&self.1.mul(&other.0));
        Self(real, imaginary)
    }
}

/// A coordinate that is below the prime: no point has two encodings.
fn coordinate(bytes: &Hash) -> Option<Field> {
    let value = U256::from_be_bytes(*bytes);
    (value < Prime::MODULUS).then(|| Field::new(&value))
}
