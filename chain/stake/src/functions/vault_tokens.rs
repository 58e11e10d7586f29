//! The prices of vaults' tokens, by what a share owns.

use crate::{Accepted, AssetId, Config, LiquidVaults, Pallet, VaultRates, WeightInfo, WeightOf};
use blueprint_rules::price::{share_price, Snapshot};
use frame_support::{traits::Get, weights::Weight};

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
