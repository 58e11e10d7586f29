//! The command line.

use crate::{chain_spec, seal::Seal};
use sc_cli::{RunCmd, SubstrateCli};
use sc_service::ChainSpec;

/// A development node for blueprint hook contracts.
#[derive(Debug, clap::Parser)]
pub struct Cli {
    /// When a block is sealed: `instant` (as soon as there is a transaction), `manual` (when
    /// `engine_createBlock` is called), or a number of milliseconds from one to the next.
    #[arg(
        long,
        default_value = "instant",
        value_name = "instant|manual|MILLISECONDS"
    )]
    pub seal: Seal,

    #[clap(flatten)]
    pub run: RunCmd,
}

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Blueprint hooks development node".into()
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
        match id {
            "" | "dev" => Ok(Box::new(chain_spec::development()?)),
            other => Err(format!("expected the chain 'dev', received '{other}'")),
        }
    }
}
