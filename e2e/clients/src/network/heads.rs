//! What the validators of a network say of their chain.

use super::Network;
use anyhow::{bail, ensure, Context, Result};
use ink_e2e::{
    subxt::{
        backend::legacy::LegacyRpcMethods, config::substrate::DigestItem, utils::H256,
        PolkadotConfig,
    },
    RpcClient,
};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How a header names Aura.
const AURA: [u8; 4] = *b"aura";

/// What a node says of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its height.
    pub number: u32,
    /// Its hash.
    pub hash: H256,
    /// The root of the state after it.
    pub state: H256,
    /// The number of the slot it was made in.
    pub slot: u64,
}

impl Network {
    async fn rpc(&self, index: usize) -> Result<LegacyRpcMethods<PolkadotConfig>> {
        let client = RpcClient::from_url(self.url(index)?).await?;
        Ok(LegacyRpcMethods::new(client))
    }

    /// The newest block that a validator knows, final or not.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn best(&self, index: usize) -> Result<Head> {
        let rpc = self.rpc(index).await?;
        let hash = rpc.chain_get_block_hash(None).await?.context("a head")?;
        head(&rpc, hash).await
    }

    /// The newest block that is final for a validator.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn finalized(&self, index: usize) -> Result<Head> {
        let rpc = self.rpc(index).await?;
        let hash = rpc.chain_get_finalized_head().await?;
        head(&rpc, hash).await
    }

    /// The block of a height, for a validator; `None` where it has none.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn block(&self, index: usize, number: u32) -> Result<Option<Head>> {
        let rpc = self.rpc(index).await?;
        match rpc.chain_get_block_hash(Some(number.into())).await? {
            Some(hash) => Ok(Some(head(&rpc, hash).await?)),
            None => Ok(None),
        }
    }

    /// The number of the version of the runtime by which a validator makes its next block.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn version(&self, index: usize) -> Result<u32> {
        let rpc = self.rpc(index).await?;
        Ok(rpc.state_get_runtime_version(None).await?.spec_version)
    }

    /// Waits until a block of this height is final for every validator that runs, and says how long that took.
    ///
    /// # Errors
    /// If it takes longer than `patience`; with the heads.
    pub async fn until_final(&self, number: u32, patience: Duration) -> Result<Duration> {
        self.until_final_for(&self.running(), number, patience)
            .await
    }

    /// Waits as [`until_final`](Self::until_final) does, for some of the validators.
    ///
    /// # Errors
    /// As [`until_final`](Self::until_final).
    pub async fn until_final_for(
        &self,
        validators: &[usize],
        number: u32,
        patience: Duration,
    ) -> Result<Duration> {
        let started = Instant::now();
        loop {
            let mut heads = Vec::new();
            for index in validators {
                heads.push((*index, self.finalized(*index).await?.number));
            }
            if heads.iter().all(|(_, head)| *head >= number) {
                return Ok(started.elapsed());
            }
            if started.elapsed() > patience {
                bail!("expected block {number} to be final within {patience:?}, received final heads {heads:?}");
            }
            sleep(Duration::from_millis(200)).await;
        }
    }

    /// The block up to which every validator that runs has the same final chain: hash and state are compared at the lowest of
    /// their final heads.
    ///
    /// # Errors
    /// If two of them differ.
    pub async fn agreed(&self) -> Result<Head> {
        let mut lowest = u32::MAX;
        for index in self.running() {
            lowest = lowest.min(self.finalized(index).await?.number);
        }
        let mut agreed = None;
        for index in self.running() {
            let block = self.block(index, lowest).await?;
            let block = block.with_context(|| format!("block {lowest} at validator {index}"))?;
            let expected = *agreed.get_or_insert(block);
            ensure!(
                block == expected,
                "expected {expected:?} at validator {index}, received {block:?}"
            );
        }
        agreed.context("a validator that runs")
    }
}

async fn head(rpc: &LegacyRpcMethods<PolkadotConfig>, hash: H256) -> Result<Head> {
    let header = rpc
        .chain_get_header(Some(hash))
        .await?
        .context("a header")?;
    Ok(Head {
        number: header.number,
        hash,
        state: header.state_root,
        slot: slot_of(&header.digest.logs),
    })
}

/// The number of the slot that a block was made in, by what its header says; 0 of genesis, which has none.
pub fn slot_of(digest: &[DigestItem]) -> u64 {
    let slot = digest.iter().find_map(|item| match item {
        DigestItem::PreRuntime(AURA, slot) => {
            Some(u64::from_le_bytes(slot.as_slice().try_into().ok()?))
        }
        _ => None,
    });
    slot.unwrap_or_default()
}
