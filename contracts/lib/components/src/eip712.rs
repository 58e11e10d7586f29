//! Typed data that accounts sign: EIP-712.

use blueprint_hooks::{
    env::{chain_id, keccak256, this},
    Word,
};

/// The type of a domain.
pub const DOMAIN_TYPE: &str =
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
/// The version of every domain here.
pub const VERSION: &str = "1";

/// keccak-256 of [`DOMAIN_TYPE`].
const DOMAIN_TYPE_HASH: [u8; 32] = [
    0x8b, 0x73, 0xc3, 0xc6, 0x9b, 0xb8, 0xfe, 0x3d, 0x51, 0x2e, 0xcc, 0x4c, 0xf7, 0x59, 0xcc, 0x79,
    0x23, 0x9f, 0x7b, 0x17, 0x9b, 0x0f, 0xfa, 0xca, 0xa9, 0xa7, 0x5d, 0x52, 0x2b, 0x39, 0x40, 0x0f,
];
/// keccak-256 of [`VERSION`].
const VERSION_HASH: [u8; 32] = [
    0xc8, 0x9e, 0xfd, 0xaa, 0x54, 0xc0, 0xf2, 0x0c, 0x7a, 0xdf, 0x61, 0x28, 0x82, 0xdf, 0x09, 0x50,
    0xf5, 0xa9, 0x51, 0x63, 0x7e, 0x03, 0x07, 0xcd, 0xcb, 0x4c, 0x67, 0x2f, 0x29, 0x8b, 0x8b, 0xc6,
];

/// The separator of this contract's domain on this chain. `name_hash` is keccak-256 of the domain's name.
pub fn domain(name_hash: [u8; 32]) -> [u8; 32] {
    let words = [
        DOMAIN_TYPE_HASH,
        name_hash,
        VERSION_HASH,
        chain_id().to_word(),
        this().to_word(),
    ];
    keccak256(words.as_flattened())
}

/// What is signed: `words` are the hash of the type and the members, those of dynamic types and arrays by their hash.
pub fn digest(domain: &[u8; 32], words: &[[u8; 32]]) -> [u8; 32] {
    let mut message = [0; 66];
    let (prefix, hashes) = message.split_at_mut(2);
    prefix.copy_from_slice(&[0x19, 0x01]);
    let (of_domain, of_words) = hashes.split_at_mut(32);
    of_domain.copy_from_slice(domain);
    of_words.copy_from_slice(&keccak256(words.as_flattened()));
    keccak256(&message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_texts() {
        assert_eq!(keccak256(DOMAIN_TYPE.as_bytes()), DOMAIN_TYPE_HASH);
        assert_eq!(keccak256(VERSION.as_bytes()), VERSION_HASH);
    }
}
