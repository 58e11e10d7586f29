//! Work with live chains by Ethereum's JSON-RPC, and in part by Substrate's: deploy a hook contract, call it, estimate what a call costs,
//! verify that a chain has the code that was built, and walk through the life of a blueprint.
//!
//! Each subcommand of the command `blueprint-hooks` is a module with its arguments, whose documentation is the
//! help text, and a function `run`. It takes a [`Project`], says what it does by a [`Progress`], and returns a
//! [`Report`]: for people by `Display`, for programs by `Serialize`.
//!
//! | module | subcommand |
//! |---|---|
//! | [`deploy`] | `deploy`: sends a contract's creation and records it in `deployments/<chain>.json` |
//! | [`call`] | `call`: reads a contract or sends it a transaction |
//! | [`estimate`] | `estimate`: what a call costs and returns, without sending it |
//! | [`verify`] | `verify`: compares a chain's code with a build |
//! | [`life`] | `life`: the functions of `IServices`, step by step |
//! | [`levels`] | `levels`: windows of service levels, shown, forecast and answered |
//! | [`data_set`] | `data-set`: the tree of what is stored, and openings that keep windows of storage proofs |
//! | [`audit_log`] | `audit-log`: the tree of a log, and heads that continue it on the chain |
//! | [`rulebook`] | `rulebook`: what rules will say of an operator |
//! | [`reputation`] | `reputation`: an operator's score |
//! | [`statement`] | `statement`: what keys state, signed, checked, and submitted |
//! | [`account`] | `account`: keys in keystores |

pub mod abi;
pub mod account;
pub mod arguments;
pub mod artifact;
pub mod audit_log;
pub mod call;
pub mod client;
pub mod config;
pub mod contract;
pub mod data_set;
pub mod deploy;
pub mod dry_run;
pub mod estimate;
pub mod keys;
pub mod levels;
pub mod life;
pub mod mined;
pub mod names;
pub mod options;
pub mod pending;
pub mod progress;
mod reader;
pub mod records;
pub mod reputation;
pub mod rulebook;
pub mod send;
pub mod services;
pub mod statement;
mod store;
pub mod substrate;
pub mod transact;
pub mod transaction;
pub mod values;
pub mod verify;
pub mod wait;

pub use config::{ChainConfig, Config, Project};
pub use progress::{Lines, Progress, Quiet};

/// What a subcommand found or did: `Display` is for people, `Serialize` for programs.
pub trait Report: serde::Serialize + std::fmt::Display {
    /// Whether the command ends with 0. Else it ends with 1, after it has printed the report: a build that
    /// differs, or a transaction that failed in its block.
    fn success(&self) -> bool {
        true
    }
}
