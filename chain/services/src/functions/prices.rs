//! Prices of jobs: set by the owner of a blueprint, paid by who calls.

use crate::{
    AccountIdOf, BalanceOf, Blueprint, Config, Error, Event, JobPrice, JobPrices, Pallet, PricedAt,
    Request, Service,
};
use alloc::vec::Vec;
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{
        fungible::{Balanced, Mutate},
        tokens::{Fortitude::Polite, Precision::Exact, Preservation::Preserve},
        OnUnbalanced,
    },
};
use sp_runtime::traits::{Saturating, UniqueSaturatedInto, Zero};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_job_price(
        who: AccountIdOf<T>,
        blueprint: u64,
        job: u8,
        price: Option<JobPrice<BalanceOf<T>>>,
    ) -> DispatchResult {
        let Blueprint {
            owner,
            definition,
            instances,
        } = Self::blueprint(blueprint)?;
        ensure!(who == owner, Error::<T>::NotBlueprintOwner);
        ensure!(job < definition.jobs, Error::<T>::JobNotFound);
        ensure!(instances == 0, Error::<T>::BlueprintInUse);
        let valid = price.is_none_or(|price| !price.amount.is_zero() && price.parts().is_valid());
        ensure!(valid, Error::<T>::InvalidPrice);
        JobPrices::<T>::set(blueprint, job, price);
        PricedAt::<T>::insert(blueprint, Pallet::<T>::now());
        Self::deposit_event(Event::JobPriceSet {
            blueprint,
            job,
            price,
        });
        Ok(())
    }

    /// Whether a price was set since a request was made: its customer asked for other ones.
    pub(crate) fn priced_since(request: &Request<T>) -> bool {
        PricedAt::<T>::get(request.blueprint).is_some_and(|at| at >= request.requested_at)
    }

    /// The caller of a job pays its price. What the owner or an operator cannot receive is burned with the
    /// rest.
    pub(crate) fn pay_job(
        caller: &AccountIdOf<T>,
        service_id: u64,
        call: u64,
        service: &Service<T>,
        owner: &AccountIdOf<T>,
        price: JobPrice<BalanceOf<T>>,
    ) -> DispatchResult {
        ensure!(
            !service.operators.contains(caller),
            Error::<T>::OperatorCallsOwnJob
        );
        let amount = UniqueSaturatedInto::<u128>::unique_saturated_into(price.amount);
        // Those whose notice is over take no part of the work.
        let operators = service.operators.iter();
        let serving: Vec<_> = operators
            .filter(|it| Self::ensure_serving(service_id, service, it).is_ok())
            .collect();
        // No operator could submit a result, and the operators' part would be burned.
        ensure!(!serving.is_empty(), Error::<T>::OperatorNotActive);
        let split = price.parts().split(amount, serving.len() as u32);
        let each: BalanceOf<T> = split.each.unique_saturated_into();
        let mut left = price.amount;
        let mut pay = |to: &AccountIdOf<T>, amount: BalanceOf<T>| {
            let paid = amount.is_zero() || to == caller;
            if paid || T::Currency::transfer(caller, to, amount, Preserve).is_ok() {
                left = left.saturating_sub(amount);
                return amount;
            }
            Zero::zero()
        };
        let owner = pay(owner, split.owner.unique_saturated_into());
        for operator in serving {
            pay(operator, each);
        }
        let rest = T::Currency::withdraw(caller, left, Exact, Preserve, Polite)?;
        T::Forfeited::on_unbalanced(rest);
        Self::deposit_event(Event::JobPaid {
            service: service_id,
            call,
            each,
            owner,
            burned: left,
        });
        Ok(())
    }
}
