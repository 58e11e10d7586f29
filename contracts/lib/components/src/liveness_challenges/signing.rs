//! What an operator signs to respond, by EIP-712.

use super::rules::Challenge;
use crate::eip712;
use blueprint_hooks::{Address, Bytes, Word};

/// keccak-256 of `LivenessChallenges`.
const NAME: [u8; 32] = [
    0xde, 0x91, 0x6e, 0x49, 0x35, 0xba, 0xe7, 0xde, 0xa1, 0x9e, 0xdf, 0x86, 0x9f, 0x3c, 0xbf, 0x1d,
    0x52, 0xe0, 0x99, 0x42, 0x18, 0x89, 0x6e, 0x13, 0x87, 0xe4, 0x94, 0xe6, 0xae, 0x48, 0x50, 0xee,
];
/// keccak-256 of `Response(uint64 serviceId,address operator,address challenger,uint64 opened,bytes request,bytes response)`.
const RESPONSE_TYPE: [u8; 32] = [
    0xd0, 0x73, 0x4f, 0xcc, 0xc0, 0x69, 0xc4, 0x30, 0x71, 0xe7, 0xd3, 0xb2, 0x34, 0xe1, 0x31, 0x78,
    0x0a, 0x72, 0x2d, 0x04, 0x50, 0xc8, 0xd4, 0x83, 0xfb, 0x20, 0x93, 0xfe, 0x9f, 0xd1, 0x22, 0x7f,
];

/// The digest of a response to a challenge, for this contract on this chain.
pub fn digest(
    service_id: u64,
    operator: Address,
    challenge: &Challenge,
    response: &Bytes,
) -> [u8; 32] {
    let words = [
        RESPONSE_TYPE,
        service_id.to_word(),
        operator.to_word(),
        challenge.challenger.to_word(),
        challenge.opened.to_word(),
        challenge.request,
        response.keccak256(),
    ];
    eip712::digest(&eip712::domain(NAME), &words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_hooks::env;

    #[ink::test]
    fn hashes_are_those_of_the_types() {
        let response =
            "Response(uint64 serviceId,address operator,address challenger,uint64 opened,\
                        bytes request,bytes response)";
        for (hash, text) in [(NAME, "LivenessChallenges"), (RESPONSE_TYPE, response)] {
            assert_eq!(hash, env::keccak256(text.as_bytes()), "{text}");
        }
    }
}
