//! What operators, their enclaves and members of a committee state under their keys: answers to questions, heads of logs,
//! resources, observations. The structs are those of `IEquivocationEvidence.sol`, `IEnclaveKeys.sol` and `IOracleCommittee.sol`.

use crate::{signed, EvidenceError, PrivateKeySigner, SIGNATURE};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};

mod interface {
    #![allow(missing_docs, reason = "the struct's members are documented below")]
    alloy_sol_types::sol! {
        /// An operator's answer to a question of its service.
        #[derive(Debug, PartialEq, Eq)]
        struct Answer {
            /// The service.
            uint64 serviceId;
            /// The question, by its hash.
            bytes32 question;
            /// The answer, by its hash.
            bytes32 answer;
            /// The second in which it is given.
            uint64 time;
        }

        /// The head of an operator's log.
        #[derive(Debug, PartialEq, Eq)]
        struct TreeHead {
            /// The service.
            uint64 serviceId;
            /// The log; that of `IAuditLogs.logOf` for a log there.
            bytes32 log;
            /// Its entries.
            uint64 size;
            /// The root of its tree.
            bytes32 root;
            /// The second in which it is signed.
            uint64 time;
        }

        /// What an enclave used in a period.
        #[derive(Debug, PartialEq, Eq)]
        struct ResourceReport {
            /// The service.
            uint64 serviceId;
            /// The operator whose enclave it is.
            address operator;
            /// The period: its seconds divided by their length.
            uint64 period;
            /// The tasks, where the service has no receipts.
            uint64 tasks;
            /// Milliseconds of a processor.
            uint64 cpuMs;
            /// Megabytes of memory times seconds.
            uint64 memoryMbSeconds;
        }

        /// That a key of an enclave holds no longer.
        #[derive(Debug, PartialEq, Eq)]
        struct Revocation {
            /// The service.
            uint64 serviceId;
            /// The operator whose enclave it is.
            address operator;
            /// The key.
            address key;
        }

        /// What a member of a committee observed.
        #[derive(Debug, PartialEq, Eq)]
        struct Observation {
            /// The question.
            bytes32 question;
            /// The time that it is of.
            uint64 time;
            /// The value.
            uint256 value;
        }
    }
}
pub use interface::{Answer, Observation, ResourceReport, Revocation, TreeHead};

/// A kind of statement: it names the domain in which it is signed.
pub trait Statement: SolStruct {
    /// The name of the domain, which is the contract's.
    const DOMAIN: &'static str;
}

impl Statement for Answer {
    const DOMAIN: &'static str = "EquivocationEvidence";
}

impl Statement for TreeHead {
    const DOMAIN: &'static str = "EquivocationEvidence";
}

impl Statement for ResourceReport {
    const DOMAIN: &'static str = "EnclaveKeys";
}

impl Statement for Revocation {
    const DOMAIN: &'static str = "EnclaveKeys";
}

impl Statement for Observation {
    const DOMAIN: &'static str = "OracleCommittee";
}

/// The statements to one contract on one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statements {
    /// The chain's number (EIP-155).
    pub chain_id: u64,
    /// The address of the contract.
    pub contract: Address,
}

impl Statements {
    /// What is signed.
    pub fn digest<S: Statement>(&self, statement: &S) -> B256 {
        let domain = Eip712Domain::new(
            Some(S::DOMAIN.into()),
            Some("1".into()),
            Some(U256::from(self.chain_id)),
            Some(self.contract),
            None,
        );
        statement.eip712_signing_hash(&domain)
    }

    /// Signs a statement. Errors: `Unsigned`.
    pub fn sign<S: Statement>(
        &self,
        key: &PrivateKeySigner,
        statement: &S,
    ) -> Result<[u8; SIGNATURE], EvidenceError> {
        signed(key, &self.digest(statement))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::U64;

    /// The same file is read by the test of the library in TypeScript.
    #[test]
    fn digests_are_those_of_the_vectors() {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Vector {
            chain_id: u64,
            contract: Address,
            #[serde(flatten)]
            statement: Stated,
            digest: B256,
        }
        #[derive(serde::Deserialize)]
        #[serde(
            tag = "type",
            content = "message",
            rename_all_fields = "camelCase",
            deny_unknown_fields
        )]
        enum Stated {
            Answer {
                service_id: U64,
                question: B256,
                answer: B256,
                time: U64,
            },
            TreeHead {
                service_id: U64,
                log: B256,
                size: U64,
                root: B256,
                time: U64,
            },
            Observation {
                question: B256,
                time: U64,
                value: U256,
            },
        }
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../vectors/statements.json")).unwrap();
        assert!(vectors.len() > 3);
        for it in vectors {
            let statements = Statements {
                chain_id: it.chain_id,
                contract: it.contract,
            };
            let digest = match it.statement {
                Stated::Answer {
                    service_id,
                    question,
                    answer,
                    time,
                } => statements.digest(&Answer {
                    serviceId: service_id.to(),
                    question,
                    answer,
                    time: time.to(),
                }),
                Stated::TreeHead {
                    service_id,
                    log,
                    size,
                    root,
                    time,
                } => statements.digest(&TreeHead {
                    serviceId: service_id.to(),
                    log,
                    size: size.to(),
                    root,
                    time: time.to(),
                }),
                Stated::Observation {
                    question,
                    time,
                    value,
                } => statements.digest(&Observation {
                    question,
                    time: time.to(),
                    value,
                }),
            };
            assert_eq!(digest, it.digest);
        }
    }
}
