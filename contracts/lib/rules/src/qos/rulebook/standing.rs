//! What is remembered of an operator under a rule.

use super::{Effect, Schedule};
use crate::math::U256;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// What is remembered of an operator under a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Standing {
    /// The windows before this one are over for it.
    pub next: u32,
    /// Breaches that are not used up: bit i is window `next - 1 - i`.
    pub breaches: u32,
    /// How often the rule took effect.
    pub times: u32,
    /// The first second of the latest effects.
    pub from: u64,
    /// The second in which they are over; 0 for none.
    pub until: u64,
    /// The first second of those before.
    pub earlier_from: u64,
    /// The second in which those were over; 0 for none.
    pub earlier_until: u64,
    /// The counter at the latest evaluation.
    pub counter: U256,
}

/// What an evaluation found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breach {
    /// Whether the window was breached.
    pub is_breached: bool,
    /// The counter that was read; 0 for a measure that is none.
    pub counter: U256,
}

impl Standing {
    /// By how much a counter rose in a window: since the evaluation of the window before. `None` where that one was not
    /// evaluated: the rise would be of several windows. A counter that fell begins anew.
    pub fn risen(&self, window: u32, counter: U256) -> Option<U256> {
        let follows = self.next != 0 && window == self.next;
        follows.then(|| counter.saturating_sub(self.counter))
    }

    /// After the evaluation of a window that is not before `next`; and whether the rule takes effect.
    pub fn evaluated(
        &self,
        window: u32,
        found: Breach,
        schedule: &Schedule,
        effect: &Effect,
    ) -> (Self, bool) {
        let shift = window.saturating_sub(self.next).saturating_add(1);
        // A shift by 32 windows or more leaves none of them.
        let earlier = self.breaches.checked_shl(shift).unwrap_or(0);
        let seen = u32::MAX
            .checked_shl(schedule.span.into())
            .map_or(u32::MAX, |beyond| !beyond);
        let breaches = (earlier | u32::from(found.is_breached)) & seen;
        let standing = Self {
            next: window.saturating_add(1),
            breaches,
            counter: found.counter,
            ..*self
        };
        if !found.is_breached || breaches.count_ones() < schedule.needed.into() {
            return (standing, false);
        }
        let mut standing = Self {
            breaches: 0,
            times: self.times.saturating_add(1),
            ..standing
        };
        if effect.soft.is_some() {
            // Not when it is evaluated, which an account chooses.
            let begin = schedule.evaluation(window).end;
            let goes_on = self.until != 0 && self.until >= begin;
            if !goes_on {
                // It may still hold. The one before it is over: no two windows can be evaluated at a time.
                (standing.earlier_from, standing.earlier_until) = (self.from, self.until);
                standing.from = begin;
            }
            standing.until = begin.saturating_add(effect.life);
        }
        (standing, true)
    }

    /// Whether the effects hold in a second.
    pub fn holds(&self, time: u64) -> bool {
        (self.from..self.until).contains(&time)
            || (self.earlier_from..self.earlier_until).contains(&time)
    }

    /// Without its breaches and effects, and as if the rule had taken none; `None` where that changes nothing.
    pub fn forgiven(&self) -> Option<Self> {
        let forgiven = Self {
            next: self.next,
            counter: self.counter,
            ..Self::default()
        };
        (forgiven != *self).then_some(forgiven)
    }
}
