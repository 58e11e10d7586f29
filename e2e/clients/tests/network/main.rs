//! Four validators as processes of this machine: what they survive, and what stops them.

mod clocks;
mod commands;
mod hooks;
mod kills;
mod liquid;
mod observer;
mod partition;
mod transfers;
mod upgrade;

use anyhow::{Context, Result};
use blueprint_node_clients::{network::Network, node};
use std::time::Duration;
use tokio::sync::Semaphore;

/// A slot of the chain for tests.
const SLOT: Duration = Duration::from_secs(2);
/// How long some blocks may take until they are final.
const PATIENCE: Duration = Duration::from_secs(90);
/// Two networks can run at once on a machine of two processors, and one that computes much alone.
static MACHINE: Semaphore = Semaphore::const_new(2);

/// What a command prints is whole, whatever the process does at its end.
#[test]
fn specification_of_a_chain_is_printed_whole() -> Result<()> {
    for chain in ["dev", "local", "local-three", "local-fast"] {
        let text = node::printed(&["build-spec", "--chain", chain, "--disable-default-bootnode"])?;
        let spec: serde_json::Value = serde_json::from_str(&text).context(chain)?;
        let id = spec["id"].as_str().context("an id")?;
        assert!(id.starts_with("blueprint-"), "{chain}: {id}");
    }
    Ok(())
}

/// A network of the chain for tests whose blocks become final.
async fn network(name: &str) -> Result<Network> {
    let network = Network::start("local-fast", name, 4)?;
    network.until_final(3, PATIENCE).await?;
    network.agreed().await?;
    Ok(network)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_validators_agree_through_kills_sessions_and_eras() -> Result<()> {
    let _machine = MACHINE.acquire().await?;
    let mut network = network("kills").await?;
    kills::survives_one_validator_and_waits_for_two(&mut network).await?;
    kills::loses_nothing_final_in_random_kills(&mut network).await?;
    kills::passes_eras(&network).await?;
    observer::a_later_node_begins_with_the_newest_state(&network).await?;
    network.stop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_validators_agree_after_partitions_pauses_and_wrong_clocks() -> Result<()> {
    let _machine = MACHINE.acquire().await?;
    let mut network = network("partition").await?;
    partition::two_halves_make_blocks_of_which_none_is_final(&network).await?;
    partition::one_is_cut_off_and_catches_up(&network).await?;
    partition::paused_processes_go_on_where_they_were(&mut network).await?;
    for seconds in [30, -30] {
        clocks::one_wrong_clock_stops_nothing(&mut network, seconds).await?;
    }
    network.stop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_validators_take_the_next_runtime_while_they_restart() -> Result<()> {
    let _machine = MACHINE.acquire_many(2).await?;
    let mut network = network("upgrade").await?;
    upgrade::migrates_under_load(&mut network).await?;
    network.stop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_validators_of_the_preset_for_three_agree() -> Result<()> {
    let _machine = MACHINE.acquire().await?;
    let network = Network::start("local-three", "three", 3)?;
    network.until_final(2, PATIENCE).await?;
    network.agreed().await?;
    network.stop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_validators_go_on_in_blocks_full_of_hooks_that_burn_all_they_may() -> Result<()> {
    let _machine = MACHINE.acquire_many(2).await?;
    // Slots of six seconds, as a block's limits are made for.
    let network = Network::start("local", "hooks", 4)?;
    network.until_final(2, PATIENCE).await?;
    hooks::blocks_full_of_burning_hooks(&network).await?;
    network.stop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_validators_carry_a_vaults_token_from_deposit_to_payment_through_slashes() -> Result<()>
{
    let _machine = MACHINE.acquire_many(2).await?;
    liquid::token_lives().await
}
