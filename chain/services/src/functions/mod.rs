//! The bodies of the calls. Each checks, writes, and calls the manager last.

mod blueprints;
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
mod slashes;
mod terms;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod verdicts;

pub(crate) use terms::Terms;

use crate::{Config, Error, Pallet};
use frame_support::{storage::StorageValue, traits::Time};
use sp_core::U256;
use sp_runtime::{traits::UniqueSaturatedInto, DispatchError};

impl<T: Config> Pallet<T> {
    /// The chain's time in unix seconds, as contracts see it.
    pub fn unix_seconds() -> u64 {
        let milliseconds: U256 = <T as pallet_revive::Config>::Time::now().into();
        (milliseconds / 1_000).unique_saturated_into()
    }

    /// The next id of a kind. Ids are never given out twice.
    pub(crate) fn next_id<Next: StorageValue<u64, Query = u64>>() -> Result<u64, DispatchError> {
        let id = Next::get();
        Next::put(id.checked_add(1).ok_or(Error::<T>::IdsExhausted)?);
        Ok(id)
    }

    /// `count + 1`, unless that exceeds the limit.
    pub(crate) fn one_more(count: u32, limit: u32, error: Error<T>) -> Result<u32, DispatchError> {
        match count.checked_add(1) {
            Some(more) if more <= limit => Ok(more),
            _ => Err(error.into()),
        }
    }
}
