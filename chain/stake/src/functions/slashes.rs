//! Captures and slashes, called by the services pallet.

use crate::{
    functions::balance, Accepted, AccountIdOf, Captured, Captures, Config, Event, Ledgers, Pallet,
    WeightInfo, WeightOf,
};
use frame_support::{dispatch::DispatchResult, traits::Get, weights::Weight};
use pallet_services::Stake;
use sp_runtime::{DispatchError, Permill};

impl<T: Config> Stake<AccountIdOf<T>> for Pallet<T> {
    fn note_points(
        operator: &AccountIdOf<T>,
        blueprint: u64,
        points: u32,
    ) -> Result<Weight, DispatchError> {
        Self::do_note_points(operator, blueprint, points)
    }

    fn note_absence(operator: &AccountIdOf<T>) -> DispatchResult {
        Self::do_note_absence(operator)
    }

    fn slashable(operator: &AccountIdOf<T>, share: Permill) -> bool {
        Self::captured(operator)
            .is_ok_and(|amounts| amounts.iter().any(|amount| share.mul_floor(*amount) > 0))
    }

    fn capture(slash: u64, operator: &AccountIdOf<T>) -> DispatchResult {
        Captures::<T>::insert(slash, Self::captured(operator)?);
        Ok(())
    }

    fn release(slash: u64) {
        Captures::<T>::remove(slash);
    }

    /// Takes the share of each captured amount, rounded down, at most what is staked.
    /// Delegation and withdrawal are blocked since the capture, so that is what other slashes left.
    fn slash(slash: u64, operator: &AccountIdOf<T>, share: Permill) -> DispatchResult {
        let captured = Captures::<T>::take(slash).unwrap_or_default();
        let Some(mut ledger) = Self::settled(operator)? else {
            return Ok(());
        };
        let assets = Accepted::<T>::get();
        let taken = captured.iter().zip(&assets).zip(ledger.vaults.iter_mut());
        for ((captured, terms), vault) in taken {
            let most = share.mul_floor(*captured);
            let amount = balance(vault.stake.slash(most.into()))?;
            if amount > 0 {
                let burned = Self::seize(terms.asset, amount);
                Self::deposit_event(Event::StakeSlashed {
                    slash,
                    operator: operator.clone(),
                    asset: terms.asset,
                    amount,
                    burned,
                });
            }
        }
        ledger.save(operator);
        Ok(())
    }

    fn points_weight() -> Weight {
        WeightOf::<T>::result(T::MaxAssets::get())
    }

    fn absence_weight() -> Weight {
        WeightOf::<T>::absence()
    }

    fn slash_weight() -> Weight {
        WeightOf::<T>::slash(T::MaxAssets::get())
    }
}

impl<T: Config> Pallet<T> {
    /// What is staked with an operator, by asset.
    fn captured(operator: &AccountIdOf<T>) -> Result<Captured<T>, DispatchError> {
        let ledger = Ledgers::<T>::get(operator).unwrap_or_default();
        let mut amounts = Captured::<T>::default();
        for vault in &ledger.vaults {
            amounts
                .try_push(balance(vault.stake.assets)?)
                .map_err(|_| DispatchError::Corruption)?;
        }
        Ok(amounts)
    }
}
