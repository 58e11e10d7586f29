//! Requests, their approval and rejection.

use super::{managers, *};
use frame_support::assert_ok;

fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_eq!(try_send(who, call), Err(error.into()));
}

#[test]
fn request_waits_for_its_operators() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(definition(managers::accepting()));
        let operators = register_operators(blueprint, 2);
        events();
        let request = request_service(blueprint, &operators);
        let stored = Requests::<Test>::get(request).expect("it was requested");
        assert_eq!(stored.requester, customer());
        assert_eq!(
            stored.operators.to_vec(),
            [1, 2].map(|n| (operator(n), Answer::Waiting))
        );
        assert_eq!(
            stored.permitted_callers.to_vec(),
            [account(2), account(0x1f)]
        );
        assert_eq!(stored.assets, assets(&[(0, 1_000), (0xaa, 50)]));
        assert_eq!((stored.ttl, stored.expires_at), (LIFE, 1_001));
        assert_eq!(AccountHoldings::<Test>::get(customer()).requests, 1);
        let requester = customer();
        assert_eq!(
            events(),
            [Event::ServiceRequested {
                request,
                blueprint,
                requester
            }]
        );
    });
}

#[test]
fn request_of_the_wrong_operators_is_refused() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(BlueprintDefinition {
            min_operators: 2,
            ..definition(managers::accepting())
        });
        let all = register_operators(blueprint, 4);
        let request = |operators: &[AccountId32]| request_call(blueprint, operators);
        refused(customer(), request_call(7, &all), Error::BlueprintNotFound);
        refused(customer(), request(&all[..1]), Error::TooFewOperators);
        refused(customer(), request(&all), Error::TooManyOperators);
        let twice = [operator(1), operator(2), operator(1)];
        refused(customer(), request(&twice), Error::DuplicateOperator);
        refused(
            customer(),
            request(&[operator(1), operator(9)]),
            Error::NotOperator,
        );
        assert_ok!(send(operator(9), Call::join_operators {}));
        refused(
            customer(),
            request(&[operator(1), operator(9)]),
            Error::NotRegistered,
        );
        assert_ok!(send(customer(), request(&all[..3])));
    });
}

#[test]
fn last_approval_starts_the_service() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 2);
        events();
        assert_ok!(send(
            operator(2),
            Call::approve {
                request,
                revision: 0
            }
        ));
        let approved = |n, pending| Event::RequestApproved {
            request,
            operator: operator(n),
            pending,
        };
        assert_eq!(events(), [approved(2, 1)]);
        assert_eq!(NextServiceId::<Test>::get(), 0);
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        let owner = customer();
        let initialized = Event::ServiceInitialized {
            service: 0,
            request,
            blueprint,
            owner,
        };
        assert_eq!(events(), [approved(1, 0), initialized]);
        assert_eq!(Requests::<Test>::get(request), None);
        assert_eq!(CleanupTasks::<Test>::iter().count(), 0);
        let holdings = Holdings {
            blueprints: 0,
            requests: 0,
            services: 1,
        };
        assert_eq!(AccountHoldings::<Test>::get(customer()), holdings);
    });
}

#[test]
fn answer_of_anyone_else_or_a_second_time_is_refused() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        for answer in [
            Call::approve {
                request: 7,
                revision: 0,
            },
            Call::reject { request: 7 },
        ] {
            refused(operator(1), answer, Error::RequestNotFound);
        }
        for answer in [
            Call::approve {
                request,
                revision: 0,
            },
            Call::reject { request },
        ] {
            refused(outsider(), answer.clone(), Error::NotRequested);
            refused(operator(3), answer, Error::NotRequested);
        }
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        for answer in [
            Call::approve {
                request,
                revision: 0,
            },
            Call::reject { request },
        ] {
            refused(operator(1), answer, Error::AlreadyAnswered);
        }
    });
}

#[test]
fn rejected_request_waits_for_its_requester_to_change_it() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 3);
        let approve = |revision| Call::approve { request, revision };
        assert_ok!(send(operator(1), approve(0)));
        events();
        assert_ok!(send(operator(2), Call::reject { request }));
        assert_eq!(
            events(),
            [Event::RequestRejected {
                request,
                operator: operator(2)
            }]
        );
        refused(
            operator(2),
            Call::reject { request },
            Error::AlreadyAnswered,
        );
        for n in [2, 3] {
            refused(operator(n), approve(0), Error::RequestRejected);
        }
        // Who approved is asked again: the terms are others.
        let change = modify_call(request, &[operator(1), operator(3)]);
        assert_ok!(send(customer(), change));
        refused(operator(1), approve(0), Error::RequestChanged);
        refused(operator(2), approve(1), Error::NotRequested);
        for n in [1, 3] {
            assert_ok!(send(operator(n), approve(1)));
        }
        let service = Instances::<Test>::get(0).expect("all have approved");
        assert_eq!(service.operators.to_vec(), [operator(1), operator(3)]);
        assert_eq!(PendingRequests::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn request_is_answered_in_its_last_block_and_not_after() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        System::set_block_number(1_001);
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        System::set_block_number(1_002);
        refused(
            operator(2),
            Call::approve {
                request,
                revision: 0,
            },
            Error::RequestExpired,
        );
        refused(operator(2), Call::reject { request }, Error::RequestExpired);
    });
}

#[test]
fn request_is_taken_back_by_its_requester_and_after_its_time_by_anyone() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 1);
        let late = request_service(blueprint, &[operator(1)]);
        refused(
            outsider(),
            Call::cancel_request {
                request,
                forfeit: true,
            },
            Error::NotRequester,
        );
        refused(
            outsider(),
            Call::cancel_request {
                request: 7,
                forfeit: true,
            },
            Error::RequestNotFound,
        );
        events();
        assert_ok!(send(
            customer(),
            Call::cancel_request {
                request,
                forfeit: true
            }
        ));
        assert_eq!(events(), [Event::RequestCancelled { request }]);
        System::set_block_number(1_002);
        assert_ok!(send(
            outsider(),
            Call::cancel_request {
                request: late,
                forfeit: true
            }
        ));
        assert_eq!(Requests::<Test>::iter().count(), 0);
        assert_eq!(CleanupTasks::<Test>::iter().count(), 0);
        assert_eq!(AccountHoldings::<Test>::get(customer()).requests, 0);
    });
}

#[test]
fn operator_without_room_approves_nothing() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 2);
        let limit = |instance_limit| Call::set_instance_limit {
            blueprint,
            instance_limit,
        };
        assert_ok!(send(operator(1), limit(0)));
        refused(
            operator(1),
            Call::approve {
                request,
                revision: 0,
            },
            Error::InstanceLimitReached,
        );
        assert_ok!(send(operator(1), limit(1)));
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        // It fills up between its approval and the last one.
        let other = request_service(blueprint, &[operator(1)]);
        assert_ok!(send(
            operator(1),
            Call::approve {
                request: other,
                revision: 0
            }
        ));
        refused(
            operator(2),
            Call::approve {
                request,
                revision: 0,
            },
            Error::InstanceLimitReached,
        );
        assert_ok!(send(operator(1), limit(2)));
        assert_ok!(send(
            operator(2),
            Call::approve {
                request,
                revision: 0
            }
        ));
        assert_eq!(Instances::<Test>::iter().count(), 2);
    });
}

#[test]
fn operator_that_left_the_blueprint_after_its_approval_starts_no_service() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 2);
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        assert_ok!(send(operator(1), Call::unregister { blueprint }));
        refused(
            operator(2),
            Call::approve {
                request,
                revision: 0,
            },
            Error::NotRegistered,
        );
        assert_ok!(send(operator(1), register_call(blueprint)));
        assert_ok!(send(operator(1), Call::set_available { available: false }));
        refused(
            operator(2),
            Call::approve {
                request,
                revision: 0,
            },
            Error::OperatorNotActive,
        );
        assert_ok!(send(operator(1), Call::set_available { available: true }));
        assert_ok!(send(
            operator(2),
            Call::approve {
                request,
                revision: 0
            }
        ));
    });
}
