//! What must hold of every service.

use super::{
    examples::{tally, tier},
    *,
};
use core::ops::Range;
use proptest::prelude::*;

prop_compose! {
    fn any_terms()(
        start in any::<u64>(), window in any::<u32>(), answer in any::<u32>(), excuse in any::<u32>(),
        longest_bill in any::<u32>(), retention in any::<u32>(), min_expected in any::<u32>(),
        floor_bps in any::<u16>(), fresh_blocks in any::<u8>(), target in 1u16..=10_000, below in any::<u16>(),
    ) -> Terms {
        let tiers = Tiers::new(&[tier(0, target, below % target)]).unwrap();
        Terms { start, window, answer, excuse, longest_bill, retention, min_expected, floor_bps, fresh_blocks, tiers }
    }
}

prop_compose! {
    /// Terms that pass, of small numbers.
    fn good_terms()(
        start in 0u64..5_000, window in 60u32..500, answer in 0u32..900, excuse in 1u32..900,
        floor_bps in 0u16..=10_000, min_expected in 1u32..5, target in 1u16..=10_000, below in any::<u16>(),
    ) -> Terms {
        let tiers = Tiers::new(&[tier(0, target, below % target)]).unwrap();
        Terms {
            start, window, answer, excuse, longest_bill: 5_000, retention: 50_000, min_expected, floor_bps,
            fresh_blocks: 1, tiers,
        }
    }
}

fn page_of(kept: &[u32], excused: &[u32]) -> Page {
    let mut page = Page::default();
    for window in kept {
        page.keep(0, *window);
    }
    for window in excused {
        page.excuse(&(*window..*window + 1));
    }
    page
}

fn due_bps(terms: &Terms, page: &Page, windows: &Range<u32>) -> u16 {
    let tally = page.tally(0, windows);
    Bill::default().with(terms, 100, &tally).due_bps()
}

proptest! {
    /// Bills of consecutive periods of any lengths: each window whose beginning lags behind is in one of them.
    #[test]
    fn consecutive_bills_judge_each_window_once(
        terms in good_terms(),
        from in 0u64..20_000,
        lengths in prop::collection::vec(1u64..=5_000, 1..20),
    ) {
        let mut billed = Vec::new();
        let mut start = from;
        for length in lengths {
            let windows = terms.billed(start, start + length).unwrap();
            prop_assert!(windows.end.saturating_sub(windows.start) <= terms.most_windows());
            let pages = Page::spans(windows.clone()).count();
            prop_assert!(pages as u32 <= terms.most_pages());
            // When a period is over, all of its windows are final, and none is forgotten.
            prop_assert_eq!(terms.judged(windows.clone(), start + length), windows.clone());
            billed.extend(windows);
            start += length;
        }
        let lag = terms.lag();
        let lagging = |window: &u32| (from..start).contains(&(terms.begins(*window) + lag));
        let expected: Vec<u32> = (0..2_000).filter(lagging).collect();
        prop_assert_eq!(billed, expected);
    }

    /// A bill is as good as its parts: what two bills count is what one of both periods counts.
    #[test]
    fn tallies_of_parts_add_up(
        kept in prop::collection::vec(0u32..600, 0..200),
        excused in prop::collection::vec(0u32..600, 0..50),
        cuts in prop::array::uniform3(0u32..600),
    ) {
        let mut pages = [Page::default(), Page::default(), Page::default()];
        for window in &kept {
            pages[Page::number(*window) as usize].keep(0, window % PAGE_WINDOWS);
        }
        for window in &excused {
            let at = window % PAGE_WINDOWS;
            pages[Page::number(*window) as usize].excuse(&(at..at + 1));
        }
        let mut cuts = cuts;
        cuts.sort_unstable();
        let count = |windows: Range<u32>| Page::spans(windows).fold(Tally::default(), |sum, (page, windows)| {
            sum.plus(pages[page as usize].tally(0, &windows))
        });
        let [from, cut, to] = cuts;
        let all = count(from..to);
        prop_assert_eq!(count(from..cut).plus(count(cut..to)), all);
        prop_assert_eq!(all.due, to - from);
        let expected = (from..to).filter(|it| kept.contains(it) || !excused.contains(it)).count();
        prop_assert_eq!(all.expected as usize, expected);
        let kept = (from..to).filter(|it| kept.contains(it)).count();
        prop_assert_eq!(all.kept as usize, kept);
    }

    #[test]
    fn kept_or_excused_window_never_lowers_a_bill(
        terms in good_terms(),
        kept in prop::collection::vec(56u32..72, 0..16),
        excused in prop::collection::vec(56u32..72, 0..40),
        from in 56u32..72,
        length in 0u32..16,
        another in 56u32..72,
    ) {
        let windows = from..from + length;
        let page = page_of(&kept, &excused);
        let before = due_bps(&terms, &page, &windows);
        prop_assert!((terms.floor_bps..=10_000).contains(&before));
        let mut more = page.clone();
        more.keep(0, another);
        prop_assert!(due_bps(&terms, &more, &windows) >= before);
        let mut more = page.clone();
        more.excuse(&(another..another + 1));
        prop_assert!(due_bps(&terms, &more, &windows) >= before);
        let nothing_due = windows.clone().all(|it| excused.contains(&it));
        prop_assert!(!nothing_due || before == 10_000);
    }

    /// What another party does never leads out of the bounds, and a better one never lowers the bill of both.
    #[test]
    fn bill_lies_between_those_of_its_parties(
        terms in good_terms(),
        parties in prop::collection::vec((1u16..=10_000, 0u32..400, 0u32..400), 1..12),
    ) {
        let tallies: Vec<_> = parties.iter().map(|(weight, a, b)| (*weight, tally(*a.max(b), *a.min(b)))).collect();
        let bill = tallies.iter().fold(Bill::default(), |bill, (weight, it)| bill.with(&terms, *weight, it));
        let due = u64::from(bill.due_bps());
        let counted = || tallies.iter().filter(|(_, it)| it.due > 0);
        let parts = || counted().map(|(weight, it)| party_bps(&terms, *weight, it));
        match (parts().min(), parts().max()) {
            (Some(least), Some(most)) => prop_assert!((least..=most).contains(&due)),
            _ => prop_assert_eq!(due, 10_000),
        }
    }

    /// Whatever the terms, the times and the windows: no panic, and every result in its bounds.
    #[test]
    fn any_numbers_give_a_result(
        terms in any_terms(),
        times in prop::array::uniform3(any::<u64>()),
        windows in any::<Range<u32>>(),
        counts in prop::array::uniform4(any::<u32>()),
        weight in any::<u16>(),
    ) {
        let [start, end, now] = times;
        let _ = terms.check(now, start);
        let _ = (terms.begun(now), terms.answers(windows.start, now), terms.excuses_end(windows.end));
        let _ = (terms.most_pages(), terms.page_forgotten(windows.start, now));
        let judged = terms.judged(terms.billed(start, end).unwrap_or(windows), now);
        prop_assert!(judged.start <= judged.end);
        let _ = Page::spans(judged).next();
        let [due, unexcused, expected, kept] = counts;
        let tally = Tally { due, unexcused, expected, kept };
        let bill = Bill::default().with(&terms, weight, &tally).with(&terms, weight, &tally.plus(tally));
        prop_assert!(u64::from(bill.due_bps()) <= 10_000);
        prop_assert!(party_bps(&terms, weight, &tally) >= u64::from(terms.floor_bps.min(10_000)));
    }
}
