//! The hooks, and what their failure means.

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
    /// `onUnregister`, where the operator stays one.
    OnUnregister,
    /// `onUnregister`, where the operator leaves.
    OnUnregisterLeaving,
    /// `onRequest`
    OnRequest,
    /// `onApprove`
    OnApprove,
    /// `onReject`
    OnReject,
    /// `onServiceInitialized`
    OnServiceInitialized,
    /// `onServiceTermination`, where the owner ends the service.
    OnServiceTermination,
    /// `onServiceTermination`, where nobody decides: the service's life has ended, or its last
    /// operator left.
    OnServiceExpiry,
    /// `onOperatorLeft`
    OnOperatorLeft,
    /// `onJobCall`
    OnJobCall,
    /// `onJobResult`
    OnJobResult,
    /// `verifyReport`
    VerifyReport,
    /// `getRequiredResultCount`
    GetRequiredResultCount,
    /// `onUnappliedSlash`
    OnUnappliedSlash,
    /// `onSlash`
    OnSlash,
    /// `querySlashingOrigin`
    QuerySlashingOrigin,
}

/// What a hook's failure means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// The extrinsic fails and is rolled back.
    Veto,
    /// As [`Mode::Veto`], except that a manager that no longer exists refuses nothing: nobody is
    /// kept in by a contract that is gone.
    VetoWhilePresent,
    /// The hook alone is rolled back; [`Event::HookFailed`](crate::Event::HookFailed) tells why.
    BestEffort,
    /// Nothing but the answer is used: the call is always rolled back, a failure means a default.
    Query,
}

impl Hook {
    /// Its name on the wire.
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
            Hook::OnJobCall => "onJobCall",
            Hook::OnJobResult => "onJobResult",
            Hook::VerifyReport => "verifyReport",
            Hook::GetRequiredResultCount => "getRequiredResultCount",
            Hook::OnUnappliedSlash => "onUnappliedSlash",
            Hook::OnSlash => "onSlash",
            Hook::QuerySlashingOrigin => "querySlashingOrigin",
        }
    }

    /// What this hook's failure means, in every generation.
    pub const fn mode(self) -> Mode {
        match self {
            Hook::OnBlueprintCreated
            | Hook::OnRegister
            | Hook::OnRequest
            | Hook::OnApprove
            | Hook::OnServiceInitialized
            | Hook::OnJobCall
            | Hook::OnJobResult
            | Hook::VerifyReport => Mode::Veto,
            Hook::OnUnregister | Hook::OnReject | Hook::OnServiceTermination => {
                Mode::VetoWhilePresent
            }
            Hook::OnUnregisterLeaving
            | Hook::OnServiceExpiry
            | Hook::OnOperatorLeft
            | Hook::OnUnappliedSlash
            | Hook::OnSlash => Mode::BestEffort,
            Hook::GetRequiredResultCount | Hook::QuerySlashingOrigin => Mode::Query,
        }
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
    /// The manager reverted; the data says why.
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
