//! What operators sign, by EIP-712, and the hash of an offence.

use super::{Said, Subject};
use crate::eip712;
use blueprint_hooks::{env::keccak256, Address, Word};

/// keccak-256 of `EquivocationEvidence`.
const NAME: [u8; 32] = [
    0xb9, 0x41, 0xfe, 0xd8, 0xe9, 0xaa, 0x10, 0xc9, 0x5b, 0x5e, 0x95, 0x6e, 0x4e, 0x1c, 0x02, 0xe4,
    0x8d, 0x58, 0xa0, 0xd5, 0x3f, 0xbc, 0x8f, 0x58, 0x64, 0xab, 0xd3, 0xbb, 0xea, 0xa4, 0x0c, 0xac,
];
/// keccak-256 of `Answer(uint64 serviceId,bytes32 question,bytes32 answer,uint64 time)`.
const ANSWER_TYPE: [u8; 32] = [
    0xb7, 0xa8, 0xea, 0x7e, 0x22, 0xc1, 0xc8, 0xef, 0xd0, 0x4f, 0x00, 0x3e, 0xff, 0xe6, 0x75, 0xd7,
    0x76, 0x14, 0xc5, 0x50, 0x59, 0x95, 0x47, 0x70, 0x0d, 0x40, 0x22, 0x86, 0x2e, 0xe5, 0xa0, 0x93,
];
/// keccak-256 of `TreeHead(uint64 serviceId,bytes32 log,uint64 size,bytes32 root,uint64 time)`.
const HEAD_TYPE: [u8; 32] = [
    0x78, 0xff, 0x4e, 0xe4, 0x5c, 0x8c, 0x27, 0x3c, 0xeb, 0x87, 0x23, 0xbe, 0xf8, 0xd9, 0xdb, 0xeb,
    0xe8, 0x95, 0x47, 0x47, 0x21, 0xb2, 0xa1, 0x3b, 0x73, 0x71, 0x80, 0x76, 0xb4, 0x6b, 0x5b, 0xa8,
];

/// The digest of a statement, for this contract on this chain.
pub fn digest(service_id: u64, subject: &Subject, said: &Said) -> [u8; 32] {
    let (service, time) = (service_id.to_word(), said.time.to_word());
    let domain = eip712::domain(NAME);
    match subject {
        Subject::Question(question) => {
            let words = [ANSWER_TYPE, service, *question, said.value, time];
            eip712::digest(&domain, &words)
        }
        Subject::Head(log, size) => {
            let words = [HEAD_TYPE, service, *log, size.to_word(), said.value, time];
            eip712::digest(&domain, &words)
        }
    }
}

/// The hash of an offence: of what was stated twice, not of what was stated.
pub fn evidence(service_id: u64, operator: Address, subject: &Subject) -> [u8; 32] {
    let (kind, id, size) = match subject {
        Subject::Question(question) => (ANSWER_TYPE, *question, 0),
        Subject::Head(log, size) => (HEAD_TYPE, *log, *size),
    };
    let words = [
        kind,
        service_id.to_word(),
        operator.to_word(),
        id,
        size.to_word(),
    ];
    keccak256(words.as_flattened())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_types() {
        let types = [
            (NAME, "EquivocationEvidence"),
            (
                ANSWER_TYPE,
                "Answer(uint64 serviceId,bytes32 question,bytes32 answer,uint64 time)",
            ),
            (
                HEAD_TYPE,
                "TreeHead(uint64 serviceId,bytes32 log,uint64 size,bytes32 root,uint64 time)",
            ),
        ];
        for (hash, text) in types {
            assert_eq!(hash, keccak256(text.as_bytes()), "{text}");
        }
    }
}
