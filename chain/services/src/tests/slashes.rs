//! Slashes: proposed, reviewed, executed.

use super::{managers, *};
use frame_support::{
    assert_ok, assert_storage_noop,
    traits::{fungible::InspectHold, UnfilteredDispatchable},
};
use sp_runtime::DispatchError;

fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_storage_noop!(assert_eq!(try_send(who, call), Err(error.into())));
}

fn held() -> u128 {
    Balances::balance_on_hold(&HoldReason::OperatorBond.into(), &operator(1))
}

fn record() -> OperatorOf<Test> {
    Operators::<Test>::get(operator(1)).expect("it is one")
}

/// The proposal of [`slash_call`] with another share.
fn share_call(service: u64, evidence: u8, share: u8) -> Call<Test> {
    let mut call = slash_call(service, evidence);
    if let Call::propose_slash { percent, .. } = &mut call {
        *percent = Percent::from_percent(share);
    }
    call
}

fn veto(origin: RuntimeOrigin, slash: u64) -> Result<(), DispatchError> {
    RuntimeCall::from(Call::veto_slash { slash })
        .dispatch_bypass_filter(origin)
        .map(|_| ())
        .map_err(|failed| failed.error)
}

/// Execute a slash; returns what it took.
fn execute(slash: u64) -> u128 {
    let before = (held(), Balances::total_issuance(), record().slashed);
    events();
    assert_ok!(send(outsider(), Call::execute_slash { slash }));
    let [Event::SlashExecuted {
        slash: executed,
        operator: slashed,
        amount,
    }] = &events()[..]
    else {
        panic!("it was executed")
    };
    assert_eq!((*executed, slashed), (slash, &operator(1)));
    assert_eq!(held(), before.0 - amount);
    assert_eq!(Balances::total_issuance(), before.1 - amount);
    assert_eq!(record().slashed, before.2 + amount);
    assert_eq!(record().bond, held());
    assert_eq!(Services::do_try_state(), Ok(()));
    *amount
}

#[test]
fn slash_captures_the_bond_and_waits_for_its_review() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        events();
        assert_ok!(send(customer(), slash_call(service, 1)));
        let proposed = Event::SlashProposed {
            slash: 0,
            service,
            operator: operator(1),
            percent: Percent::from_percent(10),
            executable_at: 100_801,
        };
        assert_eq!(events(), [proposed]);
        let expected = Slash {
            blueprint: 0,
            service,
            operator: operator(1),
            percent: Percent::from_percent(10),
            evidence: H256::repeat_byte(1),
            captured: BOND,
            slashed_before: 0,
            executable_at: 100_801,
        };
        assert_eq!(Slashes::<Test>::get(0), Some(expected));
        assert_eq!((record().pending_slashes, held()), (1, BOND));
        System::set_block_number(100_800);
        let execute = Call::execute_slash { slash: 0 };
        refused(outsider(), execute, Error::SlashUnderReview);
    });
}

#[test]
fn slash_after_its_review_is_executed_once_by_anyone() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        assert_eq!(execute(0), BOND / 10);
        assert_eq!(record().pending_slashes, 0);
        let again = Call::execute_slash { slash: 0 };
        refused(outsider(), again, Error::SlashNotFound);
        let veto = veto(RuntimeOrigin::root(), 0);
        assert_eq!(veto, Err(Error::<Test>::SlashNotFound.into()));
    });
}

#[test]
fn slash_is_proposed_until_the_service_is_gone() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let_life_end();
        assert_ok!(send(customer(), slash_call(service, 1)));
        assert_ok!(send(outsider(), Call::terminate { service }));
        refused(customer(), slash_call(service, 2), Error::ServiceNotFound);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn slashes_of_one_captured_bond_take_no_more_than_all_of_it() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for (evidence, share) in [(1, 60), (2, 50), (3, 10)] {
            let call = share_call(service, evidence, share);
            assert_ok!(send(customer(), call));
        }
        let_review_end();
        assert_eq!(execute(0), BOND / 10 * 6);
        // Of the bond that is left; the others are of the whole.
        assert_ok!(send(customer(), share_call(service, 4, 50)));
        assert_eq!(Slashes::<Test>::get(3).expect("it waits").captured, 2_000);
        assert_eq!(execute(2), BOND / 10);
        assert_eq!(execute(1), BOND / 10 * 3);
        assert_eq!(held(), 0);
        let_review_end();
        assert_eq!(execute(3), 0);
        refused(customer(), slash_call(service, 5), Error::EmptySlash);
    });
}

#[test]
fn slash_takes_no_more_than_others_have_left_of_its_capture() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for (evidence, share) in [(1, 40), (2, 100)] {
            assert_ok!(send(customer(), share_call(service, evidence, share)));
        }
        // As if the bond had grown since.
        Slashes::<Test>::mutate(1, |slash| {
            slash.as_mut().expect("it waits").captured = BOND / 2;
        });
        let_review_end();
        assert_eq!(execute(0), BOND / 10 * 4);
        assert_eq!(execute(1), BOND / 10);
        assert_eq!(held(), BOND / 2);
    });
}

#[test]
fn slash_takes_no_more_than_is_on_hold() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), share_call(service, 1, 50)));
        // As if the bond had been larger.
        Slashes::<Test>::mutate(0, |slash| {
            slash.as_mut().expect("it waits").captured = 4 * BOND;
        });
        let_review_end();
        assert_eq!(execute(0), BOND);
    });
}

#[test]
fn slash_by_anyone_but_its_origin_is_refused() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for who in [outsider(), operator(1), operator(2)] {
            refused(who, slash_call(service, 1), Error::NotSlashingOrigin);
        }
    });
}

#[test]
fn slash_is_proposed_by_whom_the_manager_names_and_by_the_owner_of_the_blueprint_alone() {
    new_chain().execute_with(|| {
        let mut named = [0; 32];
        named[12..].copy_from_slice(Services::address_of(&outsider()).as_bytes());
        let manager = managers::answering(selector(Hook::QuerySlashingOrigin), &named);
        let service = running(manager, 2);
        // The service's owner is a customer.
        refused(customer(), slash_call(service, 1), Error::NotSlashingOrigin);
        assert_ok!(send(outsider(), slash_call(service, 1)));
        assert_ok!(send(owner(), slash_call(service, 2)));
        let evidence = H256::repeat_byte(3);
        let manager = Services::account_of(&manager);
        let percent = Percent::from_percent(10);
        assert_ok!(Services::file_slash(
            &manager,
            service,
            operator(1),
            percent,
            evidence
        ));
    });
}

#[test]
fn slashing_origin_is_the_one_of_the_start_and_goes_with_the_service() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_eq!(SlashingOrigins::<Test>::get(service), Some(customer()));
        // What the manager would say now does not matter.
        managers::vanish(
            Blueprints::<Test>::get(0)
                .expect("it exists")
                .definition
                .manager,
        );
        assert_ok!(send(customer(), slash_call(service, 1)));
        assert_ok!(send(customer(), Call::terminate { service }));
        assert_eq!(SlashingOrigins::<Test>::get(service), None);
    });
}

#[test]
fn slash_is_proposed_by_no_account_where_the_manager_gives_no_answer() {
    let query = selector(Hook::QuerySlashingOrigin);
    let managers: [fn([u8; 4]) -> H160; 4] = [
        |query| managers::refusing_only(query, b"word"),
        |query| managers::looping_only(query),
        |query| managers::answering(query, &[7; 31]),
        |query| managers::answering(query, &[0xff; 32]),
    ];
    for manager in managers {
        new_chain().execute_with(|| {
            let service = running(manager(query), 2);
            for who in [customer(), owner(), outsider()] {
                refused(who, slash_call(service, 1), Error::NotSlashingOrigin);
            }
        });
    }
}

#[test]
fn slash_of_nothing_or_of_anyone_who_does_not_serve_is_refused() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        refused(customer(), slash_call(7, 1), Error::ServiceNotFound);
        refused(customer(), share_call(service, 1, 0), Error::EmptySlash);
        let mut other = slash_call(service, 1);
        if let Call::propose_slash { operator, .. } = &mut other {
            *operator = outsider();
        }
        refused(customer(), other, Error::NotServiceOperator);
    });
}

#[test]
fn evidence_counts_once_for_each_operator_and_service_even_after_a_veto() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        let other = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        refused(customer(), slash_call(service, 1), Error::EvidenceUsed);
        assert_ok!(veto(RuntimeOrigin::root(), 0));
        refused(customer(), slash_call(service, 1), Error::EvidenceUsed);
        assert_ok!(send(customer(), slash_call(service, 2)));
        assert_ok!(send(customer(), slash_call(other, 1)));
        let mut second = slash_call(service, 1);
        if let Call::propose_slash { operator, .. } = &mut second {
            *operator = super::operator(2);
        }
        assert_ok!(send(customer(), second));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn operator_with_too_many_slashes_waiting_gets_no_more() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        for evidence in 0..8 {
            assert_ok!(send(customer(), slash_call(service, evidence)));
        }
        refused(customer(), slash_call(service, 8), Error::TooManySlashes);
        assert_ok!(veto(RuntimeOrigin::root(), 3));
        assert_ok!(send(customer(), slash_call(service, 8)));
    });
}

#[test]
fn slashes_that_wait_in_one_service_leave_room_for_those_of_another() {
    new_chain().execute_with(|| {
        let (own, honest) = (
            running(managers::accepting(), 2),
            running(managers::accepting(), 2),
        );
        for evidence in 0..8 {
            assert_ok!(send(customer(), slash_call(own, evidence)));
        }
        assert_ok!(send(customer(), slash_call(honest, 0)));
        assert_eq!(record().pending_slashes, 9);
        let_review_end();
        for slash in 0..9 {
            assert_ok!(send(outsider(), Call::execute_slash { slash }));
        }
        assert_eq!(record().pending_slashes, 0);
        assert_eq!(PendingSlashes::<Test>::iter().count(), 0);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn operator_whose_bond_was_slashed_takes_nothing_new_until_it_is_restored() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        assert_eq!(execute(0), BOND / 10);

        let other = create_blueprint(definition(managers::accepting()));
        refused(operator(1), register_call(other), Error::BondIncomplete);
        let asked = request_call(0, &[operator(1)]);
        refused(customer(), asked.clone(), Error::BondIncomplete);
        // It still does what it has taken on.
        assert_ok!(send(operator(1), result_call(service, call)));

        events();
        let restore = Call::restore_bond {};
        assert_ok!(send(operator(1), restore.clone()));
        let restored = Event::BondRestored {
            operator: operator(1),
            amount: BOND / 10,
        };
        assert_eq!(events(), [restored]);
        assert_eq!((record().bond, held()), (BOND, BOND));
        refused(operator(1), restore, Error::BondComplete);
        assert_ok!(send(operator(1), register_call(other)));
        assert_ok!(send(customer(), asked));
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn slash_is_vetoed_by_its_origin_alone_until_it_is_executed() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 2);
        assert_ok!(send(customer(), slash_call(service, 1)));
        let_review_end();
        for who in [customer(), owner(), operator(1)] {
            let denied = veto(RuntimeOrigin::signed(who), 0);
            assert_eq!(denied, Err(DispatchError::BadOrigin));
        }
        events();
        assert_ok!(veto(RuntimeOrigin::root(), 0));
        assert_eq!(events(), [Event::SlashVetoed { slash: 0 }]);
        assert_eq!((record().pending_slashes, held()), (0, BOND));
        let execute = Call::execute_slash { slash: 0 };
        refused(outsider(), execute, Error::SlashNotFound);
    });
}

#[test]
fn operator_leaves_only_once_no_slash_waits_even_if_the_service_has_ended() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        assert_ok!(send(customer(), Call::terminate { service }));
        run_to(3);
        assert_eq!(SlashEvidence::<Test>::iter().count(), 0);
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        assert_ok!(send(operator(1), Call::leave_operators {}));
        let leave = Call::finish_leaving {};
        refused(operator(1), leave.clone(), Error::SlashesPending);
        let_review_end();
        assert_eq!(execute(0), BOND / 10);
        let before = Balances::free_balance(operator(1));
        assert_ok!(send(operator(1), leave));
        let after = Balances::free_balance(operator(1));
        assert_eq!(after, before + BOND / 10 * 9);
    });
}
