//! A network of validators: processes of one machine, with a folder of their own each.

use crate::node::Server;
use anyhow::{bail, ensure, Context, Result};
use ink_e2e::subxt::{backend::legacy::LegacyRpcMethods, utils::H256, PolkadotConfig};
use ink_e2e::RpcClient;
use std::{
    env, fs,
    net::TcpListener,
    path::PathBuf,
    process,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// The validators of a local network: each by the option that gives a node its keys.
pub const VALIDATORS: [&str; 4] = ["--alice", "--bob", "--charlie", "--dave"];

/// What a node logs before the identity by which others find it.
const IDENTITY: &str = "Local node identity is: ";

/// Where one validator is kept.
struct Place {
    folder: PathBuf,
    port: u16,
    identity: Option<String>,
    server: Option<Server>,
}

/// A network of validators.
pub struct Network {
    chain: String,
    places: Vec<Place>,
    folder: PathBuf,
}

/// What a node says of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its height.
    pub number: u32,
    /// Its hash.
    pub hash: H256,
    /// The root of the state after it.
    pub state: H256,
}

/// A port that is free now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Network {
    /// Starts the validators of a chain, `local-fast` say, in folders below a new one with this name.
    ///
    /// # Errors
    /// If a node does not listen in time; with the end of its log.
    pub fn start(chain: &str, name: &str, validators: usize) -> Result<Self> {
        let folder = env::temp_dir().join(format!("blueprint-{name}-{}", process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let mut network = Self {
            chain: chain.to_owned(),
            places: Vec::new(),
            folder: folder.clone(),
        };
        for name in VALIDATORS.iter().take(validators) {
            let folder = folder.join(name.trim_start_matches('-'));
            fs::create_dir_all(&folder)?;
            network.places.push(Place {
                folder,
                port: free_port()?,
                identity: None,
                server: None,
            });
        }
        for index in 0..network.places.len() {
            network.resume(index)?;
        }
        Ok(network)
    }

    fn place(&self, index: usize) -> Result<&Place> {
        self.places.get(index).context("a validator of the network")
    }

    /// Starts a validator that does not run, on what it has stored.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn resume(&mut self, index: usize) -> Result<()> {
        let place = self.place(index)?;
        ensure!(place.server.is_none(), "validator {index} runs");
        let folder = place.folder.to_str().context("a path of text")?.to_owned();
        let mut arguments = vec![
            format!("--chain={}", self.chain),
            format!("--base-path={folder}"),
            // Of this machine alone: the keys are well known.
            format!("--listen-addr=/ip4/127.0.0.1/tcp/{}", place.port),
            "--no-mdns".into(),
            "--rpc-port=0".into(),
            "--no-prometheus".into(),
            "--no-telemetry".into(),
            // The identity by which others find it; the next start finds it in the folder.
            "--unsafe-force-node-key-generation".into(),
            "--state-pruning=archive".into(),
            VALIDATORS
                .get(index)
                .copied()
                .unwrap_or_default()
                .to_owned(),
        ];
        for other in self.places.iter().filter(|other| other.port != place.port) {
            if let Some(identity) = &other.identity {
                arguments.push(format!(
                    "--bootnodes=/ip4/127.0.0.1/tcp/{}/p2p/{identity}",
                    other.port
                ));
            }
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let server = Server::of_network(&arguments)?;
        let log = server.log();
        let identity = log
            .split_once(IDENTITY)
            .and_then(|(_, rest)| rest.split_whitespace().next())
            .with_context(|| format!("expected '{IDENTITY}' in the log of validator {index}"))?
            .to_owned();
        let place = self.places.get_mut(index).context("a validator")?;
        place.identity = Some(identity);
        place.server = Some(server);
        Ok(())
    }

    /// Kills a validator: it has no time to write anything.
    ///
    /// # Errors
    /// If it does not run, or cannot be ended.
    pub fn kill(&mut self, index: usize) -> Result<()> {
        let place = self.places.get_mut(index).context("a validator")?;
        place.server.take().context("a validator that runs")?.kill()
    }

    /// The address of a validator's JSON-RPC.
    ///
    /// # Errors
    /// If it does not run.
    pub fn url(&self, index: usize) -> Result<String> {
        let server = self.place(index)?.server.as_ref();
        Ok(server.context("a validator that runs")?.url())
    }

    /// The validators that run.
    pub fn running(&self) -> Vec<usize> {
        let runs = |(index, place): (usize, &Place)| place.server.is_some().then_some(index);
        self.places.iter().enumerate().filter_map(runs).collect()
    }

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

    /// Waits until a block of this height is final for every validator that runs, and says how long that took.
    ///
    /// # Errors
    /// If it takes longer than `patience`; with the heads.
    pub async fn until_final(&self, number: u32, patience: Duration) -> Result<Duration> {
        let started = Instant::now();
        loop {
            let mut heads = Vec::new();
            for index in self.running() {
                heads.push((index, self.finalized(index).await?.number));
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

    /// Stops the validators and removes what they stored.
    ///
    /// # Errors
    /// If one does not end well.
    pub fn stop(mut self) -> Result<()> {
        for place in &mut self.places {
            if let Some(server) = place.server.take() {
                server.stop()?;
            }
        }
        Ok(fs::remove_dir_all(&self.folder)?)
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
    })
}
