mod assignment;
mod attacks;
mod computation;
mod known;

use super::*;
use sha2::{Digest, Sha256};
use sha3::Keccak256;

fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

fn keccak256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Keccak256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

fn hex(text: &str) -> Hash {
    let mut digest = [0; 32];
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    }
    digest
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|number| keccak256.leaf(&number.to_be_bytes()))
        .collect()
}

fn head(leaves: &[Hash]) -> TreeHead {
    TreeHead {
        size: leaves.len() as u64,
        root: root(&keccak256, leaves),
    }
}

fn inclusion(leaves: &[Hash], index: usize) -> Vec<Hash> {
    let mut proof = Vec::new();
    inclusion_proof(&keccak256, leaves, index, &mut |digest| proof.push(digest));
    proof
}

fn consistency(leaves: &[Hash], old: usize) -> Vec<Hash> {
    let mut proof = Vec::new();
    consistency_proof(&keccak256, leaves, old, &mut |digest| proof.push(digest));
    proof
}
