use super::*;
use proptest::prelude::*;

const NOTICE: Notice = Notice {
    ordinary: 7 * 86_400,
    security: 86_400,
};
const NOW: u64 = 1_000_000;

/// Builds with deadlines, in their order.
fn calendar(builds: &[(u32, u64)]) -> Calendar {
    let add = |calendar: Calendar, (build, deadline): &(u32, u64)| calendar.with(*build, *deadline);
    builds.iter().fold(Calendar::default(), add)
}

#[test]
fn notices_have_bounds() {
    let of = |ordinary, security| Notice { ordinary, security };
    let (hour, longest) = (SHORTEST_NOTICE, LONGEST_NOTICE);
    for good in [of(hour, hour), of(longest, hour), of(longest, longest)] {
        assert_eq!(good.check(), Ok(()));
    }
    for (bad, term, most) in [
        (of(hour - 1, hour), 1, longest),
        (of(longest + 1, hour), 1, longest),
        (of(hour, hour - 1), 2, hour),
        (of(hour, hour + 1), 2, hour),
    ] {
        let received = if term == 1 {
            bad.ordinary
        } else {
            bad.security
        };
        let error = TermOutOfBounds {
            term,
            least: hour,
            most,
            received,
        };
        assert_eq!(bad.check(), Err(error));
    }
}

#[test]
fn deadline_leaves_the_notice_and_at_most_a_year() {
    for (security, notice) in [(false, NOTICE.ordinary), (true, NOTICE.security)] {
        let (earliest, latest) = (NOW + notice, NOW + LONGEST_AHEAD);
        for good in [0, earliest, latest] {
            assert_eq!(NOTICE.check_deadline(good, security, NOW), Ok(()));
        }
        for received in [1, earliest - 1, latest + 1, u64::MAX] {
            let error = DeadlineOutOfBounds {
                earliest,
                latest,
                received,
            };
            let checked = NOTICE.check_deadline(received, security, NOW);
            assert_eq!(checked, Err(error));
        }
    }
    assert_eq!(
        NOTICE.check_deadline(u64::MAX, false, u64::MAX),
        Ok(()),
        "no overflow"
    );
}

#[test]
fn newest_build_whose_deadline_came_is_required() {
    let calendar = calendar(&[(1, 100), (3, 200)]);
    let required = [99, 100, 199, 200, u64::MAX].map(|time| calendar.required_at(time));
    assert_eq!(required, [0, 1, 1, 3, 3]);
    // A patch that is due before a build which was published earlier stands for both.
    let calendar = calendar.with(4, 50);
    let required = [49, 50, 100, 200].map(|time| calendar.required_at(time));
    assert_eq!(required, [0, 4, 4, 4]);
}

#[test]
fn withdrawn_build_is_required_until_then() {
    let calendar = calendar(&[(1, 100), (3, 200)]).without(3, 250);
    let required = [200, 249, 250].map(|time| calendar.required_at(time));
    assert_eq!(required, [3, 3, 1]);
    // Before its deadline: never. And a build without a deadline is in no calendar.
    let calendar = calendar.with(4, 300).without(4, 299).without(2, 260);
    assert_eq!(calendar.required_at(u64::MAX), 1);
    assert_eq!(calendar.without(1, 400).required_at(400), 0);
}

#[test]
fn later_build_counts_for_earlier_ones_from_its_second_on() {
    let calendar = calendar(&[(1, 100), (3, 200)]);
    let none = Acknowledged::default();
    let met = |of: &Acknowledged, times: [u64; 4]| times.map(|time| calendar.is_met(of, time));
    assert_eq!(met(&none, [99, 100, 200, 300]), [true, false, false, false]);
    let third = none.after(&calendar, 3, 250);
    assert_eq!(
        met(&third, [150, 249, 250, u64::MAX]),
        [false, false, true, true]
    );
    let second = none.after(&calendar, 2, 150);
    assert_eq!(
        met(&second, [149, 150, 199, 200]),
        [false, true, true, false]
    );
    // What is published later is not met by it.
    let later = calendar.with(4, 300);
    assert!(later.is_met(&third, 299) && !later.is_met(&third, 300));
}

/// However often an operator acknowledges later builds, what held before stays.
#[test]
fn acknowledgements_without_end_hide_nothing() {
    let calendar = calendar(&[(1, 100), (2, 200)]);
    let mut acknowledged = Acknowledged::default().after(&calendar, 1, 150);
    for build in 3..100 {
        acknowledged = acknowledged.after(&calendar, build, 300 + u64::from(build));
    }
    let met = [100, 149, 150, 200, 302, 303].map(|time| calendar.is_met(&acknowledged, time));
    assert_eq!(met, [false, false, true, false, false, true]);
}

#[test]
fn ninth_build_makes_the_first_one_forgotten() {
    let builds: Vec<(u32, u64)> = (1..9)
        .map(|build| (build, 100 * u64::from(build)))
        .collect();
    let (calendar, none) = (calendar(&builds), Acknowledged::default());
    assert!(!calendar.is_met(&none, 100));
    let ninth = calendar.with(9, 900);
    assert_eq!((ninth.required_at(199), ninth.required_at(200)), (0, 2));
    assert!(ninth.is_met(&none, 199) && !ninth.is_met(&none, 200));
    // One that is withdrawn stays one of them.
    assert_eq!(ninth.without(9, 901).required_at(199), 0);
}

#[test]
fn two_spans_of_service_are_known() {
    let never = Serving::default();
    let first = never.after(true, 10);
    assert_eq!(
        [9, 10, u64::MAX - 1].map(|it| first.at(it)),
        [false, true, true]
    );
    assert_eq!(first.after(true, 20), first);
    let gone = first.after(false, 20);
    assert_eq!(
        [9, 10, 19, 20].map(|it| gone.at(it)),
        [false, true, true, false]
    );
    assert_eq!((gone.after(false, 30), gone.after(true, 20)), (gone, first));
    let back = gone.after(true, 30);
    let known = [10, 19, 20, 29, 30].map(|it| back.at(it));
    assert_eq!(known, [true, true, false, false, true]);
    let again = back.after(false, 40).after(true, 50);
    let known = [10, 30, 39, 40, 50].map(|it| again.at(it));
    assert_eq!(known, [false, true, true, false, true]);
    // Joined and left in one second: the span before stays known.
    let at_once = back.after(false, 40).after(true, 50).after(false, 50);
    let later = at_once.after(true, 60);
    let known = [30, 39, 40, 50, 59, 60].map(|it| later.at(it));
    assert_eq!(known, [true, true, false, false, false, true]);
    assert!(!never.at(0) && !never.at(u64::MAX) && never.after(false, 5) == never);
}

/// What came to pass.
#[derive(Clone, Copy, Debug)]
enum Step {
    Publish(Option<u64>),
    Withdraw(u32),
    Acknowledge(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop::option::weighted(0.8, 0..60u64).prop_map(Step::Publish),
        (0..6u32).prop_map(Step::Withdraw),
        (0..4u32).prop_map(Step::Acknowledge),
    ]
}

proptest! {
    /// The rules answer for each second what a list of all that came to pass does, of the newest eight builds with a
    /// deadline.
    #[test]
    fn rules_answer_as_a_list_of_everything(
        steps in prop::collection::vec((step(), 1..9u64), 1..60),
    ) {
        let (mut calendar, mut acknowledged) = (Calendar::default(), Acknowledged::default());
        // Build, deadline, withdrawn; build, time.
        let (mut required, mut said) = (Vec::<(u32, u64, u64)>::new(), Vec::<(u32, u64)>::new());
        let (mut builds, mut time) = (0u32, 1u64);
        for (step, seconds) in steps {
            time += seconds;
            match step {
                Step::Publish(deadline) => {
                    builds += 1;
                    if let Some(ahead) = deadline {
                        calendar = calendar.with(builds, time + ahead);
                        required.push((builds, time + ahead, u64::MAX));
                    }
                }
                Step::Withdraw(back) => {
                    let build = builds.saturating_sub(back);
                    let of = required.iter_mut().find(|it| it.0 == build && it.2 == u64::MAX);
                    if let Some(it) = of {
                        it.2 = time;
                        calendar = calendar.without(build, time);
                    }
                }
                Step::Acknowledge(back) => {
                    let build = builds.saturating_sub(back);
                    if build > acknowledged.build {
                        acknowledged = acknowledged.after(&calendar, build, time);
                        said.push((build, time));
                    }
                }
            }
            let kept = required.len().saturating_sub(KEPT);
            for second in 0..time + 70 {
                let due = required[kept..].iter().rev();
                let due = due.map(|(build, from, until)| (*build, *from..*until));
                let due = due.filter(|(_, seconds)| seconds.contains(&second)).map(|it| it.0);
                let due = due.max().unwrap_or(0);
                prop_assert_eq!(calendar.required_at(second), due);
                let newest = said.iter().filter(|it| it.1 <= second).map(|it| it.0).max();
                prop_assert_eq!(calendar.is_met(&acknowledged, second), newest.unwrap_or(0) >= due);
            }
        }
    }

    /// Of any values: no panic, and what was met stays so.
    #[test]
    fn acknowledging_makes_no_second_unmet(
        builds in prop::collection::vec((1..=u32::MAX, any::<u64>(), any::<u64>()), 0..12),
        first in any::<u32>(),
        then in any::<u32>(),
        times in prop::array::uniform3(any::<u64>()),
    ) {
        let mut calendar = Calendar::default();
        for (build, deadline, withdrawn) in builds {
            calendar = calendar.with(build, deadline).without(build, withdrawn);
        }
        let [one, other, asked] = times;
        let before = Acknowledged::default().after(&calendar, first, one);
        let after = before.after(&calendar, then, other);
        prop_assert!(!calendar.is_met(&before, asked) || calendar.is_met(&after, asked));
    }

    /// Of any changes: a second in a gap between the two newest spans is none of service, and all of these two are.
    #[test]
    fn service_is_known_of_the_newest_spans(
        changes in prop::collection::vec((any::<bool>(), 0..5u64), 0..40),
    ) {
        let (mut serving, mut time, mut said) = (Serving::default(), 1u64, Vec::new());
        for (serves, seconds) in changes {
            time += seconds;
            serving = serving.after(serves, time);
            said.push((serves, time));
        }
        let oldest = match serving.earlier_from {
            0 => serving.from,
            earlier => earlier,
        };
        for second in oldest..time + 3 {
            let last = said.iter().rev().find(|it| it.1 <= second);
            prop_assert_eq!(serving.at(second), last.is_some_and(|it| it.0));
        }
    }
}
