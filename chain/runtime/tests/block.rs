//! The runtime as a node sees it: through its APIs, block by block.

use blueprint_e2e_runtime::{
    genesis, transaction_extension, AccountId, Balances, Executive, Header, Revive, Runtime,
    RuntimeCall, System, UncheckedExtrinsic, UNIT,
};
use codec::Encode;
use frame_metadata::RuntimeMetadata;
use frame_support::dispatch::GetDispatchInfo;
use pallet_revive::evm::{fees::InfoT, tx_extension::SetOrigin};
use sp_core::storage::StateVersion;
use sp_genesis_builder::{runtime_decl_for_genesis_builder::GenesisBuilder, DEV_RUNTIME_PRESET};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
    generic::{SignedPayload, UncheckedExtrinsic as Generic},
    traits::Header as _,
    transaction_validity::{InvalidTransaction, TransactionValidityError},
    BuildStorage, MultiAddress, MultiSignature,
};

/// A chain with its first block open and the time set.
fn first_block() -> TestExternalities {
    let mut ext = TestExternalities::from(genesis::development().build_storage().unwrap());
    ext.execute_with(|| {
        let header = Header::new(
            1,
            Default::default(),
            Default::default(),
            System::block_hash(0),
            Default::default(),
        );
        Executive::initialize_block(&header);
        let now = pallet_timestamp::Call::set {
            now: 1_767_225_600_000,
        };
        let inherent: UncheckedExtrinsic = Generic::new_bare(RuntimeCall::from(now)).into();
        assert_eq!(Executive::apply_extrinsic(inherent), Ok(Ok(())));
    });
    ext
}

fn signed(signer: Sr25519Keyring, nonce: u32, call: RuntimeCall) -> UncheckedExtrinsic {
    let extension = transaction_extension(nonce, 0, SetOrigin::default());
    let payload = SignedPayload::new(call.clone(), extension.clone()).unwrap();
    let signature = MultiSignature::Sr25519(payload.using_encoded(|bytes| signer.sign(bytes)));
    let address = MultiAddress::Id(signer.to_account_id());
    Generic::new_signed(call, address, signature, extension).into()
}

fn transfer(to: AccountId, value: u128) -> RuntimeCall {
    pallet_balances::Call::transfer_keep_alive {
        dest: to.into(),
        value,
    }
    .into()
}

#[test]
fn signed_transaction_is_applied_and_pays_its_fee() {
    first_block().execute_with(|| {
        let bob = Sr25519Keyring::Bob.to_account_id();
        let transaction = signed(Sr25519Keyring::Alice, 0, transfer(bob.clone(), UNIT));

        assert_eq!(Executive::apply_extrinsic(transaction), Ok(Ok(())));

        let alice = Sr25519Keyring::Alice.to_account_id();
        assert_eq!(Balances::free_balance(&bob), genesis::ENDOWMENT + UNIT);
        assert!(Balances::free_balance(&alice) < genesis::ENDOWMENT - UNIT);
        assert_eq!(System::account_nonce(&alice), 1);
        assert_eq!(Executive::finalize_block().number, 1);
    });
}

#[test]
fn transaction_with_the_wrong_nonce_is_refused() {
    first_block().execute_with(|| {
        let bob = Sr25519Keyring::Bob.to_account_id();

        let applied =
            Executive::apply_extrinsic(signed(Sr25519Keyring::Alice, 1, transfer(bob, 1)));

        let refused = TransactionValidityError::Invalid(InvalidTransaction::Future);
        assert_eq!(applied, Err(refused));
    });
}

#[test]
fn transaction_with_a_foreign_signature_is_refused() {
    first_block().execute_with(|| {
        let bob = Sr25519Keyring::Bob.to_account_id();
        let mut transaction = signed(Sr25519Keyring::Eve, 0, transfer(bob, 1));
        if let sp_runtime::generic::Preamble::Signed(address, _, _) = &mut transaction.0.preamble {
            *address = MultiAddress::Id(Sr25519Keyring::Alice.to_account_id());
        }

        let applied = Executive::apply_extrinsic(transaction);

        let refused = TransactionValidityError::Invalid(InvalidTransaction::BadProof);
        assert_eq!(applied, Err(refused));
    });
}

#[test]
fn largest_hook_fits_into_a_transaction() {
    let call: RuntimeCall = pallet_revive::Call::call {
        dest: Default::default(),
        value: 0,
        // What creating a blueprint on Tangle's core takes, measured: the dearest call there is.
        weight_limit: frame_support::weights::Weight::from_parts(50_000_000_000, 3_000_000),
        storage_deposit_limit: 0,
        data: Vec::new(),
    }
    .into();

    first_block().execute_with(|| {
        let limit = blueprint_e2e_runtime::configs::limits::RuntimeBlockWeights::get()
            .get(frame_support::dispatch::DispatchClass::Normal)
            .max_extrinsic
            .unwrap();
        assert!(call.get_dispatch_info().call_weight.all_lte(limit));
    });
}

#[test]
fn approval_fits_into_a_transaction_of_an_ethereum_key() {
    let approve = RuntimeCall::from(pallet_services::Call::approve {
        request: 0,
        revision: 0,
    });
    let call = RuntimeCall::from(pallet_revive::Call::eth_substrate_call {
        call: Box::new(approve),
        transaction_encoded: vec![0; 256],
    });

    first_block().execute_with(|| {
        let info = <Runtime as pallet_revive::Config>::FeeInfo::dispatch_info(&call);
        let (weight, limit) = (info.total_weight(), Revive::evm_max_extrinsic_weight());
        assert!(weight.all_lte(limit), "{weight} exceeds {limit}");
    });
}

#[test]
fn development_preset_builds_the_genesis_the_harness_uses() {
    let root = || sp_io::storage::root(StateVersion::V1);
    let preset = genesis::preset(&DEV_RUNTIME_PRESET.into()).unwrap();
    let mut from_preset = TestExternalities::default();

    from_preset.execute_with(|| Runtime::build_state(preset).unwrap());

    let storage = genesis::development().build_storage().unwrap();
    let mut from_code = TestExternalities::from(storage);
    assert_eq!(from_preset.execute_with(root), from_code.execute_with(root));
    let bob = Sr25519Keyring::Bob.to_account_id();
    assert_eq!(
        from_preset.execute_with(|| Balances::free_balance(&bob)),
        genesis::ENDOWMENT
    );
    assert_eq!(genesis::preset(&"unknown".into()), None);
    assert_eq!(genesis::preset_names().len(), 1);
}

#[test]
fn metadata_names_every_pallet() {
    // Some defaults in the metadata read the state.
    let metadata = TestExternalities::default().execute_with(Runtime::metadata);
    let RuntimeMetadata::V14(metadata) = metadata.1 else {
        panic!("expected metadata of version 14, received {metadata:?}");
    };
    let names: Vec<_> = metadata.pallets.iter().map(|it| &it.name).collect();
    let pallets = [
        "System",
        "Timestamp",
        "Balances",
        "TransactionPayment",
        "Revive",
        "Services",
        "Assets",
        "Stake",
        "Sudo",
        "AssetPermits",
    ];
    assert_eq!(names, pallets);
}

#[test]
fn services_api_answers_a_page_from_a_hundred_entries() {
    use pallet_services::{
        api::runtime_decl_for_services_api::ServicesApi, Page, ServicesOfBlueprint,
    };
    first_block().execute_with(|| {
        let bob = Sr25519Keyring::Bob.to_account_id();
        // Entries of services that are not there.
        for id in 0..101u64 {
            ServicesOfBlueprint::<Runtime>::insert(7, id.to_be_bytes(), ());
        }
        let first = Page {
            ids: Vec::new(),
            next: Some(99),
        };
        assert_eq!(Runtime::services_of_blueprint(7, None), first);
        assert_eq!(Runtime::services_of_blueprint(7, Some(99)), Page::default());
        assert_eq!(
            Runtime::services_of_operator(bob.clone(), None),
            Page::default()
        );
        assert_eq!(Runtime::requests_of(bob, None), Page::default());
    });
}

/// The explorer sends an execution to a server that encodes no calls: `tools/explorer/src/chain/calls.ts` has these numbers.
#[test]
fn execution_of_a_slash_is_encoded_as_the_explorer_has_it() {
    let execute = pallet_services::Call::execute_slash { slash: 64 };
    let call = RuntimeCall::Services(execute);
    assert_eq!(call.encode(), [5, 21, 1, 1]);
}
