//! The hooks, and the effect of their failure.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A hook of a blueprint's manager.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub enum Hook {
    /// `onBlueprintCreated`
    OnBlueprintCreated,
    /// `onRegister`
    OnRegister,
    /// `onUnregister` of an operator that is not leaving.
    OnUnregister,
    /// `onUnregister` of an operator that is leaving.
    OnUnregisterLeaving,
    /// `onRequest`
    OnRequest,
    /// `onApprove`
    OnApprove,
    /// `onReject`
    OnReject,
    /// `onServiceInitialized`
    OnServiceInitialized,
    /// `onServiceTermination` by the owner.
    OnServiceTermination,
    /// `onServiceTermination` after the service's end, or when its last operator left.
    OnServiceExpiry,
    /// `onOperatorLeft`
    OnOperatorLeft,
    /// `canJoin`
    CanJoin,
    /// `onOperatorJoined`
    OnOperatorJoined,
    /// `canLeave`
    CanLeave,
    /// `getExitConfig`
    GetExitConfig,
    /// `onExitScheduled`
    OnExitScheduled,
    /// `onExitCanceled`
    OnExitCanceled,
    /// `onJobCall`
    OnJobCall,
    /// `onJobResult`
    OnJobResult,
    /// `verifyReport`
    VerifyReport,
    /// `verifyQualityReport`
    VerifyQualityReport,
    /// `getRequiredResultCount`
    GetRequiredResultCount,
    /// `onUnappliedSlash`
    OnUnappliedSlash,
    /// `onSlash`
    OnSlash,
    /// `querySlashingOrigin`
    QuerySlashingOrigin,
    /// `onUpdatePreferences`, `onUpdateRpcAddress` in `Substrate1_4`
    OnUpdatePreferences,
    /// `getHeartbeatInterval`
    GetHeartbeatInterval,
    /// `getHeartbeatThreshold`
    GetHeartbeatThreshold,
    /// `owner` of ERC-173, of managers that `onBlueprintCreated` does not bind.
    QueryOwner,
}

/// The effect of a hook's failure.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FailurePolicy {
    /// The extrinsic fails and is rolled back.
    Veto,
    /// As [`FailurePolicy::Veto`], except that a manager without code cannot veto, so
    /// that operators and owners can leave.
    VetoWhilePresent,
    /// The hook alone is rolled back, and the step takes effect after [`Config::LeavingNotice`](crate::Config::LeavingNotice).
    /// For a manager without code it takes effect at once.
    Delay,
    /// The hook alone is rolled back; [`Event::HookFailed`](crate::Event::HookFailed) contains the reason. Where the
    /// manager must hear of the step, a sender that cannot pay the hook's deposit fails it ([`Hook::must_be_paid`]).
    BestEffort,
    /// Only the return data is used: the call is always rolled back, and a failure means a default.
    Query,
    /// A revert is the manager's finding that a report is false: the report is undone, the reporter's bond
    /// burned, and the extrinsic succeeds. On any other failure the extrinsic fails and is rolled back.
    Judgement,
}

impl Hook {
    /// The name of its Solidity function.
    pub const fn name(self) -> &'static str {
        match self {
            Hook::OnBlueprintCreated => "onBlueprintCreated",
            Hook::OnRegister => "onRegister",
            Hook::OnUnregister | Hook::OnUnregisterLeaving => "onUnregister",
            Hook::OnRequest => "onRequest",
            Hook::OnApprove => "onApprove",
            Hook::OnReject => "onReject",
            Hook::OnServiceInitialized => "onServiceInitialized",
            Hook::OnServiceTermination | Hook::OnServiceExpiry => "onServiceTermination",
            Hook::OnOperatorLeft => "onOperatorLeft",
            Hook::CanJoin => "canJoin",
            Hook::OnOperatorJoined => "onOperatorJoined",
            Hook::CanLeave => "canLeave",
            Hook::GetExitConfig => "getExitConfig",
            Hook::OnExitScheduled => "onExitScheduled",
            Hook::OnExitCanceled => "onExitCanceled",
            Hook::OnJobCall => "onJobCall",
            Hook::OnJobResult => "onJobResult",
            Hook::VerifyReport => "verifyReport",
            Hook::VerifyQualityReport => "verifyQualityReport",
            Hook::GetRequiredResultCount => "getRequiredResultCount",
            Hook::OnUnappliedSlash => "onUnappliedSlash",
            Hook::OnSlash => "onSlash",
            Hook::QuerySlashingOrigin => "querySlashingOrigin",
            Hook::OnUpdatePreferences => "onUpdatePreferences",
            Hook::GetHeartbeatInterval => "getHeartbeatInterval",
            Hook::GetHeartbeatThreshold => "getHeartbeatThreshold",
            Hook::QueryOwner => "owner",
        }
    }

    /// The effect of this hook's failure, in every generation.
    pub const fn policy(self) -> FailurePolicy {
        match self {
            Hook::OnBlueprintCreated
            | Hook::OnRegister
            | Hook::OnRequest
            | Hook::OnApprove
            | Hook::OnServiceInitialized
            | Hook::OnJobCall
            | Hook::OnJobResult => FailurePolicy::Veto,
            Hook::OnUnregister => FailurePolicy::VetoWhilePresent,
            Hook::OnServiceTermination => FailurePolicy::Delay,
            // A manager that could keep operators from rejecting would fill the requests that each of them can have.
            Hook::OnReject
            | Hook::OnUnregisterLeaving
            | Hook::OnServiceExpiry
            | Hook::OnOperatorLeft
            | Hook::OnOperatorJoined
            | Hook::OnExitScheduled
            | Hook::OnExitCanceled
            | Hook::OnUnappliedSlash
            | Hook::OnUpdatePreferences
            | Hook::OnSlash => FailurePolicy::BestEffort,
            Hook::GetRequiredResultCount
            | Hook::QuerySlashingOrigin
            | Hook::GetHeartbeatInterval
            | Hook::GetHeartbeatThreshold
            | Hook::QueryOwner
            | Hook::CanJoin
            | Hook::CanLeave
            | Hook::GetExitConfig => FailurePolicy::Query,
            Hook::VerifyReport | Hook::VerifyQualityReport => FailurePolicy::Judgement,
        }
    }
}

impl Hook {
    /// Whether the step fails where its sender cannot pay the hook's deposit: it could choose otherwise that the manager
    /// does not hear of the step. Either any account may take the step, so that one that can pay does, or the sender
    /// can do without it. An operator can always leave, and a slash can always be proposed.
    pub const fn must_be_paid(self) -> bool {
        matches!(
            self,
            Hook::OnServiceTermination
                | Hook::OnServiceExpiry
                | Hook::OnOperatorLeft
                | Hook::OnOperatorJoined
                | Hook::OnExitCanceled
                | Hook::OnUpdatePreferences
                | Hook::OnSlash
        )
    }
}

/// Why a hook failed.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub enum HookFailure {
    /// The manager reverted; the data contains the reason.
    Reverted,
    /// See [`Error::HookOutOfWeight`](crate::Error::HookOutOfWeight).
    OutOfWeight,
    /// See [`Error::HookDepositExhausted`](crate::Error::HookDepositExhausted).
    DepositExhausted,
    /// See [`Error::HookDepositNotCovered`](crate::Error::HookDepositNotCovered).
    DepositNotCovered,
    /// See [`Error::HookTrapped`](crate::Error::HookTrapped).
    Trapped,
    /// See [`Error::HookReentered`](crate::Error::HookReentered).
    Reentered,
    /// See [`Error::ManagerWithoutCode`](crate::Error::ManagerWithoutCode).
    ManagerWithoutCode,
}
