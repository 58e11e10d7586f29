//! Mutated seeds against a check: so many of them in a test, or for `FUZZ_SECONDS` (`make fuzz`), or the one file
//! `FUZZ_INPUT`. What leads to an outcome that no input had before is mutated further.

use proptest::{
    prelude::Rng,
    test_runner::{RngAlgorithm, TestRng},
};
use std::{
    collections::BTreeSet,
    env, fs,
    panic::{catch_unwind, AssertUnwindSafe},
    path::PathBuf,
    time::{Duration, Instant},
};

/// The longest input, in bytes.
const LONGEST: usize = 4_096;

/// Check all seeds, then mutations of them. The check returns the outcome in a few words, by which inputs are
/// distinguished.
///
/// # Panics
/// With the file that keeps the input, where the check panics or returns an error.
pub fn run(
    target: &str,
    seeds: Vec<Vec<u8>>,
    few: u32,
    check: impl FnMut(&[u8]) -> Result<String, String>,
) {
    run_texts(target, seeds, &[], few, check);
}

/// The same for texts: parts of a seed are taken out, doubled, or replaced by one of these words or by a part of another
/// seed.
///
/// # Panics
/// As [`run`].
pub fn run_texts(
    target: &str,
    seeds: Vec<Vec<u8>>,
    words: &[&str],
    few: u32,
    mut check: impl FnMut(&[u8]) -> Result<String, String>,
) {
    if let Ok(file) = env::var("FUZZ_INPUT") {
        let input = fs::read(&file)
            .unwrap_or_else(|error| panic!("expected a file with an input, {file}: {error}"));
        println!("{file}: {:?}", check(&input));
        return;
    }
    let seconds = env::var("FUZZ_SECONDS").ok().map(|it| {
        let number = it.parse();
        number.unwrap_or_else(|_| panic!("expected FUZZ_SECONDS=<a number>, received {it:?}"))
    });
    let until = seconds.map(|it| Instant::now() + Duration::from_secs(it));
    let goes_on = |done: u32| match until {
        Some(until) => Instant::now() < until,
        None => done < few,
    };
    // New ones with each longer run, ever the same in tests.
    let mut random = match until {
        Some(_) => TestRng::from_seed(RngAlgorithm::ChaCha, &seed_of_now()),
        None => TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    };
    let mut outcomes = BTreeSet::new();
    let mut pool = Vec::new();
    let mut try_one = |input: Vec<u8>, pool: &mut Vec<Vec<u8>>| {
        let checked = catch_unwind(AssertUnwindSafe(|| check(&input)));
        match checked.unwrap_or_else(|_| Err("it panicked".into())) {
            Ok(outcome) => {
                if outcomes.insert(outcome) {
                    pool.push(input);
                }
            }
            Err(why) => panic!("{target}: {why}; input {}", keep(target, &input).display()),
        }
    };
    for seed in &seeds {
        try_one(seed.clone(), &mut pool);
    }
    let mut done = 0;
    while goes_on(done) {
        let from = match random.next_u32() % 4 {
            0 => &seeds,
            _ => &pool,
        };
        let mut input = from[random.next_u32() as usize % from.len()].clone();
        for _ in 0..1 + random.next_u32() % 4 {
            match words.is_empty() || random.next_u32().is_multiple_of(8) {
                true => mutate(&mut input, &mut random),
                false => {
                    let other = &seeds[random.next_u32() as usize % seeds.len()];
                    mutate_text(&mut input, words, other, &mut random);
                }
            }
        }
        input.truncate(LONGEST);
        try_one(input, &mut pool);
        done += 1;
    }
    println!(
        "{target}: {} seeds, {done} mutations, {} outcomes",
        seeds.len(),
        outcomes.len()
    );
}

fn seed_of_now() -> [u8; 32] {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH);
    let mut seed = [0; 32];
    seed[..16].copy_from_slice(&since.unwrap_or_default().as_nanos().to_le_bytes());
    seed
}

fn keep(target: &str, input: &[u8]) -> PathBuf {
    let folder = env::var("FUZZ_FOLDER").map_or(env::temp_dir(), PathBuf::from);
    let file = folder.join(format!("{target}-{}", std::process::id()));
    let kept = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, input));
    if let Err(error) = kept {
        println!("the input cannot be kept in {}: {error}", file.display());
    }
    file
}

/// Words at the edges of types: of small amounts, of 8 to 256 bits, and addresses.
fn edge(random: &mut impl Rng) -> [u8; 32] {
    let mut word = [0; 32];
    let bits: usize = [8, 16, 32, 64, 128, 160, 248, 256][random.next_u32() as usize % 8];
    match random.next_u32() % 4 {
        0 => word[31] = (random.next_u32() % 0x81) as u8,
        // The largest of the type.
        1 => word[32 - bits / 8..].fill(0xff),
        // One more.
        2 if bits < 256 => word[31 - bits / 8] = 1,
        _ => random.fill_bytes(&mut word[12..]),
    }
    word
}

fn mutate(input: &mut Vec<u8>, random: &mut impl Rng) {
    let at = random.next_u32() as usize % (input.len() + 1);
    // After a selector, or none.
    let head = input.len() % 32;
    let words = input.len() / 32;
    match random.next_u32() % 7 {
        0 if at < input.len() => input[at] ^= 1 << (random.next_u32() % 8),
        1 => input.truncate(at),
        2 => {
            let more = edge(random);
            input.extend(&more[..random.next_u32() as usize % 33]);
        }
        3 | 4 if words > 0 => {
            let at = head + 32 * (random.next_u32() as usize % words);
            input[at..at + 32].copy_from_slice(&edge(random));
        }
        5 if words > 1 => {
            let (from, to) = (random.next_u32() as usize, random.next_u32() as usize);
            let word = input[head + 32 * (from % words)..][..32].to_vec();
            input[head + 32 * (to % words)..][..32].copy_from_slice(&word);
        }
        _ => input.extend(edge(random)),
    }
}

/// A range of a text, mostly a short one.
fn range(length: usize, random: &mut impl Rng) -> std::ops::Range<usize> {
    let from = random.next_u32() as usize % (length + 1);
    let most = match random.next_u32() % 4 {
        0 => length - from,
        _ => (length - from).min(12),
    };
    from..from + random.next_u32() as usize % (most + 1)
}

fn mutate_text(input: &mut Vec<u8>, words: &[&str], other: &[u8], random: &mut impl Rng) {
    let at = range(input.len(), random);
    let with = match random.next_u32() % 6 {
        0 => Vec::new(),
        1 => other[range(other.len(), random)].to_vec(),
        2 => input[range(input.len(), random)].to_vec(),
        _ => words[random.next_u32() as usize % words.len()].into(),
    };
    let at = match random.next_u32() % 2 {
        0 => at,
        _ => at.start..at.start,
    };
    input.splice(at, with);
}
