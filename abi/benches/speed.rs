//! How fast the crate's bindings encode and decode on the host, beside bindings that alloy makes of a
//! signature written in place. Rounds of the two take turns, so that both see the same machine.

use alloy_primitives::{Address, FixedBytes, U256};
use alloy_sol_types::{sol, SolCall};
use blueprint_abi::{
    core_0_20::IBlueprintServiceManager as Core, seed_2024::IReportVerifier as Seed,
};
use std::{hint::black_box, time::Instant};

sol! {
    interface Plain {
        function verifyReport(uint64 serviceId, uint8 jobIndex, uint64 jobCallId, bytes participant, bytes inputs, bytes outputs) external;
        function onRequest(uint64 requestId, address requester, address[] operators, bytes requestInputs, uint64 ttl, address paymentAsset, uint256 paymentAmount) external payable;
        function onJobResult(uint64 serviceId, uint8 job, uint64 jobCallId, address operator, bytes32 inputsHash, bytes outputs) external payable;
    }
}

const ROUNDS: usize = 41;
const CALLS: u32 = 20_000;

/// Nanoseconds a call, the median of the rounds of each.
fn race(mut ours: impl FnMut(), mut plain: impl FnMut()) -> (f64, f64) {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (times, run) in times.iter_mut().zip([
            &mut ours as &mut dyn FnMut(),
            &mut plain as &mut dyn FnMut(),
        ]) {
            let start = Instant::now();
            for _ in 0..CALLS {
                run();
            }
            times.push(start.elapsed().as_nanos() as f64 / f64::from(CALLS));
        }
    }
    let [ours, plain] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    });
    (ours, plain)
}

fn report(hook: &str, what: &str, (ours, plain): (f64, f64)) {
    println!(
        "{hook:<14} {what:<7} {ours:>9.0} {plain:>9.0} {:>7.2}",
        ours / plain
    );
}

fn compare<A: SolCall, B: SolCall>(hook: &str, ours: &A, plain: &B) {
    let data = ours.abi_encode();
    assert_eq!(data, plain.abi_encode(), "{hook}: one wire");
    let encode = race(
        || drop(black_box(black_box(ours).abi_encode())),
        || drop(black_box(black_box(plain).abi_encode())),
    );
    report(hook, "encode", encode);
    let decode = race(
        || drop(black_box(A::abi_decode_validate(black_box(&data)))),
        || drop(black_box(B::abi_decode_validate(black_box(&data)))),
    );
    report(hook, "decode", decode);
}

fn main() {
    println!("host time in ns a call, median of {ROUNDS} rounds of {CALLS}");
    println!(
        "{:<14} {:<7} {:>9} {:>9} {:>7}",
        "hook", "", "abi crate", "alloy", "ratio"
    );
    let (address, word) = (Address::repeat_byte(1), FixedBytes::repeat_byte(2));
    compare(
        "verifyReport",
        &Seed::verifyReportCall {
            serviceId: 7,
            jobIndex: 1,
            jobCallId: 5,
            participant: vec![1; 20].into(),
            inputs: vec![2; 32].into(),
            outputs: vec![3; 32].into(),
        },
        &Plain::verifyReportCall {
            serviceId: 7,
            jobIndex: 1,
            jobCallId: 5,
            participant: vec![1; 20].into(),
            inputs: vec![2; 32].into(),
            outputs: vec![3; 32].into(),
        },
    );
    compare(
        "onRequest",
        &Core::onRequestCall {
            requestId: 7,
            requester: address,
            operators: vec![address; 8],
            requestInputs: vec![4; 100].into(),
            ttl: 1_000,
            paymentAsset: Address::ZERO,
            paymentAmount: U256::from(5),
        },
        &Plain::onRequestCall {
            requestId: 7,
            requester: address,
            operators: vec![address; 8],
            requestInputs: vec![4; 100].into(),
            ttl: 1_000,
            paymentAsset: Address::ZERO,
            paymentAmount: U256::from(5),
        },
    );
    compare(
        "onJobResult",
        &Core::onJobResultCall {
            serviceId: 7,
            job: 0,
            jobCallId: 5,
            operator: address,
            inputsHash: word,
            outputs: vec![3; 32].into(),
        },
        &Plain::onJobResultCall {
            serviceId: 7,
            job: 0,
            jobCallId: 5,
            operator: address,
            inputsHash: word,
            outputs: vec![3; 32].into(),
        },
    );
}
