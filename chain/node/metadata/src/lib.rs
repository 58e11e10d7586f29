//! The embedded chain's runtime, under the name that `pallet-revive-eth-rpc` asks for its metadata.

pub use blueprint_e2e_runtime::Runtime;
