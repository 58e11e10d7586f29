//! Reports against operators.

use super::{managers, *};
use frame_support::assert_ok;

fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_eq!(try_send(who, call), Err(error.into()));
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
        assert_ok!(send(customer(), missing_call(0, 0, operator(2))));
        let call = called(0);
        assert_ok!(send(customer(), missing_call(0, call, operator(1))));
    });
}

#[test]
fn report_that_was_refused_may_be_made_again() {
    new_chain().execute_with(|| {
        let manager = managers::refusing_only(selector(Hook::VerifyReport), b"word");
        let (reporter, report) = step_calling(Hook::VerifyReport, manager);
        for _ in 0..2 {
            refused(
                reporter.clone(),
                report.clone(),
                Error::HookReverted(*b"wor"),
            );
        }
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
        let (reporter, report) = step_calling(Hook::VerifyReport, managers::accepting());
        let_life_end();
        assert_ok!(send(reporter.clone(), report));
        assert_ok!(send(outsider(), Call::terminate { service: 0 }));
        refused(
            reporter,
            report_call(0, 0, operator(2)),
            Error::ServiceNotFound,
        );
    });
}

#[test]
fn report_says_what_is_on_record_or_the_manager_does_not_hear_of_it() {
    new_chain().execute_with(|| {
        let service = running(managers::counting(), 2);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
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
