//! Stake on this chain: in its own token and in an asset of it, slashed with the bond.

use blueprint_e2e_runtime::{
    genesis, AccountId, Assets, Balances, Runtime, RuntimeCall, RuntimeOrigin, Stake, System, CENT,
    MILLISECONDS_PER_BLOCK, UNIT,
};
use frame_support::{
    assert_ok,
    traits::{Get, UnfilteredDispatchable},
};
use pallet_services::{Beneficiary, Stake as _};
use pallet_stake::{AssetId, Selection};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob};
use sp_runtime::{BuildStorage, DispatchResult, Permill};

const GOLD: u32 = 7;

fn send(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
    dispatch(RuntimeOrigin::signed(who.to_account_id()), call)
}

fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
    call.into()
        .dispatch_bypass_filter(origin)
        .map(|_| ())
        .map_err(|failed| failed.error)
}

fn add(asset: AssetId) -> DispatchResult {
    let call = pallet_stake::Call::<Runtime>::add_asset {
        asset,
        decimals: 12,
        least: CENT,
    };
    dispatch(RuntimeOrigin::root(), call)
}

fn delegate(who: Sr25519Keyring, asset: AssetId, amount: u128) {
    let call = pallet_stake::Call::<Runtime>::delegate {
        operator: Alice.to_account_id(),
        selection: Selection::All,
        asset,
        amount,
    };
    assert_ok!(send(who, call));
}

/// Alice is an operator; Bob has created gold and has a thousand of it.
fn with_gold(story: impl FnOnce(AccountId)) {
    let storage = genesis::development().build_storage().unwrap();
    TestExternalities::from(storage).execute_with(|| {
        System::set_block_number(1);
        let join = pallet_services::Call::<Runtime>::join_operators {};
        assert_ok!(send(Alice, join));
        let create = pallet_assets::Call::<Runtime>::create {
            id: GOLD,
            admin: Bob.to_account_id().into(),
            min_balance: 10,
        };
        assert_ok!(send(Bob, create));
        let mint = pallet_assets::Call::<Runtime>::mint {
            id: GOLD,
            beneficiary: Bob.to_account_id().into(),
            amount: 1_000 * UNIT,
        };
        assert_ok!(send(Bob, mint));
        assert_ok!(add(AssetId::Native));
        assert_ok!(add(AssetId::Asset(GOLD)));
        story(Alice.to_account_id());
    });
}

#[test]
fn stake_of_two_assets_is_slashed_and_returned() {
    with_gold(|alice| {
        delegate(Alice, AssetId::Native, 10 * UNIT);
        delegate(Bob, AssetId::Native, 30 * UNIT);
        delegate(Bob, AssetId::Asset(GOLD), 100 * UNIT);
        let issued = Balances::total_issuance();
        let half = Permill::from_percent(50);
        let secured = [
            (AssetId::Native, 40 * UNIT),
            (AssetId::Asset(GOLD), 100 * UNIT),
        ];
        let secured = secured.map(|(asset, amount)| pallet_services::Asset {
            token: asset.token(),
            amount,
        });
        assert_ok!(Stake::commit(0, &alice, 0, &secured));
        assert!(Stake::slashable(0, &alice, half));
        assert_ok!(Stake::capture(0, 0, &alice));
        assert_ok!(Stake::slash(0, 0, &alice, half, &Beneficiary::Burn));
        assert_eq!(Balances::total_issuance(), issued - 20 * UNIT);
        assert_eq!(Assets::total_supply(GOLD), 950 * UNIT);

        let asset = AssetId::Asset(GOLD);
        let undelegate = pallet_stake::Call::<Runtime>::undelegate {
            operator: alice.clone(),
            selection: Selection::All,
            asset,
            amount: 50 * UNIT,
        };
        assert_ok!(send(Bob, undelegate));
        System::set_block_number(1 + 201_600);
        let withdraw = pallet_stake::Call::<Runtime>::withdraw {
            operator: alice.clone(),
            selection: Selection::All,
            asset,
        };
        assert_ok!(send(Bob, withdraw));
        let back = Assets::balance(GOLD, Bob.to_account_id());
        assert_eq!(back, 950 * UNIT - 10, "but for the pallet's minimum");
        assert_eq!(Stake::staked(&alice, AssetId::Native), 20 * UNIT);
    });
}

#[test]
fn unbonding_outlasts_the_review_of_a_slash() {
    let review: u64 = <Runtime as pallet_services::Config>::LongestReview::get();
    let blocks: u32 = <Runtime as pallet_stake::Config>::UnbondingDelay::get();
    let unbonding = u64::from(blocks) * MILLISECONDS_PER_BLOCK / 1_000;
    assert!(unbonding >= review, "{unbonding} s, {review} s of review");
}
