//! Heartbeats, and reports of missing heartbeats.

use crate::{
    encoding::{decode_heartbeat_interval, decode_heartbeat_threshold, Message},
    hooks::HookCalls,
    AccountIdOf, Activities, Activity, Attendances, Blueprint, CleanupTask, Config, CurrentEra,
    Error, Event, HeartbeatTerms, HeartbeatsFixedAt, HeartbeatsOf, Operators, Pallet, Service,
    ServicePoints, Stake,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
    traits::{Saturating, UniqueSaturatedInto},
    DispatchError,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_heartbeat(operator: AccountIdOf<T>, id: u64) -> DispatchResult {
        let service = Self::live_service(id)?;
        Self::ensure_serving(id, &service, &operator)?;
        let now = Pallet::<T>::now();
        let window = BlockNumberFor::<T>::from(Self::heartbeat_terms(id).window);
        let mut attendance = Attendances::<T>::get(id, &operator).unwrap_or_default();
        // One that was reported offline ends that, however long the windows have become since its last heartbeat.
        let due = attendance.reported_offline_at.is_some()
            || attendance
                .last_heartbeat
                .is_none_or(|last| last / window < now / window);
        ensure!(due, Error::<T>::HeartbeatTooSoon);
        attendance.last_heartbeat = Some(now);
        let offline_since = attendance.reported_offline_at.take();
        Attendances::<T>::insert(id, &operator, attendance);
        Self::count_activity(&operator, |activity| &mut activity.heartbeats);
        Self::deposit_event(Event::HeartbeatReceived {
            service: id,
            operator: operator.clone(),
        });
        if let Some(since) = offline_since {
            let points = Self::charge_absence(id, &service, &operator, since)?;
            Self::deposit_event(Event::OfflineEnded {
                service: id,
                operator,
                points,
            });
        }
        Ok(())
    }

    pub(crate) fn do_report_offline(
        reporter: AccountIdOf<T>,
        id: u64,
        operator: AccountIdOf<T>,
    ) -> DispatchResult {
        let service = Self::live_service(id)?;
        ensure!(
            service.operators.contains(&operator),
            Error::<T>::NotServiceOperator
        );
        // Operators past their notice need not send heartbeats.
        ensure!(
            Self::ensure_serving(id, &service, &operator).is_ok(),
            Error::<T>::NotOffline
        );
        let now = Pallet::<T>::now();
        let mut attendance = Attendances::<T>::get(id, &operator).unwrap_or_default();
        let terms = Self::heartbeat_terms(id);
        // Whole windows without a heartbeat: one in each is enough, whenever in it.
        let silent_since = |since: BlockNumberFor<T>| {
            let window = |block| block / BlockNumberFor::<T>::from(terms.window.max(1));
            window(now) > window(since).saturating_add(terms.missed.into())
        };
        let fixed_at = HeartbeatsFixedAt::<T>::get(id);
        let heard = attendance.last_heartbeat.unwrap_or(service.started_at);
        let heard = heard.max(fixed_at);
        ensure!(silent_since(heard), Error::<T>::NotOffline);
        let since = attendance.reported_offline_at.unwrap_or(heard);
        let since = since.max(fixed_at);
        ensure!(silent_since(since), Error::<T>::AlreadyReportedOffline);
        attendance.reported_offline_at = Some(now);
        Attendances::<T>::insert(id, &operator, attendance);
        Self::count_activity(&operator, |activity| &mut activity.absences);
        let points = Self::charge_absence(id, &service, &operator, since)?;
        Self::deposit_event(Event::OfflineReported {
            service: id,
            operator,
            reporter,
            points,
        });
        Ok(())
    }

    /// Charge the time since a block in which an operator was last heard, or reported, as far as it is in this
    /// era: it loses that part of the points that it earned in the service in the era. Returns them.
    fn charge_absence(
        id: u64,
        service: &Service<T>,
        operator: &AccountIdOf<T>,
        since: BlockNumberFor<T>,
    ) -> Result<u32, DispatchError> {
        let now = Pallet::<T>::now();
        let era = CurrentEra::<T>::get();
        let away = now.saturating_sub(since.max(era.started_at));
        let elapsed = now.saturating_sub(era.started_at);
        let points = ServicePoints::<T>::mutate_exists(id, operator, |earned| {
            earned.as_mut().map_or(0, |earned| {
                earned.withhold(
                    era.index,
                    away.unique_saturated_into(),
                    elapsed.unique_saturated_into(),
                )
            })
        });
        T::Stake::note_absence(operator, service.blueprint, points)?;
        Ok(points)
    }

    /// An operator that serves in a service, also while it is paused. One that leaves serves until the service
    /// ends, or its notice for this service or for all of them.
    pub(crate) fn ensure_serving(
        id: u64,
        service: &Service<T>,
        operator: &AccountIdOf<T>,
    ) -> DispatchResult {
        ensure!(
            service.operators.contains(operator),
            Error::<T>::NotServiceOperator
        );
        let record = Operators::<T>::get(operator).ok_or(Error::<T>::NotOperator)?;
        let serves_until = Self::serves_until(id, operator, &record);
        ensure!(
            serves_until.is_none_or(|end| Self::unix_seconds() < end),
            Error::<T>::OperatorNotActive
        );
        Ok(())
    }

    /// Increment a counter of an operator in this era. Counters saturate.
    pub(crate) fn count_activity(
        operator: &AccountIdOf<T>,
        counter: impl FnOnce(&mut Activity) -> &mut u32,
    ) {
        Self::add_activity(operator, 1, counter);
    }

    /// Add to the points of an operator in this era.
    pub(crate) fn count_points(operator: &AccountIdOf<T>, points: u32) {
        Self::add_activity(operator, points, |activity| &mut activity.points);
    }

    fn add_activity(
        operator: &AccountIdOf<T>,
        more: u32,
        counter: impl FnOnce(&mut Activity) -> &mut u32,
    ) {
        let era = Self::current_era();
        if !Activities::<T>::contains_key(era, operator) {
            Self::schedule(Self::forgotten_at(era), CleanupTask::ClearEra(era));
        }
        Activities::<T>::mutate(era, operator, |activity| {
            let count = counter(activity);
            *count = count.saturating_add(more);
        });
    }

    /// The heartbeats that a service wants of its operators: as its manager said, or as the chain has them.
    pub fn heartbeat_terms(service: u64) -> HeartbeatTerms {
        let terms = HeartbeatsOf::<T>::get(service).unwrap_or_else(|| HeartbeatTerms {
            window: T::HeartbeatWindow::get().max(1),
            missed: T::OfflineLimit::get(),
        });
        // A shorter one may have no block of this chain.
        let window = terms.window.max(T::LongestGap::get());
        HeartbeatTerms { window, ..terms }
    }

    /// Ask a manager for the terms of heartbeats, once in a service's life. What it leaves to the chain, or cannot
    /// be asked for, is the chain's. As in the core, a threshold above 80 percent allows one missed heartbeat, one
    /// above 50 allows two, and any other three.
    pub(crate) fn do_fix_heartbeat_terms(
        who: &AccountIdOf<T>,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let service = Self::live_service(id)?;
        // Not any account: what a manager says may depend on the moment, and holds for good.
        ensure!(*who == service.owner, Error::<T>::NotServiceOwner);
        ensure!(
            !HeartbeatsOf::<T>::contains_key(id),
            Error::<T>::HeartbeatTermsFixed
        );
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;
        let (manager, generation) = definition.interface();
        let mut ask = |message| hooks.query(manager, generation, &message);
        let interval = ask(Message::HeartbeatInterval { service: id })?;
        let threshold = ask(Message::HeartbeatThreshold { service: id })?;
        let interval = interval.and_then(|answer| decode_heartbeat_interval(&answer));
        let threshold = threshold.and_then(|answer| decode_heartbeat_threshold(&answer));
        let mut terms = Self::heartbeat_terms(id);
        if let Some(seconds) = interval {
            let blocks = seconds.div_ceil(T::SecondsPerBlock::get().max(1).into());
            terms.window = blocks.unique_saturated_into();
        }
        if let Some(percent) = threshold {
            terms.missed = match percent {
                81.. => 1,
                51.. => 2,
                _ => 3,
            };
        }
        HeartbeatsOf::<T>::insert(id, terms);
        let terms = Self::heartbeat_terms(id);
        HeartbeatsFixedAt::<T>::insert(id, Pallet::<T>::now());
        Self::deposit_event(Event::HeartbeatTermsFixed { service: id, terms });
        Ok(())
    }
}
