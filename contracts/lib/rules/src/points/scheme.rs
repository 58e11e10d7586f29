//! The points of an event. A blueprint composes its own rule from these, or implements
//! [`PointRule`].
//!
//! ```
//! use blueprint_rules::points::{Capped, PointEvent, PerFee, PointRule, Weights};
//!
//! // A point per heartbeat and signature, and for a job one per 1,000 units of fee, at most 20.
//! let base = Weights { heartbeat: 1, signature: 1, ..Weights::NONE };
//! let rule = (base, Capped { rule: PerFee { unit: 1_000.into() }, most: 20 });
//! assert_eq!(rule.points(&PointEvent::Heartbeat), 1);
//! assert_eq!(rule.points(&PointEvent::JobSucceeded { fee: 5_500.into() }), 5);
//! ```

use super::race::PLACES;
use crate::math::U256;
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
    JobSucceeded {
        /// What the caller paid for the call, in base units.
        fee: U256,
    },
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
            PointEvent::JobSucceeded { .. } => self.job,
            PointEvent::JobFailed | PointEvent::Reported => 0,
        };
        u64::from(weight)
    }
}

/// A point for every `unit` of the fee paid for a job, rounded down. Calling one's own service for
/// points then costs what an honest caller pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct PerFee {
    /// Base units; zero is no rule, and earns nothing.
    pub unit: U256,
}

impl PointRule for PerFee {
    fn points(&self, event: &PointEvent) -> u64 {
        match event {
            PointEvent::JobSucceeded { fee } => fee
                .checked_div(self.unit)
                .map_or(0, |points| u64::try_from(points).unwrap_or(u64::MAX)),
            _ => 0,
        }
    }
}

/// At most `most` points for one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Capped<R> {
    /// The rule to cap.
    pub rule: R,
    /// Points.
    pub most: u64,
}

impl<R: PointRule> PointRule for Capped<R> {
    fn points(&self, event: &PointEvent) -> u64 {
        self.rule.points(event).min(self.most)
    }
}

/// The sum of two rules.
impl<A: PointRule, B: PointRule> PointRule for (A, B) {
    fn points(&self, event: &PointEvent) -> u64 {
        self.0.points(event).saturating_add(self.1.points(event))
    }
}
