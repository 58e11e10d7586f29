//! Transactions that wait for a block, by sender and nonce.

use super::{
    blocks::{waiting, TransactionJson},
    Rpc,
};
use crate::{chain::Chain, convert, transaction::Ethereum};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_revive::evm::GenericTransaction;
use serde::Serialize;
use sp_core::{H160, U256};
use std::collections::BTreeMap;

/// Of each sender, by nonce.
type BySender<T> = BTreeMap<H160, BTreeMap<u64, T>>;

/// What can enter the next block, and what waits for a transaction before it.
#[derive(Clone, Serialize)]
pub struct Waiting<T> {
    pending: T,
    queued: T,
}

#[rpc(server)]
pub trait Pool {
    #[method(name = "txpool_status")]
    async fn status(&self) -> RpcResult<Waiting<U256>>;
    #[method(name = "txpool_content")]
    async fn content(&self) -> RpcResult<Waiting<BySender<TransactionJson>>>;
    #[method(name = "txpool_inspect")]
    async fn inspect(&self) -> RpcResult<Waiting<BySender<String>>>;
}

impl Rpc {
    async fn pool<T: Send + 'static>(
        &self,
        shown: fn(&Ethereum) -> T,
    ) -> RpcResult<Waiting<BySender<T>>> {
        let split = move |chain: &mut Chain| {
            let (pending, queued) = chain.pool().split(|sender| chain.nonce(sender));
            Ok(Waiting {
                pending: show(pending, shown),
                queued: show(queued, shown),
            })
        };
        Ok(self.chain.run(split).await?)
    }
}

fn show<T>(all: BySender<&Ethereum>, shown: fn(&Ethereum) -> T) -> BySender<T> {
    let senders = all.into_iter().map(|(sender, all)| {
        let all = all.into_iter().map(|(nonce, it)| (nonce, shown(it)));
        (sender, all.collect())
    });
    senders.collect()
}

/// One line: who gets what, and what it pays at most.
fn line(transaction: &Ethereum) -> String {
    let fields = GenericTransaction::from_signed(transaction.signed.clone(), U256::MAX, None);
    let to = fields
        .to
        .map_or("contract creation".to_owned(), |to| format!("{to:?}"));
    let value = fields.value.unwrap_or_default();
    let gas = fields.gas.unwrap_or_default();
    let price = convert::price(&fields);
    format!("{to}: {value} wei + {gas} gas × {price} wei")
}

#[jsonrpsee::core::async_trait]
impl PoolServer for Rpc {
    async fn status(&self) -> RpcResult<Waiting<U256>> {
        let all = self.pool(|_| ()).await?;
        let count = |of: BySender<()>| of.values().map(BTreeMap::len).sum::<usize>().into();
        Ok(Waiting {
            pending: count(all.pending),
            queued: count(all.queued),
        })
    }

    async fn content(&self) -> RpcResult<Waiting<BySender<TransactionJson>>> {
        self.pool(waiting).await
    }

    async fn inspect(&self) -> RpcResult<Waiting<BySender<String>>> {
        self.pool(line).await
    }
}
