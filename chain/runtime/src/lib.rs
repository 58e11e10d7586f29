//! The runtime of the embedded chain.
//!
//! One chain on which a blueprint's hook contract can be exercised the way both of its callers
//! would: `pallet-services` calls it as its pallet account, and Tangle's own core, deployed as EVM
//! bytecode, calls it as a contract. `pallet-revive` runs PolkaVM blobs and EVM bytecode side by
//! side.
//!
//! The harness runs this crate in process. It is `no_std` without its `std` feature, so the same
//! source also compiles to the wasm blob of a node.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]

extern crate alloc;

pub mod accounts;
pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod genesis;
mod shared_apis;
pub mod types;

use alloc::{borrow::Cow, vec::Vec};
use sp_version::{runtime_version, RuntimeVersion};

pub use blueprint_precompiles::ADDRESS as SERVICES;
pub use configs::services::services_account;
pub use types::*;

/// The version of this runtime.
#[runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("blueprint-hooks"),
    impl_name: Cow::Borrowed("blueprint-hooks"),
    authoring_version: 1,
    spec_version: 2,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 2,
    system_version: 1,
};

#[frame_support::runtime]
mod runtime {
    /// The runtime of the embedded chain.
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Runtime>;

    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp::Pallet<Runtime>;

    #[runtime::pallet_index(2)]
    pub type Balances = pallet_balances::Pallet<Runtime>;

    #[runtime::pallet_index(3)]
    pub type TransactionPayment = pallet_transaction_payment::Pallet<Runtime>;

    #[runtime::pallet_index(4)]
    pub type Revive = pallet_revive::Pallet<Runtime>;

    #[runtime::pallet_index(5)]
    pub type Services = pallet_services::Pallet<Runtime>;

    #[runtime::pallet_index(6)]
    pub type Assets = pallet_assets::Pallet<Runtime>;

    #[runtime::pallet_index(7)]
    pub type Stake = pallet_stake::Pallet<Runtime>;

    #[runtime::pallet_index(8)]
    pub type Sudo = pallet_sudo::Pallet<Runtime>;

    #[runtime::pallet_index(9)]
    pub type AssetPermits = pallet_assets_precompiles::permit::Pallet<Runtime>;
}
