//! Compares an ink! contract with the `.sol` interface that it implements.

use alloy_json_abi::{Function, JsonAbi, StateMutability};
use anyhow::{bail, Result};
use std::collections::BTreeMap;

/// Refuses a contract whose messages are not exactly the functions of `interface`. `built` is what ink!
/// says of it, on the host.
pub fn compare(interface: &JsonAbi, built: &JsonAbi) -> Result<()> {
    let (wanted, built_functions) = (by_signature(interface), by_signature(built));
    let mut differences = Vec::new();
    for (signature, function) in &wanted {
        match built_functions.get(signature) {
            None => differences.push(format!(
                "{signature}: expected, but the contract has no such message"
            )),
            Some(message) => {
                // Whether a message may change state is known; that it reads none is not.
                let (expected, received) = (access(function), access(message));
                // ink! describes a message as payable that the contract refuses value for. The `.sol`
                // file says which functions take value, and `e2e/tests/value.rs` tests it on chain.
                if expected != received && (expected, received) != ("nonpayable", "payable") {
                    differences.push(format!(
                        "{signature}: expected {expected}, received {received}"
                    ));
                }
                let (expected, received) = (outputs(function), outputs(message));
                if expected != received {
                    differences.push(format!(
                        "{signature}: expected to return ({expected}), received ({received})"
                    ));
                }
            }
        }
    }
    for signature in built_functions
        .keys()
        .filter(|signature| !wanted.contains_key(*signature))
    {
        differences.push(format!(
            "{signature}: a message that the interface does not have"
        ));
    }
    if !differences.is_empty() {
        bail!("{}", differences.join("\n"));
    }
    Ok(())
}

fn by_signature(abi: &JsonAbi) -> BTreeMap<String, &Function> {
    abi.functions()
        .map(|function| (signature(function), function))
        .collect()
}

/// A message without arguments takes one that has no type, only a name, which then stands where a
/// type is expected. Every other argument has both.
fn signature(function: &Function) -> String {
    match function.inputs.as_slice() {
        [only] if only.name.is_empty() && only.ty.starts_with('_') => {
            format!("{}()", function.name)
        }
        _ => function.signature(),
    }
}

fn access(function: &Function) -> &'static str {
    match function.state_mutability {
        StateMutability::Pure | StateMutability::View => "view",
        StateMutability::NonPayable => "nonpayable",
        StateMutability::Payable => "payable",
    }
}

/// `[u8; 32]` is returned as one word, `bytes32`, which ink! describes as `uint8[32]`.
/// Several outputs and one tuple of them are the same bytes as long as none is dynamic.
fn outputs(function: &Function) -> String {
    let types: Vec<String> = function
        .outputs
        .iter()
        .map(|output| output.selector_type().into_owned())
        .collect();
    let joined = types.join(",").replace("uint8[32]", "bytes32");
    joined
        .strip_prefix('(')
        .and_then(|types| types.strip_suffix(')'))
        .unwrap_or(&joined)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn abi(functions: &[&str]) -> JsonAbi {
        JsonAbi::parse(functions.iter().copied()).unwrap()
    }

    const JOIN: &str =
        "function canJoin(uint64 serviceId, address operator) view returns (bool allowed)";

    #[test]
    fn same_functions_match_whatever_their_arguments_are_called() {
        let built = abi(&["function canJoin(uint64, address call) view returns (bool)"]);
        compare(&abi(&[JOIN]), &built).unwrap();
    }

    #[test]
    fn swapped_types_refused_naming_both() {
        let built = abi(&["function canJoin(address, uint64) view returns (bool)"]);
        let error = compare(&abi(&[JOIN]), &built).unwrap_err().to_string();
        assert!(
            error.contains("canJoin(uint64,address): expected"),
            "{error}"
        );
        assert!(
            error.contains("canJoin(address,uint64): a message"),
            "{error}"
        );
    }

    #[test]
    fn message_that_may_change_state_where_a_view_is_expected_refused() {
        let built = abi(&["function canJoin(uint64, address) returns (bool)"]);
        let error = compare(&abi(&[JOIN]), &built).unwrap_err().to_string();
        assert_eq!(
            error,
            "canJoin(uint64,address): expected view, received nonpayable"
        );
    }

    #[test]
    fn payable_for_ink_alone_matches() {
        let wanted = abi(&["function onBlueprintCreated(uint64)"]);
        let built = abi(&["function onBlueprintCreated(uint64) payable"]);
        compare(&wanted, &built).unwrap();
        compare(&built, &wanted).unwrap_err();
    }

    #[test]
    fn message_without_arguments_matches() {
        let wanted = abi(&["function runtime() view returns (address)"]);
        let built = abi(&["function runtime(_call) view returns (address)"]);
        compare(&wanted, &built).unwrap();
    }

    #[test]
    fn other_outputs_refused() {
        let built = abi(&["function canJoin(uint64, address) view returns (uint8)"]);
        let error = compare(&abi(&[JOIN]), &built).unwrap_err().to_string();
        assert_eq!(
            error,
            "canJoin(uint64,address): expected to return (bool), received (uint8)"
        );
    }
}
