//! Parameters.

use crate::{
    chain::{At, Chain},
    error::Error,
};
use alloy_rpc_types_eth::{BlockId, BlockNumberOrTag};
use serde::{de::Error as _, Deserialize, Deserializer};
use serde_json::Value;
use sp_core::{H256, U256};
use std::fmt;

/// A number: a hexadecimal string with `0x`, a decimal string, or a JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub U256);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = |received: &dyn fmt::Display| {
            D::Error::custom(format!(
                "expected a number of at most 256 bits, such as \"0x10\", \"16\" or 16, received {received}"
            ))
        };
        let value = Value::deserialize(deserializer)?;
        let number = match &value {
            Value::Number(number) => number.as_u64().map(U256::from),
            Value::String(text) => match text.strip_prefix("0x") {
                Some("") => Some(U256::zero()),
                Some(digits) => U256::from_str_radix(digits, 16).ok(),
                None if text.is_empty() => None,
                None => U256::from_str_radix(text, 10).ok(),
            },
            _ => None,
        };
        number.map(Number).ok_or_else(|| expected(&value))
    }
}

impl Number {
    /// The number, if it has at most 64 bits.
    ///
    /// # Errors
    /// If it has more.
    pub fn u64(self) -> Result<u64, Error> {
        u64::try_from(self.0).map_err(|_| {
            Error::invalid(format!(
                "expected a number of at most 64 bits, received {}",
                self.0
            ))
        })
    }
}

/// The number that a tag or a number means. The next block is as the last one.
pub fn number(chain: &Chain, block: BlockNumberOrTag) -> u64 {
    match block {
        BlockNumberOrTag::Number(number) => number,
        BlockNumberOrTag::Earliest => chain.history().first_number(),
        BlockNumberOrTag::Latest
        | BlockNumberOrTag::Pending
        | BlockNumberOrTag::Safe
        | BlockNumberOrTag::Finalized => chain.history().last_number(),
    }
}

/// The number of a block by its id; `None` for an unknown hash.
pub fn number_of(chain: &Chain, block: BlockId) -> Option<u64> {
    match block {
        BlockId::Number(tag) => Some(number(chain, tag)),
        BlockId::Hash(hash) => chain.history().number_of(H256(hash.block_hash.0)),
    }
}

/// The state that a block id means.
///
/// # Errors
/// If there is no such block, or its state is no longer kept.
pub fn at(chain: &Chain, block: Option<BlockId>) -> Result<At, Error> {
    match block.unwrap_or_default() {
        BlockId::Number(BlockNumberOrTag::Pending) => chain.pending(),
        block => {
            let number = number_of(chain, block).ok_or_else(|| {
                Error::rejected("unknown block: expected the hash of a block of this chain")
            })?;
            chain.at(number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_is_read_in_each_of_its_forms() {
        for text in ["\"0x10\"", "\"16\"", "16"] {
            let number: Number = serde_json::from_str(text).unwrap();
            assert_eq!(number.u64().unwrap(), 16, "{text}");
        }
        for text in ["\"0xg\"", "-1", "1.5", "[]", "\"ten\""] {
            let error = serde_json::from_str::<Number>(text).unwrap_err();
            assert!(error.to_string().starts_with("expected a number"), "{text}");
        }
        let large = format!("\"0x1{}\"", "0".repeat(16));
        let number: Number = serde_json::from_str(&large).unwrap();
        assert!(number.u64().is_err());
    }
}
