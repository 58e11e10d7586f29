//! Operators: joining, pausing, leaving.

use crate::{
    AccountIdOf, Config, Error, Event, HoldReason, Operator, OperatorAddresses, OperatorOf,
    OperatorStatus, Operators, Pallet,
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{fungible::MutateHold, tokens::Precision::Exact, Get},
};
use sp_runtime::{
    traits::{Saturating, Zero},
    DispatchError,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_join_operators(operator: AccountIdOf<T>) -> DispatchResult {
        ensure!(
            !Operators::<T>::contains_key(&operator),
            Error::<T>::AlreadyOperator
        );
        let address = Self::address_of(&operator);
        let known = OperatorAddresses::<T>::get(address);
        ensure!(
            known.is_none_or(|known| known == operator),
            Error::<T>::AddressInUse
        );
        OperatorAddresses::<T>::insert(address, &operator);
        let bond = T::OperatorBond::get();
        T::Currency::hold(&HoldReason::OperatorBond.into(), &operator, bond)?;
        Operators::<T>::insert(
            &operator,
            Operator {
                status: OperatorStatus::Active,
                bond,
                blueprints: 0,
                slashed: Zero::zero(),
                pending_slashes: 0,
                serves_until: None,
            },
        );
        Self::deposit_event(Event::OperatorJoined { operator });
        Ok(())
    }

    pub(crate) fn do_set_available(operator: AccountIdOf<T>, available: bool) -> DispatchResult {
        let status = match available {
            true => OperatorStatus::Active,
            false => OperatorStatus::Inactive,
        };
        Self::set_status(operator, status)
    }

    pub(crate) fn do_leave_operators(operator: AccountIdOf<T>) -> DispatchResult {
        Self::set_status(operator, OperatorStatus::Leaving)
    }

    /// Stay, as long as the notice is not over.
    pub(crate) fn do_cancel_leaving(operator: AccountIdOf<T>) -> DispatchResult {
        let mut record = Operators::<T>::get(&operator).ok_or(Error::<T>::NotOperator)?;
        ensure!(
            record.status == OperatorStatus::Leaving,
            Error::<T>::OperatorNotLeaving
        );
        ensure!(
            !record.notice_over(Self::unix_seconds()),
            Error::<T>::NoticeOver
        );
        let status = OperatorStatus::Active;
        record.status = status;
        record.serves_until = None;
        Operators::<T>::insert(&operator, record);
        Self::deposit_event(Event::OperatorStatusChanged { operator, status });
        Ok(())
    }

    pub(crate) fn do_finish_leaving(operator: AccountIdOf<T>) -> DispatchResult {
        let record = Operators::<T>::get(&operator).ok_or(Error::<T>::NotOperator)?;
        ensure!(
            record.status == OperatorStatus::Leaving,
            Error::<T>::OperatorNotLeaving
        );
        ensure!(record.blueprints == 0, Error::<T>::OperatorStillRegistered);
        ensure!(record.pending_slashes == 0, Error::<T>::SlashesPending);
        T::Currency::release(
            &HoldReason::OperatorBond.into(),
            &operator,
            record.bond,
            Exact,
        )?;
        Operators::<T>::remove(&operator);
        Self::deposit_event(Event::OperatorLeft { operator });
        Ok(())
    }

    fn set_status(operator: AccountIdOf<T>, status: OperatorStatus) -> DispatchResult {
        Operators::<T>::try_mutate(&operator, |record| -> DispatchResult {
            let record = record.as_mut().ok_or(Error::<T>::NotOperator)?;
            ensure!(
                record.status != OperatorStatus::Leaving,
                Error::<T>::OperatorLeaving
            );
            record.status = status;
            record.serves_until = (status == OperatorStatus::Leaving)
                .then(|| Self::unix_seconds().saturating_add(T::LeavingNotice::get()));
            Ok(())
        })?;
        Self::deposit_event(Event::OperatorStatusChanged { operator, status });
        Ok(())
    }

    /// Hold what slashes have taken of a bond.
    pub(crate) fn do_restore_bond(operator: AccountIdOf<T>) -> DispatchResult {
        let mut record = Operators::<T>::get(&operator).ok_or(Error::<T>::NotOperator)?;
        let amount = T::OperatorBond::get().saturating_sub(record.bond);
        ensure!(!amount.is_zero(), Error::<T>::BondComplete);
        T::Currency::hold(&HoldReason::OperatorBond.into(), &operator, amount)?;
        record.bond = record.bond.saturating_add(amount);
        Operators::<T>::insert(&operator, record);
        Self::deposit_event(Event::BondRestored { operator, amount });
        Ok(())
    }

    /// The record of an operator that accepts services: one that is active, and whose bond is
    /// complete, so that there is something to slash for them.
    pub(crate) fn active_operator(
        operator: &AccountIdOf<T>,
    ) -> Result<OperatorOf<T>, DispatchError> {
        let record = Operators::<T>::get(operator).ok_or(Error::<T>::NotOperator)?;
        ensure!(
            record.status == OperatorStatus::Active,
            Error::<T>::OperatorNotActive
        );
        ensure!(
            record.bond >= T::OperatorBond::get(),
            Error::<T>::BondIncomplete
        );
        Ok(record)
    }
}
