//! Queries of stake and rewards.

use crate::{
    functions::balance, Accepted, AccountIdOf, AssetId, Backing, BackingOf, Balance, Config,
    Holding, Ledgers, Pallet, Vault,
};
use alloc::vec::Vec;
use blueprint_rules::math::U256;
use frame_support::storage::with_transaction;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, TransactionOutcome};

impl<T: Config> Pallet<T> {
    /// The stake with an operator in each accepted asset, for all selections together, including unbonding
    /// stake, in base units.
    pub fn stake_of(operator: &AccountIdOf<T>) -> Vec<(AssetId, Balance)> {
        let assets = Accepted::<T>::get();
        let places = (0u8..).zip(&assets);
        places
            .map(|(place, terms)| (terms.asset, Self::staked_in_all(operator, place)))
            .collect()
    }

    /// The holdings of a delegator with an operator, for each selection and asset with any.
    pub fn holdings_of(
        delegator: &AccountIdOf<T>,
        operator: &AccountIdOf<T>,
    ) -> Vec<Holding<BlockNumberFor<T>>> {
        Self::backings_of(operator)
            .iter()
            .flat_map(|backing| undone(|| Self::holdings(delegator, backing)).unwrap_or_default())
            .collect()
    }

    /// What [`claim`](Pallet::claim) would pay now for a selection, in the chain's smallest unit.
    pub fn claimable(claimant: &AccountIdOf<T>, backing: &BackingOf<T>) -> Balance {
        let earned = undone(|| Self::take_rewards(claimant, backing));
        earned.and_then(balance).unwrap_or_default()
    }

    fn backings_of(operator: &AccountIdOf<T>) -> Vec<BackingOf<T>> {
        Ledgers::<T>::iter_key_prefix(operator)
            .map(|selection| Backing::new(operator, selection))
            .collect()
    }

    fn holdings(
        delegator: &AccountIdOf<T>,
        backing: &BackingOf<T>,
    ) -> Result<Vec<Holding<BlockNumberFor<T>>>, DispatchError> {
        let mut holdings = Vec::new();
        let Some(ledger) = Self::settled(backing)? else {
            return Ok(holdings);
        };
        let places = (0u8..).zip(&ledger.vaults).zip(Accepted::<T>::get());
        for ((place, vault), terms) in places {
            let key = (backing.clone(), place, delegator.clone());
            let Some(delegation) = Self::caught_up(&key, vault)? else {
                continue;
            };
            let unbonding = delegation.unbonding.iter();
            holdings.push(Holding {
                selection: backing.selection,
                asset: terms.asset,
                earning: worth(vault, delegation.position.shares()),
                waiting: worth(vault, delegation.waiting.shares),
                unbonding: unbonding
                    .map(|chunk| (chunk.until, worth(vault, chunk.shares)))
                    .collect(),
            });
        }
        Ok(holdings)
    }
}

/// Runs a query and rolls its changes back.
fn undone<Answer>(
    query: impl FnOnce() -> Result<Answer, DispatchError>,
) -> Result<Answer, DispatchError> {
    with_transaction(|| TransactionOutcome::Rollback(query()))
}

fn worth(vault: &Vault, shares: U256) -> Balance {
    balance(vault.stake.worth(shares)).unwrap_or(Balance::MAX)
}
