//! Reading JSON that may be anything, with the place named where it is not what it should be.

use blueprint_rules::math::U256;
use serde_json::Value;

use super::Reason;

/// Items of any list of a vector: more are a mistake, and would only burn time.
pub(super) const MAX_ITEMS: usize = 10_000;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    value: &'a Value,
    at: String,
}

impl<'a> Node<'a> {
    /// The whole of a vector.
    pub fn root(value: &'a Value) -> Self {
        Self {
            value,
            at: String::new(),
        }
    }

    /// The value itself.
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// That the value is not what the format has here.
    pub fn malformed(&self, expected: &str) -> Reason {
        let at = if self.at.is_empty() {
            "the vector".into()
        } else {
            self.at.clone()
        };
        Reason::Malformed {
            at,
            expected: expected.into(),
            received: shortened(self.value),
        }
    }

    fn child(&self, value: &'a Value, name: &str) -> Self {
        let at = match (self.at.as_str(), name.starts_with('[')) {
            ("", _) => name.to_owned(),
            (above, true) => format!("{above}{name}"),
            (above, false) => format!("{above}.{name}"),
        };
        Self { value, at }
    }

    /// The value of a key, if the key is there and not null.
    pub fn optional(&self, key: &str) -> Result<Option<Self>, Reason> {
        let object = self
            .value
            .as_object()
            .ok_or_else(|| self.malformed("an object"))?;
        let value = object.get(key).filter(|value| !value.is_null());
        Ok(value.map(|value| self.child(value, key)))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Result<Self, Reason> {
        let object = self
            .value
            .as_object()
            .ok_or_else(|| self.malformed("an object"))?;
        match object.get(key) {
            Some(value) => Ok(self.child(value, key)),
            None => Err(Reason::Malformed {
                at: self.child(self.value, key).at,
                expected: "a value".into(),
                received: "nothing".into(),
            }),
        }
    }

    /// The keys and values of an object.
    pub fn entries(&self) -> Result<Vec<(&'a str, Self)>, Reason> {
        let object = self
            .value
            .as_object()
            .ok_or_else(|| self.malformed("an object"))?;
        if object.len() > MAX_ITEMS {
            return Err(self.malformed("at most 10000 keys"));
        }
        Ok(object
            .iter()
            .map(|(key, value)| (key.as_str(), self.child(value, key)))
            .collect())
    }

    /// The items of an array.
    pub fn items(&self) -> Result<Vec<Self>, Reason> {
        let array = self
            .value
            .as_array()
            .ok_or_else(|| self.malformed("an array"))?;
        if array.len() > MAX_ITEMS {
            return Err(self.malformed("at most 10000 items"));
        }
        let item = |(index, value)| self.child(value, &format!("[{index}]"));
        Ok(array.iter().enumerate().map(item).collect())
    }

    /// An array of exactly `N` items.
    pub fn tuple<const N: usize>(&self) -> Result<[Self; N], Reason> {
        self.items()?
            .try_into()
            .map_err(|_| self.malformed(&format!("an array of {N} items")))
    }

    /// Every item of an array read in the same way.
    pub fn each<T>(&self, read: impl Fn(&Self) -> Result<T, Reason>) -> Result<Vec<T>, Reason> {
        self.items()?.iter().map(read).collect()
    }

    /// A string.
    pub fn text(&self) -> Result<&'a str, Reason> {
        self.value
            .as_str()
            .ok_or_else(|| self.malformed("a string"))
    }

    /// A boolean.
    pub fn flag(&self) -> Result<bool, Reason> {
        self.value
            .as_bool()
            .ok_or_else(|| self.malformed("true or false"))
    }

    /// An integer of at most 256 bits, as a decimal string.
    pub fn amount(&self) -> Result<U256, Reason> {
        let fault = || self.malformed("a decimal string of at most 256 bits");
        let digits = self.value.as_str().ok_or_else(fault)?;
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fault());
        }
        U256::from_dec_str(digits).map_err(|_| fault())
    }

    /// An integer of a smaller type, as a decimal string.
    pub fn integer<T: TryFrom<U256>>(&self) -> Result<T, Reason> {
        let fault = || {
            let bits = std::mem::size_of::<T>() * 8;
            self.malformed(&format!("a decimal string of at most {bits} bits"))
        };
        T::try_from(self.amount().map_err(|_| fault())?).map_err(|_| fault())
    }

    /// Bytes, as a hexadecimal string after `0x`.
    pub fn bytes(&self) -> Result<Vec<u8>, Reason> {
        let fault = || self.malformed("a hexadecimal string after 0x");
        let digits = self.text()?.strip_prefix("0x").ok_or_else(fault)?;
        hex::decode(digits).map_err(|_| fault())
    }
}

/// A value as text, cut where it would fill the screen.
pub(super) fn shortened(value: &Value) -> String {
    const MOST: usize = 160;
    let text = value.to_string();
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST).chain("…".chars()).collect()
}
