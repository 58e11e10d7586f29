//! Decoding of what another contract returned, as strictly as solc's `abi.decode` of memory: every
//! value is checked at once. Data longer than needed is accepted, shorter data is not.

use crate::calldata::number;
use ink::prelude::vec::Vec;

/// A value that can be decoded from returned data.
pub trait Decode: Sized {
    /// Words in a head: all of them where it is static, 1 where it is dynamic.
    const WORDS: usize;
    /// Whether the ABI puts it behind an offset.
    const DYNAMIC: bool;

    /// The value whose first word in a head is at byte `at` of `data`; offsets in that head count from
    /// byte `base`. `None` where solc's decoder reverts.
    ///
    /// Of several returned values, as of one, `base` is 0.
    fn decode(data: &[u8], base: usize, at: usize) -> Option<Self>;
}

/// The word at byte `at`.
pub fn word(data: &[u8], at: usize) -> Option<&[u8; 32]> {
    data.get(at..)?.first_chunk()
}

/// The start of what the offset at byte `at` points to: a dynamic struct, or an array of fixed length
/// of dynamic elements, whose head has so many words.
pub fn follow(data: &[u8], base: usize, at: usize, head_words: usize) -> Option<usize> {
    let offset = usize::try_from(number(word(data, at)?)?).ok()?;
    let start = base.checked_add(offset)?;
    let end = start.checked_add(head_words.checked_mul(32)?)?;
    (end <= data.len()).then_some(start)
}

/// The first item, and the number of items, of `bytes`, a `string` or an array whose offset is at byte
/// `at`. Items of so many bytes, at least 1, fit in the data.
pub(crate) fn tail(data: &[u8], base: usize, at: usize, stride: usize) -> Option<(usize, usize)> {
    let start = follow(data, base, at, 1)?;
    let len = usize::try_from(number(word(data, start)?)?).ok()?;
    let first = start.checked_add(32)?;
    let end = first.checked_add(len.checked_mul(stride)?)?;
    (end <= data.len()).then_some((first, len))
}

/// So many elements of an array; the first one's word is at byte `start`.
pub(crate) fn items<T: Decode>(data: &[u8], start: usize, len: usize) -> Option<Vec<T>> {
    let mut at = start;
    let mut items = Vec::with_capacity(len);
    for _ in 0..len {
        items.push(T::decode(data, start, at)?);
        at = at.checked_add(T::WORDS.checked_mul(32)?)?;
    }
    Some(items)
}

/// `T[]`.
impl<T: Decode> Decode for Vec<T> {
    const WORDS: usize = 1;
    const DYNAMIC: bool = true;

    fn decode(data: &[u8], base: usize, at: usize) -> Option<Self> {
        // No more elements than the data has words.
        let (first, len) = tail(data, base, at, T::WORDS.checked_mul(32)?)?;
        items(data, first, len)
    }
}
