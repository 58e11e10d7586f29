//! Transactions and state overrides as requests write them.
//!
//! pallet-revive's types read digits without `0x` as hexadecimal ones; here they are decimal, as in each parameter of this chain.

use super::types::Number;
use pallet_revive::pallet_revive_types::runtime_api::{GenericTransactionV1, StateOverrideSetV1};
use serde::{de::Error as _, Deserialize, Deserializer};
use serde_json::{Map, Value};

/// The numbers of a transaction.
const NUMBERS: [&str; 9] = [
    "chainId",
    "gas",
    "gasPrice",
    "maxFeePerBlobGas",
    "maxFeePerGas",
    "maxPriorityFeePerGas",
    "nonce",
    "type",
    "value",
];

/// What can be overridden of an account.
const OVERRIDDEN: [&str; 6] = [
    "balance",
    "code",
    "movePrecompileToAddress",
    "nonce",
    "state",
    "stateDiff",
];

/// The fields of a transaction.
pub struct Fields(pub GenericTransactionV1);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut value = Value::deserialize(deserializer)?;
        if let Value::Object(fields) = &mut value {
            read_numbers(fields, &NUMBERS).map_err(D::Error::custom)?;
        }
        serde_json::from_value(value)
            .map(Fields)
            .map_err(D::Error::custom)
    }
}

/// What a call finds in the place of the state, by accounts.
pub struct Overrides(pub StateOverrideSetV1);

impl<'de> Deserialize<'de> for Overrides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut accounts = Map::<String, Value>::deserialize(deserializer)?;
        for (account, change) in &mut accounts {
            let Value::Object(change) = change else {
                continue;
            };
            // A key that is not known would leave the state as it is, and the call would be answered for that.
            if let Some(key) = change.keys().find(|it| !OVERRIDDEN.contains(&it.as_str())) {
                return Err(D::Error::custom(format!(
                    "{account}: expected {}, received {key}",
                    OVERRIDDEN.join(", ")
                )));
            }
            read_numbers(change, &["balance", "nonce"])
                .map_err(|error| D::Error::custom(format!("{account}: {error}")))?;
        }
        serde_json::from_value(Value::Object(accounts))
            .map(Overrides)
            .map_err(D::Error::custom)
    }
}

/// Writes numbers as pallet-revive's types read them.
fn read_numbers(fields: &mut Map<String, Value>, names: &[&str]) -> Result<(), String> {
    for name in names {
        let Some(value) = fields.get_mut(*name) else {
            continue;
        };
        let is_hex = value.as_str().is_some_and(|it| it.starts_with("0x"));
        if value.is_null() || is_hex {
            continue;
        }
        let Number(number) = serde_json::from_value(value.clone())
            .map_err(|error: serde_json::Error| format!("{name}: {error}"))?;
        *value = Value::String(format!("{number:#x}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Result<GenericTransactionV1, String> {
        let read: Result<Fields, _> = serde_json::from_value(value);
        read.map(|it| it.0).map_err(|error| error.to_string())
    }

    #[test]
    fn numbers_of_a_transaction_are_decimal_without_0x() {
        for value in [json!("16"), json!("0x10"), json!(16)] {
            let read = fields(json!({ "value": value, "nonce": value, "gas": value })).unwrap();
            let sixteen = Some(16.into());
            assert_eq!(
                (read.value, read.nonce, read.gas),
                (sixteen, sixteen, sixteen)
            );
        }
        let token = json!({ "value": "1000000000000000000" });
        assert_eq!(fields(token).unwrap().value, Some(10u128.pow(18).into()));
        assert_eq!(fields(json!({ "gas": null })).unwrap().gas, None);
        let typed = |it| fields(json!({ "type": it })).unwrap().r#type;
        assert_eq!(typed(json!(2)), typed(json!("0x2")));
        let wrong = fields(json!({ "gas": "many" })).unwrap_err();
        assert!(wrong.contains("gas: expected a number"), "{wrong}");
    }

    #[test]
    fn overrides_are_read_as_numbers_are_and_unknown_ones_are_rejected() {
        let of = |change: Value| {
            let account = format!("0x{}", "07".repeat(20));
            let read: Result<Overrides, _> = serde_json::from_value(json!({ account: change }));
            read.map(|it| it.0 .0.into_values().next().unwrap())
                .map_err(|error| error.to_string())
        };
        let read = of(json!({ "balance": "16", "nonce": 16 })).unwrap();
        assert_eq!(
            (read.balance, read.nonce),
            (Some(16.into()), Some(16.into()))
        );
        let wrong = of(json!({ "stateDif": {} })).unwrap_err();
        assert!(wrong.contains("stateDiff, received stateDif"), "{wrong}");
    }
}
