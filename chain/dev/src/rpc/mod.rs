//! JSON-RPC over HTTP and WebSocket.

mod blocks;
mod debug;
mod dev;
mod eth;
mod evm;
mod fields;
mod filters;
mod page;
mod parameters;
mod pool;
mod types;
mod wallet;

use crate::{error::Error, worker::Handle};
use filters::Filters;
use jsonrpsee::{
    server::{middleware::rpc::RpcServiceBuilder, IdProvider, RpcModule, Server, ServerHandle},
    types::SubscriptionId,
};
pub use page::Page;
use parameters::Explained;
use std::{
    net::SocketAddr,
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
};
use tower::ServiceBuilder;
use tower_http::cors::CorsLayer;

/// The longest request and response, in bytes. A deployment in hexadecimal digits is shorter.
const MAX_BODY: u32 = 64 * 1024 * 1024;
/// The most connections at a time.
const MAX_CONNECTIONS: u32 = 1_024;

/// The methods.
#[derive(Clone)]
struct Rpc {
    chain: Handle,
    filters: Arc<Filters>,
}

/// Ids of subscriptions, as Ethereum's clients expect them.
#[derive(Debug, Default)]
struct HexIds(AtomicU64);

impl IdProvider for HexIds {
    fn next_id(&self) -> SubscriptionId<'static> {
        let id = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        format!("0x{id:x}").into()
    }
}

/// Serves a chain, and a page. Returns the address, and what stops the server.
///
/// # Errors
/// If the address cannot be listened on.
pub async fn serve(
    chain: Handle,
    address: SocketAddr,
    page: Page,
) -> Result<(SocketAddr, ServerHandle), Error> {
    // Pages of a developer's own server call it, from another origin.
    let cors = CorsLayer::permissive();
    let server = Server::builder()
        .set_http_middleware(ServiceBuilder::new().layer(cors).layer(page))
        .set_rpc_middleware(RpcServiceBuilder::new().layer_fn(Explained))
        .max_request_body_size(MAX_BODY)
        .max_response_body_size(MAX_BODY)
        .max_connections(MAX_CONNECTIONS)
        .set_id_provider(HexIds::default())
        .build(address)
        .await
        .map_err(|error| {
            Error::internal(format!(
                "expected a free address, {address} cannot be listened on: {error}; choose another port"
            ))
        })?;
    let address = server
        .local_addr()
        .map_err(|error| Error::internal(format!("the server has no address: {error}")))?;
    Ok((address, server.start(methods(chain)?)))
}

fn methods(chain: Handle) -> Result<RpcModule<()>, Error> {
    let rpc = Rpc {
        chain,
        filters: Arc::default(),
    };
    let mut all = RpcModule::new(());
    let merged = all
        .merge(eth::EthServer::into_rpc(rpc.clone()))
        .and_then(|()| all.merge(blocks::BlocksServer::into_rpc(rpc.clone())))
        .and_then(|()| all.merge(filters::LogsServer::into_rpc(rpc.clone())))
        .and_then(|()| all.merge(evm::EvmServer::into_rpc(rpc.clone())))
        .and_then(|()| all.merge(debug::DebugServer::into_rpc(rpc.clone())))
        .and_then(|()| all.merge(pool::PoolServer::into_rpc(rpc.clone())))
        .and_then(|()| all.merge(wallet::WalletServer::into_rpc(rpc.clone())))
        .and_then(|()| all.merge(dev::DevServer::into_rpc(rpc)));
    merged.map_err(|error| Error::internal(format!("two methods of one name: {error}")))?;
    Ok(all)
}
