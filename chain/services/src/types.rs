//! Types in the pallet's storage.

use crate::{BlueprintDefinition, Config};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    pallet_prelude::{BoundedVec, TypeInfo},
    traits::fungible::{Credit, Inspect},
};
use sp_core::H160;

/// A balance of the chain's token.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<AccountIdOf<T>>>::Balance;
/// An amount of the chain's token that belongs to no account yet.
pub type CreditOf<T> = Credit<AccountIdOf<T>, <T as Config>::Currency>;
/// An account of the chain.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// Bytes that are passed to a hook: the inputs of a registration, a request or a job, or its outputs.
pub type PayloadOf<T> = BoundedVec<u8, <T as Config>::MaxPayloadLength>;
/// An operator of the chain.
pub type OperatorOf<T> = Operator<BalanceOf<T>>;
/// The operators named by a request, or serving in a service.
pub type OperatorsOf<T> = BoundedVec<AccountIdOf<T>, <T as Config>::MaxOperatorsPerService>;
/// The assets that secure a service, without duplicates.
pub type AssetsOf<T> = BoundedVec<Asset, <T as Config>::MaxAssetsPerRequest>;
/// Who may call the jobs of a service beside its owner.
pub type CallersOf<T> = BoundedVec<AccountIdOf<T>, <T as Config>::MaxPermittedCallers>;

/// An id as the key of an index: big-endian, so that an index is in the order of its ids.
pub type IdKey = [u8; 8];

/// The runtime's base weights for this pallet; the contracts pallet has its own.
pub(crate) type WeightOf<T> = <T as Config>::WeightInfo;

/// A blueprint.
#[derive(
    Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Blueprint<AccountId> {
    /// The account that created it.
    pub owner: AccountId,
    /// Its properties.
    pub definition: BlueprintDefinition,
    /// Number of running services.
    pub instances: u32,
}

/// The status of an operator.
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
pub enum OperatorStatus {
    /// Accepts services and takes part in them.
    #[codec(index = 0)]
    Active,
    /// Leaving: accepts no service, and serves in its services until they end or its notice
    /// ends.
    #[codec(index = 1)]
    Leaving,
    /// Paused: accepts no service until it is active again. It serves in those that run.
    #[codec(index = 2)]
    Inactive,
}

/// Why a service ended.
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
pub enum Ending {
    /// Its owner ended it.
    #[codec(index = 0)]
    ByOwner,
    /// Its end was reached: its `ttl` was over, or it stopped because too few operators stayed.
    #[codec(index = 1)]
    Expired,
    /// Its last operator left it.
    #[codec(index = 2)]
    NoOperators,
}

/// An operator.
#[derive(
    Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Operator<Balance> {
    /// Its status.
    pub status: OperatorStatus,
    /// The bond that is held: less than [`Config::OperatorBond`] after a slash, until it is
    /// restored. In the chain's smallest unit.
    pub bond: Balance,
    /// Blueprints it is registered for.
    pub blueprints: u32,
    /// What slashes have taken of the bond, in the chain's smallest unit.
    pub slashed: Balance,
    /// Number of pending slashes.
    pub pending_slashes: u32,
    /// The end of its notice in unix seconds, after which it no longer serves; `None` unless it is
    /// leaving.
    pub serves_until: Option<u64>,
}

impl<Balance> Operator<Balance> {
    /// Whether it is leaving and serves no more at `now`, in unix seconds.
    pub(crate) fn notice_over(&self, now: u64) -> bool {
        self.serves_until.is_some_and(|end| now >= end)
    }
}

/// An operator's registration for one blueprint.
#[derive(
    Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Registration {
    /// How many services of the blueprint the operator is ready to run at a time.
    pub instance_limit: u32,
    /// How many it runs now.
    pub instances: u32,
}

/// An amount of an asset that secures a service.
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
pub struct Asset {
    /// The address of the token; zero for the chain's own.
    pub token: H160,
    /// How much of it, in its base units.
    pub amount: u128,
}

/// Counters of what is limited per account.
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
pub struct Holdings {
    /// Blueprints it owns.
    pub blueprints: u32,
    /// Its open requests.
    pub requests: u32,
    /// Running services it owns.
    pub services: u32,
}

/// A page of ids of an index.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, PartialEq, TypeInfo)]
pub struct Page {
    /// The ids, in ascending order; at most [`MAX_PAGE`](crate::MAX_PAGE). Fewer, or none, if
    /// entries of the index have ended but are not removed yet.
    pub ids: Vec<u64>,
    /// The id after which the next page begins; `None` for the last page.
    pub next: Option<u64>,
}

/// A task that runs in idle block space.
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
pub enum CleanupTask {
    /// Remove a request that expired.
    #[codec(index = 0)]
    ExpireRequest(u64),
    /// Remove the records of a terminated service.
    #[codec(index = 1)]
    ClearService(u64),
    /// Remove the counters of an era.
    #[codec(index = 2)]
    ClearEra(u32),
}
