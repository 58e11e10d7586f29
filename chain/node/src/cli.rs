//! The command line.

use crate::{chain_spec, seal::Seal};
use sc_cli::{BuildSpecCmd, ExportStateCmd, KeySubcommand, PurgeChainCmd, RunCmd, SubstrateCli};
use sc_service::ChainSpec;

/// A node for blueprint hook contracts: the development chain, or one of a network of validators.
#[derive(Debug, clap::Parser)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// When the development chain seals a block: `instant` (as soon as there is a transaction, the default), `manual` (when
    /// `engine_createBlock` is called), or a number of milliseconds from one to the next.
    #[arg(long, value_name = "instant|manual|MILLISECONDS")]
    pub seal: Option<Seal>,

    #[clap(flatten)]
    pub run: RunCmd,
}

/// What a node does beside running.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make, inspect and insert keys.
    #[command(subcommand)]
    Key(KeySubcommand),
    /// Write the specification of a chain.
    BuildSpec(BuildSpecCmd),
    /// Write the state of a block as the specification of a chain that starts with it.
    ExportState(ExportStateCmd),
    /// Remove what a node has stored of a chain.
    PurgeChain(PurgeChainCmd),
}

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Blueprint hooks node".into()
    }

    fn impl_version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        env!("CARGO_PKG_AUTHORS").into()
    }

    fn support_url() -> String {
        "the README of the repository this was built from".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
        chain_spec::load(id)
    }
}
