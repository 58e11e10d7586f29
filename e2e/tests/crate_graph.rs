//! Crate dependencies: ARCHITECTURE.md's table, compared with the manifests.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The workspaces of this repository.
const WORKSPACES: [&str; 4] = [
    "Cargo.toml",
    "chain/hub/Cargo.toml",
    "chain/node/Cargo.toml",
    "e2e/clients/Cargo.toml",
];
/// Families of external crates, by the prefix of their names.
const FAMILIES: [(&str, &str); 3] = [("ink!", "ink"), ("alloy", "alloy-"), ("FRAME", "frame-")];

type Names = BTreeSet<String>;

/// The dependencies of a crate except those of its tests: folders of this repository, and families
/// of external crates.
#[derive(Debug, Default, PartialEq)]
struct Dependencies {
    ours: Names,
    external: Names,
}

fn root() -> PathBuf {
    fs::canonicalize(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap()
}

fn folder(path: &Path) -> String {
    let inside = path.strip_prefix(root()).unwrap();
    inside.to_str().unwrap().to_owned()
}

/// The manifests, by folder.
fn manifests() -> BTreeMap<String, Dependencies> {
    let mut found = BTreeMap::new();
    for workspace in WORKSPACES {
        let metadata = Command::new(env!("CARGO"))
            .args(["metadata", "--locked", "--no-deps", "--format-version", "1"])
            .arg("--manifest-path")
            .arg(root().join(workspace))
            .output()
            .unwrap();
        let failed = String::from_utf8_lossy(&metadata.stderr);
        assert!(metadata.status.success(), "{workspace}: {failed}");
        let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
        for package in metadata["packages"].as_array().unwrap() {
            let manifest = Path::new(package["manifest_path"].as_str().unwrap());
            let mut found_here = Dependencies::default();
            for dependency in package["dependencies"].as_array().unwrap() {
                if dependency["kind"].as_str() == Some("dev") {
                    continue;
                }
                if let Some(path) = dependency["path"].as_str() {
                    found_here.ours.insert(folder(Path::new(path)));
                    continue;
                }
                let name = dependency["name"].as_str().unwrap();
                let families = FAMILIES.iter().filter(|(_, start)| name.starts_with(start));
                found_here
                    .external
                    .extend(families.map(|(family, _)| (*family).to_owned()));
            }
            found.insert(folder(manifest.parent().unwrap()), found_here);
        }
    }
    found
}

/// The names in a cell of the table; `none` stands for no name.
fn cell(text: &str) -> Names {
    let names = text.split(',').map(|name| name.trim().trim_matches('`'));
    names
        .filter(|name| *name != "none")
        .map(str::to_owned)
        .collect()
}

/// The table, by folder.
fn table() -> BTreeMap<String, Dependencies> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, table) = text
        .split_once("| crate | depends on (ours) | external | why |\n")
        .expect("expected the table of crates in ARCHITECTURE.md");
    let mut rows = BTreeMap::new();
    for line in table.lines().skip(1).take_while(|line| !line.is_empty()) {
        let cells: Vec<_> = line.trim_matches('|').split('|').collect();
        let [crates, ours, external, _] = cells[..] else {
            panic!("expected four cells, received {line}");
        };
        for name in cell(crates) {
            let dependencies = Dependencies {
                ours: cell(ours),
                external: cell(external),
            };
            let duplicate = rows.insert(name, dependencies).is_some();
            assert!(!duplicate, "a crate has two rows: {line}");
        }
    }
    rows
}

#[test]
fn table_equals_the_manifests() {
    let (manifests, table) = (manifests(), table());
    for (name, dependencies) in &manifests {
        let row = table.get(name);
        assert_eq!(
            row,
            Some(dependencies),
            "{name}: ARCHITECTURE.md, Cargo.toml"
        );
    }
    let gone: Vec<_> = table
        .keys()
        .filter(|name| !manifests.contains_key(*name))
        .collect();
    assert!(
        gone.is_empty(),
        "in the table, not in a workspace: {gone:?}"
    );
}

#[test]
fn no_crate_links_a_contract() {
    let manifests = manifests();
    let contracts: Vec<_> = manifests
        .keys()
        .filter(|name| {
            let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
            manifest.contains("[package.metadata.ink-lang]")
        })
        .collect();
    assert!(!contracts.is_empty());
    for (name, dependencies) in &manifests {
        let linked: Vec<_> = contracts
            .iter()
            .filter(|contract| dependencies.ours.contains(**contract))
            .collect();
        assert!(linked.is_empty(), "{name} links {linked:?}");
    }
}

/// Documentation of all that is public, and the oldest compiler: for crates that are published.
#[test]
fn published_crates_inherit_the_lints_and_the_compiler() {
    let manifests = manifests();
    let texts = manifests.keys().map(|name| {
        let manifest = root().join(name).join("Cargo.toml");
        (name, fs::read_to_string(manifest).unwrap())
    });
    let published: Vec<_> = texts
        .filter(|(_, text)| text.contains("publish = true"))
        .collect();
    assert!(published.len() > 5, "{published:?}");
    for (name, text) in published {
        for line in ["[lints]\nworkspace = true", "rust-version.workspace = true"] {
            assert!(text.contains(line), "{name}: expected {line:?}");
        }
    }
}
