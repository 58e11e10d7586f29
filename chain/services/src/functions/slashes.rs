//! Slashes: proposed, reviewed, executed.

use crate::{
    encoding::{decode_slashing_origin, Message},
    hooks::HookCalls,
    AccountIdOf, BalanceOf, Blueprint, BlueprintDefinition, Config, Error, Event, HoldReason,
    Instances, NextSlashId, OperatorOf, Operators, Pallet, PendingSlashes, Slash, SlashEvidence,
    Slashes, SlashingOrigins, Stake,
};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{
        fungible::{InspectHold, MutateHold},
        tokens::{Fortitude::Force, Precision::BestEffort},
        Get,
    },
};
use sp_core::H256;
use sp_runtime::{
    traits::{Saturating, Zero},
    DispatchError, Percent,
};

impl<T: Config> Pallet<T> {
    /// Propose a slash and notify the manager.
    pub(crate) fn do_propose_slash(
        who: &AccountIdOf<T>,
        id: u64,
        operator: AccountIdOf<T>,
        percent: Percent,
        evidence: H256,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let message = Message::UnappliedSlash {
            service: id,
            operator: Self::offender_id(&operator),
            percent: percent.deconstruct(),
        };
        let (_, definition) = Self::file_slash(who, id, operator, percent, evidence)?;
        hooks.call(definition.manager, definition.generation, &message)
    }

    /// Propose a slash: the service's manager, the account it named when the service started, or the
    /// blueprint's owner, as [`SlashingOrigins`] says. Slashes can be proposed as long as the service
    /// exists, also after its end, like reports. Calls no hook, so that a manager can propose from within
    /// one. Returns the slash's id, and the blueprint's definition.
    ///
    /// # Errors
    /// Those of [`Pallet::propose_slash`].
    pub fn file_slash(
        who: &AccountIdOf<T>,
        id: u64,
        operator: AccountIdOf<T>,
        percent: Percent,
        evidence: H256,
    ) -> Result<(u64, BlueprintDefinition), DispatchError> {
        let service = Instances::<T>::get(id).ok_or(Error::<T>::ServiceNotFound)?;
        ensure!(
            service.operators.contains(&operator),
            Error::<T>::NotServiceOperator
        );
        let mut record = Operators::<T>::get(&operator).ok_or(Error::<T>::NotOperator)?;
        ensure!(
            !percent.mul_floor(record.bond).is_zero() || T::Stake::slashable(&operator, percent),
            Error::<T>::EmptySlash
        );
        let key = (id, operator.clone(), evidence);
        ensure!(
            !SlashEvidence::<T>::contains_key(&key),
            Error::<T>::EvidenceUsed
        );
        let pending = Self::one_more(
            PendingSlashes::<T>::get(id, &operator),
            T::MaxPendingSlashes::get(),
            Error::<T>::TooManySlashes,
        )?;
        record.pending_slashes =
            Self::one_more(record.pending_slashes, u32::MAX, Error::<T>::TooManySlashes)?;
        let Blueprint {
            definition, owner, ..
        } = Self::blueprint(service.blueprint)?;
        let named = SlashingOrigins::<T>::get(id).ok_or(Error::<T>::NotSlashingOrigin)?;
        ensure!(
            *who == named || *who == owner || *who == Self::account_of(&definition.manager),
            Error::<T>::NotSlashingOrigin
        );

        let slash = Self::next_id::<NextSlashId<T>>()?;
        let executable_at =
            frame_system::Pallet::<T>::block_number().saturating_add(T::SlashWindow::get().into());
        Slashes::<T>::insert(
            slash,
            Slash {
                blueprint: service.blueprint,
                service: id,
                operator: operator.clone(),
                percent,
                evidence,
                captured: record.bond,
                slashed_before: record.slashed,
                executable_at,
            },
        );
        SlashEvidence::<T>::insert(&key, slash);
        PendingSlashes::<T>::insert(id, &operator, pending);
        T::Stake::capture(slash, &operator)?;
        Operators::<T>::insert(&operator, record);
        Self::deposit_event(Event::SlashProposed {
            slash,
            service: id,
            operator,
            percent,
            executable_at,
        });
        Ok((slash, definition))
    }

    /// A slash can be vetoed until it is executed. Its evidence stays used.
    pub(crate) fn do_veto_slash(id: u64) -> DispatchResult {
        let slash = Slashes::<T>::take(id).ok_or(Error::<T>::SlashNotFound)?;
        T::Stake::release(id);
        Self::count_slash_out(&slash);
        Operators::<T>::mutate(&slash.operator, |record| {
            if let Some(record) = record {
                record.pending_slashes = record.pending_slashes.saturating_sub(1);
            }
        });
        Self::deposit_event(Event::SlashVetoed { slash: id });
        Ok(())
    }

    pub(crate) fn do_execute_slash(id: u64, hooks: &mut HookCalls<T>) -> DispatchResult {
        let slash = Slashes::<T>::take(id).ok_or(Error::<T>::SlashNotFound)?;
        ensure!(
            frame_system::Pallet::<T>::block_number() >= slash.executable_at,
            Error::<T>::SlashUnderReview
        );
        Self::count_slash_out(&slash);
        let Blueprint { definition, .. } = Self::blueprint(slash.blueprint)?;
        let mut record = Operators::<T>::get(&slash.operator).ok_or(Error::<T>::NotOperator)?;
        let amount = <T as pallet_revive::Config>::Currency::burn_held(
            &HoldReason::OperatorBond.into(),
            &slash.operator,
            Self::slashable(&slash, &record),
            BestEffort,
            Force,
        )?;
        record.bond = record.bond.saturating_sub(amount);
        record.slashed = record.slashed.saturating_add(amount);
        record.pending_slashes = record.pending_slashes.saturating_sub(1);
        Operators::<T>::insert(&slash.operator, record);
        T::Stake::slash(id, &slash.operator, slash.percent)?;
        let message = Message::Slashed {
            service: slash.service,
            operator: Self::offender_id(&slash.operator),
            percent: slash.percent.deconstruct(),
        };
        Self::deposit_event(Event::SlashExecuted {
            slash: id,
            operator: slash.operator,
            amount,
        });
        hooks.call(definition.manager, definition.generation, &message)
    }

    /// Decrement the pending slashes of the service.
    fn count_slash_out(slash: &Slash<T>) {
        PendingSlashes::<T>::mutate_exists(slash.service, &slash.operator, |pending| {
            *pending = pending
                .and_then(|count| count.checked_sub(1))
                .filter(|count| *count > 0);
        });
    }

    /// The amount of a slash: its share of the captured bond, at most what other slashes have left of
    /// that, and at most what is on hold.
    fn slashable(slash: &Slash<T>, record: &OperatorOf<T>) -> BalanceOf<T> {
        let taken = record.slashed.saturating_sub(slash.slashed_before);
        let held = <T as pallet_revive::Config>::Currency::balance_on_hold(
            &HoldReason::OperatorBond.into(),
            &slash.operator,
        );
        slash
            .percent
            .mul_floor(slash.captured)
            .min(slash.captured.saturating_sub(taken))
            .min(held)
    }

    /// Fix the account that may propose slashes in a service that starts: as the manager returns. If the
    /// query fails, no account may.
    pub(crate) fn fix_slashing_origin(
        definition: &BlueprintDefinition,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let answer = hooks.query(
            definition.manager,
            definition.generation,
            &Message::SlashingOrigin { service: id },
        )?;
        if let Some(origin) = answer.and_then(|answer| decode_slashing_origin(&answer)) {
            SlashingOrigins::<T>::insert(id, Self::account_of(&origin));
        }
        Ok(())
    }
}
