//! The runtime of a network of validators.
//!
//! It has the pallets of the development chain, at the same indices, and what a network needs beside them: Aura and GRANDPA
//! for consensus, sessions, authorship, offences, the standard staking pallet, and liquid stake over it. What both runtimes have in common is one
//! source, in `chain/runtime`, which this crate compiles as its own modules: a runtime's WebAssembly exports its APIs, so it
//! cannot depend on the crate of another runtime.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]

extern crate alloc;

#[path = "../../runtime/src/accounts.rs"]
pub mod accounts;
pub mod apis;
pub mod configs;
pub mod genesis;
#[cfg(feature = "next-version")]
pub mod next;
pub mod review;
#[path = "../../runtime/src/shared_apis.rs"]
mod shared_apis;
pub mod timing;
#[path = "../../runtime/src/types.rs"]
pub mod types;

#[cfg(test)]
mod tests;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::impl_opaque_keys;
use sp_version::{runtime_version, RuntimeVersion};

pub use configs::services::services_account;
pub use types::*;

// `runtime_version` reads the number from the source: it has to be a literal there.
macro_rules! version {
    ($spec:tt) => {
        /// The version of this runtime.
        #[runtime_version]
        pub const VERSION: RuntimeVersion = RuntimeVersion {
            spec_name: Cow::Borrowed("blueprint-network"),
            impl_name: Cow::Borrowed("blueprint-network"),
            authoring_version: 1,
            spec_version: $spec,
            impl_version: 1,
            apis: apis::RUNTIME_API_VERSIONS,
            transaction_version: 2,
            system_version: 1,
        };
    };
}
#[cfg(not(feature = "next-version"))]
version!(1);
#[cfg(feature = "next-version")]
version!(2);

impl_opaque_keys! {
    /// What a validator signs blocks and votes with.
    pub struct SessionKeys {
        /// Authors blocks: sr25519.
        pub aura: Aura,
        /// Votes on what is final: ed25519.
        pub grandpa: Grandpa,
    }
}

#[frame_support::runtime]
mod runtime {
    /// The runtime of the network.
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

    // Before the pallets whose genesis and hooks read it.
    #[runtime::pallet_index(10)]
    pub type Timing = crate::timing::Pallet<Runtime>;

    #[runtime::pallet_index(11)]
    pub type Aura = pallet_aura::Pallet<Runtime>;

    // It reads the author from what Aura knows.
    #[runtime::pallet_index(12)]
    pub type Authorship = pallet_authorship::Pallet<Runtime>;

    #[runtime::pallet_index(13)]
    pub type Staking = pallet_staking::Pallet<Runtime>;

    #[runtime::pallet_index(14)]
    pub type Historical = pallet_session::historical::Pallet<Runtime>;

    // Its genesis asks staking for the validators.
    #[runtime::pallet_index(15)]
    pub type Session = pallet_session::Pallet<Runtime>;

    #[runtime::pallet_index(16)]
    pub type Grandpa = pallet_grandpa::Pallet<Runtime>;

    #[runtime::pallet_index(17)]
    pub type Offences = pallet_offences::Pallet<Runtime>;

    // The staking pallet reports slashes and withdrawals to it.
    #[runtime::pallet_index(18)]
    pub type Liquid = pallet_liquid::Pallet<Runtime>;

    #[runtime::pallet_index(19)]
    pub type VoterList = pallet_bags_list::Pallet<Runtime>;
}
