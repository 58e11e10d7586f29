use super::*;
use proptest::prelude::*;

fn terms() -> Terms {
    Terms {
        promised_ms: 1_000,
        half_life: 4,
        prior: 100,
        most_units: 1_000,
        band_bps: 500,
        neutral_bps: 8_000,
        lowest_bps: 5_000,
        highest_bps: 15_000,
        price: 10,
    }
}

fn sample(quality_bps: u16, units: u64) -> Option<Sample> {
    Some(Sample { quality_bps, units })
}

/// The record after periods from 0 on.
fn after(samples: impl IntoIterator<Item = Option<Sample>>) -> Record {
    let add = |record: Record, (period, sample)| record.after(&terms(), period, sample).0;
    (0..).zip(samples).fold(Record::default(), add)
}

#[test]
fn terms_have_bounds() {
    let good = terms();
    assert_eq!(good.check(), Ok(()));
    let bad = [
        (
            Terms {
                promised_ms: 0,
                ..good
            },
            1,
        ),
        (
            Terms {
                promised_ms: LONGEST_PROMISE + 1,
                ..good
            },
            1,
        ),
        (
            Terms {
                half_life: 0,
                ..good
            },
            2,
        ),
        (
            Terms {
                half_life: LONGEST_HALF_LIFE + 1,
                ..good
            },
            2,
        ),
        (Terms { prior: 0, ..good }, 3),
        (
            Terms {
                prior: MOST_UNITS + 1,
                ..good
            },
            3,
        ),
        (
            Terms {
                most_units: 0,
                ..good
            },
            4,
        ),
        (
            Terms {
                most_units: MOST_UNITS + 1,
                ..good
            },
            4,
        ),
        (
            Terms {
                band_bps: 0,
                ..good
            },
            5,
        ),
        (
            Terms {
                band_bps: 10_001,
                ..good
            },
            5,
        ),
        (
            Terms {
                neutral_bps: 0,
                ..good
            },
            6,
        ),
        (
            Terms {
                neutral_bps: 10_000,
                ..good
            },
            6,
        ),
        (
            Terms {
                lowest_bps: 0,
                ..good
            },
            7,
        ),
        (
            Terms {
                lowest_bps: 10_001,
                ..good
            },
            7,
        ),
        (
            Terms {
                highest_bps: 9_999,
                ..good
            },
            8,
        ),
        (
            Terms {
                highest_bps: LARGEST_FACTOR + 1,
                ..good
            },
            8,
        ),
    ];
    for (terms, number) in bad {
        assert_eq!(terms.check().map_err(|error| error.term), Err(number));
    }
}

#[test]
fn quality_is_without_errors_and_in_time() {
    let of = |latency, errors| terms().quality_bps(latency, errors, false);
    assert_eq!(of(0, 0), 10_000);
    assert_eq!(of(1_000, 0), 10_000);
    assert_eq!(of(1_001, 0), 9_990);
    assert_eq!(of(2_000, 0), 5_000);
    assert_eq!(of(2_000, 5_000), 2_500);
    assert_eq!(of(u64::MAX, 0), 0);
    assert_eq!(of(1, 10_000), 0);
    assert_eq!(of(1, u32::MAX), 0);
    assert_eq!(terms().quality_bps(0, 0, true), 0);
}

#[test]
fn factor_meets_its_three_points() {
    let of = |score| terms().factor_bps(score, true);
    assert_eq!([of(0), of(4_000), of(8_000)], [5_000, 7_500, 10_000]);
    assert_eq!([of(9_000), of(10_000)], [12_500, 15_000]);
}

#[test]
fn newcomer_is_neutral_and_few_units_move_little() {
    let newcomer = Record::default().score_bps(&terms(), 1_000_000);
    assert_eq!(
        (newcomer, terms().factor_bps(newcomer, true)),
        (8_000, 10_000)
    );
    // 100 units of the prior to 1 and to 100 of the operator, in the same period.
    assert_eq!(after([sample(0, 1)]).score_bps(&terms(), 0), 7_920);
    assert_eq!(after([sample(0, 100)]).score_bps(&terms(), 0), 4_000);
    // No verdict, or no units, is none.
    assert_eq!(after([None, sample(0, 0)]).score_bps(&terms(), 1), 8_000);
}

#[test]
fn weight_is_halved_in_a_half_life() {
    let record = after([sample(0, 100)]);
    let score = |period| record.score_bps(&terms(), period);
    // 100 units to a prior of 100, 125, 150, 175 and 200 units.
    assert_eq!(
        [0, 1, 2, 3, 4].map(score),
        [4_000, 4_444, 4_800, 5_090, 5_333]
    );
    assert_eq!(score(8), 6_400);
    assert_eq!(score(4 * 200), 8_000);
    assert_eq!(score(u64::MAX), 8_000);
}

/// Volume that clients do not pay for weighs nothing.
#[test]
fn units_count_as_far_as_they_were_paid_for() {
    let of = |used, paid| terms().units(used, paid);
    assert_eq!(
        [of(50, 500), of(50, 499), of(50, 9), of(50, 0)],
        [50, 49, 0, 0]
    );
    assert_eq!([of(50, u128::MAX), of(0, 500)], [50, 0]);
    assert_eq!([of(1_001, 20_000), of(u64::MAX, u128::MAX)], [1_000; 2]);
}

#[test]
fn outlier_counts_as_the_edge_of_the_band() {
    let steady = [sample(9_000, 200); 3];
    let record = after(steady);
    assert_eq!(record.deviation, 0);
    let (low, counted) = record.after(&terms(), 3, sample(0, 200));
    assert_eq!(counted, Some(8_500));
    // A deviation is known then, of some 500 in less than half of the weight: the band is wider.
    let (_, wider) = low.after(&terms(), 4, sample(0, 200));
    assert!(wider.is_some_and(|it| it < 8_400), "{wider:?}");
    let (_, high) = record.after(&terms(), 3, sample(10_000, 200));
    assert_eq!(high, Some(9_500));
    // Not before the operator has as many units as the prior.
    let (_, counted) = after([sample(9_000, 50)]).after(&terms(), 1, sample(0, 50));
    assert_eq!(counted, Some(0));
}

/// A lasting change is followed.
#[test]
fn score_follows_a_change_that_lasts() {
    let good = core::iter::repeat_n(sample(10_000, 500), 8);
    let bad = core::iter::repeat_n(sample(1_000, 500), 24);
    let score = after(good.chain(bad)).score_bps(&terms(), 31);
    assert!(score < 3_000, "{score}");
}

/// Few or many.
fn units() -> impl Strategy<Value = u64> {
    prop_oneof![1..=4u64, 1..=MOST_UNITS]
}

fn half_lives() -> impl Strategy<Value = u16> {
    prop_oneof![1..=4u16, 1..=LONGEST_HALF_LIFE]
}

#[test]
fn periods_are_due_once_they_are_final_until_they_may_be_forgotten() {
    let periods = Periods {
        from: 10,
        length: 100,
        retention: 3,
    };
    let due = |next, second| periods.due(next, second);
    assert!(due(0, 0).is_empty() && due(0, 1_199).is_empty());
    assert_eq!([due(0, 1_200), due(0, 1_399)], [10..11, 10..12]);
    assert_eq!(due(11, 1_399), 11..12);
    assert!(due(12, 1_399).is_empty() && due(u64::MAX, 1_399).is_empty());
    // Three periods after its own another account can clear it.
    assert_eq!([due(0, 1_399).start, due(0, 1_400).start], [10, 11]);
    assert_eq!(due(0, u64::MAX), u64::MAX / 100 - 3..u64::MAX / 100 - 1);
    let nothing = Periods::default();
    assert!(nothing.due(0, u64::MAX).is_empty());
}

fn samples() -> impl Strategy<Value = Vec<Option<Sample>>> {
    let sample = (0..=10_000u16, 0..=MOST_UNITS)
        .prop_map(|(quality_bps, units)| Sample { quality_bps, units });
    prop::collection::vec(prop::option::of(sample), 0..40)
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let sizes = (half_lives(), units(), units());
    let shares = (
        1..=10_000u16,
        1..10_000u16,
        1..=10_000u16,
        10_000..=LARGEST_FACTOR,
    );
    (sizes, shares).prop_map(|((half_life, prior, most_units), shares)| Terms {
        promised_ms: 1_000,
        half_life,
        prior,
        most_units,
        band_bps: shares.0,
        neutral_bps: shares.1,
        lowest_bps: shares.2,
        highest_bps: shares.3,
        price: 1,
    })
}

proptest! {
    #[test]
    fn scores_and_factors_stay_in_bounds(
        terms in any_terms(),
        samples in samples(),
        first in 0..u64::MAX / 2,
        later in 0..10_000u64,
    ) {
        prop_assert_eq!(terms.check(), Ok(()));
        let mut record = Record::default();
        let mut last = first;
        for (period, sample) in (first..).zip(samples) {
            record = record.after(&terms, period, sample).0;
            last = period;
        }
        let score = record.score_bps(&terms, last + later);
        prop_assert!(score <= 10_000);
        let factor = terms.factor_bps(score, true);
        prop_assert_eq!(terms.factor_bps(score, false), factor.min(10_000));
        prop_assert!((terms.lowest_bps..=terms.highest_bps).contains(&factor));
        // The sums never reach their ends, where they would saturate.
        prop_assert!(record.weight < 1 << 87 && record.quality < 1 << 101);
        prop_assert!(record.deviation < 1 << 101);
    }

    /// A better period leaves no worse score, whatever is around it.
    #[test]
    fn better_quality_of_the_newest_period_costs_nothing(
        terms in any_terms(),
        samples in samples(),
        units in units(),
        one in 0..=10_000u16,
        other in 0..=10_000u16,
    ) {
        let mut record = Record::default();
        let mut period = 0;
        for sample in samples {
            record = record.after(&terms, period, sample).0;
            period += 1;
        }
        let score = |quality: u16| {
            let record = record.after(&terms, period, sample(quality, units)).0;
            record.score_bps(&terms, period)
        };
        prop_assert!(score(one.min(other)) <= score(one.max(other)));
    }

    /// One period moves an operator's own mean no further than its band.
    #[test]
    fn one_period_moves_the_mean_by_the_band_at_most(
        terms in any_terms(),
        samples in samples(),
        quality in 0..=10_000u16,
    ) {
        let mut record = Record::default();
        let mut period = 0;
        for sample in samples {
            record = record.after(&terms, period, sample).0;
            period += 1;
        }
        let (unit, half_lives) = terms.unit(period);
        let before = record.halved(half_lives);
        prop_assume!(before.weight >= unit * u128::from(terms.prior));
        let band = before.band(&terms);
        let (after, _) = record.after(&terms, period, sample(quality, MOST_UNITS));
        let (old, new) = (before.mean().unwrap(), after.mean().unwrap());
        prop_assert!(old.abs_diff(new) <= band, "{old} {new} {band}");
    }
}
