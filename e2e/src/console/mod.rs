//! The contract console: a contract on the embedded chain, called by JSON lines.
//!
//! A [`Session`] holds the chain with a deployed contract, which lines call; other lines are requests to the chain, as
//! the test kit sends them: they deploy more contracts, let time pass, take the steps of a life. [`Session::run`] reads one
//! [request](request) a line and writes one [report](report) a line; a line it cannot make sense
//! of is reported with its number and skipped.

pub mod arguments;
pub mod command;
pub mod report;
pub mod request;

use crate::{
    accounts,
    artifact::Artifact,
    chain::{CallOptions, Chain},
    decode::{decode_output, encode_function, Interface, InterfaceError},
    outcome::{ContractEvent, Deployment, Outcome},
    world::{self, World},
};
use alloy_json_abi::{Function, Param};
use blueprint_strict::MOST_DIMENSIONS;
use blueprint_test::Caller;
use report::{Done, Invalid, Reason, Report};
use request::{Action, Request};
use serde::Serialize;
use serde_json::Value;
use sp_core::H160;
use std::{
    io::{self, BufRead, Write},
    path::PathBuf,
};

/// Why a session could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The chain could not be built.
    #[error("{0}")]
    Chain(String),
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
    /// Calls made and requests sent, whatever came of them.
    pub calls: usize,
    /// Lines that made no sense.
    pub invalid: usize,
}

/// A chain with a deployed contract, and with those that lines deploy.
pub struct Session {
    world: World,
    root: PathBuf,
    known_hooks: Interface,
    constant_caller: bool,
    /// The address of the contract that lines without `to` call, and what its constructor did.
    pub deployment: Deployment,
}

impl Session {
    /// Starts a chain of the services pallet and deploys `artifact` on it, as `deployer`, with arguments in one of the
    /// [forms](arguments) the command line takes.
    ///
    /// # Errors
    /// If the deployer or the arguments make no sense, or the constructor does not end well.
    pub fn start(
        artifact: &Artifact,
        deployer: &str,
        arguments: Option<&str>,
    ) -> Result<Self, StartError> {
        Self::under(Caller::Pallet, artifact, deployer, arguments)
    }

    /// The same on a chain with another caller of hooks: `runtime` is then its address.
    ///
    /// # Errors
    /// As [`Session::start`].
    pub fn under(
        caller: Caller,
        artifact: &Artifact,
        deployer: &str,
        arguments: Option<&str>,
    ) -> Result<Self, StartError> {
        let world = World::start(caller).map_err(StartError::Chain)?;
        Self::start_on(world, artifact, deployer, arguments)
    }

    /// The same on a chain on which something happened before.
    pub(crate) fn start_on(
        mut world: World,
        artifact: &Artifact,
        deployer: &str,
        arguments: Option<&str>,
    ) -> Result<Self, StartError> {
        let deployment = deploy(&mut world, artifact, deployer, arguments)?;
        Ok(Session {
            world,
            root: PathBuf::new(),
            known_hooks: Interface::known_hooks(),
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
            let said = match request::step(&line) {
                Some(step) => self.step(number, step),
                None => self.answer(number, &line).map(|report| to_line(&report)),
            };
            let written = match said {
                Ok(report) => {
                    summary.calls += 1;
                    report
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

    /// The chain, to let time pass.
    pub fn chain(&mut self) -> &mut Chain {
        self.world.chain()
    }

    /// Sends a request to the chain. A step that it does not accept is a report, too.
    fn step(
        &mut self,
        line: usize,
        request: Result<world::Request, String>,
    ) -> Result<String, String> {
        let result = self.world.handle(&self.root, request?)?;
        Ok(to_line(&Done::new(line, result)))
    }

    /// Makes the call of one line.
    ///
    /// # Errors
    /// What is wrong with the line.
    pub fn answer(&mut self, line: usize, request: &[u8]) -> Result<Report, String> {
        let request = Request::parse(request)?;
        let to = match &request.to {
            Some(name) => self.world.address(name)?,
            None => self.deployment.address,
        };
        // Everything is checked before the caller is funded, so that a line that is not carried
        // out changes nothing.
        let (calldata, function) = match request.action {
            Action::Calldata(calldata) => {
                let function = self.interface(to).function_of(&calldata).cloned();
                (calldata, function)
            }
            Action::Call { name, args } => {
                let function = self
                    .function(to, &name)
                    .map_err(|error| error.to_string())?;
                let args = self.world.arguments(&function.inputs, args.into())?;
                let calldata =
                    encode_function(&function, &args).map_err(|error| error.to_string())?;
                (calldata, Some(function))
            }
        };
        let caller = match self.constant_caller && request.caller == "runtime" {
            true => accounts::runtime(),
            false => self.world.account(&request.caller)?,
        };
        let options = CallOptions {
            value: request.value,
            constant_caller: self.constant_caller,
            ..CallOptions::default()
        };
        let chain = self.world.chain();
        let outcome = chain.call_with(&caller, to, calldata, options);
        Ok(self.report(line, to, function.as_ref(), outcome))
    }

    fn report(
        &self,
        line: usize,
        to: H160,
        function: Option<&Function>,
        outcome: Outcome,
    ) -> Report {
        let returns = match function {
            Some(function) if outcome.is_ok() => decode_output(function, &outcome.data),
            _ => None,
        };
        // What another contract reverted with may have passed through.
        let passed = self.world.named_error(&outcome.data);
        let of = |event: &ContractEvent| self.world.interface(event.contract);
        let mut report = Report::new(line, self.interface(to), of, returns, outcome);
        if let (Some(Reason::Unknown { .. }), Some(named)) = (&report.error, passed) {
            report.error = Some(Reason::Named(named));
        }
        report
    }

    fn interface(&self, contract: H160) -> &Interface {
        self.world.interface(contract).unwrap_or(&self.known_hooks)
    }

    /// The function of a name or signature. Without an ABI, any full signature will do.
    fn function(&self, contract: H160, call: &str) -> Result<Function, InterfaceError> {
        match self.interface(contract).function(call) {
            Err(InterfaceError::UnknownFunction { .. })
                if self.world.interface(contract).is_none() =>
            {
                let bounded = call.matches('[').count() <= MOST_DIMENSIONS;
                let parsed = bounded.then(|| Function::parse(call).ok()).flatten();
                parsed.ok_or_else(|| InterfaceError::UnknownFunction {
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

/// Deploys an artifact under its own name, if that is free.
///
/// # Errors
/// If the deployer or the arguments make no sense, or the constructor does not end well.
pub(crate) fn deploy(
    world: &mut World,
    artifact: &Artifact,
    deployer: &str,
    arguments: Option<&str>,
) -> Result<Deployment, StartError> {
    let deployer = world.account(deployer).map_err(StartError::Deployer)?;
    let named = |inputs: &[Param], values: Vec<Value>| world.arguments(inputs, values.into());
    let arguments = arguments::constructor_of(artifact.interface().ok(), arguments, named)
        .map_err(StartError::Arguments)?;
    let deployed = world.create(&deployer, artifact, &arguments);
    let deployment = deployed.map_err(StartError::Deployment)?;
    world.name_if_free(&artifact.name, deployment.address);
    Ok(deployment)
}

fn to_line(value: &impl Serialize) -> String {
    // Reports hold strings, numbers and maps with string keys, which JSON can always write.
    serde_json::to_string(value).unwrap_or_default()
}
