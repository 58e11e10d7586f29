//! What operators commit to, and sign, in calls of a result quorum. The types are those of `IResultQuorum.sol`.

use crate::{signed, EvidenceError, PrivateKeySigner, Statement, Statements, SIGNATURE};
use alloy_primitives::{keccak256, Address, B256};
use alloy_sol_types::SolValue;

mod interface {
    #![allow(missing_docs, reason = "the struct's members are documented below")]
    alloy_sol_types::sol! {
        /// What an operator signs where another account brings its commitment.
        #[derive(Debug, PartialEq, Eq)]
        struct Commitment {
            /// The service.
            uint64 serviceId;
            /// The call.
            uint64 callId;
            /// The operator.
            address operator;
            /// That of [`JobResult::commitment`](super::JobResult::commitment).
            bytes32 commitment;
        }
    }
}
pub use interface::Commitment;

/// The type that a commitment begins with.
const RESULT_TYPE: &str =
    "Result(uint256 chainId,address quorum,uint64 serviceId,uint64 callId,address operator,\
     bytes32 inputs,bytes32 output,bytes32 salt)";

impl Statement for Commitment {
    const DOMAIN: &'static str = "ResultQuorum";
}

/// An operator's result of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobResult {
    /// The service.
    pub service_id: u64,
    /// The call.
    pub call_id: u64,
    /// The operator.
    pub operator: Address,
    /// keccak-256 of what the job was called with, as the call has it.
    pub inputs: B256,
    /// keccak-256 of the result.
    pub output: B256,
    /// Random, for this call alone, and secret until the reveal.
    pub salt: B256,
}

impl JobResult {
    /// What the operator commits, in the contract of this place.
    pub fn commitment(&self, place: &Statements) -> B256 {
        let kind = keccak256(RESULT_TYPE);
        let of = (kind, place.chain_id, place.contract, self.service_id);
        let words = (self.call_id, self.operator, self.inputs, self.output);
        keccak256([of.abi_encode(), words.abi_encode(), self.salt.abi_encode()].concat())
    }

    /// Signs the commitment, for another account to bring it. Errors: `Unsigned`.
    pub fn sign_commitment(
        &self,
        place: &Statements,
        key: &PrivateKeySigner,
    ) -> Result<[u8; SIGNATURE], EvidenceError> {
        let statement = Commitment {
            serviceId: self.service_id,
            callId: self.call_id,
            operator: self.operator,
            commitment: self.commitment(place),
        };
        signed(key, &place.digest(&statement))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::U64;

    /// The same file is read by the test of the library in TypeScript.
    #[test]
    fn commitments_and_digests_are_those_of_the_vectors() {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Vector {
            chain_id: u64,
            contract: Address,
            service_id: U64,
            call_id: U64,
            operator: Address,
            inputs: B256,
            output: B256,
            salt: B256,
            commitment: B256,
            digest: B256,
        }
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../vectors/commitments.json")).unwrap();
        assert!(vectors.len() > 1);
        for it in vectors {
            let place = Statements {
                chain_id: it.chain_id,
                contract: it.contract,
            };
            let result = JobResult {
                service_id: it.service_id.to(),
                call_id: it.call_id.to(),
                operator: it.operator,
                inputs: it.inputs,
                output: it.output,
                salt: it.salt,
            };
            assert_eq!(result.commitment(&place), it.commitment);
            let statement = Commitment {
                serviceId: result.service_id,
                callId: result.call_id,
                operator: it.operator,
                commitment: it.commitment,
            };
            assert_eq!(place.digest(&statement), it.digest);
        }
    }

    #[test]
    fn signature_is_of_the_digest_of_the_commitment() {
        let place = Statements {
            chain_id: 1_337,
            contract: Address::repeat_byte(4),
        };
        let key = PrivateKeySigner::from_bytes(&B256::repeat_byte(1)).unwrap();
        let result = JobResult {
            service_id: 3,
            call_id: 5,
            operator: key.address(),
            inputs: B256::repeat_byte(6),
            output: B256::repeat_byte(7),
            salt: B256::repeat_byte(8),
        };
        let statement = Commitment {
            serviceId: 3,
            callId: 5,
            operator: key.address(),
            commitment: result.commitment(&place),
        };
        let signature = result.sign_commitment(&place, &key).unwrap();
        assert_eq!(signature, place.sign(&key, &statement).unwrap());
    }
}
