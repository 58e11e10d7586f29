//! Downtime costs the rewards of the time away, and nothing else.

use blueprint_rules::court::{Sink, SinkLedger};
use blueprint_rules::downtime::*;
use blueprint_rules::math::U256;
use primitive_types::H160;
use proptest::prelude::*;

const LIMITS: Limits = Limits {
    grace: 600,
    longest: 3_600,
    credit_reporters: true,
};

fn operator() -> H160 {
    H160::repeat_byte(1)
}
fn reporter() -> H160 {
    H160::repeat_byte(2)
}
fn up_at(now: u64) -> Presence {
    check_in(&Presence::default(), now, &LIMITS)
        .unwrap()
        .presence
}
fn report_at(presence: &Presence, now: u64) -> Result<Outcome, DowntimeError> {
    report(presence, operator(), reporter(), now, &LIMITS)
}

#[test]
fn check_in_first_starts_without_absence() {
    let outcome = check_in(&Presence::default(), 5_000, &LIMITS).unwrap();
    assert_eq!(outcome.inactive, 0);
    assert_eq!(outcome.presence.status, Status::Up);
    assert!(outcome.presence.earns());
    assert_eq!(outcome.presence.absences, 0);
}

#[test]
fn report_never_seen_operator_is_refused() {
    let unseen = Presence::default();
    assert_eq!(report_at(&unseen, 10), Err(DowntimeError::NeverSeen));
    assert_eq!(unseen.may_work(10, &LIMITS), Err(DowntimeError::NeverSeen));
    assert!(!unseen.earns());
}

#[test]
fn report_within_the_grace_is_refused_and_at_its_end_accepted() {
    let up = up_at(1_000);
    assert_eq!(
        report_at(&up, 1_599),
        Err(DowntimeError::StillUp {
            silent_for: 599,
            grace: 600
        })
    );
    let outcome = report_at(&up, 1_600).unwrap();
    assert_eq!(outcome.presence.status, Status::Frozen);
    assert_eq!(outcome.presence.frozen_since, 1_600);
}

#[test]
fn report_marks_the_whole_time_since_the_last_check() {
    let outcome = report_at(&up_at(1_000), 2_500).unwrap();
    assert_eq!(outcome.inactive, 1_500);
    assert_eq!(outcome.presence.inactive, 1_500);
    assert_eq!(outcome.presence.absences, 1);
}

#[test]
fn report_of_a_long_absence_marks_at_most_the_limit() {
    let outcome = report_at(&up_at(1_000), 1_000_000).unwrap();
    assert_eq!(outcome.inactive, 3_600);
}

#[test]
fn report_twice_is_refused() {
    let frozen = report_at(&up_at(1_000), 2_000).unwrap().presence;
    assert_eq!(
        report_at(&frozen, 2_001),
        Err(DowntimeError::AlreadyFrozen { since: 2_000 })
    );
}

#[test]
fn freeze_lasts_until_the_operator_is_back() {
    let frozen = report_at(&up_at(1_000), 2_000).unwrap().presence;
    assert!(!frozen.earns());
    assert_eq!(frozen.inactive_at(2_000), 1_000);
    assert_eq!(frozen.inactive_at(9_000), 8_000);
    let back = check_in(&frozen, 9_000, &LIMITS).unwrap();
    assert_eq!(back.inactive, 7_000);
    assert_eq!(back.presence.inactive, 8_000);
    assert_eq!(
        back.presence.absences, 1,
        "one absence, noticed and ended once"
    );
    assert!(back.presence.earns());
}

#[test]
fn check_in_after_an_unreported_absence_counts_as_if_reported_then() {
    // Otherwise there would be no reason to report, or returning would cost more than staying away.
    let up = up_at(1_000);
    for now in [1_599, 1_600, 4_000, 10_000] {
        let returned = check_in(&up, now, &LIMITS).unwrap().presence;
        let noticed = report_at(&up, now)
            .map(|outcome| check_in(&outcome.presence, now, &LIMITS).unwrap().presence);
        assert_eq!(noticed.unwrap_or(returned), returned, "at {now}");
    }
}

#[test]
fn enrolled_operator_is_expected_from_then_on_and_once() {
    let new = Presence {
        inactive: 7,
        absences: 2,
        ..Presence::default()
    };
    let enrolled = enrol(&new, 500).unwrap();
    let expected = Presence {
        status: Status::Expected,
        last_seen: 500,
        ..new
    };
    assert_eq!(enrolled, expected);
    assert!(!enrolled.earns());
    assert_eq!(
        enrolled.may_work(500, &LIMITS),
        Err(DowntimeError::NeverSeen)
    );
    let frozen = report_at(&up_at(1_000), 2_000).unwrap().presence;
    for known in [enrolled, up_at(1_000), frozen] {
        assert_eq!(enrol(&known, 3_000), Err(DowntimeError::Enrolled));
    }
}

#[test]
fn check_in_counts_what_was_missed_by_where_the_operator_was() {
    let up = up_at(1_000);
    let expected = enrol(&Presence::default(), 1_000).unwrap();
    // What was missed, in seconds, and whether it is an absence more.
    for (now, missed) in [
        (1_000, (0, 0)),
        (1_599, (0, 0)),
        (1_600, (600, 1)),
        (4_599, (3_599, 1)),
        (4_600, (3_600, 1)),
        (4_601, (3_600, 1)),
    ] {
        for before in [up, expected] {
            let outcome = check_in(&before, now, &LIMITS).unwrap();
            let counted = (outcome.inactive, outcome.presence.absences);
            assert_eq!(counted, missed, "{:?} at {now}", before.status);
            let seen = Presence {
                status: Status::Up,
                last_seen: now,
                frozen_since: 0,
                inactive: missed.0,
                absences: missed.1,
            };
            assert_eq!((outcome.presence, outcome.credit), (seen, Credit::Nothing));
        }
    }
    let frozen = report_at(&up, 1_601).unwrap().presence;
    for now in [1_601, 1_602, 9_000] {
        let back = check_in(&frozen, now, &LIMITS).unwrap();
        assert_eq!((back.inactive, back.presence.absences), (now - 1_601, 1));
        assert_eq!(back.presence.inactive, now - 1_601 + 601);
    }
    let first = check_in(&Presence::default(), u64::MAX, &LIMITS).unwrap();
    assert_eq!((first.inactive, first.presence.absences), (0, 0));
}

#[test]
fn check_in_before_the_enrolment_is_refused() {
    let expected = enrol(&Presence::default(), 1_000).unwrap();
    let refused = DowntimeError::ClockWentBack {
        last_seen: 1_000,
        now: 999,
    };
    assert_eq!(check_in(&expected, 999, &LIMITS), Err(refused));
    assert_eq!(report_at(&expected, 999), Err(refused));
    assert!(report_at(&expected, 1_599).is_err() && report_at(&expected, 1_600).is_ok());
}

#[test]
fn self_report_earns_nothing_and_needs_no_grace() {
    let outcome = report(&up_at(1_000), operator(), operator(), 1_001, &LIMITS).unwrap();
    assert_eq!(outcome.credit, Credit::Nothing);
    assert_eq!(outcome.inactive, 0);
    assert_eq!(outcome.presence.status, Status::Frozen);
    let late = report(&up_at(1_000), operator(), operator(), 5_000, &LIMITS).unwrap();
    assert_eq!(late.credit, Credit::Nothing);
    assert_eq!(late.inactive, 3_600);
}

#[test]
fn report_by_another_earns_a_point_only_where_the_limits_say_so() {
    let up = up_at(1_000);
    assert_eq!(
        report_at(&up, 2_000).unwrap().credit,
        Credit::Point(reporter())
    );
    let default = report(&up, operator(), reporter(), 2_000, &Limits::default()).unwrap();
    assert_eq!(default.credit, Credit::Nothing);
}

#[test]
fn work_is_refused_while_away_noticed_or_not() {
    let up = up_at(1_000);
    assert_eq!(up.may_work(1_599, &LIMITS), Ok(()));
    assert_eq!(
        up.may_work(1_600, &LIMITS),
        Err(DowntimeError::Away { silent_for: 600 })
    );
    let frozen = report_at(&up, 2_000).unwrap().presence;
    assert_eq!(
        frozen.may_work(2_000, &LIMITS),
        Err(DowntimeError::Away { silent_for: 1_000 })
    );
    let back = check_in(&frozen, 3_000, &LIMITS).unwrap().presence;
    assert_eq!(back.may_work(3_000, &LIMITS), Ok(()));
}

#[test]
fn clock_going_back_is_refused() {
    let up = up_at(1_000);
    let refused = DowntimeError::ClockWentBack {
        last_seen: 1_000,
        now: 999,
    };
    assert_eq!(check_in(&up, 999, &LIMITS), Err(refused));
    assert_eq!(report_at(&up, 999), Err(refused));
    assert_eq!(up.may_work(999, &LIMITS), Err(refused));
}

#[test]
fn withheld_is_rate_times_time_and_never_more_than_unpaid() {
    let seconds = report_at(&up_at(1_000), 2_000).unwrap().inactive;
    let cost = |rate: U256, unpaid: u64| withheld(rate, seconds, U256::from(unpaid)).amount();
    assert_eq!(cost(U256::from(3), 1_000_000), U256::from(3_000));
    assert_eq!(cost(U256::from(3), 2_999), U256::from(2_999));
    assert_eq!(cost(U256::from(3), 0), U256::zero());
    assert_eq!(cost(U256::MAX, 7), U256::from(7));
}

#[test]
fn withheld_goes_to_a_sink() {
    let ledger = SinkLedger::default()
        .receive(
            withheld(U256::from(2), 10, U256::from(100)),
            Sink::FutureInflation,
        )
        .unwrap();
    assert_eq!(ledger.future_inflation, U256::from(20));
}

proptest! {
    #[test]
    fn inactive_time_only_grows_and_never_exceeds_the_time_passed(
        steps in prop::collection::vec((0..5_000_u64, 0..3_u8), 1..60),
    ) {
        let mut now = 1_000;
        let mut presence = up_at(now);
        let mut last = 0;
        for (wait, step) in steps {
            now += wait;
            let outcome = match step {
                0 => check_in(&presence, now, &LIMITS),
                1 => report_at(&presence, now),
                _ => report(&presence, operator(), operator(), now, &LIMITS),
            };
            if let Ok(outcome) = outcome {
                presence = outcome.presence;
            }
            let inactive = presence.inactive_at(now);
            prop_assert!(inactive >= last, "{inactive} after {last}");
            prop_assert!(inactive <= now - 1_000);
            last = inactive;
        }
    }

    #[test]
    fn inactive_time_saturates(inactive in any::<u64>(), since in any::<u64>(), now in any::<u64>()) {
        let frozen = Presence {
            status: Status::Frozen,
            last_seen: 0,
            frozen_since: since,
            inactive,
            absences: u32::MAX,
        };
        prop_assert!(frozen.inactive_at(now) >= inactive);
        let back = check_in(&frozen, now, &LIMITS).unwrap().presence;
        prop_assert_eq!(back.inactive, frozen.inactive_at(now));
    }
}
