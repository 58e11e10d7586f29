//! Extrinsics of both pallets that call no hook, sent for the caller.

use crate::{
    account, asset, in_base_units, named, operator, reads, revert, IServices::IServicesCalls,
    Runtime,
};
use alloc::vec::Vec;
use frame_support::dispatch::{extract_actual_weight, GetDispatchInfo, RawOrigin};
use pallet_revive::{
    precompiles::{
        alloy::primitives::{Address, U256},
        Error, Ext,
    },
    ExecOrigin,
};
use pallet_services::{JobPrice, Owned};
use pallet_stake::{AssetId, Destination, Restake, Selection, MAX_PAGE};
use sp_runtime::traits::{Dispatchable, Get};

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
    // The accounts of the addresses that the input names.
    let listed = match input {
        IServicesCalls::setPermittedCallers(input) => {
            let most = <T as pallet_services::Config>::MaxPermittedCallers::get();
            at_most(input.callers.len(), most, "TooManyCallers")?
        }
        IServicesCalls::settleRewards(input) => {
            at_most(input.claimants.len(), MAX_PAGE, "BadPage")?
        }
        IServicesCalls::settleRewardsForBlueprint(input) => {
            at_most(input.claimants.len(), MAX_PAGE, "BadPage")?
        }
        _ => 0,
    };
    env.charge(reads::<T>(3u64.saturating_add(listed)))?;
    let call = call_of::<T>(input)?;
    let info = call.get_dispatch_info();
    let charged = env.charge(info.total_weight())?;
    let result = call.dispatch(RawOrigin::Signed(caller).into());
    env.adjust_gas(charged, extract_actual_weight(&result, &info));
    result.map_err(|failed| named(failed.error))?;
    Ok(Vec::new())
}

/// The length of a list, before anything of it is looked up.
fn at_most(length: usize, most: u32, error: &'static str) -> Result<u64, Error> {
    match u32::try_from(length) {
        Ok(length) if length <= most => Ok(length.into()),
        _ => Err(revert(error)),
    }
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
        Input::cancelLeaving(_) => Services::<T>::cancel_leaving {}.into(),
        Input::inviteOperator(input) => Services::<T>::invite_operator {
            service: input.serviceId,
            operator: operator::<T>(&input.operator),
            invited: input.invited,
        }
        .into(),
        Input::setPermittedCallers(input) => {
            let callers: Vec<_> = input.callers.iter().map(account::<T>).collect();
            Services::<T>::set_permitted_callers {
                service: input.serviceId,
                permitted_callers: callers.try_into().map_err(|_| revert("TooManyCallers"))?,
            }
            .into()
        }
        Input::offerService(input) => offer::<T>(Owned::Service(input.serviceId), &input.to),
        Input::offerBlueprint(input) => offer::<T>(Owned::Blueprint(input.blueprintId), &input.to),
        Input::acceptService(input) => Services::<T>::accept_ownership {
            item: Owned::Service(input.serviceId),
        }
        .into(),
        Input::acceptBlueprint(input) => Services::<T>::accept_ownership {
            item: Owned::Blueprint(input.blueprintId),
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
        Input::pruneCall(input) => Services::<T>::prune_call {
            service: input.serviceId,
            call: input.callId,
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
            let of = (Selection::All, &input.operator);
            delegate::<T>(of, &input.token, input.amount)?
        }
        Input::delegateForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            delegate::<T>(of, &input.token, input.amount)?
        }
        Input::undelegate(input) => {
            let of = (Selection::All, &input.operator);
            undelegate::<T>(of, &input.token, input.amount)?
        }
        Input::undelegateForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            undelegate::<T>(of, &input.token, input.amount)?
        }
        Input::withdraw(input) => withdraw::<T>((Selection::All, &input.operator), &input.token)?,
        Input::withdrawForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            withdraw::<T>(of, &input.token)?
        }
        Input::withdrawTo(input) => {
            let of = (Selection::All, &input.operator);
            withdraw_to::<T>(of, &input.token, &input.to)?
        }
        Input::withdrawForBlueprintTo(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            withdraw_to::<T>(of, &input.token, &input.to)?
        }
        Input::sweep(input) => {
            let of = (Selection::All, &input.operator);
            sweep::<T>(&input.delegator, of, &input.token)?
        }
        Input::sweepForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            sweep::<T>(&input.delegator, of, &input.token)?
        }
        Input::claim(input) => Stake::<T>::claim {
            operator: operator::<T>(&input.operator),
            selection: Selection::All,
        }
        .into(),
        Input::claimForBlueprint(input) => Stake::<T>::claim {
            operator: operator::<T>(&input.operator),
            selection: Selection::Blueprint(input.blueprintId),
        }
        .into(),
        Input::fund(input) => Stake::<T>::fund {
            amount: in_base_units::<T>(AssetId::Native, input.amount)?,
        }
        .into(),
        Input::settleOperator(input) => Stake::<T>::settle_operator {
            operator: operator::<T>(&input.operator),
            selection: Selection::All,
        }
        .into(),
        Input::settleForBlueprint(input) => Stake::<T>::settle_operator {
            operator: operator::<T>(&input.operator),
            selection: Selection::Blueprint(input.blueprintId),
        }
        .into(),
        Input::closeEra(input) => Stake::<T>::close_era {
            era: input.era,
            max: input.most,
        }
        .into(),
        Input::setCommission(input) => Stake::<T>::set_commission { bps: input.bps }.into(),
        Input::setJobPrice(input) => {
            let amount = in_base_units::<T>(AssetId::Native, input.amount)?;
            // Parts of nothing are refused by the pallet.
            let free = amount == 0 && input.burnedBps == 0 && input.ownerBps == 0;
            let unknown = |_| revert("AmountNotRepresentable");
            let price = JobPrice {
                amount: amount.try_into().map_err(unknown)?,
                burned_bps: input.burnedBps,
                owner_bps: input.ownerBps,
            };
            Services::<T>::set_job_price {
                blueprint: input.blueprintId,
                job: input.job,
                price: (!free).then_some(price),
            }
            .into()
        }
        Input::payRewardsTo(input) => set_destination::<T>(match input.to.is_zero() {
            true => Destination::Stash,
            false => Destination::Account(account::<T>(&input.to)),
        }),
        Input::restakeRewards(input) => {
            let of = (Selection::All, &input.operator);
            set_destination::<T>(Destination::Restake(restake::<T>(of)))
        }
        Input::restakeRewardsForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            set_destination::<T>(Destination::Restake(restake::<T>(of)))
        }
        Input::depositRewards(input) => {
            let of = (Selection::All, &input.operator);
            let then = (!input.operator.is_zero()).then(|| restake::<T>(of));
            let vault = vault(&input.token)?;
            set_destination::<T>(Destination::Liquid { vault, then })
        }
        Input::depositRewardsForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            let then = Some(restake::<T>(of));
            let vault = vault(&input.token)?;
            set_destination::<T>(Destination::Liquid { vault, then })
        }
        Input::settleRewards(input) => {
            settle_rewards::<T>((Selection::All, &input.operator), &input.claimants)?
        }
        Input::settleRewardsForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            settle_rewards::<T>(of, &input.claimants)?
        }
        Input::settleShares(input) => Stake::<T>::settle_shares {
            claimant: account::<T>(&input.claimant),
            vault: vault(&input.token)?,
            batch: input.batch,
            restake: restake::<T>((Selection::All, &input.operator)),
        }
        .into(),
        Input::settleSharesForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            Stake::<T>::settle_shares {
                claimant: account::<T>(&input.claimant),
                vault: vault(&input.token)?,
                batch: input.batch,
                restake: restake::<T>(of),
            }
            .into()
        }
        // Managers' functions and views are other modules'.
        _ => return Err(revert("UnknownFunction")),
    };
    Ok(call)
}

/// An offer to an account; zero takes it back.
fn offer<T: Runtime>(item: Owned, to: &Address) -> T::Calls {
    let to = (!to.is_zero()).then(|| account::<T>(to));
    pallet_services::Call::<T>::offer_ownership { item, to }.into()
}

/// Which stake: what was selected, and the operator.
type Of<'a> = (Selection, &'a Address);

fn delegate<T: Runtime>(
    (selection, to): Of,
    token: &Address,
    amount: U256,
) -> Result<T::Calls, Error> {
    let asset = asset(token)?;
    let call = pallet_stake::Call::<T>::delegate {
        operator: operator::<T>(to),
        selection,
        asset,
        amount: in_base_units::<T>(asset, amount)?,
    };
    Ok(call.into())
}

fn restake<T: Runtime>((selection, with): Of) -> Restake<T::AccountId> {
    let operator = operator::<T>(with);
    Restake {
        operator,
        selection,
    }
}

/// The id of the vault with a token.
fn vault(token: &Address) -> Result<u32, Error> {
    match asset(token)? {
        AssetId::Asset(id) => Ok(id),
        AssetId::Native => Err(revert("NoSuchVault")),
    }
}

fn set_destination<T: Runtime>(destination: Destination<T::AccountId>) -> T::Calls {
    pallet_stake::Call::<T>::set_destination { destination }.into()
}

fn settle_rewards<T: Runtime>(
    (selection, of): Of,
    claimants: &[Address],
) -> Result<T::Calls, Error> {
    let claimants: Vec<_> = claimants.iter().map(account::<T>).collect();
    let call = pallet_stake::Call::<T>::settle_rewards {
        operator: operator::<T>(of),
        selection,
        claimants: claimants.try_into().map_err(|_| revert("BadPage"))?,
    };
    Ok(call.into())
}

fn withdraw<T: Runtime>((selection, from): Of, token: &Address) -> Result<T::Calls, Error> {
    let call = pallet_stake::Call::<T>::withdraw {
        operator: operator::<T>(from),
        selection,
        asset: asset(token)?,
    };
    Ok(call.into())
}

fn withdraw_to<T: Runtime>(
    (selection, from): Of,
    token: &Address,
    to: &Address,
) -> Result<T::Calls, Error> {
    let call = pallet_stake::Call::<T>::withdraw_to {
        operator: operator::<T>(from),
        selection,
        asset: asset(token)?,
        to: account::<T>(to),
    };
    Ok(call.into())
}

fn sweep<T: Runtime>(
    delegator: &Address,
    (selection, from): Of,
    token: &Address,
) -> Result<T::Calls, Error> {
    let call = pallet_stake::Call::<T>::sweep {
        delegator: account::<T>(delegator),
        operator: operator::<T>(from),
        selection,
        asset: asset(token)?,
    };
    Ok(call.into())
}

fn undelegate<T: Runtime>(
    (selection, from): Of,
    token: &Address,
    amount: U256,
) -> Result<T::Calls, Error> {
    let asset = asset(token)?;
    // The largest number stands for all, in wei as in base units.
    let amount = match amount {
        U256::MAX => u128::MAX,
        _ => in_base_units::<T>(asset, amount)?,
    };
    let call = pallet_stake::Call::<T>::undelegate {
        operator: operator::<T>(from),
        selection,
        asset,
        amount,
    };
    Ok(call.into())
}
