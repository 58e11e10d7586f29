//! The types that a hook's argument may have.

#[cfg(target_arch = "riscv64")]
use crate::calldata::Host;
use crate::calldata::{low, whole, CallData, Kind, Malformed, Place, Slot, WORD};
use core::slice::Iter;
use ink::{prelude::vec::Vec, Address, U256};

/// A type that a hook's argument may have.
pub trait Argument: Sized {
    /// Its name in Solidity.
    const SOL: &'static str;
    /// What its words in the head may hold: one word, but for arrays of fixed length and static
    /// tuples.
    const KINDS: &'static [Kind];

    /// Its value, from its words, checked and taken off the head.
    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self;
}

/// The next word. Heads are as long as their types say, so that there always is one.
fn next(head: &mut Iter<'_, Slot>) -> Slot {
    head.next().copied().unwrap_or([0; WORD as usize])
}

macro_rules! uint_argument {
    ($($ty:ty: $sol:literal),+) => {$(
        impl Argument for $ty {
            const SOL: &'static str = $sol;
            const KINDS: &'static [Kind] = &[Kind::Bits(<$ty>::BITS as u8)];

            fn take<S: CallData>(head: &mut Iter<'_, Slot>, _: &S) -> Self {
                low(&next(head)) as $ty
            }
        }
    )+};
}
uint_argument!(u8: "uint8", u16: "uint16", u32: "uint32", u64: "uint64");

impl Argument for bool {
    const SOL: &'static str = "bool";
    const KINDS: &'static [Kind] = &[Kind::Bits(1)];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, _: &S) -> Self {
        low(&next(head)) == 1
    }
}

impl Argument for U256 {
    const SOL: &'static str = "uint256";
    const KINDS: &'static [Kind] = &[Kind::Whole];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, _: &S) -> Self {
        whole(&next(head))
    }
}

impl Argument for Address {
    const SOL: &'static str = "address";
    const KINDS: &'static [Kind] = &[Kind::Bits(160)];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, _: &S) -> Self {
        address(&next(head))
    }
}

impl Argument for [u8; 32] {
    const SOL: &'static str = "bytes32";
    const KINDS: &'static [Kind] = &[Kind::Whole];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, _: &S) -> Self {
        next(head)
    }
}

/// An array of fixed length, `uint256[N]`.
macro_rules! fixed_array_argument {
    ($($n:literal: $sol:literal),+) => {$(
        impl Argument for [U256; $n] {
            const SOL: &'static str = $sol;
            const KINDS: &'static [Kind] = &[Kind::Whole; $n];

            fn take<S: CallData>(head: &mut Iter<'_, Slot>, _: &S) -> Self {
                core::array::from_fn(|_| whole(&next(head)))
            }
        }
    )+};
}
fixed_array_argument!(2: "uint256[2]", 4: "uint256[4]");

/// The address in a word's lowest bytes.
fn address(word: &Slot) -> Address {
    word.last_chunk()
        .copied()
        .map(Address::from)
        .unwrap_or_default()
}

/// The `bytes` of an argument, left where they are: on chain a place in the host's calldata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bytes {
    #[cfg(target_arch = "riscv64")]
    place: Place,
    #[cfg(not(target_arch = "riscv64"))]
    data: Vec<u8>,
}

impl Argument for Bytes {
    const SOL: &'static str = "bytes";
    const KINDS: &'static [Kind] = &[Kind::Tail(1)];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, _source: &S) -> Self {
        let place = Place::from_slot(&next(head));
        #[cfg(target_arch = "riscv64")]
        return Self { place };
        #[cfg(not(target_arch = "riscv64"))]
        {
            let mut data = ink::prelude::vec![0; place.len as usize];
            _source.copy(&mut data, place.at);
            Self { data }
        }
    }
}

impl Bytes {
    /// Their number.
    pub fn len(&self) -> u32 {
        #[cfg(target_arch = "riscv64")]
        return self.place.len;
        #[cfg(not(target_arch = "riscv64"))]
        return self.data.len() as u32;
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies from `offset` into `out`; what lies past the end reads as zero.
    pub fn copy(&self, out: &mut [u8], offset: u32) {
        let have = self.len().saturating_sub(offset) as usize;
        let n = have.min(out.len());
        let (out, rest) = out.split_at_mut(n);
        rest.fill(0);
        #[cfg(target_arch = "riscv64")]
        Host.copy(out, self.place.at.wrapping_add(offset));
        #[cfg(not(target_arch = "riscv64"))]
        CallData::copy(&self.data.as_slice(), out, offset);
    }

    /// One `uint256`, or `None` when they are not exactly 32 bytes.
    pub fn to_u256(&self) -> Option<U256> {
        self.to_array().map(|word| whole(&word))
    }

    /// Exactly `N` bytes, or `None` when the length differs.
    pub fn to_array<const N: usize>(&self) -> Option<[u8; N]> {
        if self.len() as usize != N {
            return None;
        }
        let mut array = [0; N];
        self.copy(&mut array, 0);
        Some(array)
    }

    /// A copy on the heap, for what cannot be judged in place. Costs as many bytes of memory.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut data = ink::prelude::vec![0; self.len() as usize];
        self.copy(&mut data, 0);
        data
    }

    /// Their keccak-256.
    pub fn keccak256(&self) -> [u8; 32] {
        use ink::env::hash::{CryptoHash, Keccak256};
        let mut hash = [0; 32];
        Keccak256::hash(&self.to_vec(), &mut hash);
        hash
    }
}

#[cfg(not(target_arch = "riscv64"))]
impl From<Vec<u8>> for Bytes {
    fn from(data: Vec<u8>) -> Self {
        Self { data }
    }
}

#[cfg(not(target_arch = "riscv64"))]
impl From<&[u8]> for Bytes {
    fn from(data: &[u8]) -> Self {
        Self {
            data: data.to_vec(),
        }
    }
}

/// A `string` argument: [`Bytes`] that nobody checks to be UTF-8, as in Solidity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(pub Bytes);

impl Argument for Text {
    const SOL: &'static str = "string";
    const KINDS: &'static [Kind] = Bytes::KINDS;

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        Self(Bytes::take(head, source))
    }
}

/// An `address[]` argument, left where it is. Like solc's `calldata` array it checks an element when
/// it is read, not before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    #[cfg(target_arch = "riscv64")]
    place: Place,
    #[cfg(not(target_arch = "riscv64"))]
    words: Vec<Slot>,
}

impl Argument for Addresses {
    const SOL: &'static str = "address[]";
    const KINDS: &'static [Kind] = &[Kind::Tail(WORD as u8)];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, _source: &S) -> Self {
        let place = Place::from_slot(&next(head));
        #[cfg(target_arch = "riscv64")]
        return Self { place };
        #[cfg(not(target_arch = "riscv64"))]
        {
            let mut words = ink::prelude::vec![[0; WORD as usize]; place.len as usize];
            _source.copy(words.as_flattened_mut(), place.at);
            Self { words }
        }
    }
}

impl Addresses {
    /// Their number.
    pub fn len(&self) -> u32 {
        #[cfg(target_arch = "riscv64")]
        return self.place.len;
        #[cfg(not(target_arch = "riscv64"))]
        return self.words.len() as u32;
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at `index`, `None` past the end, `Malformed` when its word is not an address.
    pub fn get(&self, index: u32) -> Option<Result<Address, Malformed>> {
        if index >= self.len() {
            return None;
        }
        #[cfg(target_arch = "riscv64")]
        let word = {
            let mut word = [0; WORD as usize];
            Host.copy(
                &mut word,
                self.place.at.wrapping_add(index.wrapping_mul(WORD)),
            );
            word
        };
        #[cfg(not(target_arch = "riscv64"))]
        let word = self.words[index as usize];
        let clean = word.iter().take(12).all(|byte| *byte == 0);
        Some(clean.then(|| address(&word)).ok_or(Malformed))
    }
}

#[cfg(not(target_arch = "riscv64"))]
impl From<Vec<Address>> for Addresses {
    fn from(addresses: Vec<Address>) -> Self {
        use crate::word::Word;
        Self {
            words: addresses.iter().map(Word::to_word).collect(),
        }
    }
}
