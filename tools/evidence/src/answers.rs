//! Answers to windows of service levels. The struct is that of `answerDigest` in `IServiceLevels.sol`.

use crate::{signed, EvidenceError, PrivateKeySigner, SIGNATURE};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};

mod interface {
    #![allow(missing_docs, reason = "the struct's members are documented below")]
    alloy_sol_types::sol! {
        /// That an operator is there in a window.
        #[derive(Debug, PartialEq, Eq)]
        struct Answer {
            /// The service.
            uint64 serviceId;
            /// The window.
            uint32 window;
            /// A block that is among the latest ones where the answer is included.
            uint64 blockNumber;
            /// Its hash, as Ethereum's JSON-RPC has it.
            bytes32 blockHash;
        }
    }
}
pub use interface::Answer;

/// The answers to one contract of service levels on one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answers {
    /// The chain's number (EIP-155).
    pub chain_id: u64,
    /// The address of the contract.
    pub contract: Address,
}

impl Answers {
    /// What an operator signs.
    pub fn digest(&self, answer: &Answer) -> B256 {
        let domain = Eip712Domain::new(
            Some("ServiceLevels".into()),
            Some("1".into()),
            Some(U256::from(self.chain_id)),
            Some(self.contract),
            None,
        );
        answer.eip712_signing_hash(&domain)
    }

    /// Signs as an operator. Errors: `Unsigned`.
    pub fn sign(
        &self,
        key: &PrivateKeySigner,
        answer: &Answer,
    ) -> Result<[u8; SIGNATURE], EvidenceError> {
        signed(key, &self.digest(answer))
    }
}
