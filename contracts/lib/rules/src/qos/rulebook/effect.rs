//! What comes of breaches.

use crate::math::BPS;
use crate::qos::bounds::{check, TermOutOfBounds};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The longest effect, in seconds.
const LONGEST_LIFE: u64 = 180 * 86_400;

/// What a manager weighs results by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Soft {
    /// What is left of points.
    pub points_bps: u16,
    /// Whether the operator is suspended.
    pub suspends: bool,
}

impl Default for Soft {
    /// None.
    fn default() -> Self {
        Self {
            points_bps: BPS as u16,
            suspends: false,
        }
    }
}

impl Soft {
    /// Whether it changes anything.
    pub fn is_some(&self) -> bool {
        *self != Self::default()
    }

    /// Both at once: suspended in one is suspended, and the lower factor holds.
    pub fn and(self, other: Self) -> Self {
        Self {
            points_bps: self.points_bps.min(other.points_bps),
            suspends: self.suspends || other.suspends,
        }
    }
}

/// What comes of a rule that takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Effect {
    /// Seconds for which factor and suspension hold.
    pub life: u64,
    /// Factor and suspension.
    pub soft: Soft,
    /// The share of stake that is proposed the first time.
    pub slash_bps: u16,
    /// By how much more, each time.
    pub repeat_bps: u16,
    /// The largest share.
    pub most_bps: u16,
}

impl Effect {
    /// Errors where a term is out of its bounds.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        let largest = if self.takes_stake() { BPS } else { 0 };
        check(&[
            (7, 0, LONGEST_LIFE, self.life),
            (8, 0, BPS, self.soft.points_bps.into()),
            (9, 0, BPS, self.slash_bps.into()),
            (10, 0, largest, self.repeat_bps.into()),
            (11, self.slash_bps.into(), largest, self.most_bps.into()),
        ])
    }

    /// Whether it takes stake.
    pub fn takes_stake(&self) -> bool {
        self.slash_bps != 0
    }

    /// Whether it has an effect, and a life where one is needed.
    pub fn is_some(&self) -> bool {
        match self.soft.is_some() {
            true => self.life != 0,
            false => self.takes_stake(),
        }
    }

    /// The share of stake that is proposed when a rule takes effect for the time `times`, from 1.
    pub fn share_bps(&self, times: u32) -> u16 {
        let before = u16::try_from(times.saturating_sub(1)).unwrap_or(u16::MAX);
        let more = self.repeat_bps.saturating_mul(before);
        self.slash_bps.saturating_add(more).min(self.most_bps)
    }
}
