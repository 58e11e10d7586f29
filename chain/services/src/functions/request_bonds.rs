//! The bonds of open requests.

use crate::{AccountIdOf, BalanceOf, Config, Event, HoldReason, Pallet, Request};
use frame_support::{
    dispatch::DispatchResult,
    traits::{fungible::MutateHold, tokens::Precision::BestEffort, Get},
};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Hold the bond of a new request. Returns its amount.
    pub(crate) fn hold_request_bond(
        requester: &AccountIdOf<T>,
    ) -> Result<BalanceOf<T>, DispatchError> {
        let bond = T::RequestBond::get();
        T::Currency::hold(&HoldReason::RequestBond.into(), requester, bond)?;
        Ok(bond)
    }

    /// Return the bond of a request that ends.
    pub(crate) fn return_request_bond(request: &Request<T>) -> DispatchResult {
        T::Currency::release(
            &HoldReason::RequestBond.into(),
            &request.requester,
            request.bond,
            BestEffort,
        )?;
        Ok(())
    }

    /// Take the bond of a request that is cancelled after an approval.
    pub(crate) fn forfeit_request_bond(id: u64, request: &Request<T>) {
        let amount = Self::forfeit(HoldReason::RequestBond, &request.requester, request.bond);
        Self::deposit_event(Event::RequestBondForfeited {
            request: id,
            requester: request.requester.clone(),
            amount,
        });
    }
}
