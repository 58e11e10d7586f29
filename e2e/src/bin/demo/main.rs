//! Demo: the lifecycle of a blueprint with the ink! hook contract and its Solidity builds as
//! managers, called by the services pallet of a runtime and by Tangle's own core.

mod quality;

use anyhow::{bail, Context, Result};
use blueprint_e2e::{
    accounts,
    artifact::Artifact,
    chain::Chain,
    road::{self, Review},
    services,
    tangle_core::{self, squaring::ManagerState},
};
use comfy_table::{
    presets::UTF8_HORIZONTAL_ONLY, Cell, CellAlignment, ContentArrangement, Table, TableComponent,
};
use frame_support::weights::Weight;
use pallet_services::Generation;
use serde_json::json;
use std::{collections::BTreeSet, path::Path};

/// The implementations: name, and path below the builder's output.
const BUILDS: [(&str, &str); 3] = [
    ("ink! (PolkaVM)", "ink/incredible_squaring.polkavm"),
    ("Solidity (EVM, solc)", "solidity/IncredibleSquaring.evm"),
    (
        "Solidity (PolkaVM, resolc)",
        "solidity/IncredibleSquaring.polkavm",
    ),
];

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        None => play(),
        Some("--contracts") => {
            println!("{}", contracts().join(" "));
            Ok(())
        }
        Some(other) => bail!("expected no argument or --contracts, received {other}"),
    }
}

/// The names of the contracts that are played, as `blueprint-hooks build --only` takes them.
fn contracts() -> Vec<&'static str> {
    let builds = BUILDS.map(|(_, path)| path);
    let library = [quality::MANAGER]
        .into_iter()
        .chain(road::quality::CONTRACTS)
        .chain(road::usage::CONTRACTS);
    let stem = |path: &'static str| Path::new(path).file_stem()?.to_str();
    let names: BTreeSet<_> = builds.into_iter().chain(library).filter_map(stem).collect();
    names.into_iter().collect()
}

fn play() -> Result<()> {
    let builds: Vec<(&str, Artifact)> = BUILDS
        .into_iter()
        .map(|(name, path)| Ok((name, Artifact::built(path)?)))
        .collect::<Result<_>>()?;

    println!("Incredible squaring: a job takes a uint256, an operator must return its square.");
    println!(
        "ref_time in millions of picoseconds, proof_size in bytes, both of the manager's hooks"
    );
    println!("alone, or of the whole step where it calls none, as a deployment; deposit in the");
    println!("smallest unit of the native token, for what the step stores.");

    let mut ends = Vec::new();
    for (name, artifact) in &builds {
        title(&format!("Act 1, the services runtime calls: {name}"));
        let mut table = steps();
        let life = services::story::play(artifact, Generation::Core0_20, &mut |step| {
            let deposit = step.deposit;
            row(
                &mut table,
                &step.step,
                &step.caller,
                &step.decision,
                step.hooks_weight,
                deposit,
            );
        });
        println!("{table}");
        ends.push((
            *name,
            "the runtime",
            life.context("the life on the runtime ended early")?.state,
        ));
    }
    for (name, artifact) in &builds {
        title(&format!("Act 2, Tangle's core calls: {name}"));
        let mut table = steps();
        let life = tangle_core::story::play(artifact, &mut |step| {
            let weight = if step.hooks.is_empty() {
                step.outcome.weight()
            } else {
                step.hooks_weight()
            };
            row(
                &mut table,
                &step.step,
                &step.caller,
                &step.decision,
                weight,
                step.outcome.deposit,
            );
        });
        println!("{table}");
        ends.push((
            *name,
            "Tangle's core",
            life.context("the life on the core ended early")?.state,
        ));
    }

    title("Act 3, from a result to money: a wrong result is reported, disputed, and slashed");
    println!(
        "Bob's result is right, charlie's wrong. Dave has staked with bob, ferdie with charlie."
    );
    println!("Amounts in the native token. Each step is a transaction that the account signs.");
    for (name, artifact) in &builds {
        road_to_money(name, artifact, Review::Upheld, *name == builds[0].0)?;
    }
    road_to_money(builds[0].0, &builds[0].1, Review::Vetoed, false)?;

    title("Act 4, from quality of service to money: an operator loses half of the data that it stores");
    println!("Real rounds of drand's evmnet choose the leaves that bob and charlie must open in each window.");
    println!("Dave has staked 1000 with bob, ferdie 500 with charlie; the pot of the era is 90.");
    for lost in [true, false] {
        quality::quality_to_money(lost)?;
    }
    println!("\nThree clients use both operators over HTTP, and pay by receipts; charlie drags its feet.");
    quality::usage_to_money()?;

    title("What the managers know in the end");
    println!("{}", states(&ends));
    title("Code");
    println!("{}", sizes(&builds));
    title("Two rejections");
    rejections(&builds[0].1)?;
    println!();
    println!(
        "Artifacts: target/ink (ink!), target/solidity (the builds), each with its .abi.json."
    );
    println!("Next: call a contract yourself,");
    println!("  echo '{{\"caller\":\"alice\",\"call\":\"runtime\",\"args\":[]}}' | \\");
    println!(
        "    make -s console ARTIFACT=target/ink/incredible_squaring.polkavm ARGS=\"alith 2 zero\""
    );
    println!("then read blueprint-examples/incredible-squaring, and run the checks: make test");
    Ok(())
}

/// Plays the way from a result to money; prints its steps, if wanted, and who lost and earned what.
fn road_to_money(name: &str, artifact: &Artifact, review: Review, with_steps: bool) -> Result<()> {
    let mut steps = table(&["step", "signed by", "outcome"]);
    let end = road::play(artifact, Generation::Core0_20, review, &mut |step| {
        steps.add_row([step.what, step.who.as_str(), step.outcome.as_str()]);
    })
    .context("the way from a result to money ended early")?;
    if with_steps {
        println!("{steps}");
    }
    println!(
        "\n{name}, the slash was {}",
        match review {
            Review::Vetoed => "vetoed by governance",
            Review::Dismissed => "disputed and dismissed",
            Review::Upheld => "disputed, upheld and executed",
            Review::Stands => "executed",
        }
    );
    let mut money = table(&["account", "bond or stake", "lost", "earned"]);
    for balance in &end.balances {
        let tokens = |amount: u128| number(road::tokens(amount));
        money.add_row([
            Cell::new(balance.who),
            tokens(balance.staked),
            tokens(balance.lost),
            tokens(balance.earned),
        ]);
    }
    println!("{money}");
    Ok(())
}

fn title(text: &str) {
    println!("\n{text}\n{}", "=".repeat(text.chars().count()));
}

fn table(columns: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(UTF8_HORIZONTAL_ONLY)
        .remove_style(TableComponent::HorizontalLines)
        .remove_style(TableComponent::MiddleIntersections)
        .set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(140);
    }
    table.set_header(columns);
    table
}

fn steps() -> Table {
    table(&[
        "step",
        "caller",
        "what was decided",
        "ref_time",
        "proof_size",
        "deposit",
    ])
}

fn number(value: impl ToString) -> Cell {
    Cell::new(value.to_string()).set_alignment(CellAlignment::Right)
}

fn row(
    table: &mut Table,
    step: &impl ToString,
    caller: &str,
    decision: &str,
    weight: Weight,
    deposit: i128,
) {
    table.add_row([
        Cell::new(step.to_string()),
        Cell::new(short(caller)),
        Cell::new(named_accounts(decision)),
        number(format!("{:.1}", weight.ref_time() as f64 / 1e6)),
        number(weight.proof_size()),
        number(deposit),
    ]);
}

/// A text with the accounts that have a name called by it, and other addresses cut.
fn named_accounts(text: &str) -> String {
    let mut parts = text.split("0x");
    let mut named = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_address = part.len() >= 40 && part.is_char_boundary(40);
        let (digits, rest) = if is_address {
            part.split_at(40)
        } else {
            ("", part)
        };
        let address = format!("0x{digits}").to_lowercase();
        let known = accounts::names()
            .into_iter()
            .find(|name| accounts::address_of(name).is_some_and(|a| format!("{a:?}") == address));
        match known {
            Some(name) => named.push_str(name),
            None if is_address => named.push_str(&short(&address)),
            None => named.push_str("0x"),
        }
        named.push_str(rest);
    }
    named
}

/// An address without a name, shortened to distinguish it from others.
fn short(caller: &str) -> String {
    match caller.strip_prefix("0x") {
        Some(digits) if digits.len() == 40 => format!("0x{}…", &digits[..8]),
        _ => caller.to_owned(),
    }
}

fn states(ends: &[(&str, &str, ManagerState)]) -> Table {
    let mut table = table(&[
        "manager",
        "called by",
        "blueprint",
        "first operator",
        "second operator",
    ]);
    for (manager, caller, state) in ends {
        let operator = |index: usize| {
            let tally = &state.tallies[index];
            format!(
                "{:?}; {} correct, {} wrong, {} points",
                state.verdicts[index], tally.successful, tally.failed, tally.points
            )
        };
        let blueprint = state
            .blueprint_id
            .1
            .map_or("none".to_owned(), |id| id.to_string());
        table.add_row([manager, *caller, &blueprint, &operator(0), &operator(1)]);
    }
    table
}

fn sizes(builds: &[(&str, Artifact)]) -> Table {
    let mut table = table(&["manager", "code bytes", "of ink!"]);
    let ink = builds[0].1.code.len();
    for (name, artifact) in builds {
        let size = artifact.code.len();
        let ratio = format!("{:.2}", size as f64 / ink as f64);
        table.add_row([Cell::new(name), number(size), number(ratio)]);
    }
    table
}

/// An outsider calls a hook; a wrong result comes in. Both on a contract deployed for the runtime.
fn rejections(artifact: &Artifact) -> Result<()> {
    let interface = artifact.interface()?;
    let mut chain = Chain::new()?;
    let named = |name| accounts::named(name).context("a named account");
    let (alice, eve, runtime) = (named("alice")?, named("eve")?, named("alith")?);
    let arguments = interface.encode_constructor(&[json!("alith"), json!(1), json!("zero")])?;
    let manager = chain.deploy(&alice, &artifact.code, &arguments)?.address;
    let word = |value: u8| format!("0x{}{value:02x}", "00".repeat(31));

    let job = json!([1, 0, 1, word(7)]);
    let outside = chain.call(
        &eve,
        manager,
        interface.encode_call("onJobCall", array(&job))?,
    );
    let error = interface
        .decode_error(&outside.data)
        .context("expected a custom error")?;
    println!(
        "eve calls onJobCall: {:?} with {}",
        outside.status,
        named_accounts(&error.to_string())
    );

    let created = json!([1, "alice", "alith"]);
    let result = json!([1, 0, 1, "bob", word(7), word(50)]);
    let by_inputs = "onJobResult(uint64,uint8,uint64,address,bytes,bytes)";
    for (call, args) in [
        ("onBlueprintCreated", created),
        ("onJobCall", job.clone()),
        (by_inputs, result),
    ] {
        let outcome = chain.call(
            &runtime,
            manager,
            interface.encode_call(call, array(&args))?,
        );
        for event in outcome
            .events
            .iter()
            .filter_map(|event| interface.decode_event(event))
        {
            if event.name == "ResultJudged" {
                println!(
                    "bob submits 50 for 7: {:?}, judged in {} (2 is wrong)",
                    outcome.status,
                    named_accounts(&event.to_string())
                );
            }
        }
    }
    Ok(())
}

fn array(value: &serde_json::Value) -> &[serde_json::Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
