//! What the network starts with.

use crate::{
    accounts::{ethereum_accounts, governance, named_accounts, ENDOWMENT},
    configs::{services::TreasuryAccount, staking::MAX_CANDIDATES},
    timing::Terms,
    AccountId, Balance, BalancesConfig, ReviveConfig, RuntimeGenesisConfig, SessionConfig,
    SessionKeys, StakingConfig, SudoConfig, TimingConfig, UNIT,
};
use alloc::{vec, vec::Vec};
use pallet_staking::StakerStatus;
use sp_genesis_builder::{PresetId, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::Perbill;

/// Three validators: the fewest with which one can fail and GRANDPA's sessions still change, though nothing is final while
/// it is away.
pub const THREE_VALIDATORS: &str = "three_validators";
/// Four validators in slots of two seconds, sessions of ten blocks and eras of three sessions: for tests.
pub const FAST: &str = "fast";

/// What a validator of a local network has bonded.
pub const VALIDATOR_BOND: Balance = 100_000 * UNIT;
/// The least that a nominator bonds, and a validator.
const LEAST_BONDS: (Balance, Balance) = (10 * UNIT, 1_000 * UNIT);

/// A validator: its stash, and the keys that its node is started with (`--alice`).
fn validator(
    stash: Sr25519Keyring,
    aura: Sr25519Keyring,
    grandpa: Ed25519Keyring,
) -> (AccountId, SessionKeys) {
    let keys = SessionKeys {
        aura: aura.public().into(),
        grandpa: grandpa.public().into(),
    };
    (stash.to_account_id(), keys)
}

/// The validators of a local network, in the order of their names.
pub fn validators() -> Vec<(AccountId, SessionKeys)> {
    vec![
        validator(
            Sr25519Keyring::AliceStash,
            Sr25519Keyring::Alice,
            Ed25519Keyring::Alice,
        ),
        validator(
            Sr25519Keyring::BobStash,
            Sr25519Keyring::Bob,
            Ed25519Keyring::Bob,
        ),
        validator(
            Sr25519Keyring::CharlieStash,
            Sr25519Keyring::Charlie,
            Ed25519Keyring::Charlie,
        ),
        validator(
            Sr25519Keyring::DaveStash,
            Sr25519Keyring::Dave,
            Ed25519Keyring::Dave,
        ),
    ]
}

/// A local network of the first `count` [`validators`], that runs by `terms`.
pub fn local(count: usize, terms: Terms) -> RuntimeGenesisConfig {
    let validators: Vec<_> = validators().into_iter().take(count).collect();
    let number = u32::try_from(validators.len()).unwrap_or(u32::MAX);
    let named: Vec<AccountId> = named_accounts().into_iter().map(|(_, id)| id).collect();
    let stashes = validators.iter().map(|(stash, _)| stash.clone());
    let funded = named
        .iter()
        .cloned()
        .chain(ethereum_accounts())
        .chain(stashes);
    let staker = |stash: &AccountId| {
        (
            stash.clone(),
            stash.clone(),
            VALIDATOR_BOND,
            StakerStatus::Validator,
        )
    };
    let (min_nominator_bond, min_validator_bond) = LEAST_BONDS;
    RuntimeGenesisConfig {
        balances: BalancesConfig {
            balances: funded
                .map(|id| (id, ENDOWMENT))
                // So that it can hold slashed assets before it has fees.
                .chain([(TreasuryAccount::get(), UNIT)])
                .collect(),
            ..Default::default()
        },
        revive: ReviveConfig {
            mapped_accounts: named,
            ..Default::default()
        },
        session: SessionConfig {
            keys: validators
                .iter()
                .map(|(stash, keys)| (stash.clone(), stash.clone(), keys.clone()))
                .collect(),
            ..Default::default()
        },
        staking: StakingConfig {
            min_nominator_bond,
            min_validator_bond,
            max_validator_count: Some(MAX_CANDIDATES),
            minimum_validator_count: 1,
            slash_reward_fraction: Perbill::from_percent(10),
            stakers: validators.iter().map(|(stash, _)| staker(stash)).collect(),
            validator_count: number,
            ..Default::default()
        },
        sudo: SudoConfig {
            key: Some(governance()),
        },
        timing: TimingConfig {
            terms,
            ..Default::default()
        },
        ..Default::default()
    }
}

/// Terms of a network for tests.
pub fn fast_terms() -> Terms {
    Terms {
        slot_milliseconds: 2_000,
        session_blocks: 10,
        era_sessions: 3,
    }
}

/// The genesis of a preset as JSON, `None` if there is no preset of that name.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
    let genesis = match id.as_ref() {
        LOCAL_TESTNET_RUNTIME_PRESET => local(4, Terms::default()),
        THREE_VALIDATORS => local(3, Terms::default()),
        FAST => local(4, fast_terms()),
        _ => return None,
    };
    serde_json::to_vec(&genesis).ok()
}

/// The names [`preset`] knows.
pub fn preset_names() -> Vec<PresetId> {
    [LOCAL_TESTNET_RUNTIME_PRESET, THREE_VALIDATORS, FAST]
        .into_iter()
        .map(PresetId::from)
        .collect()
}
