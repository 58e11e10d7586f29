//! Records of the hooks of an extrinsic: calldata, return data and cost. For tests and runtime APIs.

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
    /// The hook.
    pub hook: Hook,
    /// The manager that was called.
    pub manager: H160,
    /// The calldata, selector first.
    pub calldata: Vec<u8>,
    /// The data returned, or why it failed with the revert data where it reverted.
    pub result: Result<Vec<u8>, (HookFailure, Vec<u8>)>,
    /// Its weight, including the contracts pallet's fixed part.
    pub weight: Weight,
    /// The deposit paid for storage taken up, in the chain's smallest unit.
    pub deposit_charged: u128,
    /// The deposit returned for storage set free, in the chain's smallest unit.
    pub deposit_refunded: u128,
}

/// The effect of a call that was rolled back.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
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
    /// Execute a call of an account on the current state and roll it back. Returns its result and
    /// each hook's calldata, return data and cost. For [`DryRunApi`](crate::api::DryRunApi) and tests only: it does all the
    /// work of the call and charges no weight.
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
