//! What members sign, and the evidence of two outputs.

use super::{CallId, Hash};
use blueprint_hooks::{
    bn254::{G1, G2},
    env, Address, Word,
};

/// keccak-256 of `Result(uint256 chainId,address results,uint64 serviceId,uint64 callId,bytes32 inputs,bytes32 output)`.
const RESULT_TYPE: Hash = [
    0x47, 0xfc, 0xd7, 0xaa, 0x4a, 0x9d, 0x6f, 0x8f, 0x8f, 0xc6, 0x7a, 0x44, 0xc7, 0x9d, 0xdf, 0x1e,
    0x34, 0x3a, 0x13, 0xa4, 0x02, 0xa4, 0xf5, 0xce, 0xf6, 0xa7, 0x4c, 0x7f, 0x94, 0xb5, 0x6a, 0x47,
];
/// keccak-256 of `Possession(uint256 chainId,address results,address operator,uint256[2] first,uint256[4] second)`.
const POSSESSION_TYPE: Hash = [
    0xd1, 0x6e, 0x27, 0xc8, 0xc9, 0x69, 0x1f, 0x21, 0xaa, 0x70, 0x34, 0x57, 0x55, 0xdf, 0x84, 0x55,
    0x3e, 0x83, 0xa5, 0x0b, 0xf5, 0xe8, 0xdf, 0xfa, 0x28, 0x84, 0x17, 0xe8, 0x32, 0x38, 0xbb, 0x80,
];

/// What members sign of an output.
pub fn message((service_id, call_id): CallId, inputs: Hash, output: Hash) -> Hash {
    let words = [
        RESULT_TYPE,
        env::chain_id().to_word(),
        env::this().to_word(),
        service_id.to_word(),
        call_id.to_word(),
        inputs,
        output,
    ];
    env::keccak256(words.as_flattened())
}

/// What a proof of possession signs.
pub fn possession(operator: Address, first: &G1, second: &G2) -> Hash {
    let head = [
        POSSESSION_TYPE,
        env::chain_id().to_word(),
        env::this().to_word(),
        operator.to_word(),
    ];
    env::keccak(&[
        head.as_flattened(),
        first.as_flattened(),
        second.as_flattened(),
    ])
}

/// The digest of an equivocation: one for a member and a call, whichever of its outputs were brought.
pub fn evidence(
    (service_id, call_id): CallId,
    operator: Address,
    inputs: Hash,
    opened: u64,
) -> Hash {
    let words = [
        env::chain_id().to_word(),
        env::this().to_word(),
        service_id.to_word(),
        call_id.to_word(),
        operator.to_word(),
        inputs,
        opened.to_word(),
    ];
    env::keccak256(words.as_flattened())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_texts() {
        let result =
            "Result(uint256 chainId,address results,uint64 serviceId,uint64 callId,bytes32 inputs,\
                      bytes32 output)";
        let possession =
            "Possession(uint256 chainId,address results,address operator,uint256[2] first,\
                          uint256[4] second)";
        for (hash, text) in [(RESULT_TYPE, result), (POSSESSION_TYPE, possession)] {
            assert_eq!(hash, env::keccak256(text.as_bytes()), "{text}");
        }
    }
}
