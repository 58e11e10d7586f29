//! Value is taken by the functions that say so in their interface, and refused by all others, and by
//! constructors, as solc refuses it: a revert without data, that neither traps nor keeps anything. Every
//! build of every contract.

mod builds;

use alloy_json_abi::{Function, StateMutability};
use blueprint_e2e::{chain::CallOptions, outcome::Outcome};
use builds::{found::contracts, Build};

/// One unit of the native token, in wei.
const UNIT: u64 = 1_000_000;

/// A call with zero for every argument; an offset of zero is that of a length of zero. Longer than
/// any function's arguments.
fn calldata(function: &Function) -> Vec<u8> {
    let mut calldata = function.selector().to_vec();
    calldata.resize(4 + 32 * 32, 0);
    calldata
}

fn call(build: &mut Build, function: &Function, value: u64) -> Outcome {
    let options = CallOptions {
        value: value.into(),
        constant_caller: build.constant_caller,
        ..Default::default()
    };
    let (contract, obeyed) = (build.contract, build.obeyed());
    // The same state for every call.
    build
        .chain
        .undoing(|chain| chain.call_with(&obeyed, contract, calldata(function), options))
}

fn is_rejection(outcome: &Outcome) -> bool {
    outcome.is_revert() && outcome.data.is_empty()
}

#[test]
fn value_is_refused_without_a_trap_by_all_that_are_not_payable() {
    let (mut refused, mut taken) = (0, 0);
    for found in contracts() {
        for mut build in Build::all(&found) {
            for function in found.interface.abi().functions() {
                let subject = format!("{}: {}", build.name, function.signature());
                let without = call(&mut build, function, 0);
                let with = call(&mut build, function, UNIT);
                if function.state_mutability == StateMutability::Payable {
                    // Whatever it says to zeros, it does not say it because of the value.
                    assert!(
                        !is_rejection(&with) || is_rejection(&without),
                        "{subject}: {with}"
                    );
                    taken += 1;
                } else {
                    assert!(is_rejection(&with), "{subject}: {with}");
                    refused += 1;
                }
            }
            let contract = build.contract;
            assert!(build.chain.balance(contract).is_zero(), "{}", build.name);
        }
    }
    println!("{refused} functions refuse value, {taken} take it");
    assert!(refused > 100 && taken > 10);
}

#[test]
fn value_is_refused_without_a_trap_by_every_constructor_that_is_not_payable() {
    let mut wrong = Vec::new();
    let mut refused = 0;
    for found in contracts() {
        for (index, (path, artifact)) in found.builds.iter().enumerate() {
            let abi = artifact.interface().unwrap().abi();
            let payable = abi
                .constructor
                .as_ref()
                .is_some_and(|it| it.state_mutability == StateMutability::Payable);
            if payable {
                continue;
            }
            for value in [UNIT, 1] {
                match Build::deployed_with_value(&found, index, value) {
                    Err(outcome) if is_rejection(&outcome) => refused += 1,
                    Err(outcome) => wrong.push(format!("{path}, {value} wei: {outcome}")),
                    Ok(()) => wrong.push(format!("{path}, {value} wei: deployed")),
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "expected reverts without data:\n{}",
        wrong.join("\n")
    );
    println!("{refused} deployments with value are refused");
    assert!(refused > 20);
}
