//! `make bench`: what hooks cost in ink!, resolc's and solc's builds, and whether that is what was
//! reviewed.

use anyhow::{Context, Result};
use blueprint_e2e::bench;
use clap::Parser;

/// Measures hooks and compares with the snapshot.
#[derive(Parser)]
struct Options {
    /// Make what was measured the snapshot.
    #[arg(long)]
    save: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let mut rows = Vec::new();
    for subject in bench::SUBJECTS {
        eprintln!("measuring {} ...", subject.ink);
        rows.extend(bench::measure(&subject)?);
    }
    println!(
        "What a call of a hook costs in microseconds of the reference machine (ref_time), bytes of\n\
         proof, deposit in the native token's smallest unit, and gas as Polkadot Hub counts it, of\n\
         which Tangle's core 0.20 gives a hook 500,000; all without the extrinsic around it.\n\
         Each figure of resolc is the best of its modes z, s and 3."
    );
    bench::print(&rows);
    if options.save {
        bench::save(&rows)?;
        println!("{} rows are the snapshot now.", rows.len());
        return Ok(());
    }
    let reviewed = bench::load().context("make bench ARGS=--save writes it")?;
    let complaints = bench::compare(&reviewed, &rows);
    for complaint in &complaints {
        println!("{complaint}");
    }
    anyhow::ensure!(
        complaints.is_empty(),
        "{} figures are not as reviewed; make bench ARGS=--save makes them so",
        complaints.len()
    );
    println!(
        "{} rows, none more than 2 % above the snapshot.",
        rows.len()
    );
    Ok(())
}
