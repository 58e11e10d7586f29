//! The assets that are staked, and what they are worth.

use super::{
    abi::*,
    errors,
    records::{Asset, FeedChange, NextFeed},
    AssetTerms, RewardPool, MAX_ASSETS, PRICED_HISTORY,
};
use blueprint_hooks::{
    ensure,
    env::{block_number, now},
    Address, Event, Result, U256,
};
use blueprint_rules::price::{check_round, Answer, RoundData, Snapshot};
use ink::storage::traits::StorageKey;

/// The most decimals of an asset and of a feed: those that a price scaled by 1e18 can be computed with in 256
/// bits.
pub const MAX_DECIMALS: u8 = 36;

/// Seconds between setting another feed of an asset and its first price: as long as the notice of a
/// commission, so that delegators can leave.
pub const FEED_DELAY: u64 = 7 * 24 * 60 * 60;

/// A round of a feed, with Chainlink's field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The round.
    pub round_id: u64,
    /// USD per whole token, in the feed's decimals.
    pub answer: U256,
    /// Second of the answer.
    pub updated_at: u64,
    /// The round in which the answer was computed.
    pub answered_in_round: u64,
    /// Decimals of the answer.
    pub decimals: u8,
}

impl<KEY: StorageKey> RewardPool<KEY> {
    /// Adds an asset; returns its number. Assets are weighed by their prices, so every one before must
    /// have had one. Errors: `HistoryOutOfBounds`, `TooManyAssets`, `TooManyDecimals`, `NoAnswerPossible`, `NoFeed`, `NoPrice`.
    pub fn add_asset(&mut self, terms: AssetTerms) -> Result<u8> {
        let (asset, most) = (self.asset_count(), MAX_ASSETS as u8);
        ensure!(asset < most, TooManyAssets { most });
        // An asset that could never be valued would earn nothing.
        at_most(terms.decimals)?;
        let feed = FeedChange {
            feed: terms.feed,
            decimals: terms.feed_decimals,
            max_age: terms.max_age,
            min_answer: terms.min_answer,
            max_answer: terms.max_answer,
        };
        check_feed(&feed)?;
        ensure!(asset == 0 || !terms.feed.is_zero(), NoFeed { asset });
        for asset in 0..asset {
            ensure!(self.priced(asset), NoPrice { asset });
        }
        // An era that is settled later than that would be paid by later prices.
        let (most, received) = (PRICED_HISTORY, self.history());
        let priced = asset == 0 || received <= most;
        ensure!(priced, HistoryOutOfBounds { most, received });
        let record = Asset {
            terms,
            ..Asset::default()
        };
        self.assets.set(&asset, &record);
        self.asset_count.set(&asset.saturating_add(1));
        let AssetTerms { token, feed, .. } = terms;
        AssetAdded { asset, token, feed }.emit();
        Ok(asset)
    }

    /// Sets another feed of an asset. It takes over after [`FEED_DELAY`], and at once where there was none.
    /// Errors: `UnknownAsset`, `NoFeed`, `TooManyDecimals`, `NoAnswerPossible`.
    pub fn set_feed(&mut self, asset: u8, feed: FeedChange) -> Result<()> {
        let mut record = self.asset(asset)?;
        ensure!(!feed.feed.is_zero(), NoFeed { asset });
        check_feed(&feed)?;
        let from = match record.terms.feed.is_zero() {
            true => now(),
            false => now().saturating_add(FEED_DELAY),
        };
        record.next_feed = Some(NextFeed { feed, from });
        self.assets.set(&asset, &record);
        let feed = feed.feed;
        FeedSet { asset, feed, from }.emit();
        Ok(())
    }

    /// Takes no more stake in an asset; what is staked earns for the running era and no more, and can
    /// leave. Errors: `UnknownAsset`, `AssetRetired`.
    pub fn retire_asset(&mut self, asset: u8) -> Result<()> {
        let mut record = self.asset(asset)?;
        ensure!(record.retired_after.is_none(), AssetRetired { asset });
        let last_era = self.terms()?.era(block_number());
        record.retired_after = Some(last_era);
        self.assets.set(&asset, &record);
        AssetRetiredAfter { asset, last_era }.emit();
        Ok(())
    }

    /// Takes a price from an asset's feed. Errors: `UnknownAsset`, `CallerNotFeed`, `PriceRefused`.
    pub fn submit_price(&mut self, caller: Address, asset: u8, answer: Answered) -> Result<()> {
        let mut record = self.asset(asset)?;
        let (expected, received) = (record.terms.feed, caller);
        let admitted = received == expected && received != Address::zero();
        ensure!(admitted, CallerNotFeed { expected, received });
        let round = RoundData {
            round_id: u128::from(answer.round_id),
            answer: Answer::positive(answer.answer),
            updated_at: answer.updated_at,
            answered_in_round: u128::from(answer.answered_in_round),
            decimals: answer.decimals,
        };
        let price_e18 = check_round(&round, &record.feed_terms(), now()).map_err(errors::price)?;
        let taken_at = answer.updated_at;
        record.last_round = answer.round_id;
        let mut prices = self.prices.get(&asset).unwrap_or_default();
        let price = Snapshot {
            price_e18,
            taken_at,
        };
        prices.accept(self.terms()?.era(block_number()), price);
        self.assets.set(&asset, &record);
        self.prices.set(&asset, &prices);
        PriceAccepted {
            asset,
            price_e18,
            taken_at,
        }
        .emit();
        Ok(())
    }

    /// How many assets there are.
    pub fn asset_count(&self) -> u8 {
        self.asset_count.get().unwrap_or_default()
    }

    /// An asset, with the feed it has now. Errors: `UnknownAsset`.
    pub fn asset(&self, asset: u8) -> Result<Asset> {
        match self.assets.get(&asset) {
            Some(record) => Ok(record.at(now())),
            None => Err(UnknownAsset {
                known: self.asset_count(),
                received: asset,
            }
            .into()),
        }
    }

    /// Its last price, scaled by 1e18, and whether it is young enough that it would be accepted now.
    /// Errors: `UnknownAsset`.
    pub fn price_of(&self, asset: u8) -> Result<(U256, bool)> {
        let max_age = self.asset(asset)?.terms.max_age;
        let last = self.prices.get(&asset).and_then(|it| it.last());
        Ok(last.map_or((U256::zero(), false), |last| {
            let age = now().saturating_sub(last.taken_at);
            (last.price_e18, age <= max_age)
        }))
    }

    /// Its price at the end of an era, scaled by 1e18: the last one accepted until then, however old.
    pub fn price_at_end_of(&self, asset: u8, era: u64) -> U256 {
        let prices = self.prices.get(&asset).unwrap_or_default();
        prices.at_end_of(era)
    }

    /// Whether it ever had a price.
    pub(super) fn priced(&self, asset: u8) -> bool {
        let prices = self.prices.get(&asset);
        prices.is_some_and(|prices| prices.last().is_some())
    }
}

fn at_most(received: u8) -> Result<()> {
    let most = MAX_DECIMALS;
    ensure!(received <= most, TooManyDecimals { most, received });
    Ok(())
}

/// Whether an answer of the feed could be accepted.
fn check_feed(it: &FeedChange) -> Result<()> {
    at_most(it.decimals)?;
    let (min_answer, max_answer, max_age) = (it.min_answer, it.max_answer, it.max_age);
    // Answers lie strictly between the bounds.
    let possible = max_answer.saturating_sub(min_answer) > U256::one() && max_age > 0;
    let none = NoAnswerPossible {
        min_answer,
        max_answer,
        max_age,
    };
    ensure!(it.feed.is_zero() || possible, none);
    Ok(())
}
