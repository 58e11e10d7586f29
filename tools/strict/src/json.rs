//! JSON in which each key of an object stands once: of two values, a reader takes another one than the next.

use crate::Objects;
use serde::{
    de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor},
    Deserialize, Deserializer,
};
use serde_json::Value;
use std::{collections::HashSet, fmt};

/// Reads a value.
///
/// # Errors
/// If the text is no JSON, or an object has a key twice.
pub fn parse(text: &str) -> serde_json::Result<Value> {
    read(text)
}

/// Reads what a value holds.
///
/// # Errors
/// If the text is no JSON, an object has a key twice, there is a list in the place of an object, or the value is another one.
pub fn read<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str::<Unique>(text)?;
    let mut json = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Objects(&mut json))?;
    json.end()?;
    Ok(value)
}

/// What has each key of its objects once, and nothing else.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Unique;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Unique, A::Error> {
        while let Some(Unique) = items.next_element()? {}
        Ok(Unique)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Unique, A::Error> {
        let mut keys = HashSet::new();
        while let Some((key, Unique)) = entries.next_entry::<String, _>()? {
            if keys.contains(&key) {
                let twice = format!("expected the key `{key}` once, received it twice");
                return Err(A::Error::custom(twice));
            }
            keys.insert(key);
        }
        Ok(Unique)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_key_stands_once_at_every_depth() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"[{"a":1,"b":2,"a":3}]"#,
            r#"{"x":{"a":null,"a":{}}}"#,
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(
                error.contains("the key `a` once, received it twice"),
                "{error}"
            );
        }
        let text = r#"{"a":[1,-2,1.5,18446744073709551615,"x",true,null],"b":{"a":{}}}"#;
        let expected = json!({ "a": [1, -2, 1.5, u64::MAX, "x", true, null], "b": { "a": {} } });
        assert_eq!(parse(text).unwrap(), expected);
        assert!(parse("{} 1").is_err());
        assert!(read::<u8>("300").is_err());
        assert_eq!(read::<Vec<u8>>("[3]").unwrap(), [3]);
    }
}
