//! Assets of the chain are ERC-20 tokens at the addresses by which `IServices` and requests name them.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{sol, SolCall};
use blueprint_e2e::{
    accounts::{self, Account},
    chain::Chain,
};
use blueprint_e2e_runtime::{Assets, Balance, Runtime, RuntimeCall, Stake as StakePallet};
use pallet_services::Call as Services;
use pallet_stake::{AssetId, Call as Stake, Selection};

sol! {
    interface IERC20 {
        function totalSupply() external view returns (uint256 amount);
        function balanceOf(address account) external view returns (uint256 amount);
        function transfer(address to, uint256 value) external returns (bool done);
        function approve(address spender, uint256 value) external returns (bool done);
        function transferFrom(address from, address to, uint256 value)
            external returns (bool done);
    }
}

const GOLD: u32 = 7;
const ASSET: AssetId = AssetId::Asset(GOLD);

fn named(name: &str) -> Account {
    accounts::named(name).unwrap()
}

fn address(name: &str) -> Address {
    Address::new(named(name).address.0)
}

/// A chain on which bob has 1,000 of an asset.
fn world() -> Chain {
    let mut chain = Chain::new().unwrap();
    let (alice, bob) = (named("alice"), named("bob"));
    let create = pallet_assets::Call::<Runtime>::create {
        id: GOLD,
        admin: alice.id.clone().into(),
        min_balance: 1,
    };
    let mint = pallet_assets::Call::<Runtime>::mint {
        id: GOLD,
        beneficiary: bob.id.into(),
        amount: 1_000,
    };
    for call in [RuntimeCall::from(create), mint.into()] {
        assert_eq!(chain.dispatch(&alice, call).error(), None);
    }
    chain
}

fn read<C: SolCall>(chain: &mut Chain, call: C) -> C::Return {
    let outcome = chain.read(ASSET.token(), call.abi_encode());
    C::abi_decode_returns_validate(&outcome.data).unwrap_or_else(|_| panic!("{outcome}"))
}

fn send<C: SolCall>(chain: &mut Chain, who: &str, call: C) {
    let outcome = chain.call(&named(who), ASSET.token(), call.abi_encode());
    assert!(outcome.is_ok(), "{who}: {outcome}");
}

fn balance(chain: &mut Chain, account: Address) -> U256 {
    read(chain, IERC20::balanceOfCall { account })
}

#[test]
fn token_moves_as_the_asset_does() {
    let mut chain = world();
    assert_eq!(
        read(&mut chain, IERC20::totalSupplyCall {}),
        U256::from(1_000)
    );
    let (to, value) = (address("charlie"), U256::from(300));
    send(&mut chain, "bob", IERC20::transferCall { to, value });
    let spender = address("dave");
    send(&mut chain, "bob", IERC20::approveCall { spender, value });
    let (from, value) = (address("bob"), U256::from(100));
    send(
        &mut chain,
        "dave",
        IERC20::transferFromCall { from, to, value },
    );
    assert_eq!(balance(&mut chain, address("bob")), U256::from(600));
    assert_eq!(balance(&mut chain, to), U256::from(400));
    let charlie = named("charlie").id;
    let held: Balance = chain.execute(|| Assets::balance(GOLD, &charlie));
    assert_eq!(held, 400);
}

#[test]
fn token_that_is_staked_is_the_stake_pallets() {
    let mut chain = world();
    let accept = Stake::<Runtime>::add_asset {
        asset: ASSET,
        decimals: 3,
        least: 1,
    };
    let govern = pallet_sudo::Call::<Runtime>::sudo {
        call: Box::new(accept.into()),
    };
    assert_eq!(chain.dispatch(&named("alice"), govern).error(), None);
    let join = Services::<Runtime>::join_operators {};
    assert_eq!(chain.dispatch(&named("charlie"), join).error(), None);
    let delegate = Stake::<Runtime>::delegate {
        operator: named("charlie").id,
        selection: Selection::All,
        asset: ASSET,
        amount: 250,
    };
    assert_eq!(chain.dispatch(&named("bob"), delegate).error(), None);
    // The first to delegate an asset also pays the minimum balance of the pallet's account.
    assert_eq!(balance(&mut chain, address("bob")), U256::from(749));
    let kept: Balance = chain.execute(|| Assets::balance(GOLD, StakePallet::account_id()));
    assert_eq!(kept, 251);
}
