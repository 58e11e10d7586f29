//! Operators and members of committees run the command: a log that they append, and statements that they sign. The chain is
//! the command's own.

use serde_json::{json, Value};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const ALITH: &str = "0xf24FF3a9CF04c71Dbc94D0b566f7A27B94566cac";
const BALTATHAR: &str = "0x3Cd0A705a2DC65e5b1E1205896BaA2be8A07c6e0";
const ZERO: &str = "0x0000000000000000000000000000000000000000";
const CONTRACT: &str = "0x4444444444444444444444444444444444444444";
/// Of development's account test0, as a keystore's or the environment's would be.
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

/// A folder that is removed with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("evidence-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, data: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, data).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"));
        command
            .args(["--json", "--project", self.0.to_str().unwrap()])
            .args(arguments);
        command
    }

    /// What it writes to stdout, where it ends with 0.
    fn run(&self, arguments: &[&str]) -> Value {
        let output = self.command(arguments).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        let text = String::from_utf8(output.stdout).unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {text}"))
    }

    /// The error that it writes, where it ends with 1 and writes no result.
    fn fails(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        let text = String::from_utf8(output.stderr).unwrap();
        let last = text.lines().last().unwrap_or_default();
        match serde_json::from_str::<Value>(last) {
            Ok(it) => it["error"].as_str().unwrap().to_owned(),
            // Of clap.
            Err(_) => text,
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A chain of the command that ends with the test.
struct Chain(Child);

impl Drop for Chain {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Chain {
    fn start(folder: &Folder) -> (Self, String) {
        let out = folder.0.join("addresses.json");
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let child = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
            .args(["dev", "up", "--port", "0", "--block-time", "1", "--out"])
            .arg(&out)
            .arg("--project")
            .arg(repository)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let chain = Self(child);
        let begun = Instant::now();
        loop {
            let text = fs::read_to_string(&out).unwrap_or_default();
            if let Ok(addresses) = serde_json::from_str::<Value>(&text) {
                return (chain, addresses["rpc"].as_str().unwrap().to_owned());
            }
            assert!(
                begun.elapsed() < Duration::from_secs(120),
                "expected a chain"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn file_of_something_else_is_not_replaced_by_addresses() {
    let folder = Folder::new("out");
    let file = folder.write("notes", "important");
    let output = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
        .args(["dev", "up", "--port", "0", "--out", &file, "--project"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("it stays as it is"), "{said}");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&file).unwrap(), "important");
}

#[test]
fn second_chain_leaves_the_file_of_the_one_that_runs_and_a_closed_terminal_removes_it() {
    let folder = Folder::new("second");
    let (mut chain, rpc) = Chain::start(&folder);
    let file = folder.0.join("addresses.json");
    let output = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
        .args(["dev", "up", "--port", "0", "--out"])
        .arg(&file)
        .arg("--project")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains(&rpc) && said.contains("another file"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(fs::read_to_string(&file).unwrap().contains(&rpc));
    let hangup = ["-HUP", &chain.0.id().to_string()];
    assert!(Command::new("kill")
        .args(hangup)
        .status()
        .unwrap()
        .success());
    assert!(chain.0.wait().unwrap().success());
    assert!(!file.exists());
}

#[test]
fn roots_and_proofs_of_a_file_need_no_project() {
    let folder = Folder::new("log");
    let file = folder.write("log", "a\nb\nc\n");
    let rooted = folder.run(&["audit-log", "root", &file]);
    assert_eq!(rooted["size"], 3);
    let proven = folder.run(&["audit-log", "prove", &file, "--entry", "1"]);
    assert_eq!(
        (&proven["root"], &proven["entry"]),
        (&rooted["root"], &json!(1))
    );
    assert_eq!(proven["proof"].as_array().unwrap().len(), 2);
    let mut lengths = Vec::new();
    for entry in ["a", "b", "c"] {
        lengths.extend([0, 0, 0, 1]);
        lengths.extend(entry.bytes());
    }
    let lengths = folder.write("lengths", lengths);
    let framed = ["audit-log", "root", &lengths, "--framing", "lengths"];
    assert_eq!(folder.run(&framed), rooted);

    for (words, expected) in [
        (
            vec!["prove", &file, "--entry", "3"],
            "expected an entry below 3, received 3",
        ),
        (vec!["root", "/nowhere"], "cannot read /nowhere"),
        (
            vec!["root", &lengths],
            "received 15 bytes after the first 0 entries",
        ),
        (vec!["root", &file, "--size", "4"], "received 3"),
        (
            vec!["prove", &file, "--entry", "0", "--contract", ZERO],
            "--service",
        ),
    ] {
        let error = folder.fails(&[&["audit-log"], &words[..]].concat());
        assert!(error.contains(expected), "{words:?}: {error}");
    }
}

#[test]
fn statements_are_signed_and_checked_without_a_chain() {
    let folder = Folder::new("statements");
    let (hash, time) = (format!("0x{}", "12".repeat(32)), 1_700_000_000);
    // The account of KEY.
    let key = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    let messages = [
        (
            "answer",
            json!({ "serviceId": 3, "question": hash, "answer": hash, "time": time }),
        ),
        (
            "head",
            json!({ "serviceId": 3, "log": hash, "size": 7, "root": hash, "time": time }),
        ),
        (
            "assignment",
            json!({ "serviceId": 3, "request": hash, "assignee": ALITH, "time": time }),
        ),
        (
            "observation",
            json!({ "question": hash, "time": time, "value": "99" }),
        ),
        (
            "load",
            json!({ "serviceId": 3, "operator": ALITH, "window": 4, "answered": 900 }),
        ),
        (
            "resources",
            json!({ "serviceId": 3, "operator": ALITH, "period": 4, "tasks": 1, "cpuMs": 2, "memoryMbSeconds": 3 }),
        ),
        (
            "revocation",
            json!({ "serviceId": 3, "operator": ALITH, "key": key }),
        ),
    ];
    let mut digests = Vec::new();
    for (kind, message) in messages {
        let file = folder.write(kind, message.to_string());
        let place = [kind, &file, "--chain-id", "31337", "--contract", CONTRACT];
        let sign = [
            &["statement", "sign"],
            &place[..],
            &["--account", "operator"],
        ]
        .concat();
        let mut command = folder.command(&sign);
        let output = command.env("BLUEPRINT_HOOKS_KEY_OPERATOR", KEY).output();
        let signed: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
        let stated = (&signed["signer"], &signed["chain-id"], &signed["kind"]);
        let lower = signed["signer"].as_str().unwrap().to_lowercase();
        assert_eq!(
            (lower.as_str(), stated.1, stated.2),
            (&*key.to_lowercase(), &json!(31_337), &json!(kind))
        );
        digests.push(signed["digest"].clone());
        let signature = signed["signature"].as_str().unwrap().to_owned();
        let check = |place: &[&str], more: &[&str]| {
            let words = [
                &["statement", "check"],
                place,
                &["--signature", &signature],
                more,
            ];
            words
                .concat()
                .into_iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let words = check(&place, &["--signer", key]);
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        let checked = folder.run(&words);
        assert_eq!(
            checked,
            json!({ "digest": signed["digest"], "signer": signed["signer"] })
        );
        let elsewhere = [kind, &file, "--chain-id", "1", "--contract", CONTRACT];
        for (place, signer) in [(&place, ALITH), (&elsewhere, key)] {
            let words = check(place, &["--signer", signer]);
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            let error = folder.fails(&words);
            assert!(
                error.contains(&format!("expected the signature of {signer}")),
                "{error}"
            );
        }
        // A key is never an argument, and a published one signs on chains of development alone.
        let last = sign.len() - 1;
        for (account, chain, expected) in [
            (KEY, "31337", "received a private key"),
            ("test0", "1", "is published"),
        ] {
            let mut words = sign.clone();
            words[last] = account;
            words[5] = chain;
            let error = folder.fails(&words);
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains(&KEY[2..]), "{error}");
        }
        // A statement of another kind.
        let other = if kind == "head" { "answer" } else { "head" };
        let mut words = sign.clone();
        words[2] = other;
        let error = folder.fails(&words);
        assert!(error.contains(&format!("in {file}")), "{error}");
    }
    digests.sort_by_key(ToString::to_string);
    digests.dedup();
    assert_eq!(digests.len(), 7);
}

#[test]
fn operator_appends_its_log_on_a_chain() {
    let folder = Folder::new("chain");
    let (_chain, rpc) = Chain::start(&folder);
    let config = format!("[chains.dev]\nrpc = \"{rpc}\"\ncaller = \"none\"\nchain-id = 31337\n");
    folder.write("blueprint.toml", config);
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ink");
    fs::create_dir_all(folder.0.join("target/ink")).unwrap();
    let sent = ["--chain", "dev", "--account", "alith"];
    for contract in ["equivocation_evidence", "audit_logs"] {
        for file in [
            format!("{contract}.polkavm"),
            format!("{contract}.abi.json"),
        ] {
            let to = folder.0.join("target/ink").join(&file);
            fs::copy(built.join(&file), to).unwrap_or_else(|error| {
                panic!("expected target/ink/{file}: `make contracts` builds it ({error})")
            });
        }
        let arguments = json!([ALITH, BALTATHAR, 86_400]).to_string();
        folder.run(&[&["deploy", contract, &arguments], &sent[..]].concat());
    }
    let records = fs::read_to_string(folder.0.join("deployments/dev.json")).unwrap();
    let records: Value = serde_json::from_str(&records).unwrap();
    let evidence = &records[0]["address"];
    let opening = json!([8, evidence, ZERO, ZERO]).to_string();
    folder.run(&[&["call", "audit_logs", "openService", &opening], &sent[..]].concat());

    let file = folder.write("log", "a\nb\nc\n");
    let place = ["audit-log", "append", "audit_logs", &file, "--service", "8"];
    let append = [&place[..], &sent].concat();
    let of = ["--service", "8", "--operator", ALITH, "--chain", "dev"];
    let show = [&["audit-log", "show", "audit_logs"], &of[..]].concat();
    // The next head is of a later second.
    let later = || loop {
        let state = folder.run(&show);
        if state["now"].as_u64() > state["newest"]["time"].as_u64() {
            return state;
        }
        std::thread::sleep(Duration::from_millis(200));
    };
    let first = folder.run(&append);
    assert_eq!(
        (&first["head"]["size"], &first["mined"]["success"]),
        (&json!(3), &json!(true))
    );
    folder.write("log", "a\nb\nc\nd\n");
    later();
    assert_eq!(folder.run(&append)["before"], first["head"]);
    let state = later();
    assert_eq!(state["heads"].as_array().unwrap().len(), 2, "{state}");
    let prove = [
        "audit-log",
        "prove",
        &file,
        "--entry",
        "3",
        "--contract",
        "audit_logs",
    ];
    let prove = [&prove[..], &of].concat();
    assert_eq!(
        folder.run(&prove)["verified"]["time"],
        state["newest"]["time"]
    );

    for (data, expected) in [
        ("a\nb\nc\n", "has lost entries"),
        ("a\nb\nx\nd\ne\n", "an entry among them was changed"),
        (
            "a\nb\nc\nd\ne",
            "received 1 bytes after the first 4 entries",
        ),
    ] {
        folder.write("log", data);
        let error = folder.fails(&append);
        assert!(error.contains(expected), "{error}");
        assert_eq!(folder.run(&show)["newest"], state["newest"]);
    }
    folder.write("log", "a\nb\nc\nd\ne\n");
    let error = folder.fails(&[&append[..], &["--operator", BALTATHAR]].concat());
    assert!(
        error.contains("expected the account of the operator"),
        "{error}"
    );
    assert_eq!(folder.run(&append)["head"]["size"], 5);
}
