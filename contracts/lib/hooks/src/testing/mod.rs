//! A host for unit tests: contracts run natively, in milliseconds, without a chain.
//!
//! A contract's calls pass through the dispatch and the decoder that run on chain. [`Host`] stands in the place of
//! pallet-revive: it keeps accounts, undoes what a frame did that fails, refuses changes in static calls, denies
//! reentrance, and has the limits of pallet-revive 0.20.
//!
//! ```ignore
//! let mut host = Host::new();
//! let manager = host.from(RUNTIME).deploy::<HelloBlueprint>(ConstructorArguments { runtime: RUNTIME })?;
//! let outcome = host.from(RUNTIME).call(manager, calls::OnJobCall { service_id: 1, job: 0, job_call_id: 0, inputs });
//! assert!(outcome.reverted_with(&InvalidInput { job: 0, received_length: 31 }));
//! ```
//!
//! What it does not do: weights, proof sizes, deposits and the existential deposit, which the chain of `blueprint-test`
//! measures; memory of PolkaVM; contracts in Solidity, for which a peer stands in; the precompiles other than
//! `ecrecover`, SHA-256 and identity, for which [`Host::peer_at`] can stand in. It sees what a contract does by this
//! crate and by `blueprint-components`. What a contract does by `ink::env` or `ink::storage` itself goes to ink!'s own
//! off-chain engine, which rolls nothing back.

mod account;
mod host;
#[doc(hidden)]
pub mod imports;
mod outcome;
mod precompiles;
#[cfg(test)]
mod tests;
mod world;

pub use host::{Host, Sender};
pub use outcome::{Counts, Emitted, Failure, Outcome, Trap};
pub use world::{Answer, Incoming};

use crate::{Arguments, CustomError, Vec};

/// The most bytes of calldata and of return data.
pub const CALLDATA_BYTES: usize = 128 * 1024;
/// The most calls that are nested in the first one.
pub const CALL_DEPTH: usize = 25;
/// The most bytes of a value in storage.
pub const STORAGE_BYTES: usize = 416;
/// The most bytes of a key in storage.
pub const STORAGE_KEY_BYTES: usize = 128;
/// The most bytes of an event's data.
pub const EVENT_BYTES: usize = 64 * 1024;
/// The most topics of an event, its signature included.
pub const EVENT_TOPICS: usize = 4;
/// The most bytes of a contract's immutable data.
pub const IMMUTABLE_BYTES: usize = 4 * 1024;

/// A contract that a [`Host`] can deploy. `#[contract]` implements it for the struct of a contract whose calls it
/// dispatches itself, which is the default.
pub trait Contract {
    /// Runs the function that the calldata of the running call names.
    fn call();

    /// Runs the constructor.
    fn deploy();
}

/// What can be calldata: bytes, a function with its arguments (`calls::OnJobCall { … }`), the arguments of a
/// constructor.
pub trait Calldata {
    /// The bytes.
    fn calldata(&self) -> Vec<u8>;
}

impl Calldata for [u8] {
    fn calldata(&self) -> Vec<u8> {
        self.to_vec()
    }
}

impl<const N: usize> Calldata for [u8; N] {
    fn calldata(&self) -> Vec<u8> {
        self.to_vec()
    }
}

impl Calldata for Vec<u8> {
    fn calldata(&self) -> Vec<u8> {
        self.clone()
    }
}

impl<T: Calldata + ?Sized> Calldata for &T {
    fn calldata(&self) -> Vec<u8> {
        T::calldata(self)
    }
}

/// A function of an interface, with its arguments. The macros implement it for the structs in `calls`.
pub trait Function: Calldata + Arguments {
    /// The first four bytes of the signature's keccak-256.
    const SELECTOR: [u8; 4];
    /// What it returns: a value, `()`, or a tuple of several.
    type Output;

    /// Return data, as a contract encodes it.
    fn returns(output: &Self::Output) -> Vec<u8>;

    /// The value of return data. `None` where solc's decoder reverts.
    fn returned(data: &[u8]) -> Option<Self::Output>;
}

/// The data of a revert with an error: what a peer answers that refuses.
pub fn error(error: &impl CustomError) -> Vec<u8> {
    error.encode_to(<[u8]>::to_vec)
}
