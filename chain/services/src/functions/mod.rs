//! The bodies of the calls. Each checks, writes, and calls the manager last.

mod blueprints;
mod clock;
mod court_errors;
mod deposits;
mod eras;
mod heartbeats;
mod jobs;
mod members;
mod offences;
mod on_idle;
mod operator_ids;
mod operators;
mod owners;
mod prices;
mod queries;
mod reports;
mod request_bonds;
mod requests;
mod services;
mod slash_bonds;
mod slash_pause;
mod slashes;
mod terms;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod verdicts;

pub(crate) use terms::Terms;

use crate::{AccountHoldings, AccountIdOf, BalanceOf, Config, Error, HoldReason, Holdings, Pallet};
use frame_support::{
    dispatch::DispatchResult,
    storage::StorageValue,
    traits::{fungible::BalancedHold, Imbalance, OnUnbalanced},
};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Take an amount that is held of an account for good, or what is left of it. Returns what was taken.
    pub(crate) fn forfeit(
        reason: HoldReason,
        who: &AccountIdOf<T>,
        amount: BalanceOf<T>,
    ) -> BalanceOf<T> {
        let (credit, _) = T::Currency::slash(&reason.into(), who, amount);
        let taken = credit.peek();
        T::Forfeited::on_unbalanced(credit);
        taken
    }

    /// The next id of a kind. Ids are never given out twice.
    pub(crate) fn next_id<Next: StorageValue<u64, Query = u64>>() -> Result<u64, DispatchError> {
        let id = Next::get();
        Next::put(id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
        Ok(id)
    }

    /// Count one more of what an account holds. Errors: `full`, where that exceeds the limit.
    pub(crate) fn count_held(
        who: &AccountIdOf<T>,
        item: fn(&mut Holdings) -> &mut u32,
        limit: u32,
        full: Error<T>,
    ) -> DispatchResult {
        AccountHoldings::<T>::try_mutate(who, |held| {
            let count = item(held);
            *count = Self::one_more(*count, limit, full)?;
            Ok(())
        })
    }

    /// Count one less of what an account holds. A record of nothing is removed.
    pub(crate) fn uncount_held(who: &AccountIdOf<T>, item: fn(&mut Holdings) -> &mut u32) {
        AccountHoldings::<T>::mutate_exists(who, |known| {
            let mut held = known.take().unwrap_or_default();
            let count = item(&mut held);
            *count = count.saturating_sub(1);
            *known = (held != Holdings::default()).then_some(held);
        });
    }

    /// `count + 1`, unless that exceeds the limit.
    pub(crate) fn one_more(count: u32, limit: u32, error: Error<T>) -> Result<u32, DispatchError> {
        match count.checked_add(1) {
            Some(more) if more <= limit => Ok(more),
            _ => Err(error.into()),
        }
    }
}
