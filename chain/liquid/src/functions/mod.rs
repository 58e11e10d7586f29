//! The bodies of the calls, and what the staking pallet reports.

mod deposits;
mod ends;
mod exits;
mod idle;
mod queries;
mod redeems;
mod release;
mod requests;
mod slashes;
mod states;
mod sync;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod vaults;

use crate::{AccountIdOf, Balance, Config, Error, FundsOf, Pallet, VaultId, VaultOf, Vaults};
use frame_support::{
    dispatch::DispatchResult,
    traits::{
        fungible::Mutate as _,
        tokens::{Fortitude, Precision, Preservation},
        Get,
    },
};
use sp_runtime::{traits::AccountIdConversion, DispatchError};

/// The chain's token.
pub(crate) type CurrencyOf<T> = <T as pallet_staking::Config>::Currency;

impl<T: Config> Pallet<T> {
    /// The account that owns the tokens of all vaults.
    pub fn account_id() -> AccountIdOf<T> {
        T::PalletId::get().into_account_truncating()
    }

    /// The account of a vault's stake. Shares of deposits are kept there until they are claimed.
    pub fn stash_of(vault: VaultId) -> AccountIdOf<T> {
        T::PalletId::get().into_sub_account_truncating(vault)
    }

    /// A vault. Every call on one begins with it: calls of the staking pallet that may fail, while the call succeeds, must not
    /// fail because its sender left no storage layers.
    pub(crate) fn load(id: VaultId) -> Result<VaultOf<T>, DispatchError> {
        storage_layers::ensure_left(storage_layers::FOR_STEPS)?;
        Vaults::<T>::get(id).ok_or_else(|| Error::<T>::NoSuchVault.into())
    }

    /// Pays out of what was withdrawn from the staking pallet.
    pub(crate) fn pay(id: VaultId, to: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        if amount == 0 {
            return Ok(());
        }
        FundsOf::<T>::try_mutate(id, |funds| {
            funds.withdrawn = funds
                .withdrawn
                .checked_sub(amount)
                .ok_or_else(overflow::<T>)?;
            Ok::<_, DispatchError>(())
        })?;
        let stash = Self::stash_of(id);
        CurrencyOf::<T>::transfer(&stash, to, amount, Preservation::Preserve).map(|_| ())
    }

    pub(crate) fn burn(id: VaultId, owner: &AccountIdOf<T>, shares: Balance) -> DispatchResult {
        use frame_support::traits::fungibles::Mutate;
        let (exact, polite) = (Precision::Exact, Fortitude::Polite);
        T::Assets::burn_from(id, owner, shares, Preservation::Expendable, exact, polite).map(|_| ())
    }

    pub(crate) fn shares_of(id: VaultId, owner: &AccountIdOf<T>) -> Balance {
        use frame_support::traits::fungibles::Inspect;
        T::Assets::balance(id, owner)
    }
}

/// Amounts beyond 128 bits. No number of units of the token comes near.
pub(crate) fn overflow<T: Config>() -> DispatchError {
    Error::<T>::Overflow.into()
}
