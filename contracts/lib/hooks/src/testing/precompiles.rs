//! Precompiles of the chain.

use super::world::unsupported;
use crate::{env, Address, Vec};
use ink::env::hash::{CryptoHash, Sha2x256};
use secp256k1::{
    ecdsa::{RecoverableSignature, RecoveryId},
    Message, SECP256K1,
};
use std::format;

/// The end of a precompile's address: 1 to 10 and 256 (P-256) of Ethereum, what pallet-revive has from 0x900 on, and those of a
/// runtime, `prefix 0…0 number 0000`, such as `IServices` at 0x05010000.
fn number(address: Address) -> Option<u32> {
    let (start, number) = address.0.split_last_chunk::<4>()?;
    let (prefix, zeros) = start.split_first_chunk::<4>()?;
    let number = u32::from_be_bytes(*number);
    let has_prefix = *prefix != [0; 4];
    let known = match number {
        1..=10 | 0x100 | 0x900..=0x90f => !has_prefix,
        _ => number > 0xffff && number & 0xffff == 0,
    };
    (known && zeros.iter().all(|byte| *byte == 0)).then_some(number)
}

/// Whether the chain says that there is code at a precompile's address; `None` for another address. Those of Ethereum have none.
pub(super) fn has_code(address: Address) -> Option<bool> {
    number(address).map(|number| !matches!(number, 1..=10 | 0x100))
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
