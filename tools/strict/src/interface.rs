//! A contract's ABI in JSON.

use crate::json;
use alloy_dyn_abi::Specifier;
use alloy_json_abi::{JsonAbi, Param};
use serde_json::Value;

/// Reads an ABI, alone or beside the code, as forge, hardhat and solc write it.
///
/// # Errors
/// If the text is no JSON, has a key twice, is no ABI, or names a type otherwise than in its selector.
pub fn interface(text: &str) -> Result<JsonAbi, String> {
    let mut value = json::parse(crate::text(text)).map_err(|error| error.to_string())?;
    check_depth(&value)?;
    if let Some(abi) = value.get_mut("abi") {
        value = abi.take();
    }
    let abi: JsonAbi = match value {
        Value::Array(_) => serde_json::from_value(value).map_err(|error| error.to_string())?,
        other => return Err(format!("expected a list, received {other}")),
    };
    let constructor = abi.constructor.iter().flat_map(|it| &it.inputs);
    let functions = abi
        .functions()
        .flat_map(|it| it.inputs.iter().chain(&it.outputs));
    let errors = abi.errors().flat_map(|it| &it.inputs);
    for param in constructor.chain(functions).chain(errors) {
        check(param)?;
    }
    for input in abi.events().flat_map(|it| &it.inputs) {
        check_type(&input.ty, &input.components)?;
    }
    Ok(abi)
}

/// The most dimensions of a type. Arrays of arrays beyond any contract's: those that resolve types call themselves for each.
pub const MOST_DIMENSIONS: usize = 32;

/// The depth of JSON itself has a limit.
fn check_depth(value: &Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(check_depth),
        Value::Object(fields) => {
            let ty = fields.get("type").and_then(Value::as_str).unwrap_or("");
            let dimensions = ty.matches('[').count();
            if dimensions > MOST_DIMENSIONS {
                return Err(format!(
                    "expected a type of at most {MOST_DIMENSIONS} dimensions, received one of {dimensions}"
                ));
            }
            fields.values().try_for_each(check_depth)
        }
        _ => Ok(()),
    }
}

fn check(param: &Param) -> Result<(), String> {
    check_type(&param.ty, &param.components)
}

/// Solidity's short names have another selector. A type that is none fails where it is used.
fn check_type(received: &str, components: &[Param]) -> Result<(), String> {
    for component in components {
        check(component)?;
    }
    if received.starts_with("tuple") {
        return Ok(());
    }
    let Ok(resolved) = received.resolve() else {
        return Ok(());
    };
    let expected = resolved.sol_type_name();
    match expected == received {
        true => Ok(()),
        false => Err(format!("expected the type {expected}, received {received}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ty: &str) -> String {
        format!(
            r#"[{{"type":"function","name":"f","inputs":[{{"type":"{ty}","name":"a"}}],"outputs":[],"stateMutability":"view"}}]"#
        )
    }

    #[test]
    fn abi_is_read_alone_and_beside_the_code() {
        let abi = interface(&of("uint256")).unwrap();
        let beside = format!(
            "\u{feff}{{\"bytecode\":\"0x00\",\"abi\":{}}}",
            of("uint256")
        );
        assert_eq!(interface(&beside), Ok(abi));
        assert_eq!(interface("[]"), Ok(JsonAbi::default()));
        for (text, expected) in [
            ("{}", "expected a list"),
            ("", "EOF"),
            (r#"{"abi":[],"abi":[]}"#, "once, received it twice"),
        ] {
            let error = interface(text).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn types_have_the_names_of_their_selectors() {
        for (received, expected) in [("uint", "uint256"), ("int[2][]", "int256[2][]")] {
            let error = format!("expected the type {expected}, received {received}");
            assert_eq!(interface(&of(received)), Err(error));
        }
        assert!(interface(&of(&format!("uint8{}", "[]".repeat(MOST_DIMENSIONS)))).is_ok());
        let error = interface(&of(&format!("uint8{}", "[]".repeat(200_000)))).unwrap_err();
        assert!(error.ends_with("received one of 200000"), "{error}");
    }
}
