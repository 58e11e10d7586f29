//! Blocks, transactions and receipts.

use super::{
    types::{number_of, Number},
    Rpc,
};
use crate::{chain::Chain, history::Block, receipt::Receipt, transaction::Ethereum};
use alloy_rpc_types_eth::{BlockId, BlockNumberOrTag};
use blueprint_e2e_runtime::System;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_revive::{
    evm::TransactionSigned,
    pallet_revive_types::runtime_api::{BlockV1, TransactionInfoV1, TransactionSignedV1},
};
use serde::Serialize;
use sp_core::{H160, H256, U256};

/// A transaction, which may wait for a block.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub enum TransactionJson {
    Mined(Box<TransactionInfoV1>),
    #[serde(rename_all = "camelCase")]
    Waiting {
        block_hash: Option<H256>,
        block_number: Option<U256>,
        from: H160,
        hash: H256,
        transaction_index: Option<U256>,
        #[serde(flatten)]
        signed: Box<TransactionSignedV1>,
    },
}

#[rpc(server)]
pub trait Blocks {
    #[method(name = "eth_blockNumber")]
    async fn block_number(&self) -> RpcResult<U256>;
    #[method(name = "eth_getBlockByNumber")]
    async fn block_by_number(
        &self,
        block: BlockNumberOrTag,
        full: Option<bool>,
    ) -> RpcResult<Option<BlockV1>>;
    #[method(name = "eth_getBlockByHash")]
    async fn block_by_hash(&self, hash: H256, full: Option<bool>) -> RpcResult<Option<BlockV1>>;
    #[method(name = "eth_getBlockTransactionCountByNumber")]
    async fn count_by_number(&self, block: BlockNumberOrTag) -> RpcResult<Option<U256>>;
    #[method(name = "eth_getBlockTransactionCountByHash")]
    async fn count_by_hash(&self, hash: H256) -> RpcResult<Option<U256>>;
    #[method(name = "eth_getUncleCountByBlockNumber")]
    async fn uncles_by_number(&self, block: BlockNumberOrTag) -> RpcResult<Option<U256>>;
    #[method(name = "eth_getUncleCountByBlockHash")]
    async fn uncles_by_hash(&self, hash: H256) -> RpcResult<Option<U256>>;
    #[method(name = "eth_getTransactionByHash")]
    async fn transaction(&self, hash: H256) -> RpcResult<Option<TransactionJson>>;
    #[method(name = "eth_getTransactionByBlockNumberAndIndex")]
    async fn transaction_by_number(
        &self,
        block: BlockNumberOrTag,
        index: Number,
    ) -> RpcResult<Option<TransactionInfoV1>>;
    #[method(name = "eth_getTransactionByBlockHashAndIndex")]
    async fn transaction_by_block(
        &self,
        hash: H256,
        index: Number,
    ) -> RpcResult<Option<TransactionInfoV1>>;
    #[method(name = "eth_getTransactionReceipt")]
    async fn receipt(&self, hash: H256) -> RpcResult<Option<Receipt>>;
    #[method(name = "eth_getBlockReceipts")]
    async fn receipts(&self, block: BlockId) -> RpcResult<Option<Vec<Receipt>>>;
    /// The Substrate hash of a block, as a node returns it: that of genesis is signed by the keys of operators.
    #[method(name = "chain_getBlockHash")]
    async fn native_hash(&self, block: Number) -> RpcResult<Option<H256>>;
    #[method(name = "eth_pendingTransactions")]
    async fn pending(&self) -> RpcResult<Vec<TransactionJson>>;
}

impl Rpc {
    async fn block(&self, block: BlockId, full: Option<bool>) -> RpcResult<Option<BlockV1>> {
        let found = move |chain: &mut Chain| {
            let number = number_of(chain, block);
            let full = full.unwrap_or(false);
            Ok(number.and_then(|number| chain.history().block(number, full)))
        };
        Ok(self.chain.run(found).await?)
    }

    async fn nth(&self, block: BlockId, index: Number) -> RpcResult<Option<TransactionInfoV1>> {
        let found = move |chain: &mut Chain| {
            let block = number_of(chain, block).and_then(|it| chain.history().made(it));
            let index = usize::try_from(index.u64()?).unwrap_or(usize::MAX);
            let mined = block.and_then(|block| chain.history().transactions(block).nth(index));
            Ok(mined.map(|mined| mined.info.clone()))
        };
        Ok(self.chain.run(found).await?)
    }

    async fn count(&self, block: BlockId) -> RpcResult<Option<U256>> {
        let block = self.block(block, None).await?;
        Ok(block.map(|block| block.transactions.len().into()))
    }

    /// No block has any.
    async fn uncles(&self, block: BlockId) -> RpcResult<Option<U256>> {
        let block = self.block(block, None).await?;
        Ok(block.map(|_| U256::zero()))
    }
}

fn by_hash(hash: H256) -> BlockId {
    BlockId::hash(hash.0.into())
}

/// A transaction without a block.
pub(super) fn waiting(transaction: &Ethereum) -> TransactionJson {
    let mut signed = transaction.signed.clone();
    if let TransactionSigned::Transaction1559Signed(signed) = &mut signed {
        // What it pays is known with its block: until then, the most.
        let unsigned = &mut signed.transaction_1559_unsigned;
        unsigned.gas_price = unsigned.max_fee_per_gas;
    }
    TransactionJson::Waiting {
        block_hash: None,
        block_number: None,
        from: transaction.from,
        hash: transaction.hash,
        transaction_index: None,
        signed: Box::new(signed.into()),
    }
}

#[jsonrpsee::core::async_trait]
impl BlocksServer for Rpc {
    async fn native_hash(&self, block: Number) -> RpcResult<Option<H256>> {
        let number = block.u64()?;
        let hash = move |chain: &mut Chain| {
            if number == 0 && chain.history().last_number() > 0 {
                // What the runtime has, also where the chain was loaded from a later block.
                return Ok(Some(chain.read(|| System::block_hash(0))));
            }
            Ok(chain.history().made(number).map(|it| it.native_hash))
        };
        Ok(self.chain.run(hash).await?)
    }

    async fn block_number(&self) -> RpcResult<U256> {
        let last = |chain: &mut Chain| Ok(chain.history().last_number());
        Ok(self.chain.run(last).await?.into())
    }

    async fn block_by_number(
        &self,
        block: BlockNumberOrTag,
        full: Option<bool>,
    ) -> RpcResult<Option<BlockV1>> {
        self.block(block.into(), full).await
    }

    async fn block_by_hash(&self, hash: H256, full: Option<bool>) -> RpcResult<Option<BlockV1>> {
        self.block(by_hash(hash), full).await
    }

    async fn count_by_number(&self, block: BlockNumberOrTag) -> RpcResult<Option<U256>> {
        self.count(block.into()).await
    }

    async fn count_by_hash(&self, hash: H256) -> RpcResult<Option<U256>> {
        self.count(by_hash(hash)).await
    }

    async fn uncles_by_number(&self, block: BlockNumberOrTag) -> RpcResult<Option<U256>> {
        self.uncles(block.into()).await
    }

    async fn uncles_by_hash(&self, hash: H256) -> RpcResult<Option<U256>> {
        self.uncles(by_hash(hash)).await
    }

    async fn transaction(&self, hash: H256) -> RpcResult<Option<TransactionJson>> {
        let found = move |chain: &mut Chain| {
            let mined = chain.history().transaction(hash);
            let mined = mined.map(|it| TransactionJson::Mined(Box::new(it.info.clone())));
            Ok(mined.or_else(|| chain.pool().get(hash).map(waiting)))
        };
        Ok(self.chain.run(found).await?)
    }

    async fn transaction_by_number(
        &self,
        block: BlockNumberOrTag,
        index: Number,
    ) -> RpcResult<Option<TransactionInfoV1>> {
        self.nth(block.into(), index).await
    }

    async fn transaction_by_block(
        &self,
        hash: H256,
        index: Number,
    ) -> RpcResult<Option<TransactionInfoV1>> {
        self.nth(by_hash(hash), index).await
    }

    async fn receipt(&self, hash: H256) -> RpcResult<Option<Receipt>> {
        let found = move |chain: &mut Chain| {
            let mined = chain.history().transaction(hash);
            Ok(mined.map(|mined| mined.receipt.clone()))
        };
        Ok(self.chain.run(found).await?)
    }

    async fn receipts(&self, block: BlockId) -> RpcResult<Option<Vec<Receipt>>> {
        let found = move |chain: &mut Chain| {
            let Some(number) = number_of(chain, block) else {
                return Ok(None);
            };
            let history = chain.history();
            let all = |block: &Block| {
                let mined = history.transactions(block);
                mined.map(|mined| mined.receipt.clone()).collect()
            };
            // A block whose number was left out has none.
            let exists = number <= history.last_number();
            Ok(exists.then(|| history.made(number).map(all).unwrap_or_default()))
        };
        Ok(self.chain.run(found).await?)
    }

    async fn pending(&self) -> RpcResult<Vec<TransactionJson>> {
        let all = |chain: &mut Chain| Ok(chain.pool().iter().map(waiting).collect());
        Ok(self.chain.run(all).await?)
    }
}
