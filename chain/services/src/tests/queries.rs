//! Services and requests, found by what they belong to.

use super::{managers, *};
use frame_support::{assert_ok, weights::Weight};

fn page(ids: impl IntoIterator<Item = u64>, next: Option<u64>) -> Page {
    let ids = ids.into_iter().collect();
    Page { ids, next }
}

#[test]
fn services_are_found_by_their_blueprint_and_operators_until_they_end() {
    new_chain().execute_with(|| {
        let first = running(managers::accepting(), 1);
        let second = running(managers::accepting(), 2);
        let blueprint = |id| Services::services_of_blueprint(id, None);
        let operator = |n| Services::services_of_operator(&super::operator(n), None);
        assert_eq!(blueprint(0), page([first], None));
        assert_eq!(blueprint(1), page([second], None));
        assert_eq!(blueprint(2), Page::default());
        assert_eq!(operator(1), page([first, second], None));
        assert_eq!(operator(2), page([second], None));
        assert_eq!(operator(3), Page::default());
        ended(first);
        assert_eq!(blueprint(0), Page::default());
        assert_eq!(operator(1), page([second], None));
    });
}

#[test]
fn service_at_the_end_of_its_life_is_not_found() {
    new_chain().execute_with(|| {
        running(managers::accepting(), 1);
        let_life_end();
        assert_eq!(Services::services_of_blueprint(0, None), Page::default());
        let found = Services::services_of_operator(&operator(1), None);
        assert_eq!(found, Page::default());
    });
}

#[test]
fn requests_are_found_by_their_requester_until_they_end() {
    new_chain().execute_with(|| {
        let (blueprint, first) = requested(managers::accepting(), 1);
        let found = || Services::requests_of(&customer(), None);
        let [second, third] = [(); 2].map(|()| request_service(blueprint, &[operator(1)]));
        assert_eq!(found(), page([first, second, third], None));
        let (request, forfeit) = (second, false);
        assert_ok!(send(customer(), Call::cancel_request { request, forfeit }));
        assert_eq!(found(), page([first, third], None));
        assert_ok!(send(
            operator(1),
            Call::approve {
                request: first,
                revision: 0
            }
        ));
        assert_ok!(send(
            customer(),
            Call::cancel_request {
                request: third,
                forfeit: true
            }
        ));
        assert_eq!(found(), Page::default());
        assert_eq!(Services::requests_of(&outsider(), None), Page::default());
    });
}

#[test]
fn requests_that_wait_for_an_operator_are_found_until_it_answers() {
    new_chain().execute_with(|| {
        let (blueprint, first) = requested(managers::accepting(), 3);
        let found = |n| Services::requests_of_operator(&operator(n), None);
        let second = request_service(blueprint, &[operator(2)]);
        assert_eq!(found(1), page([first], None));
        assert_eq!(found(2), page([first, second], None));
        let modified = modify_call(first, &[operator(2), operator(3)]);
        assert_ok!(send(customer(), modified));
        assert_eq!(found(1), Page::default());
        assert_eq!(found(3), page([first], None));
        let approve = |request, revision| Call::approve { request, revision };
        assert_ok!(send(operator(2), approve(first, 1)));
        assert_eq!(found(2), page([second], None));
        assert_eq!(found(3), page([first], None));
        assert_ok!(send(operator(3), Call::reject { request: first }));
        assert_eq!(found(3), Page::default());
        // The last approval takes the request out of every index.
        assert_ok!(send(operator(2), approve(second, 0)));
        assert_eq!(RequestsOfOperator::<Test>::iter_keys().count(), 0);
        assert_ok!(Services::do_try_state());
    });
}

#[test]
fn waiting_requests_are_paged_from_an_id() {
    new_chain().execute_with(|| {
        let (blueprint, _) = requested(managers::accepting(), 1);
        for _ in 1..5 {
            request_service(blueprint, &[operator(1)]);
        }
        let waiting = |start, limit| Services::waiting_requests(&operator(1), start, limit);
        assert_eq!(waiting(0, 2), (vec![0, 1], Some(2)));
        assert_eq!(waiting(2, 2), (vec![2, 3], Some(4)));
        assert_eq!(waiting(4, 2), (vec![4], None));
        assert_eq!(waiting(u64::MAX, 2), (vec![], None));
        // The last one expires and is removed, with its entry.
        System::set_block_number(System::block_number() + 1_002);
        Services::do_on_idle(System::block_number(), Weight::MAX);
        assert_eq!(waiting(0, 2), (vec![], None));
        assert_eq!(RequestsOfOperator::<Test>::iter_keys().count(), 0);
    });
}

#[test]
fn request_that_expired_is_not_found() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 1);
        System::set_block_number(1_001);
        let found = || Services::requests_of(&customer(), None);
        assert_eq!(found(), page([request], None));
        System::set_block_number(1_002);
        assert_eq!(found(), Page::default());
        assert!(Requests::<Test>::contains_key(request));
    });
}

#[test]
fn pages_hold_a_hundred_ids_in_their_order_and_tell_where_the_next_begins() {
    new_chain().execute_with(|| {
        let (blueprint, _) = requested(managers::accepting(), 1);
        for _ in 1..250 {
            request_service(blueprint, &[operator(1)]);
        }
        // Past the last byte of an id, and around others' requests.
        NextRequestId::<Test>::put(600);
        assert_ok!(send(outsider(), request_call(blueprint, &[operator(1)])));
        request_service(blueprint, &[operator(1)]);
        let after = |id| Services::requests_of(&customer(), id);
        assert_eq!(after(None), page(0..100, Some(99)));
        assert_eq!(after(Some(99)), page(100..200, Some(199)));
        assert_eq!(after(Some(199)), page((200..250).chain([601]), None));
        assert_eq!(after(Some(400)), page([601], None));
        for id in [601, u64::MAX] {
            assert_eq!(after(Some(id)), Page::default());
        }
        // The end of a page is found again when it is no more.
        assert_ok!(send(
            customer(),
            Call::cancel_request {
                request: 99,
                forfeit: true
            }
        ));
        assert_eq!(after(Some(99)), page(100..200, Some(199)));
        assert_eq!(after(None), page((0..99).chain([100]), Some(100)));
    });
}

#[test]
fn page_that_is_exactly_full_is_the_last() {
    new_chain().execute_with(|| {
        let (blueprint, _) = requested(managers::accepting(), 1);
        for _ in 1..MAX_PAGE {
            request_service(blueprint, &[operator(1)]);
        }
        assert_eq!(Services::requests_of(&customer(), None), page(0..100, None));
    });
}

#[test]
fn pages_of_services_go_on_after_an_id() {
    new_chain().execute_with(|| {
        let first = running(managers::accepting(), 2);
        let request = request_service(0, &[operator(2), operator(1)]);
        for n in [1, 2] {
            assert_ok!(send(
                operator(n),
                Call::approve {
                    request,
                    revision: 0
                }
            ));
        }
        let second = page([first + 1], None);
        assert_eq!(Services::services_of_blueprint(0, Some(first)), second);
        for n in [1, 2] {
            let found = Services::services_of_operator(&operator(n), Some(first));
            assert_eq!(found, second);
        }
    });
}
