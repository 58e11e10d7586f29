//! The calldata and the caller that a manager receives.

use super::{managers, *};
use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::{SolInterface, SolValue};
use frame_support::assert_ok;
use sp_core::H256;

fn address(account: &AccountId32) -> Address {
    Address::from(Services::address_of(account).0)
}

fn bytes(data: &[u8]) -> Bytes {
    Bytes::copy_from_slice(data)
}

fn callers() -> Vec<Address> {
    vec![address(&account(2)), address(&account(0x1f))]
}

/// The arguments as the stories of these tests give them, encoded as Solidity's parameters, for a
/// manager under Tangle's core.
fn core_arguments(hook: Hook, generation: Generation) -> Vec<u8> {
    let [one, two] = [address(&operator(1)), address(&operator(2))];
    let customer = address(&customer());
    match hook {
        Hook::OnBlueprintCreated => created(),
        Hook::OnRegister => (one, bytes(b"key")).abi_encode_params(),
        Hook::OnUnregister | Hook::OnUnregisterLeaving => (one,).abi_encode_params(),
        Hook::OnRequest => (
            0u64,
            customer,
            vec![one, two],
            bytes(b"config"),
            LIFE,
            Address::ZERO,
            U256::ZERO,
        )
            .abi_encode_params(),
        Hook::OnApprove => (one, 0u64, U256::from(100)).abi_encode_params(),
        Hook::OnReject => (one, 0u64).abi_encode_params(),
        Hook::OnServiceInitialized => {
            (0u64, 0u64, 0u64, customer, callers(), LIFE).abi_encode_params()
        }
        Hook::OnServiceTermination | Hook::OnServiceExpiry => (0u64, customer).abi_encode_params(),
        Hook::OnOperatorLeft | Hook::CanLeave | Hook::OnExitCanceled => {
            (0u64, one).abi_encode_params()
        }
        Hook::CanJoin => (0u64, address(&operator(3))).abi_encode_params(),
        Hook::OnOperatorJoined => {
            (0u64, address(&operator(3)), U256::from(10_000)).abi_encode_params()
        }
        Hook::GetExitConfig => (0u64,).abi_encode_params(),
        Hook::OnExitScheduled => {
            let after = LeavingNotice::get() + FaultWindow::get();
            (0u64, one, after).abi_encode_params()
        }
        Hook::OnJobCall => job_called(),
        Hook::OnJobResult if generation == Generation::Core0_10 => {
            let (inputs, outputs) = (bytes(b"inputs"), bytes(b"outputs"));
            (0u64, U256::from(1), 0u64, one, inputs, outputs).abi_encode_params()
        }
        Hook::OnJobResult => {
            let hash: B256 = keccak256(b"inputs");
            (0u64, U256::from(1), 0u64, one, hash, bytes(b"outputs")).abi_encode_params()
        }
        Hook::VerifyReport => reported(one.as_slice()),
        Hook::VerifyQualityReport => quality_reported(one.as_slice()),
        Hook::GetRequiredResultCount => (0u64, U256::from(1)).abi_encode_params(),
        Hook::OnUnappliedSlash | Hook::OnSlash => slashed(one.as_slice()),
        Hook::QuerySlashingOrigin | Hook::GetHeartbeatInterval | Hook::GetHeartbeatThreshold => {
            (0u64,).abi_encode_params()
        }
        Hook::OnUpdatePreferences => (one, bytes(b"key")).abi_encode_params(),
        Hook::QueryOwner => Vec::new(),
    }
}

/// The same for a manager under pallet-services 1.4, where it has the hook.
fn substrate_arguments(hook: Hook) -> Option<Vec<u8>> {
    let named = |n: u8| (Bytes::from(key(n)), rpc_address(n));
    let customer = address(&customer());
    let arguments = match hook {
        Hook::OnBlueprintCreated => created(),
        Hook::OnRegister => (named(1), bytes(b"key")).abi_encode_params(),
        Hook::OnUnregister | Hook::OnUnregisterLeaving => (named(1),).abi_encode_params(),
        Hook::OnRequest => {
            let operators = vec![named(1), named(2)];
            let native = (U256::ZERO, B256::ZERO);
            let inputs = bytes(b"config");
            let request = (
                0u64,
                customer,
                operators,
                inputs,
                callers(),
                LIFE,
                native,
                U256::ZERO,
            );
            (request,).abi_encode_params()
        }
        Hook::OnApprove => (named(1), 0u64, U256::ZERO).abi_encode_params(),
        Hook::OnReject => (named(1), 0u64).abi_encode_params(),
        Hook::OnServiceInitialized => (0u64, 0u64, customer, callers(), LIFE).abi_encode_params(),
        Hook::OnServiceTermination | Hook::OnServiceExpiry => (0u64, customer).abi_encode_params(),
        Hook::OnOperatorLeft | Hook::CanLeave => (0u64, named(1)).abi_encode_params(),
        Hook::CanJoin | Hook::OnOperatorJoined => (0u64, named(3)).abi_encode_params(),
        Hook::OnJobCall => job_called(),
        Hook::OnJobResult => {
            let (inputs, outputs) = (bytes(b"inputs"), bytes(b"outputs"));
            (0u64, U256::from(1), 0u64, named(1), inputs, outputs).abi_encode_params()
        }
        Hook::VerifyReport => reported(&key(1)),
        Hook::VerifyQualityReport => quality_reported(&key(1)),
        Hook::GetRequiredResultCount
        | Hook::GetExitConfig
        | Hook::OnExitScheduled
        | Hook::GetHeartbeatInterval
        | Hook::GetHeartbeatThreshold
        | Hook::QueryOwner
        | Hook::OnExitCanceled => return None,
        Hook::OnUpdatePreferences => (named(1),).abi_encode_params(),
        Hook::OnUnappliedSlash | Hook::OnSlash => slashed(&[0x11; 32]),
        Hook::QuerySlashingOrigin => (0u64,).abi_encode_params(),
    };
    Some(arguments)
}

/// The same for a manager of 2024, where it has the hook.
fn seed_arguments(hook: Hook) -> Option<Vec<u8>> {
    let named = |n: u8| Bytes::from(key(n));
    let arguments = match hook {
        Hook::OnRegister => (named(1), bytes(b"key")).abi_encode_params(),
        Hook::OnRequest => (0u64, vec![named(1), named(2)], bytes(b"config")).abi_encode_params(),
        Hook::OnJobCall => job_called(),
        Hook::OnJobResult => {
            let (inputs, outputs) = (bytes(b"inputs"), bytes(b"outputs"));
            (0u64, U256::from(1), 0u64, named(1), inputs, outputs).abi_encode_params()
        }
        Hook::VerifyReport => reported(&key(1)),
        Hook::VerifyQualityReport => quality_reported(&key(1)),
        Hook::QuerySlashingOrigin => (0u64,).abi_encode_params(),
        _ => return None,
    };
    Some(arguments)
}

fn created() -> Vec<u8> {
    (0u64, address(&owner()), address(&Services::account_id())).abi_encode_params()
}

fn job_called() -> Vec<u8> {
    (0u64, U256::from(1), 0u64, bytes(b"inputs")).abi_encode_params()
}

fn reported(participant: &[u8]) -> Vec<u8> {
    let (inputs, outputs) = (bytes(b"inputs"), bytes(b"outputs"));
    let participant = bytes(participant);
    (0u64, U256::from(1), 0u64, participant, inputs, outputs).abi_encode_params()
}

fn quality_reported(participant: &[u8]) -> Vec<u8> {
    (0u64, U256::from(1), bytes(participant), bytes(b"evidence")).abi_encode_params()
}

fn slashed(offender: &[u8]) -> Vec<u8> {
    (0u64, bytes(offender), U256::from(10)).abi_encode_params()
}

/// The expected calldata in the story of a hook; `None` if the generation lacks the hook.
fn expected(hook: Hook, generation: Generation) -> Option<Vec<u8>> {
    let arguments = match generation {
        Generation::Core0_10 | Generation::Core0_20 => Some(core_arguments(hook, generation)),
        Generation::Substrate1_4 => substrate_arguments(hook),
        Generation::Seed2024 => seed_arguments(hook),
    };
    let selector = generations::selector_in(hook, generation);
    assert_eq!(selector.is_some(), arguments.is_some(), "{hook:?}");
    Some([&selector?[..], &arguments?].concat())
}

#[test]
fn hook_of_a_step_receives_its_arguments_in_the_words_of_its_generation() {
    for generation in Generation::ALL {
        TestGeneration::set(generation);
        for (hook, _) in SELECTORS {
            new_chain().execute_with(|| {
                let (who, call) = step_calling(hook, managers::accepting());
                let (sent, records) = crate::trace(|| try_send(who, call));
                assert_ok!(sent);
                let reported = records.into_iter().find(|record| record.hook == hook);
                let reported = reported.map(|record| record.calldata);
                assert_eq!(
                    reported,
                    expected(hook, generation),
                    "{hook:?} {generation:?}"
                );
            });
        }
    }
}

#[test]
fn calldata_is_what_the_wire_of_its_generation_decodes() {
    use blueprint_abi::{core_0_10, core_0_20, library, seed_2024, substrate_1_4};
    let mut decoded = 0;
    for generation in Generation::ALL {
        TestGeneration::set(generation);
        for calldata in SELECTORS
            .iter()
            .filter_map(|(hook, _)| new_chain().execute_with(|| expected(*hook, generation)))
        {
            let report = seed_2024::IReportVerifier::IReportVerifierCalls::abi_decode_validate;
            let manager: fn(&[u8]) -> bool = match generation {
                Generation::Core0_10 => {
                    reads::<core_0_10::IBlueprintServiceManager::IBlueprintServiceManagerCalls>
                }
                Generation::Core0_20 => {
                    reads::<core_0_20::IBlueprintServiceManager::IBlueprintServiceManagerCalls>
                }
                Generation::Substrate1_4 => {
                    reads::<substrate_1_4::IBlueprintServiceManager::IBlueprintServiceManagerCalls>
                }
                Generation::Seed2024 => {
                    reads::<seed_2024::IBlueprintServiceManager::IBlueprintServiceManagerCalls>
                }
            };
            assert!(
                manager(&calldata)
                    || report(&calldata).is_ok()
                    || reads::<library::IQualityVerifier::IQualityVerifierCalls>(&calldata),
                "{generation:?}"
            );
            decoded += 1;
        }
    }
    assert_eq!(decoded, 28 + 28 + 22 + 7);
}

/// Whether an interface has the function and takes its arguments, and means the same bytes.
fn reads<Calls: SolInterface>(calldata: &[u8]) -> bool {
    Calls::abi_decode_validate(calldata).is_ok_and(|call| call.abi_encode() == calldata)
}

#[test]
fn contract_sees_the_calldata_from_the_account_of_the_pallet_without_value() {
    for (hook, _) in SELECTORS {
        if hook.policy() == FailurePolicy::Query {
            continue; // a query leaves nothing to look at
        }
        new_chain().execute_with(|| {
            let manager = managers::recording();
            let (who, call) = step_calling(hook, manager);
            assert_ok!(try_send(who, call));
            let caller = H160::from_slice(&managers::slot(manager, 0).as_bytes()[12..]);
            assert_eq!(caller, Services::account_address());
            let reported = expected(hook, Generation::Core0_20).expect("the core has every hook");
            let hash = keccak256(reported);
            assert_eq!(managers::slot(manager, 1), H256(hash.0), "{hook:?}");
            assert_eq!(managers::slot(manager, 2), H256::zero());
        });
    }
}

#[test]
fn account_of_the_pallet_is_that_of_tangle() {
    new_chain().execute_with(|| {
        let mut account = [0; 32];
        account[..12].copy_from_slice(b"modlpy/srvcs");
        assert_eq!(Services::account_id(), AccountId32::new(account));
        let hash = sp_io::hashing::keccak_256(&account);
        assert_eq!(Services::account_address(), H160::from_slice(&hash[12..]));
    });
}
