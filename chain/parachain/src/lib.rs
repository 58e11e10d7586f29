//! The runtime of a parachain.
//!
//! It has the pallets of the development chain, at the same indices, and what a parachain needs beside them: the relay chain's
//! view of it, Aura, sessions and collators. Its blocks are made final by the relay chain, so it has no GRANDPA, and no staking
//! of validators. Any node for parachains runs it: `polkadot-omni-node` needs no code of this repository.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]

extern crate alloc;

#[path = "../../runtime/src/accounts.rs"]
pub mod accounts;
pub mod apis;
pub mod configs;
pub mod genesis;
#[path = "../../runtime/src/shared_apis.rs"]
mod shared_apis;
#[path = "../../runtime/src/types.rs"]
pub mod types;

#[cfg(test)]
mod tests;

use alloc::{borrow::Cow, vec::Vec};
use sp_runtime::impl_opaque_keys;
use sp_version::{runtime_version, RuntimeVersion};

pub use configs::services::services_account;
pub use types::*;

/// The version of this runtime.
#[runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("blueprint-parachain"),
    impl_name: Cow::Borrowed("blueprint-parachain"),
    authoring_version: 1,
    spec_version: 1,
    impl_version: 1,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 2,
    system_version: 1,
};

impl_opaque_keys! {
    /// What a collator signs blocks with.
    pub struct SessionKeys {
        /// Authors blocks: sr25519.
        pub aura: Aura,
    }
}

#[frame_support::runtime]
mod runtime {
    /// The runtime of the parachain.
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

    #[runtime::pallet_index(10)]
    pub type ParachainSystem = cumulus_pallet_parachain_system::Pallet<Runtime>;

    #[runtime::pallet_index(11)]
    pub type ParachainInfo = staging_parachain_info::Pallet<Runtime>;

    // It reads the author from what Aura knows.
    #[runtime::pallet_index(12)]
    pub type Authorship = pallet_authorship::Pallet<Runtime>;

    #[runtime::pallet_index(13)]
    pub type CollatorSelection = pallet_collator_selection::Pallet<Runtime>;

    // Its genesis asks the selection for the collators.
    #[runtime::pallet_index(14)]
    pub type Session = pallet_session::Pallet<Runtime>;

    #[runtime::pallet_index(15)]
    pub type Aura = pallet_aura::Pallet<Runtime>;

    // Its genesis reads Aura's authorities.
    #[runtime::pallet_index(16)]
    pub type AuraExt = cumulus_pallet_aura_ext::Pallet<Runtime>;
}

cumulus_pallet_parachain_system::register_validate_block! {
    Runtime = Runtime,
    BlockExecutor = cumulus_pallet_aura_ext::BlockExecutor::<Runtime, Executive>,
}
