//! JSON-RPC methods beside those that every node has.

use crate::service::{Block, FullClient, Pool};
use futures::channel::mpsc;
use jsonrpsee::RpcModule;
use sc_consensus_manual_seal::{
    rpc::{ManualSeal, ManualSealApiServer},
    EngineCommand,
};
use sc_service::Error;
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// Commands for the task that seals blocks.
pub type Commands = mpsc::Sender<EngineCommand<<Block as BlockT>::Hash>>;

/// `system_accountNextIndex`, `system_dryRun`, and `engine_createBlock`, `engine_finalizeBlock`,
/// whichever way blocks are sealed otherwise.
pub fn module(
    client: Arc<FullClient>,
    pool: Arc<Pool>,
    commands: Commands,
) -> Result<RpcModule<()>, Error> {
    let mut module = RpcModule::new(());
    let merged = module
        .merge(System::new(client, pool).into_rpc())
        .and_then(|()| module.merge(ManualSeal::new(commands).into_rpc()));
    merged.map_err(|error| Error::Other(error.to_string()))?;
    Ok(module)
}
