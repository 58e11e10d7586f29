//! Accounts, calls, fees and transactions to be sent.

use super::{
    fields::{Fields, Overrides},
    types::{at, number, Number},
    Rpc,
};
use crate::{
    chain::Chain,
    error::{Error, REVERTED},
    transaction::Ethereum,
};
use alloy_rpc_types_eth::{BlockId, BlockNumberOrTag, FeeHistory};
use blueprint_e2e_runtime::{configs::revive::CHAIN_ID, Revive};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_revive::evm::Bytes;
use serde::Serialize;
use serde_json::Value;
use sp_core::{H160, H256, U256};

/// The most blocks of a fee history.
const MAX_FEE_HISTORY: u64 = 1_024;

/// A list of accesses, which is empty here, and the gas of the transaction with it.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessListAndGas {
    access_list: [(); 0],
    gas_used: U256,
    /// What the transaction reverts with.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[rpc(server)]
pub trait Eth {
    #[method(name = "eth_chainId")]
    async fn chain_id(&self) -> RpcResult<U256>;
    #[method(name = "net_version")]
    async fn net_version(&self) -> RpcResult<String>;
    #[method(name = "net_listening")]
    async fn net_listening(&self) -> RpcResult<bool>;
    #[method(name = "net_peerCount")]
    async fn net_peer_count(&self) -> RpcResult<U256>;
    #[method(name = "web3_clientVersion")]
    async fn client_version(&self) -> RpcResult<String>;
    #[method(name = "web3_sha3")]
    async fn sha3(&self, data: Bytes) -> RpcResult<H256>;
    #[method(name = "eth_syncing")]
    async fn syncing(&self) -> RpcResult<bool>;
    #[method(name = "eth_accounts", aliases = ["eth_requestAccounts"])]
    async fn accounts(&self) -> RpcResult<Vec<H160>>;
    #[method(name = "eth_gasPrice")]
    async fn gas_price(&self) -> RpcResult<U256>;
    #[method(name = "eth_maxPriorityFeePerGas")]
    async fn max_priority_fee_per_gas(&self) -> RpcResult<U256>;
    #[method(name = "eth_feeHistory")]
    async fn fee_history(
        &self,
        count: Number,
        newest: BlockNumberOrTag,
        percentiles: Option<Vec<f64>>,
    ) -> RpcResult<FeeHistory>;
    #[method(name = "eth_getBalance")]
    async fn balance(&self, address: H160, block: Option<BlockId>) -> RpcResult<U256>;
    #[method(name = "eth_getCode")]
    async fn code(&self, address: H160, block: Option<BlockId>) -> RpcResult<Bytes>;
    #[method(name = "eth_getStorageAt")]
    async fn storage_at(
        &self,
        address: H160,
        slot: Number,
        block: Option<BlockId>,
    ) -> RpcResult<H256>;
    #[method(name = "eth_getTransactionCount")]
    async fn transaction_count(&self, address: H160, block: Option<BlockId>) -> RpcResult<U256>;
    #[method(name = "eth_call")]
    async fn call(
        &self,
        transaction: Fields,
        block: Option<BlockId>,
        overrides: Option<Overrides>,
        block_overrides: Option<Value>,
    ) -> RpcResult<Bytes>;
    #[method(name = "eth_estimateGas")]
    async fn estimate_gas(
        &self,
        transaction: Fields,
        block: Option<BlockId>,
        overrides: Option<Overrides>,
        block_overrides: Option<Value>,
    ) -> RpcResult<U256>;
    #[method(name = "eth_createAccessList")]
    async fn create_access_list(
        &self,
        transaction: Fields,
        block: Option<BlockId>,
        overrides: Option<Overrides>,
    ) -> RpcResult<AccessListAndGas>;
    #[method(name = "eth_sendRawTransaction")]
    async fn send_raw_transaction(&self, transaction: Bytes) -> RpcResult<H256>;
    #[method(name = "eth_sendTransaction", aliases = ["eth_sendUnsignedTransaction"])]
    async fn send_transaction(&self, transaction: Fields) -> RpcResult<H256>;
}

/// Calls see the block that they name: without an error they would be answered for another one than was asked for.
pub(super) fn no_block_overrides(overrides: Option<&Value>) -> Result<(), Error> {
    let is_empty = |it: &Value| it.is_null() || it.as_object().is_some_and(|it| it.is_empty());
    match overrides {
        Some(it) if !is_empty(it) => Err(Error::unsupported(format!(
            "expected no block overrides, which this chain does not have, received {it}; evm_setNextBlockTimestamp and evm_mine move the block, evm_snapshot and evm_revert return"
        ))),
        _ => Ok(()),
    }
}

#[jsonrpsee::core::async_trait]
impl EthServer for Rpc {
    async fn chain_id(&self) -> RpcResult<U256> {
        Ok(CHAIN_ID.into())
    }

    async fn net_version(&self) -> RpcResult<String> {
        Ok(CHAIN_ID.to_string())
    }

    async fn net_listening(&self) -> RpcResult<bool> {
        Ok(true)
    }

    async fn net_peer_count(&self) -> RpcResult<U256> {
        Ok(U256::zero())
    }

    async fn client_version(&self) -> RpcResult<String> {
        Ok(client_version())
    }

    async fn sha3(&self, data: Bytes) -> RpcResult<H256> {
        Ok(H256(pallet_revive::keccak_256(&data.0)))
    }

    async fn syncing(&self) -> RpcResult<bool> {
        Ok(false)
    }

    async fn accounts(&self) -> RpcResult<Vec<H160>> {
        let keys = |chain: &mut Chain| Ok(chain.keys().iter().map(|key| key.address).collect());
        Ok(self.chain.run(keys).await?)
    }

    async fn gas_price(&self) -> RpcResult<U256> {
        let price = |chain: &mut Chain| Ok(chain.read(Revive::evm_base_fee));
        Ok(self.chain.run(price).await?)
    }

    async fn max_priority_fee_per_gas(&self) -> RpcResult<U256> {
        Ok(U256::zero())
    }

    async fn fee_history(
        &self,
        count: Number,
        newest: BlockNumberOrTag,
        percentiles: Option<Vec<f64>>,
    ) -> RpcResult<FeeHistory> {
        let count = count.u64()?.min(MAX_FEE_HISTORY);
        let wanted = percentiles.as_deref().unwrap_or_default();
        let rises = wanted.windows(2).all(|pair| pair[0] <= pair[1]);
        if !rises || !wanted.iter().all(|it| (0.0..=100.0).contains(it)) {
            return Err(Error::invalid(format!(
                "expected percentiles from 0 to 100, each at least the one before, received {wanted:?}"
            ))
            .into());
        }
        if count == 0 {
            return Ok(FeeHistory::default());
        }
        let history = move |chain: &mut Chain| {
            let last = number(chain, newest);
            let first = last.saturating_add(1).saturating_sub(count);
            let first = first.max(chain.history().first_number());
            let blocks = (first..=last).map(|at| {
                let block = chain.history().block(at, false);
                block.ok_or_else(|| Error::rejected(format!("there is no block {at}")))
            });
            let blocks: Vec<_> = blocks.collect::<Result<_, _>>()?;
            let next = chain.read(Revive::evm_base_fee);
            let fees = blocks.iter().map(|block| block.base_fee_per_gas);
            let reward = percentiles.map(|it| vec![vec![0; it.len()]; blocks.len()]);
            Ok(FeeHistory {
                base_fee_per_gas: fees.chain([next]).map(|fee| fee.low_u128()).collect(),
                // A block's limit is what 64 bits can express.
                gas_used_ratio: vec![0.0; blocks.len()],
                base_fee_per_blob_gas: vec![0; blocks.len().saturating_add(1)],
                blob_gas_used_ratio: vec![0.0; blocks.len()],
                oldest_block: first,
                reward,
            })
        };
        Ok(self.chain.run(history).await?)
    }

    async fn balance(&self, address: H160, block: Option<BlockId>) -> RpcResult<U256> {
        let balance = move |chain: &mut Chain| {
            Ok(chain.read_at(at(chain, block)?, || Revive::evm_balance(&address)))
        };
        Ok(self.chain.run(balance).await?)
    }

    async fn code(&self, address: H160, block: Option<BlockId>) -> RpcResult<Bytes> {
        let code = move |chain: &mut Chain| {
            let code = chain.read_at(at(chain, block)?, || Revive::code(&address));
            Ok(Bytes(code))
        };
        Ok(self.chain.run(code).await?)
    }

    async fn storage_at(
        &self,
        address: H160,
        slot: Number,
        block: Option<BlockId>,
    ) -> RpcResult<H256> {
        let slot = slot.0.to_big_endian();
        let value = move |chain: &mut Chain| {
            let value = chain.read_at(at(chain, block)?, || Revive::get_storage(address, slot));
            // A value of another length is not one that Ethereum's methods know.
            let value = value.ok().flatten().unwrap_or_default();
            Ok(<[u8; 32]>::try_from(value).map(H256).unwrap_or_default())
        };
        Ok(self.chain.run(value).await?)
    }

    async fn transaction_count(&self, address: H160, block: Option<BlockId>) -> RpcResult<U256> {
        let count = move |chain: &mut Chain| {
            let count = chain.read_at(at(chain, block)?, || Revive::evm_nonce(&address));
            let count = u64::from(count);
            Ok(match block {
                Some(BlockId::Number(BlockNumberOrTag::Pending)) => {
                    chain.pool().next_nonce(address, count)
                }
                _ => count,
            })
        };
        Ok(self.chain.run(count).await?.into())
    }

    async fn call(
        &self,
        transaction: Fields,
        block: Option<BlockId>,
        overrides: Option<Overrides>,
        block_overrides: Option<Value>,
    ) -> RpcResult<Bytes> {
        no_block_overrides(block_overrides.as_ref())?;
        let call = move |chain: &mut Chain| {
            let at = at(chain, block)?;
            chain.call(transaction.0.into(), at, overrides.map(|it| it.0.into()))
        };
        Ok(Bytes(self.chain.run(call).await?))
    }

    async fn estimate_gas(
        &self,
        transaction: Fields,
        block: Option<BlockId>,
        overrides: Option<Overrides>,
        block_overrides: Option<Value>,
    ) -> RpcResult<U256> {
        no_block_overrides(block_overrides.as_ref())?;
        let estimate = move |chain: &mut Chain| {
            let at = block.map(|block| at(chain, Some(block))).transpose()?;
            chain.estimate(transaction.0.into(), at, overrides.map(|it| it.0.into()))
        };
        Ok(self.chain.run(estimate).await?)
    }

    async fn create_access_list(
        &self,
        transaction: Fields,
        block: Option<BlockId>,
        overrides: Option<Overrides>,
    ) -> RpcResult<AccessListAndGas> {
        // No access gets cheaper by being named here.
        let estimate = self.estimate_gas(transaction, block, overrides, None);
        match estimate.await {
            Ok(gas_used) => Ok(AccessListAndGas {
                gas_used,
                ..AccessListAndGas::default()
            }),
            Err(error) if error.code() == REVERTED => Ok(AccessListAndGas {
                error: Some(error.message().to_owned()),
                ..AccessListAndGas::default()
            }),
            Err(error) => Err(error),
        }
    }

    async fn send_raw_transaction(&self, transaction: Bytes) -> RpcResult<H256> {
        let transaction = Ethereum::decode(transaction.0)?;
        let send = move |chain: &mut Chain| chain.submit(transaction);
        Ok(self.chain.run(send).await?)
    }

    async fn send_transaction(&self, transaction: Fields) -> RpcResult<H256> {
        let send = move |chain: &mut Chain| chain.send(transaction.0.into());
        Ok(self.chain.run(send).await?)
    }
}

/// The name and version of this chain. It begins with `anvil`, whose methods the chain has: hardhat's network helpers
/// (`loadFixture`, `time`, `mine`) call no chain of another name but hardhat's own.
pub fn client_version() -> String {
    format!("anvil/blueprint-dev-chain/v{}", env!("CARGO_PKG_VERSION"))
}
