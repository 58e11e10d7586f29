//! The terms of a blueprint: what its owner fixes when it is created, and the prices of its jobs.

use crate::Generation;
use blueprint_rules::jobs::PriceParts;
pub use blueprint_rules::penalty::{Penalties, Penalty, SlashedFunds};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::pallet_prelude::TypeInfo;
use sp_core::H160;

/// The properties of a blueprint, which never change.
#[derive(
    Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct BlueprintDefinition {
    /// The contract whose hooks are called.
    pub manager: H160,
    /// The version of the hook interface it implements.
    pub generation: Generation,
    /// How many jobs there are; they are numbered from 0.
    pub jobs: u8,
    /// Whether reports against operators about job calls are accepted.
    pub reporting: bool,
    /// How many kinds of reports about the quality of service are accepted; they are numbered from 0. What
    /// each means is the manager's.
    pub quality_kinds: u8,
    /// The fewest operators of a service; at least 1.
    pub min_operators: u32,
    /// The most operators of a service; at most `MaxOperatorsPerService`.
    pub max_operators: u32,
    /// How many services of the blueprint may run at a time; at least 1.
    pub max_instances: u32,
    /// What earns points.
    pub points: PointTerms,
    /// The most points that an operator earns in one service and era. What exceeds them is not counted.
    pub points_per_era: u32,
    /// What offences cost.
    pub penalties: Penalties,
    /// How long a slash is reviewed, in seconds: between [`ShortestReview`](crate::Config::ShortestReview) and
    /// [`LongestReview`](crate::Config::LongestReview).
    pub review: u64,
}

impl PointTerms {
    /// The most points of one result.
    pub const fn most(&self) -> u32 {
        match self {
            Self::EachResult => 1,
            Self::ByVerdict { most } => *most,
        }
    }
}

/// What a call of a job costs, paid by who calls it: a part is burned, a part is the blueprint owner's, and the
/// rest the operators' of the service, alike. So an operator that has its own service called, for points, loses the
/// first two parts.
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
pub struct JobPrice<Balance> {
    /// Of one call, in the chain's smallest unit; not zero.
    pub amount: Balance,
    /// The part that is burned, in basis points.
    pub burned_bps: u16,
    /// The part of the blueprint's owner, in basis points. With the burned part at most the whole.
    pub owner_bps: u16,
}

impl<Balance> JobPrice<Balance> {
    /// How it is divided.
    pub(crate) const fn parts(&self) -> PriceParts {
        PriceParts {
            burned_bps: self.burned_bps,
            owner_bps: self.owner_bps,
        }
    }
}

/// Where the funds of a slash go.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Beneficiary<AccountId> {
    /// They are burned.
    Burn,
    /// To an account. What it cannot receive is burned.
    Account(AccountId),
    /// To the rewards of later eras, as far as they are in the chain's token. Others are burned.
    Rewards,
}

/// The whole, in basis points.
pub const WHOLE_BPS: u16 = 10_000;

/// What earns an operator points in a blueprint's services. Points are what rewards of an era are
/// divided by, see [`Stake`](crate::Stake).
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
pub enum PointTerms {
    /// One point for each accepted result: for managers that give no verdicts.
    #[codec(index = 0)]
    EachResult,
    /// What the manager's verdict awards for a right result. A wrong result, and one without a verdict,
    /// earns nothing.
    #[codec(index = 1)]
    ByVerdict {
        /// The most points of one result.
        most: u32,
    },
}

impl BlueprintDefinition {
    /// The manager and its interface version.
    pub(crate) fn interface(&self) -> (H160, Generation) {
        (self.manager, self.generation)
    }
}
