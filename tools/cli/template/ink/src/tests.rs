//! Unit tests on a host without a chain: calls pass through the dispatch and the decoder of the contract's code.

use crate::my_blueprint::{calls::*, *};
use blueprint_hooks::{testing::Host, Address};

const RUNTIME: Address = ink::H160([1; 20]);
const STRANGER: Address = ink::H160([2; 20]);

/// The manager of a blueprint that its deployer, the runtime, owns.
fn manager(host: &mut Host) -> Address {
    let arguments = ConstructorArguments { runtime: RUNTIME };
    let manager = host.from(RUNTIME).deploy::<MyBlueprint>(arguments).unwrap();
    let created = OnBlueprintCreated { blueprint_id: 7, owner: RUNTIME, tangle_core: RUNTIME };
    assert!(host.from(RUNTIME).call(manager, created).is_ok());
    manager
}

fn job_call(inputs: &[u8]) -> OnJobCall {
    OnJobCall { service_id: 1, job: 0, job_call_id: 0, inputs: inputs.into() }
}

#[test]
fn job_call_of_32_bytes_is_counted() {
    let mut host = Host::new();
    let manager = manager(&mut host);
    let outcome = host.from(RUNTIME).call(manager, job_call(&[7; 32]));
    let accepted = JobAccepted { service_id: 1, job_call_id: 0, calls: 1 };
    assert!(outcome.emitted(manager, &accepted), "{outcome:?}");
    assert_eq!(host.read(manager, CallsOf { service_id: 1 }), 1);
    assert_eq!((outcome.reads(), outcome.writes()), (2, 1));
}

#[test]
fn job_call_of_another_length_changes_nothing() {
    let mut host = Host::new();
    let manager = manager(&mut host);
    let before = host.storage_of(manager);
    let outcome = host.from(RUNTIME).call(manager, job_call(&[7; 31]));
    let invalid = InvalidInput { job: 0, received_length: 31 };
    assert!(outcome.reverted_with(&invalid), "{outcome:?}");
    assert_eq!(host.storage_of(manager), before);
}

#[test]
fn hooks_obey_the_runtime_alone() {
    let mut host = Host::new();
    let manager = manager(&mut host);
    let outcome = host.from(STRANGER).call(manager, job_call(&[7; 32]));
    let refused = CallerNotRuntime { expected: RUNTIME, received: STRANGER };
    assert!(outcome.reverted_with(&refused), "{outcome:?}");
}
