use super::*;
use blueprint_hooks::{call::mock, U256};
use blueprint_rules::beacon::evmnet::{GENESIS, PERIOD, ROUNDS};
use ink::{
    env::{test, DefaultEnvironment},
    storage::traits::ManualKey,
};

type Beacon = SeedBeacon<ManualKey<61>>;

const ROUND: u64 = ROUNDS[0].number;
const KEY: G2 = [[1; 32], [2; 32], [3; 32], [4; 32]];
const PATIENCE: u32 = 600;

fn network() -> Network {
    Network {
        schedule: Schedule {
            genesis: GENESIS,
            period: PERIOD,
            margin: 30,
        },
        patience: PATIENCE,
        retention: PATIENCE + 86_400,
        key: KEY,
    }
}

/// In the second of the round, and so many later.
fn at(seconds: u64, block: u32) {
    let signed = network().schedule.signed_at(ROUND);
    test::set_block_timestamp::<DefaultEnvironment>(signed + seconds);
    test::set_block_number::<DefaultEnvironment>(block);
}

fn pairings(points: [&[[u8; 32]]; 4], cancel: bool) {
    let input = points.concat();
    let mut word = [0; 32];
    word[31] = u8::from(cancel);
    mock::returns(bn254::PAIRING, input.as_flattened(), &word);
}

fn beacon() -> Beacon {
    let mut beacon = Beacon::default();
    let (one, minus_one) = (bn254::G1_GENERATOR, bn254::MINUS_G1_GENERATOR);
    pairings([&one, &KEY, &minus_one, &KEY], true);
    assert_eq!(beacon.init(&network()), Ok(()));
    at(0, 1_000);
    beacon
}

/// As the precompile for powers does.
fn power(base: &[u8; 32], exponent: &[u8; 32]) -> Option<[u8; 32]> {
    let prime = U256::from_big_endian(&modulus());
    let times = |a: U256, b: U256| U256::try_from(a.full_mul(b) % prime).unwrap();
    let (base, exponent) = (U256::from_big_endian(base), U256::from_big_endian(exponent));
    let bits = (0..256).rev().map(|bit| exponent.bit(bit));
    let raised = bits.fold(U256::one(), |product, bit| {
        let square = times(product, product);
        if bit {
            times(square, base)
        } else {
            square
        }
    });
    Some(raised.to_big_endian())
}

/// The precompiles answer for a signature of a round: is it the network's?
fn precompiles(signature: &[u8; 64], valid: bool) {
    let answers = |base: &[u8; 32], exponent: &[u8; 32]| {
        let raised = power(base, exponent)?;
        let mut length = [0; 32];
        length[31] = 32;
        let input = [length, length, length, *base, *exponent, modulus()];
        mock::returns(bn254::MODEXP, input.as_flattened(), &raised);
        Some(raised)
    };
    let message = message(&env::keccak, ROUND);
    let [first, second] = hash_to_curve(&env::keccak, &answers, DOMAIN, &message).unwrap();
    let sum = [[5; 32], [6; 32]];
    let input = [first, second].concat();
    mock::returns(bn254::ADD, input.as_flattened(), sum.as_flattened());
    let signed = point(signature);
    pairings([&signed, &bn254::MINUS_G2_GENERATOR, &sum, &KEY], valid);
    mock::returns(env::SHA256, signature, &[7; 32]);
}

#[ink::test]
fn seed_is_the_hash_of_a_valid_signature() {
    let mut beacon = beacon();
    let signature = [9; 64];
    let submitted = Bytes::from(signature);
    assert_eq!(
        beacon.submit(ROUND, &submitted),
        Err(PrecompileFailed.into())
    );
    precompiles(&signature, false);
    let bad = BadSignature { round: ROUND };
    assert_eq!(beacon.submit(ROUND, &submitted), Err(bad.into()));
    assert_eq!(beacon.seed(ROUND), Seed::default());
    precompiles(&signature, true);
    assert_eq!(beacon.submit(ROUND, &submitted), Ok(()));
    let seed = Seed {
        value: [7; 32],
        source: 1,
    };
    assert_eq!(beacon.seed(ROUND), seed);
    let fixed = AlreadyFixed {
        round: ROUND,
        source: 1,
    };
    assert_eq!(beacon.submit(ROUND, &submitted), Err(fixed.into()));
}

#[ink::test]
fn key_that_the_precompile_rejects_is_no_key() {
    let mut beacon = Beacon::default();
    assert_eq!(beacon.init(&network()), Err(BadKey.into()));
    // Its pairings cancel with any signature that is zero.
    let zero = Network {
        key: [[0; 32]; 4],
        ..network()
    };
    let (one, minus_one) = (bn254::G1_GENERATOR, bn254::MINUS_G1_GENERATOR);
    pairings([&one, &zero.key, &minus_one, &zero.key], true);
    assert_eq!(beacon.init(&zero), Err(BadKey.into()));
}

#[ink::test]
fn fallback_is_open_from_the_patience_on_and_closes_once() {
    let mut beacon = beacon();
    let from = network().schedule.signed_at(ROUND) + u64::from(PATIENCE);
    at(u64::from(PATIENCE) - 1, 1_000);
    let early = FallbackTooEarly {
        from,
        time: from - 1,
    };
    assert_eq!(beacon.open_fallback(ROUND), Err(early.into()));
    at(PATIENCE.into(), 1_000);
    assert_eq!(beacon.open_fallback(ROUND), Ok(()));
    assert_eq!(beacon.fallback(ROUND), 1_002);
    at(PATIENCE.into(), 1_002);
    let not_made = BlockNotMade {
        block_number: 1_002,
        running: 1_002,
    };
    assert_eq!(beacon.close_fallback(ROUND), Err(not_made.into()));
    // The last block that can read the hash.
    at(PATIENCE.into(), 1_002 + 256);
    let open = FallbackOpen {
        round: ROUND,
        block_number: 1_002,
    };
    assert_eq!(beacon.open_fallback(ROUND), Err(open.into()));
    assert_eq!(beacon.close_fallback(ROUND), Ok(()));
    let hash = env::block_hash(1_002);
    let value = env::keccak(&[&ROUND.to_be_bytes(), &hash]);
    assert_eq!(beacon.seed(ROUND), Seed { value, source: 2 });
    assert_eq!(beacon.fallback(ROUND), 0);
}

#[ink::test]
fn round_without_a_hash_is_opened_again() {
    let mut beacon = beacon();
    at(PATIENCE.into(), 1_000);
    let closed = FallbackNotOpen { round: ROUND };
    assert_eq!(beacon.close_fallback(ROUND), Err(closed.into()));
    assert_eq!(beacon.open_fallback(ROUND), Ok(()));
    at(PATIENCE.into(), 1_002 + 257);
    assert_eq!(beacon.close_fallback(ROUND), Err(closed.into()));
    assert_eq!(beacon.open_fallback(ROUND), Ok(()));
    assert_eq!(beacon.fallback(ROUND), 1_002 + 259);
}

#[ink::test]
fn forgotten_round_gets_no_seed() {
    let mut beacon = beacon();
    let retention = u64::from(network().retention);
    at(retention, 1_000);
    assert_eq!(beacon.open_fallback(ROUND), Ok(()));
    let rounds = || List::from(vec![ROUND]);
    let until = network().schedule.signed_at(ROUND) + retention;
    let remembered = Remembered {
        round: ROUND,
        until,
    };
    assert_eq!(beacon.clear(&rounds()), Err(remembered.into()));
    at(retention + 1, 1_010);
    let forgotten = Forgotten {
        round: ROUND,
        until,
    };
    assert_eq!(beacon.close_fallback(ROUND), Err(forgotten.into()));
    assert_eq!(beacon.clear(&rounds()), Ok(()));
    assert_eq!(beacon.fallback(ROUND), 0);
    let (most, received) = (MOST_CLEARED, 0);
    let none = BatchSize { most, received };
    assert_eq!(
        beacon.clear(&List::from(Vec::<u64>::new())),
        Err(none.into())
    );
    assert_eq!(
        beacon.submit(0, &Bytes::from([0; 64])),
        Err(NoSuchRound.into())
    );
}
