//! Values of one word.

use crate::{
    calldata::{low, low_128, whole, Kind},
    word_type,
};
use ink::{Address, U256};

/// A value that Solidity encodes in one word.
pub trait Word: Sized {
    /// Its word, big-endian.
    fn to_word(&self) -> [u8; 32];

    /// The value of a word; `None` when the word holds none of this type.
    fn from_word(word: &[u8; 32]) -> Option<Self>;
}

/// A value of one or two words: what a contract keeps beside its code.
pub trait Words: Sized {
    /// How many.
    const COUNT: usize;

    /// Its words; those after [`Self::COUNT`] are zero.
    fn to_words(&self) -> [[u8; 32]; 2];

    /// The value of its words; `None` when one holds none of its type.
    fn from_words(words: &[[u8; 32]; 2]) -> Option<Self>;
}

impl<V: Word> Words for V {
    const COUNT: usize = 1;

    fn to_words(&self) -> [[u8; 32]; 2] {
        [self.to_word(), [0; 32]]
    }

    fn from_words([word, _]: &[[u8; 32]; 2]) -> Option<Self> {
        V::from_word(word)
    }
}

impl<A: Word, B: Word> Words for (A, B) {
    const COUNT: usize = 2;

    fn to_words(&self) -> [[u8; 32]; 2] {
        [self.0.to_word(), self.1.to_word()]
    }

    fn from_words([first, second]: &[[u8; 32]; 2]) -> Option<Self> {
        Some((A::from_word(first)?, B::from_word(second)?))
    }
}

/// Writes a number into the lowest bytes of a word.
fn put_low<const N: usize>(word: &mut [u8; 32], bytes: [u8; N]) {
    if let Some(low) = word.last_chunk_mut() {
        *low = bytes;
    }
}

/// A number's word. Evaluated while compiling.
pub const fn of_u64(number: u64) -> [u8; 32] {
    let (mut word, bytes) = ([0; 32], number.to_be_bytes());
    let mut i = 0;
    while i < bytes.len() {
        word[24 + i] = bytes[i];
        i += 1;
    }
    word
}

macro_rules! uint_word {
    ($($ty:ty, $low:ident, $wide:ty);+) => {$(
        impl Word for $ty {

            fn to_word(&self) -> [u8; 32] {
                let mut word = [0; 32];
                put_low(&mut word, <$wide>::from(*self).to_be_bytes());
                word
            }

            fn from_word(word: &[u8; 32]) -> Option<Self> {
                Kind::Bits(<$ty>::BITS as u8).accepts(word).then(|| $low(word) as $ty)
            }
        }

        word_type!(@impl [] $ty, Kind::Bits(<$ty>::BITS as u8), |word| $low(word) as $ty);
    )+};
}
uint_word!(
    u8, low, u64;
    u16, low, u64;
    u32, low, u64;
    u64, low, u64;
    u128, low_128, u128
);

macro_rules! int_word {
    ($($ty:ty, $low:ident, $wide:ty);+) => {$(
        impl Word for $ty {

            fn to_word(&self) -> [u8; 32] {
                let mut word = [if *self < 0 { u8::MAX } else { 0 }; 32];
                put_low(&mut word, <$wide>::from(*self).to_be_bytes());
                word
            }

            fn from_word(word: &[u8; 32]) -> Option<Self> {
                Kind::Signed(<$ty>::BITS as u8).accepts(word).then(|| $low(word) as $ty)
            }
        }

        word_type!(@impl [] $ty, Kind::Signed(<$ty>::BITS as u8), |word| $low(word) as $ty);
    )+};
}
int_word!(
    i8, low, i64;
    i16, low, i64;
    i32, low, i64;
    i64, low, i64;
    i128, low_128, i128
);

impl Word for bool {
    fn to_word(&self) -> [u8; 32] {
        u8::from(*self).to_word()
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Kind::Bits(1).accepts(word).then(|| low(word) == 1)
    }
}

word_type!(@impl [] bool, Kind::Bits(1), |word| low(word) == 1);

impl Word for U256 {
    fn to_word(&self) -> [u8; 32] {
        self.to_big_endian()
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Some(whole(word))
    }
}

word_type!(@impl [] U256, Kind::Whole, |word| whole(word));

/// The address in a word's lowest bytes.
fn address(word: &[u8; 32]) -> Address {
    word.last_chunk()
        .copied()
        .map(Address::from)
        .unwrap_or_default()
}

impl Word for Address {
    #[inline]
    fn to_word(&self) -> [u8; 32] {
        // In parts of eight bytes: those of a word that is put together bytewise are moved twice.
        let [a, b, c, d, rest @ ..] = self.0;
        let high = u64::from_be_bytes([0, 0, 0, 0, a, b, c, d]).to_be();
        let (parts, _) = rest.as_chunks::<8>();
        let low = [parts[0], parts[1]].map(u64::from_ne_bytes);
        let mut word = [0; 32];
        let (chunks, _) = word.as_chunks_mut::<8>();
        for (chunk, part) in chunks.iter_mut().zip([0, high, low[0], low[1]]) {
            *chunk = part.to_ne_bytes();
        }
        word
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Kind::Bits(160).accepts(word).then(|| address(word))
    }
}

word_type!(@impl [] Address, Kind::Bits(160), |word| address(word));

/// The first bytes of a word.
fn first<const N: usize>(word: &[u8; 32]) -> [u8; N] {
    word.first_chunk().copied().unwrap_or([0; N])
}

/// The kind of `bytesN`'s word. Evaluated while compiling.
const fn high(bytes: usize) -> Kind {
    assert!(bytes > 0 && bytes <= 32, "Solidity has bytes1 to bytes32");
    if bytes == 32 {
        Kind::Whole
    } else {
        Kind::High(bytes as u8)
    }
}

/// `bytesN`, left-aligned.
impl<const N: usize> Word for [u8; N] {
    fn to_word(&self) -> [u8; 32] {
        let mut word = [0; 32];
        if let Some(high) = word.first_chunk_mut() {
            *high = *self;
        }
        word
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        const { high(N) }.accepts(word).then(|| first(word))
    }
}

word_type!(@impl [const N: usize] [u8; N], high(N), |word| first(word));
