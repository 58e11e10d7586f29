//! Extrinsics of both pallets that call no hook, sent for the caller.

use crate::{
    asset, in_base_units, named, operator, reads, revert, IServices::IServicesCalls, Runtime,
};
use alloc::vec::Vec;
use frame_support::dispatch::{extract_actual_weight, GetDispatchInfo, RawOrigin};
use pallet_revive::{
    precompiles::{Error, Ext},
    ExecOrigin,
};
use pallet_stake::AssetId;
use sp_runtime::traits::Dispatchable;

/// Sends the extrinsic that the input names. None of these functions returns anything.
pub fn call<T: Runtime>(
    caller: T::AccountId,
    input: &IServicesCalls,
    env: &mut impl Ext<T = T>,
) -> Result<Vec<u8>, Error> {
    // The stack's origin is the pallet's account in hooks alone.
    let pallet = pallet_services::Pallet::<T>::account_id();
    if matches!(env.origin(), ExecOrigin::Signed(origin) if *origin == pallet) {
        return Err(revert("InHook"));
    }
    // The account of an address.
    env.charge(reads::<T>(2))?;
    let call = call_of::<T>(input)?;
    let info = call.get_dispatch_info();
    let charged = env.charge(info.total_weight())?;
    let result = call.dispatch(RawOrigin::Signed(caller).into());
    env.adjust_gas(charged, extract_actual_weight(&result, &info));
    result.map_err(|failed| named(failed.error))?;
    Ok(Vec::new())
}

fn call_of<T: Runtime>(input: &IServicesCalls) -> Result<T::Calls, Error> {
    type Services<T> = pallet_services::Call<T>;
    type Stake<T> = pallet_stake::Call<T>;
    use IServicesCalls as Input;
    let call = match input {
        Input::joinOperators(_) => Services::<T>::join_operators {}.into(),
        Input::setAvailable(input) => Services::<T>::set_available {
            available: input.available,
        }
        .into(),
        Input::leaveOperators(_) => Services::<T>::leave_operators {}.into(),
        Input::finishLeaving(_) => Services::<T>::finish_leaving {}.into(),
        Input::restoreBond(_) => Services::<T>::restore_bond {}.into(),
        Input::setInstanceLimit(input) => Services::<T>::set_instance_limit {
            blueprint: input.blueprintId,
            instance_limit: input.limit,
        }
        .into(),
        Input::heartbeat(input) => Services::<T>::heartbeat {
            service: input.serviceId,
        }
        .into(),
        Input::reportOffline(input) => Services::<T>::report_offline {
            service: input.serviceId,
            operator: operator::<T>(&input.operator),
        }
        .into(),
        Input::disputeSlash(input) => Services::<T>::dispute_slash {
            slash: input.slashId,
        }
        .into(),
        Input::expireSlash(input) => Services::<T>::expire_slash {
            slash: input.slashId,
        }
        .into(),
        Input::delegate(input) => {
            let asset = asset(&input.token)?;
            Stake::<T>::delegate {
                operator: operator::<T>(&input.operator),
                asset,
                amount: in_base_units::<T>(asset, input.amount)?,
            }
            .into()
        }
        Input::undelegate(input) => {
            let asset = asset(&input.token)?;
            Stake::<T>::undelegate {
                operator: operator::<T>(&input.operator),
                asset,
                amount: in_base_units::<T>(asset, input.amount)?,
            }
            .into()
        }
        Input::withdraw(input) => Stake::<T>::withdraw {
            operator: operator::<T>(&input.operator),
            asset: asset(&input.token)?,
        }
        .into(),
        Input::claim(input) => Stake::<T>::claim {
            operator: operator::<T>(&input.operator),
        }
        .into(),
        Input::fund(input) => Stake::<T>::fund {
            amount: in_base_units::<T>(AssetId::Native, input.amount)?,
        }
        .into(),
        Input::settleOperator(input) => Stake::<T>::settle_operator {
            operator: operator::<T>(&input.operator),
        }
        .into(),
        // Managers' functions and views are other modules'.
        _ => return Err(revert("UnknownFunction")),
    };
    Ok(call)
}
