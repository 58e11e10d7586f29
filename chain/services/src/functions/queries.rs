//! Services and requests by what they belong to, a page at a time.

use crate::{
    AccountIdOf, Config, Error, IdKey, Instances, Page, Pallet, PendingRequests, Request, Requests,
    RequestsOfAccount, RequestsOfOperator, Service, ServicesOfBlueprint, ServicesOfOperator,
    MAX_PAGE,
};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResult, traits::Get};

impl<T: Config> Pallet<T> {
    /// The running services of a blueprint that have not ended, after an id or from the first.
    pub fn services_of_blueprint(blueprint: u64, after: Option<u64>) -> Page {
        type Index<T> = ServicesOfBlueprint<T>;
        let keys = match after {
            Some(id) => {
                let from = Index::<T>::hashed_key_for(blueprint, id.to_be_bytes());
                Index::<T>::iter_key_prefix_from(blueprint, from)
            }
            None => Index::<T>::iter_key_prefix(blueprint),
        };
        Self::page(keys, Self::is_live)
    }

    /// The running services an operator serves in that have not ended, after an id or from the
    /// first.
    pub fn services_of_operator(operator: &AccountIdOf<T>, after: Option<u64>) -> Page {
        type Index<T> = ServicesOfOperator<T>;
        let keys = match after {
            Some(id) => {
                let from = Index::<T>::hashed_key_for(operator, id.to_be_bytes());
                Index::<T>::iter_key_prefix_from(operator, from)
            }
            None => Index::<T>::iter_key_prefix(operator),
        };
        Self::page(keys, Self::is_live)
    }

    /// The open requests of an account, after an id or from the first.
    pub fn requests_of(requester: &AccountIdOf<T>, after: Option<u64>) -> Page {
        type Index<T> = RequestsOfAccount<T>;
        let keys = match after {
            Some(id) => {
                let from = Index::<T>::hashed_key_for(requester, id.to_be_bytes());
                Index::<T>::iter_key_prefix_from(requester, from)
            }
            None => Index::<T>::iter_key_prefix(requester),
        };
        Self::page(keys, Self::is_open)
    }

    /// The open requests that wait for an operator's answer, after an id or from the first.
    pub fn requests_of_operator(operator: &AccountIdOf<T>, after: Option<u64>) -> Page {
        type Index<T> = RequestsOfOperator<T>;
        let keys = match after {
            Some(id) => {
                let from = Index::<T>::hashed_key_for(operator, id.to_be_bytes());
                Index::<T>::iter_key_prefix_from(operator, from)
            }
            None => Index::<T>::iter_key_prefix(operator),
        };
        Self::page(keys, Self::is_open)
    }

    /// A page of the requests that wait for an operator's answer, expired ones that are not removed
    /// included: at most `limit` ids from `start` on, and the id with which the next page starts.
    pub fn waiting_requests(
        operator: &AccountIdOf<T>,
        start: u64,
        limit: u32,
    ) -> (Vec<u64>, Option<u64>) {
        type Index<T> = RequestsOfOperator<T>;
        let keys = match start.checked_sub(1) {
            Some(before) => {
                let from = Index::<T>::hashed_key_for(operator, before.to_be_bytes());
                Index::<T>::iter_key_prefix_from(operator, from)
            }
            None => Index::<T>::iter_key_prefix(operator),
        };
        let mut ids = keys.map(u64::from_be_bytes);
        let page = ids.by_ref().take(limit as usize).collect();
        (page, ids.next())
    }

    /// Add a request to the index of each operator that has not answered it, unless as many wait there as may.
    pub(crate) fn index_request(id: u64, request: &Request<T>) -> DispatchResult {
        for operator in request.waiting() {
            PendingRequests::<T>::try_mutate(operator, |count| {
                let limit = T::MaxRequestsPerOperator::get();
                *count = Self::one_more(*count, limit, Error::<T>::OperatorBusy)?;
                DispatchResult::Ok(())
            })?;
            RequestsOfOperator::<T>::insert(operator, id.to_be_bytes(), ());
        }
        Ok(())
    }

    /// Undo [`Pallet::index_request`].
    pub(crate) fn unindex_request(id: u64, request: &Request<T>) {
        for operator in request.waiting() {
            Self::unindex_waiting(id, operator);
        }
    }

    /// Remove a request from the index of one of its operators.
    pub(crate) fn unindex_waiting(id: u64, operator: &AccountIdOf<T>) {
        RequestsOfOperator::<T>::remove(operator, id.to_be_bytes());
        PendingRequests::<T>::mutate_exists(operator, |count| {
            *count = count.map(|it| it.saturating_sub(1)).filter(|it| *it > 0);
        });
    }

    /// Add a service to the indices of its blueprint and its operators.
    pub(crate) fn index_service(id: u64, service: &Service<T>) {
        let key = id.to_be_bytes();
        ServicesOfBlueprint::<T>::insert(service.blueprint, key, ());
        for operator in &service.operators {
            Self::index_operator(id, operator);
        }
    }

    /// Add a service to the index of one of its operators.
    pub(crate) fn index_operator(id: u64, operator: &AccountIdOf<T>) {
        ServicesOfOperator::<T>::insert(operator, id.to_be_bytes(), ());
    }

    /// Undo [`Pallet::index_service`].
    pub(crate) fn unindex_service(id: u64, service: &Service<T>) {
        let key = id.to_be_bytes();
        ServicesOfBlueprint::<T>::remove(service.blueprint, key);
        for operator in &service.operators {
            ServicesOfOperator::<T>::remove(operator, key);
        }
    }

    /// Remove a service from the index of one of its operators.
    pub(crate) fn unindex_operator(id: u64, operator: &AccountIdOf<T>) {
        ServicesOfOperator::<T>::remove(operator, id.to_be_bytes());
    }

    fn is_open(request: u64) -> bool {
        Requests::<T>::get(request).is_some_and(|request| !request.expired())
    }

    fn is_live(service: u64) -> bool {
        Instances::<T>::get(service).is_some_and(|service| !service.expired())
    }

    fn page(mut keys: impl Iterator<Item = IdKey>, lists: impl Fn(u64) -> bool) -> Page {
        let mut page = Page::default();
        let mut last = None;
        for key in keys.by_ref().take(MAX_PAGE as usize) {
            let id = u64::from_be_bytes(key);
            last = Some(id);
            if lists(id) {
                page.ids.push(id);
            }
        }
        page.next = keys.next().and(last);
        page
    }
}
