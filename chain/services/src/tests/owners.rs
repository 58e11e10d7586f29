//! Owners of blueprints and services, what they change, and how they hand it on; and services that end.

use super::{managers, *};
use frame_support::{assert_noop, assert_ok};

fn offered(item: Owned, from: AccountId32, to: AccountId32) {
    let to = Some(to);
    assert_ok!(send(from, Call::offer_ownership { item, to }));
}

fn permit(service: u64, callers: &[AccountId32]) -> Call<Test> {
    let permitted_callers = callers.to_vec().try_into().expect("few");
    Call::set_permitted_callers {
        service,
        permitted_callers,
    }
}

#[test]
fn operator_that_the_owner_before_invited_does_not_join() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let item = Owned::Service(service);
        offered(item, customer(), outsider());
        invited(service, 2);
        assert_ok!(send(outsider(), Call::accept_ownership { item }));
        let join = Call::join_service { service };
        assert_noop!(try_send(operator(2), join), Error::<Test>::NotInvited);
        assert_eq!(crate::Invitations::<Test>::iter().count(), 0);
    });
}

#[test]
fn permitted_callers_are_the_owners_to_replace() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let newcomer = operator(5);
        let call = |who| try_send(who, job_call(service));
        assert_noop!(call(newcomer.clone()), Error::<Test>::CallerNotPermitted);
        let permit_newcomer = permit(service, core::slice::from_ref(&newcomer));
        for who in [owner(), operator(1), newcomer.clone()] {
            assert_noop!(
                try_send(who, permit_newcomer.clone()),
                Error::<Test>::NotServiceOwner
            );
        }
        assert_ok!(send(customer(), permit_newcomer));
        assert_ok!(call(newcomer.clone()));
        assert_ok!(send(customer(), permit(service, &[])));
        assert_noop!(call(newcomer), Error::<Test>::CallerNotPermitted);
        assert_ok!(call(customer()));
    });
}

#[test]
fn service_changes_hands_in_two_steps() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let item = Owned::Service(service);
        let accept = || Call::accept_ownership { item };
        let to = Some(outsider());
        assert_noop!(
            try_send(owner(), Call::offer_ownership { item, to }),
            Error::<Test>::NotServiceOwner
        );
        offered(item, customer(), outsider());
        assert_ok!(send(customer(), Call::offer_ownership { item, to: None }));
        assert_noop!(try_send(outsider(), accept()), Error::<Test>::NotOffered);
        offered(item, customer(), account(0x55));
        offered(item, customer(), outsider());
        assert_noop!(try_send(account(0x55), accept()), Error::<Test>::NotOffered);
        assert_ok!(send(outsider(), accept()));
        assert_noop!(try_send(outsider(), accept()), Error::<Test>::NotOffered);
        let held = |who| AccountHoldings::<Test>::get(who).services;
        assert_eq!((held(customer()), held(outsider())), (0, 1));
        let end = Call::terminate { service };
        assert_noop!(
            try_send(customer(), end.clone()),
            Error::<Test>::NotServiceOwner
        );
        assert_ok!(send(outsider(), end));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn account_takes_over_no_more_than_it_may_hold() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let items = [Owned::Service(service), Owned::Blueprint(0)];
        offered(items[0], customer(), outsider());
        offered(items[1], owner(), outsider());
        MaxServicesPerAccount::set(0);
        MaxBlueprintsPerAccount::set(0);
        let accept = |item| try_send(outsider(), Call::accept_ownership { item });
        assert_noop!(accept(items[0]), Error::<Test>::TooManyServices);
        assert_noop!(accept(items[1]), Error::<Test>::TooManyBlueprints);
        MaxBlueprintsPerAccount::set(1);
        assert_ok!(accept(items[1]));
        let blueprint = Blueprints::<Test>::get(0).expect("it is there");
        assert_eq!(blueprint.owner, outsider());
        let held = |who| AccountHoldings::<Test>::get(who).blueprints;
        assert_eq!((held(owner()), held(outsider())), (0, 1));
    });
}

#[test]
fn offer_of_a_service_ends_with_it() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let item = Owned::Service(service);
        offered(item, customer(), outsider());
        assert_ok!(send(customer(), Call::terminate { service }));
        assert_noop!(
            try_send(outsider(), Call::accept_ownership { item }),
            Error::<Test>::ServiceExpired
        );
        pass(FaultWindow::get());
        assert_ok!(send(outsider(), Call::terminate { service }));
        assert_eq!(OwnershipOffers::<Test>::iter().count(), 0);
    });
}

#[test]
fn service_that_its_owner_ended_can_be_slashed_for_the_fault_window() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        let end = Call::terminate { service };
        let (sent, records) = crate::trace(|| send(customer(), end.clone()));
        assert_ok!(sent);
        assert_eq!(records.len(), 1, "the manager hears of the end");
        // Neither the owner nor the operator shortens the window.
        for who in [customer(), operator(1), outsider()] {
            assert_noop!(try_send(who, end.clone()), Error::<Test>::FaultWindowOpen);
        }
        assert_noop!(
            try_send(operator(1), Call::unregister { blueprint: 0 }),
            Error::<Test>::ServicesRunning
        );
        assert_noop!(
            try_send(customer(), job_call(service)),
            Error::<Test>::ServiceExpired
        );
        pass(FaultWindow::get() - 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        pass(1);
        let (sent, records) = crate::trace(|| send(outsider(), end));
        assert_ok!(sent);
        assert_eq!(records.len(), 0, "and not again");
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        assert_ok!(send(operator(1), Call::leave_operators {}));
        assert_noop!(
            try_send(operator(1), Call::finish_leaving {}),
            Error::<Test>::SlashesPending
        );
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn operator_stays_while_its_notice_runs() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let stay = || Call::cancel_leaving {};
        assert_noop!(
            try_send(operator(1), stay()),
            Error::<Test>::OperatorNotLeaving
        );
        assert_ok!(send(operator(1), Call::leave_operators {}));
        pass(LeavingNotice::get() - 1);
        assert_ok!(send(operator(1), stay()));
        pass(2);
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        assert_ok!(send(customer(), request_call(0, &[operator(1)])));
    });
}

#[test]
fn operators_that_serve_no_more_do_not_stall_a_job() {
    new_chain().execute_with(|| {
        TestLife::set(0);
        let mut three = [0; 32];
        three[31] = 3;
        let manager = managers::answering(selector(Hook::GetRequiredResultCount), &three);
        let service = running(manager, 3);
        let call = called(service);
        for n in [2, 3] {
            assert_ok!(send(operator(n), result_call(service, call)));
        }
        let complete = Call::complete_call { service, call };
        assert_ok!(send(operator(1), Call::leave_operators {}));
        assert_noop!(
            try_send(outsider(), complete.clone()),
            Error::<Test>::ResultsMissing
        );
        pass(LeavingNotice::get());
        assert_ok!(send(outsider(), complete));
        // It does not go by itself: anyone takes it out.
        assert_noop!(
            try_send(outsider(), leave_call(service, operator(1))),
            Error::<Test>::TooEarlyToLeave
        );
        pass(FaultWindow::get());
        assert_ok!(send(outsider(), leave_call(service, operator(1))));
        let left = Instances::<Test>::get(service).expect("two are enough");
        assert_eq!(left.operators.to_vec(), [operator(2), operator(3)]);
    });
}

#[test]
fn full_operator_takes_a_request_once_it_has_answered_one() {
    new_chain().execute_with(|| {
        MaxRequestsPerOperator::set(2);
        let (blueprint, request) = requested(managers::accepting(), 2);
        request_service(blueprint, &[operator(1)]);
        let another = || request_call(blueprint, &[operator(2), operator(1)]);
        assert_noop!(try_send(outsider(), another()), Error::<Test>::OperatorBusy);
        assert_ok!(send(operator(1), Call::reject { request }));
        assert_ok!(send(outsider(), another()));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}
