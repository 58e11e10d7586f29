//! The development chain: one author, whose blocks are sealed when they are asked for, and final at once.

use crate::{
    rpc,
    seal::{Clock, Seal},
};
use blueprint_e2e_runtime::apis::RuntimeApi;
use futures::{channel::mpsc, stream, FutureExt};
use sc_basic_authorship::ProposerFactory;
use sc_client_api::{StorageKey, StorageProvider};
use sc_consensus_manual_seal::{import_queue, run_manual_seal, ManualSealParams};
use sc_executor::WasmExecutor;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_service::{
    build_network, error::Error, new_full_parts, new_wasm_executor, spawn_tasks,
    BuildNetworkParams, Configuration, SpawnTasksParams, TFullBackend, TFullClient, TaskManager,
};
use sc_transaction_pool::TransactionPoolHandle;
use sp_runtime::{
    generic,
    traits::{BlakeTwo256, Block as BlockT},
    OpaqueExtrinsic,
};
use std::sync::Arc;

/// A block, of which the node does not read the extrinsics.
pub type Block = generic::Block<generic::Header<u32, BlakeTwo256>, OpaqueExtrinsic>;
/// Executes the runtime on the stored state.
pub type FullClient = TFullClient<Block, RuntimeApi, WasmExecutor<sp_io::SubstrateHostFunctions>>;
/// Transactions that wait for a block.
pub type Pool = TransactionPoolHandle<Block, FullClient>;

type SelectChain = sc_consensus::LongestChain<TFullBackend<Block>, Block>;

/// The commands of RPC clients that may wait.
const WAITING_COMMANDS: usize = 1_024;

/// Start everything; the node runs as long as the task manager lives.
pub fn start<N>(config: Configuration, seal: Seal) -> Result<TaskManager, Error>
where
    N: NetworkBackend<Block, <Block as BlockT>::Hash>,
{
    let executor = new_wasm_executor(&config.executor);
    let (client, backend, keystore, mut task_manager) =
        new_full_parts::<Block, RuntimeApi, _>(&config, None, executor, vec![])?;
    let client: Arc<FullClient> = Arc::new(client);
    let select_chain = SelectChain::new(backend.clone());
    let pool: Arc<Pool> = Arc::from(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .build(),
    );

    let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
        build_network(BuildNetworkParams {
            config: &config,
            net_config: FullNetworkConfiguration::<Block, _, N>::new(&config.network, None),
            client: client.clone(),
            transaction_pool: pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue: import_queue(
                Box::new(client.clone()),
                &task_manager.spawn_essential_handle(),
                None,
            ),
            block_announce_validator_builder: None,
            warp_sync_config: None,
            block_relay: None,
            metrics: N::register_notification_metrics(None),
            gap_sync_body_policy: None,
        })?;

    let (commands, requested) = mpsc::channel(WAITING_COMMANDS);
    let rpc_builder = {
        let (client, pool) = (client.clone(), pool.clone());
        let automine = seal == Seal::Instant;
        Box::new(move |_| {
            rpc::development(client.clone(), pool.clone(), commands.clone(), automine)
        })
    };
    spawn_tasks(SpawnTasksParams {
        config,
        client: client.clone(),
        backend,
        task_manager: &mut task_manager,
        keystore: keystore.keystore(),
        transaction_pool: pool.clone(),
        rpc_builder,
        network,
        system_rpc_tx,
        tx_handler_controller,
        sync_service,
        telemetry: None,
        tracing_execute_block: None,
    })?;

    let env = ProposerFactory::new(
        task_manager.spawn_handle(),
        client.clone(),
        pool.clone(),
        None,
        None,
    );
    let clock = Clock::after(last_time(&client)?);
    let sealing = run_manual_seal(ManualSealParams {
        block_import: client.clone(),
        env,
        client,
        commands_stream: stream::select(requested, seal.commands(pool.clone())),
        pool,
        select_chain,
        consensus_data_provider: None,
        create_inherent_data_providers: move |_, ()| {
            let time = clock.tick();
            async move { Ok(time) }
        },
    });
    task_manager
        .spawn_essential_handle()
        .spawn_blocking("seal", None, sealing.boxed());
    Ok(task_manager)
}

/// The time of the newest block, in milliseconds; 0 before the first one. A machine's clock that was set back since must not
/// stop the chain, which takes no earlier time.
fn last_time(client: &FullClient) -> Result<u64, Error> {
    let item = |name: &[u8]| sp_io::hashing::twox_128(name);
    let key = StorageKey([item(b"Timestamp"), item(b"Now")].concat());
    let stored = client.storage(client.chain_info().best_hash, &key)?;
    let time = stored.and_then(|it| Some(u64::from_le_bytes(it.0.try_into().ok()?)));
    Ok(time.unwrap_or(0))
}
