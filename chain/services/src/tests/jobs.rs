//! Job calls and their results.

use super::{managers, *};
use frame_support::{assert_ok, assert_storage_noop};
use sp_core::H256;

fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_storage_noop!(assert_eq!(try_send(who, call), Err(error.into())));
}

/// A manager that wants so many results.
fn wanting(results: u8) -> H160 {
    let mut word = [0; 32];
    word[31] = results;
    managers::answering(selector(Hook::GetRequiredResultCount), &word)
}

#[test]
fn job_is_called_by_the_owner_and_permitted_callers() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        events();
        for caller in [customer(), account(0x1f)] {
            let call = NextJobCallId::<Test>::get();
            assert_ok!(send(caller.clone(), job_call(service)));
            let inputs = payload(b"inputs");
            let record = JobCall {
                job: 1,
                caller: caller.clone(),
                inputs,
                results: 0,
                completed: false,
            };
            assert_eq!(JobCalls::<Test>::get(service, call), Some(record));
            assert_eq!(
                events(),
                [Event::JobCalled {
                    service,
                    job: 1,
                    call,
                    caller
                }]
            );
        }
        for stranger in [outsider(), owner(), operator(1)] {
            refused(stranger, job_call(service), Error::CallerNotPermitted);
        }
    });
}

#[test]
fn job_that_does_not_exist_is_refused() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let unknown = Call::call {
            service,
            job: 2,
            inputs: payload(b""),
        };
        refused(customer(), unknown, Error::JobNotFound);
        refused(customer(), job_call(7), Error::ServiceNotFound);
    });
}

#[test]
fn result_of_an_operator_is_kept_by_its_hash() {
    new_chain().execute_with(|| {
        let service = running(wanting(2), 2);
        let call = called(service);
        events();
        assert_ok!(send(operator(1), result_call(service, call)));
        let outputs_hash = H256(sp_io::hashing::keccak_256(b"outputs"));
        let operator = operator(1);
        let key = (service, call, operator.clone());
        let result = JobResult {
            outputs_hash,
            submitted_at: Services::unix_seconds(),
        };
        assert_eq!(JobResults::<Test>::get(key), Some(result));
        let submitted = Event::ResultSubmitted {
            service,
            job: 1,
            call,
            operator,
            outputs_hash,
        };
        assert_eq!(events(), [submitted]);
    });
}

#[test]
fn job_is_complete_with_the_results_its_manager_requires() {
    new_chain().execute_with(|| {
        let service = running(wanting(2), 3);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        assert!(
            !JobCalls::<Test>::get(service, call)
                .expect("it was called")
                .completed
        );
        events();
        assert_ok!(send(operator(2), result_call(service, call)));
        let completed = Event::JobCompleted {
            service,
            job: 1,
            call,
            results: 2,
        };
        assert_eq!(events().last(), Some(&completed));
        assert!(
            JobCalls::<Test>::get(service, call)
                .expect("it was called")
                .completed
        );
        refused(
            operator(3),
            result_call(service, call),
            Error::JobCallCompleted,
        );
    });
}

#[test]
fn job_that_requires_more_results_than_there_are_operators_is_complete_with_all() {
    new_chain().execute_with(|| {
        let service = running(wanting(200), 2);
        let call = called(service);
        for n in 1..=2 {
            assert!(
                !JobCalls::<Test>::get(service, call)
                    .expect("it was called")
                    .completed
            );
            assert_ok!(send(operator(n), result_call(service, call)));
        }
        assert!(
            JobCalls::<Test>::get(service, call)
                .expect("it was called")
                .completed
        );
    });
}

#[test]
fn result_is_taken_once_from_each_operator() {
    new_chain().execute_with(|| {
        let service = running(wanting(3), 3);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        refused(
            operator(1),
            result_call(service, call),
            Error::ResultAlreadySubmitted,
        );
        let other = called(service);
        assert_ok!(send(operator(1), result_call(service, other)));
    });
}

#[test]
fn result_of_anyone_but_the_service_s_operators_is_refused() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        // Registered for the same blueprint, but not serving here.
        assert_ok!(send(operator(5), Call::join_operators {}));
        assert_ok!(send(operator(5), register_call(0)));
        for stranger in [operator(5), customer(), owner(), outsider()] {
            refused(
                stranger,
                result_call(service, call),
                Error::NotServiceOperator,
            );
        }
    });
}

#[test]
fn result_for_a_call_of_another_service_is_refused() {
    new_chain().execute_with(|| {
        let manager = managers::accepting();
        let service = running(manager, 1);
        let blueprint = create_blueprint(definition(manager));
        assert_ok!(send(operator(2), Call::join_operators {}));
        assert_ok!(send(operator(2), register_call(blueprint)));
        let request = request_service(blueprint, &[operator(2)]);
        assert_ok!(send(
            operator(2),
            Call::approve {
                request,
                revision: 0
            }
        ));
        let [call, foreign] = [called(service), called(1)];
        refused(
            operator(1),
            result_call(service, foreign),
            Error::JobCallNotFound,
        );
        refused(
            operator(1),
            result_call(1, foreign),
            Error::NotServiceOperator,
        );
        refused(operator(2), result_call(1, call), Error::JobCallNotFound);
        refused(operator(1), result_call(7, call), Error::ServiceNotFound);
        assert_ok!(send(operator(1), result_call(service, call)));
    });
}

#[test]
fn paused_operator_finishes_what_it_began_and_begins_nothing() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        assert_ok!(send(operator(1), Call::set_available { available: false }));
        assert_ok!(send(operator(1), result_call(service, call)));
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        let refused = Err(Error::<Test>::OperatorNotActive.into());
        let request = request_call(0, &[operator(1)]);
        assert_eq!(try_send(customer(), request), refused);
    });
}

#[test]
fn complete_call_needs_an_answer_of_the_manager() {
    new_chain().execute_with(|| {
        let mut two = [0; 32];
        two[31] = 2;
        let manager = managers::answering(selector(Hook::GetRequiredResultCount), &two);
        let service = running(manager, 2);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        let complete = Call::complete_call { service, call };
        let missing = Err(Error::<Test>::ResultsMissing.into());
        assert_eq!(try_send(outsider(), complete.clone()), missing);
        managers::vanish(manager);
        assert_eq!(try_send(outsider(), complete), missing);
        let record = JobCalls::<Test>::get(service, call).expect("it was called");
        assert!(!record.completed);
    });
}
