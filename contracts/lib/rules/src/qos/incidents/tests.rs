use super::*;
use proptest::prelude::*;

const REPORTER: H160 = H160([1; 20]);
const OPERATOR: H160 = H160([2; 20]);
const COMMITTED: u64 = 1_000_000;
const EMBARGO: u64 = 7 * 86_400;
const REVEAL: u64 = 86_400;
const JUDGE: u64 = 3 * 86_400;

fn terms() -> Terms {
    Terms {
        embargo: EMBARGO,
        reveal_period: REVEAL,
        judge_period: JUDGE,
        deposit: 50,
        low: 0,
        medium: 100,
        high: 100,
        critical: 1_000,
    }
}

fn committed() -> Incident {
    Incident {
        reporter: REPORTER,
        committed: COMMITTED,
        ..Default::default()
    }
}

fn revealed(reporter: H160) -> Incident {
    Incident {
        reporter,
        revealed: COMMITTED + EMBARGO,
        operator: OPERATOR,
        ..committed()
    }
}

#[test]
fn time_to_judge_is_a_period_of_the_auditors_at_least() {
    let terms = Terms {
        judge_period: 3_600,
        ..terms()
    };
    for period in [1, 3_599, 3_600] {
        assert_eq!(terms.check_grid(period), Ok(()));
    }
    let short = TermOutOfBounds {
        term: 3,
        least: 3_601,
        most: LONGEST_PERIOD.into(),
        received: 3_600,
    };
    assert_eq!(terms.check_grid(3_601), Err(short));
}

#[test]
fn terms_have_bounds() {
    assert_eq!(terms().check(), Ok(()));
    let (hour, period, embargo) = (3_600, 30 * 86_400, 180 * 86_400);
    type Set = fn(&mut Terms, u128);
    let bounds: [(u8, Set, u128, u128); 8] = [
        (1, |it, value| it.embargo = value as u64, hour, embargo),
        (2, |it, value| it.reveal_period = value as u64, hour, period),
        (3, |it, value| it.judge_period = value as u64, hour, period),
        (4, |it, value| it.deposit = value, 1, u128::MAX),
        (5, |it, value| it.low = value, 0, 100),
        (6, |it, value| it.medium = value, 0, 100),
        (7, |it, value| it.high = value, 100, 1_000),
        (8, |it, value| it.critical = value, 100, u128::MAX),
    ];
    for (term, set, least, most) in bounds {
        for value in [least, most] {
            let mut terms = terms();
            set(&mut terms, value);
            assert_eq!(terms.check(), Ok(()), "{term} {value}");
        }
        for value in [least.checked_sub(1), most.checked_add(1)] {
            let Some(value) = value else { continue };
            let mut terms = terms();
            set(&mut terms, value);
            let error = terms.check().unwrap_err();
            // A bounty that is too large for the next one is the next one's fault.
            let is_below = (5..8).contains(&term) && value > most;
            assert_eq!(error.term, term + u8::from(is_below), "{value}");
            assert!(error.received < error.least || error.received > error.most);
        }
    }
}

#[test]
fn incident_is_revealed_by_its_reporter_between_embargo_and_lapse() {
    let (terms, incident) = (terms(), committed());
    let (from, until) = (COMMITTED + EMBARGO, COMMITTED + EMBARGO + REVEAL);
    let by = |account, now| incident.can_be_revealed(&terms, account, now);
    assert_eq!(by(OPERATOR, from), Err(IncidentError::NotReporter));
    assert_eq!(by(REPORTER, from - 1), Err(IncidentError::TooEarly(from)));
    for now in [from, until - 1] {
        assert_eq!(by(REPORTER, now), Ok(()));
        let settled = incident.settled(&terms, now);
        assert_eq!(settled, Err(IncidentError::TooEarly(until)));
    }
    assert_eq!(by(REPORTER, until), Err(IncidentError::TooLate(until)));
    assert_eq!(incident.settled(&terms, until), Ok(true));
    let judged = incident.can_be_judged(&terms, from);
    assert_eq!(judged, Err(IncidentError::NotRevealed));
    let again = revealed(REPORTER).can_be_revealed(&terms, REPORTER, from);
    assert_eq!(again, Err(IncidentError::Revealed));
}

#[test]
fn incident_is_judged_or_settled_and_at_no_second_both() {
    let (terms, incident) = (terms(), revealed(REPORTER));
    let until = COMMITTED + EMBARGO + JUDGE;
    assert_eq!(incident.can_be_judged(&terms, until - 1), Ok(()));
    let early = Err(IncidentError::TooEarly(until));
    assert_eq!(incident.settled(&terms, until - 1), early);
    let late = Err(IncidentError::TooLate(until));
    assert_eq!(incident.can_be_judged(&terms, until), late);
    assert_eq!(incident.settled(&terms, until), Ok(false));
}

#[test]
fn bounty_follows_severity_as_far_as_the_pot_reaches() {
    let incident = revealed(REPORTER);
    for (severity, pot, bounty) in [
        (1, 500u64, 0u64),
        (2, 500, 100),
        (3, 99, 99),
        (4, 500, 500),
        (4, 5_000, 1_000),
    ] {
        let judged = incident.judged(&terms(), severity, pot.into());
        let expected = Judgement {
            owed: (50 + bounty).into(),
            bounty: bounty.into(),
            pot: (pot - bounty).into(),
            counts: true,
        };
        assert_eq!(judged, expected);
    }
    let rejected = incident.judged(&terms(), 0, 500.into());
    assert_eq!((rejected.owed, rejected.pot), (0.into(), 550.into()));
    assert!(!rejected.counts);
}

#[test]
fn reporter_alone_picks_a_pot_below_the_bounty_until_the_last_quarter() {
    let (terms, incident) = (terms(), revealed(REPORTER));
    let may = |by, severity, pot: u64, now| {
        incident.may_be_judged_by(by, &terms, severity, pot.into(), now)
    };
    let from = COMMITTED + EMBARGO;
    let (open, last) = (from + JUDGE / 4 * 3, from + JUDGE - 1);
    for now in [from, open - 1] {
        assert!(!may(OPERATOR, 4, 0, now));
        assert!(!may(OPERATOR, 4, 999, now));
        assert!(may(OPERATOR, 4, 1_000, now));
        assert!(may(REPORTER, 4, 0, now));
        // Neither has a bounty.
        assert!(may(OPERATOR, 0, 0, now));
        assert!(may(OPERATOR, 1, 0, now));
    }
    for now in [open, last] {
        assert!(may(OPERATOR, 4, 0, now));
    }
    let own = revealed(OPERATOR);
    assert!(own.may_be_judged_by(REPORTER, &terms, 4, U256::zero(), from));
}

#[test]
fn operator_that_reports_itself_gets_its_deposit_and_nothing_counts() {
    for severity in 1..=MOST_SEVERE {
        let judged = revealed(OPERATOR).judged(&terms(), severity, 500.into());
        assert_eq!((judged.owed, judged.bounty), (50.into(), 0.into()));
        assert_eq!((judged.pot, judged.counts), (500.into(), false));
    }
}

#[test]
fn earliest_commitment_has_the_subject_until_it_is_judged() {
    assert_eq!(Claim::default().replaced_by(7), Ok(0));
    let (number, judged) = (5, 0);
    let open = Claim { number, judged };
    assert_eq!(open.replaced_by(4), Ok(5));
    for later in [5, 6] {
        assert_eq!(open.replaced_by(later), Err(5));
    }
    assert_eq!(open.needed_until(), u64::MAX);
    let judged = Claim { judged: 9, ..open };
    for any in [4, 6] {
        assert_eq!(judged.replaced_by(any), Err(5));
    }
    assert_eq!(judged.needed_until(), 9 + KEPT);
}

proptest! {
    #[test]
    fn judgement_creates_and_loses_no_value(
        severity in 0..=MOST_SEVERE,
        pot: u128,
        deposit in 1..=u128::MAX,
        mut bounties: [u128; 4],
        own: bool,
    ) {
        bounties.sort_unstable();
        let [low, medium, high, critical] = bounties;
        let terms = Terms { deposit, low, medium, high, critical, ..terms() };
        prop_assert_eq!(terms.check(), Ok(()));
        let reporter = if own { OPERATOR } else { REPORTER };
        let judged = revealed(reporter).judged(&terms, severity, pot.into());
        let before = U256::from(pot) + U256::from(deposit);
        prop_assert_eq!(judged.owed + judged.pot, before);
        prop_assert!(judged.bounty <= terms.bounty(severity).into());
        prop_assert_eq!(judged.counts, severity != 0 && !own);
    }

    #[test]
    fn account_that_is_not_the_reporter_leaves_the_whole_bounty_or_the_last_quarter(
        severity in 0..=MOST_SEVERE,
        pot in 0..2_000u64,
        since in 0..JUDGE,
        own: bool,
    ) {
        let incident = revealed(if own { OPERATOR } else { REPORTER });
        let (terms, by) = (terms(), H160([3; 20]));
        let now = incident.revealed + since;
        if incident.may_be_judged_by(by, &terms, severity, pot.into(), now) {
            let paid = incident.judged(&terms, severity, pot.into()).bounty;
            let is_whole = paid == incident.bounty(&terms, severity);
            prop_assert!(is_whole || JUDGE - since <= JUDGE / 4);
        }
    }

    #[test]
    fn every_second_has_one_end(revealed in 0..2u64, now: u64, committed in 0..u64::MAX / 2) {
        let incident = Incident {
            reporter: REPORTER,
            committed,
            revealed: revealed * (committed + EMBARGO),
            ..Default::default()
        };
        let terms = terms();
        let goes_on = match revealed {
            0 => {
                let possible = incident.can_be_revealed(&terms, REPORTER, now);
                !matches!(possible, Err(IncidentError::TooLate(_)))
            }
            _ => incident.can_be_judged(&terms, now).is_ok(),
        };
        prop_assert_eq!(goes_on, incident.settled(&terms, now).is_err());
    }

    #[test]
    fn newest_incidents_count(
        all in prop::collection::vec((0..100u64, 1..=MOST_SEVERE), 0..20),
        from in 0..100u64,
        to in 0..100u64,
    ) {
        let mut breaches = Breaches::default();
        for &(time, severity) in &all {
            breaches = breaches.with(Breach { time, severity });
        }
        let newest = all.iter().rev().take(MOST_COUNTED);
        let found: Vec<u8> = newest
            .filter(|(time, _)| (from..to).contains(time))
            .map(|it| it.1)
            .collect();
        let worst = found.iter().copied().max().unwrap_or_default();
        prop_assert_eq!(breaches.within(from, to), (found.len() as u8, worst));
    }
}
