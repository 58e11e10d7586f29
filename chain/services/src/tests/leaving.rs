//! Leaving services that still run.

use super::{managers, *};
use frame_support::{assert_ok, traits::fungible::InspectHold, weights::Weight};

const WITHOUT_END: u64 = 0;

/// A service without end, of n operators, in a blueprint that takes no fewer than so many.
fn endless(manager: H160, n: u8, min_operators: u32) -> u64 {
    serving(manager, n, min_operators, WITHOUT_END)
}

fn serving(manager: H160, n: u8, min_operators: u32, life: u64) -> u64 {
    let terms = BlueprintDefinition {
        min_operators,
        ..definition(manager)
    };
    let blueprint = create_blueprint(terms);
    let mut asked = request_call(blueprint, &register_operators(blueprint, n));
    if let Call::request { ttl, .. } = &mut asked {
        *ttl = life;
    }
    assert_ok!(send(customer(), asked));
    for n in 1..=n {
        let (request, revision) = (0, 0);
        assert_ok!(send(operator(n), Call::approve { request, revision }));
    }
    0
}

fn leaving(n: u8, service: u64) -> Result<(), sp_runtime::DispatchError> {
    try_send(operator(n), leave_call(service, operator(n)))
}

#[test]
fn operator_leaves_a_service_without_end_whether_its_owner_likes_it_or_not() {
    new_chain().execute_with(|| {
        let service = endless(managers::accepting(), 2, 1);
        assert_eq!(
            leaving(1, service),
            Err(Error::<Test>::OperatorNotLeaving.into())
        );
        give_notice(1);
        events();
        assert_ok!(leaving(1, service));
        let left = Event::OperatorLeftService {
            service,
            operator: operator(1),
        };
        assert_eq!(events(), [left]);
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        assert_ok!(send(operator(1), Call::finish_leaving {}));
        let held = Balances::balance_on_hold(&HoldReason::OperatorBond.into(), &operator(1));
        assert_eq!(held, 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn service_goes_on_with_the_operators_that_stay() {
    new_chain().execute_with(|| {
        let mut three = [0; 32];
        three[31] = 3;
        let all = managers::answering(selector(Hook::GetRequiredResultCount), &three);
        let service = endless(all, 3, 1);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        give_notice(1);
        assert_ok!(leaving(1, service));
        let stay = Instances::<Test>::get(service).expect("it runs").operators;
        assert_eq!(stay.into_inner(), [operator(2), operator(3)]);
        assert!(Services::services_of_operator(&operator(1), None)
            .ids
            .is_empty());
        assert_eq!(
            Services::services_of_operator(&operator(2), None).ids,
            [service]
        );
        assert_eq!(Attendances::<Test>::get(service, operator(1)), None);

        let gone = Err(Error::<Test>::NotServiceOperator.into());
        assert_eq!(leaving(1, service), gone);
        assert_eq!(try_send(operator(1), Call::heartbeat { service }), gone);
        assert_eq!(try_send(customer(), slash_call(service, 1)), gone);
        // Three are required, and its result of before still counts.
        let job = || JobCalls::<Test>::get(service, call).expect("it was called");
        for (n, completed) in [(2, false), (3, true)] {
            assert_ok!(send(operator(n), result_call(service, call)));
            assert_eq!(job().completed, completed);
        }
        assert_eq!(job().results, 3);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// A service of three whose manager wants a result of each, of which operator 1 has left without
/// one; the job call.
fn left_without_a_result() -> (u64, u64) {
    let mut three = [0; 32];
    three[31] = 3;
    let all = managers::answering(selector(Hook::GetRequiredResultCount), &three);
    let service = endless(all, 3, 1);
    let call = called(service);
    for n in [2, 3] {
        assert_ok!(send(operator(n), result_call(service, call)));
    }
    give_notice(1);
    assert_ok!(leaving(1, service));
    (service, call)
}

#[test]
fn call_without_the_result_of_an_operator_that_left_is_completed_by_anyone() {
    new_chain().execute_with(|| {
        let (service, call) = left_without_a_result();
        let job = || JobCalls::<Test>::get(service, call).expect("it was called");
        assert!(!job().completed);
        events();
        let complete = Call::complete_call { service, call };
        assert_ok!(send(outsider(), complete.clone()));
        let completed = Event::JobCompleted {
            service,
            job: 1,
            call,
            results: 2,
        };
        assert_eq!(events(), [completed]);
        assert!(job().completed);
        let again = Err(Error::<Test>::JobCallCompleted.into());
        assert_eq!(try_send(outsider(), complete), again);
    });
}

/// By the number of those that are left, an operator that answered and left would complete the call in the place of one that
/// submitted none, which could not be reported then.
#[test]
fn result_that_is_missing_is_waited_for_when_an_operator_with_one_has_left() {
    new_chain().execute_with(|| {
        let mut all = [0; 32];
        all[28..].fill(0xff);
        let all = managers::answering(selector(Hook::GetRequiredResultCount), &all);
        let service = endless(all, 3, 1);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        give_notice(1);
        assert_ok!(leaving(1, service));
        assert_ok!(send(operator(2), result_call(service, call)));
        let completed = || JobCalls::<Test>::get(service, call).map(|it| it.completed);
        assert_eq!(completed(), Some(false));
        let complete = || try_send(outsider(), Call::complete_call { service, call });
        assert_eq!(complete(), Err(Error::<Test>::ResultsMissing.into()));
        let report = |n| try_send(outsider(), missing_call(service, call, operator(n)));
        assert_ok!(report(3));
        let mismatch = Err(Error::<Test>::ReportMismatch.into());
        assert_eq!(report(2), mismatch);
        assert_ok!(send(operator(3), result_call(service, call)));
        assert_eq!(completed(), Some(true));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// A result is owed for as long as its operator serves, whatever others do.
#[test]
fn silence_is_reported_until_a_fault_window_after_the_operator_served_last() {
    new_chain().execute_with(|| {
        let mut three = [0; 32];
        three[31] = 3;
        let all = managers::answering(selector(Hook::GetRequiredResultCount), &three);
        let service = endless(all, 3, 1);
        let calls = [called(service), called(service)];
        let report = |n, call| try_send(outsider(), missing_call(service, call, operator(n)));
        // Long after all that happened to the call.
        pass(5 * FaultWindow::get());
        assert_ok!(report(3, calls[0]));
        for n in [1, 2] {
            assert_ok!(send(operator(n), Call::leave_operators {}));
        }
        pass(LeavingNotice::get() + FaultWindow::get() - 1);
        assert_ok!(report(1, calls[0]));
        for call in calls {
            assert_ok!(send(operator(3), result_call(service, call)));
            assert_ok!(send(outsider(), Call::complete_call { service, call }));
        }
        assert_ok!(report(1, calls[1]));
        pass(1);
        for call in calls {
            assert_eq!(report(2, call), Err(Error::<Test>::ReportTooLate.into()));
        }
        // Of a result of the second before there is a whole window.
        pass(FaultWindow::get() - 2);
        let wrong = report_call(service, calls[0], operator(3));
        assert_ok!(send(outsider(), wrong));
    });
}

#[test]
fn call_with_too_few_results_is_not_completed() {
    new_chain().execute_with(|| {
        let mut two = [0; 32];
        two[31] = 2;
        let both = managers::answering(selector(Hook::GetRequiredResultCount), &two);
        let service = running(both, 2);
        let call = called(service);
        let complete = Call::complete_call { service, call };
        let missing = Err(Error::<Test>::ResultsMissing.into());
        assert_eq!(try_send(outsider(), complete.clone()), missing);
        assert_ok!(send(operator(1), result_call(service, call)));
        assert_eq!(try_send(outsider(), complete), missing);
    });
}

/// Stake that is delegated to it later does not pay for faults of before.
#[test]
fn operator_whose_fault_window_is_over_is_slashed_no_more_though_nobody_took_it_out() {
    new_chain().execute_with(|| {
        let service = endless(managers::accepting(), 2, 1);
        give_notice(1);
        let over = Err(Error::<Test>::ReportTooLate.into());
        let (slash, quality) = (
            || slash_call(service, 1),
            || quality_call(service, operator(1), b"e"),
        );
        assert_eq!(try_send(customer(), slash()), over);
        assert_eq!(try_send(outsider(), quality()), over);
        // The other one serves.
        let other = quality_call(service, operator(2), b"e");
        assert_ok!(send(outsider(), other));
        Timestamp::set_timestamp(Timestamp::get() - 1);
        assert_ok!(send(customer(), slash()));
        assert_ok!(send(outsider(), quality()));
    });
}

#[test]
fn notice_is_served_to_its_end_and_faults_are_found_after_it() {
    new_chain().execute_with(|| {
        let service = endless(managers::accepting(), 1, 1);
        let (call, late) = (called(service), called(service));
        assert_ok!(send(operator(1), Call::leave_operators {}));
        let ends = Services::unix_seconds() + LeavingNotice::get();
        let record = Operators::<Test>::get(operator(1)).expect("it is one");
        assert_eq!(record.serves_until, Some(ends));
        Timestamp::set_timestamp(ends * 1_000 - 1);
        assert_ok!(send(operator(1), result_call(service, call)));
        assert_ok!(send(operator(1), Call::heartbeat { service }));

        // It can do nothing in the service after its fault window has begun.
        let leaves = ends + FaultWindow::get();
        for time in [ends, leaves - 1, leaves] {
            Timestamp::set_timestamp(time * 1_000);
            let over = Err(Error::<Test>::OperatorNotActive.into());
            assert_eq!(try_send(operator(1), result_call(service, late)), over);
            assert_eq!(try_send(operator(1), Call::heartbeat { service }), over);
        }
        Timestamp::set_timestamp(leaves * 1_000 - 1);
        let early = Err(Error::<Test>::TooEarlyToLeave.into());
        assert_eq!(leaving(1, service), early);
        assert_ok!(send(customer(), slash_call(service, 1)));
        Timestamp::set_timestamp(leaves * 1_000);
        assert_ok!(leaving(1, service));
        // What was proposed in time is still paid.
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        let held_back = Err(Error::<Test>::SlashesPending.into());
        assert_eq!(try_send(operator(1), Call::finish_leaving {}), held_back);
        let_review_end();
        assert_ok!(send(outsider(), Call::execute_slash { slash: 0 }));
        let record = Operators::<Test>::get(operator(1)).expect("it is one");
        assert_eq!(record.slashed, BOND / 10);
        assert_ok!(send(operator(1), Call::finish_leaving {}));
    });
}

#[test]
fn operator_after_its_notice_cannot_be_reported_offline() {
    new_chain().execute_with(|| {
        let service = endless(managers::accepting(), 1, 1);
        assert_ok!(send(operator(1), Call::leave_operators {}));
        let report = || {
            let operator = operator(1);
            try_send(outsider(), Call::report_offline { service, operator })
        };
        System::set_block_number(1_000);
        let ends = Services::unix_seconds() + LeavingNotice::get();
        Timestamp::set_timestamp(ends * 1_000);
        assert_eq!(report(), Err(Error::<Test>::NotOffline.into()));
        Timestamp::set_timestamp(ends * 1_000 - 1);
        assert_ok!(report());
    });
}

#[test]
fn life_is_over_where_fewer_operators_stay_than_the_blueprint_takes_but_faults_are_still_found() {
    new_chain().execute_with(|| {
        let service = endless(managers::accepting(), 3, 2);
        let call = called(service);
        for n in [1, 2] {
            give_notice(n);
        }
        assert_ok!(leaving(1, service));
        let ends_at = || Instances::<Test>::get(service).map(|it| it.ends_at);
        assert_eq!(ends_at(), Some(None));
        assert_ok!(send(operator(3), result_call(service, call)));
        events();
        assert_ok!(leaving(2, service));
        let over = Services::unix_seconds();
        let reported = [
            Event::OperatorLeftService {
                service,
                operator: operator(2),
            },
            Event::ServiceStopped { service },
        ];
        assert_eq!(events(), reported);
        assert_eq!(ends_at(), Some(Some(over)));
        assert_eq!(
            try_send(customer(), job_call(service)),
            Err(Error::<Test>::ServiceExpired.into())
        );

        // The operators that stay can still be slashed.
        let slash = Call::propose_slash {
            service,
            operator: operator(3),
            offence: Charge::JobMisbehaviour,
            share_bps: 1_000,
            evidence: H256::repeat_byte(1),
        };
        assert_ok!(send(outsider(), report_call(service, call, operator(3))));
        assert_ok!(send(customer(), slash));
        let stays = try_send(operator(3), Call::unregister { blueprint: 0 });
        assert_eq!(stays, Err(Error::<Test>::ServicesRunning.into()));
        let end = Call::terminate { service };
        let settled = (over + FaultWindow::get()) * 1_000;
        Timestamp::set_timestamp(settled - 1);
        let early = try_send(operator(3), end.clone());
        assert_eq!(early, Err(Error::<Test>::FaultWindowOpen.into()));
        Timestamp::set_timestamp(settled);
        events();
        assert_ok!(send(operator(3), end));
        let ending = Ending::Expired;
        assert_eq!(events(), [Event::ServiceTerminated { service, ending }]);
        assert_ok!(send(operator(3), Call::unregister { blueprint: 0 }));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn life_that_is_over_gets_no_longer_by_who_leaves() {
    new_chain().execute_with(|| {
        let service = serving(managers::accepting(), 2, 2, LIFE);
        let ends_at = || Instances::<Test>::get(service).map(|it| it.ends_at);
        let ends = ends_at();
        for n in [1, 2] {
            give_notice(n);
        }
        let_life_end();
        events();
        assert_ok!(leaving(1, service));
        assert_eq!(ends_at(), ends);
        assert_ok!(leaving(2, service));
        let ended = Event::ServiceTerminated {
            service,
            ending: Ending::NoOperators,
        };
        assert_eq!(events().last(), Some(&ended));
    });
}

#[test]
fn service_ends_where_nobody_stays() {
    new_chain().execute_with(|| {
        let service = endless(managers::accepting(), 1, 1);
        give_notice(1);
        events();
        assert_ok!(leaving(1, service));
        let ended = [
            Event::OperatorLeftService {
                service,
                operator: operator(1),
            },
            Event::ServiceTerminated {
                service,
                ending: Ending::NoOperators,
            },
        ];
        assert_eq!(events(), ended);
        assert_eq!(Instances::<Test>::get(service), None);
        let blueprint = Blueprints::<Test>::get(0).expect("it is there");
        assert_eq!(blueprint.instances, 0);
        assert_eq!(
            AccountHoldings::<Test>::get(customer()),
            Holdings::default()
        );
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

/// The hooks that failed when the only operator of a service left it.
fn failed_in_vain(manager: H160, before: impl FnOnce()) -> Vec<[u8; 4]> {
    let service = endless(manager, 1, 1);
    give_notice(1);
    before();
    events();
    assert_ok!(leaving(1, service));
    assert_eq!(Instances::<Test>::get(service), None);
    let failed = events().into_iter().filter_map(|event| match event {
        Event::HookFailed { selector, .. } => Some(selector),
        _ => None,
    });
    failed.collect()
}

#[test]
fn manager_that_refuses_or_is_gone_keeps_nobody_in() {
    let reported = [Hook::OnOperatorLeft, Hook::OnServiceExpiry].map(selector);
    for hook in reported {
        new_chain().execute_with(|| {
            let manager = managers::refusing_only(hook, b"stay");
            assert_eq!(failed_in_vain(manager, || {}), [hook]);
        });
    }
    new_chain().execute_with(|| {
        let manager = managers::accepting();
        assert_eq!(
            failed_in_vain(manager, || managers::vanish(manager)),
            reported
        );
    });
}

#[test]
fn manager_cannot_keep_the_bond_of_an_operator_that_leaves() {
    let hook = Hook::OnUnregisterLeaving;
    let managers: [fn() -> H160; 3] = [
        || managers::refusing_only(selector(Hook::OnUnregister), b"pay"),
        || managers::writing_and_trapping(selector(Hook::OnUnregister)),
        || managers::looping_only(selector(Hook::OnUnregister)),
    ];
    for manager in managers {
        new_chain().execute_with(|| {
            let (who, unregister) = step_calling(hook, manager());
            events();
            assert_ok!(send(who.clone(), unregister));
            let failed = |event: &Event<Test>| matches!(event, Event::HookFailed { .. });
            assert_eq!(events().iter().filter(|it| failed(it)).count(), 1);
            let before = Balances::free_balance(&who);
            assert_ok!(send(who.clone(), Call::finish_leaving {}));
            assert_eq!(Balances::free_balance(&who), before + BOND);
        });
    }
}

#[test]
fn weight_of_leaving_is_more_only_where_the_service_ends() {
    let base = |n: u8, min: u32| {
        new_chain().execute_with(|| {
            let service = endless(managers::accepting(), n, min);
            give_notice(1);
            let call = leave_call(service, operator(1));
            let (sent, records) = crate::trace(|| send(operator(1), call));
            let charged = sent.expect("it leaves").actual_weight.expect("it is known");
            let hooks = records
                .iter()
                .fold(Weight::zero(), |sum, it| sum + it.weight);
            charged - hooks
        })
    };
    type W = <Test as Config>::WeightInfo;
    assert_eq!(base(3, 1), W::leave_service(false));
    assert_eq!(base(3, 3), W::leave_service(false));
    assert_eq!(base(1, 1), W::leave_service(true));
}
