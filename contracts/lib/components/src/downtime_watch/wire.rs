//! What the watch says: refusals and events.

use blueprint_hooks::{events, refusals};
use blueprint_rules::downtime::DowntimeError;
use ink::Address;

refusals! {
    /// Why the watch refuses.
    #[allow(missing_docs, reason = "the sentence of a variant names its fields")]
    pub enum WatchError {
        /// No time to be silent: everybody would be away.
        ZeroGrace {},
        /// The watch was given no limits.
        NoLimits {},
        /// The operator never checked in.
        NeverSeen { operator: Address },
        /// Seen after now; both in seconds.
        ClockWentBack { last_seen: u64, time: u64 },
        /// Silent, but not long enough; both in seconds.
        StillUp { silent_for: u64, grace: u64 },
        /// The absence was noticed before.
        AlreadyNoticed { since: u64 },
        /// No work while away.
        Away { silent_for: u64 },
    }
}

events! {
    /// An operator is there.
    pub struct CheckedIn {
        /// Who.
        #[topic]
        pub operator: Address,
        /// Seconds that it is newly marked inactive for.
        pub inactive: u64,
    }

    /// An operator is away.
    pub struct AbsenceNoticed {
        /// Who.
        #[topic]
        pub operator: Address,
        /// Who noticed; it gets nothing for it.
        #[topic]
        pub reporter: Address,
        /// Seconds that it is newly marked inactive for.
        pub inactive: u64,
    }
}

impl WatchError {
    pub(super) fn of(operator: Address, error: DowntimeError) -> Self {
        match error {
            DowntimeError::NeverSeen => Self::NeverSeen { operator },
            DowntimeError::ClockWentBack { last_seen, now } => Self::ClockWentBack {
                last_seen,
                time: now,
            },
            DowntimeError::StillUp { silent_for, grace } => Self::StillUp { silent_for, grace },
            DowntimeError::AlreadyFrozen { since } => Self::AlreadyNoticed { since },
            DowntimeError::Away { silent_for } => Self::Away { silent_for },
        }
    }
}
