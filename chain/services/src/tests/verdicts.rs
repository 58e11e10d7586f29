//! Verdicts of managers, and the points that come from them.

use super::{managers, *};
use frame_support::{assert_storage_noop, weights::Weight};
use sp_runtime::DispatchError;

const MOST: u32 = 10;

/// A service of a blueprint whose points come from verdicts, with a result of operator 1. Returns the
/// manager's account, the service and the job call.
fn with_result() -> (AccountId32, u64, u64) {
    let manager = managers::accepting();
    let blueprint = create_blueprint(BlueprintDefinition {
        points: PointTerms::ByVerdict { most: MOST },
        ..definition(manager)
    });
    let operators = register_operators(blueprint, 2);
    let service = NextServiceId::<Test>::get();
    let request = request_service(blueprint, &operators);
    for operator in operators {
        let revision = 0;
        assert_ok!(send(operator, Call::approve { request, revision }));
    }
    let call = called(service);
    assert_ok!(send(operator(1), result_call(service, call)));
    events();
    (Services::account_of(&manager), service, call)
}

fn activity(n: u8) -> Activity {
    Activities::<Test>::get(Services::current_era(), operator(n))
}

fn refused(judged: Result<(u32, Weight), DispatchError>, error: Error<Test>) {
    assert_eq!(judged, Err(error.into()));
}

#[test]
fn right_result_earns_the_points_of_its_verdict_once() {
    new_chain().execute_with(|| {
        let (manager, service, call) = with_result();
        assert_eq!((activity(1).results, activity(1).points), (1, 0));
        let judged = Services::judge_result(&manager, service, call, operator(1), true, 7);
        assert_eq!(judged.map(|(points, _)| points), Ok(7));
        let event = Event::ResultJudged {
            service,
            call,
            operator: operator(1),
            right: true,
            points: 7,
        };
        assert_eq!(events(), [event]);
        let counted = activity(1);
        assert_eq!((counted.right, counted.wrong, counted.points), (1, 0, 7));
        for right in [true, false] {
            assert_storage_noop!(refused(
                Services::judge_result(&manager, service, call, operator(1), right, 0),
                Error::AlreadyJudged
            ));
        }
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn wrong_result_is_counted_and_earns_nothing() {
    new_chain().execute_with(|| {
        let (manager, service, call) = with_result();
        assert_storage_noop!(refused(
            Services::judge_result(&manager, service, call, operator(1), false, 1),
            Error::TooManyPoints
        ));
        let judged = Services::judge_result(&manager, service, call, operator(1), false, 0);
        assert_eq!(judged.map(|(points, _)| points), Ok(0));
        let counted = activity(1);
        assert_eq!((counted.right, counted.wrong, counted.points), (0, 1, 0));
    });
}

#[test]
fn verdict_awards_at_most_what_the_terms_allow() {
    new_chain().execute_with(|| {
        let (manager, service, call) = with_result();
        assert_storage_noop!(refused(
            Services::judge_result(&manager, service, call, operator(1), true, MOST + 1),
            Error::TooManyPoints
        ));
        let most = Services::judge_result(&manager, service, call, operator(1), true, MOST);
        assert_eq!(most.map(|(points, _)| points), Ok(MOST));
    });
}

#[test]
fn verdict_is_of_the_manager_about_a_result_that_is_there() {
    new_chain().execute_with(|| {
        let (manager, service, call) = with_result();
        let judge = |who: &AccountId32, service, call, n| {
            let judged;
            assert_storage_noop!({
                judged = Services::judge_result(who, service, call, operator(n), true, 1)
                    .map(|(points, _)| points);
            });
            judged
        };
        for who in [owner(), customer(), operator(1), Services::account_id()] {
            let judged = judge(&who, service, call, 1);
            assert_eq!(judged, Err(Error::<Test>::NotManager.into()));
        }
        let other = Services::account_of(&managers::accepting());
        let judged = judge(&other, service, call, 1);
        assert_eq!(judged, Err(Error::<Test>::NotManager.into()));
        let judged = judge(&manager, service + 1, call, 1);
        assert_eq!(judged, Err(Error::<Test>::ServiceNotFound.into()));
        for (call, n) in [(call + 1, 1), (call, 2)] {
            let judged = judge(&manager, service, call, n);
            assert_eq!(judged, Err(Error::<Test>::ResultNotFound.into()));
        }
    });
}

#[test]
fn verdict_where_each_result_earns_awards_nothing_more() {
    new_chain().execute_with(|| {
        let manager = managers::accepting();
        let service = running(manager, 2);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        assert_eq!(activity(1).points, 1);
        let manager = Services::account_of(&manager);
        let judged = Services::judge_result(&manager, service, call, operator(1), true, 7);
        assert_eq!(judged.map(|(points, _)| points), Ok(0));
        assert_eq!((activity(1).right, activity(1).points), (1, 1));
    });
}

#[test]
fn verdicts_of_a_terminated_service_are_removed() {
    new_chain().execute_with(|| {
        let (manager, service, call) = with_result();
        assert_ok!(Services::judge_result(
            &manager,
            service,
            call,
            operator(1),
            true,
            1
        ));
        ended(service);
        assert_eq!(Services::do_try_state(), Ok(()));
        run_to(3);
        assert_eq!(Verdicts::<Test>::iter().count(), 0);
        refused(
            Services::judge_result(&manager, service, call, operator(1), true, 1),
            Error::ServiceNotFound,
        );
    });
}

#[test]
fn points_of_a_service_in_an_era_end_at_the_blueprints_limit() {
    new_chain().execute_with(|| {
        let (manager, service, first) = with_result();
        Blueprints::<Test>::mutate(0, |blueprint| {
            let blueprint = blueprint.as_mut().expect("it was created");
            blueprint.definition.points_per_era = 12;
        });
        let judge = |call| {
            let judged = Services::judge_result(&manager, service, call, operator(1), true, 7);
            judged.map(|(points, _)| points)
        };
        let another = || {
            let call = called(service);
            assert_ok!(send(operator(1), result_call(service, call)));
            call
        };
        assert_eq!(judge(first), Ok(7));
        let (second, third) = (another(), another());
        assert_eq!(judge(second), Ok(5));
        assert_eq!(judge(third), Ok(0));
        // The verdict says what was earned.
        let verdict = Verdicts::<Test>::get((service, third, operator(1)));
        let nothing = Verdict {
            right: true,
            points: 0,
        };
        assert_eq!(verdict, Some(nothing));
        assert_eq!(activity(1).points, 12);
        next_era();
        let fourth = another();
        assert_eq!(judge(fourth), Ok(7));
        assert_eq!(activity(1).points, 7);
    });
}
