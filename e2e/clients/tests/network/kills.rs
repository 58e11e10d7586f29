//! Validators that are killed and come back, and eras that pass.

use crate::{
    transfers::{transfer, Transfers},
    PATIENCE, SLOT,
};
use anyhow::{Context, Result};
use blueprint_node_clients::{
    chain::{account, account_of, submit, Api},
    network::Network,
};
use ink_e2e::{
    alice, bob,
    subxt::dynamic::{self, Value},
};
use std::{
    env,
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// Finality goes on without one of four validators, waits without two, and nothing is lost.
pub async fn survives_one_validator_and_waits_for_two(network: &mut Network) -> Result<()> {
    let transfers = Transfers::start(&network.url(0)?, alice()).await?;

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
    transfers.end(network, 20).await
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
pub fn variable(name: &str, default: u64) -> Result<u64> {
    match env::var(name) {
        Ok(text) => text
            .parse()
            .with_context(|| format!("expected a number in {name}, received '{text}'")),
        Err(_) => Ok(default),
    }
}

/// How long it may take until a transaction is final after a kill. Mostly it takes seconds. But a validator that comes back may lack
/// votes of the running round just when another one goes: GRANDPA repeats where it is every two minutes, and votes every five.
const REPEATED: Duration = Duration::from_secs(330);

/// Kills validators at random while a client waits for its transaction, `KILLS` times, by `SEED`. Every block that a client was
/// shown as final is there in the end, for every validator.
pub async fn loses_nothing_final_in_random_kills(network: &mut Network) -> Result<()> {
    let (kills, seed) = (variable("KILLS", 2)?, variable("SEED", 1)?);
    let mut numbers = Numbers(seed.max(1));
    let api = Api::from_url(network.url(0)?).await?;
    let (before, _, _) = account(&api, &account_of(&bob())).await?;
    let mut shown = Vec::new();
    let mut longest = Duration::ZERO;
    let started = Instant::now();
    for kill in 0..kills {
        let victim = usize::try_from(numbers.below(4))?;
        let client = usize::try_from((victim as u64 + 1 + numbers.below(3)) % 4)?;
        let api = Api::from_url(network.url(client)?).await?;
        let sending = tokio::spawn(async move {
            let call = ("Balances", "transfer_keep_alive");
            let events = submit(&api, &bob(), call.0, call.1, transfer()).await?;
            anyhow::Ok(events.extrinsic_hash())
        });
        sleep(Duration::from_millis(numbers.below(4_000))).await;
        network.kill(victim)?;
        let killed = Instant::now();
        let transaction = timeout(REPEATED, sending).await???;
        let took = killed.elapsed();
        longest = longest.max(took);
        let head = network.finalized(client).await?;
        shown.push(head);
        sleep(Duration::from_millis(numbers.below(3_000))).await;
        network.resume(victim)?;
        // A node takes nonces from what is final for it: the next client may be this one.
        network.until_final(head.number, REPEATED).await?;
        println!(
            "kill {kill}: validator {victim}, transaction {transaction:?} final at {}, {took:.1?} after the kill",
            head.number,
        );
    }
    let head = network.best(0).await?.number;
    network.until_final(head + 2, REPEATED).await?;
    network.agreed().await?;
    for index in network.running() {
        for head in &shown {
            let block = network.block(index, head.number).await?;
            assert_eq!(block, Some(*head), "validator {index}");
        }
        let api = Api::from_url(network.url(index)?).await?;
        let (nonce, _, _) = account(&api, &account_of(&bob())).await?;
        assert_eq!(nonce - before, kills.into(), "every transaction, once");
    }
    println!(
        "{kills} kills in {:.0?}, a transaction final after {longest:.1?} at the latest, {} blocks shown as final, none lost",
        started.elapsed(),
        shown.len(),
    );
    Ok(())
}

/// Sessions and eras pass, and an era is paid for.
pub async fn passes_eras(network: &Network) -> Result<()> {
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
