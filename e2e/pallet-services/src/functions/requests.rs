//! Requests: asking operators for a service, and their answers.

use crate::{
    encoding::Message, hooks::HookCalls, AccountHoldings, AccountIdOf, Agenda, AgendaItem,
    Blueprint, BlueprintDefinition, CallersOf, Config, Error, Event, NextRequestId, OperatorsOf,
    Pallet, Registrations, Request, Requests,
};
use alloc::collections::BTreeSet;
use frame_support::{dispatch::DispatchResult, ensure, traits::Get, BoundedVec};
use sp_runtime::{
    traits::{One, Saturating},
    DispatchError,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_request(
        requester: AccountIdOf<T>,
        blueprint: u64,
        operators: OperatorsOf<T>,
        permitted_callers: CallersOf<T>,
        inputs: &[u8],
        ttl: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let Blueprint { definition, .. } = Self::blueprint(blueprint)?;
        Self::ensure_requestable(blueprint, &definition, &operators)?;
        AccountHoldings::<T>::try_mutate(&requester, |held| {
            held.requests = Self::one_more(
                held.requests,
                T::MaxRequestsPerAccount::get(),
                Error::<T>::TooManyRequests,
            )?;
            Ok::<_, DispatchError>(())
        })?;

        let request = Self::next_id::<NextRequestId<T>>()?;
        let expires_at =
            frame_system::Pallet::<T>::block_number().saturating_add(T::RequestTtl::get().into());
        let message = Message::Request {
            request,
            requester: Self::address_of(&requester),
            operators: Self::addresses_of(&operators),
            inputs,
            ttl,
        };
        let asked = operators
            .into_iter()
            .map(|operator| (operator, false))
            .collect();
        Requests::<T>::insert(
            request,
            Request {
                blueprint,
                requester: requester.clone(),
                operators: BoundedVec::truncate_from(asked),
                permitted_callers,
                ttl,
                expires_at,
            },
        );
        Self::schedule(
            expires_at.saturating_add(One::one()),
            AgendaItem::ExpireRequest(request),
        );
        Self::deposit_event(Event::ServiceRequested {
            request,
            blueprint,
            requester,
        });
        hooks.call(definition.manager, definition.generation, &message)
    }

    pub(crate) fn do_approve(
        operator: AccountIdOf<T>,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let mut request = Self::open_request(id)?;
        Self::answer(&mut request, &operator)?;
        Self::ensure_ready(request.blueprint, &operator)?;
        let Blueprint { definition, .. } = Self::blueprint(request.blueprint)?;

        let pending = request
            .operators
            .iter()
            .filter(|(_, approved)| !approved)
            .count() as u32;
        Requests::<T>::insert(id, &request);
        let address = Self::address_of(&operator);
        Self::deposit_event(Event::RequestApproved {
            request: id,
            operator,
            pending,
        });
        hooks.call(
            definition.manager,
            definition.generation,
            &Message::Approve {
                operator: address,
                request: id,
            },
        )?;
        if pending == 0 {
            Self::remove_request(id, &request);
            Self::start_service(id, request, hooks)?;
        }
        Ok(())
    }

    pub(crate) fn do_reject(
        operator: AccountIdOf<T>,
        id: u64,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let mut request = Self::open_request(id)?;
        Self::answer(&mut request, &operator)?;
        let Blueprint { definition, .. } = Self::blueprint(request.blueprint)?;

        Self::remove_request(id, &request);
        let address = Self::address_of(&operator);
        Self::deposit_event(Event::RequestRejected {
            request: id,
            operator,
        });
        hooks.call(
            definition.manager,
            definition.generation,
            &Message::Reject {
                operator: address,
                request: id,
            },
        )
    }

    pub(crate) fn do_cancel_request(who: AccountIdOf<T>, id: u64) -> DispatchResult {
        let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
        ensure!(
            who == request.requester || request.expired(),
            Error::<T>::NotRequester
        );
        Self::remove_request(id, &request);
        Self::deposit_event(Event::RequestCancelled { request: id });
        Ok(())
    }

    /// Remove a request and everything that counts it.
    pub(crate) fn remove_request(id: u64, request: &Request<T>) {
        Requests::<T>::remove(id);
        Agenda::<T>::remove(
            request.expires_at.saturating_add(One::one()),
            AgendaItem::ExpireRequest(id),
        );
        AccountHoldings::<T>::mutate(&request.requester, |held| {
            held.requests = held.requests.saturating_sub(1);
        });
    }

    /// An operator takes on services of a blueprint, and has room for one more.
    pub(crate) fn ensure_ready(blueprint: u64, operator: &AccountIdOf<T>) -> DispatchResult {
        Self::active_operator(operator)?;
        let registration =
            Registrations::<T>::get(blueprint, operator).ok_or(Error::<T>::NotRegistered)?;
        ensure!(
            registration.instances < registration.instance_limit,
            Error::<T>::InstanceLimitReached
        );
        Ok(())
    }

    /// The operators asked are as many as the blueprint wants, distinct, and take on services of
    /// it. Whether they have room is asked when they answer.
    fn ensure_requestable(
        blueprint: u64,
        definition: &BlueprintDefinition,
        operators: &OperatorsOf<T>,
    ) -> DispatchResult {
        let count = operators.len() as u32;
        ensure!(
            count >= definition.min_operators,
            Error::<T>::TooFewOperators
        );
        ensure!(
            count <= definition.max_operators,
            Error::<T>::TooManyOperators
        );
        let distinct: BTreeSet<_> = operators.iter().collect();
        ensure!(
            distinct.len() == operators.len(),
            Error::<T>::DuplicateOperator
        );
        for operator in operators {
            Self::active_operator(operator)?;
            ensure!(
                Registrations::<T>::contains_key(blueprint, operator),
                Error::<T>::NotRegistered
            );
        }
        Ok(())
    }

    fn open_request(id: u64) -> Result<Request<T>, DispatchError> {
        let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
        ensure!(!request.expired(), Error::<T>::RequestExpired);
        Ok(request)
    }

    /// Mark an operator's answer, which it gives once.
    fn answer(request: &mut Request<T>, operator: &AccountIdOf<T>) -> DispatchResult {
        let (_, approved) = request
            .operators
            .iter_mut()
            .find(|(asked, _)| asked == operator)
            .ok_or(Error::<T>::NotRequested)?;
        ensure!(!*approved, Error::<T>::AlreadyApproved);
        *approved = true;
        Ok(())
    }
}
