//! The chain, as a test uses it.

use crate::{
    agree::Transcript,
    link::{Link, Process},
    step::{Call, Step},
    Error,
};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_json::{json, Value};

/// Who calls a manager's hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Caller {
    /// The services pallet of a Substrate chain.
    #[serde(rename = "pallet")]
    Pallet,
    /// Tangle's core in Solidity, release 0.10.
    #[serde(rename = "core-0.10")]
    Core0_10,
    /// Tangle's core in Solidity, release 0.20.
    #[serde(rename = "core-0.20")]
    Core0_20,
}

impl Caller {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pallet, Self::Core0_10, Self::Core0_20];
}

/// One build of a contract: a file, relative to the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Build(pub String);

impl Build {
    /// The build of an ink! contract.
    pub fn ink(name: &str) -> Self {
        Self(format!("target/ink/{name}.polkavm"))
    }

    /// solc's build of a Solidity contract, for the EVM.
    pub fn solc(name: &str) -> Self {
        Self(format!("target/solidity/{name}.evm"))
    }

    /// resolc's build of a Solidity contract, for PolkaVM.
    pub fn resolc(name: &str) -> Self {
        Self(format!("target/solidity/{name}.polkavm"))
    }

    /// All builds of a contract that exists in both languages.
    pub fn of(ink: &str, solidity: &str) -> [Self; 3] {
        [Self::ink(ink), Self::resolc(solidity), Self::solc(solidity)]
    }
}

/// A deployed contract, by its address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Contract {
    /// `0x` and 40 digits.
    pub address: String,
}

/// A chain with one caller of hooks.
pub struct World {
    link: Box<dyn Link>,
    caller: Caller,
    transcript: Transcript,
}

impl World {
    /// Starts a chain in the command.
    ///
    /// # Errors
    /// If the command is not there, or cannot start the chain.
    pub fn start(caller: Caller) -> Result<Self, Error> {
        Self::with(Box::new(Process::start()?), caller)
    }

    /// Starts a chain behind another link, for example one in this process.
    ///
    /// # Errors
    /// If it cannot start the chain.
    pub fn with(link: Box<dyn Link>, caller: Caller) -> Result<Self, Error> {
        let mut world = Self {
            link,
            caller,
            transcript: Transcript::default(),
        };
        world.ask::<Value>(json!({"do": "start", "caller": caller}))?;
        Ok(world)
    }

    /// Who calls hooks here.
    pub fn caller(&self) -> Caller {
        self.caller
    }

    pub(crate) fn into_transcript(self) -> Transcript {
        self.transcript
    }

    /// Deploys a build as `alice`. In arguments, names of accounts and contracts stand for addresses.
    ///
    /// # Errors
    /// If there is no such file, the arguments are not the constructor's, or the constructor fails.
    pub fn deploy(&mut self, build: &Build, args: Value) -> Result<Contract, Error> {
        self.deploy_as("alice", build, args)
    }

    /// [`deploy`](Self::deploy) as another account.
    ///
    /// # Errors
    /// As there.
    pub fn deploy_as(&mut self, who: &str, build: &Build, args: Value) -> Result<Contract, Error> {
        self.ask(json!({"do": "deploy", "artifact": build.0, "args": args, "as": who}))
    }

    /// Creates a blueprint of `alice` with this manager: one job, fixed membership, one to ten operators. Returns
    /// its id.
    ///
    /// # Errors
    /// If the chain or the manager's `onBlueprintCreated` rejects it.
    pub fn blueprint(&mut self, manager: &Contract) -> Result<u64, Error> {
        let step = self.create_blueprint("alice", manager, json!({}))?;
        accepted("the blueprint", step)
    }

    /// Creates a blueprint with terms of its own: `jobs`, `min_operators`, `max_operators`, `quality_kinds`, `generation`
    /// (`core-0.20`, `core-0.10`, `substrate-1.4`, `seed-2024`; the pallet only).
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn create_blueprint(
        &mut self,
        who: &str,
        manager: &Contract,
        terms: Value,
    ) -> Result<Step, Error> {
        self.ask(json!({"do": "blueprint", "as": who, "manager": manager.address, "terms": terms}))
    }

    /// Registers an operator for a blueprint: `bob` or `charlie`.
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn register(&mut self, blueprint: u64, operator: &str) -> Result<Step, Error> {
        self.ask(json!({"do": "register", "blueprint": blueprint, "as": operator}))
    }

    /// Requests a service of registered operators.
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn request(
        &mut self,
        blueprint: u64,
        customer: &str,
        operators: &[&str],
    ) -> Result<Step, Error> {
        self.ask(json!({
            "do": "request", "blueprint": blueprint, "as": customer, "operators": operators,
        }))
    }

    /// Approves a request. The step of the last approval has the service's id.
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn approve(&mut self, request: u64, operator: &str) -> Result<Step, Error> {
        self.ask(json!({"do": "approve", "request": request, "as": operator}))
    }

    /// A running service of `eve` by these operators: registers, requests and approves. Returns its id.
    ///
    /// # Errors
    /// If a step is rejected.
    pub fn service(&mut self, blueprint: u64, operators: &[&str]) -> Result<u64, Error> {
        for operator in operators {
            let step = self.register(blueprint, operator)?;
            done("the registration", step)?;
        }
        let step = self.request(blueprint, "eve", operators)?;
        let request = accepted("the request", step)?;
        let mut service = Err(Error::Request("expected an operator, received none".into()));
        for operator in operators {
            let step = done("the approval", self.approve(request, operator)?)?;
            service = accepted("the last approval", step);
        }
        service
    }

    /// Calls a job. `inputs` are bytes in hex; the step has the call's id.
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn job(
        &mut self,
        service: u64,
        caller: &str,
        job: u8,
        inputs: impl Into<String>,
    ) -> Result<Step, Error> {
        self.ask(json!({
            "do": "job", "service": service, "as": caller, "job": job, "inputs": inputs.into(),
        }))
    }

    /// Submits an operator's result of a job call, bytes in hex.
    ///
    /// # Errors
    /// If the request makes no sense.
    pub fn result(
        &mut self,
        service: u64,
        call: u64,
        operator: &str,
        outputs: impl Into<String>,
    ) -> Result<Step, Error> {
        self.ask(json!({
            "do": "result", "service": service, "call": call, "as": operator, "outputs": outputs.into(),
        }))
    }

    /// Reports an operator's result as wrong. The pallet alone takes reports.
    ///
    /// # Errors
    /// If the request makes no sense, or a core is asked.
    pub fn report(
        &mut self,
        service: u64,
        call: u64,
        reporter: &str,
        operator: &str,
        inputs: impl Into<String>,
        outputs: impl Into<String>,
    ) -> Result<Step, Error> {
        self.ask(json!({
            "do": "report", "service": service, "call": call, "as": reporter, "operator": operator,
            "inputs": inputs.into(), "outputs": outputs.into(),
        }))
    }

    /// Sends tokens to a contract, in wei: a manager's bond for the slashes that it proposes, say.
    ///
    /// # Errors
    /// If the account has not so much.
    pub fn fund(&mut self, who: &str, contract: &Contract, wei: u128) -> Result<(), Error> {
        let wei = wei.to_string();
        self.ask::<Value>(json!({"do": "fund", "as": who, "to": contract.address, "wei": wei}))
            .map(drop)
    }

    /// The contract with the chain's own functions, views and events: `IServices`, by which also stake is delegated
    /// and rewards are claimed; beside a core, the core.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub fn services(&mut self) -> Result<Contract, Error> {
        let address = self.ask(json!({"do": "services"}))?;
        Ok(Contract { address })
    }

    /// What an operator has staked of its own, in wei.
    ///
    /// # Errors
    /// If the name is no operator's.
    pub fn stake(&mut self, operator: &str) -> Result<u128, Error> {
        let text: String = self.ask(json!({"do": "stake", "operator": operator}))?;
        text.parse()
            .map_err(|_| Error::Link(format!("expected an amount, received {text}")))
    }

    /// Lets time pass until the next era begins, and returns its number. A core has no eras.
    ///
    /// # Errors
    /// If a core is asked.
    pub fn next_era(&mut self) -> Result<u32, Error> {
        self.ask(json!({"do": "next-era"}))
    }

    /// Sends a transaction to a contract, its function by name or full signature.
    ///
    /// # Errors
    /// If there is no such function, or the arguments are not its.
    pub fn send(
        &mut self,
        who: &str,
        contract: &Contract,
        function: &str,
        args: Value,
    ) -> Result<Step, Error> {
        self.ask(json!({
            "do": "send", "as": who, "to": contract.address, "function": function, "args": args,
        }))
    }

    /// What a function returns, without a change of the chain.
    ///
    /// # Errors
    /// If there is no such function, the arguments are not its, or it reverts.
    pub fn read(
        &mut self,
        contract: &Contract,
        function: &str,
        args: Value,
    ) -> Result<Value, Error> {
        let step: Step = self.ask(json!({
            "do": "read", "to": contract.address, "function": function, "args": args,
        }))?;
        match step.accepted {
            true => Ok(Value::Array(step.returns)),
            false => Err(Error::Rejected {
                what: "the view",
                step: Box::new(step),
            }),
        }
    }

    /// The calls of contracts in the last deployment, transaction, view or step of a life, with the calls that each made. A step
    /// that fails has them already.
    ///
    /// # Errors
    /// If the chain does not answer.
    pub fn calls(&mut self) -> Result<Vec<Call>, Error> {
        self.ask(json!({"do": "calls"}))
    }

    /// The address of an account, or of `runtime` or `services`.
    ///
    /// # Errors
    /// If the name is not known.
    pub fn address(&mut self, name: &str) -> Result<String, Error> {
        self.ask(json!({"do": "address", "name": name}))
    }

    /// Lets time pass: whole blocks of six seconds.
    ///
    /// # Errors
    /// If the chain cannot go so far.
    pub fn pass(&mut self, seconds: u64) -> Result<(), Error> {
        self.ask::<Value>(json!({"do": "pass", "seconds": seconds}))
            .map(drop)
    }

    pub(crate) fn ask<T: DeserializeOwned>(&mut self, request: Value) -> Result<T, Error> {
        let mut answer = self.link.answer(&request)?;
        self.transcript.add(&request, &answer);
        if let Some(error) = answer["error"].as_str() {
            return Err(Error::Request(error.to_owned()));
        }
        let answer = answer["ok"].take();
        serde_json::from_value(answer).map_err(|error| Error::Link(error.to_string()))
    }
}

/// A number as one word of 32 bytes, in hex.
pub fn word(number: u64) -> String {
    format!("0x{number:064x}")
}

fn done(what: &'static str, step: Step) -> Result<Step, Error> {
    match step.accepted {
        true => Ok(step),
        false => Err(Error::Rejected {
            what,
            step: Box::new(step),
        }),
    }
}

fn accepted(what: &'static str, step: Step) -> Result<u64, Error> {
    let step = done(what, step)?;
    step.id.ok_or(Error::Rejected {
        what,
        step: Box::new(step),
    })
}
