//! What chains of the Substrate family sign and hash with, by pallet-revive's System precompile: sr25519 and BLAKE2b. Each function returns
//! `None` where the precompile does not answer.

use crate::{
    call::{Access, Callee},
    word::of_u64,
    Address, Vec, Word,
};

/// The precompile.
pub const SYSTEM: Address = ink::H160([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0]);

/// `hashBlake256(bytes)`.
const HASH_BLAKE_256: [u8; 4] = [0xc7, 0xdf, 0xf6, 0x86];
/// `sr25519Verify(uint8[64],bytes,bytes32)`.
const SR25519_VERIFY: [u8; 4] = [0x30, 0x7a, 0x57, 0x5d];

/// BLAKE2b-256 of the parts, one after the other.
pub fn blake2_256(parts: &[&[u8]]) -> Option<[u8; 32]> {
    Callee::at(SYSTEM)
        .call_static(Access::View, &hash_call(parts))
        .ok()
}

/// Whether a signature of a message is a key's, in the context `substrate`.
pub fn sr25519_verify(signature: &[u8; 64], message: &[u8], key: &[u8; 32]) -> Option<bool> {
    let call = verify_call(signature, message, key);
    let word = Callee::at(SYSTEM).call_static(Access::View, &call).ok()?;
    bool::from_word(&word)
}

fn hash_call(parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|it| it.len()).sum();
    let mut call = Vec::with_capacity(capacity(2, length));
    call.extend_from_slice(&HASH_BLAKE_256);
    call.extend_from_slice(&of_u64(32));
    append(&mut call, parts, length);
    call
}

fn verify_call(signature: &[u8; 64], message: &[u8], key: &[u8; 32]) -> Vec<u8> {
    let mut call = Vec::with_capacity(capacity(67, message.len()));
    call.extend_from_slice(&SR25519_VERIFY);
    // A byte in each word, behind the 31 that are zero.
    for byte in signature {
        call.extend_from_slice(&of_u64((*byte).into()));
    }
    // The message begins behind its offset and the key.
    call.extend_from_slice(&of_u64(66 * 32));
    call.extend_from_slice(key);
    append(&mut call, &[message], message.len());
    call
}

/// Bytes of a call with so many words and bytes of a length, rounded up.
fn capacity(words: usize, length: usize) -> usize {
    words
        .saturating_mul(32)
        .saturating_add(length)
        .saturating_add(36)
}

/// Appends `bytes`: their length, and themselves with zeros up to a whole word.
fn append(call: &mut Vec<u8>, parts: &[&[u8]], length: usize) {
    call.extend_from_slice(&of_u64(length as u64));
    for part in parts {
        call.extend_from_slice(part);
    }
    let padding = length.next_multiple_of(32).saturating_sub(length);
    call.resize(call.len().saturating_add(padding), 0);
}

/// For unit tests: what the precompile returns to [`blake2_256`] and [`sr25519_verify`].
#[cfg(not(target_arch = "riscv64"))]
pub mod mock {
    use super::*;
    use crate::call::mock;
    use ink::env::hash::{Blake2x256, CryptoHash};

    /// BLAKE2b-256 of bytes, also of each division into parts from now on.
    pub fn blake2_256(bytes: &[u8]) -> [u8; 32] {
        let mut hash = [0; 32];
        Blake2x256::hash(bytes, &mut hash);
        mock::returns(SYSTEM, &hash_call(&[bytes]), &hash);
        hash
    }

    /// Whether the precompile accepts a signature.
    pub fn sr25519_verify(signature: &[u8; 64], message: &[u8], key: &[u8; 32], accepts: bool) {
        let call = verify_call(signature, message, key);
        mock::returns(SYSTEM, &call, &accepts.to_word());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_those_of_the_signatures() {
        for (selector, signature) in [
            (HASH_BLAKE_256, "hashBlake256(bytes)"),
            (SR25519_VERIFY, "sr25519Verify(uint8[64],bytes,bytes32)"),
        ] {
            let hash = crate::env::keccak256(signature.as_bytes());
            assert_eq!(hash.first_chunk(), Some(&selector), "{signature}");
        }
    }

    #[test]
    fn call_is_encoded_in_whole_words_behind_the_selector() {
        for length in [0, 1, 31, 32, 33] {
            let message = crate::Vec::from_iter(core::iter::repeat_n(5u8, length));
            let hash = hash_call(&[&message]);
            let verify = verify_call(&[7; 64], &message, &[8; 32]);
            let words = length.div_ceil(32);
            assert_eq!(hash.len(), 4 + (2 + words) * 32);
            assert_eq!(verify.len(), 4 + (67 + words) * 32);
            assert_eq!(hash.get(68..68 + length), Some(&message[..]));
            assert_eq!(
                verify.get(4 + 66 * 32 + 32..4 + 67 * 32 + length),
                Some(&message[..])
            );
        }
    }

    #[test]
    fn precompile_that_does_not_answer_is_none() {
        assert_eq!(blake2_256(&[b"never"]), None);
        assert_eq!(sr25519_verify(&[1; 64], b"never", &[2; 32]), None);
        let hash = mock::blake2_256(b"prepared");
        assert_eq!(blake2_256(&[b"pre", b"pared"]), Some(hash));
        for accepts in [false, true] {
            mock::sr25519_verify(&[1; 64], b"prepared", &[2; 32], accepts);
            let answer = sr25519_verify(&[1; 64], b"prepared", &[2; 32]);
            assert_eq!(answer, Some(accepts));
        }
    }
}
