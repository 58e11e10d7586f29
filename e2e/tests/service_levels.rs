//! Service levels on the chain: operators keep windows by signatures that any account relays, a bill falls with those
//! that they do not keep, and never fails. Each attack is a test in which it gains nothing, on each build.

#[path = "library/levels.rs"]
mod levels;
mod library;

use blueprint_e2e::{outcome::Outcome, tangle_core::gas};
use blueprint_rules::qos::service_level::{bill_gas, BASE_GAS, MOST_OPERATORS, PAGE_GAS};
use frame_support::weights::Weight;
use levels::{each, Operator, World, ANSWER, CAP, LAG, SERVICE, WINDOW};
use library::{hex, named, number, GUARDIAN, OWNER};
use serde_json::json;
use sp_core::H160;

#[test]
fn bill_falls_with_the_windows_that_an_operator_did_not_keep() {
    each(|world| {
        for window in 0..10 {
            world.at(window, 10);
            world.answer(window, &[0]);
            // The second one keeps six of ten, some of them within the answer period.
            if window % 5 != 4 && window < 7 {
                world.at(window, WINDOW + 1);
                world.answer(window, &[1]);
            }
        }
        let second = world.operators[1].address;
        assert_eq!(world.verdict(second, 0, 12), [6, 5, 6]);
        let (from, to) = (world.start + LAG, world.start + LAG + 10 * WINDOW);
        // All of the first one's part; of the second one's six of nine, and six of ten when the last window is final.
        world.at(9, LAG);
        assert_eq!(world.due(from, to), 7_500 + 1_625);
        world.at(9, LAG + 10);
        assert_eq!(world.due(from, to), 7_500 + 1_375);
        assert_eq!(world.due(from - LAG, from), 10_000, "nothing is judged yet");
        let longest = from + 24 * WINDOW;
        assert_eq!(world.due(from, longest), 7_500 + 1_375);
        assert_eq!(world.due(from, longest + 1), 10_000, "a period too long");
    });
}

/// Every bill of consecutive periods, however long, judges its own windows.
#[test]
fn windows_of_consecutive_bills_are_judged_once() {
    each(|world| {
        for window in 0..6 {
            world.at(window, 10);
            let operators: &[usize] = if window == 3 { &[] } else { &[0, 1] };
            if !operators.is_empty() {
                world.answer(window, operators);
            }
        }
        world.at(20, 0);
        let lagging = |window: u64, world: &World| world.begins(window) + LAG;
        let (a, b, c) = (lagging(0, world), lagging(3, world), lagging(6, world));
        // The window that was missed is in the second bill alone.
        assert_eq!(world.due(a, b), 10_000);
        assert_eq!(world.due(b, c), 5_483);
        // Window 3 begins the lag before second b, and is in the bill that begins then, not a second later.
        assert_eq!(world.due(b + 1, c), 10_000);
        assert_eq!(
            world.due(a, b + 1),
            world.due(a, b + WINDOW),
            "a period ends within a window"
        );
    });
}

#[test]
fn answers_of_others_other_times_and_other_places_keep_nothing() {
    each(|world| {
        world.at(1, 0);
        let early = world.answer_of(2, &[0]);
        assert_eq!(world.rejected(&early), "NotAnswerable");
        // Signed in advance: of a block that is too old when the window begins.
        let advance = world.answer_of(2, &[0]);
        world.chain.advance_blocks(11);
        world.at(2, 0);
        assert_eq!(world.rejected(&advance), "StaleBlock");

        let block = world.last_block();
        let good = world.answer_of(2, &[0, 1]);
        let first = &world.operators[0];
        let (levels, other) = (world.levels.address, H160([9; 20]));
        let elsewhere = [
            (
                "of another contract",
                first.sign(&world.digest(other, SERVICE, 2, block)),
            ),
            (
                "of another service",
                first.sign(&world.digest(levels, SERVICE + 1, 2, block)),
            ),
            (
                "of another window",
                first.sign(&world.digest(levels, SERVICE, 1, block)),
            ),
            (
                "of another block",
                first.sign(&world.digest(levels, SERVICE, 2, (block.0, [7; 32]))),
            ),
            ("of another operator", good[4][1].clone()),
            ("of no length", json!("0x")),
        ];
        for (what, signature) in elsewhere {
            let mut bad = good.clone();
            bad[4] = json!([signature, good[4][1]]);
            assert_eq!(world.rejected(&bad), "BadSignature", "{what}");
        }
        let mut stranger = good.clone();
        stranger[3] = json!([hex(Operator::new(9).address), good[3][1]]);
        assert_eq!(world.rejected(&stranger), "NotServing");
        let mut none = good.clone();
        (none[3], none[4]) = (json!([]), json!([]));
        assert_eq!(world.rejected(&none), "BatchSize");

        // Nothing of a refused batch stayed; the good one is taken, also twice.
        world.levels.send(&mut world.chain, "eve", "answer", &good);
        let again = world.levels.send(&mut world.chain, "bob", "answer", &good);
        assert!(again.events.is_empty() && again.deposit == 0);
        world.at(2, WINDOW + ANSWER);
        let late = world.answer_of(2, &[0]);
        assert_eq!(world.rejected(&late), "NotAnswerable");

        let served = world.operators[0].address;
        world.at(4, LAG);
        assert_eq!(world.verdict(served, 0, 4), [4, 1, 0]);
        // The contract says what a wallet signs.
        let block = world.last_block();
        let asked = [json!(SERVICE), json!(2), json!(block.0)];
        let digest = world.levels.ask(&mut world.chain, "answerDigest", &asked);
        let wallet = world.digest(levels, SERVICE, 2, block);
        assert_eq!(digest, [json!(format!("0x{}", hex::encode(wallet)))]);
    });
}

#[test]
fn runtime_opens_and_guardian_excuses_and_no_other() {
    each(|world| {
        let open = world.opening(SERVICE + 1, 24 * WINDOW);
        for caller in ["eve", GUARDIAN] {
            let refused = world
                .levels
                .rejection(&mut world.chain, caller, "openService", &open);
            assert_eq!(refused, "CallerNotRuntime");
        }
        // Until they start other terms take the place of the first ones.
        let again = world.opening(SERVICE, 24 * WINDOW);
        world
            .levels
            .send(&mut world.chain, OWNER, "openService", &again);
        let excuse = [
            json!(SERVICE),
            json!(0),
            json!(3),
            json!("the chain stood still"),
        ];
        world.at(2, 0);
        let late = world
            .levels
            .rejection(&mut world.chain, OWNER, "openService", &again);
        assert_eq!(late, "AlreadyOpen");
        for caller in ["eve", OWNER] {
            let refused = world
                .levels
                .rejection(&mut world.chain, caller, "excuse", &excuse);
            assert_eq!(refused, "NotEntitled");
        }
        world
            .levels
            .send(&mut world.chain, GUARDIAN, "excuse", &excuse);
        world.at(9, LAG);
        let late = world
            .levels
            .rejection(&mut world.chain, GUARDIAN, "excuse", &excuse);
        assert_eq!(late, "NotExcusable");
        let first = world.operators[0].address;
        assert_eq!(world.verdict(first, 0, 4), [1, 0, 0]);
        let (from, to) = (world.begins(0) + LAG, world.begins(4) + LAG);
        assert_eq!(
            world.due(from, to),
            10_000,
            "one window is too few to judge"
        );
        assert_eq!(world.due(from, to + WINDOW), 4_000);
    });
}

/// What is stored is paid back: a page once its windows are forgotten, and no bill changes by it.
#[test]
fn forgotten_page_is_cleared_and_its_deposit_paid_back() {
    each(|world| {
        let empty = world.chain.storage_root(world.levels.address);
        world.at(0, 0);
        let kept = world.answer(0, &[0, 1]);
        assert!(kept.deposit > 0);
        let page = [json!(SERVICE), json!(0)];
        world.at(255, 0);
        let early = world
            .levels
            .rejection(&mut world.chain, "eve", "clear", &page);
        assert_eq!(early, "PageRemembered");
        let forgotten = 255 + 1 + (LAG + 48 * WINDOW).div_ceil(WINDOW);
        world.at(forgotten, 0);
        let period = (world.begins(0) + LAG, world.begins(9) + LAG);
        let before = world.due(period.0, period.1);
        let cleared = world.levels.send(&mut world.chain, "eve", "clear", &page);
        // resolc's build writes zeros, for which no deposit is paid back.
        if !world.is_resolc {
            // In the smallest unit; the refund is rounded by item and by byte.
            let (paid, back) = (kept.deposit, cleared.deposit);
            assert!((paid + back).abs() <= 2, "{paid} {back}");
            assert_eq!(world.chain.storage_root(world.levels.address), empty);
        }
        assert_eq!(cleared.events.len(), 1);
        let operator = hex(world.operators[0].address);
        let of = [json!(SERVICE), operator, json!(0)];
        let words = world.levels.numbers(&mut world.chain, "pageOf", &of);
        assert_eq!(words, [0, 0]);
        assert_eq!((before, world.due(period.0, period.1)), (10_000, 10_000));
        let again = world.levels.send(&mut world.chain, "eve", "clear", &page);
        assert!(again.events.is_empty());
    });
}

/// A probe of another contract's gasCap; one of a contract that burns all that it gets, and of none.
#[test]
fn probe_keeps_a_window_and_a_bad_target_does_not() {
    each(|world| {
        // A loop.
        let burner = [
            0x60, 0x03, 0x80, 0x60, 0x09, 0x5f, 0x39, 0x5f, 0xf3, 0x5b, 0x5f, 0x56,
        ];
        let burner = world
            .chain
            .deploy(&named("alice"), &burner, &[])
            .unwrap()
            .address;
        let targets = [(world.peer.address, 1), (burner, 0), (H160([8; 20]), 0)];
        for (service, (target, expected)) in (10u64..).zip(targets) {
            world.chain.execute(sp_io::storage::start_transaction);
            let open = world.opening(service, 24 * WINDOW);
            world
                .levels
                .send(&mut world.chain, OWNER, "openService", &open);
            let selector = world.levels.interface.encode_call("gasCap", &[]).unwrap();
            let data = json!(format!("0x{}", hex::encode(selector)));
            let weight = [json!("20000000000"), json!("500000")];
            let probe = json!([hex(target), data, 0, 2, world.cap, weight[0], weight[1]]);
            let set = [json!(service), json!(10_000), probe];
            world.levels.send(&mut world.chain, OWNER, "setProbe", &set);
            world.at(0, 0);
            let eve = named("eve");
            let probed =
                world
                    .levels
                    .try_send(&mut world.chain, &eve, "probe", &[json!(service)], 0);
            if world.is_resolc && target == burner {
                // resolc gives a target all that is left, so that the call fails as a whole.
                assert!(!probed.is_ok() && !probed.is_revert(), "{probed}");
            } else {
                let kept = number(&world.levels.answers("probe", &probed)[0]);
                assert_eq!(kept, expected, "{target:?}");
            }
            world.at(1, LAG);
            let of = [json!(service), hex(H160::zero()), json!(0), json!(1)];
            let verdict = world.levels.numbers(&mut world.chain, "verdict", &of);
            assert_eq!(verdict, [1, expected, 0], "{target:?}");
            world.chain.execute(sp_io::storage::rollback_transaction);
        }
    });
}

#[test]
fn bill_never_fails() {
    each(|world| {
        let most = u64::MAX.to_string();
        let cases = [
            ["0", "0", "0"],
            ["3", "0", "0"],
            ["3", &most, "0"],
            ["3", "0", &most],
            ["3", &most, &most],
            [&most, &most, &most],
        ];
        for case in cases {
            let arguments = case.map(|it| json!(it));
            let due =
                world
                    .levels
                    .numbers(&mut world.chain, "computeBillAdjustmentBps", &arguments);
            assert_eq!(due, [10_000]);
        }
    });
}

fn gas_of(outcome: &Outcome) -> u64 {
    gas::gas(Weight::from_parts(outcome.ref_time, outcome.proof_size), 0)
}

/// What a bill costs by the contract's own word: without any record of windows, and for each of those that it reads, of so many
/// windows.
fn stated(world: &mut World, span: u64) -> (u64, u64) {
    // Windows of two records, and of three.
    let worst = [(20, 2), (21, span + 2)].map(|(service, windows)| {
        let open = world.opening(service, windows * WINDOW);
        world.call(OWNER, "openService", &open).unwrap();
        number(&world.ask("worstGas", &[json!(service)])[0]) as u64
    });
    let record = worst[1] - worst[0];
    (worst[0] - 2 * record, record)
}

/// What the contract states is above what is measured, and not more than half as much above.
#[test]
fn bill_of_the_largest_configuration_costs_less_than_its_cap() {
    each(|world| {
        let span = if world.is_ink { 256 } else { 16 };
        let (base, record) = stated(world, span);
        if world.is_ink {
            assert_eq!((base, record), (BASE_GAS, PAGE_GAS));
        }
        let records = (world.cap - base) / record;
        let largest = (records - 1) * span + 1;
        let refused = world.opening(SERVICE + 1, (largest + 1) * WINDOW);
        let worst = base + (records + 1) * record;
        let cap = world.cap;
        let error = world.call(OWNER, "openService", &refused).unwrap_err();
        assert_eq!(error, format!("TooMuchGas(cap: {cap}, worst: {worst})"));
        let service = SERVICE + 2;
        world.operators = (1..=MOST_OPERATORS as u8).map(Operator::new).collect();
        let mut open = world.opening(service, largest * WINDOW);
        open[4] = json!(vec![900; MOST_OPERATORS]);
        world.call(OWNER, "openService", &open).unwrap();
        let always = world.levels.interface.encode_call("gasCap", &[]).unwrap();
        let always = json!(format!("0x{}", hex::encode(always)));
        let target = hex(world.peer.address);
        let probe = json!([target, always, 0, 0, 0, "20000000000", "500000"]);
        let probe = [json!(service), json!(100), probe];
        world.call(OWNER, "setProbe", &probe).unwrap();
        // A window in every record, of the last row: all of a record is stored. One that is excused is counted, too.
        for at in 0..records {
            let last = span - 1 + at * span;
            world.at(last, 0);
            let kept = world.call("eve", "probe", &[json!(service)]).unwrap();
            assert!(kept[0].starts_with("WindowKept("), "{kept:?}");
            let excuse = [json!(service), json!(last - 1), json!(last), json!("")];
            world.call(GUARDIAN, "excuse", &excuse).unwrap();
        }
        world.at(span - 1 + records * span, LAG);
        let mut measured = Vec::new();
        // The most windows of so many records: from the last one of the first record on.
        for windows in [1, largest] {
            let first = span - 1;
            let (from, to) = (
                world.begins(first) + LAG,
                world.begins(first + windows) + LAG,
            );
            let arguments = [json!(service), json!(from), json!(to)];
            let calldata = world
                .levels
                .interface
                .encode_call("computeBillAdjustmentBps", &arguments);
            let outcome = world.chain.read(world.levels.address, calldata.unwrap());
            let due = number(&world.levels.answers("computeBillAdjustmentBps", &outcome)[0]);
            assert!((4_000..10_000).contains(&due) || windows == 1, "{due}");
            measured.push(gas_of(&outcome));
        }
        let each = (measured[1] - measured[0]) / (records - 1);
        let once = measured[0] - each;
        eprintln!("{base} of {once}, {record} of {each}; {largest} windows: {measured:?}");
        let within = |stated: u64, measured: u64| (measured..measured * 3 / 2).contains(&stated);
        assert!(
            within(record, each) && within(base, once),
            "stated {base} and {record}, measured {once} and {each} a record"
        );
        let worst = number(&world.ask("worstGas", &[json!(service)])[0]) as u64;
        assert!(measured[1] <= worst && worst <= cap);
        assert_eq!(worst, base + records * record);
    });
    const { assert!(CAP < gas::HOOK_GAS && 2 * CAP < gas::MOST_HOOK_GAS) };
    assert_eq!(bill_gas(3), BASE_GAS + 3 * PAGE_GAS);
}
