//! What the parachain starts with.

use crate::{
    accounts::{ethereum_accounts, governance, named_accounts, ENDOWMENT},
    configs::services::TreasuryAccount,
    AccountId, BalancesConfig, CollatorSelectionConfig, ParachainInfoConfig, ReviveConfig,
    RuntimeGenesisConfig, SessionConfig, SessionKeys, SudoConfig, UNIT,
};
use alloc::vec::Vec;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

/// The id that presets have on the relay chain: one that is free on a relay chain for tests.
pub const PARA_ID: u32 = 2_000;

/// A chain for tests, on which blocks are made by the accounts in `collators`, with their own keys (`--alice`).
pub fn local(collators: &[Sr25519Keyring]) -> RuntimeGenesisConfig {
    let named: Vec<AccountId> = named_accounts().into_iter().map(|(_, id)| id).collect();
    let funded = named.iter().cloned().chain(ethereum_accounts());
    let keys = |collator: &Sr25519Keyring| {
        let account = collator.to_account_id();
        let aura = collator.public().into();
        (account.clone(), account, SessionKeys { aura })
    };
    RuntimeGenesisConfig {
        balances: BalancesConfig {
            balances: funded
                .map(|id| (id, ENDOWMENT))
                .chain([(TreasuryAccount::get(), UNIT)])
                .collect(),
            ..Default::default()
        },
        collator_selection: CollatorSelectionConfig {
            invulnerables: collators.iter().map(|it| it.to_account_id()).collect(),
            candidacy_bond: 1_000 * UNIT,
            ..Default::default()
        },
        parachain_info: ParachainInfoConfig {
            parachain_id: PARA_ID.into(),
            ..Default::default()
        },
        revive: ReviveConfig {
            mapped_accounts: named,
            ..Default::default()
        },
        session: SessionConfig {
            keys: collators.iter().map(keys).collect(),
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
    let genesis = match id.as_ref() {
        DEV_RUNTIME_PRESET => local(&[Sr25519Keyring::Alice]),
        LOCAL_TESTNET_RUNTIME_PRESET => local(&[Sr25519Keyring::Alice, Sr25519Keyring::Bob]),
        _ => return None,
    };
    serde_json::to_vec(&genesis).ok()
}

/// The names [`preset`] knows.
pub fn preset_names() -> Vec<PresetId> {
    [DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET]
        .into_iter()
        .map(PresetId::from)
        .collect()
}
