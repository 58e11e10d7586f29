//! What a chain starts with.

use super::{open_block, trace::Trace, Chain};
use blueprint_e2e_runtime::{genesis, BlockNumber, Revive, Runtime, RuntimeGenesisConfig, System};
use frame_support::traits::BuildGenesisConfig;
use pallet_revive::{genesis::Account as GenesisAccount, DebugSettings};
use serde_json::json;
use sp_core::H160;
use sp_io::TestExternalities;
use sp_runtime::BuildStorage;

/// Time of the first block unless the builder is given another: 2026-01-01 00:00:00 UTC, in
/// seconds.
pub const DEFAULT_TIMESTAMP: u64 = 1_767_225_600;

/// Why a chain could not be built.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// The runtime refused its genesis.
    #[error("the genesis state cannot be built: {0}")]
    Genesis(String),
    /// An address in the builder's accounts holds no contract after genesis: its code was refused.
    #[error("the code of the genesis contract {0:?} was refused")]
    GenesisContract(H160),
}

/// What a [`Chain`] starts with, beyond the runtime's development genesis.
#[derive(Default)]
pub struct ChainBuilder {
    accounts: Vec<GenesisAccount<Runtime>>,
    unlimited_contract_size: bool,
    timestamp: Option<u64>,
    block: Option<BlockNumber>,
}

impl ChainBuilder {
    /// Puts contracts, with their code and storage, and plain Ethereum accounts into genesis.
    pub fn revive_accounts(mut self, accounts: Vec<GenesisAccount<Runtime>>) -> Self {
        self.accounts = accounts;
        self
    }

    /// Lifts the limit of 24,576 bytes on EVM code, in genesis and after it.
    pub fn unlimited_contract_size(mut self) -> Self {
        self.unlimited_contract_size = true;
        self
    }

    /// Sets the time of the first block, in seconds since 1970; [`DEFAULT_TIMESTAMP`] otherwise.
    pub fn timestamp(mut self, seconds: u64) -> Self {
        self.timestamp = Some(seconds);
        self
    }

    /// Sets the number of the first block; 1 otherwise, which is also the least.
    pub fn block(mut self, number: BlockNumber) -> Self {
        self.block = Some(number);
        self
    }

    /// Builds genesis and opens the first block.
    ///
    /// # Errors
    /// If genesis cannot be built, or the code of one of the contracts in it is refused.
    pub fn build(self) -> Result<Chain, ChainError> {
        let start = genesis::development();
        let funded = start.balances.balances.iter();
        let funded: Vec<_> = funded
            .map(|(id, amount)| (hex::encode(id), amount.to_string()))
            .collect();
        let mapped = start.revive.mapped_accounts.iter().map(hex::encode);
        let mapped: Vec<_> = mapped.collect();
        let storage = start
            .build_storage()
            .map_err(|error| ChainError::Genesis(error.to_string()))?;
        let mut ext = TestExternalities::from(storage);
        let number = self.block.unwrap_or(1).max(1);
        let seconds = self.timestamp.unwrap_or(DEFAULT_TIMESTAMP);
        let trace = Trace::begin(&json!({
            "start": number, "timestamp": seconds, "funded": funded, "mapped": mapped,
            "unlimited": self.unlimited_contract_size, "contracts": self.accounts.len(),
        }));
        ext.execute_with(|| {
            // A block's number is the last one's plus one.
            System::set_block_number(number - 1);
            if self.unlimited_contract_size {
                // Genesis writes the setting after the accounts it should apply to, hence here.
                DebugSettings::default()
                    .set_allow_unlimited_contract_size(true)
                    .write_to_storage::<Runtime>();
            }
            load_accounts(self.accounts)?;
            open_block(number, seconds.saturating_mul(1_000));
            Ok(())
        })?;
        Ok(Chain {
            ext,
            trace,
            calls: Vec::new(),
        })
    }
}

fn load_accounts(accounts: Vec<GenesisAccount<Runtime>>) -> Result<(), ChainError> {
    if accounts.is_empty() {
        return Ok(());
    }
    let contracts: Vec<H160> = accounts
        .iter()
        .filter(|account| account.contract_data.is_some())
        .map(|account| account.address)
        .collect();
    let RuntimeGenesisConfig { mut revive, .. } = RuntimeGenesisConfig::default();
    revive.accounts = accounts;
    revive.build();
    // A refused contract is only logged.
    match contracts
        .into_iter()
        .find(|address| Revive::code(address).is_empty())
    {
        Some(address) => Err(ChainError::GenesisContract(address)),
        None => Ok(()),
    }
}
