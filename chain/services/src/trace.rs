//! What the hooks of an extrinsic were told and answered, for those who run the chain themselves.

use crate::{AccountIdOf, Call, Config, Hook, HookFailure, Pallet};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use frame_support::{
    dispatch::DispatchResultWithPostInfo, storage::with_transaction_unchecked,
    traits::UnfilteredDispatchable,
};
use frame_system::RawOrigin;
use scale_info::TypeInfo;
use sp_core::H160;
use sp_runtime::{TransactionOutcome, Weight};

/// One manager call.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct HookRecord {
    /// Which hook.
    pub hook: Hook,
    /// The contract.
    pub manager: H160,
    /// The calldata, selector first.
    pub calldata: Vec<u8>,
    /// The data returned, or why it failed with the revert data where it reverted.
    pub result: Result<Vec<u8>, (HookFailure, Vec<u8>)>,
    /// What it weighed, the contracts pallet's fixed part included.
    pub weight: Weight,
    /// The deposit paid for storage taken up, in the chain's smallest unit.
    pub deposit_charged: u128,
    /// The deposit returned for storage set free, in the chain's smallest unit.
    pub deposit_refunded: u128,
}

/// What a call would do.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DryRun {
    /// The result of the extrinsic.
    pub result: DispatchResultWithPostInfo,
    /// The manager calls, in order.
    pub hooks: Vec<HookRecord>,
}

environmental::environmental!(records: Vec<HookRecord>);

/// Run `body` and return the manager calls made meanwhile, those of failed extrinsics included.
/// Nothing is written to the chain's state for it. Traces do not nest: the innermost one records.
pub fn trace<R>(body: impl FnOnce() -> R) -> (R, Vec<HookRecord>) {
    let mut seen = Vec::new();
    let result = records::using(&mut seen, body);
    (result, seen)
}

pub(crate) fn is_tracing() -> bool {
    records::with(|_| ()).is_some()
}

pub(crate) fn record(hook: HookRecord) {
    records::with(|seen| seen.push(hook));
}

impl<T: Config> Pallet<T> {
    /// What a call sent by an account would do on the current state, with each hook's calldata,
    /// answer and cost. Nothing it does stays. Meant for runtime APIs and tests, not for use in
    /// an extrinsic: it does all the work of the call and weighs nothing.
    pub fn dry_run(who: AccountIdOf<T>, call: Call<T>) -> DryRun {
        let (result, hooks) = trace(|| {
            with_transaction_unchecked(|| {
                TransactionOutcome::Rollback(
                    call.dispatch_bypass_filter(RawOrigin::Signed(who).into()),
                )
            })
        });
        DryRun { result, hooks }
    }
}
