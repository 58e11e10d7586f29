//! A node of the network: Aura makes blocks, GRANDPA makes them final.

use crate::{development::Block, executor::executor, rpc};
use blueprint_network_runtime::apis::RuntimeApi;
use futures::{Future, FutureExt};
use sc_basic_authorship::ProposerFactory;
use sc_cli::ExportStateCmd;
use sc_consensus_aura::{
    import_queue, slot_duration, start_aura, ImportQueueParams, SlotProportion, StartAuraParams,
};
use sc_consensus_grandpa as grandpa;
use sc_executor::WasmExecutor;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_network_sync::WarpSyncConfig;
use sc_service::{
    build_network, error::Error, new_full_parts, spawn_tasks, BuildNetworkParams, Configuration,
    SpawnTasksParams, TFullBackend, TFullClient, TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_aura::{
    inherents::InherentDataProvider as SlotOf,
    sr25519::{AuthorityId, AuthorityPair},
};
use sp_runtime::traits::Block as BlockT;
use std::{sync::Arc, time::Duration};

/// Executes the runtime on the stored state.
pub type FullClient = TFullClient<Block, RuntimeApi, WasmExecutor<sp_io::SubstrateHostFunctions>>;
/// Transactions that wait for a block.
pub type Pool = TransactionPoolHandle<Block, FullClient>;

type FullBackend = TFullBackend<Block>;
type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;

/// Blocks from one stored justification to the next, at most: what a light client and a warp sync go by.
const JUSTIFICATION_PERIOD: u32 = 512;
/// How long a vote is passed on before its round is counted as slow.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);
/// The share of a slot in which a block is filled; the rest is for its way to the others.
const PROPOSING: f32 = 2.0 / 3.0;

/// What `export-state` does: it reads the database alone, so it does so for either chain.
pub fn export_state<'a>(
    command: &'a ExportStateCmd,
    config: Configuration,
) -> sc_cli::Result<(impl Future<Output = sc_cli::Result<()>> + 'a, TaskManager)> {
    let executor = executor(&config);
    let (client, _, _, task_manager) =
        new_full_parts::<Block, RuntimeApi, _>(&config, None, executor, vec![])?;
    let client: Arc<FullClient> = Arc::new(client);
    Ok((command.run(client, config.chain_spec), task_manager))
}

/// Starts everything; the node runs as long as the task manager lives.
pub fn start<N>(config: Configuration) -> Result<TaskManager, Error>
where
    N: NetworkBackend<Block, <Block as BlockT>::Hash>,
{
    let endpoints = config
        .telemetry_endpoints
        .clone()
        .filter(|all| !all.is_empty());
    let telemetry = endpoints
        .map(|endpoints| -> Result<_, sc_telemetry::Error> {
            let worker = TelemetryWorker::new(16)?;
            let telemetry = worker.handle().new_telemetry(endpoints);
            Ok((worker, telemetry))
        })
        .transpose()?;
    let executor = executor(&config);
    let (client, backend, keystore, mut task_manager) = new_full_parts::<Block, RuntimeApi, _>(
        &config,
        telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
        executor,
        vec![],
    )?;
    let client: Arc<FullClient> = Arc::new(client);
    let mut telemetry: Option<Telemetry> = telemetry.map(|(worker, telemetry)| {
        task_manager
            .spawn_handle()
            .spawn("telemetry", None, worker.run());
        telemetry
    });
    let handle = telemetry.as_ref().map(Telemetry::handle);
    let select_chain = SelectChain::new(backend.clone());
    let pool: Arc<Pool> = Arc::from(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let (block_import, link) = grandpa::block_import(
        client.clone(),
        JUSTIFICATION_PERIOD,
        &client,
        select_chain.clone(),
        handle.clone(),
    )?;
    let slot = slot_duration::<AuthorityId, _, _>(&*client)?;
    let inherents = move |_, ()| async move {
        let time = sp_timestamp::InherentDataProvider::from_system_time();
        let slot = SlotOf::from_timestamp_and_slot_duration(*time, slot);
        Ok((slot, time))
    };
    let queue = import_queue::<AuthorityPair, _, _, _, _, _>(ImportQueueParams {
        block_import: block_import.clone(),
        justification_import: Some(Box::new(block_import.clone())),
        client: client.clone(),
        create_inherent_data_providers: inherents,
        spawner: &task_manager.spawn_essential_handle(),
        registry: config.prometheus_registry(),
        check_for_equivocation: Default::default(),
        telemetry: handle.clone(),
        compatibility_mode: Default::default(),
    })?;

    let mut net_config = FullNetworkConfiguration::<Block, _, N>::new(
        &config.network,
        config.prometheus_registry().cloned(),
    );
    let metrics = N::register_notification_metrics(config.prometheus_registry());
    let genesis = client.chain_info().genesis_hash;
    let protocol_name = grandpa::protocol_standard_name(&genesis, &config.chain_spec);
    let (votes_config, votes) = grandpa::grandpa_peers_set_config::<_, N>(
        protocol_name.clone(),
        metrics.clone(),
        net_config.peer_store_handle(),
    );
    net_config.add_notification_protocol(votes_config);
    let warp_sync = Arc::new(grandpa::warp_proof::NetworkProvider::new(
        backend.clone(),
        link.shared_authority_set().clone(),
        Vec::default(),
    ));
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
        build_network(BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue: queue,
            block_announce_validator_builder: None,
            warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    let (role, name) = (config.role, config.network.node_name.clone());
    let (force_authoring, votes_off) = (config.force_authoring, config.disable_grandpa);
    let registry = config.prometheus_registry().cloned();
    let voters = grandpa::SharedVoterState::empty();
    let finality = rpc::Finality {
        authorities: link.shared_authority_set().clone(),
        justifications: link.justification_stream(),
        proofs: grandpa::FinalityProofProvider::new_for_service(
            backend.clone(),
            Some(link.shared_authority_set().clone()),
        ),
        voters: voters.clone(),
    };
    let rpc_builder = {
        let (client, pool) = (client.clone(), pool.clone());
        Box::new(move |executor| {
            rpc::network(client.clone(), pool.clone(), finality.clone(), executor)
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
        network: network.clone(),
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync_service.clone(),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;

    if role.is_authority() {
        let proposer_factory = ProposerFactory::new(
            task_manager.spawn_handle(),
            client.clone(),
            pool.clone(),
            registry.as_ref(),
            handle.clone(),
        );
        let aura = start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(StartAuraParams {
            slot_duration: slot,
            client,
            select_chain,
            block_import,
            proposer_factory,
            sync_oracle: sync_service.clone(),
            justification_sync_link: sync_service.clone(),
            create_inherent_data_providers: inherents,
            force_authoring,
            backoff_authoring_blocks: None::<()>,
            keystore: keystore.keystore(),
            block_proposal_slot_portion: SlotProportion::new(PROPOSING),
            max_block_proposal_slot_portion: None,
            telemetry: handle.clone(),
            compatibility_mode: Default::default(),
        })?;
        task_manager.spawn_essential_handle().spawn_blocking(
            "aura",
            Some("block-authoring"),
            aura.boxed(),
        );
    }

    if !votes_off {
        let config = grandpa::Config {
            gossip_duration: GOSSIP_DURATION,
            justification_generation_period: JUSTIFICATION_PERIOD,
            observer_enabled: false,
            local_role: role,
            name: Some(name),
            keystore: role.is_authority().then(|| keystore.keystore()),
            telemetry: handle.clone(),
            protocol_name,
        };
        let voter = grandpa::run_grandpa_voter(grandpa::GrandpaParams {
            config,
            link,
            network,
            sync: Arc::new(sync_service),
            notification_service: votes,
            voting_rule: grandpa::VotingRulesBuilder::default().build(),
            prometheus_registry: registry,
            shared_voter_state: voters,
            telemetry: handle,
            offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(pool),
        })?;
        task_manager
            .spawn_essential_handle()
            .spawn_blocking("grandpa", None, voter);
    }
    Ok(task_manager)
}
