//! What each call, and each notification of the services pallet, takes at most: an operator has as many eras to
//! settle as are kept, in as many assets as may be accepted, for both selections of a service.

use crate::*;
use alloc::vec::Vec;
use blueprint_rules::{court::WEEK, price::Snapshot};
use frame_benchmarking::v2::*;
use frame_support::{
    assert_ok,
    pallet_prelude::BoundedVec,
    traits::{
        fungibles::{Create, Inspect, Mutate},
        EnsureOrigin, Get,
    },
};
use frame_system::RawOrigin;
use pallet_services::{
    Beneficiary, Blueprint, BlueprintDefinition, Blueprints, CurrentEra, EraStart, Generation,
    Penalties, PointTerms, Registration, Registrations, Stake as _,
};
use sp_core::{H160, H256};
use sp_runtime::Permill;

/// The blueprint whose points count.
const BLUEPRINT: u64 = 0;
/// The service that the operator's stake secures.
const SERVICE: u64 = 7;

/// An account that can pay for everything.
fn rich<T: Config>(name: &'static str, index: u32) -> AccountIdOf<T> {
    let who = account(name, index, 0);
    assert_ok!(T::Assets::mint_into(
        AssetId::Native,
        &who,
        u128::from(u64::MAX)
    ));
    who
}

/// An amount to stake, a hundred times the least that an account has.
fn amount<T: Config>() -> Balance {
    T::Assets::minimum_balance(AssetId::Native)
        .max(1)
        .saturating_mul(100)
}

/// The assets of the benchmarks.
fn accepted<T: Config>() -> impl Iterator<Item = AssetId> {
    (0..T::MaxAssets::get()).map(|index| match index {
        0 => AssetId::Native,
        other => AssetId::Asset(other),
    })
}

/// The asset that takes most to move: an issued one, which has two accounts beside that of the system.
fn moved<T: Config>() -> AssetId {
    accepted::<T>().last().expect("some are accepted")
}

/// As many assets as may be accepted: the chain's token, and issued ones.
fn accept<T: Config>()
where
    T::Assets: Create<AccountIdOf<T>>,
{
    let terms = accepted::<T>().map(|asset| AssetTerms {
        asset,
        decimals: 12,
        least: 1,
        last: Some(Snapshot {
            price_e18: 1_000_000_000_000_000_000u64.into(),
            taken_at: 1,
        }),
    });
    let admin = rich::<T>("admin", 0);
    for asset in accepted::<T>() {
        // A chain for tests may have it.
        let _ = T::Assets::create(asset, admin.clone(), true, 1);
    }
    Accepted::<T>::put(AssetList::<T>::truncate_from(terms.collect()));
}

fn set_era<T: Config>(index: u32) {
    CurrentEra::<T>::put(EraStart {
        index,
        started_at: pallet_services::Pallet::<T>::now(),
    });
}

fn backings<T: Config>() -> [BackingOf<T>; 2] {
    BackingOf::<T>::of_blueprint(&account("operator", 0, 0), BLUEPRINT)
}

/// An operator with a delegator for each selection, in each asset.
fn staked<T: Config>()
where
    T::Assets: Create<AccountIdOf<T>>,
{
    accept::<T>();
    let operator = rich::<T>("operator", 0);
    let signed = RawOrigin::Signed(operator.clone());
    assert_ok!(pallet_services::Pallet::<T>::join_operators(signed.into()));
    Registrations::<T>::insert(
        BLUEPRINT,
        &operator,
        Registration {
            instance_limit: 1,
            instances: 0,
        },
    );
    for (index, backing) in (0..).zip(backings::<T>()) {
        let delegator = rich::<T>("delegator", index);
        for asset in accepted::<T>() {
            assert_ok!(T::Assets::mint_into(asset, &delegator, u64::MAX.into()));
            assert_ok!(Pallet::<T>::do_delegate(
                delegator.clone(),
                backing.clone(),
                asset,
                amount::<T>()
            ));
        }
    }
    Activations::<T>::mutate(BLUEPRINT, |it| assert!(it.activate(0).is_ok()));
}

/// As many eras as are kept have passed in which the operator earned, and none is settled.
fn long_after<T: Config>()
where
    T::Assets: Create<AccountIdOf<T>>,
{
    staked::<T>();
    let funder = rich::<T>("funder", 0);
    for era in 1..=T::History::get() {
        set_era::<T>(era);
        worked::<T>();
        assert_ok!(Pallet::<T>::do_fund(funder.clone(), amount::<T>()));
        assert_ok!(Pallet::<T>::do_end_era(era));
    }
    set_era::<T>(T::History::get().saturating_add(1));
}

fn worked<T: Config>() {
    let [backing, _] = backings::<T>();
    assert_ok!(Pallet::<T>::note_points(&backing.operator, BLUEPRINT, 1));
}

/// What secures the service: a part of the stake in each asset.
fn assets<T: Config>() -> Vec<pallet_services::Asset> {
    let terms = Accepted::<T>::get();
    let asset = |terms: &AssetTerms| pallet_services::Asset {
        token: terms.asset.token(),
        amount: amount::<T>(),
    };
    terms.iter().map(asset).collect()
}

/// A blueprint without services. No hook of its manager is called.
fn known<T: Config>() -> Blueprint<AccountIdOf<T>> {
    Blueprint {
        owner: account("owner", 0, 0),
        definition: BlueprintDefinition {
            manager: Default::default(),
            generation: Generation::Substrate1_4,
            jobs: 1,
            reporting: true,
            quality_kinds: 1,
            min_operators: 1,
            max_operators: 1,
            max_instances: 1,
            points: PointTerms::EachResult,
            points_per_era: u32::MAX,
            penalties: Penalties::FULL,
            review: WEEK,
        },
        instances: 0,
    }
}

/// All eras of a backing are settled.
fn settled<T: Config>(backing: &BackingOf<T>) {
    let anyone = RawOrigin::Signed(account("anyone", 0, 0));
    let (operator, selection) = (backing.operator.clone(), backing.selection);
    assert_ok!(Pallet::<T>::settle_operator(
        anyone.into(),
        operator,
        selection
    ));
}

fn committed<T: Config>() -> AccountIdOf<T> {
    let [backing, _] = backings::<T>();
    assert_ok!(Pallet::<T>::commit(
        SERVICE,
        &backing.operator,
        BLUEPRINT,
        &assets::<T>()
    ));
    backing.operator
}

#[benchmarks(where T::Assets: Create<AccountIdOf<T>>)]
mod benches {
    use super::*;

    #[benchmark]
    fn delegate() {
        long_after::<T>();
        let [Backing {
            operator,
            selection,
        }, _] = backings::<T>();
        let who = rich::<T>("delegator", 0);
        #[extrinsic_call]
        _(
            RawOrigin::Signed(who),
            operator,
            selection,
            moved::<T>(),
            amount::<T>(),
        );
    }

    #[benchmark]
    fn undelegate() {
        long_after::<T>();
        let [Backing {
            operator,
            selection,
        }, _] = backings::<T>();
        let who = account("delegator", 0, 0);
        #[extrinsic_call]
        _(
            RawOrigin::Signed(who),
            operator,
            selection,
            moved::<T>(),
            amount::<T>() / 2,
        );
    }

    #[benchmark]
    fn withdraw() {
        staked::<T>();
        set_era::<T>(1);
        let [backing, _] = backings::<T>();
        let who: AccountIdOf<T> = account("delegator", 0, 0);
        let origin = RawOrigin::Signed(who);
        assert_ok!(Pallet::<T>::undelegate(
            origin.clone().into(),
            backing.operator.clone(),
            backing.selection,
            moved::<T>(),
            amount::<T>()
        ));
        let now = frame_system::Pallet::<T>::block_number();
        frame_system::Pallet::<T>::set_block_number(now + T::UnbondingDelay::get().into());
        #[extrinsic_call]
        _(origin, backing.operator, backing.selection, moved::<T>());
    }

    #[benchmark]
    fn withdraw_to() {
        staked::<T>();
        set_era::<T>(1);
        let [backing, _] = backings::<T>();
        let who: AccountIdOf<T> = account("delegator", 0, 0);
        let origin = RawOrigin::Signed(who);
        assert_ok!(Pallet::<T>::undelegate(
            origin.clone().into(),
            backing.operator.clone(),
            backing.selection,
            moved::<T>(),
            Balance::MAX
        ));
        let now = frame_system::Pallet::<T>::block_number();
        frame_system::Pallet::<T>::set_block_number(now + T::UnbondingDelay::get().into());
        let to = rich::<T>("recipient", 0);
        #[extrinsic_call]
        _(
            origin,
            backing.operator,
            backing.selection,
            moved::<T>(),
            to,
        );
    }

    #[benchmark]
    fn sweep() {
        long_after::<T>();
        let [backing, _] = backings::<T>();
        Ledgers::<T>::mutate(&backing.operator, backing.selection, |ledger| {
            for vault in ledger.iter_mut().flat_map(|it| it.vaults.iter_mut()) {
                vault.stake.assets = 0.into();
            }
        });
        let who = rich::<T>("sweeper", 0);
        let delegator: AccountIdOf<T> = account("delegator", 0, 0);
        #[extrinsic_call]
        _(
            RawOrigin::Signed(who),
            delegator,
            backing.operator,
            backing.selection,
            moved::<T>(),
        );
    }

    #[benchmark]
    fn claim() {
        long_after::<T>();
        let [Backing {
            operator,
            selection,
        }, _] = backings::<T>();
        let who: AccountIdOf<T> = account("delegator", 0, 0);
        let before = T::Assets::balance(AssetId::Native, &who);
        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), operator, selection);
        assert!(T::Assets::balance(AssetId::Native, &who) > before);
    }

    /// Staking with an operator whose eras are settled.
    #[benchmark]
    fn delegate_settled() {
        long_after::<T>();
        let [backing, _] = backings::<T>();
        settled::<T>(&backing);
        let who = RawOrigin::Signed(rich::<T>("delegator", 0));
        let (operator, selection) = (backing.operator, backing.selection);
        #[extrinsic_call]
        delegate(who, operator, selection, moved::<T>(), amount::<T>());
    }

    /// A claim of a backing that is settled.
    #[benchmark]
    fn claim_settled() {
        long_after::<T>();
        let [backing, _] = backings::<T>();
        settled::<T>(&backing);
        let who: AccountIdOf<T> = account("delegator", 0, 0);
        let before = T::Assets::balance(AssetId::Native, &who);
        let (operator, selection) = (backing.operator, backing.selection);
        #[extrinsic_call]
        claim(RawOrigin::Signed(who.clone()), operator, selection);
        assert!(T::Assets::balance(AssetId::Native, &who) > before);
    }

    #[benchmark]
    fn settle_rewards(n: Linear<1, MAX_PAGE>) {
        long_after::<T>();
        let [Backing {
            operator,
            selection,
        }, other] = backings::<T>();
        let who: AccountIdOf<T> = account("delegator", 0, 0);
        let restake = Restake {
            operator: other.operator,
            selection: other.selection,
        };
        Destinations::<T>::insert(&who, Destination::Restake(restake));
        let claimants: Vec<_> = (0..n).map(|_| who.clone()).collect();
        let claimants = BoundedVec::truncate_from(claimants);
        #[extrinsic_call]
        _(
            RawOrigin::Signed(account("anyone", 0, 0)),
            operator,
            selection,
            claimants,
        );
    }

    #[benchmark]
    fn set_destination() {
        staked::<T>();
        let [backing, _] = backings::<T>();
        let restake = Restake {
            operator: backing.operator.clone(),
            selection: backing.selection,
        };
        let destination = Destination::Restake(restake);
        #[extrinsic_call]
        _(RawOrigin::Signed(backing.operator.clone()), destination);
        assert!(Destinations::<T>::contains_key(backing.operator));
    }

    #[benchmark]
    fn set_commission() {
        staked::<T>();
        let [backing, _] = backings::<T>();
        #[extrinsic_call]
        _(RawOrigin::Signed(backing.operator), 100);
    }

    #[benchmark]
    fn fund() {
        accept::<T>();
        let who = rich::<T>("funder", 0);
        #[extrinsic_call]
        _(RawOrigin::Signed(who), amount::<T>());
    }

    #[benchmark]
    fn settle_operator() {
        long_after::<T>();
        let [Backing {
            operator,
            selection,
        }, _] = backings::<T>();
        #[extrinsic_call]
        _(
            RawOrigin::Signed(account("anyone", 0, 0)),
            operator.clone(),
            selection,
        );
        let settled = Ledgers::<T>::get(operator, selection).map(|it| it.next_era);
        assert_eq!(settled, Some(T::History::get() + 1));
    }

    #[benchmark]
    fn close_era(n: Linear<1, MAX_CLOSE>) {
        long_after::<T>();
        let performance = Performances::<T>::get(1, &backings::<T>()[0]);
        for index in 0..n {
            let other = Backing::new(&account("other", index, 0), Selection::All);
            Performances::<T>::insert(1, other, performance.clone());
        }
        set_era::<T>(T::History::get().saturating_add(2));
        #[extrinsic_call]
        _(RawOrigin::Signed(account("anyone", 0, 0)), 1, n);
    }

    #[benchmark]
    fn add_asset() -> Result<(), BenchmarkError> {
        let origin =
            T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            AssetId::Native,
            12,
            1,
        );
        assert_eq!(Accepted::<T>::get().len(), 1);
        Ok(())
    }

    #[benchmark]
    fn set_least_delegation() -> Result<(), BenchmarkError> {
        accept::<T>();
        let origin =
            T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            AssetId::Native,
            2,
        );
        assert_eq!(Accepted::<T>::get().first().map(|it| it.least), Some(2));
        Ok(())
    }

    #[benchmark]
    fn set_price_feed() -> Result<(), BenchmarkError> {
        accept::<T>();
        let origin =
            T::OracleOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let feed = PriceFeed {
            committee: H160::repeat_byte(1),
            question: H256::repeat_byte(2),
        };
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            AssetId::Native,
            Some(feed),
        );
        assert_eq!(PriceFeeds::<T>::get(AssetId::Native), Some(feed));
        Ok(())
    }

    #[benchmark]
    fn set_price() -> Result<(), BenchmarkError> {
        accept::<T>();
        let origin =
            T::OracleOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            AssetId::Native,
            1_000_000_000_000_000_000,
        );
        Ok(())
    }

    #[benchmark]
    fn activate_blueprint() -> Result<(), BenchmarkError> {
        staked::<T>();
        let origin =
            T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let blueprint = BLUEPRINT + 1;
        Blueprints::<T>::insert(blueprint, known::<T>());
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            blueprint,
        );
        Ok(())
    }

    #[benchmark]
    fn deactivate_blueprint() -> Result<(), BenchmarkError> {
        staked::<T>();
        let origin =
            T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        #[extrinsic_call]
        _(
            origin as <T as frame_system::Config>::RuntimeOrigin,
            BLUEPRINT,
        );
        Ok(())
    }

    /// Points in an era in which both selections have some.
    #[benchmark]
    fn points() {
        long_after::<T>();
        worked::<T>();
        #[block]
        {
            worked::<T>();
        }
    }

    #[benchmark]
    fn absence() {
        long_after::<T>();
        worked::<T>();
        let [backing, _] = backings::<T>();
        #[block]
        {
            assert_ok!(Pallet::<T>::note_absence(&backing.operator, BLUEPRINT, 1));
        }
    }

    #[benchmark]
    fn end_era() {
        long_after::<T>();
        worked::<T>();
        let era = T::History::get().saturating_add(1);
        #[block]
        {
            assert_ok!(Pallet::<T>::do_end_era(era));
        }
    }

    #[benchmark]
    fn commit() {
        long_after::<T>();
        #[block]
        {
            committed::<T>();
        }
        assert_eq!(Committed::<T>::iter_keys().count(), 1);
    }

    #[benchmark]
    fn capture() {
        long_after::<T>();
        let operator = committed::<T>();
        #[block]
        {
            assert!(Pallet::<T>::slashable(
                SERVICE,
                &operator,
                Permill::from_percent(50)
            ));
            assert_ok!(Pallet::<T>::capture(0, SERVICE, &operator));
        }
        assert_eq!(Captures::<T>::iter_keys().count(), 1);
    }

    #[benchmark]
    fn free() {
        long_after::<T>();
        let operator = committed::<T>();
        #[block]
        {
            Pallet::<T>::free(SERVICE, &operator);
        }
        assert_eq!(Committed::<T>::iter_keys().count(), 0);
    }

    #[benchmark]
    fn slash() {
        long_after::<T>();
        let operator = committed::<T>();
        assert_ok!(Pallet::<T>::capture(0, SERVICE, &operator));
        let share = Permill::from_percent(50);
        let to = Beneficiary::Account(account("harmed", 0, 0));
        #[block]
        {
            assert_ok!(Pallet::<T>::slash(0, SERVICE, &operator, share, &to));
        }
        assert_eq!(Captures::<T>::iter_keys().count(), 0);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_chain(), crate::mock::Test);
}

/// All but one, which is charged as `set_price_feed` and for the contract that it calls.
#[cfg(test)]
#[test]
fn every_call_has_a_benchmark() {
    use crate::mock::{Stake, Test};
    use frame_benchmarking::Benchmarking;
    use frame_support::traits::GetCallName;
    let benchmarks = Stake::benchmarks(true).into_iter();
    let measured: Vec<_> = benchmarks.map(|benchmark| benchmark.name).collect();
    let names = Call::<Test>::get_call_names().iter();
    let without: Vec<_> = names
        .filter(|name| !measured.contains(&name.as_bytes().to_vec()))
        .collect();
    assert_eq!(without, [&"update_price"]);
}
