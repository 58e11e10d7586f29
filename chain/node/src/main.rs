//! The development node: the embedded chain's runtime, as WebAssembly, behind JSON-RPC.
//!
//! It is one authority without peers. Blocks are sealed when transactions arrive, at an interval,
//! or when `engine_createBlock` is called, and are final at once. State lives in a temporary
//! folder, or under `--base-path`, where the next start finds it.

#![allow(
    clippy::result_large_err,
    reason = "the errors of the crates a node is made of"
)]

mod chain_spec;
mod cli;
mod rpc;
mod seal;
mod service;

use sc_cli::{SubstrateCli, TransactionPoolType};

fn main() -> sc_cli::Result<()> {
    let mut cli = cli::Cli::from_args();
    // There is no other chain. It brings an ephemeral base path unless one is given, open RPC
    // methods, and a block author.
    cli.run.shared_params.dev = true;
    // One author makes no forks. The pool that is aware of them parks a transaction which comes while
    // a block is sealed until there is another block, which without transactions never is.
    cli.run.pool_config.pool_type = TransactionPoolType::SingleState;
    let seal = cli.seal;
    let runner = cli.create_runner(&cli.run)?;
    runner.run_node_until_exit(|config| async move {
        service::start::<sc_network::NetworkWorker<_, _>>(config, seal)
            .map_err(sc_cli::Error::Service)
    })?;
    // All is stopped and written. A thread of the database may still run, and abort the process as it locks
    // what the destructors of statics have taken down ("pthread lock: Invalid argument"): they do not run.
    // SAFETY: it takes a number and does not return.
    unsafe { libc::_exit(0) }
}
