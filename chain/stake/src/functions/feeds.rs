//! Prices that a contract answers for.

use crate::{AssetId, Config, Error, Event, Pallet, PriceFeed, PriceFeeds};
use alloc::vec::Vec;
use alloy_sol_types::SolCall;
use blueprint_rules::price::{Snapshot, SnapshotError};
use committee::IOracleCommittee::{freshValueOfCall, freshValueOfReturn};
use frame_support::{dispatch::DispatchResult, weights::Weight};

/// The interface that a feed has, of which one function is called.
#[allow(
    missing_docs,
    clippy::too_many_arguments,
    reason = "generated: what the .sol file documents is documented there"
)]
mod committee {
    alloy_sol_types::sol!("../../abi/solidity/library/IOracleCommittee.sol");
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_price_feed(asset: AssetId, feed: Option<PriceFeed>) -> DispatchResult {
        Self::accepted(asset)?;
        Self::ensure_no_vault_token(asset)?;
        PriceFeeds::<T>::set(asset, feed);
        Self::deposit_event(Event::PriceFeedSet { asset, feed });
        Ok(())
    }

    /// Take the price that the feed of an asset answers now. Adds to the weight what the contract used.
    pub(crate) fn do_update_price(asset: AssetId, weight: &mut Weight) -> DispatchResult {
        let feed = PriceFeeds::<T>::get(asset).ok_or(Error::<T>::NoPriceFeed)?;
        storage_layers::ensure_left(storage_layers::FOR_HOOKS)?;
        let (answer, used) =
            pallet_services::Pallet::<T>::read_contract(feed.committee, question(&feed));
        *weight = weight.saturating_add(used);
        let (price_e18, time) = decode(&answer?).ok_or(Error::<T>::PriceUnreadable)?;
        let next = Snapshot {
            price_e18: price_e18.into(),
            taken_at: time,
        };
        let last = Self::terms_of(asset)?.last;
        let follows = next.follows(last, pallet_services::Pallet::<T>::unix_seconds());
        follows.map_err(|error| match error {
            SnapshotError::Ahead => Error::<T>::PriceUnreadable,
            SnapshotError::NotNewer => Error::PriceNotNew,
        })?;
        Self::take_price(asset, price_e18, time)
    }
}

/// The calldata of `freshValueOf`, which reverts where the answer is missing or too old.
fn question(feed: &PriceFeed) -> Vec<u8> {
    let question = feed.question.0.into();
    freshValueOfCall { question }.abi_encode()
}

/// USD per whole token, scaled by 1e18, and the time of the answer in unix seconds; `None` where the answer is
/// malformed, or the price exceeds 128 bits.
fn decode(answer: &[u8]) -> Option<(u128, u64)> {
    let freshValueOfReturn { value, time } =
        freshValueOfCall::abi_decode_returns_validate(answer).ok()?;
    Some((value.try_into().ok()?, time))
}
