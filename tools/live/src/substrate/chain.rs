//! A connection to a chain by Substrate's JSON-RPC.

use super::dry_run::Weight;
use crate::{client, contract::Place, ChainConfig, Project};
use alloy_primitives::{Address, Bytes, U256};
use anyhow::{ensure, Context, Result};
use serde::de::DeserializeOwned;
use std::{future::Future, time::Duration};
use subxt::{
    client::{ClientAtBlock, OnlineClientAtBlockImpl},
    dynamic::{self, Value},
    ext::{scale_decode::DecodeAsType, scale_value},
    rpcs::client::{RpcClient, RpcParams},
    OnlineClient, PolkadotConfig,
};

/// How long a connection, or an answer, may take.
const REQUEST: Duration = Duration::from_secs(30);

/// A block, with what can be read of the state after it.
pub type At = ClientAtBlock<PolkadotConfig, OnlineClientAtBlockImpl<PolkadotConfig>>;

/// A connection to a chain.
pub struct Chain {
    rpc: RpcClient,
    /// The chain's calls, events and state by its metadata.
    pub api: OnlineClient<PolkadotConfig>,
    /// The chain's name in the project.
    pub name: String,
    /// The chain's configuration.
    pub config: ChainConfig,
    /// The id that Ethereum's transactions have there.
    pub chain_id: u64,
    /// What one unit of the chain's balances is in wei.
    ratio: U256,
    /// Whether every account has an Ethereum address from its beginning.
    pub maps_all: bool,
    /// The most that a transaction may ask for, by what it may use and what it has beside.
    pub most: Weight,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BlockWeights {
    max_block: Weight,
    per_class: Classes,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Classes {
    normal: Class,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Class {
    max_extrinsic: Option<Weight>,
}

impl Chain {
    /// Connects to a chain of the project.
    ///
    /// # Errors
    /// If there is no such chain, its configuration has no `substrate`, there is no connection, the chain has no
    /// `pallet-revive`, or another id than its configuration says.
    pub async fn connect(project: &Project, name: &str) -> Result<Self> {
        let config = project.config.chain(name)?.clone();
        let address = config
            .substrate()
            .with_context(|| format!("[chains.{name}]"))?;
        let shown = client::shown(&address);
        let is_socket = ["ws://", "wss://"].iter().any(|it| address.starts_with(it));
        ensure!(
            is_socket,
            "[chains.{name}]: substrate: expected an address of ws:// or wss://, received {shown}"
        );
        client::prepare_tls();
        let unreachable = || format!("cannot reach {name} at {shown}, by Substrate's JSON-RPC");
        let rpc = within(RpcClient::from_insecure_url(&address))
            .await
            .with_context(unreachable)?;
        let api = within(OnlineClient::<PolkadotConfig>::from_rpc_client(rpc.clone())).await;
        let api = api.with_context(unreachable)?;
        let at = within(api.at_current_block())
            .await
            .with_context(unreachable)?;
        let no_contracts = || {
            format!("expected a chain with pallet-revive for {name}, received one whose metadata has no constants of Revive: {shown}")
        };
        let chain_id: u64 = constant(&at, "Revive", "ChainId").with_context(no_contracts)?;
        let ratio: u32 = constant(&at, "Revive", "NativeToEthRatio").with_context(no_contracts)?;
        if let Some(expected) = config.chain_id {
            ensure!(
                chain_id == expected,
                "expected the chain id {expected} of [chains.{name}], received {chain_id} from {shown}"
            );
        }
        // Releases without the constant map no account by themselves.
        let maps_all = constant(&at, "Revive", "AutoMap").unwrap_or(false);
        let weights: BlockWeights = constant(&at, "System", "BlockWeights")?;
        Ok(Self {
            rpc,
            api,
            name: name.to_owned(),
            config,
            chain_id,
            ratio: U256::from(ratio.max(1)),
            maps_all,
            most: weights
                .per_class
                .normal
                .max_extrinsic
                .unwrap_or(weights.max_block),
        })
    }

    /// What identifies it.
    pub fn place(&self) -> Place<'_> {
        Place {
            chain: &self.name,
            config: &self.config,
            chain_id: self.chain_id,
        }
    }

    /// The newest final block.
    ///
    /// # Errors
    /// If there is no connection.
    pub async fn now(&self) -> Result<At> {
        within(self.api.at_current_block()).await
    }

    /// Requests what changes nothing.
    ///
    /// # Errors
    /// If there is no connection, or the result has another form.
    pub async fn request<T: DeserializeOwned>(&self, method: &str, params: RpcParams) -> Result<T> {
        within(self.rpc.request(method, params))
            .await
            .with_context(|| method.to_owned())
    }

    /// Wei as an amount of the chain's balances.
    ///
    /// # Errors
    /// If it is no whole number of them, or none of 128 bits.
    pub fn balance(&self, wei: U256) -> Result<u128> {
        let (units, rest) = wei.div_rem(self.ratio);
        ensure!(
            rest.is_zero(),
            "expected a value of whole units of the chain's balances, {} wei each, received {wei} wei",
            self.ratio
        );
        u128::try_from(units).ok().with_context(|| {
            format!(
                "expected a value below 2^128 units of the chain's balances, received {wei} wei"
            )
        })
    }

    /// An amount of the chain's balances in wei.
    pub fn wei(&self, balance: u128) -> U256 {
        U256::from(balance).saturating_mul(self.ratio)
    }

    /// What an account can spend, in wei, by its Ethereum address.
    ///
    /// # Errors
    /// If there is no connection.
    pub async fn spendable(&self, at: &At, address: Address) -> Result<U256> {
        let of = (address.0 .0,);
        let call = dynamic::runtime_api_call::<_, [u64; 4]>("ReviveApi", "balance", of);
        Ok(U256::from_limbs(
            within(at.runtime_apis().call(call)).await?,
        ))
    }

    /// The code at an address.
    ///
    /// # Errors
    /// If there is no connection.
    pub async fn code(&self, at: &At, address: Address) -> Result<Bytes> {
        let call = dynamic::runtime_api_call::<_, Vec<u8>>("ReviveApi", "code", (address.0 .0,));
        Ok(within(at.runtime_apis().call(call)).await?.into())
    }

    /// The time of a block, in seconds since 1970.
    ///
    /// # Errors
    /// If there is no connection.
    pub async fn time(&self, at: &At) -> Result<u64> {
        let now = dynamic::storage::<(), u64>("Timestamp", "Now");
        let milliseconds = within(at.storage().fetch(now, ())).await?.decode()?;
        Ok(milliseconds / 1_000)
    }
}

/// Waits for an answer, but not for ever.
///
/// # Errors
/// If it is an error, or does not come.
pub(super) async fn within<T, E>(answer: impl Future<Output = Result<T, E>>) -> Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let answered = tokio::time::timeout(REQUEST, answer).await;
    let answered = answered.with_context(|| {
        format!(
            "expected an answer within {} s, received none",
            REQUEST.as_secs()
        )
    })?;
    Ok(answered?)
}

fn constant<T: DecodeAsType>(at: &At, pallet: &str, name: &str) -> Result<T> {
    Ok(at.constants().entry(dynamic::constant::<T>(pallet, name))?)
}

/// An error of the runtime by its name: `revive.ContractReverted`.
pub fn failure(at: &At, error: &Value) -> String {
    let scale_value::ValueDef::Variant(variant) = &error.value else {
        return error.to_string();
    };
    if variant.name != "Module" {
        return match variant.values.is_empty() {
            true => variant.name.clone(),
            false => error.to_string(),
        };
    }
    named(at, &variant.values).unwrap_or_else(|| error.to_string())
}

/// The name of a pallet's error, from its indices.
fn named(at: &At, module: &scale_value::Composite<()>) -> Option<String> {
    let fields = flat(module);
    let pallet = u8::try_from(*fields.first()?).ok()?;
    let error = u8::try_from(*fields.get(1)?).ok()?;
    let pallet = at.metadata_ref().pallet_by_error_index(pallet)?;
    let error = pallet.error_variant_by_index(error)?;
    Some(format!("{}.{}", pallet.name(), error.name))
}

/// The numbers of a value, in their order.
fn flat(of: &scale_value::Composite<()>) -> Vec<u128> {
    of.values()
        .flat_map(|value| match &value.value {
            scale_value::ValueDef::Composite(inner) => flat(inner),
            scale_value::ValueDef::Variant(variant) => flat(&variant.values),
            _ => value.as_u128().into_iter().collect(),
        })
        .collect()
}
