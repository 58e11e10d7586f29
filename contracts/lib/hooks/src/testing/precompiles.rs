//! Precompiles of the chain.

use super::world::unsupported;
use crate::{env, Address, Vec};
use ink::env::hash::{CryptoHash, Sha2x256};
use secp256k1::{
    ecdsa::{RecoverableSignature, RecoveryId},
    Message, SECP256K1,
};
use std::format;

/// The number of a precompile: addresses 1 to 10, 256 (P-256), and what pallet-revive has from 0x900 on.
fn number(address: Address) -> Option<u16> {
    let (zeros, number) = address.0.split_last_chunk::<2>()?;
    let number = u16::from_be_bytes(*number);
    let known = matches!(number, 1..=10 | 0x100 | 0x900..=0x90f);
    (known && zeros.iter().all(|byte| *byte == 0)).then_some(number)
}

/// Whether there is a precompile at an address.
pub(super) fn is_one(address: Address) -> bool {
    number(address).is_some()
}

/// What an address without a contract returns: that of the precompile, or nothing.
pub(super) fn call(address: Address, input: &[u8]) -> Vec<u8> {
    match number(address) {
        None => Vec::new(),
        Some(1) => recover(input).unwrap_or_default(),
        Some(2) => {
            let mut hash = [0; 32];
            Sha2x256::hash(input, &mut hash);
            hash.to_vec()
        }
        Some(4) => input.to_vec(),
        Some(number) => unsupported(format!(
            "the host has no precompile at 0x{number:x}: let a peer answer for it by Host::peer_at"
        )),
    }
}

/// `ecrecover`: the signer's address as a word; nothing where there is none.
fn recover(input: &[u8]) -> Option<Vec<u8>> {
    let mut padded = [0; 128];
    let length = input.len().min(128);
    padded
        .get_mut(..length)?
        .copy_from_slice(input.get(..length)?);
    let (hash, rest) = padded.split_first_chunk::<32>()?;
    let (v, r_and_s) = rest.split_first_chunk::<32>()?;
    let [high @ .., v] = v;
    if high.iter().any(|byte| *byte != 0) || !matches!(v, 27 | 28) {
        return None;
    }
    let number = RecoveryId::try_from(i32::from(*v).checked_sub(27)?).ok()?;
    let signature = RecoverableSignature::from_compact(r_and_s, number).ok()?;
    let key = SECP256K1
        .recover_ecdsa(&Message::from_digest(*hash), &signature)
        .ok()?;
    let mut word = env::keccak256(key.serialize_uncompressed().get(1..)?);
    word.get_mut(..12)?.fill(0);
    Some(word.to_vec())
}
