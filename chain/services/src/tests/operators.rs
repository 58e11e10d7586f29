//! Joining, pausing, leaving.

use super::{managers, *};
use frame_support::{
    assert_noop, assert_ok, assert_storage_noop,
    traits::{fungible::InspectHold, tokens::Preservation},
};

fn held(operator: &AccountId32) -> u128 {
    Balances::balance_on_hold(&HoldReason::OperatorBond.into(), operator)
}

#[test]
fn operator_that_joins_is_active_and_bonded() {
    new_chain().execute_with(|| {
        assert_ok!(send(operator(1), Call::join_operators {}));
        let expected = Operator {
            status: OperatorStatus::Active,
            bond: BOND,
            blueprints: 0,
            slashed: 0,
            pending_slashes: 0,
            serves_until: None,
        };
        assert_eq!(Operators::<Test>::get(operator(1)), Some(expected));
        assert_eq!(held(&operator(1)), BOND);
        assert_eq!(
            events(),
            [Event::OperatorJoined {
                operator: operator(1)
            }]
        );
    });
}

#[test]
fn operator_that_joins_twice_is_refused() {
    new_chain().execute_with(|| {
        assert_ok!(send(operator(1), Call::join_operators {}));
        let again = RuntimeCall::from(Call::join_operators {});
        assert_noop!(
            frame_support::traits::UnfilteredDispatchable::dispatch_bypass_filter(
                again,
                RuntimeOrigin::signed(operator(1))
            ),
            Error::<Test>::AlreadyOperator
        );
    });
}

#[test]
fn account_that_cannot_pay_the_bond_is_no_operator() {
    new_chain().execute_with(|| {
        let poor = operator(1);
        let all = Balances::free_balance(&poor) - BOND;
        assert_ok!(
            <Balances as frame_support::traits::fungible::Mutate<_>>::transfer(
                &poor,
                &owner(),
                all,
                Preservation::Preserve
            )
        );
        assert!(try_send(poor.clone(), Call::join_operators {}).is_err());
        assert!(Operators::<Test>::get(poor).is_none());
    });
}

#[test]
fn account_that_is_no_operator_changes_nothing() {
    new_chain().execute_with(|| {
        for call in [
            Call::set_available { available: true },
            Call::leave_operators {},
            Call::finish_leaving {},
            leave_call(0, operator(1)),
        ] {
            assert_eq!(
                try_send(outsider(), call),
                Err(Error::<Test>::NotOperator.into())
            );
        }
    });
}

#[test]
fn operator_pauses_and_resumes() {
    new_chain().execute_with(|| {
        assert_ok!(send(operator(1), Call::join_operators {}));
        events();
        for (available, status) in [
            (false, OperatorStatus::Inactive),
            (true, OperatorStatus::Active),
        ] {
            assert_ok!(send(operator(1), Call::set_available { available }));
            assert_eq!(
                Operators::<Test>::get(operator(1))
                    .expect("it joined")
                    .status,
                status
            );
            let operator = operator(1);
            assert_eq!(
                events(),
                [Event::OperatorStatusChanged { operator, status }]
            );
        }
    });
}

#[test]
fn operator_that_leaves_serves_to_the_end_and_takes_its_bond() {
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        let call = called(service);
        assert_ok!(send(operator(1), Call::leave_operators {}));
        let refused = |call: Call<Test>, error: Error<Test>| {
            assert_eq!(try_send(operator(1), call), Err(error.into()));
        };
        refused(Call::leave_operators {}, Error::OperatorLeaving);
        refused(
            Call::set_available { available: true },
            Error::OperatorLeaving,
        );
        refused(Call::finish_leaving {}, Error::OperatorStillRegistered);
        refused(Call::unregister { blueprint: 0 }, Error::ServicesRunning);
        assert_eq!(
            try_send(customer(), request_call(0, &[operator(1)])),
            Err(Error::<Test>::OperatorNotActive.into())
        );

        assert_ok!(send(operator(1), result_call(service, call)));
        ended(service);
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        assert_ok!(send(operator(1), Call::finish_leaving {}));
        assert_eq!(held(&operator(1)), 0);
        assert_eq!(
            events().last(),
            Some(&Event::OperatorLeft {
                operator: operator(1)
            })
        );
        assert!(Operators::<Test>::get(operator(1)).is_none());
        assert_ok!(send(operator(1), Call::join_operators {}));
    });
}

#[test]
fn operator_that_stays_cannot_take_its_bond() {
    new_chain().execute_with(|| {
        assert_ok!(send(operator(1), Call::join_operators {}));
        assert_eq!(
            try_send(operator(1), Call::finish_leaving {}),
            Err(Error::<Test>::OperatorNotLeaving.into())
        );
    });
}

#[test]
fn operator_that_is_not_active_takes_on_nothing() {
    for pause in [
        Call::set_available { available: false },
        Call::leave_operators {},
    ] {
        new_chain().execute_with(|| {
            let (blueprint, request) = requested(managers::accepting(), 2);
            let other = create_blueprint(definition(managers::accepting()));
            assert_ok!(send(operator(1), pause));
            let error = Err(Error::<Test>::OperatorNotActive.into());
            assert_eq!(try_send(operator(1), register_call(other)), error);
            assert_eq!(
                try_send(
                    operator(1),
                    Call::approve {
                        request,
                        revision: 0
                    }
                ),
                error
            );
            assert_eq!(
                try_send(customer(), request_call(blueprint, &[operator(1)])),
                error
            );
        });
    }
}

#[test]
fn operator_changes_its_rpc_address_and_keeps_its_key() {
    new_chain().execute_with(|| {
        TestGeneration::set(Generation::Substrate1_4);
        let blueprint = create_blueprint(definition(managers::accepting()));
        register_operators(blueprint, 2);
        let update = |key: Vec<u8>, address: &str| {
            let named = (alloy_primitives::Bytes::from(key), address.to_string());
            let inputs = (named, alloy_primitives::Bytes::new()).abi_encode_params();
            Call::update_preferences {
                blueprint,
                inputs: payload(&inputs),
            }
        };
        let refused = |who, call, error: Error<Test>| {
            assert_storage_noop!(assert_eq!(try_send(who, call), Err(error.into())));
        };
        refused(
            operator(1),
            update(key(2), "https://one"),
            Error::InvalidPreferences,
        );
        refused(
            operator(3),
            update(key(3), "https://three"),
            Error::NotRegistered,
        );
        events();
        assert_ok!(send(operator(1), update(key(1), "https://one")));
        let operator = operator(1);
        let updated = Event::PreferencesUpdated {
            blueprint,
            operator: operator.clone(),
        };
        assert_eq!(events(), [updated]);
        let stored = Preferences::<Test>::get(blueprint, &operator).expect("it is registered");
        assert_eq!(stored.rpc_address.to_vec(), b"https://one");
        assert_eq!(stored.key.to_vec(), key(1));
        assert_eq!(Services::do_try_state(), Ok(()));
        TestGeneration::set(Generation::Core0_20);
    });
}
