//! Queries of stake and rewards.

use crate::{
    functions::balance, Accepted, AccountIdOf, AssetId, Balance, Config, Holding, Pallet, Vault,
};
use alloc::vec::Vec;
use blueprint_rules::math::U256;
use frame_support::storage::with_transaction;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, TransactionOutcome};

impl<T: Config> Pallet<T> {
    /// The stake with an operator in each accepted asset, including unbonding stake, in base
    /// units.
    pub fn stake_of(operator: &AccountIdOf<T>) -> Vec<(AssetId, Balance)> {
        let staked = |asset| (asset, Self::staked(operator, asset));
        let assets = Accepted::<T>::get();
        assets.iter().map(|terms| staked(terms.asset)).collect()
    }

    /// The holdings of a delegator with an operator, for each asset with any.
    pub fn holdings_of(
        delegator: &AccountIdOf<T>,
        operator: &AccountIdOf<T>,
    ) -> Vec<Holding<BlockNumberFor<T>>> {
        undone(|| Self::holdings(delegator, operator)).unwrap_or_default()
    }

    /// What [`claim`](Pallet::claim) would pay now, in the chain's smallest unit.
    pub fn claimable(claimant: &AccountIdOf<T>, operator: &AccountIdOf<T>) -> Balance {
        let earned = undone(|| Self::take_rewards(claimant, operator));
        earned.and_then(balance).unwrap_or_default()
    }

    fn holdings(
        delegator: &AccountIdOf<T>,
        operator: &AccountIdOf<T>,
    ) -> Result<Vec<Holding<BlockNumberFor<T>>>, DispatchError> {
        let mut holdings = Vec::new();
        let Some(ledger) = Self::settled(operator)? else {
            return Ok(holdings);
        };
        let places = (0u8..).zip(&ledger.vaults).zip(Accepted::<T>::get());
        for ((place, vault), terms) in places {
            let key = (operator.clone(), place, delegator.clone());
            let Some(delegation) = Self::caught_up(&key, vault)? else {
                continue;
            };
            let unbonding = delegation.unbonding.iter();
            holdings.push(Holding {
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
