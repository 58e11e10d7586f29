//! Substrate's JSON-RPC: deployments and calls that a Substrate key signs, as extrinsics of `pallet-revive`.
//!
//! Nothing here needs an Ethereum JSON-RPC: the runtime's metadata names its calls and errors, `ReviveApi` executes
//! dry runs, and the events of a finalized block are the receipt. A transaction lives for [`send::MORTALITY`] blocks:
//! one that is not in a block by then is in none.

pub mod call;
pub mod chain;
pub mod deploy;
pub mod dry_run;
pub mod key;
pub mod send;

pub use call::run as call;
pub use deploy::run as deploy;

use crate::options::Sending;
use anyhow::{ensure, Result};
use clap::Args;

/// Whether, and how, Substrate's JSON-RPC is used.
#[derive(Args, Clone, Debug, Default)]
pub struct Substrate {
    /// Signs with a Substrate key (sr25519) and sends by the chain's Substrate JSON-RPC, which blueprint.toml names as
    /// substrate, until the transaction's block is final. --account is a keystore that polkadot-js exported (see account
    /// import --polkadot-js), the name of a variable BLUEPRINT_HOOKS_KEY_NAME with a seed or a phrase, or on a development
    /// chain alice, bob, charlie, dave, eve or ferdie
    #[arg(long)]
    pub substrate: bool,
    /// Gives the account an Ethereum address first, for a deposit, where it has none: revive.mapAccount
    #[arg(long, requires = "substrate", conflicts_with = "nonce")]
    pub map: bool,
}

/// Options of Ethereum's transactions are none of Substrate's.
fn check(sending: &Sending) -> Result<()> {
    for (option, is_given) in [
        ("--gas-limit", sending.gas_limit.is_some()),
        ("--max-fee", sending.max_fee.is_some()),
        ("--priority-fee", sending.priority_fee.is_some()),
        ("--replace", sending.replace.is_some()),
    ] {
        ensure!(
            !is_given,
            "expected no {option} with --substrate, whose fee follows from weight and length; received one: leave it out"
        );
    }
    Ok(())
}
