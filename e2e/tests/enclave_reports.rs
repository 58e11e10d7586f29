//! Reports of enclaves on the chain, the terms of services, and a rulebook that takes points. Each attack is a test in which
//! it gains nothing, on each build.

#[allow(dead_code)] // Computation proofs use all of it.
#[path = "library/groth16.rs"]
mod groth16;
mod library;
#[path = "library/enclave_keys.rs"]
mod world;

use alloy_primitives::keccak256;
use blueprint_e2e::stored::bytes;
use library::{hex, Operator, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{
    addresses, arguments, digest, each, enclaves, name, operators, stated, word, COUNTED,
    FORGOTTEN, JOB, MEASUREMENT, PERIOD, PRICE, SERVICE, UNKNOWN,
};

const CHAIN: u64 = 31_337;

// ---- reports

#[test]
fn reports_are_signed_by_the_key_for_this_contract() {
    each(|world| {
        let ([first, second], [enclave, other, old]) = (addresses(), enclaves());
        world.enrolled(SERVICE, first, &old);
        world.enrolled(SERVICE, first, &enclave);
        world.enrolled(SERVICE, second, &other);
        world.enrolled(COUNTED, first, &enclave);
        let period = world.begin_next();
        let report = stated(SERVICE, first, period, [1, 200, 200]);
        let contract = world.keys.address;
        let signed = digest(contract, CHAIN, &report);
        let asked = world.ask("reportDigest", &[arguments(&report)]);
        assert_eq!(asked, [bytes(&signed)]);
        let elsewhere = [
            digest(contract, 1, &report),
            digest(world.book.address, CHAIN, &report),
        ];
        let changed = [
            stated(COUNTED, first, period, [1, 200, 200]),
            stated(SERVICE, second, period, [1, 200, 200]),
            stated(SERVICE, first, period - 1, [1, 200, 200]),
            stated(SERVICE, first, period, [2, 200, 200]),
            stated(SERVICE, first, period, [1, 199, 200]),
            stated(SERVICE, first, period, [1, 200, 199]),
        ];
        let changed = changed.map(|it| digest(contract, CHAIN, &it));
        for digest in elsewhere.into_iter().chain(changed) {
            let signature = enclave.signature(&digest);
            let error = world.bring(&report, &signature).unwrap_err();
            assert_eq!(name(&error), "NotKeySigned");
        }
        // Of a key that was replaced, of another enclave, of the operator itself.
        let [operator, _] = operators();
        for by in [&old, &other, &operator] {
            let (key, received) = (enclave.address, by.address);
            let error = format!("NotKeySigned(key: {key:?}, received: {received:?})");
            assert_eq!(world.report(by, &report), Err(error));
        }
        let good = enclave.signature(&signed);
        let longer = [&good[..], &[0]].concat();
        let mut parity = good.clone();
        parity[64] -= 27;
        for broken in [&[], &good[..64], &longer, &parity, &[0; 65][..]] {
            let (key, none) = (enclave.address, H160::zero());
            let error = format!("NotKeySigned(key: {key:?}, received: {none:?})");
            assert_eq!(world.bring(&report, broken), Err(error));
        }
        assert_eq!(world.usage(SERVICE, first, period), None);
        assert_eq!(world.bring(&report, &good), Ok(3_921));
    });
}

#[test]
fn period_is_reported_once_over_and_in_order() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        world.enrolled(SERVICE, first, &enclave);
        let period = world.period();
        let of = |period: u64| stated(SERVICE, first, period, [0, 100, 0]);
        let end = (period + 1) * PERIOD;
        world.at(end - 1);
        for (period, deadline) in [(period, end), (u64::MAX, u64::MAX)] {
            let error = format!("TooEarly(deadline: {deadline}, time: {})", end - 1);
            assert_eq!(world.report(&enclave, &of(period)), Err(error));
        }
        // Eight periods after its own, and no longer.
        let until = (period + 9) * PERIOD;
        world.at(until - 1);
        assert_eq!(world.report(&enclave, &of(period)), Ok(1_000));
        let over = format!("PeriodOver(next: {}, received: {period})", period + 1);
        assert_eq!(world.report(&enclave, &of(period)), Err(over));
        world.at(until);
        let error = format!("TooLate(deadline: {until}, time: {until})");
        assert_eq!(world.report(&enclave, &of(period)), Err(error));
        assert_eq!(world.report(&enclave, &of(period + 4)), Ok(1_000));
        // An operator does not report anew what is behind.
        for behind in [period + 1, period + 4] {
            let over = format!("PeriodOver(next: {}, received: {behind})", period + 5);
            assert_eq!(world.report(&enclave, &of(behind)), Err(over));
        }
        assert_eq!(world.report(&enclave, &of(period + 5)), Ok(1_000));
    });
}

#[test]
fn newest_eight_periods_are_known_and_absence_is_not() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        world.enrolled(SERVICE, first, &enclave);
        let start = world.period();
        let reported = [0, 1, 2, 5, 9, 10];
        for back in reported {
            world.at((start + back + 1) * PERIOD);
            let report = stated(SERVICE, first, start + back, [0, 100 * (back + 1), 0]);
            let share = u128::from(1_000 * (back + 1));
            assert_eq!(world.report(&enclave, &report), Ok(share));
        }
        for back in 0..12 {
            let known = reported.contains(&back) && back + 8 > 10;
            let expected = known.then_some(u128::from(1_000 * (back + 1)));
            let usage = world.usage(SERVICE, first, start + back);
            assert_eq!(usage, expected, "{back}");
        }
        assert_eq!(world.usage(SERVICE, first, u64::MAX), None);
        assert_eq!(world.usage(SERVICE, first, 0), None);
        // After a long silence the older ones are gone.
        world.at((start + 100) * PERIOD);
        let report = stated(SERVICE, first, start + 99, [0, 0, 0]);
        assert_eq!(world.report(&enclave, &report), Ok(0));
        assert_eq!(world.usage(SERVICE, first, start + 99), Some(0));
        assert_eq!(world.usage(SERVICE, first, start + 10), None);
    });
}

#[test]
fn share_is_of_the_resource_of_which_more_was_used() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        world.enrolled(SERVICE, first, &enclave);
        let most = u128::from(u32::MAX);
        for (used, share) in [
            ([0, 0, 0], 0),
            ([10, 2_000, 300], 10_000),
            ([10, 1_999, 300], 9_995),
            ([10, 0, 900], 15_000),
            ([10, 4_000, 900], 20_000),
            ([0, u64::MAX, 0], most),
            ([0, 0, u64::MAX], most),
            ([u64::MAX, u64::MAX, 0], 99),
        ] {
            let period = world.begin_next();
            let report = stated(SERVICE, first, period, used);
            assert_eq!(world.report(&enclave, &report), Ok(share), "{used:?}");
            assert_eq!(world.usage(SERVICE, first, period), Some(share));
        }
        // A base of nothing, and no task.
        let mut opening = world.opening(UNKNOWN, [true, false, false]);
        (opening[1][6], opening[1][8]) = (json!(0), json!(0));
        world.call(OWNER, "openService", &opening).unwrap();
        world.allow(UNKNOWN, MEASUREMENT, true);
        world.ask_about(UNKNOWN, first);
        world.enrolled(UNKNOWN, first, &enclave);
        for (used, share) in [([0, 0, 0], 0), ([0, 1, 0], most), ([1, 1, 1], 1_000)] {
            let period = world.begin_next();
            let report = stated(UNKNOWN, first, period, used);
            assert_eq!(world.report(&enclave, &report), Ok(share), "{used:?}");
        }
    });
}

/// An enclave that states more tasks than clients pay for has no larger bound.
#[test]
fn tasks_are_what_clients_signed_for() {
    each(|world| {
        let ([first, second], [enclave, other, _]) = (addresses(), enclaves());
        world.enrolled(COUNTED, first, &enclave);
        world.enrolled(COUNTED, second, &other);
        world.agree(100);
        world.serve(100, 10);
        let period = world.begin_next();
        // Work of another period is none of this one.
        world.serve(100, 1_000);
        let many = stated(COUNTED, first, period, [1_000_000, 4_000, 0]);
        assert_eq!(world.report(&enclave, &many), Ok(20_000));
        // Nor is that of another operator.
        let none = stated(COUNTED, second, period, [1_000_000, 4_000, 0]);
        assert_eq!(world.report(&other, &none), Ok(40_000));
        let period = world.begin_next();
        let few = stated(COUNTED, first, period, [0, 4_000, 0]);
        assert_eq!(world.report(&enclave, &few), Ok(396));
    });
}

/// An account of the operator that signs for units at no price lifts no bound.
#[test]
fn tasks_count_as_far_as_clients_paid_for_them() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        world.enrolled(COUNTED, first, &enclave);
        world.agree_at(100, 1);
        // A million units at a millionth of the price are one task.
        world.serve(100, u64::try_from(PRICE).unwrap());
        let period = world.begin_next();
        let report = stated(COUNTED, first, period, [0, 2_200, 0]);
        assert_eq!(world.report(&enclave, &report), Ok(20_000));
    });
}

/// Else an account that clears the units of a period would make use of it misuse.
#[test]
fn period_that_the_receipts_may_forget_is_not_reported() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        world.enrolled(COUNTED, first, &enclave);
        world.agree(100);
        world.serve(100, 10);
        let (period, until) = (world.period(), (world.period() + FORGOTTEN + 1) * PERIOD);
        let clear = [json!(COUNTED), hex(first), json!(period)];
        let report = stated(COUNTED, first, period, [0, 4_000, 0]);
        world.at(until - 1);
        let (receipts, chain) = (&world.receipts, &mut world.chain);
        let error = receipts.rejection(chain, "eve", "clearPeriod", &clear);
        assert_eq!(error, "StillNeeded");
        world.at(until);
        let (receipts, chain) = (&world.receipts, &mut world.chain);
        receipts.send(chain, "eve", "clearPeriod", &clear);
        let error = format!("TooLate(deadline: {until}, time: {until})");
        assert_eq!(world.report(&enclave, &report), Err(error));
    });
}

// ---- services

#[test]
fn service_is_opened_once_by_the_runtime_with_terms_in_their_bounds() {
    each(|world| {
        let again = world.opening(SERVICE, [true, true, false]);
        let error = world.call(OWNER, "openService", &again).unwrap_err();
        assert_eq!(error, format!("AlreadyOpen(serviceId: {SERVICE})"));
        let good = world.opening(UNKNOWN, [true, true, true]);
        let error = world.call("eve", "openService", &good).unwrap_err();
        assert_eq!(name(&error), "CallerNotRuntime");
        let most = 1u64 << 40;
        // Places of terms, their numbers and bounds.
        let bounds = [
            (3, 1, 3_600, 180 * 86_400),
            (5, 2, 3_600, 30 * 86_400),
            (6, 3, 0, most),
            (7, 4, 0, most),
            (8, 5, 0, most),
            (9, 6, 0, most),
        ];
        for (place, term, least, most) in bounds {
            let below = (least > 0).then(|| least - 1);
            for received in below.into_iter().chain([most + 1]) {
                let mut opening = good.clone();
                opening[1][place] = json!(received);
                let error = world.call(OWNER, "openService", &opening).unwrap_err();
                let values = format!("least: {least}, most: {most}, received: {received}");
                assert_eq!(error, format!("TermOutOfBounds(term: {term}, {values})"));
            }
        }
        for (base, term) in [(6, 4), (8, 6)] {
            let mut opening = good.clone();
            (opening[1][base], opening[1][base + 1]) = (json!(0), json!(0));
            let error = world.call(OWNER, "openService", &opening).unwrap_err();
            let values = format!("least: 1, most: {most}, received: 0");
            assert_eq!(error, format!("TermOutOfBounds(term: {term}, {values})"));
        }
        let mut opening = good.clone();
        opening[1][5] = json!(PERIOD + 1);
        let error = world.call(OWNER, "openService", &opening).unwrap_err();
        let values = format!("expected: {PERIOD}, received: {}", PERIOD + 1);
        assert_eq!(error, format!("OtherPeriod({values})"));
        let none = world.opening(UNKNOWN, [false; 3]);
        let error = world.call(OWNER, "openService", &none).unwrap_err();
        assert_eq!(error, format!("NoEnroller(serviceId: {UNKNOWN})"));
        let sent = world.call(OWNER, "openService", &good).unwrap();
        let peers = [&world.committee, &world.proofs, &world.receipts].map(|it| it.address);
        let [enroller, proofs, receipts] = peers.map(|it| format!("{it:?}"));
        let event = format!(
            "ServiceOpened(serviceId: {UNKNOWN}, enroller: {enroller}, proofs: {proofs}, \
             receipts: {receipts})"
        );
        assert_eq!(world.events(&sent), [event]);
        let terms = world.ask("termsOf", &[json!(UNKNOWN)]).remove(0);
        let stated: Vec<String> = terms.as_object().unwrap().values().map(text).collect();
        let given: Vec<String> = good[1].as_array().unwrap().iter().map(text).collect();
        assert_eq!(stated, given);
    });
}

/// A value, whether it is a number or a text.
fn text(value: &Value) -> String {
    value.to_string().trim_matches('"').to_lowercase()
}

#[test]
fn peers_are_what_their_interfaces_say() {
    each(|world| {
        let itself = world.keys.address;
        let none = H160::repeat_byte(0x77);
        let good = world.opening(UNKNOWN, [true, true, true]);
        let peers = [&world.committee, &world.proofs, &world.receipts].map(|it| it.address);
        // Each in another one's place, one without code, and the contract itself.
        for (place, others) in [
            (0, [peers[1], none, itself]),
            (1, [peers[2], none, itself]),
            (4, [peers[0], none, itself]),
        ] {
            for peer in others {
                let mut opening = good.clone();
                opening[1][place] = hex(peer);
                let error = world.call(OWNER, "openService", &opening).unwrap_err();
                assert_eq!(error, format!("PeerFailed(peer: {peer:?})"));
            }
        }
        world.call(OWNER, "openService", &good).unwrap();
    });
}

#[test]
fn service_that_is_not_open_has_nothing() {
    each(|world| {
        let ([first, _], [enclave, ..]) = (addresses(), enclaves());
        let key = world.key(&enclave);
        let unknown = format!("UnknownService(serviceId: {UNKNOWN})");
        let report = stated(UNKNOWN, first, world.period() - 1, [0; 3]);
        assert_eq!(world.enrol(UNKNOWN, first, &key).unwrap_err(), unknown);
        let proven = world.enrol_by_proof((UNKNOWN, 1, JOB), first, &key);
        assert_eq!(proven.unwrap_err(), unknown);
        assert_eq!(world.invalidate(UNKNOWN, first).unwrap_err(), unknown);
        assert_eq!(world.revoke(UNKNOWN, first, &[]), Err(unknown.clone()));
        assert_eq!(world.report(&enclave, &report), Err(unknown.clone()));
        let terms = world.call("eve", "termsOf", &[json!(UNKNOWN)]);
        assert_eq!(terms.unwrap_err(), unknown);
        assert_eq!(world.key_of(UNKNOWN, first), None);
        assert_eq!(world.usage(UNKNOWN, first, 0), None);
        let asked = [json!(SERVICE), hex(first)];
        let question = world.question(SERVICE, first);
        let stated = world.ask("questionOf", &asked);
        assert_eq!(stated, [bytes(&question)]);
        let measurement = bytes(&key.measurement);
        let value = [hex(key.key), measurement, json!(key.expires)];
        let stated = world.ask("valueOf", &value);
        assert_eq!(stated, [json!(key.value().to_string())]);
    });
}

// ---- what comes of it

/// Misuse of resources, from the enclave's report to points: a rule of the rulebook.
#[test]
fn operator_whose_enclave_used_twice_its_bound_loses_points() {
    const MISUSE: u8 = 6;
    const LASTS: u64 = 5 * 86_400;
    each(|world| {
        let ([first, second], [one, other, _]) = (addresses(), enclaves());
        let third = Operator::new(102).address;
        world.enrolled(SERVICE, first, &one);
        world.enrolled(SERVICE, second, &other);
        // Windows of a period; reports come within the next one.
        let start = (world.period() + 2) * PERIOD;
        let selector = &keccak256("usageOf(uint64,address,uint64)")[..4];
        let [service, none] = [SERVICE, 0].map(|it| bytes(&word(it)));
        let keys = hex(world.keys.address);
        let (view, twice) = (bytes(selector), "20000");
        let measure = json!([
            keys, view, 3, 1, 2, 255, service, none, 0, PERIOD, 0, 1, 1, 255, false, 0, twice
        ]);
        let schedule = json!([start, PERIOD, PERIOD, PERIOD, 1, 1]);
        let effect = json!([LASTS, 5_000, false, 0, 0, 0]);
        let court = hex(H160::zero());
        let rule = [
            json!(SERVICE),
            json!(MISUSE),
            court,
            measure,
            schedule,
            effect,
        ];
        world.book.send(&mut world.chain, OWNER, "addRule", &rule);
        world.at(start + PERIOD);
        let period = start / PERIOD;
        let report = |operator, cpu| stated(SERVICE, operator, period, [10, cpu, 0]);
        assert_eq!(world.report(&one, &report(first, 4_000)), Ok(20_000));
        assert_eq!(world.report(&other, &report(second, 3_999)), Ok(19_995));
        world.at(start + 2 * PERIOD);
        let (book, chain) = (&world.book, &mut world.chain);
        for (operator, breached) in [(first, true), (second, false)] {
            let case = [json!(SERVICE), json!(0), hex(operator), json!(0)];
            let sent = book.send(chain, "eve", "evaluate", &case);
            assert_eq!(book.answers("evaluate", &sent), [json!(breached)]);
        }
        // An operator that did not report is not measured.
        let case = [json!(SERVICE), json!(0), hex(third), json!(0)];
        let error = book.rejection(chain, "eve", "evaluate", &case);
        assert_eq!(error, "NothingMeasured");
        world.at(start + 3 * PERIOD);
        let (book, chain) = (&world.book, &mut world.chain);
        for (operator, points) in [(first, 5_000), (second, 10_000), (third, 10_000)] {
            let of = [json!(SERVICE), hex(operator), json!(start + 3 * PERIOD)];
            let standing = book.numbers(chain, "standingAt", &of);
            assert_eq!(standing, [0, points]);
        }
    });
}
