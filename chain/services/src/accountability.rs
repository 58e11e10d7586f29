//! Records of heartbeats, activity and slashes of operators.

use crate::{AccountIdOf, BalanceOf, Config};
use blueprint_rules::court::Proposal;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    pallet_prelude::TypeInfo, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use sp_runtime::Permill;

/// The running era.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct EraStart<BlockNumber> {
    /// Its number: how many eras have ended.
    pub index: u32,
    /// Its first block.
    pub started_at: BlockNumber,
}

/// A block of this chain.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct SeenBlock<BlockNumber> {
    /// What [`Config::BlockNumberProvider`] called it.
    pub number: BlockNumber,
    /// What it counted as: less, by what the chain stood still until then.
    pub counted: BlockNumber,
}

/// The heartbeats that a service wants of its operators.
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
pub struct HeartbeatTerms {
    /// The blocks in each of which an operator sends at most one; at least 1.
    pub window: u32,
    /// After how many whole windows without one an operator is offline.
    pub missed: u32,
}

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
    /// The block in which it was last reported offline; `None` after a heartbeat. What it was away until then
    /// is charged.
    pub reported_offline_at: Option<BlockNumber>,
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
    /// Accepted reports against it about job calls.
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
    /// Accepted reports of its quality of service.
    pub quality_reports: u32,
}

/// A slash that has not ended. Its course is that of the rules' court ([`blueprint_rules::court`]), whose
/// amounts are basis points of what was captured here.
#[derive(
    CloneNoBound, DebugNoBound, Decode, Encode, EqNoBound, MaxEncodedLen, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Slash<T: Config> {
    /// The blueprint of the service.
    pub blueprint: u64,
    /// The operator to slash.
    pub operator: AccountIdOf<T>,
    /// The era in which it was proposed.
    pub era: u32,
    /// How many operators the service had then.
    pub operators: u32,
    /// The owner of the service.
    pub customer: AccountIdOf<T>,
    /// The owner of the blueprint when it was proposed.
    pub blueprint_owner: AccountIdOf<T>,
    /// The account that proposed it.
    pub proposer: AccountIdOf<T>,
    /// What it has on hold for that, in the chain's smallest unit.
    pub proposer_bond: BalanceOf<T>,
    /// The account that disputed it, whose bond is on hold; `None` before a dispute.
    pub disputer: Option<AccountIdOf<T>>,
    /// The operator's bond at the proposal, in the chain's smallest unit.
    pub captured: BalanceOf<T>,
    /// The sum of all slashes of the operator before the proposal.
    pub slashed_before: BalanceOf<T>,
    /// Where it is: state, service, evidence, share and deadlines in unix seconds.
    pub proposal: Proposal,
}

impl<T: Config> Slash<T> {
    /// The share of the captured bond and stake that was proposed.
    pub fn share(&self) -> Permill {
        share_of(self.proposal.requested.low_u32())
    }
}

/// The class of an offence and the era in which it was proposed to slash it.
pub type OffenceKey = (u8, u32);

/// What is known of an operator's offences in a blueprint. It outlives services and registrations.
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
pub struct OffenceRecord {
    /// Offences by class, in the order of [`Charge`](blueprint_rules::court::Charge): job misbehaviour,
    /// quality of service, security breach. One for each service and era, once a slash was executed.
    pub offences: [u32; 3],
    /// Whether it was ejected from the blueprint.
    pub ejected: bool,
}

/// A share in basis points; more than the whole is the whole.
pub(crate) fn share_of(bps: u32) -> Permill {
    Permill::from_parts(bps.saturating_mul(100))
}
