//! What one call of the core did.

use super::hooks::HookCall;
use crate::outcome::{Outcome, Status};
use alloy_primitives::B256;
use alloy_sol_types::{SolCall, SolEventInterface, SolInterface};
// The errors of 0.20 are those of 0.10 and more; of the events, those that differ are not read here.
use blueprint_abi::core_0_20::{
    ITangleErrors::ITangleErrorsErrors as CoreError,
    ITangleEvents::ITangleEventsEvents as CoreEvent,
};
use sp_core::H160;

/// Why the core refused a call. Whatever the reason, nothing of the call stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The blueprint's manager vetoed it in a hook whose revert the core accepts as a veto.
    Manager {
        /// The contract that refused.
        manager: H160,
        /// What its hook reverted with; the core wraps it. Empty for a revert without a reason.
        reason: Vec<u8>,
    },
    /// The core itself, by its own rules.
    Core(Box<CoreError>),
    /// It reverted with what is none of the core's errors, for instance one of another contract.
    Unknown(Vec<u8>),
    /// It was stopped without a reason of its own. Holds the name of the dispatch error.
    Trapped(String),
}

/// What one call of the core did.
#[derive(Clone, Debug)]
pub struct Step<T> {
    /// What it returned, or who refused it.
    pub result: Result<T, Rejection>,
    /// What the chain measured.
    pub outcome: Outcome,
    /// What the core emitted, in order. Empty if the call was refused.
    pub events: Vec<CoreEvent>,
    /// The hooks it called, in order, refused calls included.
    pub hooks: Vec<HookCall>,
}

impl<T> Step<T> {
    /// The hooks that may change a manager and that it did not take. The core swallows most of
    /// these failures; none should happen by accident.
    pub fn failed_hooks(&self) -> impl Iterator<Item = &HookCall> {
        self.hooks
            .iter()
            .filter(|call| !call.read_only && !call.returned())
    }

    /// The service that this step started, if it did.
    pub fn activated_service(&self) -> Option<u64> {
        self.events.iter().find_map(|event| match event {
            CoreEvent::ServiceActivated(activated) => Some(activated.serviceId),
            _ => None,
        })
    }
}

/// Reads what a call of `C` did.
pub(super) fn step_of<C: SolCall>(
    core: H160,
    outcome: Outcome,
    hooks: Vec<HookCall>,
) -> Step<C::Return> {
    let result = result_of::<C>(&outcome);
    let events = outcome
        .events
        .iter()
        .filter(|event| event.contract == core)
        .filter_map(|event| {
            let topics: Vec<B256> = event.topics.iter().map(|topic| B256::new(*topic)).collect();
            CoreEvent::decode_raw_log(&topics, &event.data).ok()
        })
        .collect();
    Step {
        result,
        outcome,
        events,
        hooks,
    }
}

/// What a call of `C` returned, or why it did not.
pub(super) fn result_of<C: SolCall>(outcome: &Outcome) -> Result<C::Return, Rejection> {
    match &outcome.status {
        Status::Ok => C::abi_decode_returns(&outcome.data)
            .map_err(|_| Rejection::Unknown(outcome.data.clone())),
        Status::Revert => Err(rejection_of(&outcome.data)),
        Status::Trap(name) => Err(Rejection::Trapped(name.clone())),
    }
}

fn rejection_of(data: &[u8]) -> Rejection {
    match CoreError::abi_decode(data) {
        Ok(CoreError::ManagerReverted(error)) => Rejection::Manager {
            manager: H160(error.manager.into_array()),
            reason: error.reason.to_vec(),
        },
        Ok(CoreError::ManagerRejected(error)) => Rejection::Manager {
            manager: H160(error.manager.into_array()),
            reason: Vec::new(),
        },
        Ok(error) => Rejection::Core(Box::new(error)),
        Err(_) => Rejection::Unknown(data.to_vec()),
    }
}
