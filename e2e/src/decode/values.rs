//! Solidity values as JSON.
//!
//! | type | accepted | written |
//! |---|---|---|
//! | `bool` | `true`, `"true"` | `true` |
//! | `uintN`, `intN` | a JSON integer, or a string, decimal or `0x` | up to 32 bits a JSON integer, above a decimal string, because many JSON readers lose digits beyond 2⁵³ |
//! | `address` | `0x` and 40 hex digits, or the name of an account | `0x` and 40 hex digits, lower case |
//! | `bytes`, `bytesN` | `0x` and hex digits | the same, lower case |
//! | `string` | a string | a string |
//! | arrays | an array | an array |
//! | structs, tuples | an array in order, or an object by field name | an object, or an array where a field has no name |

use crate::accounts;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_json_abi::Param;
use alloy_primitives::{Address, B256, I256, U256};
use serde_json::{Map, Value};

/// A value that is not of the type it should be.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{path}: expected {expected}, received {received}")]
pub struct ValueError {
    /// Which value.
    pub path: String,
    /// Its type.
    pub expected: String,
    /// What was given.
    pub received: String,
}

/// Reads a value of type `ty`; `components` name the fields of the structs in it.
///
/// # Errors
/// If `json` is not a value of that type. `path` says where it stands.
pub fn from_json(
    path: &str,
    ty: &DynSolType,
    components: &[Param],
    json: &Value,
) -> Result<DynSolValue, ValueError> {
    let refuse = |expected: String| ValueError {
        path: path.into(),
        expected,
        received: shortened(json),
    };
    match ty {
        DynSolType::Bool => boolean(json)
            .map(DynSolValue::Bool)
            .ok_or_else(|| refuse("bool".into())),
        DynSolType::Uint(bits) => unsigned(json)
            .filter(|number| number.bit_len() <= *bits)
            .map(|number| DynSolValue::Uint(number, *bits))
            .ok_or_else(|| refuse(integer(ty))),
        DynSolType::Int(bits) => signed(json)
            .filter(|number| number.bits() as usize <= *bits)
            .map(|number| DynSolValue::Int(number, *bits))
            .ok_or_else(|| refuse(integer(ty))),
        DynSolType::Address => address(json).map(DynSolValue::Address).ok_or_else(|| {
            let is_spelt = |text: &str| text.starts_with("0x") && text.parse::<Address>().is_ok();
            refuse(match json.as_str() {
                Some(text) if is_spelt(text) => {
                    "address whose capitals are its checksum (EIP-55), or in lower case".into()
                }
                _ => format!(
                    "address (0x and 40 hex digits, or one of {})",
                    accounts::names().join(", ")
                ),
            })
        }),
        DynSolType::Bytes => bytes(json)
            .map(DynSolValue::Bytes)
            .ok_or_else(|| refuse("bytes (0x and an even number of hex digits)".into())),
        DynSolType::FixedBytes(size) => bytes(json)
            .filter(|bytes| bytes.len() == *size)
            .map(|bytes| DynSolValue::FixedBytes(B256::right_padding_from(&bytes), *size))
            .ok_or_else(|| refuse(format!("{ty} (0x and {} hex digits)", 2 * size))),
        DynSolType::String => json
            .as_str()
            .map(|text| DynSolValue::String(text.into()))
            .ok_or_else(|| refuse("string".into())),
        DynSolType::Array(item) => {
            let items = json
                .as_array()
                .ok_or_else(|| refuse(format!("an array, {ty}")))?;
            from_items(path, item, components, items).map(DynSolValue::Array)
        }
        DynSolType::FixedArray(item, size) => {
            let items = json
                .as_array()
                .filter(|items| items.len() == *size)
                .ok_or_else(|| refuse(format!("an array of {size}, {ty}")))?;
            from_items(path, item, components, items).map(DynSolValue::FixedArray)
        }
        DynSolType::Tuple(types) => {
            let fields = struct_fields(types.len(), components, json)
                .ok_or_else(|| refuse(struct_form(ty, components)))?;
            let typed = types.iter().zip(fields).enumerate();
            typed
                .map(|(index, (ty, field))| {
                    let (name, components) = component(components, index);
                    from_json(&format!("{path}.{name}"), ty, components, field)
                })
                .collect::<Result<_, _>>()
                .map(DynSolValue::Tuple)
        }
        // Function pointers, which no hook takes.
        other => Err(refuse(format!(
            "a type that can be given as JSON, not {other}"
        ))),
    }
}

/// Writes a value; `components` name the fields of the structs in it.
pub fn to_json(value: &DynSolValue, components: &[Param]) -> Value {
    match value {
        DynSolValue::Bool(flag) => Value::Bool(*flag),
        DynSolValue::Uint(number, bits) => match u32::try_from(*number) {
            Ok(small) if *bits <= 32 => small.into(),
            _ => number.to_string().into(),
        },
        DynSolValue::Int(number, bits) => match i32::try_from(*number) {
            Ok(small) if *bits <= 32 => small.into(),
            _ => number.to_string().into(),
        },
        DynSolValue::Address(address) => hex_text(address.as_slice()),
        DynSolValue::Function(pointer) => hex_text(pointer.as_slice()),
        DynSolValue::FixedBytes(word, size) => hex_text(&word[..*size]),
        DynSolValue::Bytes(bytes) => hex_text(bytes),
        DynSolValue::String(text) => text.clone().into(),
        DynSolValue::Array(items) | DynSolValue::FixedArray(items) => {
            items.iter().map(|item| to_json(item, components)).collect()
        }
        DynSolValue::Tuple(fields) => {
            let named = components.len() == fields.len()
                && components
                    .iter()
                    .all(|component| !component.name.is_empty());
            let written = fields.iter().enumerate().map(|(index, field)| {
                let (name, components) = component(components, index);
                (name, to_json(field, components))
            });
            if named {
                Value::Object(written.collect::<Map<_, _>>())
            } else {
                written.map(|(_, value)| value).collect()
            }
        }
    }
}

/// `bytes` as `0x` and lower-case hex digits.
pub fn hex_text(bytes: &[u8]) -> Value {
    format!("0x{}", hex::encode(bytes)).into()
}

/// Bytes from a string of `0x` and an even number of hex digits.
pub fn bytes(json: &Value) -> Option<Vec<u8>> {
    hex::decode(json.as_str()?.strip_prefix("0x")?).ok()
}

/// A non-negative integer from a JSON integer, or from a string, decimal or `0x`.
pub fn unsigned(json: &Value) -> Option<U256> {
    match json {
        Value::Number(number) => number.as_u64().map(U256::from),
        Value::String(text) => magnitude(text),
        _ => None,
    }
}

/// `json` for a message: long values are cut.
pub fn shortened(json: &Value) -> String {
    const LONGEST: usize = 80;
    let text = json.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn signed(json: &Value) -> Option<I256> {
    match json {
        Value::Number(number) => number
            .as_i64()
            .and_then(|it| I256::try_from(it).ok())
            .or_else(|| number.as_u64().and_then(|it| I256::try_from(it).ok())),
        Value::String(text) => match text.strip_prefix('-') {
            Some(text) => {
                I256::checked_from_sign_and_abs(alloy_primitives::Sign::Negative, magnitude(text)?)
            }
            None => {
                I256::checked_from_sign_and_abs(alloy_primitives::Sign::Positive, magnitude(text)?)
            }
        },
        _ => None,
    }
}

fn magnitude(text: &str) -> Option<U256> {
    let (digits, radix) = match text.strip_prefix("0x") {
        Some(digits) => (digits, 16),
        None => (text, 10),
    };
    // The parser behind also takes an empty string, underscores and signs.
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    U256::from_str_radix(digits, radix.into()).ok()
}

fn boolean(json: &Value) -> Option<bool> {
    match json {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn address(json: &Value) -> Option<Address> {
    let text = json.as_str()?;
    if let Some(known) = accounts::address_of(text) {
        return Some(Address::from(known.0));
    }
    blueprint_strict::address(text)
}

fn from_items(
    path: &str,
    ty: &DynSolType,
    components: &[Param],
    items: &[Value],
) -> Result<Vec<DynSolValue>, ValueError> {
    let placed = items.iter().enumerate();
    placed
        .map(|(index, item)| from_json(&format!("{path}[{index}]"), ty, components, item))
        .collect()
}

/// The fields of a struct in order, if `json` has exactly them.
fn struct_fields<'a>(
    count: usize,
    components: &[Param],
    json: &'a Value,
) -> Option<Vec<&'a Value>> {
    match json {
        Value::Array(fields) if fields.len() == count => Some(fields.iter().collect()),
        Value::Object(fields) if fields.len() == count && components.len() == count => components
            .iter()
            .map(|component| fields.get(&component.name))
            .collect(),
        _ => None,
    }
}

fn struct_form(ty: &DynSolType, components: &[Param]) -> String {
    let names: Vec<&str> = components
        .iter()
        .map(|component| component.name.as_str())
        .collect();
    format!("{ty} (an array, or an object with {})", names.join(", "))
}

/// Name and components of a struct's field; its position where the ABI gives no name.
fn component(components: &[Param], index: usize) -> (String, &[Param]) {
    match components.get(index) {
        Some(field) if !field.name.is_empty() => (field.name.clone(), &field.components),
        Some(field) => (index.to_string(), &field.components),
        None => (index.to_string(), &[]),
    }
}

fn integer(ty: &DynSolType) -> String {
    format!("{ty} (an integer, or its digits as a string)")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(ty: &str, value: Value) -> Result<Value, ValueError> {
        let ty = DynSolType::parse(ty).unwrap();
        from_json("value", &ty, &[], &value).map(|read| to_json(&read, &[]))
    }

    #[test]
    fn value_of_every_type_survives_a_round_trip() {
        let cases = [
            ("bool", json!(true)),
            ("uint8", json!(255)),
            ("uint32", json!(4_294_967_295u32)),
            ("int32", json!(-2_147_483_648i32)),
            ("uint64", json!("18446744073709551615")),
            ("uint256", json!(U256::MAX.to_string())),
            ("int256", json!(I256::MIN.to_string())),
            (
                "address",
                json!("0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9"),
            ),
            ("bytes", json!("0x")),
            ("bytes", json!("0x00ff")),
            ("bytes4", json!("0x01020304")),
            ("string", json!("0x")),
            ("uint8[]", json!([])),
            ("uint8[2][]", json!([[1, 2], [3, 4]])),
            ("(uint8,(bool,string))", json!([1, [false, "x"]])),
        ];
        for (ty, value) in cases {
            assert_eq!(read(ty, value.clone()), Ok(value), "{ty}");
        }
    }

    #[test]
    fn integer_is_read_from_number_decimal_and_hex() {
        for value in [json!(49), json!("49"), json!("0x31")] {
            assert_eq!(read("uint256", value.clone()), Ok(json!("49")), "{value}");
            assert_eq!(read("int8", value.clone()), Ok(json!(49)), "{value}");
        }
        assert_eq!(read("int16", json!("-0x31")), Ok(json!(-49)));
    }

    #[test]
    fn value_out_of_range_is_refused() {
        let cases = [
            ("uint8", json!(256)),
            ("uint8", json!(-1)),
            ("int8", json!(128)),
            ("int8", json!("-129")),
            ("uint256", json!(format!("0x1{}", "0".repeat(64)))),
            ("bytes4", json!("0x010203")),
            ("uint8[2]", json!([1])),
        ];
        for (ty, value) in cases {
            assert!(read(ty, value.clone()).is_err(), "{ty} took {value}");
        }
    }

    #[test]
    fn value_of_another_type_is_refused() {
        let cases = [
            ("bool", json!(1)),
            ("uint8", json!(1.0)),
            ("uint256", json!("")),
            ("uint256", json!("1_0")),
            ("uint256", json!("+1")),
            // Written without quotes it is no exact number in JSON.
            ("uint256", json!(1e30)),
            ("address", json!("0xcf7e")),
            ("address", json!("mallory")),
            ("bytes", json!("00ff")),
            ("bytes", json!("0x0")),
            ("string", json!(1)),
            ("uint8[]", json!(1)),
            ("(uint8,bool)", json!([1])),
        ];
        for (ty, value) in cases {
            assert!(read(ty, value.clone()).is_err(), "{ty} took {value}");
        }
    }

    #[test]
    fn name_of_an_account_is_its_address() {
        assert_eq!(
            read("address[]", json!(["runtime", "tangle-core"])),
            Ok(json!([
                format!("{:?}", accounts::runtime().address),
                "0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9"
            ]))
        );
    }

    #[test]
    fn refused_value_tells_place_type_and_value() {
        let error = read("uint8[]", json!([1, 300])).unwrap_err();

        assert_eq!(
            error.to_string(),
            "value[1]: expected uint8 (an integer, or its digits as a string), received 300"
        );
        let wrong = json!("0xF24fF3a9CF04c71Dbc94D0b566f7A27B94566cac");
        let error = read("address", wrong).unwrap_err().to_string();
        assert!(error.contains("its checksum (EIP-55)"), "{error}");
    }
}
