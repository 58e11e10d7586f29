//! The seeds of a randomness beacon's rounds (`blueprint_rules::beacon`).
//!
//! A round has one record, which is written once and removed by any account when it is forgotten. A forgotten round
//! gets no seed again, so that no seed is replaced by another one.

#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of a seed beacon, and a client of it.
    pub mod abi = "blueprint-abi/library/ISeedBeacon.sol";
}
pub use blueprint_rules::beacon::Schedule;

use crate::cell::{Cell, Map};
use abi::*;
use blueprint_hooks::{
    bn254::{self, G1, G2},
    ensure, env, record, Bytes, Event, List, Result,
};
use blueprint_rules::{
    beacon::{message, DOMAIN},
    bn254::{hash_to_curve, modulus, Point},
};
use ink::storage::traits::{AutoKey, StorageKey};

/// The least time that a round is remembered after the network's patience is over, in seconds.
pub const LEAST_MEMORY: u64 = 86_400;
/// The most rounds that are cleared in one call.
pub const MOST_CLEARED: u32 = 64;
/// The blocks from the one that opens a fallback to the one whose hash counts.
pub const BLOCKS_AHEAD: u64 = 2;
/// How many of the latest blocks have a hash.
const HASHES: u64 = 256;

/// Where a seed is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Source {
    /// The round has none.
    None = 0,
    /// The network's signature.
    Network = 1,
    /// The hash of a block, for want of a signature.
    BlockHash = 2,
}

/// What the constructor was given. Written once.
#[record]
pub struct Network {
    /// When rounds are signed, and how far the chain's clock can be behind.
    pub schedule: Schedule,
    /// Seconds from a round's time until its fallback can be opened.
    pub patience: u32,
    /// Seconds from a round's time until it is forgotten.
    pub retention: u32,
    /// A point of the second group.
    pub key: G2,
}

/// A seed and its source.
#[record]
pub struct Seed {
    /// The seed.
    pub value: [u8; 32],
    /// The number of its [`Source`].
    pub source: u8,
}

/// The network, and the seeds of its rounds.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct SeedBeacon<KEY: StorageKey = AutoKey> {
    network: Cell<Network>,
    seeds: Map<u64, Seed>,
    fallbacks: Map<u64, u64>,
}

impl<KEY: StorageKey> SeedBeacon<KEY> {
    /// To be called by the contract's constructor. Errors: `ZeroPeriod`, `RetentionTooShort`, `BadKey`.
    pub fn init(&mut self, network: &Network) -> Result<()> {
        ensure!(network.schedule.period != 0, ZeroPeriod);
        let (least, received) = (
            LEAST_MEMORY.saturating_add(network.patience.into()),
            u64::from(network.retention),
        );
        ensure!(received >= least, RetentionTooShort { least, received });
        // Zero would cancel with any signature that is zero.
        ensure!(bn254::is_of_second_group(&network.key), BadKey);
        self.network.set(network);
        Ok(())
    }

    /// Fixes the seed of a round by the network's signature. Errors: `NoSuchRound`, `Forgotten`, `AlreadyFixed`,
    /// `SignatureLength`, `PrecompileFailed`, `BadSignature`.
    pub fn submit(&mut self, round: u64, signature: &Bytes) -> Result<()> {
        let network = self.open(round)?;
        let (expected, received) = (64, signature.len());
        ensure!(received == expected, SignatureLength { expected, received });
        let bytes: [u8; 64] = signature.to_array().unwrap_or([0; 64]);
        let [first, second] = points(round)?;
        let hash = bn254::add(&first, &second).ok_or(PrecompileFailed)?;
        let signed = bn254::pairings_cancel(
            &point(&bytes),
            &bn254::MINUS_G2_GENERATOR,
            &hash,
            &network.key,
        );
        ensure!(signed == Some(true), BadSignature { round });
        let seed = env::sha256(&bytes).ok_or(PrecompileFailed)?;
        self.fix(round, seed, Source::Network);
        Ok(())
    }

    /// Names the block of a round's fallback. Errors: `NoSuchRound`, `Forgotten`, `AlreadyFixed`, `FallbackTooEarly`,
    /// `FallbackOpen`.
    pub fn open_fallback(&mut self, round: u64) -> Result<()> {
        let network = self.open(round)?;
        let signed = network.schedule.signed_at(round);
        let (from, time) = (signed.saturating_add(network.patience.into()), env::now());
        ensure!(time >= from, FallbackTooEarly { from, time });
        let running = u64::from(env::block_number());
        if let Some(block_number) = self.fallbacks.get(&round) {
            let open = running <= block_number.saturating_add(HASHES);
            ensure!(
                !open,
                FallbackOpen {
                    round,
                    block_number
                }
            );
        }
        let block_number = running.saturating_add(BLOCKS_AHEAD);
        self.fallbacks.set(&round, &block_number);
        FallbackOpened {
            round,
            block_number,
        }
        .emit();
        Ok(())
    }

    /// Fixes the seed of a round by the hash of its fallback's block. Errors: `NoSuchRound`, `Forgotten`, `AlreadyFixed`,
    /// `FallbackNotOpen`, `BlockNotMade`.
    pub fn close_fallback(&mut self, round: u64) -> Result<()> {
        self.open(round)?;
        let block_number = self.fallback(round);
        ensure!(block_number != 0, FallbackNotOpen { round });
        let running = u64::from(env::block_number());
        ensure!(
            running > block_number,
            BlockNotMade {
                block_number,
                running
            }
        );
        let hash = env::block_hash(block_number);
        ensure!(hash != [0; 32], FallbackNotOpen { round });
        let number = round.to_be_bytes();
        let mut input = [0; 40];
        let bytes = number.iter().chain(&hash);
        input
            .iter_mut()
            .zip(bytes)
            .for_each(|(to, byte)| *to = *byte);
        self.fix(round, env::keccak256(&input), Source::BlockHash);
        Ok(())
    }

    /// Frees the storage of forgotten rounds. Errors: `BatchSize`, `Remembered`.
    pub fn clear(&mut self, rounds: &List<u64>) -> Result<()> {
        let (most, received) = (MOST_CLEARED, rounds.len());
        ensure!((1..=most).contains(&received), BatchSize { most, received });
        let network = self.network();
        for round in rounds.iter() {
            let round = round?;
            let until = network.remembered_until(round);
            ensure!(env::now() > until, Remembered { round, until });
            let seed = self.seeds.clear(&round);
            let fallback = self.fallbacks.clear(&round);
            if seed || fallback {
                SeedCleared { round }.emit();
            }
        }
        Ok(())
    }

    /// The seed of a round; zeros for none.
    pub fn seed(&self, round: u64) -> Seed {
        self.seeds.get(&round).unwrap_or_default()
    }

    /// The block of a round's fallback; 0 for none.
    pub fn fallback(&self, round: u64) -> u64 {
        self.fallbacks.get(&round).unwrap_or_default()
    }

    /// What the constructor was given.
    pub fn network(&self) -> Network {
        self.network.get().unwrap_or_default()
    }

    /// The network, if the round can still get a seed. Errors: `NoSuchRound`, `Forgotten`, `AlreadyFixed`.
    fn open(&self, round: u64) -> Result<Network> {
        ensure!(round != 0, NoSuchRound);
        let network = self.network();
        let until = network.remembered_until(round);
        ensure!(env::now() <= until, Forgotten { round, until });
        let source = self.seed(round).source;
        ensure!(source == Source::None as u8, AlreadyFixed { round, source });
        Ok(network)
    }

    fn fix(&mut self, round: u64, value: [u8; 32], source: Source) {
        let source = source as u8;
        self.seeds.set(&round, &Seed { value, source });
        if self.fallback(round) != 0 {
            self.fallbacks.clear(&round);
        }
        SeedFixed {
            round,
            seed: value,
            source,
        }
        .emit();
    }
}

impl Network {
    /// The last second in which a round is remembered.
    fn remembered_until(&self, round: u64) -> u64 {
        let signed = self.schedule.signed_at(round);
        signed.saturating_add(self.retention.into())
    }
}

/// The points whose sum the network's key multiplies in the signature of a round. Errors: `PrecompileFailed`.
pub fn points(round: u64) -> Result<[Point; 2]> {
    let modulus = modulus();
    let power = |base: &[u8; 32], exponent: &[u8; 32]| bn254::power(base, exponent, &modulus);
    let message = message(&env::keccak, round);
    Ok(hash_to_curve(&env::keccak, &power, DOMAIN, &message).ok_or(PrecompileFailed)?)
}

fn point(bytes: &[u8; 64]) -> G1 {
    let mut words = [[0; 32]; 2];
    let flat = words.as_flattened_mut();
    flat.copy_from_slice(bytes);
    words
}
