//! The state of a chain on which Tangle's team deployed the core, as it is published.
//!
//! A snapshot is anvil's: every account with its code and storage. Loaded
//! into the genesis of this chain, the very bytecode of the core runs here, with the operators that
//! had staked when the snapshot was taken.

use std::{collections::BTreeMap, path::PathBuf};

use super::release::Release;
use alloy_primitives::{Address, U256};
use blueprint_e2e_runtime::{Nonce, Runtime};
use pallet_revive::{
    evm::{Bytes, Bytes32},
    genesis::{Account, ContractData},
};
use serde::Deserialize;
use sp_core::H160;

/// A snapshot that this harness does not understand.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// It cannot be read.
    #[error("expected the newer core's state in {}, received: {error}; run `make newer-core`", path.display())]
    Missing {
        /// Where it belongs.
        path: PathBuf,
        /// Why it cannot be read.
        error: std::io::Error,
    },
    /// It was not found or fetched.
    #[error("expected the newer core's state, received none: {0}")]
    NotProvided(String),
    /// It does not have the form of an anvil snapshot.
    #[error("expected an anvil snapshot with `block` and `accounts`, received other JSON: {0}")]
    Format(#[from] serde_json::Error),
    /// It is of another deployment.
    #[error("expected {expected} contracts in the snapshot, received {received}")]
    ContractCount {
        /// [`Release::contracts`].
        expected: usize,
        /// What the snapshot holds.
        received: usize,
    },
    /// The core is not where it is known to be.
    #[error("expected the code of Tangle's core at {0:?}, received none")]
    NoCore(H160),
    /// A quantity too large for the chain's type.
    #[error("expected {what} of at most {most}, received {received}")]
    OutOfRange {
        /// Which quantity.
        what: &'static str,
        /// The type's largest value.
        most: u64,
        /// What the snapshot says.
        received: U256,
    },
}

/// What the genesis of a chain with the core needs.
pub struct Snapshot {
    /// Every account: contracts with their code and storage, and people with their nonces, from
    /// which the addresses of the contracts they deploy next derive.
    pub accounts: Vec<Account<Runtime>>,
    /// Time of the snapshot's last block, in seconds. At an earlier time the core takes every
    /// operator for unregistered.
    pub timestamp: u64,
    /// Height of the snapshot's last block.
    pub block: u32,
}

impl Snapshot {
    /// Reads an anvil snapshot of the known deployment of a release.
    ///
    /// # Errors
    /// If `json` has another form, or holds other contracts.
    pub fn parse(json: &str, release: Release) -> Result<Self, StateError> {
        let dump: Dump = serde_json::from_str(json)?;
        let accounts = dump
            .accounts
            .into_iter()
            .map(|(address, account)| account.into_genesis(address))
            .collect::<Result<Vec<_>, _>>()?;
        let contracts: Vec<_> = accounts
            .iter()
            .filter(|account| account.contract_data.is_some())
            .collect();
        if contracts.len() != release.contracts() {
            return Err(StateError::ContractCount {
                expected: release.contracts(),
                received: contracts.len(),
            });
        }
        if !contracts
            .iter()
            .any(|contract| contract.address == release.core())
        {
            return Err(StateError::NoCore(release.core()));
        }
        Ok(Self {
            accounts,
            timestamp: narrow("a timestamp", u64::MAX, dump.block.timestamp)?,
            block: narrow("a block number", u32::MAX.into(), dump.block.number)?,
        })
    }

    /// Writes a word of a contract's storage.
    pub(super) fn store(&mut self, contract: H160, slot: U256, value: U256) {
        let mut accounts = self.accounts.iter_mut();
        let found = accounts.find(|account| account.address == contract);
        if let Some(data) = found.and_then(|account| account.contract_data.as_mut()) {
            let (slot, value) = (slot.to_be_bytes(), value.to_be_bytes());
            data.storage.insert(Bytes32(slot), Bytes32(value));
        }
    }
}

/// What anvil dumps, as far as it matters here.
#[derive(Deserialize)]
struct Dump {
    block: DumpedBlock,
    accounts: BTreeMap<Address, DumpedAccount>,
}

#[derive(Deserialize)]
struct DumpedBlock {
    number: U256,
    timestamp: U256,
}

#[derive(Deserialize)]
struct DumpedAccount {
    nonce: U256,
    balance: U256,
    code: alloy_primitives::Bytes,
    // anvil writes words without their leading zeros, so they are read as numbers.
    storage: BTreeMap<U256, U256>,
}

impl DumpedAccount {
    fn into_genesis(self, address: Address) -> Result<Account<Runtime>, StateError> {
        let contract_data = (!self.code.is_empty()).then(|| ContractData {
            code: Bytes(self.code.to_vec()),
            storage: self
                .storage
                .into_iter()
                .map(|(key, value)| (Bytes32(key.to_be_bytes()), Bytes32(value.to_be_bytes())))
                .collect(),
        });
        Ok(Account {
            address: H160(address.into_array()),
            balance: sp_core::U256::from_big_endian(&self.balance.to_be_bytes::<32>()),
            nonce: narrow("a nonce", Nonce::MAX.into(), self.nonce)?,
            contract_data,
        })
    }
}

fn narrow<T: TryFrom<U256>>(what: &'static str, most: u64, value: U256) -> Result<T, StateError> {
    T::try_from(value).map_err(|_| StateError::OutOfRange {
        what,
        most,
        received: value,
    })
}
