//! JSON-RPC methods beside those that every node has.

use crate::{development, development::Block, network};
use futures::channel::mpsc;
use jsonrpsee::RpcModule;
use sc_consensus_grandpa as grandpa;
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_consensus_manual_seal::{
    rpc::{ManualSeal, ManualSealApiServer},
    EngineCommand,
};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::{Error, TFullBackend};
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

type Hash = <Block as BlockT>::Hash;

/// Commands for the task that seals blocks.
pub type Commands = mpsc::Sender<EngineCommand<Hash>>;

/// What GRANDPA tells.
#[derive(Clone)]
pub struct Finality {
    /// Who votes.
    pub authorities: grandpa::SharedAuthoritySet<Hash, u32>,
    /// What became final, as it does.
    pub justifications: grandpa::GrandpaJustificationStream<Block>,
    /// Proves that a block is final.
    pub proofs: Arc<grandpa::FinalityProofProvider<TFullBackend<Block>, Block>>,
    /// The running rounds.
    pub voters: grandpa::SharedVoterState,
}

/// `system_accountNextIndex`, `system_dryRun`, and `engine_createBlock`, `engine_finalizeBlock`,
/// whichever way blocks are sealed otherwise. `getAutomine` says whether each transaction is sealed at once: Ethereum's JSON-RPC then
/// returns its hash once it is in a block.
pub fn development(
    client: Arc<development::FullClient>,
    pool: Arc<development::Pool>,
    commands: Commands,
    automine: bool,
) -> Result<RpcModule<()>, Error> {
    let mut module = RpcModule::new(());
    let merged = module
        .merge(System::new(client, pool).into_rpc())
        .and_then(|()| module.merge(ManualSeal::new(commands).into_rpc()))
        .and_then(|()| {
            module
                .register_method("getAutomine", move |_, _, _| automine)
                .map(|_| ())
        });
    merged.map_err(|error| Error::Other(error.to_string()))?;
    Ok(module)
}

/// `system_accountNextIndex`, `system_dryRun`, and `grandpa_roundState`, `grandpa_proveFinality`,
/// `grandpa_subscribeJustifications`.
pub fn network(
    client: Arc<network::FullClient>,
    pool: Arc<network::Pool>,
    finality: Finality,
    executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Error> {
    let mut module = RpcModule::new(());
    let grandpa = Grandpa::new(
        executor,
        finality.authorities,
        finality.voters,
        finality.justifications,
        finality.proofs,
    );
    let merged = module
        .merge(System::new(client, pool).into_rpc())
        .and_then(|()| module.merge(grandpa.into_rpc()));
    merged.map_err(|error| Error::Other(error.to_string()))?;
    Ok(module)
}
