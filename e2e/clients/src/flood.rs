//! Many transactions at once, and what became of them.

use crate::chain::{account, account_of, Api};
use anyhow::{Context, Result};
use futures::{stream, StreamExt};
use ink_e2e::{
    subxt::{
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
    collections::HashMap,
    time::{Duration, Instant},
};

/// How many transactions are on their way to the node at a time.
const IN_FLIGHT: usize = 32;

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

/// What became of a flood.
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
    /// Numbers that the flood's events told under the field asked for, in order.
    pub numbers: Vec<u64>,
}

impl Outcome {
    /// The latency that a part of a hundred of the transactions did not exceed.
    pub fn percentile(&self, part: usize) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        let index = self.latencies.len().saturating_mul(part) / 100;
        self.latencies
            .get(index.min(last))
            .copied()
            .unwrap_or_default()
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

/// Signs calls with each account's next nonces, sends them as fast as the node takes them, and
/// follows them until all are final or the time is over. `number` names an event and a field of
/// the services pallet whose values are wanted.
///
/// # Errors
/// If the node does not answer.
pub async fn flood(
    api: &Api,
    calls: Vec<Call>,
    limit: Duration,
    number: Option<(&str, &str)>,
) -> Result<Outcome> {
    let signed = sign(api, calls).await?;
    let mut waiting: HashMap<H256, Option<Instant>> =
        signed.iter().map(|it| (it.hash(), None)).collect();
    let mut blocks = api.blocks().subscribe_finalized().await?;
    let started = Instant::now();
    let sending = tokio::spawn(async move {
        let sent = stream::iter(signed).map(|transaction| async move {
            let at = Instant::now();
            transaction.submit().await.map(|hash| (hash, at))
        });
        sent.buffer_unordered(IN_FLIGHT).collect::<Vec<_>>().await
    });

    let mut outcome = Outcome::default();
    // Kept until it is known when they were sent, which may be told after they were included.
    let mut included: Vec<(H256, Instant)> = Vec::new();
    while !waiting.is_empty() {
        let left = limit.saturating_sub(started.elapsed());
        let Ok(Some(block)) = tokio::time::timeout(left, blocks.next()).await else {
            break;
        };
        let block = block?;
        let at = Instant::now();
        let mut ours = HashMap::new();
        for extrinsic in block.extrinsics().await?.iter() {
            let hash = extrinsic.hash();
            if waiting.remove(&hash).is_some() {
                ours.insert(extrinsic.index(), hash);
                included.push((hash, at));
            }
        }
        if ours.is_empty() {
            continue;
        }
        outcome.blocks += 1;
        outcome.took = started.elapsed();
        for event in block.events().await?.iter() {
            let event = event?;
            let Phase::ApplyExtrinsic(index) = event.phase() else {
                continue;
            };
            if !ours.contains_key(&index) {
                continue;
            }
            match (event.pallet_name(), event.variant_name()) {
                ("System", name @ ("ExtrinsicSuccess" | "ExtrinsicFailed")) => {
                    outcome.failed += usize::from(name == "ExtrinsicFailed");
                    let fields = event.field_values()?;
                    let weight = fields
                        .at("dispatch_info")
                        .and_then(|it| it.at("weight")?.at("ref_time")?.as_u128());
                    outcome.ref_time += weight.context("expected a weight in the event")?;
                }
                ("Services", name) => {
                    if let Some((_, field)) = number.filter(|(event, _)| *event == name) {
                        let fields = event.field_values()?;
                        let value = fields.at(field).and_then(|it| it.as_u128());
                        let value = value.context("expected a number in the event")?;
                        outcome.numbers.push(u64::try_from(value)?);
                    }
                }
                _ => {}
            }
        }
    }
    let sent: HashMap<H256, Instant> = match sending.is_finished() || waiting.is_empty() {
        true => sending.await?.into_iter().collect::<Result<_, _>>()?,
        false => {
            sending.abort();
            HashMap::new()
        }
    };
    outcome.included = included.len();
    outcome.lost = waiting.len();
    outcome.latencies = included
        .iter()
        .filter_map(|(hash, at)| Some(at.saturating_duration_since(*sent.get(hash)?)))
        .collect();
    outcome.latencies.sort();
    Ok(outcome)
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
