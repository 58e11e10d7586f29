//! Amounts for people: tokens with three decimals, shares in basis points.

use blueprint_rules::math::{mul_div_saturating, Rounding, BPS, U256};

/// Decimals of a token that are printed; presets have at least as many.
const SHOWN: u32 = 3;

/// `amount` base units as tokens with three decimals, rounded down.
pub fn tokens(amount: U256, decimals: u8) -> String {
    let shown = U256::exp10(SHOWN as usize);
    let unit = U256::exp10(usize::from(decimals).saturating_sub(SHOWN as usize));
    let (whole, fraction) = (amount / unit).div_mod(shown);
    format!("{whole}.{:03}", fraction.low_u32())
}

/// `part` of `whole` in basis points, to the nearest; 0 of nothing.
pub fn share_bps(part: U256, whole: U256) -> u64 {
    mul_div_saturating(part, BPS.into(), whole, Rounding::NearestTiesDown)
        .map_or(0, |bps| bps.low_u64())
}

/// Basis points as a percentage with two decimals.
pub fn percent(bps: u64) -> String {
    format!("{}.{:02}", bps / 100, bps % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_cut_and_not_rounded_up() {
        assert_eq!(tokens(U256::from(1_999_999), 6), "1.999");
        assert_eq!(tokens(U256::from(999), 6), "0.000");
        assert_eq!(tokens(U256::exp10(19), 18), "10.000");
    }

    #[test]
    fn shares_of_nothing_are_nothing() {
        assert_eq!(share_bps(U256::one(), U256::zero()), 0);
        assert_eq!(share_bps(U256::one(), U256::from(3)), 3_333);
        assert_eq!(percent(3_333), "33.33");
        assert_eq!(percent(5), "0.05");
    }
}
