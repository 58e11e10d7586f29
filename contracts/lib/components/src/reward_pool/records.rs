//! What the pool stores, one packed record a key.

use super::MAX_ASSETS;
use blueprint_hooks::{record, Address, U256};
use blueprint_rules::{
    math::WAD,
    points::era_of,
    price::FeedTerms,
    rewards::{activation::ActivationError, Activation, EraPot, Pool, Position, StakeShares},
};

/// What holds for the pool's whole life.
#[record]
pub struct PoolTerms {
    /// The contract that points are read from.
    pub ledger: Address,
    /// Blocks in an era, as in the ledger; not zero.
    pub era_blocks: u32,
    /// Eras that are over and still settled. What an operator has not settled by then is carried.
    pub history: u64,
}

impl PoolTerms {
    /// The era of `block`.
    pub fn era(&self, block: u32) -> u64 {
        era_of(block, self.era_blocks)
    }
}

/// For which eras rewards are paid. An activation knows its last stretch alone; eras that are over
/// and not settled need to know of the stretches before.
#[record]
pub struct Activity {
    /// What holds for the eras after `at`.
    activation: Activation,
    /// The era of the last change.
    at: u64,
    /// Bit `i` for era `at - i`: whether it counts.
    past: u64,
}

impl Activity {
    /// Whether `era` counts, back to the 63rd before the last change.
    pub fn counts(&self, era: u64) -> bool {
        match self.at.checked_sub(era) {
            Some(ago @ 0..64) => (self.past >> ago) & 1 == 1,
            Some(_) => false,
            None => self.activation.counts(short(era)),
        }
    }

    /// The first era in which no era that counts can be settled any more, where eras are settled for
    /// `history` eras; `None` while one counts.
    pub fn over_from(&self, current: u64, history: u64) -> Option<u64> {
        let stopped = !self.counts(current) && !self.counts(current.saturating_add(1));
        stopped.then(|| self.at.saturating_add(history).saturating_add(1))
    }

    /// The eras after `era` count.
    pub fn activate(self, era: u64) -> Result<Self, ActivationError> {
        let mut next = self.remembered(era);
        next.activation.activate(short(era))?;
        Ok(next)
    }

    /// The eras after `era` do not count.
    pub fn deactivate(self, era: u64) -> Result<Self, ActivationError> {
        let mut next = self.remembered(era);
        next.activation.deactivate(short(era))?;
        Ok(next)
    }

    /// The same, with the eras up to `era` in `past`. All since the last change are alike.
    fn remembered(self, era: u64) -> Self {
        let since = u32::try_from(era.saturating_sub(self.at)).unwrap_or(u32::MAX);
        let since_bits = match self.counts(era) {
            true if since > 0 => u64::MAX.checked_shl(since).map_or(u64::MAX, |above| !above),
            _ => 0,
        };
        Self {
            at: self.at.max(era),
            past: self.past.checked_shl(since).unwrap_or(0) | since_bits,
            ..self
        }
    }
}

/// An era as an activation counts them. Eras are blocks divided by a positive number: they fit.
fn short(era: u64) -> u32 {
    u32::try_from(era).unwrap_or(u32::MAX)
}

/// An era that is over: its pot, and what the assets were worth at its end.
#[record]
pub struct EraRecord {
    /// What its operators share.
    pub pot: EraPot,
    /// USD per whole token, scaled by 1e18; 0 for an asset that has no say in this era.
    pub prices: [U256; MAX_ASSETS],
}

/// Shares that do not earn yet.
#[record]
pub struct Waiting {
    /// The shares.
    pub shares: U256,
    /// The era in which they were staked: they earn from the next one on.
    pub since: u64,
}

/// What a delegator has at stake with an operator in one asset.
#[record]
pub struct Holding {
    /// What earns, and what it earned.
    pub earning: Position,
    /// What was staked in the running era, or since the last settlement.
    pub waiting: Waiting,
}

impl Holding {
    /// All shares.
    pub fn shares(&self) -> U256 {
        self.earning.shares().saturating_add(self.waiting.shares)
    }
}

/// What is staked with an operator in one asset, and what it earned.
#[record]
pub struct Vault {
    /// The stake, and the shares that own it. A slash takes of the stake and leaves the shares.
    pub stake: StakeShares,
    /// Rewards by share that earns.
    pub pool: Pool,
    /// The shares that do not earn yet.
    pub waiting: Waiting,
}

impl Vault {
    /// The stake that earns.
    pub fn earning(&self) -> U256 {
        self.stake.worth(self.pool.total())
    }
}

/// An asset as it is added.
#[record]
pub struct AssetTerms {
    /// Its token; zero for the native one.
    pub token: Address,
    /// Its decimals.
    pub decimals: u8,
    /// The account that submits its price; zero for none, which is enough for the only asset.
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

/// An asset that is staked.
#[record]
pub struct Asset {
    /// As it was added, with the feed it has now.
    pub terms: AssetTerms,
    /// The last round accepted.
    pub last_round: u64,
    /// The feed that follows.
    pub next_feed: Option<NextFeed>,
    /// The last era in which it earns, if it was retired.
    pub retired_after: Option<u64>,
}

/// A feed that takes over.
#[record]
pub struct NextFeed {
    /// The feed, and what is accepted from it.
    pub feed: FeedChange,
    /// The second from which it submits prices.
    pub from: u64,
}

/// A feed, and what is accepted from it.
#[record]
pub struct FeedChange {
    /// The account that submits the price.
    pub feed: Address,
    /// Decimals of its answers.
    pub decimals: u8,
    /// Oldest answer accepted, in seconds.
    pub max_age: u64,
    /// An answer must be above it.
    pub min_answer: U256,
    /// An answer must be below it.
    pub max_answer: U256,
}

impl Asset {
    /// The asset at `now` (seconds): a feed that is due has taken over.
    pub fn at(self, now: u64) -> Self {
        match self.next_feed {
            Some(next) if now >= next.from => Self {
                terms: AssetTerms {
                    feed: next.feed.feed,
                    feed_decimals: next.feed.decimals,
                    max_age: next.feed.max_age,
                    min_answer: next.feed.min_answer,
                    max_answer: next.feed.max_answer,
                    ..self.terms
                },
                // Rounds are a feed's own.
                last_round: 0,
                next_feed: None,
                ..self
            },
            _ => self,
        }
    }

    /// Whether it earns in `era`.
    pub fn earns_in(&self, era: u64) -> bool {
        self.retired_after.is_none_or(|last| era <= last)
    }

    /// What is accepted from its feed.
    pub fn feed_terms(&self) -> FeedTerms {
        FeedTerms {
            decimals: self.terms.feed_decimals,
            max_age: self.terms.max_age,
            min_answer: self.terms.min_answer,
            max_answer: self.terms.max_answer,
            last_round: u128::from(self.last_round),
        }
    }
}

/// The price of an asset that is alone: there is nothing to weigh it against.
pub fn identity_price() -> U256 {
    U256::from(WAD)
}
