//! The calldata of the hooks, in the words of each generation.

mod seed_2024;
mod substrate_1_4;
mod tnt_core;

use crate::{Ending, Generation, Hook, OperatorPreferences};
use alloc::vec::Vec;
use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use blueprint_abi::core_0_20;
use sp_core::H160;

/// An operator by all the names it has; each generation takes its own.
pub(crate) struct Name {
    /// The address of its account.
    pub(crate) address: H160,
    /// Its account, in SCALE.
    pub(crate) account: Vec<u8>,
    /// What it registered with; `None` where that does not matter.
    pub(crate) preferences: Option<OperatorPreferences>,
}

impl Name {
    /// Its key; empty where it has none.
    fn key(&self) -> Bytes {
        match &self.preferences {
            Some(preferences) => bytes(&preferences.key),
            None => Bytes::new(),
        }
    }
}

/// What a hook is told, before it is put in the words of a generation. Callers are named by the
/// addresses of their accounts.
pub(crate) enum Message<'a> {
    BlueprintCreated {
        blueprint: u64,
        owner: H160,
        core: H160,
    },
    Register {
        operator: Name,
        inputs: &'a [u8],
    },
    Unregister {
        operator: Name,
        leaving: bool,
    },
    Request {
        request: u64,
        /// The id the next service gets: this one's, unless another starts before it.
        next_service: u64,
        requester: H160,
        operators: Vec<Name>,
        inputs: &'a [u8],
        permitted_callers: Vec<H160>,
        ttl: u64,
    },
    Approve {
        operator: Name,
        request: u64,
    },
    Reject {
        operator: Name,
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
        operator: Name,
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
        operator: Name,
        inputs: &'a [u8],
        outputs: &'a [u8],
    },
    Report {
        service: u64,
        job: u8,
        call: u64,
        participant: Name,
        inputs: &'a [u8],
        outputs: &'a [u8],
    },
    RequiredResultCount {
        service: u64,
        job: u8,
    },
    UnappliedSlash {
        service: u64,
        operator: Name,
        percent: u8,
    },
    Slashed {
        service: u64,
        operator: Name,
        percent: u8,
    },
    SlashingOrigin {
        service: u64,
    },
}

impl Message<'_> {
    /// The hook that is told this.
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
            Message::ServiceTermination { ending, .. } => match ending {
                Ending::ByOwner => Hook::OnServiceTermination,
                Ending::Expired | Ending::NoOperators => Hook::OnServiceExpiry,
            },
            Message::JobCall { .. } => Hook::OnJobCall,
            Message::JobResult { .. } => Hook::OnJobResult,
            Message::Report { .. } => Hook::VerifyReport,
            Message::RequiredResultCount { .. } => Hook::GetRequiredResultCount,
            Message::UnappliedSlash { .. } => Hook::OnUnappliedSlash,
            Message::Slashed { .. } => Hook::OnSlash,
            Message::SlashingOrigin { .. } => Hook::QuerySlashingOrigin,
        }
    }

    /// The calldata, selector first; `None` where the generation has no such hook, see
    /// [`Generation::has`].
    pub(crate) fn encode(&self, generation: Generation) -> Option<Vec<u8>> {
        match generation {
            Generation::Core0_10 => Some(self.encode_core_0_10()),
            Generation::Core0_20 => Some(self.encode_core_0_20()),
            Generation::Substrate1_4 => self.encode_substrate_1_4(),
            Generation::Seed2024 => self.encode_seed_2024(),
        }
    }
}

/// What an operator registers with, and what is left for its manager, out of the inputs of a
/// registration; `None` where they are malformed, or the generation does not name by key.
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
