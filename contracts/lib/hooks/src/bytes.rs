//! `bytes` and `string`.

use crate::{
    argument::{next, Argument, Element, ToValue},
    calldata::{whole, CallData, Host, Kind, Malformed, Place, Slot, WORD},
    decode_return::{self, Decode},
    encode::{self, Encode},
    frame::Frame,
};
use core::{fmt, ops::Deref, slice::Iter};
use ink::{
    env::hash::{CryptoHash, Keccak256},
    prelude::{string::String, vec::Vec},
    U256,
};

/// Solidity's `bytes`: an argument, left where it lies in the host's calldata, or bytes that the
/// contract made. At most 2^32 - 1.
#[derive(Clone)]
pub struct Bytes(Held);

#[derive(Clone)]
enum Held {
    /// In calldata. Nothing comes from there off chain, where arguments are copied.
    #[cfg(target_arch = "riscv64")]
    Place(Place),
    Owned(Vec<u8>),
}

impl Bytes {
    /// All of calldata, of this length.
    #[cfg(target_arch = "riscv64")]
    pub(crate) fn calldata(len: u32) -> Self {
        Self(Held::Place(Place { at: 0, len }))
    }

    /// All of calldata, of this length.
    #[cfg(not(target_arch = "riscv64"))]
    pub(crate) fn calldata(len: u32) -> Self {
        Self::at(Place { at: 0, len }, |out, at| Host.copy(out, at))
    }

    /// The bytes at a place in calldata.
    #[cfg(target_arch = "riscv64")]
    fn at(place: Place, _copy: impl Fn(&mut [u8], u32)) -> Self {
        Self(Held::Place(place))
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn at(place: Place, copy: impl Fn(&mut [u8], u32)) -> Self {
        let mut data = ink::prelude::vec![0; place.len as usize];
        copy(&mut data, place.at);
        Self(Held::Owned(data))
    }

    /// The number of bytes.
    pub fn len(&self) -> u32 {
        match &self.0 {
            #[cfg(target_arch = "riscv64")]
            Held::Place(place) => place.len,
            Held::Owned(data) => data.len() as u32,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Copies from `offset` into all of `out`; what lies past the end reads as zero.
    pub fn copy(&self, out: &mut [u8], offset: u32) {
        match &self.0 {
            #[cfg(target_arch = "riscv64")]
            Held::Place(place) => {
                // Behind its end other values lie in calldata.
                let have = place.len.saturating_sub(offset) as usize;
                let (out, rest) = out.split_at_mut(have.min(out.len()));
                rest.fill(0);
                Host.copy(out, place.at.wrapping_add(offset));
            }
            Held::Owned(data) => CallData::copy(&data.as_slice(), out, offset),
        }
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

    /// Their keccak-256. The host hashes memory only: an argument is copied to the heap first.
    pub fn keccak256(&self) -> [u8; 32] {
        let mut hash = [0; 32];
        match &self.0 {
            #[cfg(target_arch = "riscv64")]
            Held::Place(_) => Keccak256::hash(&self.to_vec(), &mut hash),
            Held::Owned(data) => Keccak256::hash(data, &mut hash),
        }
        hash
    }

    /// Appends them, without padding.
    fn append_to(&self, out: &mut Vec<u8>) {
        let from = out.len();
        out.resize(from.saturating_add(self.len() as usize), 0);
        if let Some(out) = out.get_mut(from..) {
            self.copy(out, 0);
        }
    }
}

/// Compares contents, wherever they lie.
impl PartialEq for Bytes {
    #[cfg(target_arch = "riscv64")]
    fn eq(&self, other: &Self) -> bool {
        let len = self.len();
        if len != other.len() {
            return false;
        }
        let mut offset = 0;
        while offset < len {
            // Zeros in both past the end.
            let (mut ours, mut theirs) = ([0; 64], [0; 64]);
            self.copy(&mut ours, offset);
            other.copy(&mut theirs, offset);
            if ours != theirs {
                return false;
            }
            offset = offset.saturating_add(64);
        }
        true
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn eq(&self, other: &Self) -> bool {
        let (Held::Owned(ours), Held::Owned(theirs)) = (&self.0, &other.0);
        ours == theirs
    }
}

impl Eq for Bytes {}

impl Default for Bytes {
    fn default() -> Self {
        Self(Held::Owned(Vec::new()))
    }
}

/// In hex.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.to_vec()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(data: Vec<u8>) -> Self {
        Self(Held::Owned(data))
    }
}

impl From<&[u8]> for Bytes {
    fn from(data: &[u8]) -> Self {
        data.to_vec().into()
    }
}

impl<const N: usize> From<[u8; N]> for Bytes {
    fn from(data: [u8; N]) -> Self {
        data.to_vec().into()
    }
}

impl<const N: usize> From<&[u8; N]> for Bytes {
    fn from(data: &[u8; N]) -> Self {
        data.to_vec().into()
    }
}

impl Argument for Bytes {
    const KINDS: &'static [Kind] = &[Kind::Tail(1)];

    #[inline]
    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        Self::at(Place::from_slot(&next(head)), |out, at| {
            source.copy(out, at)
        })
    }
}

impl Element for Bytes {
    const HEAD: u32 = WORD;
    const DYNAMIC: bool = true;

    fn read(frame: &Frame, offset: u32) -> Result<Self, Malformed> {
        let (first, len) = frame.tail(offset, 1)?;
        Ok(Self::at(first.place(len), |out, at| first.copy(out, at)))
    }
}

impl ToValue for Bytes {
    type Value = Self;

    fn to_value(&self) -> Result<Self, Malformed> {
        Ok(self.clone())
    }
}

impl Encode for Bytes {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn append(&self, out: &mut Vec<u8>) {
        encode::append_length(self.len() as usize, out);
        self.append_in_place(out);
    }

    fn topic(&self) -> [u8; 32] {
        self.keccak256()
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        let from = out.len();
        self.append_to(out);
        let len = out.len().saturating_sub(from).next_multiple_of(32);
        out.resize(from.saturating_add(len), 0);
    }
}

impl Decode for Bytes {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn decode(data: &[u8], base: usize, at: usize) -> Option<Self> {
        let (first, len) = decode_return::tail(data, base, at, 1)?;
        let bytes = data.get(first..first.checked_add(len)?)?;
        Some(bytes.into())
    }
}

/// Solidity's `string`: [`Bytes`] of any content. As in Solidity it is not checked to be UTF-8.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text(pub Bytes);

impl Deref for Text {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        &self.0
    }
}

/// As text; in hex where it is none.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::str::from_utf8(&self.to_vec()) {
            Ok(text) => fmt::Debug::fmt(text, f),
            Err(_) => fmt::Debug::fmt(&self.0, f),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into_bytes().into())
    }
}

impl From<Vec<u8>> for Text {
    fn from(data: Vec<u8>) -> Self {
        Self(data.into())
    }
}

impl From<&[u8]> for Text {
    fn from(data: &[u8]) -> Self {
        Self(data.into())
    }
}

impl Argument for Text {
    const KINDS: &'static [Kind] = Bytes::KINDS;

    #[inline]
    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        Self(Bytes::take(head, source))
    }
}

impl ToValue for Text {
    type Value = Self;

    fn to_value(&self) -> Result<Self, Malformed> {
        Ok(self.clone())
    }
}

impl Element for Text {
    const HEAD: u32 = WORD;
    const DYNAMIC: bool = true;

    fn read(frame: &Frame, offset: u32) -> Result<Self, Malformed> {
        Bytes::read(frame, offset).map(Self)
    }
}

impl Encode for Text {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn append(&self, out: &mut Vec<u8>) {
        self.0.append(out);
    }

    fn topic(&self) -> [u8; 32] {
        self.0.topic()
    }

    fn append_in_place(&self, out: &mut Vec<u8>) {
        self.0.append_in_place(out);
    }
}

impl Decode for Text {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn decode(data: &[u8], base: usize, at: usize) -> Option<Self> {
        Bytes::decode(data, base, at).map(Self)
    }
}
