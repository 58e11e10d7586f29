//! Constructor arguments as they are typed.
//!
//! - a JSON array: `["0x…", 2]`, `["runtime", {"minimum": 1}]`;
//! - values separated by spaces or commas: `runtime 2`, `runtime,2`. Arrays, structs, and strings
//!   with a space or comma in them need the JSON form;
//! - the encoded arguments as one `0x…` of whole 32-byte words, which is also the only form that
//!   needs no ABI.

use crate::decode::Interface;
use alloy_json_abi::Param;
use serde_json::Value;

/// ABI-encoded constructor arguments from their typed form, which may be missing or blank.
///
/// # Errors
/// What was expected, and what was received.
pub fn constructor(interface: Option<&Interface>, typed: Option<&str>) -> Result<Vec<u8>, String> {
    constructor_of(interface, typed, |_, values| Ok(values))
}

/// The same, with values that `named` makes of what is typed: addresses of the names of contracts, say.
///
/// # Errors
/// As [`constructor`], and those of `named`.
pub fn constructor_of(
    interface: Option<&Interface>,
    typed: Option<&str>,
    named: impl FnOnce(&[Param], Vec<Value>) -> Result<Vec<Value>, String>,
) -> Result<Vec<u8>, String> {
    let typed = typed.map(str::trim).unwrap_or_default();
    let inputs = interface.map(|interface| {
        let constructor = interface.abi().constructor();
        constructor.map(|it| &it.inputs[..]).unwrap_or_default()
    });
    if let Some(encoded) = encoded(typed) {
        // What is not encoded as the ABI says is a value.
        let fits = |inputs: &[Param]| {
            let all = blueprint_strict::unread(inputs, &encoded).is_none();
            all && blueprint_strict::values(inputs, &encoded).is_some()
        };
        if inputs.is_none_or(fits) {
            return Ok(encoded);
        }
    }
    let values = values(typed)?;
    match interface.zip(inputs) {
        Some((interface, inputs)) => interface
            .encode_constructor(&named(inputs, values)?)
            .map_err(|error| error.to_string()),
        None if values.is_empty() => Ok(Vec::new()),
        None => Err(format!(
            "expected them ABI-encoded, as one 0x… of whole 32-byte words, because there is no ABI \
             beside the artifact; received {typed}"
        )),
    }
}

/// Arguments that are encoded already. An address is no whole number of words, and a word on its own encodes to itself.
fn encoded(typed: &str) -> Option<Vec<u8>> {
    let bytes = hex::decode(typed.strip_prefix("0x")?).ok()?;
    (!bytes.is_empty() && bytes.len() % 32 == 0).then_some(bytes)
}

/// The values of the typed form.
///
/// # Errors
/// If it begins like a JSON array and is none.
pub fn values(typed: &str) -> Result<Vec<Value>, String> {
    if typed.starts_with('[') {
        return blueprint_strict::json::read(typed)
            .map_err(|error| format!("expected a JSON array, received {typed}: {error}"));
    }
    let separated = typed.split(|c: char| c == ',' || c.is_whitespace());
    Ok(separated
        .filter(|value| !value.is_empty())
        .map(Value::from)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts;

    fn interface(constructor: &str) -> Interface {
        let abi = alloy_json_abi::JsonAbi::parse([constructor]).unwrap();
        Interface::from(abi)
    }

    fn two_words(minimum: u8) -> Vec<u8> {
        let mut words = accounts::runtime().word().to_vec();
        words.extend([0; 31]);
        words.push(minimum);
        words
    }

    #[test]
    fn every_typed_form_encodes_alike() {
        let interface = interface("constructor(address runtime, uint32 minimum)");
        let address = format!("{:?}", accounts::runtime().address);
        let typed = [
            "runtime 2".to_string(),
            "runtime,2".into(),
            " runtime, 2 ".into(),
            "[\"runtime\", 2]".into(),
            format!("[\"{address}\", \"0x2\"]"),
            format!("0x{}", hex::encode(two_words(2))),
        ];
        for typed in typed {
            assert_eq!(
                constructor(Some(&interface), Some(&typed)),
                Ok(two_words(2)),
                "{typed}"
            );
        }
    }

    #[test]
    fn lone_address_is_a_value_not_encoded_arguments() {
        let interface = interface("constructor(address core)");

        assert_eq!(
            constructor(
                Some(&interface),
                Some("0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9")
            ),
            Ok(accounts::tangle_core().word().to_vec())
        );
    }

    #[test]
    fn words_that_are_not_encoded_arguments_are_values() {
        let word = format!("0x{}", "01".repeat(32));
        let three = interface("constructor(address a, address b, address c)");
        let none = interface("constructor()");
        for (interface, expected) in [
            (
                &three,
                "expected constructor(address a, address b, address c), received 1 arguments",
            ),
            (&none, "expected constructor(), received 1 arguments"),
        ] {
            assert_eq!(
                constructor(Some(interface), Some(&word)),
                Err(expected.into())
            );
        }
        let bytes = interface("constructor(bytes data)");
        let encoded = constructor(Some(&bytes), Some(&word)).unwrap();
        assert_eq!(encoded.len(), 96);
        assert_eq!(encoded[64..], [1; 32]);
    }

    #[test]
    fn missing_and_blank_arguments_are_none() {
        for typed in [None, Some(""), Some("  "), Some("[]")] {
            assert_eq!(constructor(None, typed), Ok(vec![]), "{typed:?}");
        }
    }

    #[test]
    fn wrong_number_of_arguments_is_refused() {
        let interface = interface("constructor(address runtime, uint32 minimum)");

        assert_eq!(
            constructor(Some(&interface), Some("runtime")),
            Err(
                "expected constructor(address runtime, uint32 minimum), received 1 arguments"
                    .into()
            )
        );
        assert!(constructor(Some(&Interface::default()), Some("1")).is_err());
    }

    #[test]
    fn values_without_an_abi_are_refused() {
        assert!(constructor(None, Some("runtime 2"))
            .unwrap_err()
            .contains("no ABI"));
        assert_eq!(
            constructor(None, Some(&format!("0x{:064}", 7))).map(|it| it.len()),
            Ok(32)
        );
    }

    #[test]
    fn broken_json_is_refused() {
        assert!(constructor(None, Some("[1,"))
            .unwrap_err()
            .contains("JSON array"));
    }
}
