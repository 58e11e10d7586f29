//! The calldata of the hooks, by generation.

mod seed_2024;
mod substrate_1_4;
mod tnt_core;

use crate::{Ending, Generation, Hook, OperatorPreferences};
use alloc::vec::Vec;
use alloy_primitives::{Address, Bytes};
use alloy_sol_types::{SolCall, SolValue};
use blueprint_abi::{core_0_20, library::IOwner};
use sp_core::H160;

/// All identifiers of an operator; each generation uses one of them.
pub(crate) struct OperatorId {
    /// The address of its account.
    pub(crate) address: H160,
    /// Its account, in SCALE.
    pub(crate) account: Vec<u8>,
    /// What it registered; `None` where that is not used.
    pub(crate) preferences: Option<OperatorPreferences>,
}

impl OperatorId {
    /// Its key; empty where it has none.
    fn key(&self) -> Bytes {
        match &self.preferences {
            Some(preferences) => bytes(&preferences.key),
            None => Bytes::new(),
        }
    }
}

/// The arguments of a hook, before they are encoded for a generation. Callers are identified by the
/// addresses of their accounts.
pub(crate) enum Message<'a> {
    BlueprintCreated {
        blueprint: u64,
        owner: H160,
        core: H160,
    },
    Register {
        operator: OperatorId,
        inputs: &'a [u8],
    },
    Unregister {
        operator: OperatorId,
        leaving: bool,
    },
    Request {
        request: u64,
        /// The id the next service gets: this one's, unless another starts before it.
        next_service: u64,
        requester: H160,
        operators: Vec<OperatorId>,
        inputs: &'a [u8],
        permitted_callers: Vec<H160>,
        ttl: u64,
    },
    Approve {
        operator: OperatorId,
        request: u64,
    },
    Reject {
        operator: OperatorId,
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
    OperatorLeft {
        service: u64,
        operator: OperatorId,
    },
    CanJoin {
        service: u64,
        operator: OperatorId,
    },
    OperatorJoined {
        service: u64,
        operator: OperatorId,
    },
    CanLeave {
        service: u64,
        operator: OperatorId,
    },
    ExitConfig {
        service: u64,
    },
    ExitScheduled {
        service: u64,
        operator: OperatorId,
        /// In unix seconds.
        execute_after: u64,
    },
    ExitCanceled {
        service: u64,
        operator: OperatorId,
    },
    ServiceTermination {
        service: u64,
        owner: H160,
        ending: Ending,
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
        operator: OperatorId,
        inputs: &'a [u8],
        outputs: &'a [u8],
    },
    Report {
        service: u64,
        job: u8,
        call: u64,
        participant: OperatorId,
        inputs: &'a [u8],
        outputs: &'a [u8],
    },
    QualityReport {
        service: u64,
        kind: u8,
        participant: OperatorId,
        evidence: &'a [u8],
    },
    RequiredResultCount {
        service: u64,
        job: u8,
    },
    UnappliedSlash {
        service: u64,
        operator: OperatorId,
        percent: u8,
    },
    Slashed {
        service: u64,
        operator: OperatorId,
        percent: u8,
    },
    SlashingOrigin {
        service: u64,
    },
    PreferencesUpdated {
        operator: OperatorId,
        inputs: &'a [u8],
    },
    HeartbeatInterval {
        service: u64,
    },
    HeartbeatThreshold {
        service: u64,
    },
    Owner,
}

impl Message<'_> {
    /// The hook with these arguments.
    pub(crate) fn hook(&self) -> Hook {
        match self {
            Message::BlueprintCreated { .. } => Hook::OnBlueprintCreated,
            Message::Register { .. } => Hook::OnRegister,
            Message::Unregister { leaving, .. } => match leaving {
                false => Hook::OnUnregister,
                true => Hook::OnUnregisterLeaving,
            },
            Message::Request { .. } => Hook::OnRequest,
            Message::Approve { .. } => Hook::OnApprove,
            Message::Reject { .. } => Hook::OnReject,
            Message::ServiceInitialized { .. } => Hook::OnServiceInitialized,
            Message::OperatorLeft { .. } => Hook::OnOperatorLeft,
            Message::CanJoin { .. } => Hook::CanJoin,
            Message::OperatorJoined { .. } => Hook::OnOperatorJoined,
            Message::CanLeave { .. } => Hook::CanLeave,
            Message::ExitConfig { .. } => Hook::GetExitConfig,
            Message::ExitScheduled { .. } => Hook::OnExitScheduled,
            Message::ExitCanceled { .. } => Hook::OnExitCanceled,
            Message::ServiceTermination { ending, .. } => match ending {
                Ending::ByOwner => Hook::OnServiceTermination,
                Ending::Expired | Ending::NoOperators => Hook::OnServiceExpiry,
            },
            Message::JobCall { .. } => Hook::OnJobCall,
            Message::JobResult { .. } => Hook::OnJobResult,
            Message::Report { .. } => Hook::VerifyReport,
            Message::QualityReport { .. } => Hook::VerifyQualityReport,
            Message::RequiredResultCount { .. } => Hook::GetRequiredResultCount,
            Message::UnappliedSlash { .. } => Hook::OnUnappliedSlash,
            Message::Slashed { .. } => Hook::OnSlash,
            Message::SlashingOrigin { .. } => Hook::QuerySlashingOrigin,
            Message::PreferencesUpdated { .. } => Hook::OnUpdatePreferences,
            Message::HeartbeatInterval { .. } => Hook::GetHeartbeatInterval,
            Message::HeartbeatThreshold { .. } => Hook::GetHeartbeatThreshold,
            Message::Owner => Hook::QueryOwner,
        }
    }

    /// The calldata, selector first; `None` where the generation has no such hook, see
    /// [`Generation::has`].
    pub(crate) fn encode(&self, generation: Generation) -> Option<Vec<u8>> {
        match generation {
            Generation::Core0_10 => self.encode_core_0_10(),
            Generation::Core0_20 => self.encode_core_0_20(),
            Generation::Substrate1_4 => self.encode_substrate_1_4(),
            Generation::Seed2024 => self.encode_seed_2024(),
        }
    }
}

/// Splits the inputs of a registration with a key into the arguments of `onRegister`, and the key's signature. `None` if they are
/// malformed.
pub(crate) fn decode_possession(inputs: &[u8]) -> Option<(Bytes, [u8; 65])> {
    let (arguments, signature) = <(Bytes, Bytes)>::abi_decode_params_validate(inputs).ok()?;
    Some((arguments, signature[..].try_into().ok()?))
}

/// Splits the arguments of `onRegister` into what the pallet stores and what is passed to the manager.
/// `None` if they are malformed, or the generation does not identify operators by key.
pub(crate) fn decode_registration(
    generation: Generation,
    inputs: &[u8],
) -> Option<(OperatorPreferences, Bytes)> {
    match generation {
        Generation::Core0_10 | Generation::Core0_20 => None,
        Generation::Substrate1_4 => substrate_1_4::decode_registration(inputs),
        Generation::Seed2024 => seed_2024::decode_registration(inputs),
    }
}

/// Decodes the return data of `getRequiredResultCount`; `None` if it is malformed. The function is the
/// same in every generation that has it.
pub(crate) fn decode_required_result_count(answer: &[u8]) -> Option<u32> {
    core_0_20::IBlueprintServiceManager::getRequiredResultCountCall::abi_decode_returns_validate(
        answer,
    )
    .ok()
}

/// Decodes the return data of `querySlashingOrigin`; `None` if it is malformed. The function is the same
/// in every generation.
pub(crate) fn decode_slashing_origin(answer: &[u8]) -> Option<H160> {
    core_0_20::IBlueprintServiceManager::querySlashingOriginCall::abi_decode_returns_validate(
        answer,
    )
    .ok()
    .map(|origin| H160(origin.into_array()))
}

/// Decodes the return data of `canJoin` and `canLeave`; `None` if it is malformed. Both return the same type in
/// every generation that has them.
pub(crate) fn decode_allowed(answer: &[u8]) -> Option<bool> {
    core_0_20::IBlueprintServiceManager::canJoinCall::abi_decode_returns_validate(answer).ok()
}

/// Decodes the return data of `getHeartbeatInterval`: seconds. `None` if it is malformed, or leaves the interval to
/// the chain. The function is the same in both releases of the core.
pub(crate) fn decode_heartbeat_interval(answer: &[u8]) -> Option<u64> {
    type Interval = core_0_20::IBlueprintServiceManager::getHeartbeatIntervalCall;
    let terms = Interval::abi_decode_returns_validate(answer).ok()?;
    (!terms.useDefault && terms.interval > 0).then_some(terms.interval)
}

/// Decodes the return data of `getHeartbeatThreshold`: percent. `None` as for the interval.
pub(crate) fn decode_heartbeat_threshold(answer: &[u8]) -> Option<u8> {
    type Threshold = core_0_20::IBlueprintServiceManager::getHeartbeatThresholdCall;
    let terms = Threshold::abi_decode_returns_validate(answer).ok()?;
    (!terms.useDefault && terms.threshold > 0).then_some(terms.threshold)
}

/// Decodes the return data of `owner`; `None` if it is malformed.
pub(crate) fn decode_owner(answer: &[u8]) -> Option<H160> {
    let owner = IOwner::ownerCall::abi_decode_returns_validate(answer).ok()?;
    Some(H160(owner.into_array()))
}

/// On which terms operators leave a running service, in seconds.
#[derive(Clone, Copy)]
pub(crate) struct ExitTerms {
    /// From joining to the schedule of the exit.
    pub(crate) commitment: u64,
    /// From the schedule of the exit to its effect.
    pub(crate) queue: u64,
}

/// Decodes the return data of `getExitConfig`; `None` if it is malformed, or leaves the terms to the pallet. The
/// function is the same in every generation that has it.
pub(crate) fn decode_exit_terms(answer: &[u8]) -> Option<ExitTerms> {
    type Config = core_0_20::IBlueprintServiceManager::getExitConfigCall;
    let terms = Config::abi_decode_returns_validate(answer).ok()?;
    (!terms.useDefault).then_some(ExitTerms {
        commitment: terms.minCommitmentDuration,
        queue: terms.exitQueueDuration,
    })
}

fn address(account: &H160) -> Address {
    Address::from(account.0)
}

fn bytes(data: &[u8]) -> Bytes {
    Bytes::copy_from_slice(data)
}
