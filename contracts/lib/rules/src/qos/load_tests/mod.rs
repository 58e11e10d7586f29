//! Load tests: a seed draws challengers from a committee, each sends requests to an operator at once, and the median of what
//! they report counts. After WitnessChain's proof of backhaul, and POKT's pairing by the lowest hashes.
//!
//! Of an even number of reports the upper median counts, so a test is failed where more than half of the reports are below
//! the bound. Fewer lying challengers than half of the least reports move the median no further than honest reports.
//! Times are seconds; a window ends before its last second.

mod draw;
mod results;
#[cfg(test)]
mod tests;

pub use super::bounds::TermOutOfBounds;
pub use draw::TooFewMembers;
pub use results::{Results, TestResult, MOST_RESULTS};

use super::bounds::check;
use crate::math::BPS;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest window and report period.
pub const SHORTEST: u64 = 60;
/// The longest window and report period.
pub const LONGEST: u64 = 30 * 86_400;
/// How far ahead window 0 begins at most.
pub const FARTHEST: u64 = 365 * 86_400;
/// For how long results are kept after their windows.
pub const KEPT: u64 = 365 * 86_400;
/// The fewest challengers.
pub const LEAST_CHALLENGERS: u8 = 3;
/// The most challengers.
pub const MOST_CHALLENGERS: usize = 8;

/// The terms of a service. Its fields are those of `ILoadTests.Terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// When window 0 begins.
    pub start: u64,
    /// Seconds of a window.
    pub window_length: u32,
    /// Seconds after a window in which reports are taken.
    pub report_period: u32,
    /// How many are drawn.
    pub challengers: u8,
    /// With how many reports a test counts.
    pub least_reports: u8,
    /// How many requests each challenger sends.
    pub requests: u32,
    /// From which median on a test is passed, in basis points of `requests`.
    pub pass_bps: u16,
    /// Whether seeds made of the hash of a block count.
    pub block_hashes: bool,
}

/// When a window begins and ends, and until when its reports are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The first second of the window.
    pub begins: u64,
    /// The first second after it, from which on reports are taken.
    pub ends: u64,
    /// The first second in which no report is taken any more.
    pub reports_end: u64,
}

/// A challenger that was drawn. Its fields are those of `ILoadTests.Challenger`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Challenger {
    /// A member of the committee.
    pub account: H160,
    /// Whether it reported.
    pub reported: bool,
    /// How many of its requests were answered.
    pub answered: u32,
}

/// A test: the challengers that were drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Test {
    count: u8,
    challengers: [Challenger; MOST_CHALLENGERS],
}

/// Why a report does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportError {
    /// The account was not drawn.
    NotDrawn,
    /// It reported before.
    Reported,
}

/// What came of a test when it was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// How many challengers reported.
    pub reports: u8,
    /// The median, where there were enough reports.
    pub median: Option<u32>,
    /// Whether it reaches the bound.
    pub passed: bool,
}

impl Terms {
    /// Errors where a term is out of its bounds in a second.
    pub fn check(&self, now: u64) -> Result<(), TermOutOfBounds> {
        let (least, most) = (LEAST_CHALLENGERS.into(), MOST_CHALLENGERS as u64);
        let challengers = u64::from(self.challengers);
        check(&[
            // Not in the past: of a window that has begun the seed may be known.
            (1, now, now.saturating_add(FARTHEST), self.start),
            (2, SHORTEST, LONGEST, self.window_length.into()),
            (3, SHORTEST, LONGEST, self.report_period.into()),
            (4, least, most, challengers),
            (
                5,
                (challengers / 2).saturating_add(1),
                challengers,
                self.least_reports.into(),
            ),
            (6, 1, u32::MAX.into(), self.requests.into()),
            (7, 1, BPS, self.pass_bps.into()),
        ])
    }

    /// The times of a window, at most `u64::MAX`.
    pub fn times(&self, window: u64) -> Times {
        let length = u64::from(self.window_length);
        let begins = self.start.saturating_add(window.saturating_mul(length));
        let ends = begins.saturating_add(length);
        Times {
            begins,
            ends,
            reports_end: ends.saturating_add(self.report_period.into()),
        }
    }

    /// Whether a median reaches the bound.
    fn passes(&self, median: u32) -> bool {
        // Numbers of 32 bits, times 16 bits.
        let reached = u64::from(median).saturating_mul(BPS);
        reached >= u64::from(self.requests).saturating_mul(self.pass_bps.into())
    }
}

impl Test {
    /// The challengers, in the order of their ranks; none for no test.
    pub fn challengers(&self) -> &[Challenger] {
        self.challengers
            .get(..usize::from(self.count))
            .unwrap_or_default()
    }

    /// After the report of an account.
    pub fn reported(&self, account: H160, answered: u32) -> Result<Self, ReportError> {
        let mut after = *self;
        let drawn = after.challengers.iter_mut().take(self.count.into());
        let challenger = drawn.into_iter().find(|it| it.account == account);
        let challenger = challenger.ok_or(ReportError::NotDrawn)?;
        if challenger.reported {
            return Err(ReportError::Reported);
        }
        *challenger = Challenger {
            account,
            reported: true,
            answered,
        };
        Ok(after)
    }

    /// What comes of the reports of an operator that `served` to the end of the window. One that stopped before had nothing
    /// to answer in its rest: its test does not count.
    pub fn closed(&self, terms: &Terms, served: bool) -> Closed {
        // What is not reported is behind all that is.
        let mut sorted = [u32::MAX; MOST_CHALLENGERS];
        let mut reports = 0u8;
        let reported = self.challengers().iter().filter(|it| it.reported);
        for (place, challenger) in sorted.iter_mut().zip(reported) {
            *place = challenger.answered;
            reports = reports.saturating_add(1);
        }
        sorted.sort_unstable();
        let upper = sorted.get(usize::from(reports / 2)).copied();
        let median = upper.filter(|_| served && reports >= terms.least_reports.max(1));
        Closed {
            reports,
            median,
            passed: median.is_some_and(|median| terms.passes(median)),
        }
    }
}
