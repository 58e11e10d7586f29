//! Usage receipts on the chain: what each build rejects of terms, receipts, keys and complaints, by the error and its values, and in
//! which order it checks.

mod library;
#[path = "library/usage_receipts.rs"]
mod world;

use alloy_primitives::{B256, U256};
use blueprint_e2e::{artifact::Artifact, chain::Chain, usage::argument};
use blueprint_evidence::UsageReceipt;
use library::{account, hex, named, number, GUARDIAN, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::*;

fn deployment(built: &str, arguments: &[Value]) -> Result<(), String> {
    let mut chain = Chain::new().unwrap();
    let artifact = Artifact::built(built).unwrap();
    let interface = artifact.interface().unwrap();
    let arguments = interface.encode_constructor(arguments).unwrap();
    let deployed = chain.deploy(&named("alice"), &artifact.code, &arguments);
    deployed
        .map(|_| ())
        .map_err(|outcome| interface.decode_error(&outcome.data).unwrap().to_string())
}

#[test]
fn terms_out_of_bounds_are_rejected_with_their_bounds() {
    let most = u128::MAX.to_string();
    let good = |rest: [Value; 6]| library::with_roles(json!(OWNER), &rest);
    let of = |period: u64, notice: u64, retention: u64, fee: u64, quorum: u64, least: &str| {
        good([
            json!(period),
            json!(notice),
            json!(retention),
            json!(fee),
            json!(quorum),
            json!(least),
        ])
    };
    let (shortest, longest, notice) = (3_600, 28 * DAY, 90 * DAY);
    for built in BUILDS {
        for terms in [
            of(shortest, 2 * shortest, 2, 0, 3, "1"),
            of(longest, notice, 1_000, 2_000, 9, &most),
        ] {
            assert_eq!(deployment(built, &terms), Ok(()), "{built}");
        }
        let bad = |term, least: &str, most: &str, received: &str| {
            let bounds = format!("least: {least}, most: {most}, received: {received}");
            Err(format!("TermOutOfBounds(term: {term}, {bounds})"))
        };
        for (terms, expected) in [
            (
                of(shortest - 1, 0, 0, 9_999, 0, "0"),
                bad(0, "3600", "2419200", "3599"),
            ),
            (
                of(longest + 1, notice, 2, 0, 3, "1"),
                bad(0, "3600", "2419200", "2419201"),
            ),
            (
                of(3_601, 7_201, 0, 9_999, 0, "0"),
                bad(1, "7202", "7776000", "7201"),
            ),
            (
                of(3_600, notice + 1, 2, 0, 3, "1"),
                bad(1, "7200", "7776000", "7776001"),
            ),
            (of(3_600, 7_200, 1, 9_999, 0, "0"), bad(2, "2", "1000", "1")),
            (
                of(3_600, 7_200, 1_001, 0, 3, "1"),
                bad(2, "2", "1000", "1001"),
            ),
            (
                of(3_600, 7_200, 2, 2_001, 0, "0"),
                bad(3, "0", "2000", "2001"),
            ),
            (of(3_600, 7_200, 2, 0, 2, "0"), bad(4, "3", "9", "2")),
            (of(3_600, 7_200, 2, 0, 10, "1"), bad(4, "3", "9", "10")),
            (of(3_600, 7_200, 2, 0, 3, "0"), bad(5, "1", &most, "0")),
        ] {
            assert_eq!(deployment(built, &terms), expected, "{built}");
        }
        // The roles come first.
        let mut roles = of(0, 0, 0, 0, 0, "0");
        roles[2] = json!(DAY - 1);
        let delay = deployment(built, &roles).unwrap_err();
        assert!(delay.starts_with("DelayOutOfBounds("), "{built}: {delay}");
    }
}

/// A receipt with every fault: one after the other is mended, and the next one is named.
#[test]
fn faults_of_a_receipt_are_named_in_one_order() {
    each(&[1], |world| {
        let mut first = world.receipt(1, OPERATOR, 9);
        first.errors = 2;
        first.requests += 2;
        world.served(1, OPERATOR, &first);
        let (now, opened) = (world.chain.timestamp(), first.agreement);
        let good = UsageReceipt {
            sequence: first.sequence + 1,
            ..first.clone()
        };
        let bad = UsageReceipt {
            client: good.operator,
            agreement: opened + 1,
            lastRequest: now + 1,
            sequence: first.sequence,
            errors: first.requests + 1,
            units: first.units - 1,
            ..good.clone()
        };
        let receipts = world.receipts;
        let claimed = |world: &mut World, by: u8, signer: u8, receipt: &UsageReceipt| {
            let signature = receipts.sign(&key(signer), receipt).unwrap();
            let arguments = claim(receipt, &signature, &signature);
            world.call(&sender(by), "claim", &arguments, 0)
        };
        let mut receipt = bad;
        let pause = world.call(&account(GUARDIAN), "pause", &[json!(10)], 0);
        assert!(pause.is_ok(), "{pause:?}");
        let paused = format!("Paused(until: {})", now + 10);
        assert_eq!(claimed(world, 2, 77, &receipt), Err(paused));
        let unpause = world.call(&account(GUARDIAN), "unpause", &[], 0);
        assert!(unpause.is_ok(), "{unpause:?}");
        let mut fails = |world: &mut World,
                         by: u8,
                         signer: u8,
                         expected: String,
                         mend: fn(&mut UsageReceipt, &UsageReceipt)| {
            assert_eq!(claimed(world, by, signer, &receipt), Err(expected));
            mend(&mut receipt, &good);
        };
        let (operator, client, stranger) = (name(OPERATOR), name(1), name(77));
        let own = format!("OwnClient(operator: {operator})");
        fails(world, 2, 77, own, |it, _| it.client = key(2).address());
        fails(
            world,
            2,
            77,
            "AgreementOver(until: 0)".into(),
            |it, good| it.client = good.client,
        );
        let wrong = format!(
            "WrongAgreement(expected: {opened}, received: {})",
            opened + 1
        );
        fails(world, 2, 77, wrong, |it, good| {
            it.agreement = good.agreement
        });
        // The pause that was ended moved the end of the next period.
        let until = ((now + 1) / PERIOD + 2) * PERIOD - 1;
        let until = until.max(now + DAY);
        let ahead = format!(
            "NotClaimable(from: {}, until: {until}, time: {now})",
            now + 1
        );
        fails(world, 2, 77, ahead, |it, good| {
            it.lastRequest = good.lastRequest
        });
        let counter = format!(
            "NotCountersigned(operator: {operator}, received: {})",
            name(2)
        );
        fails(world, 2, 77, counter, |_, _| {});
        let signed = format!("NotSigned(client: {client}, recovered: {stranger})");
        fails(world, OPERATOR, 77, signed, |_, _| {});
        let errors = format!("TooManyErrors(requests: {}, errors: {})", 11, 12);
        fails(world, OPERATOR, 1, errors, |it, _| it.errors = 1);
        let buckets = "WrongBuckets(expected: 10, received: 9)".to_string();
        fails(world, OPERATOR, 1, buckets, |it, _| {
            it.latencyBuckets[7] = 1
        });
        let back = "CounterWentBack(counter: 1, expectedAtLeast: 2, received: 1)".to_string();
        fails(world, OPERATOR, 1, back, |it, _| {
            (it.errors, it.latencyBuckets[7]) = (2, 0)
        });
        let back = "CounterWentBack(counter: 2, expectedAtLeast: 9, received: 8)".to_string();
        fails(world, OPERATOR, 1, back, |it, good| it.units = good.units);
        let newer = "NotNewer(expectedAbove: 9, received: 9)".to_string();
        fails(world, OPERATOR, 1, newer, |it, good| {
            it.sequence = good.sequence
        });
        assert_eq!(receipt, good);
        let claimed = claimed(world, OPERATOR, 1, &receipt).unwrap();
        let named = format!(
            "serviceId: 3, operator: {operator}, client: {client}, session: {}",
            good.session
        );
        let paid = "sequence: 10, units: 9, granted: 0, paid: 0";
        assert_eq!(claimed, [format!("ReceiptClaimed({named}, {paid})")]);
    });
}

#[test]
fn counter_that_went_back_is_named_by_its_number() {
    each(&[1], |world| {
        let mut receipt = world.receipt(1, OPERATOR, 0);
        (receipt.sequence, receipt.lastRequest) = (1, world.chain.timestamp());
        (receipt.requests, receipt.errors, receipt.units) = (98, 10, 9);
        (receipt.bytesIn, receipt.bytesOut, receipt.latencyBuckets) = (12, 13, [11; 8]);
        world.served(1, OPERATOR, &receipt);
        receipt.sequence = 2;
        for (counter, before) in (0u8..13).zip([98, 10, 9, 12, 13].into_iter().chain([11; 8])) {
            let mut less = receipt.clone();
            // The others stay consistent.
            match counter {
                0 => (less.requests, less.latencyBuckets[0]) = (97, 10),
                1 => (less.errors, less.latencyBuckets[7]) = (9, 12),
                2 => less.units -= 1,
                3 => less.bytesIn -= 1,
                4 => less.bytesOut -= 1,
                bucket => {
                    let bucket = usize::from(bucket) - 5;
                    less.latencyBuckets[bucket] -= 1;
                    less.latencyBuckets[(bucket + 1) % 8] += 1;
                }
            }
            let signature = world.receipts.sign(&key(1), &less).unwrap();
            let expected = format!(
                "CounterWentBack(counter: {counter}, expectedAtLeast: {before}, received: {})",
                before - 1
            );
            let refused = error(world, OPERATOR, "claim", &claim(&less, &signature, &[]));
            assert_eq!(refused, expected);
        }
        let of = session_of(&receipt);
        let stored = world.ask("sessionOf", &of);
        assert_eq!(stored[7], json!(vec!["11"; 8]));
        let counted: Vec<_> = stored[..7].iter().map(number).collect();
        assert_eq!(counted[1..], [1, 98, 10, 9, 12, 13]);
    });
}

/// A receipt can be claimed to the last second of the period after that of its last request, and so can be complained then.
#[test]
fn receipt_is_claimed_to_the_last_second_of_the_next_period() {
    each(&[1, 2], |world| {
        let start = world.period() * PERIOD;
        let first = world.receipt(1, OPERATOR, 20);
        let second = world.receipt(2, OPERATOR, 20);
        assert_eq!(first.lastRequest / PERIOD, start / PERIOD);
        world.chain.set_timestamp(start + 2 * PERIOD - 1);
        assert_eq!(world.served(1, OPERATOR, &first), 20 * PRICE);
        world.chain.set_timestamp(start + 2 * PERIOD);
        let signature = world.receipts.sign(&key(2), &second).unwrap();
        let late = error(world, OPERATOR, "claim", &claim(&second, &signature, &[]));
        let (from, until) = (second.lastRequest, start + 2 * PERIOD - 1);
        let expected = format!(
            "NotClaimable(from: {from}, until: {until}, time: {})",
            until + 1
        );
        assert_eq!(late, expected);
        for from in [u64::MAX, u64::MAX - 2 * PERIOD] {
            let receipt = UsageReceipt {
                lastRequest: from,
                ..second.clone()
            };
            let far = error(world, OPERATOR, "claim", &claim(&receipt, &signature, &[]));
            let last = (from / PERIOD)
                .checked_add(2)
                .and_then(|it| it.checked_mul(PERIOD));
            let last = last.unwrap_or(u64::MAX) - 1;
            let time = until + 1;
            assert_eq!(
                far,
                format!("NotClaimable(from: {from}, until: {last}, time: {time})")
            );
        }
        // A verdict is there after the time to complain, to the second.
        let period = start / PERIOD + 1;
        let status = |world: &mut World, time: u64| {
            world.chain.set_timestamp(time);
            world.verdict(OPERATOR, period)[0]
        };
        assert_eq!(status(world, start + 3 * PERIOD - 1), 0);
        assert_eq!(status(world, start + 3 * PERIOD), 1);
    });
}

#[test]
fn keys_are_added_and_removed_by_their_client_alone() {
    each(&[1], |world| {
        let (zero, own) = (hex(H160::zero()), party(1));
        for (key, named) in [(zero, format!("{:?}", H160::zero())), (own, name(1))] {
            let rejected = error(world, 1, "addKey", &[json!(SERVICE), key]);
            assert_eq!(rejected, format!("InvalidKey(key: {named})"));
        }
        let names = [json!(SERVICE), party(50)];
        let unknown = format!("UnknownKey(key: {})", name(50));
        assert_eq!(error(world, 1, "removeKey", &names), unknown);
        let set = |until: u64| {
            let named = format!("serviceId: 3, client: {}, key: {}", name(1), name(50));
            [format!("KeySet({named}, until: {until})")]
        };
        assert_eq!(events(world, 1, "addKey", &names), set(u64::MAX));
        assert_eq!(
            error(world, 2, "removeKey", &names),
            unknown,
            "of another client"
        );
        let of = [json!(SERVICE), party(1), party(50)];
        let needed = |until: u64| format!("StillNeeded(until: {until})");
        assert_eq!(error(world, 3, "clearKey", &of), needed(u64::MAX));
        let now = world.chain.timestamp();
        assert_eq!(events(world, 1, "removeKey", &names), set(now + NOTICE));
        assert_eq!(error(world, 1, "removeKey", &names), unknown);
        // It signs to the last second of the notice.
        world.chain.set_timestamp(now + NOTICE);
        assert_eq!(error(world, 3, "clearKey", &of), needed(now + NOTICE));
        let receipt = world.receipt(1, OPERATOR, 3);
        assert_eq!(world.served(50, OPERATOR, &receipt), 3 * PRICE);
        // Of another service, another client and another key of it nothing is signed.
        for other in [
            [json!(SERVICE + 1), party(1), party(50)],
            [json!(SERVICE), party(2), party(50)],
        ] {
            assert_eq!(world.numbers("keyUntil", &other), [0]);
        }
        world.chain.set_timestamp(now + NOTICE + 1);
        let mut next = world.receipt(1, OPERATOR, 4);
        next.sequence = 4;
        assert_eq!(world.refused(50, OPERATOR, &next), "NotSigned");
        events(world, 3, "clearKey", &of);
        assert_eq!(error(world, 3, "clearKey", &of), "NothingToClear()");
        // Added again, it has no end.
        events(world, 1, "addKey", &names);
        events(world, 1, "removeKey", &names);
        assert_eq!(events(world, 1, "addKey", &names), set(u64::MAX));
        assert_eq!(world.numbers("keyUntil", &of), [u64::MAX.into()]);
    });
}

/// Where a member does not fit its type, a call reverts without an error, and a pause is named before that.
#[test]
fn calldata_that_is_malformed_reverts_without_an_error() {
    each(&[1], |world| {
        let receipt = world.receipt(1, OPERATOR, 3);
        let interface = world.contract.interface.clone();
        let signature = world.receipts.sign(&key(1), &receipt).unwrap();
        let claimed = interface
            .encode_call("claim", &claim(&receipt, &signature, &[]))
            .unwrap();
        let digest = interface
            .encode_call("digestOf", &[argument(&receipt)])
            .unwrap();
        let terms = world.wide();
        let open = interface
            .encode_call("open", &[json!(SERVICE), party(50), terms])
            .unwrap();
        let list = [
            json!(SERVICE),
            json!(1),
            json!([party(OPERATOR), party(RIVAL)]),
        ];
        let load = interface.encode_call("loadOf", &list).unwrap();
        // Members of 64 bits and fewer, by their word; a session is a whole word.
        let of_receipt: Vec<usize> = (0..20).filter(|it| *it != 4).collect();
        let cases = [
            (&claimed, of_receipt.clone()),
            (&digest, of_receipt),
            (&open, (0..8).collect()),
            (&load, vec![0, 1, 4, 5]),
        ];
        let from = sender(OPERATOR);
        let contract = world.contract.address;
        for (calldata, words) in cases {
            for word in words {
                let mut bad = calldata.clone();
                bad[4 + 32 * word] = 1;
                let outcome = world.chain.call(&from, contract, bad);
                assert!(
                    outcome.is_revert() && outcome.data.is_empty(),
                    "{word}: {outcome}"
                );
            }
            let short = calldata[..calldata.len() - 33].to_vec();
            let outcome = world.chain.call(&from, contract, short);
            assert!(outcome.is_revert() && outcome.data.is_empty(), "{outcome}");
        }
        // Signatures lie beyond the calldata, or are longer than it.
        for (word, value) in [(20, 0xff), (21, 0xff), (22, 0xff)] {
            let mut bad = claimed.clone();
            bad[4 + 32 * word + 30] = value;
            let outcome = world.chain.call(&from, contract, bad);
            assert!(
                outcome.is_revert() && outcome.data.is_empty(),
                "{word}: {outcome}"
            );
        }
        world
            .call(&account(GUARDIAN), "pause", &[json!(60)], 0)
            .unwrap();
        let mut bad = claimed.clone();
        bad[4] = 1;
        let outcome = world.chain.call(&from, contract, bad);
        assert_eq!(world.error(&outcome), "Paused");
        world.later(60);
        let outcome = world.chain.call(&from, contract, claimed);
        assert!(outcome.is_ok(), "{outcome}");
    });
}

#[test]
fn load_is_of_sixteen_operators_at_most() {
    each(&[1, 2, 3], |world| {
        let period = world.period();
        for (operator, units) in [(OPERATOR, 10), (RIVAL, 30)] {
            for client in 1..=3 {
                let receipt = world.receipt(client, operator, units);
                world.served(client, operator, &receipt);
            }
        }
        let load = |world: &mut World, operators: Vec<Value>| {
            world.ask("loadOf", &[json!(SERVICE), json!(period), json!(operators)])
        };
        assert_eq!(load(world, vec![]), [json!([]), json!(0), json!(false)]);
        let one = load(world, vec![party(OPERATOR)]);
        assert_eq!(one, [json!([10_000]), json!(0), json!(true)]);
        // One without clients, and one that is named twice.
        let three = load(world, vec![party(OPERATOR), party(RIVAL), party(50)]);
        assert_eq!(three, [json!([2_500, 7_500, 0]), json!(4_167), json!(true)]);
        let twice = load(world, vec![party(RIVAL), party(RIVAL)]);
        assert_eq!(twice, [json!([5_000, 5_000]), json!(0), json!(true)]);
        let none = load(world, vec![party(50), party(51)]);
        assert_eq!(none, [json!([0, 0]), json!(0), json!(false)]);
        let mut sixteen = vec![party(50); 15];
        sixteen.push(party(OPERATOR));
        let most = load(world, sixteen.clone());
        assert_eq!(most[1..], [json!(9_375), json!(true)]);
        sixteen.push(party(RIVAL));
        let many = [json!(SERVICE), json!(period), json!(sixteen)];
        let error = world.call(&sender(1), "loadOf", &many, 0).unwrap_err();
        assert_eq!(error, "TooManyOperators(most: 16, received: 17)");
    });
}

/// Counters and amounts stay at their largest value.
#[test]
fn counters_of_several_sessions_do_not_overflow() {
    each(&[1, 2, 3], |world| {
        let period = world.period();
        // Of three sessions the fast responses and the requests are more than a counter holds, and the errors are not.
        let part = u64::MAX / 160;
        for client in 1..=3 {
            let mut receipt = world.receipt(client, OPERATOR, 0);
            (receipt.sequence, receipt.lastRequest) = (1, world.chain.timestamp());
            (receipt.errors, receipt.requests) = (30 * part, 88 * part);
            receipt.latencyBuckets = [56 * part, 0, 0, 0, 0, 0, 0, 2 * part];
            (receipt.units, receipt.bytesIn, receipt.bytesOut) = (u64::MAX, u64::MAX, u64::MAX);
            for session in 1..=3 {
                receipt.session = B256::repeat_byte(session);
                let paid = world.served(client, OPERATOR, &receipt);
                assert_eq!(paid, if session == 1 { ESCROW } else { 0 });
            }
        }
        let work = [json!(SERVICE), party(OPERATOR), json!(period)];
        assert_eq!(
            world.numbers("workOf", &work),
            [u64::MAX.into(), 3 * ESCROW, 0, 0]
        );
        let operators = json!([party(OPERATOR), party(OPERATOR), party(RIVAL)]);
        let load = world.ask("loadOf", &[json!(SERVICE), json!(period), operators]);
        assert_eq!(load[0], json!([10_000, 10_000, 0]));
        // All of it was granted.
        let owed = &world.ask("agreementOf", &relation(1, OPERATOR))[4];
        let all = U256::from(u64::MAX) * U256::from(3 * PRICE);
        assert_eq!(*owed, json!((all - U256::from(ESCROW)).to_string()));
        // 90 parts of 160, and 16 of 16.6 are fast.
        world.later(2 * PERIOD);
        assert_eq!(world.verdict(OPERATOR, period), [2, 3, 50, 5_624, 0]);
    });
}

/// What is said of an operator: what is heard of clients that paid too little, and what a complaint weighs.
#[test]
fn verdicts_and_complaints_are_weighed_by_what_was_paid() {
    each(&[1, 2, 3, 4, 5], |world| {
        let period = world.period();
        // Paid units of each client, its errors in a hundred, and the bucket of its responses.
        for (client, units, errors, bucket) in [
            (1, 100, 0, 0),
            (2, 20, 50, 3),
            (3, 10, 10, 5),
            (4, 9, 0, 0),
            (5, 9, 0, 0),
        ] {
            let mut receipt = world.receipt(client, OPERATOR, 0);
            (receipt.sequence, receipt.lastRequest) = (1, world.chain.timestamp());
            (receipt.requests, receipt.errors, receipt.units) = (100, errors, units);
            receipt.latencyBuckets[bucket] = 100 - errors;
            world.served(client, OPERATOR, &receipt);
        }
        world.later(PERIOD);
        // Those that paid less than the least weigh nothing.
        let paid = |client: u8| [100, 20, 10, 9, 9][usize::from(client) - 1] * PRICE;
        for client in 1..=5 {
            let complained = world.call(&sender(client), "complain", &about(RIVAL), 0);
            let expected = match client {
                4 | 5 => Err(format!(
                    "NoWeight(expectedAtLeast: {LEAST_PAID}, received: {})",
                    paid(client)
                )),
                // Nothing was paid for: one base unit of each is enough.
                _ => {
                    let named = format!(
                        "serviceId: 3, operator: {}, client: {}",
                        name(RIVAL),
                        name(client)
                    );
                    Ok(vec![format!(
                        "Complained({named}, period: {period}, weight: 1)"
                    )])
                }
            };
            assert_eq!(complained, expected);
        }
        let again = error(world, 1, "complain", &about(RIVAL));
        assert_eq!(again, format!("AlreadyComplained(period: {period})"));
        assert_eq!(
            error(world, 1, "complain", &about(1)),
            format!("OwnClient(operator: {})", name(1))
        );
        world.later(PERIOD);
        // Each weighs at most what the third one paid, so the median is the second of three.
        assert_eq!(world.verdict(OPERATOR, period), [2, 3, 500, 1_000, 0]);
        assert_eq!(world.verdict(RIVAL, period), [1, 0, 0, 0, 1]);
        let work = [json!(SERVICE), party(RIVAL), json!(period)];
        assert_eq!(world.numbers("workOf", &work), [0, 0, 3, 3]);
    });
}

/// A complaint about an operator that was paid weighs at most a part of what complaints must exceed.
#[test]
fn complaint_weighs_at_most_a_part_of_the_quorum() {
    each(&[1, 2, 3, 4, 5], |world| {
        let period = world.period();
        let pay = |world: &mut World, client: u8, operator: u8, units: u64| {
            let receipt = world.receipt(client, operator, units);
            world.served(client, operator, &receipt);
        };
        pay(world, 5, OPERATOR, 20);
        for client in 1..=4 {
            pay(world, client, RIVAL, 15 * u64::from(client) + 20);
        }
        world.later(PERIOD);
        // Four times 20 units, in two parts, and one base unit.
        let most = 40 * PRICE + 1;
        let mut all = 0;
        for client in 1..=4u8 {
            let outcome = world.send(client, "complain", &about(OPERATOR));
            let weight = number(&world.contract.answers("complain", &outcome)[0]);
            assert_eq!(weight, most.min((15 * u128::from(client) + 20) * PRICE));
            all += weight;
            world.chain.execute(sp_io::storage::start_transaction);
            world.later(PERIOD);
            let complained = world.verdict(OPERATOR, period)[4];
            world.chain.execute(sp_io::storage::rollback_transaction);
            // A quorum of three, with more than 80 units.
            assert_eq!(
                complained,
                u128::from(client >= 3 && all > 80 * PRICE),
                "{client}"
            );
        }
    });
}

/// A client without a seat takes that of the first one of those that paid least, and none of one that paid as much.
#[test]
fn client_takes_the_seat_of_the_first_that_paid_less() {
    // Errors of ten clients in a hundred; what the last one pays, in units; and the median's errors in basis points.
    let (few, many) = (10, 30);
    let first = [0, few, few, few, few, many, many, many, many, many];
    let last = [many, few, few, few, few, many, many, many, 0, many];
    for (errors, units, expected) in [
        (first, 21, 3_000),
        (first, 20, 1_000),
        (last, 20, 1_000),
        (last, 21, 1_000),
    ] {
        each(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], |world| {
            let period = world.period();
            for (client, errors) in (1u8..).zip(errors) {
                let mut receipt = world.receipt(client, OPERATOR, 0);
                (receipt.sequence, receipt.lastRequest) = (1, world.chain.timestamp());
                (receipt.requests, receipt.errors) = (100, errors);
                receipt.units = if client == 10 { units } else { 20 };
                receipt.latencyBuckets[1] = 100 - errors;
                world.served(client, OPERATOR, &receipt);
            }
            let work = [json!(SERVICE), party(OPERATOR), json!(period)];
            assert_eq!(world.numbers("workOf", &work)[0], u128::from(180 + units));
            world.later(2 * PERIOD);
            let verdict = world.verdict(OPERATOR, period);
            assert_eq!(verdict, [2, 9, 100, expected, 0]);
        });
    }
}

/// Half of the weight decides a median, and complaints must weigh more than four times the work.
#[test]
fn medians_and_complaints_have_exact_bounds() {
    each(&[1, 2, 3, 4, 5], |world| {
        let period = world.period();
        // To the operator each of four the same, with other errors and latencies, and the fifth 20 units to it alone.
        for (client, errors) in (1..=4).zip([40, 10, 20, 30]) {
            let mut receipt = world.receipt(client, RIVAL, 0);
            (receipt.sequence, receipt.lastRequest) = (1, world.chain.timestamp());
            (receipt.requests, receipt.errors) = (100, errors);
            receipt.units = if client <= 2 { 30 } else { 20 };
            // Of the second one's 90 responses 95 in a hundred are one more than the 85 that are fast.
            receipt.latencyBuckets[0] = if client == 2 { 85 } else { 0 };
            receipt.latencyBuckets[usize::from(client) + 1] =
                100 - errors - receipt.latencyBuckets[0];
            world.served(client, RIVAL, &receipt);
        }
        let receipt = world.receipt(5, OPERATOR, 20);
        world.served(5, OPERATOR, &receipt);
        // A payment without a request says nothing.
        let mut receipt = world.receipt(5, RIVAL, 0);
        (receipt.sequence, receipt.units) = (1, 50);
        receipt.lastRequest = world.chain.timestamp();
        assert_eq!(world.served(5, RIVAL, &receipt), 50 * PRICE);
        world.later(PERIOD);
        let complained = |world: &mut World| {
            world.chain.execute(sp_io::storage::start_transaction);
            world.later(PERIOD);
            let complained = world.verdict(OPERATOR, period)[4];
            world.chain.execute(sp_io::storage::rollback_transaction);
            complained
        };
        for client in 1..=3 {
            events(world, client, "complain", &about(OPERATOR));
        }
        // Three clients with 80 units are a quorum, and weigh as much as four times 20.
        let work = [json!(SERVICE), party(OPERATOR), json!(period)];
        assert_eq!(
            world.numbers("workOf", &work),
            [20, 20 * PRICE, 80 * PRICE, 3]
        );
        assert_eq!(complained(world), 0);
        events(world, 4, "complain", &about(OPERATOR));
        assert_eq!(complained(world), 1);
        world.later(PERIOD);
        // By errors the clients are 2, 3, 4, 1, and by latency 1, 2, 3, 4: the second one reaches half. Each weighs 20.
        assert_eq!(world.verdict(RIVAL, period), [2, 4, 500, 2_000, 0]);
    });
}
