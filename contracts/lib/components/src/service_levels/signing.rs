//! What an operator signs, by EIP-712.

use blueprint_hooks::{env, Word};

/// keccak-256 of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
const DOMAIN_TYPE: [u8; 32] = [
    0x8b, 0x73, 0xc3, 0xc6, 0x9b, 0xb8, 0xfe, 0x3d, 0x51, 0x2e, 0xcc, 0x4c, 0xf7, 0x59, 0xcc, 0x79,
    0x23, 0x9f, 0x7b, 0x17, 0x9b, 0x0f, 0xfa, 0xca, 0xa9, 0xa7, 0x5d, 0x52, 0x2b, 0x39, 0x40, 0x0f,
];
/// keccak-256 of `ServiceLevels`.
const NAME: [u8; 32] = [
    0xec, 0xd9, 0x70, 0xe3, 0x4a, 0xb1, 0x83, 0x25, 0xc0, 0xf9, 0x55, 0xd7, 0x6b, 0xcc, 0xbd, 0x84,
    0x61, 0xbe, 0xce, 0x79, 0xb6, 0x3c, 0xc2, 0x88, 0x76, 0x6d, 0x7c, 0x09, 0xd0, 0xc6, 0x26, 0x38,
];
/// keccak-256 of `1`.
const VERSION: [u8; 32] = [
    0xc8, 0x9e, 0xfd, 0xaa, 0x54, 0xc0, 0xf2, 0x0c, 0x7a, 0xdf, 0x61, 0x28, 0x82, 0xdf, 0x09, 0x50,
    0xf5, 0xa9, 0x51, 0x63, 0x7e, 0x03, 0x07, 0xcd, 0xcb, 0x4c, 0x67, 0x2f, 0x29, 0x8b, 0x8b, 0xc6,
];
/// keccak-256 of `Answer(uint64 serviceId,uint32 window,uint64 blockNumber,bytes32 blockHash)`.
const ANSWER_TYPE: [u8; 32] = [
    0xf6, 0x7f, 0x95, 0x91, 0x77, 0x0d, 0x0a, 0x80, 0x14, 0x81, 0xe7, 0x23, 0xca, 0x89, 0x26, 0xcd,
    0x63, 0x0f, 0x91, 0xb1, 0x9c, 0xdf, 0xdf, 0xe7, 0x55, 0xaf, 0xa9, 0xd3, 0xfa, 0xd3, 0xe9, 0x35,
];

/// The digest of an answer to this contract on this chain.
pub fn digest(service_id: u64, window: u32, block_number: u64, block_hash: &[u8; 32]) -> [u8; 32] {
    let domain = [
        DOMAIN_TYPE,
        NAME,
        VERSION,
        env::chain_id().to_word(),
        env::this().to_word(),
    ];
    let answer = [
        ANSWER_TYPE,
        service_id.to_word(),
        window.to_word(),
        block_number.to_word(),
        *block_hash,
    ];
    let mut signed = [0; 66];
    let (prefix, hashes) = signed.split_at_mut(2);
    prefix.copy_from_slice(&[0x19, 0x01]);
    let (of_domain, of_answer) = hashes.split_at_mut(32);
    of_domain.copy_from_slice(&env::keccak256(domain.as_flattened()));
    of_answer.copy_from_slice(&env::keccak256(answer.as_flattened()));
    env::keccak256(&signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_types() {
        let types = [
            (DOMAIN_TYPE, "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
            (NAME, "ServiceLevels"),
            (VERSION, "1"),
            (ANSWER_TYPE, "Answer(uint64 serviceId,uint32 window,uint64 blockNumber,bytes32 blockHash)"),
        ];
        for (hash, name) in types {
            assert_eq!(hash, env::keccak256(name.as_bytes()), "{name}");
        }
    }
}
