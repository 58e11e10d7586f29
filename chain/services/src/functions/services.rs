//! Services: their start and their end.

use crate::{
    encoding::Message, hook::HookFailure, hooks::HookCalls, AccountIdOf, Attendances, Blueprint,
    Blueprints, CleanupTask, Config, Ending, Error, Event, Generation, HeartbeatsFixedAt,
    HeartbeatsOf, Instances, Memberships, NextServiceId, Operators, Owned, OwnershipOffers, Pallet,
    Registrations, Request, Service, SlashingOrigins, Stake,
};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResult, ensure, traits::Get, BoundedVec};
use sp_core::H160;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Start the service that all operators of a request have approved. They are checked again: since
    /// its approval, an operator may have left, paused, or reached its limit.
    pub(crate) fn start_service(
        request_id: u64,
        request: Request<T>,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let Request {
            blueprint: blueprint_id,
            requester,
            permitted_callers,
            assets,
            ttl,
            bond,
            ..
        } = request;
        let operators: Vec<_> = request.operators.into_iter().map(|(who, _)| who).collect();
        hooks.set_base(Self::approve_base(operators.len() as u32));
        for operator in &operators {
            Self::ensure_ready(blueprint_id, operator)?;
            Self::count_instance(blueprint_id, operator, u32::saturating_add);
        }

        let mut blueprint = Self::blueprint(blueprint_id)?;
        blueprint.instances = Self::one_more(
            blueprint.instances,
            blueprint.definition.max_instances,
            Error::<T>::BlueprintFull,
        )?;
        Blueprints::<T>::insert(blueprint_id, &blueprint);
        Self::count_held(
            &requester,
            |held| &mut held.services,
            T::MaxServicesPerAccount::get(),
            Error::TooManyServices,
        )?;

        let service = Self::next_id::<NextServiceId<T>>()?;
        let message = Message::ServiceInitialized {
            blueprint: blueprint_id,
            request: request_id,
            service,
            owner: Self::address_of(&requester),
            permitted_callers: Self::addresses_of(&permitted_callers),
            ttl,
        };
        let record = Service::<T> {
            blueprint: blueprint_id,
            owner: requester.clone(),
            operators: BoundedVec::truncate_from(operators),
            permitted_callers,
            assets,
            started_at: Pallet::<T>::now(),
            ends_at: (ttl > 0).then(|| Self::unix_seconds().saturating_add(ttl)),
            since: Self::unix_seconds(),
            bond,
            ended_by_owner: false,
        };
        Self::index_service(service, &record);
        for operator in &record.operators {
            T::Stake::commit(service, operator, record.blueprint, &record.assets)?;
        }
        Instances::<T>::insert(service, record);
        Self::deposit_event(Event::ServiceInitialized {
            service,
            request: request_id,
            blueprint: blueprint_id,
            owner: requester,
        });
        let Blueprint { definition, .. } = blueprint;
        hooks.call(definition.manager, definition.generation, &message)?;
        // After the hook, in which the manager may take note of whom it is going to name.
        Self::fix_slashing_origin(&definition, service, hooks)
    }

    /// End a service, as its owner; or remove one whose fault window is over, as any account.
    pub(crate) fn do_terminate(
        who: AccountIdOf<T>,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let mut service = Instances::<T>::get(id).ok_or(Error::<T>::ServiceNotFound)?;
        let blueprint = Self::blueprint(service.blueprint)?;
        let (manager, generation) = blueprint.definition.interface();
        hooks.set_base(Self::terminate_base(service.operators.len() as u32));
        if service.settled() {
            let ended = Self::end_service(id, &service, blueprint, Ending::Expired);
            return Self::report_end(manager, generation, &service, &ended, hooks);
        }
        ensure!(!service.expired(), Error::<T>::FaultWindowOpen);
        ensure!(who == service.owner, Error::<T>::NotServiceOwner);
        let now = Self::unix_seconds();
        let after_notice = now.saturating_add(T::LeavingNotice::get());
        let latest = service.ends_at.unwrap_or(after_notice).min(after_notice);
        // Its operators can be slashed for as long as after any end, by those who relied on it.
        service.ends_at = Some(now);
        let ended = Message::ServiceTermination {
            service: id,
            owner: Self::address_of(&service.owner),
            ending: Ending::ByOwner,
        };
        service.ended_by_owner = true;
        Instances::<T>::insert(id, &service);
        let failure = hooks.attempt(manager, generation, &ended)?;
        if failure.is_none_or(|it| it == HookFailure::ManagerWithoutCode) {
            Self::deposit_event(Event::ServiceStopped { service: id });
            return Ok(());
        }
        // The manager can have the service last for the notice, and no longer: its owner's bond is on hold until it ends.
        service.ends_at = Some(latest);
        service.ended_by_owner = false;
        Instances::<T>::insert(id, service);
        Self::deposit_event(Event::ServiceEndsAt {
            service: id,
            ends_at: latest,
        });
        Ok(())
    }

    /// Tell a manager that a service has ended, once.
    fn report_end(
        manager: H160,
        generation: Generation,
        service: &Service<T>,
        ended: &Message,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        match service.ended_by_owner {
            true => Ok(()),
            false => hooks.call(manager, generation, ended),
        }
    }

    /// Remove an operator from a service after its fault window, as any account. If too few stay, the service
    /// stops, and they can be slashed for as long as after any service. If none stays, the service is
    /// removed.
    pub(crate) fn do_leave_service(
        id: u64,
        operator: AccountIdOf<T>,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let record = Operators::<T>::get(&operator).ok_or(Error::<T>::NotOperator)?;
        let served_until = Self::serves_until(id, &operator, &record);
        let served_until = served_until.ok_or(Error::<T>::OperatorNotLeaving)?;
        let mut service = Instances::<T>::get(id).ok_or(Error::<T>::ServiceNotFound)?;
        let place = service.operators.iter().position(|it| *it == operator);
        let place = place.ok_or(Error::<T>::NotServiceOperator)?;
        let leaves_at = served_until.saturating_add(T::FaultWindow::get());
        ensure!(
            Self::unix_seconds() >= leaves_at,
            Error::<T>::TooEarlyToLeave
        );
        let blueprint = Self::blueprint(service.blueprint)?;
        let definition = &blueprint.definition;
        let (manager, generation) = definition.interface();
        let left = Message::OperatorLeft {
            service: id,
            operator: Self::operator_id(service.blueprint, definition, &operator)?,
        };

        service.operators.remove(place);
        Self::unindex_operator(id, &operator);
        Self::count_instance(service.blueprint, &operator, u32::saturating_sub);
        Attendances::<T>::remove(id, &operator);
        Memberships::<T>::remove(id, &operator);
        T::Stake::free(id, &operator);
        Self::deposit_event(Event::OperatorLeftService {
            service: id,
            operator,
        });
        if service.operators.is_empty() {
            hooks.set_base(Self::leave_service_base(true));
            let ended = Self::end_service(id, &service, blueprint, Ending::NoOperators);
            hooks.call(manager, generation, &left)?;
            return Self::report_end(manager, generation, &service, &ended, hooks);
        }
        let stay = service.operators.len() as u32;
        if stay < definition.min_operators && !service.expired() {
            service.ends_at = Some(Self::unix_seconds());
            Self::deposit_event(Event::ServiceStopped { service: id });
        }
        Instances::<T>::insert(id, service);
        hooks.call(manager, generation, &left)
    }

    /// Remove a service. Returns the message for its manager.
    fn end_service(
        id: u64,
        service: &Service<T>,
        mut blueprint: Blueprint<AccountIdOf<T>>,
        ending: Ending,
    ) -> Message<'static> {
        let ending = match service.ended_by_owner {
            true => Ending::ByOwner,
            false => ending,
        };
        Instances::<T>::remove(id);
        SlashingOrigins::<T>::remove(id);
        OwnershipOffers::<T>::remove(Owned::Service(id));
        HeartbeatsOf::<T>::remove(id);
        HeartbeatsFixedAt::<T>::remove(id);
        Self::unindex_service(id, service);
        Self::forget_members(id, service);
        for operator in &service.operators {
            Self::count_instance(service.blueprint, operator, u32::saturating_sub);
            T::Stake::free(id, operator);
        }
        Self::uncount_held(&service.owner, |held| &mut held.services);
        Self::return_bond(&service.owner, service.bond);
        blueprint.instances = blueprint.instances.saturating_sub(1);
        Blueprints::<T>::insert(service.blueprint, &blueprint);
        Self::schedule(Pallet::<T>::now(), CleanupTask::ClearService(id));
        Self::deposit_event(Event::ServiceTerminated {
            service: id,
            ending,
        });
        Message::ServiceTermination {
            service: id,
            owner: Self::address_of(&service.owner),
            ending,
        }
    }

    /// A service that has not ended.
    pub(crate) fn live_service(id: u64) -> Result<Service<T>, DispatchError> {
        let service = Instances::<T>::get(id).ok_or(Error::<T>::ServiceNotFound)?;
        ensure!(!service.expired(), Error::<T>::ServiceExpired);
        Ok(service)
    }

    pub(crate) fn count_instance(
        blueprint: u64,
        operator: &AccountIdOf<T>,
        count: fn(u32, u32) -> u32,
    ) {
        Registrations::<T>::mutate(blueprint, operator, |registration| {
            if let Some(registration) = registration {
                registration.instances = count(registration.instances, 1);
            }
        });
    }
}
