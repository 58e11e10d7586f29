//! The accounts of the snapshots: they are the same in both.

use crate::{accounts::Account, chain::Chain};
use alloy_primitives::hex;
use sp_core::H160;

/// An operator that had staked when the snapshot was taken.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Its account.
    pub account: Account,
    /// Its key, which is that of the account: uncompressed, with the leading `04`.
    pub ecdsa_public_key: [u8; 65],
    /// Where it can be reached.
    pub rpc_address: String,
}

/// Accounts and keys that development chains have by convention, and the snapshot with them.
const DEVELOPER: [u8; 20] = hex!("f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
const OPERATORS: [[u8; 20]; 2] = [
    hex!("70997970c51812dc3a010c7d01b50e0d17dc79c8"),
    hex!("3c44cdddb6a900fa2b585dd299e03d12fa4293bc"),
];
const OPERATOR_KEYS: [[u8; 65]; 2] = [
    hex!(
        "04ba5734d8f7091719471e7f7ed6b9df170dc70cc661ca05e688601ad984f068b0"
        "d67351e5f06073092499336ab0839ef8a521afd334e53807205fa2f08eec74f4"
    ),
    hex!(
        "049d9031e97dd78ff8c15aa86939de9b1e791066a0224e331bc962a2099a7b1f04"
        "64b8bbafe1535f2301c72c2cb3535b172da30b02686ab0393d348614f157fbdb"
    ),
];

pub(super) fn developer(chain: &mut Chain) -> Account {
    Account {
        name: "developer".into(),
        ..chain.ethereum_account(H160(DEVELOPER))
    }
}

pub(super) fn operators(chain: &mut Chain) -> [Operator; 2] {
    [0, 1].map(|index: usize| Operator {
        account: Account {
            name: format!("operator {}", index + 1),
            ..chain.ethereum_account(H160(OPERATORS[index]))
        },
        ecdsa_public_key: OPERATOR_KEYS[index],
        rpc_address: format!("http://operator{}.local:8545", index + 1),
    })
}
