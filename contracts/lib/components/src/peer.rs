//! Other contracts that a contract asks: their own errors are passed on, and what they do not answer is an error by name.

// Every interface that declares it declares the same.
use crate::storage_proofs::abi::PeerFailed;
use blueprint_hooks::{call::CallError, ensure, env, Address, Result};

/// What a peer answered. Errors: the peer's own, `PeerFailed`.
pub fn answered<T>(peer: Address, answer: core::result::Result<T, CallError>) -> Result<T> {
    answer.map_err(|error| error.or(PeerFailed { peer }))
}

/// A peer is another contract: one that calls itself fails without an error's name. Errors: `PeerFailed`.
pub fn other(peer: Address) -> Result<()> {
    ensure!(peer != env::this(), PeerFailed { peer });
    Ok(())
}
