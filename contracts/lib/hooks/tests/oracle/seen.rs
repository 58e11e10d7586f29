//! Values of the library as values of the reference.

use super::reference::Value;
use blueprint_hooks::{
    argument::Element,
    ink::{Address, U256},
    int::Holder,
    Array, Bytes, Fixed, List, Narrow, Text, Word, I256,
};

/// A value of the library as one of the reference.
pub trait Seen {
    /// All of it, read.
    fn seen(&self) -> Value;
}

macro_rules! seen_word {
    ($($ty:ty),+) => {$(
        impl Seen for $ty {
            fn seen(&self) -> Value {
                Value::Word(self.to_word())
            }
        }
    )+};
}
seen_word!(u8, u16, u32, u64, u128, U256, i8, i16, i32, i64, i128, I256, bool, Address);

impl<const N: usize> Seen for [u8; N] {
    fn seen(&self) -> Value {
        Value::Word(self.to_word())
    }
}

impl<T: Holder, const BITS: u16> Seen for Narrow<T, BITS> {
    fn seen(&self) -> Value {
        assert!(Self::new(self.get()).is_some(), "in range");
        Value::Word(self.to_word())
    }
}

impl<const N: usize> Seen for [U256; N] {
    fn seen(&self) -> Value {
        Value::Several(self.iter().map(|word| Some(word.seen())).collect())
    }
}

impl Seen for Bytes {
    fn seen(&self) -> Value {
        let bytes = self.to_vec();
        assert_eq!(bytes.len(), self.len() as usize);
        Value::Bytes(bytes)
    }
}

impl Seen for Text {
    fn seen(&self) -> Value {
        self.0.seen()
    }
}

impl<T: Element + Seen> Seen for List<T> {
    fn seen(&self) -> Value {
        assert!(self.get(self.len()).is_none());
        let elements = (0..self.len()).map(|i| self.get(i).expect("an index below the length"));
        let elements: Vec<_> = elements
            .map(|element| element.ok().map(|value| value.seen()))
            .collect();
        assert_eq!(elements.len(), self.iter().count());
        Value::Several(elements)
    }
}

impl<T: Element + Seen, const N: usize> Seen for Array<T, N> {
    fn seen(&self) -> Value {
        assert!(self.get(self.len()).is_none());
        let elements = self.iter();
        Value::Several(
            elements
                .map(|element| element.ok().map(|value| value.seen()))
                .collect(),
        )
    }
}

impl<T: Seen> Seen for Vec<T> {
    fn seen(&self) -> Value {
        Value::Several(self.iter().map(|value| Some(value.seen())).collect())
    }
}

impl<T: Seen, const N: usize> Seen for Fixed<T, N> {
    fn seen(&self) -> Value {
        Value::Several(self.0.iter().map(|value| Some(value.seen())).collect())
    }
}
