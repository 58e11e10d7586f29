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
    /// By how much a counter rose since the latest evaluation; nothing at the first one. A counter that fell begins anew.
    pub fn risen(&self, counter: U256) -> U256 {
        match self.next {
            0 => U256::zero(),
            _ => counter.saturating_sub(self.counter),
        }
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
            standing.from = if goes_on { self.from } else { begin };
            standing.until = begin.saturating_add(effect.life);
        }
        (standing, true)
    }

    /// Whether the effects hold in a second.
    pub fn holds(&self, time: u64) -> bool {
        self.until != 0 && (self.from..self.until).contains(&time)
    }

    /// Without its breaches and effects; `None` where there are neither at second `now`.
    pub fn forgiven(&self, now: u64) -> Option<Self> {
        let has_effect = self.until > now;
        let forgiven = Self {
            breaches: 0,
            times: self.times.saturating_sub(has_effect.into()),
            from: 0,
            until: 0,
            ..*self
        };
        (has_effect || self.breaches != 0).then_some(forgiven)
    }
}
