//! Logs, filters and subscriptions.

use super::{
    types::{number, Number},
    Rpc,
};
use crate::{chain::Chain, error::Error, history::Block};
use alloy_rpc_types_eth::{BlockNumHash, BlockNumberOrTag, Filter, FilterBlockOption, Log};
use jsonrpsee::{
    core::{RpcResult, SubscriptionResult},
    proc_macros::rpc,
    PendingSubscriptionSink, SubscriptionMessage, SubscriptionSink,
};
use pallet_revive::pallet_revive_types::runtime_api::BlockV1;
use serde::Serialize;
use sp_core::{H256, U256};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast::error::RecvError;

/// The most filters at a time; the oldest goes.
const MAX_FILTERS: usize = 1_024;

/// What a filter looks for.
#[derive(Clone)]
enum Kind {
    Blocks,
    Logs(Box<Filter>),
}

/// A filter, and the first block at which it has not looked.
#[derive(Clone)]
struct Polled {
    kind: Kind,
    next: u64,
}

/// The filters that clients poll.
#[derive(Default)]
pub struct Filters(Mutex<(u64, BTreeMap<u64, Polled>)>);

impl Filters {
    fn lock(&self) -> MutexGuard<'_, (u64, BTreeMap<u64, Polled>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets filters look at the blocks after `last` again, which the chain has returned to.
    pub fn rewind(&self, last: u64) {
        for filter in self.lock().1.values_mut() {
            filter.next = filter.next.min(last.saturating_add(1));
        }
    }

    fn add(&self, kind: Kind, next: u64) -> u64 {
        let mut filters = self.lock();
        filters.0 = filters.0.saturating_add(1);
        let id = filters.0;
        filters.1.insert(id, Polled { kind, next });
        if filters.1.len() > MAX_FILTERS {
            filters.1.pop_first();
        }
        id
    }
}

/// What a filter found.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub enum Found {
    Hashes(Vec<H256>),
    Logs(Vec<Log>),
}

/// What a subscriber gets.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub enum Item {
    Header(Box<BlockV1>),
    Log(Box<Log>),
}

#[rpc(server)]
pub trait Logs {
    #[method(name = "eth_getLogs")]
    async fn logs(&self, filter: Filter) -> RpcResult<Vec<Log>>;
    #[method(name = "eth_newFilter")]
    async fn new_filter(&self, filter: Filter) -> RpcResult<U256>;
    #[method(name = "eth_newBlockFilter")]
    async fn new_block_filter(&self) -> RpcResult<U256>;
    #[method(name = "eth_getFilterChanges")]
    async fn filter_changes(&self, id: Number) -> RpcResult<Found>;
    #[method(name = "eth_getFilterLogs")]
    async fn filter_logs(&self, id: Number) -> RpcResult<Vec<Log>>;
    #[method(name = "eth_uninstallFilter")]
    async fn uninstall_filter(&self, id: Number) -> RpcResult<bool>;
    #[subscription(
        name = "eth_subscribe" => "eth_subscription",
        unsubscribe = "eth_unsubscribe",
        item = Item
    )]
    async fn subscribe(&self, kind: String, filter: Option<Filter>) -> SubscriptionResult;
}

/// The logs of blocks that match a filter. Of its range the numbers count: a tag, such as `latest`, moves with the chain.
fn matching<'a>(
    chain: &'a Chain,
    blocks: impl Iterator<Item = &'a Block>,
    filter: &Filter,
) -> Vec<Log> {
    let blocks = blocks.filter(|block| {
        let id = BlockNumHash::new(block.number(), block.ethereum.hash.0.into());
        filter.matches_block(&id) && filter.matches_bloom(block.bloom())
    });
    let logs = blocks.flat_map(|block| chain.history().logs(block));
    logs.filter(|log| filter.matches(&log.inner))
        .cloned()
        .collect()
}

/// That a range of blocks does not end before it begins.
fn ordered(from: u64, to: u64) -> Result<(), Error> {
    if from <= to {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "invalid block range: expected fromBlock at most toBlock, received {from} and {to}"
    )))
}

fn logs(chain: &Chain, filter: &Filter) -> Result<Vec<Log>, Error> {
    let history = chain.history();
    let (from, to) = match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => {
            let at = history.number_of(H256(hash.0)).ok_or_else(|| {
                Error::rejected(format!("unknown block: there is none of the hash {hash}"))
            })?;
            (at, at)
        }
        FilterBlockOption::Range {
            from_block,
            to_block,
        } => {
            let resolve =
                |block: Option<BlockNumberOrTag>| number(chain, block.unwrap_or_default());
            let (from, to) = (resolve(from_block), resolve(to_block));
            let is_number = matches!(to_block, Some(BlockNumberOrTag::Number(_)));
            if from > to && to == history.last_number() && !is_number {
                // A client that polls from the block after the last one that it read.
                return Ok(Vec::new());
            }
            (from, to)
        }
    };
    ordered(from, to)?;
    let first = history.first_number();
    if from < first {
        // An empty result would say that there were none.
        return Err(Error::rejected(format!(
            "expected fromBlock from {first} on, received {from}: the chain was loaded from a file, which has no logs of earlier blocks"
        )));
    }
    Ok(matching(chain, history.range(from, to), filter))
}

impl Rpc {
    async fn install(&self, kind: Kind) -> RpcResult<U256> {
        let last = |chain: &mut Chain| Ok(chain.history().last_number());
        let next = self.chain.run(last).await?.saturating_add(1);
        Ok(self.filters.add(kind, next).into())
    }

    fn filter(&self, id: Number) -> Result<(u64, Polled), Error> {
        let unknown = || Error::rejected(format!("filter not found: {}", id.0));
        let key = id.u64()?;
        let filters = self.filters.lock();
        let filter = filters.1.get(&key).cloned();
        Ok((key, filter.ok_or_else(unknown)?))
    }

    /// Sends what is in a block. Returns whether the subscriber is still there.
    async fn notify(&self, sink: &SubscriptionSink, kind: &Kind, number: u64) -> bool {
        let wanted = kind.clone();
        let news = move |chain: &mut Chain| {
            let block = chain.history().made(number).into_iter();
            let items: Vec<Item> = match wanted {
                Kind::Blocks => block
                    .map(|block| Item::Header(Box::new(block.ethereum.clone())))
                    .collect(),
                Kind::Logs(filter) => matching(chain, block, &filter)
                    .into_iter()
                    .map(|log| Item::Log(Box::new(log)))
                    .collect(),
            };
            Ok(items)
        };
        let Ok(items) = self.chain.run(news).await else {
            return false;
        };
        for item in items {
            let Ok(message) = SubscriptionMessage::from_json(&item) else {
                return false;
            };
            if sink.send(message).await.is_err() {
                return false;
            }
        }
        true
    }
}

#[jsonrpsee::core::async_trait]
impl LogsServer for Rpc {
    async fn logs(&self, filter: Filter) -> RpcResult<Vec<Log>> {
        let found = move |chain: &mut Chain| logs(chain, &filter);
        Ok(self.chain.run(found).await?)
    }

    async fn new_filter(&self, filter: Filter) -> RpcResult<U256> {
        // An error now, not with the first poll.
        if let FilterBlockOption::Range {
            from_block: Some(BlockNumberOrTag::Number(from)),
            to_block: Some(BlockNumberOrTag::Number(to)),
        } = filter.block_option
        {
            ordered(from, to)?;
        }
        self.install(Kind::Logs(Box::new(filter))).await
    }

    async fn new_block_filter(&self) -> RpcResult<U256> {
        self.install(Kind::Blocks).await
    }

    async fn filter_changes(&self, id: Number) -> RpcResult<Found> {
        let (key, filter) = self.filter(id)?;
        let changes = move |chain: &mut Chain| {
            let last = chain.history().last_number();
            let blocks = chain.history().range(filter.next, last);
            let found = match &filter.kind {
                Kind::Blocks => Found::Hashes(blocks.map(|block| block.ethereum.hash).collect()),
                Kind::Logs(filter) => Found::Logs(matching(chain, blocks, filter)),
            };
            Ok((last.saturating_add(1), found))
        };
        let (next, found) = self.chain.run(changes).await?;
        if let Some(filter) = self.filters.lock().1.get_mut(&key) {
            filter.next = next;
        }
        Ok(found)
    }

    async fn filter_logs(&self, id: Number) -> RpcResult<Vec<Log>> {
        match self.filter(id)?.1.kind {
            Kind::Logs(filter) => self.logs(*filter).await,
            Kind::Blocks => Err(Error::invalid(
                "expected a filter of eth_newFilter, received one of eth_newBlockFilter",
            )
            .into()),
        }
    }

    async fn uninstall_filter(&self, id: Number) -> RpcResult<bool> {
        let key = id.u64()?;
        Ok(self.filters.lock().1.remove(&key).is_some())
    }

    async fn subscribe(
        &self,
        pending: PendingSubscriptionSink,
        kind: String,
        filter: Option<Filter>,
    ) -> SubscriptionResult {
        let kind = match kind.as_str() {
            "newHeads" => Kind::Blocks,
            "logs" => Kind::Logs(Box::new(filter.unwrap_or_default())),
            other => {
                let error = Error::unsupported(format!(
                    "expected a subscription to newHeads or logs, received {other}"
                ));
                pending.reject(error).await;
                return Ok(());
            }
        };
        let mut news = self.chain.news();
        let sink = pending.accept().await?;
        loop {
            let number = tokio::select! {
                () = sink.closed() => return Ok(()),
                news = news.recv() => match news {
                    Ok(number) => number,
                    // A subscriber that is more than a thousand blocks late misses some.
                    Err(RecvError::Lagged(_)) => continue,
                    Err(RecvError::Closed) => return Ok(()),
                },
            };
            if !self.notify(&sink, &kind, number).await {
                return Ok(());
            }
        }
    }
}
