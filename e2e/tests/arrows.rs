//! Which crate may name which: ARCHITECTURE.md's table, checked against the manifests.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

/// The crates of this workspace that each crate names, tests aside.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--no-deps", "--format-version", "1"])
        .args([
            "--manifest-path",
            concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"),
        ])
        .output()
        .unwrap();
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let arrows = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let named = package["dependencies"].as_array().unwrap().iter();
            let named = named.filter(|dependency| dependency["kind"].as_str() != Some("dev"));
            (
                text(&package["name"]),
                named.map(|dependency| text(&dependency["name"])).collect(),
            )
        });
    arrows.collect()
}

#[test]
fn ground_crates_name_nothing_of_this_workspace() {
    let arrows = arrows();
    for ground in ["blueprint-abi", "blueprint-domain", "blueprint-hooks"] {
        let named: Vec<_> = arrows[ground]
            .iter()
            .filter(|name| arrows.contains_key(*name))
            .collect();
        assert!(named.is_empty(), "{ground} names {named:?}");
    }
}

#[test]
fn domain_and_abi_do_not_know_ink() {
    let arrows = arrows();
    for ground in ["blueprint-abi", "blueprint-domain"] {
        assert!(!arrows[ground].contains("ink"), "{ground} names ink");
    }
    assert!(!arrows["blueprint-domain"]
        .iter()
        .any(|name| name.starts_with("alloy")));
}

#[test]
fn components_name_hooks_and_domain_alone() {
    let arrows = arrows();
    let named: Vec<_> = arrows["blueprint-components"]
        .iter()
        .filter(|name| arrows.contains_key(*name))
        .collect();
    assert_eq!(named, ["blueprint-domain", "blueprint-hooks"]);
}

#[test]
fn contract_is_named_by_nobody() {
    let arrows = arrows();
    let contracts: Vec<_> = arrows
        .iter()
        .filter(|(_, named)| named.contains("ink"))
        .map(|(name, _)| name)
        .collect();
    let contracts = contracts
        .into_iter()
        .filter(|name| !["blueprint-hooks", "blueprint-components"].contains(&name.as_str()));
    let contracts: BTreeSet<_> = contracts.collect();
    assert!(!contracts.is_empty());
    for (name, named) in &arrows {
        let linked: Vec<_> = named
            .iter()
            .filter(|other| contracts.contains(other))
            .collect();
        assert!(linked.is_empty(), "{name} links {linked:?}");
    }
}

#[test]
fn harness_does_not_know_the_ink_side() {
    let arrows = arrows();
    let hosts = [
        "blueprint-e2e",
        "blueprint-e2e-runtime",
        "pallet-services",
        "pallet-stake",
    ];
    for host in hosts {
        for ink in ["blueprint-components", "blueprint-hooks", "ink"] {
            assert!(!arrows[host].contains(ink), "{host} names {ink}");
        }
    }
}

#[test]
fn stake_names_the_domain_and_the_services_and_is_named_by_the_runtime() {
    let arrows = arrows();
    let named: Vec<_> = arrows["pallet-stake"]
        .iter()
        .filter(|name| arrows.contains_key(*name))
        .collect();
    assert_eq!(named, ["blueprint-domain", "pallet-services"]);
    let by: Vec<_> = arrows
        .iter()
        .filter(|(_, named)| named.contains("pallet-stake"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(by, ["blueprint-e2e-runtime"]);
}
