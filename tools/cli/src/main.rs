//! Builds every contract of the workspace and writes the artifacts to `target/ink` and
//! `target/solidity`. What did not change since the last run is kept; what another clone built
//! from the same sources is taken from the cache beside cargo's own target folder.

mod artifacts;
mod blob;
mod bundle;
mod cargo;
mod contracts;
mod imports;
mod ink;
mod interface;
mod lock;
mod progress;
mod solidity;
mod source;

use anyhow::{bail, Context, Result};
use artifacts::{Artifacts, Store};
use cargo::Compiler;
use clap::{Parser, Subcommand};
use contracts::{InkContract, Workspace};
use progress::Progress;
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

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
    #[arg(long, value_delimiter = ' ')]
    only: Vec<String>,
    /// Refuse to change Cargo.lock.
    #[arg(long)]
    locked: bool,
    #[command(subcommand)]
    command: Option<Work>,
}

/// What to do.
#[derive(Subcommand)]
enum Work {
    /// Build code and ABI of each contract (the default).
    Build,
    /// Build, and have cargo-contract make ink!'s metadata, for deployment with it.
    Bundle,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let root = options.root.canonicalize();
    let root =
        root.with_context(|| format!("expected a folder, received {}", options.root.display()))?;
    fs::create_dir_all(&options.cache)
        .with_context(|| format!("cannot create {}", options.cache.display()))?;
    let cache = options.cache.canonicalize()?;
    let progress = Progress::start();
    let workspace = Workspace::read(&root)?;
    let wanted = wanted(&workspace.ink, &options.only)?;
    let compiler = Compiler::find(&options.toolchain, &cache)?;
    let store = Store::new(&cache, &root.join("target"));

    // From here to the last link, one build at a time: cargo's folder of contracts is shared by all clones.
    let _building = lock::exclusive(&cache, &progress)?;
    let lock = ink::settle_lock(&root, &wanted, options.locked)?;
    let keys_of_sources = || -> Result<Vec<String>> {
        let keys = wanted
            .iter()
            .map(|it| ink::hash(&root, it, &lock, compiler.version()));
        keys.collect()
    };
    let keys = keys_of_sources()?;
    let missing: Vec<&InkContract> = wanted
        .iter()
        .zip(&keys)
        .filter(|(contract, key)| !store.has("ink", &contract.name, key))
        .map(|(contract, _)| *contract)
        .collect();
    let work = cache.join(format!("work-{}", std::process::id()));
    // solc and resolc use one core; ink! contracts are built at the same time.
    let (solidity, blobs) = thread::scope(|scope| {
        let solidity = scope.spawn(|| provide_solidity(&root, &workspace, &store, &progress));
        let blobs = fs::create_dir_all(&work)
            .context("cannot create a folder to work in")
            .and_then(|()| {
                ink::build(&root, &compiler, &missing, options.locked, &work, &progress)
            });
        let solidity = solidity.join();
        (
            solidity.unwrap_or_else(|_| bail!("the Solidity compilers' thread panicked")),
            blobs,
        )
    });
    let _ = fs::remove_dir_all(&work);
    let (solidity, blobs) = (solidity?, blobs?);

    // The cache must not hold a build of later sources under the key of earlier ones.
    if !blobs.is_empty() && keys_of_sources()? != keys {
        bail!(
            "expected sources to stay as they are during a build, received a change; build again"
        );
    }
    if options.only.is_empty() {
        let names: Vec<_> = wanted.iter().map(|it| it.name.as_str()).collect();
        store.keep_only("ink", &names)?;
    }
    for (contract, key) in wanted.iter().zip(&keys) {
        let name = &contract.name;
        let provided = store.provide_named("ink", name, key, |out| {
            let blob = blobs.get(name).context("it was not linked")?;
            ink::write(contract, blob, &solidity, out)
        });
        let provided = provided.with_context(|| format!("{name} was not built"))?;
        progress.say(&format!("{name}: {}", provided.how()));
    }
    if matches!(options.command, Some(Work::Bundle)) {
        let out = root.join("target/ink");
        for contract in &wanted {
            bundle::make(contract, &compiler, &solidity, &cache, &out, &progress)?;
        }
    }
    Ok(())
}

/// The contracts of the names in `only`, or all.
fn wanted<'a>(all: &'a [InkContract], only: &[String]) -> Result<Vec<&'a InkContract>> {
    for name in only {
        if !all.iter().any(|contract| contract.name == *name) {
            let names: Vec<_> = all.iter().map(|contract| contract.name.as_str()).collect();
            bail!(
                "expected one of {}, received --only {name}",
                names.join(", ")
            );
        }
    }
    let wanted = |it: &&InkContract| only.is_empty() || only.contains(&it.name);
    Ok(all.iter().filter(wanted).collect())
}

fn provide_solidity(
    root: &Path,
    workspace: &Workspace,
    store: &Store,
    progress: &Progress,
) -> Result<Artifacts> {
    let key = solidity::hash(root, workspace)?;
    let solidity = store.provide("solidity", &key, |out| {
        progress.say("Solidity: compiling by solc and resolc");
        solidity::build(root, workspace, out)
    });
    let solidity = solidity.context("the Solidity contracts were not built")?;
    let named = workspace.solidity.keys().chain(workspace.interfaces.keys());
    let names: Vec<_> = named.map(String::as_str).chain(["all"]).collect();
    store.keep_only("solidity", &names)?;
    progress.say(&format!("Solidity: {}", solidity.how()));
    Ok(solidity)
}
