//! Who pays, how much, and what is exhausted first.

use super::{managers, *};
use frame_support::{
    assert_ok, assert_storage_noop,
    traits::{fungible::Mutate, tokens::Preservation, Get},
    weights::Weight,
};

fn payload_limit() -> u32 {
    <<Test as Config>::MaxPayloadLength as Get<u32>>::get()
}

fn pallet_balance() -> u128 {
    Balances::free_balance(Services::account_id())
}

#[test]
fn weight_charged_is_the_base_and_what_the_hooks_used() {
    for (hook, _) in SELECTORS {
        new_chain().execute_with(|| {
            let (who, call) = step_calling(hook, managers::accepting());
            let most = reserved(call.clone());
            let (sent, records) = crate::trace(|| send(who, call));
            let charged = sent.expect("it passes").actual_weight.expect("it is known");
            let hooks = records
                .iter()
                .fold(Weight::zero(), |sum, hook| sum + hook.weight);
            assert!(charged.all_gt(hooks), "{hook:?}");
            assert!(charged.all_lt(most), "{hook:?}");
            let refunded = most.saturating_sub(charged).ref_time();
            assert!(
                refunded > Services::hook_reserve(1).ref_time() / 2,
                "{hook:?}: the rest is refunded"
            );
        });
    }
}

#[test]
fn weight_reserved_covers_as_many_hooks_as_a_call_makes() {
    for (hook, _) in SELECTORS {
        new_chain().execute_with(|| {
            let (who, call) = step_calling(hook, managers::accepting());
            let most = reserved(call.clone());
            let (_, records) = crate::trace(|| send(who, call));
            let hooks = Services::hook_reserve(records.len() as u64);
            assert!(
                most.all_gt(hooks),
                "{hook:?}: {most:?} for {}",
                records.len()
            );
        });
    }
}

#[test]
fn sender_pays_the_deposit_and_gets_back_what_is_freed() {
    new_chain().execute_with(|| {
        let manager = managers::toggling();
        let advance = pallet_balance();
        let before = Balances::free_balance(owner());
        let (sent, records) = crate::trace(|| {
            send(
                owner(),
                Call::create_blueprint {
                    definition: definition(manager),
                },
            )
        });
        assert_ok!(sent);
        let charged = records[0].deposit_charged;
        assert!(charged > 0);
        assert_eq!(Balances::free_balance(owner()), before - charged);
        assert_eq!(pallet_balance(), advance);

        assert_ok!(send(operator(1), Call::join_operators {}));
        let before = Balances::free_balance(operator(1));
        assert_ok!(send(operator(1), register_call(0)));
        assert_eq!(Balances::free_balance(operator(1)), before + charged);
        assert_eq!(pallet_balance(), advance);
    });
}

#[test]
fn sender_that_cannot_pay_the_deposit_is_refused() {
    new_chain().execute_with(|| {
        let [manager, other] = [managers::toggling(), managers::accepting()];
        let all = Balances::free_balance(owner()) - ED;
        assert_ok!(Balances::transfer(
            &owner(),
            &customer(),
            all,
            Preservation::Expendable
        ));
        let call = Call::create_blueprint {
            definition: definition(manager),
        };
        assert_storage_noop!(assert_eq!(
            try_send(owner(), call),
            Err(Error::<Test>::HookDepositNotCovered.into())
        ));
        let call = Call::create_blueprint {
            definition: definition(other),
        };
        assert_ok!(try_send(owner(), call));
    });
}

#[test]
fn pallet_account_that_cannot_advance_the_deposit_refuses() {
    new_chain().execute_with(|| {
        let manager = managers::toggling();
        let pallet = Services::account_id();
        let all = Balances::free_balance(&pallet) - ED;
        assert_ok!(Balances::transfer(
            &pallet,
            &customer(),
            all,
            Preservation::Preserve
        ));
        let call = Call::create_blueprint {
            definition: definition(manager),
        };
        assert_eq!(
            try_send(owner(), call),
            Err(Error::<Test>::HookDepositExhausted.into())
        );
    });
}

#[test]
fn thousand_requests_exhaust_the_account_that_makes_them_and_nobody_else() {
    new_chain().execute_with(|| {
        let (blueprint, _) = requested(managers::accepting(), 1);
        for _ in 1..MaxRequestsPerAccount::get() {
            request_service(blueprint, &[operator(1)]);
        }
        assert_eq!(
            try_send(customer(), request_call(blueprint, &[operator(1)])),
            Err(Error::<Test>::TooManyRequests.into())
        );
        assert_ok!(send(outsider(), request_call(blueprint, &[operator(1)])));
        assert_ok!(send(
            customer(),
            Call::cancel_request {
                request: 500,
                forfeit: true
            }
        ));
        assert_ok!(send(customer(), request_call(blueprint, &[operator(1)])));
        run_to(1_030);
        assert_eq!(Requests::<Test>::iter().count(), 0);
        assert_ok!(send(customer(), request_call(blueprint, &[operator(1)])));
    });
}

#[test]
fn account_with_too_many_services_starts_no_more() {
    new_chain().execute_with(|| {
        let manager = managers::accepting();
        let blueprint = create_blueprint(BlueprintDefinition {
            max_instances: 100,
            ..definition(manager)
        });
        let operators = register_operators(blueprint, 1);
        let room = Call::set_instance_limit {
            blueprint,
            instance_limit: 100,
        };
        assert_ok!(send(operator(1), room));
        for _ in 0..MaxServicesPerAccount::get() {
            let request = request_service(blueprint, &operators);
            assert_ok!(send(
                operator(1),
                Call::approve {
                    request,
                    revision: 0
                }
            ));
        }
        let request = request_service(blueprint, &operators);
        assert_storage_noop!(assert_eq!(
            try_send(
                operator(1),
                Call::approve {
                    request,
                    revision: 0
                }
            ),
            Err(Error::<Test>::TooManyServices.into())
        ));
        ended(0);
        assert_ok!(send(
            operator(1),
            Call::approve {
                request,
                revision: 0
            }
        ));
    });
}

#[test]
fn payloads_at_their_limit_reach_the_manager() {
    new_chain().execute_with(|| {
        HookWeightLimit::set(Weight::from_parts(20_000_000_000, 1_048_576));
        let manager = managers::recording();
        let service = running(manager, 1);
        let longest = payload(&vec![
            0xff;
            usize::try_from(payload_limit())
                .expect("a small number")
        ]);
        let called = || managers::slot(manager, 3).to_low_u64_be();
        let before = called();
        for (who, call) in [
            (
                customer(),
                Call::call {
                    service,
                    job: 0,
                    inputs: longest.clone(),
                },
            ),
            (
                operator(1),
                Call::submit_result {
                    service,
                    call: 0,
                    outputs: longest.clone(),
                },
            ),
            (
                outsider(),
                Call::submit_report {
                    service,
                    job: 0,
                    call: 0,
                    participant: operator(1),
                    inputs: longest.clone(),
                    outputs: longest.clone(),
                },
            ),
            (
                outsider(),
                Call::report_quality {
                    service,
                    kind: 0,
                    participant: operator(1),
                    evidence: longest.clone(),
                },
            ),
        ] {
            assert_ok!(send(who, call));
        }
        assert_eq!(called(), before + 4);
    });
}

#[test]
fn two_hooks_fit_an_extrinsic() {
    use frame_support::traits::Hooks;
    <Services as Hooks<u64>>::integrity_test();
}

/// A parameter that a runtime chose, and what else would not hold.
#[test]
fn runtime_whose_parameters_do_not_fit_each_other_is_not_whole() {
    use crate::mock::{EraLength, HookWeightLimit, LongestGap, ShortestReview};
    use frame_support::traits::Hooks;
    let whole = || std::panic::catch_unwind(<Services as Hooks<u64>>::integrity_test).is_ok();
    new_chain().execute_with(|| {
        let window = <<Test as Config>::HeartbeatWindow as Get<u32>>::get();
        let (gap, review) = (LongestGap::get(), ShortestReview::get());
        let (era, weight) = (EraLength::get(), HookWeightLimit::get());
        for (index, (parameter, fits)) in [
            (
                Box::new(move || LongestGap::set(window)) as Box<dyn Fn()>,
                true,
            ),
            (Box::new(move || LongestGap::set(window + 1)), false),
            (Box::new(|| ShortestReview::set(u64::MAX)), false),
            (Box::new(|| EraLength::set(0)), false),
            (Box::new(|| HookWeightLimit::set(Weight::MAX)), false),
        ]
        .into_iter()
        .enumerate()
        {
            parameter();
            assert_eq!(whole(), fits, "{index}");
            LongestGap::set(gap);
            ShortestReview::set(review);
            EraLength::set(era);
            HookWeightLimit::set(weight);
            assert!(whole());
        }
    });
}
