//! New vaults, and the settings of governance.

use super::CurrencyOf;
use crate::{
    rules::Pool, AccountIdOf, Balance, Config, Created, Error, Event, Fee, Pallet, State, Vault,
    VaultId, VaultOfStash, VaultOfValidator, Vaults, DECIMALS, FEE_NOTICE, FIRST_VAULT,
    MAX_FEE_BPS, MAX_SKIPPED,
};
use alloc::vec::Vec;
use blueprint_rules::rewards::CommissionTerms;
use codec::Encode;
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{
        fungible::{Inspect, Mutate},
        fungibles::{metadata, Create, Inspect as _},
        tokens::Preservation,
        AccountTouch, Get, UnixTime,
    },
};
use frame_system::ConsumerLimits;
use sp_runtime::DispatchError;

/// Bytes of the validator's account in a token's name, which the assets pallet limits.
const NAMED_BYTES: usize = 20;
/// References that a stash must have room for: the bond's, and two to spare.
const SPARE_CONSUMERS: u32 = 3;

impl<T: Config> Pallet<T> {
    /// Opens the vault of a validator.
    pub fn do_create_vault(
        founder: AccountIdOf<T>,
        validator: AccountIdOf<T>,
        seed: Balance,
    ) -> Result<VaultId, DispatchError> {
        ensure!(
            !VaultOfValidator::<T>::contains_key(&validator),
            Error::<T>::VaultExists
        );
        let commission_cap = T::CommissionCap::get();
        match Self::unfit(&validator, commission_cap) {
            None => {}
            Some(crate::Loss::Commission) => return Err(Error::<T>::CommissionAboveCap.into()),
            Some(_) => return Err(Error::<T>::NotCandidate.into()),
        }
        ensure!(seed >= Self::least_seed(), Error::<T>::SeedTooLow);
        let pool = Pool::new(seed).ok_or_else(super::overflow::<T>)?;

        let id = Self::take_id()?;
        Self::create_token(&founder, id, &validator)?;
        let stash = Self::stash_of(id);
        let needed = seed.checked_add(Self::existential_deposit());
        let needed = needed.ok_or_else(super::overflow::<T>)?;
        CurrencyOf::<T>::transfer(&founder, &stash, needed, Preservation::Preserve)?;
        Self::bond(&stash, seed)?;
        Self::nominate(&stash, &validator)?;

        let vault = Vault {
            validator: validator.clone(),
            founder: founder.clone(),
            state: State::Open,
            pool,
            phantom: pool.shares,
            queued: 0,
            leaving: 0,
            queue: 0,
            best: pool,
            fee_bps: Fee::<T>::get().bps(Self::now()),
            pending: Default::default(),
            settled: Self::eras().planned,
            page: 0,
            commission_cap,
            deposit_cap: T::DepositCap::get(),
            rate: 0,
            last_chunk: 0,
            own: Default::default(),
            pot: 0,
            unfinished: 0,
            slashed_in: (0, 0),
        };
        Vaults::<T>::insert(id, vault);
        VaultOfValidator::<T>::insert(&validator, id);
        VaultOfStash::<T>::insert(stash, id);
        Self::deposit_event(Event::VaultCreated {
            vault: id,
            validator,
            founder,
            seed,
        });
        Ok(id)
    }

    /// The next id. Skips up to [`MAX_SKIPPED`] that are not free. Idle blocks skip the others, one each.
    fn take_id() -> Result<VaultId, DispatchError> {
        let first = Created::<T>::get();
        for number in first..first.saturating_add(MAX_SKIPPED) {
            let id = FIRST_VAULT
                .checked_add(number)
                .ok_or_else(super::overflow::<T>)?;
            if Self::is_free(id) {
                Created::<T>::put(number.saturating_add(1));
                return Ok(id);
            }
        }
        Err(Error::<T>::NoFreeId.into())
    }

    /// Whether a vault can have the id: no asset has it, and its stash has room for what a bond needs. Other accounts can
    /// fill a stash with assets before there is a vault, because an account holds a limited number of them.
    pub(crate) fn is_free(id: VaultId) -> bool {
        let consumers = frame_system::Pallet::<T>::consumers(&Self::stash_of(id));
        let room = consumers.saturating_add(SPARE_CONSUMERS) <= T::MaxConsumers::max_consumers();
        room && !T::Assets::asset_exists(id)
    }

    /// Creates the token, and the stash's account of it, which others can then neither prevent nor end. The founder pays what
    /// the assets pallet reserves of the owner, and the owner's existence.
    fn create_token(
        founder: &AccountIdOf<T>,
        id: VaultId,
        validator: &AccountIdOf<T>,
    ) -> DispatchResult {
        let owner = Self::account_id();
        let (name, symbol) = token_name(validator);
        let deposit = <T::Assets as metadata::MetadataDeposit<Balance>>::calc_metadata_deposit(
            &name, &symbol,
        );
        let exists = CurrencyOf::<T>::balance(&owner) > 0;
        let existence = if exists {
            0
        } else {
            Self::existential_deposit()
        };
        let account = T::Assets::deposit_required(id);
        let accounts = account.saturating_mul(2);
        let needed = deposit.saturating_add(existence).saturating_add(accounts);
        if needed > 0 {
            CurrencyOf::<T>::transfer(founder, &owner, needed, Preservation::Preserve)?;
        }
        <T::Assets as Create<_>>::create(id, owner.clone(), false, 1)?;
        <T::Assets as metadata::Mutate<_>>::set(id, &owner, name, symbol, DECIMALS)?;
        // Strangers can fill an account with worthless assets, so that it takes no other one: not these, of which the stash
        // takes shares of deposits, and the treasury fees and what slashes take.
        T::Assets::touch(id, &Self::stash_of(id), &owner)?;
        T::Assets::touch(id, &T::FeeReceiver::get(), &owner)
    }

    /// Gives the token the name of another validator, which is as long.
    pub(crate) fn rename_token(id: VaultId, validator: &AccountIdOf<T>) -> DispatchResult {
        let (name, symbol) = token_name(validator);
        <T::Assets as metadata::Mutate<_>>::set(id, &Self::account_id(), name, symbol, DECIMALS)
    }

    pub(crate) fn do_set_fee(bps: u32) -> DispatchResult {
        let terms = CommissionTerms {
            max_bps: MAX_FEE_BPS,
            increase_notice: FEE_NOTICE,
        };
        Fee::<T>::try_mutate(|fee| fee.set(bps, Self::now(), &terms))
            .map_err(|_| Error::<T>::FeeTooHigh)?;
        Self::deposit_event(Event::FeeSet { bps });
        Ok(())
    }

    pub(crate) fn do_set_deposit_cap(id: VaultId, cap: Balance) -> DispatchResult {
        let mut vault = Self::load(id)?;
        vault.deposit_cap = cap;
        Vaults::<T>::insert(id, vault);
        Self::deposit_event(Event::DepositCapSet { vault: id, cap });
        Ok(())
    }

    /// The time, in seconds.
    pub(crate) fn now() -> u64 {
        <T as pallet_staking::Config>::UnixTime::now().as_secs()
    }
}

/// The name and the symbol of a validator's token: `tgTNT-` and the beginning of the account, in hexadecimal digits.
fn token_name<AccountId: Encode>(validator: &AccountId) -> (Vec<u8>, Vec<u8>) {
    let mut name = b"tgTNT-".to_vec();
    for byte in validator.encode().iter().take(NAMED_BYTES) {
        for digit in [byte >> 4, byte & 15] {
            name.push(match digit {
                0..=9 => b'0'.saturating_add(digit),
                _ => b'a'.saturating_add(digit.saturating_sub(10)),
            });
        }
    }
    (name, b"tgTNT".to_vec())
}
