//! Ethereum's JSON-RPC for the development node: the server that is published with the contracts
//! pallet, at the version that this chain's pallet is.

use pallet_revive_eth_rpc::cli;

fn main() -> anyhow::Result<()> {
    cli::run(cli::CliCommand::parse_cli()?)
}
