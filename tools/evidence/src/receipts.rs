//! Receipts of a service's usage, signed by its clients and countersigned by its operators. The struct is that of
//! `IUsageReceipts.sol`.
//!
//! A client counts a session ([`SessionCounter`]) and signs a receipt of it after each response, or after
//! some. An operator checks each one before it serves on ([`Receipts::accept`]), keeps the newest, and claims
//! that. A relayer of the claim needs the operator's signature of the same digest ([`Receipts::sign`]).

use crate::{signed, PrivateKeySigner, SIGNATURE};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use blueprint_rules::qos::usage::{Counters, UsageError, BUCKET_LIMITS_MS};

mod json;
pub use json::{parse, write};

mod interface {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated: what the .sol file documents is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(extra_derives(Debug, PartialEq, Eq))]
        "../../abi/solidity/library/IUsageReceipts.sol"
    );
}
pub use interface::IUsageReceipts::{AgreementTerms, UsageReceipt};

/// Seconds by which the clocks of a client and an operator may differ, the time of a request included.
pub const CLOCKS_APART: u64 = 60;

/// Why a receipt is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// It is no signature, or not in the one form that the contract takes.
    #[error(
        "expected a signature of 65 bytes with s in the lower half and v 27 or 28, received {0}"
    )]
    Malformed(String),
    /// It is not of the client or a key of it.
    #[error("expected the signature of {expected}, or of a key of it, received that of {received}: ask for another receipt")]
    WrongSigner {
        /// The client.
        expected: Address,
        /// Who signed.
        received: Address,
    },
    /// The receipt is of another session, or of other parties.
    #[error(
        "expected a receipt of {what} {expected}, as the one before, received one of {received}"
    )]
    WrongSession {
        /// Which: service, operator, client, agreement or session.
        what: &'static str,
        /// That of the receipt before.
        expected: String,
        /// The one received.
        received: String,
    },
    /// Its sequence number is not above the last one's.
    #[error("expected a sequence number above {expected_above}, received {received}")]
    NotNewer {
        /// The last one.
        expected_above: u64,
        /// The one received.
        received: u64,
    },
    /// Its last request is before that of the last one, or not at the time at which it is checked.
    #[error("expected the last request in the seconds from {from} to {until}, received {received}: compare the clocks, or ask for another receipt")]
    NotNow {
        /// The first second that is accepted.
        from: u64,
        /// The last one.
        until: u64,
        /// The second of the last request.
        received: u64,
    },
    /// Its counters contradict each other, or the receipt before.
    #[error("expected {}: ask for another receipt", refused_counters(.0))]
    Counters(UsageError),
    /// The key did not sign.
    #[error("the key did not sign: {0}")]
    Unsigned(String),
}

/// The counters in the order of the contract's error, before the buckets.
const COUNTERS: [&str; 5] = ["requests", "errors", "units", "bytesIn", "bytesOut"];

/// What was expected of counters, and what was received.
fn refused_counters(error: &UsageError) -> String {
    match error {
        UsageError::TooManyErrors {
            expected_at_most,
            received,
        } => format!("at most {expected_at_most} errors, received {received}"),
        UsageError::WrongBuckets { expected, received } => {
            format!("{expected} correct responses in the buckets, received {received}")
        }
        UsageError::WentBack {
            counter,
            expected_at_least,
            received,
        } => {
            let place = usize::from(*counter);
            let name = match COUNTERS.get(place) {
                Some(name) => (*name).to_owned(),
                None => format!("latencyBuckets[{}]", place.saturating_sub(COUNTERS.len())),
            };
            format!("{name} of at least {expected_at_least}, received {received}")
        }
        UsageError::NotNewer {
            expected_above,
            received,
        } => format!("a sequence number above {expected_above}, received {received}"),
    }
}

impl From<UsageError> for EvidenceError {
    fn from(error: UsageError) -> Self {
        Self::Counters(error)
    }
}

/// The receipts of one contract on one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipts {
    /// The chain's number (EIP-155).
    pub chain_id: u64,
    /// The address of the contract.
    pub contract: Address,
}

impl Receipts {
    /// The EIP-712 domain.
    pub fn domain(&self) -> Eip712Domain {
        Eip712Domain::new(
            Some("UsageReceipts".into()),
            Some("1".into()),
            Some(U256::from(self.chain_id)),
            Some(self.contract),
            None,
        )
    }

    /// What is signed of a receipt.
    pub fn digest(&self, receipt: &UsageReceipt) -> B256 {
        receipt.eip712_signing_hash(&self.domain())
    }

    /// Signs as a client, or countersigns as an operator. Errors: `Unsigned`.
    pub fn sign(
        &self,
        key: &PrivateKeySigner,
        receipt: &UsageReceipt,
    ) -> Result<[u8; SIGNATURE], EvidenceError> {
        signed(key, &self.digest(receipt))
    }

    /// Who signed a receipt, as strict as the contract. Errors: `Malformed`.
    pub fn signer(
        &self,
        receipt: &UsageReceipt,
        signature: &[u8],
    ) -> Result<Address, EvidenceError> {
        crate::signer(&self.digest(receipt), signature)
    }

    /// Checks as an operator that a receipt can be claimed after `last`: the newest one of the session so far, or, before
    /// the first, that of a [`SessionCounter::new`] with the operator's own address, its service, and the second in which
    /// the client's agreement was opened, as the contract has it (`agreementOf`). Checked are the parties, who signed (the
    /// client, or one of its `keys`), what is counted, and that the last request was at `now`, in seconds, to
    /// [`CLOCKS_APART`]: an older one may not be claimable any more, a later one not yet. Returns what it
    /// adds. A client that is a contract has to be checked by calling it (EIP-1271), and can take back its word before
    /// the claim: its receipts are to be signed by a key that it added.
    /// Errors: `Malformed`, `WrongSigner`, `WrongSession`, `NotNewer`, `NotNow`, `Counters`.
    pub fn accept(
        &self,
        receipt: &UsageReceipt,
        signature: &[u8],
        keys: &[Address],
        last: &UsageReceipt,
        now: u64,
    ) -> Result<Counters, EvidenceError> {
        let received = self.signer(receipt, signature)?;
        let expected = receipt.client;
        if received != expected && !keys.contains(&received) {
            return Err(EvidenceError::WrongSigner { expected, received });
        }
        let counted = counters(receipt);
        counted.check()?;
        let (least, until) = (
            now.saturating_sub(CLOCKS_APART),
            now.saturating_add(CLOCKS_APART),
        );
        let from = least.max(last.lastRequest);
        let received = receipt.lastRequest;
        if !(from..=until).contains(&received) {
            return Err(EvidenceError::NotNow {
                from,
                until,
                received,
            });
        }
        let parts = |it: &UsageReceipt| {
            [
                ("service", it.serviceId.to_string()),
                ("operator", it.operator.to_string()),
                ("client", it.client.to_string()),
                ("agreement", it.agreement.to_string()),
                ("session", it.session.to_string()),
            ]
        };
        for ((what, expected), (_, received)) in parts(last).into_iter().zip(parts(receipt)) {
            if expected != received {
                return Err(EvidenceError::WrongSession {
                    what,
                    expected,
                    received,
                });
            }
        }
        if receipt.sequence <= last.sequence {
            return Err(EvidenceError::NotNewer {
                expected_above: last.sequence,
                received: receipt.sequence,
            });
        }
        Ok(counted.since(&counters(last))?)
    }
}

/// What a receipt counts.
pub fn counters(receipt: &UsageReceipt) -> Counters {
    Counters {
        requests: receipt.requests,
        errors: receipt.errors,
        units: receipt.units,
        bytes_in: receipt.bytesIn,
        bytes_out: receipt.bytesOut,
        latency: receipt.latencyBuckets,
    }
}

/// One request as a client saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// The second of the request, by the client's clock, since 1970.
    pub time: u64,
    /// From request to response by the client's clock, in milliseconds; `None` without a correct response.
    pub latency_ms: Option<u64>,
    /// Units of work that are paid for.
    pub units: u64,
    /// Bytes of the request.
    pub bytes_in: u64,
    /// Bytes of the response.
    pub bytes_out: u64,
}

/// Counts a session of a client. A client that begins another session in each period of the contract has what was
/// served in a period claimed by the end of the next one: what is claimed later is not paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCounter {
    receipt: UsageReceipt,
}

impl SessionCounter {
    /// A session that begins. `agreement` is the second in which the client's agreement with
    /// the operator was opened (`agreementOf`).
    pub fn new(
        service_id: u64,
        operator: Address,
        client: Address,
        agreement: u64,
        session: B256,
    ) -> Self {
        let receipt = UsageReceipt {
            serviceId: service_id,
            operator,
            client,
            agreement,
            session,
            sequence: 0,
            lastRequest: 0,
            requests: 0,
            errors: 0,
            units: 0,
            bytesIn: 0,
            bytesOut: 0,
            latencyBuckets: [0; 8],
        };
        Self { receipt }
    }

    /// Counts a request, and returns the receipt to sign. Counters stay at their largest value.
    pub fn count(&mut self, served: Served) -> &UsageReceipt {
        let it = &mut self.receipt;
        it.sequence = it.sequence.saturating_add(1);
        it.lastRequest = it.lastRequest.max(served.time);
        it.requests = it.requests.saturating_add(1);
        it.units = it.units.saturating_add(served.units);
        it.bytesIn = it.bytesIn.saturating_add(served.bytes_in);
        it.bytesOut = it.bytesOut.saturating_add(served.bytes_out);
        let bucket = served
            .latency_ms
            .and_then(|latency| BUCKET_LIMITS_MS.iter().position(|limit| latency <= *limit));
        match bucket.and_then(|bucket| it.latencyBuckets.get_mut(bucket)) {
            Some(count) => *count = count.saturating_add(1),
            None => it.errors = it.errors.saturating_add(1),
        }
        it
    }

    /// The receipt of all that was counted.
    pub fn receipt(&self) -> &UsageReceipt {
        &self.receipt
    }
}

#[cfg(test)]
mod tests;
