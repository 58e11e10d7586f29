//! Seeds of a randomness beacon on the chain: rounds that drand's evmnet signed, verified by the precompiles, in each
//! build.

#[path = "library/beacon.rs"]
mod beacon;
mod library;

use beacon::{arguments, MARGIN, PATIENCE, RETENTION};
use blueprint_e2e::{chain::Chain, outcome::Outcome, stored::submission};
use blueprint_e2e_runtime::Runtime;
use blueprint_rules::beacon::evmnet::{Round, GENESIS, PERIOD, ROUNDS};
use library::Contract;
use pallet_revive::weights::WeightInfo;
use serde_json::{json, Value};

const BUILDS: [&str; 3] = [
    "ink/seed_beacon.polkavm",
    "solidity/SeedBeacon.polkavm",
    "solidity/SeedBeacon.evm",
];

/// Seconds from one round to the next.
const APART: u64 = 120;

struct World {
    chain: Chain,
    beacon: Contract,
    in_ink: bool,
    /// When the first of the rounds is signed.
    signed: u64,
}

impl World {
    fn new(built: &str) -> World {
        let mut chain = Chain::new().unwrap();
        let signed = chain.timestamp() + 10_000;
        let beacon = beacon::deploy(&mut chain, built, signed, APART);
        World {
            chain,
            beacon,
            in_ink: built.starts_with("ink/"),
            signed,
        }
    }

    /// In a new block, so many seconds after the first of the rounds is signed.
    fn at(&mut self, seconds: u64) {
        self.chain.advance_blocks(1);
        self.chain.set_timestamp(self.signed + seconds);
    }

    /// By an account without any role.
    fn submit(&mut self, round: &Round) -> Outcome {
        self.beacon
            .send(&mut self.chain, "eve", "submit", &submission(round))
    }

    fn rejected(&mut self, call: &str, arguments: &[Value]) -> String {
        self.beacon
            .rejection(&mut self.chain, "eve", call, arguments)
    }

    fn seed(&mut self, round: u64) -> Vec<Value> {
        self.beacon.ask(&mut self.chain, "seedOf", &[json!(round)])
    }
}

fn each(test: impl Fn(&mut World)) {
    for built in BUILDS {
        test(&mut World::new(built));
    }
}

#[test]
fn seed_of_a_round_is_what_the_network_published() {
    each(|world| {
        for round in ROUNDS {
            // The last one is far ahead on this schedule: a signature is valid whatever the clock shows.
            world.submit(&round);
            let published = json!(format!("0x{}", round.randomness));
            assert_eq!(world.seed(round.number), [published, json!(1)]);
            assert_eq!(
                world.rejected("submit", &submission(&round)),
                "AlreadyFixed"
            );
        }
    });
}

#[test]
fn signatures_that_are_not_the_round_s_are_rejected() {
    each(|world| {
        let round = ROUNDS[0];
        let [number, signature] = submission(&round);
        let other = submission(&ROUNDS[1])[1].clone();
        let text = signature.as_str().unwrap();
        let changed = |from: usize, to: &str| {
            json!(format!("{}{to}{}", &text[..from], &text[from + to.len()..]))
        };
        let zeros = json!(format!("0x{}", "00".repeat(64)));
        let ones = json!(format!("0x{}", "ff".repeat(64)));
        // Of another round, with a bit changed, off the curve, the point at infinity, beyond the prime, and the same
        // point mirrored.
        let mirrored = json!(format!(
            "0x{}{}",
            round.signature[0],
            minus(round.signature[1])
        ));
        for bad in [
            other,
            changed(129, "2"),
            changed(2, "0"),
            zeros,
            ones,
            mirrored,
        ] {
            assert_eq!(
                world.rejected("submit", &[number.clone(), bad]),
                "BadSignature"
            );
        }
        for length in [0, 63, 65, 128] {
            let bad = json!(format!("0x{}", "11".repeat(length)));
            assert_eq!(
                world.rejected("submit", &[number.clone(), bad]),
                "SignatureLength"
            );
        }
        assert_eq!(
            world.rejected("submit", &[json!(0), signature.clone()]),
            "NoSuchRound"
        );
        let next = json!(round.number + 1);
        assert_eq!(world.rejected("submit", &[next, signature]), "BadSignature");
        assert_eq!(world.seed(round.number)[1], json!(0));
    });
}

/// The prime of the curve less a coordinate.
fn minus(hex: &str) -> String {
    let number = |text: &str| alloy_primitives::U256::from_str_radix(text, 16).unwrap();
    let prime = number("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47");
    format!("{:064x}", prime - number(hex))
}

#[test]
fn round_of_a_time_is_signed_after_it_and_the_margin() {
    each(|world| {
        let first = ROUNDS[0].number;
        let time = world.signed - MARGIN;
        let round_after = |world: &mut World, time: u64| {
            world
                .beacon
                .numbers(&mut world.chain, "roundAfter", &[json!(time)])[0]
        };
        assert_eq!(round_after(world, time - 1), u128::from(first));
        // In that second the network may have signed it.
        assert_eq!(round_after(world, time), u128::from(first + 1));
        world.submit(&ROUNDS[1]);
        let after = world
            .beacon
            .ask(&mut world.chain, "seedAfter", &[json!(time)]);
        let seed = json!(format!("0x{}", ROUNDS[1].randomness));
        let round = json!((first + 1).to_string());
        assert_eq!(after, [round, seed, json!(1)]);
        let signed = world
            .beacon
            .numbers(&mut world.chain, "signedAt", &[json!(first)]);
        assert_eq!(signed, [u128::from(world.signed)]);
    });
}

#[test]
fn fallback_waits_for_the_network_and_its_block() {
    each(|world| {
        let round = ROUNDS[0].number;
        let arguments = [json!(round)];
        world.at(PATIENCE - 1);
        assert_eq!(
            world.rejected("openFallback", &arguments),
            "FallbackTooEarly"
        );
        assert_eq!(
            world.rejected("closeFallback", &arguments),
            "FallbackNotOpen"
        );
        world.at(PATIENCE);
        world
            .beacon
            .send(&mut world.chain, "eve", "openFallback", &arguments);
        let block = u128::from(world.chain.block()) + 2;
        let open = world
            .beacon
            .numbers(&mut world.chain, "fallbackOf", &arguments);
        assert_eq!(open, [block]);
        assert_eq!(world.rejected("openFallback", &arguments), "FallbackOpen");
        // The block's hash is unknown until it is made.
        for _ in 0..3 {
            assert_eq!(world.rejected("closeFallback", &arguments), "BlockNotMade");
            world.chain.advance_blocks(1);
        }
        world
            .beacon
            .send(&mut world.chain, "bob", "closeFallback", &arguments);
        let [seed, source] = world.seed(round).try_into().unwrap();
        assert_eq!(source, json!(2));
        assert_ne!(seed, json!(format!("0x{}", "00".repeat(32))));
        // A seed that was used is not replaced.
        assert_eq!(
            world.rejected("submit", &submission(&ROUNDS[0])),
            "AlreadyFixed"
        );
        assert_eq!(world.rejected("openFallback", &arguments), "AlreadyFixed");
        assert_eq!(
            world
                .beacon
                .numbers(&mut world.chain, "fallbackOf", &arguments),
            [0]
        );
    });
}

#[test]
fn network_that_signs_late_wins_over_an_open_fallback() {
    each(|world| {
        let round = ROUNDS[0].number;
        world.at(PATIENCE);
        world
            .beacon
            .send(&mut world.chain, "eve", "openFallback", &[json!(round)]);
        world.chain.advance_blocks(3);
        world.submit(&ROUNDS[0]);
        assert_eq!(world.seed(round)[1], json!(1));
        assert_eq!(
            world.rejected("closeFallback", &[json!(round)]),
            "AlreadyFixed"
        );
    });
}

/// An account that dislikes a hash cannot wait for a better one: every account may close in the 256 blocks after it.
#[test]
fn fallback_is_opened_again_only_when_its_hash_is_gone() {
    each(|world| {
        let arguments = [json!(ROUNDS[0].number)];
        world.at(PATIENCE);
        world
            .beacon
            .send(&mut world.chain, "eve", "openFallback", &arguments);
        world.chain.advance_blocks(2 + 256);
        assert_eq!(world.rejected("openFallback", &arguments), "FallbackOpen");
        world.chain.advance_blocks(1);
        assert_eq!(
            world.rejected("closeFallback", &arguments),
            "FallbackNotOpen"
        );
        world
            .beacon
            .send(&mut world.chain, "eve", "openFallback", &arguments);
    });
}

#[test]
fn forgotten_rounds_are_cleared_and_get_no_other_seed() {
    each(|world| {
        let round = ROUNDS[0].number;
        world.submit(&ROUNDS[0]);
        world.at(RETENTION);
        let rounds = [json!([round])];
        assert_eq!(world.rejected("clear", &rounds), "Remembered");
        world.at(RETENTION + 1);
        // One of the batch is remembered.
        let batch = [json!([round, round + 1])];
        assert_eq!(world.rejected("clear", &batch), "Remembered");
        assert_eq!(world.seed(round)[1], json!(1));
        let cleared = world.beacon.send(&mut world.chain, "bob", "clear", &rounds);
        // A build in Solidity writes zeros, for which no deposit is paid back.
        assert!(cleared.deposit < 0 || !world.in_ink, "{cleared:?}");
        assert_eq!(world.seed(round)[1], json!(0));
        assert_eq!(
            world.rejected("submit", &submission(&ROUNDS[0])),
            "Forgotten"
        );
        assert_eq!(world.rejected("openFallback", &[json!(round)]), "Forgotten");
        for size in [0, 65] {
            let batch = json!(vec![round; size]);
            assert_eq!(world.rejected("clear", &[batch]), "BatchSize");
        }
    });
}

#[test]
fn network_is_checked_when_the_beacon_is_deployed() {
    let good = arguments(GENESIS, PERIOD.into());
    let with = |at: usize, value: Value| {
        let mut arguments = good.clone();
        arguments[at] = value;
        arguments
    };
    let zero = json!(format!("0x{}", "00".repeat(32)));
    let mut zeros = good.clone();
    zeros[5..].fill(zero);
    let mut swapped = good.clone();
    swapped.swap(5, 6);
    let mut chain = Chain::new().unwrap();
    for built in BUILDS {
        for (arguments, error) in [
            (with(1, json!(0)), "ZeroPeriod"),
            (with(4, json!(PATIENCE + 86_399)), "RetentionTooShort"),
            (zeros.clone(), "BadKey"),
            (swapped.clone(), "BadKey"),
        ] {
            let refused = Contract::refused_deployment(&mut chain, built, &arguments);
            assert_eq!(refused, error, "{built}");
        }
        let beacon = Contract::deploy(&mut chain, built, &good);
        let network = beacon.numbers(&mut chain, "network", &[]);
        assert_eq!(network[..2], [GENESIS.into(), PERIOD.into()]);
        assert_eq!(beacon.ask(&mut chain, "key", &[]), good[5..]);
    }
}

/// What verifying costs beside the pairings alone.
#[test]
fn submission_costs_little_more_than_its_pairings() {
    let mut world = World::new(BUILDS[0]);
    let pairing = <Runtime as pallet_revive::Config>::WeightInfo::bn128_pairing(2).ref_time();
    let spent = world.submit(&ROUNDS[1]).ref_time;
    let beside = spent as f64 / pairing as f64;
    eprintln!(
        "a submission: {} us, {beside:.3} times its pairings",
        spent / 1_000_000
    );
    assert!(beside < 1.15, "{beside}");
}
