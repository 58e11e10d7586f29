//! Builds every contract of the workspace and puts what came out into `target/ink` and
//! `target/solidity`. What did not change since the last run is left alone; what another clone built
//! from the same sources is taken from the cache beside cargo's own target folder.

mod artifacts;
mod contracts;
mod ink;
mod interface;
mod lock;
mod solidity;

use anyhow::{Context, Result};
use artifacts::Store;
use clap::Parser;
use contracts::{InkContract, Workspace};
use indicatif::{ProgressBar, ProgressStyle};
use std::{path::PathBuf, time::Duration, time::Instant};

/// Builds the workspace's contracts.
#[derive(Parser)]
struct Options {
    /// The workspace.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// The rustup toolchain to build ink! contracts with.
    #[arg(long)]
    toolchain: String,
    /// Where built artifacts are kept for other clones and later runs.
    #[arg(long)]
    cache: PathBuf,
    /// Only the ink! contracts of these names; without one, all.
    #[arg(long)]
    only: Vec<String>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let root = options.root.canonicalize();
    let root =
        root.with_context(|| format!("expected a folder, received {}", options.root.display()))?;
    let workspace = Workspace::read(&root)?;
    let store = Store::new(&options.cache, &root.join("target"));

    let sources = solidity::hash(&root, &workspace)?;
    let solidity = step("Solidity twins", || {
        store.provide("solidity", &sources, |out| {
            solidity::build(&root, &workspace, out)
        })
    })?;
    let compiler = ink::prepare(&root, &options.toolchain)?;
    let wanted =
        |contract: &&InkContract| options.only.is_empty() || options.only.contains(&contract.name);
    for contract in workspace.ink.iter().filter(wanted) {
        let key = ink::hash(&root, contract, &workspace, &compiler)?;
        step(&format!("ink! contract {}", contract.name), || {
            store.provide_named("ink", &contract.name, &key, |out| {
                ink::build(&root, contract, &options.cache, &solidity, out)
            })
        })?;
    }
    Ok(())
}

/// Runs `work` behind a spinner and says how it went in one line.
fn step<T: artifacts::Provided>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    let spinner = ProgressBar::new_spinner().with_message(format!("building {name}"));
    spinner.set_style(ProgressStyle::with_template("{spinner} {msg} ({elapsed})")?);
    spinner.enable_steady_tick(Duration::from_millis(200));
    if spinner.is_hidden() {
        eprintln!("building {name} ...");
    }
    let result = work();
    spinner.finish_and_clear();
    let provided = result.with_context(|| format!("{name} was not built"))?;
    eprintln!("{name}: {} ({:.0?})", provided.how(), started.elapsed());
    Ok(provided)
}
