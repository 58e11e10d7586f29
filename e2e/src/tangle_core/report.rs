//! A step in words.

use super::{
    hooks::{HookAnswer, HookCall},
    step::{Rejection, Step},
};
use crate::{
    decode::{Interface, Named},
    outcome::{ContractEvent, Outcome, Status},
};
use blueprint_abi::core_0_20::ITangleErrors;
use frame_support::weights::Weight;
use serde_json::Value;
use sp_core::H160;

/// What a step did and decided, for people and for tests.
#[derive(Clone, Debug)]
pub struct StepReport<S> {
    /// Which step of the story.
    pub step: S,
    /// Name of the account that took it.
    pub caller: String,
    /// What the chain measured, of the whole call.
    pub outcome: Outcome,
    /// Who refused it, if it was refused.
    pub rejection: Option<Rejection>,
    /// The hooks the core called on the way, with what each of them cost. Empty for a call that
    /// went to the manager directly.
    pub hooks: Vec<HookCall>,
    /// What was decided: errors and events of the manager by name, and errors of the core.
    pub decision: String,
}

impl<S> StepReport<S> {
    /// What the manager's hooks cost, of the whole call.
    pub fn hooks_weight(&self) -> Weight {
        self.hooks
            .iter()
            .fold(Weight::zero(), |sum, call| sum.saturating_add(call.weight))
    }
}

/// Puts decisions into words, with the names of the manager's interface.
pub struct Words<'a> {
    /// The manager's interface.
    pub interface: &'a Interface,
    /// The manager.
    pub manager: H160,
}

impl Words<'_> {
    /// What the manager and the core decided in a step.
    pub fn of_step<T>(&self, step: &Step<T>) -> String {
        let hooks = step
            .hooks
            .iter()
            .filter(|call| !call.read_only)
            .map(|call| self.hook(call));
        let events = step
            .outcome
            .events
            .iter()
            .filter_map(|event| self.event(event));
        let core = match &step.result {
            // As described at the hook, above.
            Ok(_) | Err(Rejection::Manager { .. }) => None,
            Err(_) => Some(format!("the core refused: {}", core_error(&step.outcome))),
        };
        join(hooks.chain(events).chain(core))
    }

    /// What the manager decided when it was called directly.
    pub fn of_call(&self, outcome: &Outcome) -> String {
        match &outcome.status {
            Status::Ok => {
                let events = outcome.events.iter().filter_map(|event| self.event(event));
                join(std::iter::once("admitted".into()).chain(events))
            }
            Status::Revert => format!("refused: {}", self.error(&outcome.data)),
            Status::Trap(name) => format!("trapped: {name}"),
        }
    }

    fn hook(&self, call: &HookCall) -> String {
        match &call.answer {
            HookAnswer::Returned(_) => format!("{} admitted", call.hook),
            HookAnswer::Reverted(reason) => {
                format!("{} refused: {}", call.hook, self.error(reason))
            }
            HookAnswer::Trapped(name) => format!("{} trapped: {name}", call.hook),
        }
    }

    fn error(&self, reason: &[u8]) -> String {
        name_or_bytes(self.interface.decode_error(reason), reason)
    }

    fn event(&self, event: &ContractEvent) -> Option<String> {
        let of_manager = event.contract == self.manager;
        of_manager
            .then(|| self.interface.decode_event(event))
            .flatten()
            .map(words)
    }
}

fn core_error(outcome: &Outcome) -> String {
    match &outcome.status {
        Status::Trap(name) => name.clone(),
        _ => {
            let interface = Interface::from(ITangleErrors::abi::contract());
            name_or_bytes(interface.decode_error(&outcome.data), &outcome.data)
        }
    }
}

fn name_or_bytes(named: Option<Named>, data: &[u8]) -> String {
    match named {
        Some(named) => words(named),
        None if data.is_empty() => "without a reason".into(),
        None => format!("0x{}", hex::encode(data)),
    }
}

fn words(named: Named) -> String {
    let fields = named.args.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}: {text}"),
        other => format!("{name}: {other}"),
    });
    format!("{}({})", named.name, join(fields))
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}
