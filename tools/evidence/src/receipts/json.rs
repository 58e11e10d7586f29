//! A receipt as JSON: the members of the interface's struct, integers as numbers or as decimal digits.

use super::UsageReceipt;
use alloy_primitives::{Address, B256};
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    #[serde(with = "integer")]
    service_id: u64,
    #[serde(deserialize_with = "blueprint_strict::stated_address")]
    operator: Address,
    #[serde(deserialize_with = "blueprint_strict::stated_address")]
    client: Address,
    #[serde(with = "integer")]
    agreement: u64,
    session: B256,
    #[serde(with = "integer")]
    sequence: u64,
    #[serde(with = "integer")]
    last_request: u64,
    #[serde(with = "integer")]
    requests: u64,
    #[serde(with = "integer")]
    errors: u64,
    #[serde(with = "integer")]
    units: u64,
    #[serde(with = "integer")]
    bytes_in: u64,
    #[serde(with = "integer")]
    bytes_out: u64,
    latency_buckets: [Integer; 8],
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
struct Integer(#[serde(with = "integer")] u64);

/// JavaScript's numbers are exact up to 2^53, so integers are written as text.
mod integer {
    use super::*;

    pub fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        let integer = match &value {
            serde_json::Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        };
        integer.ok_or_else(|| {
            D::Error::custom(format!(
                "expected an integer below 2^64, as a number or as text, received {value}"
            ))
        })
    }
}

/// A receipt from its JSON.
///
/// # Errors
/// If it is another document, with what was expected.
pub fn parse(text: &str) -> serde_json::Result<UsageReceipt> {
    let it: Written = blueprint_strict::json::read(blueprint_strict::text(text))?;
    Ok(UsageReceipt {
        serviceId: it.service_id,
        operator: it.operator,
        client: it.client,
        agreement: it.agreement,
        session: it.session,
        sequence: it.sequence,
        lastRequest: it.last_request,
        requests: it.requests,
        errors: it.errors,
        units: it.units,
        bytesIn: it.bytes_in,
        bytesOut: it.bytes_out,
        latencyBuckets: it.latency_buckets.map(|Integer(count)| count),
    })
}

/// A receipt as JSON, in one line.
///
/// # Errors
/// None that is known.
pub fn write(receipt: &UsageReceipt) -> serde_json::Result<String> {
    serde_json::to_string(&Written {
        service_id: receipt.serviceId,
        operator: receipt.operator,
        client: receipt.client,
        agreement: receipt.agreement,
        session: receipt.session,
        sequence: receipt.sequence,
        last_request: receipt.lastRequest,
        requests: receipt.requests,
        errors: receipt.errors,
        units: receipt.units,
        bytes_in: receipt.bytesIn,
        bytes_out: receipt.bytesOut,
        latency_buckets: receipt.latencyBuckets.map(Integer),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Receipts;

    const RECEIPT: &str = r#"{
        "serviceId": 3, "agreement": "1000", "sequence": 7, "lastRequest": 1500, "requests": 36, "errors": 0, "units": "100",
        "bytesIn": 11, "bytesOut": 22, "latencyBuckets": [1, 2, 3, "4", 5, 6, 7, 8],
        "operator": "0x1111111111111111111111111111111111111111",
        "client": "0x2222222222222222222222222222222222222222",
        "session": "0x3333333333333333333333333333333333333333333333333333333333333333"
    }"#;

    /// The vector that the contract has, too.
    #[test]
    fn receipt_of_a_file_has_the_digest_of_the_vector() {
        let receipts = Receipts {
            chain_id: 1_337,
            contract: Address::repeat_byte(0x44),
        };
        let receipt = parse(RECEIPT).unwrap();
        let expected = "d404d3f1d6958c4120d40e28337fa891104d9a7fbd7b6d9ef768a6e1b298131a";
        assert_eq!(
            alloy_primitives::hex::encode(receipts.digest(&receipt)),
            expected
        );
        assert_eq!(parse(&write(&receipt).unwrap()).unwrap(), receipt);
    }

    #[test]
    fn what_is_no_receipt_is_an_error_that_says_what_was_expected() {
        for (from, to, expected) in [
            ("\"errors\": 0,", "", "missing field `errors`"),
            (
                "\"errors\": 0",
                "\"errors\": -1",
                "expected an integer below 2^64",
            ),
            ("\"errors\": 0", "\"errors\": \"0x1\"", "received \"0x1\""),
            ("\"errors\": 0", "\"error\": 0", "unknown field `error`"),
            (", 8]", "]", "invalid length 7"),
        ] {
            let error = parse(&RECEIPT.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
