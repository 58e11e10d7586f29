//! A service that is used over HTTP on loopback: an operator's agent and a client's gateway, which exchange receipts of usage
//! by `blueprint-evidence`. What the agent has in the end, an operator claims on the chain.
//!
//! A request is `POST /square` with a number. Its headers name the client and its session, and carry the receipt of all
//! responses before, with the client's signature. The agent serves the next request of a session once the response before is
//! in a receipt that can be claimed; else it answers 402 with the reason. A client begins another session, with a new id, once
//! the one before is acknowledged. So it gets at most one response that it does not pay for.

mod agent;
mod gateway;

pub use agent::{Agent, Claimable, Served};
pub use gateway::{Gateway, GatewayError};

use blueprint_evidence::UsageReceipt;
use serde_json::{json, Value};
use std::sync::{
    atomic::{AtomicU64, Ordering},
    Arc,
};

/// The client of a request, its session, and the newest receipt with its signature.
const CLIENT: &str = "Usage-Client";
const SESSION: &str = "Usage-Session";
const RECEIPT: &str = "Usage-Receipt";
const SIGNATURE: &str = "Usage-Signature";

/// A receipt as an argument of the contract.
pub fn argument(it: &UsageReceipt) -> Value {
    json!([
        it.serviceId,
        it.operator,
        it.client,
        it.agreement,
        it.session,
        it.sequence,
        it.lastRequest,
        it.requests,
        it.errors,
        it.units,
        it.bytesIn,
        it.bytesOut,
        it.latencyBuckets
    ])
}

/// The clock of both ends. It stands still but for the work of an agent, so that what a story measures does not depend on how
/// busy the machine is.
#[derive(Clone, Debug)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    /// A clock at a second since 1970.
    pub fn at(second: u64) -> Self {
        Self(Arc::new(AtomicU64::new(second.saturating_mul(1_000))))
    }

    /// The second.
    pub fn seconds(&self) -> u64 {
        self.milliseconds() / 1_000
    }

    fn milliseconds(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    fn pass(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}
