//! What a reporter commits, and what auditors sign.

use super::Hash;
use blueprint_hooks::{env, Address, Word, U256};

/// keccak-256 of `Incident(uint256 chainId,address incidents,uint64 serviceId,address reporter,address operator,bytes32
/// subject,bytes32 salt)`.
const INCIDENT_TYPE: Hash = [
    0x94, 0xe3, 0xd6, 0x89, 0xf7, 0x5d, 0xe7, 0x4c, 0x4d, 0x66, 0x95, 0xa6, 0x50, 0xbe, 0x5b, 0xfd,
    0xab, 0xa5, 0xc4, 0x42, 0x77, 0xdd, 0x4a, 0x2f, 0xcb, 0x70, 0x1e, 0xb7, 0x31, 0xfe, 0xe4, 0xdd,
];
/// keccak-256 of `Incidents(address incidents,uint64 serviceId)`.
const QUESTION_TYPE: Hash = [
    0x1c, 0x09, 0x51, 0x86, 0xfd, 0x1f, 0x69, 0x5c, 0xee, 0x7f, 0xe5, 0x05, 0x20, 0xb9, 0x47, 0x6b,
    0xf6, 0x57, 0xb8, 0x6f, 0xa7, 0x48, 0x08, 0x8d, 0x32, 0x4f, 0x07, 0x08, 0xcf, 0x4d, 0xdc, 0x4c,
];

/// What a reporter commits to.
pub fn commitment(
    service_id: u64,
    reporter: Address,
    operator: Address,
    subject: Hash,
    salt: Hash,
) -> Hash {
    let words = [
        INCIDENT_TYPE,
        env::chain_id().to_word(),
        env::this().to_word(),
        service_id.to_word(),
        reporter.to_word(),
        operator.to_word(),
        subject,
        salt,
    ];
    env::keccak256(words.as_flattened())
}

/// The auditors' question of a service.
pub fn question(service_id: u64) -> Hash {
    let words = [QUESTION_TYPE, env::this().to_word(), service_id.to_word()];
    env::keccak256(words.as_flattened())
}

/// What auditors sign for a severity of an incident.
pub fn value(number: u64, severity: u8) -> U256 {
    let words = [number.to_word(), u64::from(severity).to_word()];
    U256::from_big_endian(&env::keccak256(words.as_flattened()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn type_hashes_are_those_of_the_texts() {
        let incident =
            "Incident(uint256 chainId,address incidents,uint64 serviceId,address reporter,\
                        address operator,bytes32 subject,bytes32 salt)";
        let question = "Incidents(address incidents,uint64 serviceId)";
        for (hash, text) in [(INCIDENT_TYPE, incident), (QUESTION_TYPE, question)] {
            assert_eq!(hash, env::keccak256(text.as_bytes()), "{text}");
        }
    }
}
