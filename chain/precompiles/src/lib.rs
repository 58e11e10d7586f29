//! `IServices` (`abi/solidity/library/IServices.sol`): the services and the stake pallet as a precompile,
//! for contracts and Ethereum keys.
//!
//! A manager gives its verdicts and proposes slashes here, also from within a hook: both call no hook
//! themselves. Everybody reads services, stake, counters and pending slashes, and sends those extrinsics of
//! both pallets that call no hook, for itself. The contracts pallet cannot be entered twice, so that a step
//! with a hook cannot be sent from a contract; an Ethereum key sends it to pallet-revive's address for
//! encoded calls.
//!
//! # Rules
//!
//! * Delegate calls, value, and callers without an account revert, before anything else.
//! * A function that changes state fails in a static call.
//! * Functions that send an extrinsic revert from within a hook: a step of the services pallet may hold
//!   records that they change.
//! * The maximum weight is charged before the first read; what was not used is returned.
//! * An error of a pallet reverts with `Error(string)`: the error's name, or the text of one of the
//!   currency. Malformed input reverts with `Panic(0x41)`; a static call of a function that changes state, and
//!   want of weight, fail without data. The precompile's own errors are
//!   `DelegateCall`, `NotPayable`, `RootCaller`, `InHook`, `UnknownOffence`, `UnknownToken`,
//!   `AmountNotRepresentable` and `BadPage`.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod dispatch;
mod managers;
mod views;

use alloc::vec::Vec;
use codec::MaxEncodedLen;
use core::{marker::PhantomData, num::NonZero};
use frame_support::{
    dispatch::{GetDispatchInfo, PostDispatchInfo},
    traits::Get,
    weights::Weight,
};
use frame_system::pallet_prelude::OriginFor;
use pallet_revive::{
    precompiles::{alloy, AddressMatcher, Error, Ext, Precompile},
    ExecOrigin,
};
use sp_core::{H160, U256};
use sp_runtime::{traits::Dispatchable, DispatchError};
use IServices::IServicesCalls;

alloy::sol!("../../abi/solidity/library/IServices.sol");

/// The number in the precompile's address, `00000000000000000000000000000000pppp0000`.
const NUMBER: NonZero<u16> = match NonZero::new(0x0501) {
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

/// The services and the stake pallet of a runtime, as `IServices`.
pub struct Services<T>(PhantomData<T>);

/// A runtime with both pallets.
pub trait Runtime: pallet_stake::Config + pallet_revive::Config {
    /// Its calls.
    type Calls: Dispatchable<RuntimeOrigin = OriginFor<Self>, PostInfo = PostDispatchInfo>
        + GetDispatchInfo
        + From<pallet_services::Call<Self>>
        + From<pallet_stake::Call<Self>>;
}

impl<T: Runtime> Precompile for Services<T> {
    type T = T;
    type Interface = IServicesCalls;
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
        match managers::call::<T>(&caller, input, env)? {
            Some(answer) => Ok(answer),
            None => dispatch::call::<T>(caller, input, env),
        }
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

fn operator<T: Runtime>(address: &alloy::primitives::Address) -> T::AccountId {
    pallet_services::Pallet::<T>::operator_at(&H160(address.into_array()))
}

fn account<T: Runtime>(address: &alloy::primitives::Address) -> T::AccountId {
    pallet_services::Pallet::<T>::account_of(&H160(address.into_array()))
}

fn address<T: Runtime>(account: &T::AccountId) -> alloy::primitives::Address {
    pallet_services::Pallet::<T>::address_of(account).0.into()
}

/// What one look at the state weighs, the look-up of an address's account included.
fn reads<T: Runtime>(count: u64) -> Weight {
    let proof = pallet_services::weights::PROOF_PER_READ.saturating_mul(count);
    T::DbWeight::get()
        .reads(count)
        .saturating_add(Weight::from_parts(
            pallet_services::weights::TIME_PER_CALL,
            proof,
        ))
}

/// What looking at the record of a service weighs: with as many operators and callers as it may have, each
/// operator's address hashed.
fn reads_service<T: Runtime>() -> Weight {
    let bytes = pallet_services::Service::<T>::max_encoded_len() as u64;
    let operators = <T as pallet_services::Config>::MaxOperatorsPerService::get();
    let time = pallet_services::weights::TIME_PER_BYTE
        .saturating_mul(bytes)
        .saturating_add(TIME_PER_ADDRESS.saturating_mul(operators.into()));
    reads::<T>(1).saturating_add(Weight::from_parts(time, bytes))
}

/// Time charged for the address of an account, a hash of 32 bytes, and its encoding, in picoseconds.
const TIME_PER_ADDRESS: u64 = 1_500_000;

/// The asset that a token's address names.
fn asset(token: &alloy::primitives::Address) -> Result<pallet_stake::AssetId, Error> {
    let asset = pallet_stake::AssetId::of_token(H160(token.into_array()));
    asset.ok_or_else(|| revert("UnknownToken"))
}

/// An amount of a token as contracts count it, in base units as the pallets do.
fn in_base_units<T: Runtime>(
    asset: pallet_stake::AssetId,
    amount: alloy::primitives::U256,
) -> Result<u128, Error> {
    let amount = U256::from_big_endian(&amount.to_be_bytes::<32>());
    let (units, rest) = amount.div_mod(wei_per_unit::<T>(asset));
    if !rest.is_zero() || units > U256::from(u128::MAX) {
        return Err(revert("AmountNotRepresentable"));
    }
    Ok(units.as_u128())
}

/// The inverse of [`in_base_units`].
fn of_base_units<T: Runtime>(
    asset: Option<pallet_stake::AssetId>,
    amount: u128,
) -> alloy::primitives::U256 {
    let ratio = asset.map_or(U256::one(), wei_per_unit::<T>);
    let amount = U256::from(amount).saturating_mul(ratio);
    alloy::primitives::U256::from_be_bytes(amount.to_big_endian())
}

fn wei_per_unit<T: Runtime>(asset: pallet_stake::AssetId) -> U256 {
    match asset {
        pallet_stake::AssetId::Native => {
            U256::from(<T as pallet_revive::Config>::NativeToEthRatio::get().max(1))
        }
        pallet_stake::AssetId::Asset(_) => U256::one(),
    }
}
