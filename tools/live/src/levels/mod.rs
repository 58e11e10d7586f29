//! `levels`: what an operator, or a customer, wants to know of a service's windows before a bill is made, and the answers
//! that keep them. The contract is `contracts/service-levels`; the rules of a bill are those of the contract
//! (`blueprint_rules::qos::service_level`).

mod answer;
mod forecast;
pub(crate) mod service;
mod show;

pub use answer::{run as answer, Answer, Answered, Done};
pub use forecast::{run as forecast, Forecast, Forecasted, PartyForecast};
pub use show::{run as show, PartyShown, Show, Shown};

use clap::{Args, Subcommand};

mod generated {
    #![allow(
        missing_docs,
        clippy::too_many_arguments,
        reason = "generated; the .sol file is documented"
    )]
    alloy_sol_types::sol!(
        #![sol(abi = true)]
        "../../abi/solidity/library/IServiceLevels.sol"
    );
}
pub(crate) use generated::IServiceLevels;

/// What is asked of service levels.
#[derive(Subcommand, Clone, Debug)]
pub enum Levels {
    /// Show the terms of a service, and which windows its operators kept
    ///
    /// For each operator the last windows up to the running one: # kept, . missed, - excused, ? can still be answered, and
    /// nothing where the operator did not serve.
    Show(Show),
    /// Compute a bill before its windows are final, by the contract's rules: what is due at least, and at most
    ///
    /// From the windows as they are now: the share that is due if no further window is kept, and if all are kept that can
    /// still be. Excused windows only raise it.
    Forecast(Forecast),
    /// Keep windows as an operator: sign that it is there, and send that
    ///
    /// Those that can still be answered, the oldest one first, and, with --windows, those that follow, each as soon as it
    /// begins. A password is asked for in each window, unless it is in a file or in BLUEPRINT_HOOKS_PASSWORD.
    Answer(Box<Answer>),
}

/// A service of a contract of service levels.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// The contract: a name in deployments/CHAIN.json, or an address
    pub contract: String,
    /// The service
    #[arg(long, value_name = "N", value_parser = crate::options::number)]
    pub service: u64,
    /// The chain: a name in blueprint.toml
    #[arg(long, value_name = "NAME")]
    pub chain: String,
}
