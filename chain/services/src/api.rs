//! What a node asks the pallet.

use crate::Page;
use codec::Codec;

sp_api::decl_runtime_apis! {
    /// Services and requests, a page at a time: in the order of their ids, those after an id, or
    /// from the first. An answer comes from at most [`MAX_PAGE`](crate::MAX_PAGE) entries.
    pub trait ServicesApi<AccountId>
    where
        AccountId: Codec,
    {
        /// The running services of a blueprint whose life is not over.
        fn services_of_blueprint(blueprint: u64, after: Option<u64>) -> Page;

        /// The running services an operator serves in whose life is not over.
        fn services_of_operator(operator: AccountId, after: Option<u64>) -> Page;

        /// The requests of an account that can still be answered.
        fn requests_of(requester: AccountId, after: Option<u64>) -> Page;
    }
}
