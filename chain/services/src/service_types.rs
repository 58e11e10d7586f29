//! Requests, services and job calls in the pallet's storage.

use crate::{AccountIdOf, AssetsOf, BalanceOf, CallersOf, Config, OperatorsOf, Pallet, PayloadOf};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    pallet_prelude::{BoundedVec, TypeInfo},
    traits::Get,
    CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;

/// An operator's answer to a request.
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
pub enum Answer {
    /// None yet.
    #[codec(index = 0)]
    Waiting,
    /// It serves under these terms.
    #[codec(index = 1)]
    Approved,
    /// It does not. The requester changes the request, or takes it back.
    #[codec(index = 2)]
    Rejected,
}

/// What an account owns, and can offer to another.
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
pub enum Owned {
    /// A blueprint.
    #[codec(index = 0)]
    Blueprint(#[codec(compact)] u64),
    /// A service.
    #[codec(index = 1)]
    Service(#[codec(compact)] u64),
}

/// A requested service that waits for the approval of all its operators.
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
pub struct Request<T: Config> {
    /// The blueprint of the service.
    pub blueprint: u64,
    /// The account that will own the service.
    pub requester: AccountIdOf<T>,
    /// The operators, each with its answer.
    pub operators: BoundedVec<(AccountIdOf<T>, Answer), T::MaxOperatorsPerService>,
    /// Accounts that may call jobs beside the owner.
    pub permitted_callers: CallersOf<T>,
    /// Assets that secure the service.
    pub assets: AssetsOf<T>,
    /// Duration of the service in seconds; 0 for unlimited.
    pub ttl: u64,
    /// The bond on hold, in the chain's smallest unit.
    pub bond: BalanceOf<T>,
    /// The block in which it was made.
    pub requested_at: BlockNumberFor<T>,
    /// The last block in which operators can approve or reject.
    pub expires_at: BlockNumberFor<T>,
    /// Number of modifications. `approve` must name the current one.
    pub revision: u32,
}

impl<T: Config> Request<T> {
    /// Whether it has expired.
    pub fn expired(&self) -> bool {
        Pallet::<T>::now() > self.expires_at
    }

    /// Whether it is final: an operator has approved it, and none has rejected it.
    pub fn is_final(&self) -> bool {
        self.has(Answer::Approved) && !self.has(Answer::Rejected)
    }

    /// Whether an operator has answered so.
    pub fn has(&self, answer: Answer) -> bool {
        self.operators.iter().any(|(_, given)| *given == answer)
    }

    /// The operators that have not answered it.
    pub fn waiting(&self) -> impl Iterator<Item = &AccountIdOf<T>> {
        let waiting = |(_, given): &&(AccountIdOf<T>, Answer)| *given == Answer::Waiting;
        self.operators
            .iter()
            .filter(waiting)
            .map(|(operator, _)| operator)
    }
}

/// A running instance of a blueprint.
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
pub struct Service<T: Config> {
    /// The blueprint it is an instance of.
    pub blueprint: u64,
    /// The account that requested it, or that took it over.
    pub owner: AccountIdOf<T>,
    /// Its operators.
    pub operators: OperatorsOf<T>,
    /// Accounts that may call jobs beside the owner.
    pub permitted_callers: CallersOf<T>,
    /// Assets that secure it.
    pub assets: AssetsOf<T>,
    /// The block in which it started.
    pub started_at: BlockNumberFor<T>,
    /// Its end in unix seconds: as requested, or when too few operators were left, or its owner ended it; `None`
    /// for unlimited.
    pub ends_at: Option<u64>,
    /// When it started, in unix seconds.
    pub since: u64,
    /// Whether its owner ended it. Its manager heard of its end then.
    pub ended_by_owner: bool,
    /// What its owner has on hold for it until it is removed, in the chain's smallest unit: the bond of its
    /// request.
    pub bond: BalanceOf<T>,
}

/// An operator of a running service that did not serve in it from its start to its end.
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
pub struct Membership {
    /// When it joined, in unix seconds; `None` for the service's start.
    pub joined_at: Option<u64>,
    /// Until when it serves, in unix seconds; `None` unless it is leaving the service.
    pub serves_until: Option<u64>,
    /// The first job call that it answers: those before were made without it.
    pub from_call: u64,
}

impl<T: Config> Service<T> {
    /// Whether it has ended.
    pub fn expired(&self) -> bool {
        self.ends_at
            .is_some_and(|end| Pallet::<T>::unix_seconds() >= end)
    }

    /// Whether its operators can no longer be slashed: it ended at least [`Config::FaultWindow`]
    /// ago.
    pub fn settled(&self) -> bool {
        let window = <T as Config>::FaultWindow::get();
        self.ends_at
            .is_some_and(|end| Pallet::<T>::unix_seconds() >= end.saturating_add(window))
    }
}

/// A call of a job of a service.
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
pub struct JobCall<T: Config> {
    /// The index of the job in the blueprint.
    pub job: u8,
    /// The account that called it.
    pub caller: AccountIdOf<T>,
    /// Its inputs.
    pub inputs: PayloadOf<T>,
    /// Number of accepted results.
    pub results: u32,
    /// Whether it has the required number of results.
    pub completed: bool,
}

/// What an account has on hold for a job call, its results, verdicts and reports.
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
pub struct CallDeposit<AccountId, Balance> {
    /// The account that called the job.
    pub payer: AccountId,
    /// How much, in the chain's smallest unit.
    pub amount: Balance,
    /// When the job was called, in unix seconds.
    pub called_at: u64,
    /// When the job was called, got its last result or was completed, in unix seconds.
    pub since: u64,
    /// Whether the call lacks results.
    pub open: bool,
    /// The most results that it covers: as many as the service had operators. No more of them are required.
    pub results: u32,
    /// Whether the call was completed with fewer results than required, as no operator was left to add one.
    pub short: bool,
}

/// An operator's result of a job call.
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
pub struct JobResult {
    /// The keccak256 of its outputs.
    pub outputs_hash: H256,
    /// When it was submitted, in unix seconds: a fault in it can be reported for [`Config::FaultWindow`] from then on.
    pub submitted_at: u64,
}

/// A report of the quality of service that its manager accepted.
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
pub struct QualityReport<AccountId, Balance> {
    /// The account that reported.
    pub reporter: AccountId,
    /// What it has on hold for this record, in the chain's smallest unit.
    pub deposit: Balance,
    /// When it reported, in unix seconds.
    pub since: u64,
}

/// A manager's verdict about a result.
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
pub struct Verdict {
    /// Whether the result is right.
    pub right: bool,
    /// The points that it earned.
    pub points: u32,
}
