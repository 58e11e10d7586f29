//! The points of an event. A blueprint composes its own rule from these, or implements
//! [`PointRule`].
//!
//! ```
//! use blueprint_rules::points::{PointEvent, PointRule, Weights};
//!
//! // Two points for a result, and one more for each event that says that the operator is there.
//! struct Present;
//! impl PointRule for Present {
//!     fn points(&self, event: &PointEvent) -> u64 {
//!         u64::from(matches!(event, PointEvent::Heartbeat | PointEvent::JobSucceeded))
//!     }
//! }
//! let rule = (Weights { job: 2, ..Weights::NONE }, Present);
//! assert_eq!(rule.points(&PointEvent::Heartbeat), 1);
//! assert_eq!(rule.points(&PointEvent::JobSucceeded), 3);
//! ```

use super::race::PLACES;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// What an operator did, established elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum PointEvent {
    /// It is among the verified signers of a result.
    Signed,
    /// It came in at this place of a race, from 0.
    Placed {
        /// The place.
        place: u8,
    },
    /// Its heartbeat counted.
    Heartbeat,
    /// Its result counted.
    JobSucceeded,
    /// Its result was wrong, or did not come.
    JobFailed,
    /// A report about it was accepted.
    Reported,
}

/// The points of an event. Never negative: what an era earned stays earned; failures are counted
/// beside, and what they cost is decided elsewhere.
pub trait PointRule {
    /// The points for `event`.
    fn points(&self, event: &PointEvent) -> u64;
}

/// A fixed number of points for each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Weights {
    /// For a signature.
    pub signature: u32,
    /// For the first places of a race.
    pub places: [u32; PLACES],
    /// For a heartbeat.
    pub heartbeat: u32,
    /// For a result that counted.
    pub job: u32,
}

impl Weights {
    /// Nothing for anything.
    pub const NONE: Weights = Weights {
        signature: 0,
        places: [0; PLACES],
        heartbeat: 0,
        job: 0,
    };
}

impl Default for Weights {
    /// One for each signature, result and heartbeat; 3, 2, 1 in a race.
    fn default() -> Self {
        Weights {
            signature: 1,
            places: [3, 2, 1],
            heartbeat: 1,
            job: 1,
        }
    }
}

impl PointRule for Weights {
    fn points(&self, event: &PointEvent) -> u64 {
        let weight = match event {
            PointEvent::Signed => self.signature,
            PointEvent::Placed { place } => self
                .places
                .get(usize::from(*place))
                .copied()
                .unwrap_or_default(),
            PointEvent::Heartbeat => self.heartbeat,
            PointEvent::JobSucceeded => self.job,
            PointEvent::JobFailed | PointEvent::Reported => 0,
        };
        u64::from(weight)
    }
}

/// So many points for any event: for what was weighed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exactly(pub u64);

impl PointRule for Exactly {
    fn points(&self, _: &PointEvent) -> u64 {
        self.0
    }
}

/// The sum of two rules.
impl<A: PointRule, B: PointRule> PointRule for (A, B) {
    fn points(&self, event: &PointEvent) -> u64 {
        self.0.points(event).saturating_add(self.1.points(event))
    }
}
