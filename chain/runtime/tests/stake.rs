//! Stake on this chain: in its own token and in an asset of it, slashed with the bond.

use blueprint_e2e_runtime::{
    configs::services::OPERATOR_BOND, genesis, AccountId, Assets, Balances, Revive, Runtime,
    RuntimeCall, RuntimeOrigin, Stake, System, CENT, MILLISECONDS_PER_BLOCK, UNIT,
};
use blueprint_rules::court::{Charge, WEEK};
use frame_support::{
    assert_ok,
    traits::{Get, UnfilteredDispatchable},
    weights::Weight,
};
use pallet_revive::{Code, ExecConfig, TransactionLimits};
use pallet_services::{Asset, BlueprintDefinition, Generation, Penalties, PointTerms};
use pallet_stake::{AssetId, Selection};
use sp_core::{hex2array, H160, H256};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};
use sp_runtime::{BuildStorage, DispatchResult};

type Services = pallet_services::Call<Runtime>;

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
        let price = pallet_stake::Call::<Runtime>::set_price {
            asset: AssetId::Native,
            price_e18: 1_000_000_000_000_000_000,
        };
        assert_ok!(dispatch(RuntimeOrigin::root(), price));
        assert_ok!(add(AssetId::Asset(GOLD)));
        story(Alice.to_account_id());
    });
}

/// EVM code that deploys what returns 32 zero bytes to every call: a manager that accepts every step, and names no
/// account beside the blueprint's owner that may propose slashes.
const ACCEPTING: [u8; 14] = hex2array!("6460206000f36000526005601bf3");

/// Charlie deploys the manager.
fn deploy_manager() -> H160 {
    let deployed = Revive::bare_instantiate(
        RuntimeOrigin::signed(Charlie.to_account_id()),
        0.into(),
        TransactionLimits::WeightAndDeposit {
            weight_limit: Weight::from_parts(1_000_000_000_000, 10_000_000),
            deposit_limit: 10 * UNIT,
        },
        Code::Upload(ACCEPTING.to_vec()),
        Vec::new(),
        None,
        &ExecConfig::new_substrate_tx_without_bump(),
    );
    deployed.result.expect("it deploys").addr
}

/// A service of Alice's, for Bob, in Charlie's blueprint, secured by these.
fn start_service(assets: &[(AssetId, u128)]) {
    let definition = BlueprintDefinition {
        manager: deploy_manager(),
        generation: Generation::Core0_20,
        jobs: 1,
        reporting: false,
        quality_kinds: 0,
        min_operators: 1,
        max_operators: 1,
        max_instances: 1,
        points: PointTerms::EachResult,
        points_per_era: u32::MAX,
        penalties: Penalties::FULL,
        review: WEEK,
    };
    assert_ok!(send(Charlie, Services::create_blueprint { definition }));
    let register = Services::register {
        blueprint: 0,
        instance_limit: 1,
        inputs: Default::default(),
    };
    assert_ok!(send(Alice, register));
    let assets: Vec<_> = assets
        .iter()
        .map(|(asset, amount)| Asset {
            token: asset.token(),
            amount: *amount,
        })
        .collect();
    let request = Services::request {
        blueprint: 0,
        operators: vec![Alice.to_account_id()].try_into().unwrap(),
        permitted_callers: Default::default(),
        inputs: Default::default(),
        ttl: 0,
        assets: assets.try_into().unwrap(),
    };
    assert_ok!(send(Bob, request));
    let (request, revision) = (0, 0);
    assert_ok!(send(Alice, Services::approve { request, revision }));
}

/// Time passes, in seconds.
fn pass(seconds: u64) {
    pallet_timestamp::Now::<Runtime>::mutate(|now| *now += seconds * 1_000);
}

#[test]
fn stake_of_two_assets_is_slashed_and_returned() {
    with_gold(|alice| {
        delegate(Alice, AssetId::Native, 10 * UNIT);
        delegate(Bob, AssetId::Native, 30 * UNIT);
        delegate(Bob, AssetId::Asset(GOLD), 100 * UNIT);
        start_service(&[
            (AssetId::Native, 40 * UNIT),
            (AssetId::Asset(GOLD), 100 * UNIT),
        ]);
        let issued = Balances::total_issuance();
        let propose = Services::propose_slash {
            service: 0,
            operator: alice.clone(),
            offence: Charge::JobMisbehaviour,
            share_bps: 5_000,
            evidence: H256::repeat_byte(1),
        };
        assert_ok!(send(Charlie, propose));
        let execute = || Services::execute_slash { slash: 0 };
        assert!(send(Dave, execute()).is_err(), "it is under review");
        pass(WEEK);
        assert_ok!(send(Dave, execute()));
        // Half of the stake and half of the bond.
        let burned = 20 * UNIT + OPERATOR_BOND / 2;
        assert_eq!(Balances::total_issuance(), issued - burned);
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
