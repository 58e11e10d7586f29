//! A node that is stopped or killed, and started again on the same base path.

use anyhow::{bail, Context, Result};
use blueprint_node_clients::{
    chain::{account, account_of, send, submit, Api},
    node::{self, Server},
};
use ink_e2e::{
    alice, bob,
    subxt::{dynamic::Value, utils::H256},
};
use std::{
    collections::HashMap,
    env, fs,
    path::{Path, PathBuf},
    process,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::JoinHandle;

/// A folder of this test's own, empty.
fn base_path(name: &str) -> Result<PathBuf> {
    let path = env::temp_dir().join(format!("blueprint-{name}-{}", process::id()));
    if path.exists() {
        fs::remove_dir_all(&path)?;
    }
    fs::create_dir_all(&path)?;
    Ok(path)
}

fn start(path: &Path) -> Result<Server> {
    let path = path.to_str().context("a path of text")?;
    node::start(&["--base-path", path])
}

/// The hashes of the blocks from the first to the finalized head, each the parent of the next, with
/// their bodies; and how many transactions they hold.
async fn chain(api: &Api) -> Result<(HashMap<u32, H256>, u64)> {
    let mut block = api.blocks().at_latest().await?;
    let (mut hashes, mut transactions) = (HashMap::new(), 0);
    loop {
        hashes.insert(block.number(), block.hash());
        let extrinsics = block.extrinsics().await?;
        transactions += extrinsics.iter().filter(|it| it.is_signed()).count() as u64;
        if block.number() == 0 {
            return Ok((hashes, transactions));
        }
        block = api.blocks().at(block.header().parent_hash).await?;
    }
}

/// Everything that a client was told is final is there, in its place, and so is what came of it: the
/// transactions, all alice's, are what her nonce says. Returns that.
async fn nothing_is_lost(api: &Api, reported: &Blocks) -> Result<u64> {
    let (hashes, transactions) = chain(api).await?;
    for (number, hash) in reported {
        assert_eq!(hashes.get(number), Some(hash), "block {number}");
    }
    let (nonce, _, _) = account(api, &account_of(&alice())).await?;
    assert_eq!(u64::try_from(nonce)?, transactions, "the nonce");
    Ok(transactions)
}

async fn finalized(api: &Api) -> Result<(u32, H256)> {
    let block = api.blocks().at_latest().await?;
    Ok((block.number(), block.hash()))
}

/// How long a node may take to seal the blocks before which it is not killed.
const PATIENCE: Duration = Duration::from_secs(60);

type Blocks = Vec<(u32, H256)>;

/// Records every block that a client sees finalised.
async fn watch(api: &Api) -> Result<(JoinHandle<()>, Arc<Mutex<Blocks>>)> {
    let reported = Arc::new(Mutex::new(Blocks::new()));
    let mut blocks = api.blocks().subscribe_finalized().await?;
    let notes = reported.clone();
    let watching = tokio::spawn(async move {
        while let Some(Ok(block)) = blocks.next().await {
            if let Ok(mut notes) = notes.lock() {
                notes.push((block.number(), block.hash()));
            }
        }
    });
    Ok((watching, reported))
}

fn transfer(amount: u128) -> Vec<Value> {
    let to = Value::unnamed_variant("Id", [Value::from_bytes(account_of(&bob()))]);
    vec![to, Value::u128(amount)]
}

#[tokio::test]
async fn node_asked_to_end_and_started_again_has_lost_nothing() -> Result<()> {
    let path = base_path("stopped")?;
    let node = start(&path)?;
    let api = Api::from_url(node.url()).await?;
    for amount in 1..=3 {
        submit(
            &api,
            &alice(),
            "Balances",
            "transfer_keep_alive",
            transfer(amount),
        )
        .await?;
    }
    let last = finalized(&api).await?;
    let owned = account(&api, &account_of(&alice())).await?;
    node.stop()?;

    let node = start(&path)?;
    let api = Api::from_url(node.url()).await?;
    assert_eq!(finalized(&api).await?, last);
    assert_eq!(account(&api, &account_of(&alice())).await?, owned);
    submit(
        &api,
        &alice(),
        "Balances",
        "transfer_keep_alive",
        transfer(4),
    )
    .await?;
    assert_eq!(finalized(&api).await?.0, last.0 + 1);
    node.stop()?;
    Ok(fs::remove_dir_all(path)?)
}

/// The machine's clock was set back by an hour between two runs.
#[tokio::test]
async fn node_started_again_with_a_clock_behind_the_chain_seals_blocks() -> Result<()> {
    let path = base_path("behind")?;
    let node = start(&path)?;
    let api = Api::from_url(node.url()).await?;
    let pay = |api: Api, amount| async move {
        let paid = transfer(amount);
        submit(&api, &alice(), "Balances", "transfer_keep_alive", paid).await
    };
    pay(api.clone(), 1).await?;
    let last = finalized(&api).await?;
    node.stop()?;

    let text = path.to_str().context("a path of text")?;
    let node = node::start_with_clock(&["--base-path", text], -3_600)?;
    let api = Api::from_url(node.url()).await?;
    pay(api.clone(), 2).await?;
    pay(api.clone(), 3).await?;
    assert_eq!(finalized(&api).await?.0, last.0 + 2);
    node.stop()?;
    Ok(fs::remove_dir_all(path)?)
}

/// `export-state` and `purge-chain`: what one chain has in its state is the start of another one, and then nothing is left of it.
#[tokio::test]
async fn state_that_is_exported_begins_another_chain_and_a_purge_leaves_nothing() -> Result<()> {
    let path = base_path("exported")?;
    let folder = path.to_str().context("a path of text")?;
    let node = start(&path)?;
    let api = Api::from_url(node.url()).await?;
    let transfer = transfer(5);
    submit(&api, &alice(), "Balances", "transfer_keep_alive", transfer).await?;
    let owned = account(&api, &account_of(&alice())).await?;
    node.stop()?;

    let exported = node::printed(&["export-state", "--dev", "--base-path", folder])?;
    let other = base_path("imported")?;
    let (specification, of_other) = (other.join("chain.json"), other.join("base"));
    fs::write(&specification, exported)?;
    let text = |path: &Path| path.to_str().map(str::to_owned).context("a path of text");
    let (specification, of_other) = (text(&specification)?, text(&of_other)?);
    let node = node::start(&["--chain", &specification, "--base-path", &of_other])?;
    let api = Api::from_url(node.url()).await?;
    assert_eq!(finalized(&api).await?.0, 0);
    assert_eq!(account(&api, &account_of(&alice())).await?, owned);
    node.stop()?;

    let stored = || -> Result<bool> {
        let chains: Vec<_> = fs::read_dir(path.join("chains"))?.collect();
        assert_eq!(chains.len(), 1, "{chains:?}");
        let chain = chains.into_iter().next().context("a chain")??;
        Ok(chain.path().join("db").exists())
    };
    assert!(stored()?);
    node::printed(&["purge-chain", "--dev", "--base-path", folder, "-y"])?;
    assert!(!stored()?);
    fs::remove_dir_all(other)?;
    Ok(fs::remove_dir_all(path)?)
}

#[tokio::test]
async fn node_killed_while_it_takes_transactions_keeps_every_finalized_block() -> Result<()> {
    let path = base_path("killed")?;
    let mut seen = Blocks::new();
    for round in 0..3u32 {
        let node = start(&path)?;
        let api = Api::from_url(node.url()).await?;
        let nonce = nothing_is_lost(&api, &seen).await?;

        let (watching, reported) = watch(&api).await?;
        let sending = tokio::spawn({
            let (api, signer) = (api.clone(), alice());
            async move {
                for nonce in nonce.. {
                    let call = "transfer_keep_alive";
                    send(&api, &signer, nonce, "Balances", call, transfer(1)).await?;
                }
                anyhow::Ok(())
            }
        });
        // In the middle of it: a different number of blocks each round.
        let enough = 4 + 5 * round as usize;
        let busy = async {
            while !sending.is_finished()
                && reported
                    .lock()
                    .is_ok_and(|reported| reported.len() < enough)
            {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, busy).await?;
        if sending.is_finished() {
            let ended = sending.await?;
            bail!("expected transactions until the node is killed, received {ended:?}");
        }
        node.kill()?;
        sending.abort();
        watching.abort();
        let reported = reported
            .lock()
            .map(|reported| reported.clone())
            .unwrap_or_default();
        seen.extend(reported);
    }

    let node = start(&path)?;
    let api = Api::from_url(node.url()).await?;
    assert!(seen.len() >= 27, "blocks of all rounds: {seen:?}");
    let before = nothing_is_lost(&api, &seen).await?;
    submit(
        &api,
        &alice(),
        "Balances",
        "transfer_keep_alive",
        transfer(1),
    )
    .await?;
    assert_eq!(nothing_is_lost(&api, &seen).await?, before + 1);
    node.stop()?;
    Ok(fs::remove_dir_all(path)?)
}
