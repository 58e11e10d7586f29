//! What operators sign, by EIP-712, and what is hashed: sets of operators, weights of the rule, offences.

use super::Said;
use crate::eip712;
use blueprint_hooks::{env::keccak256, Address, Vec, Word};

type Hash = [u8; 32];

/// keccak-256 of `AssignmentEvidence`.
const NAME: Hash = [
    0xee, 0x75, 0x58, 0xb0, 0xc5, 0xda, 0xb7, 0x22, 0xfe, 0x42, 0x04, 0xb7, 0x4d, 0xa4, 0xf4, 0x88,
    0xd5, 0x71, 0xa6, 0xe4, 0x5f, 0xf0, 0x56, 0x5d, 0x02, 0x51, 0xbe, 0xb0, 0x22, 0xd0, 0x7c, 0x53,
];
/// keccak-256 of `Assignment(uint64 serviceId,bytes32 request,address assignee,uint64 time)`.
const ASSIGNMENT_TYPE: Hash = [
    0xb5, 0xa6, 0xbd, 0xac, 0x32, 0xf7, 0x36, 0xe6, 0xb4, 0x43, 0x62, 0x09, 0xb6, 0x77, 0x67, 0x1b,
    0x3b, 0xb4, 0x5c, 0x64, 0xbd, 0xd4, 0x51, 0xd9, 0xa2, 0xaf, 0x4c, 0xae, 0xa6, 0x2f, 0xb2, 0xe6,
];

/// The digest of an assignment, for this contract on this chain.
pub fn digest(service_id: u64, said: &Said) -> Hash {
    let words = [
        ASSIGNMENT_TYPE,
        service_id.to_word(),
        said.request,
        said.assignee.to_word(),
        said.time.to_word(),
    ];
    eip712::digest(&eip712::domain(NAME), &words)
}

/// The hash of an offence: of what was asked, not of who was named.
pub fn evidence(service_id: u64, operator: Address, request: Hash, epoch: u64) -> Hash {
    let words = [
        ASSIGNMENT_TYPE,
        service_id.to_word(),
        operator.to_word(),
        request,
        epoch.to_word(),
    ];
    keccak256(words.as_flattened())
}

/// The hash of a set of operators.
pub fn operators(operators: &[Address]) -> Hash {
    let words: Vec<Hash> = operators.iter().map(Word::to_word).collect();
    keccak256(words.as_flattened())
}

/// The weight of an operator for a request.
pub fn weight(service_id: u64, epoch: u64, request: Hash, operator: Address) -> Hash {
    let words = [
        service_id.to_word(),
        epoch.to_word(),
        request,
        operator.to_word(),
    ];
    keccak256(words.as_flattened())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_types() {
        let types = [
            (NAME, "AssignmentEvidence"),
            (
                ASSIGNMENT_TYPE,
                "Assignment(uint64 serviceId,bytes32 request,address assignee,uint64 time)",
            ),
        ];
        for (hash, text) in types {
            assert_eq!(hash, keccak256(text.as_bytes()), "{text}");
        }
    }
}
