//! A network of four validators: how many hooks a block and a second take and what limits them, how long it takes until a hook
//! is final, what it costs beside a transfer, and what follows for more services than fit on one machine.

use crate::{
    calls::{number, services, table, transfer, word},
    setup::Setup,
    Options,
};
use anyhow::{ensure, Context, Result};
use blueprint_node_clients::{
    flood::{flood_at, weight_of, Call, Filled, Outcome},
    network::{specification, Network, Options as NodeOptions},
};
use comfy_table::Table;
use ink_e2e::{
    alice, bob,
    subxt::dynamic::{self, At, Value},
};
use std::time::{Duration, Instant};

/// The chain, and how long its slot is.
const CHAIN: &str = "local";
const SLOT: f64 = 6.0;
/// Blocks of a day.
const DAY: f64 = 86_400.0 / SLOT;
/// How often each cost is measured.
const SAMPLE: u32 = 4;
/// Results of which one batch is, in the estimate.
const BATCH: f64 = 1_000.0;

/// Of a weight and a length: picoseconds, bytes of proof, bytes.
type Parts = [u128; 3];
const LIMITS: [&str; 3] = ["time", "proof", "length"];

/// What one transaction of a kind costs.
struct Cost {
    name: String,
    hooks: u32,
    /// What it reserves.
    declared: Parts,
    /// What it is charged.
    used: Parts,
    fee: u128,
}

impl Cost {
    /// Of a flood, per transaction. Its bytes are in its proof, too.
    fn of(name: &str, hooks: u32, declared: (u128, u128), outcome: &Outcome) -> Result<Self> {
        let count = u128::try_from(outcome.included)?;
        ensure!(count > 0 && outcome.failed == 0, "{name}: {outcome:?}");
        let length = outcome.length / count;
        Ok(Self {
            name: name.into(),
            hooks,
            declared: [declared.0, declared.1 + length, length],
            used: [
                outcome.ref_time / count,
                outcome.proof / count + length,
                length,
            ],
            fee: outcome.fees / count,
        })
    }

    /// How many of them a block takes, and what limits them. It takes another one as long as what that reserves is left.
    fn fill(&self, most: Parts) -> (f64, &'static str) {
        let fit = |place: usize| {
            let left = most[place].saturating_sub(self.declared[place]);
            (left / self.used[place].max(1) + 1) as f64
        };
        let fits = [0, 1, 2].map(fit);
        let least = fits.iter().copied().fold(f64::INFINITY, f64::min);
        let place = fits.iter().position(|it| *it == least).unwrap_or_default();
        (least, LIMITS[place])
    }

    /// How many of them fill a quarter of a block, above which fees rise.
    fn quarter(&self, most: Parts) -> f64 {
        let fit = |place: usize| most[place] as f64 / 4.0 / self.used[place].max(1) as f64;
        [0, 1, 2].map(fit).into_iter().fold(f64::INFINITY, f64::min)
    }
}

/// Which limits kept another transaction out of a block; a dash where the block had room.
fn ended_by(block: &Filled, declared: Parts, most: Parts) -> String {
    let used = [block.ref_time, block.proof, block.length];
    let full = |place: &usize| used[*place] + declared[*place] > most[*place];
    let named: Vec<&str> = (0..3).filter(full).map(|place| LIMITS[place]).collect();
    match named.len() {
        0 => "-".into(),
        _ => named.join(", "),
    }
}

fn percent(part: u128, of: u128) -> String {
    (part * 100 / of.max(1)).to_string()
}

/// What normal transactions may use of a block, and the picoseconds that each uses beside its own weight.
fn limits(setup: &Setup) -> Result<(Parts, u128)> {
    let constants = setup.api.constants();
    let weights = constants.at(&dynamic::constant("System", "BlockWeights"))?;
    let weights = weights.to_value()?;
    let normal = weights.at("per_class").and_then(|it| it.at("normal"));
    // The one value of an option.
    let most = normal.and_then(|it| it.at("max_total")?.at(0));
    let (ref_time, proof) = weight_of(most)?;
    let (base, _) = weight_of(normal.and_then(|it| it.at("base_extrinsic")))?;
    let length = constants.at(&dynamic::constant("System", "BlockLength"))?;
    let length = length.to_value()?;
    let length = length.at("max").and_then(|it| it.at("normal")?.as_u128());
    Ok(([ref_time, proof, length.context("a length")?], base))
}

fn job(service: u64, inputs: Value) -> Call {
    services(&alice(), "call", vec![number(service), number(0), inputs])
}

fn result(service: u64, call: u64, outputs: Value) -> Call {
    let fields = vec![number(service), number(call), outputs];
    services(&bob(), "submit_result", fields)
}

async fn flooded(setup: &Setup, calls: Vec<Call>, rate: Option<u32>) -> Result<Outcome> {
    let called = Some(("JobCalled", "call"));
    let outcome = flood_at(&setup.api, calls, rate, setup.limit, called).await?;
    let failed = outcome.failed;
    ensure!(failed == 0, "expected no failure, received {failed}");
    Ok(outcome)
}

/// The cost of each kind of transaction.
async fn costs(setup: &Setup, base: u128) -> Result<Vec<Cost>> {
    let mut costs = Vec::new();
    let mut measure = async |name: &str, hooks: u32, calls: Vec<Call>| -> Result<Vec<u64>> {
        let first = calls.first().context("a call")?;
        let (time, proof) = setup.declared(first).await?;
        let outcome = flooded(setup, calls, None).await?;
        costs.push(Cost::of(name, hooks, (time + base, proof), &outcome)?);
        Ok(outcome.numbers)
    };
    let transfers = (0..SAMPLE).map(|_| transfer(&alice(), &bob(), 1));
    measure("transfer", 0, transfers.collect()).await?;
    let calls = (0..SAMPLE).map(|_| job(setup.squaring, word(7)));
    let called = measure("job call, 32 bytes", 1, calls.collect()).await?;
    let results = called
        .iter()
        .map(|call| result(setup.squaring, *call, word(49)));
    measure("result, 32 bytes", 2, results.collect()).await?;
    // A manager that looks at no payload: what is left is the payload's.
    for kilobytes in [4, 32] {
        let bytes = || Value::from_bytes(vec![7u8; kilobytes * 1_024]);
        let calls = (0..SAMPLE).map(|_| job(setup.any, bytes()));
        let name = format!("job call, {kilobytes} KiB");
        let called = measure(&name, 1, calls.collect()).await?;
        let results = called.iter().map(|call| result(setup.any, *call, bytes()));
        let name = format!("result, {kilobytes} KiB");
        measure(&name, 2, results.collect()).await?;
    }
    measure("batch by its hash", 0, setup.batches(SAMPLE)?).await?;
    Ok(costs)
}

fn row(
    name: &str,
    hooks: u32,
    rate: u32,
    outcome: &Outcome,
    (declared, most): (Parts, Parts),
) -> [String; 13] {
    let fullest = outcome.filled.iter().max_by_key(|it| it.ours);
    let fullest = fullest.copied().unwrap_or_default();
    let numbers = || outcome.filled.iter().map(|it| it.number);
    let first = numbers().min().unwrap_or_default();
    let blocks = numbers().max().unwrap_or_default() - first + 1;
    let seconds = f64::from(blocks) * SLOT;
    let hooks = |count: usize| count as u64 * u64::from(hooks);
    let latency = |part| format!("{:.1}", outcome.percentile(part).as_secs_f64());
    [
        name.into(),
        rate.to_string(),
        outcome.included.to_string(),
        blocks.to_string(),
        format!("{:.1}", outcome.included as f64 / seconds),
        format!("{:.1}", hooks(outcome.included) as f64 / seconds),
        hooks(fullest.ours).to_string(),
        percent(fullest.ref_time, most[0]),
        percent(fullest.proof, most[1]),
        percent(fullest.length, most[2]),
        ended_by(&fullest, declared, most),
        latency(50),
        latency(95),
    ]
}

fn costs_table(costs: &[Cost]) -> Table {
    let mut rows = table(&[
        "transaction",
        "hooks",
        "reserves ms",
        "reserves KiB",
        "charged ms",
        "charged KiB",
        "bytes",
        "fee, tokens",
        "fee / transfer",
    ]);
    let base = costs.first().map_or(1, |it| it.fee).max(1) as f64;
    for cost in costs {
        let milliseconds = |part: u128| format!("{:.2}", part as f64 / 1e9);
        let kilobytes = |part: u128| format!("{:.1}", part as f64 / 1_024.0);
        rows.add_row([
            cost.name.clone(),
            cost.hooks.to_string(),
            milliseconds(cost.declared[0]),
            kilobytes(cost.declared[1]),
            milliseconds(cost.used[0]),
            kilobytes(cost.used[1]),
            cost.used[2].to_string(),
            format!("{:.5}", cost.fee as f64 / 1e12),
            format!("{:.1}", cost.fee as f64 / base),
        ]);
    }
    rows
}

/// What follows from the costs alone.
fn estimate(costs: &[Cost], most: Parts) -> Table {
    let mut rows = table(&[
        "transaction",
        "in a full block",
        "limit",
        "a second",
        "a day",
        "a day, blocks a quarter full",
    ]);
    let mut add = |name: &str, (full, limit): (f64, &str), quarter: f64, each: f64| {
        let digits = |number: f64| {
            let decimals = usize::from(number < 20.0);
            format!("{number:.decimals$}")
        };
        rows.add_row([
            name.to_owned(),
            digits(full * each),
            limit.to_owned(),
            digits(full * each / SLOT),
            digits(full * each * DAY),
            digits(quarter * each * DAY),
        ]);
    };
    for cost in costs {
        add(&cost.name, cost.fill(most), cost.quarter(most), 1.0);
    }
    if let Some(batch) = costs.last() {
        let name = format!("results in batches of {BATCH}");
        add(&name, batch.fill(most), batch.quarter(most), BATCH);
    }
    rows
}

/// Loads the network, and prints three tables.
pub async fn run(options: &Options) -> Result<()> {
    let begun = Instant::now();
    let progress = |text: &str| eprintln!("{:>5.0} s  {text}", begun.elapsed().as_secs_f64());
    progress("starting four validators");
    let of_nodes = ["--pool-limit=20000", "--pool-kbytes=200000"];
    let of_nodes = NodeOptions {
        of_nodes: of_nodes.map(String::from).to_vec(),
        ..NodeOptions::default()
    };
    let network = Network::start_with(&specification(CHAIN)?, "load", 4, of_nodes)?;
    let limit = Duration::from_secs(options.seconds);
    network.until_final(2, limit).await?;
    progress("deploying managers and starting services");
    let setup = Setup::new(&network.url(0)?, limit).await?;
    // Clients take nonces from what is final.
    let head = network.best(0).await?.number;
    network.until_final(head, limit).await?;
    let (most, base) = limits(&setup)?;
    progress("costs");
    let costs = costs(&setup, base).await?;
    println!(
        "\nWhat one transaction costs ({SAMPLE} of each; ms of the reference machine, KiB of proof):\n{}",
        costs_table(&costs)
    );
    println!(
        "\nOn paper, by these costs and the limits of a block ({:.2} s, {:.2} MiB of proof, {:.2} MiB):\n{}",
        most[0] as f64 / 1e12,
        most[1] as f64 / 1_048_576.0,
        most[2] as f64 / 1_048_576.0,
        estimate(&costs, most)
    );

    let mut rates = table(&[
        "transactions",
        "sent a second",
        "included",
        "blocks",
        "tx/s",
        "hooks/s",
        "hooks in the fullest block",
        "time %",
        "proof %",
        "length %",
        "ended by",
        "p50 s",
        "p95 s",
    ]);
    'rates: for rate in options.rates.iter().copied() {
        let count = rate.saturating_mul(options.each);
        progress(&format!(
            "{rate} a second: {count} transfers, job calls and results"
        ));
        let mut called = Vec::new();
        for (name, kind) in [("transfers", 0), ("job calls", 1), ("results", 2)] {
            let sent: Vec<Call> = match kind {
                0 => (0..count).map(|_| transfer(&alice(), &bob(), 1)).collect(),
                1 => (0..count).map(|_| job(setup.squaring, word(7))).collect(),
                _ => called
                    .iter()
                    .map(|call| result(setup.squaring, *call, word(49)))
                    .collect(),
            };
            let outcome = flooded(&setup, sent, Some(rate)).await?;
            let declared = costs.get(kind).map_or([0; 3], |it| it.declared);
            let hooks = costs.get(kind).map_or(0, |it| it.hooks);
            rates.add_row(row(name, hooks, rate, &outcome, (declared, most)));
            if outcome.lost > 0 {
                progress(&format!(
                    "{} {name} were in no block in time: no higher rate",
                    outcome.lost
                ));
                break 'rates;
            }
            called = outcome.numbers;
        }
    }
    println!(
        "\nFour validators on this machine, slots of {SLOT} s, {} s of each rate; of a block, what transactions may use:\n{rates}",
        options.each
    );
    network.agreed().await?;
    network.stop()
}
