//! Invariants of the pallet's state.

use crate::{
    AccountHoldings, AccountIdOf, Activities, Attendances, BalanceOf, Blueprints, CallDeposits,
    CleanupCursor, CleanupTask, CleanupTasks, Config, HoldReason, Holdings, Instances, Invitations,
    JobCalls, JobResults, KeyHolders, Memberships, Offences, Offenders, OperatorStatus, Operators,
    Pallet, PendingRequests, PendingSlashes, Preferences, ProposalsBy, QualityReports,
    Registrations, Reports, RequestInputs, Requests, RequestsOfAccount, RequestsOfOperator,
    ServicesOfBlueprint, ServicesOfOperator, SlashEvidence, Slashes, SlashingOrigins, Verdicts,
};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
    traits::{One, Saturating, Zero},
    TryRuntimeError,
};

impl<T: Config> Pallet<T> {
    /// Every count agrees with what it counts, every request with the cleanup tasks and with what its
    /// requester has on hold, every result and report with a job call, every attendance with a
    /// service, every index with what it lists, and every slash with its operator and evidence. No bond of a
    /// report is on hold, and no report of quality is of a kind that its blueprint lacks.
    ///
    /// # Errors
    /// The invariant that does not hold.
    pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::counts_agree()?;
        Self::requests_agree()?;
        Self::deposits_agree()?;
        Self::operators_agree()?;
        Self::cleanup_tasks_agree()?;
        Self::jobs_agree()?;
        Self::reports_agree()?;
        Self::attendance_agrees()?;
        Self::indices_agree()?;
        Self::operator_ids_agree()?;
        Self::slashes_agree()
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
            ensure!(
                counted != Holdings::default(),
                "an account that holds nothing is kept"
            );
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

    fn requests_agree() -> Result<(), TryRuntimeError> {
        let mut bonds = BTreeMap::<AccountIdOf<T>, BalanceOf<T>>::new();
        for request in Requests::<T>::iter_values() {
            let bond = bonds.entry(request.requester).or_default();
            *bond = bond.saturating_add(request.bond);
        }
        for service in Instances::<T>::iter_values() {
            let bond = bonds.entry(service.owner).or_default();
            *bond = bond.saturating_add(service.bond);
        }
        // Every requester and owner has holdings.
        for account in AccountHoldings::<T>::iter_keys() {
            let held = T::Currency::balance_on_hold(&HoldReason::RequestBond.into(), &account);
            let bond = bonds.remove(&account).unwrap_or_default();
            ensure!(
                held == bond,
                "the bonds of requests and services are not on hold"
            );
        }
        ensure!(bonds.is_empty(), "a bond of an account without holdings");
        for id in RequestInputs::<T>::iter_keys() {
            ensure!(Requests::<T>::contains_key(id), "inputs of no request");
        }
        Ok(())
    }

    fn deposits_agree() -> Result<(), TryRuntimeError> {
        let mut deposits = BTreeMap::<AccountIdOf<T>, BalanceOf<T>>::new();
        for (service, call, deposit) in CallDeposits::<T>::iter() {
            let known = JobCalls::<T>::get(service, call);
            ensure!(
                known.as_ref().map(|it| it.completed) == Some(!deposit.open),
                "a deposit of no job call, or of one in another state"
            );
            ensure!(
                known.is_some_and(|it| it.results <= deposit.results)
                    || !Instances::<T>::contains_key(service),
                "a job call with more results than its deposit covers"
            );
            let sum = deposits.entry(deposit.payer).or_default();
            *sum = sum.saturating_add(deposit.amount);
        }
        for (payer, sum) in deposits {
            let held = T::Currency::balance_on_hold(&HoldReason::CallDeposit.into(), &payer);
            ensure!(held == sum, "the deposits of job calls are not on hold");
        }
        for (service, call) in JobCalls::<T>::iter_keys() {
            ensure!(
                !Instances::<T>::contains_key(service)
                    || CallDeposits::<T>::contains_key(service, call),
                "a job call without a deposit"
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
            let held = T::Currency::balance_on_hold(&HoldReason::OperatorBond.into(), &operator);
            ensure!(held == record.bond, "a bond is not on hold");
            ensure!(
                (record.status == OperatorStatus::Leaving) == record.serves_until.is_some(),
                "a notice of an operator that is not leaving"
            );
            ensure!(
                registered.remove(&operator).unwrap_or_default() == record.blueprints,
                "registrations of an operator are miscounted"
            );
        }
        ensure!(registered.is_empty(), "a registration without an operator");
        Ok(())
    }

    fn cleanup_tasks_agree() -> Result<(), TryRuntimeError> {
        for (id, request) in Requests::<T>::iter() {
            let at = request.expires_at.saturating_add(One::one());
            ensure!(
                CleanupTasks::<T>::contains_key(at, CleanupTask::ExpireRequest(id)),
                "a request never expires"
            );
        }
        for (at, item, ()) in CleanupTasks::<T>::iter() {
            ensure!(
                CleanupCursor::<T>::get().is_some_and(|cursor| cursor <= at),
                "a cleanup task is skipped"
            );
            match item {
                CleanupTask::ExpireRequest(id) => {
                    ensure!(Requests::<T>::contains_key(id), "an expiry of no request");
                }
                CleanupTask::ClearEra(_) => {}
                CleanupTask::ClearService(id) => {
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
            let results = JobResults::<T>::iter_key_prefix((service, call)).count();
            ensure!(
                record.results as usize == results || !Instances::<T>::contains_key(service),
                "results of a job call are miscounted"
            );
            let Some(deposit) = CallDeposits::<T>::get(service, call) else {
                continue;
            };
            let times = deposit.called_at..=deposit.since;
            let in_time = |operator| {
                // One that has the form of an earlier version cannot be read.
                let result = JobResults::<T>::get((service, call, operator));
                result.is_some_and(|it| times.contains(&it.submitted_at))
            };
            ensure!(
                JobResults::<T>::iter_key_prefix((service, call)).all(in_time),
                "a result of before its job call, or after its last event"
            );
        }
        for (service, call, _) in JobResults::<T>::iter_keys().chain(Reports::<T>::iter_keys()) {
            ensure!(
                JobCalls::<T>::contains_key(service, call),
                "a result of no job call"
            );
        }
        for key in Verdicts::<T>::iter_keys() {
            // Records of a terminated service wait for a cleanup task.
            ensure!(
                JobResults::<T>::contains_key(&key) || !Instances::<T>::contains_key(key.0),
                "a verdict about no result"
            );
        }
        Ok(())
    }

    /// A report is judged in the call that files it.
    fn reports_agree() -> Result<(), TryRuntimeError> {
        for account in frame_system::Account::<T>::iter_keys() {
            let held = T::Currency::balance_on_hold(&HoldReason::ReportBond.into(), &account);
            ensure!(held.is_zero(), "the bond of a report is left on hold");
        }
        let mut deposits = BTreeMap::<AccountIdOf<T>, BalanceOf<T>>::new();
        for report in QualityReports::<T>::iter_values() {
            let sum = deposits.entry(report.reporter).or_default();
            *sum = sum.saturating_add(report.deposit);
        }
        for account in frame_system::Account::<T>::iter_keys() {
            let held = T::Currency::balance_on_hold(&HoldReason::ReportDeposit.into(), &account);
            let sum = deposits.remove(&account).unwrap_or_default();
            ensure!(
                held == sum,
                "the deposits of quality reports are not on hold"
            );
        }
        ensure!(
            deposits.values().all(Zero::is_zero),
            "a deposit of no account"
        );
        // The operator may have left since.
        for (id, kind, _, _) in QualityReports::<T>::iter_keys() {
            // Records of a terminated service wait for a cleanup task.
            let Some(service) = Instances::<T>::get(id) else {
                continue;
            };
            let kinds =
                Blueprints::<T>::get(service.blueprint).map(|it| it.definition.quality_kinds);
            ensure!(
                kinds.is_some_and(|kinds| kind < kinds),
                "a report of a kind that the blueprint does not accept"
            );
        }
        Ok(())
    }

    fn attendance_agrees() -> Result<(), TryRuntimeError> {
        for (id, operator, attendance) in Attendances::<T>::iter() {
            ensure!(
                attendance.reported_offline_at.is_some() || attendance.last_heartbeat.is_some(),
                "an attendance of nothing"
            );
            // Records of a terminated service wait for a cleanup task.
            let serves = Instances::<T>::get(id).map(|known| known.operators.contains(&operator));
            ensure!(serves != Some(false), "an attendance of no operator");
        }
        let cleared: alloc::collections::BTreeSet<_> = CleanupTasks::<T>::iter()
            .filter_map(|(_, task, ())| match task {
                CleanupTask::ClearEra(era) => Some(era),
                _ => None,
            })
            .collect();
        for (era, _) in Activities::<T>::iter_keys() {
            ensure!(
                cleared.contains(&era),
                "the counters of an era are never cleared"
            );
        }
        Ok(())
    }

    fn indices_agree() -> Result<(), TryRuntimeError> {
        let mut serving = 0;
        for (id, service) in Instances::<T>::iter() {
            let key = id.to_be_bytes();
            let listed = ServicesOfBlueprint::<T>::contains_key(service.blueprint, key)
                && service
                    .operators
                    .iter()
                    .all(|operator| ServicesOfOperator::<T>::contains_key(operator, key));
            ensure!(listed, "a service is not found");
            serving += service.operators.len();
        }
        let mut waiting = 0;
        for (id, request) in Requests::<T>::iter() {
            let key = id.to_be_bytes();
            let listed = RequestsOfAccount::<T>::contains_key(&request.requester, key)
                && request
                    .waiting()
                    .all(|operator| RequestsOfOperator::<T>::contains_key(operator, key));
            ensure!(listed, "a request is not found");
            waiting += request.waiting().count();
        }
        for (id, operator) in Memberships::<T>::iter_keys() {
            let serves = Instances::<T>::get(id).map(|known| known.operators.contains(&operator));
            ensure!(serves == Some(true), "a membership of no operator");
        }
        for (id, list) in Invitations::<T>::iter() {
            let known = Instances::<T>::contains_key(id);
            ensure!(known && !list.is_empty(), "an invitation to no service");
        }
        for (operator, count) in PendingRequests::<T>::iter() {
            let listed = RequestsOfOperator::<T>::iter_key_prefix(operator).count();
            ensure!(listed == count as usize, "requests are miscounted");
        }
        // All are listed: as many entries as there are of them leave room for no other.
        ensure!(
            ServicesOfBlueprint::<T>::iter_keys().count() == Instances::<T>::iter_keys().count()
                && ServicesOfOperator::<T>::iter_keys().count() == serving
                && RequestsOfOperator::<T>::iter_keys().count() == waiting
                && PendingRequests::<T>::iter_values().sum::<u32>() as usize == waiting
                && RequestsOfAccount::<T>::iter_keys().count()
                    == Requests::<T>::iter_keys().count(),
            "an index lists what is not there"
        );
        Ok(())
    }

    fn operator_ids_agree() -> Result<(), TryRuntimeError> {
        for (blueprint, operator, preferences) in Preferences::<T>::iter() {
            ensure!(
                KeyHolders::<T>::get(blueprint, preferences.key) == Some(operator.clone())
                    && Registrations::<T>::contains_key(blueprint, operator),
                "a key of no operator"
            );
        }
        for (id, operator) in Registrations::<T>::iter_keys() {
            let generation = Blueprints::<T>::get(id).map(|it| it.definition.generation);
            ensure!(
                generation.is_some_and(|it| it.identifies_operators_by_key())
                    == Preferences::<T>::contains_key(id, operator),
                "an operator without a key"
            );
        }
        ensure!(
            Preferences::<T>::iter_keys().count() == KeyHolders::<T>::iter_keys().count(),
            "a key without a holder"
        );
        Ok(())
    }

    fn slashes_agree() -> Result<(), TryRuntimeError> {
        let mut pending = BTreeMap::<AccountIdOf<T>, u32>::new();
        let mut offences = BTreeMap::<_, u32>::new();
        let mut by_proposer = BTreeMap::<_, u32>::new();
        let mut by_service = BTreeMap::<(u64, AccountIdOf<T>), u32>::new();
        for (id, slash) in Slashes::<T>::iter() {
            let court = &slash.proposal;
            let (operator, proposer) = (slash.operator.clone(), slash.proposer.clone());
            let key = (court.service, operator, proposer, court.evidence);
            ensure!(
                SlashEvidence::<T>::get(key) == Some(id)
                    || !Instances::<T>::contains_key(court.service),
                "a slash without evidence"
            );
            let offence = (
                court.service,
                (court.charge as u8, slash.era),
                slash.operator.clone(),
            );
            *offences.entry(offence).or_default() += 1;
            *by_service
                .entry((court.service, slash.operator.clone()))
                .or_default() += 1;
            *by_proposer
                .entry((
                    court.service,
                    slash.operator.clone(),
                    slash.proposer,
                    court.charge as u8,
                ))
                .or_default() += 1;
            *pending.entry(slash.operator).or_default() += 1;
        }
        let counted = PendingSlashes::<T>::iter().map(|(id, who, count)| ((id, who), count));
        ensure!(
            counted.collect::<BTreeMap<_, _>>() == by_service,
            "slashes of an operator in a service are miscounted"
        );
        // Those of before the count existed are not counted.
        let miscounted = ProposalsBy::<T>::iter()
            .any(|(key, open)| open == 0 || by_proposer.get(&key).is_none_or(|it| open > *it));
        ensure!(!miscounted, "proposals of a proposer are miscounted");
        let mut offenders = BTreeMap::<_, u32>::new();
        for (key, offence) in Offences::<T>::iter() {
            let open = offences.remove(&key).unwrap_or_default();
            let counted = offence.proposals > open || (offence.proposals == open && open > 0);
            ensure!(counted, "proposals of an offence are miscounted");
            *offenders.entry((key.0, key.1)).or_default() += 1;
        }
        ensure!(offences.is_empty(), "a slash of no offence");
        // Records of a service that ended are being removed, one map after the other.
        let kept = |id: &u64| Instances::<T>::contains_key(id);
        offenders.retain(|(id, _), _| kept(id));
        let counted = Offenders::<T>::iter().filter(|(id, ..)| kept(id));
        let counted = counted.map(|(id, key, count)| ((id, key), count));
        ensure!(
            counted.collect::<BTreeMap<_, _>>() == offenders,
            "offenders of an era are miscounted"
        );
        for (operator, record) in Operators::<T>::iter() {
            ensure!(
                pending.remove(&operator).unwrap_or_default() == record.pending_slashes,
                "slashes of an operator are miscounted"
            );
        }
        ensure!(pending.is_empty(), "a slash of no operator");
        for id in SlashingOrigins::<T>::iter_keys() {
            ensure!(
                Instances::<T>::contains_key(id),
                "a slashing origin of no service"
            );
        }
        Ok(())
    }
}
