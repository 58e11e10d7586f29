//! What an operator did in one era, the totals of the era, and its distributions.
//!
//! What a tally is kept by is the caller's choice: the points ledger's tallies are by era and operator, over all
//! services. The list of operators is the caller's, by index; a distribution is read from it page by page, and
//! no message walks over all of it.

use super::scheme::{PointEvent, PointRule};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Most entries in a page.
pub const MAX_PAGE: u32 = 50;

/// An operator's counters in one era. They only grow, and saturate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct OperatorTally {
    /// Which era.
    pub era: u64,
    /// Results that counted.
    pub successes: u32,
    /// Results that were wrong, or did not come.
    pub failures: u32,
    /// Reports about it that were accepted.
    pub reports: u32,
    /// Heartbeats that counted.
    pub heartbeats: u32,
    /// Points.
    pub points: u64,
}

/// The sums of an era's tallies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct EraTotals {
    /// Which era.
    pub era: u64,
    /// Sum of the results that counted.
    pub successes: u64,
    /// Sum of those that were wrong.
    pub failures: u64,
    /// Sum of the reports accepted.
    pub reports: u64,
    /// Sum of the heartbeats.
    pub heartbeats: u64,
    /// Sum of the points: what one operator's points are a share of.
    pub points: u64,
}

/// Why nothing was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum TallyError {
    /// The tally or the totals are of another era.
    WrongEra { expected: u64, received: u64 },
    /// A page of nothing, or of more than [`MAX_PAGE`].
    BadPage { most: u32, received: u32 },
    /// The page begins after the end.
    PastEnd { len: u32, received: u32 },
}

/// A tally and its totals after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scored {
    /// Store for the operator and the era.
    pub tally: OperatorTally,
    /// Store for the era.
    pub totals: EraTotals,
    /// Points added to both.
    pub points: u64,
}

impl OperatorTally {
    /// An empty tally.
    pub fn new(era: u64) -> OperatorTally {
        OperatorTally {
            era,
            ..OperatorTally::default()
        }
    }

    /// Counts `event` in the current `era`, worth what `rule` says.
    ///
    /// The era is the one that is open: a tally of one that is over is refused, because its points
    /// may be paid out already. Points are added to the tally and to the totals, or to neither, so
    /// that shares of an era add up to it even when a counter is full.
    pub fn score(
        self,
        totals: EraTotals,
        era: u64,
        event: &PointEvent,
        rule: &impl PointRule,
    ) -> Result<Scored, TallyError> {
        for received in [self.era, totals.era] {
            if received != era {
                return Err(TallyError::WrongEra {
                    expected: era,
                    received,
                });
            }
        }
        let (mut tally, mut totals) = (self, totals);
        match event {
            PointEvent::Signed | PointEvent::Placed { .. } => {}
            PointEvent::Heartbeat => count(&mut tally.heartbeats, &mut totals.heartbeats),
            PointEvent::JobSucceeded => count(&mut tally.successes, &mut totals.successes),
            PointEvent::JobFailed => count(&mut tally.failures, &mut totals.failures),
            PointEvent::Reported => count(&mut tally.reports, &mut totals.reports),
        }
        // A tally is a part of the totals, so the room in the totals is the smaller one.
        let points = rule
            .points(event)
            .min(u64::MAX.saturating_sub(totals.points))
            .min(u64::MAX.saturating_sub(tally.points));
        tally.points = tally.points.saturating_add(points);
        totals.points = totals.points.saturating_add(points);
        Ok(Scored {
            tally,
            totals,
            points,
        })
    }

    /// Share of its results that counted, in basis points, rounded down; `None` without results,
    /// which says nothing either way.
    pub fn success_bps(&self) -> Option<u16> {
        let all = u64::from(self.successes).saturating_add(u64::from(self.failures));
        let bps = u64::from(self.successes)
            .saturating_mul(10_000)
            .checked_div(all)?;
        u16::try_from(bps).ok()
    }

    /// The counter of `metric`.
    pub fn read(&self, metric: Metric) -> u64 {
        match metric {
            Metric::SuccessfulSubmissions => u64::from(self.successes),
            Metric::FailedSubmissions => u64::from(self.failures),
            Metric::Reports => u64::from(self.reports),
            Metric::Heartbeats => u64::from(self.heartbeats),
            Metric::Points => self.points,
        }
    }
}

impl EraTotals {
    /// Empty totals.
    pub fn new(era: u64) -> EraTotals {
        EraTotals {
            era,
            ..EraTotals::default()
        }
    }
}

/// One of an era's distributions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Metric {
    /// Results that counted, per operator.
    SuccessfulSubmissions = 0,
    /// Results that were wrong or did not come, per operator.
    FailedSubmissions = 1,
    /// Reports accepted, per operator.
    Reports = 2,
    /// Heartbeats that counted, per operator.
    Heartbeats = 3,
    /// Points, per operator.
    Points = 4,
}

/// A stretch of an indexed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Page {
    /// First index.
    pub start: u32,
    /// The index after the last.
    pub end: u32,
    /// Whether the list ends here; otherwise the next page begins at `end`.
    pub last: bool,
}

/// The page of a list of `len` entries that begins at `start` and has at most `limit` of them.
pub fn page(len: u32, start: u32, limit: u32) -> Result<Page, TallyError> {
    if limit == 0 || limit > MAX_PAGE {
        return Err(TallyError::BadPage {
            most: MAX_PAGE,
            received: limit,
        });
    }
    if start > len {
        return Err(TallyError::PastEnd {
            len,
            received: start,
        });
    }
    let end = start.saturating_add(limit).min(len);
    Ok(Page {
        start,
        end,
        last: end == len,
    })
}

/// The era of `block`, where an era has `era_blocks` blocks. All are era 0 where it has none.
pub fn era_of(block: u32, era_blocks: u32) -> u64 {
    block.checked_div(era_blocks).map_or(0, u64::from)
}

/// A page of the distribution of `metric`: `[op_1, op_2, …]` in the order of the list. `tally`
/// loads the tally of the operator at an index; an operator without one did nothing.
pub fn distribution<'a>(
    metric: Metric,
    page: Page,
    tally: impl Fn(u32) -> Option<OperatorTally> + 'a,
) -> impl Iterator<Item = u64> + 'a {
    (page.start..page.end).map(move |index| tally(index).map_or(0, |tally| tally.read(metric)))
}

/// One more on a tally, and in the totals if the tally had room.
fn count(tally: &mut u32, total: &mut u64) {
    if let Some(next) = tally.checked_add(1) {
        *tally = next;
        *total = total.saturating_add(1);
    }
}
