//! Three builds of one contract, each alone on a chain of its own, at the same address.

use alloy_dyn_abi::{DynSolType, DynSolValue, JsonAbiExt};
use alloy_json_abi::{Function, StateMutability};
use blueprint_corpus::{parameters, values::Dictionary, Case, Category, SELECTOR};
use blueprint_e2e::{
    accounts::{self, Account},
    artifact::Artifact,
    chain::{CallOptions, Chain},
    decode::Interface,
    outcome::{Outcome, Status},
};
use serde_json::Value;
use sp_core::{H160, U256};
use std::collections::HashMap;

/// A contract in ink! and the same in Solidity.
pub struct Twins {
    /// The ink! contract's artifact, without its extension.
    pub ink: &'static str,
    /// The Solidity contract's name.
    pub solidity: &'static str,
    /// Constructor arguments, a JSON array.
    pub constructor: &'static str,
    /// Calls of the runtime that succeed one after the other: a name or signature, and the
    /// arguments as a JSON array.
    pub story: &'static [(&'static str, &'static str)],
}

/// How a case is sent.
#[derive(Clone, Debug)]
pub struct Sending {
    /// Who calls.
    pub caller: Account,
    /// Value sent along, in wei.
    pub value: U256,
}

impl Sending {
    fn options(&self) -> CallOptions {
        CallOptions {
            value: self.value,
            ..CallOptions::default()
        }
    }
}

/// All that can be seen of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How it ended.
    pub status: Status,
    /// What it returned or reverted with.
    pub data: Vec<u8>,
    /// Topics and data of each event.
    pub events: Vec<(Vec<[u8; 32]>, Vec<u8>)>,
    /// What the contract owns afterwards.
    pub balance: U256,
    /// What its getters answer afterwards; asked only if the call may have changed something.
    pub state: Vec<(String, Status, Vec<u8>)>,
}

struct Build {
    name: String,
    code: Vec<u8>,
    chain: Chain,
    contract: H160,
    known: Known,
}

/// What getters of one contract answered, by its storage and balance and by their calldata, on
/// which alone it depends.
type Known = HashMap<(Vec<u8>, U256, Vec<u8>), (Status, Vec<u8>)>;

/// The builds, in the same state.
pub struct Trio {
    /// What all of them answer to.
    pub interface: Interface,
    /// What the story is about.
    pub dictionary: Dictionary,
    builds: Vec<Build>,
}

impl Trio {
    /// Deploys all builds.
    pub fn deploy(twins: &Twins) -> Trio {
        let Twins { ink, solidity, .. } = twins;
        let paths = [
            format!("ink/{ink}.polkavm"),
            format!("solidity/{solidity}.polkavm"),
            format!("solidity/{solidity}.evm"),
        ];
        let artifacts = paths.map(|path| (Artifact::built(&path).unwrap(), path));
        let interface = artifacts[0].0.interface().unwrap().clone();
        let arguments = interface
            .encode_constructor(&array(twins.constructor))
            .unwrap();
        let mut dictionary = Dictionary::default();
        for (call, arguments) in twins.story {
            let function = interface.function(call).unwrap();
            let calldata = interface.encode_call(call, &array(arguments)).unwrap();
            for ((name, ty), value) in decoded(function, &calldata) {
                dictionary.learn(&name, &ty, value);
            }
        }
        let builds = artifacts.map(|(artifact, name)| {
            let mut chain = Chain::new().unwrap();
            let owner = accounts::named("alice").unwrap();
            let deployed = chain.deploy(&owner, &artifact.code, &arguments).unwrap();
            Build {
                name,
                code: artifact.code,
                chain,
                contract: deployed.address,
                known: HashMap::new(),
            }
        });
        // A contract that tells its own address must tell the same in every build.
        assert!(builds
            .iter()
            .all(|build| build.contract == builds[0].contract));
        Trio {
            interface,
            dictionary,
            builds: builds.into(),
        }
    }

    /// Calldata of a step of the story.
    pub fn calldata(&self, (call, arguments): (&str, &str)) -> Vec<u8> {
        self.interface.encode_call(call, &array(arguments)).unwrap()
    }

    /// Takes a step of the story: what it changes stays.
    pub fn advance(&mut self, calldata: &[u8]) {
        for build in &mut self.builds {
            let runtime = accounts::runtime();
            let outcome = build
                .chain
                .call(&runtime, build.contract, calldata.to_vec());
            assert!(outcome.is_ok(), "{}: {outcome}", build.name);
        }
    }

    /// What every build answers. Nothing of it stays.
    pub fn answers(&mut self, case: &Case, sending: &Sending) -> Vec<(String, Answer)> {
        let function = self.interface.function_of(&case.calldata);
        let writes = function.is_some_and(|it| !is_view(it));
        let getters = match writes {
            true => self.getters(case),
            false => Vec::new(),
        };
        let builds = self.builds.iter_mut();
        builds
            .map(|build| (build.name.clone(), build.answer(case, sending, &getters)))
            .collect()
    }

    /// What every build answers when it is deployed with these arguments, and what its getters
    /// answer then. Nothing of it stays.
    pub fn deployments(&mut self, case: &Case, sending: &Sending) -> Vec<(String, Answer)> {
        let getters = self.getters(case);
        let builds = self.builds.iter_mut();
        builds
            .map(|build| {
                (
                    build.name.clone(),
                    build.deployment(case, sending, &getters),
                )
            })
            .collect()
    }

    /// Calls of every getter: about what the case names, and about what the story does.
    fn getters(&self, case: &Case) -> Vec<(String, Vec<u8>)> {
        let function = self.interface.function_of(&case.calldata);
        let mut named = Dictionary::default();
        for ((name, ty), value) in function.map_or(Vec::new(), |it| decoded(it, &case.calldata)) {
            named.learn(&name, &ty, value);
        }
        let mut calls: Vec<(String, Vec<u8>)> = Vec::new();
        for getter in self.interface.abi().functions().filter(|it| is_view(it)) {
            let parameters = parameters(&getter.inputs).unwrap();
            for nth in 0..self.dictionary.breadth(&parameters).max(1) {
                for first in [&named, &self.dictionary] {
                    let values = parameters.iter().map(|(name, ty)| {
                        let known = first.get(name, ty, nth);
                        known
                            .or_else(|| self.dictionary.get(name, ty, nth))
                            .cloned()
                    });
                    // A question about something of which neither says anything is left out.
                    let Some(values) = values.collect::<Option<Vec<_>>>() else {
                        continue;
                    };
                    let calldata = getter.abi_encode_input(&values).unwrap();
                    if calls.iter().all(|(_, known)| *known != calldata) {
                        calls.push((getter.name.clone(), calldata));
                    }
                }
            }
        }
        calls
    }
}

impl Build {
    fn answer(&mut self, case: &Case, sending: &Sending, getters: &[(String, Vec<u8>)]) -> Answer {
        let (contract, known) = (self.contract, &mut self.known);
        self.chain.undoing(|chain| {
            let calldata = case.calldata.clone();
            let outcome = chain.call_with(&sending.caller, contract, calldata, sending.options());
            let getters = if outcome.is_ok() { getters } else { &[] };
            let mut answer = observe(chain, contract, outcome, getters, Some(known));
            if case.category == Category::UnknownSelector {
                // ink! names its own reason, in two bytes.
                answer.data.clear();
            }
            answer
        })
    }

    fn deployment(
        &mut self,
        case: &Case,
        sending: &Sending,
        getters: &[(String, Vec<u8>)],
    ) -> Answer {
        let code = &self.code;
        self.chain.undoing(|chain| {
            let (caller, options) = (&sending.caller, sending.options());
            match chain.deploy_with(caller, code, &case.calldata, options) {
                Ok(deployed) => {
                    let outcome = Outcome {
                        // The code, which is each build's own.
                        data: Vec::new(),
                        ..deployed.outcome
                    };
                    // Getters may answer from the code, which is another for other arguments.
                    observe(chain, deployed.address, outcome, getters, None)
                }
                Err(outcome) => observe(chain, H160::zero(), outcome, &[], None),
            }
        })
    }
}

/// What came of a call, and what the getters answer now.
fn observe(
    chain: &mut Chain,
    contract: H160,
    outcome: Outcome,
    getters: &[(String, Vec<u8>)],
    mut known: Option<&mut Known>,
) -> Answer {
    let balance = chain.balance(contract);
    let mut state = Vec::new();
    if !getters.is_empty() {
        let storage = chain.storage_root(contract).unwrap();
        for (name, getter) in getters {
            let mut ask = || {
                let Outcome { status, data, .. } = chain.read(contract, getter.clone());
                (status, data)
            };
            let (status, data) = match &mut known {
                Some(known) => {
                    let key = (storage.clone(), balance, getter.clone());
                    known.entry(key).or_insert_with(ask).clone()
                }
                None => ask(),
            };
            state.push((name.clone(), status, data));
        }
    }
    let events = outcome.events.into_iter();
    Answer {
        status: outcome.status,
        data: outcome.data,
        events: events.map(|event| (event.topics, event.data)).collect(),
        balance,
        state,
    }
}

/// Whether a function promises to change nothing.
pub fn is_view(function: &Function) -> bool {
    matches!(
        function.state_mutability,
        StateMutability::View | StateMutability::Pure
    )
}

fn array(json: &str) -> Vec<Value> {
    serde_json::from_str(json).unwrap()
}

/// What calldata says, by the parameters; nothing if it cannot be read at all.
fn decoded(function: &Function, calldata: &[u8]) -> Vec<((String, DynSolType), DynSolValue)> {
    let arguments = calldata.get(SELECTOR..).unwrap_or_default();
    let values = function.abi_decode_input(arguments).unwrap_or_default();
    parameters(&function.inputs)
        .unwrap()
        .into_iter()
        .zip(values)
        .collect()
}
