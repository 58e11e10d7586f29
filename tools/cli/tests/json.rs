//! Results of `--json`.

use serde_json::{json, Value};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The exit code, and what is on stdout.
fn run(arguments: &[&str]) -> (Option<i32>, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
        .arg("--json")
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let value = serde_json::from_str(&text);
    let value = value.unwrap_or_else(|error| {
        panic!(
            "{arguments:?}: {error}: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    (output.status.code(), value)
}

fn temporary(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("json-{name}-{}", std::process::id()))
}

fn known() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../economics/vectors/known.json")
}

#[test]
fn vectors_are_counted_and_mismatches_named() {
    let known = known();
    let (code, all) = run(&["vectors", known.to_str().unwrap()]);
    assert_eq!(code, Some(0));
    assert!(all["passed"].as_u64().unwrap() > 10, "{all}");
    assert_eq!(
        (&all["failures"], &all["fault"]),
        (&json!([]), &Value::Null)
    );

    let mut file: Value = serde_json::from_str(&fs::read_to_string(&known).unwrap()).unwrap();
    let vectors = file["vectors"].as_array_mut().unwrap();
    vectors.truncate(2);
    vectors[1]["system"] = json!("none");
    let wrong = temporary("vectors.json");
    fs::write(&wrong, file.to_string()).unwrap();
    let (code, one) = run(&["vectors", wrong.to_str().unwrap()]);
    fs::write(&wrong, "[]").unwrap();
    let (failed, fault) = run(&["vectors", wrong.to_str().unwrap()]);
    fs::remove_file(&wrong).unwrap();
    assert_eq!((code, &one["passed"]), (Some(1), &json!(1)));
    assert_eq!(one["failures"][0]["id"], file["vectors"][1]["id"]);
    let line = one["failures"][0]["lines"][0].as_str().unwrap();
    assert!(line.contains("expected") && line.contains("none"), "{line}");
    assert_eq!(failed, Some(1));
    assert!(
        fault["fault"].as_str().unwrap().contains("a JSON object"),
        "{fault}"
    );
}

#[test]
fn scenarios_are_rows_by_the_names_of_columns() {
    let (_, listed) = run(&["scenarios", "--list"]);
    let preset = listed["presets"][0]["name"].as_str().unwrap();
    let (_, configuration) = run(&["scenarios", "--configuration"]);
    assert!(configuration.is_object());

    let out = temporary("scenarios");
    let played = |what: &[&str]| {
        let place = [
            "--operators",
            "40",
            "--eras",
            "60",
            "--out",
            out.to_str().unwrap(),
        ];
        let (code, played) = run(&[&["scenarios"], what, &place[..]].concat());
        assert_eq!(code, Some(0));
        played
    };
    let runs = played(&["--preset", preset, "--offence", "rare-bug"]);
    let studies = played(&["--study", "review"]);
    let table = fs::read_to_string(out.join("review.csv")).unwrap();
    fs::remove_dir_all(&out).unwrap();
    assert_eq!(runs["runs"].as_array().unwrap().len(), 1, "{runs}");
    let run = &runs["runs"][0];
    assert_eq!(
        (&run["preset"], &run["operators"]),
        (&json!(preset), &json!(40))
    );
    assert!(
        run["gini_before"].is_f64() && run["attack_alone_bps"].is_null(),
        "{run}"
    );
    assert_eq!(runs["studies"], json!([]));
    assert_eq!((&runs["eras"], &runs["seed"]), (&json!(60), &json!(1)));

    let study = &studies["studies"][0];
    assert_eq!(
        (&study["name"], &studies["runs"]),
        (&json!("review"), &json!([]))
    );
    let rows = study["rows"].as_array().unwrap();
    assert_eq!(rows.len() + 1, table.lines().count(), "{table}");
}
