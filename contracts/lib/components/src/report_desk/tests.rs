use super::*;
use crate::{
    cell::MAX_RECORD,
    slashing_court::{Accusation, SlashingCourt},
};
use abi::*;
use blueprint_hooks::event::recorded;
use blueprint_rules::court::{Bounds, Charge};
use codec::MaxEncodedLen;
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

mod verifiers;

const OWNER: Address = ink::H160([1; 20]);
const VERIFIER: Address = ink::H160([2; 20]);
const OPERATOR: Address = ink::H160([3; 20]);
const REPORTER: Address = ink::H160([4; 20]);
const RUNTIME: Address = ink::H160([5; 20]);
const GOVERNANCE: Address = ink::H160([6; 20]);

const BLUEPRINT: u64 = 4;
const SERVICE: u64 = 7;
const NOW: u64 = 1_000_000;
const BOND: u64 = 50;
/// Of appointments, in seconds; longer than one has to judge.
const DELAY: u64 = 100_000;

type Registry = ReportDesk<ManualKey<21>>;

fn rules() -> Rules {
    Rules {
        bond: BOND.into(),
        ..Rules::default()
    }
}

fn registry() -> Registry {
    let mut registry = Registry::default();
    at(NOW);
    act(OWNER);
    registry.set_rules(BLUEPRINT, &rules()).unwrap();
    for kind in [Kind::JobMisbehaviour, Kind::QualityOfService] {
        registry
            .register_verifier(BLUEPRINT, kind, VERIFIER, OWNER, DELAY)
            .unwrap();
    }
    recorded::take();
    registry
}

fn act(caller: Address) {
    test::set_caller(caller);
}

fn at(second: u64) {
    test::set_block_timestamp::<DefaultEnvironment>(second);
}

fn envelope(nonce: u64) -> Envelope {
    Envelope {
        blueprint: BLUEPRINT,
        service: SERVICE,
        kind: Kind::JobMisbehaviour,
        era: 12,
        operator: OPERATOR,
        reporter: REPORTER,
        nonce,
        start_ms: NOW * 1_000 - 2_000,
        end_ms: NOW * 1_000 - 500,
        value: 90,
        payload: [9; 32].into(),
    }
}

fn facts() -> ReportFacts {
    ReportFacts {
        blueprint: BLUEPRINT,
        service_active: true,
        era: 12,
        owner: OWNER,
        operator_in_service: true,
        reporter_authorised: true,
        now: 0,
    }
}

fn file(registry: &mut Registry, envelope: &Envelope) -> Result<u64> {
    act(envelope.reporter);
    test::set_value_transferred(BOND.into());
    registry.file(envelope, &facts())
}

fn judge(registry: &mut Registry, id: u64, verdict: Verdict) -> Result<Consequences> {
    act(VERIFIER);
    registry.judge(id, verdict)
}

const GUILTY: Verdict = Verdict::Attributable { severity_bps: 500 };

#[ink::test]
fn take_to_court_once_and_only_what_the_operator_did() {
    let mut registry = registry();
    let nothing = |report_id| Err(NothingToAccuse { report_id }.into());
    for (nonce, verdict) in [
        (1, GUILTY),
        (2, Verdict::NotAttributable),
        (3, Verdict::False),
    ] {
        let report = Envelope {
            payload: [nonce as u8; 32].into(),
            ..envelope(nonce)
        };
        let id = file(&mut registry, &report).unwrap();
        assert_eq!(registry.take_to_court(id), nothing(id));
        judge(&mut registry, id, verdict).unwrap();
    }
    let (report, severity_bps) = registry.take_to_court(1).unwrap();
    assert_eq!((report.operator, severity_bps), (OPERATOR, 500));
    for id in 1..=3 {
        assert_eq!(registry.take_to_court(id), nothing(id));
    }
}

#[ink::test]
fn file_for_a_blueprint_without_rules_refused() {
    let mut registry = Registry::default();
    at(NOW);
    let none = NoRules {
        blueprint_id: BLUEPRINT,
    }
    .into();
    assert_eq!(file(&mut registry, &envelope(1)), Err(none));
}

#[ink::test]
fn file_counts_ids_from_one_holds_the_bond_and_emits() {
    let mut registry = registry();
    assert_eq!(file(&mut registry, &envelope(1)), Ok(1));
    let event = ReportFiled {
        report_id: 1,
        service_id: SERVICE,
        operator: OPERATOR,
        reporter: REPORTER,
        kind: 1,
        payload: [9; 32],
        judge_by: NOW + 86_400,
    };
    assert_eq!(recorded::take(), [recorded::of(&event)]);
    assert_eq!(registry.bonds.totals().bonds.held, BOND.into());
    assert_eq!(registry.state(0), ReportState::None);
}

#[ink::test]
fn file_with_a_used_nonce_refused() {
    let mut registry = registry();
    file(&mut registry, &envelope(5)).unwrap();
    let stale = StaleNonce {
        last: 5,
        received: 5,
    }
    .into();
    assert_eq!(file(&mut registry, &envelope(5)), Err(stale));
}

#[ink::test]
fn file_of_the_same_claim_by_another_refused_until_it_lapses() {
    let mut registry = registry();
    file(&mut registry, &envelope(1)).unwrap();
    let other = Envelope {
        reporter: GOVERNANCE,
        ..envelope(1)
    };
    let duplicate = DuplicateReport {
        service_id: SERVICE,
        operator: OPERATOR,
        payload: [9; 32],
    }
    .into();
    assert_eq!(file(&mut registry, &other), Err(duplicate));

    at(NOW + 86_399);
    assert_eq!(
        registry.lapse(1),
        Err(LapsesTooEarly {
            judge_by: NOW + 86_400,
            time: NOW + 86_399
        }
        .into())
    );
    at(NOW + 86_400);
    registry.lapse(1).unwrap();
    assert_eq!(registry.bonds.credit_of(REPORTER), BOND.into());
    // A day older than the rules allow: no verifier judged it, which is not its author's fault.
    assert_eq!(file(&mut registry, &other), Ok(2));
    let first_time = Envelope {
        payload: [8; 32].into(),
        ..envelope(2)
    };
    let (max_age_ms, age_ms) = (300_000, 86_400_500u64.into());
    let too_old = ReportTooOld { age_ms, max_age_ms };
    assert_eq!(file(&mut registry, &first_time), Err(too_old.into()));
}

#[ink::test]
fn evidence_counts_once_whatever_times_its_reports_name() {
    let mut registry = registry();
    let earlier = Envelope {
        start_ms: NOW * 1_000 - 100_000,
        reporter: GOVERNANCE,
        ..envelope(1)
    };
    assert_eq!(file(&mut registry, &earlier), Ok(1));
    assert_eq!(file(&mut registry, &envelope(1)), Ok(2));
    judge(&mut registry, 1, GUILTY).unwrap();
    let duplicate = DuplicateReport {
        service_id: SERVICE,
        operator: OPERATOR,
        payload: [9; 32],
    };
    let again = judge(&mut registry, 2, GUILTY);
    assert_eq!(again, Err(duplicate.into()));
    let third = Envelope {
        value: 91,
        ..envelope(2)
    };
    assert_eq!(file(&mut registry, &third), Err(duplicate.into()));
}

#[ink::test]
fn report_of_a_moment_long_before_its_end_refused() {
    let mut registry = registry();
    let max_age_ms = 300_000;
    let last = Envelope {
        start_ms: NOW * 1_000 - 500 - max_age_ms,
        ..envelope(1)
    };
    let long = Envelope {
        start_ms: last.start_ms - 1,
        ..last
    };
    let lasted_ms = max_age_ms + 1;
    let refused = ReportTooLong {
        lasted_ms,
        max_age_ms,
    };
    assert_eq!(file(&mut registry, &long), Err(refused.into()));
    assert_eq!(file(&mut registry, &last), Ok(1));
}

#[ink::test]
fn report_judged_twice_or_late_refused() {
    let mut registry = registry();
    let id = file(&mut registry, &envelope(1)).unwrap();
    judge(&mut registry, id, GUILTY).unwrap();
    assert_eq!(
        judge(&mut registry, id, Verdict::False),
        Err(ReportEnded {
            state: ReportState::Accepted as u8
        }
        .into())
    );
    let fresh = Envelope {
        payload: [8; 32].into(),
        ..envelope(2)
    };
    let id = file(&mut registry, &fresh).unwrap();
    at(NOW + 86_400);
    let late = judge(&mut registry, id, GUILTY);
    let too_late = JudgedTooLate {
        judge_by: NOW + 86_400,
        time: NOW + 86_400,
    };
    assert_eq!(late, Err(too_late.into()));
}

#[ink::test]
fn false_report_costs_its_author_the_bond() {
    let mut registry = registry();
    let id = file(&mut registry, &envelope(1)).unwrap();
    let consequences = judge(&mut registry, id, Verdict::False);
    assert_eq!(consequences, Ok(Consequences::Nothing));
    assert_eq!(registry.bonds.credit_of(REPORTER), 0.into());
    assert_eq!(registry.bonds.totals().forfeited.burned, BOND.into());
}

#[ink::test]
fn report_not_attributable_counts_points_and_no_charge() {
    let mut registry = registry();
    let id = file(&mut registry, &envelope(1)).unwrap();
    assert_eq!(
        judge(&mut registry, id, Verdict::NotAttributable),
        Ok(Consequences::Points {
            operator: OPERATOR,
            era: 12
        })
    );
    assert_eq!(registry.bonds.credit_of(REPORTER), BOND.into());
}

#[ink::test]
fn accepted_report_feeds_the_court_once() {
    let mut registry = registry();
    let id = file(&mut registry, &envelope(1)).unwrap();
    let Ok(Consequences::Court {
        operator,
        charge,
        evidence,
        captured_at,
        ..
    }) = judge(&mut registry, id, GUILTY)
    else {
        panic!("attributable")
    };
    assert_eq!(charge, Charge::JobMisbehaviour);

    let mut court = SlashingCourt::<ManualKey<22>>::default();
    let holders = [RUNTIME, VERIFIER, GOVERNANCE];
    court.init(holders, 86_400, Bounds::default()).unwrap();
    act(RUNTIME);
    court
        .capture(
            evidence.service,
            operator,
            captured_at,
            1_000.into(),
            1_000.into(),
        )
        .unwrap();
    let accusation = Accusation {
        service_id: evidence.service,
        operator,
        charge,
        evidence: evidence.evidence.0,
        requested: 50.into(),
        captured_at,
    };
    assert_eq!(court.propose(&accusation), Ok(1));
    assert!(court.propose(&accusation).is_err());
}

#[ink::test]
fn cumulative_values_count_per_operator() {
    let mut registry = registry();
    act(OWNER);
    let cumulative = Rules {
        sequence: Sequence::Cumulative,
        ..rules()
    };
    registry.set_rules(BLUEPRINT, &cumulative).unwrap();
    file(&mut registry, &envelope(1)).unwrap();
    let other = Envelope {
        operator: GOVERNANCE,
        ..envelope(1)
    };
    assert_eq!(file(&mut registry, &other), Ok(2));
    let same_total = Envelope {
        payload: [7; 32].into(),
        ..envelope(2)
    };
    assert_eq!(
        file(&mut registry, &same_total),
        Err(NotIncreasing {
            last: 90.into(),
            received: 90.into()
        }
        .into())
    );
}

#[test]
fn records_fit_a_cell() {
    for len in [
        Report::max_encoded_len(),
        Rules::max_encoded_len(),
        Cursor::max_encoded_len(),
    ] {
        assert!(len <= MAX_RECORD, "{len} bytes, {MAX_RECORD} fit");
    }
}
