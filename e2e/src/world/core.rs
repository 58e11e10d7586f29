//! Steps on Tangle's core: transactions of accounts of its snapshot, and of this chain's.

use super::{bare, bytes, hook, word, Answer, Request, World};
use crate::tangle_core::{
    blueprint::BlueprintTerms,
    hooks::{HookAnswer, HookCall},
    step::{Rejection, Step as CoreStep},
    Operator, ServiceRequest, TangleCore,
};
use blueprint_test::{Named, Step};

/// What an operator of core 0.10 commits as it approves, in percent of its stake.
const COMMITTED_PERCENT: u8 = 50;

impl World {
    pub(super) fn on_core(&mut self, core: &TangleCore, request: Request) -> Answer<Step> {
        match request {
            Request::Blueprint {
                who,
                manager,
                terms,
            } => {
                let (manager, owner) = (self.address(&manager)?, self.account(&who)?);
                let terms = BlueprintTerms {
                    name: "blueprint".into(),
                    jobs: (0..terms.jobs).map(|job| format!("job {job}")).collect(),
                    min_operators: terms.min_operators,
                    max_operators: terms.max_operators,
                };
                let step = core.create_blueprint(&mut self.chain, &owner, manager, &terms);
                Ok(self.shown(&step, step.result.as_ref().ok().copied()))
            }
            Request::Register { blueprint, who } => {
                let operator = self.operator(core, &who)?;
                let step = core.register_operator(&mut self.chain, &operator, blueprint);
                Ok(self.shown(&step, None))
            }
            Request::Request {
                blueprint,
                who,
                operators,
            } => {
                let operators = operators.iter().map(|name| self.address(name));
                let request = ServiceRequest {
                    blueprint_id: blueprint,
                    operators: operators.collect::<Answer<_>>()?,
                    inputs: Vec::new(),
                    permitted_callers: Vec::new(),
                    ttl: 0,
                };
                let customer = self.account(&who)?;
                let step = core.request_service(&mut self.chain, &customer, request);
                Ok(self.shown(&step, step.result.as_ref().ok().copied()))
            }
            Request::Approve { request, who } => {
                let operator = self.account(&who)?;
                let step =
                    core.approve_service(&mut self.chain, &operator, request, COMMITTED_PERCENT);
                let service = step.activated_service();
                Ok(self.shown(&step, service))
            }
            Request::Job {
                service,
                who,
                job,
                inputs,
            } => {
                let (caller, inputs) = (self.account(&who)?, bytes("inputs", &inputs)?);
                let step = core.submit_job(&mut self.chain, &caller, service, job, inputs);
                Ok(self.shown(&step, step.result.as_ref().ok().copied()))
            }
            Request::Result {
                service,
                call,
                who,
                outputs,
            } => {
                let (operator, outputs) = (self.account(&who)?, bytes("outputs", &outputs)?);
                let step = core.submit_result(&mut self.chain, &operator, service, call, outputs);
                Ok(self.shown(&step, None))
            }
            Request::ProposeSlash {
                service,
                who,
                operator,
                share_bps,
                evidence,
            } => {
                let (proposer, operator) = (self.account(&who)?, self.address(&operator)?);
                let evidence = word("evidence", &evidence)?;
                let chain = &mut self.chain;
                let step =
                    core.propose_slash(chain, &proposer, service, operator, share_bps, evidence);
                Ok(self.shown(&step, step.result.as_ref().ok().copied()))
            }
            Request::DisputeSlash { slash, who } => {
                let disputer = self.account(&who)?;
                let step = core.dispute_slash(&mut self.chain, &disputer, slash);
                Ok(self.shown(&step, None))
            }
            Request::VetoSlash { slash } => {
                let step = core.cancel_slash(&mut self.chain, &core.developer, slash);
                Ok(self.shown(&step, None))
            }
            Request::ExecuteSlash { slash, who } => {
                let caller = self.account(&who)?;
                let step = core.execute_slash(&mut self.chain, &caller, slash);
                Ok(self.shown(&step, None))
            }
            other => Err(format!(
                "expected a step that Tangle's core has, received {other:?}"
            )),
        }
    }

    fn operator(&mut self, core: &TangleCore, name: &str) -> Answer<Operator> {
        let account = self.account(name)?;
        let mut operators = core.operators.iter();
        let known = operators.find(|it| it.account.address == account.address);
        known.cloned().ok_or_else(|| {
            format!(
                "expected an operator with stake in the core, bob or charlie, received {name:?}"
            )
        })
    }

    fn shown<T>(&self, step: &CoreStep<T>, id: Option<u64>) -> Step {
        let hooks = step.hooks.iter().filter(|it| !it.read_only);
        Step {
            accepted: step.result.is_ok(),
            id,
            rejection: step
                .result
                .as_ref()
                .err()
                .map(|why| self.rejected(step, why)),
            events: self.events(&step.outcome.events),
            hooks: hooks
                .map(|it| hook(it.hook, self.failure(it), it.weight))
                .collect(),
            returns: Vec::new(),
            calls: Vec::new(),
        }
    }

    fn failure(&self, call: &HookCall) -> Option<String> {
        match &call.answer {
            HookAnswer::Returned(_) => None,
            HookAnswer::Reverted(data) => {
                let reason = self.reason(call.manager, data);
                Some(reason.map_or("reverted without a reason".into(), |it| it.to_string()))
            }
            HookAnswer::Trapped(name) => Some(name.clone()),
        }
    }

    fn rejected<T>(&self, step: &CoreStep<T>, why: &Rejection) -> Named {
        match why {
            Rejection::Manager { manager, reason } => {
                let known = self.reason(*manager, reason);
                known.unwrap_or_else(|| bare("rejected by the manager without a reason"))
            }
            Rejection::Core(error) => {
                let text = format!("{error:?}");
                let name = text.split(['(', ' ', '{']).next().unwrap_or_default();
                bare(name)
            }
            Rejection::Unknown(data) => {
                let last = step.hooks.last();
                let known = last.and_then(|it| self.reason(it.manager, data));
                known.unwrap_or_else(|| bare(format!("revert 0x{}", hex::encode(data))))
            }
            Rejection::Trapped(name) => bare(name.clone()),
        }
    }
}
