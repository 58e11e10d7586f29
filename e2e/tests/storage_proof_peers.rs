//! Other contracts in the place of the service levels and the seed beacon of storage proofs, and calldata that is no proof: what
//! comes of each is the same in each build.

#[path = "library/beacon.rs"]
mod beacon;
mod library;
#[path = "library/storage_proofs.rs"]
mod world;

use alloy_primitives::{keccak256, U256};
use library::{account, hex, OWNER};
use serde_json::{json, Value};
use sp_core::H160;
use world::{data, each, each_without_service, of, World, CHALLENGES, SERVICE, WINDOW};

const SEED_AFTER: &str = "seedAfter(uint64)";
const ROUND_AFTER: &str = "roundAfter(uint64)";
const VERIFIER_OF: &str = "verifierOf(uint64)";
const WINDOWS_BEGUN: &str = "windowsBegun(uint64,uint64)";
const TIMES_OF: &str = "timesOf(uint64,uint32)";
const MARK: &str = "mark(uint64,uint32,address[])";
/// Bytes: what is read of a peer's error.
const LONGEST_ERROR: usize = 16_384;
const ROUND: u64 = 77;

/// What a peer answers.
#[derive(Clone)]
enum Answer {
    Returns(Vec<u8>),
    Reverts(Vec<u8>),
}
use Answer::{Returns, Reverts};

/// Numbers as a peer returns them.
fn words(numbers: &[u64]) -> Answer {
    let words = numbers.iter().map(|it| U256::from(*it).to_be_bytes::<32>());
    Returns(words.flatten().collect())
}

fn address_word(address: H160) -> Vec<u8> {
    [&[0; 12], address.as_bytes()].concat()
}

/// A word with one bit.
fn bit(number: usize) -> Vec<u8> {
    let mut word = vec![0; 32];
    word[31 - number / 8] = 1 << (number % 8);
    word
}

/// Two bytes, big endian.
fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap().to_be_bytes()
}

/// EVM code, by hand: it knows the answers to some functions, and reverts without data to all others.
fn answering(answers: &[(&str, Answer)]) -> Vec<u8> {
    // Of each function a comparison and a jump, at the end a revert; then of each one JUMPDEST, CODECOPY and the end.
    let (compared, answered) = (16, 16);
    let first = answers.len() * compared + 5;
    let (mut code, mut blocks, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (function, answer)) in answers.iter().enumerate() {
        let at = short(first + number * answered);
        code.extend([0x60, 0, 0x35, 0x60, 0xe0, 0x1c, 0x63]);
        code.extend(&keccak256(function)[..4]);
        code.extend([0x14, 0x61, at[0], at[1], 0x57]);
        let (end, data) = match answer {
            Returns(data) => (0xf3, data),
            Reverts(data) => (0xfd, data),
        };
        let place = short(first + answers.len() * answered + all.len());
        let size = short(data.len());
        blocks.extend([0x5b, 0x61, size[0], size[1], 0x61, place[0], place[1]]);
        blocks.extend([0x60, 0, 0x39, 0x61, size[0], size[1], 0x60, 0, end]);
        all.extend(data);
    }
    let revert = [0x60, 0, 0x60, 0, 0xfd];
    let runtime = [&code[..], &revert, &blocks, &all].concat();
    let size = short(runtime.len());
    let copied = [0x61, size[0], size[1], 0x60, 14, 0x60, 0, 0x39];
    let deployed = [0x61, size[0], size[1], 0x60, 0, 0xf3];
    [&copied[..], &deployed, &runtime].concat()
}

fn peer(world: &mut World, answers: &[(&str, Answer)]) -> H160 {
    let code = answering(answers);
    let deployed = world.chain.deploy(&account("eve"), &code, &[]);
    deployed.unwrap().address
}

/// Levels of a service that has not begun, with some answers changed.
fn levels(world: &mut World, changed: &[(&'static str, Answer)]) -> H160 {
    let begins = world.begins(0);
    let own = address_word(world.proofs.address);
    let mut answers = changed.to_vec();
    answers.extend([
        (VERIFIER_OF, Returns(own)),
        (WINDOWS_BEGUN, words(&[0])),
        (TIMES_OF, words(&[begins, begins + WINDOW, begins + WINDOW])),
        (MARK, Returns(Vec::new())),
    ]);
    // The first that fits counts.
    peer(world, &answers)
}

fn beacon_of(world: &mut World, seed: Answer) -> H160 {
    peer(world, &[(ROUND_AFTER, words(&[ROUND])), (SEED_AFTER, seed)])
}

/// A service of these peers.
fn opening(levels: H160, beacon: H160, block_hashes: bool) -> [Value; 5] {
    let (levels, beacon) = (hex(levels), hex(beacon));
    let (service, hashes) = (json!(SERVICE), json!(block_hashes));
    [service, levels, beacon, json!(CHALLENGES), hashes]
}

/// The same, with what bob stores.
fn opened(world: &mut World, levels: H160, beacon: H160, block_hashes: bool) {
    let open = opening(levels, beacon, block_hashes);
    world.call(OWNER, "openService", &open).unwrap();
    world.store("bob", &data("bob"), 0);
}

/// An error that no interface here has, and what a peer that fails can say.
fn own_error() -> Vec<u8> {
    [&keccak256("Elsewhere(uint64)")[..4], &bit(3)].concat()
}

/// Answers that are none, and whether their errors are passed on: without an error, with less than a word, with one that is too
/// long to read, and one that can be read.
fn failures() -> [(Answer, Option<Vec<u8>>); 5] {
    let longest = vec![7; LONGEST_ERROR];
    [
        (Reverts(Vec::new()), None),
        (Returns(vec![0; 31]), None),
        (Reverts(vec![7; LONGEST_ERROR + 1]), None),
        (Reverts(longest.clone()), Some(longest)),
        (Reverts(own_error()), Some(own_error())),
    ]
}

/// A call of a peer that fails does so with its error, or names it.
fn assert_failed(
    world: &mut World,
    call: &str,
    arguments: &[Value],
    peer: H160,
    error: &Option<Vec<u8>>,
) {
    let by = if call == "setDataSet" || call == "openService" {
        OWNER
    } else {
        "eve"
    };
    match error {
        Some(error) => {
            let outcome = world.outcome(by, call, arguments);
            assert!(outcome.is_revert(), "{call}: {outcome}");
            assert_eq!(outcome.data, *error, "{call}");
        }
        None => {
            let error = world.call(by, call, arguments).unwrap_err();
            assert_eq!(error, format!("PeerFailed(peer: {peer:?})"), "{call}");
        }
    }
}

#[test]
fn service_opens_with_peers_that_answer_as_their_interfaces_say() {
    each_without_service(|world| {
        let good = beacon_of(world, words(&[ROUND, 1, 1]));
        let own = address_word(world.proofs.address);
        // An address has 160 bits: this one has a bit before them.
        let wide = [&[0; 11], &[1][..], &own[12..]].concat();
        let mut wrong: Vec<_> = failures().into();
        wrong.push((Returns(wide), None));
        for (answer, error) in wrong {
            let levels = levels(world, &[(VERIFIER_OF, answer)]);
            let open = opening(levels, good, false);
            assert_failed(world, "openService", &open, levels, &error);
        }
        let other = account("eve").address;
        let levels_of_other = levels(world, &[(VERIFIER_OF, Returns(address_word(other)))]);
        let error = world.error("openService", &opening(levels_of_other, good, false));
        let of = format!("levels: {levels_of_other:?}, serviceId: {SERVICE}");
        assert_eq!(error, format!("NotVerifierOf({of})"));
        // A proxy may answer with more than it is asked for.
        let long = [own, vec![0xff; 40]].concat();
        let levels = levels(world, &[(VERIFIER_OF, Returns(long))]);
        let mut wrong: Vec<_> = failures().into();
        wrong.push((Returns(bit(64)), None));
        for (answer, error) in wrong {
            let beacon = peer(world, &[(ROUND_AFTER, answer)]);
            let open = opening(levels, beacon, false);
            assert_failed(world, "openService", &open, beacon, &error);
        }
        let none = hex(H160::zero());
        assert_eq!(world.ask("serviceOf", &[json!(SERVICE)])[0], none);
        let open = opening(levels, good, false);
        world.call(OWNER, "openService", &open).unwrap();
    });
}

/// Levels that do not say that no window has begun do not let go of a service.
#[test]
fn service_of_levels_that_fail_stays_as_it_is() {
    each_without_service(|world| {
        let beacon = beacon_of(world, words(&[ROUND, 1, 1]));
        let mut answers: Vec<_> = failures().into_iter().map(|(it, _)| it).collect();
        answers.extend([Returns(bit(32)), Returns(bit(255)), words(&[1])]);
        answers.push(Reverts(vec![0; 32]));
        // The numbers end with a byte of zeros, as an answer would that is too short.
        for (service, answer) in (1u64..).map(|it| it << 8).zip(answers) {
            let levels = levels(world, &[(WINDOWS_BEGUN, answer)]);
            let mut open = opening(levels, beacon, false);
            open[0] = json!(service);
            world.call(OWNER, "openService", &open).unwrap();
            // Without a challenge it would be refused for another reason.
            open[3] = json!(0);
            let error = format!("AlreadyOpen(serviceId: {service})");
            assert_eq!(world.error("openService", &open), error);
        }
        for (service, answer) in (200..).zip([words(&[0]), words(&[0, 1])]) {
            let levels = levels(world, &[(WINDOWS_BEGUN, answer)]);
            let mut open = opening(levels, beacon, false);
            open[0] = json!(service);
            for _ in 0..2 {
                world.call(OWNER, "openService", &open).unwrap();
            }
        }
    });
}

#[test]
fn data_set_is_set_where_levels_say_which_windows_have_begun() {
    each_without_service(|world| {
        let beacon = beacon_of(world, words(&[ROUND, 1, 1]));
        let set = World::data_set("bob", &data("bob"), u32::MAX.into());
        let mut wrong: Vec<_> = failures().into();
        wrong.push((Returns(bit(32)), None));
        for (service, (answer, error)) in (100..).zip(wrong) {
            let levels = levels(world, &[(WINDOWS_BEGUN, answer)]);
            // Levels that fail are those of a service for good.
            let (mut open, mut set) = (opening(levels, beacon, false), set.clone());
            (open[0], set[0]) = (json!(service), json!(service));
            world.call(OWNER, "openService", &open).unwrap();
            assert_failed(world, "setDataSet", &set, levels, &error);
        }
        let last = u64::from(u32::MAX);
        let levels = levels(world, &[(WINDOWS_BEGUN, words(&[last]))]);
        world
            .call(OWNER, "openService", &opening(levels, beacon, false))
            .unwrap();
        world.call(OWNER, "setDataSet", &set).unwrap();
        let mut early = set;
        early[5] = json!(last - 1);
        let bounds = format!("least: {last}, received: {}", last - 1);
        assert_eq!(
            world.error("setDataSet", &early),
            format!("WindowBegan({bounds})")
        );
    });
}

#[test]
fn challenge_needs_the_times_of_the_levels_and_a_seed_that_counts() {
    each_without_service(|world| {
        let seeds = |source| words(&[ROUND, 1, source]);
        let good = beacon_of(world, seeds(1));
        let wide = |place: usize| {
            let mut all = vec![0; 96];
            all[32 * place..32 * (place + 1)].copy_from_slice(&bit(64));
            (Returns(all), None)
        };
        let mut wrong: Vec<_> = failures().into();
        wrong.extend([(words(&[1, 1]), None), wide(0), wide(1), wide(2)]);
        for (answer, error) in wrong {
            let levels = levels(world, &[(TIMES_OF, answer)]);
            opened(world, levels, good, false);
            assert_failed(world, "challengeOf", &of(0, "bob"), levels, &error);
        }
        let good = levels(world, &[]);
        let mut wrong: Vec<_> = failures().into();
        // The seed is a whole word.
        wrong.extend([(words(&[ROUND, 1]), None), wide(0), (seeds(256), None)]);
        for (answer, error) in wrong {
            let beacon = beacon_of(world, answer);
            opened(world, good, beacon, true);
            assert_failed(world, "challengeOf", &of(0, "bob"), beacon, &error);
        }
        for (source, block_hashes, counts) in [
            (0, true, false),
            (1, false, true),
            (1, true, true),
            (2, false, false),
            (2, true, true),
            (3, true, false),
            (255, true, false),
        ] {
            let beacon = beacon_of(world, seeds(source));
            opened(world, good, beacon, block_hashes);
            if counts {
                assert_eq!(world.challenge(0, "bob").len(), CHALLENGES);
            } else {
                let error = world.error("challengeOf", &of(0, "bob"));
                assert_eq!(error, format!("NoSeed(round: {ROUND}, source: {source})"));
            }
        }
    });
}

/// An error of the levels is passed on. Where there is none that can be read, there is none here either.
#[test]
fn window_that_the_levels_do_not_keep_is_not_proven() {
    each_without_service(|world| {
        let beacon = beacon_of(world, words(&[ROUND, 1, 1]));
        for (answer, error) in failures() {
            let returns = matches!(answer, Returns(_));
            let levels = levels(world, &[(MARK, answer)]);
            opened(world, levels, beacon, false);
            let proof = world.proof(0, "bob", &data("bob"));
            let outcome = world.outcome("eve", "prove", &proof);
            // It returns nothing by its interface, so whatever it returns is not read.
            if returns {
                assert_eq!(world.events(&outcome).len(), 1, "{outcome}");
                continue;
            }
            assert!(outcome.is_revert(), "{outcome}");
            assert_eq!(outcome.data, error.unwrap_or_default());
        }
    });
}

// ---- calldata that is no proof

/// An opening that cannot be decoded reverts without an error, wherever it stands, and also behind a wrong one.
#[test]
fn malformed_openings_revert_without_an_error() {
    each(|world| {
        world.seeded(0);
        let good = world.proof(0, "bob", &data("bob"));
        let mut wrong = good.clone();
        wrong[3][0] = json!("0x00");
        for proof in [good, wrong] {
            let calldata = world.proofs.interface.encode_call("prove", &proof).unwrap();
            let word = |at: usize| {
                let word = &calldata[at..at + 32];
                usize::try_from(U256::from_be_slice(word)).unwrap()
            };
            for argument in [3, 4] {
                // Behind the selector and the number of openings: where each of them begins.
                let begin = 4 + word(4 + 32 * argument) + 32;
                for index in [0, CHALLENGES - 1] {
                    let place = begin + 32 * index;
                    let length = begin + word(place);
                    for (at, bad) in [
                        (place, bit(254)),
                        (place, bit(40)),
                        (length, bit(255)),
                        (length, bit(30)),
                    ] {
                        let mut changed = calldata.clone();
                        changed[at..at + 32].copy_from_slice(&bad);
                        let to = world.proofs.address;
                        let outcome = world.chain.call(&account("eve"), to, changed);
                        assert!(outcome.is_revert(), "{argument} {index}: {outcome}");
                        assert!(outcome.data.is_empty(), "{argument} {index}: {outcome}");
                    }
                }
            }
        }
    });
}
