//! The embedded chain behaves as a chain, and returns every result.

mod fixture;

use blueprint_e2e::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::{max_transaction_weight, CallOptions, Chain, ChainError},
    decode::Named,
    outcome::{Deployment, Outcome, Status},
};
use blueprint_e2e_runtime::{genesis, Balances, Revive, Runtime, RuntimeEvent};
use fixture::{creation_bytecode, idle_bytecode, interface, runtime_bytecode};
use frame_support::{traits::fungible::Inspect, weights::Weight};
use pallet_revive::{
    evm::{Bytes, Bytes32},
    genesis::{Account as GenesisAccount, ContractData},
};
use pallet_services::{BlueprintDefinition, Generation, Hook, Penalties, PointTerms};
use serde_json::{json, Value};
use sp_core::{H160, H256};

fn alice() -> Account {
    accounts::named("alice").unwrap()
}

fn bob() -> Account {
    accounts::named("bob").unwrap()
}

fn deploy(chain: &mut Chain, admitted: &str, start: u64) -> Result<Deployment, Outcome> {
    let arguments = interface()
        .encode_constructor(&[json!(admitted), json!(start)])
        .unwrap();
    chain.deploy(&alice(), &creation_bytecode(), &arguments)
}

/// A chain with a counter that admits alice and stands at 7.
fn with_counter() -> (Chain, H160) {
    let mut chain = Chain::new().unwrap();
    let counter = deploy(&mut chain, "alice", 7).unwrap().address;
    (chain, counter)
}

fn calldata(call: &str) -> Vec<u8> {
    interface().encode_call(call, &[]).unwrap()
}

fn count(chain: &mut Chain, counter: H160) -> Vec<Value> {
    returned("count", &chain.read(counter, calldata("count")))
}

fn returned(call: &str, outcome: &Outcome) -> Vec<Value> {
    let interface = interface();
    let function = interface.function(call).unwrap();
    interface
        .decode_output(function, &outcome.data)
        .unwrap_or_else(|| panic!("{outcome}"))
}

fn free(chain: &mut Chain, account: &Account) -> u128 {
    chain.execute(|| Balances::free_balance(&account.id))
}

#[test]
fn named_account_at_genesis_is_funded_and_mapped() {
    let mut chain = Chain::new().unwrap();

    for account in accounts::all() {
        assert_eq!(
            free(&mut chain, &account),
            genesis::ENDOWMENT,
            "{}",
            account.name
        );
        assert_eq!(
            chain.ethereum_account(account.address).id,
            account.id,
            "{}",
            account.name
        );
    }
}

#[test]
fn contracts_pallet_at_genesis_holds_the_existential_deposit() {
    let mut chain = Chain::new().unwrap();

    let held = chain.execute(|| Balances::free_balance(Revive::account_id()));

    assert!(held >= Balances::minimum_balance());
}

#[test]
fn deployment_of_evm_bytecode_runs_the_constructor_on_its_arguments() {
    let mut chain = Chain::new().unwrap();

    let deployment = deploy(&mut chain, "alice", 7).unwrap();

    assert_eq!(count(&mut chain, deployment.address), [json!("7")]);
    assert!(deployment.outcome.deposit > 0 && deployment.outcome.ref_time > 0);
}

#[test]
fn deployments_of_one_account_get_the_addresses_ethereum_gives_them() {
    let mut chain = Chain::new().unwrap();

    let addresses: Vec<H160> = (0..3)
        .map(|_| deploy(&mut chain, "alice", 7).unwrap().address)
        .collect();

    let expected: Vec<H160> = (0..3)
        .map(|nonce| pallet_revive::create1(&alice().address, nonce))
        .collect();
    assert_eq!(addresses, expected);
}

#[test]
fn deployment_whose_constructor_reverts_gives_the_reason_and_leaves_nothing() {
    let mut chain = Chain::new().unwrap();
    let before = free(&mut chain, &alice());

    let outcome = deploy(&mut chain, "alice", 0).unwrap_err();

    let reason = interface()
        .decode_error(&outcome.data)
        .map(|error| error.name);
    assert_eq!(
        (outcome.status, reason),
        (Status::Revert, Some("StartsAtZero".into()))
    );
    assert_eq!(free(&mut chain, &alice()), before);
    let address = pallet_revive::create1(&alice().address, 0);
    assert!(chain.execute(|| Revive::code(&address)).is_empty());
}

#[test]
fn deployment_of_a_broken_blob_traps() {
    let mut chain = Chain::new().unwrap();

    let outcome = chain
        .deploy(&alice(), b"PVM\0 and no more", &[])
        .unwrap_err();

    assert_eq!(outcome.status, Status::Trap("CodeRejected".into()));
}

#[test]
fn call_that_ends_well_stays_and_tells_its_event() {
    let (mut chain, counter) = with_counter();

    let outcome = chain.call(&alice(), counter, calldata("increment()"));

    assert_eq!(outcome.status, Status::Ok);
    let events: Vec<_> = outcome
        .events
        .iter()
        .map(|event| interface().decode_event(event).unwrap())
        .collect();
    let args = json!({"by": format!("{:?}", alice().address), "count": "8"});
    assert_eq!(
        events,
        [Named {
            name: "Counted".into(),
            args: args.as_object().unwrap().clone()
        }]
    );
    assert_eq!(outcome.events[0].contract, counter);
    assert_eq!(count(&mut chain, counter), [json!("8")]);
}

#[test]
fn call_tells_its_own_events_alone() {
    let (mut chain, counter) = with_counter();

    chain.call(&alice(), counter, calldata("increment()"));
    let second = chain.call(&alice(), counter, calldata("increment()"));
    let silent = chain.call(&alice(), counter, calldata("count"));

    assert_eq!((second.events.len(), silent.events.len()), (1, 0));
}

#[test]
fn call_that_reverts_gives_the_reason_and_changes_nothing() {
    let (mut chain, counter) = with_counter();
    let before = free(&mut chain, &bob());

    let outcome = chain.call(&bob(), counter, calldata("increment()"));

    assert_eq!(outcome.status, Status::Revert);
    let args = json!({
        "expected": format!("{:?}", alice().address),
        "received": format!("{:?}", bob().address),
    });
    assert_eq!(
        interface().decode_error(&outcome.data),
        Some(Named {
            name: "NotAdmitted".into(),
            args: args.as_object().unwrap().clone()
        })
    );
    assert_eq!((outcome.events.len(), outcome.deposit), (0, 0));
    assert_eq!(count(&mut chain, counter), [json!("7")]);
    assert_eq!(free(&mut chain, &bob()), before);
}

#[test]
fn call_that_is_stopped_traps_with_the_name_of_the_error() {
    let (mut chain, counter) = with_counter();

    let invalid = chain.call(&alice(), counter, calldata("invalid"));
    let options = CallOptions {
        weight_limit: Some(Weight::from_parts(10_000_000_000, 1_000_000)),
        ..Default::default()
    };
    let endless = chain.call_with(&alice(), counter, calldata("endless"), options);

    assert_eq!(invalid.status, Status::Trap("InvalidInstruction".into()));
    assert_eq!(endless.status, Status::Trap("OutOfGas".into()));
    assert_eq!(count(&mut chain, counter), [json!("7")]);
}

#[test]
fn call_uses_no_more_than_a_transaction_may() {
    let (mut chain, counter) = with_counter();

    let outcome = chain.call(&alice(), counter, calldata("endless"));

    assert!(
        outcome.weight().all_lte(max_transaction_weight()),
        "{:?}",
        outcome.weight()
    );
}

#[test]
fn call_beyond_its_weight_limit_traps() {
    let (mut chain, counter) = with_counter();
    let cost = chain
        .read_as(&alice(), counter, calldata("increment()"))
        .weight();
    let mut limited = |weight_limit: Weight| {
        let options = CallOptions {
            weight_limit: Some(weight_limit),
            ..Default::default()
        };
        chain
            .call_with(&alice(), counter, calldata("increment()"), options)
            .status
    };

    assert_eq!(limited(cost / 2), Status::Trap("OutOfGas".into()));
    assert_eq!(limited(cost * 2), Status::Ok);
}

#[test]
fn deployment_beyond_its_deposit_limit_traps() {
    let mut chain = Chain::new().unwrap();
    let arguments = interface()
        .encode_constructor(&[json!("alice"), json!(7)])
        .unwrap();
    let options = CallOptions {
        deposit_limit: Some(1),
        ..Default::default()
    };

    let outcome = chain
        .deploy_with(&alice(), &creation_bytecode(), &arguments, options)
        .unwrap_err();

    assert_eq!(
        outcome.status,
        Status::Trap("StorageDepositLimitExhausted".into())
    );
}

#[test]
fn read_is_undone_but_tells_what_would_happen() {
    let (mut chain, counter) = with_counter();

    let outcome = chain.read_as(&alice(), counter, calldata("increment()"));

    assert_eq!((outcome.status, outcome.events.len()), (Status::Ok, 1));
    assert_eq!(count(&mut chain, counter), [json!("7")]);
}

#[test]
fn value_arrives_in_wei() {
    let (mut chain, counter) = with_counter();
    let value = 2_000_001.into();
    let options = CallOptions {
        value,
        ..Default::default()
    };

    let outcome = chain.call_with(&bob(), counter, calldata("worth"), options);

    assert_eq!(returned("worth", &outcome), [json!("2000001")]);
    assert_eq!(chain.execute(|| Revive::evm_balance(&counter)), value);
}

#[test]
fn clock_of_a_contract_follows_the_chain() {
    let mut chain = Chain::builder().timestamp(1_000).block(40).build().unwrap();
    let counter = deploy(&mut chain, "alice", 7).unwrap().address;
    let clock = |chain: &mut Chain| returned("clock", &chain.read(counter, calldata("clock")));

    assert_eq!(clock(&mut chain), [json!("1000"), json!(40)]);
    chain.advance_blocks(3);
    assert_eq!(clock(&mut chain), [json!("1018"), json!(43)]);
    chain.set_timestamp(5);
    assert_eq!(clock(&mut chain), [json!("5"), json!(43)]);
    assert_eq!((chain.timestamp(), chain.block()), (5, 43));
}

#[test]
fn dispatch_that_succeeds_tells_events_and_weight() {
    let mut chain = Chain::new().unwrap();
    let transfer = pallet_balances::Call::transfer_allow_death {
        dest: bob().id.into(),
        value: 5 * genesis::ENDOWMENT / 10,
    };

    let dispatched = chain.dispatch(&alice(), transfer);

    assert!(dispatched.is_ok() && dispatched.weight.ref_time() > 0);
    assert!(dispatched.events.iter().any(|event| matches!(
        event,
        RuntimeEvent::Balances(pallet_balances::Event::Transfer { .. })
    )));
    assert_eq!(free(&mut chain, &bob()), genesis::ENDOWMENT / 10 * 15);
}

#[test]
fn dispatch_that_fails_names_its_error_and_changes_nothing() {
    let (mut chain, counter) = with_counter();
    let call = |weight_limit| pallet_revive::Call::call {
        dest: counter,
        value: 0,
        weight_limit,
        storage_deposit_limit: u128::MAX,
        data: calldata("increment()"),
    };

    let refused = chain.dispatch(&bob(), call(max_transaction_weight()));
    let stopped = chain.dispatch(&alice(), call(Weight::from_parts(1_000, 1_000)));
    let admitted = chain.dispatch(&alice(), call(max_transaction_weight()));

    assert_eq!(refused.error(), Some("ContractReverted".into()));
    assert_eq!(stopped.error(), Some("OutOfGas".into()));
    assert_eq!(
        (admitted.error(), admitted.contract_events().len()),
        (None, 1)
    );
    assert!(refused.events.is_empty() && refused.contract_events().is_empty());
    assert_eq!(count(&mut chain, counter), [json!("8")]);
}

#[test]
fn contract_in_genesis_is_there_with_its_storage() {
    let address = H160::repeat_byte(0x11);
    let word = |byte: u8| Bytes32(H256::from_low_u64_be(byte.into()).0);
    let account = GenesisAccount {
        address,
        balance: 0.into(),
        nonce: 1,
        contract_data: Some(ContractData {
            code: Bytes(runtime_bytecode()),
            storage: [(word(0), word(42))].into(),
        }),
    };

    let mut chain = Chain::builder()
        .revive_accounts(vec![account])
        .build()
        .unwrap();

    assert_eq!(count(&mut chain, address), [json!("42")]);
}

#[test]
fn contract_in_genesis_above_the_size_limit_needs_it_lifted() {
    let address = H160::repeat_byte(0x22);
    let accounts = || {
        let code = Bytes(idle_bytecode(24_577));
        let contract_data = Some(ContractData {
            code,
            storage: Default::default(),
        });
        vec![GenesisAccount {
            address,
            balance: 0.into(),
            nonce: 1,
            contract_data,
        }]
    };

    let limited = Chain::builder().revive_accounts(accounts()).build();
    let unlimited = Chain::builder()
        .unlimited_contract_size()
        .revive_accounts(accounts())
        .build();

    assert!(matches!(limited, Err(ChainError::GenesisContract(refused)) if refused == address));
    assert_eq!(
        unlimited.unwrap().execute(|| Revive::code(&address).len()),
        24_577
    );
}

#[test]
fn ethereum_account_is_funded_and_seen_by_its_address() {
    let (mut chain, _) = with_counter();
    let address = accounts::ALITH;

    let account = chain.ethereum_account(address);
    let counter = deploy(&mut chain, "alith", 7).unwrap().address;
    let outcome = chain.call(&account, counter, calldata("increment()"));

    assert_eq!(account.address, address);
    assert_eq!(outcome.status, Status::Ok);
    assert_eq!(outcome.events[0].topics[1], account.word());
}

fn create_blueprint(manager: H160) -> pallet_services::Call<Runtime> {
    let definition = BlueprintDefinition {
        manager,
        generation: Generation::Core0_10,
        jobs: 1,
        reporting: true,
        quality_kinds: 0,
        min_operators: 2,
        max_operators: 4,
        max_instances: 1,
        points: PointTerms::EachResult,
        points_per_era: u32::MAX,
        penalties: Penalties::FULL,
        review: 7 * 86_400,
    };
    pallet_services::Call::create_blueprint { definition }
}

#[test]
fn services_call_reaches_the_manager_as_the_runtimes_account() {
    let mut chain = Chain::new().unwrap();
    let artifact = Artifact::built("solidity/IncredibleSquaring.evm")
        .unwrap_or_else(|error| panic!("{error}"));
    let interface = artifact.interface().unwrap();
    let arguments = interface
        .encode_constructor(&[json!("runtime"), json!(2), json!("zero")])
        .unwrap();
    let manager = chain
        .deploy(&alice(), &artifact.code, &arguments)
        .unwrap()
        .address;

    let dispatched = chain.dispatch(&alice(), create_blueprint(manager));

    assert_eq!(dispatched.error(), None);
    let hooks: Vec<_> = dispatched.hooks.iter().map(|hook| hook.hook).collect();
    assert_eq!(hooks, [Hook::OnBlueprintCreated]);
    let bound = interface
        .decode_event(&dispatched.contract_events()[0])
        .unwrap();
    let runtime = format!("{:?}", accounts::runtime().address);
    assert_eq!(bound.args["runtime"], json!(runtime));
}

#[test]
fn services_call_the_manager_refuses_is_rolled_back_and_tells_the_hook() {
    let (mut chain, counter) = with_counter();

    // The counter has no hooks.
    let dispatched = chain.dispatch(&alice(), create_blueprint(counter));

    assert_eq!(dispatched.error(), Some("HookRevertedWithoutData".into()));
    assert!(dispatched.events.is_empty());
    assert_eq!(dispatched.hooks.len(), 1);
    let next = chain.execute(pallet_services::NextBlueprintId::<Runtime>::get);
    assert_eq!(next, 0);
}
