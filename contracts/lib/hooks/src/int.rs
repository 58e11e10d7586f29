//! Integers that Rust has no type of: `int256`, and widths between those of Rust's.

use crate::{
    calldata::{low, low_128, whole, Kind, Slot},
    word::Word,
    word_type,
};
use core::{cmp::Ordering, fmt};
use ink::U256;

/// Solidity's `int256`: -2^255 to 2^255 - 1, in two's complement.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct I256(U256);

impl I256 {
    /// 0.
    pub const ZERO: Self = Self(U256::zero());
    /// -2^255.
    pub const MIN: Self = Self(U256([0, 0, 0, 1 << 63]));
    /// 2^255 - 1.
    pub const MAX: Self = Self(U256([u64::MAX, u64::MAX, u64::MAX, u64::MAX >> 1]));

    /// The number of these bits in two's complement.
    pub const fn from_bits(bits: U256) -> Self {
        Self(bits)
    }

    /// Its bits in two's complement.
    pub const fn to_bits(self) -> U256 {
        self.0
    }

    /// Whether it is below 0.
    pub fn is_negative(self) -> bool {
        self.0.bit(255)
    }

    /// Its distance to 0.
    pub fn unsigned_abs(self) -> U256 {
        if self.is_negative() {
            self.0.overflowing_neg().0
        } else {
            self.0
        }
    }

    /// The negative number; `None` of [`MIN`](Self::MIN).
    pub fn checked_neg(self) -> Option<Self> {
        Self::ZERO.checked_sub(self)
    }

    /// The sum, if it is in range.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let sum = Self(self.0.overflowing_add(other.0).0);
        let overflows =
            self.is_negative() == other.is_negative() && sum.is_negative() != self.is_negative();
        (!overflows).then_some(sum)
    }

    /// The difference, if it is in range.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let difference = Self(self.0.overflowing_sub(other.0).0);
        let overflows = self.is_negative() != other.is_negative()
            && difference.is_negative() != self.is_negative();
        (!overflows).then_some(difference)
    }

    /// It as an `i128`, if it is in that range.
    pub fn to_i128(self) -> Option<i128> {
        let word = self.to_word();
        Kind::Signed(128)
            .accepts(&word)
            .then(|| low_128(&word) as i128)
    }
}

impl Ord for I256 {
    fn cmp(&self, other: &Self) -> Ordering {
        // Without its sign bit a number is above another of the same sign, whatever that is.
        other
            .is_negative()
            .cmp(&self.is_negative())
            .then(self.0.cmp(&other.0))
    }
}

impl PartialOrd for I256 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In decimal.
impl fmt::Display for I256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative() {
            f.write_str("-")?;
        }
        fmt::Display::fmt(&self.unsigned_abs(), f)
    }
}

/// In decimal.
impl fmt::Debug for I256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! i256_from {
    ($($ty:ty),+) => {$(
        impl From<$ty> for I256 {
            fn from(value: $ty) -> Self {
                Self(whole(&value.to_word()))
            }
        }
    )+};
}
i256_from!(i8, i16, i32, i64, i128);

impl Word for I256 {
    fn to_word(&self) -> [u8; 32] {
        self.0.to_word()
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Some(Self(whole(word)))
    }
}

word_type!(@impl [] I256, Kind::Whole, |word| I256::from_bits(whole(word)));

mod sealed {
    pub trait Sealed {}
}

/// A Rust integer that can hold a narrower one of Solidity's.
pub trait Holder: Word + Copy + sealed::Sealed {
    /// Its own bits.
    const BITS: u16;
    /// Whether it has a sign.
    const SIGNED: bool;

    /// The number in a word's lowest bits.
    fn from_low(word: &Slot) -> Self;
}

macro_rules! holders {
    ($($ty:ty: $bits:literal, $signed:literal, |$word:ident| $low:expr;)+) => {$(
        impl sealed::Sealed for $ty {}

        impl Holder for $ty {
            const BITS: u16 = $bits;
            const SIGNED: bool = $signed;

            fn from_low($word: &Slot) -> Self {
                $low
            }
        }
    )+};
}
holders! {
    u8: 8, false, |word| low(word) as u8;
    u16: 16, false, |word| low(word) as u16;
    u32: 32, false, |word| low(word) as u32;
    u64: 64, false, |word| low(word);
    u128: 128, false, |word| low_128(word);
    U256: 256, false, |word| whole(word);
    i8: 8, true, |word| low(word) as i8;
    i16: 16, true, |word| low(word) as i16;
    i32: 32, true, |word| low(word) as i32;
    i64: 64, true, |word| low(word) as i64;
    i128: 128, true, |word| low_128(word) as i128;
    I256: 256, true, |word| I256(whole(word));
}

/// An integer of a width between those of Rust's, held by the next wider type: `Narrow<u32, 24>` is
/// `uint24`, `Narrow<i64, 40>` is `int40`, `Narrow<U256, 200>` is `uint200`. Always in range.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Narrow<T, const BITS: u16>(T);

impl<T: Holder, const BITS: u16> Narrow<T, BITS> {
    /// What its word may hold.
    const KIND: Kind = {
        assert!(
            BITS >= 8 && BITS <= T::BITS && BITS.is_multiple_of(8),
            "a multiple of 8 bits, no more than the type that holds them has"
        );
        match (BITS, T::SIGNED) {
            (256, _) => Kind::Whole,
            (bits, false) => Kind::Bits(bits as u8),
            (bits, true) => Kind::Signed(bits as u8),
        }
    };

    /// The value, if it has no more than `BITS` bits, the sign included.
    pub fn new(value: T) -> Option<Self> {
        Self::from_word(&value.to_word())
    }

    /// The value.
    pub fn get(self) -> T {
        self.0
    }
}

impl<T: fmt::Display, const BITS: u16> fmt::Display for Narrow<T, BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: fmt::Debug, const BITS: u16> fmt::Debug for Narrow<T, BITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Holder, const BITS: u16> Word for Narrow<T, BITS> {
    fn to_word(&self) -> [u8; 32] {
        self.0.to_word()
    }

    fn from_word(word: &[u8; 32]) -> Option<Self> {
        Self::KIND.accepts(word).then(|| Self(T::from_low(word)))
    }
}

word_type!(@impl [T: Holder, const BITS: u16] Narrow<T, BITS>, Self::KIND, |word| Self(T::from_low(word)));
