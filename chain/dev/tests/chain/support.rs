//! A started chain and its clients, and a contract to try.

use alloy_network::EthereumWallet;
use alloy_primitives::{hex, Address, Bytes, TxKind, U256};
use alloy_provider::{Provider, ProviderBuilder};
use alloy_rpc_types_eth::{TransactionInput, TransactionReceipt, TransactionRequest};
use alloy_signer_local::PrivateKeySigner;
use blueprint_dev_chain::{accounts, Config, DevChain, Running};
use jsonrpsee::{
    core::client::{ClientT, Error as ClientError},
    http_client::HttpClient,
    rpc_params,
    types::ErrorObjectOwned,
};
use serde_json::Value;

/// Creation code of a contract. Called without data it adds one to slot 0, logs the sum under the topic `0xaa`, and
/// returns it. Called with data it reverts with that data.
pub const COUNTER: [u8; 52] = hex!(
    "6028600c60003960286000f3"
    "36601d57"
    "60005460010180600055600052"
    "60aa60206000a160206000f3"
    "5b3660006000373660" "00fd"
);

/// A started chain and a client.
pub struct Chain {
    /// The chain, which stops when this is dropped.
    pub running: Running,
    /// A plain client.
    pub client: HttpClient,
}

impl Chain {
    pub async fn start() -> Chain {
        Chain::with(Config::default()).await
    }

    /// A chain of a configuration, on a port that the system chooses.
    pub async fn with(config: Config) -> Chain {
        let config = Config { port: 0, ..config };
        let running = DevChain::start(config).await.unwrap();
        let client = HttpClient::builder().build(running.http_url()).unwrap();
        Chain { running, client }
    }

    /// A client that signs with a test key.
    pub fn provider(&self, key: usize) -> impl Provider + Clone {
        // reqwest may be built without a provider of TLS, which its client wants also for http. That another test was
        // first is no failure.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let wallet = EthereumWallet::from(signer(key));
        let url = self.running.http_url().parse().unwrap();
        ProviderBuilder::new().wallet(wallet).connect_http(url)
    }

    /// What a method returns.
    pub async fn try_rpc<const N: usize>(
        &self,
        method: &str,
        params: [Value; N],
    ) -> Result<Value, ErrorObjectOwned> {
        let mut all = rpc_params![];
        for param in params {
            all.insert(param).unwrap();
        }
        match self.client.request(method, all).await {
            Ok(value) => Ok(value),
            Err(ClientError::Call(error)) => Err(error.into_owned()),
            Err(error) => panic!("{method}: {error}"),
        }
    }

    /// What a method returns, which must not fail.
    pub async fn rpc<const N: usize>(&self, method: &str, params: [Value; N]) -> Value {
        let result = self.try_rpc(method, params).await;
        result.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// The number of the last block.
    pub async fn number(&self) -> u64 {
        number(&self.rpc("eth_blockNumber", []).await)
    }

    /// The time of the last block, in seconds.
    pub async fn time(&self) -> u64 {
        let block = self
            .rpc("eth_getBlockByNumber", ["latest".into(), false.into()])
            .await;
        number(&block["timestamp"])
    }

    /// Deploys the counter with a test key.
    pub async fn counter(&self) -> Address {
        let receipt = self.send(0, TxKind::Create, &COUNTER).await;
        receipt.contract_address.unwrap()
    }

    /// Sends a transaction with a test key and waits for its receipt.
    pub async fn send(&self, key: usize, to: TxKind, data: &[u8]) -> TransactionReceipt {
        let request = request(to, data);
        let sent = self.provider(key).send_transaction(request).await.unwrap();
        sent.get_receipt().await.unwrap()
    }

    /// What the counter has counted.
    pub async fn counted(&self, counter: Address) -> u64 {
        let slot = self
            .rpc(
                "eth_getStorageAt",
                [counter.to_string().into(), "0x0".into()],
            )
            .await;
        number(&slot)
    }
}

/// A transaction without value.
pub fn request(to: TxKind, data: &[u8]) -> TransactionRequest {
    TransactionRequest {
        to: Some(to),
        input: TransactionInput::new(Bytes::copy_from_slice(data)),
        value: Some(U256::ZERO),
        ..Default::default()
    }
}

/// A test key.
pub fn signer(key: usize) -> PrivateKeySigner {
    PrivateKeySigner::from_slice(&accounts::keys()[key].secret).unwrap()
}

/// The address of a test key.
pub fn address(key: usize) -> String {
    format!("{:?}", accounts::keys()[key].address)
}

/// A number in hexadecimal digits.
pub fn number(value: &Value) -> u64 {
    let text = value.as_str().unwrap_or_else(|| panic!("{value}"));
    let digits = text.trim_start_matches("0x").trim_start_matches('0');
    match digits {
        "" => 0,
        digits => u64::from_str_radix(digits, 16).unwrap(),
    }
}
