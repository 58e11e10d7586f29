//! Rewards that buy shares of a vault, and shares as stake behind an operator.

use super::{network, planned, sent_to, until_era, until_planned};
use crate::{
    configs::{services::TreasuryAccount, stake::Money, system::SlashedStake},
    genesis::{fast_terms, validators},
    AccountId, Assets, Balance, Balances, Liquid, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeOrigin, Services, Stake, Staking, System, UNIT,
};
use blueprint_precompiles::IServices::{
    depositRewardsCall, destinationOfCall, settleRewardsCall, settleSharesCall, yieldOfCall,
};
use frame_support::{
    assert_ok,
    traits::{
        fungibles::{Balanced, Inspect as _},
        tokens::{Fortitude::Polite, Precision::Exact, Preservation::Expendable},
        OnUnbalanced,
    },
};
use pallet_liquid::{State, Vaults, FIRST_VAULT};
use pallet_revive::precompiles::alloy::primitives::{Address, U256};
use pallet_services::{CurrentEra, EraStart, Stake as _};
use pallet_stake::{
    Accepted, Activations, AssetId, Backing, Call, Destination, Event, Restake, Selection,
};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError, Perbill};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

const TOKEN: AssetId = AssetId::Asset(FIRST_VAULT);
const DOLLAR: u128 = 1_000_000_000_000_000_000;

fn sent(who: &AccountId, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
    let result = call.into().dispatch(RuntimeOrigin::signed(who.clone()));
    result.map(|_| ()).map_err(|failed| failed.error)
}

fn commanded(call: impl Into<RuntimeCall>) {
    assert_ok!(call.into().dispatch(RuntimeOrigin::root()));
}

fn founder() -> AccountId {
    Sr25519Keyring::Ferdie.to_account_id()
}

fn operator() -> AccountId {
    Sr25519Keyring::Charlie.to_account_id()
}

fn delegator() -> AccountId {
    Sr25519Keyring::Dave.to_account_id()
}

/// An era of services ends.
fn end_services_era() {
    let index = CurrentEra::<Runtime>::get().index;
    Stake::end_era(index);
    CurrentEra::<Runtime>::put(EraStart {
        index: index + 1,
        started_at: System::block_number(),
    });
}

/// The first validator has a vault, whose token is accepted as stake beside the chain's own. An operator has a delegator.
fn world(test: impl FnOnce()) {
    network(fast_terms()).execute_with(|| {
        until_era(1);
        let create = pallet_liquid::Call::<Runtime>::create_vault {
            validator: validators().remove(0).0,
            seed: 100 * UNIT,
        };
        assert_ok!(sent(&founder(), create));
        let accept = |asset, decimals| {
            let least = 1;
            commanded(Call::<Runtime>::add_asset {
                asset,
                decimals,
                least,
            });
        };
        accept(AssetId::Native, 12);
        commanded(Call::<Runtime>::set_price {
            asset: AssetId::Native,
            price_e18: 2 * DOLLAR,
        });
        accept(TOKEN, 18);
        let join = pallet_services::Call::<Runtime>::join_operators {};
        assert_ok!(sent(&operator(), join));
        let stake = Call::<Runtime>::delegate {
            operator: operator(),
            selection: Selection::All,
            asset: AssetId::Native,
            amount: 100 * UNIT,
        };
        assert_ok!(sent(&delegator(), stake));
        Activations::<Runtime>::mutate(0, |it| it.activate(0).expect("it counts"));
        end_services_era();
        test();
    });
}

fn restake() -> Restake<AccountId> {
    Restake {
        operator: operator(),
        selection: Selection::All,
    }
}

/// The delegator has earned so much.
fn earn(amount: Balance) {
    let fund = Call::<Runtime>::fund { amount };
    assert_ok!(sent(&founder(), fund));
    assert_ok!(Stake::note_points(&operator(), 0, 1));
    end_services_era();
    let backing = Backing::new(&operator(), Selection::All);
    assert_eq!(Stake::claimable(&delegator(), &backing), amount);
}

fn destine(then: Option<Restake<AccountId>>) {
    let destination = Destination::Liquid {
        vault: FIRST_VAULT,
        then,
    };
    assert_ok!(sent(
        &delegator(),
        Call::<Runtime>::set_destination { destination }
    ));
}

fn settle() {
    let claimants = vec![delegator()].try_into().expect("a page");
    let settle = Call::<Runtime>::settle_rewards {
        operator: operator(),
        selection: Selection::All,
        claimants,
    };
    assert_ok!(sent(&founder(), settle));
}

fn staked(asset: AssetId) -> Balance {
    let holdings = Stake::holdings_of(&delegator(), &operator());
    let of = holdings.iter().filter(|it| it.asset == asset);
    of.map(|it| it.earning + it.waiting).sum()
}

fn price(asset: AssetId) -> u128 {
    let assets = Accepted::<Runtime>::get();
    let terms = assets.iter().find(|it| it.asset == asset);
    terms.expect("an asset").price().as_u128()
}

fn fell_back() -> bool {
    let fell =
        |event: &RuntimeEvent| matches!(event, RuntimeEvent::Stake(Event::RewardFellBack { .. }));
    System::events().iter().any(|record| fell(&record.event))
}

#[test]
fn reward_buys_shares_that_any_account_restakes_for_their_owner() {
    world(|| {
        destine(Some(restake()));
        earn(10 * UNIT);
        let own = Balances::free_balance(delegator());
        let batch = planned() + 1;
        settle();
        assert!(!fell_back());
        assert_eq!(Balances::free_balance(delegator()), own);
        let shares = || shares_of(batch);
        assert!(
            sent(&founder(), shares()).is_err(),
            "they wait for their era"
        );
        until_era(batch);
        assert_ok!(sent(&founder(), shares()));
        assert!(!fell_back());
        assert_eq!(
            Assets::balance(FIRST_VAULT, delegator()),
            1,
            "its account stays alive"
        );
        // A share of 18 decimals costs a millionth of a unit, or less once rewards came.
        let staked = staked(TOKEN);
        assert!((1..=10 * UNIT * 1_000_000).contains(&staked), "{staked}");
        assert!(Liquid::worth_of(FIRST_VAULT, staked) >= 10 * UNIT - 2);
        assert!(sent(&founder(), shares()).is_err(), "once");
    });
}

/// Other accounts could choose the moment in which they do not take it.
#[test]
fn reward_waits_while_the_vault_is_full_or_its_validator_chills() {
    world(|| {
        destine(Some(restake()));
        earn(10 * UNIT);
        let backing = Backing::new(&operator(), Selection::All);
        let waits = || {
            settle();
            assert!(!fell_back());
            assert_eq!(Stake::claimable(&delegator(), &backing), 10 * UNIT);
        };
        let cap = |cap| pallet_liquid::Call::<Runtime>::set_deposit_cap {
            vault: FIRST_VAULT,
            cap,
        };
        let before = Vaults::<Runtime>::get(FIRST_VAULT)
            .expect("a vault")
            .deposit_cap;
        commanded(cap(1));
        waits();
        commanded(cap(before));
        let stash = validators().remove(0).0;
        let terms = pallet_staking::Validators::<Runtime>::get(&stash);
        assert_ok!(sent(&stash, pallet_staking::Call::<Runtime>::chill {}));
        waits();
        let validate = pallet_staking::Call::<Runtime>::validate { prefs: terms };
        assert_ok!(sent(&stash, validate));
        settle();
        assert!(!fell_back());
        assert_eq!(Stake::claimable(&delegator(), &backing), 0);
    });
}

/// What a stranger has the vault pay to the account without a key.
fn claimed_by_a_stranger(batch: u32) -> AccountId {
    let keyless = Stake::restaking_account(&delegator(), &restake()).expect("an account");
    let endow = pallet_balances::Call::<Runtime>::transfer_allow_death {
        dest: keyless.clone().into(),
        value: UNIT / 100,
    };
    assert_ok!(sent(&founder(), endow));
    let claim = pallet_liquid::Call::<Runtime>::claim {
        vault: FIRST_VAULT,
        batch,
        controller: keyless.clone(),
        receiver: keyless.clone(),
    };
    assert_ok!(sent(&founder(), claim));
    keyless
}

/// What settles the shares of a batch for their owner.
fn shares_of(batch: u32) -> Call<Runtime> {
    Call::<Runtime>::settle_shares {
        claimant: delegator(),
        vault: FIRST_VAULT,
        batch,
        restake: restake(),
    }
}

fn shares_settled(batch: u32) -> Result<(), DispatchError> {
    sent(&founder(), shares_of(batch))
}

/// A batch whose shares are fewer than a delegation of them has.
fn batch_of_too_few() -> u32 {
    destine(Some(restake()));
    earn(10 * UNIT);
    let batch = planned() + 1;
    settle();
    until_era(batch);
    commanded(Call::<Runtime>::set_least_delegation {
        asset: TOKEN,
        least: 100 * UNIT * 1_000_000,
    });
    batch
}

/// A stranger that settled each small batch by itself would keep all of them from being staked.
#[test]
fn shares_below_the_least_delegation_wait_for_more_unless_their_owner_takes_them() {
    world(|| {
        let batch = batch_of_too_few();
        let small = pallet_stake::Error::<Runtime>::AmountTooSmall;
        assert_eq!(shares_settled(batch), Err(small.into()));
        let has = || Assets::balance(FIRST_VAULT, delegator());
        assert!(has() == 0 && !fell_back());
        assert_ok!(sent(&delegator(), shares_of(batch)));
        assert!(has() > 0 && fell_back());
    });
}

/// Nor by what it sends to the account without a key: that goes to its owner, and the shares stay.
#[test]
fn tokens_that_a_stranger_sends_do_not_take_shares_from_being_staked() {
    world(|| {
        let batch = batch_of_too_few();
        let keyless = Stake::restaking_account(&delegator(), &restake()).expect("an account");
        let endow = || pallet_balances::Call::<Runtime>::transfer_allow_death {
            dest: keyless.clone().into(),
            value: UNIT / 100,
        };
        let has = || Assets::balance(FIRST_VAULT, delegator());
        assert_ok!(sent(&founder(), endow()));
        let own = Balances::free_balance(delegator());
        assert_ok!(shares_settled(batch));
        assert_eq!(Balances::free_balance(delegator()), own + UNIT / 100);
        assert_eq!(has(), 0);
        let moved = Event::<Runtime>::RewardFellBack {
            claimant: delegator(),
            amount: UNIT / 100,
            why: pallet_stake::Error::<Runtime>::AmountTooSmall.into(),
        };
        System::assert_has_event(moved.into());
        // The same with shares that the vault has paid to the account, which they keep alive.
        let keyless = claimed_by_a_stranger(batch);
        let held = Assets::balance(FIRST_VAULT, &keyless);
        assert_ok!(sent(&founder(), endow()));
        let _ = shares_settled(batch);
        assert_eq!(has(), 0);
        assert_eq!(Assets::balance(FIRST_VAULT, &keyless), held);
        commanded(Call::<Runtime>::set_least_delegation {
            asset: TOKEN,
            least: 1,
        });
        assert_ok!(shares_settled(batch));
        assert!(staked(TOKEN) >= held - 2);
    });
}

#[test]
fn shares_that_a_stranger_sends_to_the_account_without_a_key_are_their_owners() {
    world(|| {
        destine(Some(restake()));
        earn(10 * UNIT);
        let batch = planned() + 1;
        settle();
        until_era(batch);
        let keyless = claimed_by_a_stranger(batch);
        let held = Assets::balance(FIRST_VAULT, &keyless);
        assert!(held > 0);
        assert_ok!(shares_settled(batch));
        assert!(!fell_back());
        assert!(staked(TOKEN) >= held - 2);
        assert_eq!(Assets::balance(FIRST_VAULT, &keyless), 0);
        assert_eq!(Balances::free_balance(&keyless), 0);
        assert!(shares_settled(batch).is_err(), "once");
    });
}

/// An asset of a stranger's holds the account that got it, and a part of what it has.
#[test]
fn asset_that_a_stranger_sends_to_the_account_without_a_key_stops_nothing() {
    world(|| {
        destine(Some(restake()));
        earn(10 * UNIT);
        let batch = planned() + 1;
        settle();
        until_era(batch);
        let keyless = Stake::restaking_account(&delegator(), &restake()).expect("an account");
        let (id, admin) = (7_u32, founder());
        let endow = pallet_balances::Call::<Runtime>::transfer_allow_death {
            dest: keyless.clone().into(),
            value: UNIT,
        };
        assert_ok!(sent(&founder(), endow));
        let create = pallet_assets::Call::<Runtime>::create {
            id,
            admin: admin.clone().into(),
            min_balance: 1,
        };
        assert_ok!(sent(&admin, create));
        let mint = pallet_assets::Call::<Runtime>::mint {
            id,
            beneficiary: keyless.clone().into(),
            amount: 1,
        };
        assert_ok!(sent(&admin, mint));
        assert_ok!(shares_settled(batch));
        assert!(!fell_back() && staked(TOKEN) > 0);
        // What the account can part with is its owner's.
        assert!(Balances::free_balance(&keyless) < UNIT);
        assert!(shares_settled(batch).is_err(), "once");
    });
}

#[test]
fn refund_that_a_stranger_sends_to_the_account_without_a_key_is_its_owners() {
    world(|| {
        destine(Some(restake()));
        earn(10 * UNIT);
        let batch = planned() + 1;
        settle();
        let validator = validators().remove(0).0;
        assert_ok!(sent(&validator, pallet_staking::Call::<Runtime>::chill {}));
        let sync = || pallet_liquid::Call::<Runtime>::sync {
            vault: FIRST_VAULT,
            steps: 4,
        };
        assert_ok!(sent(&founder(), sync()));
        let due = planned() + crate::configs::staking::BONDING_ERAS + 1;
        pallet_staking::CurrentEra::<Runtime>::put(due);
        let keyless = claimed_by_a_stranger(batch);
        let own = Balances::free_balance(delegator());
        assert_ok!(shares_settled(batch));
        let gained = Balances::free_balance(delegator()) - own;
        assert!(fell_back() && gained >= 10 * UNIT, "{gained}");
        assert_eq!(Balances::free_balance(&keyless), 0);
    });
}

/// Half of what backs the first validator will be slashed.
fn offend() {
    let offender = (validators().remove(0).0, ());
    let details = OffenceDetails {
        offender,
        reporters: vec![],
    };
    <Staking as OnOffenceHandler<AccountId, _, _>>::on_offence(
        &[details],
        &[Perbill::from_percent(50)],
        pallet_session::CurrentIndex::<Runtime>::get(),
    );
}

/// The token's holders know of the slash from its report on, and sell.
#[test]
fn token_of_a_vault_is_worth_less_from_the_report_of_a_slash_on() {
    world(|| {
        until_era(3);
        end_services_era();
        end_services_era();
        let before = price(TOKEN);
        offend();
        assert!(Liquid::is_frozen(FIRST_VAULT));
        end_services_era();
        let after = price(TOKEN);
        assert!(
            (before * 49 / 100..before * 51 / 100).contains(&after),
            "{after} of {before}"
        );
    });
}

/// Those that left since the offence pay their part of the slash: the shares that are left do not pay it for them.
#[test]
fn token_of_a_vault_keeps_its_price_where_holders_leave_after_the_report_of_a_slash() {
    world(|| {
        until_era(3);
        end_services_era();
        end_services_era();
        let before = price(TOKEN);
        let vault = || Vaults::<Runtime>::get(FIRST_VAULT).expect("a vault");
        let sync = || {
            let (vault, steps) = (FIRST_VAULT, 8);
            let sync = pallet_liquid::Call::<Runtime>::sync { vault, steps };
            assert_ok!(sent(&founder(), sync));
        };
        let holder = delegator();
        let deposit = pallet_liquid::Call::<Runtime>::request_deposit {
            vault: FIRST_VAULT,
            amount: 2_000 * UNIT,
            controller: holder.clone(),
        };
        assert_ok!(sent(&holder, deposit));
        let batch = planned() + 1;
        until_era(batch);
        sync();
        let claim = pallet_liquid::Call::<Runtime>::claim {
            vault: FIRST_VAULT,
            batch,
            controller: holder.clone(),
            receiver: holder.clone(),
        };
        assert_ok!(sent(&holder, claim));
        // Its stake is exposed, so that it pays its part.
        until_era(batch + 1);
        end_services_era();
        end_services_era();
        let pool = vault().pool;
        offend();
        // It authors no block while it is disabled.
        pallet_session::DisabledValidators::<Runtime>::kill();
        let redeem = pallet_liquid::Call::<Runtime>::request_redeem {
            vault: FIRST_VAULT,
            shares: Assets::balance(FIRST_VAULT, &holder) * 9 / 10,
            controller: holder.clone(),
            owner: holder.clone(),
        };
        assert_ok!(sent(&holder, redeem));
        until_planned();
        sync();
        let left = vault().pool;
        assert!(left.assets < pool.assets / 2, "{left:?} of {pool:?}");
        end_services_era();
        end_services_era();
        let after = price(TOKEN);
        assert!(
            (before * 49 / 100..before * 52 / 100).contains(&after),
            "{after} of {before}"
        );
    });
}

#[test]
fn reward_waits_while_a_slash_of_its_vault_does() {
    world(|| {
        destine(None);
        until_era(3);
        earn(10 * UNIT);
        let sync = pallet_liquid::Call::<Runtime>::sync {
            vault: FIRST_VAULT,
            steps: 4,
        };
        assert_ok!(sent(&founder(), sync));
        offend();
        let own = Balances::free_balance(delegator());
        settle();
        assert_eq!(Balances::free_balance(delegator()), own);
        let backing = Backing::new(&operator(), Selection::All);
        assert!(!fell_back() && Stake::claimable(&delegator(), &backing) == 10 * UNIT);
        assert_ok!(sent(
            &delegator(),
            Call::<Runtime>::claim {
                operator: operator(),
                selection: Selection::All
            }
        ));
        assert_eq!(Balances::free_balance(delegator()), own + 10 * UNIT);
    });
}

#[test]
fn reward_buys_shares_of_the_account_that_earned_it() {
    world(|| {
        destine(None);
        earn(10 * UNIT);
        let batch = planned() + 1;
        settle();
        until_era(batch);
        let claim = pallet_liquid::Call::<Runtime>::claim {
            vault: FIRST_VAULT,
            batch,
            controller: delegator(),
            receiver: delegator(),
        };
        assert_ok!(sent(&founder(), claim));
        assert!(Assets::balance(FIRST_VAULT, delegator()) > 0);
    });
}

/// The same by an Ethereum key or a contract.
#[test]
fn destination_is_set_read_and_settled_by_the_precompile() {
    world(|| {
        let services = blueprint_precompiles::ADDRESS;
        let address = |who: &AccountId| Address::from(Services::address_of(who).0);
        let [operator, claimant] = [operator(), delegator()].map(|who| address(&who));
        let token = Address::from(TOKEN.token().0);
        let deposit = |token| depositRewardsCall { token, operator };
        let unknown = |token| sent_to(&delegator(), services, 0, deposit(token)).err();
        assert_eq!(unknown(Address::ZERO), Some("NoSuchVault".into()));
        let other = AssetId::Asset(FIRST_VAULT + 1).token().0.into();
        assert_eq!(unknown(other), Some("NoSuchVault".into()));
        assert_eq!(unknown(operator), Some("UnknownToken".into()));
        sent_to(&delegator(), services, 0, deposit(token)).expect("a destination");
        let known = sent_to(&founder(), services, 0, destinationOfCall { claimant });
        let known = known.expect("a view");
        assert_eq!(
            (known.kind, known.token, known.operator, known.forBlueprint),
            (3, token, operator, false)
        );
        earn(10 * UNIT);
        let batch = planned() + 1;
        let claimants = vec![claimant];
        let settle = settleRewardsCall {
            operator,
            claimants,
        };
        sent_to(&founder(), services, 0, settle).expect("a page");
        let shares = || settleSharesCall {
            claimant,
            token,
            batch,
            operator,
        };
        let early = sent_to(&founder(), services, 0, shares()).err();
        assert_eq!(early, Some("NothingToClaim".into()));
        until_era(batch);
        sent_to(&founder(), services, 0, shares()).expect("shares");
        assert!(!fell_back() && staked(TOKEN) > 0);
        // What the era paid: 10 tokens for 100, in tokens of the same price.
        let era = CurrentEra::<Runtime>::get().index - 1;
        let paid = yieldOfCall { era, operator };
        let paid = sent_to(&founder(), services, 0, paid).expect("a view");
        let expected = (
            true,
            U256::from(10 * UNIT * 1_000_000),
            U256::from(DOLLAR / 10),
        );
        assert_eq!((paid.settled, paid.paid, paid.rateE18), expected);
        let running = yieldOfCall {
            era: era + 1,
            operator,
        };
        let running = sent_to(&founder(), services, 0, running).expect("a view");
        assert!(!running.settled && running.paid.is_zero());
    });
}

#[test]
fn reward_falls_back_where_the_vault_takes_no_deposits() {
    world(|| {
        destine(Some(restake()));
        earn(10 * UNIT);
        Vaults::<Runtime>::mutate(FIRST_VAULT, |vault| {
            vault.as_mut().expect("a vault").state = State::Rehoming {
                successor: validators().remove(1).0,
                at: planned() + 10,
            };
        });
        let own = Balances::free_balance(delegator());
        settle();
        assert!(fell_back());
        assert_eq!(Balances::free_balance(delegator()), own + 10 * UNIT);
    });
}

#[test]
fn token_of_a_vault_costs_what_it_owns_and_rises_an_era_late() {
    world(|| {
        assert_eq!(price(TOKEN), 2 * DOLLAR);
        until_era(3);
        let sync = pallet_liquid::Call::<Runtime>::sync {
            vault: FIRST_VAULT,
            steps: 4,
        };
        assert_ok!(sent(&founder(), sync));
        end_services_era();
        assert_eq!(price(TOKEN), 2 * DOLLAR, "the lower of two rates");
        end_services_era();
        let risen = price(TOKEN);
        assert!(risen > 2 * DOLLAR, "{risen}");
        // A slash lowers it at once.
        pallet_staking::slashing::do_slash::<Runtime>(
            &Liquid::stash_of(FIRST_VAULT),
            50 * UNIT,
            &mut Default::default(),
            &mut Default::default(),
            3,
        );
        end_services_era();
        assert!(price(TOKEN) < risen * 6 / 10, "{}", price(TOKEN));
    });
}

#[test]
fn price_of_a_vaults_token_is_set_by_no_account() {
    world(|| {
        let set = RuntimeCall::from(Call::<Runtime>::set_price {
            asset: TOKEN,
            price_e18: DOLLAR,
        });
        let result = set.dispatch(RuntimeOrigin::root());
        let error = pallet_stake::Error::<Runtime>::PricedByVault.into();
        assert_eq!(result.map_err(|failed| failed.error), Err(error));
    });
}

/// Shares that were burned would be worth more to those who hold the others.
#[test]
fn slashed_tokens_of_a_vault_are_the_treasurys_and_raise_no_rate() {
    world(|| {
        destine(None);
        earn(10 * UNIT);
        let batch = planned() + 1;
        settle();
        until_era(batch);
        let claim = pallet_liquid::Call::<Runtime>::claim {
            vault: FIRST_VAULT,
            batch,
            controller: delegator(),
            receiver: delegator(),
        };
        assert_ok!(sent(&founder(), claim));
        let held = Assets::balance(FIRST_VAULT, delegator());
        let issued = Assets::total_issuance(FIRST_VAULT);
        let credit =
            Money::withdraw(TOKEN, &delegator(), held, Exact, Expendable, Polite).expect("shares");
        SlashedStake::on_unbalanced(credit);
        assert_eq!(Assets::total_issuance(FIRST_VAULT), issued);
        assert_eq!(Assets::balance(FIRST_VAULT, TreasuryAccount::get()), held);
        // Others are burned.
        let (issued, burned) = (Balances::total_issuance(), UNIT);
        let who = delegator();
        let credit = Money::withdraw(AssetId::Native, &who, burned, Exact, Expendable, Polite);
        SlashedStake::on_unbalanced(credit.expect("tokens"));
        assert_eq!(Balances::total_issuance(), issued - burned);
    });
}
