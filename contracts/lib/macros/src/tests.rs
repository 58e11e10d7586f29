//! Hashes that others published, and names in Rust.

use crate::{
    client, items,
    model::{hash, selector, Access, Entry, Model},
    traits,
    types::canonical,
};
use proc_macro2::Span;
use std::path::Path;

fn model(path: &str) -> Model {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    Model::read(path, &beside, Span::call_site()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Names in Rust and selectors.
fn selectors(model: &Model) -> Vec<(String, String)> {
    let functions = model.functions();
    functions
        .map(|it| (it.rust.clone(), hex(&it.selector())))
        .collect()
}

fn has(selectors: &[(String, String)], known: &[(&str, &str)]) {
    for (name, selector) in known {
        let found = selectors.iter().find(|(it, _)| it == name);
        assert_eq!(found.map(|(_, it)| it.as_str()), Some(*selector), "{name}");
    }
}

#[test]
fn selectors_of_standards_are_known() {
    has(
        &selectors(&model("../tests/IKnown.sol")),
        &[
            ("transfer", "a9059cbb"),
            ("safe_transfer_from_address_address_uint256", "42842e0e"),
            (
                "safe_transfer_from_address_address_uint256_bytes",
                "b88d4fde",
            ),
            ("safe_batch_transfer_from", "2eb2c2d6"),
            ("supports_interface", "01ffc9a7"),
        ],
    );
}

#[test]
fn selectors_with_structs_and_enums_are_those_on_chain() {
    // As the services pallet's tests have them, which took them from chains.
    has(
        &selectors(&model(
            "blueprint-abi/substrate-1.4/IBlueprintServiceManager.sol",
        )),
        &[
            ("on_blueprint_created", "0b6535d7"),
            ("on_register", "c4b44839"),
            ("on_unregister", "e0503b71"),
            ("on_request", "a40a9527"),
            ("on_approve", "5287cd5f"),
            ("on_job_result", "29b98dc7"),
            ("query_slashing_origin", "74ceeb55"),
        ],
    );
    has(
        &selectors(&model(
            "blueprint-abi/seed-2024/IBlueprintServiceManager.sol",
        )),
        &[
            ("on_register", "a7c66f86"),
            ("on_request", "6dfee236"),
            ("on_job_call", "9838caa3"),
            ("on_job_result", "d32e11e2"),
        ],
    );
}

#[test]
fn errors_and_events_of_standards_are_known() {
    let model = model("../tests/IKnown.sol");
    let error = &model.errors[0];
    assert_eq!(
        hex(&selector(hash(&error.name, &canonical(&error.fields)))),
        "e450d38c"
    );
    let topics = model
        .events
        .iter()
        .map(|event| (event.name.as_str(), hash(&event.name, &event.types())));
    let topics: Vec<_> = topics.map(|(name, topic)| (name, hex(&topic))).collect();
    for (name, topic) in [
        (
            "Transfer",
            "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
        ),
        (
            "TransferBatch",
            "4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb",
        ),
    ] {
        assert!(topics.contains(&(name, topic.to_owned())), "{topics:?}");
    }
}

#[test]
fn expansion_has_the_hashes() {
    let model = model("../tests/IKnown.sol");
    let bytes = |hex: &[u8]| {
        let bytes = hex.iter().map(|byte| format!("{byte}u8"));
        bytes.collect::<Vec<_>>().join(" , ")
    };
    let expanded = items::items(&model).to_string();
    assert!(
        expanded.contains(&bytes(&[0xdd, 0xf2, 0x52, 0xad, 0x1b, 0xe2])),
        "{expanded}"
    );
    assert!(
        expanded.contains(&bytes(&[0xe4, 0x50, 0xd3, 0x8c])),
        "{expanded}"
    );
    let client = client::client(&model).to_string();
    for selector in [[0xa9, 0x05, 0x9c, 0xbb], [0x2e, 0xb2, 0xc2, 0xd6]] {
        assert!(client.contains(&bytes(&selector)), "{client}");
    }
}

#[test]
fn fallback_and_receive_are_functions_without_a_selector() {
    let model = model("../tests/IKnown.sol");
    assert_eq!(model.functions().count(), 5);
    let (part, fallback) = model.special(Entry::Fallback).unwrap();
    assert_eq!(
        (part.name.as_str(), fallback.rust.as_str()),
        ("IKnown", "fallback")
    );
    assert_eq!((fallback.inputs.len(), fallback.outputs.len()), (1, 1));
    let (_, receive) = model.special(Entry::Receive).unwrap();
    assert_eq!(receive.access, Access::Payable);
    let traits = traits::traits(&model).to_string();
    assert!(
        traits.contains("fn fallback (& mut self , data : :: blueprint_hooks :: Bytes)"),
        "{traits}"
    );
    assert!(traits.contains("fn receive (& mut self ,)"), "{traits}");
}

#[test]
fn names_that_are_keywords_of_rust_hash_as_they_are_written() {
    let model = model("../tests/ui/IOdd.sol");
    let signatures: Vec<_> = model.functions().map(|it| it.signature()).collect();
    for signature in [
        "loop(bytes,bytes,(uint64,bytes,uint8[]))",
        "trait(uint8[],uint64,uint64)",
        "_(uint64)",
    ] {
        assert!(
            signatures.iter().any(|it| it == signature),
            "{signatures:?}"
        );
    }
    let fields = |name: &str| {
        let it = model.structs.iter().find(|it| it.name == name).unwrap();
        it.fields
            .iter()
            .map(|field| field.name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(fields("Box"), ["move", "clone", "self"]);
}
