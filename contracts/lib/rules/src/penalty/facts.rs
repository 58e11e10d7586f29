//! What is known of an offence when its penalty is computed.

use crate::math::{BPS, U256};

/// An offence as the blueprint reports it.
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
pub struct Offence {
    /// Which kind of offence; the numbers are the blueprint's own.
    pub class: u16,
    /// How grave, in basis points: 0 to 10,000, more counts as 10,000.
    pub severity: u16,
}

/// What the operator did before.
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
pub struct History {
    /// Earlier offences that still count: not the present one, not those forgiven since.
    pub offences: u32,
    /// Already taken from the same capture of the stake, in base units.
    pub charged: U256,
}

/// What others did around the same time.
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
pub struct Correlation {
    /// Operators found at fault together, this one included. Weighted systems count slots.
    pub offenders: u32,
    /// Operators that could have been at fault. Weighted systems count slots.
    pub operators: u32,
    /// Stake of all offenders of the correlation window, this one included, in base units.
    pub recently_slashed: U256,
    /// Stake of the whole set, in base units.
    pub total: U256,
}

/// Everything that a [`PenaltyRule`](super::PenaltyRule) may look at.
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
pub struct OffenceFacts {
    /// The operator's stake when the offence happened, in base units. Never the stake of today.
    pub stake: U256,
    /// The offence.
    pub offence: Offence,
    /// The operator's record.
    pub history: History,
    /// How many others offended in the same window.
    pub correlation: Correlation,
}

impl OffenceFacts {
    /// What is left to take from the capture: the stake less what was charged against it.
    pub fn rest(&self) -> U256 {
        self.stake.saturating_sub(self.history.charged)
    }

    /// The severity in basis points, at most 10,000.
    pub fn severity(&self) -> U256 {
        U256::from(self.offence.severity).min(U256::from(BPS))
    }
}
