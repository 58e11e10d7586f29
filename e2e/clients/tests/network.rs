//! Four validators as processes of this machine: what they survive, and what stops them.

use anyhow::{bail, Context, Result};
use blueprint_node_clients::{
    chain::{account, account_of, send, submit, Api},
    network::Network,
    node,
};
use ink_e2e::{
    alice, bob,
    subxt::dynamic::{self, Value},
};
use std::{
    env,
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
    time::{Duration, Instant},
};
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

/// A slot of the chain for tests.
const SLOT: Duration = Duration::from_secs(2);
/// How long some blocks may take until they are final.
const PATIENCE: Duration = Duration::from_secs(90);

/// Sends transfers of alice's by a node, one a second, until it ends; and counts those that the node took.
async fn transfers(url: &str) -> Result<(JoinHandle<Result<()>>, Arc<AtomicU64>)> {
    let api = Api::from_url(url).await?;
    let (first, _, _) = account(&api, &account_of(&alice())).await?;
    let first = u64::try_from(first)?;
    let taken = Arc::new(AtomicU64::new(0));
    let counted = taken.clone();
    let sending = tokio::spawn(async move {
        let to = account_of(&bob());
        for nonce in first.. {
            let fields = vec![
                Value::unnamed_variant("Id", [Value::from_bytes(to)]),
                Value::u128(1),
            ];
            send(
                &api,
                &alice(),
                nonce,
                "Balances",
                "transfer_keep_alive",
                fields,
            )
            .await?;
            counted.fetch_add(1, Ordering::SeqCst);
            sleep(Duration::from_secs(1)).await;
        }
        Ok(())
    });
    Ok((sending, taken))
}

/// Finality goes on without one of four validators, waits without two, and nothing is lost.
async fn survives_one_validator_and_waits_for_two(network: &mut Network) -> Result<()> {
    let (sending, taken) = transfers(&network.url(0)?).await?;

    // Three of four are more than two thirds.
    network.kill(3)?;
    let head = network.agreed().await?.number;
    let took = network.until_final(head + 5, PATIENCE).await?;
    println!("one of four killed: five more blocks final after {took:.1?}");

    // Two of four are not: blocks are made, and none is final.
    network.kill(2)?;
    sleep(SLOT * 2).await;
    let (stopped, best) = (network.agreed().await?, network.best(0).await?);
    sleep(SLOT * 8).await;
    let (after, now) = (network.agreed().await?, network.best(0).await?);
    assert_eq!(after, stopped, "no block becomes final");
    assert!(
        now.number > best.number,
        "blocks are made: {best:?}, {now:?}"
    );

    // They come back, and nothing is lost.
    network.resume(2)?;
    network.resume(3)?;
    let took = network.until_final(now.number + 3, PATIENCE).await?;
    println!("both back: what was made meanwhile is final after {took:.1?}");
    let block = network.block(3, stopped.number).await?;
    assert_eq!(block, Some(stopped), "what was final stays");
    if sending.is_finished() {
        bail!(
            "expected transactions all the time, received {:?}",
            sending.await?
        );
    }
    sending.abort();
    let sent = taken.load(Ordering::SeqCst);
    assert!(sent > 20, "transactions of all that time: {sent}");
    let head = network.best(0).await?.number;
    network.until_final(head + 2, PATIENCE).await?;
    network.agreed().await?;
    for index in network.running() {
        let api = Api::from_url(network.url(index)?).await?;
        let (nonce, _, _) = account(&api, &account_of(&alice())).await?;
        assert!(nonce >= sent.into(), "validator {index}: {nonce} of {sent}");
    }
    Ok(())
}

/// Numbers that a seed gives, by xorshift.
struct Numbers(u64);

impl Numbers {
    /// A number below another one.
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// A variable of the environment as a number.
fn variable(name: &str, default: u64) -> Result<u64> {
    match env::var(name) {
        Ok(text) => text
            .parse()
            .with_context(|| format!("expected a number in {name}, received '{text}'")),
        Err(_) => Ok(default),
    }
}

/// Kills validators at random while a client waits for its transaction, `KILLS` times, by `SEED`. Every block that a client was
/// told is final is there in the end, for every validator.
async fn loses_nothing_final_in_random_kills(network: &mut Network) -> Result<()> {
    let (kills, seed) = (variable("KILLS", 2)?, variable("SEED", 1)?);
    let mut numbers = Numbers(seed.max(1));
    let api = Api::from_url(network.url(0)?).await?;
    let (before, _, _) = account(&api, &account_of(&bob())).await?;
    let mut told = Vec::new();
    let started = Instant::now();
    for kill in 0..kills {
        let victim = usize::try_from(numbers.below(4))?;
        let client = usize::try_from((victim as u64 + 1 + numbers.below(3)) % 4)?;
        let api = Api::from_url(network.url(client)?).await?;
        let sending = tokio::spawn(async move {
            let fields = vec![
                Value::unnamed_variant("Id", [Value::from_bytes(account_of(&alice()))]),
                Value::u128(1),
            ];
            let events = submit(&api, &bob(), "Balances", "transfer_keep_alive", fields).await?;
            anyhow::Ok(events.extrinsic_hash())
        });
        sleep(Duration::from_millis(numbers.below(4_000))).await;
        network.kill(victim)?;
        let transaction = timeout(PATIENCE, sending).await???;
        let head = network.finalized(client).await?;
        told.push(head);
        sleep(Duration::from_millis(numbers.below(3_000))).await;
        network.resume(victim)?;
        // A node takes nonces from what is final for it: the next client may be this one.
        network.until_final(head.number, PATIENCE).await?;
        println!(
            "kill {kill}: validator {victim}, transaction {transaction:?} final at {}",
            head.number
        );
    }
    let head = network.best(0).await?.number;
    network.until_final(head + 2, PATIENCE).await?;
    network.agreed().await?;
    for index in network.running() {
        for head in &told {
            let block = network.block(index, head.number).await?;
            assert_eq!(block, Some(*head), "validator {index}");
        }
        let api = Api::from_url(network.url(index)?).await?;
        let (nonce, _, _) = account(&api, &account_of(&bob())).await?;
        assert_eq!(nonce - before, kills.into(), "every transaction, once");
    }
    println!(
        "{kills} kills in {:.0?}, {} blocks told final, none lost",
        started.elapsed(),
        told.len()
    );
    Ok(())
}

/// Sessions and eras pass, and an era is paid for.
async fn passes_eras(network: &Network) -> Result<()> {
    // An era has 30 blocks; the first begins with the first session that ends.
    network.until_final(45, PATIENCE * 2).await?;
    let head = network.agreed().await?;
    let api = Api::from_url(network.url(0)?).await?;
    let storage = api.storage().at(head.hash);
    let number = |pallet: &'static str, entry: &'static str| {
        let address = dynamic::storage(pallet, entry, Vec::<Value>::new());
        let storage = storage.clone();
        async move {
            let value = storage.fetch(&address).await?.context("a value")?;
            let value = value.to_value()?;
            value.as_u128().context("a number")
        }
    };
    assert!(number("Session", "CurrentIndex").await? >= 4);
    assert!(number("Staking", "CurrentEra").await? >= 1);
    let paid = dynamic::storage("Staking", "ErasValidatorReward", vec![Value::u128(0)]);
    let paid = storage
        .fetch(&paid)
        .await?
        .context("an era that was paid")?;
    assert!(paid.to_value()?.as_u128().is_some_and(|paid| paid > 0));
    Ok(())
}

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

/// One network for all of it: each start of a validator compiles the runtime.
#[tokio::test]
async fn four_validators_agree_through_kills_sessions_and_eras() -> Result<()> {
    let mut network = Network::start("local-fast", "network", 4)?;
    network.until_final(3, PATIENCE).await?;
    network.agreed().await?;
    survives_one_validator_and_waits_for_two(&mut network).await?;
    loses_nothing_final_in_random_kills(&mut network).await?;
    passes_eras(&network).await?;
    network.stop()
}
