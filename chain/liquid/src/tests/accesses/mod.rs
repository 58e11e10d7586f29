//! What a call reads and writes, counted on the state itself, is no more than what it is charged, and depends on no number
//! of holders.

mod situations;

use super::*;
use frame_support::{dispatch::GetDispatchInfo, traits::UnfilteredDispatchable, weights::Weight};
use situations::*;
use storage_accesses::{item, Accesses};

/// Whether a call is charged for a key: not for those that every block reads or writes.
fn charged_for(key: &str) -> bool {
    let pallets = ["Liquid", "Staking", "Timestamp", "Assets"].map(storage_accesses::pallet);
    let items = [
        item("System", "Account"),
        item("Balances", "Account"),
        item("Balances", "Freezes"),
        item("Balances", "Holds"),
        item("Balances", "Locks"),
        item("Balances", "Reserves"),
    ];
    pallets.iter().chain(&items).any(|it| key.starts_with(it))
}

fn due(accesses: &Accesses) -> (u64, u64, u64) {
    let (reads, writes) = (accesses.reads.len() as u64, accesses.writes.len() as u64);
    let weight = TestDbWeight::get().reads_writes(reads, writes);
    (reads, writes, weight.ref_time())
}

/// What a call touches, and is charged.
fn touched(before: fn(), origin: RuntimeOrigin, call: Call<Test>) -> (Accesses, Weight) {
    let mut chain = chain_with(2);
    chain.execute_with(before);
    chain.commit_all().expect("no transaction is open");
    chain.execute_with(|| {
        let charged = RuntimeCall::from(call.clone())
            .get_dispatch_info()
            .call_weight;
        let (accesses, result) = storage_accesses::of(charged_for, || {
            call.clone()
                .dispatch_bypass_filter(origin)
                .map(|_| ())
                .map_err(|it| it.error)
        });
        assert_ok!(result);
        (accesses, charged)
    })
}

fn calls() -> Vec<(&'static str, fn(), RuntimeOrigin, Call<Test>)> {
    let signed = RuntimeOrigin::signed;
    let claimed = {
        let mut batch = 0;
        chain_with(2).execute_with(|| {
            busy();
            sync();
            batch = DepositBatches::<Test>::iter_prefix(V)
                .find(|(_, it)| matches!(it.outcome, Outcome::Shares(_)))
                .map_or(0, |it| it.0);
        });
        batch
    };
    let (refunded, ticket) = {
        let mut found = (0, 0);
        chain_with(2).execute_with(|| {
            retired();
            found.0 = DepositBatches::<Test>::iter_prefix(V)
                .find(|(_, it)| matches!(it.outcome, Outcome::Refund { .. }))
                .map_or(0, |it| it.0);
        });
        chain_with(2).execute_with(|| {
            busy();
            found.1 = *tickets(2).iter().min().unwrap();
        });
        found
    };
    let mut queue = 0;
    chain_with(2).execute_with(|| {
        left();
        queue = *tickets(1).iter().max().unwrap();
    });
    assert!(queue & QUEUE != 0);
    let claim = |n: u8, batch| {
        let (controller, receiver) = (holder(n), holder(n));
        Call::claim {
            vault: V,
            batch,
            controller,
            receiver,
        }
    };
    let retire = Call::retire { vault: V };
    let create = Call::create_vault {
        validator: validator(2),
        seed: SEED,
    };
    let successor = validator(2);
    vec![
        ("create_vault", busy, signed(founder()), create),
        (
            "sync",
            busy,
            signed(stranger()),
            Call::sync { vault: V, steps: 1 },
        ),
        (
            "sync after loss",
            || {
                busy();
                chill(1);
            },
            signed(stranger()),
            Call::sync { vault: V, steps: 1 },
        ),
        (
            "request_deposit",
            busy,
            signed(holder(5)),
            deposit_call(5, 5_000),
        ),
        (
            "claim of shares",
            busy,
            signed(holder(3)),
            claim(3, claimed),
        ),
        (
            "claim of a refund",
            retired,
            signed(holder(4)),
            claim(4, refunded),
        ),
        (
            "request_redeem",
            busy,
            signed(holder(1)),
            redeem_call(1, 1_000_000_000),
        ),
        ("redeem", busy, signed(holder(2)), pay_call(2, ticket)),
        (
            "redeem of the pot",
            retired,
            signed(holder(1)),
            pay_call(1, POT),
        ),
        (
            "sync of four pages",
            with_pages,
            signed(stranger()),
            Call::sync { vault: V, steps: 4 },
        ),
        (
            "sync of all batches",
            with_batches,
            signed(stranger()),
            Call::sync { vault: V, steps: 1 },
        ),
        (
            "sync of all batches after loss",
            || {
                with_batches();
                chill(1);
            },
            signed(stranger()),
            Call::sync { vault: V, steps: 1 },
        ),
        (
            "sync of a queue",
            queued,
            signed(stranger()),
            Call::sync { vault: V, steps: 1 },
        ),
        (
            "sync of a queue after loss",
            || {
                queued();
                chill(1);
            },
            signed(stranger()),
            Call::sync { vault: V, steps: 1 },
        ),
        (
            "request_redeem after a queue",
            queued,
            signed(holder(2)),
            redeem_call(2, 1_000_000_000),
        ),
        (
            "redeem of a queue",
            left,
            signed(holder(1)),
            pay_call(1, queue),
        ),
        (
            "finish after slashes",
            with_spans,
            signed(stranger()),
            Call::finish { vault: V },
        ),
        (
            "close",
            emptied,
            signed(stranger()),
            Call::close { vault: V },
        ),
        ("retire", grace_over, signed(stranger()), retire),
        (
            "finish",
            retiring,
            signed(stranger()),
            Call::finish { vault: V },
        ),
        (
            "rehome",
            handed_over,
            signed(stranger()),
            Call::rehome { vault: V },
        ),
        (
            "cash_out",
            retired,
            signed(holder(1)),
            Call::cash_out {
                vault: V,
                shares: 1_000_000,
                receiver: holder(1),
            },
        ),
        (
            "return_seed",
            retired,
            signed(stranger()),
            Call::return_seed { vault: V },
        ),
        (
            "set_operator",
            busy,
            signed(holder(1)),
            Call::set_operator {
                vault: V,
                operator: stranger(),
                approved: true,
            },
        ),
        (
            "announce_successor",
            orphaned,
            RuntimeOrigin::root(),
            Call::announce_successor {
                vault: V,
                successor,
            },
        ),
        (
            "set_fee",
            busy,
            RuntimeOrigin::root(),
            Call::set_fee { bps: 7 },
        ),
        (
            "set_deposit_cap",
            busy,
            RuntimeOrigin::root(),
            Call::set_deposit_cap { vault: V, cap: 7 },
        ),
    ]
}

#[test]
fn call_is_charged_for_all_that_it_reads_and_writes() {
    let mut short = Vec::new();
    for (name, before, origin, call) in calls() {
        let (accesses, charged) = touched(before, origin, call);
        let (reads, writes, due) = due(&accesses);
        assert!(reads > 0, "{name}: nothing is heard of the state");
        println!(
            "{name}: {reads} reads, {writes} writes, {due} of {}",
            charged.ref_time()
        );
        if due > charged.ref_time() {
            short.push(format!(
                "{name}: {reads} reads and {writes} writes, charged {charged:?}"
            ));
        }
    }
    assert_eq!(short, Vec::<String>::new());
}

#[test]
fn redemption_touches_the_same_for_any_number_of_holders() {
    fn many() {
        busy();
        sync();
        for n in 0..100u8 {
            let (id, target) = (V, account(n));
            let amount = shares(1) / 200;
            let fund = pallet_balances::Call::<Test>::transfer_allow_death {
                dest: target.clone(),
                value: 1_000,
            };
            assert_ok!(send(stranger(), fund));
            assert_ok!(send(
                holder(1),
                pallet_assets::Call::<Test>::transfer { id, target, amount }
            ));
        }
    }
    fn few() {
        busy();
        sync();
    }
    let count = |before: fn()| {
        let call = redeem_call(1, 1_000_000_000);
        let (accesses, _) = touched(before, RuntimeOrigin::signed(holder(1)), call);
        (accesses.reads.len(), accesses.writes.len())
    };
    assert_eq!(count(few), count(many));
}

#[test]
fn refused_call_leaves_the_state_root() {
    with_vault(0, || {
        joined(1, 8_000);
        next_era();
        let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
        let before = root();
        let shares = shares(1) + 1;
        for call in [
            redeem_call(1, shares),
            deposit_call(1, CAP),
            Call::retire { vault: V },
            Call::finish { vault: V },
            Call::rehome { vault: V },
            Call::return_seed { vault: V },
            Call::close { vault: V },
            pay_call(1, 7),
            claim_call(1, 7),
            Call::cash_out {
                vault: V,
                shares,
                receiver: holder(1),
            },
        ] {
            assert!(send(holder(1), call.clone()).is_err());
            assert_eq!(root(), before, "{call:?}");
        }
    });
}
