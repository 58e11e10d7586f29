//! `estimate`: what a call costs and returns. Nothing is sent.

use crate::{
    abi, arguments,
    call::Target,
    client::Client,
    contract::{Book, Contract},
    dry_run::{self, DryRun, Outcome, Request},
    options::{self, Sender},
    progress::Progress,
    values::{self, Named},
    Project, Report,
};
use alloy_json_abi::Function;
use alloy_primitives::{Address, U256};
use anyhow::Result;
use clap::Args;
use serde::Serialize;
use std::fmt;

/// Estimates the gas and the fee of a call, and prints what it would return or revert with. Nothing is sent
#[derive(Args, Clone, Debug)]
pub struct Estimate {
    /// The contract and its function.
    #[command(flatten)]
    pub target: Target,
    /// Who would send it.
    #[command(flatten)]
    pub sender: Sender,
    /// What to send with the call: wei, or with a unit, such as 1.5ether
    #[arg(long, value_name = "WEI", default_value = "0", value_parser = options::amount)]
    pub value: U256,
}

/// What a call would do and cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Estimated {
    /// The chain.
    pub chain: String,
    /// The contract.
    pub contract: String,
    /// Its address.
    pub address: Address,
    /// The function's signature.
    pub function: String,
    /// How the call would end, and what it would cost.
    #[serde(flatten)]
    pub dry_run: DryRun,
    /// What it would return.
    pub returned: Vec<Named>,
}

impl fmt::Display for Estimated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} on {}: ",
            self.function, self.contract, self.chain
        )?;
        match &self.dry_run.outcome {
            Outcome::Returned { .. } if self.returned.is_empty() => write!(f, "would succeed")?,
            Outcome::Returned { .. } => write!(f, "would return {}", values::line(&self.returned))?,
            Outcome::Reverted(revert) => write!(f, "would revert with {revert}")?,
            Outcome::Failed { message } => write!(f, "would not be executed: {message}")?,
        }
        match &self.dry_run.cost {
            Some(cost) => write!(f, "\ncost: {cost}"),
            None => Ok(()),
        }
    }
}

impl Report for Estimated {
    fn success(&self) -> bool {
        matches!(self.dry_run.outcome, Outcome::Returned { .. })
    }
}

/// Estimates a call. Without an account, it comes from the zero address.
///
/// # Errors
/// If the chain, the contract, the function or an argument is not known or wrong; if there is no connection.
pub async fn run(
    args: Estimate,
    project: &Project,
    progress: &mut dyn Progress,
) -> Result<Estimated> {
    let client = Client::connect(project, &args.target.chain).await?;
    let mut book = Book::open(project, &client)?;
    let (contract, function) = args.target.resolve(project, &client, &mut book).await?;
    let values = arguments::parse(&function.inputs, &args.target.arguments, &book.names)?;
    let from = address(&args.sender, &client)?;
    let data = abi::calldata(&function, &values)?;
    let request = Request {
        from,
        to: Some(contract.address),
        value: args.value,
        data,
    };
    progress.say(&format!(
        "dry run of {} on {}",
        function.signature(),
        client.chain
    ));
    let dry_run = dry_run::run(&client, &request, &book).await?;
    estimated(&client, &contract, &function, dry_run)
}

/// The address of the account that is named; zero where none is.
///
/// # Errors
/// If there is no such account, or its keystore cannot be opened.
pub(crate) fn address(sender: &Sender, client: &Client) -> Result<Address> {
    match sender.account(client.chain_id)? {
        None => Ok(Address::ZERO),
        Some(account) => match account.address() {
            Some(address) => Ok(address),
            None => Ok(account.unlock(sender.password_file.as_deref())?.address()),
        },
    }
}

/// The report of a dry run.
///
/// # Errors
/// If what the call returned is not of the function's types.
pub(crate) fn estimated(
    client: &Client,
    contract: &Contract,
    function: &Function,
    dry_run: DryRun,
) -> Result<Estimated> {
    let returned = match &dry_run.outcome {
        Outcome::Returned { data } => abi::returned(function, data)?,
        _ => Vec::new(),
    };
    Ok(Estimated {
        chain: client.chain.clone(),
        contract: contract.label.clone(),
        address: contract.address,
        function: function.signature(),
        dry_run,
        returned,
    })
}
