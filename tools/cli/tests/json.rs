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
    // A mark in front is no part of the file. A key that stands twice is a fault of its vector alone.
    let twice = file.to_string().replace(
        "\"system\":\"none\"",
        "\"system\":\"none\",\"system\":\"none\"",
    );
    fs::write(&wrong, format!("\u{feff}{twice}")).unwrap();
    let (_, marked) = run(&["vectors", wrong.to_str().unwrap()]);
    assert_eq!(marked["passed"], 1, "{marked}");
    let line = marked["failures"][0]["lines"][0].as_str().unwrap();
    assert!(line.contains("the key `system` once"), "{line}");
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

/// Standard error as JSON, of a command that fails.
fn fails(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
        .arg("--json")
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {text}"))
}

#[test]
fn errors_of_usage_are_json_as_well() {
    for (arguments, expected) in [
        (
            &["encode"][..],
            "the following required arguments were not provided",
        ),
        (&["vectors", "--none"], "unexpected argument '--none'"),
        (
            &["scenarios", "--eras", "-5"],
            "invalid value '-5' for '--eras <ERAS>': -5 is not in ",
        ),
        (&["nothing"], "unrecognized subcommand 'nothing'"),
        (
            &["scenarios", "--preset", "cosmos", "--configuration"],
            "the argument '--preset <PRESET>' cannot be used with",
        ),
    ] {
        let error = fails(arguments);
        let error = error["error"].as_str().unwrap();
        assert!(error.starts_with(expected), "{error}");
    }
}

/// A file with an ABI, with the mark that some editors write in front.
fn abi() -> PathBuf {
    let argument = |kind: &str, name: &str| json!({ "type": kind, "name": name });
    let function = |name: &str, inputs: Value| {
        json!({
            "type": "function", "name": name, "inputs": inputs, "outputs": [], "stateMutability": "view",
        })
    };
    let pair = json!({
        "type": "tuple", "name": "pair", "components": [argument("uint64", "x"), argument("string", "y")],
    });
    let two = json!([argument("string", "a"), argument("string", "b")]);
    let error = json!({ "type": "error", "name": "Wrong", "inputs": [argument("uint8", "code")] });
    let who = json!([argument("address", "account")]);
    let abi = json!([
        function("two", two),
        function("pair", json!([pair])),
        function("who", who),
        function("minus", json!([argument("int64", "number")])),
        json!({
            "type": "function", "name": "id", "inputs": [], "outputs": [argument("uint64", "")],
            "stateMutability": "view",
        }),
        error
    ]);
    let file = temporary("abi.json");
    fs::write(&file, format!("\u{feff}{}", json!({ "abi": abi }))).unwrap();
    file
}

#[test]
fn arguments_are_taken_as_they_are_stated() {
    let file = abi();
    let abi = file.to_str().unwrap();
    let encoded = |arguments: &[&str]| run(&[&["encode", abi], arguments].concat()).1;
    // Each word of the shell is a value.
    for (words, array) in [
        (["a b", ""], r#"["a b",""]"#),
        (["a,b", " "], r#"["a,b"," "]"#),
    ] {
        let words = encoded(&["two", words[0], words[1]]);
        assert_eq!(words, encoded(&["two", array]));
    }
    // A struct is JSON, as `call` takes it.
    assert_eq!(
        encoded(&["pair", r#"{"x":1,"y":"b"}"#]),
        encoded(&["pair", r#"[1,"b"]"#])
    );
    for (arguments, expected) in [
        (&["two", "a,b"][..], "received 1"),
        (&["pair", r#"[{"x":1,"x":2,"y":"b"}]"#], "the key `x` once"),
        (
            &["who", "0xF24FF3a9CF04c71Dbc94D0b566f7A27B94566cac"],
            "expected",
        ),
    ] {
        let error = fails(&[&["encode", abi], arguments].concat());
        let error = error["error"].as_str().unwrap();
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
    // Wrong(uint8): its value, and one that is no uint8.
    let data = |word: &str| format!("0x{}{word:0>64}", &keccak("Wrong(uint8)"));
    let (_, decoded) = run(&["decode", abi, &data("7")]);
    assert_eq!(
        (&decoded["kind"], &decoded["name"]),
        (&json!("error"), &json!("Wrong"))
    );
    assert_eq!(decoded["values"].to_string().replace('"', ""), "[7]");
    assert_eq!(decoded["unread"], Value::Null);
    for (data, expected) in [
        (
            data("1ff"),
            "expected the values of Wrong(uint8), received 0x",
        ),
        ("0x01020304".into(), "expected a call or an error of"),
    ] {
        let error = fails(&["decode", abi, &data]);
        let error = error["error"].as_str().unwrap();
        assert!(error.starts_with(expected), "{error}");
    }
    let error = fails(&["decode", abi, "0x", "--returns-of", "id"]);
    let error = error["error"].as_str().unwrap();
    assert_eq!(
        error.lines().next(),
        Some("expected what id() returns, received 0x")
    );
    // A flag after the values is a flag, and a negative number is a value.
    let output = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
        .args(["encode", abi, "two", "a", "b", "--json"])
        .output()
        .unwrap();
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value, encoded(&["two", "a", "b"]));
    let minus = encoded(&["minus", "-1"]);
    assert!(
        minus["data"].as_str().unwrap().ends_with(&"f".repeat(64)),
        "{minus}"
    );
    let (_, decoded) = run(&["decode", abi, &format!("{}0b0c", data("7"))]);
    assert_eq!(decoded["unread"], "0x0b0c");
    fs::remove_file(&file).unwrap();
}

#[test]
fn accounts_need_no_project() {
    let folder = temporary("accounts");
    fs::create_dir_all(&folder).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
        .args(["--json", "account", "list"])
        .current_dir(&folder)
        .env("XDG_CONFIG_HOME", &folder)
        .output()
        .unwrap();
    fs::remove_dir_all(&folder).unwrap();
    let listed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(listed[0]["name"], "alith", "{listed}");
}

/// The selector of a signature, in hex digits.
fn keccak(signature: &str) -> String {
    let hash = alloy_primitives::keccak256(signature);
    hex::encode(&hash[..4])
}

#[test]
fn reader_that_closes_the_pipe_is_no_error() {
    for arguments in ["completions bash", "reference"] {
        let command = env!("CARGO_BIN_EXE_blueprint-hooks");
        let script = format!("set -o pipefail; {command} {arguments} | head -c 1 >/dev/null");
        let output = Command::new("bash").args(["-c", &script]).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && stderr.is_empty(), "{stderr}");
    }
}
