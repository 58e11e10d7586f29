//! The tables of README.md, recomputed from the interfaces.

#![cfg(feature = "json")]

use std::collections::{BTreeMap, BTreeSet};

use blueprint_abi::interfaces;

const README: &str = include_str!("../README.md");

/// The columns of the hook table after the first, and the interfaces each shows.
const COLUMNS: [(&str, &[&str]); 5] = [
    (
        "seed-2024",
        &[
            "IBlueprintServiceManager",
            "IJobResultVerifier",
            "IReportVerifier",
        ],
    ),
    ("substrate-1.4", &["IBlueprintServiceManager"]),
    ("substrate-1.4", &["IServicesPalletHooks"]),
    ("tnt-core-0.10", &["IBlueprintServiceManager"]),
    ("tnt-core-0.20", &["IBlueprintServiceManager"]),
];

/// The rows of the table whose header begins with `first`, cell by cell.
fn table(first: &str) -> Vec<Vec<&'static str>> {
    let header = format!("| {first} |");
    let rows: Vec<_> = README
        .lines()
        .skip_while(|it| !it.starts_with(&header))
        .skip(2)
        .take_while(|it| it.starts_with('|'))
        .map(|it| it.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert!(!rows.is_empty(), "no table under {header}");
    rows
}

fn code(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Replaces the names of tuples by the tuples; a tuple may hold one that stands before it.
fn expand(types: &str) -> String {
    let mut types = types.to_owned();
    for row in table("name").iter().rev() {
        types = types.replace(code(row[0])[0], code(row[1])[0]);
    }
    types
}

#[test]
fn hook_table_equals_the_interfaces() {
    let mut shown: BTreeMap<usize, BTreeSet<(String, String)>> = BTreeMap::new();
    for row in table("hook") {
        let hook = code(row[0])[0];
        for column in 0..COLUMNS.len() {
            let cell = match row[column + 1] {
                "same" => row[column],
                cell => cell,
            };
            if cell == "–" {
                continue;
            }
            let [types, selector] = code(cell)[..] else {
                panic!("{hook}: {cell}");
            };
            let entry = (format!("{hook}{}", expand(types)), format!("0x{selector}"));
            shown.entry(column).or_default().insert(entry);
        }
    }
    for (column, (generation, names)) in COLUMNS.iter().enumerate() {
        let declared: BTreeSet<_> = interfaces()
            .filter(|it| it.generation == *generation && names.contains(&it.name))
            .flat_map(|it| (it.abi)().functions().cloned().collect::<Vec<_>>())
            .filter(|it| it.name != "getRuntimeAddress")
            .map(|it| (it.signature(), it.selector().to_string()))
            .collect();
        assert_eq!(shown[&column], declared, "{generation}, {names:?}");
    }
}

#[test]
fn folder_table_names_every_generation() {
    let shown: BTreeSet<_> = table("folder of `solidity/`")
        .iter()
        .map(|it| code(it[0])[0])
        .collect();
    let declared: BTreeSet<_> = interfaces().map(|it| it.generation).collect();
    assert_eq!(shown, declared);
}
