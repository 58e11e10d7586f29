//! Whatever is typed or sent: JSON lines of the console and of the test kit, values on the command line, and data that are
//! decoded by an ABI. Nothing panics, an error says what was expected, and what is accepted means one thing.
//! `make fuzz TARGET="lines kit values data"`.

use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::{Function, JsonAbi, Param};
use blueprint_corpus::fuzz;
use blueprint_e2e::{
    console::{
        arguments,
        request::{Action, Request},
    },
    decode::{encode_function, values::to_json, Interface},
    outcome::ContractEvent,
    world::Server,
};
use serde_json::{json, Value};
use sp_core::H160;
use std::path::Path;

/// What texts are made of, beside their seeds.
const WORDS: &[&str] = &[
    "0x",
    "0",
    "1",
    "-1",
    "true",
    "null",
    "[",
    "]",
    "[]",
    "{",
    "}",
    "{}",
    "\"",
    ",",
    ":",
    " ",
    "\n",
    "1e400",
    "256",
    "65536",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "\\u0000",
    "\\ud800",
    "é",
    "runtime",
    "services",
    "alice",
    "bob",
    "zero",
    "tangle-core",
    "caller",
    "calldata",
    "call",
    "args",
    "value",
    "do",
    "as",
    "to",
    "service",
    "blueprint",
    "0xffffffffffffffffffffffffffffffffffffffff",
    "(",
    ")",
    "f(uint8)",
    "uint256[3]",
    "bytes",
    "()",
];

fn seeds(texts: &[String]) -> Vec<Vec<u8>> {
    texts.iter().map(|it| it.clone().into_bytes()).collect()
}

/// An error that helps: what was expected, and what was received.
fn helps(error: &str) -> Result<String, String> {
    match error.contains("expected") {
        // What tells errors apart; between quotes and in numbers they repeat the input.
        true => {
            let (expected, received) = error.split_once("received").unwrap_or((error, ""));
            let letters = |part: &str, most| -> String {
                let own = part.split(['"', '`']).step_by(2);
                let own = own.flat_map(|it| it.chars().filter(char::is_ascii_alphabetic));
                own.take(most).collect()
            };
            Ok(format!(
                "{} {}",
                letters(expected, 60),
                letters(received, 10)
            ))
        }
        false => Err(format!(
            "an error that does not say what was expected: {error}"
        )),
    }
}

/// What is accepted is written in one way, and means the same.
fn line(input: &[u8]) -> Result<String, String> {
    let request = match Request::parse(input) {
        Ok(request) => request,
        Err(error) => return helps(&error),
    };
    let mut written = json!({ "caller": request.caller, "value": request.value.to_string() });
    let kind = match &request.action {
        Action::Calldata(data) => {
            written["calldata"] = json!(format!("0x{}", hex::encode(data)));
            "calldata"
        }
        Action::Call { name, args } => {
            (written["call"], written["args"]) = (json!(name), json!(args));
            "call"
        }
    };
    match Request::parse(written.to_string().as_bytes()) {
        Ok(again) if again == request => Ok(kind.into()),
        other => Err(format!("{written} is {other:?}, and was {request:?}")),
    }
}

#[test]
fn any_line_of_the_console_is_one_request_or_says_what_was_expected() {
    let texts = [
        json!({"caller": "alith", "calldata": "0x2f1a9bfa"}),
        json!({"caller": "a", "call": "verifyReport", "args": [7, 0, 5, "0x01", [true, {"a": -1}]]}),
        json!({"caller": "0x70997970c51812dc3a010c7d01b50e0d17dc79c8", "call": "onRequest(uint64)", "value": "0x10"}),
        json!({"caller": "bob", "call": "f", "value": 1}),
    ];
    let texts = texts.map(|it| it.to_string());
    fuzz::run_texts("lines", seeds(&texts), WORDS, 30_000, line);
}

/// One answer for each request: what it led to, or what was expected.
fn answered(server: &mut Server, input: &[u8]) -> Result<String, String> {
    let Ok(request) = serde_json::from_slice::<Value>(input) else {
        return Ok("no JSON".into());
    };
    // Another chain, which takes seconds.
    if request["do"] == "start" {
        return Ok("start".into());
    }
    let answer = server.answer_json(&request);
    match (answer.get("ok"), answer.get("error")) {
        (Some(ok), None) => Ok(format!(
            "ok {}",
            ok.get("accepted").is_some_and(|it| *it == json!(true))
        )),
        (None, Some(Value::String(error))) => helps(error),
        _ => Err(format!("{answer} is no answer")),
    }
}

#[test]
fn any_request_of_a_test_has_one_answer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut server = Server::new(&root);
    let mut ok = |request: Value| {
        let answer = server.answer_json(&request);
        assert!(answer.get("ok").is_some(), "{request}: {answer}");
        answer["ok"].clone()
    };
    ok(json!({"do": "start", "caller": "pallet"}));
    let deploy = json!({"do": "deploy", "as": "alice", "artifact": "target/ink/hello_blueprint.polkavm", "args": ["runtime"]});
    let manager = ok(deploy)["address"].clone();
    let mut life = vec![
        json!({"do": "blueprint", "as": "alice", "manager": manager, "terms": {"jobs": 1, "quality_kinds": 1}}),
        json!({"do": "register", "as": "bob", "blueprint": 0}),
        json!({"do": "request", "as": "eve", "blueprint": 0, "operators": ["bob"]}),
        json!({"do": "approve", "as": "bob", "request": 0}),
        json!({"do": "job", "as": "eve", "service": 0, "job": 0, "inputs": format!("0x{:064x}", 7)}),
        json!({"do": "result", "as": "bob", "service": 0, "call": 0, "outputs": "0x01"}),
        json!({"do": "fund", "as": "alice", "to": manager, "wei": "1000000000000"}),
        json!({"do": "read", "to": manager, "function": "callsOf", "args": [0]}),
        json!({"do": "stake", "operator": "bob"}),
        json!({"do": "address", "name": "runtime"}),
        json!({"do": "services"}),
        json!({"do": "pass", "seconds": 60}),
    ];
    for request in &life {
        ok(request.clone());
    }
    for (wei, part) in [("much", "decimal digits"), ("1000001", "whole units")] {
        let fund = json!({"do": "fund", "as": "alice", "to": manager, "wei": wei});
        let error = server.answer_json(&fund)["error"].to_string();
        assert!(error.contains(part), "{error}");
    }
    life.extend([
        json!({"do": "report-quality", "as": "dave", "service": 0, "kind": 0, "operator": "bob", "evidence": "0x00"}),
        json!({"do": "report", "as": "dave", "service": 0, "call": 0, "operator": "bob", "inputs": "0x", "outputs": "0x01"}),
        json!({"do": "propose-slash", "as": "eve", "service": 0, "operator": "bob", "share_bps": 100, "evidence": format!("0x{:064x}", 1)}),
        json!({"do": "dispute-slash", "as": "bob", "slash": 0}),
        json!({"do": "veto-slash", "slash": 0}),
        json!({"do": "execute-slash", "as": "dave", "slash": 0}),
        json!({"do": "send", "as": "dave", "to": "services", "function": "joinOperators", "args": []}),
        json!({"do": "next-era"}),
    ]);
    let texts: Vec<String> = life.iter().map(Value::to_string).collect();
    let check = |input: &[u8]| answered(&mut server, input);
    fuzz::run_texts("kit", seeds(&texts), WORDS, 10_000, check);
}

/// Functions of every kind of type.
fn functions() -> Interface {
    let abi = JsonAbi::parse([
        "constructor(address owner, uint32 minimum, bytes data)",
        "function word(uint8 a, int8 b, bool c, address d, bytes4 e, int256 f) returns (uint256, bool)",
        "function tail(bytes a, string b, uint16[] c, uint8[2] d, bytes[] e) returns (bytes, string[])",
        "function pairs((uint64,bytes)[] list, (bool,(int24,string)) one)",
        "function over(uint8 a)",
        "function over(uint16 a)",
        "error Wrong(uint8 expected, bytes received)",
        "event Done(uint64 indexed id, address indexed who, bytes data)",
    ]);
    Interface::from(abi.unwrap())
}

/// A function and its values, as they are typed.
fn typed(interface: &Interface, input: &[u8]) -> Result<String, String> {
    let text = String::from_utf8_lossy(input);
    let (function, values) = text.split_once('\n').unwrap_or((&text, ""));
    let of_constructor = arguments::constructor(Some(interface), Some(values));
    let of_constructor = match of_constructor {
        Ok(_) => true,
        Err(error) => helps(&error).map(|_| false)?,
    };
    let values = match arguments::values(values.trim()) {
        Ok(values) => values,
        Err(error) => return helps(&error),
    };
    let calldata = match interface.encode_call(function, &values) {
        Ok(calldata) => calldata,
        Err(error) => return helps(&error.to_string()),
    };
    let known = interface
        .function_of(&calldata)
        .ok_or("calldata of no function")?;
    let read = interface.decode_input(known, &calldata[4..]);
    let read = read.ok_or_else(|| format!("{} does not read its calldata", known.signature()))?;
    match encode_function(known, &read) {
        Ok(again) if again == calldata => Ok(format!("{} {of_constructor}", known.signature())),
        other => Err(format!("{read:?} encodes to {other:?}")),
    }
}

#[test]
fn any_values_that_are_typed_encode_to_what_they_say() {
    let interface = functions();
    let texts = [
        "word\n255 -128 true alice 0x01020304 -1",
        "word(uint8,int8,bool,address,bytes4,int256)\n[0, 1, false, \"0xffffffffffffffffffffffffffffffffffffffff\", \"0x00000000\", \"0x7f\"]",
        "tail\n[\"0x\", \"text\", [1, \"0x2\"], [3, 4], [\"0x01\", \"0x\"]]",
        "pairs\n[[[\"18446744073709551615\", \"0x\"], [1, \"0x02\"]], [true, [-8388608, \"\"]]]",
        "over(uint16)\n65535",
        "constructor\nruntime, 2, 0x01",
        "over\n0x0000000000000000000000000000000000000000000000000000000000000001",
    ];
    let texts = texts.map(String::from);
    fuzz::run_texts("values", seeds(&texts), WORDS, 20_000, |input| {
        typed(&interface, input)
    });
}

/// What `alloy` reads, which takes more than solc does: words outside their types.
fn second(inputs: &[Param], data: &[u8]) -> Option<Vec<Value>> {
    let types = inputs.iter().map(|it| it.resolve().ok());
    let types: Vec<DynSolType> = types.collect::<Option<_>>()?;
    let read = DynSolType::Tuple(types).abi_decode_params(data).ok()?;
    let DynSolValue::Tuple(values) = read else {
        return None;
    };
    let written = values.iter().zip(inputs);
    let written = written.map(|(value, input)| to_json(value, &input.components));
    Some(written.collect())
}

/// Both read the same, and what an encoder makes is read.
fn read_alike(interface: &Interface, function: &Function, data: &[u8]) -> Result<bool, String> {
    let ours = interface.decode_input(function, data);
    let name = function.signature();
    let theirs = second(&function.inputs, data);
    let Some(values) = ours else {
        let made = |values: &Vec<Value>| {
            encode_function(function, values).is_ok_and(|calldata| calldata[4..] == *data)
        };
        return match theirs.filter(made) {
            Some(theirs) => Err(format!("{name}: {theirs:?} is not read")),
            None => Ok(false),
        };
    };
    let again = encode_function(function, &values).map_err(|error| error.to_string())?;
    // Of tails that share words alloy does not read all that solc does.
    let refused = theirs.is_none() && again[4..] != *data;
    if theirs.as_ref() != Some(&values) && !refused {
        return Err(format!("{name}: {values:?}, or {theirs:?}"));
    }
    match interface.decode_input(function, &again[4..]) {
        Some(it) if it == values => Ok(true),
        other => Err(format!("{name}: {values:?} is {other:?} the second time")),
    }
}

/// Data as calldata, as an error, as an event, and as what a function returns.
fn data(interface: &Interface, input: &[u8]) -> Result<String, String> {
    let called = match interface.function_of(input) {
        Some(function) => Some(read_alike(interface, function, &input[4..])?),
        None => None,
    };
    let reason = interface.decode_error(input).map(|it| it.name);
    let mut returned = 0;
    for function in interface.abi().functions() {
        returned += u32::from(interface.decode_output(function, input).is_some());
    }
    let words: Vec<[u8; 32]> = input
        .chunks_exact(32)
        .map(|it| it.try_into().unwrap())
        .collect();
    let topics = words.len().min(4);
    let event = interface.decode_event(&ContractEvent {
        contract: H160::zero(),
        topics: words[..topics].to_vec(),
        data: input[32 * topics..].to_vec(),
    });
    let event = event.map(|it| it.name);
    Ok(format!(
        "{called:?} {reason:?} {event:?} {}",
        returned.min(9)
    ))
}

#[test]
fn any_data_are_read_as_a_second_decoder_reads_them() {
    for (name, interface) in [
        ("data", functions()),
        ("data-hooks", Interface::known_hooks()),
    ] {
        let mut seeds = vec![Vec::new(), vec![0; 3], vec![0xff; 36]];
        for function in interface.abi().functions() {
            let selector = function.selector();
            // Zeros are numbers, addresses, and offsets to an empty tail.
            let zeros = [selector.as_slice(), &[0; 32 * 16]].concat();
            seeds.push(zeros);
            let types = function.inputs.iter().map(|it| it.resolve().unwrap());
            let values = DynSolValue::Tuple(types.map(|ty| sample(&ty)).collect());
            seeds.push([selector.as_slice(), &values.abi_encode_params()].concat());
        }
        for error in interface.abi().errors() {
            seeds.push([error.selector().as_slice(), &[0; 32 * 4]].concat());
        }
        for event in interface.abi().events() {
            seeds.push([event.selector().as_slice(), &[0; 32 * 4]].concat());
        }
        fuzz::run(name, seeds, 20_000, |input| data(&interface, input));
    }
}

/// A value of a type that is not zero.
fn sample(ty: &DynSolType) -> DynSolValue {
    match ty {
        DynSolType::Bool => DynSolValue::Bool(true),
        DynSolType::Uint(bits) => DynSolValue::Uint(alloy_primitives::U256::from(7), *bits),
        DynSolType::Int(bits) => DynSolValue::Int(alloy_primitives::I256::MINUS_ONE, *bits),
        DynSolType::Address => DynSolValue::Address(alloy_primitives::Address::repeat_byte(1)),
        DynSolType::FixedBytes(size) => {
            let bytes = vec![5; *size];
            DynSolValue::FixedBytes(alloy_primitives::B256::right_padding_from(&bytes), *size)
        }
        DynSolType::Bytes => DynSolValue::Bytes(vec![6; 33]),
        DynSolType::String => DynSolValue::String("text".into()),
        DynSolType::Array(of) => DynSolValue::Array(vec![sample(of), sample(of)]),
        DynSolType::FixedArray(of, length) => {
            DynSolValue::FixedArray((0..*length).map(|_| sample(of)).collect())
        }
        DynSolType::Tuple(types) => DynSolValue::Tuple(types.iter().map(sample).collect()),
        other => panic!("{other:?}: no hook takes one"),
    }
}
