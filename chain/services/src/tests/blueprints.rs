//! Blueprints and registrations.

use super::{managers, *};
use frame_support::{assert_ok, assert_storage_noop};

#[test]
fn blueprint_is_created_as_defined() {
    new_chain().execute_with(|| {
        let definition = definition(managers::accepting());
        let blueprint = create_blueprint(definition.clone());
        let manager = definition.manager;
        let owner = owner();
        assert_eq!(
            Blueprints::<Test>::get(blueprint),
            Some(Blueprint {
                owner: owner.clone(),
                definition,
                instances: 0
            })
        );
        assert_eq!(
            events(),
            [Event::BlueprintCreated {
                blueprint,
                owner,
                manager
            }]
        );
    });
}

#[test]
fn definition_that_contradicts_itself_is_refused() {
    new_chain().execute_with(|| {
        let sound = definition(managers::accepting());
        for definition in [
            BlueprintDefinition {
                min_operators: 0,
                ..sound.clone()
            },
            BlueprintDefinition {
                min_operators: 4,
                ..sound.clone()
            },
            BlueprintDefinition {
                max_operators: 129,
                ..sound.clone()
            },
            BlueprintDefinition {
                max_instances: 0,
                ..sound.clone()
            },
        ] {
            assert_eq!(
                try_send(owner(), Call::create_blueprint { definition }),
                Err(Error::<Test>::InvalidDefinition.into())
            );
        }
    });
}

#[test]
fn account_with_too_many_blueprints_creates_no_more() {
    new_chain().execute_with(|| {
        let definition = definition(managers::accepting());
        for _ in 0..MaxBlueprintsPerAccount::get() {
            create_blueprint(definition.clone());
        }
        assert_eq!(
            try_send(
                owner(),
                Call::create_blueprint {
                    definition: definition.clone()
                }
            ),
            Err(Error::<Test>::TooManyBlueprints.into())
        );
        assert_ok!(send(outsider(), Call::create_blueprint { definition }));
    });
}

#[test]
fn ids_that_are_used_up_are_not_given_out_again() {
    type Prepare = fn() -> (AccountId32, Call<Test>);
    let exhausted: [Prepare; 5] = [
        || {
            NextBlueprintId::<Test>::put(u64::MAX);
            step_calling(Hook::OnBlueprintCreated, managers::accepting())
        },
        || {
            NextRequestId::<Test>::put(u64::MAX);
            step_calling(Hook::OnRequest, managers::accepting())
        },
        || {
            NextServiceId::<Test>::put(u64::MAX);
            step_calling(Hook::OnServiceInitialized, managers::accepting())
        },
        || {
            let step = step_calling(Hook::OnJobCall, managers::accepting());
            NextJobCallId::<Test>::put(u64::MAX);
            step
        },
        || {
            NextSlashId::<Test>::put(u64::MAX);
            step_calling(Hook::OnUnappliedSlash, managers::accepting())
        },
    ];
    for prepare in exhausted {
        new_chain().execute_with(|| {
            let (who, call) = prepare();
            assert_eq!(try_send(who, call), Err(Error::<Test>::IdsExhausted.into()));
        });
    }
}

#[test]
fn registration_keeps_the_limit_of_the_operator() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(definition(managers::accepting()));
        register_operators(blueprint, 1);
        let operator = operator(1);
        let registration = |instance_limit| {
            Some(Registration {
                instance_limit,
                instances: 0,
            })
        };
        assert_eq!(
            Registrations::<Test>::get(blueprint, &operator),
            registration(2)
        );
        assert_eq!(
            Operators::<Test>::get(&operator)
                .expect("it joined")
                .blueprints,
            1
        );
        events();
        let call = Call::set_instance_limit {
            blueprint,
            instance_limit: 9,
        };
        assert_ok!(send(operator.clone(), call));
        assert_eq!(
            Registrations::<Test>::get(blueprint, &operator),
            registration(9)
        );
        assert_eq!(
            events(),
            [Event::InstanceLimitSet {
                blueprint,
                operator,
                instance_limit: 9
            }]
        );
    });
}

#[test]
fn registration_is_given_up() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(definition(managers::accepting()));
        register_operators(blueprint, 1);
        let operator = operator(1);
        events();
        assert_ok!(send(operator.clone(), Call::unregister { blueprint }));
        assert_eq!(Registrations::<Test>::get(blueprint, &operator), None);
        assert_eq!(
            Operators::<Test>::get(&operator)
                .expect("it joined")
                .blueprints,
            0
        );
        assert_eq!(
            events(),
            [Event::Unregistered {
                blueprint,
                operator
            }]
        );
    });
}

#[test]
fn registration_out_of_order_is_refused() {
    new_chain().execute_with(|| {
        let blueprint = create_blueprint(definition(managers::accepting()));
        let refused = |who: AccountId32, call: Call<Test>, error: Error<Test>| {
            assert_eq!(try_send(who, call), Err(error.into()));
        };
        refused(outsider(), register_call(blueprint), Error::NotOperator);
        assert_ok!(send(operator(1), Call::join_operators {}));
        refused(operator(1), register_call(7), Error::BlueprintNotFound);
        refused(
            operator(1),
            Call::unregister { blueprint: 7 },
            Error::BlueprintNotFound,
        );
        refused(
            operator(1),
            Call::unregister { blueprint },
            Error::NotRegistered,
        );
        let limit = Call::set_instance_limit {
            blueprint,
            instance_limit: 1,
        };
        refused(operator(1), limit, Error::NotRegistered);
        assert_ok!(send(operator(1), register_call(blueprint)));
        refused(
            operator(1),
            register_call(blueprint),
            Error::AlreadyRegistered,
        );
    });
}

#[test]
fn operator_registers_for_as_many_blueprints_as_it_may() {
    new_chain().execute_with(|| {
        MaxBlueprintsPerAccount::set(10);
        let definition = definition(managers::accepting());
        assert_ok!(send(operator(1), Call::join_operators {}));
        for _ in 0..MaxBlueprintsPerOperator::get() {
            let blueprint = create_blueprint(definition.clone());
            assert_ok!(send(operator(1), register_call(blueprint)));
        }
        let blueprint = create_blueprint(definition);
        assert_eq!(
            try_send(operator(1), register_call(blueprint)),
            Err(Error::<Test>::TooManyRegistrations.into())
        );
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        assert_ok!(send(operator(1), register_call(blueprint)));
    });
}

#[test]
fn manager_that_no_hook_binds_is_bound_by_its_owner_alone() {
    new_chain().execute_with(|| {
        TestGeneration::set(Generation::Seed2024);
        let create = |manager| Call::create_blueprint {
            definition: definition(manager),
        };
        let manager = managers::accepting();
        for stranger in [customer(), operator(1), outsider()] {
            assert_storage_noop!(assert_eq!(
                try_send(stranger, create(manager)),
                Err(Error::<Test>::NotManagerOwner.into())
            ));
        }
        // One that names no owner, one that cannot be asked.
        for other in [managers::silent(), managers::trapping()] {
            assert_storage_noop!(assert_eq!(
                try_send(owner(), create(other)),
                Err(Error::<Test>::NotManagerOwner.into())
            ));
        }
        assert_ok!(send(owner(), create(manager)));
        TestGeneration::set(Generation::Core0_20);
    });
}
