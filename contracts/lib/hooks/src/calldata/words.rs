//! Numbers in words of calldata.

use super::Slot;
use ink::U256;

/// Whether a word is below 2^64.
#[inline(always)]
pub(crate) fn is_low(word: &Slot) -> bool {
    // Zero in any order of bytes.
    let [a, b, c, _] = raw(word);
    a | b | c == 0
}

/// A word as a number below 2^64.
pub(crate) fn number(word: &Slot) -> Option<u64> {
    is_low(word).then(|| low(word))
}

/// The lowest 64 bits of a word.
pub fn low(word: &Slot) -> u64 {
    u64::from_be(raw(word)[3])
}

/// The 128 lowest bits of a word.
pub fn low_128(word: &Slot) -> u128 {
    let [_, _, c, d] = limbs(word);
    u128::from(c) << 64 | u128::from(d)
}

/// The number of a word.
pub fn whole(word: &Slot) -> U256 {
    let [a, b, c, d] = limbs(word);
    U256([d, c, b, a])
}

/// A word's parts as they lie in memory, the highest first, in the machine's order each.
#[inline(always)]
pub(crate) fn raw(word: &Slot) -> [u64; 4] {
    // SAFETY: as many bytes, of which every one is a part of a number.
    unsafe { word.as_ptr().cast::<[u64; 4]>().read_unaligned() }
}

/// A word's limbs, the highest first.
pub(crate) fn limbs(word: &Slot) -> [u64; 4] {
    raw(word).map(u64::from_be)
}
