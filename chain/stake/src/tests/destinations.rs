//! Rewards that any account settles, each to where its owner said.

use super::*;
use frame_support::{
    dispatch::{DispatchResult, GetDispatchInfo},
    storage::with_storage_layer,
};
use sp_runtime::traits::Dispatchable;
use storage_accesses::item;

/// What delegators 1 and 2 have staked with operator 1, and what the era paid to both.
const STAKE: u128 = 100;
const POT: u128 = 10_000;

/// Delegators 1 and 2 of operator 1 have earned the half of a pot each.
fn earned() {
    world();
    for n in [1, 2] {
        delegate(delegator(n), 1, AssetId::Native, STAKE);
    }
    in_era(1);
    fund(POT);
    work(1, 1);
    in_era(2);
    events();
}

fn settle(claimants: Vec<AccountId32>) {
    assert_ok!(send(outsider(), page(claimants)));
    whole();
}

fn page(claimants: Vec<AccountId32>) -> Call<Test> {
    Call::settle_rewards {
        operator: operator(1),
        selection: Selection::All,
        claimants: claimants.try_into().expect("a page"),
    }
}

fn destine(n: u8, destination: Destination<AccountId32>) {
    assert_ok!(send(delegator(n), Call::set_destination { destination }));
}

fn restake(n: u8) -> Restake<AccountId32> {
    Restake {
        operator: operator(n),
        selection: Selection::All,
    }
}

fn gained(who: &AccountId32, act: impl FnOnce()) -> u128 {
    let before = has(who, AssetId::Native);
    act();
    has(who, AssetId::Native) - before
}

fn earning(who: &AccountId32, n: u8) -> u128 {
    let holdings = Stake::holdings_of(who, &operator(n));
    holdings.iter().map(|it| it.earning + it.waiting).sum()
}

#[test]
fn page_of_claimants_is_paid_by_any_account_and_once() {
    new_chain().execute_with(|| {
        earned();
        let both = vec![delegator(1), delegator(2)];
        let first = gained(&delegator(1), || settle(both.clone()));
        assert_eq!(first, POT / 2);
        let paid = |event: &Event<Test>| matches!(event, Event::RewardPaid { .. });
        assert_eq!(events().iter().filter(|it| paid(it)).count(), 2);
        assert_eq!(gained(&delegator(2), || settle(both)), 0);
    });
}

/// A call within many others leaves no storage layer for what may fail, while the call succeeds.
#[test]
fn sender_cannot_choose_that_a_destination_fails_by_nesting_its_call() {
    new_chain().execute_with(|| {
        earned();
        destine(1, Destination::Restake(restake(2)));
        let reached = Err(sp_runtime::TransactionalError::LimitReached.into());
        for layers in [255 - storage_layers::FOR_STEPS + 1, 253, 254] {
            let settled = nested(layers, &|| {
                Stake::settle_rewards(
                    RuntimeOrigin::signed(outsider()),
                    operator(1),
                    Selection::All,
                    vec![delegator(1)].try_into().expect("a page"),
                )
                .map(|_| ())
                .map_err(|failed| failed.error)
            });
            assert_eq!(settled, reached, "{layers}");
        }
        let stake = |layers, call: &dyn Fn() -> Call<Test>| {
            nested(layers, &|| {
                let call = RuntimeCall::Stake(call());
                let sent = call.dispatch(RuntimeOrigin::signed(outsider()));
                sent.map(|_| ()).map_err(|failed| failed.error)
            })
        };
        let shares = || Call::settle_shares {
            claimant: delegator(1),
            vault: 1,
            batch: 1,
            restake: restake(2),
        };
        let sweep = || Call::sweep {
            delegator: delegator(1),
            operator: operator(1),
            selection: Selection::All,
            asset: AssetId::Native,
        };
        for call in [&shares as &dyn Fn() -> Call<Test>, &sweep] {
            assert_eq!(stake(253, call), reached);
            assert_ne!(stake(0, call), reached, "for another reason");
        }
        assert_eq!(earning(&delegator(1), 2), 0);
        settle(vec![delegator(1)]);
        assert_eq!(earning(&delegator(1), 2), POT / 2);
    });
}

fn nested(layers: u32, run: &dyn Fn() -> DispatchResult) -> DispatchResult {
    match layers.checked_sub(1) {
        None => run(),
        Some(rest) => with_storage_layer(|| nested(rest, run)),
    }
}

#[test]
fn account_that_earned_nothing_is_passed_over() {
    new_chain().execute_with(|| {
        earned();
        let strangers = vec![delegator(5), delegator(1), outsider()];
        assert_eq!(gained(&delegator(1), || settle(strangers)), POT / 2);
    });
}

#[test]
fn reward_below_the_least_waits_until_it_is_more() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, AssetId::Native, STAKE);
        in_era(1);
        fund(LEAST_REWARD - 1);
        work(1, 1);
        in_era(2);
        assert_eq!(gained(&delegator(1), || settle(vec![delegator(1)])), 0);
        fund(POT);
        work(1, 1);
        in_era(3);
        let all = POT + LEAST_REWARD - 1;
        assert_eq!(gained(&delegator(1), || settle(vec![delegator(1)])), all);
    });
}

#[test]
fn reward_goes_to_the_account_that_its_owner_named() {
    new_chain().execute_with(|| {
        earned();
        destine(1, Destination::Account(delegator(7)));
        let own = has(&delegator(1), AssetId::Native);
        let other = gained(&delegator(7), || settle(vec![delegator(1)]));
        assert_eq!((other, has(&delegator(1), AssetId::Native)), (POT / 2, own));
    });
}

#[test]
fn reward_is_staked_for_its_owner_and_earns_from_the_next_era() {
    new_chain().execute_with(|| {
        earned();
        destine(1, Destination::Restake(restake(1)));
        destine(2, Destination::Restake(restake(2)));
        settle(vec![delegator(1), delegator(2)]);
        assert_eq!(earning(&delegator(1), 1), STAKE + POT / 2);
        assert_eq!(earning(&delegator(2), 2), POT / 2);
        assert_eq!(
            events()
                .iter()
                .filter(|it| matches!(it, Event::RewardRouted { .. }))
                .count(),
            2
        );
        fund(POT);
        work(1, 1);
        in_era(3);
        assert_eq!(Stake::claimable(&delegator(1), &all(&operator(1))), POT / 2);
        fund(POT);
        work(1, 1);
        in_era(4);
        // Now the restaked half of the first pot earns, too.
        let more = Stake::claimable(&delegator(1), &all(&operator(1))) - POT / 2;
        assert!(more > POT * 9 / 10, "{more}");
    });
}

#[test]
fn reward_falls_back_to_its_owner_where_the_operator_leaves() {
    new_chain().execute_with(|| {
        earned();
        destine(1, Destination::Restake(restake(2)));
        pallet_services::Operators::<Test>::mutate(operator(2), |record| {
            record.as_mut().expect("an operator").status = pallet_services::OperatorStatus::Leaving;
        });
        assert_eq!(
            gained(&delegator(1), || settle(vec![delegator(1)])),
            POT / 2
        );
        assert_eq!(earning(&delegator(1), 2), 0);
        let why = Error::<Test>::OperatorLeaving.into();
        assert!(events().contains(&Event::RewardFellBack {
            claimant: delegator(1),
            amount: POT / 2,
            why,
        }));
    });
}

/// A page does not pay for the eras of every operator that it stakes with.
#[test]
fn reward_waits_until_the_operator_it_goes_to_is_settled() {
    new_chain().execute_with(|| {
        world();
        delegate(delegator(1), 1, AssetId::Native, STAKE);
        delegate(delegator(3), 2, AssetId::Native, STAKE);
        in_era(1);
        fund(POT);
        work(1, 1);
        in_era(2);
        destine(1, Destination::Restake(restake(2)));
        assert_eq!(gained(&delegator(1), || settle(vec![delegator(1)])), 0);
        assert_eq!(Stake::claimable(&delegator(1), &all(&operator(1))), POT);
        super::settle(2);
        settle(vec![delegator(1)]);
        assert_eq!(earning(&delegator(1), 2), POT);
    });
}

/// Another account chooses when a reward is settled, and must not choose where it goes by that.
#[test]
fn reward_waits_while_its_destination_does_not_take_it() {
    new_chain().execute_with(|| {
        earned();
        delegate(operator(1), 1, AssetId::Native, STAKE);
        destine(1, Destination::Restake(restake(1)));
        let waits = || {
            assert_eq!(gained(&delegator(1), || settle(vec![delegator(1)])), 0);
            assert_eq!(Stake::claimable(&delegator(1), &all(&operator(1))), POT / 2);
            assert!(!events()
                .iter()
                .any(|it| matches!(it, Event::RewardFellBack { .. })));
        };
        // What is staked at once is at least so much.
        let least = |least| Accepted::<Test>::mutate(|assets| assets[0].least = least);
        least(POT);
        waits();
        least(1);
        let slash = propose(10);
        waits();
        execute(slash);
        settle(vec![delegator(1)]);
        assert!(earning(&delegator(1), 1) > POT / 2);
    });
}

/// An account that staked all it had with operator 1, and has earned the half of a pot.
fn penniless() -> AccountId32 {
    let who = account(0x55);
    let fund_it = pallet_balances::Call::transfer_allow_death {
        dest: who.clone(),
        value: STAKE + ED,
    };
    assert_ok!(send(outsider(), fund_it));
    world();
    delegate(delegator(1), 1, AssetId::Native, STAKE);
    delegate(who.clone(), 1, AssetId::Native, STAKE);
    let rest = pallet_balances::Call::transfer_all {
        dest: outsider(),
        keep_alive: false,
    };
    assert_ok!(send(who.clone(), rest));
    in_era(1);
    fund(POT);
    work(1, 1);
    in_era(2);
    who
}

fn set(who: &AccountId32, destination: Destination<AccountId32>) {
    assert_ok!(send(who.clone(), Call::set_destination { destination }));
}

#[test]
fn account_that_had_nothing_else_has_nothing_again() {
    new_chain().execute_with(|| {
        let who = penniless();
        assert_eq!(has(&who, AssetId::Native), 0);
        set(&who, Destination::Account(delegator(7)));
        let other = gained(&delegator(7), || settle(vec![who.clone()]));
        assert_eq!((other, has(&who, AssetId::Native)), (POT / 2, 0));
    });
}

#[test]
fn reward_that_would_leave_its_owner_without_an_account_is_not_restaked() {
    new_chain().execute_with(|| {
        let who = penniless();
        set(&who, Destination::Restake(restake(2)));
        assert_eq!(gained(&who, || settle(vec![who.clone()])), POT / 2);
        assert_eq!(earning(&who, 2), 0);
    });
}

#[test]
fn claim_pays_the_sender_whatever_its_destination() {
    new_chain().execute_with(|| {
        earned();
        destine(1, Destination::Account(delegator(7)));
        assert_eq!(claim(delegator(1), 1), POT / 2);
    });
}

#[test]
fn commission_is_settled_with_its_operator() {
    new_chain().execute_with(|| {
        world();
        assert_ok!(send(operator(1), Call::set_commission { bps: 1_000 }));
        Timestamp::set_timestamp(Timestamp::get() + 7 * 24 * 60 * 60 * 1_000);
        delegate(delegator(1), 1, AssetId::Native, STAKE);
        in_era(1);
        fund(POT);
        work(1, 1);
        in_era(2);
        let both = vec![operator(1), delegator(1)];
        let commission = gained(&operator(1), || settle(both.clone()));
        assert_eq!(
            (commission, gained(&operator(1), || settle(both))),
            (POT / 10, 0)
        );
    });
}

#[test]
fn destination_of_a_stash_is_not_stored() {
    new_chain().execute_with(|| {
        earned();
        destine(1, Destination::Account(delegator(7)));
        assert!(Destinations::<Test>::contains_key(delegator(1)));
        destine(1, Destination::Stash);
        assert!(!Destinations::<Test>::contains_key(delegator(1)));
    });
}

#[test]
fn destination_that_does_not_exist_is_rejected() {
    new_chain().execute_with(|| {
        earned();
        let to = |destination| Call::set_destination { destination };
        let stranger = Restake {
            operator: outsider(),
            selection: Selection::All,
        };
        let of_no_vault = Destination::Liquid {
            vault: 1 << 31,
            then: None,
        };
        refused(
            delegator(1),
            to(Destination::Restake(stranger)),
            Error::NotOperator,
        );
        refused(delegator(1), to(of_no_vault), Error::NoSuchVault);
    });
}

#[test]
fn page_without_a_ledger_is_rejected() {
    new_chain().execute_with(|| {
        world();
        refused(outsider(), page(vec![delegator(1)]), Error::NotDelegated);
    });
}

#[test]
fn accounts_that_control_restaked_deposits_differ_by_claimant_and_by_restake() {
    new_chain().execute_with(|| {
        let of = |n, with| Stake::restaking_account(&delegator(n), &restake(with)).expect("one");
        let accounts = [of(1, 1), of(1, 2), of(2, 1)];
        assert!(accounts[0] != accounts[1] && accounts[0] != accounts[2]);
        assert_eq!(of(1, 1), accounts[0]);
    });
}

#[test]
fn page_is_charged_for_all_that_it_reads_and_writes() {
    let mut chain = new_chain();
    chain.execute_with(|| {
        earned();
        destine(1, Destination::Restake(restake(2)));
        destine(2, Destination::Account(delegator(7)));
    });
    chain.commit_all().expect("no transaction is open");
    chain.execute_with(|| {
        let call = page(vec![delegator(1), delegator(2), delegator(3)]);
        let charged = call.get_dispatch_info().call_weight;
        let charged_for = |key: &str| {
            let pallets = ["Stake", "Services", "Timestamp"].map(storage_accesses::pallet);
            let items = [item("System", "Account"), item("Balances", "Account")];
            pallets.iter().chain(&items).any(|it| key.starts_with(it))
        };
        let (accesses, sent) = storage_accesses::of(charged_for, || send(outsider(), call));
        let (reads, writes) = (accesses.reads.len() as u64, accesses.writes.len() as u64);
        let due = TestDbWeight::get().reads_writes(reads, writes);
        let used = sent.expect("settled").actual_weight.expect("measured");
        assert!(reads > 0 && due.ref_time() <= used.ref_time());
        assert!(used.all_lte(charged), "{used:?} of {charged:?}");
    });
}
