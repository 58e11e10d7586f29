//! Liquid stake as precompiles, for contracts and Ethereum keys: `ILiquidVault`, an asynchronous vault of ERC-7540 for each vault of
//! the pallet, and `ILiquidVaults`, which opens and names them (`abi/solidity/library`).
//!
//! # Rules
//!
//! * Delegate calls, value, and callers without an account revert, before anything else.
//! * A function that changes state fails in a static call.
//! * The maximum weight of each step is charged before its first read.
//! * The pallet's functions run for the caller, or for an account whose operator the caller is. Shares are moved for these alone, and
//!   the chain's token for the caller alone.
//! * An error of the pallet reverts with `Error(string)`: its name. The precompiles' own errors are `DelegateCall`, `NotPayable`,
//!   `RootCaller`, `NoSuchVault`, `NotOwner`, `NotController`, `AmountNotRepresentable`, `AmountTooSmall`, `AboveMaximum`,
//!   `AsynchronousVault` and `UnknownFunction`.
//! * Events come last, after the last step that can fail.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod claims;
mod requests;
mod vaults;
mod views;

use alloc::vec::Vec;
use core::{marker::PhantomData, num::NonZero};
use frame_support::{traits::Get, weights::Weight};
use pallet_liquid::{Balance, VaultId, Vaults as StoredVaults};
use pallet_revive::{
    precompiles::{
        alloy::{
            self,
            primitives::{Address, U256},
            sol_types::SolEvent,
        },
        AddressMatcher, Error, Ext, Precompile, RuntimeCosts, H256,
    },
    AddressMapper, ExecOrigin,
};
use sp_core::H160;
use sp_runtime::{AccountId32, DispatchError};
use ILiquidVault::ILiquidVaultCalls;
use ILiquidVaults::ILiquidVaultsCalls;

alloy::sol!("../../abi/solidity/library/ILiquidVault.sol");
alloy::sol!("../../abi/solidity/library/ILiquidVaults.sol");

/// The number in a vault's address, `vvvvvvvv000000000000000000000000pppp0000`, where `v` is the vault's id.
const VAULT_PREFIX: NonZero<u16> = match NonZero::new(0x0503) {
    Some(number) => number,
    None => unreachable!(),
};
/// The number in the address of `ILiquidVaults`, `00000000000000000000000000000000pppp0000`.
const NUMBER: NonZero<u16> = match NonZero::new(0x0504) {
    Some(number) => number,
    None => unreachable!(),
};

/// The address of `ILiquidVaults`.
pub const ADDRESS: H160 = address_with(0, NUMBER.get());

/// The address of a vault.
pub const fn address_of(vault: VaultId) -> H160 {
    address_with(vault, VAULT_PREFIX.get())
}

/// An address with a number of four bytes in front, and the number of a precompile.
const fn address_with(front: u32, precompile: u16) -> H160 {
    let mut address = [0; 20];
    let [a, b, c, d] = front.to_be_bytes();
    address[0] = a;
    address[1] = b;
    address[2] = c;
    address[3] = d;
    let [high, low] = precompile.to_be_bytes();
    address[16] = high;
    address[17] = low;
    H160(address)
}

/// A runtime with the liquid stake pallet.
pub trait Runtime:
    pallet_liquid::Config + pallet_revive::Config + frame_system::Config<AccountId = AccountId32>
{
    /// The number in the addresses at which the assets pallet's tokens are ERC-20 contracts, with the asset's id in front.
    const TOKEN_PREFIX: u16;
}

/// The vaults of a runtime, each as `ILiquidVault`.
pub struct Vault<T>(PhantomData<T>);

/// The vaults of a runtime together, as `ILiquidVaults`.
pub struct Vaults<T>(PhantomData<T>);

impl<T: Runtime> Precompile for Vault<T> {
    type T = T;
    type Interface = ILiquidVaultCalls;
    const MATCHER: AddressMatcher = AddressMatcher::Prefix(VAULT_PREFIX);
    const HAS_CONTRACT_INFO: bool = false;

    fn call(
        address: &[u8; 20],
        input: &Self::Interface,
        env: &mut impl Ext<T = T>,
    ) -> Result<Vec<u8>, Error> {
        let caller = guarded(env)?;
        let [a, b, c, d, ..] = *address;
        let vault = VaultId::from_be_bytes([a, b, c, d]);
        env.charge(reads::<T>(1))?;
        if !StoredVaults::<T>::contains_key(vault) {
            return Err(revert("NoSuchVault"));
        }
        if let Some(answer) = views::call::<T>(vault, input, env)? {
            return Ok(answer);
        }
        changes(env)?;
        match claims::call::<T>(vault, &caller, input, env)? {
            Some(answer) => Ok(answer),
            None => requests::call::<T>(vault, caller, input, env),
        }
    }
}

impl<T: Runtime> Precompile for Vaults<T> {
    type T = T;
    type Interface = ILiquidVaultsCalls;
    const MATCHER: AddressMatcher = AddressMatcher::Fixed(NUMBER);
    const HAS_CONTRACT_INFO: bool = false;

    fn call(
        _: &[u8; 20],
        input: &Self::Interface,
        env: &mut impl Ext<T = T>,
    ) -> Result<Vec<u8>, Error> {
        let caller = guarded(env)?;
        vaults::call::<T>(caller, input, env)
    }
}

/// The caller. Delegate calls, value and root revert.
fn guarded<T: Runtime>(env: &mut impl Ext<T = T>) -> Result<AccountId32, Error> {
    if env.is_delegate_call() {
        return Err(revert("DelegateCall"));
    }
    if !env.value_transferred().is_zero() {
        return Err(revert("NotPayable"));
    }
    match env.caller() {
        ExecOrigin::Signed(caller) => Ok(caller),
        ExecOrigin::Root => Err(revert("RootCaller")),
    }
}

/// Fails in a static call.
fn changes<T: Runtime>(env: &mut impl Ext<T = T>) -> Result<(), Error> {
    match env.is_read_only() {
        true => Err(pallet_revive::Error::<T>::StateChangeDenied.into()),
        false => Ok(()),
    }
}

/// Reverts with `Error(string)`.
fn revert(name: &'static str) -> Error {
    Error::Revert(name.into())
}

/// Reverts with the name of a pallet's error.
fn named(error: DispatchError) -> Error {
    revert(error.into())
}

/// The account of an address, which takes a read.
fn account<T: Runtime>(address: &Address) -> AccountId32 {
    <T as pallet_revive::Config>::AddressMapper::to_account_id(&H160(address.into_array()))
}

/// The address of an account.
fn address<T: Runtime>(account: &AccountId32) -> Address {
    <T as pallet_revive::Config>::AddressMapper::to_address(account)
        .0
        .into()
}

/// Emits a Solidity event, after the last step that can fail.
fn emit<T: Runtime>(event: impl SolEvent, env: &mut impl Ext<T = T>) -> Result<(), Error> {
    let (topics, data) = event.encode_log_data().split();
    let topics: Vec<_> = topics.into_iter().map(|topic| H256(topic.0)).collect();
    env.frame_meter_mut()
        .charge_weight_token(RuntimeCosts::DepositEvent {
            num_topic: topics.len() as u32,
            len: data.len() as u32,
        })?;
    env.deposit_event(topics, data.to_vec());
    Ok(())
}

/// Bytes of proof for an entry of a map, as the trie's nodes on the way to it; and what the largest of them, a vault with all its
/// batches, has itself.
const PROOF_PER_READ: u64 = 4_096;

/// What looks at the state weigh.
fn reads<T: Runtime>(count: u64) -> Weight {
    let proof = Weight::from_parts(0, PROOF_PER_READ.saturating_mul(count));
    T::DbWeight::get().reads(count).saturating_add(proof)
}

fn wei_per_unit<T: Runtime>() -> u128 {
    <T as pallet_revive::Config>::NativeToEthRatio::get()
        .max(1)
        .into()
}

/// An amount in wei, in base units as the pallet counts it.
fn in_base_units<T: Runtime>(amount: U256) -> Result<Balance, Error> {
    let (units, rest) = amount.div_rem(U256::from(wei_per_unit::<T>()));
    match rest.is_zero() {
        true => number(units),
        false => Err(revert("AmountNotRepresentable")),
    }
}

/// The inverse of [`in_base_units`].
fn of_base_units<T: Runtime>(amount: Balance) -> U256 {
    // A product of 128 and 32 bits.
    U256::from(amount).saturating_mul(U256::from(wei_per_unit::<T>()))
}

/// A number of shares, or of base units.
fn number(value: U256) -> Result<Balance, Error> {
    value
        .try_into()
        .map_err(|_| revert("AmountNotRepresentable"))
}
