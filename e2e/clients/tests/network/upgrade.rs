//! The next version of the runtime, under load, while the validators restart one by one.

use crate::{transfers::transfer, PATIENCE};
use anyhow::{ensure, Context, Result};
use blueprint_node_clients::{
    chain::{account, account_of, Api},
    network::Network,
};
use ink_e2e::{
    alice, bob, charlie, dave, eve,
    subxt::{
        dynamic::{self, At, Value},
        utils::H256,
    },
    Keypair,
};
use std::{
    env, fs,
    path::Path,
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        Arc,
    },
    time::{Duration, Instant},
};
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

/// The version that genesis has, and the one after it.
const VERSIONS: (u32, u32) = (1, 2);
/// Blocks of an era of the chain for tests: what the migration computes.
const ERA_BLOCKS: u128 = 30;
/// How long the validators may take to compile the runtime, all at once, and go on.
const COMPILING: Duration = Duration::from_secs(240);

/// The next version, as the build of the node left it beside the program.
fn next_runtime() -> Result<Vec<u8>> {
    let node = env::var_os("CONTRACTS_NODE").context("expected CONTRACTS_NODE, received none")?;
    let file = Path::new(&node).with_file_name("blueprint-network-next.wasm");
    fs::read(&file)
        .with_context(|| format!("expected {}, which the node's build makes", file.display()))
}

/// A client that sends a transfer, waits until it is final, and sends the next, until it is to end. It signs anew what was
/// signed for the version before. What it was shown as final is what it returns.
struct Client {
    signer: Keypair,
    sending: JoinHandle<Result<Shown>>,
    /// How many transfers it has been shown as final.
    count: Arc<AtomicUsize>,
}

/// What a client was shown.
#[derive(Default)]
struct Shown {
    /// Blocks with its transfers, as final.
    blocks: Vec<H256>,
    /// Transfers that it signed anew.
    anew: usize,
}

impl Client {
    fn start(url: String, signer: Keypair, ends: Arc<AtomicBool>) -> Self {
        let count = Arc::new(AtomicUsize::new(0));
        let (counted, from) = (count.clone(), signer.clone());
        let sending = tokio::spawn(async move {
            let mut shown = Shown::default();
            while !ends.load(Ordering::SeqCst) {
                // A client of its own each time knows the version that the chain has then.
                let api = Api::from_url(&url).await?;
                let nonce = account(&api, &account_of(&from)).await?.0;
                match timeout(PATIENCE, sent(&api, &from)).await {
                    Ok(Ok(block)) => {
                        shown.blocks.push(block);
                        counted.store(shown.blocks.len(), Ordering::SeqCst);
                    }
                    // Not in a block, or else it would have been shown: the nonce says so.
                    Ok(Err(error)) => {
                        let after = account(&api, &account_of(&from)).await?.0;
                        ensure!(after == nonce, "{error}: nonce {nonce}, then {after}");
                        shown.anew += 1;
                        sleep(Duration::from_secs(1)).await;
                    }
                    Err(_) => shown.anew += 1,
                }
            }
            Ok(shown)
        });
        Self {
            signer,
            sending,
            count,
        }
    }

    /// Waits until it has been shown one more transfer as final, however slow the machine.
    async fn until_one_more(&self) -> Result<()> {
        let before = self.count.load(Ordering::SeqCst);
        let started = Instant::now();
        while self.count.load(Ordering::SeqCst) == before {
            ensure!(
                !self.sending.is_finished() && started.elapsed() < COMPILING,
                "expected a final transfer after {before}, received none in {:.1?}",
                started.elapsed()
            );
            sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }
}

/// Sends a transfer and waits for the final block that holds it.
async fn sent(api: &Api, signer: &Keypair) -> Result<H256> {
    let call = dynamic::tx("Balances", "transfer_keep_alive", transfer());
    let mut tx = api.tx();
    let progress = tx.sign_and_submit_then_watch_default(&call, signer).await?;
    let block = progress.wait_for_finalized().await?;
    block.wait_for_success().await?;
    Ok(block.block_hash())
}

/// A value of the pallet `Timing`, at a block of a validator.
async fn timing(api: &Api, entry: &str, at: H256) -> Result<Option<Value<u32>>> {
    let address = dynamic::storage("Timing", entry, Vec::<Value>::new());
    match api.storage().at(at).fetch(&address).await? {
        Some(value) => Ok(Some(value.to_value()?)),
        None => Ok(None),
    }
}

/// Sets the code by the chain's governance, and says which block did.
async fn set_code(api: Api, code: Vec<u8>) -> Result<H256> {
    let call = Value::unnamed_variant("set_code", [Value::from_bytes(code)]);
    let weight = [
        ("ref_time", Value::u128(1_000_000_000)),
        ("proof_size", Value::u128(0)),
    ];
    let fields = vec![
        Value::unnamed_variant("System", [call]),
        Value::named_composite(weight),
    ];
    let call = dynamic::tx("Sudo", "sudo_unchecked_weight", fields);
    let mut tx = api.tx();
    let progress = tx
        .sign_and_submit_then_watch_default(&call, &alice())
        .await?;
    let block = progress.wait_for_finalized().await?;
    let events = block.wait_for_success().await?;
    let mut updated = false;
    for event in events.iter() {
        let event = event?;
        updated |= (event.pallet_name(), event.variant_name()) == ("System", "CodeUpdated");
    }
    ensure!(
        updated,
        "expected the event System.CodeUpdated, received none"
    );
    Ok(block.block_hash())
}

/// The chain's governance sets the next runtime while clients send transfers and validators restart one by one. All have the
/// new version and what its migration stored, and each transfer that a client was shown as final.
pub async fn migrates_under_load(network: &mut Network) -> Result<()> {
    let before = network.agreed().await?;
    let api = Api::from_url(network.url(0)?).await?;
    ensure!(
        timing(&api, "EraBlocks", before.hash).await.is_err(),
        "nothing of the next version is known before"
    );
    for index in network.running() {
        assert_eq!(network.version(index).await?, VERSIONS.0, "{index}");
    }

    let ends = Arc::new(AtomicBool::new(false));
    let mut clients = Vec::new();
    for signer in [bob(), charlie(), dave(), eve()] {
        clients.push(Client::start(network.url(0)?, signer, ends.clone()));
        sleep(Duration::from_secs(1)).await;
    }
    for client in &clients {
        client.until_one_more().await?;
    }
    let started = Instant::now();
    network.restart(1)?;
    let setting = tokio::spawn(set_code(api, next_runtime()?));
    network.restart(2)?;
    let block = timeout(COMPILING, setting).await???;
    println!("code set in a final block after {:.1?}", started.elapsed());
    network.restart(3)?;
    let head = network.best(0).await?.number;
    network.until_final(head + 3, COMPILING).await?;
    println!(
        "three more blocks final for all after {:.1?}",
        started.elapsed()
    );
    // The version after takes transfers of the clients that sent to the one before.
    for client in &clients {
        client.until_one_more().await?;
    }
    ends.store(true, Ordering::SeqCst);
    let mut shown = Vec::new();
    let mut anew = 0;
    for client in clients {
        let all = timeout(PATIENCE, client.sending).await???;
        anew += all.anew;
        shown.push((client.signer, all.blocks));
    }
    network.restart(0)?;
    let head = network.best(1).await?.number;
    network.until_final(head + 3, PATIENCE).await?;

    let agreed = network.agreed().await?;
    let mut stored = None;
    let mut count = 0;
    for index in network.running() {
        assert_eq!(network.version(index).await?, VERSIONS.1, "{index}");
        let api = Api::from_url(network.url(index)?).await?;
        let value = timing(&api, "EraBlocks", agreed.hash).await?;
        let value = value.with_context(|| format!("what was migrated, at {index}"))?;
        let part = |place: usize| {
            let parts = value.at(place).and_then(|it| it.as_u128());
            parts.with_context(|| format!("two numbers: {value}"))
        };
        assert_eq!(part(0)?, ERA_BLOCKS, "{index}");
        // The first block by the new code migrates, before it has a number: it reads that of the block that set the code.
        let set = api.blocks().at(block).await?.number();
        assert_eq!(part(1)?, u128::from(set), "{index}");
        assert_eq!(*stored.get_or_insert(value.to_string()), value.to_string());

        count = 0;
        for (signer, blocks) in &shown {
            let nonce = account(&api, &account_of(signer)).await?.0;
            assert!(nonce >= blocks.len() as u128, "validator {index}: {nonce}");
            for hash in blocks {
                let number = api.blocks().at(*hash).await?.number();
                let here = network.block(index, number).await?;
                assert_eq!(here.map(|it| it.hash), Some(*hash), "validator {index}");
                count += 1;
            }
        }
    }
    println!("upgraded: {count} transfers shown as final, all there; {anew} signed anew");
    Ok(())
}
