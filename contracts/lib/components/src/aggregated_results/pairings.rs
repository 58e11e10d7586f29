//! Signatures by the precompiles.

use super::{
    abi::{BadPoint, PrecompileFailed},
    Hash,
};
use blueprint_hooks::{
    bn254::{self, G1, G1_GENERATOR, G2, MINUS_G2_GENERATOR},
    ensure, env, Result,
};
use blueprint_rules::{
    bn254::{hash_to_curve, is_on_first_curve, is_on_second_curve, modulus, Point},
    qos::aggregated_results::gamma,
};

/// The point at infinity of the first group.
pub const INFINITY: G1 = [[0; 32]; 2];
/// That of the second group.
pub const SECOND_INFINITY: G2 = [[0; 32]; 4];

/// The two points whose sum a key multiplies in the signature of a message. Errors: `PrecompileFailed`.
pub fn points(domain: &[u8], message: &Hash) -> Result<[Point; 2]> {
    let modulus = modulus();
    let power = |base: &Hash, exponent: &Hash| bn254::power(base, exponent, &modulus);
    let points = hash_to_curve(&env::keccak, &power, domain, message);
    Ok(points.ok_or(PrecompileFailed)?)
}

/// Errors where points are none of their curves: `BadPoint`.
pub fn check(signature: &G1, first: Option<&G1>, second: &G2) -> Result<()> {
    ensure!(is_on_first_curve(signature), BadPoint { point: 1 });
    ensure!(first.is_none_or(is_on_first_curve), BadPoint { point: 2 });
    ensure!(is_on_second_curve(second), BadPoint { point: 3 });
    Ok(())
}

/// Whether it is the signature of a message by a key, which is the same in both groups: two equations of pairings, of
/// which the second one is multiplied by a factor that no account chooses. All points are on their curves. Where a precompile
/// does not answer, there is none: that a point is of the second curve and not of the second group cannot be distinguished
/// from too little gas. Errors: `PrecompileFailed`.
pub fn verifies(
    signature: &G1,
    first: &G1,
    second: &G2,
    domain: &[u8],
    message: &Hash,
) -> Result<bool> {
    let [one, two] = points(domain, message)?;
    let hash = sum(&one, &two)?;
    let factor = gamma(&env::keccak, signature, first, &hash, second);
    let times = |point: &G1| bn254::multiply(point, &factor).ok_or(PrecompileFailed);
    let left = sum(signature, &times(first)?)?;
    let right = sum(&hash, &times(&G1_GENERATOR)?)?;
    let cancel = bn254::pairings_cancel(&left, &MINUS_G2_GENERATOR, &right, second);
    Ok(cancel.ok_or(PrecompileFailed)?)
}

/// Errors: `PrecompileFailed`.
pub fn sum(left: &G1, right: &G1) -> Result<G1> {
    Ok(bn254::add(left, right).ok_or(PrecompileFailed)?)
}

/// Errors: `PrecompileFailed`.
pub fn difference(left: &G1, right: &G1) -> Result<G1> {
    let minus = bn254::minus(right).ok_or(PrecompileFailed)?;
    sum(left, &minus)
}
