//! `IStaking` (`abi/solidity/library/IStaking.sol`): the standard staking pallet as a precompile, for contracts and Ethereum
//! keys.
//!
//! # Rules
//!
//! * Delegate calls, value, and callers without an account revert, before anything else.
//! * A function that changes state fails in a static call.
//! * The maximum weight is charged before the first read; what was not used is returned.
//! * A call of the pallet is sent for the caller alone: no function takes whom it is sent for.
//! * An error of the pallet reverts with `Error(string)`: its name. The precompile's own errors are `DelegateCall`, `NotPayable`,
//!   `RootCaller`, `AmountNotRepresentable`, `UnknownPayee`, `UnknownAccount` and `TooManyValidators`.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod dispatch;
mod views;

use alloc::vec::Vec;
use core::{marker::PhantomData, num::NonZero};
use frame_support::{
    dispatch::{GetDispatchInfo, PostDispatchInfo},
    traits::Get,
    weights::Weight,
};
use frame_system::pallet_prelude::OriginFor;
use pallet_revive::{
    precompiles::{
        alloy::{self, primitives::U256},
        AddressMatcher, Error, Ext, Precompile,
    },
    ExecOrigin,
};
use pallet_staking::BalanceOf;
use sp_core::H160;
use sp_runtime::{
    traits::{Dispatchable, StaticLookup},
    AccountId32, DispatchError,
};
use IStaking::IStakingCalls;

alloy::sol!("../../abi/solidity/library/IStaking.sol");

/// The number in the precompile's address, `00000000000000000000000000000000pppp0000`.
const NUMBER: NonZero<u16> = match NonZero::new(0x0502) {
    Some(number) => number,
    None => unreachable!(),
};

/// The address of the precompile.
pub const ADDRESS: H160 = {
    let mut address = [0; 20];
    let [high, low] = NUMBER.get().to_be_bytes();
    address[16] = high;
    address[17] = low;
    H160(address)
};

/// A runtime with the staking pallet.
pub trait Runtime:
    pallet_staking::Config<CurrencyBalance = u128>
    + pallet_revive::Config
    + frame_system::Config<AccountId = AccountId32, Lookup: StaticLookup<Source: From<AccountId32>>>
{
    /// Its calls.
    type Calls: Dispatchable<RuntimeOrigin = OriginFor<Self>, PostInfo = PostDispatchInfo>
        + GetDispatchInfo
        + From<pallet_staking::Call<Self>>;
}

/// The staking pallet of a runtime, as `IStaking`.
pub struct Staking<T>(PhantomData<T>);

impl<T: Runtime> Precompile for Staking<T> {
    type T = T;
    type Interface = IStakingCalls;
    const MATCHER: AddressMatcher = AddressMatcher::Fixed(NUMBER);
    const HAS_CONTRACT_INFO: bool = false;

    fn call(
        _: &[u8; 20],
        input: &Self::Interface,
        env: &mut impl Ext<T = T>,
    ) -> Result<Vec<u8>, Error> {
        if env.is_delegate_call() {
            return Err(revert("DelegateCall"));
        }
        if !env.value_transferred().is_zero() {
            return Err(revert("NotPayable"));
        }
        let ExecOrigin::Signed(caller) = env.caller() else {
            return Err(revert("RootCaller"));
        };
        if let Some(answer) = views::call::<T>(input, env)? {
            return Ok(answer);
        }
        if env.is_read_only() {
            return Err(pallet_revive::Error::<T>::StateChangeDenied.into());
        }
        dispatch::call::<T>(caller, input, env)
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

/// Bytes of proof for an entry of a map, as the trie's nodes on the way to it; and what the largest of them, a ledger with all its
/// chunks or a stash's nominations, has itself.
const PROOF_PER_READ: u64 = 4_096;

/// What looks at the state weigh.
fn reads<T: Runtime>(count: u64) -> Weight {
    let proof = Weight::from_parts(0, PROOF_PER_READ.saturating_mul(count));
    T::DbWeight::get().reads(count).saturating_add(proof)
}

/// Bytes of one author in an era's points: the account, and its points.
const BYTES_PER_AUTHOR: u64 = 36;
/// Picoseconds in which one author is decoded and counted.
const TIME_PER_AUTHOR: u64 = 200_000;

/// What an era's points weigh beside the look at them. Their type has no bound: the largest is that of an era in which as many
/// validators authored as there can be.
fn points_of_all<T: Runtime>() -> Weight {
    let authors = <T as pallet_staking::Config>::MaxValidatorSet::get().into();
    Weight::from_parts(TIME_PER_AUTHOR, BYTES_PER_AUTHOR).saturating_mul(authors)
}

fn wei_per_unit<T: Runtime>() -> u128 {
    <T as pallet_revive::Config>::NativeToEthRatio::get()
        .max(1)
        .into()
}

/// An amount in wei, in base units as the pallet counts it.
fn in_base_units<T: Runtime>(amount: U256) -> Result<BalanceOf<T>, Error> {
    let unrepresentable = || revert("AmountNotRepresentable");
    let (units, rest) = amount.div_rem(U256::from(wei_per_unit::<T>()));
    if !rest.is_zero() {
        return Err(unrepresentable());
    }
    units.try_into().map_err(|_| unrepresentable())
}

/// The inverse of [`in_base_units`].
fn of_base_units<T: Runtime>(amount: BalanceOf<T>) -> U256 {
    // A product of 128 and 32 bits.
    U256::from(amount).saturating_mul(U256::from(wei_per_unit::<T>()))
}
