//! What a member signs.

use crate::eip712;
use blueprint_hooks::{Word, U256};

/// keccak-256 of `OracleCommittee`.
const NAME: [u8; 32] = [
    0x0b, 0x82, 0x97, 0x12, 0x09, 0xae, 0x25, 0x80, 0x11, 0x8c, 0x3e, 0x50, 0x44, 0x09, 0xc5, 0x9f,
    0x13, 0x07, 0x48, 0xd8, 0xa0, 0x7e, 0xcc, 0x0f, 0x3f, 0x59, 0x5d, 0x10, 0xc6, 0x62, 0xc9, 0xdd,
];
/// keccak-256 of `Observation(bytes32 question,uint64 time,uint256 value)`.
const TYPE_HASH: [u8; 32] = [
    0x26, 0xb0, 0x47, 0xc8, 0x89, 0x6b, 0x2f, 0xaf, 0x7e, 0x3d, 0x58, 0x6f, 0x01, 0x9d, 0x64, 0x0e,
    0xa0, 0xf1, 0x72, 0x3d, 0x39, 0x4e, 0xf7, 0x4b, 0xb5, 0x27, 0xd6, 0x0b, 0xb7, 0x2e, 0x98, 0x08,
];

/// The domain of this contract on this chain.
pub fn domain() -> [u8; 32] {
    eip712::domain(NAME)
}

/// The digest of an observation in a domain.
pub fn digest(domain: &[u8; 32], question: [u8; 32], time: u64, value: U256) -> [u8; 32] {
    let members = [TYPE_HASH, question, time.to_word(), value.to_word()];
    eip712::digest(domain, &members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_hooks::env::keccak256;

    #[ink::test]
    fn hashes_are_those_of_the_texts() {
        let observation = "Observation(bytes32 question,uint64 time,uint256 value)";
        for (text, hash) in [("OracleCommittee", NAME), (observation, TYPE_HASH)] {
            assert_eq!(keccak256(text.as_bytes()), hash, "{text}");
        }
    }
}
