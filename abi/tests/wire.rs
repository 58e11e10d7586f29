//! The `.sol` files against what Tangle published, deployed and called: nothing missing, nothing
//! extra, every selector, topic, name, type, struct and mutability alike.

#![cfg(all(feature = "core", feature = "json"))]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use alloy_json_abi::JsonAbi;
use blueprint_abi::{interfaces, Interface};
use common::{describe, pin_lines, Release};

/// The releases of the core, and the folder each is declared in.
const RELEASES: [(&str, &str); 2] = [("0.10.6", "tnt-core-0.10"), ("0.20.0", "tnt-core-0.20")];

/// The interfaces of the core that both releases publish one by one, and the file of each.
const CORE: [(&str, &str); 7] = [
    ("ITangleAdmin", "i_tangle_admin"),
    ("ITangleBlueprints", "i_tangle_blueprints"),
    ("ITangleJobs", "i_tangle_jobs"),
    ("ITangleOperators", "i_tangle_operators"),
    ("ITangleRewards", "i_tangle_rewards"),
    ("ITangleServices", "i_tangle_services"),
    ("ITangleSlashing", "i_tangle_slashing"),
];

/// What the core emits, in three files.
const EVENTS: [&str; 3] = [
    "ITangleEvents",
    "ITanglePaymentEvents",
    "ITangleAdminEvents",
];

fn declared(generation: &str, name: &str) -> JsonAbi {
    let interface = interfaces().find(|it| it.generation == generation && it.name == name);
    let Interface { abi, .. } =
        interface.unwrap_or_else(|| panic!("{generation}/{name} is declared"));
    abi()
}

/// What the releases publish, by folder and interface.
fn published() -> BTreeMap<(&'static str, &'static str), JsonAbi> {
    let mut abis = BTreeMap::new();
    for (version, folder) in RELEASES {
        let release = Release::published(version);
        let hooks = "IBlueprintServiceManager";
        abis.insert((folder, hooks), release.artifact(hooks));
        let mut registry = release.artifact("OperatorStatusRegistry");
        registry.constructor = None;
        abis.insert((folder, "IOperatorStatusRegistry"), registry);
        for (name, file) in CORE {
            abis.insert((folder, name), release.bindings(file));
        }
        if version == "0.20.0" {
            let master = release.bindings("i_master_blueprint_service_manager");
            abis.insert((folder, "IMasterBlueprintServiceManager"), master);
        }
    }
    abis
}

/// The pins of a folder, by interface.
fn pins(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let file = format!("{}/tests/pins/{folder}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut pins: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in text.lines().filter(|it| !it.starts_with('#')) {
        let (interface, item) = line
            .split_once(' ')
            .unwrap_or_else(|| panic!("{file}: {line}"));
        pins.entry(interface.to_owned())
            .or_default()
            .insert(item.to_owned());
    }
    pins
}

/// Fails unless both hold the same items, each described alike.
fn assert_same(
    subject: &str,
    ours: &BTreeMap<String, String>,
    published: &BTreeMap<String, String>,
) {
    let missing: Vec<_> = published
        .keys()
        .filter(|it| !ours.contains_key(*it))
        .collect();
    let extra: Vec<_> = ours
        .keys()
        .filter(|it| !published.contains_key(*it))
        .collect();
    let differing: Vec<_> = ours
        .iter()
        .filter_map(|(key, ours)| published.get(key).map(|theirs| (key, ours, theirs)))
        .filter(|(_, ours, theirs)| ours != theirs)
        .map(|(key, ours, theirs)| format!("{key}\n  ours:      {ours}\n  published: {theirs}"))
        .collect();
    assert!(
        missing.is_empty() && extra.is_empty() && differing.is_empty(),
        "{subject}\nmissing: {missing:#?}\nextra: {extra:#?}\ndiffering:\n{}",
        differing.join("\n"),
    );
}

#[test]
fn published_interfaces_equal_their_sol_files() {
    for ((folder, name), published) in published() {
        let ours = describe(&declared(folder, name));
        assert_same(&format!("{folder}/{name}"), &ours, &describe(&published));
    }
}

#[test]
fn hooks_are_as_many_as_tangle_counts() {
    let count = |folder| {
        declared(folder, "IBlueprintServiceManager")
            .functions()
            .count()
    };
    assert_eq!(count("tnt-core-0.10"), 33);
    assert_eq!(count("tnt-core-0.20"), 37);
    assert_eq!(count("substrate-1.4"), 24);
}

#[test]
fn core_interfaces_add_up_to_the_published_whole() {
    for (version, folder) in RELEASES {
        let ours: BTreeMap<_, _> = CORE
            .iter()
            .flat_map(|(name, _)| describe(&declared(folder, name)))
            .collect();
        let whole = Release::published(version).artifact("ITangleFull");
        assert_same(folder, &ours, &describe(&whole));
    }
}

#[test]
fn core_events_hold_all_that_is_published_and_emitted() {
    for (version, folder) in RELEASES {
        let ours: BTreeMap<_, _> = EVENTS
            .iter()
            .flat_map(|name| describe(&declared(folder, name)))
            .collect();
        let published = describe(&Release::published(version).artifact("ITangleFull"));
        let differing: Vec<_> = published
            .iter()
            .filter(|(key, text)| key.starts_with("event ") && ours.get(*key) != Some(text))
            .map(|(key, _)| key.as_str())
            .collect();
        // Declared with jobIndex indexed, emitted without; the result goes by another name.
        let mut expected = vec![
            "event JobResultSubmitted(uint64,uint64,address,bytes)",
            "event JobSubmitted(uint64,uint64,uint8,address,bytes)",
        ];
        if version == "0.10.6" {
            // Declared, and never emitted: the core logs the forms that 0.20 declares.
            expected.push("event SlashExecuted(uint64,address,uint256)");
            expected.push("event SlashProposed(uint64,address,uint16,bytes32)");
        }
        assert_eq!(differing, expected, "{folder}");
    }
}

#[test]
fn every_declared_item_is_pinned_and_every_pin_declared() {
    let published = published();
    let folders: BTreeSet<_> = interfaces().map(|it| it.generation).collect();
    for folder in folders {
        let mut pins = pins(folder);
        for interface in interfaces().filter(|it| it.generation == folder) {
            if published.contains_key(&(folder, interface.name)) {
                continue;
            }
            let ours: BTreeSet<_> = pin_lines(&(interface.abi)()).into_iter().collect();
            let pinned = pins.remove(interface.name).unwrap_or_default();
            let unpinned: Vec<_> = ours.difference(&pinned).collect();
            let undeclared: Vec<_> = pinned.difference(&ours).collect();
            assert!(
                unpinned.is_empty() && undeclared.is_empty(),
                "{folder}/{}\nunpinned: {unpinned:#?}\nundeclared: {undeclared:#?}",
                interface.name,
            );
        }
        assert!(
            pins.is_empty(),
            "{folder}: pins of interfaces that are not declared: {pins:#?}"
        );
    }
}

/// But for `library/`: the interfaces of this project's own contracts, which are held against their
/// builds where those are built.
#[test]
fn every_sol_file_of_a_generation_is_declared_in_a_module() {
    let solidity = concat!(env!("CARGO_MANIFEST_DIR"), "/solidity");
    let list = |path: &std::path::Path| -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(path).expect("a folder");
        entries.map(|it| it.expect("an entry").path()).collect()
    };
    let files: BTreeSet<String> = list(solidity.as_ref())
        .iter()
        .filter(|folder| folder.is_dir() && !folder.ends_with("library"))
        .flat_map(|folder| list(folder))
        .map(|file| {
            let file = file
                .strip_prefix(solidity)
                .expect("below")
                .with_extension("");
            file.to_string_lossy().into_owned()
        })
        .collect();
    let declared: BTreeSet<String> = interfaces()
        .map(|it| format!("{}/{}", it.generation, it.name))
        .collect();
    assert_eq!(declared, files);
}

#[test]
fn pins_of_core_0_10_are_in_the_deployed_code() {
    let state: serde_json::Value =
        serde_json::from_str(tnt_core_fixtures::localtestnet_state_json()).expect("a state");
    let accounts = state["accounts"].as_object().expect("accounts");
    let code: Vec<u8> = accounts
        .values()
        .filter_map(|it| it["code"].as_str())
        .flat_map(|it| hex::decode(it.trim_start_matches("0x")).expect("code in hex"))
        .collect();
    let windows: BTreeSet<&[u8]> = [2, 3, 4, 5, 33]
        .iter()
        .flat_map(|length| code.windows(*length))
        .collect();
    let mut checked = 0;
    for (interface, items) in pins("tnt-core-0.10") {
        for item in items {
            // The snapshot deploys no oracle: the one call that the core makes of it is there.
            if interface == "IPriceOracle" && !item.starts_with("function toUSD") {
                continue;
            }
            let mut fields = item.split(' ').skip(1);
            let signature = fields.next().expect("a signature");
            let hash = fields.next().expect("a hash").trim_start_matches("0x");
            let hash = hex::decode(hash).expect("a hash in hex");
            let found = pushes(&hash)
                .iter()
                .any(|it| windows.contains(it.as_slice()));
            assert!(
                found,
                "{interface} {signature} is nowhere in the deployed code"
            );
            checked += 1;
        }
    }
    assert!(checked > 150, "only {checked} pins were looked for");
}

/// The instructions with which solc brings a topic or a selector onto the stack: as it is, or
/// without the low zero bits, which a shift restores.
fn pushes(hash: &[u8]) -> Vec<Vec<u8>> {
    const PUSH0: u8 = 0x5f;
    let push = |bytes: &[u8]| [&[PUSH0 + bytes.len() as u8], bytes].concat();
    let Ok(selector) = <[u8; 4]>::try_from(hash) else {
        return vec![push(hash)];
    };
    let value = u32::from_be_bytes(selector);
    let shifted = value >> value.trailing_zeros();
    [value, shifted]
        .map(|it| push(&it.to_be_bytes()[it.leading_zeros() as usize / 8..]))
        .to_vec()
}
