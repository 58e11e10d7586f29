//! What a call did.

use blueprint_e2e_runtime::RuntimeEvent;
use core::fmt;
use frame_support::weights::Weight;
use pallet_services::{FailurePolicy, HookRecord};
use sp_core::H160;
use sp_runtime::DispatchError;

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It returned, and its changes stand.
    Ok,
    /// It reverted with [`Outcome::data`] as the reason; nothing changed.
    Revert,
    /// It was stopped without a reason of its own, for example `OutOfGas` or `ContractTrapped`;
    /// nothing changed. Holds the name of the dispatch error.
    Trap(String),
}

/// What a call or a deployment did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub status: Status,
    /// What it returned, or the reason of a revert. Empty after a trap.
    pub data: Vec<u8>,
    /// The events contracts emitted, in order. Empty unless the call ended well.
    pub events: Vec<ContractEvent>,
    /// Time used, in picoseconds of the reference machine. What pallet-revive's meter counted,
    /// without the fixed weight of the extrinsic around the call.
    pub ref_time: u64,
    /// Bytes the call adds to the proof of its block, counted likewise.
    pub proof_size: u64,
    /// Storage deposit in the smallest unit of the native token: what the caller paid, or, if
    /// negative, got back.
    pub deposit: i128,
}

impl Outcome {
    /// Whether the call ended well.
    pub fn is_ok(&self) -> bool {
        self.status == Status::Ok
    }

    /// Whether the contract reverted.
    pub fn is_revert(&self) -> bool {
        self.status == Status::Revert
    }

    /// Time and proof size as one.
    pub fn weight(&self) -> Weight {
        Weight::from_parts(self.ref_time, self.proof_size)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.status {
            Status::Ok => write!(f, "ok 0x{}", hex::encode(&self.data)),
            Status::Revert => write!(f, "revert 0x{}", hex::encode(&self.data)),
            Status::Trap(name) => write!(f, "trap {name}"),
        }
    }
}

/// So that a failed deployment passes through `?`.
impl std::error::Error for Outcome {}

/// An event a contract emitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractEvent {
    /// The contract that emitted it.
    pub contract: H160,
    /// Indexed fields. The first is the hash of the signature, unless the event is anonymous.
    pub topics: Vec<[u8; 32]>,
    /// The other fields, ABI-encoded.
    pub data: Vec<u8>,
}

/// The contract events among the runtime's.
pub(crate) fn contract_events(events: &[RuntimeEvent]) -> Vec<ContractEvent> {
    events
        .iter()
        .filter_map(|event| match event {
            RuntimeEvent::Revive(pallet_revive::Event::ContractEmitted {
                contract,
                data,
                topics,
            }) => Some(ContractEvent {
                contract: *contract,
                topics: topics.iter().map(|topic| topic.0).collect(),
                data: data.clone(),
            }),
            _ => None,
        })
        .collect()
}

/// A deployed contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// Where the contract is.
    pub address: H160,
    /// What the constructor did. Its deposit includes the code's.
    pub outcome: Outcome,
}

/// What an extrinsic-like call did.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispatched {
    /// Whether it ended well. If not, nothing changed.
    pub result: Result<(), DispatchError>,
    /// Every event of the runtime it emitted, in order. Empty if it failed.
    pub events: Vec<RuntimeEvent>,
    /// The hooks the services pallet called, in order, also if it failed.
    pub hooks: Vec<HookRecord>,
    /// The weight it is charged after dispatch.
    pub weight: Weight,
}

impl Dispatched {
    /// Whether it ended well.
    pub fn is_ok(&self) -> bool {
        self.result.is_ok()
    }

    /// Name of the dispatch error it failed with, for example `NotAuthorized`.
    pub fn error(&self) -> Option<String> {
        self.result.as_ref().err().map(error_name)
    }

    /// The revert data with which a manager rejected a report, in a call that ended well.
    pub fn rejected(&self) -> Option<&[u8]> {
        let judged = self.hooks.last()?;
        let judges = judged.hook.policy() == FailurePolicy::Judgement && self.is_ok();
        let (_, data) = judged.result.as_ref().err().filter(|_| judges)?;
        Some(data)
    }

    /// The contract events among [`Self::events`].
    pub fn contract_events(&self) -> Vec<ContractEvent> {
        contract_events(&self.events)
    }
}

/// Name of a dispatch error: a pallet's error as its variant, any other as the kind and variant
/// (`Token(FundsUnavailable)`).
pub fn error_name(error: &DispatchError) -> String {
    match error {
        DispatchError::Module(module) => match module.message {
            Some(name) => name.into(),
            None => format!(
                "Module {{ index: {}, error: {:?} }}",
                module.index, module.error
            ),
        },
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_e2e_runtime::Runtime;
    use sp_runtime::TokenError;

    #[test]
    fn error_name_of_a_pallet_error_is_its_variant() {
        let error = pallet_revive::Error::<Runtime>::OutOfGas.into();

        assert_eq!(error_name(&error), "OutOfGas");
    }

    #[test]
    fn error_name_of_another_error_is_its_kind_and_variant() {
        assert_eq!(
            error_name(&DispatchError::Token(TokenError::FundsUnavailable)),
            "Token(FundsUnavailable)"
        );
        assert_eq!(error_name(&DispatchError::BadOrigin), "BadOrigin");
    }
}
