//! When windows can be evaluated.

use crate::qos::bounds::{check, TermOutOfBounds};
use core::ops::Range;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest window, evaluation and notice of a rule, in seconds.
pub const HOUR: u64 = 3_600;
/// The longest window and lag, in seconds.
pub const LONGEST_PERIOD: u64 = 30 * 86_400;
/// The latest start, in seconds from when a rule is added.
const LATEST_START: u64 = 365 * 86_400;
/// The most windows that are looked at.
pub const MOST_SPAN: u8 = 32;

/// The windows of a rule, and how many of them must be breached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Schedule {
    /// The beginning of window 0.
    pub start: u64,
    /// Seconds of a window.
    pub window: u64,
    /// From the end of a window until it can be evaluated.
    pub lag: u64,
    /// In which it can be evaluated.
    pub evaluation: u64,
    /// Breaches with which the rule takes effect.
    pub needed: u8,
    /// The latest windows among which they are.
    pub span: u8,
}

impl Schedule {
    /// Errors where a term is out of its bounds for a rule that is added at second `now`.
    pub fn check(&self, now: u64) -> Result<(), TermOutOfBounds> {
        let (earliest, latest) = (now.saturating_add(HOUR), now.saturating_add(LATEST_START));
        check(&[
            (1, earliest, latest, self.start),
            (2, HOUR, LONGEST_PERIOD, self.window),
            (3, 0, LONGEST_PERIOD, self.lag),
            // One window at a time: an operator would else end a breach by evaluating a later window before it.
            (4, HOUR, self.window, self.evaluation),
            (6, 1, MOST_SPAN.into(), self.span.into()),
            (5, 1, self.span.into(), self.needed.into()),
        ])
    }

    /// The seconds of a window, the last one excluded.
    pub fn window(&self, number: u32) -> Range<u64> {
        let before = self.window.saturating_mul(number.into());
        let begin = self.start.saturating_add(before);
        begin..begin.saturating_add(self.window)
    }

    /// The seconds in which a window can be evaluated, the last one excluded.
    pub fn evaluation(&self, number: u32) -> Range<u64> {
        let from = self.window(number).end.saturating_add(self.lag);
        from..from.saturating_add(self.evaluation)
    }
}
