//! The same lifecycle in each generation.

use super::{managers, *};
use blueprint_abi::offender::AccountOffender;
use codec::Encode;
use frame_support::{assert_ok, assert_storage_noop};

/// The selector of a hook in a generation, as published; `None` where the generation lacks it.
pub fn selector_in(hook: Hook, generation: Generation) -> Option<[u8; 4]> {
    let selector = match (generation, hook) {
        (Generation::Core0_10, Hook::OnJobResult) => 0xc40c_80d1_u32,
        (Generation::Core0_10 | Generation::Core0_20, _) => return Some(selector(hook)),
        (_, Hook::GetRequiredResultCount)
        | (_, Hook::GetHeartbeatInterval)
        | (_, Hook::GetHeartbeatThreshold) => return None,
        (_, Hook::OnJobCall) => 0x9838_caa3,
        (_, Hook::VerifyReport) => 0x3bce_b22f,
        (_, Hook::VerifyQualityReport) => 0x8146_52f3,
        (_, Hook::QuerySlashingOrigin) => 0x74ce_eb55,
        (Generation::Substrate1_4, hook) => match hook {
            Hook::OnBlueprintCreated => 0x0b65_35d7,
            Hook::OnRegister => 0xc4b4_4839,
            Hook::OnUnregister | Hook::OnUnregisterLeaving => 0xe050_3b71,
            Hook::OnRequest => 0xa40a_9527,
            Hook::OnApprove => 0x5287_cd5f,
            Hook::OnReject => 0xa9c3_80e1,
            Hook::OnServiceInitialized => 0xd7de_b482,
            Hook::OnServiceTermination | Hook::OnServiceExpiry => 0xa24e_8a90,
            Hook::OnOperatorLeft => 0x10f7_72b8,
            Hook::OnUpdatePreferences => 0xdcfe_e99a,
            Hook::CanJoin => 0x760c_379f,
            Hook::OnOperatorJoined => 0x8927_0616,
            Hook::CanLeave => 0x2548_9146,
            Hook::OnJobResult => 0x29b9_8dc7,
            Hook::OnUnappliedSlash => 0x0881_898f,
            Hook::OnSlash => 0x7e14_b919,
            _ => return None,
        },
        (Generation::Seed2024, hook) => match hook {
            Hook::OnRegister => 0xa7c6_6f86,
            Hook::OnRequest => 0x6dfe_e236,
            Hook::OnJobResult => 0xd32e_11e2,
            _ => return None,
        },
    };
    Some(selector.to_be_bytes())
}

/// Run a test once for each generation that names operators by keys.
fn in_words_with_keys(test: impl Fn(Generation)) {
    for generation in [Generation::Substrate1_4, Generation::Seed2024] {
        TestGeneration::set(generation);
        new_chain().execute_with(|| test(generation));
    }
}

#[test]
fn indices_on_the_wire_are_kept() {
    let indices = Generation::ALL.map(|generation| generation.encode());
    assert_eq!(indices, [[0], [1], [2], [3]]);
}

#[test]
fn generation_has_the_hooks_that_have_a_selector() {
    for generation in Generation::ALL {
        for (hook, _) in SELECTORS {
            let known = selector_in(hook, generation).is_some();
            assert_eq!(generation.has(hook), known, "{hook:?} {generation:?}");
        }
    }
}

#[test]
fn life_of_a_service_is_reported_in_every_generation() {
    for generation in Generation::ALL {
        TestGeneration::set(generation);
        new_chain().execute_with(|| {
            let manager = managers::counting();
            let service = running(manager, 2);
            let call = called(service);
            for n in 1..=2 {
                // In the core's words a job ends with the results its manager requires: here 1.
                let sent = try_send(operator(n), result_call(service, call));
                assert_eq!(sent.is_ok(), n == 1);
            }
            assert_ok!(send(outsider(), report_call(service, call, operator(1))));
            assert_ok!(send(
                outsider(),
                quality_call(service, operator(1), b"slow")
            ));
            assert_ok!(send(customer(), slash_call(service, 1)));
            let_review_end();
            assert_ok!(send(outsider(), Call::execute_slash { slash: 0 }));
            give_notice(2);
            assert_ok!(send(outsider(), leave_call(service, operator(2))));
            assert_ok!(send(customer(), Call::terminate { service }));
            assert_ok!(send(operator(1), Call::restore_bond {}));
            let request = request_service(0, &[operator(1)]);
            assert_ok!(send(operator(1), Call::reject { request }));
            assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
            assert_eq!(Services::do_try_state(), Ok(()));

            for (hook, times) in [
                (Hook::OnBlueprintCreated, 1),
                (Hook::OnRegister, 2),
                (Hook::OnUnregister, 1),
                (Hook::OnRequest, 2),
                (Hook::OnApprove, 2),
                (Hook::OnReject, 1),
                (Hook::OnServiceInitialized, 1),
                (Hook::OnOperatorLeft, 1),
                (Hook::OnServiceTermination, 1),
                (Hook::OnJobCall, 1),
                (Hook::OnJobResult, 1),
                (Hook::VerifyReport, 1),
                (Hook::VerifyQualityReport, 1),
                (Hook::OnUnappliedSlash, 1),
                (Hook::OnSlash, 1),
            ] {
                if let Some(selector) = selector_in(hook, generation) {
                    let heard = managers::counted(manager, selector);
                    assert_eq!(heard, times, "{hook:?} {generation:?}");
                }
            }
        });
    }
}

#[test]
fn manager_of_another_generation_hears_nothing_it_knows() {
    for (spoken, other) in [
        (Generation::Substrate1_4, Generation::Core0_20),
        (Generation::Seed2024, Generation::Core0_20),
        (Generation::Core0_20, Generation::Substrate1_4),
    ] {
        TestGeneration::set(spoken);
        new_chain().execute_with(|| {
            let manager = managers::counting();
            running(manager, 1);
            for hook in [Hook::OnRegister, Hook::OnRequest, Hook::OnApprove] {
                if let Some(selector) = selector_in(hook, other) {
                    assert_eq!(managers::counted(manager, selector), 0, "{hook:?}");
                }
            }
        });
    }
}

#[test]
fn hook_that_a_generation_lacks_refuses_nothing_and_weighs_a_look() {
    TestGeneration::set(Generation::Seed2024);
    for (hook, core_selector) in SELECTORS {
        if Generation::Seed2024.has(hook) || hook.policy() == FailurePolicy::Query {
            continue;
        }
        new_chain().execute_with(|| {
            let manager = managers::refusing_only(core_selector, b"never");
            let (who, call) = step_calling(hook, manager);
            let (sent, records) = crate::trace(|| send(who, call));
            let weight = sent.expect("nobody refuses").actual_weight;
            assert!(records.iter().all(|record| record.hook != hook), "{hook:?}");
            let weight = weight.expect("it is known");
            let hook_alone = Services::hook_reserve(1).proof_size();
            assert!(weight.proof_size() < hook_alone / 2, "{hook:?}: {weight:?}");
        });
    }
}

#[test]
fn step_whose_hook_is_lacking_still_needs_the_manager_where_it_could_refuse() {
    TestGeneration::set(Generation::Seed2024);
    for (hook, _) in SELECTORS {
        if Generation::Seed2024.has(hook) || hook.policy() == FailurePolicy::Query {
            continue;
        }
        new_chain().execute_with(|| {
            let manager = managers::accepting();
            let (who, call) = step_calling(hook, manager);
            managers::vanish(manager);
            let expected = match hook.policy() {
                FailurePolicy::Veto => Err(Error::<Test>::ManagerWithoutCode.into()),
                _ => Ok(()),
            };
            assert_eq!(try_send(who, call), expected, "{hook:?}");
        });
    }
}

#[test]
fn job_is_complete_with_one_result_where_nobody_can_say_how_many() {
    in_words_with_keys(|_| {
        let mut two = [0; 32];
        two[31] = 2;
        let selector = selector(Hook::GetRequiredResultCount);
        let service = running(managers::answering(selector, &two), 2);
        let call = called(service);
        assert_ok!(send(operator(1), result_call(service, call)));
        let job = JobCalls::<Test>::get(service, call).expect("it was called");
        assert!(job.completed);
    });
}

#[test]
fn registration_keeps_what_the_operator_is_called() {
    in_words_with_keys(|generation| {
        let blueprint = create_blueprint(definition(managers::accepting()));
        register_operators(blueprint, 2);
        let known = Preferences::<Test>::get(blueprint, operator(2)).expect("it is registered");
        assert_eq!(known.key.to_vec(), key(2));
        let address = match generation {
            Generation::Seed2024 => String::new(),
            _ => rpc_address(2),
        };
        assert_eq!(known.rpc_address.to_vec(), address.into_bytes());
        assert_eq!(
            KeyHolders::<Test>::get(blueprint, &known.key),
            Some(operator(2))
        );
        assert_ok!(send(operator(2), Call::unregister { blueprint }));
        assert!(!KeyHolders::<Test>::contains_key(blueprint, &known.key));
        assert!(!Preferences::<Test>::contains_key(blueprint, operator(2)));
        assert_ok!(send(operator(2), registration(blueprint, 2)));
    });
}

#[test]
fn key_of_another_operator_is_refused_in_the_same_blueprint_only() {
    in_words_with_keys(|_| {
        let manager = managers::accepting();
        let blueprint = create_blueprint(definition(manager));
        let other = create_blueprint(definition(manager));
        register_operators(blueprint, 1);
        assert_ok!(send(operator(2), Call::join_operators {}));
        assert_storage_noop!(assert_eq!(
            try_send(operator(2), registration_by(blueprint, 1, 2)),
            Err(Error::<Test>::KeyInUse.into())
        ));
        assert_ok!(send(operator(2), registration_by(other, 1, 2)));
        assert_ok!(send(operator(2), registration(blueprint, 2)));
    });
}

#[test]
fn key_is_registered_by_the_operator_alone_for_which_it_signed() {
    in_words_with_keys(|_| {
        let manager = managers::accepting();
        let blueprint = create_blueprint(definition(manager));
        let other = create_blueprint(definition(manager));
        assert_ok!(send(operator(1), Call::join_operators {}));
        assert_ok!(send(operator(2), Call::join_operators {}));
        let not_proven = |who, call| {
            assert_storage_noop!(assert_eq!(
                try_send(operator(who), call),
                Err(Error::<Test>::KeyNotProven.into())
            ));
        };
        // Another operator with what the first one sends, which is public.
        not_proven(2, registration(blueprint, 1));
        let Call::register { inputs, .. } = registration(other, 1) else {
            unreachable!("it is a registration")
        };
        let here = |inputs| Call::register {
            blueprint,
            instance_limit: 1,
            inputs,
        };
        not_proven(1, here(inputs));
        // Any bit of the signature counts, but for the parity's two forms.
        let Call::register { inputs, .. } = registration(blueprint, 1) else {
            unreachable!("it is a registration")
        };
        let from = inputs.len() - 96;
        for at in (from..from + 65).step_by(8) {
            let mut other = inputs.clone();
            other[at] ^= 1;
            not_proven(1, here(other));
        }
        let mut plain = inputs.clone();
        plain[from + 64] -= 27;
        assert_ok!(send(operator(1), here(plain)));
        assert_ok!(send(operator(2), registration(blueprint, 2)));
    });
}

#[test]
fn registration_in_other_words_is_refused() {
    for spoken in [Generation::Substrate1_4, Generation::Seed2024] {
        TestGeneration::set(spoken);
        let own = new_chain().execute_with(|| key(1));
        // The operator's own key, if it has its format.
        let key = |first: u8, length: usize| {
            let mut key = own.clone();
            key.resize(length, 7);
            key[0] = first;
            Bytes::from(key)
        };
        let substrate = |key: Bytes, rpc: &[u8]| {
            ((key, Bytes::copy_from_slice(rpc)), Bytes::new()).abi_encode_params()
        };
        let seed = |key: Bytes| (key, Bytes::new()).abi_encode_params();
        let good = match spoken {
            Generation::Substrate1_4 => substrate(key(4, 65), b"rpc"),
            _ => seed(Bytes::from(own.clone())),
        };
        let bad = match spoken {
            Generation::Substrate1_4 => vec![
                seed(key(3, 33)),
                substrate(key(5, 65), b"rpc"),
                substrate(key(4, 64), b"rpc"),
                substrate(key(3, 33), b"rpc"),
                substrate(key(4, 65), &[0xff, 0xfe]),
                substrate(key(4, 65), &[b'a'; MAX_RPC_ADDRESS as usize + 1]),
            ],
            _ => vec![
                substrate(key(4, 65), b"rpc"),
                seed(key(4, 33)),
                seed(key(2, 32)),
                seed(key(4, 65)),
                seed(key(0, 20)),
            ],
        };
        let cut = [&[][..], b"key", &good[..good.len() - 32]].map(<[u8]>::to_vec);
        new_chain().execute_with(|| {
            let blueprint = create_blueprint(definition(managers::accepting()));
            assert_ok!(send(operator(1), Call::join_operators {}));
            let registering = |inputs: &[u8]| Call::register {
                blueprint,
                instance_limit: 1,
                inputs: payload(inputs),
            };
            let signed = |arguments: &Vec<u8>| proven(arguments.clone(), blueprint, 1, 1);
            let whole = signed(&good);
            let bad = bad.iter().chain(&cut).map(signed);
            // Without a signature, and with a part of one.
            let short = (Bytes::from(good.clone()), Bytes::from(vec![7; 64])).abi_encode_params();
            let cut = [&good[..], &short, &whole[..whole.len() - 96], &[]].map(<[u8]>::to_vec);
            for inputs in bad.chain(cut) {
                assert_storage_noop!(assert_eq!(
                    try_send(operator(1), registering(&inputs)),
                    Err(Error::<Test>::InvalidPreferences.into()),
                    "{spoken:?} {inputs:?}"
                ));
            }
            assert_ok!(try_send(operator(1), registering(&whole)));
        });
    }
}

#[test]
fn operator_that_took_its_key_with_it_answers_no_request() {
    for generation in Generation::ALL {
        TestGeneration::set(generation);
        new_chain().execute_with(|| {
            let (blueprint, request) = requested(managers::accepting(), 1);
            assert_ok!(send(operator(1), Call::unregister { blueprint }));
            let expected = match generation.identifies_operators_by_key() {
                true => Err(Error::<Test>::NotRegistered.into()),
                false => Ok(()),
            };
            assert_eq!(
                try_send(operator(1), Call::reject { request }),
                expected,
                "{generation:?}"
            );
        });
    }
}

#[test]
fn slash_of_an_operator_that_left_names_its_account() {
    use alloy_sol_types::SolCall;
    use blueprint_abi::substrate_1_4::IBlueprintServiceManager::onSlashCall;
    TestGeneration::set(Generation::Substrate1_4);
    new_chain().execute_with(|| {
        let service = running(managers::accepting(), 1);
        assert_ok!(send(customer(), slash_call(service, 1)));
        ended(service);
        assert_ok!(send(operator(1), Call::unregister { blueprint: 0 }));
        let_review_end();
        let (sent, records) =
            crate::trace(|| try_send(outsider(), Call::execute_slash { slash: 0 }));
        assert_ok!(sent);
        let call = onSlashCall::abi_decode_validate(&records[0].calldata).expect("it is the hook");
        let offender = AccountOffender::try_from(&call.offender[..]).expect("an account");
        assert_eq!(AccountId32::new(offender.0), operator(1));
        let address = offender.revive_address().into_array();
        assert_eq!(H160(address), Services::address_of(&operator(1)));
    });
}
