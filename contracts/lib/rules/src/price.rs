//! Prices from an oracle's answers, and when an answer is rejected.
//!
//! A price is USD per whole token, scaled by 1e18; a value is USD scaled by 1e18. Answers are
//! checked as a Chainlink aggregator gives them. Slashing fails closed on a bad answer; rewards may
//! fall back on an earlier snapshot; leaving needs no price.

mod shares;

use crate::math::{mul_div_ceil, mul_div_floor, U256, WAD};
pub use shares::share_price;

/// Largest power of ten in 256 bits.
const MAX_EXP10: u32 = 77;

/// Decimals of a price and of a value.
const USD_DECIMALS: u32 = 18;

/// A signed answer: the ABI's `int256`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Below zero.
    pub negative: bool,
    /// Without the sign.
    pub magnitude: U256,
}

impl Answer {
    /// From the 256-bit ABI word, in two's complement.
    pub fn from_word(word: U256) -> Self {
        let negative = word.bit(255);
        Self {
            negative,
            magnitude: if negative {
                (!word).saturating_add(U256::one())
            } else {
                word
            },
        }
    }

    /// An answer that is not negative.
    pub fn positive(magnitude: U256) -> Self {
        Self {
            negative: false,
            magnitude,
        }
    }
}

/// Why a price or a value was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceError {
    /// The answer is zero or negative.
    NotPositive {
        /// The answer received.
        received: Answer,
    },
    /// The answer is older than the terms allow.
    Stale {
        /// Earliest second of an update that is accepted.
        expected_since: u64,
        /// Second of the update received.
        received: u64,
    },
    /// The answer is from the future.
    Early {
        /// Now, in seconds.
        expected_at_most: u64,
        /// Second of the update received.
        received: u64,
    },
    /// The round has no answer of its own: it was carried over from an earlier one.
    IncompleteRound {
        /// The round that was read.
        expected: u128,
        /// The round that was answered.
        received: u128,
    },
    /// The round is older than one seen before.
    RoundWentBack {
        /// The last round seen.
        expected_at_least: u128,
        /// The round received.
        received: u128,
    },
    /// The answer sits at or below the least the aggregator can report: the true price may be
    /// lower.
    AtMinimum {
        /// The answer must be above it.
        expected_above: U256,
        /// The answer received.
        received: U256,
    },
    /// The answer sits at or above the most the aggregator can report.
    AtMaximum {
        /// The answer must be below it.
        expected_below: U256,
        /// The answer received.
        received: U256,
    },
    /// The feed's decimals changed.
    WrongDecimals {
        /// Decimals in the terms.
        expected: u8,
        /// Decimals of the feed.
        received: u8,
    },
    /// The layer-2 sequencer is down, or back for too short a time for feeds to have caught up.
    SequencerUnsettled {
        /// Earliest second from which answers count; the largest number while it is down.
        expected_since: u64,
        /// Now, in seconds.
        received: u64,
    },
    /// A power of ten or a product exceeds 256 bits.
    Overflow,
}

/// `latestRoundData()` and `decimals()` of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundData {
    /// The round.
    pub round_id: u128,
    /// Its answer.
    pub answer: Answer,
    /// Second of the answer.
    pub updated_at: u64,
    /// The round in which the answer was computed.
    pub answered_in_round: u128,
    /// Decimals of the answer.
    pub decimals: u8,
}

/// What is accepted from a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedTerms {
    /// Decimals fixed when the feed was configured.
    pub decimals: u8,
    /// Oldest answer accepted, in seconds: a little above the feed's heartbeat.
    pub max_age: u64,
    /// The aggregator's `minAnswer`; an answer at it is refused.
    pub min_answer: U256,
    /// The aggregator's `maxAnswer`; an answer at it is refused.
    pub max_answer: U256,
    /// The last round seen; 0 to accept any.
    pub last_round: u128,
}

impl FeedTerms {
    /// One hour and no bounds: as Tangle's core uses.
    pub const fn unbounded(decimals: u8) -> Self {
        Self {
            decimals,
            max_age: 3_600,
            min_answer: U256::zero(),
            max_answer: U256::MAX,
            last_round: 0,
        }
    }
}

/// The price in `round`, scaled by 1e18, rounded down, if the terms accept it at `now` (seconds).
pub fn check_round(round: &RoundData, terms: &FeedTerms, now: u64) -> Result<U256, PriceError> {
    if round.decimals != terms.decimals {
        return Err(PriceError::WrongDecimals {
            expected: terms.decimals,
            received: round.decimals,
        });
    }
    if round.answered_in_round < round.round_id {
        return Err(PriceError::IncompleteRound {
            expected: round.round_id,
            received: round.answered_in_round,
        });
    }
    if round.round_id < terms.last_round {
        return Err(PriceError::RoundWentBack {
            expected_at_least: terms.last_round,
            received: round.round_id,
        });
    }
    if round.updated_at > now {
        return Err(PriceError::Early {
            expected_at_most: now,
            received: round.updated_at,
        });
    }
    if now - round.updated_at > terms.max_age {
        return Err(PriceError::Stale {
            expected_since: now - terms.max_age,
            received: round.updated_at,
        });
    }
    let answer = positive(round.answer)?;
    if answer <= terms.min_answer {
        return Err(PriceError::AtMinimum {
            expected_above: terms.min_answer,
            received: answer,
        });
    }
    if answer >= terms.max_answer {
        return Err(PriceError::AtMaximum {
            expected_below: terms.max_answer,
            received: answer,
        });
    }
    price_e18(answer, round.decimals)
}

/// Refuses every answer while the sequencer is down and for `grace` seconds after it came back.
/// `up_since` is the second it came back, or `None` while it is down.
pub fn check_sequencer(up_since: Option<u64>, grace: u64, now: u64) -> Result<(), PriceError> {
    let expected_since = up_since.map_or(u64::MAX, |since| since.saturating_add(grace));
    if now < expected_since {
        return Err(PriceError::SequencerUnsettled {
            expected_since,
            received: now,
        });
    }
    Ok(())
}

/// A price, and what an amount is worth at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsdValue {
    /// USD per whole token, scaled by 1e18.
    pub price_e18: U256,
    /// USD for the amount, scaled by 1e18.
    pub usd_e18: U256,
}

/// `chainlink_usd_value`: an amount of a token at a feed's answer (`tangle-network/tnt-core`,
/// `src/oracles/ChainlinkOracle.sol`). `price = answer * 10^(18 - feed decimals)`, or divided when
/// the feed has more; `usd = amount * price / 10^token decimals`; both rounded down. Refuses where
/// the source reverts: an answer that is not positive, a product above 256 bits.
pub fn chainlink_usd_value(
    amount: U256,
    token_decimals: u8,
    answer: Answer,
    feed_decimals: u8,
) -> Result<UsdValue, PriceError> {
    let price_e18 = price_e18(positive(answer)?, feed_decimals)?;
    let scaled = amount.checked_mul(price_e18).ok_or(PriceError::Overflow)?;
    Ok(UsdValue {
        price_e18,
        usd_e18: scaled / exp10(token_decimals.into())?,
    })
}

/// What `amount` of a token is worth, in USD scaled by 1e18, rounded down: a stake never counts for
/// more than it is.
pub fn usd_value(amount: U256, token_decimals: u8, price_e18: U256) -> Result<U256, PriceError> {
    mul_div_floor(amount, price_e18, exp10(token_decimals.into())?).ok_or(PriceError::Overflow)
}

/// The units of a token that are worth `usd_e18`, rounded up: a penalty fixed in USD is never
/// nothing.
pub fn tokens_for_usd(
    usd_e18: U256,
    token_decimals: u8,
    price_e18: U256,
) -> Result<U256, PriceError> {
    if price_e18.is_zero() {
        return Err(PriceError::NotPositive {
            received: Answer::positive(price_e18),
        });
    }
    mul_div_ceil(usd_e18, exp10(token_decimals.into())?, price_e18).ok_or(PriceError::Overflow)
}

/// An amount of one asset and its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssetStake {
    /// Staked, in units.
    pub amount: U256,
    /// Decimals of the asset.
    pub decimals: u8,
    /// The era's price, scaled by 1e18. One snapshot serves every operator.
    pub price_e18: U256,
}

/// The value of several assets together, in USD scaled by 1e18; each rounded down.
pub fn stake_usd(assets: impl IntoIterator<Item = AssetStake>) -> Result<U256, PriceError> {
    assets.into_iter().try_fold(U256::zero(), |sum, asset| {
        let value = usd_value(asset.amount, asset.decimals, asset.price_e18)?;
        sum.checked_add(value).ok_or(PriceError::Overflow)
    })
}

/// The part of `amount` that falls to an asset worth `usd_e18` of `total_usd_e18`, rounded down.
/// The parts of all assets sum to at most `amount`; the caller carries the rest. Zero when nothing
/// is worth anything.
pub fn usd_part(amount: U256, usd_e18: U256, total_usd_e18: U256) -> U256 {
    mul_div_floor(amount, usd_e18.min(total_usd_e18), total_usd_e18).unwrap_or(U256::zero())
}

/// A price that was accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Snapshot {
    /// Scaled by 1e18.
    pub price_e18: U256,
    /// Second at which it was taken.
    pub taken_at: u64,
}

/// Why a feed's answer is not the next price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// It is of a time to come.
    Ahead,
    /// It is of the time of the last price, or of an earlier one.
    NotNewer,
}

impl Snapshot {
    /// Whether it takes the place of the last price at `now`. Who passes it on chooses no older one. Errors: `Ahead`, `NotNewer`.
    pub fn follows(&self, last: Option<Snapshot>, now: u64) -> Result<(), SnapshotError> {
        if self.taken_at > now {
            return Err(SnapshotError::Ahead);
        }
        match last {
            Some(last) if self.taken_at <= last.taken_at => Err(SnapshotError::NotNewer),
            _ => Ok(()),
        }
    }
}

/// What a price is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceUse {
    /// To take something: only a good answer will do.
    Slashing,
    /// To weigh stakes against each other: an earlier snapshot will do for `max_age` seconds.
    Rewards {
        /// Oldest snapshot accepted, in seconds.
        max_age: u64,
    },
}

/// The price to use at `now`: the answer if it is good, for rewards else a snapshot that is young
/// enough, else the reason why the answer is not good.
pub fn price_for(
    purpose: PriceUse,
    answer: Result<U256, PriceError>,
    last: Option<Snapshot>,
    now: u64,
) -> Result<U256, PriceError> {
    answer.or_else(|why| match (purpose, last) {
        (PriceUse::Rewards { max_age }, Some(last))
            if now.saturating_sub(last.taken_at) <= max_age && !last.price_e18.is_zero() =>
        {
            Ok(last.price_e18)
        }
        _ => Err(why),
    })
}

/// Eras of which [`PriceHistory`] keeps the closing price.
pub const PRICED_ERAS: usize = 9;

/// The last price accepted in an era.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Closing {
    /// The era in which it was accepted.
    pub era: u64,
    /// Scaled by 1e18; zero where there is none.
    pub price_e18: U256,
}

/// The closing prices of the last [`PRICED_ERAS`] eras in which one was accepted, the newest first.
///
/// The price of an era is fixed by what was accepted until its end, so an account that settles the era
/// later cannot choose it. A price that is late is the last one known, and never zero: zero would give
/// what the asset's stakers earned to those of the other assets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct PriceHistory {
    closings: [Closing; PRICED_ERAS],
    /// Second of the newest price.
    taken_at: u64,
}

impl PriceHistory {
    /// Takes a price that was accepted in `era`, the running one.
    pub fn accept(&mut self, era: u64, price: Snapshot) {
        let newest = Closing {
            era,
            price_e18: price.price_e18,
        };
        let [last, ..] = &mut self.closings;
        if last.price_e18.is_zero() || last.era == era {
            *last = newest;
        } else {
            self.closings.rotate_right(1);
            let [last, ..] = &mut self.closings;
            *last = newest;
        }
        self.taken_at = price.taken_at;
    }

    /// The price at the end of `era`, scaled by 1e18: the last that was accepted in it or before. Where
    /// none is known of that time, the oldest known; zero if there never was a price.
    pub fn at_end_of(&self, era: u64) -> U256 {
        let known = || self.closings.iter().filter(|it| !it.price_e18.is_zero());
        let closing = known().find(|it| it.era <= era).or(known().next_back());
        closing.map_or(U256::zero(), |it| it.price_e18)
    }

    /// The newest price; `None` if there never was one.
    pub fn last(&self) -> Option<Snapshot> {
        let [last, ..] = self.closings;
        (!last.price_e18.is_zero()).then_some(Snapshot {
            price_e18: last.price_e18,
            taken_at: self.taken_at,
        })
    }
}

fn positive(answer: Answer) -> Result<U256, PriceError> {
    if answer.negative || answer.magnitude.is_zero() {
        return Err(PriceError::NotPositive { received: answer });
    }
    Ok(answer.magnitude)
}

fn price_e18(answer: U256, feed_decimals: u8) -> Result<U256, PriceError> {
    let decimals = u32::from(feed_decimals);
    if decimals <= USD_DECIMALS {
        answer
            .checked_mul(exp10(USD_DECIMALS - decimals)?)
            .ok_or(PriceError::Overflow)
    } else {
        Ok(answer / exp10(decimals - USD_DECIMALS)?)
    }
}

fn exp10(power: u32) -> Result<U256, PriceError> {
    if power > MAX_EXP10 {
        return Err(PriceError::Overflow);
    }
    Ok(U256::exp10(power as usize))
}

/// One USD, in the unit of values.
pub const USD: u64 = WAD;

#[cfg(test)]
mod tests;
