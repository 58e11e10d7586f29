//! Requests for services, their approval and rejection.

use crate::{
    encoding::Message, functions::Terms, hooks::HookCalls, AccountIdOf, Answer, Blueprint,
    CleanupTask, CleanupTasks, Config, Error, Event, NextRequestId, Pallet, PayloadOf,
    Registrations, Request, RequestInputs, Requests, RequestsOfAccount, Stake, WeightInfo,
    WeightOf,
};
use frame_support::{dispatch::DispatchResult, ensure, traits::Get, weights::Weight};
use sp_runtime::{
    traits::{One, Saturating},
    DispatchError,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_request(
        requester: AccountIdOf<T>,
        blueprint: u64,
        terms: Terms<T>,
        inputs: PayloadOf<T>,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let Blueprint { definition, .. } = Self::blueprint(blueprint)?;
        terms.check(blueprint, &definition)?;
        Self::count_held(
            &requester,
            |held| &mut held.requests,
            T::MaxRequestsPerAccount::get(),
            Error::TooManyRequests,
        )?;
        let bond = Self::hold_request_bond(&requester)?;

        let request = Self::next_id::<NextRequestId<T>>()?;
        let requested_at = Pallet::<T>::now();
        let expires_at = requested_at.saturating_add(T::RequestTtl::get().into());
        let message = terms.message(request, blueprint, &definition, &requester, &inputs)?;
        let record = Request {
            blueprint,
            requester: requester.clone(),
            operators: Terms::<T>::asked(terms.operators),
            permitted_callers: terms.permitted_callers,
            assets: terms.assets,
            ttl: terms.ttl,
            bond,
            requested_at,
            expires_at,
            revision: 0,
        };
        Self::index_request(request, &record)?;
        Requests::<T>::insert(request, record);
        RequestsOfAccount::<T>::insert(&requester, request.to_be_bytes(), ());
        if !inputs.is_empty() {
            RequestInputs::<T>::insert(request, &inputs);
        }
        Self::schedule(
            expires_at.saturating_add(One::one()),
            CleanupTask::ExpireRequest(request),
        );
        Self::deposit_event(Event::ServiceRequested {
            request,
            blueprint,
            requester,
        });
        hooks.call(definition.manager, definition.generation, &message)
    }

    pub(crate) fn do_modify_request(
        who: &AccountIdOf<T>,
        id: u64,
        terms: Terms<T>,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let mut request = Self::open_request(id)?;
        ensure!(who == &request.requester, Error::<T>::NotRequester);
        ensure!(!request.is_final(), Error::<T>::RequestFinal);
        let Blueprint { definition, .. } = Self::blueprint(request.blueprint)?;
        terms.check(request.blueprint, &definition)?;
        let inputs = RequestInputs::<T>::get(id);
        let unindexed = Self::unindex_weight(request.operators.len() as u32);
        hooks.set_base(terms.weight(inputs.len() as u32).saturating_add(unindexed));

        let message = terms.message(id, request.blueprint, &definition, who, &inputs)?;
        Self::unindex_request(id, &request);
        request.operators = Terms::<T>::asked(terms.operators);
        request.permitted_callers = terms.permitted_callers;
        request.assets = terms.assets;
        request.ttl = terms.ttl;
        request.revision = request.revision.saturating_add(1);
        Self::index_request(id, &request)?;
        Requests::<T>::insert(id, &request);
        Self::deposit_event(Event::RequestModified {
            request: id,
            revision: request.revision,
        });
        hooks.call(definition.manager, definition.generation, &message)
    }

    pub(crate) fn do_approve(
        operator: AccountIdOf<T>,
        id: u64,
        revision: u32,
        hooks: &mut HookCalls<T>,
    ) -> DispatchResult {
        let mut request = Self::open_request(id)?;
        ensure!(request.revision == revision, Error::<T>::RequestChanged);
        ensure!(!Self::priced_since(&request), Error::<T>::PriceChanged);
        ensure!(!request.has(Answer::Rejected), Error::<T>::RequestRejected);
        Self::answer(id, &mut request, &operator, Answer::Approved)?;
        Self::ensure_ready(request.blueprint, &operator)?;
        T::Stake::can_commit(&operator, request.blueprint, &request.assets)?;
        let Blueprint { definition, .. } = Self::blueprint(request.blueprint)?;

        let pending = request.waiting().count() as u32;
        Requests::<T>::insert(id, &request);
        let name = Self::operator_id(request.blueprint, &definition, &operator)?;
        Self::deposit_event(Event::RequestApproved {
            request: id,
            operator,
            pending,
        });
        hooks.call(
            definition.manager,
            definition.generation,
            &Message::Approve {
                operator: name,
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
        hooks.set_base(WeightOf::<T>::end_request(1));
        Self::answer(id, &mut request, &operator, Answer::Rejected)?;
        let Blueprint { definition, .. } = Self::blueprint(request.blueprint)?;

        Requests::<T>::insert(id, &request);
        let name = Self::operator_id(request.blueprint, &definition, &operator)?;
        Self::deposit_event(Event::RequestRejected {
            request: id,
            operator,
        });
        hooks.call(
            definition.manager,
            definition.generation,
            &Message::Reject {
                operator: name,
                request: id,
            },
        )
    }

    /// Cancel a request. Returns what that weighs.
    pub(crate) fn do_cancel_request(
        who: AccountIdOf<T>,
        id: u64,
        forfeit: bool,
    ) -> Result<Weight, DispatchError> {
        let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
        ensure!(
            who == request.requester || request.expired(),
            Error::<T>::NotRequester
        );
        // The operators that approved kept room for it.
        let burns = request.is_final() && !request.expired() && !Self::priced_since(&request);
        ensure!(forfeit || !burns, Error::<T>::RequestFinal);
        Self::remove_request(id, &request);
        Self::deposit_event(Event::RequestCancelled { request: id });
        match burns {
            true => Self::forfeit_request_bond(id, &request),
            false => Self::return_bond(&request.requester, request.bond),
        }
        Ok(WeightOf::<T>::end_request(request.operators.len() as u32))
    }

    /// Remove a request and everything that counts it. Its bond stays on hold, for the service where one starts.
    pub(crate) fn remove_request(id: u64, request: &Request<T>) {
        Requests::<T>::remove(id);
        RequestInputs::<T>::remove(id);
        Self::unindex_request(id, request);
        RequestsOfAccount::<T>::remove(&request.requester, id.to_be_bytes());
        CleanupTasks::<T>::remove(
            request.expires_at.saturating_add(One::one()),
            CleanupTask::ExpireRequest(id),
        );
        Self::uncount_held(&request.requester, |held| &mut held.requests);
    }

    /// An operator accepts services of a blueprint, and its limit allows one more.
    pub(crate) fn ensure_ready(blueprint: u64, operator: &AccountIdOf<T>) -> DispatchResult {
        Self::active_operator(operator)?;
        let registration =
            Registrations::<T>::get(blueprint, operator).ok_or(Error::<T>::NotRegistered)?;
        // An ejection leaves a limit of none, as an operator may by itself.
        if registration.instance_limit == 0 {
            Self::ensure_not_ejected(blueprint, operator)?;
        }
        ensure!(
            registration.instances < registration.instance_limit,
            Error::<T>::InstanceLimitReached
        );
        Ok(())
    }

    fn open_request(id: u64) -> Result<Request<T>, DispatchError> {
        let request = Requests::<T>::get(id).ok_or(Error::<T>::RequestNotFound)?;
        ensure!(!request.expired(), Error::<T>::RequestExpired);
        Ok(request)
    }

    /// Record an operator's answer, which it gives once to each revision.
    fn answer(
        id: u64,
        request: &mut Request<T>,
        operator: &AccountIdOf<T>,
        answer: Answer,
    ) -> DispatchResult {
        let (_, given) = request
            .operators
            .iter_mut()
            .find(|(asked, _)| asked == operator)
            .ok_or(Error::<T>::NotRequested)?;
        ensure!(*given == Answer::Waiting, Error::<T>::AlreadyAnswered);
        *given = answer;
        Self::unindex_waiting(id, operator);
        Ok(())
    }
}
