//! Service levels on the chain: what each build rejects, by the error and its values; terms that take the place of others, rows that
//! are given again, and a verifier.

#[path = "library/levels.rs"]
mod levels;
mod library;

use blueprint_rules::qos::service_level::MOST_OPERATORS;
use levels::{each, Operator, ANSWER, LAG, SERVICE, WINDOW};
use library::{hex, number, GUARDIAN, OWNER};
use serde_json::{json, Value};
use sp_core::H160;

/// What the interface names, each by the error and its values.
#[test]
fn terms_parties_and_probes_out_of_bounds_are_rejected_with_their_bounds() {
    each(|world| {
        let (start, now) = (world.start, world.chain.timestamp());
        let good = world.opening(7, 24 * WINDOW);
        let lag = LAG;
        let least = lag + 48 * WINDOW;
        let cases = [
            (
                0,
                json!(now),
                format!("StartsInPast(start: {now}, time: {now})"),
            ),
            (
                1,
                json!(59),
                "WindowTooShort(least: 60, received: 59)".into(),
            ),
            (3, json!(0), "NoTimeToExcuse()".into()),
            (
                4,
                json!(WINDOW - 1),
                "BillTooShort(least: 3600, received: 3599)".into(),
            ),
            (
                5,
                json!(least - 1),
                format!("RetentionTooShort(least: {least}, received: {})", least - 1),
            ),
            (
                6,
                json!(0),
                "MinExpectedOutOfBounds(most: 24, received: 0)".into(),
            ),
            (
                6,
                json!(25),
                "MinExpectedOutOfBounds(most: 24, received: 25)".into(),
            ),
            (8, json!(0), "NoFreshBlocks()".into()),
            (7, json!(10_001), "AboveWhole(received: 10001)".into()),
        ];
        for (member, value, expected) in cases {
            let mut bad = good.clone();
            bad[1][member] = value;
            assert_eq!(world.call(OWNER, "openService", &bad), Err(expected));
        }
        for (tiers, expected) in [
            (json!([]), "TierCount(most: 3, received: 0)"),
            (json!(vec![[0, 2, 1]; 4]), "TierCount(most: 3, received: 4)"),
            (json!([[1, 2, 1]]), "TierOrder(tier: 0)"),
            (json!([[0, 2, 2]]), "TierOrder(tier: 0)"),
            (json!([[0, 2, 1], [0, 2, 1]]), "TierOrder(tier: 1)"),
            (json!([[0, 3, 1], [1, 2, 1]]), "TierOrder(tier: 1)"),
            (json!([[0, 4, 2], [1, 4, 1]]), "TierOrder(tier: 1)"),
            (json!([[0, 10_001, 1]]), "AboveWhole(received: 10001)"),
            (
                json!([[0, 2, 1], [10_001, 3, 1]]),
                "AboveWhole(received: 10001)",
            ),
        ] {
            let mut bad = good.clone();
            bad[2] = tiers;
            let error = world.call(OWNER, "openService", &bad).unwrap_err();
            assert_eq!(error, expected);
        }
        let [first, second] = [0, 1].map(|it| world.operators[it].address);
        let (zero, many) = (hex(H160::zero()), MOST_OPERATORS + 1);
        let all: Vec<_> = (1..=many as u8)
            .map(|it| hex(Operator::new(it).address))
            .collect();
        for (operators, weights, expected) in [
            (
                json!([hex(first)]),
                json!([]),
                "LengthMismatch(expected: 1, received: 0)".to_string(),
            ),
            (json!([zero]), json!([1]), "ZeroAccount()".into()),
            (
                json!([zero]),
                json!([0]),
                "WeightOutOfBounds(received: 0)".into(),
            ),
            (
                json!([hex(first)]),
                json!([10_001]),
                "WeightOutOfBounds(received: 10001)".into(),
            ),
            (
                json!([hex(first), hex(first)]),
                json!([1, 1]),
                format!("AlreadyServes(account: {first:?})"),
            ),
            (
                json!(all),
                json!(vec![1; many]),
                "TooManyOperators(most: 11)".into(),
            ),
        ] {
            let mut bad = good.clone();
            (bad[3], bad[4]) = (operators, weights);
            assert_eq!(world.call(OWNER, "openService", &bad), Err(expected));
        }
        let opened = world.call(OWNER, "openService", &good).unwrap();
        let of = |operator: H160, weight| {
            let who = format!("serviceId: 7, operator: {operator:?}, weightBps: {weight}, from: 0");
            format!("OperatorJoined({who})")
        };
        let service = format!("ServiceOpened(serviceId: 7, start: {start}, lag: {lag})");
        assert_eq!(opened, [service, of(first, 7_500), of(second, 2_500)]);
        let peer = hex(world.peer.address);
        let probe = |target: &Value, bytes, comparison, time, proof| {
            let data = format!("0x{}", "00".repeat(bytes));
            let probe = json!([target, data, 0, comparison, 0, time, proof]);
            [json!(7), json!(1), probe]
        };
        for bad in [
            probe(&zero, 4, 0, 1, 1),
            probe(&peer, 165, 0, 1, 1),
            probe(&peer, 4, 4, 1, 1),
            probe(&peer, 4, 0, 0, 1),
            probe(&peer, 4, 0, 1, 0),
        ] {
            assert_eq!(
                world.call(OWNER, "setProbe", &bad),
                Err("BadProbe()".into())
            );
        }
        let none = Err("NoProbe(serviceId: 7)".to_string());
        assert_eq!(world.call("eve", "probe", &[json!(7)]), none);
        for bytes in [0, 1, 31, 32, 33, 164] {
            let good = probe(&peer, bytes, 3, 1, 1);
            world.chain.execute(sp_io::storage::start_transaction);
            world.call(OWNER, "setProbe", &good).unwrap();
            let stored = world.ask("probeOf", &[json!(7)]).remove(0);
            assert_eq!(stored["data"], good[2][1]);
            assert_eq!(number(&stored["comparison"]), 3);
            let fixed = Err("ProbeFixed()".into());
            assert_eq!(world.call(OWNER, "setProbe", &good), fixed);
            let early = format!(
                "NotStarted(start: {start}, time: {})",
                world.chain.timestamp()
            );
            assert_eq!(world.call("eve", "probe", &[json!(7)]), Err(early));
            world.chain.execute(sp_io::storage::rollback_transaction);
        }
    });
}

/// Each, by an account that has no right, and of a service without terms.
#[test]
fn calls_of_others_and_of_unknown_services_are_rejected() {
    each(|world| {
        let (unknown, operator) = (json!(99), hex(world.operators[0].address));
        let probe = json!([hex(world.peer.address), "0x", 0, 0, 0, 1, 1]);
        for (by, call, rest) in [
            (OWNER, "setProbe", vec![json!(1), probe]),
            (OWNER, "setVerifier", vec![operator.clone()]),
            (OWNER, "join", vec![operator.clone(), json!(1), json!(0)]),
            (OWNER, "leave", vec![operator.clone(), json!(0)]),
            (GUARDIAN, "excuse", vec![json!(0), json!(1), json!("")]),
            ("eve", "clear", vec![json!(0)]),
            ("eve", "verdict", vec![operator.clone(), json!(0), json!(0)]),
            ("eve", "answerDigest", vec![json!(0), json!(0)]),
            (
                "eve",
                "answer",
                vec![json!(0), json!(0), json!([]), json!([])],
            ),
            ("eve", "windowsBegun", vec![json!(0)]),
            ("eve", "timesOf", vec![json!(0)]),
            ("eve", "termsOf", vec![]),
            ("eve", "worstGas", vec![]),
        ] {
            let arguments = [std::slice::from_ref(&unknown), &rest[..]].concat();
            let error = world.call(by, call, &arguments).unwrap_err();
            assert_eq!(error, "UnknownService(serviceId: 99)", "{call}");
            if by == OWNER {
                for stranger in ["eve", GUARDIAN] {
                    let error = world.call(stranger, call, &arguments).unwrap_err();
                    assert!(error.starts_with("CallerNotRuntime("), "{call}: {error}");
                }
            }
        }
        assert_eq!(
            world.ask("partiesOf", std::slice::from_ref(&unknown)),
            [json!([])]
        );
    });
}

/// A verifier marks in the place of signatures, and no other account does.
#[test]
fn windows_of_a_service_with_a_verifier_are_kept_by_it_alone() {
    each(|world| {
        let set = [json!(SERVICE), hex(library::account("dave").address)];
        world.call(OWNER, "setVerifier", &set).unwrap();
        world.at(0, 0);
        let fixed = Err("VerifierFixed()".to_string());
        assert_eq!(world.call(OWNER, "setVerifier", &set), fixed);
        let answer = world.answer_of(0, &[0]);
        assert_eq!(world.rejected(&answer), "NotVerifier");
        let first = world.operators[0].address;
        let mark = |operators: Value| [json!(SERVICE), json!(0), operators];
        let good = mark(json!([hex(first), hex(world.operators[1].address)]));
        let error = world.call("eve", "mark", &good).unwrap_err();
        assert!(error.starts_with("NotVerifier(expected: "), "{error}");
        for (bad, expected) in [
            (
                mark(json!([])),
                "BatchSize(most: 11, received: 0)".to_string(),
            ),
            (
                mark(json!(vec![hex(first); 12])),
                "BatchSize(most: 11, received: 12)".into(),
            ),
            (
                mark(json!([hex(first), hex(H160::zero())])),
                format!("NotServing(account: {:?})", H160::zero()),
            ),
        ] {
            assert_eq!(world.call("dave", "mark", &bad), Err(expected));
        }
        let kept = world.call("dave", "mark", &good).unwrap();
        assert_eq!(kept.len(), 2);
        assert_eq!(world.call("dave", "mark", &good), Ok(vec![]));
        world.at(0, WINDOW + ANSWER);
        let late = world.call("dave", "mark", &good).unwrap_err();
        assert!(late.starts_with("NotAnswerable("), "{late}");
        world.at(0, LAG + 1);
        assert_eq!(world.verdict(first, 0, 1), [1, 1, 0]);
    });
}

/// Until the start other terms take the place of the first ones: with other operators, without probe and verifier.
#[test]
fn service_that_is_opened_again_has_nothing_of_before() {
    each(|world| {
        let all: Vec<_> = (1..=7).map(|it| hex(Operator::new(it).address)).collect();
        let mut open = world.opening(7, 24 * WINDOW);
        (open[3], open[4]) = (json!(all), json!(vec![1_000; 7]));
        world.call(OWNER, "openService", &open).unwrap();
        let peer = hex(world.peer.address);
        let probe = [json!(7), json!(1), json!([peer, "0x", 0, 0, 0, 1, 1])];
        world.call(OWNER, "setProbe", &probe).unwrap();
        let verifier = [json!(7), hex(world.peer.address)];
        world.call(OWNER, "setVerifier", &verifier).unwrap();
        let listed = world.ask("partiesOf", &[json!(7)]).remove(0);
        let accounts = listed.as_array().unwrap().iter();
        let accounts: Vec<_> = accounts.map(|it| it["account"].clone()).collect();
        assert_eq!(accounts, [all.clone(), vec![hex(H160::zero())]].concat());
        (open[3], open[4]) = (json!([all[6]]), json!([4_000]));
        world.call(OWNER, "openService", &open).unwrap();
        let listed = world.ask("partiesOf", &[json!(7)]).remove(0);
        let [party] = &listed.as_array().unwrap()[..] else {
            panic!("{listed}");
        };
        let numbers = ["weightBps", "from", "until"].map(|it| number(&party[it]));
        assert_eq!(party["account"], all[6]);
        assert_eq!(numbers, [4_000, 0, u32::MAX.into()]);
        let none = world.ask("verifierOf", &[json!(7)]);
        assert_eq!(none, [hex(H160::zero())]);
        world.call(OWNER, "setProbe", &probe).unwrap();
    });
}

/// A row is given to another operator once all windows of the one before are forgotten, and not a second earlier.
#[test]
fn rows_are_given_again_once_their_windows_are_forgotten() {
    each(|world| {
        let all: Vec<_> = (1..=MOST_OPERATORS as u8 + 1)
            .map(|it| hex(Operator::new(it).address))
            .collect();
        let mut open = world.opening(7, 24 * WINDOW);
        open[3] = json!(all[..MOST_OPERATORS]);
        open[4] = json!(vec![900; MOST_OPERATORS]);
        world.call(OWNER, "openService", &open).unwrap();
        let leave = [json!(7), all[4].clone(), json!(3)];
        world.call(OWNER, "leave", &leave).unwrap();
        let again = Err(format!("NotServing(account: {})", all[4].as_str().unwrap()));
        assert_eq!(world.call(OWNER, "leave", &leave), again);
        let join = |from: u64| {
            [
                json!(7),
                all[MOST_OPERATORS].clone(),
                json!(900),
                json!(from),
            ]
        };
        // Window 2 is remembered for so long after it began.
        let remembered = LAG + 48 * WINDOW;
        let full = Err("TooManyOperators(most: 11)".to_string());
        assert_eq!(world.call(OWNER, "join", &join(200)), full);
        world.at(2, remembered);
        let least = 2 + remembered / WINDOW + 1;
        let began = format!("WindowBegan(least: {least}, received: {})", least - 1);
        assert_eq!(world.call(OWNER, "join", &join(least - 1)), Err(began));
        assert_eq!(world.call(OWNER, "join", &join(least)), full);
        let then = world.begins(2) + remembered + 1;
        world.chain.set_timestamp(then);
        world.call(OWNER, "join", &join(least)).unwrap();
        let listed = world.ask("partiesOf", &[json!(7)]).remove(0);
        assert_eq!(listed[4]["account"], all[MOST_OPERATORS]);
        assert_eq!(number(&listed[4]["from"]), least.into());
        let serves = Err(format!(
            "AlreadyServes(account: {})",
            all[11].as_str().unwrap()
        ));
        assert_eq!(world.call(OWNER, "join", &join(least + 9)), serves);
    });
}
