//! An interface, on an ABI made for it.

use super::*;
use crate::{accounts, outcome::ContractEvent};
use alloy_primitives::{keccak256, U256};
use serde_json::json;
use sp_core::H160;

fn interface() -> Interface {
    let mut abi = JsonAbi::parse([
        "constructor(address runtime, uint32 minimum)",
        "function ready(uint64 id) external view returns (bool)",
        "function ready(uint64 id, address operator) external view returns (bool, uint64 since)",
        "error TooFew(uint32 expected, uint32 received)",
        "error Opaque(uint256)",
        "event Judged(uint64 indexed id, string indexed topic, address operator, bool correct)",
    ])
    .unwrap();
    // The short form has no names for the fields of a struct.
    let configure: Function = serde_json::from_value(json!({
        "type": "function",
        "name": "configure",
        "inputs": [{"name": "options", "type": "tuple", "components": [
            {"name": "minimum", "type": "uint32"},
            {"name": "data", "type": "bytes"}
        ]}],
        "outputs": [],
        "stateMutability": "nonpayable"
    }))
    .unwrap();
    abi.functions.insert("configure".into(), vec![configure]);
    Interface::from(abi)
}

fn word(number: u64) -> Vec<u8> {
    U256::from(number).to_be_bytes_vec()
}

fn revert_data(signature: &str, words: &[u64]) -> Vec<u8> {
    let mut data = keccak256(signature)[..4].to_vec();
    data.extend(words.iter().flat_map(|number| word(*number)));
    data
}

fn args(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn abi_is_read_bare_and_from_a_compilers_output() {
    let bare = serde_json::to_value(interface().abi()).unwrap();
    let wrapped = json!({"abi": bare, "bytecode": {"object": "0x"}});

    for json in [bare, wrapped] {
        assert_eq!(
            Interface::from_json(json.to_string().as_bytes()),
            Ok(interface())
        );
    }
}

#[test]
fn json_that_is_no_abi_is_refused() {
    for json in ["", "{}", "[1]", "{\"abi\": 1}"] {
        let read = Interface::from_json(json.as_bytes());

        assert!(matches!(read, Err(InterfaceError::NotAnAbi(_))), "{json}");
    }
}

#[test]
fn call_by_full_signature_is_encoded() {
    let calldata = interface().encode_call("ready(uint64, address)", &[json!(7), json!("runtime")]);

    let mut expected = keccak256("ready(uint64,address)")[..4].to_vec();
    expected.extend(word(7));
    expected.extend(accounts::runtime().word());
    assert_eq!(calldata, Ok(expected));
}

#[test]
fn call_by_overloaded_name_lists_the_signatures() {
    let error = interface().encode_call("ready", &[json!(7)]).unwrap_err();

    assert_eq!(
        error.to_string(),
        "expected one of ready(uint64), ready(uint64,address), received the overloaded name \
         \"ready\""
    );
}

#[test]
fn call_of_an_unknown_function_lists_the_known_ones() {
    let by_name = interface()
        .encode_call("redy", &[])
        .unwrap_err()
        .to_string();
    let by_signature = interface()
        .encode_call("ready(uint8)", &[])
        .unwrap_err()
        .to_string();

    assert!(by_name.contains("configure, ready"), "{by_name}");
    assert!(
        by_signature.contains("ready(uint64), ready(uint64,address)"),
        "{by_signature}"
    );
}

#[test]
fn call_with_the_wrong_number_of_arguments_tells_what_it_takes() {
    let error = interface().encode_call("ready(uint64)", &[]).unwrap_err();

    assert_eq!(
        error.to_string(),
        "expected ready(uint64 id), received 0 arguments"
    );
}

#[test]
fn call_with_an_argument_of_another_type_names_it() {
    let error = interface()
        .encode_call("ready(uint64)", &[json!(-1)])
        .unwrap_err();

    assert!(
        error
            .to_string()
            .starts_with("args[0] (id): expected uint64"),
        "{error}"
    );
}

#[test]
fn struct_is_encoded_alike_from_object_and_array() {
    let object = json!({"data": "0x01", "minimum": 2});
    let array = json!([2, "0x01"]);
    let encode = |options: Value| interface().encode_call("configure", &[options]);

    assert_eq!(encode(object), encode(array));
    let wrong = encode(json!({"minimum": 2})).unwrap_err().to_string();
    assert!(wrong.contains("an object with minimum, data"), "{wrong}");
    let nested = encode(json!({"data": "0x01", "minimum": "x"}))
        .unwrap_err()
        .to_string();
    assert!(
        nested.starts_with("args[0] (options).minimum: expected uint32"),
        "{nested}"
    );
}

#[test]
fn constructor_arguments_are_encoded_without_selector() {
    let encoded = interface().encode_constructor(&[json!("runtime"), json!(2)]);

    assert_eq!(
        encoded,
        Ok([accounts::runtime().word().to_vec(), word(2)].concat())
    );
    assert_eq!(Interface::default().encode_constructor(&[]), Ok(vec![]));
}

#[test]
fn output_is_decoded_in_order() {
    let interface = interface();
    let function = interface.function("ready(uint64,address)").unwrap();

    let data = [word(1), word(9)].concat();

    assert_eq!(
        interface.decode_output(function, &data),
        Some(vec![json!(true), json!("9")])
    );
    assert_eq!(interface.decode_output(function, &data[..32]), None);
}

#[test]
fn function_of_calldata_is_found_by_selector() {
    let interface = interface();
    let calldata = interface.encode_call("ready(uint64)", &[json!(1)]).unwrap();

    let signature = interface.function_of(&calldata).map(Function::signature);

    assert_eq!(signature, Some("ready(uint64)".into()));
    assert_eq!(interface.function_of(&calldata[..3]), None);
}

#[test]
fn custom_error_is_decoded_by_name() {
    let decoded = interface().decode_error(&revert_data("TooFew(uint32,uint32)", &[3, 2]));

    let expected = args(json!({"expected": 3, "received": 2}));
    assert_eq!(
        decoded,
        Some(Named {
            name: "TooFew".into(),
            args: expected
        })
    );
}

#[test]
fn field_without_a_name_is_known_by_its_position() {
    let decoded = interface().decode_error(&revert_data("Opaque(uint256)", &[5]));

    assert_eq!(
        decoded.map(|error| error.args),
        Some(args(json!({"0": "5"})))
    );
}

#[test]
fn standard_errors_are_decoded_without_an_abi() {
    let mut message = revert_data("Error(string)", &[32, 4]);
    message.extend(b"late");
    message.extend([0; 28]);
    let panic = revert_data("Panic(uint256)", &[0x11]);

    assert_eq!(
        Interface::default().decode_error(&message),
        Some(Named {
            name: "Error".into(),
            args: args(json!({"message": "late"}))
        })
    );
    assert_eq!(
        Interface::default().decode_error(&panic),
        Some(Named {
            name: "Panic".into(),
            args: args(json!({"code": "17"}))
        })
    );
}

#[test]
fn revert_data_that_is_no_known_error_is_not_decoded() {
    let unknown = revert_data("Unknown()", &[]);
    let cut = &revert_data("TooFew(uint32,uint32)", &[3, 2])[..40];

    for data in [&[][..], &[1, 2, 3], &unknown, cut] {
        assert_eq!(interface().decode_error(data), None, "{data:?}");
    }
}

#[test]
fn event_is_decoded_in_the_order_of_the_abi() {
    let topic = keccak256("label").0;
    let event = ContractEvent {
        contract: H160::zero(),
        topics: vec![
            keccak256("Judged(uint64,string,address,bool)").0,
            U256::from(7).to_be_bytes(),
            topic,
        ],
        data: [accounts::runtime().word().to_vec(), word(1)].concat(),
    };

    let decoded = interface().decode_event(&event).unwrap();

    assert_eq!(decoded.name, "Judged");
    assert_eq!(
        Value::Object(decoded.args).to_string(),
        json!({
            "id": "7",
            "topic": format!("0x{}", hex::encode(topic)),
            "operator": format!("{:?}", accounts::runtime().address),
            "correct": true
        })
        .to_string()
    );
}

#[test]
fn event_of_another_abi_is_not_decoded() {
    let stranger = ContractEvent {
        contract: H160::zero(),
        topics: vec![keccak256("Judged(uint64)").0],
        data: vec![],
    };
    let anonymous = ContractEvent {
        topics: vec![],
        ..stranger.clone()
    };

    assert_eq!(interface().decode_event(&stranger), None);
    assert_eq!(interface().decode_event(&anonymous), None);
}

/// Words that no value of its type encodes to.
const IMPOSSIBLE: [(&str, [u8; 2], bool); 8] = [
    // Type, the last two bytes, and whether all others are ones.
    ("uint8", [1, 0xff], false),
    ("uint8", [1, 0xff], true),
    ("uint248", [0xff, 0xff], true),
    ("bool", [0, 2], false),
    ("bool", [1, 0xff], true),
    ("address", [1, 0xff], true),
    ("bytes4", [1, 0xff], true),
    ("int8", [1, 0xff], true),
];

fn impossible(last: [u8; 2], ones: bool) -> [u8; 32] {
    let mut word = [if ones { 0xff } else { 0 }; 32];
    word[30..].copy_from_slice(&last);
    word
}

#[test]
fn word_outside_its_type_is_no_answer_no_error_and_no_event() {
    for (ty, last, ones) in IMPOSSIBLE {
        let abi = JsonAbi::parse([
            format!("function get() returns ({ty} a)").as_str(),
            format!("function all() returns ({ty}[] a)").as_str(),
            format!("error Wrong({ty} a)").as_str(),
            format!("event Said({ty} a)").as_str(),
            format!("event Indexed({ty} indexed a)").as_str(),
        ])
        .unwrap();
        let interface = Interface::from(abi);
        let named = |name: &str| keccak256(format!("{name}({ty})"));
        let read = |word: [u8; 32]| {
            let event = |name: &str, topics: &[[u8; 32]], data: &[u8]| {
                interface.decode_event(&ContractEvent {
                    contract: H160::zero(),
                    topics: [&[named(name).0], topics].concat(),
                    data: data.into(),
                })
            };
            let output = |name: &str, data: &[u8]| {
                let function = interface.function(name).unwrap();
                interface.decode_output(function, data).map(|_| ())
            };
            let array = [self::word(32), self::word(1), word.to_vec()].concat();
            let error = [&named("Wrong")[..4], &word].concat();
            [
                output("get", &word),
                output("all", &array),
                interface.decode_error(&error).map(|_| ()),
                event("Said", &[], &word).map(|_| ()),
                event("Indexed", &[word], &[]).map(|_| ()),
            ]
        };

        assert_eq!(read([0; 32]), [Some(()); 5], "{ty}");
        assert_eq!(read(impossible(last, ones)), [None; 5], "{ty}");
    }
}

#[test]
fn event_with_another_number_of_topics_is_not_decoded() {
    let judged = keccak256("Judged(uint64,string,address,bool)").0;
    let decode = |topics: usize| {
        let mut all = vec![judged];
        all.resize(topics + 1, [0; 32]);
        interface().decode_event(&ContractEvent {
            contract: H160::zero(),
            topics: all,
            data: [word(0), word(1)].concat(),
        })
    };

    assert!(decode(2).is_some());
    assert_eq!([0, 1, 3].map(decode), [None, None, None]);
}

#[test]
fn answer_that_is_longer_than_its_types_is_decoded() {
    let interface = interface();
    let function = interface.function("ready(uint64)").unwrap();

    let data = [word(1), word(9), vec![7]].concat();

    assert_eq!(
        interface.decode_output(function, &data),
        Some(vec![json!(true)])
    );
}

#[test]
fn answer_made_to_be_long_to_read_is_refused_at_once() {
    let (ty, data) = blueprint_corpus::bomb::bomb(7, 10);
    let abi = JsonAbi::parse([format!("function bomb() returns ({ty})").as_str()]).unwrap();
    let interface = Interface::from(abi);
    let function = interface.function("bomb").unwrap();
    let start = std::time::Instant::now();

    assert_eq!(interface.decode_output(function, &data), None);
    assert!(start.elapsed() < std::time::Duration::from_secs(1));
}

#[test]
fn known_hooks_hold_every_generation() {
    let hooks = Interface::known_hooks();

    let report = hooks.function("verifyReport").map(Function::signature);
    assert_eq!(
        report,
        Ok("verifyReport(uint64,uint8,uint64,bytes,bytes,bytes)".into())
    );
    // 0.20 replaced the inputs by their hash.
    assert!(matches!(
        hooks.function("onJobResult"),
        Err(InterfaceError::Ambiguous { .. })
    ));
}
