//! Attempts of strangers, repeated calls and malicious managers to harm others.

use super::{managers, *};
use frame_support::{assert_ok, assert_storage_noop, traits::UnfilteredDispatchable};

/// The step fails, changes nothing and calls no manager.
fn refused_unasked(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    let label = format!("{call:?}");
    let (_, records) = crate::trace(|| {
        assert_storage_noop!(assert_eq!(
            try_send(who, call),
            Err(error.into()),
            "{label}"
        ));
    });
    assert!(records.is_empty(), "{label}: {records:?}");
}

/// A manager that wants two results of a job.
fn wanting_two() -> H160 {
    let mut two = [0; 32];
    two[31] = 2;
    managers::answering(selector(Hook::GetRequiredResultCount), &two)
}

#[test]
fn result_of_a_stranger_is_refused() {
    new_chain().execute_with(|| {
        let service = running(wanting_two(), 2);
        let call = called(service);
        let other = running(wanting_two(), 1);
        let foreign = called(other);
        for (who, service, call, error) in [
            // An operator of another service only, an operator of none, another account.
            (operator(2), other, foreign, Error::NotServiceOperator),
            (operator(9), service, call, Error::NotServiceOperator),
            (customer(), service, call, Error::NotServiceOperator),
            // A result for the call of another service, for one that was never made.
            (operator(1), service, foreign, Error::JobCallNotFound),
            (operator(1), other, call, Error::JobCallNotFound),
            (operator(1), service, 9, Error::JobCallNotFound),
            (operator(1), 9, call, Error::ServiceNotFound),
        ] {
            refused_unasked(who, result_call(service, call), error);
        }
        for (service, call, of, error) in [
            (service, foreign, 1, Error::JobCallNotFound),
            (other, foreign, 2, Error::NotServiceOperator),
            (9, call, 1, Error::ServiceNotFound),
        ] {
            refused_unasked(outsider(), report_call(service, call, operator(of)), error);
        }
        for service in [other, 9] {
            let error = match service == other {
                true => Error::NotServiceOperator,
                false => Error::ServiceNotFound,
            };
            refused_unasked(operator(2), Call::heartbeat { service }, error);
        }
        ended(service);
        let late = result_call(service, call);
        refused_unasked(operator(1), late, Error::ServiceNotFound);
    });
}

#[test]
fn what_was_done_is_not_done_again() {
    new_chain().execute_with(|| {
        let (_, request) = requested(wanting_two(), 2);
        let revision = 0;
        let approve = Call::approve { request, revision };
        assert_ok!(send(operator(1), approve.clone()));
        refused_unasked(operator(1), approve.clone(), Error::AlreadyAnswered);
        refused_unasked(
            operator(1),
            Call::reject { request },
            Error::AlreadyAnswered,
        );
        assert_ok!(send(operator(2), approve.clone()));
        refused_unasked(operator(2), approve, Error::RequestNotFound);

        let service = 0;
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        let again = result_call(service, call);
        refused_unasked(operator(1), again.clone(), Error::ResultAlreadySubmitted);
        assert_ok!(send(operator(2), again.clone()));
        refused_unasked(operator(1), again, Error::JobCallCompleted);

        let report = report_call(service, call, operator(1));
        assert_ok!(send(outsider(), report.clone()));
        for who in [outsider(), customer(), operator(2)] {
            refused_unasked(who, report.clone(), Error::AlreadyReported);
        }

        let report = quality_call(service, operator(1), b"slow");
        assert_ok!(send(outsider(), report.clone()));
        for who in [outsider(), customer(), operator(2)] {
            refused_unasked(who, report.clone(), Error::AlreadyReported);
        }

        assert_ok!(send(operator(1), Call::heartbeat { service }));
        let again = Call::heartbeat { service };
        refused_unasked(operator(1), again, Error::HeartbeatTooSoon);
    });
}

#[test]
fn evidence_is_used_once_whatever_became_of_its_slash() {
    TestLife::set(0);
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for evidence in 1..3 {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        let veto = RuntimeCall::Services(Call::veto_slash { slash: 0 });
        assert_ok!(veto.clone().dispatch_bypass_filter(RuntimeOrigin::root()));
        let again = veto.dispatch_bypass_filter(RuntimeOrigin::root());
        assert!(again.is_err());
        let_review_end();
        assert_ok!(send(outsider(), Call::execute_slash { slash: 1 }));
        let bond = Operators::<Test>::get(operator(1)).expect("it is one").bond;
        for slash in [0, 1] {
            let call = Call::execute_slash { slash };
            refused_unasked(outsider(), call, Error::SlashNotFound);
        }
        for evidence in 1..3 {
            refused_unasked(
                customer(),
                slash_call(service, evidence),
                Error::EvidenceUsed,
            );
        }
        let left = Operators::<Test>::get(operator(1)).expect("it is one").bond;
        assert_eq!(left, bond);
    });
}

#[test]
fn manager_that_vanishes_keeps_nobody_and_nothing() {
    for generation in Generation::ALL {
        TestGeneration::set(generation);
        new_chain().execute_with(|| {
            let before = Balances::free_balance(operator(1));
            let manager = managers::accepting();
            let service = running(manager, 1);
            called(service);
            let request = request_service(0, &[operator(1)]);
            assert_ok!(send(customer(), slash_call(service, 1)));
            managers::vanish(manager);
            for (who, call) in [
                (operator(1), Call::reject { request }),
                (customer(), Call::terminate { service }),
            ] {
                assert_ok!(send(who, call));
            }
            pass(FaultWindow::get());
            for (who, call) in [
                (outsider(), Call::terminate { service }),
                (operator(1), Call::unregister { blueprint: 0 }),
            ] {
                assert_ok!(send(who, call));
            }
            let_review_end();
            assert_ok!(send(outsider(), Call::execute_slash { slash: 0 }));
            assert_ok!(send(operator(1), Call::leave_operators {}));
            assert_ok!(send(operator(1), Call::finish_leaving {}));
            assert_eq!(Services::do_try_state(), Ok(()));
            let lost = before - Balances::free_balance(operator(1));
            assert_eq!(lost, BOND / 10);
        });
    }
}

#[test]
fn manager_that_never_ends_holds_no_service_past_its_life() {
    new_chain().execute_with(|| {
        let hook = Hook::OnServiceTermination;
        let service = running(managers::looping_only(selector(hook)), 1);
        let end = Call::terminate { service };
        assert_ok!(send(customer(), end.clone()));
        let_life_end();
        assert_ok!(send(outsider(), end));
        assert!(!Instances::<Test>::contains_key(service));
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
    });
}
