//! What a call reads and writes, counted on the state itself, is no more than what it is charged.

use super::*;
use frame_support::{
    dispatch::GetDispatchInfo,
    traits::{Hooks, UnfilteredDispatchable},
    weights::Weight,
};
use pallet_services::{Beneficiary, Stake as _};
use storage_accesses::{item, Accesses};

/// The assets that are accepted: the chain's own token, and an issued one.
const ASSETS: [AssetId; 2] = [AssetId::Native, GOLD];

/// Whether a call is charged for a key: not for those that every block reads or writes.
fn charged_for(key: &str) -> bool {
    let pallets = ["Stake", "Services", "Timestamp"].map(storage_accesses::pallet);
    let items = [
        item("System", "Account"),
        item("Balances", "Account"),
        item("Balances", "Freezes"),
        item("Balances", "Holds"),
        item("Balances", "Locks"),
        item("Assets", "Account"),
        item("Assets", "Asset"),
    ];
    pallets.iter().chain(&items).any(|it| key.starts_with(it))
}

/// Operators 1 and 2 worked in era 1 for their delegators in both assets, and as many eras have
/// passed since as can be settled. Nobody has come for anything.
fn long_after() {
    world();
    accept_gold(12);
    for asset in ASSETS {
        let price_e18 = 1_000_000_000_000_000_000;
        assert_ok!(command(Call::set_price { asset, price_e18 }));
        delegate(operator(1), 1, asset, 100);
        let selected = selecting(Selection::Blueprint(0), delegation(1, asset, 100));
        assert_ok!(send(delegator(4), selected));
        for n in [1, 2] {
            delegate(delegator(n), n, asset, 100);
        }
    }
    in_era(1);
    fund(1_000_000);
    work(1, 1);
    work(2, 1);
    undelegate(delegator(1), 1, GOLD, 50);
    delegate(delegator(1), 1, GOLD, 60);
    // An era that is not settled has a record for an absence, which settles nothing.
    for era in 2..=HISTORY {
        in_era(era);
        assert_ok!(Stake::note_absence(&operator(1), 0, 1));
    }
    in_era(HISTORY + 1);
    secure(operator(1));
    let then = now() + 1;
    Timestamp::set_timestamp(then * 1_000);
    feed(GOLD, answering(&[word(5), word(then.into())]));
}

fn due(accesses: &Accesses) -> (u64, u64, u64) {
    let (reads, writes) = (accesses.reads.len() as u64, accesses.writes.len() as u64);
    let weight = TestDbWeight::get().reads_writes(reads, writes);
    (reads, writes, weight.ref_time())
}

/// Where something touches more than it is charged for: what, and by how much.
fn short(what: &str, charged: Weight, touch: impl FnOnce()) -> Option<String> {
    let mut chain = new_chain();
    chain.execute_with(long_after);
    chain.commit_all().expect("no transaction is open");
    chain.execute_with(|| {
        let (accesses, ()) = storage_accesses::of(charged_for, touch);
        let (reads, writes, due) = due(&accesses);
        assert!(reads > 0, "{what}: nothing is heard of the state");
        (due > charged.ref_time())
            .then(|| format!("{what}: {reads} reads and {writes} writes, charged {charged:?}"))
    })
}

#[test]
fn call_is_charged_for_all_that_it_reads_and_writes() {
    let signed = RuntimeOrigin::signed;
    let blueprint = 0;
    let mut calls = vec![
        (signed(operator(1)), Call::set_commission { bps: 100 }),
        (signed(outsider()), Call::fund { amount: 1_000 }),
        (
            signed(outsider()),
            Call::settle_operator {
                operator: operator(1),
                selection: Selection::All,
            },
        ),
        (signed(outsider()), Call::close_era { era: 0, max: 0 }),
        (
            RuntimeOrigin::root(),
            Call::deactivate_blueprint { blueprint },
        ),
        (
            RuntimeOrigin::root(),
            Call::set_price_feed {
                asset: GOLD,
                feed: None,
            },
        ),
        (signed(outsider()), Call::update_price { asset: GOLD }),
    ];
    for claimant in [operator(1), delegator(1)] {
        let operator = operator(1);
        calls.push((
            signed(claimant),
            Call::claim {
                operator,
                selection: Selection::All,
            },
        ));
    }
    for asset in ASSETS {
        let price_e18 = 7;
        for who in [delegator(1), delegator(3)] {
            calls.push((signed(who), delegation(1, asset, 10)));
        }
        calls.extend([
            (signed(delegator(1)), undelegation(1, asset, 10)),
            (signed(delegator(2)), undelegation(2, asset, 100)),
            (RuntimeOrigin::root(), Call::set_price { asset, price_e18 }),
        ]);
    }
    let destination = |it| Call::set_destination { destination: it };
    let restaked = Destination::Restake(Restake {
        operator: operator(2),
        selection: Selection::All,
    });
    calls.extend([(signed(delegator(1)), destination(restaked))]);
    calls.push((signed(delegator(1)), withdrawal(1, GOLD)));
    let withdraw_to = Call::withdraw_to {
        operator: operator(1),
        selection: Selection::All,
        asset: GOLD,
        to: delegator(5),
    };
    calls.push((signed(delegator(1)), withdraw_to));
    let mut all = Vec::new();
    for (origin, call) in calls {
        let charged = call.get_dispatch_info().call_weight;
        all.extend(short(&format!("{call:?}"), charged, || {
            let closes = matches!(call, Call::close_era { .. });
            let sent = RuntimeCall::from(call).dispatch_bypass_filter(origin);
            assert!(sent.is_ok() || closes, "{sent:?}");
        }));
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn sweep_is_charged_for_all_that_it_reads_and_writes() {
    let touched = short("a sweep", <Test as Config>::WeightInfo::stake(), || {
        let (operator, selection) = (operator(1), Selection::All);
        let backing = BackingOf::<Test>::new(&operator, selection);
        // As a slash leaves it; executing one here would count its accesses, too.
        Ledgers::<Test>::mutate(&operator, selection, |ledger| {
            let ledger = ledger.as_mut().expect("delegated to");
            ledger.vaults[1].stake.assets = 0.into();
        });
        assert_ok!(Stake::do_sweep(delegator(1), backing, GOLD));
    });
    assert_eq!(touched, None);
}

#[test]
fn services_pallet_knows_what_it_touches_here() {
    type W = <Test as Config>::WeightInfo;
    let half = Permill::from_percent(50);
    let share = Stake::slash_weight();
    let who = || operator(1);
    let all = [
        short("a result", Stake::points_weight(), || {
            let noted = Stake::note_points(&who(), 0, 1);
            assert_eq!(noted, Ok(Stake::points_weight()));
        }),
        short("an absence", Stake::absence_weight(), || {
            assert_ok!(Stake::note_absence(&who(), 0, 1));
        }),
        short("a commitment", Stake::commit_weight(), || {
            let assets = ASSETS.map(|asset| pallet_services::Asset {
                token: asset.token(),
                amount: 0,
            });
            assert_ok!(Stake::commit(1, &who(), 0, &assets));
        }),
        short("the end of a commitment", Stake::free_weight(), || {
            Stake::free(0, &who());
        }),
        short("the question", Stake::commit_weight(), || {
            assert!(Stake::slashable(0, &who(), half));
        }),
        short("a capture", Stake::commit_weight(), || {
            assert_ok!(Stake::capture(0, 0, &who()));
        }),
        short("a slash", share, || {
            assert_ok!(Stake::capture(0, 0, &who()));
            assert_ok!(Stake::slash(0, 0, &who(), half, &Beneficiary::Burn));
        }),
        short("a slash for an account", share, || {
            let to = Beneficiary::Account(delegator(9));
            assert_ok!(Stake::capture(0, 0, &who()));
            assert_ok!(Stake::slash(0, 0, &who(), half, &to));
        }),
        short("a slash for the rewards", share, || {
            assert_ok!(Stake::capture(0, 0, &who()));
            assert_ok!(Stake::slash(0, 0, &who(), half, &Beneficiary::Rewards));
        }),
        short("a result that does not count", W::absence(), || {
            assert_eq!(Stake::note_points(&who(), 1, 1), Ok(W::absence()));
        }),
    ];
    let all: Vec<_> = all.into_iter().flatten().collect();
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn end_of_an_era_is_charged_by_the_records_it_removes() {
    let mut chain = new_chain();
    chain.execute_with(|| {
        long_after();
        in_era(HISTORY + 2);
        let close = Call::<Test>::close_era { era: 1, max: 2 };
        let charged = close.get_dispatch_info().call_weight;
        let (accesses, sent) = storage_accesses::of(charged_for, || send(outsider(), close));
        assert_ok!(sent);
        let (reads, writes, due) = due(&accesses);
        assert!(due <= charged.ref_time(), "{reads} {writes} {charged:?}");
    });
}

#[test]
fn beginning_of_an_era_is_charged_for_all_that_it_reads_and_writes() {
    let mut chain = new_chain();
    chain.execute_with(|| {
        long_after();
        assert_ok!(Stake::note_points(&operator(1), 0, 1));
        let first = u64::from(HISTORY + 2) * ERA;
        System::set_block_number(first);
        let begin = || Services::on_initialize(first);
        let (accesses, charged) = storage_accesses::of(charged_for, begin);
        assert_eq!(Services::current_era(), HISTORY + 2);
        let (reads, writes, due) = due(&accesses);
        assert_eq!((reads, writes), (4, 3));
        assert!(due <= charged.ref_time(), "{reads} {writes} {charged:?}");
    });
}
