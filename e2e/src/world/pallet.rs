//! Steps on the services pallet: signed extrinsics.

use super::{bare, bytes, hook, Answer, Request, World};
use crate::{accounts::Account, outcome::Dispatched};
use blueprint_e2e_runtime::{Runtime, RuntimeEvent};
use blueprint_test::{Named, Step};
use pallet_services::{
    BlueprintDefinition, Call, Event, FailurePolicy, HookRecord, PayloadOf, Penalties, PointTerms,
};

/// Services of one operator at a time.
const INSTANCES: u32 = 5;
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
                    quality_kinds: 0,
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
                let inputs = Default::default();
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
            other => return Err(format!("expected a step of a life, received {other:?}")),
        };
        let who = self.account(&who)?;
        Ok(self.dispatch(&who, call))
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
        let accepted = done.is_ok() && done.rejected().is_none();
        let hooks = done.hooks.iter().filter(|it| is_told(it));
        let hooks = hooks.map(|it| {
            let failure = it.result.as_ref().err().map(|(kind, data)| {
                let reason = self.reason(it.manager, data);
                reason.map_or(format!("{kind:?}"), |it| it.to_string())
            });
            hook(it.hook.name(), failure, it.weight)
        });
        Step {
            accepted,
            id: id(&done),
            hooks: hooks.collect(),
            rejection: (!accepted).then(|| self.why(&done)),
            events: self.events(&done.contract_events()),
            returns: Vec::new(),
        }
    }

    /// The manager's error where a hook rejected the step, else the pallet's.
    fn why(&self, done: &Dispatched) -> Named {
        let failed = done.hooks.iter().rev().find(|it| is_told(it));
        let reason = failed.and_then(|it| {
            let (_, data) = it.result.as_ref().err()?;
            self.reason(it.manager, data)
        });
        reason.unwrap_or_else(|| bare(done.error().unwrap_or_else(|| "no reason".into())))
    }
}

/// Whether a hook changes state: a query is not a step's business.
fn is_told(record: &HookRecord) -> bool {
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
