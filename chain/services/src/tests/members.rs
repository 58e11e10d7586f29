//! Operators that join and leave a running service.

use super::{managers, *};
use frame_support::{assert_noop, assert_ok};

const REFUSED: [u8; 32] = [0; 32];

/// The terms on which operators leave, as `getExitConfig` returns them.
fn exit_terms(commitment: u64, queue: u64) -> Vec<u8> {
    use alloy_sol_types::SolValue;
    (false, commitment, queue, false).abi_encode_params()
}

fn join(service: u64, n: u8) -> Result<(), sp_runtime::DispatchError> {
    try_send(operator(n), Call::join_service { service })
}

fn exit(service: u64, n: u8) -> Result<(), sp_runtime::DispatchError> {
    try_send(operator(n), Call::schedule_exit { service })
}

fn serving(service: u64) -> Vec<AccountId32> {
    let service = Instances::<Test>::get(service).expect("it runs");
    service.operators.to_vec()
}

#[test]
fn invited_operator_joins_and_works() {
    for generation in Generation::ALL {
        TestGeneration::set(generation);
        new_chain().execute_with(|| {
            let service = running(managers::accepting(), 2);
            invited(service, 3);
            assert_ok!(join(service, 3));
            let call = called(service);
            assert_noop!(join(service, 3), Error::<Test>::NotInvited);
            assert_eq!(serving(service), [1, 2, 3].map(operator));
            assert_ok!(send(operator(3), result_call(service, call)));
            let registration = Registrations::<Test>::get(0, operator(3));
            assert_eq!(registration.expect("it is registered").instances, 1);
            assert_eq!(Invitations::<Test>::iter().count(), 0);
            assert_eq!(Services::do_try_state(), Ok(()));
        });
    }
}

#[test]
fn silence_of_an_operator_that_joined_is_counted_from_then() {
    new_chain().execute_with(|| {
        TestLife::set(0);
        let service = running(managers::accepting(), 2);
        System::set_block_number(5_000);
        invited(service, 3);
        assert_ok!(join(service, 3));
        let report = |n| {
            let operator = operator(n);
            try_send(outsider(), Call::report_offline { service, operator })
        };
        assert_ok!(report(1));
        System::set_block_number(5_399);
        assert_noop!(report(3), Error::<Test>::NotOffline);
        System::set_block_number(5_400);
        assert_ok!(report(3));
    });
}

#[test]
fn operator_joins_only_where_owner_manager_and_limits_admit_it() {
    new_chain().execute_with(|| {
        let no = managers::answering(selector(Hook::CanJoin), &REFUSED);
        let service = running(no, 2);
        let invite = |who, invited| {
            let operator = operator(3);
            let call = Call::invite_operator {
                service,
                operator,
                invited,
            };
            try_send(who, call)
        };
        for who in [operator(3), owner(), outsider()] {
            assert_noop!(invite(who, true), Error::<Test>::NotServiceOwner);
        }
        invited(service, 3);
        assert_noop!(invite(customer(), true), Error::<Test>::AlreadyInService);
        assert_noop!(join(service, 3), Error::<Test>::JoinRefused);
        assert_ok!(invite(customer(), false));
        assert_noop!(invite(customer(), false), Error::<Test>::NotInvited);
        assert_noop!(join(service, 3), Error::<Test>::NotInvited);
    });
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 3);
        invited(service, 4);
        assert_noop!(join(service, 4), Error::<Test>::TooManyOperators);
        assert_ok!(send(customer(), Call::terminate { service }));
        assert_noop!(join(service, 4), Error::<Test>::ServiceExpired);
        pass(FaultWindow::get());
        assert_ok!(send(outsider(), Call::terminate { service }));
        assert_eq!(Invitations::<Test>::iter().count(), 0);
    });
}

#[test]
fn operator_leaves_one_service_and_is_slashable_for_its_fault_window() {
    new_chain().execute_with(|| {
        TestLife::set(0);
        let [left, kept] = [(); 2].map(|()| running(managers::accepting(), 2));
        let call = called(left);
        assert_ok!(exit(left, 1));
        pass(LeavingNotice::get() - 1);
        assert_ok!(send(operator(1), result_call(left, call)));
        pass(1);
        let late = result_call(left, called(left));
        assert_noop!(
            try_send(operator(1), late),
            Error::<Test>::OperatorNotActive
        );
        assert_noop!(
            try_send(operator(1), Call::heartbeat { service: left }),
            Error::<Test>::OperatorNotActive
        );
        assert_ok!(send(operator(1), Call::heartbeat { service: kept }));
        pass(FaultWindow::get() - 1);
        assert_ok!(send(customer(), slash_call(left, 1)));
        let leave = || try_send(outsider(), leave_call(left, operator(1)));
        assert_noop!(leave(), Error::<Test>::TooEarlyToLeave);
        pass(1);
        assert_ok!(leave());
        assert_eq!(
            (serving(left), serving(kept)),
            (vec![operator(2)], vec![operator(1), operator(2)])
        );
        assert_noop!(
            try_send(outsider(), leave_call(kept, operator(1))),
            Error::<Test>::OperatorNotLeaving
        );
        assert_eq!(Memberships::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn operator_with_a_pending_slash_does_not_return_to_the_service() {
    new_chain().execute_with(|| {
        TestLife::set(0);
        let service = running(managers::accepting(), 2);
        assert_ok!(exit(service, 1));
        pass(LeavingNotice::get());
        assert_ok!(send(customer(), slash_call(service, 1)));
        pass(FaultWindow::get());
        assert_ok!(send(outsider(), leave_call(service, operator(1))));
        let invite = Call::invite_operator {
            service,
            operator: operator(1),
            invited: true,
        };
        assert_ok!(send(customer(), invite));
        assert_noop!(join(service, 1), Error::<Test>::SlashesPending);
        assert_ok!(govern(Call::veto_slash { slash: 0 }));
        assert_ok!(join(service, 1));
    });
}

#[test]
fn exit_is_cancelled_while_the_operator_serves() {
    new_chain().execute_with(|| {
        TestLife::set(0);
        let service = running(managers::accepting(), 2);
        invited(service, 3);
        assert_ok!(join(service, 3));
        let cancel = |n| try_send(operator(n), Call::cancel_exit { service });
        for n in [1, 3] {
            assert_ok!(exit(service, n));
            pass(LeavingNotice::get() - 1);
            assert_ok!(cancel(n));
            assert_noop!(cancel(n), Error::<Test>::ExitNotScheduled);
        }
        pass(2 * LeavingNotice::get());
        assert_ok!(send(operator(1), Call::heartbeat { service }));
        assert_ok!(exit(service, 1));
        pass(LeavingNotice::get());
        assert_noop!(cancel(1), Error::<Test>::NoticeOver);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn manager_sets_the_terms_of_an_exit_within_the_notice() {
    let notice = LeavingNotice::get();
    for (queue, expected) in [(0, 0), (60, 60), (u64::MAX, notice)] {
        new_chain().execute_with(|| {
            let terms = exit_terms(0, queue);
            let manager = managers::answering(selector(Hook::GetExitConfig), &terms);
            let service = running(manager, 2);
            let now = Services::unix_seconds();
            assert_ok!(exit(service, 1));
            let until = Memberships::<Test>::get(service, operator(1)).serves_until;
            assert_eq!(until, Some(now + expected));
        });
    }
    for (commitment, expected) in [(60, 60), (u64::MAX, notice)] {
        new_chain().execute_with(|| {
            let terms = exit_terms(commitment, 0);
            let manager = managers::answering(selector(Hook::GetExitConfig), &terms);
            let service = running(manager, 2);
            pass(expected - 1);
            assert_noop!(exit(service, 1), Error::<Test>::TooEarlyToLeave);
            pass(1);
            assert_ok!(exit(service, 1));
        });
    }
}

#[test]
fn manager_that_refuses_an_exit_keeps_nobody_for_longer_than_the_notice() {
    new_chain().execute_with(|| {
        TestLife::set(0);
        let no = managers::answering(selector(Hook::CanLeave), &REFUSED);
        let service = running(no, 2);
        assert_noop!(exit(service, 1), Error::<Test>::LeaveRefused);
        give_notice(1);
        assert_ok!(send(outsider(), leave_call(service, operator(1))));
        assert_eq!(serving(service), [operator(2)]);
    });
}

/// Before, a customer could have an accomplice join after a call, whose result completed it: an operator that answered in time was
/// late, for its manager.
#[test]
fn operator_answers_no_call_from_before_it_joined_and_is_not_reported_for_it() {
    new_chain().execute_with(|| {
        let mut all = [0; 32];
        all[28..].fill(0xff);
        let manager = managers::answering(selector(Hook::GetRequiredResultCount), &all);
        let service = running(manager, 2);
        let before = called(service);
        invited(service, 3);
        assert_ok!(join(service, 3));
        let error = Error::<Test>::JoinedAfterCall;
        let answer = |n, call| try_send(operator(n), result_call(service, call));
        assert_noop!(answer(3, before), error);
        let report = |call| try_send(outsider(), missing_call(service, call, operator(3)));
        assert_noop!(report(before), Error::<Test>::JoinedAfterCall);
        let completed = |call| JobCalls::<Test>::get(service, call).map(|it| it.completed);
        assert_ok!(answer(1, before));
        assert_eq!(completed(before), Some(false));
        // The one that still may answer is waited for, and with it the call is complete.
        let complete = |call| try_send(outsider(), Call::complete_call { service, call });
        assert_noop!(complete(before), Error::<Test>::ResultsMissing);
        assert_ok!(answer(2, before));
        assert_eq!(completed(before), Some(true));
        // It answers the next one.
        let after = called(service);
        assert_ok!(report(after));
        for n in 1..=3 {
            assert_eq!(completed(after), Some(false));
            assert_ok!(answer(n, after));
        }
        assert_eq!(completed(after), Some(true));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}
