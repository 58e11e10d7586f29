//! Calldata for managers under pallet-services 1.4: an operator is its key and its RPC address, in
//! slashes its account in SCALE, in reports its key.

use super::{address, bytes, Message, OperatorId};
use crate::OperatorPreferences;
use alloc::{string::String, vec::Vec};
use alloy_primitives::{Bytes, B256, U256};
use alloy_sol_types::SolCall;
use blueprint_abi::{
    library::IQualityVerifier,
    operator::UncompressedKey,
    seed_2024::IReportVerifier,
    substrate_1_4::IBlueprintServiceManager::{self as Manager, Asset, Kind, RequestParams},
};

/// What the pallet of this generation always said.
const RESTAKING_PERCENT: u8 = 0;

impl Message<'_> {
    pub(super) fn encode_substrate_1_4(&self) -> Option<Vec<u8>> {
        let calldata = match self {
            Message::BlueprintCreated {
                blueprint,
                owner,
                core,
            } => Manager::onBlueprintCreatedCall {
                blueprintId: *blueprint,
                owner: address(owner),
                mbsm: address(core),
            }
            .abi_encode(),
            Message::Register { operator, inputs } => Manager::onRegisterCall {
                operator: preferences(operator),
                registrationInputs: bytes(inputs),
            }
            .abi_encode(),
            Message::Unregister { operator, .. } => Manager::onUnregisterCall {
                operator: preferences(operator),
            }
            .abi_encode(),
            Message::Request {
                request,
                requester,
                operators,
                inputs,
                permitted_callers,
                ttl,
                ..
            } => Manager::onRequestCall {
                params: RequestParams {
                    requestId: *request,
                    requester: address(requester),
                    operators: operators.iter().map(preferences).collect(),
                    requestInputs: bytes(inputs),
                    permittedCallers: permitted_callers.iter().map(address).collect(),
                    ttl: *ttl,
                    // Nothing of the chain's own asset.
                    paymentAsset: Asset {
                        kind: Kind::Custom,
                        data: B256::ZERO,
                    },
                    amount: U256::ZERO,
                },
            }
            .abi_encode(),
            Message::Approve { operator, request } => Manager::onApproveCall {
                operator: preferences(operator),
                requestId: *request,
                restakingPercent: RESTAKING_PERCENT,
            }
            .abi_encode(),
            Message::Reject { operator, request } => Manager::onRejectCall {
                operator: preferences(operator),
                requestId: *request,
            }
            .abi_encode(),
            Message::ServiceInitialized {
                request,
                service,
                owner,
                permitted_callers,
                ttl,
                ..
            } => Manager::onServiceInitializedCall {
                requestId: *request,
                serviceId: *service,
                owner: address(owner),
                permittedCallers: permitted_callers.iter().map(address).collect(),
                ttl: *ttl,
            }
            .abi_encode(),
            Message::OperatorLeft { service, operator } => Manager::onOperatorLeftCall {
                serviceId: *service,
                operator: preferences(operator),
            }
            .abi_encode(),
            Message::CanJoin { service, operator } => Manager::canJoinCall {
                serviceId: *service,
                operator: preferences(operator),
            }
            .abi_encode(),
            Message::OperatorJoined { service, operator } => Manager::onOperatorJoinedCall {
                serviceId: *service,
                operator: preferences(operator),
            }
            .abi_encode(),
            Message::CanLeave { service, operator } => Manager::canLeaveCall {
                serviceId: *service,
                operator: preferences(operator),
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
                operator: preferences(operator),
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
            Message::UnappliedSlash {
                service,
                operator,
                percent,
            } => Manager::onUnappliedSlashCall {
                serviceId: *service,
                offender: bytes(&operator.account),
                slashPercent: *percent,
            }
            .abi_encode(),
            Message::Slashed {
                service,
                operator,
                percent,
            } => Manager::onSlashCall {
                serviceId: *service,
                offender: bytes(&operator.account),
                slashPercent: *percent,
            }
            .abi_encode(),
            Message::SlashingOrigin { service } => Manager::querySlashingOriginCall {
                serviceId: *service,
            }
            .abi_encode(),
            Message::PreferencesUpdated { operator, .. } => Manager::onUpdateRpcAddressCall {
                operator: preferences(operator),
            }
            .abi_encode(),
            Message::RequiredResultCount { .. }
            | Message::HeartbeatInterval { .. }
            | Message::HeartbeatThreshold { .. }
            | Message::Owner
            | Message::ExitConfig { .. }
            | Message::ExitScheduled { .. }
            | Message::ExitCanceled { .. } => return None,
        };
        Some(calldata)
    }
}

/// The arguments of `onRegister`, from which an operator's preferences are taken.
pub(super) fn decode_registration(inputs: &[u8]) -> Option<(OperatorPreferences, Bytes)> {
    let call = Manager::onRegisterCall::abi_decode_raw_validate(inputs).ok()?;
    let key = UncompressedKey::try_from(&call.operator.ecdsaPublicKey[..]).ok()?;
    let preferences = OperatorPreferences {
        key: key.as_bytes().to_vec().try_into().ok()?,
        rpc_address: call.operator.rpcAddress.into_bytes().try_into().ok()?,
    };
    Some((preferences, call.registrationInputs))
}

fn preferences(operator: &OperatorId) -> Manager::OperatorPreferences {
    let rpc_address = match &operator.preferences {
        // It was UTF-8 when it was decoded.
        Some(preferences) => String::from_utf8_lossy(&preferences.rpc_address).into_owned(),
        None => String::new(),
    };
    Manager::OperatorPreferences {
        ecdsaPublicKey: operator.key(),
        rpcAddress: rpc_address,
    }
}
