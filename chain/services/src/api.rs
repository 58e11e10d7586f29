//! The runtime APIs of the pallet.

use crate::{DryRun, Page};
use codec::Codec;

sp_api::decl_runtime_apis! {
    /// Services and requests, a page at a time: in the order of their ids, those after an id, or
    /// from the first. A page is read from at most [`MAX_PAGE`](crate::MAX_PAGE) entries.
    pub trait ServicesApi<AccountId>
    where
        AccountId: Codec,
    {
        /// The services of a blueprint that have not ended.
        fn services_of_blueprint(blueprint: u64, after: Option<u64>) -> Page;

        /// The services of an operator that have not ended.
        fn services_of_operator(operator: AccountId, after: Option<u64>) -> Page;

        /// The open requests of an account.
        fn requests_of(requester: AccountId, after: Option<u64>) -> Page;

        /// The open requests that wait for an operator's approval or rejection.
        fn requests_of_operator(operator: AccountId, after: Option<u64>) -> Page;
    }

    /// What calls would do.
    pub trait DryRunApi<AccountId, Call>
    where
        AccountId: Codec,
        Call: Codec,
    {
        /// Executes a call of an account on the current state and rolls it back. Returns its result, and
        /// calldata, return data or revert data, weight and deposit of each of its hooks.
        fn dry_run(who: AccountId, call: Call) -> DryRun;
    }
}
