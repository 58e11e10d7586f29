//! A chain that answers a test's requests: the services pallet, or a release of Tangle's core, under one set of
//! verbs. `blueprint-test` is the other end, in another process or in this one.

mod calls;
mod core;
mod deploy;
mod names;
mod pallet;
mod request;

pub use request::{Request, Terms};

use crate::{
    accounts::{Account, SERVICES},
    chain::Chain,
    console::report::{error_of, Reason},
    decode::{Interface, Named},
    outcome::{ContractEvent, Outcome},
    road::IServices,
    tangle_core::{release::Release, TangleCore},
};
use alloy_primitives::U256;
use blueprint_e2e_runtime::{Runtime, MILLISECONDS_PER_BLOCK};
use blueprint_strict::Objects;
use blueprint_test::{Caller, Error, Hook, Link, Named as Said, Step};
use frame_support::traits::Get;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sp_core::H160;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Blocks up to which each is opened and closed; of more, those between are skipped.
const WALKED: u32 = 100;

/// Answers requests. Artifacts are looked up in the project's folder.
pub struct Server {
    root: PathBuf,
    world: Option<World>,
}

/// A chain with one caller of hooks, and what is deployed on it.
pub(crate) struct World {
    chain: Chain,
    core: Option<TangleCore>,
    contracts: BTreeMap<H160, Interface>,
    /// Contracts by the names that they were given.
    names: BTreeMap<String, H160>,
    /// What the builds of contracts are called, for people.
    labels: BTreeMap<H160, String>,
}

/// An answer, or what is wrong with the request.
type Answer<T> = Result<T, String>;

impl Server {
    /// A server for the project at `root`, without a chain.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            world: None,
        }
    }

    /// Answers one request: `{"ok": …}`, or `{"error": text}` where it makes no sense.
    pub fn answer_json(&mut self, request: &Value) -> Value {
        if !request.is_object() {
            return json!({ "error": format!("expected a request, a JSON object, received {request}") });
        }
        let request = Request::deserialize(Objects(request));
        let request = request.map_err(|error| format!("expected a request, received {error}"));
        match request.and_then(|request| self.handle(request)) {
            Ok(answer) => json!({ "ok": answer }),
            Err(error) => json!({ "error": error }),
        }
    }

    fn handle(&mut self, request: Request) -> Answer<Value> {
        if let Request::Start { caller } = request {
            self.world = Some(World::start(caller)?);
            return Ok(Value::Null);
        }
        let world = self.world.as_mut();
        let world = world.ok_or("expected {\"do\": \"start\"} first, received another request")?;
        world.handle(&self.root, request)
    }
}

impl Link for Server {
    fn answer(&mut self, request: &Value) -> Result<Value, Error> {
        Ok(self.answer_json(request))
    }
}

impl World {
    /// A chain on which no life takes place: contracts are called, and nothing else is prepared.
    pub(crate) fn plain(chain: Chain) -> Self {
        let mut world = Self {
            chain,
            core: None,
            contracts: BTreeMap::new(),
            names: BTreeMap::new(),
            labels: BTreeMap::new(),
        };
        world.contracts.insert(SERVICES, own_functions(None));
        world
    }

    /// Takes a step. Artifacts are looked up in the folder `root`.
    pub(crate) fn handle(&mut self, root: &Path, request: Request) -> Answer<Value> {
        if !matches!(request, Request::Calls {}) {
            // Those of an earlier step are not this one's.
            self.chain.calls.clear();
        }
        match request {
            Request::Start { .. } => {
                Err("expected a step on the chain that is there, received \"start\"".into())
            }
            Request::Deploy {
                artifact,
                name,
                args,
                who,
            } => self.deploy(&root.join(artifact), name.as_deref(), args, &who),
            Request::Address { name } => {
                let address = self.address(&name)?;
                Ok(json!(format!("{address:?}")))
            }
            Request::Services {} => Ok(json!(format!("{:?}", self.services()))),
            Request::Stake { operator } => self.stake(&operator).map(|it| json!(it.to_string())),
            Request::Fund { who, to, wei } => self.fund(&who, &to, &wei).map(|()| Value::Null),
            Request::Pass { seconds } => self.pass(seconds).map(|()| Value::Null),
            Request::NextEra {} => self.era().map(|era| json!(era)),
            Request::Calls {} => written(self.calls()),
            request => {
                let mut step = self.step(request)?;
                let failed = !step.accepted || step.hooks.iter().any(|it| it.failure.is_some());
                if failed {
                    step.calls = self.calls();
                }
                written(step)
            }
        }
    }

    /// A chain with this caller of hooks.
    pub(crate) fn start(caller: Caller) -> Answer<Self> {
        let release = match caller {
            Caller::Pallet => None,
            Caller::Core0_10 => Some(Release::Core0_10),
            Caller::Core0_20 => Some(Release::Core0_20),
        };
        let (chain, core) = match release {
            None => (Chain::new().map_err(|error| error.to_string())?, None),
            Some(release) => {
                let started = TangleCore::start_release(release);
                let (chain, core) = started.map_err(|error| error.to_string())?;
                (chain, Some(core))
            }
        };
        let mut world = Self {
            chain,
            core,
            contracts: BTreeMap::new(),
            names: BTreeMap::new(),
            labels: BTreeMap::new(),
        };
        let interface = own_functions(release);
        world.contracts.insert(world.services(), interface);
        if world.core.is_none() {
            world.accept_stake()?;
        }
        Ok(world)
    }

    /// The contract with the chain's own functions: the precompile, or the core.
    fn services(&self) -> H160 {
        let core = self.core.as_ref();
        core.map_or(SERVICES, |core| core.release.core())
    }

    /// The chain, to call contracts beside the steps of a life.
    pub(crate) fn chain(&mut self) -> &mut Chain {
        &mut self.chain
    }

    /// The ABI of a deployed contract, if there is one.
    pub(crate) fn interface(&self, contract: H160) -> Option<&Interface> {
        self.contracts.get(&contract)
    }

    /// An error that any contract here has in its ABI, by its name.
    pub(crate) fn named_error(&self, data: &[u8]) -> Option<Named> {
        let mut all = self.contracts.values();
        all.find_map(|interface| interface.decode_error(data))
    }

    fn step(&mut self, request: Request) -> Answer<Step> {
        match request {
            Request::Send {
                who,
                to,
                function,
                args,
            } => self.call(Some(&who), &to, &function, args),
            Request::Read { to, function, args } => self.call(None, &to, &function, args),
            request => match self.core.clone() {
                None => self.on_pallet(request),
                Some(core) => self.on_core(&core, request),
            },
        }
    }

    /// Calls a deployed contract: as an account, or as a view.
    fn call(&mut self, who: Option<&str>, to: &str, function: &str, args: Value) -> Answer<Step> {
        let address = self.address(to)?;
        let interface = self.contracts.get(&address).cloned();
        let interface = interface
            .ok_or_else(|| format!("expected a contract that was deployed here, received {to}"))?;
        let named = interface.function(function);
        let named = named.map_err(|error| error.to_string())?.clone();
        let args = self.arguments(&named.inputs, args)?;
        let calldata = interface
            .encode_call(&named.signature(), &args)
            .map_err(|error| error.to_string())?;
        let outcome = match who {
            Some(who) => {
                let who = self.account(who)?;
                self.chain.call(&who, address, calldata)
            }
            None => self.chain.read(address, calldata),
        };
        let returns = interface.decode_output(&named, &outcome.data);
        Ok(Step {
            accepted: outcome.is_ok(),
            rejection: rejection(&interface, &outcome),
            events: self.events(&outcome.events),
            returns: returns.filter(|_| outcome.is_ok()).unwrap_or_default(),
            ..Step::default()
        })
    }

    /// What an operator has staked of its own, in wei: its bond, or its stake in a core.
    fn stake(&mut self, operator: &str) -> Answer<U256> {
        let Some(core) = self.core.clone() else {
            return self.bond(operator);
        };
        let address = self.address(operator)?;
        let staked = core.self_stake(&mut self.chain, address);
        staked.map_err(|why| format!("expected an operator of the core, received {why:?}"))
    }

    /// Sends wei from an account to a contract.
    fn fund(&mut self, who: &str, to: &str, wei: &str) -> Answer<()> {
        let (from, to) = (self.account(who)?, self.address(to)?);
        let unit: u32 = <Runtime as pallet_revive::Config>::NativeToEthRatio::get();
        let amount: u128 = wei.parse().map_err(|_| {
            format!("expected an amount of wei in decimal digits, below 2^128, received {wei:?}")
        })?;
        if !amount.is_multiple_of(u128::from(unit)) {
            return Err(format!(
                "expected whole units of the chain's balances, {unit} wei each, received {wei} wei"
            ));
        }
        let sent = self.chain.fund(&from, to, amount / u128::from(unit));
        match sent.error() {
            None => Ok(()),
            Some(error) => Err(format!(
                "expected {who} to have {wei} wei, received {error}"
            )),
        }
    }

    fn era(&mut self) -> Answer<u32> {
        match self.core {
            None => self.next_era(),
            Some(_) => {
                Err("expected the pallet, received a request to a core, which has no eras".into())
            }
        }
    }

    fn pass(&mut self, seconds: u64) -> Answer<()> {
        let blocks = seconds
            .saturating_mul(1_000)
            .div_ceil(MILLISECONDS_PER_BLOCK);
        let blocks = u32::try_from(blocks)
            .ok()
            .filter(|it| it.checked_add(self.chain.block()).is_some());
        let blocks = blocks.ok_or_else(|| {
            format!("expected seconds whose blocks can be counted in 32 bits, received {seconds}")
        })?;
        match blocks <= WALKED {
            true => self.chain.advance_blocks(blocks),
            false => self.chain.skip_blocks(blocks),
        }
        Ok(())
    }

    /// The events of deployed contracts, by name.
    fn events(&self, events: &[ContractEvent]) -> Vec<Said> {
        let decoded = events.iter().filter_map(|event| {
            let interface = self.contracts.get(&event.contract)?;
            interface.decode_event(event)
        });
        decoded.map(said).collect()
    }

    /// What data of a revert says, by the ABI of `contract`.
    fn reason(&self, contract: H160, data: &[u8]) -> Option<Said> {
        let interface = self.contracts.get(&contract)?;
        interface.decode_error(data).map(said)
    }

    /// The account of a name, for which a key signs.
    pub(crate) fn account(&mut self, name: &str) -> Answer<Account> {
        names::account(self, name)
    }
}

/// The functions, errors and events of the chain itself: those of `IServices`, or of a core's interfaces.
fn own_functions(release: Option<Release>) -> Interface {
    let interfaces = match release {
        None => return IServices::abi::contract().into(),
        Some(Release::Core0_10) => blueprint_abi::core_0_10::INTERFACES,
        Some(Release::Core0_20) => blueprint_abi::core_0_20::INTERFACES,
    };
    let core = interfaces
        .iter()
        .filter(|it| it.name.starts_with("ITangle"));
    Interface::merged(core.map(|it| (it.abi)()))
}

fn written(answer: impl Serialize) -> Answer<Value> {
    serde_json::to_value(answer).map_err(|error| error.to_string())
}

fn said(named: Named) -> Said {
    Said {
        name: named.name,
        args: named.args,
    }
}

/// An error without fields.
fn bare(name: impl Into<String>) -> Said {
    Said {
        name: name.into(),
        args: Default::default(),
    }
}

/// Why a call did not end well.
fn rejection(interface: &Interface, outcome: &Outcome) -> Option<Said> {
    if outcome.is_ok() {
        return None;
    }
    Some(match error_of(interface, outcome) {
        Some(Reason::Named(named)) => said(named),
        _ => bare(format!("revert 0x{}", hex::encode(&outcome.data))),
    })
}

/// Bytes of a request, in hex.
fn bytes(what: &str, text: &str) -> Answer<Vec<u8>> {
    let digits = text.strip_prefix("0x");
    let decoded = digits.and_then(|digits| hex::decode(digits).ok());
    decoded.ok_or_else(|| {
        format!("expected {what} as 0x and an even number of hex digits, received {text:?}")
    })
}

/// A word of a request, in hex.
fn word(what: &str, text: &str) -> Answer<[u8; 32]> {
    let bytes = bytes(what, text)?;
    let word = bytes.as_slice().try_into();
    word.map_err(|_| format!("expected {what} of 32 bytes, received {}", bytes.len()))
}

/// A hook as a step shows it.
fn hook(name: &str, failure: Option<String>, weight: frame_support::weights::Weight) -> Hook {
    Hook {
        name: name.to_owned(),
        failure,
        ref_time: weight.ref_time(),
        proof_size: weight.proof_size(),
    }
}
