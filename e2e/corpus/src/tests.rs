use super::*;
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
