//! Every built contract; its builds side by side, each alone on a chain of its own, at the same address.

#![allow(dead_code)] // Each test binary uses a part.

pub mod found;
pub mod story;

use alloy_dyn_abi::{DynSolType, DynSolValue, JsonAbiExt};
use alloy_json_abi::{Function, StateMutability};
use alloy_sol_types::{SolCall, SolError};
use blueprint_corpus::{parameters, values::Dictionary, Case, SELECTOR};
use blueprint_e2e::{
    accounts::{self, Account},
    chain::{CallOptions, Chain},
    decode::Interface,
    outcome::{Outcome, Status},
};
use blueprint_strict::abi as strict;
use found::Found;
use levels::IServiceLevels::{worstGasCall, TooMuchGas};
use sp_core::{H160, U256};
use std::collections::{BTreeSet, HashMap};
use story::{Call, Step};

mod levels {
    #![allow(clippy::too_many_arguments, reason = "generated")]
    alloy_sol_types::sol!("../abi/solidity/library/IServiceLevels.sol");
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
    fn options(&self, constant_caller: bool) -> CallOptions {
        CallOptions {
            value: self.value,
            constant_caller,
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

/// One build, deployed.
pub struct Build {
    /// Its path below `target`.
    pub name: String,
    code: Vec<u8>,
    /// Where it is alone but for what it asks.
    pub chain: Chain,
    /// Its address.
    pub contract: H160,
    /// Whether its one caller is a constant in its code.
    pub constant_caller: bool,
    known: Known,
}

/// The contracts whose one caller is a constant.
const CONSTANT_CALLER: [&str; 1] = ["baked_manager"];

impl Build {
    /// The account that it obeys: what its constructor was given, or the constant.
    pub fn obeyed(&self) -> Account {
        match self.constant_caller {
            true => accounts::runtime(),
            false => accounts::named("alith").unwrap(),
        }
    }

    /// A chain with what is deployed before the contract.
    fn before(found: &Found) -> Chain {
        let mut chain = Chain::new().unwrap();
        let alice = accounts::named("alice").unwrap();
        for (code, arguments) in &found.recipe.before {
            chain.deploy(&alice, code, arguments).unwrap();
        }
        chain
    }

    /// Deploys every build of a contract.
    pub fn all(found: &Found) -> Vec<Build> {
        let builds = found.builds.iter().map(|(name, artifact)| {
            let mut chain = Build::before(found);
            let alice = accounts::named("alice").unwrap();
            let deployed = chain.deploy(&alice, &artifact.code, &found.recipe.arguments);
            let deployed = deployed.unwrap_or_else(|outcome| panic!("{name}: {outcome}"));
            Build {
                name: name.clone(),
                code: artifact.code.clone(),
                chain,
                contract: deployed.address,
                constant_caller: CONSTANT_CALLER.contains(&found.name.as_str()),
                known: HashMap::new(),
            }
        });
        builds.collect()
    }

    /// Deploys with a value, and undoes it.
    pub fn deployed_with_value(found: &Found, build: usize, value: u64) -> Result<(), Outcome> {
        let mut chain = Build::before(found);
        let options = CallOptions {
            value: value.into(),
            ..CallOptions::default()
        };
        let alice = accounts::named("alice").unwrap();
        let code = &found.builds[build].1.code;
        let deployed = chain.deploy_with(&alice, code, &found.recipe.arguments, options);
        deployed.map(|_| ())
    }
}

/// What getters of one contract answered, by its storage and balance and by their calldata, on
/// which alone it depends.
type Known = HashMap<(Vec<u8>, U256, Vec<u8>), (Status, Vec<u8>)>;

/// The builds, in the same state.
pub struct Builds {
    /// What all of them answer to.
    pub interface: Interface,
    /// What the story is about.
    pub dictionary: Dictionary,
    /// Who calls a function in the story, by its signature, and with what value.
    pub callers: HashMap<String, (Account, U256)>,
    /// The functions that the story calls for the errors they show.
    pub showing: BTreeSet<String>,
    builds: Vec<Build>,
}

impl Builds {
    /// Deploys all builds.
    pub fn deploy(found: &Found, story: &[Step]) -> Builds {
        let mut dictionary = Dictionary::default();
        let mut callers = HashMap::new();
        for call in calls(story) {
            let function = found.interface.function(&call.signature).unwrap();
            for ((name, ty), value) in decoded(function, &call.calldata) {
                dictionary.learn(&name, &ty, value);
            }
        }
        // Who is obeyed is seen when the story is told; until then it is who comes first.
        for call in calls(story).rev() {
            callers.insert(call.signature.clone(), (call.caller.clone(), call.value));
        }
        let builds = Build::all(found);
        // A contract that tells its own address must tell the same in every build.
        assert!(builds
            .iter()
            .all(|build| build.contract == builds[0].contract));
        Builds {
            interface: found.interface.clone(),
            dictionary,
            callers,
            showing: calls(story)
                .filter(|call| call.reverts)
                .map(|call| call.signature.clone())
                .collect(),
            builds,
        }
    }

    /// Takes a step of the story in every build: what it changes stays. Says how it ended; the builds
    /// must agree.
    pub fn advance(&mut self, step: &Step) -> Option<Outcome> {
        let outcomes: Vec<_> = self
            .builds
            .iter_mut()
            .map(|build| build.advance(step))
            .collect();
        let first = outcomes.into_iter().reduce(|first, other| {
            let ending =
                |it: &Option<Outcome>| it.as_ref().map(|it| (it.status.clone(), it.data.clone()));
            assert_eq!(ending(&first), ending(&other), "{step:?}");
            first
        });
        first.flatten()
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

    /// The account that the builds obey.
    pub fn obeyed(&self) -> Account {
        self.builds[0].obeyed()
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

/// The calls among the steps.
pub fn calls(story: &[Step]) -> impl DoubleEndedIterator<Item = &Call> {
    story.iter().filter_map(|step| match step {
        Step::Call(call) => Some(call),
        _ => None,
    })
}

impl Build {
    fn advance(&mut self, step: &Step) -> Option<Outcome> {
        match step {
            Step::Seconds(seconds) => {
                let then = self.chain.timestamp().saturating_add(*seconds);
                self.chain.set_timestamp(then);
                // Getters may answer from the time.
                self.known.clear();
                None
            }
            Step::Blocks(blocks) => {
                self.chain.advance_blocks(*blocks);
                self.known.clear();
                None
            }
            Step::Call(call) => {
                let options = CallOptions {
                    value: call.value,
                    constant_caller: self.constant_caller,
                    ..CallOptions::default()
                };
                let calldata = call.calldata.clone();
                let outcome = self
                    .chain
                    .call_with(&call.caller, self.contract, calldata, options);
                Some(without_own_costs(&call.calldata, outcome))
            }
        }
    }

    fn answer(&mut self, case: &Case, sending: &Sending, getters: &[(String, Vec<u8>)]) -> Answer {
        let (contract, known) = (self.contract, &mut self.known);
        let options = sending.options(self.constant_caller);
        self.chain.undoing(|chain| {
            let calldata = case.calldata.clone();
            let outcome = chain.call_with(&sending.caller, contract, calldata, options);
            let outcome = without_own_costs(&case.calldata, outcome);
            let getters = if outcome.is_ok() { getters } else { &[] };
            observe(chain, contract, outcome, getters, Some(known))
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
            // Who deploys a contract with a constant caller is not that caller.
            let alith = accounts::named("alith").unwrap();
            let caller = match accounts::can_sign(sending.caller.address) {
                true => &sending.caller,
                false => &alith,
            };
            let options = sending.options(false);
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

/// Removes what a contract states of its own costs, of which each build has others: the service levels' most gas of a bill.
fn without_own_costs(calldata: &[u8], mut outcome: Outcome) -> Outcome {
    if outcome.is_ok() && calldata.starts_with(&worstGasCall::SELECTOR) {
        outcome.data.clear();
    }
    if outcome.is_revert() && outcome.data.starts_with(&TooMuchGas::SELECTOR) {
        // The selector, and the cap.
        outcome.data.truncate(SELECTOR + 32);
    }
    outcome
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
                let outcome = chain.read(contract, getter.clone());
                let Outcome { status, data, .. } = without_own_costs(getter, outcome);
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

/// What calldata says, by the parameters; nothing if it is not well formed.
fn decoded(function: &Function, calldata: &[u8]) -> Vec<((String, DynSolType), DynSolValue)> {
    let arguments = calldata.get(SELECTOR..).unwrap_or_default();
    let parameters = parameters(&function.inputs).unwrap();
    let values = strict::decode(parameters.iter().map(|(_, ty)| ty), arguments);
    parameters
        .into_iter()
        .zip(values.unwrap_or_default())
        .collect()
}
