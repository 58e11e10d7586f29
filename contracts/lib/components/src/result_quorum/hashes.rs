//! What operators commit to and sign, and the evidence of a deviation.

use super::Hash;
use crate::eip712;
use blueprint_hooks::{env, Address, Word};

/// keccak-256 of `Result(uint256 chainId,address quorum,uint64 serviceId,uint64 callId,address operator,bytes32
/// inputs,bytes32 output,bytes32 salt)`.
const RESULT_TYPE: Hash = [
    0xe9, 0xdb, 0x4f, 0x82, 0x95, 0x0f, 0x03, 0xd7, 0x0d, 0xbb, 0x81, 0x7e, 0xe9, 0x04, 0x1d, 0xf4,
    0xd5, 0x07, 0x30, 0xf8, 0xc7, 0xa5, 0x5a, 0x2e, 0x8e, 0x92, 0x19, 0x0a, 0xc6, 0x64, 0x17, 0x04,
];
/// keccak-256 of `ResultQuorum`.
const NAME: Hash = [
    0xf4, 0x46, 0xde, 0xb8, 0x17, 0xd2, 0x4b, 0x22, 0x49, 0x1e, 0x47, 0xda, 0x14, 0x4e, 0x20, 0xa9,
    0x7e, 0x1b, 0x82, 0xde, 0x17, 0xc4, 0x97, 0x11, 0xc7, 0xbe, 0x97, 0x29, 0xaf, 0xa9, 0xae, 0xd6,
];
/// keccak-256 of `Commitment(uint64 serviceId,uint64 callId,address operator,bytes32 commitment)`.
const COMMITMENT_TYPE: Hash = [
    0xce, 0x9f, 0x99, 0x0f, 0x53, 0x2a, 0x93, 0xc5, 0x18, 0xe2, 0xdc, 0xd2, 0x14, 0x67, 0x86, 0x5a,
    0xa6, 0xad, 0x5c, 0xc7, 0x11, 0xda, 0x6a, 0x08, 0xc7, 0xb2, 0x23, 0x5e, 0xb5, 0x26, 0x22, 0x44,
];

/// A call by its service and number.
pub type CallId = (u64, u64);

/// What an operator commits to.
pub fn commitment(
    (service_id, call_id): CallId,
    operator: Address,
    inputs: Hash,
    output: Hash,
    salt: Hash,
) -> Hash {
    let words = [
        RESULT_TYPE,
        env::chain_id().to_word(),
        env::this().to_word(),
        service_id.to_word(),
        call_id.to_word(),
        operator.to_word(),
        inputs,
        output,
        salt,
    ];
    env::keccak256(words.as_flattened())
}

/// What an operator signs where another account brings its commitment, by EIP-712.
pub fn commitment_digest(
    (service_id, call_id): CallId,
    operator: Address,
    commitment: Hash,
) -> Hash {
    let words = [
        COMMITMENT_TYPE,
        service_id.to_word(),
        call_id.to_word(),
        operator.to_word(),
        commitment,
    ];
    eip712::digest(&eip712::domain(NAME), &words)
}

/// The digest of an output other than the agreed one, in a call that was opened in a second.
pub fn evidence(
    (service_id, call_id): CallId,
    operator: Address,
    inputs: Hash,
    agreed: Hash,
    output: Hash,
    opened: u64,
) -> Hash {
    let words = [
        env::chain_id().to_word(),
        env::this().to_word(),
        service_id.to_word(),
        call_id.to_word(),
        operator.to_word(),
        inputs,
        agreed,
        output,
        opened.to_word(),
    ];
    env::keccak256(words.as_flattened())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_texts() {
        let result = "Result(uint256 chainId,address quorum,uint64 serviceId,uint64 callId,\
                      address operator,bytes32 inputs,bytes32 output,bytes32 salt)";
        let commitment =
            "Commitment(uint64 serviceId,uint64 callId,address operator,bytes32 commitment)";
        for (hash, text) in [
            (RESULT_TYPE, result),
            (NAME, "ResultQuorum"),
            (COMMITMENT_TYPE, commitment),
        ] {
            assert_eq!(hash, env::keccak256(text.as_bytes()), "{text}");
        }
    }
}
