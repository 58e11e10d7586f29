//! What keys and the committee sign, and what a job puts out.

use super::{abi::ResourceReport, enrol::Key};
use crate::eip712;
use blueprint_hooks::{
    env::{keccak256, this},
    Address, Word, U256,
};

/// keccak-256 of `EnclaveKeys`.
const NAME: [u8; 32] = [
    0x7d, 0xd7, 0x41, 0xfe, 0xa2, 0x51, 0x11, 0xe5, 0xbe, 0x00, 0xe6, 0x8e, 0x35, 0xda, 0x40, 0x80,
    0x05, 0x3c, 0xd9, 0x91, 0xbb, 0xe3, 0x72, 0x4f, 0xd5, 0x42, 0xf9, 0x58, 0xd7, 0x03, 0xe7, 0x5d,
];
/// keccak-256 of `ResourceReport(uint64 serviceId,address operator,uint64 period,uint64 tasks,uint64 cpuMs,uint64
/// memoryMbSeconds)`.
const REPORT_TYPE: [u8; 32] = [
    0x31, 0x86, 0x62, 0xe0, 0xfb, 0xdf, 0x0c, 0x57, 0x47, 0xb9, 0xf6, 0x4b, 0x90, 0x45, 0x02, 0xed,
    0x74, 0xf7, 0xba, 0x12, 0x64, 0xf2, 0xc5, 0x3b, 0x94, 0x32, 0x9c, 0xd6, 0xef, 0x5e, 0x6c, 0x84,
];
/// keccak-256 of `Revocation(uint64 serviceId,address operator,address key)`.
const REVOCATION_TYPE: [u8; 32] = [
    0x20, 0xa7, 0x1f, 0xd9, 0x2d, 0xb0, 0xe0, 0xe3, 0x6f, 0x6e, 0x9f, 0xa6, 0x58, 0xb6, 0x2c, 0x5b,
    0x09, 0x18, 0x4f, 0x69, 0xa9, 0x2b, 0xa4, 0xcd, 0xd8, 0x9a, 0x2b, 0x7a, 0x7d, 0x96, 0xbf, 0xc2,
];
/// keccak-256 of `EnclaveKey(address keys,uint64 serviceId,address operator)`.
const QUESTION_TYPE: [u8; 32] = [
    0x06, 0x0c, 0xfb, 0x07, 0x19, 0xeb, 0x6a, 0x9f, 0xb4, 0x4c, 0xe2, 0x3b, 0x85, 0x2d, 0x88, 0x1e,
    0x66, 0xeb, 0x34, 0xab, 0x13, 0xd8, 0x8b, 0xd4, 0xe9, 0x46, 0x93, 0xce, 0x0a, 0xdd, 0xe5, 0xd3,
];

/// What an enclave signs of a period.
pub fn report_digest(stated: &ResourceReport) -> [u8; 32] {
    let words = [
        REPORT_TYPE,
        stated.service_id.to_word(),
        stated.operator.to_word(),
        stated.period.to_word(),
        stated.tasks.to_word(),
        stated.cpu_ms.to_word(),
        stated.memory_mb_seconds.to_word(),
    ];
    eip712::digest(&eip712::domain(NAME), &words)
}

/// What a key signs to be revoked.
pub fn revocation_digest(service_id: u64, operator: Address, key: Address) -> [u8; 32] {
    let words = [
        REVOCATION_TYPE,
        service_id.to_word(),
        operator.to_word(),
        key.to_word(),
    ];
    eip712::digest(&eip712::domain(NAME), &words)
}

/// The question of the committee about an operator.
pub fn question(service_id: u64, operator: Address) -> [u8; 32] {
    let words = [
        QUESTION_TYPE,
        this().to_word(),
        service_id.to_word(),
        operator.to_word(),
    ];
    keccak256(words.as_flattened())
}

/// What the committee signs for a key.
pub fn value(key: &Key) -> U256 {
    let words = [key.key.to_word(), key.measurement, key.expires.to_word()];
    U256::from_big_endian(&keccak256(words.as_flattened()))
}

/// The hash of the job's output for an operator's key.
pub(super) fn output(operator: Address, key: &Key) -> [u8; 32] {
    let words = [
        operator.to_word(),
        key.key.to_word(),
        key.measurement,
        key.expires.to_word(),
    ];
    keccak256(words.as_flattened())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_texts() {
        let report = "ResourceReport(uint64 serviceId,address operator,uint64 period,uint64 tasks,\
uint64 cpuMs,uint64 memoryMbSeconds)";
        let revocation = "Revocation(uint64 serviceId,address operator,address key)";
        let question = "EnclaveKey(address keys,uint64 serviceId,address operator)";
        let texts = [
            (NAME, "EnclaveKeys"),
            (REPORT_TYPE, report),
            (REVOCATION_TYPE, revocation),
            (QUESTION_TYPE, question),
        ];
        for (hash, text) in texts {
            assert_eq!(keccak256(text.as_bytes()), hash, "{text}");
        }
    }
}
