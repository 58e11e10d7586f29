//! EIP-712: the hash that is signed of typed data.
//!
//! alloy has it behind a feature of `alloy-sol-types`, with which every crate of the chain would be compiled once more.
//! Words are encoded by `alloy-dyn-abi`.

use crate::error::Error;
use alloy_dyn_abi::DynSolType;
use blueprint_strict::Objects;
use pallet_revive::keccak_256;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The struct of a domain.
const DOMAIN: &str = "EIP712Domain";
/// Its members, in the order of the standard.
const DOMAIN_MEMBERS: [(&str, &str); 5] = [
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
    ("salt", "bytes32"),
];
/// The most structs and arrays within one another.
const MAX_DEPTH: usize = 64;

/// What wallets are given: types by name, the type of the message, the domain, and the message.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypedData {
    types: BTreeMap<String, Vec<Member>>,
    primary_type: String,
    domain: Map<String, Value>,
    message: Map<String, Value>,
}

/// A member of a struct.
#[derive(Clone, Debug, Deserialize)]
struct Member {
    name: String,
    #[serde(rename = "type")]
    ty: String,
}

impl TypedData {
    /// Reads typed data: an object, or its text.
    ///
    /// # Errors
    /// If a member is missing or of another type.
    pub fn read(data: Value) -> Result<Self, Error> {
        let expected = |error: serde_json::Error| {
            Error::invalid(format!(
                "expected typed data with types, primaryType, domain and message, received {error}"
            ))
        };
        let mut data: Self = match data {
            Value::String(text) => blueprint_strict::json::read(&text),
            other => Self::deserialize(Objects(other)),
        }
        .map_err(expected)?;
        if !data.types.contains_key(DOMAIN) {
            let members = DOMAIN_MEMBERS.into_iter();
            let members = members.filter(|(name, _)| data.domain.contains_key(*name));
            let members = members.map(|(name, ty)| Member {
                name: name.to_owned(),
                ty: ty.to_owned(),
            });
            data.types.insert(DOMAIN.to_owned(), members.collect());
        }
        Ok(data)
    }

    /// The hash that is signed.
    ///
    /// # Errors
    /// If a type is not known, or a value is not of its type.
    pub fn hash(&self) -> Result<[u8; 32], Error> {
        let domain = self.hash_struct(DOMAIN, &self.domain, "domain", 0)?;
        let mut text = [&[0x19, 0x01][..], &domain].concat();
        if self.primary_type != DOMAIN {
            text.extend(self.hash_struct(&self.primary_type, &self.message, "message", 0)?);
        }
        Ok(keccak_256(&text))
    }

    fn members(&self, name: &str) -> Result<&[Member], Error> {
        let members = self.types.get(name).map(Vec::as_slice);
        members.ok_or_else(|| {
            let known: Vec<_> = self.types.keys().map(String::as_str).collect();
            Error::invalid(format!(
                "expected a type of Solidity or one of {}, received {name:?}",
                known.join(", ")
            ))
        })
    }

    fn hash_struct(
        &self,
        name: &str,
        values: &Map<String, Value>,
        path: &str,
        depth: usize,
    ) -> Result<[u8; 32], Error> {
        let mut encoded = keccak_256(self.encode_type(name)?.as_bytes()).to_vec();
        for member in self.members(name)? {
            let path = format!("{path}.{}", member.name);
            let value = values.get(&member.name).unwrap_or(&Value::Null);
            encoded.extend(self.word(&member.ty, value, &path, depth)?);
        }
        Ok(keccak_256(&encoded))
    }

    /// `Mail(Person from,string contents)Person(string name)`: the struct, then those that it has, by name.
    fn encode_type(&self, name: &str) -> Result<String, Error> {
        let mut known = BTreeSet::new();
        let mut pending = vec![name];
        while let Some(name) = pending.pop() {
            for member in self.members(name)? {
                let base = member.ty.split('[').next().unwrap_or_default();
                if self.types.contains_key(base) && known.insert(base) {
                    pending.push(base);
                }
            }
        }
        known.remove(name);
        let all = [name].into_iter().chain(known);
        all.map(|name| {
            let members = self.members(name)?.iter();
            let members: Vec<_> = members.map(|it| format!("{} {}", it.ty, it.name)).collect();
            Ok(format!("{name}({})", members.join(",")))
        })
        .collect()
    }

    /// The word of a value.
    fn word(&self, ty: &str, value: &Value, path: &str, depth: usize) -> Result<[u8; 32], Error> {
        let wrong = |expected: &str| {
            let received = match value {
                Value::Null => "none".to_owned(),
                other => other.to_string(),
            };
            Error::invalid(format!(
                "expected {expected} in {path}, received {received}"
            ))
        };
        let inner = depth.saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(wrong("fewer structs within one another"));
        }
        if let Some((item, size)) = ty.strip_suffix(']').and_then(|it| it.rsplit_once('[')) {
            let items = value
                .as_array()
                .filter(|items| size.is_empty() || size.parse() == Ok(items.len()));
            let items = items.ok_or_else(|| wrong(&format!("an array, {ty},")))?;
            let words = items
                .iter()
                .enumerate()
                .map(|(index, value)| self.word(item, value, &format!("{path}[{index}]"), inner));
            let words: Vec<_> = words.collect::<Result<_, _>>()?;
            return Ok(keccak_256(&words.concat()));
        }
        if self.types.contains_key(ty) {
            return match value {
                // A struct that ends a chain of structs.
                Value::Null => Ok([0; 32]),
                Value::Object(values) => self.hash_struct(ty, values, path, inner),
                _ => Err(wrong(&format!("an object, {ty},"))),
            };
        }
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return Err(wrong(ty)),
        };
        if ty == "string" {
            return Ok(keccak_256(text.as_bytes()));
        }
        let parsed = DynSolType::parse(ty)
            .map_err(|_| self.members(ty).err().unwrap_or_else(|| wrong(ty)))?;
        let value = parsed.coerce_str(&text).map_err(|_| wrong(ty))?;
        if let Some(bytes) = value.as_bytes() {
            return Ok(keccak_256(bytes));
        }
        let word = value.as_word();
        word.map(|it| it.0).ok_or_else(|| wrong(ty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The example of the standard.
    fn mail() -> Value {
        json!({
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"},
                    {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"},
                    {"name": "verifyingContract", "type": "address"},
                ],
                "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
                "Mail": [
                    {"name": "from", "type": "Person"},
                    {"name": "to", "type": "Person"},
                    {"name": "contents", "type": "string"},
                ],
            },
            "primaryType": "Mail",
            "domain": {
                "name": "Ether Mail",
                "version": "1",
                "chainId": 1,
                "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
            },
            "message": {
                "from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
                "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
                "contents": "Hello, Bob!",
            },
        })
    }

    fn hash(data: Value) -> Result<String, Error> {
        TypedData::read(data)?.hash().map(hex::encode)
    }

    #[test]
    fn hash_is_that_of_the_standards_example() {
        let expected = "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2";
        assert_eq!(hash(mail()).unwrap(), expected);
        assert_eq!(hash(mail().to_string().into()).unwrap(), expected);
        // A domain's type can be left out.
        let mut short = mail();
        short["types"].as_object_mut().unwrap().remove(DOMAIN);
        assert_eq!(hash(short).unwrap(), expected);
    }

    #[test]
    fn data_that_makes_no_sense_says_where() {
        for (place, value, expected) in [
            (
                "/primaryType",
                json!("Post"),
                "one of EIP712Domain, Mail, Person, received \"Post\"",
            ),
            (
                "/message/to/wallet",
                json!("0x01"),
                "expected address in message.to.wallet, received \"0x01\"",
            ),
            (
                "/message/contents",
                Value::Null,
                "expected string in message.contents, received none",
            ),
            (
                "/message/from",
                json!("Cow"),
                "expected an object, Person, in message.from",
            ),
            (
                "/domain/chainId",
                json!("one"),
                "expected uint256 in domain.chainId",
            ),
            ("/types/Mail/2/type", json!("Text"), "received \"Text\""),
            (
                "/types/Mail/2/type",
                json!("string[]"),
                "expected an array, string[], in message.contents",
            ),
            ("/message", json!([]), "expected typed data with types"),
        ] {
            let mut data = mail();
            *data.pointer_mut(place).unwrap() = value;
            let error = hash(data).unwrap_err().message;
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn chain_of_structs_ends() {
        let mut data = mail();
        data["types"]["Person"] =
            json!([{"name": "parent", "type": "Person"}, {"name": "ages", "type": "uint8[2]"}]);
        let mut person = json!({"parent": null, "ages": [1, 2]});
        for _ in 0..8 {
            person = json!({"parent": person, "ages": ["0x3", 4]});
        }
        data["message"]["from"] = person.clone();
        data["message"]["to"] = person.clone();
        hash(data.clone()).unwrap();
        for _ in 0..MAX_DEPTH {
            person = json!({"parent": person, "ages": [5, 6]});
        }
        data["message"]["from"] = person;
        let error = hash(data).unwrap_err().message;
        assert!(
            error.contains("fewer structs within one another"),
            "{error}"
        );
    }
}
