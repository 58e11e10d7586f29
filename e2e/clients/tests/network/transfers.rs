//! What clients send meanwhile.

use crate::PATIENCE;
use anyhow::{bail, Result};
use blueprint_node_clients::{
    chain::{account, account_of, send, Api},
    network::Network,
};
use ink_e2e::{ferdie, subxt::dynamic::Value, Keypair};
use std::{
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
    time::Duration,
};
use tokio::{task::JoinHandle, time::sleep};

/// A transfer of the smallest unit.
pub fn transfer() -> Vec<Value> {
    vec![
        Value::unnamed_variant("Id", [Value::from_bytes(account_of(&ferdie()))]),
        Value::u128(1),
    ]
}

/// Transfers of an account, sent by one node, one a second.
pub struct Transfers {
    signer: Keypair,
    sending: JoinHandle<Result<()>>,
    taken: Arc<AtomicU64>,
}

impl Transfers {
    /// Sends until it is ended, and counts those that the node took.
    pub async fn start(url: &str, signer: Keypair) -> Result<Self> {
        let api = Api::from_url(url).await?;
        let (first, _, _) = account(&api, &account_of(&signer)).await?;
        let first = u64::try_from(first)?;
        let taken = Arc::new(AtomicU64::new(first));
        let (counted, from) = (taken.clone(), signer.clone());
        let sending = tokio::spawn(async move {
            for nonce in first.. {
                let call = ("Balances", "transfer_keep_alive");
                send(&api, &from, nonce, call.0, call.1, transfer()).await?;
                counted.store(nonce + 1, Ordering::SeqCst);
                sleep(Duration::from_secs(1)).await;
            }
            Ok(())
        });
        Ok(Self {
            signer,
            sending,
            taken,
        })
    }

    /// Ends it: each that a node took is in a final block of every validator.
    pub async fn end(self, network: &Network, at_least: u64) -> Result<()> {
        if self.sending.is_finished() {
            bail!(
                "expected transactions all the time, received {:?}",
                self.sending.await?
            );
        }
        self.sending.abort();
        let sent = self.taken.load(Ordering::SeqCst);
        assert!(sent >= at_least, "transactions of all that time: {sent}");
        let head = network.best(0).await?.number;
        network.until_final(head + 2, PATIENCE).await?;
        network.agreed().await?;
        for index in network.running() {
            let api = Api::from_url(network.url(index)?).await?;
            let (nonce, _, _) = account(&api, &account_of(&self.signer)).await?;
            assert!(nonce >= sent.into(), "validator {index}: {nonce} of {sent}");
        }
        Ok(())
    }
}
