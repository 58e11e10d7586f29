//! Liquid stake on the network.

mod guards;
mod life;

use super::{network, until_era};
use crate::{
    configs::{liquid::DEPOSIT_CAP, services::TreasuryAccount},
    genesis::{fast_terms, validators},
    AccountId, Assets, Balance, Liquid, Runtime, RuntimeCall, RuntimeOrigin, UNIT,
};
use frame_support::{
    assert_ok,
    traits::{EnsureOriginWithArg, Get},
};
use pallet_liquid::{Call, State, VaultId, Vaults, FIRST_VAULT};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError};

fn dispatched(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
    let result = call.into().dispatch(origin);
    result.map(|_| ()).map_err(|failed| failed.error)
}

fn founder() -> AccountId {
    Sr25519Keyring::Ferdie.to_account_id()
}

/// A network in era 1 with the vault of its first validator.
fn with_vault(test: impl FnOnce(AccountId)) {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        let validator = validators().remove(0).0;
        let call = Call::<Runtime>::create_vault {
            validator: validator.clone(),
            seed: 100 * UNIT,
        };
        assert_ok!(dispatched(RuntimeOrigin::signed(founder()), call));
        test(validator);
    });
}

#[test]
fn bounds_of_the_network_hold_for_vaults() {
    network(fast_terms()).execute_with(|| {
        use frame_support::traits::Hooks;
        Liquid::integrity_test();
        let cap: Balance = <Runtime as pallet_liquid::Config>::DepositCap::get();
        assert_eq!(cap, DEPOSIT_CAP);
        let receiver: AccountId = <Runtime as pallet_liquid::Config>::FeeReceiver::get();
        assert_eq!(receiver, TreasuryAccount::get());
    });
}

/// The next vault's token could otherwise be created by an account before the vault is.
#[test]
fn accounts_create_no_asset_with_the_id_of_a_vault() {
    network(fast_terms()).execute_with(|| {
        type Creators = <Runtime as pallet_assets::Config>::CreateOrigin;
        let signed = || RuntimeOrigin::signed(founder());
        assert!(Creators::try_origin(signed(), &FIRST_VAULT).is_err());
        assert!(Creators::try_origin(signed(), &VaultId::MAX).is_err());
        let create = |id| pallet_assets::Call::<Runtime>::create {
            id,
            admin: sp_runtime::MultiAddress::Id(founder()),
            min_balance: 1,
        };
        let squatted = dispatched(signed(), create(FIRST_VAULT));
        assert_eq!(squatted, Err(DispatchError::BadOrigin));
        assert_ok!(dispatched(signed(), create(FIRST_VAULT - 1)));
    });
}

#[test]
fn vault_of_a_validator_takes_deposits_that_become_tokens_and_earn() {
    with_vault(|validator| {
        let holder = Sr25519Keyring::Bob.to_account_id();
        let signed = || RuntimeOrigin::signed(holder.clone());
        let call = Call::<Runtime>::request_deposit {
            vault: FIRST_VAULT,
            amount: 500 * UNIT,
            controller: holder.clone(),
        };
        assert_ok!(dispatched(signed(), call));
        let batch = pallet_staking::CurrentEra::<Runtime>::get().unwrap_or(0) + 1;
        until_era(batch);
        let call = Call::<Runtime>::claim {
            vault: FIRST_VAULT,
            batch,
            controller: holder.clone(),
            receiver: holder.clone(),
        };
        assert_ok!(dispatched(signed(), call));
        let shares = Assets::balance(FIRST_VAULT, &holder);
        assert!(shares > 0);
        let worth = Liquid::worth_of(FIRST_VAULT, shares);
        until_era(batch + 2);
        let call = Call::<Runtime>::sync {
            vault: FIRST_VAULT,
            steps: 4,
        };
        assert_ok!(dispatched(RuntimeOrigin::signed(founder()), call));
        assert!(Liquid::worth_of(FIRST_VAULT, shares) > worth);
        let vault = Liquid::view_vault(FIRST_VAULT).expect("there is a vault");
        assert_eq!(vault.validator, validator);
        assert_eq!((vault.state, vault.unsettled), (State::Open, 0));
    });
}

/// `EventListeners` of the staking pallet is the liquid stake pallet.
#[test]
fn slash_lowers_the_rate_of_a_vault_in_its_block() {
    with_vault(|_| {
        let stash = Liquid::stash_of(FIRST_VAULT);
        let before = Vaults::<Runtime>::get(FIRST_VAULT).expect("there is a vault");
        pallet_staking::slashing::do_slash::<Runtime>(
            &stash,
            10 * UNIT,
            &mut Default::default(),
            &mut Default::default(),
            1,
        );
        let after = Vaults::<Runtime>::get(FIRST_VAULT).expect("there is a vault");
        assert_eq!(after.pool.assets, before.pool.assets - 10 * UNIT);
    });
}
