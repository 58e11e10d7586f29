//! The contract console: a contract on the embedded chain, called by JSON lines.
//!
//! A [`Session`] holds the chain with one deployed contract. [`Session::run`] reads one
//! [request](request) a line and writes one [report](report) a line; a line it cannot make sense
//! of is reported with its number and skipped.

pub mod arguments;
pub mod command;
pub mod report;
pub mod request;

use crate::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::{CallOptions, Chain, ChainError},
    decode::{decode_output, encode_function, Interface, InterfaceError},
    outcome::{Deployment, Outcome},
};
use alloy_json_abi::Function;
use report::{Invalid, Report};
use request::{Action, Request};
use serde::Serialize;
use sp_core::H160;
use std::io::{self, BufRead, Write};

/// Why a session could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The chain could not be built.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The deployer's name is unknown.
    #[error("{0}")]
    Deployer(String),
    /// The constructor arguments make no sense.
    #[error("constructor arguments: {0}")]
    Arguments(String),
    /// The constructor did not end well.
    #[error("the deployment failed: {0}")]
    Deployment(String),
}

/// What [`Session::run`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Calls made, whatever came of them.
    pub calls: usize,
    /// Lines that made no sense.
    pub invalid: usize,
}

/// A chain with one deployed contract.
pub struct Session {
    chain: Chain,
    interface: Option<Interface>,
    known_hooks: Interface,
    constant_caller: bool,
    /// The contract's address and what its constructor did.
    pub deployment: Deployment,
}

impl Session {
    /// Starts a chain and deploys `artifact` on it, as `deployer`, with arguments in one of the
    /// [forms](arguments) the command line takes.
    ///
    /// # Errors
    /// If the deployer or the arguments make no sense, or the constructor does not end well.
    pub fn start(
        artifact: &Artifact,
        deployer: &str,
        arguments: Option<&str>,
    ) -> Result<Self, StartError> {
        Self::start_on(Chain::new()?, artifact, deployer, arguments)
    }

    /// The same on a chain on which something happened before.
    ///
    /// # Errors
    /// As [`Session::start`].
    pub fn start_on(
        mut chain: Chain,
        artifact: &Artifact,
        deployer: &str,
        arguments: Option<&str>,
    ) -> Result<Self, StartError> {
        let interface = artifact.interface().ok().cloned();
        let deployer = caller(&mut chain, deployer).map_err(StartError::Deployer)?;
        let arguments =
            arguments::constructor(interface.as_ref(), arguments).map_err(StartError::Arguments)?;
        let known_hooks = Interface::known_hooks();
        let deployment = chain
            .deploy(&deployer, &artifact.code, &arguments)
            .map_err(|outcome| {
                let reason = report::error_of(interface.as_ref().unwrap_or(&known_hooks), &outcome);
                let reason = reason
                    .map(|reason| format!(" {}", to_line(&reason)))
                    .unwrap_or_default();
                StartError::Deployment(format!("{outcome}{reason}"))
            })?;
        Ok(Session {
            chain,
            interface,
            known_hooks,
            constant_caller: false,
            deployment,
        })
    }

    /// Reads requests until `input` ends, and writes a report of each, in order and at once, so
    /// that the two may be a conversation. Blank lines are skipped, but counted.
    ///
    /// # Errors
    /// If `input` cannot be read or `output` not be written.
    pub fn run(&mut self, mut input: impl BufRead, mut output: impl Write) -> io::Result<Summary> {
        let mut summary = Summary::default();
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if input.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let written = match self.answer(number, &line) {
                Ok(report) => {
                    summary.calls += 1;
                    to_line(&report)
                }
                Err(message) => {
                    summary.invalid += 1;
                    to_line(&Invalid::new(number, message))
                }
            };
            writeln!(output, "{written}")?;
            output.flush()?;
        }
        Ok(summary)
    }

    /// Lets `runtime` call, as [`CallOptions::constant_caller`] says.
    pub fn with_constant_caller(mut self) -> Self {
        self.constant_caller = true;
        self
    }

    /// The chain, to let time pass or to call another contract.
    pub fn chain(&mut self) -> &mut Chain {
        &mut self.chain
    }

    /// The chain, with the contract on it.
    pub fn into_chain(self) -> Chain {
        self.chain
    }

    /// Makes the call of one line.
    ///
    /// # Errors
    /// What is wrong with the line.
    pub fn answer(&mut self, line: usize, request: &[u8]) -> Result<Report, String> {
        let request = Request::parse(request)?;
        // Everything is checked before the caller is funded, so that a line that is not carried
        // out changes nothing.
        let (calldata, function) = match request.action {
            Action::Calldata(calldata) => {
                let function = self.interface().function_of(&calldata).cloned();
                (calldata, function)
            }
            Action::Call { name, args } => {
                let function = self.function(&name).map_err(|error| error.to_string())?;
                let calldata =
                    encode_function(&function, &args).map_err(|error| error.to_string())?;
                (calldata, Some(function))
            }
        };
        let caller = match self.constant_caller && request.caller == "runtime" {
            true => accounts::runtime(),
            false => caller(&mut self.chain, &request.caller)?,
        };
        let options = CallOptions {
            value: request.value,
            constant_caller: self.constant_caller,
            ..CallOptions::default()
        };
        let outcome = self
            .chain
            .call_with(&caller, self.deployment.address, calldata, options);
        Ok(self.report(line, function.as_ref(), outcome))
    }

    fn report(&self, line: usize, function: Option<&Function>, outcome: Outcome) -> Report {
        let returns = match function {
            Some(function) if outcome.is_ok() => decode_output(function, &outcome.data),
            _ => None,
        };
        Report::new(line, self.interface(), returns, outcome)
    }

    fn interface(&self) -> &Interface {
        self.interface.as_ref().unwrap_or(&self.known_hooks)
    }

    /// The function of a name or signature. Without an ABI, any full signature will do.
    fn function(&self, call: &str) -> Result<Function, InterfaceError> {
        match self.interface().function(call) {
            Err(InterfaceError::UnknownFunction { .. }) if self.interface.is_none() => {
                Function::parse(call).map_err(|_| InterfaceError::UnknownFunction {
                    received: call.into(),
                    known: "no ABI beside it, so name a hook of the blueprint interface, or give \
                            a full signature such as ready(uint64)"
                        .into(),
                })
            }
            found => found.cloned(),
        }
    }
}

/// The account of a name, or of an Ethereum address, which then gets tokens.
fn caller(chain: &mut Chain, name: &str) -> Result<Account, String> {
    if let Some(account) = accounts::named(name) {
        return Ok(account);
    }
    let known = accounts::address_of(name).or_else(|| address(name));
    let address = known.filter(|it| accounts::can_sign(*it)).ok_or_else(|| {
        format!(
            "expected a caller of {} or 0x and 40 hex digits, for which a key signs, received {name:?}",
            accounts::callers().join(", ")
        )
    })?;
    Ok(Account {
        name: name.into(),
        ..chain.ethereum_account(address)
    })
}

fn address(text: &str) -> Option<H160> {
    let bytes: [u8; 20] = hex::decode(text.strip_prefix("0x")?)
        .ok()?
        .try_into()
        .ok()?;
    Some(H160(bytes))
}

fn to_line(value: &impl Serialize) -> String {
    // Reports hold strings, numbers and maps with string keys, which JSON can always write.
    serde_json::to_string(value).unwrap_or_default()
}
