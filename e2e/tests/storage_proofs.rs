//! Storage proofs on the chain: operators open the leaves that a real seed chooses, and so keep windows of service
//! levels. Each attack is a test in which it gains nothing, on each build.

#[path = "library/beacon.rs"]
mod beacon;
mod library;
#[path = "library/storage_proofs.rs"]
mod world;

use alloy_primitives::{keccak256, U256};
use blueprint_e2e::stored::DataSet;
use blueprint_rules::beacon::evmnet::ROUNDS;
use library::{account, hex, number, GUARDIAN, OWNER};
use serde_json::{json, Value};
use world::{
    address, data, each, each_without_service, nothing, of, openings, World, ANSWER, CHALLENGES,
    EXCUSE, HEIGHT, LEAVES, SERVICE, UNKNOWN, WINDOW,
};

// ---- who keeps windows

#[test]
fn operator_that_lost_its_data_loses_its_part_of_the_bill() {
    each(|world| {
        for window in 0..4 {
            world.seeded(window);
            let sent = world.prove(window, "bob", &data("bob"));
            let bob = account("bob").address;
            let of = format!("serviceId: {SERVICE}, operator: {bob:?}, window: {window}");
            assert_eq!(world.events(&sent), [format!("PossessionProven({of})")]);
            if window < 2 {
                world.prove(window, "charlie", &data("charlie"));
            }
        }
        let lag = WINDOW + ANSWER + EXCUSE;
        world.at(4, lag);
        assert_eq!(world.verdict("bob", 4), [4, 4, 0]);
        assert_eq!(world.verdict("charlie", 4), [4, 2, 0]);
        let period = [
            json!(SERVICE),
            json!(world.start + lag),
            json!(world.start + lag + 4 * WINDOW),
        ];
        // Half of the windows are at the bottom of the tier: the floor of 40 % of charlie's half.
        let due = world
            .levels
            .numbers(&mut world.chain, "computeBillAdjustmentBps", &period);
        assert_eq!(due, [5_000 + 2_000]);
    });
}

/// With a verifier, a signature keeps nothing; and nothing but the verifier marks.
#[test]
fn no_other_account_marks_windows() {
    each(|world| {
        world.seeded(0);
        let bob = json!([address("bob")]);
        let mark = [json!(SERVICE), json!(0), bob.clone()];
        for by in ["bob", OWNER, "eve"] {
            let error = world.levels.rejection(&mut world.chain, by, "mark", &mark);
            assert_eq!(error, "NotVerifier");
        }
        let block = world.chain.block() - 1;
        let answer = [json!(SERVICE), json!(0), json!(block), bob, json!(["0x"])];
        let error = world
            .levels
            .rejection(&mut world.chain, "bob", "answer", &answer);
        assert_eq!(error, "NotVerifier");
    });
}

// ---- challenges

#[test]
fn challenges_differ_by_operator_and_window_and_are_unknown_before_the_seed() {
    each(|world| {
        world.at(0, 100);
        let unknown = format!("NoSeed(round: {}, source: 0)", ROUNDS[0].number);
        assert_eq!(world.error("prove", &nothing(0, "bob")), unknown);
        assert_eq!(world.error("challengeOf", &of(0, "bob")), unknown);
        world.seeded(0);
        let (bob, charlie) = (world.challenge(0, "bob"), world.challenge(0, "charlie"));
        assert_ne!(bob, charlie);
        world.seeded(1);
        assert_ne!(world.challenge(1, "bob"), bob);
        assert!(bob.iter().all(|leaf| *leaf < LEAVES));
    });
}

/// As the interface says, so that an operator can find them in a program of its own.
#[test]
fn challenge_is_the_hash_of_seed_contract_operator_window_and_number() {
    each(|world| {
        for (window, operator) in [(0u32, "bob"), (1, "bob"), (2, "charlie")] {
            world.seeded(window.into());
            let begins = [json!(world.begins(window.into()))];
            let seed = world
                .beacon
                .ask(&mut world.chain, "seedAfter", &begins)
                .remove(1);
            let seed = ::hex::decode(&seed.as_str().unwrap()[2..]).unwrap();
            let (contract, operated) = (world.proofs.address, account(operator).address);
            let own = [&seed[..], contract.as_bytes(), operated.as_bytes()].concat();
            let own = keccak256([own, window.to_be_bytes().to_vec()].concat());
            let leaf = |number: u64| {
                let service = U256::from(SERVICE).to_be_bytes::<32>();
                let hash = keccak256([&own[..], &service, &number.to_be_bytes()].concat());
                (U256::from_be_bytes(hash.0) % U256::from(LEAVES)).to::<usize>()
            };
            let leaves: Vec<usize> = (0..CHALLENGES as u64).map(leaf).collect();
            assert_eq!(world.challenge(window.into(), operator), leaves);
        }
    });
}

/// The seed of a block's hash counts where the service says so, and nowhere else.
#[test]
fn fallback_s_seed_counts_where_the_service_takes_it() {
    for block_hashes in [true, false] {
        each_without_service(|world| {
            world.open(block_hashes);
            world.store("bob", &data("bob"), 0);
            // After the round's time and the beacon's patience, within the answer period.
            world.at(0, beacon::MARGIN + 1 + beacon::PATIENCE);
            let number = ROUNDS[0].number;
            let round = [json!(number)];
            world
                .beacon
                .send(&mut world.chain, "eve", "openFallback", &round);
            world.chain.advance_blocks(3);
            world
                .beacon
                .send(&mut world.chain, "eve", "closeFallback", &round);
            if block_hashes {
                world.prove(0, "bob", &data("bob"));
            } else {
                let error = world.error("prove", &nothing(0, "bob"));
                assert_eq!(error, format!("NoSeed(round: {number}, source: 2)"));
            }
        });
    }
}

// ---- openings

#[test]
fn openings_of_other_leaves_windows_and_operators_keep_nothing() {
    each(|world| {
        let (bobs, charlies) = (data("bob"), data("charlie"));
        world.seeded(0);
        let good = world.proof(0, "bob", &bobs);
        let asked = world.challenge(0, "bob");
        let with = |at: usize, value: Value| {
            let mut bad = good.clone();
            bad[at] = value;
            bad
        };
        let wrong =
            |index: usize, leaf: usize| format!("WrongOpening(index: {index}, leaf: {leaf})");
        let other = world.proof(0, "bob", &charlies);
        assert_eq!(world.error("prove", &other), wrong(0, asked[0]));
        let others = with(2, address("charlie"));
        let of_charlie = world.challenge(0, "charlie")[0];
        assert_eq!(world.error("prove", &others), wrong(0, of_charlie));
        // Other leaves of the same tree, each proven well.
        let indices = asked.iter().map(|leaf| (leaf + 1) % LEAVES);
        let mut shifted = good.clone();
        [shifted[3], shifted[4]] = openings(&bobs, indices);
        assert_eq!(world.error("prove", &shifted), wrong(0, asked[0]));
        for (at, few, received) in [(3, json!([]), 0), (4, json!([[]]), 1)] {
            let count = format!("OpeningCount(expected: {CHALLENGES}, received: {received})");
            assert_eq!(world.error("prove", &with(at, few)), count);
        }
        // The first one that is wrong is named.
        let mut last = good[3].clone();
        last[CHALLENGES - 1] = json!("0x00");
        let error = world.error("prove", &with(3, last.clone()));
        assert_eq!(error, wrong(CHALLENGES - 1, asked[CHALLENGES - 1]));
        last[2] = json!("0x");
        assert_eq!(world.error("prove", &with(3, last)), wrong(2, asked[2]));
        // Without its last sibling, and with one more.
        let mut short = good[4].clone();
        let removed = short[0].as_array_mut().unwrap().pop();
        assert_eq!(world.error("prove", &with(4, short)), wrong(0, asked[0]));
        let mut long = good[4].clone();
        long[0].as_array_mut().unwrap().extend(removed);
        assert_eq!(world.error("prove", &with(4, long)), wrong(0, asked[0]));
        let dave = account("dave").address;
        let none = format!("NoDataSet(serviceId: {SERVICE}, operator: {dave:?}, window: 0)");
        assert_eq!(world.error("prove", &with(2, hex(dave))), none);
        world.call("eve", "prove", &good).unwrap();
        // A proof of one window is none of the next, and comes too late an answer period after its own.
        world.seeded(1);
        let error = world.error("prove", &with(1, json!(1)));
        assert!(error.starts_with("WrongOpening("), "{error}");
        world.at(1, ANSWER);
        let late = world.outcome("eve", "prove", &good);
        let error = world.levels.interface.decode_error(&late.data).unwrap();
        assert_eq!(error.name, "NotAnswerable");
        assert_eq!(world.verdict("bob", 1), [0, 0, 1]);
    });
}

/// A leaf that is a node's two digests, or a node in the place of a leaf, has another hash; and a proof has a sibling for each
/// level of the tree.
#[test]
fn node_is_no_leaf() {
    each(|world| {
        // Of one leaf, in a tree of one level: whatever is asked for is leaf 0.
        let set = DataSet::new(vec![b"data".to_vec()], 1).unwrap();
        let root = set.root();
        let mut of_one = World::data_set("bob", &set, 0);
        (of_one[3], of_one[4]) = (json!(1), json!(1));
        world.call(OWNER, "setDataSet", &of_one).unwrap();
        // The same root, of a tree that is said to have a level more.
        (of_one[1], of_one[4]) = (address("charlie"), json!(2));
        world.call(OWNER, "setDataSet", &of_one).unwrap();
        world.seeded(0);
        let sibling = set.siblings(0)[0].clone();
        let own = keccak256(b"\0data");
        let joined = format!("{own:?}{}", &sibling.as_str().unwrap()[2..]);
        let proof = |leaf: &str, siblings: Value| {
            let [service, window, operator] = of(0, "bob");
            let (leaves, siblings) = (vec![leaf; CHALLENGES], vec![siblings; CHALLENGES]);
            [service, window, operator, json!(leaves), json!(siblings)]
        };
        let wrong = "WrongOpening(index: 0, leaf: 0)";
        for (leaf, siblings) in [
            (joined.as_str(), json!([])),
            (joined.as_str(), json!([sibling])),
            (root.as_str().unwrap(), json!([])),
            // The tree's own leaf, on the other side.
            ("0x", json!([format!("{own:?}")])),
        ] {
            assert_eq!(
                world.error("prove", &proof(leaf, siblings)),
                wrong,
                "{leaf}"
            );
        }
        let good = proof("0x64617461", json!([sibling]));
        let mut higher = good.clone();
        higher[2] = address("charlie");
        assert_eq!(world.error("prove", &higher), wrong);
        world.call("eve", "prove", &good).unwrap();
    });
}

/// Sixteen leaves of a kibibyte, each with forty siblings.
#[test]
fn largest_challenge_is_answered() {
    each_without_service(|world| {
        world.name_verifier();
        let mut open = world.opening(false);
        open[3] = json!(16);
        world.call(OWNER, "openService", &open).unwrap();
        let leaves = (0..LEAVES).map(|number| vec![number as u8; 1_024]);
        let set = DataSet::new(leaves.collect(), 40).unwrap();
        let mut stored = World::data_set("bob", &set, 0);
        stored[4] = json!(40);
        world.call(OWNER, "setDataSet", &stored).unwrap();
        world.seeded(0);
        let mut proof = world.proof(0, "bob", &set);
        world.call("eve", "prove", &proof).unwrap();
        proof[3][15] = json!("0x");
        let error = world.error("prove", &proof);
        assert!(error.starts_with("WrongOpening(index: 15, "), "{error}");
    });
}

// ---- data sets

#[test]
fn data_sets_change_from_windows_that_have_not_begun() {
    each(|world| {
        let leaves = (0..LEAVES).map(|number| vec![number as u8; 40]);
        let newer = DataSet::new(leaves.collect(), HEIGHT).unwrap();
        world.seeded(0);
        let begun = World::data_set("bob", &newer, 0);
        let error = world.error("setDataSet", &begun);
        assert_eq!(error, "WindowBegan(least: 1, received: 0)");
        // The one that follows may be replaced until it is in use.
        world.store("bob", &data("eve"), 1);
        let sent = world.store("bob", &newer, 1);
        let bob = account("bob").address;
        let set = format!("root: {}, leaves: {LEAVES}", newer.root().as_str().unwrap());
        let event = format!("serviceId: {SERVICE}, operator: {bob:?}, {set}, from: 1");
        assert_eq!(world.events(&sent), [format!("DataSetChanged({event})")]);
        world.prove(0, "bob", &data("bob"));
        world.seeded(1);
        // The first one is asked for until window 0 can no longer be answered.
        let third = World::data_set("bob", &data("dave"), 2);
        let (until, time) = (world.begins(1) + ANSWER, world.now());
        let in_use = format!("DataSetInUse(until: {until}, time: {time})");
        assert_eq!(world.error("setDataSet", &third), in_use);
        world.prove(1, "bob", &newer);
        world.at(1, ANSWER - 1);
        let in_use = format!("DataSetInUse(until: {until}, time: {})", until - 1);
        assert_eq!(world.error("setDataSet", &third), in_use);
        world.at(1, ANSWER);
        world.store("bob", &data("dave"), 2);
        let sets = world.ask("dataSetsOf", &[json!(SERVICE), hex(bob)]);
        for (set, (stored, from)) in sets.iter().zip([(&newer, 1), (&data("dave"), 2)]) {
            assert_eq!(set["root"], stored.root());
            let numbers = ["leaves", "height", "from"].map(|it| number(&set[it]));
            assert_eq!(numbers, [LEAVES as u128, HEIGHT.into(), from]);
        }
        // Nothing is asked for of windows before those of both.
        let none = format!("NoDataSet(serviceId: {SERVICE}, operator: {bob:?}, window: 0)");
        assert_eq!(world.error("challengeOf", &of(0, "bob")), none);
        world.seeded(2);
        world.prove(2, "bob", &data("dave"));
        world.at(3, WINDOW + ANSWER + EXCUSE);
        assert_eq!(world.verdict("bob", 3), [3, 3, 0]);
    });
}

// ---- terms

#[test]
fn terms_that_cannot_be_kept_are_rejected() {
    each_without_service(|world| {
        let open = world.opening(false);
        let (levels, beacon) = (world.levels.address, world.beacon.address);
        let not_verifier = format!("NotVerifierOf(levels: {levels:?}, serviceId: {SERVICE})");
        assert_eq!(world.error("openService", &open), not_verifier);
        // A contract that names itself is rejected before any other is asked.
        let mut own = open.clone();
        own[2] = hex(world.proofs.address);
        let failed = format!("PeerFailed(peer: {:?})", world.proofs.address);
        assert_eq!(world.error("openService", &own), failed);
        world.name_verifier();
        let with = |at: usize, value: Value| {
            let mut bad = open.clone();
            bad[at] = value;
            bad
        };
        for received in [0, 17, 255] {
            let bounds = format!("ChallengesOutOfBounds(most: 16, received: {received})");
            assert_eq!(
                world.error("openService", &with(3, json!(received))),
                bounds
            );
        }
        // An account without code, a contract of another kind, and the contract itself.
        let (bob, own) = (account("bob").address, world.proofs.address);
        for (at, peer) in [
            (1, bob),
            (1, beacon),
            (1, own),
            (2, bob),
            (2, levels),
            (2, own),
        ] {
            let error = world.error("openService", &with(at, hex(peer)));
            assert_eq!(error, format!("PeerFailed(peer: {peer:?})"), "{at}");
        }
        let set = World::data_set("bob", &data("bob"), 0);
        let unknown = format!("UnknownService(serviceId: {SERVICE})");
        assert_eq!(world.error("setDataSet", &set), unknown);
        // The beacon's fallback counts at last: a mistake is mended until window 0 begins.
        for counts in [false, true] {
            let sent = world
                .call(OWNER, "openService", &with(4, json!(counts)))
                .unwrap();
            let peers = format!("levels: {levels:?}, beacon: {beacon:?}, challenges: {CHALLENGES}");
            let event = format!("ServiceOpened(serviceId: {SERVICE}, {peers})");
            assert_eq!(world.events(&sent), [event]);
        }
        let stated = world.ask("serviceOf", &[json!(SERVICE)]);
        assert_eq!(stated, world.opening(true)[1..]);
        for (leaves, height) in [(0, 6), (65, 6), (2, 0), (1, 41), (1, 64), (1, 255)] {
            let mut bad = set.clone();
            (bad[3], bad[4]) = (json!(leaves), json!(height));
            assert_eq!(world.error("setDataSet", &bad), "BadDataSet()");
        }
        for (leaves, height) in [(1, 0), (64, 6), (1u64 << 40, 40)] {
            let mut full = set.clone();
            (full[3], full[4]) = (json!(leaves), json!(height));
            world.call(OWNER, "setDataSet", &full).unwrap();
        }
        world.at(0, 0);
        let begun = format!("AlreadyOpen(serviceId: {SERVICE})");
        assert_eq!(world.error("openService", &open), begun);
        let verifier = [json!(SERVICE), hex(own)];
        let error = world
            .levels
            .rejection(&mut world.chain, OWNER, "setVerifier", &verifier);
        assert_eq!(error, "VerifierFixed");
    });
}

#[test]
fn runtime_alone_opens_services_and_sets_data_sets() {
    each(|world| {
        let runtime = account(OWNER).address;
        let open = world.opening(true).to_vec();
        let set = World::data_set("bob", &data("eve"), 0).to_vec();
        for (call, arguments) in [("openService", open), ("setDataSet", set)] {
            for by in ["bob", "eve", GUARDIAN] {
                let caller = account(by).address;
                let error =
                    format!("CallerNotRuntime(expected: {runtime:?}, received: {caller:?})");
                assert_eq!(world.call(by, call, &arguments).unwrap_err(), error);
            }
            world.call(OWNER, call, &arguments).unwrap();
        }
    });
}

#[test]
fn service_that_is_not_open_has_zeros_and_no_challenges() {
    each(|world| {
        let unknown = format!("UnknownService(serviceId: {UNKNOWN})");
        let (service, bob) = (json!(UNKNOWN), address("bob"));
        let mut proof = nothing(0, "bob");
        proof[0] = service.clone();
        assert_eq!(world.error("prove", &proof), unknown);
        let of = [service.clone(), json!(0), bob.clone()];
        assert_eq!(world.error("challengeOf", &of), unknown);
        let none = hex(Default::default());
        let stated = world.ask("serviceOf", std::slice::from_ref(&service));
        assert_eq!(stated, [none.clone(), none, json!(0), json!(false)]);
        for of in [[service, bob], [json!(SERVICE), address("dave")]] {
            for set in world.ask("dataSetsOf", &of) {
                assert_eq!(set["root"], json!(format!("0x{}", "00".repeat(32))));
                let numbers = ["leaves", "height", "from"].map(|it| number(&set[it]));
                assert_eq!(numbers, [0; 3]);
            }
        }
    });
}
