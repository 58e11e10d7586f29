//! Runs each row of `docs/hook-failures.md` with each of its hooks.

use super::{managers, *};
use codec::Encode;
use frame_support::{
    assert_ok,
    traits::{
        fungible::{InspectHold, Mutate},
        tokens::Preservation,
    },
};
use pallet_revive::precompiles::alloy::sol_types::SolCall;
use sp_core::storage::StateVersion;
use sp_runtime::{DispatchError, ModuleError};

const TABLE: &str = include_str!("../../../../docs/hook-failures.md");

/// `NotEnough(uint256)`: a selector and an argument.
const REASON: [u8; 36] = {
    let mut data = [0; 36];
    data[0] = 0xab;
    data[1] = 0xcd;
    data[2] = 0xef;
    data[3] = 0x01;
    data
};

/// The kinds of failure, as named in the table.
const FAILURES: [&str; 10] = [
    "reverts with data",
    "reverts without data",
    "traps",
    "loops until the weight limit",
    "returns garbage",
    "returns 64 KiB",
    "takes more storage than the deposit limit",
    "takes storage the sender cannot pay for",
    "calls back into the pallet",
    "is gone",
];

/// A row of the table, for one of its hooks.
struct Case<'a> {
    hook: Hook,
    failure: &'a str,
    step: &'a str,
    seen: &'a str,
    state: &'a str,
}

impl Case<'_> {
    /// The hook whose failure is seen: of a manager that is gone, another one of the same step.
    fn seen_of(&self) -> Hook {
        match self.seen.split_once(", of ") {
            Some((_, named)) => hooks_named(named)[0],
            None => self.hook,
        }
    }
}

/// The hooks of a section, in backticks. Two have the name in common with one that may refuse.
fn hooks_named(list: &str) -> Vec<Hook> {
    list.split(',')
        .map(|item| {
            let name = item.split('`').nth(1).expect("a hook in backticks");
            let cannot_veto = item.contains("after the service's life") || item.contains("leaves");
            let best_effort = [Hook::OnServiceExpiry, Hook::OnUnregisterLeaving];
            let (hook, _) = SELECTORS
                .iter()
                .find(|(hook, _)| hook.name() == name && best_effort.contains(hook) == cannot_veto)
                .unwrap_or_else(|| panic!("no hook is called {name}"));
            *hook
        })
        .collect()
}

/// The sections of the document that have a table.
fn sections() -> impl Iterator<Item = &'static str> {
    let sections = TABLE.split("\n## ").skip(1);
    sections.filter(|section| section.contains("\nHooks: "))
}

fn cases() -> Vec<Case<'static>> {
    let mut cases = Vec::new();
    for section in sections() {
        let (_, list) = section.split_once("\nHooks: ").expect("hooks of a section");
        let (list, rows) = list.split_once("\n\n").expect("a table after its hooks");
        let rows = rows.lines().filter(|line| line.starts_with("| "));
        let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
        for cells in cells.filter(|cells| cells[1] != "the manager") {
            let [_, failure, step, seen, state, _] = cells[..] else {
                panic!("not a row of the table: {cells:?}");
            };
            cases.extend(hooks_named(list).into_iter().map(|hook| Case {
                hook,
                failure,
                step,
                seen,
                state,
            }));
        }
    }
    cases
}

/// Deploys a manager that writes slot 0 and fails in one hook. The contract called back for has
/// been deployed before it, in every case.
fn failing(failure: &str, selector: [u8; 4], other: H160) -> H160 {
    match failure {
        "reverts with data" => managers::writing_and_refusing(selector, &REASON),
        "reverts without data" => managers::writing_and_refusing(selector, &[]),
        "traps" => managers::writing_and_trapping(selector),
        "loops until the weight limit" => managers::writing_and_looping(selector),
        "returns garbage" => managers::writing_and_answering(selector, &[0xff; 33]),
        "returns 64 KiB" => managers::writing_and_flooding(selector),
        "calls back into the pallet" => {
            let inner = RuntimeCall::Services(Call::create_blueprint {
                definition: definition(other),
            });
            let call = inner.encode().into();
            let calldata = dispatcher::IDispatcher::dispatchCall { call }.abi_encode();
            let precompile = H160::from_low_u64_be(0x77_0000);
            managers::writing_and_calling(selector, precompile, &calldata)
        }
        // What decides is done to the chain, see [`prepare`].
        _ => managers::writing_and_answering(selector, &[]),
    }
}

/// What must be done to the chain for the failure, after the hook's step has been reached.
fn prepare(failure: &str, hook: Hook, manager: H160, who: &AccountId32) {
    match failure {
        "takes more storage than the deposit limit" => HookDepositLimit::set(1),
        "takes storage the sender cannot pay for" => {
            let bond = match hook {
                Hook::OnRequest => REQUEST_BOND,
                Hook::OnJobCall => {
                    let serving = Instances::<Test>::get(0).map_or(0, |it| it.operators.len());
                    Services::call_deposit(6, serving as u32)
                }
                Hook::OnUnappliedSlash => ProposalBond::get(),
                Hook::VerifyReport => ReportBond::get(),
                // And the deposit of what is recorded while it is judged.
                Hook::VerifyQualityReport => ReportBond::get() + 2,
                _ => 0,
            };
            let spare = Balances::free_balance(who) - ED - bond;
            let to = account(9);
            assert_ok!(Balances::transfer(who, &to, spare, Preservation::Preserve));
        }
        "is gone" => managers::vanish(manager),
        _ => {}
    }
}

/// What a manager that does nothing makes of the step: the pallet's part of the state.
fn called_in_vain(hook: Hook) -> Vec<(Vec<u8>, Vec<u8>)> {
    new_chain().execute_with(|| {
        managers::accepting();
        // The query that fails names no account.
        let manager = match hook {
            Hook::QuerySlashingOrigin => managers::silent(),
            _ => managers::accepting(),
        };
        let (who, call) = step_calling(hook, manager);
        assert_ok!(try_send(who, call));
        pallet_state()
    })
}

fn pallet_state() -> Vec<(Vec<u8>, Vec<u8>)> {
    let prefix = sp_io::hashing::twox_128(b"Services");
    let mut state = Vec::new();
    let mut key = prefix.to_vec();
    while let Some(next) = sp_io::storage::next_key(&key).filter(|it| it.starts_with(&prefix)) {
        state.push((
            next.clone(),
            sp_io::storage::get(&next).unwrap_or_default().to_vec(),
        ));
        key = next;
    }
    state
}

fn play(case: &Case) {
    let Case { hook, failure, .. } = *case;
    let label = format!("{hook:?} {failure}");
    HookDepositLimit::set(100_000);
    let quiet = called_in_vain(hook);
    new_chain().execute_with(|| {
        let other = managers::accepting();
        let manager = failing(failure, selector(hook), other);
        let (who, call) = step_calling(hook, manager);
        prepare(failure, hook, manager, &who);
        let root = || sp_io::storage::root(StateVersion::V1);
        dispatcher::SEEN.with(|seen| seen.take());
        events();
        let (before, pallet_before) = (root(), pallet_state());
        let (bonds, issued) = (held(&who), Balances::total_issuance());
        let most = reserved(call.clone());
        let (sent, records) = crate::trace(|| send(who.clone(), call));
        // A manager that is gone refuses before its later hooks are called.
        let reached = records.iter().any(|record| record.hook == hook);
        assert!(reached || failure == "is gone", "{label}");

        let weight = match &sent {
            Ok(post_info) => post_info.actual_weight,
            Err(failed) => failed.post_info.actual_weight,
        };
        let weight = weight.expect("what it weighed is known");
        assert!(weight.all_lte(most), "{label}: {weight:?} of {most:?}");

        let error = sent.map(|_| ()).map_err(|failed| failed.error);
        match case.step {
            "succeeds" => assert_eq!(error, Ok(()), "{label}"),
            "fails" => assert!(error.is_err(), "{label}"),
            other => panic!("{label}: no outcome is called {other}"),
        }
        saw(case, error, manager);

        let written = match failure {
            "is gone" => 0,
            _ => managers::slot(manager, 0).to_low_u64_be(),
        };
        match case.state {
            "unchanged" => assert_eq!(root(), before, "{label}"),
            "unchanged but for the bond, which is burned" => {
                assert_eq!(pallet_state(), pallet_before, "{label}");
                assert_eq!(written, 0, "{label}");
                let burned = issued - Balances::total_issuance();
                assert_eq!(burned, ReportBond::get(), "{label}");
            }
            "the step's" => {
                assert_eq!(pallet_state(), quiet, "{label}");
                assert_eq!(written, 0, "{label}");
            }
            "the step's, with the end after the notice" => {
                assert_eq!(written, 0, "{label}");
                Instances::<Test>::mutate(0, |service| {
                    let service = service.as_mut().expect("it serves until then");
                    let now = Services::unix_seconds();
                    assert_eq!(service.ends_at, Some(now + LeavingNotice::get()), "{label}");
                    assert!(!service.ended_by_owner, "{label}");
                    service.ends_at = Some(now);
                    service.ended_by_owner = true;
                });
                assert_eq!(pallet_state(), quiet, "{label}");
            }
            "the step's and the hook's" => {
                assert_eq!(pallet_state(), quiet, "{label}");
                assert_eq!(written, 1, "{label}");
            }
            other => panic!("{label}: no state is called {other}"),
        }
        if hook.policy() == FailurePolicy::Judgement {
            assert_eq!(held(&who), bonds, "{label}");
        }
        HookDepositLimit::set(100_000);
    });
}

/// What an account has on hold, but for the deposit of a quality report that is kept.
fn held(who: &AccountId32) -> u128 {
    let kept = Balances::balance_on_hold(&HoldReason::ReportDeposit.into(), who);
    Balances::total_balance_on_hold(who) - kept
}

/// The error, or the event of the hook that failed, is the one of the row.
fn saw(case: &Case, error: Result<(), DispatchError>, manager: H160) {
    let label = format!("{:?} {}", case.hook, case.failure);
    let failed: Vec<_> = events()
        .into_iter()
        .filter_map(|event| match event {
            Event::HookFailed {
                manager: of,
                selector: of_hook,
                failure,
                data,
            } => {
                assert_eq!(
                    (of, of_hook),
                    (manager, selector(case.seen_of())),
                    "{label}"
                );
                Some((format!("{failure:?}"), data.to_vec()))
            }
            // The fields of a row's other event: a rejected report.
            Event::ReportRejected { amount, data, .. }
            | Event::QualityReportRejected { amount, data, .. } => {
                assert_eq!(amount, ReportBond::get(), "{label}");
                Some(("rejected".into(), data.to_vec()))
            }
            _ => None,
        })
        .collect();
    let reentered = dispatcher::SEEN.with(|seen| seen.take());
    let expected = match case
        .seen
        .contains("the inner call fails with `HookReentered`")
    {
        true => vec![Err(Error::<Test>::HookReentered.into())],
        false => vec![],
    };
    assert_eq!(reentered, expected, "{label}");

    let mut names = case.seen.split('`').skip(1).step_by(2);
    if case.seen.starts_with("error") {
        let Err(DispatchError::Module(ModuleError { error, message, .. })) = error else {
            panic!("{label}: {error:?}");
        };
        assert_eq!(message, names.next(), "{label}");
        if case.seen.contains("first three bytes") {
            assert_eq!(error[1..], REASON[..3], "{label}");
        }
        assert_eq!(failed, [], "{label}");
    } else if case.seen.starts_with("event `HookFailed`") {
        let reason = names.nth(1).expect("why it failed").to_string();
        let data = match case.seen.contains("of the data") {
            true => REASON.to_vec(),
            false => vec![],
        };
        assert_eq!(failed, [(reason, data)], "{label}");
    } else if case.seen.starts_with("event of the rejected report") {
        let data = match case.seen.contains("of the data") {
            true => REASON.to_vec(),
            false => vec![],
        };
        assert_eq!(failed, [("rejected".into(), data)], "{label}");
    } else {
        assert!(case.seen.starts_with("none"), "{label}: {}", case.seen);
        assert_eq!(failed, [], "{label}");
    }
}

#[test]
fn table_has_a_row_for_every_hook_and_failure() {
    let cases = cases();
    for (hook, _) in SELECTORS {
        for failure in FAILURES {
            let of = |case: &&Case| case.hook == hook && case.failure == failure;
            assert_eq!(cases.iter().filter(of).count(), 1, "{hook:?} {failure}");
        }
    }
    assert_eq!(cases.len(), SELECTORS.len() * FAILURES.len());
}

#[test]
fn section_of_the_table_is_a_policy() {
    let sections: Vec<_> = sections().collect();
    let policies = [
        FailurePolicy::Veto,
        FailurePolicy::VetoWhilePresent,
        FailurePolicy::Delay,
        FailurePolicy::Judgement,
        FailurePolicy::BestEffort,
        FailurePolicy::BestEffort,
        FailurePolicy::BestEffort,
        FailurePolicy::Query,
        FailurePolicy::Query,
        FailurePolicy::Query,
        FailurePolicy::Query,
        FailurePolicy::Query,
    ];
    assert_eq!(sections.len(), policies.len());
    for (section, policy) in sections.into_iter().zip(policies) {
        let (_, list) = section.split_once("\nHooks: ").expect("hooks of a section");
        let (list, _) = list.split_once("\n\n").expect("a table after its hooks");
        for hook in hooks_named(list) {
            assert_eq!(hook.policy(), policy, "{hook:?}");
        }
    }
}

/// A test for some of the failures each, so that they run side by side.
macro_rules! play_rows {
    ($($name:ident: $failures:expr),+ $(,)?) => {$(
        #[test]
        fn $name() {
            let mut played = 0;
            for case in cases().iter().filter(|case| $failures.contains(&case.failure)) {
                play(case);
                played += 1;
            }
            assert_eq!(played, $failures.len() * SELECTORS.len());
        }
    )+};
}

play_rows! {
    rows_of_reverts_hold: FAILURES[0..2],
    rows_of_endless_and_broken_code_hold: FAILURES[2..4],
    rows_of_unread_answers_hold: FAILURES[4..6],
    rows_of_deposits_hold: FAILURES[6..8],
    rows_of_reentry_and_of_managers_that_are_gone_hold: FAILURES[8..10],
}
