//! What a manager is told, word by word, and by whom.

use super::{managers, *};
use alloy_primitives::{keccak256, Address, Bytes, B256, U256};
use alloy_sol_types::SolValue;
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

/// The arguments as the stories of these tests give them, encoded as Solidity's parameters.
fn arguments(hook: Hook, generation: Generation) -> Vec<u8> {
    let [one, two] = [address(&operator(1)), address(&operator(2))];
    let customer = address(&customer());
    match hook {
        Hook::OnBlueprintCreated => {
            (0u64, address(&owner()), address(&Services::account_id())).abi_encode_params()
        }
        Hook::OnRegister => (one, bytes(b"key")).abi_encode_params(),
        Hook::OnUnregister => (one,).abi_encode_params(),
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
        Hook::OnJobCall => (0u64, U256::from(1), 0u64, bytes(b"inputs")).abi_encode_params(),
        Hook::OnJobResult => match generation {
            Generation::Core0_10 => (
                0u64,
                U256::from(1),
                0u64,
                one,
                bytes(b"inputs"),
                bytes(b"outputs"),
            )
                .abi_encode_params(),
            Generation::Core0_20 => {
                let hash: B256 = keccak256(b"inputs");
                (0u64, U256::from(1), 0u64, one, hash, bytes(b"outputs")).abi_encode_params()
            }
        },
        Hook::VerifyReport => (
            0u64,
            U256::from(1),
            0u64,
            bytes(one.as_slice()),
            bytes(b"inputs"),
            bytes(b"wrong"),
        )
            .abi_encode_params(),
        Hook::GetRequiredResultCount => (0u64, U256::from(1)).abi_encode_params(),
        Hook::OnUnappliedSlash | Hook::OnSlash => {
            (0u64, bytes(one.as_slice()), U256::from(10)).abi_encode_params()
        }
        Hook::QuerySlashingOrigin => (0u64,).abi_encode_params(),
    }
}

fn expected(hook: Hook, generation: Generation) -> Vec<u8> {
    let selector = match (hook, generation) {
        (Hook::OnJobResult, Generation::Core0_10) => [0xc4, 0x0c, 0x80, 0xd1],
        _ => selector(hook),
    };
    [&selector[..], &arguments(hook, generation)].concat()
}

#[test]
fn hook_of_a_step_is_told_its_arguments() {
    for (hook, _) in SELECTORS {
        new_chain().execute_with(|| {
            let (who, call) = step_calling(hook, managers::accepting());
            let (sent, records) = crate::trace(|| try_send(who, call));
            assert_ok!(sent);
            let record = records.iter().find(|record| record.hook == hook);
            let calldata = &record.expect("the step calls the hook").calldata;
            assert_eq!(*calldata, expected(hook, Generation::Core0_20), "{hook:?}");
        });
    }
}

#[test]
fn manager_of_core_0_10_is_told_the_inputs_with_a_result() {
    new_chain().execute_with(|| {
        let manager = managers::accepting();
        let service = running(manager, 2);
        Blueprints::<Test>::mutate(0, |blueprint| {
            blueprint
                .as_mut()
                .expect("there is one")
                .definition
                .generation = Generation::Core0_10;
        });
        let call = called(service);
        let (sent, records) = crate::trace(|| try_send(operator(1), result_call(service, call)));
        assert_ok!(sent);
        let [result, count] = &records[..] else {
            panic!("{records:?}")
        };
        assert_eq!(
            result.calldata,
            expected(Hook::OnJobResult, Generation::Core0_10)
        );
        assert_eq!(
            count.calldata,
            expected(Hook::GetRequiredResultCount, Generation::Core0_10)
        );
    });
}

#[test]
fn generations_share_every_hook_but_the_result() {
    for (hook, _) in SELECTORS
        .iter()
        .filter(|(hook, _)| *hook != Hook::OnJobResult)
    {
        let told = |generation: Generation| {
            new_chain().execute_with(|| {
                let manager = managers::accepting();
                let (who, mut call) = step_calling(*hook, manager);
                if let Call::create_blueprint { definition } = &mut call {
                    definition.generation = generation;
                }
                Blueprints::<Test>::translate_values(|mut blueprint: Blueprint<AccountId32>| {
                    blueprint.definition.generation = generation;
                    Some(blueprint)
                });
                let (sent, records) = crate::trace(|| try_send(who, call));
                assert_ok!(sent);
                records
                    .into_iter()
                    .find(|record| record.hook == *hook)
                    .map(|r| r.calldata)
            })
        };
        assert_eq!(
            told(Generation::Core0_10),
            told(Generation::Core0_20),
            "{hook:?}"
        );
        assert!(told(Generation::Core0_10).is_some());
    }
}

#[test]
fn contract_sees_the_calldata_from_the_account_of_the_pallet_without_value() {
    for (hook, _) in SELECTORS {
        if hook.mode() == Mode::Query {
            continue; // a query leaves nothing to look at
        }
        new_chain().execute_with(|| {
            let manager = managers::recording();
            let (who, call) = step_calling(hook, manager);
            assert_ok!(try_send(who, call));
            let caller = H160::from_slice(&managers::slot(manager, 0).as_bytes()[12..]);
            assert_eq!(caller, Services::account_address());
            let hash = keccak256(expected(hook, Generation::Core0_20));
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
