//! What a challenger signs, and the seed of a draw.

use crate::eip712;
use blueprint_hooks::{env, Address, Word};

/// keccak-256 of `LoadTests`.
const NAME: [u8; 32] = [
    0xda, 0xbe, 0xb3, 0xbc, 0x10, 0x73, 0xb5, 0x00, 0xa7, 0x3f, 0x07, 0x38, 0x70, 0xa4, 0xef, 0x3f,
    0xba, 0x98, 0x34, 0xc8, 0x1f, 0x46, 0x3f, 0x06, 0x00, 0xd1, 0x62, 0x7e, 0xfc, 0x2f, 0x0d, 0xc0,
];
/// keccak-256 of `LoadReport(uint64 serviceId,address operator,uint64 window,uint32 answered)`.
const REPORT_TYPE: [u8; 32] = [
    0xed, 0x1b, 0xef, 0xdd, 0xce, 0x8d, 0xdf, 0x05, 0xaa, 0x89, 0x2e, 0x40, 0xe7, 0xa1, 0x13, 0x39,
    0xaa, 0x43, 0x73, 0x74, 0xed, 0x3a, 0xc7, 0x1f, 0x46, 0x30, 0x3d, 0xa8, 0xbf, 0x6c, 0x81, 0x07,
];

/// The domain of this contract on this chain.
pub(super) fn domain() -> [u8; 32] {
    eip712::domain(NAME)
}

/// The digest, in a domain, of a report of a test of service, operator and window.
pub(super) fn digest(domain: &[u8; 32], test: (u64, Address, u64), answered: u32) -> [u8; 32] {
    let (service_id, operator, window) = test;
    let words = [
        REPORT_TYPE,
        service_id.to_word(),
        operator.to_word(),
        window.to_word(),
        answered.to_word(),
    ];
    eip712::digest(domain, &words)
}

/// What a challenger signs, for this contract on this chain.
pub fn report_digest(service_id: u64, operator: Address, window: u64, answered: u32) -> [u8; 32] {
    digest(&domain(), (service_id, operator, window), answered)
}

/// The seed of a test's draw, made of the beacon's.
pub(super) fn seed(
    of_beacon: [u8; 32],
    service_id: u64,
    operator: Address,
    window: u64,
) -> [u8; 32] {
    let words = [
        of_beacon,
        env::this().to_word(),
        service_id.to_word(),
        operator.to_word(),
        window.to_word(),
    ];
    env::keccak256(words.as_flattened())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_texts() {
        let report = "LoadReport(uint64 serviceId,address operator,uint64 window,uint32 answered)";
        for (hash, text) in [(NAME, "LoadTests"), (REPORT_TYPE, report)] {
            assert_eq!(hash, env::keccak256(text.as_bytes()), "{text}");
        }
    }
}
