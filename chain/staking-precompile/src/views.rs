//! What any account reads.

use crate::{
    dispatch::account,
    of_base_units, points_of_all, reads,
    IStaking::{self, IStakingCalls},
    Runtime,
};
use alloc::vec::Vec;
use frame_support::{traits::Get, weights::Weight};
use pallet_revive::{
    precompiles::{
        alloy::{primitives::FixedBytes, sol_types::SolCall},
        Error, Ext,
    },
    AddressMapper,
};
use pallet_staking::{
    ActiveEra, ClaimedRewards, CurrentEra, ErasRewardPoints, ErasStakersOverview,
    ErasStartSessionIndex, MinNominatorBond, MinValidatorBond, Nominators, Pallet, Validators,
};
use sp_core::H160;
use sp_runtime::AccountId32;
use sp_staking::StakingAccount;

/// A hash of an account.
const HASH: Weight = Weight::from_parts(2_000_000, 0);

/// Answers a view; `None` where the input is of another function.
pub fn call<T: Runtime>(
    input: &IStakingCalls,
    env: &mut impl Ext<T = T>,
) -> Result<Option<Vec<u8>>, Error> {
    use IStakingCalls as Input;
    let answer = match input {
        Input::accountOf(input) => {
            env.charge(reads::<T>(1))?;
            let address = H160(input.who.into_array());
            let account: AccountId32 =
                <T as pallet_revive::Config>::AddressMapper::to_account_id(&address);
            IStaking::accountOfCall::abi_encode_returns(&bytes(&account))
        }
        Input::addressOf(input) => {
            env.charge(HASH)?;
            let account = account(input.account);
            let who = <T as pallet_revive::Config>::AddressMapper::to_address(&account);
            IStaking::addressOfCall::abi_encode_returns(&IStaking::addressOfReturn {
                who: who.0.into(),
                ofAddress: <T as pallet_revive::Config>::AddressMapper::is_eth_derived(&account),
            })
        }
        Input::activeEra(_) => {
            env.charge(reads::<T>(1))?;
            let era = ActiveEra::<T>::get();
            IStaking::activeEraCall::abi_encode_returns(&IStaking::activeEraReturn {
                era: era.as_ref().map_or(0, |it| it.index),
                start: era.and_then(|it| it.start).unwrap_or_default(),
            })
        }
        Input::plannedEra(_) => {
            env.charge(reads::<T>(1))?;
            let era = CurrentEra::<T>::get().unwrap_or_default();
            IStaking::plannedEraCall::abi_encode_returns(&era)
        }
        Input::bondingDuration(_) => {
            env.charge(reads::<T>(0))?;
            let eras = <T as pallet_staking::Config>::BondingDuration::get();
            IStaking::bondingDurationCall::abi_encode_returns(&eras)
        }
        Input::minimums(_) => {
            env.charge(reads::<T>(2))?;
            IStaking::minimumsCall::abi_encode_returns(&IStaking::minimumsReturn {
                nominator: of_base_units::<T>(MinNominatorBond::<T>::get()),
                validator: of_base_units::<T>(MinValidatorBond::<T>::get()),
            })
        }
        Input::ledgerOf(input) => {
            env.charge(reads::<T>(3))?;
            ledger_of::<T>(account(input.stash))
        }
        Input::nominationsOf(input) => {
            env.charge(reads::<T>(1))?;
            let nominations = Nominators::<T>::get(account(input.stash));
            let submitted = nominations.as_ref().map_or(0, |it| it.submitted_in);
            let targets = nominations.map(|it| it.targets.iter().map(bytes).collect());
            IStaking::nominationsOfCall::abi_encode_returns(&IStaking::nominationsOfReturn {
                validators: targets.unwrap_or_default(),
                submittedIn: submitted,
            })
        }
        Input::validatorOf(input) => {
            env.charge(reads::<T>(3))?;
            let who = account(input.account);
            let prefs = Validators::<T>::try_get(&who).ok();
            let era = ActiveEra::<T>::get().map(|it| it.index);
            let elected = era.is_some_and(|era| ErasStakersOverview::<T>::contains_key(era, &who));
            IStaking::validatorOfCall::abi_encode_returns(&IStaking::validatorOfReturn {
                candidate: prefs.is_some(),
                elected,
                commission: prefs.as_ref().map_or(0, |it| it.commission.deconstruct()),
                blocked: prefs.is_some_and(|it| it.blocked),
            })
        }
        Input::exposureOf(input) => {
            env.charge(reads::<T>(1))?;
            let of = ErasStakersOverview::<T>::get(input.era, account(input.validator));
            let of = of.unwrap_or_default();
            IStaking::exposureOfCall::abi_encode_returns(&IStaking::exposureOfReturn {
                total: of_base_units::<T>(of.total),
                own: of_base_units::<T>(of.own),
                backers: of.nominator_count,
                pages: of.page_count,
            })
        }
        Input::pointsOf(input) => {
            env.charge(reads::<T>(3).saturating_add(points_of_all::<T>()))?;
            points_of::<T>(input.era, account(input.validator))
        }
        Input::paid(input) => {
            env.charge(reads::<T>(1))?;
            let pages = ClaimedRewards::<T>::get(input.era, account(input.validator));
            IStaking::paidCall::abi_encode_returns(&pages.contains(&input.page))
        }
        _ => return Ok(None),
    };
    Ok(Some(answer))
}

fn bytes(account: &AccountId32) -> FixedBytes<32> {
    let bytes: &[u8; 32] = account.as_ref();
    FixedBytes::from(*bytes)
}

/// An era has a first session from when it is planned until it is forgotten.
fn points_of<T: Runtime>(era: u32, validator: AccountId32) -> Vec<u8> {
    let all = ErasRewardPoints::<T>::get(era);
    let points = all.individual.get(&validator).copied();
    let authors = all.individual.values().filter(|it| **it != 0).count();
    IStaking::pointsOfCall::abi_encode_returns(&IStaking::pointsOfReturn {
        known: ErasStartSessionIndex::<T>::contains_key(era),
        elected: ErasStakersOverview::<T>::contains_key(era, &validator),
        points: points.unwrap_or_default(),
        total: all.total,
        authors: authors.try_into().unwrap_or(u32::MAX),
    })
}

fn ledger_of<T: Runtime>(stash: AccountId32) -> Vec<u8> {
    let ledger = Pallet::<T>::ledger(StakingAccount::Stash(stash)).ok();
    let chunks = ledger.as_ref().map(|it| {
        let chunks = it.unlocking.iter().map(|chunk| IStaking::Chunk {
            amount: of_base_units::<T>(chunk.value),
            era: chunk.era,
        });
        chunks.collect()
    });
    IStaking::ledgerOfCall::abi_encode_returns(&IStaking::ledgerOfReturn {
        total: of_base_units::<T>(ledger.as_ref().map_or(0, |it| it.total)),
        active: of_base_units::<T>(ledger.map_or(0, |it| it.active)),
        unlocking: chunks.unwrap_or_default(),
    })
}
