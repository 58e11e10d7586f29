//! What always holds of the pallet's state.

use crate::{
    AccountHoldings, AccountIdOf, Agenda, AgendaCursor, AgendaItem, Blueprints, Config, HoldReason,
    Holdings, Instances, JobCalls, JobResults, Operators, Pallet, Registrations, Reports, Requests,
};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
    traits::{One, Saturating},
    TryRuntimeError,
};

impl<T: Config> Pallet<T> {
    /// Every count agrees with what it counts, every request with the agenda, and every result
    /// and report with a job call.
    ///
    /// # Errors
    /// What does not hold.
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::counts_agree()?;
        Self::operators_agree()?;
        Self::agenda_agrees()?;
        Self::jobs_agree()
    }

    fn counts_agree() -> Result<(), TryRuntimeError> {
        let mut held = BTreeMap::<AccountIdOf<T>, Holdings>::new();
        let mut instances = BTreeMap::<u64, u32>::new();
        for (id, blueprint) in Blueprints::<T>::iter() {
            held.entry(blueprint.owner).or_default().blueprints += 1;
            instances.insert(id, 0);
        }
        for request in Requests::<T>::iter_values() {
            ensure!(
                Blueprints::<T>::contains_key(request.blueprint),
                "request of no blueprint"
            );
            held.entry(request.requester).or_default().requests += 1;
        }
        for service in Instances::<T>::iter_values() {
            held.entry(service.owner).or_default().services += 1;
            *instances
                .get_mut(&service.blueprint)
                .ok_or("service of no blueprint")? += 1;
        }
        for (account, counted) in AccountHoldings::<T>::iter() {
            let held = held.remove(&account).unwrap_or_default();
            ensure!(counted == held, "holdings of an account are miscounted");
        }
        ensure!(held.is_empty(), "holdings of an account are not counted");
        for (id, blueprint) in Blueprints::<T>::iter() {
            ensure!(
                instances.get(&id) == Some(&blueprint.instances),
                "services of a blueprint are miscounted"
            );
        }
        Ok(())
    }

    fn operators_agree() -> Result<(), TryRuntimeError> {
        let mut registered = BTreeMap::<AccountIdOf<T>, u32>::new();
        for (blueprint, operator, registration) in Registrations::<T>::iter() {
            let serving = Instances::<T>::iter_values()
                .filter(|service| service.blueprint == blueprint)
                .filter(|service| service.operators.contains(&operator))
                .count();
            ensure!(
                registration.instances as usize == serving,
                "services of an operator are miscounted"
            );
            *registered.entry(operator).or_default() += 1;
        }
        for (operator, record) in Operators::<T>::iter() {
            let held = <T as pallet_revive::Config>::Currency::balance_on_hold(
                &HoldReason::OperatorBond.into(),
                &operator,
            );
            ensure!(held == record.bond, "a bond is not on hold");
            ensure!(
                registered.remove(&operator).unwrap_or_default() == record.blueprints,
                "registrations of an operator are miscounted"
            );
        }
        ensure!(registered.is_empty(), "a registration without an operator");
        Ok(())
    }

    fn agenda_agrees() -> Result<(), TryRuntimeError> {
        for (id, request) in Requests::<T>::iter() {
            let at = request.expires_at.saturating_add(One::one());
            ensure!(
                Agenda::<T>::contains_key(at, AgendaItem::ExpireRequest(id)),
                "a request never expires"
            );
        }
        for (at, item, ()) in Agenda::<T>::iter() {
            ensure!(
                AgendaCursor::<T>::get().is_some_and(|cursor| cursor <= at),
                "an item of the agenda is passed over"
            );
            match item {
                AgendaItem::ExpireRequest(id) => {
                    ensure!(Requests::<T>::contains_key(id), "an expiry of no request");
                }
                AgendaItem::ClearService(id) => {
                    ensure!(
                        !Instances::<T>::contains_key(id),
                        "a running service is cleared"
                    );
                }
            }
        }
        Ok(())
    }

    fn jobs_agree() -> Result<(), TryRuntimeError> {
        for (service, call, record) in JobCalls::<T>::iter() {
            let results = JobResults::<T>::iter_prefix((service, call)).count();
            ensure!(
                record.results as usize == results || !Instances::<T>::contains_key(service),
                "results of a job call are miscounted"
            );
        }
        for (service, call, _) in JobResults::<T>::iter_keys().chain(Reports::<T>::iter_keys()) {
            ensure!(
                JobCalls::<T>::contains_key(service, call),
                "a result of no job call"
            );
        }
        Ok(())
    }
}
