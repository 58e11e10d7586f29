//! What a client and an operator sign: EIP-712.

use super::abi::UsageReceipt;
use crate::eip712;
use blueprint_hooks::{env::keccak256, Encode};

/// The domain's name.
pub const NAME: &str = "UsageReceipts";

/// The type of the receipt.
pub const RECEIPT_TYPE: &str = "UsageReceipt(uint64 serviceId,address operator,address client,\
uint64 agreement,bytes32 session,uint64 sequence,uint64 lastRequest,uint64 requests,\
uint64 errors,uint64 units,uint64 bytesIn,uint64 bytesOut,uint64[8] latencyBuckets)";
/// keccak-256 of [`RECEIPT_TYPE`].
const RECEIPT_TYPE_HASH: [u8; 32] = [
    0x51, 0xe4, 0x10, 0x7b, 0x93, 0xea, 0xdc, 0x32, 0x95, 0x48, 0x15, 0x8e, 0x81, 0x08, 0xa5, 0x12,
    0x1b, 0x8d, 0x57, 0xde, 0xdb, 0xc2, 0xbb, 0x2b, 0x62, 0xd6, 0x79, 0xc1, 0xbf, 0xa6, 0x7b, 0x9d,
];
/// keccak-256 of [`NAME`].
const NAME_HASH: [u8; 32] = [
    0x3a, 0x46, 0x6e, 0xf6, 0xe1, 0x4b, 0x24, 0x54, 0x9b, 0x88, 0x7e, 0xb0, 0x40, 0xd1, 0x71, 0x10,
    0xaf, 0xe7, 0xf2, 0x52, 0x30, 0x70, 0xd5, 0xa7, 0x32, 0x5e, 0x93, 0xe3, 0x66, 0xa5, 0x12, 0x79,
];
/// Words of a receipt before its buckets.
const SCALARS: usize = 12;
/// Bytes of a receipt.
const LENGTH: usize = (SCALARS + 8) * 32;

/// The domain of this contract's receipts.
pub fn domain() -> [u8; 32] {
    eip712::domain(NAME_HASH)
}

/// The digest of a receipt.
pub fn of(receipt: &UsageReceipt) -> [u8; 32] {
    let mut words = [[0; 32]; LENGTH / 32];
    receipt.put(words.as_flattened_mut());
    let (scalars, buckets) = words.split_at(SCALARS);
    let mut body = [[0; 32]; SCALARS + 2];
    let [type_hash, middle @ .., last] = &mut body;
    *type_hash = RECEIPT_TYPE_HASH;
    middle.copy_from_slice(scalars);
    *last = keccak256(buckets.as_flattened());
    eip712::digest(&domain(), &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[ink::test]
    fn hashes_are_those_of_the_types() {
        for (text, hash) in [(RECEIPT_TYPE, RECEIPT_TYPE_HASH), (NAME, NAME_HASH)] {
            assert_eq!(keccak256(text.as_bytes()), hash, "{text}");
        }
    }

    /// The vector that the tests of tools/evidence and of the contract in Solidity have, too: chain 1337.
    #[ink::test]
    fn digest_is_that_of_the_vector() {
        let address = |byte| blueprint_hooks::Address::from([byte; 20]);
        let receipt = UsageReceipt {
            service_id: 3,
            operator: address(0x11),
            client: address(0x22),
            agreement: 1_000,
            session: [0x33; 32],
            sequence: 7,
            last_request: 1_500,
            requests: 36,
            errors: 0,
            units: 100,
            bytes_in: 11,
            bytes_out: 22,
            latency_buckets: [1, 2, 3, 4, 5, 6, 7, 8].into(),
        };
        ink::env::test::set_callee(address(0x44));
        let hex = |bytes: [u8; 32]| bytes.map(|byte| format!("{byte:02x}")).concat();
        let domain_separator = "584169eea2134d67929026a6971328bebb5ce23cddbd08d9ecfcf4596b45465e";
        assert_eq!(hex(domain()), domain_separator);
        let digest = "d404d3f1d6958c4120d40e28337fa891104d9a7fbd7b6d9ef768a6e1b298131a";
        assert_eq!(hex(of(&receipt)), digest);
    }

    #[test]
    fn words_of_a_receipt_are_those_of_its_type() {
        assert_eq!(UsageReceipt::WORDS * 32, LENGTH);
        let (_, members) = RECEIPT_TYPE.split_once('(').unwrap();
        assert_eq!(members.split(',').count(), SCALARS + 1);
    }
}
