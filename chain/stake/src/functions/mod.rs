//! The bodies of the calls, and the implementation of `pallet_services::Stake`.

mod assets;
mod claims;
mod delegations;
pub(crate) mod destinations;
mod feeds;
mod queries;
mod rewards;
mod settle;
mod slashes;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod vault_tokens;

use crate::{
    AccountIdOf, BackingOf, Balance, Config, Error, Ledger, Ledgers, Pallet, Performances,
    RewardAccounts, Vault, Yields,
};
use blueprint_rules::{
    math::U256,
    rewards::{BooksError, PoolError, ShareError},
};
use frame_support::{dispatch::DispatchResult, traits::Get};
use sp_runtime::{traits::AccountIdConversion, ArithmeticError, DispatchError};

impl<T: Config> Pallet<T> {
    /// The account that keeps what is staked.
    pub fn account_id() -> AccountIdOf<T> {
        <T as Config>::PalletId::get().into_account_truncating()
    }

    /// The running era, which is the services pallet's.
    pub(crate) fn era() -> u32 {
        pallet_services::Pallet::<T>::current_era()
    }

    /// The ledger of a backing with every era settled that is over; a new one where there is none.
    pub(crate) fn settled_or_new(backing: &BackingOf<T>) -> Result<Ledger<T>, DispatchError> {
        Ok(Self::settled(backing)?.unwrap_or_else(|| Ledger {
            next_era: Self::era(),
            ..Default::default()
        }))
    }

    /// The ledger of a backing as it is stored.
    pub(crate) fn ledger(backing: &BackingOf<T>) -> Option<Ledger<T>> {
        Ledgers::<T>::get(&backing.operator, backing.selection)
    }
}

impl<T: Config> Ledger<T> {
    /// The vault of an asset; an empty one where there is none yet.
    pub(crate) fn vault(&mut self, asset: u8) -> Result<&mut Vault, DispatchError> {
        let at = usize::from(asset);
        while self.vaults.len() <= at {
            self.vaults
                .try_push(Vault::default())
                .map_err(|_| Error::<T>::UnknownAsset)?;
        }
        self.vaults.get_mut(at).ok_or(DispatchError::Corruption)
    }

    pub(crate) fn save(&self, backing: &BackingOf<T>) {
        Ledgers::<T>::insert(&backing.operator, backing.selection, self);
    }

    /// Save a ledger from which something was taken, or remove it where nothing is left that belongs to
    /// an account. What divisions left of its rewards is carried.
    pub(crate) fn keep(&self, backing: &BackingOf<T>) -> DispatchResult {
        let era = Pallet::<T>::era();
        let settled = self.next_era >= era;
        let empty = settled && self.credit.is_zero() && self.vaults.iter().all(Vault::is_empty);
        if !empty || Performances::<T>::contains_key(era, backing) {
            self.save(backing);
            return Ok(());
        }
        let left = self
            .vaults
            .iter()
            .fold(U256::zero(), |sum, it| sum.saturating_add(it.unclaimed()));
        RewardAccounts::<T>::try_mutate(|books| books.forfeit(left)).map_err(refused_books)?;
        Ledgers::<T>::remove(&backing.operator, backing.selection);
        Yields::<T>::remove(backing);
        Ok(())
    }
}

/// An amount as the assets count it.
pub(crate) fn balance(amount: U256) -> Result<Balance, DispatchError> {
    Balance::try_from(amount).map_err(|_| ArithmeticError::Overflow.into())
}

/// Amounts beyond 256 bits. No number of units of anything comes near.
pub(crate) fn overflow() -> DispatchError {
    ArithmeticError::Overflow.into()
}

pub(crate) fn refused_share<T: Config>(error: ShareError) -> DispatchError {
    match error {
        ShareError::Wiped => Error::<T>::StakeWiped.into(),
        ShareError::TooSmall { .. } => Error::<T>::AmountTooSmall.into(),
        ShareError::AboveShares { .. } => DispatchError::Corruption,
        ShareError::Overflow => overflow(),
    }
}

pub(crate) fn refused_reward(error: PoolError) -> DispatchError {
    match error {
        PoolError::DepositsTooLarge { .. } | PoolError::SharesTooLarge { .. } => overflow(),
        PoolError::ForeignPosition { .. } => DispatchError::Corruption,
    }
}

pub(crate) fn refused_books(error: BooksError) -> DispatchError {
    match error {
        BooksError::Overflow => overflow(),
        BooksError::Unaccounted { .. } => DispatchError::Corruption,
    }
}
