//! Reports against operators: about job calls, and about the quality of service.

use super::{managers, *};
use frame_support::{
    assert_ok, assert_storage_noop,
    traits::{
        fungible::{InspectHold, Mutate},
        tokens::Preservation,
    },
};
use sp_runtime::TokenError;

/// The hooks that judge a report.
const JUDGES: [Hook; 2] = [Hook::VerifyReport, Hook::VerifyQualityReport];

fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_storage_noop!(assert_eq!(try_send(who, call), Err(error.into())));
}

/// What an account can spend, what it has on hold, and what there is of the token at all.
fn owned(who: &AccountId32) -> (u128, u128, u128) {
    (
        Balances::free_balance(who),
        Balances::total_balance_on_hold(who),
        Balances::total_issuance(),
    )
}

/// Reports of both kinds on record.
fn recorded() -> usize {
    Reports::<Test>::iter_keys().count() + QualityReports::<Test>::iter_keys().count()
}

#[test]
fn report_that_stands_is_remembered_with_its_reporter() {
    new_chain().execute_with(|| {
        let (reporter, report) = step_calling(Hook::VerifyReport, managers::accepting());
        events();
        assert_ok!(send(reporter.clone(), report));
        let participant = operator(1);
        let key = (0, 0, participant.clone());
        assert_eq!(Reports::<Test>::get(key), Some(reporter.clone()));
        let (service, job, call) = (0, 1, 0);
        assert_eq!(
            events(),
            [Event::ReportSubmitted {
                service,
                job,
                call,
                reporter,
                participant
            }]
        );
    });
}

#[test]
fn report_stands_once_for_each_operator_and_call() {
    new_chain().execute_with(|| {
        let (reporter, report) = step_calling(Hook::VerifyReport, managers::accepting());
        assert_ok!(send(reporter, report.clone()));
        refused(customer(), report, Error::AlreadyReported);
        // One result was required: the other operator could not submit its own any more.
        let missing = |call, n| missing_call(0, call, operator(n));
        refused(customer(), missing(0, 2), Error::JobCallCompleted);
        let call = called(0);
        for n in [1, 2] {
            assert_ok!(send(customer(), missing(call, n)));
        }
    });
}

/// An accomplice's report of the missing result, which costs less, would otherwise shield an operator that submits a wrong one then.
#[test]
fn result_after_a_report_of_its_lack_can_be_reported() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let call = called(service);
        assert_ok!(send(outsider(), missing_call(service, call, operator(1))));
        assert_ok!(send(operator(1), result_call(service, call)));
        let wrong = report_call(service, call, operator(1));
        assert_ok!(send(customer(), wrong.clone()));
        refused(outsider(), wrong, Error::AlreadyReported);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// It stays in the service for the fault window, in which its results are not taken.
#[test]
fn operator_is_not_reported_for_lacking_results_of_calls_after_its_notice() {
    new_chain().execute_with(|| {
        TestLife::set(0);
        let service = running(managers::accepting(), 2);
        assert_ok!(send(operator(1), Call::leave_operators {}));
        pass(LeavingNotice::get() - 1);
        let last = called(service);
        pass(1);
        let after = called(service);
        let missing = |call| missing_call(service, call, operator(1));
        refused(customer(), missing(after), Error::OperatorNotActive);
        // Of one that was made to it, it answers for what it did not do.
        assert_ok!(send(customer(), missing(last)));
        assert_ok!(send(customer(), missing_call(service, after, operator(2))));
    });
}

/// In a call that stays open, too: its payer could otherwise wait for stake that came after the fault.
#[test]
fn report_comes_within_the_fault_window_of_the_last_result() {
    new_chain().execute_with(|| {
        let two = H256::from_low_u64_be(2);
        let two = managers::answering(selector(Hook::GetRequiredResultCount), two.as_bytes());
        let service = running(two, 2);
        let calls = [called(service), called(service)];
        for call in calls {
            assert_ok!(send(operator(1), result_call(service, call)));
        }
        let [first, second] = calls.map(|call| report_call(service, call, operator(1)));
        pass(FaultWindow::get() - 1);
        assert_ok!(send(outsider(), first));
        pass(1);
        refused(outsider(), second, Error::ReportTooLate);
        // A later result has a window of its own.
        assert_ok!(send(operator(2), result_call(service, calls[1])));
        pass(FaultWindow::get() - 1);
        assert_ok!(send(
            outsider(),
            report_call(service, calls[1], operator(2))
        ));
    });
}

#[test]
fn report_that_was_rejected_costs_its_bond_each_time_it_is_made_again() {
    for hook in JUDGES {
        new_chain().execute_with(|| {
            let manager = managers::writing_and_refusing(selector(hook), b"word");
            let (reporter, report) = step_calling(hook, manager);
            let (free, held, issued) = owned(&reporter);
            for times in 1..3 {
                events();
                assert_ok!(send(reporter.clone(), report.clone()));
                let lost = times * ReportBond::get();
                assert_eq!(owned(&reporter), (free - lost, held, issued - lost));
                assert_eq!((recorded(), activity().reports), (0, 0));
                assert_eq!(activity().quality_reports, 0);
                assert_eq!(managers::slot(manager, 0), H256::zero());
                assert_eq!(Services::do_try_state(), Ok(()));
                let (service, participant) = (0, operator(1));
                let (amount, reporter) = (ReportBond::get(), reporter.clone());
                let data = b"word".to_vec().try_into().expect("it fits");
                let rejected = match hook {
                    Hook::VerifyReport => Event::ReportRejected {
                        service,
                        job: 1,
                        call: 0,
                        reporter,
                        participant,
                        amount,
                        data,
                    },
                    _ => Event::QualityReportRejected {
                        service,
                        kind: 1,
                        reporter,
                        participant,
                        evidence: H256(sp_io::hashing::keccak_256(b"evidence")),
                        amount,
                        data,
                    },
                };
                assert_eq!(events(), [rejected]);
            }
        });
    }
}

/// The counters of operator 1.
fn activity() -> Activity {
    Activities::<Test>::get(Services::current_era(), operator(1))
}

#[test]
fn report_that_stands_costs_nothing_but_the_deposit_of_what_is_kept() {
    for hook in JUDGES {
        new_chain().execute_with(|| {
            let (reporter, report) = step_calling(hook, managers::accepting());
            let (free, held, issued) = owned(&reporter);
            assert_ok!(send(reporter.clone(), report));
            // A report of a job call is part of what the call's deposit covers.
            let deposit = match hook {
                Hook::VerifyQualityReport => 2,
                _ => 0,
            };
            let after = (free - deposit, held + deposit, issued);
            assert_eq!((owned(&reporter), recorded()), (after, 1));
        });
    }
}

#[test]
fn bond_is_on_hold_while_the_manager_judges() {
    for hook in JUDGES {
        new_chain().execute_with(|| {
            // A manager that takes the storage deposit which the reporter has but for the bond.
            let manager = managers::writing_and_answering(selector(hook), &[]);
            let (reporter, report) = step_calling(hook, manager);
            let leave = |spare: u128| {
                let all = Balances::free_balance(&reporter) - ED;
                let to = account(9);
                let (from, rest) = (reporter.clone(), all - spare);
                <Balances as Mutate<_>>::transfer(&from, &to, rest, Preservation::Preserve)
            };
            assert_ok!(leave(ReportBond::get() + 50));
            refused(
                reporter.clone(),
                report.clone(),
                Error::HookDepositNotCovered,
            );
            assert_ok!(leave(ReportBond::get() - 1));
            assert_storage_noop!(assert_eq!(
                try_send(reporter.clone(), report.clone()),
                Err(TokenError::FundsUnavailable.into())
            ));
            assert_eq!(recorded(), 0);
        });
    }
}

#[test]
fn reporter_pays_for_what_is_false_alone() {
    for hook in JUDGES {
        for manager in [
            managers::writing_and_looping,
            managers::writing_and_trapping,
        ] {
            new_chain().execute_with(|| {
                let (reporter, report) = step_calling(hook, manager(selector(hook)));
                assert_storage_noop!(assert!(try_send(reporter, report).is_err()));
            });
        }
    }
}

#[test]
fn reason_of_a_rejection_is_cut_to_what_an_event_keeps() {
    for hook in JUDGES {
        new_chain().execute_with(|| {
            let reason = [7; MAX_REVERT_DATA as usize + 1];
            let manager = managers::refusing_only(selector(hook), &reason);
            let (reporter, report) = step_calling(hook, manager);
            events();
            assert_ok!(send(reporter, report));
            let [Event::ReportRejected { data, .. } | Event::QualityReportRejected { data, .. }] =
                &events()[..]
            else {
                panic!("it is rejected");
            };
            assert_eq!(data.to_vec(), reason[1..]);
        });
    }
}

#[test]
fn report_without_a_bond_is_judged_as_well() {
    for hook in JUDGES {
        new_chain().execute_with(|| {
            ReportBond::set(0);
            let manager = managers::refusing_only(selector(hook), b"word");
            let (reporter, report) = step_calling(hook, manager);
            let before = owned(&reporter);
            assert_ok!(send(reporter.clone(), report));
            assert_eq!((owned(&reporter), recorded()), (before, 0));
            ReportBond::set(400);
        });
    }
}

#[test]
fn quality_report_that_stands_is_remembered_with_its_reporter_and_counted() {
    new_chain().execute_with(|| {
        let (reporter, report) = step_calling(Hook::VerifyQualityReport, managers::accepting());
        events();
        assert_ok!(send(reporter.clone(), report));
        let (service, kind, participant) = (0, 1, operator(1));
        let evidence = H256(sp_io::hashing::keccak_256(b"evidence"));
        let key = (service, kind, participant.clone(), evidence);
        let kept = QualityReports::<Test>::get(key).map(|it| it.reporter);
        assert_eq!(kept, Some(reporter.clone()));
        assert_eq!((activity().quality_reports, activity().reports), (1, 0));
        assert_eq!(
            events(),
            [Event::QualityReported {
                service,
                kind,
                reporter,
                participant,
                evidence
            }]
        );
    });
}

#[test]
fn quality_report_stands_once_for_each_kind_operator_and_evidence() {
    new_chain().execute_with(|| {
        let (reporter, report) = step_calling(Hook::VerifyQualityReport, managers::accepting());
        assert_ok!(send(reporter.clone(), report.clone()));
        refused(customer(), report.clone(), Error::AlreadyReported);
        let mut of_another_kind = report;
        if let Call::report_quality { kind, .. } = &mut of_another_kind {
            *kind = 0;
        }
        assert_ok!(send(customer(), of_another_kind));
        assert_ok!(send(customer(), quality_call(0, operator(2), b"evidence")));
        assert_ok!(send(customer(), quality_call(0, operator(1), b"other")));
        assert_eq!(recorded(), 4);
    });
}

#[test]
fn quality_report_of_an_unknown_kind_operator_or_service_fails_before_the_manager_hears_of_it() {
    new_chain().execute_with(|| {
        let manager = managers::counting();
        let service = running(manager, 2);
        for kind in [2, u8::MAX] {
            let report = Call::report_quality {
                service,
                kind,
                participant: operator(1),
                evidence: payload(b"slow"),
            };
            refused(outsider(), report, Error::UnknownQualityKind);
        }
        for stranger in [operator(3), customer()] {
            let report = quality_call(service, stranger, b"slow");
            refused(outsider(), report, Error::NotServiceOperator);
        }
        let report = quality_call(7, operator(1), b"slow");
        refused(outsider(), report, Error::ServiceNotFound);
        let hook = selector(Hook::VerifyQualityReport);
        assert_eq!(managers::counted(manager, hook), 0);
        assert_ok!(send(
            outsider(),
            quality_call(service, operator(1), b"slow")
        ));
        assert_eq!(managers::counted(manager, hook), 1);
    });
}

#[test]
fn blueprint_without_kinds_takes_no_quality_report() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(BlueprintDefinition {
            quality_kinds: 0,
            ..definition(managers::accepting())
        });
        let operators = register_operators(blueprint, 1);
        let (request, revision) = (request_service(blueprint, &operators), 0);
        assert_ok!(send(operator(1), Call::approve { request, revision }));
        let mut report = quality_call(0, operator(1), b"slow");
        if let Call::report_quality { kind, .. } = &mut report {
            *kind = 0;
        }
        refused(outsider(), report, Error::UnknownQualityKind);
    });
}

#[test]
fn quality_report_is_taken_until_the_operators_can_no_longer_be_slashed() {
    new_chain().execute_with(|| {
        let (reporter, report) = step_calling(Hook::VerifyQualityReport, managers::accepting());
        Timestamp::set_timestamp((LIFE + FaultWindow::get() - 1) * 1_000);
        assert_ok!(send(reporter.clone(), report));
        pass(1);
        let late = quality_call(0, operator(2), b"evidence");
        refused(reporter.clone(), late.clone(), Error::ReportTooLate);
        assert_ok!(send(outsider(), Call::terminate { service: 0 }));
        refused(reporter, late, Error::ServiceNotFound);
        assert_eq!(QualityReports::<Test>::iter_keys().count(), 1);
        run_to(System::block_number() + 2);
        assert_eq!(QualityReports::<Test>::iter_keys().count(), 0);
    });
}

#[test]
fn report_of_a_blueprint_without_reporting_is_refused() {
    new_chain().execute_with(|| {
        let (reporter, report) = step_calling(Hook::VerifyReport, managers::accepting());
        Blueprints::<Test>::mutate(0, |blueprint| {
            blueprint
                .as_mut()
                .expect("it is there")
                .definition
                .reporting = false;
        });
        refused(reporter, report, Error::ReportingDisabled);
    });
}

#[test]
fn report_of_another_job_call_or_operator_is_refused() {
    new_chain().execute_with(|| {
        let (reporter, report) = step_calling(Hook::VerifyReport, managers::accepting());
        let Call::submit_report {
            inputs, outputs, ..
        } = report
        else {
            panic!("the step reports");
        };
        let refused = |service, job, call, participant, error| {
            let inputs = inputs.clone();
            let outputs = outputs.clone();
            let report = Call::submit_report {
                service,
                job,
                call,
                participant,
                inputs,
                outputs,
            };
            refused(reporter.clone(), report, error);
        };
        refused(7, 1, 0, operator(1), Error::ServiceNotFound);
        refused(0, 1, 0, operator(3), Error::NotServiceOperator);
        refused(0, 1, 0, customer(), Error::NotServiceOperator);
        refused(0, 1, 7, operator(1), Error::JobCallNotFound);
        refused(0, 0, 0, operator(1), Error::JobMismatch);
    });
}

#[test]
fn report_is_taken_until_the_service_is_gone() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        Timestamp::set_timestamp((LIFE - 1) * 1_000);
        let call = called(service);
        pass(FaultWindow::get() - 1);
        let missing = |n| missing_call(service, call, operator(n));
        assert_ok!(send(outsider(), missing(1)));
        let_life_end();
        assert_ok!(send(outsider(), Call::terminate { service }));
        refused(outsider(), missing(2), Error::ServiceNotFound);
    });
}

#[test]
fn report_says_what_is_on_record_or_the_manager_does_not_hear_of_it() {
    new_chain().execute_with(|| {
        let service = running(managers::counting(), 2);
        // It requires both results.
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        JobCalls::<Test>::mutate(service, call, |record| {
            record.as_mut().expect("a call").completed = false;
        });
        let with = |inputs: &[u8], outputs: &[u8], n| Call::submit_report {
            service,
            job: 1,
            call,
            participant: operator(n),
            inputs: payload(inputs),
            outputs: payload(outputs),
        };
        for (inputs, outputs, n) in [
            (&b"inputs"[..], &b"other"[..], 1),
            (b"inputs", b"", 1),
            (b"other", b"outputs", 1),
            // The result of another operator.
            (b"inputs", b"outputs", 2),
        ] {
            let report = with(inputs, outputs, n);
            refused(outsider(), report, Error::ReportMismatch);
        }
        let manager = Blueprints::<Test>::get(0).expect("it exists");
        let manager = manager.definition.manager;
        assert_eq!(managers::counted(manager, selector(Hook::VerifyReport)), 0);
        assert_ok!(send(outsider(), with(b"inputs", b"outputs", 1)));
        assert_ok!(send(outsider(), with(b"inputs", b"", 2)));
    });
}

#[test]
fn report_is_not_rejected_where_the_manager_could_not_act_on_it() {
    let reason = |text: &str| {
        let reason = text.into();
        alloy_sol_types::SolError::abi_encode(&alloy_sol_types::Revert { reason })
    };
    let passed_on = [
        "TooManySlashes",
        "EmptySlash",
        TokenError::FundsUnavailable.into(),
    ];
    for hook in JUDGES {
        for text in passed_on {
            new_chain().execute_with(|| {
                let manager = managers::refusing_only(selector(hook), &reason(text));
                let (reporter, report) = step_calling(hook, manager);
                refused(reporter, report, Error::HookReverted([0x08, 0xc3, 0x79]));
            });
        }
        new_chain().execute_with(|| {
            let manager = managers::refusing_only(selector(hook), &reason("TooManySlashes?"));
            let (reporter, report) = step_calling(hook, manager);
            let (_, _, issued) = owned(&reporter);
            assert_ok!(send(reporter.clone(), report));
            assert_eq!(owned(&reporter).2, issued - ReportBond::get());
        });
    }
}
