//! Parts per billion as `sp_arithmetic::Perbill` computes them.

use blueprint_rules::math::{mul_div_floor, mul_div_saturating, Rounding, PPB, U256};

/// `Perbill::from_rational(p, q)`: floor of `1e9 * p / q`, at most a whole, and a whole when `q`
/// is zero.
pub(super) fn ppb_from_rational(p: U256, q: U256) -> U256 {
    let whole = U256::from(PPB);
    if p >= q {
        return whole;
    }
    mul_div_floor(p, whole, q).unwrap_or(whole)
}

/// `Perbill::mul_floor`: `amount * ppb / 1e9`, rounded down. `ppb` is at most a whole.
pub(super) fn ppb_mul_floor(ppb: U256, amount: U256) -> U256 {
    let whole = U256::from(PPB);
    mul_div_floor(amount, ppb.min(whole), whole).unwrap_or(amount)
}

/// `Perbill * amount`: `amount * ppb / 1e9`, rounded to the nearest integer, a half down.
pub(super) fn ppb_mul_nearest(ppb: U256, amount: U256) -> U256 {
    let whole = U256::from(PPB);
    mul_div_saturating(amount, ppb.min(whole), whole, Rounding::NearestTiesDown).unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratio_of_nothing_to_nothing_is_a_whole() {
        assert_eq!(ppb_from_rational(U256::zero(), U256::zero()), PPB.into());
        assert_eq!(ppb_from_rational(U256::one(), U256::zero()), PPB.into());
    }

    #[test]
    fn half_a_unit_rounds_down() {
        let half = U256::from(PPB / 2);
        assert_eq!(ppb_mul_nearest(half, 1.into()), 0.into());
        assert_eq!(ppb_mul_nearest(half, 3.into()), 1.into());
        assert_eq!(ppb_mul_nearest(half + 1, 1.into()), 1.into());
    }

    #[test]
    fn whole_of_the_largest_amount_is_itself() {
        assert_eq!(ppb_mul_nearest(PPB.into(), U256::MAX), U256::MAX);
        assert_eq!(ppb_mul_floor(PPB.into(), U256::MAX), U256::MAX);
    }
}
