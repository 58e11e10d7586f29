//! What came of an operator's tests.

use super::{Terms, KEPT};
use core::mem::swap;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The most results of an operator that are kept.
pub const MOST_RESULTS: usize = 8;

/// What came of a test that counts. Its fields are those of `ILoadTests.Result`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct TestResult {
    /// The window.
    pub window: u64,
    /// How many challengers reported; 0 for no result.
    pub reports: u8,
    /// The median of what was answered.
    pub median: u32,
    /// Whether it reached the bound.
    pub passed: bool,
}

/// The results of an operator with the latest windows, those first. In which order tests are closed changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Results([TestResult; MOST_RESULTS]);

impl Results {
    /// After another result; the one with the earliest window falls out.
    pub fn with(&self, result: TestResult) -> Self {
        let (mut after, mut moved) = (*self, result);
        for place in &mut after.0 {
            if place.reports == 0 || place.window < moved.window {
                swap(place, &mut moved);
            }
        }
        after
    }

    /// The one with the latest window; zeros for none.
    pub fn latest(&self) -> TestResult {
        self.0.first().copied().unwrap_or_default()
    }

    /// How many there are whose window lies within the seconds from `from`, included, to `to`, excluded, and how many of
    /// these were not passed.
    pub fn within(&self, terms: &Terms, from: u64, to: u64) -> (u32, u32) {
        let lies_within = |result: &&TestResult| {
            let times = terms.times(result.window);
            result.reports != 0 && times.begins >= from && times.ends <= to
        };
        let (mut tested, mut failed) = (0u32, 0u32);
        for result in self.0.iter().filter(lies_within) {
            tested = tested.saturating_add(1);
            failed = failed.saturating_add(u32::from(!result.passed));
        }
        (tested, failed)
    }

    /// The second from which on they are not needed any more; `None` without results.
    pub fn needed_until(&self, terms: &Terms) -> Option<u64> {
        let latest = self.latest();
        let ends = terms.times(latest.window).ends;
        (latest.reports != 0).then(|| ends.saturating_add(KEPT))
    }
}
