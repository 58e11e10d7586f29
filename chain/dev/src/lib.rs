//! A development chain in one process, as anvil is, for hook contracts.
//!
//! It runs the runtime of the embedded chain natively, in real blocks of signed transactions that pay fees, behind
//! Ethereum's JSON-RPC. Its clock can be moved by weeks, it returns to snapshots, and the receipt is there when
//! `eth_sendRawTransaction` returns. `docs/dev-chain.md` lists its methods.

pub mod accounts;
mod block;
mod chain;
mod clock;
mod config;
mod convert;
mod error;
mod history;
pub mod options;
mod pool;
mod receipt;
mod rpc;
pub mod scale;
mod state;
mod transaction;
mod typed_data;
mod worker;

pub use blueprint_e2e_runtime::configs::revive::WEI_PER_UNIT;
pub use config::{Config, Mining};
pub use error::Error;
pub use receipt::PALLETS;

use chain::Chain;
use jsonrpsee::server::ServerHandle;
use std::{net::SocketAddr, path::PathBuf, thread::JoinHandle};

/// The development chain.
pub struct DevChain;

/// A development chain that runs. It stops when this is dropped, or by [`Running::stop`].
pub struct Running {
    address: SocketAddr,
    server: ServerHandle,
    thread: Option<JoinHandle<Chain>>,
    chain: Option<worker::Handle>,
    state: Option<PathBuf>,
    has_page: bool,
}

impl DevChain {
    /// Starts a chain and serves it. Needs a tokio runtime.
    ///
    /// # Errors
    /// If the state file or the explorer cannot be read, or the address cannot be listened on.
    pub async fn start(config: Config) -> Result<Running, Error> {
        let page = config.explorer.as_deref().map(rpc::Page::read);
        let page = page.transpose()?.unwrap_or_default();
        let has_page = !page.is_empty();
        let chain = Chain::new(&config)?;
        let (handle, thread) = worker::start(chain)?;
        let address = SocketAddr::new(config.host, config.port);
        let (address, server) = rpc::serve(handle.clone(), address, page).await?;
        Ok(Running {
            address,
            server,
            thread: Some(thread),
            chain: Some(handle),
            state: config.state,
            has_page,
        })
    }
}

impl Running {
    /// The address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of HTTP.
    pub fn http_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The URL of WebSocket.
    pub fn ws_url(&self) -> String {
        format!("ws://{}", self.address)
    }

    /// The explorer's address, if the configuration has one.
    pub fn explorer_url(&self) -> Option<String> {
        self.has_page.then(|| format!("http://{}/", self.address))
    }

    /// A line for who started the chain: where the explorer is, or how to have it.
    pub fn explorer_line(&self) -> String {
        self.explorer_url().map_or_else(
            || "No explorer: `make explorer` in the clone of blueprint-hooks builds it, or --explorer FOLDER names a built one".into(),
            |url| format!("Explorer at {url}"),
        )
    }

    /// Stops it, and writes the state to its file if the configuration names one.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub async fn stop(mut self) -> Result<(), Error> {
        // It fails only where the server has stopped. Connections of clients that go on asking are not waited for: the chain
        // ends after the requests that it has, and then they get an error.
        let _ = self.server.stop();
        if let Some(chain) = self.chain.take() {
            chain.end();
        }
        let (Some(thread), state) = (self.thread.take(), self.state.take()) else {
            return Ok(());
        };
        let written = tokio::task::spawn_blocking(move || {
            let chain = thread
                .join()
                .map_err(|_| Error::internal("the chain's thread failed"))?;
            state.map_or(Ok(()), |path| chain.dump(&path))
        });
        written
            .await
            .map_err(|error| Error::internal(format!("the chain did not stop: {error}")))?
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.server.stop();
    }
}
