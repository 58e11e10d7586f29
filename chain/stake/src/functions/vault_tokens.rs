//! The prices of vaults' tokens, by what a share owns.

use crate::{
    Accepted, AssetId, Balance, Config, LiquidVaults, Pallet, VaultRates, WeightInfo, WeightOf,
};
use blueprint_rules::{
    math::{mul_div_floor, U256},
    price::Snapshot,
};
use frame_support::{traits::Get, weights::Weight};

/// The rate of a vault: what its shares own, and how many there are.
type Rate = (Balance, Balance);

impl<T: Config> Pallet<T> {
    /// Prices the accepted tokens of vaults: by the chain's token, and by the lower of the rate now and the one an era ago, so
    /// that nothing which raises a rate for a moment raises a price.
    pub(crate) fn price_vault_tokens() {
        let assets = Accepted::<T>::get();
        let is_vault =
            |asset: &AssetId| matches!(asset, AssetId::Asset(id) if T::Liquid::exists(*id));
        if !assets.iter().any(|terms| is_vault(&terms.asset)) {
            return;
        }
        let Some(native) = assets.iter().find(|terms| terms.asset == AssetId::Native) else {
            return;
        };
        let (token, decimals) = (native.last, native.decimals);
        let mut priced = assets.clone();
        for terms in priced.iter_mut() {
            let AssetId::Asset(vault) = terms.asset else {
                continue;
            };
            let Some(rate) = T::Liquid::rate(vault) else {
                continue;
            };
            let earlier = VaultRates::<T>::get(vault).unwrap_or(rate);
            VaultRates::<T>::insert(vault, rate);
            terms.last = token.and_then(|token| {
                let price = |rate| share_price(token.price_e18, rate, terms.decimals, decimals);
                Some(Snapshot {
                    price_e18: price(rate)?.min(price(earlier)?),
                    taken_at: token.taken_at,
                })
            });
        }
        Accepted::<T>::put(priced);
    }

    /// What [`Self::price_vault_tokens`] adds to the end of an era.
    pub(crate) fn vault_tokens_weight() -> Weight {
        WeightOf::<T>::vault_rate()
            .saturating_add(T::Liquid::rate_weight())
            .saturating_mul(T::MaxAssets::get().into())
    }
}

/// The price of a whole share of `decimals`, in USD scaled by 1e18, rounded down, where a whole unit of the chain's token, of
/// `token_decimals`, costs `token_e18`:
/// `token_e18 · assets / shares · 10^decimals / 10^token_decimals`. `None` where it exceeds 256 bits.
fn share_price(
    token_e18: U256,
    (assets, shares): Rate,
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
        assert_eq!(
            share_price((2 * DOLLAR).into(), even, 18, 12),
            Some((2 * DOLLAR).into())
        );
        let slashed = (500, 1_000_000_000);
        assert_eq!(
            share_price((2 * DOLLAR).into(), slashed, 18, 12),
            Some(DOLLAR.into())
        );
    }

    #[test]
    fn share_of_nothing_costs_nothing_and_without_shares_there_is_no_price() {
        assert_eq!(
            share_price(DOLLAR.into(), (0, 5), 18, 12),
            Some(U256::zero())
        );
        assert_eq!(share_price(DOLLAR.into(), (5, 0), 18, 12), None);
        assert_eq!(share_price(U256::MAX, (5, 1), 18, 12), None);
    }
}
