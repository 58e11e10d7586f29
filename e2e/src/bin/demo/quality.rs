//! Act 4: from quality of service to money.

use crate::{number, table};
use anyhow::{Context, Result};
use blueprint_e2e::road::{self, quality, usage};
use comfy_table::Cell;

/// The manager whose bills and points follow the quality.
pub const MANAGER: &str = "ink/level_manager.polkavm";

/// Plays the way from quality of service to money, with its steps where an operator lost data.
pub fn quality_to_money(lost: bool) -> Result<()> {
    let contracts = quality::Contracts::built(MANAGER)?;
    let mut steps = table(&["step", "signed by", "outcome"]);
    let end = quality::play(&contracts, lost, &mut |step| {
        steps.add_row([step.what, step.who.as_str(), step.outcome.as_str()]);
    })
    .context("the way from quality to money ended early")?;
    if lost {
        println!("{steps}");
    }
    let of = if lost {
        "charlie lost half"
    } else {
        "both hold all"
    };
    let percent = end.due_bps as f64 / 100.0;
    println!("\n{of} of the data: {percent:.2} % of the customer's bill is due");
    let columns = ["operator", "windows kept", "points", "its delegator earned"];
    let mut money = table(&columns);
    for (n, operator) in road::OPERATORS.into_iter().enumerate() {
        let (expected, kept) = end.kept[n];
        money.add_row([
            Cell::new(operator),
            Cell::new(format!("{kept} of {expected}")),
            number(end.points[n]),
            number(road::tokens(end.earned[n])),
        ]);
    }
    println!("{money}");
    Ok(())
}

/// Plays the way from usage over HTTP to money, with its steps.
pub fn usage_to_money() -> Result<()> {
    let contracts = usage::Contracts::built(MANAGER)?;
    let mut steps = table(&["step", "signed by", "outcome"]);
    let end = usage::play(&contracts, true, &mut |step| {
        steps.add_row([step.what, step.who.as_str(), step.outcome.as_str()]);
    })
    .context("the way from usage to money ended early")?;
    println!("{steps}");
    let columns = [
        "operator",
        "responses",
        "95 of 100 within",
        "its clients paid",
        "points",
        "its delegator earned",
    ];
    let mut money = table(&columns);
    for (n, operator) in road::OPERATORS.into_iter().enumerate() {
        money.add_row([
            Cell::new(operator),
            number(end.responses[n]),
            Cell::new(format!("{} ms", end.latency_ms[n])),
            Cell::new(format!("{} units", end.paid[n] / usage::PRICE)),
            number(end.points[n]),
            number(road::tokens(end.earned[n])),
        ]);
    }
    println!(
        "\npromised were {} ms; a response in time is two units, a late one is one",
        usage::PROMISED_MS
    );
    println!("{money}");
    Ok(())
}
