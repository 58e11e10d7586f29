//! Running services and their end.

use super::{managers, *};
use frame_support::{assert_ok, traits::fungible::InspectHold};

#[test]
fn service_runs_as_requested() {
    new_chain().execute_with(|| {
        Timestamp::set_timestamp(5_000);
        let service = running(managers::accepting(), 2);
        let stored = Instances::<Test>::get(service).expect("it runs");
        assert_eq!(stored.blueprint, 0);
        assert_eq!(stored.owner, customer());
        assert_eq!(stored.operators.to_vec(), [operator(1), operator(2)]);
        assert_eq!(
            stored.permitted_callers.to_vec(),
            [account(2), account(0x1f)]
        );
        assert_eq!(stored.assets, assets(&[(0, 1_000), (0xaa, 50)]));
        assert_eq!(stored.ends_at, Some(LIFE + 5));
        assert_eq!(
            Blueprints::<Test>::get(0).expect("it is there").instances,
            1
        );
        for n in 1..=2 {
            let registration = Registrations::<Test>::get(0, operator(n));
            assert_eq!(
                registration,
                Some(Registration {
                    instance_limit: 2,
                    instances: 1
                })
            );
        }
    });
}

#[test]
fn service_without_a_ttl_never_ends_by_itself() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(definition(managers::accepting()));
        let operators = register_operators(blueprint, 1);
        let mut call = request_call(blueprint, &operators);
        if let Call::request { ttl, .. } = &mut call {
            *ttl = 0;
        }
        assert_ok!(send(customer(), call));
        assert_ok!(send(
            operator(1),
            Call::approve {
                request: 0,
                revision: 0
            }
        ));
        assert_eq!(Instances::<Test>::get(0).expect("it runs").ends_at, None);
        Timestamp::set_timestamp(u64::MAX);
        assert_ok!(send(customer(), job_call(0)));
    });
}

#[test]
fn service_is_ended_by_its_owner_alone() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for who in [outsider(), owner(), operator(1), account(0x1f)] {
            assert_eq!(
                try_send(who, Call::terminate { service }),
                Err(Error::<Test>::NotServiceOwner.into())
            );
        }
        events();
        ended(service);
        assert_eq!(
            events(),
            [
                Event::ServiceStopped { service },
                Event::ServiceTerminated {
                    service,
                    ending: Ending::ByOwner
                }
            ]
        );
        assert_eq!(Instances::<Test>::get(service), None);
        assert_eq!(
            Blueprints::<Test>::get(0).expect("it is there").instances,
            0
        );
        assert!(
            !AccountHoldings::<Test>::contains_key(customer()),
            "it holds nothing"
        );
        for n in 1..=2 {
            let registration = Registrations::<Test>::get(0, operator(n));
            assert_eq!(registration.expect("it stays registered").instances, 0);
        }
        assert_eq!(
            try_send(customer(), Call::terminate { service }),
            Err(Error::<Test>::ServiceNotFound.into())
        );
    });
}

/// A service without an end, of a manager that rejects every end: its owner gets its bond all the same.
#[test]
fn manager_delays_the_end_of_a_service_by_the_notice() {
    new_chain().execute_with(|| {
        let refusing = managers::refusing_only(selector(Hook::OnServiceTermination), b"stay");
        let service = running(refusing, 2);
        Instances::<Test>::mutate(service, |it| it.as_mut().expect("it runs").ends_at = None);
        events();
        assert_ok!(send(customer(), Call::terminate { service }));
        let ends_at = Services::unix_seconds() + LeavingNotice::get();
        let ends = Event::ServiceEndsAt { service, ends_at };
        assert_eq!(events().last(), Some(&ends));
        assert_ok!(send(customer(), job_call(service)));
        // A second call delays nothing.
        Timestamp::set_timestamp((ends_at - 1) * 1_000);
        assert_ok!(send(customer(), Call::terminate { service }));
        assert_eq!(events().last(), Some(&ends));
        Timestamp::set_timestamp(ends_at * 1_000);
        let late = try_send(customer(), job_call(service));
        assert_eq!(late, Err(Error::<Test>::ServiceExpired.into()));
        Timestamp::set_timestamp((ends_at + FaultWindow::get()) * 1_000);
        assert_ok!(send(outsider(), Call::terminate { service }));
        let bond = HoldReason::RequestBond.into();
        assert_eq!(Balances::balance_on_hold(&bond, &customer()), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// A notice never makes a service longer.
#[test]
fn manager_delays_no_end_past_the_life_of_the_service() {
    new_chain().execute_with(|| {
        let refusing = managers::refusing_only(selector(Hook::OnServiceTermination), b"stay");
        let service = running(refusing, 2);
        let life = Instances::<Test>::get(service).expect("it runs").ends_at;
        let notice = LeavingNotice::get();
        let near = life.expect("it has an end") - notice + 1;
        Timestamp::set_timestamp(near * 1_000);
        assert_ok!(send(customer(), Call::terminate { service }));
        assert_eq!(
            Instances::<Test>::get(service).expect("it runs").ends_at,
            life
        );
    });
}

#[test]
fn service_at_the_end_of_its_life_is_ended_by_anyone() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        // An operator could otherwise end it before its faults are reported.
        let window = FaultWindow::get();
        for milliseconds in [LIFE * 1_000 - 1, LIFE * 1_000, (LIFE + window) * 1_000 - 1] {
            Timestamp::set_timestamp(milliseconds);
            for who in [outsider(), operator(1)] {
                let refused = match milliseconds < LIFE * 1_000 {
                    true => Error::<Test>::NotServiceOwner,
                    false => Error::FaultWindowOpen,
                };
                let ended = try_send(who, Call::terminate { service });
                assert_eq!(ended, Err(refused.into()));
            }
        }
        assert_ok!(send(customer(), slash_call(service, 1)));
        Timestamp::set_timestamp((LIFE + window) * 1_000);
        events();
        assert_ok!(send(outsider(), Call::terminate { service }));
        assert_eq!(
            events(),
            [Event::ServiceTerminated {
                service,
                ending: Ending::Expired
            }]
        );
    });
}

#[test]
fn service_at_the_end_of_its_life_works_no_more() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let call = called(service);
        let_life_end();
        let error = Err(Error::<Test>::ServiceExpired.into());
        assert_eq!(try_send(customer(), job_call(service)), error);
        assert_eq!(try_send(operator(1), result_call(service, call)), error);
    });
}

#[test]
fn services_of_a_blueprint_are_as_many_as_its_owner_allows() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(BlueprintDefinition {
            max_instances: 1,
            ..definition(managers::accepting())
        });
        let operators = register_operators(blueprint, 1);
        let first = request_service(blueprint, &operators);
        let second = request_service(blueprint, &operators);
        assert_ok!(send(
            operator(1),
            Call::approve {
                request: first,
                revision: 0
            }
        ));
        assert_eq!(
            try_send(
                operator(1),
                Call::approve {
                    request: second,
                    revision: 0
                }
            ),
            Err(Error::<Test>::BlueprintFull.into())
        );
        ended(0);
        assert_ok!(send(
            operator(1),
            Call::approve {
                request: second,
                revision: 0
            }
        ));
    });
}
