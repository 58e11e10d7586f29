//! Calls of the staking pallet, sent for the caller.

use crate::{in_base_units, named, revert, IStaking::IStakingCalls, Runtime};
use alloc::vec::Vec;
use frame_support::{
    dispatch::{extract_actual_weight, GetDispatchInfo, RawOrigin},
    traits::Get,
};
use pallet_revive::precompiles::{alloy::primitives::FixedBytes, Error, Ext};
use pallet_staking::{Call, MaxNominationsOf, RewardDestination};
use sp_runtime::{
    traits::{Dispatchable, StaticLookup},
    AccountId32,
};

type Source<T> = <<T as frame_system::Config>::Lookup as StaticLookup>::Source;

/// Sends the call that the input names. None of these functions returns anything.
pub fn call<T: Runtime>(
    caller: AccountId32,
    input: &IStakingCalls,
    env: &mut impl Ext<T = T>,
) -> Result<Vec<u8>, Error> {
    let call: T::Calls = call_of::<T>(input)?.into();
    let info = call.get_dispatch_info();
    let charged = env.charge(info.total_weight())?;
    let result = call.dispatch(RawOrigin::Signed(caller).into());
    env.adjust_gas(charged, extract_actual_weight(&result, &info));
    result.map_err(|failed| named(failed.error))?;
    Ok(Vec::new())
}

fn call_of<T: Runtime>(input: &IStakingCalls) -> Result<Call<T>, Error> {
    use IStakingCalls as Input;
    Ok(match input {
        Input::bond(input) => Call::bond {
            value: in_base_units::<T>(input.amount)?,
            payee: payee(input.payee, input.account)?,
        },
        Input::bondExtra(input) => Call::bond_extra {
            max_additional: in_base_units::<T>(input.amount)?,
        },
        Input::unbond(input) => Call::unbond {
            value: in_base_units::<T>(input.amount)?,
        },
        Input::rebond(input) => Call::rebond {
            value: in_base_units::<T>(input.amount)?,
        },
        Input::withdrawUnbonded(_) => Call::withdraw_unbonded {
            num_slashing_spans: most_spans::<T>(),
        },
        Input::nominate(input) => {
            if input.validators.len() > MaxNominationsOf::<T>::get() as usize {
                return Err(revert("TooManyValidators"));
            }
            let targets = input.validators.iter();
            let targets = targets.map(|it| Source::<T>::from(account(*it))).collect();
            Call::nominate { targets }
        }
        Input::chill(_) => Call::chill {},
        Input::setPayee(input) => Call::set_payee {
            payee: payee(input.payee, input.account)?,
        },
        Input::payout(input) => Call::payout_stakers_by_page {
            validator_stash: account(input.validator),
            era: input.era,
            page: input.page,
        },
        // Views are another module's.
        _ => return Err(revert("UnknownFunction")),
    })
}

/// The most slashing spans that a stash has where its ledger ends, with which they are removed: the pallet rejects fewer than there
/// are, charges for these and returns what was not used. A span ends with an era of a slash, those from before the bonding
/// duration are gone, and the one that lasts and the era that is planned are counted, too.
fn most_spans<T: Runtime>() -> u32 {
    T::BondingDuration::get().saturating_add(2)
}

/// An account of 32 bytes.
pub fn account(bytes: FixedBytes<32>) -> AccountId32 {
    AccountId32::new(bytes.0)
}

/// Where rewards go, by its number.
fn payee(kind: u8, to: FixedBytes<32>) -> Result<RewardDestination<AccountId32>, Error> {
    if (kind == 2) == to.is_zero() {
        return Err(revert("UnknownAccount"));
    }
    Ok(match kind {
        0 => RewardDestination::Staked,
        1 => RewardDestination::Stash,
        2 => RewardDestination::Account(account(to)),
        3 => RewardDestination::None,
        _ => return Err(revert("UnknownPayee")),
    })
}
