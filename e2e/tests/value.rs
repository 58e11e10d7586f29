//! Value is taken by the functions that say so in their interface, and refused by all others as solc
//! refuses it: a revert without data, that neither traps nor keeps anything. Every contract in ink!.

mod library;

use alloy_json_abi::{Function, StateMutability};
use blueprint_e2e::{
    artifact::{built_path, Artifact},
    chain::{CallOptions, Chain},
    outcome::Outcome,
};
use library::{named, Contract};
use serde_json::{json, Value};
use sp_core::H160;

/// One unit of the native token, in wei.
const UNIT: u64 = 1_000_000;

/// Every ink! contract there is, and how it is deployed.
fn contracts() -> Vec<(&'static str, Vec<Value>)> {
    let (runtime, nobody) = (json!("runtime"), json!(format!("{:?}", H160::zero())));
    vec![
        ("base_manager", vec![runtime.clone()]),
        ("incredible_squaring", vec![runtime.clone(), json!(2)]),
        ("report_counter", vec![runtime.clone()]),
        (
            "points_ledger",
            vec![runtime.clone(), json!(20), json!(1), json!(1), json!(1)],
        ),
        // The address of the ledger, deployed before it, comes in its place.
        ("reward_pool", vec![runtime.clone(), Value::Null]),
        (
            "slashing_court",
            vec![
                runtime.clone(),
                json!("ferdie"),
                json!(86_400),
                json!(1_209_600),
            ],
        ),
        (
            "report_desk",
            vec![runtime.clone(), nobody.clone(), nobody.clone()],
        ),
        (
            "downtime_watch",
            vec![runtime, nobody, json!(600), json!(86_400)],
        ),
    ]
}

/// A call with zero for every argument; an offset of zero is that of a length of zero. Longer than
/// any function's arguments.
fn calldata(function: &Function) -> Vec<u8> {
    let mut calldata = function.selector().to_vec();
    calldata.resize(4 + 32 * 32, 0);
    calldata
}

fn call(chain: &mut Chain, contract: &Contract, function: &Function, value: u64) -> Outcome {
    let options = CallOptions {
        value: value.into(),
        ..Default::default()
    };
    // The same state for every call.
    chain.undoing(|chain| {
        let runtime = named("runtime");
        chain.call_with(&runtime, contract.address, calldata(function), options)
    })
}

#[test]
fn all_contracts_are_here() {
    let mut built: Vec<String> = std::fs::read_dir(built_path("ink"))
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            name.strip_suffix(".polkavm").map(str::to_owned)
        })
        .collect();
    built.sort();
    let mut known: Vec<_> = contracts().into_iter().map(|(name, _)| name).collect();
    known.sort_unstable();
    assert_eq!(built, known);
}

#[test]
fn value_is_refused_without_a_trap_by_all_that_are_not_payable() {
    let mut chain = Chain::new().unwrap();
    let mut ledger = None;
    let (mut refused, mut taken) = (0, 0);
    for (name, mut arguments) in contracts() {
        for argument in arguments.iter_mut().filter(|it| it.is_null()) {
            *argument = json!(format!("{:?}", ledger.unwrap()));
        }
        let path = format!("ink/{name}.polkavm");
        let contract = Contract::deploy(&mut chain, &path, &arguments);
        if name == "points_ledger" {
            ledger = Some(contract.address);
        }
        let artifact = Artifact::built(&path).unwrap();
        let interface = artifact.interface().unwrap().clone();
        for function in interface.abi().functions() {
            let subject = format!("{name}: {}", function.signature());
            let without = call(&mut chain, &contract, function, 0);
            let with = call(&mut chain, &contract, function, UNIT);
            if function.state_mutability == StateMutability::Payable {
                // Whatever it says to zeros, it does not say it because of the value.
                let silent = |outcome: &Outcome| outcome.is_revert() && outcome.data.is_empty();
                assert!(!silent(&with) || silent(&without), "{subject}: {with}");
                taken += 1;
            } else {
                assert!(with.is_revert(), "{subject}: {with}");
                assert!(with.data.is_empty(), "{subject}: {with}");
                refused += 1;
            }
        }
        assert!(chain.balance(contract.address).is_zero(), "{name}");
    }
    println!("{refused} functions refuse value, {taken} take it");
    assert!(refused > 100 && taken > 10);
}
