//! The conditions under which an operator loses points, its place, or stake: the six slashing conditions of Tangle's
//! "Restaking infrastructure v2", as rules that a service configures.
//!
//! A [`Measure`] reads a value of a window, a [`Schedule`] says when a window can be evaluated and how many of them must be
//! breached, an [`Effect`] what comes of it, and a [`Standing`] remembers an operator. Absence, as in [`Condition::is_absence`],
//! never takes stake. Times are seconds, shares basis points.

mod effect;
mod measure;
mod schedule;
mod standing;
#[cfg(test)]
mod tests;

pub use super::bounds::TermOutOfBounds;
pub use effect::{Effect, Soft};
pub use measure::{Calldata, Measure, MeasureError, LAST_WORD, MOST_ARGUMENTS, NONE};
pub use schedule::{Schedule, HOUR, LONGEST_PERIOD, MOST_SPAN};
pub use standing::{Breach, Standing};

use crate::court::Charge;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The most rules of a service.
pub const MOST_RULES: u8 = 16;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Condition {
    /// Reports that deviate from verifiable data, again and again.
    #[default]
    Misreporting = 1,
    /// Required proofs that are not provided.
    MissingProofs = 2,
    /// Challenges without a response.
    MissedChallenges = 3,
    /// Service levels that are not met.
    ServiceLevel = 4,
    /// Critical security issues that are not reported or not addressed.
    SecurityBreach = 5,
    /// A use of resources far above what was reported.
    ResourceMisuse = 6,
}

impl Condition {
    /// The highest number.
    pub const MOST: u8 = 6;

    /// By its number.
    pub fn from_number(number: u8) -> Option<Self> {
        let all = [
            Self::Misreporting,
            Self::MissingProofs,
            Self::MissedChallenges,
            Self::ServiceLevel,
            Self::SecurityBreach,
            Self::ResourceMisuse,
        ];
        all.into_iter().find(|it| *it as u8 == number)
    }

    /// What an operator is charged with that meets it.
    pub fn charge(self) -> Charge {
        match self {
            Self::Misreporting => Charge::JobMisbehaviour,
            Self::SecurityBreach => Charge::SecurityBreach,
            _ => Charge::QualityOfService,
        }
    }

    /// Whether an operator that is cut off meets it: it costs no stake.
    pub fn is_absence(self) -> bool {
        matches!(
            self,
            Self::MissingProofs | Self::MissedChallenges | Self::ServiceLevel
        )
    }
}
