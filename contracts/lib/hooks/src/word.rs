//! Values of one word: what errors, events and answers are made of.

use ink::{Address, U256};

/// A value that Solidity encodes in one word.
pub trait Word: Sized {
    /// Its type's name in Solidity.
    const SOL: &'static str;

    /// Its word, big-endian.
    fn to_word(&self) -> [u8; 32];

    /// The value of a word; `None` when the word holds none of this type.
    fn from_word(word: &[u8; 32]) -> Option<Self>;
}

macro_rules! uint_word {
    ($($ty:ty: $sol:literal),+) => {$(
        impl Word for $ty {
            const SOL: &'static str = $sol;

            fn to_word(&self) -> [u8; 32] {
                let mut word = [0; 32];
                word[24..].copy_from_slice(&u64::from(*self).to_be_bytes());
                word
            }

            fn from_word(word: &[u8; 32]) -> Option<Self> {
                let value = U256::from_big_endian(word);
                (value <= U256::from(<$ty>::MAX)).then(|| value.low_u64() as $ty)
            }
        }
    )+};
}
uint_word!(u8: "uint8", u16: "uint16", u32: "uint32", u64: "uint64");

impl Word for bool {
    const SOL: &'static str = "bool";

    fn to_word(&self) -> [u8; 32] {
        u8::from(*self).to_word()
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        u8::from_word(word)
            .filter(|value| *value <= 1)
            .map(|value| value == 1)
    }
}

impl Word for U256 {
    const SOL: &'static str = "uint256";

    fn to_word(&self) -> [u8; 32] {
        self.to_big_endian()
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Some(U256::from_big_endian(word))
    }
}

impl Word for Address {
    const SOL: &'static str = "address";

    fn to_word(&self) -> [u8; 32] {
        let mut word = [0; 32];
        word[12..].copy_from_slice(self.as_bytes());
        word
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        let (zeros, address) = word.split_at(12);
        zeros
            .iter()
            .all(|byte| *byte == 0)
            .then(|| Address::from_slice(address))
    }
}

impl Word for [u8; 32] {
    const SOL: &'static str = "bytes32";

    fn to_word(&self) -> [u8; 32] {
        *self
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Some(*word)
    }
}
