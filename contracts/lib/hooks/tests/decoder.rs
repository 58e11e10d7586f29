//! The decoder against two others: a reference by solc's rules, and alloy's.

mod oracle;
mod types;

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::Function;
use alloy_sol_types::SolInterface;
use blueprint_abi::{core_0_10, core_0_20, seed_2024};
use blueprint_corpus::{
    layout::{self, Role},
    parameters, random, unknown_selectors,
    values::Dictionary,
    Author, Category,
};
use oracle::{compare, hooks, reference, Hook};
use proptest::{prelude::*, sample::Index};
use std::collections::BTreeSet;

/// What both generations of the core, and the design of 2024, call hooks by.
fn interfaces() -> Vec<Function> {
    let wanted = |it: &&blueprint_abi::Interface| match it.name {
        "IBlueprintServiceManager" => it.generation.starts_with("tnt-core"),
        "IReportVerifier" => it.generation == "seed-2024",
        _ => false,
    };
    let abis = blueprint_abi::interfaces().filter(wanted);
    abis.flat_map(|it| (it.abi)().functions().cloned().collect::<Vec<_>>())
        .collect()
}

fn function(hook: &Hook) -> Function {
    Function::parse(hook.signature).unwrap()
}

/// Whether alloy's generated decoders, which also check every value, read the calldata.
fn alloy_reads(calldata: &[u8]) -> bool {
    use core_0_10::IBlueprintServiceManager::IBlueprintServiceManagerCalls as Core0_10;
    use core_0_20::IBlueprintServiceManager::IBlueprintServiceManagerCalls as Core0_20;
    use seed_2024::IReportVerifier::IReportVerifierCalls as Report;
    Core0_20::abi_decode_validate(calldata).is_ok()
        || Core0_10::abi_decode_validate(calldata).is_ok()
        || Report::abi_decode_validate(calldata).is_ok()
}

#[test]
fn table_has_every_hook_and_the_library_reads_its_types() {
    let listed: BTreeSet<String> = hooks().iter().map(|hook| hook.signature.into()).collect();
    let functions = interfaces();
    let expected: BTreeSet<String> = functions.iter().map(Function::signature).collect();
    assert_eq!(listed, expected);
    for hook in hooks() {
        let types = hook.signature.split_once('(').unwrap().1;
        assert_eq!(format!("{})", hook.declared), types, "{}", hook.signature);
    }
}

#[test]
fn corpus_is_read_as_the_reference_reads_it() {
    let hooks = hooks();
    let (mut accepted, mut refused) = (0, 0);
    for hook in &hooks {
        let function = function(hook);
        let cases = Author::new(&function).unwrap();
        for case in cases.from_types(&Dictionary::default()) {
            match compare(&hooks, &case.calldata) {
                Ok(true) => accepted += 1,
                Ok(false) => refused += 1,
                Err(difference) => panic!("{case}\n{difference}"),
            }
            if matches!(case.category, Category::Valid | Category::Boundary) {
                assert!((hook.read)(&case.calldata).is_some(), "{case}");
            }
        }
    }
    assert!(accepted > 1_000 && refused > 1_000, "{accepted} {refused}");
    let abi = alloy_json_abi::JsonAbi::default();
    for case in unknown_selectors(&abi) {
        compare(&hooks, &case.calldata).unwrap();
    }
}

/// Calldata of a hook, as alloy encodes it.
fn encoded() -> impl Strategy<Value = (usize, Vec<DynSolValue>, Vec<u8>)> {
    (any::<Index>(), random::shape()).prop_map(|(index, shape)| {
        let hooks = hooks();
        let index = index.index(hooks.len());
        let function = function(&hooks[index]);
        let values = random::arguments(&parameters(&function.inputs).unwrap(), shape);
        let mut calldata = function.selector().to_vec();
        calldata.extend(DynSolValue::Tuple(values.clone()).abi_encode_params());
        (index, values, calldata)
    })
}

/// A value of alloy as one of the reference.
fn seen(value: &DynSolValue) -> reference::Value {
    use reference::Value;
    match value {
        DynSolValue::Bytes(bytes) => Value::Bytes(bytes.clone()),
        DynSolValue::String(text) => Value::Bytes(text.clone().into_bytes()),
        DynSolValue::Array(members)
        | DynSolValue::FixedArray(members)
        | DynSolValue::Tuple(members) => {
            Value::Several(members.iter().map(|it| Some(seen(it))).collect())
        }
        other => Value::Word(other.as_word().expect("a value of one word").0),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_alloy_encodes_is_read_back((index, values, calldata) in encoded()) {
        let expected: Vec<_> = values.iter().map(seen).collect();
        let hook = &hooks()[index];
        prop_assert_eq!((hook.read)(&calldata), Some(expected.clone()));
        prop_assert_eq!(reference::decode(&hook.types, &calldata), Some(expected));
        prop_assert!(alloy_reads(&calldata));
    }

    #[test]
    fn changed_calldata_is_read_as_the_reference_reads_it(
        (index, _, mut calldata) in encoded(),
        changes in prop::collection::vec(random::change(), 1..4),
    ) {
        let hooks = hooks();
        let parameters = parameters(&function(&hooks[index]).inputs).unwrap();
        let places = layout::places(&parameters, &calldata[4..]);
        for change in changes {
            change.apply(&places, &mut calldata);
        }
        let ours = (hooks[index].read)(&calldata);
        prop_assert_eq!(&ours, &reference::decode(&hooks[index].types, &calldata));
        // alloy refuses more than solc: elements that are not read, text that is not UTF-8.
        if calldata.starts_with(&hooks[index].selector) && alloy_reads(&calldata) {
            prop_assert!(ours.is_some(), "alloy reads what the library refuses");
        }
    }

    #[test]
    fn dirty_value_is_refused(
        (index, _, calldata) in encoded(),
        at in any::<Index>(),
        bit in 0..256usize,
    ) {
        let hook = &hooks()[index];
        let parameters = parameters(&function(hook).inputs).unwrap();
        let values = layout::places(&parameters, &calldata[4..]).into_iter();
        let heads = values.filter_map(|place| match place.role {
            Role::Value { bits, left: false } if bits < 256 => Some((place.at, bits, place.name)),
            _ => None,
        });
        let heads: Vec<_> = heads.filter(|(.., name)| !is_read_later(&parameters, name)).collect();
        prop_assume!(!heads.is_empty());
        let (place, bits, _) = at.get(&heads);
        let bit = bits + bit % (256 - bits);
        let mut dirty = calldata.clone();
        dirty[4 + place + 31 - bit / 8] |= 1 << (bit % 8);
        prop_assert_eq!((hook.read)(&dirty), None);
    }
}

/// Whether a place belongs to an array of no fixed length or to a struct: what lies in those is checked
/// when it is read.
fn is_read_later(parameters: &[(String, DynSolType)], name: &str) -> bool {
    let outer = name.split(['[', '.']).next().unwrap_or_default();
    parameters.iter().any(|(parameter, ty)| {
        parameter == outer && matches!(ty, DynSolType::Array(_) | DynSolType::Tuple(_))
    })
}
