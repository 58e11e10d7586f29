//! JSON in which each key of an object stands once: of two values, a reader takes another one than the next.

use serde::{
    de::{Error, MapAccess, SeqAccess, Visitor},
    Deserialize, Deserializer,
};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Reads a value.
///
/// # Errors
/// If the text is no JSON, or an object has a key twice.
pub fn parse(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str::<Unique>(text).map(|it| it.0)
}

/// Reads what a value holds.
///
/// # Errors
/// If the text is no JSON, an object has a key twice, or the value is another one.
pub fn read<T: for<'de> Deserialize<'de>>(text: &str) -> serde_json::Result<T> {
    serde_json::from_value(parse(text)?)
}

/// A value whose objects have each key once.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Unique)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value);
        number
            .map(Value::Number)
            .ok_or_else(|| E::custom("expected a number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.into()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let Unique(value) = entries.next_value()?;
            if object.contains_key(&key) {
                let twice = format!("expected the key `{key}` once, received it twice");
                return Err(A::Error::custom(twice));
            }
            object.insert(key, value);
        }
        Ok(Value::Object(object))
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
