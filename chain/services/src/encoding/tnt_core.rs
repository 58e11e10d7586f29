//! Calldata for managers under Tangle's core: an operator is an address, in slashes and reports its
//! 20 bytes packed.

use super::{address, bytes, Message};
use crate::WHOLE_BPS;
use alloc::vec::Vec;
use alloy_primitives::{keccak256, Address, U256};
use alloy_sol_types::SolCall;
use blueprint_abi::{core_0_10, core_0_20, library::IQualityVerifier, seed_2024::IReportVerifier};

/// Operators choose no share: the whole of an operator's stake stands behind each service.
const WHOLE_STAKE_PERCENT: u8 = 100;

/// Encoding for one release of the core. The two share all but `onJobResult`, yet each is encoded
/// with its own bindings, so that a change of one cannot slip into the other.
macro_rules! encode_core {
    ($name:ident, $core:ident, $result_inputs:ident: $convert:expr) => {
        impl Message<'_> {
            pub(super) fn $name(&self) -> Option<Vec<u8>> {
                use $core::IBlueprintServiceManager as Manager;
                let calldata = match self {
                    Message::BlueprintCreated {
                        blueprint,
                        owner,
                        core,
                    } => Manager::onBlueprintCreatedCall {
                        blueprintId: *blueprint,
                        owner: address(owner),
                        tangleCore: address(core),
                    }
                    .abi_encode(),
                    Message::Register { operator, inputs } => Manager::onRegisterCall {
                        operator: address(&operator.address),
                        registrationInputs: bytes(inputs),
                    }
                    .abi_encode(),
                    Message::Unregister { operator, .. } => Manager::onUnregisterCall {
                        operator: address(&operator.address),
                    }
                    .abi_encode(),
                    Message::Request {
                        request,
                        requester,
                        operators,
                        inputs,
                        ttl,
                        ..
                    } => Manager::onRequestCall {
                        requestId: *request,
                        requester: address(requester),
                        operators: operators.iter().map(|it| address(&it.address)).collect(),
                        requestInputs: bytes(inputs),
                        ttl: *ttl,
                        paymentAsset: Address::ZERO,
                        paymentAmount: U256::ZERO,
                    }
                    .abi_encode(),
                    Message::Approve { operator, request } => Manager::onApproveCall {
                        operator: address(&operator.address),
                        requestId: *request,
                        stakingPercent: WHOLE_STAKE_PERCENT,
                    }
                    .abi_encode(),
                    Message::Reject { operator, request } => Manager::onRejectCall {
                        operator: address(&operator.address),
                        requestId: *request,
                    }
                    .abi_encode(),
                    Message::ServiceInitialized {
                        blueprint,
                        request,
                        service,
                        owner,
                        permitted_callers,
                        ttl,
                    } => Manager::onServiceInitializedCall {
                        blueprintId: *blueprint,
                        requestId: *request,
                        serviceId: *service,
                        owner: address(owner),
                        permittedCallers: permitted_callers.iter().map(address).collect(),
                        ttl: *ttl,
                    }
                    .abi_encode(),
                    Message::OperatorLeft { service, operator } => Manager::onOperatorLeftCall {
                        serviceId: *service,
                        operator: address(&operator.address),
                    }
                    .abi_encode(),
                    Message::CanJoin { service, operator } => Manager::canJoinCall {
                        serviceId: *service,
                        operator: address(&operator.address),
                    }
                    .abi_encode(),
                    Message::OperatorJoined { service, operator } => {
                        Manager::onOperatorJoinedCall {
                            serviceId: *service,
                            operator: address(&operator.address),
                            exposureBps: WHOLE_BPS,
                        }
                        .abi_encode()
                    }
                    Message::CanLeave { service, operator } => Manager::canLeaveCall {
                        serviceId: *service,
                        operator: address(&operator.address),
                    }
                    .abi_encode(),
                    Message::ExitConfig { service } => Manager::getExitConfigCall {
                        serviceId: *service,
                    }
                    .abi_encode(),
                    Message::ExitScheduled {
                        service,
                        operator,
                        execute_after,
                    } => Manager::onExitScheduledCall {
                        serviceId: *service,
                        operator: address(&operator.address),
                        executeAfter: *execute_after,
                    }
                    .abi_encode(),
                    Message::ExitCanceled { service, operator } => Manager::onExitCanceledCall {
                        serviceId: *service,
                        operator: address(&operator.address),
                    }
                    .abi_encode(),
                    Message::ServiceTermination { service, owner, .. } => {
                        Manager::onServiceTerminationCall {
                            serviceId: *service,
                            owner: address(owner),
                        }
                        .abi_encode()
                    }
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
                        operator: address(&operator.address),
                        $result_inputs: $convert(inputs),
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
                        participant: bytes(participant.address.as_bytes()),
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
                        participant: bytes(participant.address.as_bytes()),
                        evidence: bytes(evidence),
                    }
                    .abi_encode(),
                    Message::RequiredResultCount { service, job } => {
                        Manager::getRequiredResultCountCall {
                            serviceId: *service,
                            jobIndex: *job,
                        }
                        .abi_encode()
                    }
                    Message::UnappliedSlash {
                        service,
                        operator,
                        percent,
                    } => Manager::onUnappliedSlashCall {
                        serviceId: *service,
                        offender: bytes(operator.address.as_bytes()),
                        slashPercent: *percent,
                    }
                    .abi_encode(),
                    Message::Slashed {
                        service,
                        operator,
                        percent,
                    } => Manager::onSlashCall {
                        serviceId: *service,
                        offender: bytes(operator.address.as_bytes()),
                        slashPercent: *percent,
                    }
                    .abi_encode(),
                    Message::SlashingOrigin { service } => Manager::querySlashingOriginCall {
                        serviceId: *service,
                    }
                    .abi_encode(),
                    Message::PreferencesUpdated { operator, inputs } => {
                        Manager::onUpdatePreferencesCall {
                            operator: address(&operator.address),
                            newPreferences: bytes(inputs),
                        }
                        .abi_encode()
                    }
                    Message::HeartbeatInterval { service } => Manager::getHeartbeatIntervalCall {
                        serviceId: *service,
                    }
                    .abi_encode(),
                    Message::HeartbeatThreshold { service } => Manager::getHeartbeatThresholdCall {
                        serviceId: *service,
                    }
                    .abi_encode(),
                    Message::Owner => return None,
                };
                Some(calldata)
            }
        }
    };
}

encode_core!(encode_core_0_10, core_0_10, inputs: bytes);
encode_core!(encode_core_0_20, core_0_20, inputsHash: keccak256);
