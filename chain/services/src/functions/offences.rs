//! Offences of operators: what a slash costs, by the penalties of its blueprint, and who gets it.

use crate::{
    AccountIdOf, BalanceOf, Beneficiary, Config, Error, Event, HoldReason, OffenceKey,
    OffenceRecords, Offences, Offenders, Pallet, Penalties, Registrations, Slash, SlashedFunds,
    Stake,
};
use blueprint_rules::penalty::Correlation;
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    storage::with_storage_layer,
    traits::{
        fungible::MutateHold,
        tokens::{Fortitude::Force, Precision::BestEffort, Restriction::Free},
        Get,
    },
};
use sp_runtime::{
    traits::{UniqueSaturatedInto, Zero},
    DispatchError,
};

impl<T: Config> Pallet<T> {
    /// Count a proposal for an offence of an operator.
    pub(crate) fn note_offence(service: u64, key: OffenceKey, operator: &AccountIdOf<T>) {
        Offences::<T>::mutate((service, key, operator), |offence| {
            if offence.propose() {
                Offenders::<T>::mutate(service, key, |count| *count = count.saturating_add(1));
            }
        });
    }

    /// A slash ended without being executed: its offence does not count.
    pub(crate) fn forget_offence(slash: &Slash<T>) {
        let (service, key) = (slash.proposal.service, Self::offence_key(slash));
        Offences::<T>::mutate_exists((service, key, &slash.operator), |known| {
            if known.as_mut().is_some_and(|offence| offence.withdraw()) {
                *known = None;
                Offenders::<T>::mutate_exists(service, key, |count| {
                    *count = count.map(|it| it.saturating_sub(1)).filter(|it| *it > 0);
                });
            }
        });
    }

    /// The share that a slash takes now, in basis points: the penalty of its class, less what slashes of
    /// the same class, service and era have taken of the operator. With the first of them the offence goes
    /// on the operator's record, and may eject it.
    pub(crate) fn charge_offence(
        slash: &Slash<T>,
        severity: u16,
        penalties: &Penalties,
    ) -> Result<u16, DispatchError> {
        let (service, key) = (slash.proposal.service, Self::offence_key(slash));
        let penalty = penalties
            .of(slash.proposal.charge)
            .ok_or(DispatchError::Corruption)?;
        let place = usize::from(key.0.saturating_sub(1));
        let mut offence = Offences::<T>::get((service, key, &slash.operator));
        let mut record = OffenceRecords::<T>::get(slash.blueprint, &slash.operator);
        let count = record
            .offences
            .get_mut(place)
            .ok_or(DispatchError::Corruption)?;
        let correlation = Correlation {
            offenders: Offenders::<T>::get(service, key),
            operators: slash.operators,
            ..Correlation::default()
        };
        let charged = offence.charge(
            &penalty.amount,
            penalty.ejects_at,
            key.0.into(),
            severity,
            *count,
            correlation,
        );
        let charged = charged.map_err(|_| DispatchError::Corruption)?;
        Offences::<T>::insert((service, key, &slash.operator), offence);
        if *count != charged.on_record {
            *count = charged.on_record;
            if charged.ejected && !record.ejected {
                record.ejected = true;
                Self::eject(slash.blueprint, &slash.operator);
            }
            OffenceRecords::<T>::insert(slash.blueprint, &slash.operator, record);
        }
        Ok(charged.share_bps)
    }

    /// Let an operator that was ejected from a blueprint return to it. Its offences stay on record.
    pub(crate) fn do_readmit_operator(blueprint: u64, operator: AccountIdOf<T>) -> DispatchResult {
        OffenceRecords::<T>::try_mutate(blueprint, &operator, |record| {
            ensure!(record.ejected, Error::<T>::OperatorNotEjected);
            record.ejected = false;
            DispatchResult::Ok(())
        })?;
        Self::deposit_event(Event::OperatorReadmitted {
            blueprint,
            operator,
        });
        Ok(())
    }

    /// An operator that was ejected from a blueprint cannot return by itself.
    pub(crate) fn ensure_not_ejected(blueprint: u64, operator: &AccountIdOf<T>) -> DispatchResult {
        let record = OffenceRecords::<T>::get(blueprint, operator);
        ensure!(!record.ejected, Error::<T>::OperatorEjected);
        Ok(())
    }

    /// Where the funds of a slash go, by the blueprint's terms.
    pub(crate) fn beneficiary(
        slash: &Slash<T>,
        terms: SlashedFunds,
        blueprint_owner: &AccountIdOf<T>,
    ) -> Beneficiary<AccountIdOf<T>> {
        let account = |account: AccountIdOf<T>| match account == slash.proposer {
            true => Beneficiary::Burn,
            false => Beneficiary::Account(account),
        };
        match terms {
            SlashedFunds::Burned => Beneficiary::Burn,
            SlashedFunds::Treasury => account(T::Treasury::get()),
            SlashedFunds::Customer
                if slash.customer == *blueprint_owner
                    || slash.customer == slash.blueprint_owner
                    || slash.customer == slash.operator =>
            {
                Beneficiary::Burn
            }
            SlashedFunds::Customer => account(slash.customer.clone()),
            SlashedFunds::Rewards => Beneficiary::Rewards,
        }
    }

    /// Take an amount of an operator's bond for the beneficiary. What it cannot receive is burned. Returns
    /// what was taken.
    pub(crate) fn take_bond(
        operator: &AccountIdOf<T>,
        amount: BalanceOf<T>,
        beneficiary: &Beneficiary<AccountIdOf<T>>,
    ) -> Result<BalanceOf<T>, DispatchError> {
        let reason = HoldReason::OperatorBond.into();
        if amount.is_zero() {
            return Ok(amount);
        }
        let (to, rewards) = match beneficiary {
            Beneficiary::Burn => (None, false),
            Beneficiary::Account(account) => (Some(account.clone()), false),
            Beneficiary::Rewards => (T::Stake::rewards_account(), true),
        };
        if let Some(to) = to {
            let paid = with_storage_layer(|| {
                let paid = T::Currency::transfer_on_hold(
                    &reason, operator, &to, amount, BestEffort, Free, Force,
                )?;
                if rewards {
                    T::Stake::add_to_rewards(paid.unique_saturated_into())?;
                }
                Ok::<_, DispatchError>(paid)
            });
            if let Ok(paid) = paid {
                return Ok(paid);
            }
        }
        Ok(Self::forfeit(HoldReason::OperatorBond, operator, amount))
    }

    fn offence_key(slash: &Slash<T>) -> OffenceKey {
        (slash.proposal.charge as u8, slash.era)
    }

    /// The operator accepts no service of the blueprint any more. Those that run go on.
    fn eject(blueprint: u64, operator: &AccountIdOf<T>) {
        Registrations::<T>::mutate(blueprint, operator, |registration| {
            if let Some(registration) = registration {
                registration.instance_limit = 0;
            }
        });
        Self::deposit_event(Event::OperatorEjected {
            blueprint,
            operator: operator.clone(),
        });
    }
}
