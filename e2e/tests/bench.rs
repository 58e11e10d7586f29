//! What hooks cost is what was reviewed, `e2e/snapshots/bench.json`, and every function is measured.

use blueprint_e2e::{
    artifact::Artifact,
    bench::{compare, load, measure, BenchError, Build, Project, Row},
    tangle_core::gas::HOOK_GAS,
};
use std::{collections::BTreeSet, path::Path, sync::LazyLock};

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
        let rows = MEASURED.0.iter().filter(|row| row.contract == subject.ink);
        // A row of a failed call names the error after a colon, one that comes again has a number.
        let answered: BTreeSet<&str> = rows
            .filter(|row| row.build == Build::Ink && !row.hook.contains(": "))
            .map(|row| row.hook.split(" (").next().unwrap_or_default())
            .collect();
        let artifact = Artifact::built(format!("ink/{}.polkavm", subject.ink)).unwrap();
        let interface = artifact.interface().unwrap();
        let missing: Vec<String> = interface
            .abi()
            .functions()
            .filter(|it| !answered.contains(it.name.as_str()))
            .map(|it| it.signature())
            .filter(|signature| !answered.contains(signature.as_str()))
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", subject.ink);
    }
}

/// Alone: with a relay in front of it, see `--test road`.
#[test]
fn every_hook_costs_less_gas_than_the_newer_core_gives_it() {
    let managers = [
        "base_manager",
        "baked_manager",
        "hello_blueprint",
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
    for (contract, hook, most_percent) in [
        ("report_counter", "canJoin", 75),
        ("incredible_squaring", "canJoin", 75),
        ("base_manager", "canJoin", 60),
    ] {
        let ink = row(contract, hook, Build::Ink).code_bytes;
        let resolc = row(contract, hook, Build::Resolc).code_bytes;
        assert!(
            ink * 100 <= resolc * most_percent,
            "{contract}: {ink}, {resolc}"
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
