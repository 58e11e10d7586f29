//! What the pool stores, one packed record a key.

use super::{abi::AmountTooLarge, errors, MAX_ASSETS};
use blueprint_hooks::{record, Address, Result, U256};
use blueprint_rules::{
    math::WAD,
    points::era_of,
    price::{price_for, FeedTerms, PriceError, PriceUse, Snapshot},
    rewards::{activation::ActivationError, Activation, Commission, EraPot, Pool, StakeShares},
};

/// What holds for the pool's whole life.
#[record]
pub struct PoolTerms {
    /// The contract that points are read from.
    pub ledger: Address,
    /// Blocks in an era, as in the ledger; not zero.
    pub era_blocks: u32,
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

/// Where every deposited unit is: `deposited = paid + carried + unclaimed`, always.
#[record]
pub struct Accounts {
    /// Every deposit.
    pub deposited: U256,
    /// Every claim.
    pub paid: U256,
    /// Assigned to no account yet: in pots, and between them.
    pub carried: U256,
    /// Assigned to an account, and not claimed.
    pub unclaimed: U256,
    /// The part of `carried` that is in no pot: the next one to open takes it.
    pub free: U256,
}

impl Accounts {
    /// Takes a deposit.
    pub fn deposit(&mut self, amount: U256) -> Result<()> {
        self.deposited = plus(self.deposited, amount)?;
        self.carried = plus(self.carried, amount)?;
        Ok(())
    }

    /// Assigns `amount` of what was carried to an account.
    pub fn allot(&mut self, amount: U256) -> Result<()> {
        self.carried = minus(self.carried, amount)?;
        self.unclaimed = plus(self.unclaimed, amount)?;
        Ok(())
    }

    /// `amount` is in no pot any more.
    pub fn release(&mut self, amount: U256) -> Result<()> {
        self.free = plus(self.free, amount)?;
        Ok(())
    }

    /// `amount` is paid out.
    pub fn pay(&mut self, amount: U256) -> Result<()> {
        self.unclaimed = minus(self.unclaimed, amount)?;
        self.paid = plus(self.paid, amount)?;
        Ok(())
    }
}

fn plus(a: U256, b: U256) -> Result<U256> {
    Ok(a.checked_add(b).ok_or(AmountTooLarge)?)
}

fn minus(a: U256, b: U256) -> Result<U256> {
    a.checked_sub(b).ok_or_else(|| errors::unaccounted(a, b))
}

/// An era that is over: its pot, and what the assets were worth when it was opened.
#[record]
pub struct EraRecord {
    /// What its operators share.
    pub pot: EraPot,
    /// USD per whole token, scaled by 1e18; 0 for an asset that has no say in this era.
    pub prices: [U256; MAX_ASSETS],
}

/// The last stretch of eras in which an operator was frozen.
#[record]
pub struct Freeze {
    /// The first.
    pub from: u64,
    /// The last; the largest number while it lasts.
    pub until: u64,
}

/// An operator.
#[record]
pub struct Operator {
    /// The first era that is not settled.
    pub next_era: u64,
    /// What it keeps of its rewards before its delegators.
    pub commission: Commission,
    /// Commission earned and not claimed.
    pub credit: U256,
    /// When it was frozen last.
    pub freeze: Option<Freeze>,
}

impl Operator {
    /// An operator that takes part from `era` on.
    pub fn new(era: u64) -> Self {
        Self {
            next_era: era,
            ..Self::default()
        }
    }

    /// Whether it is frozen.
    pub fn frozen(&self) -> bool {
        self.freeze.is_some_and(|freeze| freeze.until == u64::MAX)
    }

    /// Whether it was frozen at any time of `era`.
    pub fn frozen_in(&self, era: u64) -> bool {
        self.freeze
            .is_some_and(|freeze| freeze.from <= era && era <= freeze.until)
    }

    /// Freezes it in `era`; `None` if it is frozen.
    pub fn frozen_from(self, era: u64) -> Option<Self> {
        let from = match self.freeze {
            Some(freeze) if freeze.until == u64::MAX => return None,
            // A stretch that ended in this era or the last goes on, so that no era is forgotten.
            Some(freeze) if freeze.until.saturating_add(1) >= era => freeze.from,
            _ => era,
        };
        let until = u64::MAX;
        Some(Self {
            freeze: Some(Freeze { from, until }),
            ..self
        })
    }

    /// Unfreezes it in `era`, for which it still earns nothing; `None` if it is not frozen.
    pub fn thawed(self, era: u64) -> Option<Self> {
        let freeze = self.freeze.filter(|freeze| freeze.until == u64::MAX)?;
        Some(Self {
            freeze: Some(Freeze {
                until: era,
                ..freeze
            }),
            ..self
        })
    }
}

/// What is staked with an operator in one asset, and what it earned.
#[record]
pub struct Vault {
    /// The stake, and the shares that own it. A slash takes of the stake and leaves the shares.
    pub stake: StakeShares,
    /// Rewards by share.
    pub pool: Pool,
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
    /// As it was added.
    pub terms: AssetTerms,
    /// The last round accepted.
    pub last_round: u64,
    /// The last price accepted.
    pub last: Option<Snapshot>,
}

impl Asset {
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

    /// Its price at `now`, scaled by 1e18; 0 when there is none young enough.
    pub fn price(&self, now: u64) -> U256 {
        let max_age = self.terms.max_age;
        let missing = Err(PriceError::Stale {
            expected_since: now.saturating_sub(max_age),
            received: self.last.map_or(0, |last| last.taken_at),
        });
        let purpose = PriceUse::Rewards { max_age };
        price_for(purpose, missing, self.last, now).unwrap_or_default()
    }
}

/// The price of an asset that is alone: there is nothing to weigh it against.
pub fn identity_price() -> U256 {
    U256::from(WAD)
}
