//! Values of one word.

use crate::{
    calldata::{low, low_128, whole, Kind},
    word_type,
};
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

/// Writes a number into the lowest bytes of a word.
fn put_low<const N: usize>(word: &mut [u8; 32], bytes: [u8; N]) {
    if let Some(low) = word.last_chunk_mut() {
        *low = bytes;
    }
}

macro_rules! uint_word {
    ($($ty:ty: $sol:literal, $low:ident, $wide:ty);+) => {$(
        impl Word for $ty {
            const SOL: &'static str = $sol;

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
    u8: "uint8", low, u64;
    u16: "uint16", low, u64;
    u32: "uint32", low, u64;
    u64: "uint64", low, u64;
    u128: "uint128", low_128, u128
);

macro_rules! int_word {
    ($($ty:ty: $sol:literal, $low:ident, $wide:ty);+) => {$(
        impl Word for $ty {
            const SOL: &'static str = $sol;

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
    i8: "int8", low, i64;
    i16: "int16", low, i64;
    i32: "int32", low, i64;
    i64: "int64", low, i64;
    i128: "int128", low_128, i128
);

impl Word for bool {
    const SOL: &'static str = "bool";

    fn to_word(&self) -> [u8; 32] {
        u8::from(*self).to_word()
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Kind::Bits(1).accepts(word).then(|| low(word) == 1)
    }
}

word_type!(@impl [] bool, Kind::Bits(1), |word| low(word) == 1);

impl Word for U256 {
    const SOL: &'static str = "uint256";

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
    const SOL: &'static str = "address";

    fn to_word(&self) -> [u8; 32] {
        let mut word = [0; 32];
        put_low(&mut word, self.0);
        word
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Kind::Bits(160).accepts(word).then(|| address(word))
    }
}

word_type!(@impl [] Address, Kind::Bits(160), |word| address(word), "address[]");

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
    const SOL: &'static str = bytes_name(N);

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

/// Evaluated while compiling.
const fn bytes_name(bytes: usize) -> &'static str {
    match bytes {
        1 => "bytes1",
        2 => "bytes2",
        3 => "bytes3",
        4 => "bytes4",
        5 => "bytes5",
        6 => "bytes6",
        7 => "bytes7",
        8 => "bytes8",
        9 => "bytes9",
        10 => "bytes10",
        11 => "bytes11",
        12 => "bytes12",
        13 => "bytes13",
        14 => "bytes14",
        15 => "bytes15",
        16 => "bytes16",
        17 => "bytes17",
        18 => "bytes18",
        19 => "bytes19",
        20 => "bytes20",
        21 => "bytes21",
        22 => "bytes22",
        23 => "bytes23",
        24 => "bytes24",
        25 => "bytes25",
        26 => "bytes26",
        27 => "bytes27",
        28 => "bytes28",
        29 => "bytes29",
        30 => "bytes30",
        31 => "bytes31",
        32 => "bytes32",
        _ => panic!("Solidity has bytes1 to bytes32"),
    }
}
