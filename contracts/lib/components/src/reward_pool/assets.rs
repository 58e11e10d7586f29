//! The assets that are staked, and what they are worth.

use super::{now, records::Asset, AssetAdded, PriceAccepted, RewardError, RewardPool, MAX_ASSETS};
use blueprint_hooks::Event;
use blueprint_rules::price::{check_round, Answer, RoundData, Snapshot};
use ink::{storage::traits::StorageKey, Address, U256};

/// An asset as it is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetTerms {
    /// Its token; zero for the native one.
    pub token: Address,
    /// Its decimals.
    pub decimals: u8,
    /// Who tells its price; zero if nobody does, which will do while it is the only one.
    pub feed: Address,
    /// Decimals of the feed's answers.
    pub feed_decimals: u8,
    /// Oldest answer accepted and used, in seconds.
    pub max_age: u64,
    /// An answer must be above it.
    pub min_answer: U256,
    /// An answer must be below it.
    pub max_answer: U256,
}

/// An answer of a feed.
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
    /// Adds an asset; returns its number.
    ///
    /// # Errors
    /// There are [`MAX_ASSETS`].
    pub fn add_asset(&mut self, terms: AssetTerms) -> Result<u8, RewardError> {
        let asset = self.asset_count();
        let most = MAX_ASSETS as u8;
        if asset >= most {
            return Err(RewardError::TooManyAssets { most });
        }
        let AssetTerms {
            token,
            decimals,
            feed,
            feed_decimals,
            max_age,
            min_answer,
            max_answer,
        } = terms;
        let record = Asset {
            token,
            decimals,
            feed,
            feed_decimals,
            max_age,
            min_answer,
            max_answer,
            last_round: 0,
            last: None,
        };
        self.assets.set(&asset, &record);
        self.asset_count.set(&asset.saturating_add(1));
        AssetAdded { asset, token, feed }.emit();
        Ok(asset)
    }

    /// Takes a price from an asset's feed.
    ///
    /// # Errors
    /// `caller` is not the feed, or the answer is stale, out of bounds, of another round or of
    /// other decimals.
    pub fn submit_price(
        &mut self,
        caller: Address,
        asset: u8,
        answer: Answered,
    ) -> Result<(), RewardError> {
        let mut record = self.asset(asset)?;
        if record.feed != caller || caller == Address::zero() {
            return Err(RewardError::CallerNotFeed {
                expected: record.feed,
                received: caller,
            });
        }
        let round = RoundData {
            round_id: u128::from(answer.round_id),
            answer: Answer::positive(answer.answer),
            updated_at: answer.updated_at,
            answered_in_round: u128::from(answer.answered_in_round),
            decimals: answer.decimals,
        };
        let price_e18 = check_round(&round, &record.terms(), now())?;
        record.last_round = answer.round_id;
        record.last = Some(Snapshot {
            price_e18,
            taken_at: answer.updated_at,
        });
        self.assets.set(&asset, &record);
        PriceAccepted {
            asset,
            price_e18,
            taken_at: answer.updated_at,
        }
        .emit();
        Ok(())
    }

    /// How many assets there are.
    pub fn asset_count(&self) -> u8 {
        self.asset_count.get().unwrap_or_default()
    }

    /// An asset.
    ///
    /// # Errors
    /// There is no such one.
    pub fn asset(&self, asset: u8) -> Result<Asset, RewardError> {
        self.assets.get(&asset).ok_or(RewardError::UnknownAsset {
            known: self.asset_count(),
            received: asset,
        })
    }

    /// Its price, scaled by 1e18, and whether it is young enough to be used.
    pub fn price_of(&self, asset: u8) -> Result<(U256, bool), RewardError> {
        let record = self.asset(asset)?;
        let last = record.last.map(|last| last.price_e18).unwrap_or_default();
        Ok((last, !record.price(now()).is_zero()))
    }
}
