//! What an operator signs, by EIP-712.

use crate::eip712;
use blueprint_hooks::Word;

/// keccak-256 of `ServiceLevels`.
const NAME: [u8; 32] = [
    0xec, 0xd9, 0x70, 0xe3, 0x4a, 0xb1, 0x83, 0x25, 0xc0, 0xf9, 0x55, 0xd7, 0x6b, 0xcc, 0xbd, 0x84,
    0x61, 0xbe, 0xce, 0x79, 0xb6, 0x3c, 0xc2, 0x88, 0x76, 0x6d, 0x7c, 0x09, 0xd0, 0xc6, 0x26, 0x38,
];
/// keccak-256 of `Answer(uint64 serviceId,uint32 window,uint64 blockNumber,bytes32 blockHash)`.
const ANSWER_TYPE: [u8; 32] = [
    0xf6, 0x7f, 0x95, 0x91, 0x77, 0x0d, 0x0a, 0x80, 0x14, 0x81, 0xe7, 0x23, 0xca, 0x89, 0x26, 0xcd,
    0x63, 0x0f, 0x91, 0xb1, 0x9c, 0xdf, 0xdf, 0xe7, 0x55, 0xaf, 0xa9, 0xd3, 0xfa, 0xd3, 0xe9, 0x35,
];

/// The digest of an answer to this contract on this chain.
pub fn digest(service_id: u64, window: u32, block_number: u64, block_hash: &[u8; 32]) -> [u8; 32] {
    let answer = [
        ANSWER_TYPE,
        service_id.to_word(),
        window.to_word(),
        block_number.to_word(),
        *block_hash,
    ];
    eip712::digest(&eip712::domain(NAME), &answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_hooks::env;

    #[ink::test]
    fn hashes_are_those_of_the_types() {
        let types = [
            (NAME, "ServiceLevels"),
            (
                ANSWER_TYPE,
                "Answer(uint64 serviceId,uint32 window,uint64 blockNumber,bytes32 blockHash)",
            ),
        ];
        for (hash, name) in types {
            assert_eq!(hash, env::keccak256(name.as_bytes()), "{name}");
        }
    }
}
