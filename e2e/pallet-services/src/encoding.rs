//! The calldata of the hooks, in the words of each generation.

use crate::{Generation, Hook};
use alloc::vec::Vec;
use alloy_primitives::{keccak256, Address, Bytes, U256};
use alloy_sol_types::SolCall;
use blueprint_abi::{core_0_10, core_0_20, seed_2024::IReportVerifier};
use sp_core::H160;

/// What a hook is told, before it is put in the words of a generation. Operators and callers are
/// named by the addresses of their accounts.
pub(crate) enum Message<'a> {
    BlueprintCreated {
        blueprint: u64,
        owner: H160,
        core: H160,
    },
    Register {
        operator: H160,
        inputs: &'a [u8],
    },
    Unregister {
        operator: H160,
    },
    Request {
        request: u64,
        requester: H160,
        operators: Vec<H160>,
        inputs: &'a [u8],
        ttl: u64,
    },
    Approve {
        operator: H160,
        request: u64,
    },
    Reject {
        operator: H160,
        request: u64,
    },
    ServiceInitialized {
        blueprint: u64,
        request: u64,
        service: u64,
        owner: H160,
        permitted_callers: Vec<H160>,
        ttl: u64,
    },
    ServiceTermination {
        service: u64,
        owner: H160,
        expired: bool,
    },
    JobCall {
        service: u64,
        job: u8,
        call: u64,
        inputs: &'a [u8],
    },
    JobResult {
        service: u64,
        job: u8,
        call: u64,
        operator: H160,
        inputs: &'a [u8],
        outputs: &'a [u8],
    },
    Report {
        service: u64,
        job: u8,
        call: u64,
        participant: H160,
        inputs: &'a [u8],
        outputs: &'a [u8],
    },
    RequiredResultCount {
        service: u64,
        job: u8,
    },
    UnappliedSlash {
        service: u64,
        operator: H160,
        percent: u8,
    },
    Slashed {
        service: u64,
        operator: H160,
        percent: u8,
    },
    SlashingOrigin {
        service: u64,
    },
}

/// Operators choose no share: the whole of an operator's stake stands behind each service.
const WHOLE_STAKE_PERCENT: u8 = 100;

impl Message<'_> {
    /// The hook that is told this.
    pub(crate) fn hook(&self) -> Hook {
        match self {
            Message::BlueprintCreated { .. } => Hook::OnBlueprintCreated,
            Message::Register { .. } => Hook::OnRegister,
            Message::Unregister { .. } => Hook::OnUnregister,
            Message::Request { .. } => Hook::OnRequest,
            Message::Approve { .. } => Hook::OnApprove,
            Message::Reject { .. } => Hook::OnReject,
            Message::ServiceInitialized { .. } => Hook::OnServiceInitialized,
            Message::ServiceTermination { expired: false, .. } => Hook::OnServiceTermination,
            Message::ServiceTermination { expired: true, .. } => Hook::OnServiceExpiry,
            Message::JobCall { .. } => Hook::OnJobCall,
            Message::JobResult { .. } => Hook::OnJobResult,
            Message::Report { .. } => Hook::VerifyReport,
            Message::RequiredResultCount { .. } => Hook::GetRequiredResultCount,
            Message::UnappliedSlash { .. } => Hook::OnUnappliedSlash,
            Message::Slashed { .. } => Hook::OnSlash,
            Message::SlashingOrigin { .. } => Hook::QuerySlashingOrigin,
        }
    }

    /// The calldata, selector first.
    pub(crate) fn encode(&self, generation: Generation) -> Vec<u8> {
        match generation {
            Generation::Core0_10 => self.encode_core_0_10(),
            Generation::Core0_20 => self.encode_core_0_20(),
        }
    }
}

/// Encoding for one release of the core. The two share all but `onJobResult`, yet each is encoded
/// with its own bindings, so that a change of one cannot slip into the other.
macro_rules! encode_core {
    ($name:ident, $core:ident, $result_inputs:ident: $convert:expr) => {
        impl Message<'_> {
            fn $name(&self) -> Vec<u8> {
                use $core::IBlueprintServiceManager as Manager;
                match self {
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
                        operator: address(operator),
                        registrationInputs: bytes(inputs),
                    }
                    .abi_encode(),
                    Message::Unregister { operator } => Manager::onUnregisterCall {
                        operator: address(operator),
                    }
                    .abi_encode(),
                    Message::Request {
                        request,
                        requester,
                        operators,
                        inputs,
                        ttl,
                    } => Manager::onRequestCall {
                        requestId: *request,
                        requester: address(requester),
                        operators: operators.iter().map(address).collect(),
                        requestInputs: bytes(inputs),
                        ttl: *ttl,
                        paymentAsset: Address::ZERO,
                        paymentAmount: U256::ZERO,
                    }
                    .abi_encode(),
                    Message::Approve { operator, request } => Manager::onApproveCall {
                        operator: address(operator),
                        requestId: *request,
                        stakingPercent: WHOLE_STAKE_PERCENT,
                    }
                    .abi_encode(),
                    Message::Reject { operator, request } => Manager::onRejectCall {
                        operator: address(operator),
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
                        operator: address(operator),
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
                        participant: Bytes::copy_from_slice(participant.as_bytes()),
                        inputs: bytes(inputs),
                        outputs: bytes(outputs),
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
                        offender: bytes(operator.as_bytes()),
                        slashPercent: *percent,
                    }
                    .abi_encode(),
                    Message::Slashed {
                        service,
                        operator,
                        percent,
                    } => Manager::onSlashCall {
                        serviceId: *service,
                        offender: bytes(operator.as_bytes()),
                        slashPercent: *percent,
                    }
                    .abi_encode(),
                    Message::SlashingOrigin { service } => Manager::querySlashingOriginCall {
                        serviceId: *service,
                    }
                    .abi_encode(),
                }
            }
        }
    };
}

encode_core!(encode_core_0_10, core_0_10, inputs: bytes);
encode_core!(encode_core_0_20, core_0_20, inputsHash: keccak256);

/// The count in an answer to `getRequiredResultCount`; `None` where it is malformed. The function
/// and its answer are the same in every generation that has it.
pub(crate) fn decode_required_result_count(answer: &[u8]) -> Option<u32> {
    core_0_20::IBlueprintServiceManager::getRequiredResultCountCall::abi_decode_returns_validate(
        answer,
    )
    .ok()
}

/// The account in an answer to `querySlashingOrigin`; `None` where it is malformed. The function
/// and its answer are the same in every generation.
pub(crate) fn decode_slashing_origin(answer: &[u8]) -> Option<H160> {
    core_0_20::IBlueprintServiceManager::querySlashingOriginCall::abi_decode_returns_validate(
        answer,
    )
    .ok()
    .map(|origin| H160(origin.into_array()))
}

fn address(account: &H160) -> Address {
    Address::from(account.0)
}

fn bytes(data: &[u8]) -> Bytes {
    Bytes::copy_from_slice(data)
}
