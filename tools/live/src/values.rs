//! Values of the ABI for people and programs.

use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::{EventParam, Param};
use alloy_primitives::{utils::format_ether, U256};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;

/// A value with its name and type, as an ABI declares them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Named {
    /// The name; empty where the ABI gives none.
    pub name: String,
    /// The type in Solidity.
    #[serde(rename = "type")]
    pub kind: String,
    /// The value. Integers are strings of decimal digits, because those of 256 bits fit no number of JSON;
    /// structs are objects.
    pub value: Value,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.name.is_empty() {
            write!(f, "{}: ", self.name)?;
        }
        f.write_str(&text(&self.value))
    }
}

/// A list of values as `name: value, name: value`.
pub fn line(values: &[Named]) -> String {
    let values: Vec<_> = values.iter().map(Named::to_string).collect();
    values.join(", ")
}

/// Values with the names of their parameters.
pub fn named(params: &[Param], values: &[DynSolValue]) -> Vec<Named> {
    let named = params.iter().zip(values).map(|(param, value)| Named {
        name: param.name.clone(),
        kind: param.selector_type().into_owned(),
        value: json(value, &param.components),
    });
    named.collect()
}

/// A value with the name of an event's parameter.
pub fn named_of_event(param: &EventParam, value: &DynSolValue) -> Named {
    Named {
        name: param.name.clone(),
        kind: param.selector_type().into_owned(),
        value: json(value, &param.components),
    }
}

/// A value as JSON. `components` are the fields of a struct, or of an array's structs.
pub fn json(value: &DynSolValue, components: &[Param]) -> Value {
    match value {
        DynSolValue::Bool(value) => Value::Bool(*value),
        DynSolValue::Int(value, _) => Value::String(value.to_string()),
        DynSolValue::Uint(value, _) => Value::String(value.to_string()),
        DynSolValue::FixedBytes(word, size) => {
            let bytes = word.get(..*size).unwrap_or(word.as_slice());
            Value::String(format!("0x{}", hex::encode(bytes)))
        }
        DynSolValue::Address(address) => Value::String(address.to_string()),
        DynSolValue::Function(function) => Value::String(function.to_string()),
        DynSolValue::Bytes(bytes) => Value::String(format!("0x{}", hex::encode(bytes))),
        DynSolValue::String(text) => Value::String(text.clone()),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) => {
            Value::Array(values.iter().map(|value| json(value, components)).collect())
        }
        DynSolValue::Tuple(values) => fields(values, components),
    }
}

fn fields(values: &[DynSolValue], components: &[Param]) -> Value {
    let are_named = values.len() == components.len()
        && components
            .iter()
            .all(|component| !component.name.is_empty());
    if !are_named {
        return Value::Array(values.iter().map(|value| json(value, &[])).collect());
    }
    let fields = components.iter().zip(values);
    let fields = fields.map(|(field, value)| (field.name.clone(), json(value, &field.components)));
    Value::Object(fields.collect::<Map<_, _>>())
}

/// A value for people: JSON without quotation marks around words.
pub fn text(value: &Value) -> String {
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    match value {
        Value::String(text) if plain(text) => text.clone(),
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(text).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| format!("{name}: {}", text(value)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

/// An integer as a string of decimal digits, for `#[serde(serialize_with)]`.
pub(crate) fn decimal<S: serde::Serializer>(
    value: &impl fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The same of a value that may be none. None is left out: see `skip_serializing_if`.
pub(crate) fn decimal_of_some<S: serde::Serializer>(
    value: &Option<U256>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    decimal(&value.unwrap_or_default(), serializer)
}

/// An amount of the chain's token: the token with 18 decimals, from its smallest unit, wei.
pub fn amount(wei: U256, token: &str) -> String {
    let decimal = format_ether(wei);
    let decimal = match decimal.split_once('.') {
        Some(_) => decimal.trim_end_matches('0').trim_end_matches('.'),
        None => &decimal,
    };
    format!("{decimal} {token}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_json_abi::Function;
    use alloy_primitives::Address;

    #[test]
    fn values_are_exact_and_structs_have_names() {
        let mut function =
            Function::parse("function f() returns ((uint256,bytes2)[] list, string, bool ok)")
                .unwrap();
        for (field, name) in function.outputs[0].components.iter_mut().zip(["a", "b"]) {
            field.name = name.into();
        }
        let values = [
            DynSolValue::Array(vec![DynSolValue::Tuple(vec![
                DynSolValue::Uint(U256::MAX, 256),
                DynSolValue::FixedBytes(alloy_primitives::B256::repeat_byte(7), 2),
            ])]),
            DynSolValue::String("a b".into()),
            DynSolValue::Bool(true),
        ];
        let values = named(&function.outputs, &values);
        assert_eq!(
            line(&values),
            format!("list: [{{a: {}, b: 0x0707}}], \"a b\", ok: true", U256::MAX)
        );
        assert_eq!(values[0].kind, "(uint256,bytes2)[]");
        let address = json(&DynSolValue::Address(Address::repeat_byte(0xab)), &[]);
        assert_eq!(address, Address::repeat_byte(0xab).to_checksum(None));
    }

    #[test]
    fn amounts_are_in_the_token() {
        let ten = U256::from(10u64);
        assert_eq!(amount(ten.pow(U256::from(18)), "UNIT"), "1 UNIT");
        assert_eq!(amount(ten.pow(U256::from(17)), "UNIT"), "0.1 UNIT");
        assert_eq!(amount(ten.pow(U256::from(20)), "UNIT"), "100 UNIT");
        assert_eq!(amount(U256::from(1), "UNIT"), "0.000000000000000001 UNIT");
        assert_eq!(amount(U256::ZERO, "UNIT"), "0 UNIT");
    }
}
