//! The node: the runtimes, as WebAssembly, behind JSON-RPC.
//!
//! Without `--chain` it is the development chain: one authority without peers. Blocks are sealed when transactions arrive, at
//! an interval, or when `engine_createBlock` is called, and are final at once. State lives in a temporary folder, or under
//! `--base-path`, where the next start finds it.
//!
//! With `--chain local`, or with the file of a chain's specification, it is a node of a network: with a validator's keys
//! (`--alice`, or those that `key insert` stored, and `--validator`) it makes blocks and votes on them.

#![allow(
    clippy::result_large_err,
    reason = "the errors of the crates a node is made of"
)]

mod chain_spec;
mod cli;
mod development;
mod executor;
mod network;
mod rpc;
mod seal;
mod until_signal;

use cli::{Cli, Command};
use sc_cli::{SubstrateCli, TransactionPoolType};
use sc_network::NetworkWorker;
use std::io::Write;

fn main() -> sc_cli::Result<()> {
    let cli = Cli::from_args();
    match &cli.command {
        None => run(cli)?,
        Some(Command::Key(command)) => command.run(&cli)?,
        Some(Command::BuildSpec(command)) => {
            let runner = cli.create_runner(command)?;
            runner.sync_run(|config| command.run(config.chain_spec, config.network))?;
        }
        Some(Command::ExportState(command)) => {
            let runner = cli.create_runner(command)?;
            runner.async_run(|config| network::export_state(command, config))?;
        }
        Some(Command::PurgeChain(command)) => {
            let runner = cli.create_runner(command)?;
            runner.sync_run(|config| command.run(config.database))?;
        }
    }
    // What a command printed: the end of the process below writes nothing any more.
    std::io::stdout().flush()?;
    // All is stopped and written. A thread of the database may still run, and abort the process as it locks
    // what the destructors of statics have taken down ("pthread lock: Invalid argument"): they do not run.
    // SAFETY: it takes a number and does not return.
    unsafe { libc::_exit(0) }
}

fn run(mut cli: Cli) -> sc_cli::Result<()> {
    let chain = cli.run.shared_params.chain.as_deref().unwrap_or_default();
    let spec = cli.load_spec(chain).map_err(sc_cli::Error::Input)?;
    let development = spec.id().starts_with(chain_spec::DEVELOPMENT);
    if development {
        // It brings an ephemeral base path unless one is given, open RPC methods, and a block author.
        cli.run.shared_params.dev = true;
        // One author makes no forks. The pool that is aware of them parks a transaction which comes while
        // a block is sealed until there is another block, which without transactions never is.
        cli.run.pool_config.pool_type = TransactionPoolType::SingleState;
    }
    if let (false, Some(_)) = (development, cli.seal) {
        let text =
            "expected no --seal for a network, whose slots say when a block is made, received one";
        return Err(sc_cli::Error::Input(text.into()));
    }
    let seal = cli.seal.unwrap_or(seal::Seal::Instant);
    until_signal::run(&cli, |config| {
        if development {
            development::start::<NetworkWorker<_, _>>(config, seal)
        } else {
            network::start::<NetworkWorker<_, _>>(config)
        }
    })
}
