//! What hooks cost is what was reviewed, `e2e/snapshots/bench.json`, and every function of the contracts that `blueprint.toml` names
//! for it is measured.

use blueprint_e2e::{
    artifact::Artifact,
    bench::{compare, load, measure, BenchError, Build, Project, Row},
    tangle_core::gas::HOOK_GAS,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::LazyLock,
};

/// This repository.
static PROJECT: LazyLock<Project> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Project::read(&root).unwrap()
});
static MEASURED: LazyLock<(Vec<Row>, Vec<BenchError>)> = LazyLock::new(|| {
    let (mut rows, mut left_out) = (Vec::new(), Vec::new());
    for subject in PROJECT.subjects() {
        let measured = measure(&PROJECT, subject).unwrap();
        rows.extend(measured.rows);
        left_out.extend(measured.left_out);
    }
    (rows, left_out)
});

/// resolc's mode for size, and for the largest contract the balanced one too, need more stack than its 32 KiB.
#[test]
fn modes_of_resolc_that_trap_are_those_that_are_known() {
    let traps = MEASURED.1.iter().map(|it| match it {
        BenchError::Trap { build, .. } => build.as_str(),
        other => panic!("{other}"),
    });
    let known = [
        "solidity/resolc-z/ServiceLevels.polkavm",
        "solidity/resolc-s/UsageReceipts.polkavm",
        "solidity/resolc-z/UsageReceipts.polkavm",
        "solidity/resolc-z/MemberBonds.polkavm",
        "solidity/resolc-z/LivenessChallenges.polkavm",
        "solidity/resolc-z/Rulebook.polkavm",
        "solidity/resolc-z/EnclaveKeys.polkavm",
        "solidity/resolc-z/LoadTests.polkavm",
        "solidity/resolc-z/AggregatedResults.polkavm",
    ];
    assert_eq!(traps.collect::<Vec<_>>(), known);
}

#[test]
fn hooks_cost_what_was_reviewed() {
    let reviewed = load(&PROJECT).expect("make bench ARGS=--save writes the reviewed figures");
    let complaints = compare(&reviewed, &MEASURED.0);
    assert!(
        complaints.is_empty(),
        "{}\nmake bench ARGS=--save makes these the reviewed figures",
        complaints.join("\n")
    );
}

/// Also those that differ in their arguments alone.
#[test]
fn every_function_of_every_contract_has_a_row_of_a_call_that_was_answered() {
    for subject in PROJECT.subjects() {
        let rows = MEASURED
            .0
            .iter()
            .filter(|row| row.contract == subject.name());
        // A row of a failed call names the error after a colon, one that comes again has a number.
        let answered: BTreeSet<&str> = rows
            .filter(|row| row.build == Build::Ink && !row.hook.contains(": "))
            .map(|row| row.hook.split(" (").next().unwrap_or_default())
            .collect();
        let artifact = Artifact::built(format!("ink/{}.polkavm", subject.name())).unwrap();
        let interface = artifact.interface().unwrap();
        let missing: Vec<String> = interface
            .abi()
            .functions()
            .filter(|it| !answered.contains(it.name.as_str()))
            .map(|it| it.signature())
            .filter(|signature| !answered.contains(signature.as_str()))
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", subject.name());
    }
}

/// Those without a plan, and why.
#[test]
fn every_built_contract_is_measured_but_for_those_that_are_named() {
    let named = [
        // Its hooks are the base manager's, but for one that keeps a number.
        "hello_blueprint",
        // Earlier generations of incredible squaring: `--test generations_on_chain` plays them.
        "squaring_seed_2024",
        "squaring_substrate_1_4",
        // It reads the staking of a network with validators, which this chain has not: the network's runtime measures it.
        "consensus_participation",
        "stake_keeper",
        // What it verifies is signed with sr25519, which plans cannot: `--test foreign_consensus` holds its costs.
        "foreign_consensus",
        // Contracts of tests.
        "full_abi",
        "ink_dispatcher",
        "level_manager",
        "quality_judge",
        "ruled_manager",
        "version_manager",
    ];
    let subjects = PROJECT.subjects().iter();
    let measured: BTreeSet<String> = subjects.map(|it| it.name().to_owned()).collect();
    let built = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/ink"));
    let built = built.unwrap().filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.strip_suffix(".polkavm").map(String::from)
    });
    let without: BTreeSet<String> = built.filter(|name| !measured.contains(name)).collect();
    assert_eq!(without, named.map(String::from).into());
}

/// Alone: with a relay in front of it, see `--test road`.
#[test]
fn every_hook_costs_less_gas_than_the_newer_core_gives_it() {
    let managers = [
        "base_manager",
        "baked_manager",
        "incredible_squaring",
        "report_counter",
    ];
    let rows = MEASURED
        .0
        .iter()
        .filter(|row| managers.contains(&row.contract.as_str()));
    let mut rows: Vec<_> = rows.map(|row| (row.gas(), row)).collect();
    rows.sort_by_key(|(gas, _)| std::cmp::Reverse(*gas));
    let (most, row) = rows.first().expect("managers are measured");
    assert!(*most <= HOOK_GAS, "{most} of {HOOK_GAS}: {row:?}");
}

const LIMITS: &str = "docs/decisions/0067-costs-above-the-goals.md";

/// In percent of another build's ref_time, rounded up.
fn percent(of: &Row, base: &Row) -> u64 {
    (of.ref_time * 100).div_ceil(base.ref_time)
}

/// Each function that all builds have, in ink!, by resolc and on the EVM.
fn compared() -> Vec<[&'static Row; 3]> {
    let find = |row: &Row, build| {
        MEASURED.0.iter().find(|other| {
            (&other.contract, &other.hook, other.build) == (&row.contract, &row.hook, build)
        })
    };
    let of_ink = MEASURED.0.iter().filter(|row| row.build == Build::Ink);
    of_ink
        .filter_map(|row| Some([row, find(row, Build::Resolc)?, find(row, Build::Evm)?]))
        .collect()
}

/// The rows of the decision's tables that have `width` cells, the first four cells of each.
fn limits(width: usize) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join(LIMITS)).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|line| line.trim_matches('|').split('|').map(str::trim));
    cells
        .map(Iterator::collect::<Vec<_>>)
        .filter(|row| row.len() == width)
        .map(|row| row[..4].join(" | "))
        .collect()
}

#[test]
fn functions_above_the_goals_are_those_of_decision_0067() {
    let compared = compared();
    let dear = compared
        .iter()
        .filter(|[ink, resolc, _]| ink.ref_time * 100 > resolc.ref_time * 70);
    let found: BTreeSet<String> = dear
        .map(|[ink, resolc, evm]| {
            let (resolc, evm) = (percent(ink, resolc), percent(ink, evm));
            format!("`{}` | `{}` | {resolc} | {evm}", ink.contract, ink.hook)
        })
        .collect();
    let listed = limits(5);
    let unlisted: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "{LIMITS}\nto be listed: {unlisted:#?}\nto be removed: {gone:#?}"
    );
    let getters = ["can", "get", "query", "requires", "force", "compute"];
    let kind = |hook: &str| {
        if hook.ends_with(": CallerNotRuntime") {
            Some("stranger")
        } else if hook.contains(':') {
            None
        } else if hook.starts_with("on") {
            Some("admitted")
        } else {
            let getter = getters.iter().any(|start| hook.starts_with(start));
            getter.then_some("getter")
        }
    };
    let managers = ["base_manager", "incredible_squaring", "report_counter"];
    let mut kinds = BTreeMap::<_, (u64, u64)>::new();
    for [ink, _, evm] in compared {
        let Some(kind) = kind(&ink.hook).filter(|_| managers.contains(&ink.contract.as_str()))
        else {
            continue;
        };
        let percent = percent(ink, evm);
        let range = kinds
            .entry((&ink.contract, kind))
            .or_insert((percent, percent));
        *range = (range.0.min(percent), range.1.max(percent));
    }
    let found = kinds
        .iter()
        .map(|((contract, kind), (least, most))| {
            format!("`{contract}` | {kind} | {least} | {most}")
        })
        .collect::<BTreeSet<_>>();
    assert_eq!(limits(4), found, "{LIMITS}");
}

/// The goals for the ABI layer, by the same figures.
#[test]
fn ink_costs_less_than_solidity_on_the_same_machine() {
    let row = |contract: &str, hook: &str, build| {
        MEASURED
            .0
            .iter()
            .find(|row| row.contract == contract && row.hook == hook && row.build == build)
            .unwrap_or_else(|| panic!("{contract} {hook} {build:?}"))
    };
    for (contract, hook, build, most_percent) in [
        // Nothing but a guard, a counter and an event: what is left is the host's price of those.
        ("report_counter", "verifyReport", Build::Resolc, 75),
        ("report_counter", "verifyReport", Build::Evm, 92),
        ("incredible_squaring", "verifyReport", Build::Resolc, 60),
        ("incredible_squaring", "verifyReport", Build::Evm, 78),
        ("incredible_squaring", "onJobCall", Build::Resolc, 55),
        ("incredible_squaring", "onJobCall", Build::Evm, 65),
        ("incredible_squaring", "minOperators", Build::Resolc, 62),
        ("base_manager", "onJobCall", Build::Resolc, 61),
        ("base_manager", "onJobCall", Build::Evm, 107),
        ("base_manager", "canJoin", Build::Resolc, 41),
        ("base_manager", "canJoin", Build::Evm, 120),
        ("report_counter", "canJoin", Build::Resolc, 72),
        ("incredible_squaring", "canJoin", Build::Resolc, 50),
    ] {
        let (ink, other) = (row(contract, hook, Build::Ink), row(contract, hook, build));
        assert!(
            ink.ref_time * 100 <= other.ref_time * most_percent,
            "{contract} {hook}: {} of ink!, {} of {build:?}",
            ink.ref_time,
            other.ref_time
        );
    }
    for [ink, resolc, _] in compared() {
        let (ours, theirs) = (ink.code_bytes, resolc.code_bytes);
        assert!(
            ours * 100 <= theirs * 60,
            "{}: {ours}, {theirs}",
            ink.contract
        );
    }
    assert!(row("base_manager", "canJoin", Build::Ink).code_bytes <= 24_576);
    // A stranger is refused without a storage read where the caller is in the code.
    let refused = "onJobCall: CallerNotRuntime";
    let baked = row("baked_manager", refused, Build::Ink).ref_time;
    for (build, most_percent) in [(Build::Evm, 150), (Build::Resolc, 30)] {
        let other = row("base_manager", refused, build).ref_time;
        assert!(baked * 100 <= other * most_percent, "{baked}, {other}");
    }
}
