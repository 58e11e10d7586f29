//! Requests, claims by id, operators, and the ends of a vault.

use crate::{
    account, address, emit, in_base_units, named, number, of_base_units, reads, revert,
    ILiquidVault::{self, ILiquidVaultCalls as Input},
    Runtime,
};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use pallet_liquid::{Claimed, Pallet, VaultId, WeightInfo, MAX_STEPS};
use pallet_revive::precompiles::{
    alloy::{
        primitives::{Address, U256},
        sol_types::SolCall,
    },
    Error, Ext,
};
use sp_runtime::{AccountId32, DispatchError};

type WeightOf<T> = <T as pallet_liquid::Config>::WeightInfo;

/// Runs the function that the input names.
pub fn call<T: Runtime>(
    vault: VaultId,
    caller: AccountId32,
    input: &Input,
    env: &mut impl Ext<T = T>,
) -> Result<Vec<u8>, Error> {
    match input {
        Input::setOperator(input) => {
            env.charge(with_accounts::<T>(WeightOf::<T>::set_operator()))?;
            let operator = account::<T>(&input.operator);
            let controller = address::<T>(&caller);
            Pallet::<T>::do_set_operator(caller, vault, operator, input.approved).map_err(named)?;
            emit(
                ILiquidVault::OperatorSet {
                    controller,
                    operator: input.operator,
                    approved: input.approved,
                },
                env,
            )?;
            Ok(ILiquidVault::setOperatorCall::abi_encode_returns(&true))
        }
        Input::requestDeposit(input) => {
            let assets = in_base_units::<T>(input.assets)?;
            env.charge(with_accounts::<T>(WeightOf::<T>::request_deposit()))?;
            if account::<T>(&input.owner) != caller {
                return Err(revert("NotOwner"));
            }
            let (controller, sender) = (account::<T>(&input.controller), address::<T>(&caller));
            let batch = Pallet::<T>::do_request_deposit(caller, vault, assets, controller);
            let request_id = U256::from(batch.map_err(named)?);
            emit(
                ILiquidVault::DepositRequest {
                    controller: input.controller,
                    owner: input.owner,
                    requestId: request_id,
                    sender,
                    assets: input.assets,
                },
                env,
            )?;
            Ok(ILiquidVault::requestDepositCall::abi_encode_returns(
                &request_id,
            ))
        }
        Input::requestRedeem(input) => {
            let shares = number(input.shares)?;
            env.charge(with_accounts::<T>(WeightOf::<T>::request_redeem()))?;
            let owner = owner::<T>(vault, &caller, &input.owner)?;
            let controller = account::<T>(&input.controller);
            let batch = Pallet::<T>::do_request_redeem(owner, vault, shares, controller);
            let request_id = U256::from(batch.map_err(named)?);
            emit(
                ILiquidVault::RedeemRequest {
                    controller: input.controller,
                    owner: input.owner,
                    requestId: request_id,
                    sender: address::<T>(&caller),
                    shares: input.shares,
                },
                env,
            )?;
            Ok(ILiquidVault::requestRedeemCall::abi_encode_returns(
                &request_id,
            ))
        }
        Input::claim(input) => claim::<T>(vault, &caller, input, env),
        Input::claimRedeem(input) => claim_redeem::<T>(vault, &caller, input, env),
        Input::cashOut(input) => {
            let shares = number(input.shares)?;
            env.charge(with_accounts::<T>(WeightOf::<T>::cash_out()))?;
            let owner = owner::<T>(vault, &caller, &input.owner)?;
            let receiver = account::<T>(&input.receiver);
            let amount = Pallet::<T>::do_cash_out(owner, vault, shares, receiver);
            let assets = of_base_units::<T>(amount.map_err(named)?);
            emit(
                ILiquidVault::Withdraw {
                    sender: address::<T>(&caller),
                    receiver: input.receiver,
                    controller: input.owner,
                    assets,
                    shares: input.shares,
                },
                env,
            )?;
            Ok(ILiquidVault::cashOutCall::abi_encode_returns(&assets))
        }
        Input::sync(input) => {
            let steps = input.steps.min(MAX_STEPS);
            run::<T>(WeightOf::<T>::sync(steps), env, || {
                Pallet::<T>::do_sync(vault, steps)
            })
        }
        Input::retire(_) => run::<T>(WeightOf::<T>::retire(), env, || {
            Pallet::<T>::do_retire(vault)
        }),
        Input::finish(_) => run::<T>(WeightOf::<T>::finish(), env, || {
            Pallet::<T>::do_finish(vault)
        }),
        // The others are views and claims.
        _ => Err(revert("UnknownFunction")),
    }
}

/// Runs a function that any account may call, and that returns nothing.
fn run<T: Runtime>(
    weight: Weight,
    env: &mut impl Ext<T = T>,
    step: impl FnOnce() -> Result<(), DispatchError>,
) -> Result<Vec<u8>, Error> {
    env.charge(weight)?;
    step().map_err(named)?;
    Ok(Vec::new())
}

/// A weight with those of looking up two accounts and an operator.
pub fn with_accounts<T: Runtime>(weight: Weight) -> Weight {
    weight.saturating_add(reads::<T>(3))
}

/// The account whose shares are returned: the caller's, or one whose operator the caller is.
fn owner<T: Runtime>(
    vault: VaultId,
    caller: &AccountId32,
    owner: &Address,
) -> Result<AccountId32, Error> {
    let owner = account::<T>(owner);
    match Pallet::<T>::acts_for(vault, caller, &owner) {
        true => Ok(owner),
        false => Err(revert("NotOwner")),
    }
}

/// Who is paid of whose request. A caller that does not act for the controller can only pay the controller.
fn parties<T: Runtime>(
    vault: VaultId,
    caller: &AccountId32,
    (receiver, controller): (&Address, &Address),
) -> Result<(AccountId32, AccountId32), Error> {
    let (receiver, controller) = (account::<T>(receiver), account::<T>(controller));
    let allowed = receiver == controller || Pallet::<T>::acts_for(vault, caller, &controller);
    match allowed {
        true => Ok((receiver, controller)),
        false => Err(revert("NotController")),
    }
}

fn claim<T: Runtime>(
    vault: VaultId,
    caller: &AccountId32,
    input: &ILiquidVault::claimCall,
    env: &mut impl Ext<T = T>,
) -> Result<Vec<u8>, Error> {
    let batch = input.requestId.try_into();
    let batch = batch.map_err(|_| revert("NothingToClaim"))?;
    env.charge(with_accounts::<T>(WeightOf::<T>::claim()).saturating_add(reads::<T>(2)))?;
    let named_parties = (&input.receiver, &input.controller);
    let (receiver, controller) = parties::<T>(vault, caller, named_parties)?;
    let deposited = Pallet::<T>::deposited(vault, batch, &controller);
    let deposited = deposited.map_or(0, |(points, _)| points);
    let claimed = Pallet::<T>::do_claim(controller, vault, batch, u128::MAX, receiver);
    let (shares, assets) = match claimed.map_err(named)? {
        Claimed::Shares(shares) => {
            let event = ILiquidVault::Deposit {
                controller: input.controller,
                receiver: input.receiver,
                assets: of_base_units::<T>(deposited),
                shares: U256::from(shares),
            };
            emit(event, env)?;
            (U256::from(shares), U256::ZERO)
        }
        Claimed::Refund(amount) => {
            let assets = of_base_units::<T>(amount);
            let event = ILiquidVault::Withdraw {
                sender: address::<T>(caller),
                receiver: input.receiver,
                controller: input.controller,
                assets,
                shares: U256::ZERO,
            };
            emit(event, env)?;
            (U256::ZERO, assets)
        }
    };
    Ok(ILiquidVault::claimCall::abi_encode_returns(
        &ILiquidVault::claimReturn { shares, assets },
    ))
}

fn claim_redeem<T: Runtime>(
    vault: VaultId,
    caller: &AccountId32,
    input: &ILiquidVault::claimRedeemCall,
    env: &mut impl Ext<T = T>,
) -> Result<Vec<u8>, Error> {
    let batch = input.requestId.try_into();
    let batch = batch.map_err(|_| revert("NoSuchTicket"))?;
    env.charge(with_accounts::<T>(WeightOf::<T>::redeem()).saturating_add(reads::<T>(1)))?;
    let named_parties = (&input.receiver, &input.controller);
    let (receiver, controller) = parties::<T>(vault, caller, named_parties)?;
    let ticket = pallet_liquid::Tickets::<T>::get((vault, batch, &controller));
    let amount = Pallet::<T>::do_redeem(controller, vault, batch, u128::MAX, receiver);
    let assets = of_base_units::<T>(amount.map_err(named)?);
    let event = ILiquidVault::Withdraw {
        sender: address::<T>(caller),
        receiver: input.receiver,
        controller: input.controller,
        assets,
        shares: U256::from(ticket.shares),
    };
    emit(event, env)?;
    Ok(ILiquidVault::claimRedeemCall::abi_encode_returns(&assets))
}
