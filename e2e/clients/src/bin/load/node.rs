//! The development node: how the cost of job calls and results grows with operators and services.

use crate::{
    calls::{number, services, table, transfer, word, TOKENS},
    Options,
};
use anyhow::{ensure, Context, Result};
use blueprint_node_clients::{
    chain::{account_of, number_in, services_address, submit, terms, Api},
    contract::NO_SERVICES,
    deployed::Deployed,
    flood::{flood, Call, Outcome},
    node,
};
use ink_e2e::{alice, bob, charlie, dave, eve, ferdie, sr25519::Keypair, subxt::dynamic::Value};
use std::time::{Duration, Instant};

/// The `index`th operator beyond the well-known accounts.
fn operator(index: u32) -> Result<Keypair> {
    let uri = format!("//operator//{index}").parse()?;
    Ok(Keypair::from_uri(&uri)?)
}

/// A node with a blueprint on it, of which bob runs services for alice.
struct Setup {
    api: Api,
    limit: Duration,
    blueprint: u64,
    services: Vec<u64>,
    operators: u32,
}

impl Setup {
    async fn flood(&self, calls: Vec<Call>, number: Option<(&str, &str)>) -> Result<Outcome> {
        let outcome = flood(&self.api, calls, self.limit, number).await?;
        ensure!(
            outcome.failed == 0 && outcome.lost == 0,
            "expected every transaction to succeed within {:?}, received {} failures and {} that were not included",
            self.limit,
            outcome.failed,
            outcome.lost
        );
        Ok(outcome)
    }

    /// So many job calls, over all services, and the result of each.
    async fn jobs(&self, count: u32) -> Result<(Outcome, Outcome)> {
        let of = |index: u32| {
            let index = index as usize % self.services.len().max(1);
            self.services.get(index).copied().unwrap_or_default()
        };
        let call = |index: u32| {
            let fields = vec![number(of(index)), number(0), word(u64::from(index))];
            services(&alice(), "call", fields)
        };
        let calls = (0..count).map(call).collect();
        let called = self.flood(calls, Some(("JobCalled", "call"))).await?;
        let result = |(index, call): (u32, &u64)| {
            let square = u64::from(index) * u64::from(index);
            let fields = vec![number(of(index)), number(*call), word(square)];
            services(&bob(), "submit_result", fields)
        };
        let results = (0..count).zip(&called.numbers).map(result).collect();
        Ok((called, self.flood(results, None).await?))
    }

    /// Registers operators until there are so many.
    async fn grow_operators(&mut self, count: u32) -> Result<()> {
        let fresh: Result<Vec<Keypair>> = (self.operators..count).map(operator).collect();
        let fresh = fresh?;
        let payers = [alice(), bob(), charlie(), dave(), eve(), ferdie()];
        let endowed = fresh.iter().zip(payers.iter().cycle());
        let endow = endowed.map(|(new, payer)| transfer(payer, new, 1_000 * TOKENS));
        self.flood(endow.collect(), None).await?;
        let join = |new: &Keypair| services(new, "join_operators", vec![]);
        self.flood(fresh.iter().map(join).collect(), None).await?;
        let register = |new: &Keypair| self.register(new);
        self.flood(fresh.iter().map(register).collect(), None)
            .await?;
        self.operators = count;
        Ok(())
    }

    fn register(&self, operator: &Keypair) -> Call {
        let fields = vec![number(self.blueprint), number(1_000), Value::from_bytes([])];
        services(operator, "register", fields)
    }

    /// Starts services until there are so many.
    async fn grow_services(&mut self, count: u32) -> Result<()> {
        let none = || Value::unnamed_composite([]);
        let request = |_| {
            let operators = Value::unnamed_composite([Value::from_bytes(account_of(&bob()))]);
            let inputs = Value::from_bytes([]);
            let fields = vec![
                number(self.blueprint),
                operators,
                none(),
                inputs,
                number(0),
                none(),
            ];
            services(&alice(), "request", fields)
        };
        let missing = self.services.len() as u32..count;
        let requested = self
            .flood(
                missing.map(request).collect(),
                Some(("ServiceRequested", "request")),
            )
            .await?;
        let approve = |id: &u64| services(&bob(), "approve", vec![number(*id), number(0)]);
        let approvals = requested.numbers.iter().map(approve).collect();
        let started = self
            .flood(approvals, Some(("ServiceInitialized", "service")))
            .await?;
        self.services.extend(started.numbers);
        Ok(())
    }
}

fn sizes(first: u32, last: u32) -> impl Iterator<Item = u32> {
    let mut sizes = vec![first];
    while let Some(next) = sizes.last().and_then(|size| size.checked_mul(10)) {
        if next >= last {
            break;
        }
        sizes.push(next);
    }
    sizes.push(last);
    sizes.dedup();
    sizes.into_iter()
}

fn millions(picoseconds: u128) -> String {
    format!("{:.1}", picoseconds as f64 / 1e6)
}

/// Loads the development node, and prints two tables.
pub async fn run(options: &Options) -> Result<()> {
    let begun = Instant::now();
    let progress = |text: &str| eprintln!("{:>5.0} s  {text}", begun.elapsed().as_secs_f64());
    progress("starting the node");
    let node = node::start(&["--pool-limit=20000"])?;
    let api = Api::from_url(node.url()).await?;
    let (url, runtime) = (node.url(), services_address());
    let manager = Deployed::new(&url, "incredible_squaring", &[&runtime, "1", NO_SERVICES])
        .await?
        .address;
    let definition = Value::named_composite(
        [
            ("manager", Value::from_bytes(manager.0)),
            ("generation", Value::unnamed_variant("Core0_20", [])),
            ("jobs", number(1)),
            ("reporting", Value::bool(false)),
            ("min_operators", number(1)),
            ("max_operators", number(10)),
            ("max_instances", number(1_000)),
        ]
        .into_iter()
        .chain(terms()),
    );
    let created = submit(
        &api,
        &alice(),
        "Services",
        "create_blueprint",
        vec![definition],
    )
    .await?;
    let mut setup = Setup {
        api,
        limit: Duration::from_secs(options.seconds),
        blueprint: number_in(&created, "BlueprintCreated", "blueprint")?,
        services: Vec::new(),
        operators: 1,
    };
    let join = vec![
        services(&bob(), "join_operators", vec![]),
        setup.register(&bob()),
    ];
    setup.flood(join, None).await?;
    setup.grow_services(1).await?;

    progress(&format!("{} plain transfers", options.calls));
    let before = node.memory();
    let transfers = (0..options.calls)
        .map(|_| transfer(&alice(), &bob(), 1))
        .collect();
    let transfers = setup.flood(transfers, None).await?;
    progress(&format!(
        "{} job calls, then as many results",
        options.calls
    ));
    let (calls, results) = setup.jobs(options.calls).await?;
    let after = node.memory();

    let mut floods = table(&[
        "flood",
        "transactions",
        "hooks",
        "blocks",
        "tx/s",
        "hooks/s",
        "hooks/block",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "ref_time M/tx",
        "rate / transfers",
    ]);
    for (name, outcome, hooks) in [
        ("plain transfers", &transfers, 0),
        ("job calls", &calls, 1),
        ("results", &results, 2),
    ] {
        let hooks = outcome.included * hooks;
        let seconds = outcome.took.as_secs_f64().max(f64::EPSILON);
        let latency = |part| format!("{:.0}", outcome.percentile(part).as_secs_f64() * 1e3);
        floods.add_row([
            name.to_string(),
            outcome.included.to_string(),
            hooks.to_string(),
            outcome.blocks.to_string(),
            format!("{:.0}", outcome.rate()),
            format!("{:.0}", hooks as f64 / seconds),
            format!("{:.1}", hooks as f64 / outcome.blocks.max(1) as f64),
            latency(50),
            latency(95),
            latency(99),
            millions(outcome.weight()),
            format!("{:.2}", outcome.rate() / transfers.rate()),
        ]);
    }

    let mut growth = table(&[
        "operators",
        "services",
        "calls/s",
        "calls/s / first",
        "results/s",
        "results/s / first",
        "call M",
        "result M",
        "memory MiB",
    ]);
    let mut first = None;
    let mut measure = async |setup: &Setup| -> Result<()> {
        let (call, result) = setup.jobs(options.sample).await?;
        let (base_call, base_result) = *first.get_or_insert((call.rate(), result.rate()));
        growth.add_row([
            setup.operators.to_string(),
            setup.services.len().to_string(),
            format!("{:.0}", call.rate()),
            format!("{:.2}", call.rate() / base_call),
            format!("{:.0}", result.rate()),
            format!("{:.2}", result.rate() / base_result),
            millions(call.weight()),
            millions(result.weight()),
            (node.memory() >> 20).to_string(),
        ]);
        Ok(())
    };
    for count in sizes(10, options.operators) {
        progress(&format!("growing to {count} operators"));
        setup.grow_operators(count).await?;
        measure(&setup)
            .await
            .context("at this number of operators")?;
    }
    for count in sizes(1, options.services) {
        progress(&format!("growing to {count} services"));
        setup.grow_services(count).await?;
        measure(&setup)
            .await
            .context("at this number of services")?;
    }

    println!(
        "\nFloods of {} transactions each, one client, one node as `make node` builds it (opt-level 1):\n{floods}",
        options.calls
    );
    println!(
        "\nMemory of the node: {} MiB before, {} MiB after the floods",
        before >> 20,
        after >> 20
    );
    println!(
        "\n{} job calls and as many results, over all services, as operators register and services start\n\
         (M = million picoseconds that a transaction is charged; every service has one operator):\n{growth}",
        options.sample
    );
    node.stop()
}
