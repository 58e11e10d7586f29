//! The curve BN254: the point that a signature of a message multiplies ([`hash_to_curve`]), and whether coordinates are those of
//! a point. What costs more than a few multiplications is the host's.

mod map;
mod points;
#[cfg(test)]
mod tests;

pub use map::{hash_to_curve, modulus, Point, Power};
pub use points::{is_on_first_curve, is_on_second_curve, SecondPoint};
