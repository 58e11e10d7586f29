//! Operators that join and leave a running service.

use crate::{
    encoding::{decode_allowed, decode_exit_terms, ExitTerms, Message},
    hooks::HookCalls,
    AccountIdOf, Attendance, Attendances, Blueprint, Config, Error, Event, Hook, Instances,
    Invitations, Membership, Memberships, NextJobCallId, OperatorOf, Operators, Pallet,
    PendingSlashes, Service, Stake,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};

impl<T: Config> Pallet<T> {
    /// Invite an operator to join a running service, or take the invitation back, as the service's owner.
    pub(crate) fn do_invite_operator(
        who: AccountIdOf<T>,
        id: u64,
        operator: AccountIdOf<T>,
        invited: bool,
    ) -> DispatchResult {
        let service = Self::live_service(id)?;
        ensure!(who == service.owner, Error::<T>::NotServiceOwner);
        let mut list = Invitations::<T>::get(id);
        let place = list.iter().position(|it| *it == operator);
        match (invited, place) {
            (true, None) => {
                ensure!(
                    !service.operators.contains(&operator),
                    Error::<T>::AlreadyInService
                );
                list.try_push(operator.clone())
                    .map_err(|_| Error::<T>::TooManyOperators)?;
            }
            (true, Some(_)) => return Err(Error::<T>::AlreadyInService.into()),
            (false, Some(place)) => {
                list.remove(place);
            }
            (false, None) => return Err(Error::<T>::NotInvited.into()),
        }
        Self::keep_invitations(id, list);
        Self::deposit_event(Event::OperatorInvited {
            service: id,
            operator,
            invited,
        });
        Ok(())
    }

    /// Join a running service to which its owner has invited the operator, under its terms: it commits the
    /// service's assets, and can be slashed for it from now on.
    pub(crate) fn do_join_service(
        operator: AccountIdOf<T>,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let mut service = Self::live_service(id)?;
        let mut list = Invitations::<T>::get(id);
        let place = list.iter().position(|it| *it == operator);
        list.remove(place.ok_or(Error::<T>::NotInvited)?);
        Self::keep_invitations(id, list);
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;
        let most = definition.max_operators;
        Self::one_more(
            service.operators.len() as u32,
            most,
            Error::<T>::TooManyOperators,
        )?;
        Self::ensure_ready(service.blueprint, &operator)?;
        // What slashes have taken of an earlier commitment is still needed.
        ensure!(
            PendingSlashes::<T>::get(id, &operator) == 0,
            Error::<T>::SlashesPending
        );
        let name = || Self::operator_id(service.blueprint, &definition, &operator);
        let (manager, generation) = definition.interface();
        if generation.has(Hook::CanJoin) {
            let message = Message::CanJoin {
                service: id,
                operator: name()?,
            };
            let answer = hooks.query(manager, generation, &message)?;
            // A manager that cannot be asked admits no operator.
            let allowed = answer.and_then(|answer| decode_allowed(&answer));
            ensure!(allowed == Some(true), Error::<T>::JoinRefused);
        }
        let joined = Message::OperatorJoined {
            service: id,
            operator: name()?,
        };
        T::Stake::commit(id, &operator, service.blueprint, &service.assets)?;
        Self::count_instance(service.blueprint, &operator, u32::saturating_add);
        service
            .operators
            .try_push(operator.clone())
            .map_err(|_| Error::<T>::TooManyOperators)?;
        Self::index_operator(id, &operator);
        let membership = Membership {
            joined_at: Some(Self::unix_seconds()),
            serves_until: None,
            from_call: NextJobCallId::<T>::get(),
        };
        Memberships::<T>::insert(id, &operator, membership);
        // Its silence is counted from now on.
        let attendance = Attendance {
            last_heartbeat: Some(Pallet::<T>::now()),
            ..Attendance::default()
        };
        Attendances::<T>::insert(id, &operator, attendance);
        Instances::<T>::insert(id, service);
        Self::deposit_event(Event::OperatorJoinedService {
            service: id,
            operator,
        });
        hooks.call(manager, generation, &joined)
    }

    /// Begin to leave a running service. The manager says whether, and on which terms, each at most
    /// [`Config::LeavingNotice`]: that long it takes to leave all services without asking.
    pub(crate) fn do_schedule_exit(
        operator: AccountIdOf<T>,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let service = Self::live_service(id)?;
        Self::ensure_serving(id, &service, &operator)?;
        let mut membership = Memberships::<T>::get(id, &operator);
        ensure!(membership.serves_until.is_none(), Error::<T>::ExitScheduled);
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;
        let (manager, generation) = definition.interface();
        let name = || Self::operator_id(service.blueprint, &definition, &operator);
        let message = Message::CanLeave {
            service: id,
            operator: name()?,
        };
        let answer = hooks.query(manager, generation, &message)?;
        // A manager that cannot be asked keeps no operator.
        let refused = answer.and_then(|answer| decode_allowed(&answer)) == Some(false);
        ensure!(!refused, Error::<T>::LeaveRefused);
        let answer = hooks.query(manager, generation, &Message::ExitConfig { service: id })?;
        let notice = T::LeavingNotice::get();
        let terms = answer.and_then(|answer| decode_exit_terms(&answer));
        let terms = terms.unwrap_or(ExitTerms {
            commitment: 0,
            queue: notice,
        });
        let now = Self::unix_seconds();
        let since = membership.joined_at.unwrap_or(service.since);
        ensure!(
            now >= since.saturating_add(terms.commitment.min(notice)),
            Error::<T>::TooEarlyToLeave
        );
        let serves_until = now.saturating_add(terms.queue.min(notice));
        let scheduled = Message::ExitScheduled {
            service: id,
            operator: name()?,
            execute_after: serves_until.saturating_add(T::FaultWindow::get()),
        };
        membership.serves_until = Some(serves_until);
        Memberships::<T>::insert(id, &operator, membership);
        Self::deposit_event(Event::ExitScheduled {
            service: id,
            operator,
            serves_until,
        });
        hooks.call(manager, generation, &scheduled)
    }

    /// Stay in a running service, as long as the operator still serves in it.
    pub(crate) fn do_cancel_exit(
        operator: AccountIdOf<T>,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let service = Self::live_service(id)?;
        ensure!(
            service.operators.contains(&operator),
            Error::<T>::NotServiceOperator
        );
        let mut membership = Memberships::<T>::get(id, &operator);
        let serves_until = membership.serves_until;
        let serves_until = serves_until.ok_or(Error::<T>::ExitNotScheduled)?;
        ensure!(Self::unix_seconds() < serves_until, Error::<T>::NoticeOver);
        membership.serves_until = None;
        match membership == Membership::default() {
            true => Memberships::<T>::remove(id, &operator),
            false => Memberships::<T>::insert(id, &operator, membership),
        }
        let Blueprint { definition, .. } = Self::blueprint(service.blueprint)?;
        let cancelled = Message::ExitCanceled {
            service: id,
            operator: Self::operator_id(service.blueprint, &definition, &operator)?,
        };
        Self::deposit_event(Event::ExitCancelled {
            service: id,
            operator,
        });
        hooks.call(definition.manager, definition.generation, &cancelled)
    }

    /// The first second in which an operator does not serve in a service any more: the end of the service or of the
    /// operator's notice. `u64::MAX` for no end, 0 for an operator that does not belong to the service.
    pub fn served_until(id: u64, operator: &AccountIdOf<T>) -> u64 {
        let service = Instances::<T>::get(id).filter(|it| it.operators.contains(operator));
        let (Some(service), Some(record)) = (service, Operators::<T>::get(operator)) else {
            return 0;
        };
        let notice = Self::serves_until(id, operator, &record);
        let ends = [service.ends_at, notice].into_iter().flatten();
        ends.min().unwrap_or(u64::MAX)
    }

    /// Until when an operator serves in a service, in unix seconds, where it leaves the service or all of them;
    /// the earlier of both. `None` where it stays.
    pub(crate) fn serves_until(
        id: u64,
        operator: &AccountIdOf<T>,
        record: &OperatorOf<T>,
    ) -> Option<u64> {
        let of_service = Memberships::<T>::get(id, operator).serves_until;
        match (of_service, record.serves_until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// That a job call was made while the operator belonged to its service. The call's deposit covers no result of another, its
    /// price paid none, and with it the call would be complete without those it was made to.
    pub(crate) fn ensure_called(
        service: u64,
        call: u64,
        operator: &AccountIdOf<T>,
    ) -> DispatchResult {
        let membership = Memberships::<T>::get(service, operator);
        ensure!(call >= membership.from_call, Error::<T>::JoinedAfterCall);
        Ok(())
    }

    /// Remove what is kept of the members of a service that ends.
    pub(crate) fn forget_members(id: u64, service: &Service<T>) {
        Invitations::<T>::remove(id);
        for operator in &service.operators {
            Memberships::<T>::remove(id, operator);
        }
    }

    fn keep_invitations(id: u64, list: crate::OperatorsOf<T>) {
        match list.is_empty() {
            true => Invitations::<T>::remove(id),
            false => Invitations::<T>::insert(id, list),
        }
    }
}
