//! The embedded chain's runtime, under the name that `pallet-revive-eth-rpc` depends on for its metadata.

pub use blueprint_e2e_runtime::Runtime;
