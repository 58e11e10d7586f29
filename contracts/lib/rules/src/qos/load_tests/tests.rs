use super::*;
use crate::proof::Hash;
use proptest::prelude::*;
use sha3::{Digest, Keccak256};
use std::{collections::BTreeSet, vec::Vec};

const TERMS: Terms = Terms {
    start: 1_000,
    window_length: 600,
    report_period: 300,
    challengers: 5,
    least_reports: 3,
    requests: 1_000,
    pass_bps: 9_000,
    block_hashes: false,
};
const NOW: u64 = 1_000;

fn hashed(parts: &[&[u8]]) -> Hash {
    Keccak256::digest(parts.concat()).into()
}

/// The members of a committee, by number.
fn members(count: u8) -> Vec<H160> {
    (1..=count).map(H160::repeat_byte).collect()
}

fn seed(number: u64) -> Hash {
    hashed(&[&number.to_be_bytes()])
}

fn drawn(seed: &Hash, members: &[H160], suspended: u32, operator: H160, count: u8) -> Vec<H160> {
    let test = Test::draw(&hashed, seed, members, suspended, operator, count).unwrap();
    test.challengers().iter().map(|it| it.account).collect()
}

/// A test whose challengers are numbered, and reported this.
fn reported(answered: &[u32]) -> Test {
    let count = MOST_CHALLENGERS as u8;
    let drawn = Test::draw(&hashed, &seed(1), &members(count), 0, H160::zero(), count).unwrap();
    let accounts = drawn.challengers().iter().map(|it| it.account);
    let mut test = drawn;
    for (account, answered) in accounts.zip(answered) {
        test = test.reported(account, *answered).unwrap();
    }
    test
}

#[test]
fn terms_are_within_their_bounds() {
    assert_eq!(TERMS.check(NOW), Ok(()));
    let change = |change: &dyn Fn(&mut Terms)| {
        let mut terms = TERMS;
        change(&mut terms);
        terms.check(NOW)
    };
    let out = |term, least, most, received| {
        Err(TermOutOfBounds {
            term,
            least,
            most,
            received,
        })
    };
    let farthest = NOW + FARTHEST;
    assert_eq!(
        change(&|it| it.start = NOW - 1),
        out(1, NOW, farthest, NOW - 1)
    );
    assert_eq!(
        change(&|it| it.start = farthest + 1),
        out(1, NOW, farthest, farthest + 1)
    );
    assert_eq!(
        change(&|it| it.window_length = 59),
        out(2, SHORTEST, LONGEST, 59)
    );
    let long = LONGEST as u32 + 1;
    assert_eq!(
        change(&|it| it.report_period = long),
        out(3, SHORTEST, LONGEST, long.into())
    );
    for challengers in [2, 9] {
        assert_eq!(
            change(&|it| it.challengers = challengers),
            out(4, 3, 8, challengers.into())
        );
    }
    for (challengers, least, wrong) in [(5, 3, 2), (5, 3, 6), (8, 5, 4), (3, 2, 1)] {
        let changed = change(&|it| {
            it.challengers = challengers;
            it.least_reports = wrong;
        });
        assert_eq!(changed, out(5, least, challengers.into(), wrong.into()));
    }
    assert_eq!(change(&|it| it.requests = 0), out(6, 1, u32::MAX.into(), 0));
    for pass_bps in [0, 10_001] {
        assert_eq!(
            change(&|it| it.pass_bps = pass_bps),
            out(7, 1, BPS, pass_bps.into())
        );
    }
}

#[test]
fn windows_follow_each_other_and_times_end_with_64_bits() {
    let times = TERMS.times(2);
    assert_eq!((times.begins, times.ends), (2_200, 2_800));
    assert_eq!(times.reports_end, 3_100);
    assert_eq!(TERMS.times(3).begins, times.ends);
    let last = TERMS.times(u64::MAX);
    assert_eq!((last.begins, last.reports_end), (u64::MAX, u64::MAX));
}

#[test]
fn median_of_an_even_number_is_the_upper_one() {
    for (answered, median) in [
        (&[0, 900, 1_000][..], 900),
        (&[0, 0, 900, 1_000], 900),
        (&[0, 0, 0, 900], 0),
        (&[0, 0, 900, 900, 900], 900),
        (&[0, 0, 0, 900, 900], 0),
    ] {
        let closed = reported(answered).closed(&TERMS, true);
        assert_eq!(closed.median, Some(median), "{answered:?}");
        assert_eq!(closed.passed, median >= 900);
        assert_eq!(usize::from(closed.reports), answered.len());
    }
}

#[test]
fn test_of_one_that_stopped_in_the_window_does_not_count() {
    let closed = reported(&[1_000; 5]).closed(&TERMS, false);
    assert_eq!((closed.median, closed.passed), (None, false));
    assert_eq!(closed.reports, 5);
}

#[test]
fn bound_is_reached_and_not_rounded() {
    let terms = Terms {
        requests: 3,
        pass_bps: 6_667,
        ..TERMS
    };
    for (answered, passed) in [(2, false), (3, true)] {
        let closed = reported(&[answered; 3]).closed(&terms, true);
        assert_eq!(closed.passed, passed);
    }
    let most = Terms {
        requests: u32::MAX,
        pass_bps: 10_000,
        ..TERMS
    };
    assert!(reported(&[u32::MAX; 3]).closed(&most, true).passed);
    assert!(!reported(&[u32::MAX - 1; 3]).closed(&most, true).passed);
}

#[test]
fn too_few_reports_say_nothing() {
    for answered in [&[][..], &[0, 0], &[1_000, 1_000]] {
        let closed = reported(answered).closed(&TERMS, true);
        assert_eq!((closed.median, closed.passed), (None, false));
    }
}

#[test]
fn challenger_reports_once_and_others_never() {
    let test = reported(&[7]);
    let first = test.challengers()[0].account;
    assert_eq!(test.reported(first, 8), Err(ReportError::Reported));
    for stranger in [H160::zero(), H160::repeat_byte(0xee)] {
        assert_eq!(test.reported(stranger, 8), Err(ReportError::NotDrawn));
    }
}

/// In 2,000 draws of five of 32, each member is in about 313: five deviations are 82.
#[test]
fn each_member_is_drawn_as_often_as_any_other() {
    let all = members(32);
    let mut counts = [0i32; 33];
    for number in 0..2_000 {
        for account in drawn(&seed(number), &all, 0, H160::zero(), 5) {
            counts[usize::from(account.0[0])] += 1;
        }
    }
    for (number, count) in counts.iter().enumerate().skip(1) {
        assert!((count - 313).abs() < 82, "{number}: {count}");
    }
}

proptest! {
    #[test]
    fn drawn_members_are_distinct_and_may_be_drawn(
        number: u64,
        size in 0u8..=32,
        suspended: u32,
        operator in 0u8..=33,
        count in 3u8..=8,
    ) {
        let (all, operator) = (members(size), H160::repeat_byte(operator));
        let may = |(place, account): &(usize, &H160)| {
            suspended >> place & 1 == 0 && **account != operator
        };
        let eligible: BTreeSet<H160> = all.iter().enumerate().filter(may).map(|it| *it.1).collect();
        let seed = seed(number);
        let drawn = Test::draw(&hashed, &seed, &all, suspended, operator, count);
        let received = eligible.len() as u8;
        match drawn {
            Err(error) => {
                prop_assert_eq!(error, TooFewMembers { least: count, received });
                prop_assert!(received < count);
            }
            Ok(test) => {
                let challengers = test.challengers();
                prop_assert_eq!(challengers.len(), usize::from(count));
                let accounts: BTreeSet<H160> = challengers.iter().map(|it| it.account).collect();
                prop_assert_eq!(accounts.len(), usize::from(count));
                prop_assert!(accounts.is_subset(&eligible));
                prop_assert!(challengers.iter().all(|it| !it.reported && it.answered == 0));
            }
        }
    }

    /// Neither the order of members nor those that are not drawn decide who is.
    #[test]
    fn suspension_makes_room_for_one_and_moves_no_other(
        number: u64,
        size in 6u8..=32,
        suspended in 0usize..32,
    ) {
        let (all, seed) = (members(size), seed(number));
        let suspended = suspended % usize::from(size);
        let before = drawn(&seed, &all, 0, H160::zero(), 5);
        let after = drawn(&seed, &all, 1 << suspended, H160::zero(), 5);
        let stayed: Vec<H160> = before.iter().filter(|it| **it != all[suspended]).copied().collect();
        prop_assert_eq!(&after[..stayed.len()], &stayed[..]);
        let reversed: Vec<H160> = all.iter().rev().copied().collect();
        prop_assert_eq!(before, drawn(&seed, &reversed, 0, H160::zero(), 5));
    }

    #[test]
    fn liars_below_half_of_the_least_reports_keep_the_median_among_honest_reports(
        honest in prop::collection::vec(0u32..=1_000, 1..=8),
        lies in prop::collection::vec(prop_oneof![Just(0), Just(u32::MAX), any::<u32>()], 0..=3),
        least in 2u8..=8,
    ) {
        let terms = Terms { least_reports: least, ..TERMS };
        let all: Vec<u32> = lies.iter().chain(&honest).copied().take(8).collect();
        let honest = &all[lies.len().min(all.len())..];
        prop_assume!(2 * lies.len() < usize::from(least) && !honest.is_empty());
        let closed = reported(&all).closed(&terms, true);
        match closed.median {
            None => prop_assert!(all.len() < usize::from(least)),
            Some(median) => {
                prop_assert!(honest.iter().min().unwrap() <= &median);
                prop_assert!(honest.iter().max().unwrap() >= &median);
            }
        }
    }

    #[test]
    fn test_is_failed_by_more_than_half_of_the_reports(
        answered in prop::collection::vec(0u32..=1_000, 3..=8),
    ) {
        let closed = reported(&answered).closed(&TERMS, true);
        let below = answered.iter().filter(|it| **it < 900).count();
        prop_assert_eq!(!closed.passed, 2 * below > answered.len());
    }

    #[test]
    fn order_of_closing_changes_nothing(
        windows in prop::collection::btree_set(0u64..40, 0..20),
        failed: u64,
        rotation in 0usize..20,
        from in 0u64..30_000,
        length in 0u64..30_000,
    ) {
        let result = |window: &u64| TestResult {
            window: *window,
            reports: 3,
            median: 1,
            passed: failed >> window & 1 == 0,
        };
        let ascending: Vec<TestResult> = windows.iter().map(result).collect();
        let mut other: Vec<TestResult> = ascending.iter().rev().copied().collect();
        let rotation = rotation.checked_rem(other.len()).unwrap_or_default();
        other.rotate_left(rotation);
        let fold = |all: &[TestResult]| {
            all.iter().fold(Results::default(), |results, it| results.with(*it))
        };
        let results = fold(&ascending);
        prop_assert_eq!(results, fold(&other));
        let newest = || ascending.iter().rev().take(MOST_RESULTS);
        prop_assert_eq!(results.latest(), newest().next().copied().unwrap_or_default());
        let to = from + length;
        let within: Vec<_> = newest().filter(|it| {
            let times = TERMS.times(it.window);
            times.begins >= from && times.ends <= to
        }).collect();
        let failed = within.iter().filter(|it| !it.passed).count();
        prop_assert_eq!(results.within(&TERMS, from, to), (within.len() as u32, failed as u32));
        let until = newest().next().map(|it| TERMS.times(it.window).ends + KEPT);
        prop_assert_eq!(results.needed_until(&TERMS), until);
    }
}
