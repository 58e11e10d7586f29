//! What operators and clients of a service make outside of the chain, for the contracts that verify it.
//!
//! | module | evidence | contract |
//! |---|---|---|
//! | [`receipts`] | receipts of a session, signed by client and operator | `contracts/usage-receipts` |
//! | [`answers`] | signed answers to windows | `contracts/service-levels` |
//! | [`statements`] | signed answers to questions, heads of logs, assignments of requests, resources of enclaves, observations of a committee, answers under load | `contracts/equivocation-evidence`, `contracts/audit-logs`, `contracts/assignment-evidence`, `contracts/enclave-keys`, `contracts/oracle-committee`, `contracts/load-tests` |
//! | [`assignment`] | who serves a request | `contracts/assignment-evidence` |
//! | [`result_quorum`] | commitments to results of jobs | `contracts/result-quorum` |
//! | [`aggregated_results`] | BLS keys and signatures of results, and their sums | `contracts/aggregated-results` |
//! | [`audit_log`] | a log's tree, and proofs of its entries and of its growth | `contracts/audit-logs` |
//! | [`data_set`] | a data set's tree, and openings of its leaves | `contracts/storage-proofs` |

pub mod aggregated_results;
pub mod answers;
pub mod assignment;
pub mod audit_log;
pub mod data_set;
pub mod receipts;
pub mod result_quorum;
pub mod statements;

pub use aggregated_results::{AggregatedResult, BlsKey, Signatures};
pub use alloy_signer_local::PrivateKeySigner;
pub use answers::Answers;
pub use audit_log::{AuditLog, AuditLogError};
pub use data_set::{DataSet, DataSetError};
pub use receipts::{
    counters, AgreementTerms, EvidenceError, Receipts, Served, SessionCounter, UsageReceipt,
    CLOCKS_APART,
};
pub use result_quorum::{Commitment, JobResult};
pub use statements::{
    Observation, ResourceReport, Revocation, Stated, Statement, Statements, TreeHead,
};

use alloy_primitives::{Address, Signature, B256};
use alloy_signer::SignerSync;

/// Bytes of a signature: r, s, v.
pub const SIGNATURE: usize = 65;

/// The one form of a signature that the contracts take: s in the lower half, v of 27 or 28.
fn signed(key: &PrivateKeySigner, digest: &B256) -> Result<[u8; SIGNATURE], EvidenceError> {
    let signed = key.sign_hash_sync(digest);
    let signed = signed.map_err(|error| EvidenceError::Unsigned(error.to_string()))?;
    Ok(signed.normalized_s().as_bytes())
}

/// Who signed a digest, as strict as the contracts. Errors: `Malformed`.
fn signer(digest: &B256, signature: &[u8]) -> Result<Address, EvidenceError> {
    let malformed = |reason: &dyn ToString| EvidenceError::Malformed(reason.to_string());
    let raw: &[u8; SIGNATURE] = signature
        .try_into()
        .map_err(|_| malformed(&format!("{} bytes", signature.len())))?;
    let parsed = Signature::from_raw_array(raw).map_err(|error| malformed(&error))?;
    if parsed.as_bytes() != *raw || parsed.normalize_s().is_some() {
        return Err(malformed(&"another form of it"));
    }
    parsed
        .recover_address_from_prehash(digest)
        .map_err(|error| malformed(&error))
}
