//! The assets that are staked, and what they are worth.

use super::{abi::*, errors, records::Asset, AssetTerms, RewardPool, MAX_ASSETS};
use blueprint_hooks::{ensure, env::now, Address, Event, Result, U256};
use blueprint_rules::price::{check_round, Answer, RoundData, Snapshot};
use ink::storage::traits::StorageKey;

/// The most decimals of an asset and of a feed: those that a price scaled by 1e18 can be computed with in 256
/// bits.
pub const MAX_DECIMALS: u8 = 36;

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
    /// Adds an asset for good; returns its number. Errors: `TooManyAssets`, `TooManyDecimals`,
    /// `NoAnswerPossible`.
    pub fn add_asset(&mut self, terms: AssetTerms) -> Result<u8> {
        let (asset, most) = (self.asset_count(), MAX_ASSETS as u8);
        ensure!(asset < most, TooManyAssets { most });
        // An asset that could never be valued would stop every operator.
        for received in [terms.decimals, terms.feed_decimals] {
            let most = MAX_DECIMALS;
            ensure!(received <= most, TooManyDecimals { most, received });
        }
        let AssetTerms {
            min_answer,
            max_answer,
            max_age,
            ..
        } = terms;
        // Answers lie strictly between the bounds.
        let possible = max_answer.saturating_sub(min_answer) > U256::one() && max_age > 0;
        let none = NoAnswerPossible {
            min_answer,
            max_answer,
            max_age,
        };
        ensure!(terms.feed.is_zero() || possible, none);
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
        record.last = Some(Snapshot {
            price_e18,
            taken_at,
        });
        self.assets.set(&asset, &record);
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

    /// An asset. Errors: `UnknownAsset`.
    pub fn asset(&self, asset: u8) -> Result<Asset> {
        match self.assets.get(&asset) {
            Some(record) => Ok(record),
            None => Err(UnknownAsset {
                known: self.asset_count(),
                received: asset,
            }
            .into()),
        }
    }

    /// Its price, scaled by 1e18, and whether it is young enough to be used. Errors: `UnknownAsset`.
    pub fn price_of(&self, asset: u8) -> Result<(U256, bool)> {
        let record = self.asset(asset)?;
        let last = record.last.map(|last| last.price_e18).unwrap_or_default();
        Ok((last, !record.price(now()).is_zero()))
    }
}
