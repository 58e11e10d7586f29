//! What everybody can read.

use crate::{
    account, address, asset, of_base_units, operator, reads, reads_service, revert,
    IServices::{self, IServicesCalls},
    Runtime,
};
use alloc::vec::Vec;
use pallet_revive::precompiles::{
    alloy::{
        primitives::{Address, U256},
        sol_types::SolCall,
    },
    Error, Ext,
};
use pallet_services::{
    Activities, Answer, Blueprints, Instances, JobPrices, KeyHolders, NextServiceId, NextSlashId,
    OffenceRecords, OperatorKey, Pallet as Services, PendingSlashes, Requests, ServicesOfOperator,
    Slashes, SlashesPausedUntil, Verdicts,
};
use pallet_stake::{
    AssetId, Backing, Destination, Destinations, Pallet as Stake, Restake, Selection, WeightInfo,
};
use sp_runtime::traits::UniqueSaturatedInto;

/// The most ids that a page reads.
const MOST_IDS: u32 = 50;

/// Answers a view; `None` where the input is of another function.
pub fn call<T: Runtime>(
    input: &IServicesCalls,
    env: &mut impl Ext<T = T>,
) -> Result<Option<Vec<u8>>, Error> {
    use IServicesCalls as Input;
    let answer = match input {
        Input::serviceOf(input) => {
            env.charge(reads_service::<T>().saturating_add(reads::<T>(2)))?;
            service_of::<T>(input.serviceId)
        }
        Input::serviceCount(_) => {
            env.charge(reads::<T>(1))?;
            IServices::serviceCountCall::abi_encode_returns(&NextServiceId::<T>::get())
        }
        Input::operatorsOf(input) => {
            env.charge(reads_service::<T>())?;
            let service = Instances::<T>::get(input.serviceId);
            let operators = service.map(|it| it.operators.iter().map(address::<T>).collect());
            IServices::operatorsOfCall::abi_encode_returns(&operators.unwrap_or_default())
        }
        Input::assetsOf(input) => {
            env.charge(reads_service::<T>())?;
            assets_of::<T>(input.serviceId)
        }
        Input::requestOf(input) => {
            env.charge(reads_service::<T>())?;
            request_of::<T>(input.requestId)
        }
        Input::pendingRequestsOf(input) => {
            ensure_page(input.limit)?;
            env.charge(reads::<T>(u64::from(input.limit).saturating_add(4)))?;
            let who = operator::<T>(&input.operator);
            let (ids, next) = Services::<T>::waiting_requests(&who, input.start, input.limit);
            IServices::pendingRequestsOfCall::abi_encode_returns(
                &IServices::pendingRequestsOfReturn {
                    ids,
                    next: next.unwrap_or_default(),
                },
            )
        }
        Input::priceOf(input) => {
            env.charge(reads::<T>(1))?;
            let price = JobPrices::<T>::get(input.blueprintId, input.job);
            IServices::priceOfCall::abi_encode_returns(&IServices::priceOfReturn {
                amount: price.map_or(U256::ZERO, |it| {
                    of_base_units::<T>(Some(AssetId::Native), it.amount.unique_saturated_into())
                }),
                burnedBps: price.map_or(0, |it| it.burned_bps),
                ownerBps: price.map_or(0, |it| it.owner_bps),
            })
        }
        Input::offencesOf(input) => {
            env.charge(reads::<T>(3))?;
            let who = operator::<T>(&input.operator);
            let record = OffenceRecords::<T>::get(input.blueprintId, who);
            let [wrong, slow, breached] = record.offences;
            IServices::offencesOfCall::abi_encode_returns(&IServices::offencesOfReturn {
                jobMisbehaviour: wrong,
                qualityOfService: slow,
                securityBreach: breached,
                ejected: record.ejected,
            })
        }
        Input::operatorServes(input) => {
            env.charge(reads::<T>(3))?;
            let who = operator::<T>(&input.operator);
            let service = input.serviceId.to_be_bytes();
            let serves = ServicesOfOperator::<T>::contains_key(who, service);
            IServices::operatorServesCall::abi_encode_returns(&serves)
        }
        Input::servesUntil(input) => {
            env.charge(reads_service::<T>().saturating_add(reads::<T>(3)))?;
            let who = operator::<T>(&input.operator);
            let time = Services::<T>::served_until(input.serviceId, &who);
            IServices::servesUntilCall::abi_encode_returns(&time)
        }
        Input::stakeOf(input) => {
            env.charge(reads::<T>(4))?;
            let asset = asset(&input.token)?;
            let staked = Stake::<T>::staked(&operator::<T>(&input.operator), asset);
            let amount = of_base_units::<T>(Some(asset), staked);
            IServices::stakeOfCall::abi_encode_returns(&amount)
        }
        Input::stakeForBlueprint(input) => {
            env.charge(reads::<T>(5))?;
            let asset = asset(&input.token)?;
            let who = operator::<T>(&input.operator);
            let staked = Stake::<T>::staked_for(&who, input.blueprintId, asset);
            let amount = of_base_units::<T>(Some(asset), staked);
            IServices::stakeForBlueprintCall::abi_encode_returns(&amount)
        }
        Input::exposureOf(input) => {
            env.charge(reads::<T>(7))?;
            let asset = asset(&input.token)?;
            let who = operator::<T>(&input.operator);
            let exposed = Stake::<T>::exposure(input.serviceId, &who, asset);
            let amount = of_base_units::<T>(Some(asset), exposed);
            IServices::exposureOfCall::abi_encode_returns(&amount)
        }
        Input::claimable(input) => {
            let of = (Selection::All, &input.operator);
            let amount = claimable::<T>(&input.claimant, of, env)?;
            IServices::claimableCall::abi_encode_returns(&amount)
        }
        Input::claimableForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            let amount = claimable::<T>(&input.claimant, of, env)?;
            IServices::claimableForBlueprintCall::abi_encode_returns(&amount)
        }
        Input::destinationOf(input) => {
            env.charge(reads::<T>(3))?;
            let destination = Destinations::<T>::get(account::<T>(&input.claimant));
            let answer = destination_of::<T>(destination);
            IServices::destinationOfCall::abi_encode_returns(&answer)
        }
        Input::yieldOf(input) => {
            let of = (Selection::All, &input.operator);
            let (settled, paid, rate) = yield_of::<T>(input.era, of, env)?;
            IServices::yieldOfCall::abi_encode_returns(&IServices::yieldOfReturn {
                settled,
                paid,
                rateE18: rate,
            })
        }
        Input::yieldForBlueprint(input) => {
            let of = (Selection::Blueprint(input.blueprintId), &input.operator);
            let (settled, paid, rate) = yield_of::<T>(input.era, of, env)?;
            IServices::yieldForBlueprintCall::abi_encode_returns(
                &IServices::yieldForBlueprintReturn {
                    settled,
                    paid,
                    rateE18: rate,
                },
            )
        }
        Input::currentEra(_) => {
            env.charge(reads::<T>(1))?;
            IServices::currentEraCall::abi_encode_returns(&Services::<T>::current_era())
        }
        Input::activityOf(input) => {
            env.charge(reads::<T>(3))?;
            let activity = Activities::<T>::get(input.era, operator::<T>(&input.operator));
            IServices::activityOfCall::abi_encode_returns(&IServices::activityOfReturn {
                results: activity.results,
                right: activity.right,
                wrong: activity.wrong,
                points: activity.points,
                reports: activity.reports,
                heartbeats: activity.heartbeats,
                absences: activity.absences,
                qualityReports: activity.quality_reports,
            })
        }
        Input::operatorByKey(input) => {
            env.charge(reads::<T>(1))?;
            let key = OperatorKey::try_from(input.key.to_vec()).ok();
            let holder = key.and_then(|key| KeyHolders::<T>::get(input.blueprintId, key));
            let holder = holder.map_or(Address::ZERO, |holder| address::<T>(&holder));
            IServices::operatorByKeyCall::abi_encode_returns(&holder)
        }
        Input::verdictOf(input) => {
            env.charge(reads::<T>(3))?;
            let who = operator::<T>(&input.operator);
            let verdict = Verdicts::<T>::get((input.serviceId, input.callId, who));
            IServices::verdictOfCall::abi_encode_returns(&IServices::verdictOfReturn {
                judged: verdict.is_some(),
                right: verdict.is_some_and(|it| it.right),
                points: verdict.map_or(0, |it| it.points),
            })
        }
        Input::slashOf(input) => {
            env.charge(reads::<T>(1))?;
            slash_of::<T>(input.slashId)
        }
        Input::slashesPausedUntil(_) => {
            env.charge(reads::<T>(1))?;
            let until = SlashesPausedUntil::<T>::get();
            IServices::slashesPausedUntilCall::abi_encode_returns(&until)
        }
        Input::pendingSlashes(input) => {
            ensure_page(input.limit)?;
            env.charge(reads::<T>(u64::from(input.limit).saturating_add(1)))?;
            pending_slashes::<T>(input.start, input.limit)
        }
        Input::pendingSlashesOf(input) => {
            env.charge(reads::<T>(3))?;
            let who = operator::<T>(&input.operator);
            let count = PendingSlashes::<T>::get(input.serviceId, who);
            IServices::pendingSlashesOfCall::abi_encode_returns(&count)
        }
        _ => return Ok(None),
    };
    Ok(Some(answer))
}

fn service_of<T: Runtime>(id: u64) -> Vec<u8> {
    let known = Instances::<T>::get(id).and_then(|service| {
        let blueprint = Blueprints::<T>::get(service.blueprint)?;
        Some((service, blueprint.definition.manager))
    });
    let answer = match known {
        Some((service, manager)) => IServices::serviceOfReturn {
            blueprintId: service.blueprint,
            manager: manager.0.into(),
            owner: address::<T>(&service.owner),
            startedAt: service.started_at.unique_saturated_into(),
            endsAt: service.ends_at.unwrap_or_default(),
            live: !service.expired(),
        },
        None => IServices::serviceOfReturn {
            blueprintId: 0,
            manager: Address::ZERO,
            owner: Address::ZERO,
            startedAt: 0,
            endsAt: 0,
            live: false,
        },
    };
    IServices::serviceOfCall::abi_encode_returns(&answer)
}

fn assets_of<T: Runtime>(id: u64) -> Vec<u8> {
    let assets = Instances::<T>::get(id).map(|service| service.assets);
    let (tokens, amounts) = tokens_and_amounts::<T>(&assets.unwrap_or_default());
    IServices::assetsOfCall::abi_encode_returns(&IServices::assetsOfReturn { tokens, amounts })
}

fn ensure_page(limit: u32) -> Result<(), Error> {
    match (1..=MOST_IDS).contains(&limit) {
        true => Ok(()),
        false => Err(revert("BadPage")),
    }
}

fn request_of<T: Runtime>(id: u64) -> Vec<u8> {
    let mut answer = IServices::requestOfReturn {
        blueprintId: 0,
        requester: Address::ZERO,
        ttl: 0,
        expiresAt: 0,
        revision: 0,
        operators: Vec::new(),
        approved: Vec::new(),
        tokens: Vec::new(),
        amounts: Vec::new(),
    };
    if let Some(request) = Requests::<T>::get(id) {
        answer.blueprintId = request.blueprint;
        answer.requester = address::<T>(&request.requester);
        answer.ttl = request.ttl;
        answer.expiresAt = request.expires_at.unique_saturated_into();
        answer.revision = request.revision;
        for (operator, given) in &request.operators {
            answer.operators.push(address::<T>(operator));
            answer.approved.push(*given == Answer::Approved);
        }
        (answer.tokens, answer.amounts) = tokens_and_amounts::<T>(&request.assets);
    }
    IServices::requestOfCall::abi_encode_returns(&answer)
}

fn tokens_and_amounts<T: Runtime>(assets: &[pallet_services::Asset]) -> (Vec<Address>, Vec<U256>) {
    let amount = |asset: &pallet_services::Asset| {
        of_base_units::<T>(AssetId::of_token(asset.token), asset.amount)
    };
    let token = |asset: &pallet_services::Asset| Address::from(asset.token.0);
    (
        assets.iter().map(token).collect(),
        assets.iter().map(amount).collect(),
    )
}

fn slash_of<T: Runtime>(id: u64) -> Vec<u8> {
    let answer = match Slashes::<T>::get(id) {
        Some(slash) => IServices::slashOfReturn {
            state: slash.proposal.state as u8,
            serviceId: slash.proposal.service,
            operator: address::<T>(&slash.operator),
            proposer: address::<T>(&slash.proposer),
            offence: slash.proposal.charge as u8,
            slashBps: slash.proposal.requested.low_u32().unique_saturated_into(),
            evidence: slash.proposal.evidence.0.into(),
            deadline: slash.proposal.deadline,
        },
        None => IServices::slashOfReturn {
            state: 0,
            serviceId: 0,
            operator: Address::ZERO,
            proposer: Address::ZERO,
            offence: 0,
            slashBps: 0,
            evidence: Default::default(),
            deadline: 0,
        },
    };
    IServices::slashOfCall::abi_encode_returns(&answer)
}

fn pending_slashes<T: Runtime>(start: u64, limit: u32) -> Vec<u8> {
    let end = NextSlashId::<T>::get();
    let next = start.saturating_add(limit.into());
    let pending = |id: &u64| Slashes::<T>::contains_key(id);
    IServices::pendingSlashesCall::abi_encode_returns(&IServices::pendingSlashesReturn {
        ids: (start..next.min(end)).filter(pending).collect(),
        next: if next < end { next } else { 0 },
    })
}

/// What a claim for a selection would pay, in wei.
fn claimable<T: Runtime>(
    claimant: &Address,
    (selection, of): (Selection, &Address),
    env: &mut impl Ext<T = T>,
) -> Result<U256, Error> {
    let settling = <T as pallet_stake::Config>::WeightInfo::claim();
    env.charge(settling.saturating_add(reads::<T>(4)))?;
    let backing = Backing::new(&operator::<T>(of), selection);
    let amount = Stake::<T>::claimable(&account::<T>(claimant), &backing);
    Ok(of_base_units::<T>(Some(AssetId::Native), amount))
}

/// Whether an era is settled, what it paid delegators in wei, and for each unit of value, scaled by 1e18.
fn yield_of<T: Runtime>(
    era: u32,
    (selection, of): (Selection, &Address),
    env: &mut impl Ext<T = T>,
) -> Result<(bool, U256, U256), Error> {
    env.charge(reads::<T>(4))?;
    let backing = Backing::new(&operator::<T>(of), selection);
    let known = Stake::<T>::era_yield(&backing, era);
    let paid = known.map_or(0, |it| it.paid);
    let rate = known.map_or(0, |it| it.rate_e18);
    let paid = of_base_units::<T>(Some(AssetId::Native), paid);
    Ok((known.is_some(), paid, U256::from(rate)))
}

fn destination_of<T: Runtime>(
    destination: Destination<T::AccountId>,
) -> IServices::destinationOfReturn {
    let mut answer = IServices::destinationOfReturn {
        kind: 0,
        to: Address::ZERO,
        token: Address::ZERO,
        operator: Address::ZERO,
        forBlueprint: false,
        blueprintId: 0,
    };
    let restake = match destination {
        Destination::Stash => None,
        Destination::Account(to) => {
            (answer.kind, answer.to) = (1, address::<T>(&to));
            None
        }
        Destination::Restake(restake) => {
            answer.kind = 2;
            Some(restake)
        }
        Destination::Liquid { vault, then } => {
            (answer.kind, answer.token) = (3, AssetId::Asset(vault).token().0.into());
            then
        }
    };
    if let Some(Restake {
        operator,
        selection,
    }) = restake
    {
        answer.operator = address::<T>(&operator);
        if let Selection::Blueprint(blueprint) = selection {
            (answer.forBlueprint, answer.blueprintId) = (true, blueprint);
        }
    }
    answer
}
