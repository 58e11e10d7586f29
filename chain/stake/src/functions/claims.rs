//! Rewards: claimed, and what an operator keeps of them.

use crate::{
    functions::{balance, refused_books, refused_reward},
    AccountIdOf, AssetId, BackingOf, Commissions, Config, Delegations, Error, Event, Pallet,
    RewardAccounts,
};
use blueprint_rules::{
    math::U256,
    rewards::{CommissionError, CommissionTerms},
};
use frame_support::{dispatch::DispatchResult, ensure};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_claim(claimant: AccountIdOf<T>, backing: BackingOf<T>) -> DispatchResult {
        let amount = Self::take_rewards(&claimant, &backing)?;
        Self::pay_reward(&backing, &claimant, amount)
    }

    /// Deduct what a claimant has earned with an operator from the ledger, to be paid out.
    pub(crate) fn take_rewards(
        claimant: &AccountIdOf<T>,
        backing: &BackingOf<T>,
    ) -> Result<U256, DispatchError> {
        let mut ledger = Self::settled(backing)?.ok_or(Error::<T>::NotDelegated)?;
        let mut found = *claimant == backing.operator;
        let mut amount = match found {
            true => core::mem::take(&mut ledger.credit),
            false => U256::zero(),
        };
        for (place, vault) in (0u8..).zip(ledger.vaults.iter_mut()) {
            let key = (backing.clone(), place, claimant.clone());
            let Some(mut delegation) = Self::caught_up(&key, vault)? else {
                continue;
            };
            found = true;
            let earned = vault
                .pool
                .claim(&mut delegation.position)
                .map_err(refused_reward)?;
            amount = amount.saturating_add(earned);
            Delegations::<T>::insert(&key, delegation);
        }
        ensure!(found, Error::<T>::NotDelegated);
        ledger.keep(backing)?;
        Ok(amount)
    }

    /// Pay what was earned; an amount of 0 moves nothing.
    pub(crate) fn pay_reward(
        backing: &BackingOf<T>,
        claimant: &AccountIdOf<T>,
        amount: U256,
    ) -> DispatchResult {
        if amount.is_zero() {
            return Ok(());
        }
        RewardAccounts::<T>::try_mutate(|books| books.pay(amount)).map_err(refused_books)?;
        let amount = balance(amount)?;
        Self::pay(AssetId::Native, claimant, amount)?;
        Self::deposit_event(Event::RewardPaid {
            operator: backing.operator.clone(),
            selection: backing.selection,
            claimant: claimant.clone(),
            amount,
        });
        Ok(())
    }

    pub(crate) fn do_set_commission(operator: AccountIdOf<T>, bps: u32) -> DispatchResult {
        ensure!(
            pallet_services::Operators::<T>::contains_key(&operator),
            Error::<T>::NotOperator
        );
        let now = pallet_services::Pallet::<T>::unix_seconds();
        let mut commission = Commissions::<T>::get(&operator);
        commission
            .set(bps, now, &CommissionTerms::STANDARD)
            .map_err(|error| match error {
                CommissionError::AboveMaximum { .. } => Error::<T>::CommissionTooHigh,
            })?;
        Commissions::<T>::insert(&operator, commission);
        Self::deposit_event(Event::CommissionSet { operator, bps });
        Ok(())
    }
}
