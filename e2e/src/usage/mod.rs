//! A service that is used over HTTP on loopback: an operator's agent and a client's gateway, which exchange receipts of usage
//! by `blueprint-evidence`. What the agent has in the end, an operator claims on the chain.
//!
//! A request is `POST /square` with a number. Its headers name the client and its session, and carry the receipt of all
//! responses before, with the client's signature. The agent serves the next request of a session once the response before is
//! in a receipt that can be claimed; else it answers 402 with the reason. So a client gets at most one response that it does
//! not pay for.

mod agent;
mod gateway;

pub use agent::{Agent, Claimable, Served};
pub use gateway::{Gateway, GatewayError};

use std::sync::{
    atomic::{AtomicU64, Ordering},
    Arc,
};

/// The client of a request, its session, and the newest receipt with its signature.
const CLIENT: &str = "Usage-Client";
const SESSION: &str = "Usage-Session";
const RECEIPT: &str = "Usage-Receipt";
const SIGNATURE: &str = "Usage-Signature";

/// The clock of both ends, in seconds since 1970: the chain's, whose time a test moves on.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    /// A clock at a second.
    pub fn at(second: u64) -> Self {
        Self(Arc::new(AtomicU64::new(second)))
    }

    /// Moves it to a second.
    pub fn set(&self, second: u64) {
        self.0.store(second, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
