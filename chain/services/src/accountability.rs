//! Records of heartbeats, activity and slashes of operators.

use crate::{AccountIdOf, BalanceOf, Config};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    pallet_prelude::TypeInfo, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::Percent;

/// Heartbeats and offline reports of an operator in a service.
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
    /// The era in which it was last reported offline; `None` after a heartbeat.
    pub reported_offline_in: Option<u32>,
}

/// The activity of an operator in an era, in all of its services. Counters saturate.
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
    /// Accepted results.
    pub results: u32,
    /// Accepted reports against it.
    pub reports: u32,
    /// Heartbeats.
    pub heartbeats: u32,
    /// How often it was reported offline.
    pub absences: u32,
    /// Results that managers found right.
    pub right: u32,
    /// Results that managers found wrong.
    pub wrong: u32,
    /// Points that results earned.
    pub points: u32,
}

/// A slash in its review window.
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
    /// The operator to slash.
    pub operator: AccountIdOf<T>,
    /// The share of the captured bond, 1..=100 percent.
    pub percent: Percent,
    /// The hash of the evidence.
    pub evidence: H256,
    /// The operator's bond at the proposal, in the chain's smallest unit.
    pub captured: BalanceOf<T>,
    /// The sum of all slashes of the operator before the proposal.
    pub slashed_before: BalanceOf<T>,
    /// The first block in which it can be executed.
    pub executable_at: BlockNumberFor<T>,
}
