//! Downtime: what an operator loses by being away is what it would have earned, and nothing else.
//!
//! Whether a node is down, or was made unreachable, cannot be determined from outside. So no
//! function here returns an amount of stake: an absence is a number of seconds, and the only money
//! it turns into is [`withheld`] rewards, at most those not yet paid, which go to a sink that no account
//! profits from. [`Charge`](crate::court::Charge) has no variant for it either.
//!
//! An absence does not depend on who reports it. Whether a report or the operator's own return ends
//! the absence, the time since the last check is inactive, up to a limit. Noticing pays nothing by
//! default: a reward for finding a node offline is a reward for taking it offline.
//!
//! Times are seconds.

use crate::court::Seized;
use crate::math::U256;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// When an operator counts as away. Seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Limits {
    /// How long an operator may be unseen, in seconds: it is up while `now - last_seen < grace`.
    pub grace: u64,
    /// The most that one unreported absence is counted as inactive. Time after the absence was
    /// noticed is observed, and counts in full until the operator is back.
    pub longest: u64,
    /// Whether an account other than the operator earns a point by reporting.
    pub credit_reporters: bool,
}

impl Default for Limits {
    /// Ten minutes of grace, at most a day inactive for one absence, nothing for reporting.
    fn default() -> Self {
        Limits {
            grace: 600,
            longest: 86_400,
            credit_reporters: false,
        }
    }
}

/// Whether an operator is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Status {
    /// Never checked in: no rewards, no work.
    #[default]
    None = 0,
    /// Up.
    Up = 1,
    /// Noticed to be away, and not back.
    Frozen = 2,
    /// Enrolled, and did not check in yet: no work. It has the grace period to do so.
    Expected = 3,
}

/// What is known of one operator of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Presence {
    /// Whether it is there.
    pub status: Status,
    /// Its last check.
    pub last_seen: u64,
    /// When its absence was noticed; zero while it is up.
    pub frozen_since: u64,
    /// Seconds marked inactive over its whole life. Only grows; saturates.
    pub inactive: u64,
    /// Absences over its whole life. Only grows; saturates.
    pub absences: u32,
}

/// What the reporter of an absence gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Credit {
    /// Nothing.
    Nothing,
    /// A point. Never an amount.
    Point(H160),
}

/// What a check or a report changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Store.
    pub presence: Presence,
    /// Seconds newly marked inactive.
    pub inactive: u64,
    /// What it earns the reporter.
    pub credit: Credit,
}

/// Why a check, a report or work is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum DowntimeError {
    /// The operator never checked in.
    NeverSeen,
    /// The operator is enrolled, or checked in.
    Enrolled,
    /// The operator was seen after `now`.
    ClockWentBack { last_seen: u64, now: u64 },
    /// The operator is within its grace.
    StillUp { silent_for: u64, grace: u64 },
    /// Its absence was noticed before.
    AlreadyFrozen { since: u64 },
    /// No work while away.
    Away { silent_for: u64 },
}

/// An operator that never checked in is expected to: from here on its absence can be noticed. Without
/// it an operator would avoid every absence by never checking in.
pub fn enrol(presence: &Presence, now: u64) -> Result<Presence, DowntimeError> {
    match presence.status {
        Status::None => Ok(Presence {
            status: Status::Expected,
            last_seen: now,
            ..*presence
        }),
        Status::Up | Status::Frozen | Status::Expected => Err(DowntimeError::Enrolled),
    }
}

/// The operator is seen: by a heartbeat, a result, or a met challenge.
///
/// Ends a freeze. An unreported absence longer than the grace period counts as much as if it had
/// been reported at this moment.
pub fn check_in(presence: &Presence, now: u64, limits: &Limits) -> Result<Outcome, DowntimeError> {
    let silent_for = match presence.status {
        Status::None => 0,
        Status::Up | Status::Frozen | Status::Expected => unseen_seconds(presence, now)?,
    };
    let (inactive, absences) = match presence.status {
        Status::None => (0, 0),
        Status::Up | Status::Expected if silent_for < limits.grace => (0, 0),
        Status::Up | Status::Expected => (silent_for.min(limits.longest), 1),
        // The absence up to `frozen_since` was counted when it was reported.
        Status::Frozen => (now.saturating_sub(presence.frozen_since), 0),
    };
    Ok(Outcome {
        presence: Presence {
            status: Status::Up,
            last_seen: now,
            frozen_since: 0,
            inactive: presence.inactive.saturating_add(inactive),
            absences: presence.absences.saturating_add(absences),
        },
        inactive,
        credit: Credit::Nothing,
    })
}

/// `reporter` says that `operator` is away. From here on its rewards are frozen until it is back.
///
/// An operator may say so of itself, before maintenance; that earns nothing.
pub fn report(
    presence: &Presence,
    operator: H160,
    reporter: H160,
    now: u64,
    limits: &Limits,
) -> Result<Outcome, DowntimeError> {
    match presence.status {
        Status::None => return Err(DowntimeError::NeverSeen),
        Status::Frozen => {
            return Err(DowntimeError::AlreadyFrozen {
                since: presence.frozen_since,
            })
        }
        Status::Up | Status::Expected => {}
    }
    let silent_for = unseen_seconds(presence, now)?;
    let own = reporter == operator;
    // Of itself, an operator knows; of others, one has to wait.
    if !own && silent_for < limits.grace {
        return Err(DowntimeError::StillUp {
            silent_for,
            grace: limits.grace,
        });
    }
    // Without an observed absence there is no time to mark yet: only what follows counts.
    let inactive = if silent_for < limits.grace {
        0
    } else {
        silent_for.min(limits.longest)
    };
    Ok(Outcome {
        presence: Presence {
            status: Status::Frozen,
            frozen_since: now,
            inactive: presence.inactive.saturating_add(inactive),
            absences: presence.absences.saturating_add(1),
            ..*presence
        },
        inactive,
        credit: if own || !limits.credit_reporters {
            Credit::Nothing
        } else {
            Credit::Point(reporter)
        },
    })
}

impl Presence {
    /// Whether it may be given work: not while it is away, noticed or not.
    pub fn may_work(&self, now: u64, limits: &Limits) -> Result<(), DowntimeError> {
        match self.status {
            Status::None | Status::Expected => Err(DowntimeError::NeverSeen),
            Status::Up => match unseen_seconds(self, now)? {
                silent_for if silent_for < limits.grace => Ok(()),
                silent_for => Err(DowntimeError::Away { silent_for }),
            },
            Status::Frozen => Err(DowntimeError::Away {
                silent_for: now.saturating_sub(self.last_seen),
            }),
        }
    }

    /// Whether rewards accrue to it.
    pub fn earns(&self) -> bool {
        self.status == Status::Up
    }

    /// Its inactive seconds as of `now`, with a freeze that has not ended. Never decreases: a
    /// reward component keeps the reading of its last settlement, and the difference is the time
    /// not to pay for.
    pub fn inactive_at(&self, now: u64) -> u64 {
        match self.status {
            Status::Frozen => self
                .inactive
                .saturating_add(now.saturating_sub(self.frozen_since)),
            Status::None | Status::Up | Status::Expected => self.inactive,
        }
    }
}

/// The rewards withheld for `inactive` seconds at `rate` base units per second, at most those
/// `unpaid`. Never stake: what was not yet paid is all there is to withhold.
pub fn withheld(rate: U256, inactive: u64, unpaid: U256) -> Seized {
    let missed = rate.saturating_mul(U256::from(inactive));
    Seized::new(missed.min(unpaid))
}

fn unseen_seconds(presence: &Presence, now: u64) -> Result<u64, DowntimeError> {
    now.checked_sub(presence.last_seen)
        .ok_or(DowntimeError::ClockWentBack {
            last_seen: presence.last_seen,
            now,
        })
}
