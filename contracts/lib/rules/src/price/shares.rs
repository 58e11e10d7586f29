//! Shares of stake, priced by what they own.

use crate::math::{mul_div_floor, U256};

/// The price of a whole share of `decimals`, in USD scaled by 1e18, rounded down: `shares` own `assets`, in base units, of a token
/// of `token_decimals`, a whole unit of which costs `token_e18`.
///
/// `token_e18 · assets / shares · 10^decimals / 10^token_decimals`. `None` where there are no shares, or where it exceeds 256 bits.
pub fn share_price(
    token_e18: U256,
    (assets, shares): (u128, u128),
    decimals: u8,
    token_decimals: u8,
) -> Option<U256> {
    let ten = U256::from(10u8);
    let whole_shares = token_e18.checked_mul(ten.checked_pow(decimals.into())?)?;
    let units = U256::from(shares).checked_mul(ten.checked_pow(token_decimals.into())?)?;
    mul_div_floor(whole_shares, assets.into(), units)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOLLAR: u64 = 1_000_000_000_000_000_000;

    #[test]
    fn share_costs_what_it_owns() {
        // A million shares of 18 decimals a unit of 12 decimals: a whole share is a whole token.
        let even = (1_000, 1_000_000_000);
        let price = (2 * DOLLAR).into();
        assert_eq!(share_price(price, even, 18, 12), Some(price));
        let slashed = (500, 1_000_000_000);
        assert_eq!(share_price(price, slashed, 18, 12), Some(DOLLAR.into()));
    }

    #[test]
    fn share_of_nothing_costs_nothing_and_without_shares_there_is_no_price() {
        let price = |rate| share_price(DOLLAR.into(), rate, 18, 12);
        assert_eq!(price((0, 5)), Some(U256::zero()));
        assert_eq!(price((5, 0)), None);
        assert_eq!(share_price(U256::MAX, (5, 1), 18, 12), None);
    }
}
