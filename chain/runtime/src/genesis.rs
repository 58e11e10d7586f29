//! What the chain starts with.

use crate::{AccountId, BalancesConfig, ReviveConfig, RuntimeGenesisConfig, SudoConfig};
use alloc::{vec, vec::Vec};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET};

pub use crate::accounts::{ethereum_accounts, governance, named_accounts, ENDOWMENT};

/// The development chain's genesis: every named account is funded and may call contracts; so is
/// every Ethereum account.
pub fn development() -> RuntimeGenesisConfig {
    let accounts: Vec<AccountId> = named_accounts().into_iter().map(|(_, id)| id).collect();
    let funded = accounts.iter().cloned().chain(ethereum_accounts());
    RuntimeGenesisConfig {
        balances: BalancesConfig {
            balances: funded.map(|id| (id, ENDOWMENT)).collect(),
            ..Default::default()
        },
        revive: ReviveConfig {
            mapped_accounts: accounts,
            ..Default::default()
        },
        sudo: SudoConfig {
            key: Some(governance()),
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
