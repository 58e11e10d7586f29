//! The known answers of this repository, and that the runner reports what does not meet them.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use blueprint_economics::vectors::{run, systems, Report};
use serde_json::{json, Value};

const KNOWN: &str = include_str!("../vectors/known.json");

fn known() -> Vec<Value> {
    let file: Value = serde_json::from_str(KNOWN).expect("the known answers are JSON");
    file["vectors"]
        .as_array()
        .expect("with an array of vectors")
        .clone()
}

/// The known answer of that id.
fn known_as(id: &str) -> Value {
    known()
        .into_iter()
        .find(|vector| vector["id"] == id)
        .expect("a known answer")
}

fn run_all(vectors: &[Value]) -> Report {
    run(&json!({ "vectors": vectors }).to_string())
}

fn run_one(vector: &Value) -> Report {
    run_all(std::slice::from_ref(vector))
}

/// What is reported of the only vector of a file.
fn complaint(vector: &Value) -> String {
    let report = run_one(vector);
    assert!(!report.all_passed(), "{vector}");
    report.to_string()
}

/// The pointers to every string, boolean and number within a value.
fn leaves(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, format!("{at}/{index}"), out);
            }
        }
        Value::Object(keys) => {
            for (key, item) in keys {
                leaves(item, format!("{at}/{key}"), out);
            }
        }
        _ => out.push(at),
    }
}

#[test]
fn known_answers_are_all_met() {
    let report = run(KNOWN);
    assert!(report.all_passed(), "{report}");
    assert_eq!(
        report.to_string(),
        format!("{} passed, 0 failed\n", known().len())
    );
}

#[test]
fn known_answers_cover_every_system_and_both_outcomes() {
    let known = known();
    let named: BTreeSet<&str> = known
        .iter()
        .filter_map(|vector| vector["system"].as_str())
        .collect();
    assert_eq!(named, systems().collect());
    assert!(known
        .iter()
        .any(|vector| vector["expected"]["reverts"] == true));
}

#[test]
fn known_ids_are_unique() {
    let known = known();
    let ids: BTreeSet<&str> = known
        .iter()
        .filter_map(|vector| vector["id"].as_str())
        .collect();
    assert_eq!(ids.len(), known.len());
}

#[test]
fn any_wrong_value_in_an_answer_fails_its_vector() {
    for vector in known() {
        let mut pointers = Vec::new();
        leaves(&vector["expected"], String::new(), &mut pointers);
        for pointer in pointers {
            let mut wrong = vector.clone();
            let value = wrong["expected"].pointer_mut(&pointer).expect("a leaf");
            *value = match &*value {
                Value::Bool(value) => json!(!value),
                other => json!(format!("9{}", other.as_str().unwrap_or_default())),
            };
            let report = run_one(&wrong);
            assert_eq!(report.failures.len(), 1, "{pointer} of {}", vector["id"]);
        }
    }
}

#[test]
fn missing_or_extra_key_in_an_answer_fails_its_vector() {
    for vector in known() {
        let keys: Vec<String> = vector["expected"]
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        for key in keys {
            let mut missing = vector.clone();
            missing["expected"]
                .as_object_mut()
                .expect("an object")
                .remove(&key);
            assert_eq!(run_one(&missing).passed, 0, "{key} of {}", vector["id"]);
        }
        let mut extra = vector.clone();
        extra["expected"]["another"] = json!("0");
        assert_eq!(run_one(&extra).passed, 0, "{}", vector["id"]);
    }
}

#[test]
fn missing_input_is_named() {
    let mut vector = known_as("nucypher_penalty-01");
    vector["inputs"]
        .as_object_mut()
        .expect("an object")
        .remove("stake_value");
    let complaint = complaint(&vector);
    assert!(complaint.contains("inputs.stake_value: expected a value, received nothing"));
    assert!(
        complaint.contains("FAILED nucypher_penalty-01"),
        "{complaint}"
    );
}

#[test]
fn input_of_any_other_kind_never_stops_the_run() {
    let huge = "9".repeat(400);
    let zoo = [
        json!(null),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(true),
        json!([]),
        json!([[]]),
        json!({}),
        json!({ "0": { "1": "2" } }),
        json!(""),
        json!("-1"),
        json!("0"),
        json!("0x"),
        json!("1e3"),
        json!(" 1"),
        json!(huge),
        json!("115792089237316195423570985008687907853269984665640564039457584007913129639935"),
        json!("18446744073709551615"),
    ];
    for vector in known() {
        let mut pointers = Vec::new();
        leaves(&vector["inputs"], String::new(), &mut pointers);
        // Whole lists and maps too, not only what they hold.
        pointers.extend(
            vector["inputs"]
                .as_object()
                .expect("an object")
                .keys()
                .map(|key| format!("/{key}")),
        );
        for pointer in pointers {
            let strange: Vec<Value> = zoo
                .iter()
                .map(|value| {
                    let mut strange = vector.clone();
                    *strange["inputs"].pointer_mut(&pointer).expect("an input") = value.clone();
                    strange
                })
                .collect();
            let report = run_all(&strange);
            assert_eq!(report.passed + report.failures.len(), zoo.len());
        }
        for value in &zoo {
            let mut strange = vector.clone();
            let mut pointers = Vec::new();
            leaves(&vector["inputs"], String::new(), &mut pointers);
            for pointer in pointers {
                let input = strange["inputs"].pointer_mut(&pointer);
                // Names of forks, events and hashes stay: behind a wrong one nothing is computed.
                if let Some(input) = input.filter(|input| {
                    let text = input.as_str().unwrap_or_default();
                    text.bytes().all(|byte| byte.is_ascii_digit())
                }) {
                    *input = value.clone();
                }
            }
            let report = run_one(&strange);
            assert_eq!(report.passed + report.failures.len(), 1);
        }
    }
}

#[test]
fn negative_and_oversized_amounts_are_malformed() {
    for value in [
        json!("-7"),
        json!(7),
        json!("9".repeat(90)),
        json!("0x7"),
        json!(""),
    ] {
        let mut vector = known_as("nucypher_penalty-01");
        vector["inputs"]["stake_value"] = value;
        let complaint = complaint(&vector);
        let expected = "inputs.stake_value: expected a decimal string of at most 256 bits";
        assert!(complaint.contains(expected), "{complaint}");
    }
}

#[test]
fn sequence_of_more_steps_than_one_would_write_is_malformed() {
    let mut vector = known_as("eigenlayer_slash_sequence-01");
    vector["inputs"]["times"] = json!("18446744073709551615");
    assert!(complaint(&vector).contains("inputs.times: expected at most 10000 times"));
}

#[test]
fn unknown_system_is_a_failure_that_names_it() {
    let mut vector = known_as("nucypher_penalty-01");
    vector["system"] = json!("nucypher_pardon");
    let complaint = complaint(&vector);
    assert!(complaint.contains("nucypher_pardon"), "{complaint}");
    assert!(complaint.ends_with("\n0 passed, 1 failed\n"), "{complaint}");
}

#[test]
fn wrong_answer_is_reported_with_both_values() {
    let mut vector = known_as("nucypher_penalty-01");
    vector["expected"]["penalty"] = json!("101");
    let expected = "FAILED nucypher_penalty-01 (nucypher_penalty)\n    \
        at penalty: expected \"101\", received \"100\"\n0 passed, 1 failed\n";
    assert_eq!(complaint(&vector), expected);
}

#[test]
fn revert_and_answer_are_not_mistaken_for_each_other() {
    let mut vector = known_as("nucypher_penalty-01");
    vector["expected"] = json!({ "reverts": true });
    assert!(complaint(&vector).contains("expected a revert, received {"));
    let mut vector = known_as("nucypher_penalty-07");
    vector["expected"] = json!({ "penalty": "0" });
    assert!(complaint(&vector).contains("received a revert: NothingToSlash"));
    vector["expected"] = json!({ "reverts": false });
    assert!(complaint(&vector).contains("received a revert"));
    vector["expected"] = json!({ "reverts": true, "reason": "prose of the source" });
    assert!(run_one(&vector).all_passed());
}

#[test]
fn vector_that_is_malformed_leaves_the_others_running() {
    let good = known_as("nucypher_penalty-01").to_string();
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let bad = [
        "7",
        "null",
        "[]",
        "{}",
        r#"{"id": 1}"#,
        r#"{"id": "x", "inputs": 1e400}"#,
        &deep,
    ];
    for bad in bad {
        let report = run(&format!("{{\"vectors\": [{good}, {bad}, {good}]}}"));
        assert_eq!((report.passed, report.failures.len()), (2, 1), "{report}");
    }
    let report = run(&format!("{{\"vectors\": [{good}, {{}}]}}"));
    assert!(report.to_string().contains("vectors[1]"), "{report}");
}

#[test]
fn ring_event_in_other_words_must_state_the_height_and_nothing_false() {
    let vector = known_as("cosmos_liveness_ring-own-1");
    let height = vector["expected"]["events"][0]["height"].clone();
    let run_with = |event: Value| {
        let mut vector = vector.clone();
        vector["expected"]["events"][0] = event;
        run_one(&vector).all_passed()
    };
    assert!(run_with(height.clone()));
    assert!(run_with(json!([height, "slash_and_jail"])));
    assert!(!run_with(json!("slash_and_jail")));
    assert!(!run_with(json!({ "height": height, "missed": "12345" })));
}

#[test]
fn file_without_vectors_is_refused() {
    let nothing = [
        r#"{"vectors": []}"#,
        "{}",
        "[]",
        "",
        "{",
        r#"{"vectors": {}}"#,
        "7",
    ];
    for text in nothing {
        let report = run(text);
        assert!(!report.all_passed(), "{text}");
        let shown = report.to_string();
        assert!(shown.starts_with("malformed file: expected "), "{shown}");
        assert!(shown.ends_with("\n0 passed, 0 failed\n"), "{shown}");
    }
}

fn command(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vectors"))
        .args(arguments)
        .output()
        .expect("it runs")
}

fn last_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn command_succeeds_only_when_every_answer_is_met() {
    let known_file = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/known.json");
    let output = command(&[known_file]);
    assert!(output.status.success());
    assert_eq!(
        last_line(&output),
        format!("{} passed, 0 failed", known().len())
    );

    let mut vectors = known();
    vectors[0]["system"] = json!("unheard_of");
    vectors[1]["expected"] = json!({ "reverts": true });
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/failing.json");
    std::fs::write(path, json!({ "vectors": vectors }).to_string()).expect("a file");
    let output = command(&[path]);
    assert!(!output.status.success());
    assert_eq!(
        last_line(&output),
        format!("{} passed, 2 failed", known().len() - 2)
    );
}

#[test]
fn command_without_a_readable_file_says_so() {
    for arguments in [&[][..], &["a", "b"], &["/nonexistent/vectors.json"]] {
        let output = command(arguments);
        assert!(!output.status.success());
        assert!(!output.stderr.is_empty());
    }
}
