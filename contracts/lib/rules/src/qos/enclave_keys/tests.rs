use super::*;
use proptest::prelude::*;

const CPU: Bound = Bound {
    base: 1_000,
    per_task: 100,
};

fn terms() -> Terms {
    Terms {
        longest_life: 86_400,
        period: 3_600,
        cpu_ms: CPU,
        memory_mb_seconds: Bound {
            base: 0,
            per_task: 10,
        },
        task_price: 10,
    }
}

/// Evidence that is brought late makes no longer enrolment.
#[test]
fn enrolment_ends_by_the_time_of_its_evidence() {
    assert_eq!(terms().expiries(1_000, 1_000), 1_001..=87_400);
    assert_eq!(terms().expiries(1_000, 87_399), 87_400..=87_400);
    assert!(terms().expiries(1_000, 87_400).is_empty());
    let last = u64::MAX;
    assert_eq!(terms().expiries(last, last), last..=last);
}

/// Else an account of the operator lifts its bound by receipts of nothing.
#[test]
fn tasks_count_as_far_as_they_were_paid_for() {
    let of = |units, paid| terms().tasks(units, paid);
    assert_eq!(
        [of(5, 50), of(5, 49), of(5, 9), of(u64::MAX, 0)],
        [5, 4, 0, 0]
    );
    assert_eq!(of(u64::MAX, u128::MAX), u64::MAX);
    let free = Terms {
        task_price: 0,
        ..terms()
    };
    assert_eq!(free.check().map_err(|error| error.term), Err(7));
}

#[test]
fn terms_have_bounds() {
    let good = terms();
    assert_eq!(good.check(), Ok(()));
    let bound = |base, per_task| Bound { base, per_task };
    let life = |longest_life| Terms {
        longest_life,
        ..good
    };
    let period = |period| Terms { period, ..good };
    let cpu = |base, per_task| Terms {
        cpu_ms: bound(base, per_task),
        ..good
    };
    let memory = |base, per_task| Terms {
        memory_mb_seconds: bound(base, per_task),
        ..good
    };
    let above = MOST_ALLOWED + 1;
    let bad = [
        (life(LIVES.0 - 1), 1),
        (life(LIVES.1 + 1), 1),
        (period(PERIODS.0 - 1), 2),
        (period(PERIODS.1 + 1), 2),
        (cpu(above, 1), 3),
        (cpu(0, 0), 4),
        (cpu(1, above), 4),
        (memory(above, 0), 5),
        (memory(0, 0), 6),
        (memory(0, above), 6),
    ];
    for (terms, number) in bad {
        assert_eq!(terms.check().map_err(|error| error.term), Err(number));
    }
    for terms in [cpu(1, 0), cpu(0, 1), memory(MOST_ALLOWED, MOST_ALLOWED)] {
        assert_eq!(terms.check(), Ok(()));
    }
}

#[test]
fn share_is_of_base_and_tasks() {
    assert_eq!(CPU.used_bps(0, 0), 0);
    assert_eq!(CPU.used_bps(1_000, 0), 10_000);
    assert_eq!(CPU.used_bps(999, 0), 9_990);
    assert_eq!(CPU.used_bps(1_000, 10), 5_000);
    assert_eq!(CPU.used_bps(4_000, 10), 20_000);
    // Rounded down.
    assert_eq!(CPU.used_bps(1, 200), 0);
}

#[test]
fn share_saturates() {
    assert_eq!(CPU.used_bps(u64::MAX, 0), u32::MAX);
    assert_eq!(CPU.used_bps(u64::MAX, u64::MAX), 99);
    let none = Bound {
        base: 0,
        per_task: 5,
    };
    assert_eq!(none.used_bps(0, 0), 0);
    assert_eq!(none.used_bps(1, 0), u32::MAX);
}

#[test]
fn larger_share_counts() {
    assert_eq!(terms().used_bps(10, 2_000, 50), 10_000);
    assert_eq!(terms().used_bps(10, 200, 150), 15_000);
}

#[test]
fn period_is_reported_from_its_end_for_as_long_as_it_is_kept() {
    let at = |time| terms().check_period(10, KEPT, &Usage::default(), time);
    let (end, until) = (11 * 3_600, 19 * 3_600);
    assert_eq!(at(end - 1), Err(PeriodError::TooEarly(end)));
    assert_eq!(at(end), Ok(()));
    assert_eq!(at(until - 1), Ok(()));
    assert_eq!(at(until), Err(PeriodError::TooLate(until)));
    // Of receipts that forget after two periods.
    let until = 13 * 3_600;
    let late = terms().check_period(10, 2, &Usage::default(), until);
    assert_eq!(late, Err(PeriodError::TooLate(until)));
    let usage = Usage::default().after(10, 1);
    let again = terms().check_period(10, KEPT, &usage, end);
    assert_eq!(again, Err(PeriodError::Over(11)));
    let never = terms().check_period(u64::MAX, KEPT, &usage, u64::MAX - 1);
    assert_eq!(never, Err(PeriodError::TooEarly(u64::MAX)));
}

#[test]
fn newest_eight_periods_are_known() {
    let usage = Usage::default().after(10, 7).after(11, 8).after(14, 9);
    let known: Vec<_> = (9..16).map(|period| usage.of(period)).collect();
    assert_eq!(known, [None, Some(7), Some(8), None, None, Some(9), None]);
    let later = usage.after(18, 1);
    assert_eq!([later.of(10), later.of(11)], [None, Some(8)]);
    let far = later.after(1_000, 2);
    assert_eq!(
        [far.of(18), far.of(999), far.of(1_000)],
        [None, None, Some(2)]
    );
    assert_eq!(Usage::default().of(0), None);
    assert_eq!(Usage::default().after(0, 5).of(0), Some(5));
}

proptest! {
    #[test]
    fn more_use_is_no_smaller_share_and_more_tasks_no_larger(
        base in 0..=MOST_ALLOWED,
        per_task in 0..=MOST_ALLOWED,
        used in any::<u64>(),
        more in any::<u64>(),
        tasks in any::<u64>(),
        others in any::<u64>(),
    ) {
        let bound = Bound { base, per_task };
        let share = bound.used_bps(used, tasks);
        prop_assert!(bound.used_bps(used.max(more), tasks) >= share);
        prop_assert!(bound.used_bps(used, tasks.max(others)) <= share);
    }

    /// What is known is what was reported, of the newest eight periods.
    #[test]
    fn known_is_what_was_reported(
        first in 0..1_000u64,
        reports in prop::collection::vec((0..12u64, any::<u32>()), 1..30),
    ) {
        let (mut usage, mut period) = (Usage::default(), first);
        let mut all = Vec::new();
        for (skipped, used) in reports {
            period += skipped;
            usage = usage.after(period, used);
            all.push((period, used));
            period += 1;
        }
        let newest = period - 1;
        for asked in first.saturating_sub(2)..newest + 3 {
            let reported = all.iter().find(|(it, _)| *it == asked).map(|(_, used)| *used);
            let expected = reported.filter(|_| asked + KEPT > newest);
            prop_assert_eq!(usage.of(asked), expected);
        }
    }
}
