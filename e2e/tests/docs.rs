//! Code in the documents is code that the build compiles.

use blueprint_e2e::{
    artifact::Artifact,
    bench::{Build, Row},
};
use serde_json::{json, Value};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Documents with code blocks under a comment `<!-- file: path -->`, which are lines of the file at any indentation; and
/// how many they have.
const DOCUMENTS: [(&str, usize); 6] = [
    ("contracts/solidity/README.md", 2),
    ("docs/cookbook.md", 14),
    ("docs/dev-chain.md", 7),
    ("docs/hooks.md", 4),
    ("docs/library.md", 1),
    ("docs/node.md", 1),
];

fn read(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The path and the code of every block that names its file.
fn blocks(document: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = document;
    while let Some((_, after)) = rest.split_once("<!-- file: ") {
        let (path, after) = after.split_once(" -->").expect("a comment ends");
        let (_, after) = after.split_once("```").expect("a block follows");
        let (_, code) = after.split_once('\n').expect("a block has lines");
        let (code, after) = code.split_once("\n```").expect("a block ends");
        found.push((path.to_owned(), code.to_owned()));
        rest = after;
    }
    found
}

#[test]
fn code_blocks_are_lines_of_the_files_that_they_name() {
    for (document, expected) in DOCUMENTS {
        let blocks = blocks(&read(document));
        assert_eq!(
            blocks.len(),
            expected,
            "{document}: blocks that name a file"
        );
        for (path, code) in blocks {
            assert!(
                has_part(&read(&path), &code),
                "{document}: expected lines of {path}, received\n{code}"
            );
        }
    }
}

/// Whether the lines of `part` follow each other in `file`, all indented by the same more.
fn has_part(file: &str, part: &str) -> bool {
    let lines: Vec<&str> = file.lines().collect();
    let part: Vec<&str> = part.lines().collect();
    lines.windows(part.len()).any(|window| {
        let indentation = window[0].len().saturating_sub(part[0].len());
        let indentation = " ".repeat(indentation);
        window.iter().zip(&part).all(|(line, expected)| {
            let rest = line.strip_prefix(&indentation);
            rest.unwrap_or(line.trim_start()) == *expected
        })
    })
}

#[test]
fn part_of_a_file_has_its_lines_in_order_and_their_indentation() {
    let file = "mod a {\n    fn b() {\n        c();\n\n        d();\n    }\n}\n";
    assert!(has_part(file, "fn b() {\n    c();\n\n    d();\n}"));
    for other in [
        "fn b() {\n    d();\n}",
        "fn b() {\nc();\n",
        "c();\nd();",
        "fn x() {",
    ] {
        assert!(!has_part(file, other), "{other}");
    }
}

/// The text of every source file below a folder; a message that is split over lines in one piece.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !["target", "node_modules", "out", "cache"].contains(&&*name) {
            sources(&path, text);
        } else if name.ends_with(".rs") || name.ends_with(".sol") {
            let file = fs::read_to_string(&path).unwrap();
            let mut lines = file.split("\\\n");
            text.push_str(lines.next().unwrap_or_default());
            lines.for_each(|line| text.push_str(line.trim_start()));
        }
    }
}

/// Lines that are neither blank nor a comment.
fn lines_of_code(path: &str) -> usize {
    let text = read(path);
    let lines = text.lines().map(str::trim_start);
    lines
        .filter(|line| !line.is_empty())
        .filter(|line| !["//", "*", "/*"].iter().any(|it| line.starts_with(it)))
        .count()
}

/// The goals of decision 0001.
#[test]
fn manager_takes_no_more_lines_in_ink_than_in_solidity() {
    let examples = "blueprint-examples";
    let base = lines_of_code(&format!("{examples}/base-manager/ink/src/lib.rs"));
    assert!(base <= 30, "{base}");
    let squaring = format!("{examples}/incredible-squaring");
    let sources = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = fs::read_dir(sources.join(&squaring).join("ink/src")).unwrap();
    assert_eq!(files.count(), 1, "all files of it are counted");
    let ink = lines_of_code(&format!("{squaring}/ink/src/lib.rs"));
    let solidity = lines_of_code(&format!("{squaring}/solidity/IncredibleSquaring.sol"));
    assert!(ink <= solidity, "{ink} of {solidity}");
}

/// As many as a reader keeps in mind. What one contract alone needs is in docs/library.md.
#[test]
fn glossary_has_at_most_fifteen_terms() {
    let terms = table(&read("ARCHITECTURE.md"), "| term |");
    assert!((10..=15).contains(&terms.len()), "{terms:?}");
}

#[test]
fn messages_in_troubleshooting_are_those_of_the_sources() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut text = String::new();
    for folder in ["abi", "chain", "contracts", "tools"] {
        sources(&root.join(folder), &mut text);
    }
    let text = text.replace("\\\"", "\"");
    let document = read("docs/troubleshooting.md");
    let rows = document.lines().filter(|line| line.starts_with("| "));
    let cells = rows.filter_map(|line| line.split(" | ").next());
    let messages: Vec<&str> = cells.flat_map(code).map(str::trim).collect();
    assert!(messages.len() > 10, "{messages:?}");
    for message in messages {
        let message = message.trim_matches('`');
        assert!(text.contains(message), "docs/troubleshooting.md: {message}");
    }
}

#[test]
fn checks_of_quality_name_functions_and_tests_that_exist() {
    let rows = table(&read("docs/quality.md"), "| check |");
    assert!(rows.len() > 10, "{rows:?}");
    let tests = [
        "service_levels",
        "service_level_builds",
        "service_level_lives",
        "usage_receipts",
        "usage_receipt_builds",
        "usage_receipt_payments",
        "usage_receipt_lives",
        "seed_beacon",
        "storage_proofs",
        "storage_proof_peers",
        "computation_proofs",
        "oracle_committee",
        "member_bonds",
        "member_bond_attacks",
        "liveness_challenges",
        "equivocation_evidence",
        "assignment_evidence",
        "assignment_changes",
        "rulebook",
        "rulebook_rules",
        "rulebook_measures",
        "rulebook_checks",
        "audit_logs",
        "audit_log_peers",
        "log_properties",
        "reputation",
        "enclave_keys",
        "enclave_reports",
        "version_calendar",
        "version_manager",
        "incidents",
        "incident_peers",
        "load_tests",
        "load_test_peers",
        "result_quorum",
        "result_quorum_settlement",
        "aggregated_results",
        "aggregated_result_attacks",
        "foreign_consensus",
        "foreign_consensus_counts",
        "foreign_consensus_keys",
        "foreign_consensus_rules",
        // Stories under the pallet and the core.
        "bills",
        "court_and_core",
        "quality",
        "ruled",
        "usage",
    ];
    // Of what needs a network of validators.
    let on_the_network = ["settling", "peers", "rules"]
        .map(|it| format!("chain/network/src/tests/consensus_participation/{it}.rs"));
    let tests = tests.iter().map(|it| format!("e2e/tests/{it}.rs"));
    let tests: Vec<_> = tests
        .chain(on_the_network)
        .map(|path| read(&path))
        .collect();
    for row in rows {
        let [check, function, .., attack] = &row[..] else {
            panic!("{row:?}: expected seven cells");
        };
        let (contract, _) = function.split_once(':').expect("a contract and a function");
        let mut known = LIBRARY.iter().chain(&WITHOUT_ROLES);
        let known = known.find(|(_, name, _)| *name == contract.trim());
        let (_, _, build) = known.unwrap_or_else(|| panic!("{check}: {contract}"));
        for name in code(function) {
            assert!(
                interface(build).functions.contains_key(name),
                "{check}: {name}"
            );
        }
        for name in code(attack) {
            let declared = format!("fn {name}()");
            assert!(
                tests.iter().any(|it| it.contains(&declared)),
                "{check}: {name}"
            );
        }
    }
}

#[test]
fn prices_of_quality_are_those_of_the_snapshot() {
    let measured: Vec<Row> = serde_json::from_str(&read("e2e/snapshots/bench.json")).unwrap();
    let on_hub = read("e2e/snapshots/bench-hub.jsonl");
    let on_hub = on_hub.lines().map(serde_json::from_str::<Value>);
    let on_hub: Vec<Value> = on_hub.collect::<Result<_, _>>().unwrap();
    let rows = table(&read("docs/quality.md"), "| call | ink! |");
    assert!(rows.len() > 5, "{rows:?}");
    for row in rows {
        let [call, prices @ ..] = &row[..] else {
            panic!("{row:?}");
        };
        assert_eq!(prices.len(), 6, "{call}");
        let (contract, hook) = call.split_once(": ").expect("a contract and a call");
        let contract = contract.replace(' ', "_");
        let hook = hook.trim_matches('`');
        let (here, hub) = prices.split_at(3);
        for (index, build) in [Build::Ink, Build::Resolc, Build::Evm].iter().enumerate() {
            let found = measured
                .iter()
                .find(|it| it.contract == contract && it.hook == hook && it.build == *build);
            let expected = found.map(|it| it.ref_time);
            assert_eq!(here[index], micros(expected), "{call} {build:?}");
            let name = serde_json::to_value(build).unwrap();
            let found = on_hub.iter().find(|it| {
                (&it["contract"], &it["hook"], &it["build"])
                    == (&json!(contract), &json!(hook), &name)
            });
            let expected = found.map(|it| it["ref_time"].as_u64().unwrap());
            assert_eq!(hub[index], micros(expected), "{call} {build:?} on 0.18");
        }
    }
}

/// Microseconds of a ref_time; `-` for what is not measured.
fn micros(ref_time: Option<u64>) -> String {
    ref_time.map_or("-".into(), |it| format!("{:.0}", it as f64 / 1e6))
}

/// But for those that the cost table has not: consensus participation reads the staking of a network, and foreign consensus
/// verifies headers that a plan cannot sign. Their decisions have the figures.
#[test]
fn each_function_of_a_check_has_a_price() {
    let document = read("docs/quality.md");
    let prices = table(&document, "| call | ink! |");
    let priced: Vec<&str> = prices.iter().map(|row| row[0].as_str()).collect();
    let mut functions = 0;
    for row in table(&document, "| check |") {
        let mut contract = "";
        for (index, part) in row[1].split('`').enumerate() {
            if index % 2 == 0 {
                let name = part.rsplit([',', ';']).next().unwrap_or_default();
                contract = name.trim().strip_suffix(':').unwrap_or(contract);
            } else if !["consensus participation", "foreign consensus"].contains(&contract) {
                functions += 1;
                let (one, first) = (
                    format!("{contract}: `{part}`"),
                    format!("{contract}: `{part} ("),
                );
                let found = priced.iter().any(|it| *it == one || it.starts_with(&first));
                assert!(found, "no price of {one}");
            }
        }
    }
    assert!(functions > 80, "{functions}");
}

#[test]
fn address_of_the_services_precompile_is_the_one_in_the_documents() {
    let address = format!("`{:?}`", blueprint_e2e::accounts::SERVICES);
    assert!(read("docs/library.md").contains(&address), "{address}");
}

/// The contracts of the library, by what documents call them and by their builds.
const LIBRARY: [(&str, &str, &str); 23] = [
    ("ledger", "points ledger", "points_ledger"),
    ("pool", "reward pool", "reward_pool"),
    ("court", "slashing court", "slashing_court"),
    ("desk", "report desk", "report_desk"),
    ("watch", "downtime watch", "downtime_watch"),
    ("levels", "service levels", "service_levels"),
    ("receipts", "usage receipts", "usage_receipts"),
    ("proofs", "storage proofs", "storage_proofs"),
    ("computation", "computation proofs", "computation_proofs"),
    ("committee", "oracle committee", "oracle_committee"),
    ("bonds", "member bonds", "member_bonds"),
    ("challenges", "liveness challenges", "liveness_challenges"),
    ("evidence", "equivocation evidence", "equivocation_evidence"),
    ("assignments", "assignment evidence", "assignment_evidence"),
    ("rulebook", "rulebook", "rulebook"),
    ("logs", "audit logs", "audit_logs"),
    ("reputation", "reputation", "reputation"),
    ("keys", "enclave keys", "enclave_keys"),
    ("calendar", "version calendar", "version_calendar"),
    ("incidents", "incidents", "incidents"),
    ("load", "load tests", "load_tests"),
    ("quorum", "result quorum", "result_quorum"),
    ("aggregated", "aggregated results", "aggregated_results"),
];

/// Those that have no roles, and are not in the library's tables.
const WITHOUT_ROLES: [(&str, &str, &str); 3] = [
    ("beacon", "seed beacon", "seed_beacon"),
    (
        "participation",
        "consensus participation",
        "consensus_participation",
    ),
    ("foreign", "foreign consensus", "foreign_consensus"),
];

fn interface(build: &str) -> alloy_json_abi::JsonAbi {
    let artifact = Artifact::built(format!("ink/{build}.polkavm")).unwrap();
    artifact.interface().unwrap().abi().clone()
}

/// The rows of the table under a heading, without its header, as cells.
fn table(document: &str, header: &str) -> Vec<Vec<String>> {
    let (_, after) = document.split_once(header).expect(header);
    let rows = after
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'));
    rows.filter(|line| !line.starts_with("|---"))
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().to_string()).collect()
        })
        .collect()
}

/// What is between backticks.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn constructors_in_the_library_have_as_many_arguments_as_their_contracts() {
    let rows = table(
        &read("docs/library.md"),
        "| contract | constructor arguments: runtime, guardian",
    );
    assert_eq!(rows.len(), LIBRARY.len());
    for row in rows {
        let (_, _, build) = *LIBRARY
            .iter()
            .find(|(_, name, _)| row[0].contains(name))
            .unwrap_or_else(|| panic!("{row:?}"));
        // Runtime, guardian and the delay of roles are in the table's header, the court's governance as well.
        let roles = 3 + usize::from(build == "slashing_court");
        let listed = row[1].replace(" and ", ", ");
        let listed = listed.split(", ").filter(|it| *it != "none").count();
        let has = interface(build).constructor.map_or(0, |it| it.inputs.len());
        assert_eq!(roles + listed, has, "{build}: {}", row[1]);
    }
}

#[test]
fn grants_in_the_library_are_calls_and_errors_of_its_contracts() {
    let rows = table(&read("docs/library.md"), "| grant | call |");
    let abis = LIBRARY.map(|(short, _, build)| (short, interface(build)));
    let errors: BTreeSet<String> = abis
        .iter()
        .flat_map(|(_, abi)| abi.errors().map(|error| error.name.clone()))
        .collect();
    let (mut calls, mut rejections) = (0, 0);
    for row in &rows {
        let mut of = "";
        for call in code(&row[1]) {
            let (path, arguments) = call.split_once('(').unwrap_or((call, "…"));
            let function = match path.split_once('.') {
                Some((contract, function)) => {
                    of = contract;
                    function
                }
                None => path,
            };
            let (_, abi) = abis.iter().find(|(short, _)| *short == of).expect(call);
            let known = abi
                .function(function)
                .unwrap_or_else(|| panic!("{of} has no {function}"));
            let arguments = arguments.trim_end_matches(')');
            if !arguments.contains('…') {
                assert_eq!(
                    arguments.split(", ").count(),
                    known[0].inputs.len(),
                    "{call}"
                );
            }
            calls += 1;
        }
        for error in code(&row[2]) {
            assert!(errors.contains(error), "no contract has {error}");
            rejections += 1;
        }
    }
    assert!(
        calls >= rows.len() && rejections >= rows.len(),
        "{calls} {rejections}"
    );
}

/// A constant of the library's components, as its source has it.
fn constant(file: &str, name: &str) -> u32 {
    let source = read(file);
    let (_, after) = source.split_once(&format!("const {name}: ")).expect(name);
    let (_, value) = after.split_once(" = ").expect(name);
    let (value, _) = value.split_once(';').expect(name);
    value.parse().expect(name)
}

#[test]
fn numbers_in_the_library_are_those_of_its_contracts() {
    let document = read("docs/library.md");
    let pool = "contracts/lib/components/src/reward_pool/mod.rs";
    let release = constant(pool, "RELEASE");
    let assets = ["one", "two", "three", "four"][constant(pool, "MAX_ASSETS") as usize - 1];
    for sentence in [
        format!("what a frozen operator loses is released over {release} pots"),
        format!("stakes in up to {assets} assets"),
    ] {
        let found = document.replace('\n', " ").matches(&sentence).count();
        assert_eq!(found, 1, "docs/library.md is to say: {sentence}");
    }
}
