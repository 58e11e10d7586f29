//! The bonds of who proposes and who disputes a slash.

use crate::{AccountIdOf, BalanceOf, Config, Event, HoldReason, Pallet, Slash};
use frame_support::{
    dispatch::DispatchResult,
    traits::{fungible::MutateHold, tokens::Precision::BestEffort},
};
use sp_runtime::traits::{UniqueSaturatedInto, Zero};

impl<T: Config> Pallet<T> {
    pub(crate) fn dispute_bond(slash: &Slash<T>) -> BalanceOf<T> {
        slash.proposal.bond.low_u128().unique_saturated_into()
    }

    pub(crate) fn hold_slash_bond(who: &AccountIdOf<T>, bond: BalanceOf<T>) -> DispatchResult {
        if bond.is_zero() {
            return Ok(());
        }
        T::Currency::hold(&HoldReason::SlashBond.into(), who, bond)
    }

    /// Return a bond, or burn it. An account whose hold is smaller than it was loses or gets what is left.
    pub(crate) fn settle_slash_bond(
        slash: u64,
        account: &AccountIdOf<T>,
        bond: BalanceOf<T>,
        lost: bool,
    ) -> DispatchResult {
        let reason = HoldReason::SlashBond.into();
        if bond.is_zero() {
            return Ok(());
        }
        if !lost {
            T::Currency::release(&reason, account, bond, BestEffort)?;
            return Ok(());
        }
        let amount = Self::forfeit(HoldReason::SlashBond, account, bond);
        Self::deposit_event(Event::SlashBondForfeited {
            slash,
            account: account.clone(),
            amount,
        });
        Ok(())
    }
}
