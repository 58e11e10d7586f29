//! The implementations of the incredible squaring blueprint: one lifecycle under the services pallet, one ABI.

use blueprint_e2e::{
    accounts,
    artifact::Artifact,
    chain::Chain,
    outcome::Status,
    services::{
        phase::Phase,
        story::{play, Life},
    },
    tangle_core::squaring::Verdict,
};
use pallet_services::Generation;
use serde_json::{json, Value};
use std::collections::BTreeSet;

const BUILDS: [&str; 3] = [
    "ink/incredible_squaring.polkavm",
    "solidity/IncredibleSquaring.evm",
    "solidity/IncredibleSquaring.polkavm",
];

fn lives(generation: Generation) -> Vec<(&'static str, Life)> {
    let live = |path| {
        let artifact = Artifact::built(path).unwrap();
        (path, play(&artifact, generation, &mut |_| {}).unwrap())
    };
    BUILDS.into_iter().map(live).collect()
}

fn rejection(life: &Life, phase: Phase) -> &str {
    let step = life.step(phase).unwrap();
    assert!(!step.accepted, "{phase}: {}", step.decision);
    step.rejection.as_ref().map_or("none", |error| &error.name)
}

fn assert_life(build: &str, life: &Life) {
    assert_eq!(
        rejection(life, Phase::Takeover),
        "CallerNotRuntime",
        "{build}"
    );
    assert_eq!(
        rejection(life, Phase::SmallRequest),
        "TooFewOperators",
        "{build}"
    );
    assert_eq!(rejection(life, Phase::BadJob), "InvalidInput", "{build}");
    assert_eq!(
        rejection(life, Phase::FalseReport),
        "ReportRefuted",
        "{build}"
    );
    let second = life.step(Phase::SecondResult).unwrap();
    assert_eq!(
        second.error.as_deref(),
        Some("ResultAlreadySubmitted"),
        "{build}"
    );
    let report = life.step(Phase::Report).unwrap();
    assert!(
        report.decision.contains("ReportUpheld"),
        "{build}: {}",
        report.decision
    );

    let state = &life.state;
    assert_eq!(state.runtime, accounts::runtime().address, "{build}");
    assert_eq!(state.blueprint_id.1, Some(state.blueprint_id.0), "{build}");
    assert_eq!(
        state.verdicts,
        [Verdict::Correct, Verdict::Wrong],
        "{build}"
    );
    let [first, second] = &state.tallies;
    assert_eq!(
        (first.successful, first.failed, first.points),
        (1, 0, 1),
        "{build}"
    );
    assert_eq!(
        (second.successful, second.failed, second.points),
        (0, 1, 0),
        "{build}"
    );
}

#[test]
fn life_in_the_words_of_core_0_20_ends_the_same_for_every_build() {
    let lives = lives(Generation::Core0_20);
    for (build, life) in &lives {
        assert_life(build, life);
        assert_eq!(life.state, lives[0].1.state, "{build}");
    }
}

#[test]
fn life_in_the_words_of_core_0_10_ends_the_same_for_every_build() {
    let lives = lives(Generation::Core0_10);
    for (build, life) in &lives {
        assert_life(build, life);
        assert_eq!(life.state, lives[0].1.state, "{build}");
    }
}

/// Any argument of a type, for a call that is rejected before they are read.
fn any_argument(ty: &str) -> Value {
    match ty {
        "address" => json!("alice"),
        "address[]" => json!(["alice"]),
        "bytes" => json!("0x01"),
        "bytes32" => json!(format!("0x{}", "01".repeat(32))),
        "string" => json!("any"),
        "uint256[2]" => json!([1, 1]),
        "uint256[4]" => json!([1, 1, 1, 1]),
        // A published build of the operators' binary.
        "tuple" => json!([
            1,
            1,
            false,
            any_argument("bytes32"),
            any_argument("bytes32")
        ]),
        _ => json!(1),
    }
}

#[test]
fn state_changing_hook_called_by_an_outsider_refused_by_every_build() {
    for build in BUILDS {
        let artifact = Artifact::built(build).unwrap();
        let interface = artifact.interface().unwrap();
        let mut chain = Chain::new().unwrap();
        // The deployer and the blueprint's owner are outsiders like everybody else.
        let owner = accounts::named("alice").unwrap();
        let arguments = interface
            .encode_constructor(&[json!("alith"), json!(2), json!("zero")])
            .unwrap();
        let manager = chain
            .deploy(&owner, &artifact.code, &arguments)
            .unwrap()
            .address;
        let bind = interface.encode_call(
            "onBlueprintCreated",
            &[json!(1), json!("alice"), json!("alith")],
        );
        assert!(
            chain
                .call(&accounts::named("alith").unwrap(), manager, bind.unwrap())
                .is_ok(),
            "{build}"
        );

        let mut refused = 0;
        for function in interface.abi().functions() {
            let view = ["view", "pure"].contains(&function.state_mutability.as_json_str());
            let arguments: Vec<Value> = function
                .inputs
                .iter()
                .map(|input| any_argument(&input.ty))
                .collect();
            let signature = function.signature();
            let calldata = interface.encode_call(&signature, &arguments).unwrap();
            if view {
                continue;
            }
            let outcome = chain.call(&owner, manager, calldata);
            assert_eq!(outcome.status, Status::Revert, "{build}: {signature}");
            let error = interface.decode_error(&outcome.data).unwrap();
            assert_eq!(error.name, "CallerNotRuntime", "{build}: {signature}");
            let expected = format!("{:?}", accounts::ALITH);
            let received = format!("{:?}", owner.address);
            let address = |name: &str| error.args[name].as_str().unwrap().to_lowercase();
            assert_eq!(
                (address("expected"), address("received")),
                (expected, received),
                "{build}"
            );
            refused += 1;
        }
        assert_eq!(refused, 22, "{build}: state-changing hooks");
    }
}

#[test]
fn twins_have_the_same_functions_events_and_errors() {
    let [ink, evm, _] = BUILDS.map(|build| Artifact::built(build).unwrap());
    let wire = |artifact: &Artifact| -> BTreeSet<String> {
        let abi = artifact.interface().unwrap().abi();
        let functions = abi.functions().map(|f| {
            format!(
                "{} payable: {}",
                f.signature_with_outputs(),
                f.state_mutability == alloy_json_abi::StateMutability::Payable
            )
        });
        let events = abi.events().map(|event| event.full_signature());
        let errors = abi.errors().map(|error| error.signature());
        functions.chain(events).chain(errors).collect()
    };
    // The names of outputs may differ: a public variable's getter has none.
    assert_eq!(wire(&ink), wire(&evm));
}

#[test]
fn selector_of_every_function_is_dispatched_by_the_built_ink_contract() {
    let artifact = Artifact::built(BUILDS[0]).unwrap();
    let interface = artifact.interface().unwrap();
    let mut chain = Chain::new().unwrap();
    let owner = accounts::named("alice").unwrap();
    let arguments = interface
        .encode_constructor(&[json!("runtime"), json!(2), json!("zero")])
        .unwrap();
    let manager = chain
        .deploy(&owner, &artifact.code, &arguments)
        .unwrap()
        .address;
    // As solc's code: a selector that it does not know reverts without data.
    let unknown = chain.call(&owner, manager, vec![0xde, 0xad, 0xbe, 0xef]);
    assert!(!unknown.is_ok() && unknown.data.is_empty());
    let mut dispatched = 0;
    for function in interface.abi().functions() {
        let inputs = function.inputs.iter();
        let values: Vec<_> = inputs.map(|input| any_argument(&input.ty)).collect();
        let calldata = interface
            .encode_call(&function.signature(), &values)
            .unwrap();
        let answer = chain.call(&owner, manager, calldata);
        // A view answers, every other function names the caller's error.
        assert!(!answer.data.is_empty(), "{}", function.signature());
        dispatched += 1;
    }
    assert_eq!(dispatched, 47);
}

#[test]
fn constructor_without_a_runtime_refused_by_every_build() {
    for build in BUILDS {
        let artifact = Artifact::built(build).unwrap();
        let interface = artifact.interface().unwrap();
        let mut chain = Chain::new().unwrap();
        let alice = accounts::named("alice").unwrap();
        let zero = json!("0x0000000000000000000000000000000000000000");
        let arguments = interface
            .encode_constructor(&[zero.clone(), json!(2), zero])
            .unwrap();
        let refused = chain
            .deploy(&alice, &artifact.code, &arguments)
            .unwrap_err();
        assert_eq!(refused.status, Status::Revert, "{build}");
        assert_eq!(
            interface.decode_error(&refused.data).unwrap().name,
            "ZeroRuntime",
            "{build}"
        );

        let cut = &arguments[..32];
        assert_eq!(
            chain
                .deploy(&alice, &artifact.code, cut)
                .unwrap_err()
                .status,
            Status::Revert,
            "{build}"
        );
    }
}
