//! Writes outputs in the format of the vectors.

use blueprint_rules::math::U256;
use serde_json::{Map, Value};

/// A value of an output.
pub(super) trait Show {
    /// As JSON: integers as decimal strings.
    fn show(self) -> Value;
}

macro_rules! show_as_decimal {
    ($($integer:ty),*) => {$(
        impl Show for $integer {
            fn show(self) -> Value {
                Value::String(self.to_string())
            }
        }
    )*};
}

show_as_decimal!(U256, u128, u64, u32, usize);

impl Show for bool {
    fn show(self) -> Value {
        Value::Bool(self)
    }
}

impl Show for &str {
    fn show(self) -> Value {
        Value::String(self.into())
    }
}

impl Show for Value {
    fn show(self) -> Value {
        self
    }
}

impl<T: Show> Show for Vec<T> {
    fn show(self) -> Value {
        Value::Array(self.into_iter().map(T::show).collect())
    }
}

impl Show for Map<String, Value> {
    fn show(self) -> Value {
        Value::Object(self)
    }
}

/// An output: keys and their values.
macro_rules! answer {
    ($($key:literal: $value:expr),* $(,)?) => {{
        let mut object = serde_json::Map::new();
        $(object.insert($key.into(), $crate::vectors::output::Show::show($value));)*
        serde_json::Value::Object(object)
    }};
}
pub(super) use answer;

/// `{"reverts": true}`, as it stands for one step within an output.
pub(super) fn reverts() -> Value {
    answer! { "reverts": true }
}
