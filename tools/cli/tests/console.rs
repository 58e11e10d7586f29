//! A developer deploys a contract in the console and talks to it.

#[path = "../../../e2e/tests/fixture/mod.rs"]
mod fixture;

use alloy_dyn_abi::{DynSolType, Specifier};
use alloy_json_abi::{Function, StateMutability};
use blueprint_e2e::{
    accounts,
    artifact::Artifact,
    console::{Session, StartError, Summary},
};
use blueprint_test::Caller;
use fixture::Saying;
use serde_json::{json, Value};
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

const ARGUMENTS: &str = "alice 7";

fn session(folder: &str) -> Session {
    let artifact = Artifact::load(fixture::artifact(folder)).unwrap();
    Session::start(&artifact, "alice", Some(ARGUMENTS)).unwrap()
}

fn run(session: &mut Session, input: &str) -> (Vec<Value>, Summary) {
    let mut output = Vec::new();
    let summary = session.run(input.as_bytes(), &mut output).unwrap();
    (lines(&output), summary)
}

fn lines(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn console(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
        .arg("console")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A console that could not start has closed its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn path(artifact: &Path) -> &str {
    artifact.to_str().unwrap()
}

#[test]
fn call_by_name_gives_decoded_returns() {
    let (lines, _) = run(
        &mut session("returns"),
        r#"{"caller":"bob","call":"clock"}"#,
    );

    assert_eq!(lines[0]["status"], "ok");
    assert_eq!(lines[0]["returns"], json!(["1767225600", 1]));
    assert_eq!(lines[0]["error"], Value::Null);
    assert_eq!(lines[0]["deposit"], 0);
    assert!(lines[0]["ref_time"].as_u64() > Some(0) && lines[0]["proof_size"].as_u64() > Some(0));
}

#[test]
fn report_has_the_same_keys_whatever_came_of_the_call() {
    let input = r#"{"caller":"bob","call":"count"}
        {"caller":"bob","call":"increment()"}
        {"caller":"bob","call":"invalid"}"#;

    let (lines, _) = run(&mut session("keys"), input);

    for line in &lines {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        let expected = [
            "line",
            "status",
            "data",
            "returns",
            "error",
            "events",
            "ref_time",
            "proof_size",
            "deposit",
        ];
        assert_eq!(keys, expected);
    }
    assert_eq!(lines.len(), 3);
}

#[test]
fn calldata_is_sent_as_it_is_and_its_answer_decoded() {
    let interface = fixture::interface();
    let calldata = hex::encode(interface.encode_call("count", &[]).unwrap());

    let input = json!({"caller": "bob", "calldata": format!("0x{calldata}")}).to_string();
    let (lines, _) = run(&mut session("calldata"), &input);

    assert_eq!(lines[0]["returns"], json!(["7"]));
}

#[test]
fn admitted_call_tells_its_event_by_name() {
    let input = r#"{"caller":"alice","call":"increment(uint64)","args":["5"]}"#;

    let (lines, _) = run(&mut session("event"), input);

    let event = &lines[0]["events"][0];
    assert_eq!(event["name"], "Counted");
    let alice = format!("{:?}", accounts::named("alice").unwrap().address);
    assert_eq!(event["args"], json!({"by": alice, "count": "12"}));
}

#[test]
fn outsiders_call_is_a_revert_with_the_named_error() {
    for outsider in ["bob", "alith", "0x70997970c51812dc3a010c7d01b50e0d17dc79c8"] {
        let input = json!({"caller": outsider, "call": "increment()"}).to_string();

        let (lines, _) = run(&mut session("outsider"), &input);

        assert_eq!(lines[0]["status"], "revert", "{outsider}");
        assert_eq!(lines[0]["error"]["name"], "NotAdmitted", "{outsider}");
        let received = accounts::address_of(outsider);
        let received = received.map_or(outsider.to_string(), |address| format!("{address:?}"));
        assert_eq!(lines[0]["error"]["args"]["received"], received);
    }
}

#[test]
fn account_that_no_key_signs_for_is_no_caller() {
    let core = format!("{:?}", accounts::TANGLE_CORE);
    let pallet = format!("{:?}", accounts::runtime().address);
    for keyless in ["runtime", "tangle-core", "services", "zero", &core, &pallet] {
        let input = json!({"caller": keyless, "call": "increment()"}).to_string();

        let (lines, summary) = run(&mut session("keyless"), &input);

        assert_eq!(summary.invalid, 1, "{keyless}");
        let text = lines[0].to_string();
        assert!(
            text.contains("a key signs") && text.contains(keyless),
            "{text}"
        );
    }
}

#[test]
fn stopped_call_is_a_trap_with_the_name_of_the_dispatch_error() {
    let (lines, _) = run(&mut session("trap"), r#"{"caller":"bob","call":"invalid"}"#);

    assert_eq!(lines[0]["status"], "trap");
    assert_eq!(
        lines[0]["error"],
        json!({"name": "InvalidInstruction", "args": {}})
    );
}

#[test]
fn calls_build_on_each_other() {
    let input = r#"{"caller":"alice","call":"increment()"}
        {"caller":"bob","call":"increment()"}
        {"caller":"bob","call":"count"}"#;

    let (lines, summary) = run(&mut session("state"), input);

    assert_eq!(lines[2]["returns"], json!(["8"]));
    assert_eq!(
        summary,
        Summary {
            calls: 3,
            invalid: 0
        }
    );
}

#[test]
fn value_is_sent_in_wei() {
    let input = r#"{"caller":"bob","call":"worth","value":"0x10"}"#;

    let (lines, _) = run(&mut session("value"), input);

    assert_eq!(lines[0]["returns"], json!(["16"]));
}

/// Calls a contract that says one thing, and returns the report.
fn says(folder: &str, how: Saying, data: &[u8], abi: &[&str]) -> Value {
    let artifact = Artifact::load(fixture::saying(folder, how, data, abi)).unwrap();
    let mut session = Session::start(&artifact, "alice", None).unwrap();
    run(&mut session, r#"{"caller":"bob","call":"get"}"#)
        .0
        .remove(0)
}

fn hex_text(bytes: &[u8]) -> Value {
    json!(format!("0x{}", hex::encode(bytes)))
}

/// A word that ends in these bytes, all others of this one.
fn word(fill: u8, last: [u8; 2]) -> [u8; 32] {
    let mut word = [fill; 32];
    word[30..].copy_from_slice(&last);
    word
}

#[test]
fn word_outside_its_type_is_shown_raw_in_answers_errors_and_events() {
    for (ty, fill, last) in [
        ("uint8", 0, [1, 0xff]),
        ("bool", 0, [0, 2]),
        ("bool", 0xff, [1, 0xff]),
        ("address", 0xff, [1, 0xff]),
        ("bytes4", 0xff, [1, 0xff]),
        ("int8", 0xff, [1, 0xff]),
    ] {
        let (good, bad) = ([0; 32], word(fill, last));
        let function = format!("function get() returns ({ty} a)");
        let error = format!("error Wrong({ty} a)");
        let event = format!("event Said({ty} a)");
        let abi = [function.as_str(), &error, &event];
        let selector = alloy_primitives::keccak256(format!("Wrong({ty})"));
        let wrong = |word: [u8; 32]| [&selector[..4], &word].concat();
        let topic = format!("Said({ty})");

        let line = says("good-answer", Saying::Answer, &good, &abi);
        assert_eq!(line["returns"].as_array().map(Vec::len), Some(1), "{ty}");
        let line = says("bad-answer", Saying::Answer, &bad, &abi);
        assert_eq!(line["returns"], Value::Null, "{ty}: {line}");
        assert_eq!(
            (&line["status"], &line["data"]),
            (&json!("ok"), &hex_text(&bad))
        );

        let line = says("good-error", Saying::Error, &wrong(good), &abi);
        assert_eq!(line["error"]["name"], "Wrong", "{ty}: {line}");
        let line = says("bad-error", Saying::Error, &wrong(bad), &abi);
        assert_eq!(
            line["error"],
            json!({"selector": hex_text(&selector[..4])}),
            "{ty}"
        );
        assert_eq!(line["data"], hex_text(&wrong(bad)), "{ty}");

        let line = says("good-event", Saying::Event(&topic), &good, &abi);
        assert_eq!(line["events"][0]["name"], "Said", "{ty}: {line}");
        let line = says("bad-event", Saying::Event(&topic), &bad, &abi);
        assert_eq!(line["events"][0]["name"], Value::Null, "{ty}: {line}");
        assert_eq!(line["events"][0]["data"], hex_text(&bad), "{ty}");
    }
}

#[test]
fn answer_of_more_words_than_its_types_is_decoded() {
    let words = [word(0, [0, 10]), [0; 32]].concat();

    let line = says(
        "long",
        Saying::Answer,
        &words,
        &["function get() returns (uint32)"],
    );

    assert_eq!(line["returns"], json!([10]));
}

/// Seven arrays, one in the other, of which all ten items are the same: ten million numbers.
#[test]
fn answer_made_to_be_long_to_read_is_shown_raw_at_once() {
    const DEPTH: u16 = 7;
    let mut words = vec![word(0, [0, 32])];
    for level in 1..=DEPTH {
        words.push(word(0, [0, 10]));
        let next = if level < DEPTH { 320u16 } else { 1 };
        words.extend([word(0, next.to_be_bytes()); 10]);
    }
    let data = words.concat();
    let function = format!(
        "function get() returns (uint256{})",
        "[]".repeat(DEPTH.into())
    );
    let start = Instant::now();

    let line = says("bomb", Saying::Answer, &data, &[function.as_str()]);

    assert_eq!(line["returns"], Value::Null);
    assert_eq!(line["data"], hex_text(&data));
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn bad_lines_are_reported_by_number_and_the_rest_still_run() {
    let input = [
        "not json",
        "",
        r#"{"caller":"mallory","call":"count"}"#,
        r#"{"caller":"bob","call":"cuont"}"#,
        r#"{"caller":"bob","call":"increment"}"#,
        r#"{"caller":"bob","call":"count","args":[1]}"#,
        r#"{"caller":"bob","call":"increment(uint64)","args":["x"]}"#,
        r#"{"caller":"bob","calldata":"0xzz"}"#,
        "   ",
        r#"{"caller":"bob","call":"count"}"#,
    ];

    let (lines, summary) = run(&mut session("bad-lines"), &input.join("\n"));

    let numbers: Vec<u64> = lines
        .iter()
        .map(|line| line["line"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [1, 3, 4, 5, 6, 7, 8, 10]);
    for line in &lines[..7] {
        assert_eq!(line["status"], "invalid");
        let message = line["message"].as_str().unwrap();
        assert!(
            message.contains("expected ") && message.contains(", received "),
            "{message}"
        );
    }
    assert_eq!(lines[7]["returns"], json!(["7"]));
    assert_eq!(
        summary,
        Summary {
            calls: 1,
            invalid: 7
        }
    );
}

#[test]
fn line_that_is_not_text_is_reported_and_the_rest_still_run() {
    let mut output = Vec::new();

    let input = b"\xff\xfe\n{\"caller\":\"bob\",\"call\":\"count\"}".as_slice();
    session("not-text").run(input, &mut output).unwrap();

    let statuses: Vec<Value> = lines(&output)
        .iter()
        .map(|line| line["status"].clone())
        .collect();
    assert_eq!(statuses, ["invalid", "ok"]);
}

#[test]
fn artifact_without_abi_takes_known_hooks_and_full_signatures() {
    let artifact = fixture::artifact("no-abi");
    fs::remove_file(artifact.with_extension("").with_extension("abi.json")).unwrap();
    let arguments = fixture::interface()
        .encode_constructor(&[json!("alice"), json!(7)])
        .unwrap();
    let arguments = format!("0x{}", hex::encode(arguments));
    let artifact = Artifact::load(artifact).unwrap();
    let mut session = Session::start(&artifact, "alice", Some(&arguments)).unwrap();

    let input = r#"{"caller":"bob","call":"verifyReport","args":[1,0,1,"0x","0x","0x"]}
        {"caller":"bob","call":"count() returns (uint64)"}
        {"caller":"alice","call":"increment()"}
        {"caller":"bob","call":"increment()"}
        {"caller":"bob","call":"count"}"#;
    let (lines, _) = run(&mut session, input);

    assert_eq!(
        (&lines[0]["status"], &lines[0]["error"]),
        (&json!("revert"), &Value::Null)
    );
    assert_eq!(lines[1]["returns"], json!(["7"]));
    assert_eq!(
        lines[2]["events"][0]["topics"].as_array().map(Vec::len),
        Some(2)
    );
    assert!(lines[3]["error"]["selector"].is_string());
    assert_eq!(lines[4]["status"], "invalid");
}

#[test]
fn deployment_that_fails_tells_the_decoded_reason() {
    let artifact = Artifact::load(fixture::artifact("failing")).unwrap();

    let reverted = Session::start(&artifact, "alice", Some("alice 0"))
        .err()
        .unwrap();
    let too_few = Session::start(&artifact, "alice", None).err().unwrap();
    let unknown = Session::start(&artifact, "mallory", Some(ARGUMENTS))
        .err()
        .unwrap();

    assert!(reverted.to_string().contains("StartsAtZero"), "{reverted}");
    assert!(matches!(too_few, StartError::Arguments(_)), "{too_few}");
    assert!(matches!(unknown, StartError::Deployer(_)), "{unknown}");
}

#[test]
fn program_prints_one_object_a_call_and_exits_with_zero() {
    let artifact = fixture::artifact("program");
    let input = "{\"caller\":\"alice\",\"call\":\"increment()\"}\n\n{\"caller\":\"bob\",\"call\":\"count\"}\n";

    let output = console(&[path(&artifact), "--args", ARGUMENTS], input);

    let returns: Vec<Value> = lines(&output.stdout)
        .iter()
        .map(|it| it["returns"].clone())
        .collect();
    assert_eq!(returns, [json!([]), json!(["8"])]);
    assert_eq!(output.status.code(), Some(0));
    let summary = String::from_utf8(output.stderr).unwrap();
    assert!(summary.starts_with("deployed counter ("), "{summary}");
}

#[test]
fn program_reads_a_file_and_arguments_from_the_environment() {
    let artifact = fixture::artifact("file");
    let input = artifact.with_file_name("calls.jsonl");
    fs::write(&input, "{\"caller\":\"bob\",\"call\":\"count\"}").unwrap();

    let output = Command::new(env!("CARGO_BIN_EXE_blueprint-hooks"))
        .arg("console")
        .env("ARTIFACT", &artifact)
        .env("ARGS", "[\"alice\", 9]")
        .args(["--input", path(&input)])
        .output()
        .unwrap();

    assert_eq!(lines(&output.stdout)[0]["returns"], json!(["9"]));
}

#[test]
fn program_exits_with_two_after_a_bad_line() {
    let artifact = fixture::artifact("exit-two");
    let input = "?\n{\"caller\":\"bob\",\"call\":\"count\"}\n";

    let output = console(&[path(&artifact), "--args", ARGUMENTS], input);

    assert_eq!(lines(&output.stdout).len(), 2);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn program_that_cannot_deploy_prints_why_and_exits_with_one() {
    let artifact = fixture::artifact("exit-one");
    let missing = artifact.with_file_name("missing.polkavm");
    let cases = [
        (vec![path(&artifact), "--args", "alice 0"], "StartsAtZero"),
        (
            vec![path(&artifact), "--args", "alice"],
            "expected constructor(address admitted",
        ),
        (vec![path(&missing)], "make contracts"),
        (
            vec![
                path(&artifact),
                "--args",
                ARGUMENTS,
                "--input",
                "/nowhere/calls",
            ],
            "cannot be read",
        ),
        (vec![path(&artifact), "--unknown"], "--unknown"),
    ];

    for (arguments, reason) in cases {
        let output = console(&arguments, "");

        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains(reason), "{message}");
        assert!(output.stdout.is_empty());
        assert_eq!(output.status.code(), Some(1));
    }
}

/// A call of `function` with arguments that are valid and mean nothing.
fn idle_call(function: &Function) -> Value {
    let args: Vec<Value> = function
        .inputs
        .iter()
        .map(|input| idle(&input.resolve().unwrap()))
        .collect();
    json!({"caller": "bob", "call": function.signature(), "args": args})
}

fn idle(ty: &DynSolType) -> Value {
    match ty {
        DynSolType::Bool => json!(false),
        DynSolType::Uint(_) | DynSolType::Int(_) => json!(0),
        DynSolType::Address => json!("bob"),
        DynSolType::Bytes => json!("0x"),
        DynSolType::FixedBytes(size) => json!(format!("0x{}", "00".repeat(*size))),
        DynSolType::String => json!(""),
        DynSolType::Array(_) => json!([]),
        DynSolType::FixedArray(item, size) => vec![idle(item); *size].into(),
        DynSolType::Tuple(fields) => fields.iter().map(idle).collect(),
        other => panic!("no hook takes a {other}"),
    }
}

fn every_state_changing_hook_refuses_an_outsider(artifact: &str) {
    let artifact = Artifact::built(artifact).unwrap_or_else(|error| panic!("{error}"));
    let mut session = Session::start(&artifact, "alice", Some("runtime 2 zero")).unwrap();
    let functions = artifact.interface().unwrap().abi().functions();
    let hooks: Vec<&Function> = functions
        .filter(|it| {
            matches!(
                it.state_mutability,
                StateMutability::NonPayable | StateMutability::Payable
            )
        })
        .collect();
    let input: Vec<String> = hooks
        .iter()
        .map(|hook| idle_call(hook).to_string())
        .collect();

    let (lines, summary) = run(&mut session, &input.join("\n"));

    assert!(summary.calls >= 12 && summary.invalid == 0, "{summary:?}");
    for (hook, line) in hooks.iter().zip(&lines) {
        let signature = hook.signature();
        assert_eq!(line["status"], "revert", "{signature}: {line}");
        assert_eq!(
            line["error"]["name"], "CallerNotRuntime",
            "{signature}: {line}"
        );
        let bob = format!("{:?}", accounts::named("bob").unwrap().address);
        assert_eq!(line["error"]["args"]["received"], bob, "{signature}");
    }
}

#[test]
fn outsider_is_refused_by_every_hook_of_the_ink_contract() {
    every_state_changing_hook_refuses_an_outsider("ink/incredible_squaring.polkavm");
}

#[test]
fn outsider_is_refused_by_every_hook_of_the_solidity_build() {
    every_state_changing_hook_refuses_an_outsider("solidity/IncredibleSquaring.evm");
    every_state_changing_hook_refuses_an_outsider("solidity/IncredibleSquaring.polkavm");
}

/// What lines do in a session.
fn said(session: &mut Session, line: &Value) -> Value {
    let (mut lines, summary) = run(session, &line.to_string());
    assert_eq!((lines.len(), summary.invalid), (1, 0), "{line}: {lines:?}");
    lines.remove(0)
}

#[test]
fn several_contracts_name_and_call_one_another_and_time_passes() {
    let artifact = fixture::artifact("several");
    let mut session = session("several");
    let second = said(
        &mut session,
        &json!({"do": "deploy", "artifact": path(&artifact), "name": "second", "as": "bob", "args": ["counter", 40]}),
    );
    for (to, count) in [("second", "40"), ("counter", "7")] {
        let line = said(
            &mut session,
            &json!({"to": to, "caller": "bob", "call": "count"}),
        );
        assert_eq!(line["returns"], json!([count]), "{to}");
    }
    // The second one obeys the first, which its constructor got by name.
    let first = said(&mut session, &json!({"do": "address", "name": "counter"}));
    let rejected = said(
        &mut session,
        &json!({"to": "second", "caller": "bob", "call": "increment()"}),
    );
    assert_eq!(
        rejected["error"]["args"]["expected"], first["result"],
        "{rejected}"
    );
    let address = &second["result"]["address"];
    let by_address = said(
        &mut session,
        &json!({"to": address, "caller": "bob", "call": "count"}),
    );
    assert_eq!(by_address["returns"], json!(["40"]));

    let clock = |session: &mut Session| {
        let line = said(session, &json!({"caller": "bob", "call": "clock"}));
        line["returns"][0].as_str().unwrap().parse::<u64>().unwrap()
    };
    let before = clock(&mut session);
    let passed = said(&mut session, &json!({"do": "pass", "seconds": 3_600}));
    assert_eq!(passed["status"], "ok");
    assert_eq!(clock(&mut session) - before, 3_600);

    for (line, expected) in [
        (
            json!({"do": "deploy", "artifact": path(&artifact), "name": "second", "as": "bob", "args": ["bob", 1]}),
            "that no account and no contract has, received \"second\"",
        ),
        (
            json!({"do": "deploy", "artifact": path(&artifact), "as": "bob", "args": ["bob", 0]}),
            "received StartsAtZero()",
        ),
        (
            json!({"to": "third", "caller": "bob", "call": "count"}),
            "counter, second",
        ),
        (json!({"do": "dance"}), "unknown variant `dance`"),
        (
            json!({"do": "next-era", "count": 2}),
            "unknown field `count`",
        ),
        (json!({"do": "services", "of": 0}), "unknown field `of`"),
        (
            json!({"do": "start", "caller": "pallet"}),
            "on the chain that is there",
        ),
    ] {
        let (lines, summary) = run(&mut session, &line.to_string());
        assert_eq!(summary.invalid, 1, "{line}");
        let message = lines[0]["message"].as_str().unwrap();
        assert!(
            message.contains("expected ") && message.contains(expected),
            "{message}"
        );
    }
}

#[test]
fn life_of_a_blueprint_is_taken_in_steps_under_the_pallet_and_a_core() {
    let artifact = Artifact::built("ink/hello_blueprint.polkavm").unwrap();
    let mut runtimes = Vec::new();
    for caller in [Caller::Pallet, Caller::Core0_20] {
        let mut session = Session::under(caller, &artifact, "alice", Some("runtime")).unwrap();
        let mut id = |line: Value| {
            let line = said(&mut session, &line);
            assert_eq!(line["status"], "ok", "{caller:?}: {line}");
            line["result"]["id"].clone()
        };
        let blueprint = id(json!({"do": "blueprint", "as": "alice", "manager": "hello_blueprint"}));
        id(json!({"do": "register", "blueprint": blueprint, "as": "bob"}));
        let request =
            json!({"do": "request", "blueprint": blueprint, "as": "eve", "operators": ["bob"]});
        let request = id(request);
        let service = id(json!({"do": "approve", "request": request, "as": "bob"}));
        let job = |inputs: &str| json!({"do": "job", "service": service, "as": "eve", "job": 0, "inputs": inputs});
        id(job(&format!("0x{:064x}", 7)));
        let short = said(&mut session, &job("0x07"));
        assert_eq!(short["status"], "rejected", "{short}");
        assert_eq!(
            short["result"]["rejection"]["name"], "InvalidInput",
            "{short}"
        );
        let calls = said(
            &mut session,
            &json!({"caller": "dave", "call": "callsOf", "args": [service]}),
        );
        assert_eq!(calls["returns"], json!(["1"]), "{caller:?}");
        let runtime = said(&mut session, &json!({"do": "address", "name": "runtime"}));
        runtimes.push(runtime["result"].clone());
    }
    assert_ne!(runtimes[0], runtimes[1]);
}

#[test]
fn program_has_a_core_by_its_release() {
    let artifact = fixture::artifact("core");
    let input =
        "{\"do\":\"address\",\"name\":\"runtime\"}\n{\"caller\":\"bob\",\"call\":\"count\"}\n";
    let output = console(
        &[path(&artifact), "--args", ARGUMENTS, "--core", "0.10"],
        input,
    );
    let lines = lines(&output.stdout);
    let core = format!("{:?}", accounts::TANGLE_CORE);
    assert_eq!(
        (&lines[0]["result"], &lines[1]["returns"]),
        (&json!(core), &json!(["7"]))
    );
    let other = console(&[path(&artifact), "--core", "0.30"], "");
    assert_eq!(other.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&other.stderr).contains("0.10, 0.20"));
}

#[test]
fn calls_of_the_line_before_are_a_tree() {
    let input = r#"{"caller":"alice","call":"increment()"}
        {"do":"calls"}
        {"do":"pass","seconds":6}
        {"do":"calls","of":1}"#;
    let (lines, summary) = run(&mut session("traced"), input);

    let [call] = lines[1]["result"].as_array().unwrap().as_slice() else {
        panic!("expected one call, received {}", lines[1]);
    };
    assert_eq!(
        (&call["from"], &call["function"]),
        (&json!("alice"), &json!("increment"))
    );
    assert_eq!(
        (&call["failure"], &call["calls"]),
        (&Value::Null, &json!([]))
    );
    // Loading the code is charged to the account.
    let time = |of: &Value| of["ref_time"].as_u64().unwrap();
    assert!(time(call) > 0 && time(call) < time(&lines[0]), "{call}");
    assert!(
        lines[3]["message"]
            .as_str()
            .unwrap()
            .contains("unknown field `of`"),
        "{}",
        lines[3]
    );
    assert_eq!((summary.calls, summary.invalid), (3, 1));
}

#[test]
fn code_that_is_cut_off_says_what_was_expected() {
    let ink = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ink");
    let mut artifact = Artifact::load(ink.join("hello_blueprint.polkavm")).unwrap();
    let length = artifact.code.len() / 2;
    artifact.code.truncate(length);
    let started = Session::start(&artifact, "alice", Some("runtime")).map(drop);
    let error = started.unwrap_err().to_string();
    let expected = format!("CodeRejected: expected code as `blueprint-hooks build` writes it, whole and of this pallet-revive's version, received {length} bytes");
    assert!(error.ends_with(&expected), "{error}");
}
