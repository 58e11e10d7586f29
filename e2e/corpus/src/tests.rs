use super::*;
use crate::layout::Role;
use alloy_json_abi::Function;
use alloy_primitives::U256;

fn cases(signature: &str) -> Vec<Case> {
    let function = Function::parse(signature).unwrap();
    let author = Author::new(&function).unwrap();
    author.from_types(&Dictionary::default())
}

const HOOK: &str = "onSlash(uint64 serviceId, bytes offender, address[] witnesses, uint8 percent)";

#[test]
fn cases_are_the_same_every_time_and_all_different() {
    let (cases, again) = (cases(HOOK), cases(HOOK));

    assert_eq!(cases, again);
    let calldata: HashSet<_> = cases.iter().map(|case| &case.calldata).collect();
    let names: HashSet<_> = cases.iter().map(Case::to_string).collect();
    assert_eq!((calldata.len(), names.len()), (cases.len(), cases.len()));
}

#[test]
fn every_category_has_cases() {
    let categories: BTreeSet<_> = cases(HOOK).iter().map(|case| case.category).collect();
    assert_eq!(categories.len(), 10, "{categories:?}");
}

#[test]
fn typical_case_is_cut_at_every_length_and_changed_in_every_word() {
    let cases = cases(HOOK);
    let typical = &cases[0].calldata;
    assert_eq!(cases[0].what, "typical");
    for length in SELECTOR..typical.len() {
        assert!(cases.iter().any(|case| case.calldata == typical[..length]));
    }
    for at in (SELECTOR..typical.len()).step_by(32) {
        let changed_there = |case: &&Case| {
            case.calldata.len() == typical.len()
                && case.calldata[..at] == typical[..at]
                && case.calldata[at..at + 32] != typical[at..at + 32]
                && case.calldata[at + 32..] == typical[at + 32..]
        };
        assert!(cases.iter().filter(changed_there).count() > 5, "at {at}");
    }
}

#[test]
fn valid_and_boundary_cases_decode() {
    let types = DynSolType::parse("(uint64,bytes,address[],uint8)").unwrap();
    for case in cases(HOOK) {
        if matches!(case.category, Category::Valid | Category::Boundary) {
            let decoded = types.abi_decode_params(&case.calldata[SELECTOR..]);
            assert!(decoded.is_ok(), "{case}");
        }
    }
}

#[test]
fn known_value_is_preferred_for_a_parameter_of_its_name_and_type() {
    let function = Function::parse("f(uint64 serviceId, uint64 job)").unwrap();
    let mut dictionary = Dictionary::default();
    let known = DynSolValue::Uint(U256::from(77), 64);
    dictionary.learn("serviceId", &DynSolType::Uint(64), known);

    let cases = Author::new(&function).unwrap().from_types(&dictionary);

    assert_eq!(cases[0].calldata[35], 77);
    assert_eq!(cases[0].calldata[67], 1);
}

#[test]
fn unknown_selectors_name_no_function() {
    let abi = JsonAbi::parse(["function f() external", "function g(uint8 a) external"]).unwrap();
    let cases = unknown_selectors(&abi);

    assert!(cases.iter().any(|case| case.calldata.is_empty()));
    for case in cases {
        for function in abi.functions() {
            let selector = function.selector();
            assert!(!case.calldata.starts_with(selector.as_slice()), "{case}");
        }
    }
}

/// Parameters of every type that Solidity has, alone and inside others.
fn every_type() -> Vec<String> {
    let mut types: Vec<String> = ["bool", "address", "function", "bytes", "string"]
        .map(String::from)
        .into();
    for bits in (8..=256).step_by(8) {
        types.extend([format!("uint{bits}"), format!("int{bits}")]);
    }
    types.extend((1..=32).map(|size| format!("bytes{size}")));
    types.extend(
        [
            "uint8[]",
            "int16[3]",
            "bytes[]",
            "string[]",
            "string[2]",
            "bytes3[2][]",
            "uint64[][2]",
            "uint256[][]",
            "bytes[][]",
            "(uint8,bool)",
            "(int8,bytes4)[]",
            "(bytes,uint8)",
            "(bytes,(string,int24)[])",
            "((address,bytes)[2],bool)[]",
        ]
        .map(String::from),
    );
    types
}

/// The words of a case, and what they are for.
fn decoded(function: &Function, calldata: &[u8]) -> Option<DynSolValue> {
    let types = parameters(&function.inputs).unwrap();
    let types = DynSolType::Tuple(types.into_iter().map(|(_, ty)| ty).collect());
    types.abi_decode_params(&calldata[SELECTOR..]).ok()
}

#[test]
fn every_type_has_valid_cases_that_an_encoder_writes() {
    for ty in every_type() {
        let function = Function::parse(&format!("f({ty} a, uint8 b)")).unwrap();
        let author = Author::new(&function).unwrap();
        let cases = author.from_types(&Dictionary::default());
        let valid = |case: &&Case| matches!(case.category, Category::Valid | Category::Boundary);

        let mut count = 0;
        for case in cases.iter().filter(valid) {
            let value = decoded(&function, &case.calldata).unwrap_or_else(|| panic!("{case}"));
            assert_eq!(
                value.abi_encode_params(),
                case.calldata[SELECTOR..],
                "{case}"
            );
            count += 1;
        }
        assert!(count >= 2, "{ty}: {count}");
    }
}

#[test]
fn every_word_of_every_type_is_also_outside_its_type() {
    for ty in every_type() {
        let function = Function::parse(&format!("f({ty} a)")).unwrap();
        let cases = Author::new(&function).unwrap();
        let cases = cases.from_types(&Dictionary::default());
        let typical = &cases[0].calldata;
        let places = layout::places(&parameters(&function.inputs).unwrap(), &typical[SELECTOR..]);
        assert!(!places.is_empty(), "{ty}");
        for place in places {
            let there = |case: &Case| {
                let at = SELECTOR + place.at;
                (case.calldata.len() == typical.len()).then(|| layout::word(&case.calldata, at))
            };
            let words: BTreeSet<U256> = cases.iter().filter_map(there).collect();
            let outside = |word: &&U256| match place.role {
                Role::Value { bits, left: false } => word.bit_len() > bits,
                Role::Value { bits, left: true } => **word << bits != U256::ZERO,
                Role::Signed { bits } => {
                    let signs = **word >> (bits - 1);
                    signs != U256::ZERO && signs != U256::MAX >> (bits - 1)
                }
                Role::Offset { .. } | Role::Length { .. } => word.bit_len() > 64,
                Role::Data { .. } => false,
            };
            let whole = match place.role {
                Role::Value { bits, .. } | Role::Signed { bits } => bits == 256,
                Role::Data { .. } => true,
                _ => false,
            };
            assert!(
                words.iter().filter(outside).count() >= 4 || whole,
                "{ty} {place:?}"
            );
        }
    }
}

/// The words that stand in place of the offset of `a[1]` in `bytes[] a`, which counts from byte 64.
fn nested_offsets() -> Vec<U256> {
    let function = Function::parse("f(bytes[] a, bytes b)").unwrap();
    let cases = Author::new(&function).unwrap();
    let cases = cases.from_types(&Dictionary::default());
    let typical = &cases[0].calldata;
    let places = layout::places(&parameters(&function.inputs).unwrap(), &typical[SELECTOR..]);
    let place = places
        .iter()
        .find(|place| place.name == "a[1]" && matches!(place.role, Role::Offset { .. }))
        .unwrap();
    assert_eq!(place.role, Role::Offset { base: 96, head: 64 });
    let at = SELECTOR + place.at;
    let same_length = cases
        .iter()
        .filter(|case| case.calldata.len() == typical.len());
    same_length
        .map(|case| layout::word(&case.calldata, at))
        .collect()
}

#[test]
fn nested_offset_goes_back_and_into_heads_and_beyond_the_end() {
    let words = nested_offsets();
    let back = |bytes: u64| U256::from(bytes).wrapping_neg();
    for (what, expected) in [
        ("the first word of all", back(96)),
        ("the selector", back(100)),
        ("the array's own length", back(32)),
        ("its own head", U256::ZERO),
        ("the second word of its head", U256::from(32)),
        ("huge", U256::from(1) << 255),
        ("a product that wraps around", U256::from(1) << 251),
    ] {
        assert!(words.contains(&expected), "{what}");
    }
    // To the other parameter's tail, and to its neighbour's.
    assert!(words.iter().filter(|word| **word > U256::from(64)).count() > 60);
}

/// A parameter that may be an enum's member, or several of them.
pub(crate) fn param(name: &str, ty: &str, is_enum: bool, components: Vec<Param>) -> Param {
    let internal_type = is_enum.then(|| InternalType::Enum {
        contract: None,
        ty: ty.replace("uint8", "Kind"),
    });
    Param {
        ty: ty.into(),
        name: name.into(),
        components,
        internal_type,
    }
}

#[test]
fn members_of_enums_stay_small_where_they_are_valid() {
    let kinds = |name: &str, ty: &str| param(name, ty, true, Vec::new());
    let plain = |name: &str, ty: &str| param(name, ty, false, Vec::new());
    let fields = vec![plain("flag", "bool"), kinds("kinds", "uint8[2]")];
    let function = Function {
        inputs: vec![
            kinds("one", "uint8"),
            plain("number", "uint8"),
            kinds("many", "uint8[]"),
            param("deep", "tuple[]", false, fields),
        ],
        ..Function::parse("f()").unwrap()
    };
    let function = &function;
    let parameters = Parameters::of(&function.inputs).unwrap();
    for (name, is_enum) in [
        ("one", true),
        ("number", false),
        ("many[0]", true),
        ("deep[3].1[1]", true),
        ("deep[3].0", false),
    ] {
        assert_eq!(parameters.is_enum(name), is_enum, "{name}");
    }
    let cases = Author::new(function).unwrap();
    let cases = cases.from_types(&Dictionary::default());
    for case in &cases {
        let members = [SELECTOR, SELECTOR + 128 + 32];
        if matches!(case.category, Category::Valid) && case.calldata.len() > members[1] + 32 {
            assert!(
                layout::word(&case.calldata, members[0]) <= U256::from(1),
                "{case}"
            );
        }
    }
    let members: BTreeSet<_> = cases
        .iter()
        .map(|case| {
            case.calldata
                .get(SELECTOR..SELECTOR + 32)
                .map(U256::from_be_slice)
        })
        .collect();
    for member in [2, 3, 8, 127, 128, 255, 256] {
        assert!(members.contains(&Some(U256::from(member))), "{member}");
    }
}

#[test]
fn cases_of_a_function_are_not_too_many_to_send() {
    let mut most = 0;
    for ty in every_type() {
        let count = cases(&format!("f({ty} a)")).len();
        most = most.max(count);
        assert!((60..4_000).contains(&count), "{ty}: {count}");
        let longest = cases(&format!("f({ty} a)"));
        let longest = longest.iter().map(|case| case.calldata.len()).max();
        assert!(longest <= Some(MAX_CALLDATA + 1), "{ty}: {longest:?}");
    }
    // The longest of the managers' interface.
    let longest = "onAggregatedResult(uint64 a, uint8 b, uint64 c, bytes32 d, uint256 e, \
                   uint256[2] f, uint256[4] g)";
    let hook = cases(HOOK).len();
    let longest = cases(longest).len();
    println!("up to {most} cases for one parameter, {longest} for seven, {hook} for {HOOK}");
    assert!(longest < 3_000 && hook < 3_000, "{longest} {hook}");
}
