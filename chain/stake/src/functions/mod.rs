//! The bodies of the calls, and the implementation of `pallet_services::Stake`.

mod assets;
mod claims;
mod delegations;
mod queries;
mod rewards;
mod settle;
mod slashes;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;

use crate::{AccountIdOf, Balance, Config, Error, Ledger, Ledgers, Pallet, Vault};
use blueprint_rules::{
    math::U256,
    rewards::{PoolError, PotError, ShareError},
};
use frame_support::traits::Get;
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

    /// Number of pending slashes of an operator; 0 if it has left.
    pub(crate) fn pending_slashes(operator: &AccountIdOf<T>) -> u32 {
        pallet_services::Operators::<T>::get(operator).map_or(0, |record| record.pending_slashes)
    }

    /// The operator's ledger with every era settled that is over; a new one where there is none.
    pub(crate) fn settled_or_new(operator: &AccountIdOf<T>) -> Result<Ledger<T>, DispatchError> {
        Ok(Self::settled(operator)?.unwrap_or_else(|| Ledger {
            next_era: Self::era(),
            ..Default::default()
        }))
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

    pub(crate) fn save(&self, operator: &AccountIdOf<T>) {
        Ledgers::<T>::insert(operator, self);
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

pub(crate) fn refused_pot(error: PotError) -> DispatchError {
    match error {
        PotError::Overflow => overflow(),
        PotError::WeightAboveTotal { .. } | PotError::Closed => DispatchError::Corruption,
    }
}
