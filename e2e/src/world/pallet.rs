//! Steps on the services pallet: signed extrinsics.

use super::{bare, bytes, hook, word, Answer, Request, World};
use crate::{
    accounts::Account,
    outcome::{error_name, Dispatched},
    registration::{Possession, Registration},
};
use alloy_primitives::{keccak256, U256};
use blueprint_e2e_runtime::{Runtime, RuntimeCall, RuntimeEvent, System, UNIT};
use blueprint_rules::court::Charge;
use blueprint_test::{Named, Step};
use frame_support::traits::Get;
use pallet_services::{
    BlueprintDefinition, Blueprints, Call, CurrentEra, Event, FailurePolicy, Generation,
    HookRecord, Operators, Pallet, PayloadOf, Penalties, PointTerms,
};
use pallet_stake::{AssetId, Call as StakeCall};
use sp_core::H256;

type Stake = StakeCall<Runtime>;

/// Services of one operator at a time.
const INSTANCES: u32 = 5;
/// Who signs for governance: the sudo key.
const GOVERNANCE: &str = "alice";
/// Seconds that a slash waits for a veto.
const REVIEW: u64 = 7 * 86_400;

impl World {
    pub(super) fn on_pallet(&mut self, request: Request) -> Answer<Step> {
        let (who, call) = match request {
            Request::Blueprint {
                who,
                manager,
                terms,
            } => {
                let definition = BlueprintDefinition {
                    manager: self.address(&manager)?,
                    generation: terms.generation.into(),
                    jobs: terms.jobs,
                    reporting: true,
                    quality_kinds: terms.quality_kinds,
                    min_operators: terms.min_operators,
                    max_operators: terms.max_operators,
                    max_instances: 10,
                    points: PointTerms::EachResult,
                    points_per_era: u32::MAX,
                    penalties: Penalties::FULL,
                    review: REVIEW,
                };
                (who, Call::<Runtime>::create_blueprint { definition })
            }
            Request::Register { blueprint, who } => {
                let operator = self.account(&who)?;
                // An operator joins once; that it has joined before is no failure.
                self.chain
                    .dispatch(&operator, Call::<Runtime>::join_operators {});
                let inputs = self.registration(blueprint, &operator)?;
                let register = Call::register {
                    blueprint,
                    instance_limit: INSTANCES,
                    inputs,
                };
                (who, register)
            }
            Request::Request {
                blueprint,
                who,
                operators,
            } => {
                let most = operators.len();
                let operators = operators.iter().map(|name| Ok(self.account(name)?.id));
                let operators = operators.collect::<Answer<Vec<_>>>()?;
                let operators = operators
                    .try_into()
                    .map_err(|_| format!("expected fewer operators, received {most}"))?;
                let request = Call::request {
                    blueprint,
                    operators,
                    permitted_callers: Default::default(),
                    inputs: Default::default(),
                    ttl: 0,
                    assets: Default::default(),
                };
                (who, request)
            }
            Request::Approve { request, who } => {
                let revision = 0;
                (who, Call::approve { request, revision })
            }
            Request::Job {
                service,
                who,
                job,
                inputs,
            } => {
                let inputs = payload("inputs", &inputs)?;
                (
                    who,
                    Call::call {
                        service,
                        job,
                        inputs,
                    },
                )
            }
            Request::Result {
                service,
                call,
                who,
                outputs,
            } => {
                let outputs = payload("outputs", &outputs)?;
                (
                    who,
                    Call::submit_result {
                        service,
                        call,
                        outputs,
                    },
                )
            }
            Request::Report {
                service,
                call,
                who,
                operator,
                inputs,
                outputs,
            } => {
                let report = Call::submit_report {
                    service,
                    job: self.job_of(service, call)?,
                    call,
                    participant: self.account(&operator)?.id,
                    inputs: payload("inputs", &inputs)?,
                    outputs: payload("outputs", &outputs)?,
                };
                (who, report)
            }
            Request::ReportQuality {
                service,
                who,
                kind,
                operator,
                evidence,
            } => {
                let report = Call::report_quality {
                    service,
                    kind,
                    participant: self.account(&operator)?.id,
                    evidence: payload("evidence", &evidence)?,
                };
                (who, report)
            }
            Request::ProposeSlash {
                service,
                who,
                operator,
                share_bps,
                evidence,
            } => {
                let propose = Call::propose_slash {
                    service,
                    operator: self.account(&operator)?.id,
                    offence: Charge::JobMisbehaviour,
                    share_bps,
                    evidence: H256(word("evidence", &evidence)?),
                };
                (who, propose)
            }
            Request::DisputeSlash { slash, who } => (who, Call::dispute_slash { slash }),
            Request::ExecuteSlash { slash, who } => (who, Call::execute_slash { slash }),
            Request::VetoSlash { slash } => {
                return self.govern(Call::<Runtime>::veto_slash { slash });
            }
            other => return Err(format!("expected a step of a life, received {other:?}")),
        };
        let is_blueprint = matches!(call, Call::create_blueprint { .. });
        let who = self.account(&who)?;
        let step = self.dispatch(&who, call);
        if let Some(blueprint) = step.id.filter(|_| is_blueprint && step.accepted) {
            // Its points then earn rewards. The step is the blueprint's creation, and so are its calls.
            let calls = std::mem::take(&mut self.chain.calls);
            self.govern(Stake::activate_blueprint { blueprint })?;
            self.chain.calls = calls;
        }
        Ok(step)
    }

    /// Has governance accept the chain's token as stake, so that accounts can delegate it.
    pub(super) fn accept_stake(&mut self) -> Answer<()> {
        let token = Stake::add_asset {
            asset: AssetId::Native,
            decimals: 12,
            least: UNIT,
        };
        let step = self.govern(token)?;
        match step.rejection {
            None => Ok(()),
            Some(error) => Err(format!(
                "expected the token to be accepted as stake, received {error}"
            )),
        }
    }

    /// What an operator registers with: nothing, or where managers identify it by a key, the key of its name and no RPC address.
    fn registration(&mut self, blueprint: u64, operator: &Account) -> Answer<PayloadOf<Runtime>> {
        let known = || (Blueprints::<Runtime>::get(blueprint), System::block_hash(0));
        let (known, genesis) = self.chain.execute(known);
        let generation = known.map(|it| it.definition.generation);
        let possession = Possession {
            genesis: genesis.0.into(),
            blueprint,
            operator: operator.address.0.into(),
        };
        let named = match generation {
            Some(Generation::Seed2024) => Some(Registration::Seed2024 { inputs: &[] }),
            Some(Generation::Substrate1_4) => Some(Registration::Substrate1_4 {
                rpc_address: "",
                inputs: &[],
            }),
            Some(Generation::Core0_10 | Generation::Core0_20) | None => None,
        };
        let secret = keccak256(&operator.name).0;
        let inputs = named.and_then(|it| it.sign(&possession, &secret).ok());
        let inputs = inputs.unwrap_or_default().try_into();
        inputs.map_err(|inputs: Vec<u8>| {
            format!(
                "expected inputs of a payload, received {} bytes",
                inputs.len()
            )
        })
    }

    /// Dispatches a call as governance, which the sudo key signs.
    fn govern(&mut self, call: impl Into<RuntimeCall>) -> Answer<Step> {
        let call = Box::new(call.into());
        let who = self.account(GOVERNANCE)?;
        let sudo = pallet_sudo::Call::<Runtime>::sudo { call };
        let done = self.chain.dispatch(&who, sudo);
        let failure = done.events.iter().find_map(|event| match event {
            RuntimeEvent::Sudo(pallet_sudo::Event::Sudid { sudo_result }) => sudo_result.err(),
            _ => None,
        });
        let mut step = self.shown_dispatch(&done);
        if let Some(error) = failure {
            step.accepted = false;
            step.rejection = Some(bare(error_name(&error)));
        }
        Ok(step)
    }

    /// An operator's bond, in wei.
    pub(super) fn bond(&mut self, operator: &str) -> Answer<U256> {
        let id = self.account(operator)?.id;
        let record = || Operators::<Runtime>::get(&id);
        let record = self.chain.execute(record);
        let bond = record.map(|it| it.bond).ok_or_else(|| {
            format!("expected an operator that has registered, received {operator:?}")
        })?;
        let wei: u32 = <Runtime as pallet_revive::Config>::NativeToEthRatio::get();
        Ok(U256::from(bond) * U256::from(wei))
    }

    /// Lets time pass until an era begins.
    pub(super) fn next_era(&mut self) -> Answer<u32> {
        let running = self.chain.execute(CurrentEra::<Runtime>::get);
        let length = <Runtime as pallet_services::Config>::EraLength::get();
        let begins = running.started_at.saturating_add(length);
        let left = begins.saturating_sub(self.chain.block());
        self.chain.skip_blocks(left.max(1));
        Ok(self.chain.execute(Pallet::<Runtime>::current_era))
    }

    fn job_of(&mut self, service: u64, call: u64) -> Answer<u8> {
        let call_of = || pallet_services::JobCalls::<Runtime>::get(service, call);
        let known = self.chain.execute(call_of);
        known
            .map(|it| it.job)
            .ok_or_else(|| format!("expected a job call of service {service}, received {call}"))
    }

    fn dispatch(&mut self, who: &Account, call: Call<Runtime>) -> Step {
        let done = self.chain.dispatch(who, call);
        self.shown_dispatch(&done)
    }

    fn shown_dispatch(&self, done: &Dispatched) -> Step {
        let accepted = done.is_ok() && done.rejected().is_none();
        let hooks = done.hooks.iter().filter(|it| is_reported(it));
        let hooks = hooks.map(|it| {
            let failure = it.result.as_ref().err().map(|(kind, data)| {
                let reason = self.reason(it.manager, data);
                reason.map_or(format!("{kind:?}"), |it| it.to_string())
            });
            hook(it.hook.name(), failure, it.weight)
        });
        Step {
            accepted,
            id: id(done),
            hooks: hooks.collect(),
            rejection: (!accepted).then(|| self.why(done)),
            events: self.events(&done.contract_events()),
            returns: Vec::new(),
            calls: Vec::new(),
        }
    }

    /// The manager's error where a hook rejected the step, else the pallet's.
    fn why(&self, done: &Dispatched) -> Named {
        let failed = done.hooks.iter().rev().find(|it| is_reported(it));
        let reason = failed.and_then(|it| {
            let (_, data) = it.result.as_ref().err()?;
            self.reason(it.manager, data)
        });
        reason.unwrap_or_else(|| bare(done.error().unwrap_or_else(|| "no reason".into())))
    }
}

/// Whether a hook changes state: a query is not a step's business.
fn is_reported(record: &HookRecord) -> bool {
    record.hook.policy() != FailurePolicy::Query
}

fn payload(what: &str, text: &str) -> Answer<PayloadOf<Runtime>> {
    let bytes = bytes(what, text)?;
    let received = bytes.len();
    let bytes = bytes.try_into();
    bytes.map_err(|_| format!("expected fewer bytes of {what}, received {received}"))
}

/// The id of what an extrinsic made.
fn id(done: &Dispatched) -> Option<u64> {
    let mut ids = done.events.iter().filter_map(|event| match event {
        RuntimeEvent::Services(event) => match event {
            Event::BlueprintCreated { blueprint, .. } => Some(*blueprint),
            Event::ServiceRequested { request, .. } => Some(*request),
            Event::ServiceInitialized { service, .. } => Some(*service),
            Event::JobCalled { call, .. } => Some(*call),
            Event::SlashProposed { slash, .. } => Some(*slash),
            _ => None,
        },
        _ => None,
    });
    ids.next_back()
}
