//! Requests that change before they are final.

use super::{managers, *};
use frame_support::{assert_ok, assert_storage_noop};

fn refused(who: AccountId32, call: Call<Test>, error: Error<Test>) {
    assert_storage_noop!(assert_eq!(try_send(who, call), Err(error.into())));
}

#[test]
fn request_no_operator_has_approved_is_changed_by_its_requester() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 3);
        let before = Requests::<Test>::get(request).expect("it waits");
        System::set_block_number(400);
        events();
        let call = modify_call(request, &[operator(3), operator(1)]);
        assert_ok!(send(customer(), call));
        assert_eq!(
            events(),
            [Event::RequestModified {
                request,
                revision: 1
            }]
        );
        let asked = [3, 1].map(|n| (operator(n), Answer::Waiting)).to_vec();
        let expected = Request {
            operators: asked.try_into().expect("few operators"),
            permitted_callers: vec![account(4)].try_into().expect("few callers"),
            assets: assets(&[(0xbb, 7)]),
            ttl: 2 * LIFE,
            revision: 1,
            ..before
        };
        assert_eq!(Requests::<Test>::get(request), Some(expected));
        assert_eq!(AccountHoldings::<Test>::get(customer()).requests, 1);
        assert_eq!(Services::do_try_state(), Ok(()));
    });
}

#[test]
fn request_that_changed_starts_the_service_it_asks_for_now() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 3);
        assert_ok!(send(customer(), modify_call(request, &[operator(2)])));
        let of_before = Call::approve {
            request,
            revision: 0,
        };
        refused(operator(2), of_before, Error::RequestChanged);
        refused(
            operator(1),
            Call::approve {
                request,
                revision: 1,
            },
            Error::NotRequested,
        );
        assert_ok!(send(
            operator(2),
            Call::approve {
                request,
                revision: 1
            }
        ));
        let service = Instances::<Test>::get(0).expect("it runs");
        assert_eq!(service.operators.to_vec(), [operator(2)]);
        assert_eq!(service.permitted_callers.to_vec(), [account(4)]);
        assert_eq!(service.assets, assets(&[(0xbb, 7)]));
        assert_eq!(service.ends_at, Some(2 * LIFE));
    });
}

#[test]
fn change_by_anyone_but_the_requester_is_refused() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        for who in [outsider(), owner(), operator(1)] {
            let call = modify_call(request, &[operator(1)]);
            refused(who, call, Error::NotRequester);
        }
    });
}

#[test]
fn change_of_a_request_an_operator_has_approved_is_refused() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        assert_ok!(send(
            operator(2),
            Call::approve {
                request,
                revision: 0
            }
        ));
        let call = modify_call(request, &[operator(1)]);
        refused(customer(), call, Error::RequestFinal);
    });
}

#[test]
fn change_of_a_request_that_is_gone_or_expired_is_refused() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        refused(
            customer(),
            modify_call(7, &[operator(1)]),
            Error::RequestNotFound,
        );
        let call = modify_call(request, &[operator(1)]);
        System::set_block_number(1_002);
        refused(customer(), call.clone(), Error::RequestExpired);
        System::set_block_number(1_001);
        assert_ok!(send(customer(), call));
    });
}

#[test]
fn change_to_the_wrong_operators_is_refused() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(BlueprintDefinition {
            min_operators: 2,
            ..definition(managers::accepting())
        });
        let all = register_operators(blueprint, 4);
        let request = request_service(blueprint, &all[..2]);
        let change = |operators: &[AccountId32]| modify_call(request, operators);
        refused(customer(), change(&all[..1]), Error::TooFewOperators);
        refused(customer(), change(&all), Error::TooManyOperators);
        let twice = [operator(1), operator(1)];
        refused(customer(), change(&twice), Error::DuplicateOperator);
        let stranger = [operator(1), operator(9)];
        refused(customer(), change(&stranger), Error::NotOperator);
        assert_ok!(send(operator(9), Call::join_operators {}));
        refused(customer(), change(&stranger), Error::NotRegistered);
        let pause = Call::set_available { available: false };
        assert_ok!(send(operator(4), pause));
        refused(customer(), change(&all[2..]), Error::OperatorNotActive);
    });
}

#[test]
fn request_with_an_asset_named_twice_is_refused() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 1);
        let twice = assets(&[(0, 1), (0xaa, 1), (0, 2)]);
        for mut call in [
            request_call(blueprint, &[operator(1)]),
            modify_call(request, &[operator(1)]),
        ] {
            if let Call::request { assets, .. } | Call::modify_request { assets, .. } = &mut call {
                *assets = twice.clone();
            }
            refused(customer(), call, Error::DuplicateAsset);
        }
    });
}

#[test]
fn request_with_as_many_assets_as_there_may_be_is_taken_and_one_more_does_not_decode() {
    new_chain().execute_with(|| {
        let most: Vec<_> = (0..8).map(|token| (token, u128::MAX)).collect();
        let (blueprint, _) = requested(managers::accepting(), 1);
        let mut call = request_call(blueprint, &[operator(1)]);
        if let Call::request { assets: named, .. } = &mut call {
            *named = assets(&most);
            let mut more = named.to_vec();
            more.push(Asset {
                token: H160::repeat_byte(9),
                amount: 0,
            });
            assert!(AssetsOf::<Test>::try_from(more).is_err());
        }
        assert_ok!(send(customer(), call));
        let stored = Requests::<Test>::get(1).expect("it waits");
        assert_eq!(stored.assets, assets(&most));
    });
}

#[test]
fn change_is_passed_to_the_manager_with_the_request_and_its_inputs() {
    new_chain().execute_with(|| {
        let (_, request) = requested(managers::accepting(), 2);
        let call = modify_call(request, &[operator(2)]);
        let most = reserved(call.clone());
        let (sent, hooks) = crate::trace(|| send(customer(), call));
        let charged = sent.expect("it passes").actual_weight;
        assert!(charged.expect("it is known").all_lt(most));
        let expected = crate::encoding::Message::Request {
            request,
            next_service: 0,
            requester: Services::address_of(&customer()),
            operators: vec![Services::offender_id(&operator(2))],
            inputs: b"config",
            permitted_callers: vec![],
            ttl: 2 * LIFE,
        };
        let reported: Vec<_> = hooks.into_iter().map(|it| Some(it.calldata)).collect();
        assert_eq!(reported, [expected.encode(Generation::Core0_20)]);
    });
}

#[test]
fn change_the_manager_refuses_leaves_the_request_as_it_was() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 2);
        let refusing = managers::refusing_only(selector(Hook::OnRequest), b"word");
        Blueprints::<Test>::mutate(blueprint, |blueprint| {
            blueprint.as_mut().expect("it is there").definition.manager = refusing;
        });
        refused(
            customer(),
            modify_call(request, &[operator(1)]),
            Error::HookReverted(*b"wor"),
        );
    });
}

#[test]
fn inputs_of_a_request_are_kept_as_long_as_it_waits() {
    new_chain().execute_with(|| {
        let (blueprint, request) = requested(managers::accepting(), 1);
        assert_eq!(RequestInputs::<Test>::get(request), payload(b"config"));
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
        let mut call = request_call(blueprint, &[operator(1)]);
        if let Call::request { inputs, .. } = &mut call {
            *inputs = payload(b"");
        }
        assert_ok!(send(customer(), call));
        assert_eq!(RequestInputs::<Test>::iter().count(), 0);
    });
}
