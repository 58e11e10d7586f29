//! Arguments of functions and constructors, as they are typed.
//!
//! - values as words: `7 true 0x00…aa runtime`. A value of an array or a struct is JSON: `[1,2]`,
//!   `{"minimum": 1}`;
//! - all of them as one JSON array: `[7, true, "runtime"]`, except for one parameter that is itself an array or
//!   a struct;
//! - integers are decimal, `0x…`, or have a unit: `2 ether` (10^18), `5 gwei` (10^9);
//! - an address is `0x…` or a name of [`Names`].

use crate::{names::Names, options::has_short_exponent};
use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::Param;
use anyhow::{bail, ensure, Context, Result};
use serde_json::Value;

/// The values of parameters from typed words.
///
/// # Errors
/// If there are too many or too few, or one is not of its type: what was expected, and what was received.
pub fn parse(params: &[Param], words: &[String], names: &Names) -> Result<Vec<DynSolValue>> {
    let values = blueprint_strict::words::values(params, words).map_err(anyhow::Error::msg)?;
    ensure!(
        values.len() == params.len(),
        "expected {}, received {} arguments",
        expected(params),
        values.len()
    );
    let values = params.iter().zip(&values).map(|(param, value)| {
        let kind = param
            .resolve()
            .with_context(|| format!("the ABI's type {}", param.ty))?;
        convert(&kind, &param.components, value, names)
            .with_context(|| format!("argument {} ({})", label(param), param.selector_type()))
    });
    values.collect()
}

/// Parameters for people: `2 arguments (uint64 serviceId, address operator)`.
pub fn expected(params: &[Param]) -> String {
    let list: Vec<_> = params
        .iter()
        .map(|param| {
            format!("{} {}", param.selector_type(), param.name)
                .trim_end()
                .to_owned()
        })
        .collect();
    match list.as_slice() {
        [] => "no arguments".into(),
        [one] => format!("1 argument ({one})"),
        several => format!("{} arguments ({})", several.len(), several.join(", ")),
    }
}

fn label(param: &Param) -> &str {
    if param.name.is_empty() {
        "without a name"
    } else {
        &param.name
    }
}

/// A value of a type from JSON. Words are strings here.
fn convert(
    kind: &DynSolType,
    components: &[Param],
    value: &Value,
    names: &Names,
) -> Result<DynSolValue> {
    match kind {
        DynSolType::Array(inner) => {
            let list = list(value)?;
            Ok(DynSolValue::Array(each(inner, components, &list, names)?))
        }
        DynSolType::FixedArray(inner, length) => {
            let list = list(value)?;
            ensure!(
                list.len() == *length,
                "expected a list of {length} values, received {}",
                list.len()
            );
            Ok(DynSolValue::FixedArray(each(
                inner, components, &list, names,
            )?))
        }
        DynSolType::Tuple(kinds) => fields(kinds, components, value, names),
        leaf => single(leaf, value, names),
    }
}

fn each(
    kind: &DynSolType,
    components: &[Param],
    list: &[Value],
    names: &Names,
) -> Result<Vec<DynSolValue>> {
    let values = list.iter().enumerate().map(|(index, value)| {
        convert(kind, components, value, names)
            .with_context(|| format!("value {index} of the list"))
    });
    values.collect()
}

/// A list from JSON, or from a word with JSON in it.
fn list(value: &Value) -> Result<Vec<Value>> {
    match compound(value)? {
        Value::Array(list) => Ok(list),
        other => bail!("expected a JSON array, received {other}"),
    }
}

fn compound(value: &Value) -> Result<Value> {
    match value {
        Value::String(word) => blueprint_strict::json::parse(word).with_context(|| {
            format!("expected JSON with words in quotation marks, received {word}")
        }),
        other => Ok(other.clone()),
    }
}

fn fields(
    kinds: &[DynSolType],
    components: &[Param],
    value: &Value,
    names: &Names,
) -> Result<DynSolValue> {
    let values = match compound(value)? {
        Value::Array(list) => list,
        Value::Object(mut fields) => {
            let list = components.iter().map(|component| {
                fields.remove(&component.name).with_context(|| {
                    format!("expected the field {}, which is missing", component.name)
                })
            });
            let list = list.collect::<Result<_>>()?;
            if let Some(unknown) = fields.keys().next() {
                bail!("expected the struct's fields, received another one, {unknown}");
            }
            list
        }
        other => bail!("expected a JSON object or array of the struct's fields, received {other}"),
    };
    ensure!(
        values.len() == kinds.len(),
        "expected {} fields of a struct, received {}",
        kinds.len(),
        values.len()
    );
    let values = kinds
        .iter()
        .zip(&values)
        .enumerate()
        .map(|(index, (kind, value))| {
            let component = components.get(index);
            let name =
                component.map_or_else(|| index.to_string(), |component| component.name.clone());
            let inner = component
                .map(|component| component.components.as_slice())
                .unwrap_or_default();
            convert(kind, inner, value, names).with_context(|| format!("field {name}"))
        });
    Ok(DynSolValue::Tuple(values.collect::<Result<_>>()?))
}

fn single(kind: &DynSolType, value: &Value, names: &Names) -> Result<DynSolValue> {
    let word = match value {
        Value::String(word) => word.clone(),
        Value::Number(number) if number.is_f64() => {
            bail!("expected {kind}, received {number}: write large numbers as strings")
        }
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        other => bail!("expected {kind}, received {other}"),
    };
    match kind {
        DynSolType::Address => Ok(DynSolValue::Address(names.address(&word)?)),
        DynSolType::String => Ok(DynSolValue::String(word)),
        DynSolType::Bytes | DynSolType::FixedBytes(_) if !word.starts_with("0x") => {
            bail!("expected {kind} as 0x and hex digits, received {word}")
        }
        DynSolType::Int(_) | DynSolType::Uint(_) if !has_short_exponent(&word) => {
            bail!("expected {kind}, received {word}")
        }
        kind => kind
            .coerce_str(&word)
            .map_err(|_| anyhow::anyhow!("expected {kind}, received {word}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{names::PALLET, Config};
    use alloy_json_abi::Function;
    use alloy_primitives::U256;

    fn parsed(signature: &str, words: &[&str]) -> Result<Vec<DynSolValue>> {
        let config =
            Config::parse("[chains.dev]\nrpc = \"x\"\ncaller = \"services\"", &[]).unwrap();
        let names = Names::new("dev", config.chain("dev").unwrap(), &[]);
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let mut inputs = Function::parse(signature).unwrap().inputs;
        // The text of a signature cannot name a struct's fields.
        for (field, name) in inputs
            .iter_mut()
            .flat_map(|input| &mut input.components)
            .zip(["d", "e"])
        {
            field.name = name.into();
        }
        parse(&inputs, &words, &names)
    }

    fn message(signature: &str, words: &[&str]) -> String {
        format!("{:#}", parsed(signature, words).unwrap_err())
    }

    #[test]
    fn words_and_json_are_alike() {
        let f = "function f(address a, uint32 b, uint64[] c, (bool,bytes) g)";
        let expected = vec![
            DynSolValue::Address(PALLET),
            DynSolValue::Uint(U256::from(2), 32),
            DynSolValue::Array(vec![DynSolValue::Uint(U256::from(1), 64)]),
            DynSolValue::Tuple(vec![
                DynSolValue::Bool(true),
                DynSolValue::Bytes(vec![0xab]),
            ]),
        ];
        for words in [
            &["runtime", "2", "[1]", "{\"d\": true, \"e\": \"0xab\"}"][..],
            &[
                "0xdb92fb7d703df73305b87ce8da9e41c7272318fa",
                "0x2",
                "[\"1\"]",
                "[true, \"0xab\"]",
            ],
            &["[\"runtime\", 2, [1], {\"e\": \"0xab\", \"d\": true}]"],
        ] {
            assert_eq!(parsed(f, words).unwrap(), expected, "{words:?}");
        }
    }

    #[test]
    fn a_lone_list_is_the_argument_itself() {
        let one = DynSolValue::Array(vec![DynSolValue::Uint(U256::from(1), 8)]);
        assert_eq!(parsed("function f(uint8[] a)", &["[1]"]).unwrap(), [one]);
        let number = DynSolValue::Uint(U256::from(1), 8);
        assert_eq!(parsed("function f(uint8 a)", &["[1]"]).unwrap(), [number]);
        assert_eq!(parsed("function f()", &[]).unwrap(), []);
    }

    #[test]
    fn integers_have_units_and_bounds() {
        let wei = U256::from(2_500_000_000_000_000_000u64);
        let value = parsed("function f(uint256 a)", &["2.5 ether"]).unwrap();
        assert_eq!(value, [DynSolValue::Uint(wei, 256)]);
        for (signature, word) in [
            ("function f(uint8 a)", "256"),
            ("function f(uint8 a)", "-1"),
            ("function f(int8 a)", "128"),
            ("function f(bool a)", "2"),
            ("function f(bytes4 a)", "0x010203"),
            ("function f(bytes a)", "ab"),
            ("function f(address a)", "0x12"),
        ] {
            let message = message(signature, &[word]);
            assert!(
                message.contains("argument a") && message.contains(word),
                "{message}"
            );
        }
    }

    #[test]
    fn wrong_shapes_say_what_was_expected() {
        let f = "function f(uint64 serviceId, address operator)";
        assert!(message(f, &["1"]).contains("2 arguments (uint64 serviceId, address operator)"));
        assert!(
            message(f, &["1", "0x0000000000000000000000000000000000000001", "2"])
                .contains("received 3")
        );
        assert!(message("function f()", &["1"]).contains("no arguments"));
        assert!(message("function f(uint8[2] a)", &["[1]"]).contains("list of 2"));
        assert!(message("function f((bool) a)", &["{}"]).contains("field d"));
        assert!(message("function f((bool) a)", &["{\"d\":true,\"x\":1}"]).contains("x"));
        assert!(message("function f(uint256 a)", &["[1e30]"]).contains("strings"));
        assert!(message("function f(uint8[] a)", &["[x]"]).contains("quotation marks"));
    }
}
