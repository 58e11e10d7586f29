//! `call`: reads a contract, or sends it a transaction.

use crate::{
    abi, arguments,
    client::Client,
    contract::{Book, Contract},
    dry_run::{self, Cost, Outcome, Request},
    estimate,
    mined::Mined,
    options::{self, Sender, Sending},
    progress::Progress,
    substrate::Substrate,
    transact::Transaction,
    values::{self, Named},
    Project, Report,
};
use alloy_dyn_abi::DynSolValue;
use alloy_json_abi::{Function, StateMutability};
use alloy_primitives::{Address, Bytes, U256};
use anyhow::{bail, ensure, Result};
use clap::Args;
use serde::Serialize;
use std::{fmt, path::PathBuf};

/// A function of a contract on a chain, with its arguments.
#[derive(Args, Clone, Debug)]
pub struct Target {
    /// The contract: a name in deployments/CHAIN.json, an address with --abi, or services for IServices
    pub contract: String,
    /// The function's name, or its signature where several have the name: 'transfer(address,uint256)'
    pub function: String,
    /// The arguments: one word each, or all as one JSON array. A list or a struct is JSON. An address is 0x…, a
    /// deployment's name, runtime (the chain's caller of hooks) or services. An integer may have a unit: 1.5ether
    #[arg(allow_negative_numbers = true)]
    pub arguments: Vec<String>,
    /// The chain: a name in blueprint.toml
    #[arg(long, value_name = "NAME")]
    pub chain: String,
    /// The contract's JSON ABI. Else the one beside the code that was deployed
    #[arg(long, value_name = "FILE")]
    pub abi: Option<PathBuf>,
}

impl Target {
    /// The contract and the function.
    ///
    /// # Errors
    /// If either is not known.
    pub(crate) async fn resolve(
        &self,
        project: &Project,
        client: &Client,
        book: &mut Book,
    ) -> Result<(Contract, Function)> {
        let contract = book
            .contract(project, client, &self.contract, self.abi.as_deref())
            .await?;
        let function = contract.abi.function(&self.function)?.clone();
        Ok((contract, function))
    }
}

/// Calls a function of a contract. A view is read; any other function is executed in a dry run first, and sent as a
/// transaction if that succeeds. Prints the return value, the events and the error by their names
#[derive(Args, Clone, Debug)]
pub struct Call {
    /// The contract and its function.
    #[command(flatten)]
    pub target: Target,
    /// What to send with the call: wei, or with a unit, such as 1.5ether
    #[arg(long, value_name = "WEI", default_value = "0", value_parser = options::amount)]
    pub value: U256,
    /// Reads what the call returns, and sends nothing, whatever the function is
    #[arg(long)]
    pub read: bool,
    /// Who sends.
    #[command(flatten)]
    pub sender: Sender,
    /// How to send.
    #[command(flatten)]
    pub sending: Sending,
    /// Whether Substrate's JSON-RPC is used.
    #[command(flatten)]
    pub substrate: Substrate,
}

/// What a call did: by Ethereum's JSON-RPC, or with the cost of Substrate's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Called<C = Cost> {
    /// The chain.
    pub chain: String,
    /// The contract.
    pub contract: String,
    /// Its address.
    pub address: Address,
    /// The function's signature.
    pub function: String,
    /// What the call returned. Of a transaction: what it returned in the dry run before it was sent, because a
    /// receipt has no return values.
    pub returned: Vec<Named>,
    /// The estimated cost of a transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<C>,
    /// The transaction, if one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mined: Option<Mined>,
}

impl<C: fmt::Display> fmt::Display for Called<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} of {} on {}",
            self.function, self.contract, self.chain
        )?;
        let label = match (&self.mined, &self.cost) {
            (None, Some(_)) => "would return",
            (Some(_), _) => "returned in the dry run",
            (None, None) => "returned",
        };
        match &self.mined {
            Some(mined) => write!(f, " {mined}")?,
            None => {
                if let Some(cost) = &self.cost {
                    write!(f, " would cost {cost}; nothing was sent")?;
                }
            }
        }
        for value in &self.returned {
            write!(f, "\n{label}: {value}")?;
        }
        Ok(())
    }
}

impl<C: fmt::Display + Serialize> Report for Called<C> {
    fn success(&self) -> bool {
        self.mined.as_ref().is_none_or(|mined| mined.success)
    }
}

/// Calls a function.
///
/// # Errors
/// If the chain, the contract, the function, an argument or the account is not known or wrong; if the call would
/// revert, with the error's name; as [`send`].
pub async fn run(args: Call, project: &Project, progress: &mut dyn Progress) -> Result<Called> {
    let client = Client::connect(project, &args.target.chain).await?;
    let mut book = Book::open(project, &client)?;
    let (contract, function) = args.target.resolve(project, &client, &mut book).await?;
    let values = arguments::parse(&function.inputs, &args.target.arguments, &book.names)?;
    let call = Prepared {
        project,
        client,
        book,
        contract,
        function,
        values,
        value: args.value,
    };
    call.run(args.read, &args.sender, &args.sending, progress)
        .await
}

/// A call whose parts are all known.
pub(crate) struct Prepared<'a> {
    pub project: &'a Project,
    pub client: Client,
    pub book: Book,
    pub contract: Contract,
    pub function: Function,
    pub values: Vec<DynSolValue>,
    pub value: U256,
}

impl Prepared<'_> {
    /// Reads or sends the call.
    ///
    /// # Errors
    /// As [`run`].
    pub(crate) async fn run(
        &self,
        read: bool,
        sender: &Sender,
        sending: &Sending,
        progress: &mut dyn Progress,
    ) -> Result<Called> {
        check_value(&self.function, self.value)?;
        if read || is_view(&self.function) {
            return self.read(estimate::address(sender, &self.client)?).await;
        }
        self.send(sender, sending, progress).await
    }

    fn request(&self, from: Address) -> Result<Request> {
        let data = abi::calldata(&self.function, &self.values)?;
        Ok(Request {
            from,
            to: Some(self.contract.address),
            value: self.value,
            data,
        })
    }

    fn called(&self, returned: Vec<Named>, cost: Option<Cost>, mined: Option<Mined>) -> Called {
        Called {
            chain: self.client.chain.clone(),
            contract: self.contract.label.clone(),
            address: self.contract.address,
            function: self.function.signature(),
            returned,
            cost,
            mined,
        }
    }

    async fn read(&self, from: Address) -> Result<Called> {
        let outcome = dry_run::execute(&self.client, &self.request(from)?, &self.book).await?;
        let returned = read(&self.client.chain, &self.function, outcome)?;
        Ok(self.called(returned, None, None))
    }

    async fn send(
        &self,
        sender: &Sender,
        sending: &Sending,
        progress: &mut dyn Progress,
    ) -> Result<Called> {
        let transaction = Transaction {
            project: self.project,
            client: &self.client,
            book: &self.book,
            to: self.contract.address,
            value: self.value,
            data: abi::calldata(&self.function, &self.values)?,
            signature: self.function.signature(),
            purpose: format!("{} of {}", self.function.name, self.contract.label),
        };
        let read = |data: &Bytes| abi::returned(&self.function, data);
        let see = |data: &Bytes, cost: &Cost, progress: &mut dyn Progress| {
            let returned = shown(&read(data)?);
            progress.say(&format!("it would return {returned} and cost {cost}"));
            Ok(())
        };
        let done = transaction.run(sender, sending, progress, see).await?;
        let returned = done.returned.as_ref().map(read).transpose()?;
        Ok(self.called(returned.unwrap_or_default(), done.cost, done.mined))
    }
}

/// What a call returned that was only read.
pub(crate) fn read(chain: &str, function: &Function, outcome: Outcome) -> Result<Vec<Named>> {
    let signature = function.signature();
    match outcome {
        Outcome::Returned { data } => abi::returned(function, &data),
        Outcome::Reverted(revert) => bail!("{signature} reverted with {revert}"),
        Outcome::Failed { message } => bail!("{chain} did not execute {signature}: {message}"),
    }
}

/// Whether a call of the function changes nothing.
pub(crate) fn is_view(function: &Function) -> bool {
    matches!(
        function.state_mutability,
        StateMutability::View | StateMutability::Pure
    )
}

/// Only a payable function takes a value.
pub(crate) fn check_value(function: &Function, value: U256) -> Result<()> {
    ensure!(
        value.is_zero() || function.state_mutability == StateMutability::Payable,
        "expected no --value for {}, which is not payable, received {value} wei",
        function.signature()
    );
    Ok(())
}

pub(crate) fn shown(returned: &[Named]) -> String {
    if returned.is_empty() {
        "nothing".into()
    } else {
        values::line(returned)
    }
}
