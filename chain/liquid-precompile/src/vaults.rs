//! All vaults: `ILiquidVaults`.

use crate::{
    address, address_of, changes, emit, in_base_units, named, reads,
    ILiquidVaults::{self, ILiquidVaultsCalls as Input},
    Runtime,
};
use alloc::vec::Vec;
use pallet_liquid::{Created, Pallet, VaultOfValidator, WeightInfo};
use pallet_revive::precompiles::{
    alloy::{
        primitives::{Address, U256},
        sol_types::SolCall,
    },
    Error, Ext,
};
use sp_runtime::AccountId32;

/// Answers, or opens a vault.
pub fn call<T: Runtime>(
    caller: AccountId32,
    input: &Input,
    env: &mut impl Ext<T = T>,
) -> Result<Vec<u8>, Error> {
    match input {
        Input::createVault(input) => {
            changes(env)?;
            let seed = in_base_units::<T>(input.seed)?;
            env.charge(<T as pallet_liquid::Config>::WeightInfo::create_vault())?;
            let validator = AccountId32::new(input.validator.0);
            let founder = address::<T>(&caller);
            let id = Pallet::<T>::do_create_vault(caller, validator, seed).map_err(named)?;
            let vault = Address::from(address_of(id).0);
            emit(
                ILiquidVaults::VaultCreated {
                    validator: input.validator,
                    vault,
                    founder,
                    seed: input.seed,
                },
                env,
            )?;
            Ok(ILiquidVaults::createVaultCall::abi_encode_returns(&vault))
        }
        Input::vaultOf(input) => {
            env.charge(reads::<T>(1))?;
            let id = VaultOfValidator::<T>::get(AccountId32::new(input.validator.0));
            let vault = id.map_or(Address::ZERO, |id| address_of(id).0.into());
            Ok(ILiquidVaults::vaultOfCall::abi_encode_returns(&vault))
        }
        Input::count(_) => {
            env.charge(reads::<T>(1))?;
            let count = U256::from(Created::<T>::get());
            Ok(ILiquidVaults::countCall::abi_encode_returns(&count))
        }
    }
}
