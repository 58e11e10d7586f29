mod peers;

use crate::report_desk::{
    CallerNotRuntime, EpochNotOpen, IReportDesk, NoKind, NoSeverity, NoVerdict, NoVerifier,
    OperatorNotInService, OwnerIsSet, OwnerReported, ReportDesk, RuleAboveMost, WrongBlueprint,
    WrongOrigin, ZeroAccount, ZeroRole,
};
use blueprint_components::{
    points_ledger::abi::Client as Ledger, slashing_court::abi::Client as Court,
};
use blueprint_hooks::{call::mock, Address, Result, Revert, Word, U256};
use ink::env::{test, DefaultEnvironment};

const RUNTIME: Address = ink::H160([1; 20]);
const GUARDIAN: Address = ink::H160([9; 20]);
const DELAY: u64 = 2 * 86_400;
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

/// A contract that knows a service, in which `REPORTER` may report `OPERATOR`.
fn contract() -> ReportDesk {
    test::set_block_timestamp::<DefaultEnvironment>(NOW);
    Ledger::encode_current_era(|data| mock::returns(LEDGER, data, &ERA.to_word()));
    Ledger::encode_record_report(SERVICE, OPERATOR, |data| mock::returns(LEDGER, data, &[]));
    let mut contract = ReportDesk::default();
    answers_as_court(COURT);
    deploy(&mut contract, LEDGER, COURT).unwrap();
    test::set_caller(RUNTIME);
    for done in set_all(&mut contract) {
        done.unwrap();
    }
    test::set_caller(OWNER);
    let registered = contract.register_verifier(BLUEPRINT, 1, VERIFIER);
    registered.unwrap();
    contract
}

fn deploy(contract: &mut ReportDesk, ledger: Address, court: Address) -> Result<()> {
    contract.constructor(RUNTIME, GUARDIAN, DELAY, ledger, court)
}

fn answers_as_court(court: Address) {
    let bounds = [86_400u64.to_word(), 86_400u64.to_word()];
    Court::encode_review_bounds(|data| mock::returns(court, data, bounds.as_flattened()));
}

fn withdraw_and_set_again(contract: &mut ReportDesk) -> Result<()> {
    contract.withdraw_rules(BLUEPRINT)?;
    contract.set_blueprint(BLUEPRINT, OWNER, 300_000, false, BOND.into(), 86_400)
}

/// Each function that is the runtime's alone.
fn set_all(contract: &mut ReportDesk) -> [Result<()>; 5] {
    [
        contract.set_blueprint(BLUEPRINT, OWNER, 300_000, false, BOND.into(), 86_400),
        withdraw_and_set_again(contract),
        contract.set_service(SERVICE, BLUEPRINT, true),
        contract.set_operator(SERVICE, OPERATOR, true),
        contract.set_reporter(SERVICE, REPORTER, true),
    ]
}

/// What differs between reports.
struct Report {
    service_id: u64,
    kind: u8,
    era: u64,
    operator: Address,
}

const REPORT: Report = Report {
    service_id: SERVICE,
    kind: 1,
    era: ERA,
    operator: OPERATOR,
};

fn file(contract: &mut ReportDesk, report: Report) -> Result<u64> {
    test::set_caller(REPORTER);
    test::set_value_transferred(BOND.into());
    let filed = contract.file_report(
        BLUEPRINT,
        report.service_id,
        report.kind,
        report.era,
        report.operator,
        1,
        NOW * 1_000 - 1_500,
        NOW * 1_000,
        90,
        [9; 32],
    );
    test::set_value_transferred(U256::zero());
    filed
}

fn judge(contract: &mut ReportDesk, verdict: u8) -> Result<()> {
    test::set_caller(VERIFIER);
    contract.judge(1, verdict, 2_500)
}

#[ink::test]
fn other_peers_follow_after_the_delay() {
    let mut contract = contract();
    let other = ink::H160([8; 20]);
    Ledger::encode_current_era(|data| mock::returns(other, data, &ERA.to_word()));
    answers_as_court(other);
    test::set_caller(OWNER);
    let stranger = CallerNotRuntime {
        expected: RUNTIME,
        received: OWNER,
    };
    assert_eq!(contract.set_ledger(other), Err(stranger.into()));
    assert_eq!(contract.set_court(other), Err(stranger.into()));
    test::set_caller(RUNTIME);
    assert_eq!(contract.set_ledger(other), Ok(()));
    assert_eq!(contract.set_court(other), Ok(()));
    let from = NOW + DELAY;
    assert_eq!(contract.next_ledger(), (other, from));
    assert_eq!(contract.next_court(), (other, from));
    test::set_block_timestamp::<DefaultEnvironment>(from - 1);
    assert_eq!((contract.ledger(), contract.court()), (LEDGER, COURT));
    test::set_block_timestamp::<DefaultEnvironment>(from);
    assert_eq!((contract.ledger(), contract.court()), (other, other));
}

#[ink::test]
fn blueprint_is_handed_over_in_two_steps() {
    let mut contract = contract();
    let next = ink::H160([8; 20]);
    test::set_caller(RUNTIME);
    let replaced = contract.set_blueprint(BLUEPRINT, next, 300_000, false, BOND.into(), 86_400);
    let is_set = OwnerIsSet {
        expected: OWNER,
        received: next,
    };
    assert_eq!(replaced, Err(is_set.into()));
    test::set_caller(VERIFIER);
    let stranger = WrongOrigin {
        expected: OWNER,
        received: VERIFIER,
    };
    let offered = contract.offer_blueprint(BLUEPRINT, next);
    assert_eq!(offered, Err(stranger.into()));
    // The runtime replaces an owner that is lost; one that is not cancels that.
    test::set_caller(RUNTIME);
    assert_eq!(contract.offer_blueprint(BLUEPRINT, next), Ok(()));
    test::set_caller(OWNER);
    assert_eq!(contract.cancel_blueprint_offer(BLUEPRINT), Ok(()));
    assert_eq!(contract.offer_blueprint(BLUEPRINT, next), Ok(()));
    test::set_caller(RUNTIME);
    assert!(contract.cancel_blueprint_offer(BLUEPRINT).is_err());
    let (successor, from, _until) = contract.blueprint_offer(BLUEPRINT);
    assert_eq!((successor, from), (next, NOW + DELAY));
    test::set_caller(next);
    assert!(contract.accept_blueprint(BLUEPRINT).is_err());
    test::set_block_timestamp::<DefaultEnvironment>(from);
    assert_eq!(contract.accept_blueprint(BLUEPRINT), Ok(()));
    assert_eq!(contract.owner_of(BLUEPRINT), next);
    test::set_caller(OWNER);
    let registered = contract.register_verifier(BLUEPRINT, 1, REPORTER);
    assert!(registered.is_err());
}

#[ink::test]
fn zero_addresses_refused() {
    let mut contract = contract();
    let zero = Address::zero();
    test::set_caller(RUNTIME);
    let owner = contract.set_blueprint(BLUEPRINT + 1, zero, 300_000, false, BOND.into(), 86_400);
    assert_eq!(owner, Err(ZeroRole.into()));
    let refused = Err(ZeroAccount.into());
    assert_eq!(contract.set_operator(SERVICE, zero, true), refused);
    assert_eq!(contract.set_reporter(SERVICE, zero, true), refused);
}

#[ink::test]
fn message_of_the_runtime_by_another_refused() {
    let mut contract = contract();
    test::set_caller(OWNER);
    let stranger = CallerNotRuntime {
        expected: RUNTIME,
        received: OWNER,
    };
    for refused in set_all(&mut contract) {
        assert_eq!(refused, Err(stranger.into()));
    }
}

#[ink::test]
fn file_report_that_the_book_contradicts_refused() {
    let wrong_blueprint = WrongBlueprint {
        expected: 0,
        received: BLUEPRINT,
    };
    let wrong_era = EpochNotOpen {
        expected: ERA,
        received: 11,
    };
    let wrong_operator = OperatorNotInService { operator: OWNER };
    let wrong: [(Report, Revert); 4] = [
        (Report { kind: 3, ..REPORT }, NoKind { received: 3 }.into()),
        (
            Report {
                service_id: 8,
                ..REPORT
            },
            wrong_blueprint.into(),
        ),
        (Report { era: 11, ..REPORT }, wrong_era.into()),
        (
            Report {
                operator: OWNER,
                ..REPORT
            },
            wrong_operator.into(),
        ),
    ];
    let mut contract = contract();
    for (report, error) in wrong {
        assert_eq!(file(&mut contract, report), Err(error));
    }
    assert_eq!(file(&mut contract, REPORT), Ok(1));
}

#[ink::test]
fn verdict_that_there_is_not_refused() {
    let mut contract = contract();
    file(&mut contract, REPORT).unwrap();
    for received in [0, 4] {
        let unknown = NoVerdict { received };
        assert_eq!(judge(&mut contract, received), Err(unknown.into()));
    }
    assert_eq!(judge(&mut contract, 1), Ok(()));
    let forfeited = (U256::zero(), U256::zero(), BOND.into());
    assert_eq!(contract.bond_totals(), forfeited);
}

#[ink::test]
fn rules_beyond_their_bounds_and_a_severity_of_nothing_refused() {
    let mut contract = contract();
    file(&mut contract, REPORT).unwrap();
    test::set_caller(RUNTIME);
    let most = U256::from(172_800);
    for (time_to_judge, received) in [(172_801, most + 1), (u64::MAX, u64::MAX.into())] {
        let set =
            contract.set_blueprint(BLUEPRINT, OWNER, 300_000, false, BOND.into(), time_to_judge);
        assert_eq!(set, Err(RuleAboveMost { most, received }.into()));
    }
    test::set_caller(VERIFIER);
    assert_eq!(contract.judge(1, 2, 0), Err(NoSeverity.into()));
    assert_eq!(contract.judge(1, 2, 1), Ok(()));
}

#[ink::test]
fn owner_removes_its_verifier_and_is_not_reported_itself() {
    let mut contract = contract();
    test::set_caller(RUNTIME);
    contract.set_operator(SERVICE, OWNER, true).unwrap();
    let of_owner = Report {
        operator: OWNER,
        ..REPORT
    };
    let refused = OwnerReported { account: OWNER };
    assert_eq!(file(&mut contract, of_owner), Err(refused.into()));
    test::set_caller(RUNTIME);
    let stranger = WrongOrigin {
        expected: OWNER,
        received: RUNTIME,
    };
    let removed = contract.remove_verifier(BLUEPRINT, 1);
    assert_eq!(removed, Err(stranger.into()));
    test::set_caller(OWNER);
    assert_eq!(contract.remove_verifier(BLUEPRINT, 1), Ok(()));
    let none = NoVerifier {
        blueprint_id: BLUEPRINT,
        kind: 1,
    };
    assert_eq!(file(&mut contract, REPORT), Err(none.into()));
    test::set_caller(OWNER);
    contract.register_verifier(BLUEPRINT, 1, VERIFIER).unwrap();
    let next = contract.next_verifier_of(BLUEPRINT, 1);
    assert_eq!(next, Ok((VERIFIER, NOW + DELAY)));
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
