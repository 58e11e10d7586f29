//! What managers do: verdicts and proposals. Neither calls a hook.

use crate::{
    named, operator, reads_service, revert,
    IServices::{self, IServicesCalls},
    Runtime,
};
use alloc::vec::Vec;
use blueprint_rules::court::Charge;
use frame_support::storage::with_storage_layer;
use pallet_revive::precompiles::{
    alloy::sol_types::{SolCall, SolEvent},
    Error, Ext, RuntimeCosts, H256 as Topic,
};
use pallet_services::Pallet as Services;
use sp_core::H256;
use sp_runtime::DispatchError;

/// Calls a manager's function; `None` where the input is of another.
pub fn call<T: Runtime>(
    caller: &T::AccountId,
    input: &IServicesCalls,
    env: &mut impl Ext<T = T>,
) -> Result<Option<Vec<u8>>, Error> {
    let answer = match input {
        IServicesCalls::judgeResult(input) => judge_result(caller, input, env)?,
        IServicesCalls::proposeSlash(input) => propose_slash(caller, input, env)?,
        _ => return Ok(None),
    };
    Ok(Some(answer))
}

fn judge_result<T: Runtime>(
    caller: &T::AccountId,
    input: &IServices::judgeResultCall,
    env: &mut impl Ext<T = T>,
) -> Result<Vec<u8>, Error> {
    let charged =
        env.charge(Services::<T>::verdict_weight().saturating_add(reads_service::<T>()))?;
    let judged = with_storage_layer(|| {
        Services::<T>::judge_result(
            caller,
            input.serviceId,
            input.callId,
            operator::<T>(&input.operator),
            input.right,
            input.points,
        )
    });
    let (points, weight) = judged.map_err(named)?;
    env.adjust_gas(charged, weight.saturating_add(reads_service::<T>()));
    let event = IServices::ResultJudged {
        serviceId: input.serviceId,
        callId: input.callId,
        operator: input.operator,
        right: input.right,
        points,
    };
    emit(event, env)?;
    Ok(IServices::judgeResultCall::abi_encode_returns(&points))
}

fn propose_slash<T: Runtime>(
    caller: &T::AccountId,
    input: &IServices::proposeSlashCall,
    env: &mut impl Ext<T = T>,
) -> Result<Vec<u8>, Error> {
    // Beside what the pallet weighs: the address of the operator, and the length of the service.
    env.charge(Services::<T>::proposal_base().saturating_add(reads_service::<T>()))?;
    let offence = offence(input.offence)?;
    let filed = with_storage_layer(|| {
        Services::<T>::file_slash(
            caller,
            input.serviceId,
            operator::<T>(&input.operator),
            offence,
            input.slashBps,
            H256(input.evidence.0),
        )
    });
    let (slash, _) = filed.map_err(named)?;
    let event = IServices::SlashProposed {
        slashId: slash,
        serviceId: input.serviceId,
        operator: input.operator,
        offence: input.offence,
        slashBps: input.slashBps,
        evidence: input.evidence,
    };
    emit(event, env)?;
    Ok(IServices::proposeSlashCall::abi_encode_returns(&slash))
}

/// The class that a number of the interface names.
fn offence(number: u8) -> Result<Charge, Error> {
    let classes = [
        Charge::JobMisbehaviour,
        Charge::QualityOfService,
        Charge::SecurityBreach,
    ];
    let known = classes.into_iter().find(|class| *class as u8 == number);
    known.ok_or_else(|| revert("UnknownOffence"))
}

/// Emits a Solidity event, after the last step that can fail.
fn emit<T: Runtime>(event: impl SolEvent, env: &mut impl Ext<T = T>) -> Result<(), DispatchError> {
    let (topics, data) = event.encode_log_data().split();
    let topics: Vec<_> = topics.into_iter().map(|topic| Topic(topic.0)).collect();
    env.frame_meter_mut()
        .charge_weight_token(RuntimeCosts::DepositEvent {
            num_topic: topics.len() as u32,
            len: data.len() as u32,
        })?;
    env.deposit_event(topics, data.to_vec());
    Ok(())
}
