//! Builds of a binary that operators must run by a deadline: which one was required at a second, and whether an operator had
//! acknowledged it, or a later one, by then.
//!
//! The newest builds with a deadline are kept, and for each of them the second in which an operator met it first. So what
//! held at a second does not depend on how often an operator acknowledges afterwards. Times are seconds; builds are numbered
//! from 1.

mod serving;
#[cfg(test)]
mod tests;

pub use super::bounds::TermOutOfBounds;
pub use serving::Serving;

use super::bounds::check;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest notice, in seconds: an hour.
pub const SHORTEST_NOTICE: u64 = 3_600;
/// The longest notice, in seconds: 180 days.
pub const LONGEST_NOTICE: u64 = 180 * 86_400;
/// How far ahead a deadline is at most, in seconds: a year.
pub const LONGEST_AHEAD: u64 = 365 * 86_400;
/// Builds with a deadline that are kept.
pub const KEPT: usize = 8;

/// How long before its deadline a build is published, at least. Its fields are those of `IVersionCalendar.Notice`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Notice {
    /// Of a build.
    pub ordinary: u64,
    /// Of a security patch.
    pub security: u64,
}

/// A deadline that is too near or too far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeadlineOutOfBounds {
    /// The earliest one.
    pub earliest: u64,
    /// The latest one.
    pub latest: u64,
    /// What it is.
    pub received: u64,
}

/// A build with a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Required {
    /// Its number; 0 for none.
    pub build: u32,
    /// The second from which it is required.
    pub deadline: u64,
    /// When it was withdrawn; 0 for a build that was not.
    pub withdrawn_at: u64,
}

/// The newest builds with a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Calendar {
    /// How many there were.
    pub count: u32,
    /// The newest first.
    pub newest: [Required; KEPT],
}

/// What an operator acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Acknowledged {
    /// The newest build; 0 for none.
    pub build: u32,
    /// When it acknowledged that.
    pub time: u64,
    /// How many builds with a deadline there were then.
    pub count: u32,
    /// When it met each of the newest of them first, the newest one first; 0 for not.
    pub met_at: [u64; KEPT],
}

impl Notice {
    /// Errors where a term is out of its bounds.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        check(&[
            (1, SHORTEST_NOTICE, LONGEST_NOTICE, self.ordinary),
            (2, SHORTEST_NOTICE, self.ordinary, self.security),
        ])
    }

    /// Errors where a build that is published at a time cannot have the deadline; 0 is none.
    pub fn check_deadline(
        &self,
        deadline: u64,
        security: bool,
        time: u64,
    ) -> Result<(), DeadlineOutOfBounds> {
        let notice = match security {
            true => self.security,
            false => self.ordinary,
        };
        let (earliest, latest) = (
            time.saturating_add(notice),
            time.saturating_add(LONGEST_AHEAD),
        );
        match deadline == 0 || (earliest..=latest).contains(&deadline) {
            true => Ok(()),
            false => Err(DeadlineOutOfBounds {
                earliest,
                latest,
                received: deadline,
            }),
        }
    }
}

impl Calendar {
    /// With a build that has a deadline, which is newer than those before. The oldest one that is kept makes room.
    pub fn with(&self, build: u32, deadline: u64) -> Self {
        let mut newest = [Required::default(); KEPT];
        let added = Required {
            build,
            deadline,
            withdrawn_at: 0,
        };
        let all = core::iter::once(added).chain(self.newest);
        newest
            .iter_mut()
            .zip(all)
            .for_each(|(place, required)| *place = required);
        Self {
            count: self.count.saturating_add(1),
            newest,
        }
    }

    /// With a build that is withdrawn at a time. One that is not kept changes nothing.
    pub fn without(&self, build: u32, time: u64) -> Self {
        let mut after = *self;
        let withdrawn = after.newest.iter_mut().find(|it| it.build == build);
        if let Some(required) = withdrawn {
            required.withdrawn_at = time;
        }
        after
    }

    /// The build that was required at a time; 0 for none.
    pub fn required_at(&self, time: u64) -> u32 {
        self.find(time).map_or(0, |(_, required)| required.build)
    }

    /// Whether an operator had acknowledged at a time what was required then.
    pub fn is_met(&self, acknowledged: &Acknowledged, time: u64) -> bool {
        let Some((place, _)) = self.find(time) else {
            return true;
        };
        let met_at = place
            .checked_sub(acknowledged.passed(self))
            .and_then(|place| acknowledged.met_at.get(place));
        met_at.is_some_and(|met_at| (1..=time).contains(met_at))
    }

    /// The build that was required at a time, and its place among the newest.
    fn find(&self, time: u64) -> Option<(usize, &Required)> {
        let all = self.newest.iter().enumerate();
        all.filter(|(_, it)| it.build != 0)
            .find(|(_, it)| it.is_due(time))
    }
}

impl Required {
    /// Whether the deadline had come at a time, and the build was not withdrawn.
    fn is_due(&self, time: u64) -> bool {
        self.deadline <= time && (self.withdrawn_at == 0 || time < self.withdrawn_at)
    }
}

impl Acknowledged {
    /// After a build, which is newer than those before, is acknowledged at a time.
    pub fn after(&self, calendar: &Calendar, build: u32, time: u64) -> Self {
        let mut met_at = [0; KEPT];
        let known = met_at.iter_mut().skip(self.passed(calendar));
        known
            .zip(self.met_at)
            .for_each(|(place, met_at)| *place = met_at);
        let places = met_at.iter_mut().zip(&calendar.newest);
        places
            .filter(|(met_at, required)| **met_at == 0 && (1..=build).contains(&required.build))
            .for_each(|(met_at, _)| *met_at = time);
        Self {
            build,
            time,
            count: calendar.count,
            met_at,
        }
    }

    /// Builds with a deadline that were published since.
    fn passed(&self, calendar: &Calendar) -> usize {
        let passed = calendar.count.saturating_sub(self.count);
        usize::try_from(passed).unwrap_or(usize::MAX)
    }
}
