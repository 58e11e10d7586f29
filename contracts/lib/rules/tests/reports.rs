//! Reports: in order, judged once by the registered verifier, paid for when false.

use blueprint_rules::court::{
    self, Charge, OpenProposals, Settlement, SlashRequest, DAY, DETECTION, HIGHEST_BOND,
};
use blueprint_rules::math::U256;
use blueprint_rules::points::{EraTotals, OperatorTally, PointEvent, Weights};
use blueprint_rules::reports::*;
use primitive_types::{H160, H256};

const NOW: u64 = 1_000_000;
const JUDGE_BY: u64 = NOW + 86_400;

fn operator() -> H160 {
    H160::repeat_byte(1)
}
fn reporter() -> H160 {
    H160::repeat_byte(2)
}
fn judge_account() -> H160 {
    H160::repeat_byte(3)
}
fn bond() -> U256 {
    U256::from(50)
}
fn rules() -> Rules {
    Rules {
        bond: bond(),
        ..Rules::default()
    }
}
fn envelope() -> Envelope {
    Envelope {
        blueprint: 4,
        service: 7,
        kind: Kind::JobMisbehaviour,
        era: 12,
        operator: operator(),
        reporter: reporter(),
        nonce: 6,
        start_ms: NOW * 1_000 - 2_500,
        end_ms: NOW * 1_000 - 500,
        value: 90,
        payload: H256::repeat_byte(9),
    }
}
fn facts() -> ReportFacts {
    ReportFacts {
        blueprint: 4,
        service_active: true,
        era: 12,
        owner: H160::repeat_byte(5),
        operator_in_service: true,
        reporter_authorised: true,
        now: NOW,
    }
}
const CURSOR: Cursor = Cursor {
    nonce: 5,
    value: 80,
};
fn checked(envelope: &Envelope) -> Result<Cursor, EnvelopeError> {
    check(envelope, CURSOR, &facts(), &rules())
}
fn filed() -> Report {
    file(
        &envelope(),
        judge_account(),
        ReportState::None,
        bond(),
        NOW,
        &rules(),
    )
    .unwrap()
    .report
}
fn judged(report: &Report, verdict: Verdict, now: u64) -> Result<Judged, ReportError> {
    judge(report, judge_account(), judge_account(), verdict, now)
}
const GUILTY: Verdict = Verdict::Attributable { severity_bps: 500 };

// Kinds.

#[test]
fn kind_wire_values_are_explicit_and_zero_is_none() {
    assert_eq!(Kind::from_wire(0), None);
    assert_eq!(Kind::from_wire(1), Some(Kind::JobMisbehaviour));
    assert_eq!(Kind::from_wire(2), Some(Kind::QualityOfService));
    for value in 3..=u8::MAX {
        assert_eq!(Kind::from_wire(value), None);
    }
    for kind in [Kind::None, Kind::JobMisbehaviour, Kind::QualityOfService] {
        assert_eq!(kind.to_wire(), kind as u8);
    }
}

// Envelopes.

#[test]
fn envelope_in_order_moves_the_cursor() {
    assert_eq!(
        checked(&envelope()),
        Ok(Cursor {
            nonce: 6,
            value: 90
        })
    );
}

#[test]
fn envelope_checks_come_in_their_order() {
    // Everything is wrong; one after the other is put right.
    let mut envelope = Envelope {
        blueprint: 5,
        kind: Kind::None,
        era: 11,
        reporter: operator(),
        nonce: 5,
        value: 80,
        start_ms: NOW * 1_000 + 3_000,
        end_ms: NOW * 1_000 + 2_000,
        payload: H256::zero(),
        ..envelope()
    };
    let mut facts = ReportFacts {
        service_active: false,
        owner: operator(),
        operator_in_service: false,
        reporter_authorised: false,
        ..facts()
    };
    let rules = Rules {
        sequence: Sequence::Cumulative,
        ..rules()
    };
    let mut next = |change: &dyn Fn(&mut Envelope, &mut ReportFacts)| {
        let error = check(&envelope, CURSOR, &facts, &rules).unwrap_err();
        change(&mut envelope, &mut facts);
        error
    };
    assert_eq!(
        next(&|e, _| e.kind = Kind::QualityOfService),
        EnvelopeError::NoKind
    );
    assert_eq!(
        next(&|e, _| e.payload = H256::repeat_byte(1)),
        EnvelopeError::NoPayload
    );
    assert_eq!(
        next(&|e, _| e.blueprint = 4),
        EnvelopeError::WrongBlueprint {
            expected: 4,
            received: 5
        }
    );
    assert_eq!(
        next(&|_, f| f.service_active = true),
        EnvelopeError::ServiceNotActive { service: 7 }
    );
    assert_eq!(
        next(&|e, _| e.era = 12),
        EnvelopeError::EraNotOpen {
            expected: 12,
            received: 11
        }
    );
    assert_eq!(
        next(&|_, f| f.operator_in_service = true),
        EnvelopeError::OperatorNotInService {
            operator: operator()
        }
    );
    assert_eq!(
        next(&|e, _| e.reporter = reporter()),
        EnvelopeError::SelfReport {
            account: operator()
        }
    );
    assert_eq!(
        next(&|_, f| f.owner = H160::repeat_byte(5)),
        EnvelopeError::OwnerReported {
            account: operator()
        }
    );
    assert_eq!(
        next(&|_, f| f.reporter_authorised = true),
        EnvelopeError::NotAuthorised {
            reporter: reporter()
        }
    );
    assert_eq!(
        next(&|e, _| e.nonce = 6),
        EnvelopeError::StaleNonce {
            last: 5,
            received: 5
        }
    );
    assert_eq!(
        next(&|e, _| e.value = 81),
        EnvelopeError::NotIncreasing {
            last: 80,
            received: 80
        }
    );
    assert!(matches!(
        next(&|e, _| e.start_ms = 0),
        EnvelopeError::EndsBeforeStart { .. }
    ));
    assert!(matches!(
        next(&|e, _| e.end_ms = 1),
        EnvelopeError::InFuture { .. }
    ));
    assert!(matches!(
        next(&|e, _| (e.start_ms, e.end_ms) = (NOW * 1_000, NOW * 1_000)),
        EnvelopeError::TooOld { .. }
    ));
    assert!(check(&envelope, CURSOR, &facts, &rules).is_ok());
}

#[test]
fn envelope_replayed_is_refused() {
    let after = checked(&envelope()).unwrap();
    assert_eq!(
        check(&envelope(), after, &facts(), &rules()),
        Err(EnvelopeError::StaleNonce {
            last: 6,
            received: 6
        })
    );
}

#[test]
fn envelope_value_may_fall_unless_it_is_cumulative() {
    let lower = Envelope {
        value: 1,
        ..envelope()
    };
    assert_eq!(checked(&lower), Ok(Cursor { nonce: 6, value: 1 }));
    let cumulative = Rules {
        sequence: Sequence::Cumulative,
        ..rules()
    };
    assert!(matches!(
        check(&lower, CURSOR, &facts(), &cumulative),
        Err(EnvelopeError::NotIncreasing { .. })
    ));
}

#[test]
fn envelope_age_counts_milliseconds_against_the_chains_seconds() {
    let ending = |end_ms| {
        checked(&Envelope {
            start_ms: end_ms,
            end_ms,
            ..envelope()
        })
    };
    let second = NOW * 1_000;
    // The chain's second lasts 999 ms more; a unit mistaken for the other would refuse all.
    assert!(ending(second + 999).is_ok());
    assert_eq!(
        ending(second + 1_000),
        Err(EnvelopeError::InFuture {
            end_ms: second + 1_000,
            now: NOW
        })
    );
    assert!(ending(second - 300_000).is_ok());
    assert_eq!(
        ending(second - 300_001),
        Err(EnvelopeError::TooOld {
            age_ms: 300_001,
            max_age_ms: 300_000
        })
    );
}

#[test]
fn envelope_of_an_instant_is_accepted_and_of_less_refused() {
    let end_ms = NOW * 1_000;
    let from = |start_ms| {
        checked(&Envelope {
            start_ms,
            end_ms,
            ..envelope()
        })
    };
    assert!(from(end_ms).is_ok());
    assert_eq!(
        from(end_ms + 1),
        Err(EnvelopeError::EndsBeforeStart {
            start_ms: end_ms + 1,
            end_ms
        })
    );
}

#[test]
fn envelope_lasts_no_longer_than_it_may_be_old() {
    let end_ms = NOW * 1_000;
    let lasting = |lasted_ms| {
        checked(&Envelope {
            start_ms: end_ms - lasted_ms,
            end_ms,
            ..envelope()
        })
    };
    assert!(lasting(300_000).is_ok());
    assert_eq!(
        lasting(300_001),
        Err(EnvelopeError::TooLong {
            lasted_ms: 300_001,
            max_age_ms: 300_000
        })
    );
}

#[test]
fn envelope_at_the_end_of_the_clock_does_not_wrap() {
    let late = ReportFacts {
        now: u64::MAX,
        ..facts()
    };
    let eternal = Rules {
        max_age_ms: u64::MAX,
        ..rules()
    };
    let latest = Envelope {
        end_ms: u64::MAX,
        ..envelope()
    };
    assert!(matches!(
        check(&latest, CURSOR, &late, &eternal),
        Err(EnvelopeError::TooOld { .. })
    ));
    assert!(matches!(
        checked(&latest),
        Err(EnvelopeError::InFuture { .. })
    ));
}

#[test]
fn report_key_is_the_claim_and_not_its_author() {
    let key = envelope().key();
    let same = Envelope {
        reporter: H160::repeat_byte(8),
        nonce: 99,
        era: 13,
        ..envelope()
    };
    assert_eq!(same.key(), key);
    let others = [
        Envelope {
            service: 8,
            ..envelope()
        },
        Envelope {
            operator: H160::repeat_byte(8),
            ..envelope()
        },
        Envelope {
            kind: Kind::QualityOfService,
            ..envelope()
        },
        Envelope {
            start_ms: 1,
            ..envelope()
        },
        Envelope {
            end_ms: 1,
            ..envelope()
        },
        Envelope {
            value: 1,
            ..envelope()
        },
        Envelope {
            payload: H256::repeat_byte(8),
            ..envelope()
        },
    ];
    for other in others {
        assert_ne!(other.key().preimage(), key.preimage());
    }
}

#[test]
fn report_key_preimage_is_the_fields_in_order() {
    let bytes = ReportKey {
        service: 1,
        operator: operator(),
        kind: Kind::QualityOfService,
        start_ms: 2,
        end_ms: 3,
        value: 4,
        payload: H256::repeat_byte(9),
    }
    .preimage();
    let mut expected = Vec::new();
    expected.extend(1_u64.to_be_bytes());
    expected.extend([1; 20]);
    expected.push(2);
    expected.extend(2_u64.to_be_bytes());
    expected.extend(3_u64.to_be_bytes());
    expected.extend(4_u128.to_be_bytes());
    expected.extend([9; 32]);
    assert_eq!(bytes.to_vec(), expected);
}

// Verifiers.

#[test]
fn register_is_the_owners_per_kind() {
    let owner = H160::repeat_byte(5);
    let register = |kind, verifier, caller| register(kind, verifier, caller, owner);
    let kind = Kind::QualityOfService;
    assert_eq!(register(kind, judge_account(), owner), Ok(judge_account()));
    assert_eq!(
        register(kind, judge_account(), reporter()),
        Err(ReportError::WrongOrigin {
            expected: owner,
            received: reporter()
        })
    );
    assert_eq!(
        register(kind, H160::zero(), owner),
        Err(ReportError::ZeroVerifier)
    );
    assert_eq!(
        register(Kind::None, judge_account(), owner),
        Err(ReportError::NoKind)
    );
}

#[test]
fn verifier_that_replaces_another_waits_as_long_as_one_has_to_judge() {
    let delay = rules().time_to_judge;
    let delays = [delay - 1, delay, delay + 1].map(|it| rules().verifier_delay(it));
    assert_eq!(delays, [delay, delay, delay + 1]);
}

#[test]
fn verifier_never_registered_is_an_error() {
    let kind = Kind::JobMisbehaviour;
    assert_eq!(verifier(4, kind, judge_account()), Ok(judge_account()));
    assert_eq!(
        verifier(4, kind, H160::zero()),
        Err(ReportError::NoVerifier { blueprint: 4, kind })
    );
    assert_eq!(
        verifier(4, Kind::None, judge_account()),
        Err(ReportError::NoKind)
    );
}

// Filing.

#[test]
fn file_in_order_opens_a_case() {
    let report = filed();
    assert_eq!(report.state, ReportState::Filed);
    assert_eq!(report.judge_by, JUDGE_BY);
    assert_eq!(report.bond, bond());
    assert_eq!(
        (report.operator, report.reporter, report.era),
        (operator(), reporter(), 12)
    );
}

#[test]
fn file_a_claim_made_before_is_refused_unless_it_lapsed() {
    for (before, taken) in [
        (ReportState::None, false),
        (ReportState::Lapsed, false),
        (ReportState::Filed, true),
        (ReportState::Accepted, true),
        (ReportState::Rejected, true),
    ] {
        let again = file(&envelope(), judge_account(), before, bond(), NOW, &rules());
        assert_eq!(
            matches!(again, Err(ReportError::DuplicateReport { .. })),
            taken
        );
        assert_eq!(again.is_ok(), !taken);
    }
}

#[test]
fn file_without_the_exact_bond_is_refused() {
    for paid in [0, 49, 51] {
        let filing = file(
            &envelope(),
            judge_account(),
            ReportState::None,
            U256::from(paid),
            NOW,
            &rules(),
        );
        assert_eq!(
            filing,
            Err(ReportError::WrongBond {
                expected: bond(),
                received: U256::from(paid)
            })
        );
    }
}

#[test]
fn file_where_false_reports_are_free_or_never_judged_is_refused() {
    let under = |rules: Rules| {
        file(
            &envelope(),
            judge_account(),
            ReportState::None,
            rules.bond,
            NOW,
            &rules,
        )
    };
    let free = Rules {
        bond: U256::zero(),
        ..rules()
    };
    assert_eq!(under(free), Err(ReportError::FreeReports));
    let timeless = Rules {
        time_to_judge: 0,
        ..rules()
    };
    assert_eq!(under(timeless), Err(ReportError::NoTimeToJudge));
    assert!(rules().check().is_ok());
}

#[test]
fn rules_have_the_most_of_each_that_they_may_and_no_more() {
    let most = Rules {
        max_age_ms: LONGEST_AGE_MS,
        time_to_judge: LONGEST_TIME_TO_JUDGE,
        bond: HIGHEST_BOND,
        ..rules()
    };
    assert_eq!(most.check(), Ok(most));
    let one = U256::one();
    let age = Rules {
        max_age_ms: LONGEST_AGE_MS + 1,
        ..most
    };
    let time = Rules {
        time_to_judge: LONGEST_TIME_TO_JUDGE + 1,
        ..most
    };
    let bond = Rules {
        bond: HIGHEST_BOND + one,
        ..most
    };
    for (rules, most) in [
        (age, LONGEST_AGE_MS.into()),
        (time, LONGEST_TIME_TO_JUDGE.into()),
        (bond, HIGHEST_BOND),
    ] {
        let received = most + one;
        let above = ReportError::RuleAboveMost { most, received };
        assert_eq!(rules.check(), Err(above));
    }
}

/// What began as long ago as it may, and is accepted as late as it may be.
#[test]
fn a_day_is_left_to_accuse_an_operator_under_every_policy() {
    let began = 2 * LONGEST_AGE_MS / 1_000;
    assert_eq!(began + LONGEST_TIME_TO_JUDGE + DAY, DETECTION);
}

#[test]
fn file_at_the_end_of_the_clock_is_refused() {
    let period = rules().time_to_judge;
    let file = |now| {
        let paid = rules().bond;
        let none = ReportState::None;
        file(&envelope(), judge_account(), none, paid, now, &rules())
    };
    let from = u64::MAX - period + 1;
    let overflow = ReportError::TimeOverflow { from, period };
    assert_eq!(file(from), Err(overflow));
    assert!(file(from - 1).is_ok());
}

// Judging.

#[test]
fn judge_accepted_job_report_goes_to_the_court_and_to_the_points() {
    let done = judged(&filed(), GUILTY, NOW).unwrap();
    assert_eq!(done.report.state, ReportState::Accepted);
    assert_eq!(
        done.bond,
        Settlement::Refund {
            to: reporter(),
            amount: bond()
        }
    );
    let Consequences::Court {
        operator: accused,
        era,
        charge,
        evidence,
        severity_bps,
        captured_at,
    } = done.consequences
    else {
        panic!("{:?}", done.consequences);
    };
    assert_eq!(
        (charge, severity_bps, captured_at),
        (Charge::JobMisbehaviour, 500, NOW - 3)
    );

    // What came out is what the court and the points take in.
    let stake = U256::from(1_000);
    let capture = court::Capture::join(None, accused, captured_at, stake).unwrap();
    let request = SlashRequest {
        service: evidence.service,
        operator: accused,
        proposer: judge_account(),
        charge,
        evidence: evidence.evidence,
        requested: blueprint_rules::math::bps_ceil(stake, u32::from(severity_bps)),
    };
    assert_eq!(request.evidence_key(), evidence);
    let policy = court::Policy::default();
    let made = court::propose(
        &request,
        &capture,
        false,
        OpenProposals::default(),
        NOW,
        &policy,
    )
    .unwrap();
    assert_eq!(made.proposal.requested, U256::from(50));

    let scored = OperatorTally::new(era)
        .score(
            EraTotals::new(era),
            era,
            &PointEvent::Reported,
            &Weights::default(),
        )
        .unwrap();
    assert_eq!((scored.tally.reports, scored.points), (1, 0));
}

#[test]
fn judge_charge_follows_the_kind() {
    let report = Report {
        kind: Kind::QualityOfService,
        ..filed()
    };
    let Consequences::Court { charge, .. } = judged(&report, GUILTY, NOW).unwrap().consequences
    else {
        panic!();
    };
    assert_eq!(charge, Charge::QualityOfService);
}

#[test]
fn judge_not_attributable_never_reaches_the_court() {
    for kind in [Kind::JobMisbehaviour, Kind::QualityOfService] {
        let report = Report { kind, ..filed() };
        let done = judged(&report, Verdict::NotAttributable, NOW).unwrap();
        assert_eq!(done.report.state, ReportState::Accepted);
        assert_eq!(
            done.consequences,
            Consequences::Points {
                operator: operator(),
                era: 12
            }
        );
        assert!(matches!(done.bond, Settlement::Refund { .. }));
    }
}

#[test]
fn judge_false_report_costs_its_author_only() {
    let done = judged(&filed(), Verdict::False, NOW).unwrap();
    assert_eq!(done.report.state, ReportState::Rejected);
    assert_eq!(done.consequences, Consequences::Nothing);
    let Settlement::Forfeit(seized) = done.bond else {
        panic!("{:?}", done.bond);
    };
    assert_eq!(seized.amount(), bond());
}

#[test]
fn judge_twice_is_refused() {
    for verdict in [Verdict::False, Verdict::NotAttributable, GUILTY] {
        let done = judged(&filed(), verdict, NOW).unwrap().report;
        assert_eq!(
            judged(&done, GUILTY, NOW),
            Err(ReportError::Ended { state: done.state })
        );
        assert_eq!(
            lapse(&done, u64::MAX),
            Err(ReportError::Ended { state: done.state })
        );
    }
}

#[test]
fn judge_by_anyone_but_the_registered_verifier_is_refused() {
    let by = |caller, registered| judge(&filed(), caller, registered, GUILTY, NOW);
    let stranger = H160::repeat_byte(8);
    assert_eq!(
        by(stranger, judge_account()),
        Err(ReportError::WrongOrigin {
            expected: judge_account(),
            received: stranger
        })
    );
    assert!(matches!(
        by(H160::zero(), H160::zero()),
        Err(ReportError::NoVerifier { .. })
    ));
    for party in [operator(), reporter()] {
        assert_eq!(
            by(party, party),
            Err(ReportError::OwnCase { account: party })
        );
    }
}

#[test]
fn judge_and_lapse_meet_at_the_deadline_without_gap_or_overlap() {
    let report = filed();
    for now in [NOW, JUDGE_BY - 1, JUDGE_BY, JUDGE_BY + 1] {
        let open = now < JUDGE_BY;
        assert_eq!(judged(&report, GUILTY, now).is_ok(), open, "{now}");
        assert_eq!(lapse(&report, now).is_ok(), !open, "{now}");
    }
}

#[test]
fn lapse_refunds_the_author() {
    let done = lapse(&filed(), JUDGE_BY).unwrap();
    assert_eq!(done.report.state, ReportState::Lapsed);
    assert_eq!(done.consequences, Consequences::Nothing);
    assert_eq!(
        done.bond,
        Settlement::Refund {
            to: reporter(),
            amount: bond()
        }
    );
}

#[test]
fn judge_severity_of_nothing_or_above_the_whole_is_refused() {
    let with = |severity_bps| judged(&filed(), Verdict::Attributable { severity_bps }, NOW);
    assert_eq!(with(0), Err(ReportError::NoSeverity));
    assert!(with(1).is_ok());
    assert!(with(10_000).is_ok());
    assert_eq!(
        with(10_001),
        Err(ReportError::SeverityAboveWhole { received: 10_001 })
    );
}

#[test]
fn unknown_report_passes_no_step() {
    let unknown = Report::default();
    assert_eq!(judged(&unknown, GUILTY, 0), Err(ReportError::UnknownReport));
    assert_eq!(lapse(&unknown, u64::MAX), Err(ReportError::UnknownReport));
}

#[test]
fn records_fit_a_storage_cell() {
    assert!(core::mem::size_of::<Report>() < 416);
    assert!(core::mem::size_of::<Rules>() < 416);
}
