//! Assets: named, accepted, staked.

use super::*;
use sp_core::H160;
use sp_runtime::DispatchError;

fn add(asset: AssetId, decimals: u8) -> Result<(), DispatchError> {
    command(Call::add_asset {
        asset,
        decimals,
        least: 1,
    })
}

fn price(asset: AssetId) {
    let price_e18 = 1;
    assert_ok!(command(Call::set_price { asset, price_e18 }));
}

#[test]
fn assets_and_tokens_name_each_other() {
    assert_eq!(AssetId::Native.token(), H160::zero());
    let token = AssetId::Asset(0x0102_0304).token();
    let expected = [
        1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x20, 0, 0,
    ];
    assert_eq!(token, H160(expected));
    for asset in [AssetId::Native, AssetId::Asset(0), AssetId::Asset(u32::MAX)] {
        assert_eq!(AssetId::of_token(asset.token()), Some(asset));
    }
    for at in 4..20 {
        let mut other = token;
        other.0[at] ^= 0x80;
        assert_eq!(AssetId::of_token(other), None);
    }
    assert_eq!(AssetId::of_token(H160::repeat_byte(0xaa)), None);
}

#[test]
fn assets_are_accepted_once_up_to_the_limit() {
    new_chain().execute_with(|| {
        let error = |error: Error<Test>| Err(error.into());
        let signed = try_send(
            outsider(),
            Call::add_asset {
                asset: GOLD,
                decimals: 3,
                least: 1,
            },
        );
        assert_eq!(signed, Err(DispatchError::BadOrigin));
        assert_eq!(add(GOLD, MAX_DECIMALS + 1), error(Error::TooManyDecimals));
        assert_eq!(add(AssetId::Asset(99), 3), error(Error::NoSuchAsset));
        assert_ok!(add(GOLD, MAX_DECIMALS));
        let added = Event::AssetAdded {
            asset: GOLD,
            decimals: MAX_DECIMALS,
        };
        assert_eq!(events(), [added]);
        assert_eq!(add(GOLD, 3), error(Error::AlreadyAccepted));
        // An asset is weighed against others by its price: none is added beside one that has none.
        for (asset, decimals, before) in [(AssetId::Native, 12, GOLD), (LEAD, 0, AssetId::Native)] {
            assert_eq!(add(asset, decimals), error(Error::NoPrice));
            price(before);
            assert_ok!(add(asset, decimals));
        }
        price(LEAD);
        let create = pallet_assets::Call::<Test>::force_create {
            id: 9,
            owner: account(1),
            is_sufficient: true,
            min_balance: 1,
        };
        assert_ok!(command(create));
        assert_eq!(add(AssetId::Asset(9), 3), error(Error::TooManyAssets));
    });
}

#[test]
fn less_than_the_least_is_not_delegated() {
    new_chain().execute_with(|| {
        world();
        accept_gold(3);
        let least = Call::set_least_delegation {
            asset: GOLD,
            least: 50,
        };
        assert_ok!(command(least));
        refused(delegator(1), delegation(1, GOLD, 49), Error::AmountTooSmall);
        delegate(delegator(1), 1, GOLD, 50);
        // It may become less.
        undelegate(delegator(1), 1, GOLD, 49);
    });
}

#[test]
fn least_delegation_is_changed_and_closes_an_asset_to_new_stake() {
    new_chain().execute_with(|| {
        world();
        accept_gold(3);
        delegate(delegator(1), 1, GOLD, 80);
        let set = |asset, least| Call::<Test>::set_least_delegation { asset, least };
        let denied = try_send(outsider(), set(GOLD, 1));
        assert_eq!(denied, Err(DispatchError::BadOrigin));
        let unknown = Err(Error::<Test>::UnknownAsset.into());
        assert_eq!(command(set(LEAD, 1)), unknown);
        events();
        let (asset, least) = (GOLD, Balance::MAX);
        assert_ok!(command(set(asset, least)));
        assert_eq!(events(), [Event::LeastDelegationSet { asset, least }]);
        let more = delegation(1, GOLD, RICH / 2);
        refused(delegator(1), more, Error::AmountTooSmall);
        // What is staked leaves, a part of it or all.
        undelegate(delegator(1), 1, GOLD, 30);
        undelegate(delegator(1), 1, GOLD, 50);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(1), 1, GOLD), 80);
    });
}

#[test]
fn asset_is_staked_and_returned_beside_the_native_token() {
    new_chain().execute_with(|| {
        world();
        accept_gold(3);
        let before = has(&delegator(1), AssetId::Native);
        delegate(delegator(1), 1, GOLD, 80);
        // The pallet's account cannot have gold without being one.
        assert_eq!(has(&delegator(1), AssetId::Native), before - ED);
        assert_eq!(has(&delegator(1), GOLD), RICH - 80 - GOLD_MINIMUM);
        delegate(delegator(1), 1, AssetId::Native, 30);
        undelegate(delegator(1), 1, GOLD, 80);
        pass(UNBONDING);
        assert_eq!(withdraw(delegator(1), 1, GOLD), 80);
        assert_eq!(Stake::staked(&operator(1), GOLD), 0);
        assert_eq!(Stake::staked(&operator(1), AssetId::Native), 30);
        refused(
            delegator(1),
            withdrawal(1, AssetId::Native),
            Error::NothingToWithdraw,
        );
    });
}

#[test]
fn price_is_the_oracles_and_of_an_accepted_asset() {
    new_chain().execute_with(|| {
        assert_ok!(add(GOLD, 3));
        let price = |asset, price_e18| Call::<Test>::set_price { asset, price_e18 };
        let signed = try_send(outsider(), price(GOLD, 1));
        assert_eq!(signed, Err(DispatchError::BadOrigin));
        let zero = Err(Error::<Test>::ZeroPrice.into());
        assert_eq!(command(price(GOLD, 0)), zero);
        let unknown = Err(Error::<Test>::UnknownAsset.into());
        assert_eq!(command(price(LEAD, 1)), unknown);
        events();
        assert_ok!(command(price(GOLD, 5)));
        let set = Event::PriceSet {
            asset: GOLD,
            price_e18: 5,
        };
        assert_eq!(events(), [set]);
    });
}
