//! Deposits of job calls, and what a sender allows hooks to take.

use super::{managers, *};
use frame_support::{
    assert_ok, assert_storage_noop,
    traits::{
        fungible::{Inspect, InspectHold, Mutate},
        Get,
    },
};

fn deposited() -> u128 {
    Balances::balance_on_hold(&HoldReason::CallDeposit.into(), &customer())
}

fn prune(service: u64, call: u64) -> Call<Test> {
    Call::prune_call { service, call }
}

#[test]
fn a_job_call_has_a_deposit_for_its_inputs_and_for_the_results_of_all_operators() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let Call::call { inputs, .. } = job_call(service) else {
            panic!("it calls a job");
        };
        let each = 2 * (1 + 2) + inputs.len() as u128;
        called(service);
        assert_eq!(deposited(), each);
        called(service);
        assert_eq!(deposited(), 2 * each);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn who_cannot_pay_the_deposit_calls_no_job() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let poor = account(0x77);
        let permitted_callers = vec![poor.clone()].try_into().expect("few");
        assert_ok!(send(
            customer(),
            Call::set_permitted_callers {
                service,
                permitted_callers
            }
        ));
        assert_storage_noop!(assert!(try_send(poor, job_call(service)).is_err()));
    });
}

#[test]
fn a_completed_job_call_is_pruned_after_the_fault_window_and_its_deposit_returned() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        let refused = |error: Error<Test>| {
            assert_storage_noop!(assert_eq!(
                try_send(outsider(), prune(service, call)),
                Err(error.into())
            ));
        };
        refused(Error::JobCallOpen);
        assert_storage_noop!(assert_eq!(
            try_send(customer(), prune(service, call)),
            Err(Error::<Test>::FaultWindowOpen.into())
        ));
        assert_ok!(send(operator(1), result_call(service, call)));
        assert_ok!(send(outsider(), report_call(service, call, operator(1))));
        refused(Error::FaultWindowOpen);
        let (held, free) = (deposited(), Balances::balance(&customer()));
        Timestamp::set_timestamp(1_000 * (Services::unix_seconds() + FaultWindow::get()));
        events();
        assert_ok!(send(outsider(), prune(service, call)));
        assert_eq!(events(), [Event::JobCallPruned { service, call }]);
        assert_eq!(
            (deposited(), Balances::balance(&customer())),
            (0, free + held)
        );
        assert!(!JobCalls::<Test>::contains_key(service, call));
        assert_eq!(JobResults::<Test>::iter().count(), 0);
        assert_eq!(Reports::<Test>::iter().count(), 0);
        refused(Error::JobCallNotFound);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn who_called_a_job_takes_back_a_call_that_is_never_completed() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        pass(FaultWindow::get());
        assert_storage_noop!(assert_eq!(
            try_send(outsider(), prune(service, call)),
            Err(Error::<Test>::JobCallOpen.into())
        ));
        assert_ok!(send(customer(), prune(service, call)));
        assert_eq!(deposited(), 0);
        let late = try_send(operator(1), result_call(service, call));
        assert_eq!(late, Err(Error::<Test>::JobCallNotFound.into()));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// Who called could remove a result before it is judged or reported.
#[test]
fn an_open_job_call_is_kept_for_a_fault_window_after_its_last_result() {
    new_chain().execute_with(|| {
        let mut two = [0; 32];
        two[31] = 2;
        let manager = managers::answering(selector(Hook::GetRequiredResultCount), &two);
        let service = running(manager, 2);
        let call = called(service);
        pass(FaultWindow::get() - 1);
        assert_ok!(send(operator(1), result_call(service, call)));
        pass(FaultWindow::get() - 1);
        assert_storage_noop!(assert_eq!(
            try_send(customer(), prune(service, call)),
            Err(Error::<Test>::FaultWindowOpen.into())
        ));
        pass(1);
        assert_ok!(send(customer(), prune(service, call)));
        assert_eq!(deposited(), 0);
    });
}

/// Stake that came after a fault would pay for it.
#[test]
fn what_others_submit_makes_an_older_result_no_longer_reportable() {
    new_chain().execute_with(|| {
        let mut three = [0; 32];
        three[31] = 3;
        let manager = managers::answering(selector(Hook::GetRequiredResultCount), &three);
        let service = running(manager, 3);
        let call = called(service);
        let report = |n| try_send(outsider(), report_call(service, call, operator(n)));
        let late = Err(Error::<Test>::ReportTooLate.into());
        assert_ok!(send(operator(1), result_call(service, call)));
        pass(FaultWindow::get() - 1);
        assert_ok!(send(operator(2), result_call(service, call)));
        pass(1);
        assert_eq!(report(1), late);
        pass(FaultWindow::get() - 2);
        // It completes the call.
        assert_ok!(send(operator(3), result_call(service, call)));
        assert_ok!(report(2));
        pass(1);
        assert_eq!(report(1), late);
        pass(FaultWindow::get() - 2);
        assert_ok!(report(3));
        pass(1);
        assert_eq!(report(3), late);
    });
}

#[test]
fn deposits_of_job_calls_are_returned_when_their_service_is_cleared() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        for _ in 0..40 {
            called(service);
        }
        assert!(deposited() > 0);
        assert_ok!(send(customer(), Call::terminate { service }));
        Timestamp::set_timestamp(1_000 * (Services::unix_seconds() + FaultWindow::get()));
        assert_ok!(send(outsider(), Call::terminate { service }));
        Services::do_on_idle(Services::now(), frame_support::weights::Weight::MAX);
        assert_eq!(deposited(), 0);
        assert_eq!(CallDeposits::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// What the reporter of these tests has on hold for its quality reports.
fn held_for_reports() -> u128 {
    Balances::balance_on_hold(&HoldReason::ReportDeposit.into(), &outsider())
}

#[test]
fn a_quality_report_has_a_deposit_that_returns_when_its_service_is_cleared() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let item: u128 = <Test as Config>::DepositPerItem::get();
        for evidence in 0..40u32 {
            let report = quality_call(service, operator(1), &evidence.to_be_bytes());
            assert_ok!(send(outsider(), report));
            assert_eq!(held_for_reports(), u128::from(evidence + 1) * item);
        }
        assert_eq!(Services::do_try_state(), Ok(()));
        assert_ok!(send(customer(), Call::terminate { service }));
        pass(FaultWindow::get());
        assert_ok!(send(outsider(), Call::terminate { service }));
        Services::do_on_idle(Services::now(), frame_support::weights::Weight::MAX);
        assert_eq!(held_for_reports(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn a_quality_report_that_is_rejected_or_cannot_be_paid_holds_nothing() {
    new_chain().execute_with(|| {
        let manager = managers::refusing_only(selector(Hook::VerifyQualityReport), b"word");
        let service = running(manager, 2);
        assert_ok!(send(outsider(), quality_call(service, operator(1), b"no")));
        assert_eq!(held_for_reports(), 0);
        assert_eq!(QualityReports::<Test>::iter().count(), 0);
    });
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let poor = AccountId32::from([77; 32]);
        let item: u128 = <Test as Config>::DepositPerItem::get();
        // Enough for the bond, and one unit short of the deposit.
        let owned = ExistentialDeposit::get() + ReportBond::get() + item - 1;
        assert_ok!(Balances::mint_into(&poor, owned));
        let report = quality_call(service, operator(1), b"slow");
        assert_storage_noop!(assert_eq!(
            try_send(poor.clone(), report.clone()),
            Err(sp_runtime::TokenError::FundsUnavailable.into())
        ));
        assert_ok!(Balances::mint_into(&poor, 1));
        assert_ok!(send(poor, report));
    });
}

#[test]
fn a_quality_report_is_pruned_once_its_operator_has_left_the_service() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 3);
        for of in [1, 2] {
            assert_ok!(send(
                outsider(),
                quality_call(service, operator(of), b"slow")
            ));
        }
        let refused = |call, error: Error<Test>| {
            assert_storage_noop!(assert_eq!(try_send(customer(), call), Err(error.into())));
        };
        refused(
            prune_report_call(service, operator(1), b"slow"),
            Error::OperatorReportable,
        );
        refused(
            prune_report_call(service, operator(1), b"fast"),
            Error::ReportNotFound,
        );
        refused(
            prune_report_call(service + 1, operator(1), b"slow"),
            Error::ReportNotFound,
        );
        assert_ok!(send(operator(1), Call::schedule_exit { service }));
        let notice: u64 = <Test as Config>::LeavingNotice::get();
        pass(notice + FaultWindow::get());
        refused(
            prune_report_call(service, operator(1), b"slow"),
            Error::OperatorReportable,
        );
        let leave = Call::leave_service {
            service,
            operator: operator(1),
        };
        assert_ok!(send(operator(1), leave));
        let item: u128 = <Test as Config>::DepositPerItem::get();
        assert_eq!(held_for_reports(), 2 * item);
        events();
        assert_ok!(send(
            customer(),
            prune_report_call(service, operator(1), b"slow")
        ));
        let (kind, participant) = (1, operator(1));
        let evidence = H256(sp_io::hashing::keccak_256(b"slow"));
        assert_eq!(
            events(),
            [Event::QualityReportPruned {
                service,
                kind,
                participant,
                evidence
            }]
        );
        assert_eq!(held_for_reports(), item);
        refused(
            prune_report_call(service, operator(1), b"slow"),
            Error::ReportNotFound,
        );
        refused(
            prune_report_call(service, operator(2), b"slow"),
            Error::OperatorReportable,
        );
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// Else what a reporter has on hold would stay there as long as an operator stays in a service without an end.
#[test]
fn a_reporter_prunes_its_own_quality_report_a_fault_window_later() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let report = quality_call(service, operator(1), b"slow");
        assert_ok!(send(outsider(), report.clone()));
        let prune = prune_report_call(service, operator(1), b"slow");
        let refused = |who, error: Error<Test>| {
            assert_storage_noop!(assert_eq!(try_send(who, prune.clone()), Err(error.into())));
        };
        pass(FaultWindow::get() - 1);
        refused(outsider(), Error::FaultWindowOpen);
        pass(1);
        refused(customer(), Error::OperatorReportable);
        assert_ok!(send(outsider(), prune.clone()));
        assert_eq!(held_for_reports(), 0);
        refused(outsider(), Error::ReportNotFound);
        // The manager judges the same evidence again, for another deposit.
        assert_ok!(send(outsider(), report));
        assert!(held_for_reports() > 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// An operator that joins later would store a result that nothing was held for.
#[test]
fn a_job_call_takes_no_more_results_than_its_deposit_covers() {
    new_chain().execute_with(|| {
        let mut three = [0; 32];
        three[31] = 3;
        let manager = managers::answering(selector(Hook::GetRequiredResultCount), &three);
        let service = running(manager, 3);
        let changed = |change: fn(&mut Service<Test>)| {
            Instances::<Test>::mutate(service, |it| change(it.as_mut().expect("it runs")));
        };
        changed(|it| it.operators.retain(|who| *who != operator(3)));
        let call = called(service);
        changed(|it| it.operators.try_push(operator(3)).expect("it has room"));
        for of in [3, 1] {
            assert!(!JobCalls::<Test>::get(service, call).is_some_and(|it| it.completed));
            assert_ok!(send(operator(of), result_call(service, call)));
        }
        assert!(JobCalls::<Test>::get(service, call).is_some_and(|it| it.completed));
        let more = try_send(operator(2), result_call(service, call));
        assert_eq!(more, Err(Error::<Test>::JobCallCompleted.into()));
        // A call that is made with all three takes three.
        let call = called(service);
        for of in 1..=3 {
            assert!(!JobCalls::<Test>::get(service, call).is_some_and(|it| it.completed));
            assert_ok!(send(operator(of), result_call(service, call)));
        }
        assert!(JobCalls::<Test>::get(service, call).is_some_and(|it| it.completed));
    });
}

#[test]
fn the_bond_of_a_service_goes_with_its_owner_and_returns_when_it_is_removed() {
    new_chain().execute_with(|| {
        let held = |who| Balances::balance_on_hold(&HoldReason::RequestBond.into(), &who);
        let service = running(managers::accepting(), 1);
        assert_eq!(held(customer()), REQUEST_BOND);
        let item = Owned::Service(service);
        let to = Some(outsider());
        assert_ok!(send(customer(), Call::offer_ownership { item, to }));
        assert_ok!(send(outsider(), Call::accept_ownership { item }));
        assert_eq!((held(customer()), held(outsider())), (0, REQUEST_BOND));
        assert_ok!(send(outsider(), Call::terminate { service }));
        assert_eq!(held(outsider()), REQUEST_BOND);
        Timestamp::set_timestamp(1_000 * (Services::unix_seconds() + FaultWindow::get()));
        assert_ok!(send(outsider(), Call::terminate { service }));
        assert_eq!(held(outsider()), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// A call whose hooks take at most so much.
fn limited(most: u128, call: Call<Test>) -> Call<Test> {
    let call = Box::new(RuntimeCall::Services(call));
    Call::limit_deposit { most, call }
}

#[test]
fn a_sender_limits_what_hooks_take_of_it_as_deposits() {
    new_chain().execute_with(|| {
        let service = running(managers::hoarding_only(selector(Hook::OnJobCall)), 1);
        let dry = Services::dry_run(customer(), job_call(service));
        let taken = dry.hooks[0].deposit_charged;
        assert!(taken > 1);
        let exhausted = Err(Error::<Test>::HookDepositExhausted.into());
        let too_little = limited(taken - 1, job_call(service));
        assert_storage_noop!(assert_eq!(try_send(customer(), too_little), exhausted));
        let nested = limited(taken - 1, limited(taken, job_call(service)));
        assert_storage_noop!(assert_eq!(try_send(customer(), nested), exhausted));
        assert_ok!(send(customer(), limited(taken, job_call(service))));
        // The limit does not outlive its call.
        called(service);
    });
}

#[test]
fn a_limit_does_not_make_a_tolerated_hook_fail_and_its_call_succeed() {
    new_chain().execute_with(|| {
        let service = running(managers::hoarding_only(selector(Hook::OnSlash)), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        let execute = Call::execute_slash { slash: 0 };
        assert_storage_noop!(assert_eq!(
            try_send(outsider(), limited(0, execute.clone())),
            Err(Error::<Test>::HookDepositExhausted.into())
        ));
        assert_ok!(send(outsider(), execute));
    });
}

/// A call within as many others.
fn nested(layers: u32, call: Call<Test>) -> Call<Test> {
    (0..layers).fold(call, |call, _| limited(u128::MAX, call))
}

/// Each call within another one takes a storage layer. Where none is left, a hook or a payment fails, and not what it is for.
#[test]
fn calls_nested_too_deep_for_their_hooks_and_payments_fail() {
    new_chain().execute_with(|| {
        let service = running(managers::hoarding_only(selector(Hook::OnSlash)), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        let execute = Call::execute_slash { slash: 0 };
        // FRAME allows 255 layers. The call within takes one.
        let most = 255 - storage_layers::FOR_HOOKS - 1;
        for layers in [most + 1, 200, 250, 252, 253, 254] {
            assert_storage_noop!(assert_eq!(
                try_send(outsider(), nested(layers, execute.clone())),
                Err(sp_runtime::TransactionalError::LimitReached.into())
            ));
        }
        assert_ok!(send(outsider(), nested(most, execute)));
        let failed = |event: &Event<Test>| matches!(event, Event::HookFailed { .. });
        assert!(!events().iter().any(failed));
    });
}
