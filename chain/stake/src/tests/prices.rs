//! Prices: what assets weigh against each other.

use super::*;
use blueprint_rules::math::U256;

const NATIVE: AssetId = AssetId::Native;
/// USD per whole token, scaled by 1e18.
const USD: u128 = 1_000_000_000_000_000_000;

/// Operator 1 has 100 whole tokens of the chain's own staked by delegator 1, and 10 of gold by
/// delegator 2; operator 2 has 100 of the chain's own by delegator 3.
fn world_of_two() {
    world();
    assert_ok!(command(Call::add_asset {
        asset: GOLD,
        decimals: 3,
        least: 1,
        max_age: MAX_AGE,
    }));
    delegate(delegator(1), 1, NATIVE, 100_000);
    delegate(delegator(2), 1, GOLD, 10_000);
    delegate(delegator(3), 2, NATIVE, 100_000);
}

fn price(asset: AssetId, price_e18: u128) {
    assert_ok!(command(Call::set_price { asset, price_e18 }));
}

/// A world in which the chain's own token is young in price for ever.
fn priced_world() {
    world_of_two();
    Accepted::<Test>::mutate(|assets| {
        for terms in assets {
            if terms.asset == NATIVE {
                (terms.decimals, terms.max_age) = (3, u64::MAX);
            }
        }
    });
    price(NATIVE, 2 * USD);
}

fn later(seconds: u64) {
    Timestamp::set_timestamp(Timestamp::get() + seconds * 1_000);
}

#[test]
fn assets_count_by_their_value() {
    new_chain().execute_with(|| {
        priced_world();
        price(GOLD, 60 * USD);
        in_era(1);
        fund(1_000);
        work(1, 1);
        work(2, 1);
        in_era(2);
        // 200 and 600 USD against 200.
        assert_eq!(claim(delegator(1), 1), 200);
        assert_eq!(claim(delegator(2), 1), 600);
        assert_eq!(claim(delegator(3), 2), 200);
    });
}

#[test]
fn stake_on_its_way_out_has_no_say_between_assets() {
    new_chain().execute_with(|| {
        priced_world();
        price(GOLD, 60 * USD);
        in_era(1);
        fund(1_000);
        undelegate(delegator(2), 1, GOLD, 10_000);
        work(1, 1);
        in_era(2);
        assert_eq!(claim(delegator(1), 1), 1_000);
        assert_eq!(claim(delegator(2), 1), 0);
    });
}

#[test]
fn stale_price_counts_nothing_until_there_is_a_young_one() {
    new_chain().execute_with(|| {
        priced_world();
        price(GOLD, 60 * USD);
        later(MAX_AGE + 1);
        in_era(1);
        fund(1_000);
        work(1, 1);
        work(2, 1);
        let prices = Eras::<Test>::get(1).prices.to_vec();
        assert_eq!(prices, [2 * USD, 0].map(U256::from));
        price(GOLD, 30 * USD);
        work(1, 1);
        // The first price of the era is the era's.
        price(GOLD, 7 * USD);
        work(2, 1);
        let prices = Eras::<Test>::get(1).prices.to_vec();
        assert_eq!(prices, [2 * USD, 30 * USD].map(U256::from));
        in_era(2);
        // Weights 200 + 500 and 200 + 200; the former shared 200 to 300.
        assert_eq!(claim(delegator(1), 1), 254);
        assert_eq!(claim(delegator(2), 1), 381);
        assert_eq!(claim(delegator(3), 2), 363);
    });
}

#[test]
fn price_is_young_up_to_its_age_and_not_longer() {
    let now = 1_000_000;
    let terms = |taken_at| AssetTerms {
        asset: GOLD,
        decimals: 3,
        least: 1,
        max_age: MAX_AGE,
        last: Some(blueprint_rules::price::Snapshot {
            price_e18: 5.into(),
            taken_at,
        }),
    };
    assert_eq!(terms(now - MAX_AGE).price(now), 5.into());
    assert_eq!(terms(now - MAX_AGE - 1).price(now), 0.into());
    let last = None;
    assert_eq!(AssetTerms { last, ..terms(0) }.price(now), 0.into());
}

#[test]
fn era_without_any_price_is_carried() {
    new_chain().execute_with(|| {
        world_of_two();
        in_era(1);
        fund(1_000);
        work(1, 1);
        in_era(2);
        assert_eq!(claim(delegator(1), 1), 0);
        let close = Call::close_era { era: 1, max: 5 };
        assert_ok!(send(outsider(), close));
        whole();
        assert_eq!(RewardAccounts::<Test>::get().free, 1_000.into());
    });
}

#[test]
fn asset_added_within_an_era_has_no_weight_in_it() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, NATIVE, 100);
        in_era(1);
        fund(100);
        work(1, 1);
        assert_ok!(command(Call::add_asset {
            asset: GOLD,
            decimals: 3,
            least: 1,
            max_age: MAX_AGE,
        }));
        price(GOLD, USD);
        work(1, 1);
        assert_eq!(Eras::<Test>::get(1).prices.len(), 1);
        delegate(delegator(2), 1, GOLD, 100);
        in_era(2);
        assert_eq!(claim(delegator(2), 1), 0);
        assert_eq!(claim(delegator(1), 1), 100);
    });
}

#[test]
fn value_beyond_256_bits_has_no_weight_and_stops_nobody() {
    new_chain().execute_with(|| {
        priced_world();
        price(GOLD, u128::MAX);
        Accepted::<Test>::mutate(|assets| {
            for terms in assets {
                terms.decimals = 0;
            }
        });
        Ledgers::<Test>::mutate(operator(1), |ledger| {
            let vault = &mut ledger.as_mut().unwrap().vaults[1];
            vault.stake.assets = U256::MAX;
            vault.stake.shares = vault.waiting.shares;
        });
        in_era(1);
        work(1, 1);
        let performance = Performances::<Test>::get(1, operator(1));
        assert_eq!((performance.points, performance.weight), (1, 0.into()));
    });
}

#[test]
fn leaving_and_slashing_ask_for_no_price() {
    new_chain().execute_with(|| {
        world_of_two();
        in_era(1);
        undelegate(delegator(2), 1, GOLD, 5_000);
        execute(propose(50));
        assert_eq!(withdraw(delegator(2), 1, GOLD), 2_500);
    });
}
