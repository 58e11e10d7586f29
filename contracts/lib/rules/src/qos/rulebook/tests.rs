use super::*;
use crate::{math::U256, qos::service_level::Comparison};
use primitive_types::H160;
use proptest::prelude::*;

const DAY: u64 = 86_400;

fn schedule() -> Schedule {
    Schedule {
        start: 10 * DAY,
        window: DAY,
        lag: HOUR,
        evaluation: 2 * HOUR,
        needed: 2,
        span: 3,
    }
}

fn effect() -> Effect {
    Effect {
        life: 7 * DAY,
        soft: Soft {
            points_bps: 5_000,
            suspends: true,
        },
        slash_bps: 100,
        repeat_bps: 150,
        most_bps: 300,
    }
}

fn measure() -> Measure {
    Measure {
        target: H160::repeat_byte(1),
        selector: [1, 2, 3, 4],
        arguments: 5,
        operator_at: 1,
        from_at: 2,
        to_at: 3,
        others: [[5; 32], [6; 32]],
        origin: 9 * DAY,
        unit: HOUR,
        known_at: NONE,
        known: 0,
        value_at: 1,
        whole_at: 0,
        rises: false,
        comparison: Some(Comparison::AtMost),
        bound: 7_999.into(),
    }
}

fn found(is_breached: bool) -> Breach {
    Breach {
        is_breached,
        counter: U256::zero(),
    }
}

/// The standing after windows, and the windows in which the rule took effect.
fn played(windows: &[(u32, bool)]) -> (Standing, Vec<u32>) {
    let mut standing = Standing::default();
    let mut effects = Vec::new();
    for (window, is_breached) in windows {
        let (next, takes_effect) =
            standing.evaluated(*window, found(*is_breached), &schedule(), &effect());
        standing = next;
        if takes_effect {
            effects.push(*window);
        }
    }
    (standing, effects)
}

#[test]
fn absence_is_three_of_the_conditions() {
    let of = |number| Condition::from_number(number).map(Condition::is_absence);
    assert_eq!(
        [0, 1, 2, 3, 4, 5, 6, 7].map(of),
        [
            None,
            Some(false),
            Some(true),
            Some(true),
            Some(true),
            Some(false),
            Some(false),
            None
        ]
    );
}

#[test]
fn two_breaches_of_three_windows_take_effect_and_are_used_up() {
    assert_eq!(played(&[(0, true), (1, false), (2, true)]).1, [2]);
    // The first one is too long ago; windows between that were not evaluated are no breach.
    let windows = [(0, true), (1, false), (2, false), (3, true)];
    assert!(played(&windows).1.is_empty());
    assert!(played(&[(0, true), (3, true)]).1.is_empty());
    assert_eq!(played(&[(0, true), (2, true)]).1, [2]);
    let (standing, effects) = played(&[(0, true), (1, true), (2, true), (3, true)]);
    assert_eq!((effects, standing.times), (vec![1, 3], 2));
    assert_eq!((standing.next, standing.breaches), (4, 0));
    // After the largest gap.
    assert!(played(&[(0, true), (u32::MAX, true)]).1.is_empty());
}

#[test]
fn effect_holds_from_the_end_of_the_evaluation() {
    let (standing, _) = played(&[(0, true), (1, true)]);
    let begin = 10 * DAY + 2 * DAY + HOUR + 2 * HOUR;
    assert_eq!(schedule().evaluation(1), begin - 2 * HOUR..begin);
    assert_eq!((standing.from, standing.until), (begin, begin + 7 * DAY));
    let holds = [begin - 1, begin, begin + 7 * DAY - 1, begin + 7 * DAY];
    assert_eq!(
        holds.map(|time| standing.holds(time)),
        [false, true, true, false]
    );
    // One that begins later, recorded while the first one holds, leaves it as it is.
    let brief = Effect {
        life: DAY - 1,
        ..effect()
    };
    let often = Schedule {
        needed: 1,
        evaluation: DAY,
        ..schedule()
    };
    let mut standing = Standing::default();
    for window in 0..3 {
        let begin = often.evaluation(window).end;
        let before = standing;
        standing = standing.evaluated(window, found(true), &often, &brief).0;
        assert!(window == 0 || (before.holds(begin - DAY) && standing.holds(begin - DAY)));
        assert!(!standing.holds(begin - 1) && standing.holds(begin));
    }
    // One that follows it goes on from the same second; one that comes later begins anew.
    let (longer, _) = played(&[(0, true), (1, true), (2, true), (3, true)]);
    assert_eq!((longer.from, longer.until), (begin, begin + 9 * DAY));
    let (later, _) = played(&[(0, true), (1, true), (20, true), (21, true)]);
    assert_eq!(later.from, begin + 20 * DAY);
    assert!(!Standing::default().holds(0));
}

#[test]
fn counter_is_no_breach_before_it_rises() {
    let first = Standing::default();
    assert_eq!(first.risen(0, 9.into()), None);
    let counted = Breach {
        is_breached: false,
        counter: 9.into(),
    };
    let (standing, _) = first.evaluated(0, counted, &schedule(), &effect());
    assert_eq!(standing.risen(1, 12.into()), Some(3.into()));
    assert_eq!(standing.risen(1, 8.into()), Some(U256::zero()));
    // The rise of several windows is of none.
    assert_eq!(standing.risen(2, 12.into()), None);
}

#[test]
fn forgiving_takes_back_breaches_and_effects() {
    assert_eq!(Standing::default().forgiven(), None);
    for windows in [&[(0, true)][..], &[(0, true), (1, true)]] {
        let (standing, _) = played(windows);
        let forgiven = standing.forgiven().unwrap();
        let next = standing.next;
        assert_eq!(
            forgiven,
            Standing {
                next,
                ..Standing::default()
            }
        );
        assert_eq!(forgiven.forgiven(), None);
    }
}

#[test]
fn share_rises_to_the_most() {
    assert_eq!(
        [1, 2, 3, u32::MAX].map(|times| effect().share_bps(times)),
        [100, 250, 300, 300]
    );
    let largest = Effect {
        repeat_bps: u16::MAX,
        most_bps: u16::MAX,
        ..effect()
    };
    assert_eq!(largest.share_bps(9), u16::MAX);
}

#[test]
fn softer_effects_give_way() {
    let soft = |points_bps, suspends| Soft {
        points_bps,
        suspends,
    };
    assert_eq!(soft(500, false).and(soft(9_000, true)), soft(500, true));
    assert_eq!(Soft::default().and(Soft::default()), soft(10_000, false));
    assert!(!Soft::default().is_some());
}

#[test]
fn measure_names_operator_and_window() {
    let operator = H160::repeat_byte(7);
    let data = measure().calldata(operator, &schedule().window(1));
    let mut expected = vec![1, 2, 3, 4];
    expected.extend([5; 32]);
    expected.extend([[0; 12].as_slice(), &operator.0].concat());
    for units in [48u64, 72] {
        expected.extend(U256::from(units).to_big_endian());
    }
    expected.extend([6; 32]);
    assert_eq!(data.as_slice(), expected);
    let short = Measure {
        arguments: 2,
        ..measure()
    };
    let data = short.calldata(operator, &schedule().window(1));
    assert_eq!(data.as_slice(), &expected[..4 + 2 * 32]);
}

#[test]
fn answers_are_read_where_they_are_known() {
    let answer = |words: &[u64]| {
        let words = words.iter().map(|word| U256::from(*word).to_big_endian());
        words.flatten().collect::<Vec<u8>>()
    };
    let share = measure();
    assert_eq!(share.read(&answer(&[3, 2])), Some(6_666.into()));
    for unknown in [
        answer(&[0, 0]),
        answer(&[3]),
        answer(&[3, 2])[..63].to_vec(),
    ] {
        assert_eq!(share.read(&unknown), None, "{unknown:?}");
    }
    let mut huge = answer(&[1]);
    huge.extend([255; 32]);
    assert_eq!(share.read(&huge), None);
    let known = Measure {
        whole_at: NONE,
        known_at: 0,
        known: 2,
        ..share
    };
    assert_eq!(known.read(&answer(&[2, 9])), Some(9.into()));
    assert_eq!(known.read(&answer(&[1, 9])), None);
    assert!(share.is_breached(7_999.into()) && !share.is_breached(8_000.into()));
}

#[test]
fn fields_that_do_not_fit_are_named() {
    let this = H160::repeat_byte(9);
    assert_eq!(measure().check(this, &schedule(), false), Ok(()));
    let field = MeasureError::Field;
    let cases = [
        (
            field(1),
            Measure {
                target: H160::zero(),
                ..measure()
            },
        ),
        (
            field(1),
            Measure {
                target: this,
                ..measure()
            },
        ),
        (
            field(2),
            Measure {
                arguments: 0,
                ..measure()
            },
        ),
        (
            field(2),
            Measure {
                arguments: 6,
                ..measure()
            },
        ),
        (
            field(2),
            Measure {
                from_at: NONE,
                ..measure()
            },
        ),
        (
            field(2),
            Measure {
                arguments: 4,
                to_at: NONE,
                from_at: NONE,
                rises: true,
                whole_at: NONE,
                ..measure()
            },
        ),
        (
            field(3),
            Measure {
                operator_at: 5,
                ..measure()
            },
        ),
        (
            field(4),
            Measure {
                from_at: 5,
                ..measure()
            },
        ),
        (
            field(4),
            Measure {
                from_at: 1,
                ..measure()
            },
        ),
        (
            field(5),
            Measure {
                to_at: 5,
                ..measure()
            },
        ),
        (
            field(5),
            Measure {
                to_at: 1,
                ..measure()
            },
        ),
        (
            field(5),
            Measure {
                to_at: 2,
                ..measure()
            },
        ),
        (
            field(6),
            Measure {
                unit: 0,
                ..measure()
            },
        ),
        (
            field(6),
            Measure {
                unit: DAY + 1,
                ..measure()
            },
        ),
        (
            field(6),
            Measure {
                origin: 1,
                ..measure()
            },
        ),
        (
            field(6),
            Measure {
                origin: 10 * DAY + 1,
                ..measure()
            },
        ),
        (
            field(7),
            Measure {
                comparison: None,
                ..measure()
            },
        ),
        (
            field(8),
            Measure {
                known_at: 16,
                ..measure()
            },
        ),
        (
            field(9),
            Measure {
                value_at: 16,
                ..measure()
            },
        ),
        (
            field(10),
            Measure {
                whole_at: 16,
                ..measure()
            },
        ),
        (
            field(10),
            Measure {
                rises: true,
                comparison: Some(Comparison::AtLeast),
                ..measure()
            },
        ),
        (
            MeasureError::MomentChosen,
            Measure {
                arguments: 3,
                from_at: NONE,
                to_at: NONE,
                ..measure()
            },
        ),
    ];
    for (error, measure) in cases {
        assert_eq!(
            measure.check(this, &schedule(), false),
            Err(error),
            "{measure:?}"
        );
    }
    let counter = Measure {
        arguments: 3,
        from_at: NONE,
        to_at: NONE,
        unit: 0,
        whole_at: NONE,
        rises: true,
        comparison: Some(Comparison::AtLeast),
        ..measure()
    };
    assert_eq!(counter.check(this, &schedule(), false), Ok(()));
    // Silence is no breach of a counter, nor of what takes stake.
    let shows = Measure {
        rises: false,
        from_at: 2,
        unit: HOUR,
        ..counter
    };
    for (measure, takes_stake) in [(counter, false), (shows, true)] {
        let check = |measure: Measure| measure.check(this, &schedule(), takes_stake);
        assert_eq!(check(measure), Ok(()));
        for other in [Comparison::AtMost, Comparison::Equal, Comparison::Differs] {
            let comparison = Some(other);
            assert_eq!(
                check(Measure {
                    comparison,
                    ..measure
                }),
                Err(field(7))
            );
        }
        let bound = U256::zero();
        assert_eq!(check(Measure { bound, ..measure }), Err(field(11)));
    }
}

#[test]
fn terms_out_of_bounds_are_numbered() {
    let now = 9 * DAY;
    let with = |change: fn(&mut Schedule)| {
        let mut schedule = schedule();
        change(&mut schedule);
        schedule.check(now).map_err(|error| error.term)
    };
    assert_eq!(with(|_| ()), Ok(()));
    let cases: [(u8, fn(&mut Schedule)); 10] = [
        (1, |it| it.start = 9 * DAY + HOUR - 1),
        (1, |it| it.start = 375 * DAY),
        (2, |it| it.window = HOUR - 1),
        (3, |it| it.lag = LONGEST_PERIOD + 1),
        (4, |it| it.evaluation = HOUR - 1),
        (4, |it| it.evaluation = DAY + 1),
        (5, |it| it.needed = 0),
        (5, |it| it.needed = 4),
        (6, |it| it.span = 0),
        (6, |it| it.span = 33),
    ];
    for (term, change) in cases {
        assert_eq!(with(change), Err(term));
    }
    let with = |change: fn(&mut Effect)| {
        let mut effect = effect();
        change(&mut effect);
        effect.check().map_err(|error| error.term)
    };
    assert_eq!(with(|_| ()), Ok(()));
    let cases: [(u8, fn(&mut Effect)); 7] = [
        (7, |it| it.life = 181 * DAY),
        (8, |it| it.soft.points_bps = 10_001),
        (9, |it| it.slash_bps = 10_001),
        (10, |it| it.repeat_bps = 10_001),
        (10, |it| (it.slash_bps, it.most_bps) = (0, 0)),
        (11, |it| it.most_bps = 99),
        (11, |it| it.most_bps = 10_001),
    ];
    for (term, change) in cases {
        assert_eq!(with(change), Err(term));
    }
}

#[test]
fn rule_without_effect_is_none() {
    let none = Effect {
        slash_bps: 0,
        soft: Soft::default(),
        ..effect()
    };
    assert!(!none.is_some() && effect().is_some());
    assert!(!Effect {
        life: 0,
        ..effect()
    }
    .is_some());
    let stake = Effect {
        slash_bps: 1,
        life: 0,
        ..none
    };
    assert!(stake.is_some() && stake.takes_stake());
}

proptest! {
    /// No breach counts twice, and none counts that lies outside the span.
    #[test]
    fn each_effect_has_its_own_breaches(
        windows in proptest::collection::btree_map(0u32..200, any::<bool>(), 0..80),
        span in 1u8..=32,
        needed in 1u8..=32,
    ) {
        let needed = needed.min(span);
        let schedule = Schedule { needed, span, ..schedule() };
        let mut standing = Standing::default();
        let mut open: Vec<u32> = Vec::new();
        for (window, is_breached) in windows {
            let (next, takes_effect) =
                standing.evaluated(window, found(is_breached), &schedule, &effect());
            if is_breached {
                open.push(window);
            }
            open.retain(|earlier| window - earlier < span.into());
            prop_assert_eq!(takes_effect, is_breached && open.len() >= needed.into());
            if takes_effect {
                open.clear();
            }
            prop_assert_eq!(next.breaches.count_ones() as usize, open.len());
            prop_assert!(next.until >= standing.until);
            standing = next;
        }
    }
}
