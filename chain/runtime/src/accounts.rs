//! The accounts that both chains start with, and whose keys are well known.

use crate::{services_account, AccountId, Balance, UNIT};
use alloc::{vec, vec::Vec};
use sp_core::hex2array;
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

/// Substrate's well-known Ethereum keys, Alith, Baltathar, Charleth, Dorothy and Ethan: those that the development server of
/// Ethereum's JSON-RPC signs with.
const ETHEREUM_ADDRESSES: [[u8; 20]; 5] = [
    hex2array!("f24ff3a9cf04c71dbc94d0b566f7a27b94566cac"),
    hex2array!("3cd0a705a2dc65e5b1e1205896baa2be8a07c6e0"),
    hex2array!("798d4ba9baf0064ec19eb4f0a1a45785ae9d6dfc"),
    hex2array!("773539d4ac0e786233d90a233654ccee26a613d9"),
    hex2array!("ff64d3f6efe2317ee2807d223a0bdc4c0c49dfdb"),
];

/// The accounts of [`ETHEREUM_ADDRESSES`], whose owners sign as Ethereum wallets do. They need no
/// mapping: the address is in the account.
pub fn ethereum_accounts() -> Vec<AccountId> {
    let account = |address: &[u8; 20]| {
        let mut account = [0xee; 32];
        account[..20].copy_from_slice(address);
        account.into()
    };
    ETHEREUM_ADDRESSES.iter().map(account).collect()
}

/// Whose signature counts as the chain's governance: alice's.
pub fn governance() -> AccountId {
    Sr25519Keyring::Alice.to_account_id()
}
