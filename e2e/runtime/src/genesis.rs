//! What the chain starts with.

use crate::{
    services_account, AccountId, Balance, BalancesConfig, ReviveConfig, RuntimeGenesisConfig, UNIT,
};
use alloc::{vec, vec::Vec};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

/// What each named account owns at genesis.
pub const ENDOWMENT: Balance = 1_000_000_000 * UNIT;

/// The named accounts: six people, and the services pallet under the name `runtime`.
pub fn named_accounts() -> Vec<(&'static str, AccountId)> {
    vec![
        ("alice", Sr25519Keyring::Alice.to_account_id()),
        ("bob", Sr25519Keyring::Bob.to_account_id()),
        ("charlie", Sr25519Keyring::Charlie.to_account_id()),
        ("dave", Sr25519Keyring::Dave.to_account_id()),
        ("eve", Sr25519Keyring::Eve.to_account_id()),
        ("ferdie", Sr25519Keyring::Ferdie.to_account_id()),
        ("runtime", services_account()),
    ]
}

/// The development chain's genesis: every named account is funded and may call contracts.
pub fn development() -> RuntimeGenesisConfig {
    let accounts: Vec<AccountId> = named_accounts().into_iter().map(|(_, id)| id).collect();
    RuntimeGenesisConfig {
        balances: BalancesConfig {
            balances: accounts.iter().cloned().map(|id| (id, ENDOWMENT)).collect(),
            ..Default::default()
        },
        revive: ReviveConfig {
            mapped_accounts: accounts,
            ..Default::default()
        },
        ..Default::default()
    }
}

/// The genesis of a preset as JSON, `None` if there is no preset of that name.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
    match id.as_ref() {
        DEV_RUNTIME_PRESET => serde_json::to_vec(&development()).ok(),
        _ => None,
    }
}

/// The names [`preset`] knows.
pub fn preset_names() -> Vec<PresetId> {
    vec![PresetId::from(DEV_RUNTIME_PRESET)]
}
