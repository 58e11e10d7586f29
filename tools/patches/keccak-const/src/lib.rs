//! Keccak-256 in constants.
//!
//! ink! computes the selector of a message in constant expressions, some thirty times for each
//! message, and the compiler interprets what computes it. The crate on crates.io of this name goes
//! through arrays in loops, of which the interpreter checks every index: 34 ms for one hash, most
//! of the time that a contract takes to build. This one keeps the state in 25 variables. It has
//! what ink! needs of that crate, and replaces it by `[patch.crates-io]`.

#![no_std]
#![forbid(unsafe_code)]

/// Lanes of the state.
const LANES: usize = 25;
/// Bytes of input that a permutation takes in.
const RATE: usize = 136;

/// The constants of the 24 rounds (FIPS 202, 3.2.5).
const ROUND_CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// Keccak-256 as Ethereum has it: the padding of the submission, not that of SHA-3.
#[derive(Clone)]
pub struct Keccak256 {
    state: [u64; LANES],
    /// Bytes taken in since the last permutation, fewer than [`RATE`].
    filled: usize,
}

impl Default for Keccak256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Keccak256 {
    /// Of nothing yet.
    pub const fn new() -> Self {
        Self {
            state: [0; LANES],
            filled: 0,
        }
    }

    /// Takes in more bytes.
    pub const fn update(mut self, input: &[u8]) -> Self {
        let mut at = 0;
        while at < input.len() {
            self.state[self.filled / 8] ^= (input[at] as u64) << (self.filled % 8 * 8);
            self.filled += 1;
            if self.filled == RATE {
                self.state = permuted(self.state);
                self.filled = 0;
            }
            at += 1;
        }
        self
    }

    /// The hash of what was taken in.
    pub const fn finalize(self) -> [u8; 32] {
        let mut state = self.state;
        state[self.filled / 8] ^= 1 << (self.filled % 8 * 8);
        state[RATE / 8 - 1] ^= 1 << 63;
        let state = permuted(state);
        let mut hash = [0; 32];
        let mut at = 0;
        while at < hash.len() {
            hash[at] = (state[at / 8] >> (at % 8 * 8)) as u8;
            at += 1;
        }
        hash
    }
}

/// A lane rotated to the left. The method of `u64` is a call, which takes the compiler five times as
/// long to interpret.
macro_rules! rotated {
    ($lane:expr, $by:literal) => {{
        let lane = $lane;
        lane << $by | lane >> (64 - $by)
    }};
}

/// Keccak-f[1600]. A lane in column x and row y of the state is its element x + 5y; here it is the
/// variable `axy`, and `bxy` once it is mixed, rotated and moved.
const fn permuted(state: [u64; LANES]) -> [u64; LANES] {
    let [mut a00, mut a10, mut a20, mut a30, mut a40, mut a01, mut a11, mut a21, mut a31, mut a41, mut a02, mut a12, mut a22, mut a32, mut a42, mut a03, mut a13, mut a23, mut a33, mut a43, mut a04, mut a14, mut a24, mut a34, mut a44] =
        state;
    let mut round = 0;
    while round < ROUND_CONSTANTS.len() {
        // θ: what is mixed into each column.
        let c0 = a00 ^ a01 ^ a02 ^ a03 ^ a04;
        let c1 = a10 ^ a11 ^ a12 ^ a13 ^ a14;
        let c2 = a20 ^ a21 ^ a22 ^ a23 ^ a24;
        let c3 = a30 ^ a31 ^ a32 ^ a33 ^ a34;
        let c4 = a40 ^ a41 ^ a42 ^ a43 ^ a44;
        let d0 = c4 ^ rotated!(c1, 1);
        let d1 = c0 ^ rotated!(c2, 1);
        let d2 = c1 ^ rotated!(c3, 1);
        let d3 = c2 ^ rotated!(c4, 1);
        let d4 = c3 ^ rotated!(c0, 1);
        // ρ and π: rotated, and moved.
        let b00 = a00 ^ d0;
        let b13 = rotated!(a01 ^ d0, 36);
        let b21 = rotated!(a02 ^ d0, 3);
        let b34 = rotated!(a03 ^ d0, 41);
        let b42 = rotated!(a04 ^ d0, 18);
        let b02 = rotated!(a10 ^ d1, 1);
        let b10 = rotated!(a11 ^ d1, 44);
        let b23 = rotated!(a12 ^ d1, 10);
        let b31 = rotated!(a13 ^ d1, 45);
        let b44 = rotated!(a14 ^ d1, 2);
        let b04 = rotated!(a20 ^ d2, 62);
        let b12 = rotated!(a21 ^ d2, 6);
        let b20 = rotated!(a22 ^ d2, 43);
        let b33 = rotated!(a23 ^ d2, 15);
        let b41 = rotated!(a24 ^ d2, 61);
        let b01 = rotated!(a30 ^ d3, 28);
        let b14 = rotated!(a31 ^ d3, 55);
        let b22 = rotated!(a32 ^ d3, 25);
        let b30 = rotated!(a33 ^ d3, 21);
        let b43 = rotated!(a34 ^ d3, 56);
        let b03 = rotated!(a40 ^ d4, 27);
        let b11 = rotated!(a41 ^ d4, 20);
        let b24 = rotated!(a42 ^ d4, 39);
        let b32 = rotated!(a43 ^ d4, 8);
        let b40 = rotated!(a44 ^ d4, 14);
        // χ, and ι in the first lane.
        a00 = b00 ^ (!b10 & b20) ^ ROUND_CONSTANTS[round];
        a10 = b10 ^ (!b20 & b30);
        a20 = b20 ^ (!b30 & b40);
        a30 = b30 ^ (!b40 & b00);
        a40 = b40 ^ (!b00 & b10);
        a01 = b01 ^ (!b11 & b21);
        a11 = b11 ^ (!b21 & b31);
        a21 = b21 ^ (!b31 & b41);
        a31 = b31 ^ (!b41 & b01);
        a41 = b41 ^ (!b01 & b11);
        a02 = b02 ^ (!b12 & b22);
        a12 = b12 ^ (!b22 & b32);
        a22 = b22 ^ (!b32 & b42);
        a32 = b32 ^ (!b42 & b02);
        a42 = b42 ^ (!b02 & b12);
        a03 = b03 ^ (!b13 & b23);
        a13 = b13 ^ (!b23 & b33);
        a23 = b23 ^ (!b33 & b43);
        a33 = b33 ^ (!b43 & b03);
        a43 = b43 ^ (!b03 & b13);
        a04 = b04 ^ (!b14 & b24);
        a14 = b14 ^ (!b24 & b34);
        a24 = b24 ^ (!b34 & b44);
        a34 = b34 ^ (!b44 & b04);
        a44 = b44 ^ (!b04 & b14);
        round += 1;
    }
    [
        a00, a10, a20, a30, a40, a01, a11, a21, a31, a41, a02, a12, a22, a32, a42, a03, a13, a23,
        a33, a43, a04, a14, a24, a34, a44,
    ]
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::Keccak256;
    use proptest::{collection::vec, prelude::*};
    use sha3::Digest;
    use std::vec::Vec;

    const IN_A_CONSTANT: [u8; 32] = Keccak256::new()
        .update(b"onSlash(uint64,bytes,uint8)")
        .finalize();

    fn known(input: &[u8]) -> [u8; 32] {
        sha3::Keccak256::digest(input).into()
    }

    #[test]
    fn constant_is_the_hash() {
        assert_eq!(IN_A_CONSTANT, known(b"onSlash(uint64,bytes,uint8)"));
        assert_eq!(IN_A_CONSTANT[..4], [0x7e, 0x14, 0xb9, 0x19]);
    }

    #[test]
    fn input_of_any_length_around_a_block_has_its_hash() {
        let input: Vec<u8> = (0..=255).cycle().take(3 * 136 + 2).collect();
        for length in 0..=input.len() {
            let input = &input[..length];
            assert_eq!(
                Keccak256::new().update(input).finalize(),
                known(input),
                "{length}"
            );
        }
    }

    proptest! {
        #[test]
        fn input_in_parts_has_the_hash_of_the_whole(
            first in vec(any::<u8>(), 0..300),
            second in vec(any::<u8>(), 0..300),
        ) {
            let whole = [&first[..], &second[..]].concat();
            let hash = Keccak256::new().update(&first).update(&second).finalize();
            prop_assert_eq!(hash, known(&whole));
        }
    }
}
