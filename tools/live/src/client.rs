//! A chain's Ethereum JSON-RPC.

use crate::{abi::Log, contract::Place, ChainConfig, Project};
use alloy_primitives::{hex as hex_bytes, Address, Bytes, B256, U128, U256, U64};
use alloy_rpc_client::RpcClient;
use alloy_transport::{RpcError, TransportError};
use anyhow::{ensure, Context, Result};
use serde::Deserialize;
use serde_json::{json, value::RawValue, Value};
use std::{sync::Once, time::Duration};

/// How long one request may take.
const REQUEST: Duration = Duration::from_secs(30);
/// How long a read waits after each failure of the connection, until it gives up.
const BACKOFF: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];

/// The creation of a PolkaVM contract that does nothing: revive_v1, `deploy` and `call` of one `ret` each. The EVM
/// fails on its first byte, which takes a value from an empty stack.
const POLKAVM_PROBE: &[u8] = &hex_bytes!(
    "50564d00002900000000000000050f02020463616c6c00066465706c6f790608000004320032000500"
);

/// Why a request had no result.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The server's error.
    #[error("{message} (code {code})")]
    Response {
        /// JSON-RPC's code.
        code: i64,
        /// The server's message.
        message: String,
        /// What a reverted call returned.
        revert: Option<Bytes>,
    },
    /// The connection failed: whether the server has the request is not known.
    #[error("no connection: {0}")]
    Connection(String),
    /// The result has another form than Ethereum's JSON-RPC has.
    #[error("a result in another form than expected: {0}")]
    Malformed(String),
}

/// The latest block.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// Its number.
    pub number: U64,
    /// Its time, in seconds since 1970.
    pub timestamp: U64,
    /// What each unit of gas costs at least, in wei. None before EIP-1559.
    pub base_fee_per_gas: Option<U128>,
}

/// The receipt of a transaction that is in a block.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The transaction's hash.
    pub transaction_hash: B256,
    /// Its block.
    pub block_number: U64,
    /// 1 for success.
    pub status: U64,
    /// The gas it used.
    pub gas_used: U256,
    /// What it paid for a unit of gas, in wei.
    pub effective_gas_price: U256,
    /// The contract it created.
    pub contract_address: Option<Address>,
    /// Its logs.
    pub logs: Vec<Log>,
}

/// A transaction as a server shows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    /// Its sender.
    pub from: Address,
    /// Its receiver; none for a creation.
    pub to: Option<Address>,
    /// Its nonce.
    pub nonce: U64,
    /// What it sends, in wei.
    pub value: U256,
    /// Its data.
    pub input: Bytes,
    /// The most it pays for a unit of gas, in wei.
    pub max_fee_per_gas: Option<U128>,
    /// What of it goes to the author of the block.
    pub max_priority_fee_per_gas: Option<U128>,
    /// What it pays for a unit of gas, in wei.
    pub gas_price: Option<U128>,
    /// Its block; none while it waits.
    pub block_number: Option<U64>,
}

/// Chooses the provider of TLS for all connections.
pub(crate) fn prepare_tls() {
    static TLS: Once = Once::new();
    // Another part of the program may have installed a provider: then that one serves.
    TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// A connection to a chain.
#[derive(Clone, Debug)]
pub struct Client {
    rpc: RpcClient,
    /// The address, which may contain a key, and what is shown instead.
    address: (String, String),
    /// The chain's name in the project.
    pub chain: String,
    /// The chain's configuration.
    pub config: ChainConfig,
    /// The chain's id.
    pub chain_id: u64,
}

impl Client {
    /// Connects to a chain of the project.
    ///
    /// # Errors
    /// If there is no such chain, no connection, or the chain has another id than its configuration says.
    pub async fn connect(project: &Project, chain: &str) -> Result<Self> {
        let config = project.config.chain(chain)?.clone();
        let address = config.rpc().with_context(|| format!("[chains.{chain}]"))?;
        let mut client = Self::open(&address).with_context(|| format!("[chains.{chain}]: rpc"))?;
        let id: U64 = client
            .read("eth_chainId", json!([]))
            .await
            .with_context(|| client.unreachable(chain))?;
        client.chain_id = id.to();
        client.chain = chain.to_owned();
        if let Some(expected) = config.chain_id {
            ensure!(
                client.chain_id == expected,
                "expected the chain id {expected} of [chains.{chain}], received {} from {}",
                client.chain_id,
                client.address.1
            );
        }
        client.config = config;
        Ok(client)
    }

    /// What identifies the chain.
    pub fn place(&self) -> Place<'_> {
        Place {
            chain: &self.chain,
            config: &self.config,
            chain_id: self.chain_id,
        }
    }

    /// That a chain does not answer, and what starts one of this machine.
    fn unreachable(&self, chain: &str) -> String {
        let shown = &self.address.1;
        let local = ["://127.0.0.1", "://localhost", "://[::1]"];
        let hint = match local.iter().any(|it| shown.contains(it)) {
            true => "; `blueprint-hooks dev up` starts a development chain",
            false => "",
        };
        format!("cannot reach {chain} at {shown}{hint}")
    }

    fn open(address: &str) -> Result<Self> {
        prepare_tls();
        let url: reqwest::Url = address
            .parse()
            .ok()
            .filter(|url: &reqwest::Url| matches!(url.scheme(), "http" | "https"))
            .with_context(|| {
                format!(
                    "expected an address of http:// or https://, received {}",
                    shown(address)
                )
            })?;
        let http = reqwest::Client::builder().timeout(REQUEST).build()?;
        Ok(Self {
            rpc: RpcClient::new_http_with_client(http, url),
            address: (address.to_owned(), shown(address)),
            chain: String::new(),
            config: toml::from_str("rpc = \"\"")?,
            chain_id: 0,
        })
    }

    /// Requests once.
    ///
    /// # Errors
    /// As [`Failure`] lists.
    pub async fn request<T>(&self, method: &'static str, params: Value) -> Result<T, Failure>
    where
        T: serde::de::DeserializeOwned,
    {
        let result: Result<Box<RawValue>, _> = self.rpc.request(method, params).await;
        let raw = result.map_err(|error| self.failure(error))?;
        serde_json::from_str(raw.get())
            .map_err(|error| Failure::Malformed(format!("{method}: {error}")))
    }

    /// Requests what changes nothing, again after failures of the connection, with pauses that grow.
    ///
    /// # Errors
    /// As [`Failure`] lists.
    pub async fn read<T>(&self, method: &'static str, params: Value) -> Result<T, Failure>
    where
        T: serde::de::DeserializeOwned,
    {
        for pause in BACKOFF {
            match self.request(method, params.clone()).await {
                Err(Failure::Connection(_)) => tokio::time::sleep(pause).await,
                result => return result,
            }
        }
        self.request(method, params).await
    }

    fn failure(&self, error: TransportError) -> Failure {
        let text = |text: &str| printable(&self.without_address(text));
        match error {
            // A limit of rates is a matter of time, as a lost connection is.
            RpcError::ErrorResp(payload) if payload.is_retry_err() => {
                Failure::Connection(text(&payload.message))
            }
            RpcError::ErrorResp(payload) => {
                let data = payload.data.as_deref().map(RawValue::get);
                let data = data.and_then(|data| serde_json::from_str::<Bytes>(data).ok());
                let reverted = payload.code == 3 || payload.message.contains("revert");
                Failure::Response {
                    code: payload.code,
                    revert: reverted.then(|| data.unwrap_or_default()),
                    message: text(&payload.message),
                }
            }
            RpcError::Transport(error) => Failure::Connection(text(&causes(&error))),
            error => Failure::Malformed(text(&causes(&error))),
        }
    }

    /// Errors of the connection name the address, in which a provider's key may be.
    fn without_address(&self, text: &str) -> String {
        let (address, shown) = &self.address;
        let mut text = text.replace(address.trim_end_matches('/'), shown);
        let Ok(mut url) = address.parse::<reqwest::Url>() else {
            return text;
        };
        // The connection writes its normal form, and leaves out a user.
        let normal = url.to_string();
        let whole = url.set_username("").and_then(|()| url.set_password(None));
        for form in [normal, url.to_string()] {
            text = text.replace(form.trim_end_matches('/'), shown);
        }
        let query = url.query().map(|it| format!("?{it}"));
        let place = format!("{}{}", url.path(), query.unwrap_or_default());
        match whole.is_ok() && place.len() > 1 {
            true => text.replace(&place, ""),
            false => text,
        }
    }

    /// The latest block.
    ///
    /// # Errors
    /// If the request fails.
    pub async fn latest(&self) -> Result<Block, Failure> {
        self.read("eth_getBlockByNumber", json!(["latest", false]))
            .await
    }

    /// A block by its number.
    ///
    /// # Errors
    /// If the request fails.
    pub async fn block(&self, number: U64) -> Result<Block, Failure> {
        self.read("eth_getBlockByNumber", json!([number, false]))
            .await
    }

    /// The code at an address; empty where there is none.
    ///
    /// # Errors
    /// If the request fails.
    pub async fn code(&self, address: Address) -> Result<Bytes, Failure> {
        self.read("eth_getCode", json!([address, "latest"])).await
    }

    /// The balance of an account, in wei.
    ///
    /// # Errors
    /// If the request fails.
    pub async fn balance(&self, address: Address) -> Result<U256, Failure> {
        self.read("eth_getBalance", json!([address, "latest"]))
            .await
    }

    /// How many transactions of an account are in blocks, or with `pending` also those that wait.
    ///
    /// # Errors
    /// If the request fails.
    pub async fn nonce(&self, address: Address, pending: bool) -> Result<u64, Failure> {
        let tag = if pending { "pending" } else { "latest" };
        let nonce: U64 = self
            .read("eth_getTransactionCount", json!([address, tag]))
            .await?;
        Ok(nonce.to())
    }

    /// The receipt of a transaction, if it is in a block.
    ///
    /// # Errors
    /// If the request fails.
    pub async fn receipt(&self, hash: B256) -> Result<Option<Receipt>, Failure> {
        self.read("eth_getTransactionReceipt", json!([hash])).await
    }

    /// A transaction, if the server knows it.
    ///
    /// # Errors
    /// If the request fails.
    pub async fn transaction(&self, hash: B256) -> Result<Option<Sent>, Failure> {
        self.read("eth_getTransactionByHash", json!([hash])).await
    }

    /// Whether the chain runs PolkaVM code: as its configuration says, or by the creation of a contract of 41 bytes
    /// in `eth_call`, which an EVM cannot execute.
    ///
    /// # Errors
    /// If the request fails for want of a connection.
    pub async fn runs_polkavm(&self) -> Result<bool, Failure> {
        if let Some(configured) = self.config.pvm {
            return Ok(configured);
        }
        let creation = json!([{ "data": Bytes::from_static(POLKAVM_PROBE) }, "latest"]);
        match self.read::<Bytes>("eth_call", creation).await {
            Ok(_) => Ok(true),
            Err(Failure::Response { .. }) => Ok(false),
            Err(failure) => Err(failure),
        }
    }
}

/// A server's text, in which characters that would control the terminal are written out.
fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character.is_control() {
            true => shown.extend(character.escape_default()),
            false => shown.push(character),
        }
    }
    shown
}

/// An error with its causes, each once.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

/// An address without what may be a key: user, path and query.
pub(crate) fn shown(address: &str) -> String {
    match address.parse::<reqwest::Url>() {
        Ok(url) => {
            let port = url
                .port()
                .map(|port| format!(":{port}"))
                .unwrap_or_default();
            format!(
                "{}://{}{port}",
                url.scheme(),
                url.host_str().unwrap_or_default()
            )
        }
        Err(_) => "what is no address".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_providers_are_not_shown() {
        let client = Client::open("https://user:secret@rpc.example:8443/v2/KEY?x=KEY").unwrap();
        assert_eq!(client.address.1, "https://rpc.example:8443");
        let text =
            client.without_address("error for https://user:secret@rpc.example:8443/v2/KEY?x=KEY");
        assert_eq!(text, "error for https://rpc.example:8443");
        // As the connection writes them.
        for (address, written) in [
            (
                "https://RPC.example:443/v2/KEY",
                "https://rpc.example/v2/KEY",
            ),
            (
                "https://rpc.example/./v2/KEY?x=1",
                "https://rpc.example/v2/KEY?x=1",
            ),
            ("https://u:p@rpc.example/KEY/", "https://rpc.example/KEY/"),
            ("https://rpc.example/KEY", "tcp to rpc.example for /KEY"),
        ] {
            let client = Client::open(address).unwrap();
            let text = client.without_address(&format!("error for ({written}): no route"));
            assert!(!text.contains("KEY") && text.contains("no route"), "{text}");
        }
        let error = Client::open("ws://rpc.example/KEY")
            .unwrap_err()
            .to_string();
        assert!(error.contains("http") && !error.contains("KEY"), "{error}");
    }

    #[test]
    fn a_server_s_text_does_not_control_the_terminal() {
        let client = Client::open("http://127.0.0.1").unwrap();
        for code in [-32000, 429] {
            let payload = json!({ "code": code, "message": "\u{1b}[31mno\u{9b}K\r\n é" });
            let payload = serde_json::from_str(&payload.to_string()).unwrap();
            let shown = client.failure(RpcError::ErrorResp(payload)).to_string();
            assert!(!shown.contains(char::is_control), "{shown:?}");
            assert!(shown.contains(r"\u{1b}[31mno\u{9b}K\r\n é"), "{shown}");
        }
    }

    #[tokio::test]
    async fn reads_are_repeated_and_failures_do_not_show_the_address() {
        // A port that was free a moment ago.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let client = Client::open(&format!("http://127.0.0.1:{port}/KEY")).unwrap();
        let start = std::time::Instant::now();
        let failure = client
            .read::<U64>("eth_chainId", json!([]))
            .await
            .unwrap_err();
        assert!(start.elapsed() >= BACKOFF.iter().sum(), "{failure}");
        assert!(matches!(failure, Failure::Connection(_)), "{failure}");
        assert!(!failure.to_string().contains("KEY"), "{failure}");
    }
}
