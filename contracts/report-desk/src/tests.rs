use crate::{
    peers::{capture_of, current_era, propose, record_report, Accusation},
    report_desk::ReportDesk,
    wire::{Error, *},
};
use blueprint_components::{DeskError, GuardError};
use blueprint_hooks::{ask::prepared, Deploy, Word};
use ink::{
    env::{test, DefaultEnvironment},
    Address, U256,
};

const RUNTIME: Address = ink::H160([1; 20]);
const LEDGER: Address = ink::H160([2; 20]);
const COURT: Address = ink::H160([3; 20]);
const OWNER: Address = ink::H160([4; 20]);
const VERIFIER: Address = ink::H160([5; 20]);
const OPERATOR: Address = ink::H160([6; 20]);
const REPORTER: Address = ink::H160([7; 20]);

const BLUEPRINT: u64 = 4;
const SERVICE: u64 = 7;
const NOW: u64 = 1_000_000;
const ERA: u64 = 12;
const BOND: u64 = 50;

/// A desk that knows a service, in which `REPORTER` may report `OPERATOR`.
fn desk() -> ReportDesk {
    test::set_block_timestamp::<DefaultEnvironment>(NOW);
    prepared::set(LEDGER, current_era(), ERA);
    prepared::set_words(LEDGER, record_report(SERVICE, OPERATOR), &[]);
    let mut desk = ReportDesk::new(Deploy(New {
        runtime: RUNTIME,
        ledger: LEDGER,
        court: COURT,
    }));
    test::set_caller(RUNTIME);
    desk.set_blueprint(blueprint().into()).unwrap();
    desk.set_service(service().into()).unwrap();
    desk.set_operator(operator().into()).unwrap();
    desk.set_reporter(reporter().into()).unwrap();
    test::set_caller(OWNER);
    desk.register_verifier(verifier(1).into()).unwrap();
    desk
}

fn blueprint() -> SetBlueprint {
    SetBlueprint {
        blueprint_id: BLUEPRINT,
        owner: OWNER,
        max_age_ms: 300_000,
        cumulative: false,
        bond: BOND.into(),
        time_to_judge: 86_400,
    }
}

fn service() -> SetService {
    SetService {
        service_id: SERVICE,
        blueprint_id: BLUEPRINT,
        active: true,
    }
}

fn operator() -> SetOperator {
    SetOperator {
        service_id: SERVICE,
        operator: OPERATOR,
        serves: true,
    }
}

fn reporter() -> SetReporter {
    SetReporter {
        service_id: SERVICE,
        reporter: REPORTER,
        may: true,
    }
}

fn verifier(kind: u8) -> RegisterVerifier {
    RegisterVerifier {
        blueprint_id: BLUEPRINT,
        kind,
        verifier: VERIFIER,
    }
}

fn report() -> FileReport {
    FileReport {
        blueprint_id: BLUEPRINT,
        service_id: SERVICE,
        kind: 1,
        era: ERA,
        operator: OPERATOR,
        nonce: 1,
        start_ms: NOW * 1_000 - 1_500,
        end_ms: NOW * 1_000,
        value: 90,
        payload: [9; 32],
    }
}

fn file(desk: &mut ReportDesk, report: FileReport) -> Result<u64, Error> {
    test::set_caller(REPORTER);
    test::set_value_transferred(BOND.into());
    let filed = desk.file_report(report.into());
    test::set_value_transferred(U256::zero());
    filed
}

fn judge(desk: &mut ReportDesk, verdict: u8) -> Result<(), Error> {
    test::set_caller(VERIFIER);
    let judge = Judge {
        report_id: 1,
        verdict,
        severity_bps: 2_500,
    };
    desk.judge(judge.into())
}

#[ink::test]
fn message_of_the_runtime_by_another_refused() {
    let mut desk = desk();
    test::set_caller(OWNER);
    let refused = Err(Error::Guard(GuardError::CallerNotRuntime {
        expected: RUNTIME,
        received: OWNER,
    }));
    assert_eq!(desk.set_blueprint(blueprint().into()), refused);
    assert_eq!(desk.set_service(service().into()), refused);
    assert_eq!(desk.set_operator(operator().into()), refused);
    assert_eq!(desk.set_reporter(reporter().into()), refused);
}

#[ink::test]
fn file_report_that_the_book_contradicts_refused() {
    let wrong: [(fn(&mut FileReport), DeskError); 4] = [
        (|it| it.kind = 3, DeskError::NoKind { received: 3 }),
        (
            |it| it.service_id = 8,
            DeskError::WrongBlueprint {
                expected: 0,
                received: BLUEPRINT,
            },
        ),
        (
            |it| it.era = 11,
            DeskError::EpochNotOpen {
                expected: ERA,
                received: 11,
            },
        ),
        (
            |it| it.operator = OWNER,
            DeskError::OperatorNotInService { operator: OWNER },
        ),
    ];
    let mut desk = desk();
    for (change, refusal) in wrong {
        let mut report = report();
        change(&mut report);
        assert_eq!(file(&mut desk, report), Err(Error::Desk(refusal)));
    }
    assert_eq!(file(&mut desk, report()), Ok(1));
}

#[ink::test]
fn accepted_report_counts_in_the_ledger_and_goes_to_court_once() {
    let mut desk = desk();
    file(&mut desk, report()).unwrap();
    prepared::told();
    assert_eq!(judge(&mut desk, 2), Ok(()));
    assert_eq!(
        prepared::told(),
        [(LEDGER, record_report(SERVICE, OPERATOR))]
    );
    let captured_at = NOW - 2;
    let accuse = || Accuse { report_id: 1 }.into();
    let stake = [true.to_word(), 1_000u64.to_word(), 0u64.to_word()];
    prepared::set_words(COURT, capture_of(OPERATOR, captured_at), &stake);
    let accusation = Accusation {
        service_id: SERVICE,
        operator: OPERATOR,
        charge: 1,
        evidence: [9; 32],
        severity_bps: 2_500,
        captured_at,
    };
    // A quarter of the stake.
    let proposal = propose(&accusation, 250.into());
    prepared::set(COURT, proposal.clone(), 77u64);
    prepared::told();
    assert_eq!(desk.accuse(accuse()), Ok(77));
    assert_eq!(prepared::told(), [(COURT, proposal)]);
    let nothing = DeskError::NothingToAccuse { report_id: 1 };
    assert_eq!(desk.accuse(accuse()), Err(Error::Desk(nothing)));
}

#[ink::test]
fn court_that_does_not_answer_is_named() {
    let mut desk = desk();
    file(&mut desk, report()).unwrap();
    judge(&mut desk, 2).unwrap();
    let silent = ContractError::CourtSilent { court: COURT };
    let accuse = Accuse { report_id: 1 };
    assert_eq!(desk.accuse(accuse.into()), Err(Error::Contract(silent)));
}

#[ink::test]
fn stake_that_the_court_was_not_told_of_is_named() {
    let mut desk = desk();
    file(&mut desk, report()).unwrap();
    judge(&mut desk, 2).unwrap();
    let captured_at = NOW - 2;
    let unknown = [false.to_word(), [0; 32], [0; 32]];
    prepared::set_words(COURT, capture_of(OPERATOR, captured_at), &unknown);
    let refused = ContractError::StakeUnknown {
        operator: OPERATOR,
        captured_at,
    };
    let accuse = Accuse { report_id: 1 };
    assert_eq!(desk.accuse(accuse.into()), Err(Error::Contract(refused)));
}

#[ink::test]
fn verdict_that_there_is_not_refused() {
    let mut desk = desk();
    file(&mut desk, report()).unwrap();
    for received in [0, 4] {
        let refused = DeskError::NoVerdict { received };
        assert_eq!(judge(&mut desk, received), Err(Error::Desk(refused)));
    }
    assert_eq!(judge(&mut desk, 1), Ok(()));
    let held = desk.bond_totals(BondTotals {}.into());
    assert_eq!(held, (U256::zero(), U256::zero(), BOND.into()));
}

/// Components share no storage key: each keeps to its own.
#[test]
fn layout_gives_every_component_its_own_keys() {
    use ink::storage::traits::StorageLayout;
    let layout = <ReportDesk as StorageLayout>::layout(&0);
    let text = format!("{layout:?}");
    let mut keys: Vec<&str> = text
        .match_indices("root_key: LayoutKey { key: ")
        .filter_map(|(at, found)| text[at + found.len()..].split(' ').next())
        .collect();
    assert!(keys.len() >= 14, "{text}");
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
}
