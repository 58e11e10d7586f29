//! Those beside load tests: the runtime and its terms, other contracts in the place of peers, the services of the chain, and a
//! rulebook that takes points for failed tests.

#[path = "library/beacon.rs"]
mod beacon;
mod library;
#[path = "library/load_tests.rs"]
mod world;

use alloy_primitives::keccak256;
use blueprint_e2e::{accounts::SERVICES, artifact::Artifact, road::Road, stored::bytes};
use library::{account, hex, number, Contract, OWNER};
use pallet_services::Generation;
use serde_json::json;
use sp_core::H160;
use world::{
    bob, each, World, BUILDS, CHALLENGERS, LEAST, OTHER, REPORTS, REQUESTS, SERVICE, UNKNOWN,
    WINDOW,
};

const YEAR: u64 = 365 * 86_400;

// ---- terms

#[test]
fn runtime_alone_opens_within_bounds_until_a_test_was_drawn() {
    each(|world| {
        let mut terms = world.terms();
        let opening = world.opening(UNKNOWN, &terms);
        let runtime = account(OWNER).address;
        for by in ["eve", "alice"] {
            let caller = account(by).address;
            let error = format!("CallerNotRuntime(expected: {runtime:?}, received: {caller:?})");
            assert_eq!(world.call(by, "openService", &opening).unwrap_err(), error);
            let serving = [json!(SERVICE), hex(bob()), json!(true)];
            assert_eq!(world.call(by, "setOperator", &serving).unwrap_err(), error);
        }
        let (now, month) = (world.now(), 30 * 86_400);
        let most = u64::from(u32::MAX);
        for (place, least, largest, received) in [
            (0, now, now + YEAR, now - 1),
            (0, now, now + YEAR, now + YEAR + 1),
            (1, 60, month, 59),
            (1, 60, month, month + 1),
            (2, 60, month, 59),
            (2, 60, month, month + 1),
            (3, 3, 8, 2),
            (3, 3, 8, 9),
            (4, 3, 5, 2),
            (4, 3, 5, 6),
            (5, 1, most, 0),
            (6, 1, 10_000, 0),
            (6, 1, 10_000, 10_001),
        ] {
            let mut wrong = world.terms();
            wrong[place] = json!(received);
            let opening = world.opening(UNKNOWN, &wrong);
            let error = world.call(OWNER, "openService", &opening).unwrap_err();
            let of = format!("term: {}, least: {least}, most: {largest}", place + 1);
            assert_eq!(
                error,
                format!("TermOutOfBounds({of}, received: {received})")
            );
        }
        let unknown = format!("UnknownService(serviceId: {UNKNOWN})");
        let serving = [json!(UNKNOWN), hex(bob()), json!(true)];
        assert_eq!(
            world.call(OWNER, "setOperator", &serving).unwrap_err(),
            unknown
        );
        let zero = [json!(SERVICE), hex(H160::zero()), json!(true)];
        assert_eq!(
            world.call(OWNER, "setOperator", &zero).unwrap_err(),
            "ZeroAccount()"
        );
        // Until a test is drawn others take their place.
        terms[4] = json!(LEAST + 1);
        let opening = world.opening(SERVICE, &terms);
        world.call(OWNER, "openService", &opening).unwrap();
        let stated = world.ask("termsOf", &[json!(SERVICE)]);
        let peers = [H160::zero(), world.committee.address, world.beacon.address];
        assert_eq!(stated[..3], peers.map(hex));
        assert_eq!(number(&stated[3]["leastReports"]), LEAST as u128 + 1);
        assert_eq!(number(&stated[3]["start"]), world.start.into());
        assert_eq!(stated[4], json!(false));
        world.drawn((bob(), 0));
        let error = world.call(OWNER, "openService", &opening).unwrap_err();
        assert_eq!(error, format!("AlreadyOpen(serviceId: {SERVICE})"));
        assert_eq!(world.ask("termsOf", &[json!(SERVICE)])[4], json!(true));
        // Of the other one none was drawn, but window 0 has begun: its seed is known.
        let opening = world.opening(OTHER, &world.terms());
        let error = world.call(OWNER, "openService", &opening).unwrap_err();
        assert!(error.starts_with("TermOutOfBounds(term: 1, "), "{error}");
    });
}

// ---- peers

#[test]
fn other_contracts_are_no_peers() {
    each(|world| {
        let terms = world.terms();
        let good = world.opening(UNKNOWN, &terms);
        let (tests, committee) = (world.tests.address, world.committee.address);
        let other = world.beacon.address;
        for (place, wrong) in [(1, committee), (2, other), (3, committee)] {
            for peer in [account("eve").address, tests, wrong, H160::zero()] {
                if place == 1 && peer.is_zero() {
                    continue;
                }
                let mut opening = good.clone();
                opening[place] = hex(peer);
                let error = world.call(OWNER, "openService", &opening).unwrap_err();
                assert_eq!(error, format!("PeerFailed(peer: {peer:?})"), "{place}");
            }
        }
        world.call(OWNER, "openService", &good).unwrap();
    });
}

/// Bytecode that returns words to any call.
fn returning(words: &[[u8; 32]]) -> Vec<u8> {
    let data = words.as_flattened();
    let size = u16::try_from(data.len()).unwrap().to_be_bytes();
    // CODECOPY of what follows this code, and RETURN.
    let copy = [0x61, size[0], size[1], 0x60, 15, 0x60, 0, 0x39];
    let end = [0x61, size[0], size[1], 0x60, 0, 0xf3, 0x00];
    let runtime = [&copy[..], &end, data].concat();
    let length = u16::try_from(runtime.len()).unwrap().to_be_bytes();
    let deploy = [
        0x61, length[0], length[1], 0x60, 14, 0x60, 0, 0x39, 0x61, length[0], length[1], 0x60, 0,
        0xf3,
    ];
    [&deploy[..], &runtime].concat()
}

fn words(numbers: &[u64]) -> Vec<[u8; 32]> {
    let word = |number: &u64| alloy_primitives::U256::from(*number).to_be_bytes();
    numbers.iter().map(word).collect()
}

/// What a committee returns that gives its members in some other way: a place behind the end, more members than there are
/// words or than a committee has, a number that is too long. Each answer is an epoch first.
#[test]
fn committee_that_answers_otherwise_draws_none() {
    let members = |head: [u64; 6], count: u64, accounts: u64, weights: u64| {
        let mut all = head.to_vec();
        all.push(count);
        all.extend((0..accounts).map(|it| it + 1));
        all.push(weights);
        all.extend((0..weights).map(|_| 1));
        words(&all)
    };
    let good = |count: u64| [1, 1, 1, 0, 192, 192 + 32 * (count + 1)];
    let mut long = members(good(6), 6, 6, 6);
    long[8] = [0xff; 32];
    let mut weight = members(good(6), 6, 6, 6);
    weight[15] = words(&[1 << 16])[0];
    let cases = [
        (members(good(6), 6, 6, 6), true),
        // Longer than needed, or both arrays at one place.
        (members([1, 1, 1, 0, 192, 192], 6, 6, 9), true),
        (members([1, 1, 1, 1 << 32, 192, 416], 6, 6, 6), false),
        (members([1, 1 << 8, 1, 0, 192, 416], 6, 6, 6), false),
        (members([1, 1, 1, 0, 32 * 20, 416], 6, 6, 6), false),
        (members([1, 1, 1, 0, 192, u64::MAX], 6, 6, 6), false),
        (members(good(6), 15, 6, 6), false),
        (members(good(6), u64::MAX, 6, 6), false),
        (members(good(33), 33, 33, 33), false),
        (members(good(32), 32, 32, 32), true),
        (long, false),
        (weight, false),
        (words(&[1, 1, 1, 0, 192]), false),
    ];
    for (number, (answer, fits)) in cases.iter().enumerate() {
        let mut drawn = Vec::new();
        for built in BUILDS {
            let mut world = World::new(built);
            let deployed = world.chain.deploy(&account("eve"), &returning(answer), &[]);
            let peer = deployed.unwrap().address;
            let terms = world.terms();
            let mut opening = world.opening(SERVICE, &terms);
            opening[2] = hex(peer);
            world.call(OWNER, "openService", &opening).unwrap();
            world.seeded(0);
            let came = world.draw(SERVICE, bob(), 0);
            match &came {
                Ok(challengers) => assert_eq!(challengers.len(), CHALLENGERS),
                Err(error) => assert_eq!(*error, format!("PeerFailed(peer: {peer:?})"), "{number}"),
            }
            assert_eq!(came.is_ok(), *fits, "{built} {number}");
            drawn.push(came);
        }
        assert!(
            drawn.windows(2).all(|it| it[0] == it[1]),
            "{number}: {drawn:?}"
        );
    }
}

/// Beside the services pallet, the precompile says who serves.
#[test]
fn operators_of_a_service_are_those_of_the_chain() {
    for built in BUILDS {
        let manager = Artifact::built("ink/incredible_squaring.polkavm").unwrap();
        let mut observer = |_: &_| {};
        let road = Road::to_service(&manager, Generation::Core0_20, &mut observer).unwrap();
        let mut chain = road.chain;
        let roles = library::with_roles(json!(OWNER), &[]);
        let committee = Contract::deploy(&mut chain, "ink/oracle_committee.polkavm", &roles);
        let start = chain.timestamp() + 600;
        let beacon = beacon::deploy(&mut chain, "ink/seed_beacon.polkavm", start + 31, WINDOW);
        let tests = Contract::deploy(&mut chain, built, &roles);
        let service = blueprint_e2e::road::SERVICE;
        let terms = json!([start, WINDOW, REPORTS, 5, 3, REQUESTS, 9_000, false]);
        let (committee, beacon) = (hex(committee.address), hex(beacon.address));
        let opening = [json!(service), hex(SERVICES), committee, beacon, terms];
        tests.send(&mut chain, OWNER, "openService", &opening);
        let set = [json!(service), hex(bob()), json!(true)];
        let error = tests.rejection(&mut chain, OWNER, "setOperator", &set);
        assert_eq!(error, "OperatorsElsewhere", "{built}");
        for (name, serves) in [("bob", true), ("dave", false)] {
            let of = [json!(service), hex(account(name).address)];
            let asked = tests.ask(&mut chain, "operatorServes", &of);
            assert_eq!(asked, [json!(serves)], "{built}: {name}");
        }
        chain.skip_blocks(1);
        chain.set_timestamp(start);
        for (name, error) in [("bob", "NoSeed"), ("dave", "NotServing")] {
            let of = [json!(service), hex(account(name).address), json!(0)];
            assert_eq!(
                tests.rejection(&mut chain, "eve", "draw", &of),
                error,
                "{built}"
            );
        }
    }
}

/// What is tested must have served to the end of the window, by what its services say once it is closed.
#[test]
fn test_of_an_operator_that_stopped_in_the_window_does_not_count() {
    for built in BUILDS {
        let mut world = World::new(built);
        let ends = world.begins(1);
        // One that has left is drawn no more; these were, and their services say later until when they serve.
        for (until, counts) in [(ends - 1, false), (ends, true), (u64::MAX, true)] {
            let mut world = World::new(built);
            let services = returning(&words(&[until]));
            let deployed = world.chain.deploy(&account("eve"), &services, &[]);
            let mut opening = world.opening(SERVICE, &world.terms());
            opening[1] = hex(deployed.unwrap().address);
            world.call(OWNER, "openService", &opening).unwrap();
            world.tested((bob(), 0), &[REQUESTS; CHALLENGERS]);
            world.at(world.closes(0));
            assert_eq!(world.close((bob(), 0)), Ok((counts, counts)), "{built}");
            let measured = world.measured(bob(), 0, u64::from(u32::MAX));
            assert_eq!(measured, [u128::from(counts), 0], "{built}");
        }
        let services = returning(&words(&[world.begins(0)]));
        let deployed = world.chain.deploy(&account("eve"), &services, &[]);
        let mut opening = world.opening(SERVICE, &world.terms());
        opening[1] = hex(deployed.unwrap().address);
        world.call(OWNER, "openService", &opening).unwrap();
        world.seeded(0);
        let refused = world.draw(SERVICE, bob(), 0).unwrap_err();
        assert!(refused.starts_with("NotServing"), "{built}: {refused}");
    }
}

// ---- points

/// A rule takes half of the points where at least half of the tests in an hour were failed.
#[test]
fn rule_takes_points_for_failed_tests_and_nothing_where_none_counted() {
    const HOUR: u64 = 3_600;
    const LAG: u64 = 3_600;
    const LIFE: u64 = 5 * 86_400;
    for built in BUILDS {
        for book in ["ink/rulebook.polkavm", "solidity/Rulebook.evm"] {
            let mut world = World::new(built);
            let roles = library::with_roles(json!(OWNER), &[]);
            let book = Contract::deploy(&mut world.chain, book, &roles);
            let view = bytes(&keccak256("measured(uint64,address,uint64,uint64)")[..4]);
            let (none, zero) = (255, bytes(&[0; 32]));
            let service = json!(format!("0x{SERVICE:064x}"));
            let target = hex(world.tests.address);
            // Word 1, failed, as a share of word 0, tested: at least half.
            let measure = json!([
                target, view, 4, 1, 2, 3, service, zero, 0, 1, none, 0, 1, 0, false, 0, "5000"
            ]);
            let (start, court) = (world.start, hex(H160::zero()));
            let schedule = json!([start, HOUR, LAG, HOUR, 1, 1]);
            let effect = json!([LIFE, 5_000, false, 0, 0, 0]);
            let level = json!(4);
            let rule = [json!(SERVICE), level, court, measure, schedule, effect];
            book.send(&mut world.chain, OWNER, "addRule", &rule);
            // bob fails two of three tests that count, charlie one; of the first member's too few report.
            let [bob, charlie, member] = world.operators()[..] else {
                panic!("three operators");
            };
            for window in 0..3 {
                world.seeded(window);
                let all = [
                    (bob, if window < 2 { 0 } else { REQUESTS }, LEAST),
                    (charlie, if window < 1 { 0 } else { REQUESTS }, LEAST),
                    (member, 0, LEAST - 1),
                ];
                let drawn = all.map(|it| world.draw(SERVICE, it.0, window).unwrap());
                world.at(world.begins(window + 1));
                for ((operator, answered, count), drawn) in all.into_iter().zip(drawn) {
                    let said: Vec<_> = drawn[..count].iter().map(|it| (*it, answered)).collect();
                    world.report("eve", (operator, window), &said).unwrap();
                }
            }
            world.at(world.closes(2));
            for (operator, window) in [bob, charlie, member]
                .into_iter()
                .flat_map(|it| [0, 1, 2].map(|n| (it, n)))
            {
                world.close((operator, window)).unwrap();
            }
            let end = start + HOUR;
            assert_eq!(world.measured(bob, start, end), [3, 2]);
            assert_eq!(world.measured(charlie, start, end), [3, 1]);
            assert_eq!(world.measured(member, start, end), [0, 0]);
            world.at(end + LAG);
            let case = |operator| [json!(SERVICE), json!(0), hex(operator), json!(0)];
            for (operator, breached) in [(bob, true), (charlie, false)] {
                let sent = book.send(&mut world.chain, "eve", "evaluate", &case(operator));
                assert_eq!(
                    book.answers("evaluate", &sent),
                    [json!(breached)],
                    "{built}"
                );
            }
            let error = book.rejection(&mut world.chain, "eve", "evaluate", &case(member));
            assert_eq!(error, "NothingMeasured", "{built}");
            let holds = end + LAG + HOUR;
            world.at(holds);
            for (operator, left) in [(bob, 5_000u128), (charlie, 10_000), (member, 10_000)] {
                let of = [json!(SERVICE), hex(operator), json!(holds)];
                let standing = book.ask(&mut world.chain, "standingAt", &of);
                assert_eq!(
                    (&standing[0], number(&standing[1])),
                    (&json!(false), left),
                    "{built}"
                );
            }
        }
    }
}
