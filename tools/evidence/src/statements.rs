//! What operators, their enclaves and members of a committee state under their keys: answers to questions, heads of logs,
//! who serves a request, resources, observations, what was answered under load. The structs are those of
//! `IEquivocationEvidence.sol`, `IAssignmentEvidence.sol`, `IEnclaveKeys.sol`, `IOracleCommittee.sol` and `ILoadTests.sol`.

use crate::{signed, signer, EvidenceError, PrivateKeySigner, SIGNATURE};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};

mod json;
pub use json::{parse, Kind, Stated};

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

        /// That an operator serves a request.
        #[derive(Debug, PartialEq, Eq)]
        struct Assignment {
            /// The service.
            uint64 serviceId;
            /// The request.
            bytes32 request;
            /// Who serves it: the signer, or whom it sends the request to.
            address assignee;
            /// The second in which it is signed.
            uint64 time;
        }

        /// How many requests of a challenger an operator answered in a load test.
        #[derive(Debug, PartialEq, Eq)]
        struct LoadReport {
            /// The service.
            uint64 serviceId;
            /// The operator.
            address operator;
            /// The window of the test.
            uint64 window;
            /// Requests that were answered rightly and in time.
            uint32 answered;
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
pub use interface::{
    Answer, Assignment, LoadReport, Observation, ResourceReport, Revocation, TreeHead,
};

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

impl Statement for Assignment {
    const DOMAIN: &'static str = "AssignmentEvidence";
}

impl Statement for LoadReport {
    const DOMAIN: &'static str = "LoadTests";
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

    /// Who signed a statement, as strict as the contracts. Errors: `Malformed`.
    pub fn signer<S: Statement>(
        &self,
        statement: &S,
        signature: &[u8],
    ) -> Result<Address, EvidenceError> {
        signer(&self.digest(statement), signature)
    }
}

#[cfg(test)]
mod tests;
