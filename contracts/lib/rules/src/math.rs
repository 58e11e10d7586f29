//! Integer arithmetic with the rounding named in the function. Every product is taken in 512 bits,
//! so that only a result that does not fit 256 bits is refused.

pub use primitive_types::{U256, U512};

/// Basis points in a whole.
pub const BPS: u64 = 10_000;
/// Parts in a whole, when a whole is 1e18.
pub const WAD: u64 = 1_000_000_000_000_000_000;
/// Parts per billion in a whole.
pub const PPB: u64 = 1_000_000_000;

/// `a * b / d`, rounded down. `None` when `d` is zero or the quotient exceeds 256 bits.
pub fn mul_div_floor(a: U256, b: U256, d: U256) -> Option<U256> {
    if d.is_zero() {
        return None;
    }
    U256::try_from(a.full_mul(b) / U512::from(d)).ok()
}

/// `a * b / d`, rounded up. `None` when `d` is zero or the quotient exceeds 256 bits.
pub fn mul_div_ceil(a: U256, b: U256, d: U256) -> Option<U256> {
    if d.is_zero() {
        return None;
    }
    let (quotient, rest) = a.full_mul(b).div_mod(U512::from(d));
    let quotient = U256::try_from(quotient).ok()?;
    if rest.is_zero() {
        Some(quotient)
    } else {
        quotient.checked_add(U256::one())
    }
}

/// The least value that half of the weight of all items does not exceed; sorts the items by value. `None` without items.
pub fn weighted_median<T, V: Ord>(
    items: &mut [T],
    weight: impl Fn(&T) -> u128,
    value: impl Fn(&T) -> V,
) -> Option<V> {
    let add = |sum: U256, it: &T| sum.saturating_add(weight(it).into());
    items.sort_unstable_by_key(|it| value(it));
    let all = items.iter().fold(U256::zero(), add);
    let mut seen = U256::zero();
    for item in items.iter() {
        seen = add(seen, item);
        if seen.saturating_add(seen) >= all {
            return Some(value(item));
        }
    }
    None
}

/// `bps` basis points of `amount`, rounded down. `bps` above 10,000 counts as 10,000.
pub fn bps_floor(amount: U256, bps: u32) -> U256 {
    let bps = U256::from(bps).min(U256::from(BPS));
    mul_div_floor(amount, bps, U256::from(BPS)).unwrap_or(amount)
}

/// `bps` basis points of `amount`, rounded up. `bps` above 10,000 counts as 10,000.
pub fn bps_ceil(amount: U256, bps: u32) -> U256 {
    let bps = U256::from(bps).min(U256::from(BPS));
    mul_div_ceil(amount, bps, U256::from(BPS)).unwrap_or(amount)
}

/// Rounding of the remainder of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards zero.
    Down,
    /// Away from zero: a dust amount never becomes nothing.
    Up,
    /// To the nearest integer, a half downwards (Substrate's `Perbill * Balance`).
    NearestTiesDown,
    /// To the nearest integer, a half to the even one (Cosmos' `RoundInt`).
    NearestTiesEven,
}

/// `a * b / d`, rounded as `rounding` says; a quotient above 256 bits counts as `U256::MAX`.
/// `None` only when `d` is zero.
pub fn mul_div_saturating(a: U256, b: U256, d: U256, rounding: Rounding) -> Option<U256> {
    if d.is_zero() {
        return None;
    }
    let (quotient, rest) = a.full_mul(b).div_mod(U512::from(d));
    // Both terms are below 2^256, so the doubled remainder fits 512 bits.
    let twice = rest + rest;
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => !rest.is_zero(),
        Rounding::NearestTiesDown => twice > U512::from(d),
        Rounding::NearestTiesEven => {
            twice > U512::from(d) || (twice == U512::from(d) && quotient.bit(0))
        }
    };
    let quotient = U256::try_from(quotient).unwrap_or(U256::MAX);
    Some(if up {
        quotient.saturating_add(U256::one())
    } else {
        quotient
    })
}
