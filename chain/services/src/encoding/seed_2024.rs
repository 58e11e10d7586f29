//! Calldata for managers of 2024: an operator is its compressed key, and most hooks do not exist.

use super::{bytes, Message, OperatorId};
use crate::OperatorPreferences;
use alloc::vec::Vec;
use alloy_primitives::Bytes;
use alloy_sol_types::SolCall;
use blueprint_abi::{
    library::{IOwner, IQualityVerifier},
    operator::CompressedKey,
    seed_2024::{IBlueprintServiceManager as Manager, IReportVerifier},
};

impl Message<'_> {
    pub(super) fn encode_seed_2024(&self) -> Option<Vec<u8>> {
        let calldata = match self {
            Message::Register { operator, inputs } => Manager::onRegisterCall {
                participant: operator.key(),
                registrationInputs: bytes(inputs),
            }
            .abi_encode(),
            Message::Request {
                next_service,
                operators,
                inputs,
                ..
            } => Manager::onRequestCall {
                serviceId: *next_service,
                participants: operators.iter().map(OperatorId::key).collect(),
                requestInputs: bytes(inputs),
            }
            .abi_encode(),
            Message::JobCall {
                service,
                job,
                call,
                inputs,
            } => Manager::onJobCallCall {
                serviceId: *service,
                job: *job,
                jobCallId: *call,
                inputs: bytes(inputs),
            }
            .abi_encode(),
            Message::JobResult {
                service,
                job,
                call,
                operator,
                inputs,
                outputs,
            } => Manager::onJobResultCall {
                serviceId: *service,
                job: *job,
                jobCallId: *call,
                participant: operator.key(),
                inputs: bytes(inputs),
                outputs: bytes(outputs),
            }
            .abi_encode(),
            Message::Report {
                service,
                job,
                call,
                participant,
                inputs,
                outputs,
            } => IReportVerifier::verifyReportCall {
                serviceId: *service,
                jobIndex: *job,
                jobCallId: *call,
                participant: participant.key(),
                inputs: bytes(inputs),
                outputs: bytes(outputs),
            }
            .abi_encode(),
            Message::QualityReport {
                service,
                kind,
                participant,
                evidence,
            } => IQualityVerifier::verifyQualityReportCall {
                serviceId: *service,
                kind: *kind,
                participant: participant.key(),
                evidence: bytes(evidence),
            }
            .abi_encode(),
            Message::SlashingOrigin { service } => Manager::querySlashingOriginCall {
                serviceId: *service,
            }
            .abi_encode(),
            Message::Owner => IOwner::ownerCall {}.abi_encode(),
            Message::BlueprintCreated { .. }
            | Message::PreferencesUpdated { .. }
            | Message::HeartbeatInterval { .. }
            | Message::HeartbeatThreshold { .. }
            | Message::Unregister { .. }
            | Message::Approve { .. }
            | Message::Reject { .. }
            | Message::ServiceInitialized { .. }
            | Message::OperatorLeft { .. }
            | Message::CanJoin { .. }
            | Message::OperatorJoined { .. }
            | Message::CanLeave { .. }
            | Message::ExitConfig { .. }
            | Message::ExitScheduled { .. }
            | Message::ExitCanceled { .. }
            | Message::ServiceTermination { .. }
            | Message::RequiredResultCount { .. }
            | Message::UnappliedSlash { .. }
            | Message::Slashed { .. } => return None,
        };
        Some(calldata)
    }
}

/// The arguments of `onRegister`, from which an operator's key is taken.
pub(super) fn decode_registration(inputs: &[u8]) -> Option<(OperatorPreferences, Bytes)> {
    let call = Manager::onRegisterCall::abi_decode_raw_validate(inputs).ok()?;
    let key = CompressedKey::try_from(&call.participant[..]).ok()?;
    let preferences = OperatorPreferences {
        key: key.as_bytes().to_vec().try_into().ok()?,
        rpc_address: Default::default(),
    };
    Some((preferences, call.registrationInputs))
}
