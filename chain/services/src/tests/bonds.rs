//! What a requester has on hold while its request waits.

use super::{managers, *};
use frame_support::{
    assert_ok, assert_storage_noop,
    traits::{
        fungible::{Inspect, InspectHold, Mutate},
        tokens::Preservation,
    },
};
use sp_runtime::TokenError;

fn held() -> u128 {
    Balances::balance_on_hold(&HoldReason::RequestBond.into(), &customer())
}

/// What the customer owns, and what there is of the token at all.
fn owned() -> (u128, u128) {
    (
        Balances::total_balance(&customer()),
        Balances::total_issuance(),
    )
}

fn forfeited(request: u64) -> Event<Test> {
    Event::RequestBondForfeited {
        request,
        requester: customer(),
        amount: REQUEST_BOND,
    }
}

#[test]
fn request_that_waits_has_its_bond_on_hold() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 1);
        assert_eq!(held(), REQUEST_BOND);
        let stored = Requests::<Test>::get(request).expect("it waits");
        assert_eq!(stored.bond, REQUEST_BOND);
        request_service(blueprint, &[operator(1)]);
        assert_eq!(held(), 2 * REQUEST_BOND);
        assert_ok!(send(
            customer(),
            Call::cancel_request {
                request,
                forfeit: false
            }
        ));
        assert_eq!(held(), REQUEST_BOND);
    });
}

#[test]
fn requester_that_cannot_pay_the_bond_is_refused() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(definition(managers::accepting()));
        let operators = register_operators(blueprint, 1);
        let all = Balances::free_balance(customer()) - ED - REQUEST_BOND;
        let pay = |amount| {
            let (from, to) = (customer(), owner());
            <Balances as Mutate<_>>::transfer(&from, &to, amount, Preservation::Preserve)
        };
        assert_ok!(pay(all + 1));
        let call = request_call(blueprint, &operators);
        assert_storage_noop!(assert_eq!(
            try_send(customer(), call.clone()),
            Err(TokenError::FundsUnavailable.into())
        ));
        assert_ok!(Balances::mint_into(&customer(), 1));
        assert_ok!(try_send(customer(), call));
    });
}

#[test]
fn bond_stays_on_hold_for_the_service_that_the_last_approval_starts() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        let before = owned();
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        assert_eq!(held(), REQUEST_BOND);
        assert_ok!(send(
            operator(2),
            Call::approve {
                request,
                revision: 0
            }
        ));
        assert_eq!((held(), owned()), (REQUEST_BOND, before));
    });
}

#[test]
fn bond_of_a_rejected_request_is_returned_with_it_even_after_an_approval() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        let before = owned();
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        assert_ok!(send(operator(2), Call::reject { request }));
        let forfeit = false;
        assert_ok!(send(customer(), Call::cancel_request { request, forfeit }));
        assert_eq!((held(), owned()), (0, before));
    });
}

#[test]
fn bond_is_returned_by_expiry_even_after_an_approval() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        let before = owned();
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        run_to(1_003);
        assert!(!Requests::<Test>::contains_key(request));
        assert_eq!((held(), owned()), (0, before));
    });
}

#[test]
fn bond_of_an_expired_request_is_returned_whoever_removes_it() {
    for who in [customer(), outsider()] {
        new_chain().execute_with(|| {
            let (_, request) = requested(managers::accepting(), 2);
            let before = owned();
            assert_ok!(send(
                operator(1),
                Call::approve {
                    request,
                    revision: 0
                }
            ));
            System::set_block_number(1_002);
            events();
            assert_ok!(send(
                who,
                Call::cancel_request {
                    request,
                    forfeit: false
                }
            ));
            assert_eq!(events(), [Event::RequestCancelled { request }]);
            assert_eq!((held(), owned()), (0, before));
        });
    }
}

#[test]
fn bond_is_returned_to_a_requester_that_cancels_before_any_approval() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        let before = owned();
        events();
        assert_ok!(send(
            customer(),
            Call::cancel_request {
                request,
                forfeit: false
            }
        ));
        assert_eq!(events(), [Event::RequestCancelled { request }]);
        assert_eq!((held(), owned()), (0, before));
    });
}

#[test]
fn bond_of_a_requester_that_cancels_after_an_approval_is_burned() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 2);
        let other = request_service(blueprint, &[operator(1)]);
        let (balance, issuance) = owned();
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        System::set_block_number(1_001);
        // A requester that did not see the approval loses nothing.
        let unaware = Call::cancel_request {
            request,
            forfeit: false,
        };
        assert_storage_noop!(assert_eq!(
            try_send(customer(), unaware),
            Err(Error::<Test>::RequestFinal.into())
        ));
        events();
        assert_ok!(send(
            customer(),
            Call::cancel_request {
                request,
                forfeit: true
            }
        ));
        let cancelled = Event::RequestCancelled { request };
        assert_eq!(events(), [cancelled, forfeited(request)]);
        // That of the other request stays.
        assert!(Requests::<Test>::contains_key(other));
        assert_eq!(held(), REQUEST_BOND);
        let burned = (balance - REQUEST_BOND, issuance - REQUEST_BOND);
        assert_eq!(owned(), burned);
    });
}
