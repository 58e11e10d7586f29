//! What a bill will be, computed before its windows are final, by the rules of the bill.

use super::{
    bill::{party_bps, Bill},
    parties::{Parties, Party, ROWS},
    terms::Terms,
    windows::{Page, Tally},
};
use core::ops::Range;

/// A bill that is to come. Its share lies between the two, where the guardian excuses no further window and no party joins
/// or leaves; an excused window never lowers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The windows that the bill judges.
    pub windows: Range<u32>,
    /// Those of them that can still be answered, or have not begun.
    pub answerable: Range<u32>,
    /// The share that is due if no further window is kept.
    pub least: Outlook,
    /// The share that is due if all windows are kept that can still be answered.
    pub most: Outlook,
}

/// A bill as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// The share that is due, in basis points.
    pub due_bps: u16,
    /// What each row was due.
    pub tallies: [Tally; ROWS],
}

impl Outlook {
    fn of(
        terms: &Terms,
        parties: &Parties,
        windows: &Range<u32>,
        page: impl FnMut(u32) -> Page,
    ) -> Self {
        let (bill, tallies) = Bill::of(terms, parties, windows, page);
        let due_bps = bill.due_bps();
        Self { due_bps, tallies }
    }

    /// The parties, with what each was due, and the share of its part that it leaves, in basis points.
    pub fn parties<'a>(
        &'a self,
        terms: &'a Terms,
        parties: &'a Parties,
    ) -> impl Iterator<Item = (&'a Party, &'a Tally, u64)> {
        let used = parties.rows().zip(&self.tallies);
        let used = used.filter(|((_, party), _)| party.weight_bps != 0);
        used.map(|((_, party), tally)| (party, tally, party_bps(terms, party.weight_bps, tally)))
    }
}

impl Forecast {
    /// The bill of the period from `start` to `end`, excluded, as known at `now`, if it is made when the period is over.
    /// `page` reads the page with a number as it is now. `None` for a period that is due in full: an empty one, or one
    /// longer than the longest bill.
    pub fn new(
        terms: &Terms,
        parties: &Parties,
        (start, end): (u64, u64),
        now: u64,
        mut page: impl FnMut(u32) -> Page,
    ) -> Option<Self> {
        let windows = terms.judged(terms.billed(start, end)?, end.max(now));
        let first = terms.answered_below(now);
        let first = first.clamp(windows.start, windows.end.max(windows.start));
        let answerable = first..windows.end;
        let least = Outlook::of(terms, parties, &windows, &mut page);
        let most = Outlook::of(terms, parties, &windows, |number| {
            let mut page = page(number);
            let answered = Page::within(number, &answerable);
            for (row, _) in parties.rows() {
                for window in answered.clone() {
                    page.keep(row, window);
                }
            }
            page
        });
        Some(Self {
            windows,
            answerable,
            least,
            most,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qos::service_level::{examples::tier, Tiers, PAGE_WINDOWS};
    use primitive_types::H160;
    use proptest::prelude::*;

    const WINDOW: u64 = 100;
    const OPERATORS: [(u8, u16); 2] = [(1, 7_500), (2, 2_500)];

    fn terms() -> Terms {
        Terms {
            start: 1_000,
            window: WINDOW as u32,
            answer: 50,
            excuse: 150,
            longest_bill: 60_000,
            retention: 200_000,
            min_expected: 2,
            floor_bps: 4_000,
            fresh_blocks: 1,
            tiers: Tiers::new(&[tier(0, 9_000, 5_000)]).unwrap(),
        }
    }

    fn parties() -> Parties {
        let all = Parties::default();
        OPERATORS.iter().fold(all, |all, (account, weight)| {
            let account = H160::repeat_byte(*account);
            all.join(&terms(), account, *weight, 0, 0).unwrap()
        })
    }

    fn written(pages: &mut [Page], row: usize, window: u32) {
        pages[Page::number(window) as usize].keep(row, window % PAGE_WINDOWS);
    }

    #[test]
    fn forecast_names_what_can_still_be_kept() {
        let (terms, parties) = (terms(), parties());
        let bill = |now, kept: &[u32]| {
            let mut page = Page::default();
            for window in kept {
                page.keep(0, *window);
                page.keep(1, *window);
            }
            // Windows 0 to 9: their beginnings and the lag of 300 lie in it.
            Forecast::new(&terms, &parties, (1_300, 2_300), now, |_| page.clone()).unwrap()
        };
        let early = bill(900, &[]);
        assert_eq!((early.windows.clone(), early.answerable), (0..10, 0..10));
        assert_eq!((early.least.due_bps, early.most.due_bps), (4_000, 10_000));
        // Window 0 is answered until second 1,149.
        assert_eq!(bill(1_149, &[]).answerable, 0..10);
        assert_eq!(bill(1_150, &[]).answerable, 1..10);
        // 7 of 10 kept is half of the way from 50 to 90 %.
        let late = bill(1_999, &[0, 1, 2, 3, 4, 5, 6]);
        assert_eq!((late.answerable, late.least.due_bps), (9..10, 7_000));
        assert_eq!(late.most.due_bps, 8_500);
        let over = bill(2_300, &[0, 1, 2, 3, 4, 5, 6]);
        assert_eq!((over.least.due_bps, over.most.due_bps), (7_000, 7_000));
        let parts: Vec<_> = over.least.parties(&terms, &parties).collect();
        assert_eq!(parts.len(), 2);
        assert_eq!(
            (parts[0].1.expected, parts[0].1.kept, parts[0].2),
            (10, 7, 7_000)
        );
        for full in [(1_300, 1_300), (0, 60_001)] {
            assert_eq!(
                Forecast::new(&terms, &parties, full, 0, |_| Page::default()),
                None
            );
        }
    }

    proptest! {
        /// What is kept after a forecast leads to a bill within it; all of it, or nothing, to its ends.
        #[test]
        fn bills_lie_within_what_was_forecast(
            kept in prop::collection::vec((0usize..2, 0u32..500), 0..600),
            later in prop::collection::vec((0usize..2, 0u32..500), 0..600),
            start in 0u64..30_000, length in 1u64..=20_000, now in 900u64..60_000,
        ) {
            let (terms, parties) = (terms(), parties());
            let mut pages = vec![Page::default(); 3];
            let period = (start, start + length);
            let reads = |pages: &[Page], number: u32| pages.get(number as usize).cloned().unwrap_or_default();
            for (row, window) in kept.iter().filter(|(_, window)| terms.begins(*window) <= now) {
                written(&mut pages, *row, *window);
            }
            let forecast = Forecast::new(&terms, &parties, period, now, |it| reads(&pages, it)).unwrap();
            let billed = |pages: &[Page]| {
                let windows = terms.judged(terms.billed(period.0, period.1).unwrap(), period.1.max(now));
                Bill::of(&terms, &parties, &windows, |it| reads(pages, it)).0.due_bps()
            };
            prop_assert_eq!(billed(&pages), forecast.least.due_bps);
            prop_assert!(forecast.least.due_bps <= forecast.most.due_bps);
            let mut played = pages.clone();
            for (row, window) in later.iter().filter(|(_, window)| terms.answers_end(*window) > now) {
                written(&mut played, *row, *window);
            }
            let due = billed(&played);
            prop_assert!((forecast.least.due_bps..=forecast.most.due_bps).contains(&due));
            for window in forecast.answerable.clone() {
                prop_assert!(terms.answers_end(window) > now);
                written(&mut pages, 0, window);
                written(&mut pages, 1, window);
            }
            prop_assert_eq!(billed(&pages), forecast.most.due_bps);
        }
    }
}
