//! What a service sets once, and every proposal copies.

use crate::math::U256;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Seconds in an hour.
pub const HOUR: u64 = 3_600;
/// Seconds in a day.
pub const DAY: u64 = 86_400;
/// Seconds in a week.
pub const WEEK: u64 = 7 * DAY;
/// The longest slashable period, in seconds: no policy holds stake for longer.
pub const LONGEST_SLASHABLE: u64 = 180 * DAY;

/// The time between an offence and its proposal that every policy leaves, in seconds: a day, and the longest
/// pause.
pub const DETECTION: u64 = DAY + crate::pause::LONGEST_PAUSE;

/// The longest time in which the numbers of a captured stake can be corrected, in seconds from its moment.
pub const CORRECTION: u64 = DAY;

/// The most proposals that a policy of a court lets be open at once against one operator of one service: all of
/// them end in two calls.
pub const MOST_PENDING: u32 = 32;

/// The highest bond of a dispute that a policy of a court sets, in base units: 10 of an 18-decimals token. Above
/// what accounts can pay there would be no disputes.
pub const HIGHEST_BOND: U256 = U256([10_000_000_000_000_000_000, 0, 0, 0]);

/// The outcome of a disputed proposal without a ruling in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Unresolved {
    /// The slash becomes executable. The default, because otherwise the
    /// price of a bond, refunded, buys off every slash while the resolver is idle. Governance can
    /// still veto during the whole period.
    #[default]
    Execute = 0,
    /// The proposal expires and the bond is refunded. For services whose
    /// proposers are trusted less than their resolver is prompt.
    Dismiss = 1,
}

/// How a service's slashes are reviewed. Times in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Policy {
    /// How long a proposal may be disputed, and at least how long it may be vetoed.
    pub review_window: u64,
    /// How long a resolver has, from the dispute.
    pub resolution_period: u64,
    /// How long at least a proposal can be executed before it expires, whatever happened before.
    pub execution_window: u64,
    /// How long stake stays slashable after it was captured: not above the time it takes to
    /// unstake.
    pub slashable_period: u64,
    /// Most proposals open at once against one operator of one service.
    pub max_pending: u32,
    /// What a dispute costs until it is won, in base units of the native token.
    pub bond: U256,
    /// The outcome of a dispute without a ruling.
    pub unresolved: Unresolved,
}

impl Default for Policy {
    /// One week of review, two to resolve, a day to execute, out of 28 days of slashability; a bond of
    /// 0.02 of an 18-decimals token. [`MOST_PENDING`] pending.
    fn default() -> Self {
        Policy {
            review_window: WEEK,
            resolution_period: 2 * WEEK,
            execution_window: DAY,
            slashable_period: 28 * DAY,
            max_pending: MOST_PENDING,
            bond: U256::from(20_000_000_000_000_000_u64),
            unresolved: Unresolved::Execute,
        }
    }
}

/// The review windows a deployment allows its services to choose from, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Bounds {
    /// The shortest review window.
    pub shortest: u64,
    /// The longest review window.
    pub longest: u64,
}

impl Default for Bounds {
    /// One to two weeks.
    fn default() -> Self {
        Bounds {
            shortest: WEEK,
            longest: 2 * WEEK,
        }
    }
}

/// Why a policy is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum PolicyError {
    /// The review window is outside the bounds.
    WindowOutOfBounds { bounds: Bounds, received: u64 },
    /// Reviewed, disputed at the last second and ruled on at the last second, a proposal would
    /// outlive the stake it is about.
    OutlivesStake {
        longest_life: u64,
        slashable_period: u64,
    },
    /// The periods do not add up to a number of seconds.
    TimeOverflow,
    /// A resolver, or the account that executes, needs at least a second.
    ZeroPeriod,
    /// A dispute that costs nothing freezes an operator's delegators for nothing.
    FreeDispute,
    /// With no proposal allowed the court is closed.
    NoPending,
    /// No account could rule or execute in so few seconds.
    PeriodTooShort { shortest: u64, received: u64 },
    /// No account could pay for a dispute.
    BondTooHigh {
        expected_at_most: U256,
        received: U256,
    },
    /// More proposals than end in a few calls.
    CapTooHigh {
        expected_at_most: u32,
        received: u32,
    },
    /// Stake would be held for longer than [`LONGEST_SLASHABLE`].
    SlashableTooLong {
        expected_at_most: u64,
        received: u64,
    },
}

impl Policy {
    /// The longest a proposal can take from being made to the last second it can be executed.
    /// `None` when that does not fit a `u64`.
    pub fn longest_life(&self) -> Option<u64> {
        self.review_window
            .checked_add(self.resolution_period)?
            .checked_add(self.execution_window)
    }

    /// The policy, if a service may have it that its governance chooses, and whose stake is captured before an
    /// offence is known. Besides what [`check`](Self::check) requires, [`DETECTION`] is left of the slashable period
    /// to find the offence and to wait for the end of a pause; an account has an hour to rule and one to execute,
    /// a dispute costs at most [`HIGHEST_BOND`], and at most [`MOST_PENDING`] proposals are open.
    pub fn check_of_captures(self, bounds: Bounds) -> Result<Policy, PolicyError> {
        let policy = self.check(bounds)?;
        for received in [policy.resolution_period, policy.execution_window] {
            if received < HOUR {
                return Err(PolicyError::PeriodTooShort {
                    shortest: HOUR,
                    received,
                });
            }
        }
        if policy.bond > HIGHEST_BOND {
            return Err(PolicyError::BondTooHigh {
                expected_at_most: HIGHEST_BOND,
                received: policy.bond,
            });
        }
        if policy.max_pending > MOST_PENDING {
            return Err(PolicyError::CapTooHigh {
                expected_at_most: MOST_PENDING,
                received: policy.max_pending,
            });
        }
        let longest_life = policy.longest_life().ok_or(PolicyError::TimeOverflow)?;
        let longest_life = longest_life.saturating_add(DETECTION);
        if longest_life > policy.slashable_period {
            return Err(PolicyError::OutlivesStake {
                longest_life,
                slashable_period: policy.slashable_period,
            });
        }
        Ok(policy)
    }

    /// The policy, if a service may have it.
    ///
    /// The longest life of a proposal has to fit the slashable period, so in particular the review
    /// window is shorter than it: a slash that was reviewed always still has a stake to take.
    pub fn check(self, bounds: Bounds) -> Result<Policy, PolicyError> {
        if self.review_window < bounds.shortest || self.review_window > bounds.longest {
            return Err(PolicyError::WindowOutOfBounds {
                bounds,
                received: self.review_window,
            });
        }
        if self.resolution_period == 0 || self.execution_window == 0 {
            return Err(PolicyError::ZeroPeriod);
        }
        let longest_life = self.longest_life().ok_or(PolicyError::TimeOverflow)?;
        if longest_life > self.slashable_period {
            return Err(PolicyError::OutlivesStake {
                longest_life,
                slashable_period: self.slashable_period,
            });
        }
        if self.slashable_period > LONGEST_SLASHABLE {
            return Err(PolicyError::SlashableTooLong {
                expected_at_most: LONGEST_SLASHABLE,
                received: self.slashable_period,
            });
        }
        if self.bond.is_zero() {
            return Err(PolicyError::FreeDispute);
        }
        if self.max_pending == 0 {
            return Err(PolicyError::NoPending);
        }
        Ok(self)
    }
}
