//! The bonds of open requests and of the services that they become.

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

    /// Return the bond of a request or service that ends.
    pub(crate) fn return_bond(who: &AccountIdOf<T>, bond: BalanceOf<T>) {
        // A held amount can be released, and no caller could handle an error.
        let _ = T::Currency::release(&HoldReason::RequestBond.into(), who, bond, BestEffort);
    }

    /// A service changes hands: its new owner holds the bond, and the one before gets its own back.
    pub(crate) fn pass_bond(
        from: &AccountIdOf<T>,
        to: &AccountIdOf<T>,
        bond: BalanceOf<T>,
    ) -> DispatchResult {
        T::Currency::hold(&HoldReason::RequestBond.into(), to, bond)?;
        Self::return_bond(from, bond);
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
