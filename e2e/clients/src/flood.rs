//! Many transactions at once, and their results.

use crate::chain::{account, account_of, Api};
use anyhow::{Context, Result};
use futures::{stream, StreamExt, TryStreamExt};
use ink_e2e::{
    subxt::{
        blocks::Block,
        config::polkadot::PolkadotExtrinsicParamsBuilder,
        dynamic::{self, At, Value},
        events::Phase,
        tx::SubmittableTransaction,
        utils::H256,
        PolkadotConfig,
    },
    Keypair,
};
use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};
use tokio::sync::mpsc::{unbounded_channel, UnboundedReceiver};

/// How many transactions are on their way to the node at a time.
const IN_FLIGHT: usize = 32;

/// The code of the error of a pool that has a transaction.
const ALREADY_IMPORTED: &str = "(1013)";

/// A call to sign.
pub struct Call {
    /// Who signs it.
    pub signer: Keypair,
    /// Its pallet.
    pub pallet: &'static str,
    /// Its name.
    pub call: &'static str,
    /// Its arguments.
    pub fields: Vec<Value>,
}

/// The result of a flood.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Transactions in final blocks.
    pub included: usize,
    /// Transactions that no final block held when the time was over.
    pub lost: usize,
    /// Transactions that were included and failed.
    pub failed: usize,
    /// Blocks that held any of them.
    pub blocks: usize,
    /// From the first transaction sent to the last one final.
    pub took: Duration,
    /// From sending to being final, of each; sorted.
    pub latencies: Vec<Duration>,
    /// What the transactions weighed together, in picoseconds of the reference machine.
    pub ref_time: u128,
    /// The bytes of proof that they weighed together.
    pub proof: u128,
    /// What they paid together, in the chain's smallest unit.
    pub fees: u128,
    /// Their bytes together.
    pub length: u128,
    /// What the blocks with any of them held, by their number.
    pub filled: Vec<Filled>,
    /// The numbers in the requested field of the flood's events, in order.
    pub numbers: Vec<u64>,
}

/// A block with transactions of a flood.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filled {
    /// Its number.
    pub number: u32,
    /// Transactions of the flood in it.
    pub ours: usize,
    /// Picoseconds of all its normal transactions.
    pub ref_time: u128,
    /// Bytes of proof of all its normal transactions.
    pub proof: u128,
    /// Bytes of all its transactions.
    pub length: u128,
}

impl Outcome {
    /// The latency that a part of a hundred of the transactions did not exceed.
    pub fn percentile(&self, part: usize) -> Duration {
        let rank = self.latencies.len().saturating_mul(part).div_ceil(100);
        let place = rank.saturating_sub(1);
        self.latencies.get(place).copied().unwrap_or_default()
    }

    /// Transactions a second.
    pub fn rate(&self) -> f64 {
        self.included as f64 / self.took.as_secs_f64().max(f64::EPSILON)
    }

    /// Picoseconds of a transaction, on average.
    pub fn weight(&self) -> u128 {
        self.ref_time / (self.included as u128).max(1)
    }
}

type Signed = SubmittableTransaction<PolkadotConfig, Api>;

/// A finalised block, as a client sees it, and when.
type Reported = (Block<PolkadotConfig, Api>, Instant);

/// Signs calls with each account's next nonces, sends them as fast as the node takes them, and
/// follows them until all are final or the time is over. `number` names an event and a field of
/// the services pallet whose values are wanted.
///
/// # Errors
/// If the node does not answer, or refuses one of them.
pub async fn flood(
    api: &Api,
    calls: Vec<Call>,
    limit: Duration,
    number: Option<(&str, &str)>,
) -> Result<Outcome> {
    flood_at(api, calls, None, limit, number).await
}

/// As [`flood`], with so many transactions a second at most.
///
/// # Errors
/// As [`flood`].
pub async fn flood_at(
    api: &Api,
    calls: Vec<Call>,
    rate: Option<u32>,
    limit: Duration,
    number: Option<(&str, &str)>,
) -> Result<Outcome> {
    let signed = sign(api, calls).await?;
    let mut waiting: HashSet<H256> = signed.iter().map(|it| it.hash()).collect();
    let mut reported = watch(api).await?;
    let started = Instant::now();
    let mut sending = tokio::spawn(async move {
        let begun = tokio::time::Instant::now();
        let sent = (0u32..)
            .zip(signed)
            .map(move |(place, transaction)| async move {
                if let Some(rate) = rate {
                    tokio::time::sleep_until(begun + Duration::from_secs(place.into()) / rate)
                        .await;
                }
                let at = Instant::now();
                match transaction.submit().await {
                    // A pool that follows forks says so of a transaction that a new block's view took meanwhile.
                    Err(error) if error.to_string().contains(ALREADY_IMPORTED) => {
                        Ok((transaction.hash(), at))
                    }
                    sent => sent.map(|hash| (hash, at)),
                }
            });
        let sent = stream::iter(sent).buffer_unordered(IN_FLIGHT);
        sent.try_collect::<HashMap<H256, Instant>>().await
    });

    let mut sent = None;
    let mut ours = Vec::new();
    let over = tokio::time::sleep(limit);
    tokio::pin!(over);
    while !waiting.is_empty() {
        tokio::select! {
            all = &mut sending, if sent.is_none() => sent = Some(all??),
            next = reported.recv() => {
                let (block, at) = next.context("expected blocks, received the end of them")??;
                let mut held = HashMap::new();
                for extrinsic in block.extrinsics().await?.iter() {
                    if waiting.remove(&extrinsic.hash()) {
                        held.insert(extrinsic.index(), extrinsic.hash());
                    }
                }
                if !held.is_empty() {
                    ours.push(Held { block, at, held });
                }
            }
            () = &mut over => break,
        }
    }
    let sent = match sent {
        Some(sent) => sent,
        None if waiting.is_empty() => sending.await??,
        None => {
            sending.abort();
            HashMap::new()
        }
    };

    let mut outcome = Outcome {
        lost: waiting.len(),
        blocks: ours.len(),
        ..Outcome::default()
    };
    // Only now: the node should have the machine for itself while it is flooded.
    for Held { block, at, held } in ours {
        outcome.took = at.saturating_duration_since(started);
        outcome.included += held.len();
        let since = held.values().filter_map(|hash| sent.get(hash));
        let latencies = since.map(|since| at.saturating_duration_since(*since));
        outcome.latencies.extend(latencies);
        outcome.read_events(&block, &held, number).await?;
        let filled = outcome.read_block(api, &block, &held).await?;
        outcome.filled.push(filled);
    }
    outcome.latencies.sort();
    Ok(outcome)
}

/// A block that holds some of the flood, by their index.
struct Held {
    block: Block<PolkadotConfig, Api>,
    at: Instant,
    held: HashMap<u32, H256>,
}

/// Records when each block is reported final, whatever else the client does meanwhile.
async fn watch(api: &Api) -> Result<UnboundedReceiver<Result<Reported>>> {
    let mut blocks = api.blocks().subscribe_finalized().await?;
    let (tell, reported) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(block) = blocks.next().await {
            let block = block.map(|block| (block, Instant::now()));
            if tell.send(block.map_err(Into::into)).is_err() {
                break;
            }
        }
    });
    Ok(reported)
}

impl Outcome {
    /// The results of the flood's transactions in a block, from its events.
    async fn read_events(
        &mut self,
        block: &Block<PolkadotConfig, Api>,
        held: &HashMap<u32, H256>,
        number: Option<(&str, &str)>,
    ) -> Result<()> {
        for event in block.events().await?.iter() {
            let event = event?;
            let Phase::ApplyExtrinsic(index) = event.phase() else {
                continue;
            };
            if !held.contains_key(&index) {
                continue;
            }
            match (event.pallet_name(), event.variant_name()) {
                ("System", name @ ("ExtrinsicSuccess" | "ExtrinsicFailed")) => {
                    self.failed += usize::from(name == "ExtrinsicFailed");
                    let fields = event.field_values()?;
                    let weight = fields.at("dispatch_info").and_then(|it| it.at("weight"));
                    let (ref_time, proof) = weight_of(weight)?;
                    self.ref_time += ref_time;
                    self.proof += proof;
                }
                ("TransactionPayment", "TransactionFeePaid") => {
                    let fields = event.field_values()?;
                    let fee = fields.at("actual_fee").and_then(|it| it.as_u128());
                    self.fees += fee.context("expected a fee in the event")?;
                }
                ("Services", name) => {
                    if let Some((_, field)) = number.filter(|(event, _)| *event == name) {
                        let fields = event.field_values()?;
                        let value = fields.at(field).and_then(|it| it.as_u128());
                        let value = value.context("expected a number in the event")?;
                        self.numbers.push(u64::try_from(value)?);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The parts of a weight.
///
/// # Errors
/// If it is none.
pub fn weight_of<T>(weight: Option<&Value<T>>) -> Result<(u128, u128)> {
    let part = |name: &str| weight.and_then(|it| it.at(name)?.as_u128());
    let both = part("ref_time").zip(part("proof_size"));
    both.context("expected a weight")
}

impl Outcome {
    /// What a block held.
    async fn read_block(
        &mut self,
        api: &Api,
        block: &Block<PolkadotConfig, Api>,
        held: &HashMap<u32, H256>,
    ) -> Result<Filled> {
        let mut length: u128 = 0;
        for extrinsic in block.extrinsics().await?.iter() {
            let bytes = extrinsic.bytes().len() as u128;
            length += bytes;
            if held.contains_key(&extrinsic.index()) {
                self.length += bytes;
            }
        }
        let address = dynamic::storage("System", "BlockWeight", Vec::<Value>::new());
        let used = api.storage().at(block.hash()).fetch(&address).await?;
        let used = used.context("a block's weight")?.to_value()?;
        let (ref_time, proof) = weight_of(used.at("normal"))?;
        Ok(Filled {
            number: block.number(),
            ours: held.len(),
            ref_time,
            proof,
            length,
        })
    }
}

async fn sign(api: &Api, calls: Vec<Call>) -> Result<Vec<Signed>> {
    let mut nonces: HashMap<[u8; 32], u64> = HashMap::new();
    let mut signed = Vec::with_capacity(calls.len());
    for call in calls {
        let who = account_of(&call.signer);
        let nonce = match nonces.get(&who) {
            Some(nonce) => *nonce,
            None => u64::try_from(account(api, &who).await?.0)?,
        };
        nonces.insert(who, nonce + 1);
        let transaction = dynamic::tx(call.pallet, call.call, call.fields);
        let parameters = PolkadotExtrinsicParamsBuilder::new()
            .nonce(nonce)
            .immortal()
            .build();
        let mut partial = api.tx().create_partial_offline(&transaction, parameters)?;
        signed.push(partial.sign(&call.signer));
    }
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentile_is_the_least_that_so_many_did_not_exceed() {
        let of = |count: u64| Outcome {
            latencies: (1..=count).map(Duration::from_millis).collect(),
            ..Outcome::default()
        };
        let milliseconds = |count, part| of(count).percentile(part).as_millis();
        assert_eq!(milliseconds(100, 50), 50);
        assert_eq!(milliseconds(100, 99), 99);
        assert_eq!(milliseconds(100, 100), 100);
        assert_eq!(milliseconds(10, 95), 10);
        assert_eq!(milliseconds(1, 50), 1);
        assert_eq!(milliseconds(0, 50), 0);
    }
}
