//! Prices: what assets weigh against each other.

use super::*;
use blueprint_rules::{math::U256, price::Snapshot};
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::DispatchError;

const NATIVE: AssetId = AssetId::Native;
/// USD per whole token, scaled by 1e18.
const USD: u128 = 1_000_000_000_000_000_000;

/// Operator 1 has 100 whole tokens of the chain's own staked by delegator 1, and 10 of gold by
/// delegator 2; operator 2 has 100 of the chain's own by delegator 3.
fn world_of_two() {
    world();
    accept_gold(3);
    delegate(delegator(1), 1, NATIVE, 100_000);
    delegate(delegator(2), 1, GOLD, 10_000);
    delegate(delegator(3), 2, NATIVE, 100_000);
}

fn price(asset: AssetId, price_e18: u128) {
    assert_ok!(command(Call::set_price { asset, price_e18 }));
}

/// The last price of an asset that has one.
fn last(asset: AssetId) -> Snapshot {
    let terms = Accepted::<Test>::get()
        .into_iter()
        .find(|terms| terms.asset == asset);
    terms.and_then(|terms| terms.last).expect("it has a price")
}

/// A world in which a token of the chain's own is worth two dollars.
fn priced_world() {
    world_of_two();
    Accepted::<Test>::mutate(|assets| {
        for terms in assets {
            if terms.asset == NATIVE {
                terms.decimals = 3;
            }
        }
    });
    price(NATIVE, 2 * USD);
}

fn prices_of(era: u32) -> Vec<U256> {
    Eras::<Test>::get(era).prices.to_vec()
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
fn prices_of_an_era_are_those_at_its_end_whenever_points_came_and_whoever_settles() {
    new_chain().execute_with(|| {
        priced_world();
        price(GOLD, 7 * USD);
        in_era(1);
        fund(1_000);
        work(1, 1);
        price(GOLD, 900 * USD);
        work(2, 1);
        skip_to(2 * ERA - 1);
        price(GOLD, 60 * USD);
        assert_eq!(prices_of(1), []);
        in_era(2);
        let fixed = [2 * USD, 60 * USD].map(U256::from);
        assert_eq!(prices_of(1), fixed);
        assert_eq!(Eras::<Test>::get(1).weight, (1_000 * USD).into());
        // A price of the next era, before and between the settlements of this one.
        price(GOLD, USD);
        assert_eq!(claim(delegator(1), 1), 200);
        price(NATIVE, 500 * USD);
        assert_eq!(prices_of(1), fixed);
        assert_eq!(claim(delegator(3), 2), 200);
        assert_eq!(claim(delegator(2), 1), 600);
        assert_eq!(Eras::<Test>::iter().count(), 0);
    });
}

#[test]
fn late_price_is_the_last_known_and_never_worth_nothing() {
    new_chain().execute_with(|| {
        priced_world();
        price(GOLD, 60 * USD);
        // The last price is three years old.
        Timestamp::set_timestamp(Timestamp::get() + 3 * 365 * 24 * 60 * 60 * 1_000);
        in_era(1);
        fund(1_000);
        work(1, 1);
        work(2, 1);
        in_era(2);
        assert_eq!(prices_of(1), [2 * USD, 60 * USD].map(U256::from));
        assert_eq!(claim(delegator(2), 1), 600);
    });
}

#[test]
fn asset_that_never_had_a_price_has_no_weight() {
    new_chain().execute_with(|| {
        priced_world();
        in_era(1);
        fund(1_000);
        work(1, 1);
        work(2, 1);
        in_era(2);
        assert_eq!(prices_of(1), [2 * USD, 0].map(U256::from));
        assert_eq!(claim(delegator(1), 1), 500);
        assert_eq!(claim(delegator(2), 1), 0);
        assert_eq!(claim(delegator(3), 2), 500);
    });
}

#[test]
fn era_in_which_no_asset_with_a_price_earns_is_carried() {
    new_chain().execute_with(|| {
        world();
        accept_gold(3);
        delegate(delegator(2), 1, GOLD, 10_000);
        in_era(1);
        fund(1_000);
        work(1, 1);
        in_era(2);
        assert_eq!(claim(delegator(2), 1), 0);
        assert_eq!(
            Eras::<Test>::iter().count(),
            0,
            "the last operator closes it"
        );
        assert_eq!(RewardAccounts::<Test>::get().reserve, 1_000.into());
        // Nobody comes: it can be closed at once.
        fund(1);
        work(1, 1);
        in_era(3);
        let close = Call::close_era { era: 2, max: 5 };
        assert_ok!(send(outsider(), close));
        whole();
        assert_eq!(RewardAccounts::<Test>::get().reserve, 1_001.into());
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
        accept_gold(3);
        price(GOLD, USD);
        delegate(delegator(2), 1, GOLD, 100);
        price(NATIVE, USD);
        work(1, 1);
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
        in_era(1);
        fund(1_000);
        let set_gold = |assets| {
            Ledgers::<Test>::mutate(operator(1), Selection::All, |ledger| {
                ledger.as_mut().unwrap().vaults[1].stake.assets = assets;
            });
        };
        set_gold(U256::MAX);
        work(1, 1);
        // More than 256 bits of points times stake.
        work(1, 1);
        work(2, 3);
        let sums = Performances::<Test>::get(1, all(&operator(1))).stake_points;
        assert_eq!(sums[0], 200_000.into());
        assert!(sums[1] > U256::MAX / 2);
        set_gold(10_000.into());
        in_era(2);
        assert_eq!(prices_of(1), [2 * USD, 0].map(U256::from));
        assert_eq!(claim(delegator(1), 1), 400);
        assert_eq!(claim(delegator(3), 2), 600);
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

#[test]
fn any_account_takes_the_price_that_the_feed_answers() {
    new_chain().execute_with(|| {
        priced_world();
        let update = || Call::update_price { asset: GOLD };
        let failed = |error: Error<Test>| {
            assert_eq!(try_send(outsider(), update()), Err(error.into()));
        };
        failed(Error::NoPriceFeed);
        let time = now();
        let committee = answering(&[word(60 * USD), word(time.into())]);
        feed(GOLD, committee);
        events();
        let sent = send(outsider(), update()).expect("the committee answers");
        let charged = update().get_dispatch_info().call_weight;
        assert!(sent.actual_weight.expect("it is known").all_lt(charged));
        let price_e18 = 60 * USD;
        let set = Event::PriceSet {
            asset: GOLD,
            price_e18,
        };
        assert_eq!(events(), [set]);
        let taken = last(GOLD);
        assert_eq!((taken.price_e18, taken.taken_at), (price_e18.into(), time));
        // Each answer once, and none of before.
        failed(Error::PriceNotNew);
        feed(GOLD, answering(&[word(1), word(u128::from(time) - 1)]));
        failed(Error::PriceNotNew);
        assert_eq!(last(GOLD), taken);
        // The price that the oracle's origin sets is of now.
        Timestamp::set_timestamp((time + 10) * 1_000);
        price(GOLD, USD);
        feed(GOLD, answering(&[word(1), word(u128::from(time) + 9)]));
        failed(Error::PriceNotNew);
        feed(GOLD, answering(&[word(1), word(u128::from(time) + 10)]));
        failed(Error::PriceNotNew);
        assert_eq!(Stake::do_try_state(), Ok(()));
    });
}

#[test]
fn answer_that_is_no_price_changes_nothing() {
    new_chain().execute_with(|| {
        priced_world();
        price(GOLD, USD);
        let (before, now) = (last(GOLD), now() + 100);
        Timestamp::set_timestamp(now * 1_000);
        let mut wide = word(0);
        wide[15] = 1;
        let at = word(now.into());
        let mut far = at;
        far[0] = 1;
        let unreadable = Error::<Test>::PriceUnreadable.into();
        let reverted = pallet_services::Error::<Test>::HookRevertedWithoutData.into();
        let gone = pallet_services::Error::<Test>::ManagerWithoutCode.into();
        let cases: [(H160, DispatchError); 8] = [
            (answering(&[word(1)]), unreadable),
            (answering(&[]), unreadable),
            (answering(&[wide, at]), unreadable),
            (answering(&[word(1), far]), unreadable),
            (answering(&[word(1), word(u128::from(now) + 1)]), unreadable),
            (answering(&[word(0), at]), Error::<Test>::ZeroPrice.into()),
            (reverting(), reverted),
            (H160::repeat_byte(7), gone),
        ];
        for (place, (committee, error)) in cases.into_iter().enumerate() {
            feed(GOLD, committee);
            let root = || sp_io::storage::root(sp_core::storage::StateVersion::V1);
            let state = root();
            let sent = try_send(outsider(), Call::update_price { asset: GOLD });
            assert_eq!(sent, Err(error), "{place}");
            assert_eq!(root(), state, "{place}");
        }
        assert_eq!(last(GOLD), before);
        let most = [0xff; 16];
        let mut largest = word(0);
        largest[16..].copy_from_slice(&most);
        feed(GOLD, answering(&[largest, at]));
        assert_ok!(try_send(outsider(), Call::update_price { asset: GOLD }));
        assert_eq!(last(GOLD).price_e18, u128::MAX.into());
    });
}

#[test]
fn oracle_origin_alone_says_where_prices_are_read() {
    new_chain().execute_with(|| {
        priced_world();
        let set = |asset, feed| Call::set_price_feed { asset, feed };
        let source = Some(PriceFeed {
            committee: answering(&[]),
            question: Default::default(),
        });
        let refused = try_send(outsider(), set(GOLD, source));
        assert_eq!(refused, Err(DispatchError::BadOrigin));
        let unknown = command(set(LEAD, source));
        assert_eq!(unknown, Err(Error::<Test>::UnknownAsset.into()));
        events();
        for feed in [source, None] {
            assert_ok!(command(set(GOLD, feed)));
            assert_eq!(events(), [Event::PriceFeedSet { asset: GOLD, feed }]);
            assert_eq!(PriceFeeds::<Test>::get(GOLD), feed);
        }
    });
}
