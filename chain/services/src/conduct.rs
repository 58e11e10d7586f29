//! What the pallet stores about the conduct of operators.

use crate::{AccountIdOf, BalanceOf, Config};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    pallet_prelude::TypeInfo, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::Percent;

/// What is known of an operator's presence in a service.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Default,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub struct Attendance<BlockNumber> {
    /// The block of its last heartbeat; `None` before the first.
    pub last_heartbeat: Option<BlockNumber>,
    /// The era in which its silence was last reported; `None` where it has ended since.
    pub silent_in: Option<u32>,
}

/// What an operator did in an era, in all of its services. Counts stop at their largest value.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Default,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub struct Activity {
    /// Results its services' managers accepted.
    pub results: u32,
    /// Reports against it that stand.
    pub reports: u32,
    /// Heartbeats.
    pub heartbeats: u32,
    /// Times its silence was reported.
    pub absences: u32,
}

/// A slash that waits for the end of its review.
#[derive(
    CloneNoBound,
    DebugNoBound,
    Decode,
    DecodeWithMemTracking,
    Encode,
    EqNoBound,
    MaxEncodedLen,
    PartialEqNoBound,
    TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Slash<T: Config> {
    /// The blueprint of the service.
    pub blueprint: u64,
    /// The service in which it was proposed; it may have ended since.
    pub service: u64,
    /// Whose bond is slashed.
    pub operator: AccountIdOf<T>,
    /// How much of the captured bond, 1..=100 percent.
    pub percent: Percent,
    /// What names the evidence.
    pub evidence: H256,
    /// The operator's bond at the proposal, in the chain's smallest unit.
    pub captured: BalanceOf<T>,
    /// What all slashes had taken of the operator at the proposal.
    pub slashed_before: BalanceOf<T>,
    /// The first block in which it can be executed.
    pub executable_at: BlockNumberFor<T>,
}
