//! Storage proofs: which leaves an operator must open in a window, and whether it did
//! (`blueprint_rules::proof::verify_possession`).
//!
//! A service has one record, and each of its operators one of two data sets. A proof stores nothing here: the service
//! levels mark the window.

#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of storage proofs, and a client of them.
    pub mod abi = "blueprint-abi/library/IStorageProofs.sol";
}

use crate::{
    cell::Map,
    peer::{answered, other},
    seed_beacon::{abi::Client as Beacon, Source},
    service_levels::abi::Client as Levels,
};
use abi::*;
use blueprint_hooks::{ensure, env, record, Address, Bytes, Event, List, Result, Vec};
use blueprint_rules::proof::{challenge_index, verify_possession, Challenge, Hash, StorageError};
use ink::storage::traits::{AutoKey, StorageKey};

/// The most leaves that are asked for in a window.
pub const MOST_CHALLENGES: u8 = 16;
/// The most levels of a tree.
pub const MOST_HEIGHT: u8 = 40;

/// How a service is challenged. Fixed once window 0 has begun.
#[record]
pub struct Service {
    /// The contract of service levels that has this one as the service's verifier.
    pub levels: Address,
    /// Where seeds are from.
    pub beacon: Address,
    /// Leaves that are asked for in a window.
    pub challenges: u8,
    /// Whether seeds made of the hash of a block count.
    pub block_hashes: bool,
}

/// What an operator stores from a window on.
#[record]
pub struct StoredSet {
    /// The root of its tree.
    pub root: Hash,
    /// Leaves that hold data; 0 for no data set.
    pub leaves: u64,
    /// Levels of the tree.
    pub height: u8,
    /// The first window in which it is asked for.
    pub from: u32,
}

/// The data set in use, and the one that follows it.
#[record]
pub struct Sets {
    /// Until the next one's first window.
    pub present: StoredSet,
    /// From its first window on; without leaves for none.
    pub next: StoredSet,
}

/// Services and data sets. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct StorageProofs<KEY: StorageKey = AutoKey> {
    services: Map<u64, Service>,
    sets: Map<(u64, Address), Sets>,
}

impl<KEY: StorageKey> StorageProofs<KEY> {
    /// Fixes how a service is challenged; before its window 0, in another way. Errors: `AlreadyOpen`,
    /// `ChallengesOutOfBounds`, `NotVerifierOf`, `PeerFailed`.
    pub fn open(&mut self, service_id: u64, service: &Service) -> Result<()> {
        if let Some(known) = self.services.get(&service_id) {
            let begun = Levels::at(known.levels).windows_begun(service_id, env::now());
            ensure!(begun == Ok(0), AlreadyOpen { service_id });
        }
        let (most, received) = (MOST_CHALLENGES, service.challenges);
        ensure!(
            (1..=most).contains(&received),
            ChallengesOutOfBounds { most, received }
        );
        let Service { levels, beacon, .. } = *service;
        other(levels)?;
        other(beacon)?;
        let verifier = Levels::at(levels).verifier_of(service_id);
        let is_verifier = answered(levels, verifier)? == env::this();
        ensure!(is_verifier, NotVerifierOf { levels, service_id });
        // What is no beacon does not answer.
        answered(beacon, Beacon::at(beacon).round_after(env::now()))?;
        self.services.set(&service_id, service);
        ServiceOpened {
            service_id,
            levels,
            beacon,
            challenges: service.challenges,
        }
        .emit();
        Ok(())
    }

    /// Sets what an operator stores from a window on that has not begun. Errors: `UnknownService`, `BadDataSet`,
    /// `WindowBegan`, `DataSetInUse`, `PeerFailed`.
    pub fn set(&mut self, service_id: u64, operator: Address, set: &StoredSet) -> Result<()> {
        let service = self.service(service_id)?;
        let fits = set.height <= MOST_HEIGHT && set.leaves != 0;
        let most = 1u64.checked_shl(set.height.into()).unwrap_or_default();
        ensure!(fits && set.leaves <= most, BadDataSet);
        let time = env::now();
        let begun = Levels::at(service.levels).windows_begun(service_id, time);
        let (least, received) = (answered(service.levels, begun)?, set.from);
        ensure!(received >= least, WindowBegan { least, received });
        let mut sets = self.sets(service_id, operator);
        if sets.next.leaves != 0 && sets.next.from < least {
            // The last window of the present set can be answered for a while.
            let until = match sets.next.from.checked_sub(1) {
                Some(last) if sets.present.leaves != 0 => times(&service, service_id, last)?.1,
                _ => 0,
            };
            ensure!(time >= until, DataSetInUse { until, time });
            sets.present = sets.next;
        }
        sets.next = *set;
        self.sets.set(&(service_id, operator), &sets);
        let StoredSet {
            root, leaves, from, ..
        } = *set;
        DataSetChanged {
            service_id,
            operator,
            root,
            leaves,
            from,
        }
        .emit();
        Ok(())
    }

    /// Marks a window as kept by an operator that opened the leaves. Errors: those of `challenge`,
    /// `OpeningCount`, `WrongOpening`, those of the service levels.
    pub fn prove(
        &mut self,
        service_id: u64,
        window: u32,
        operator: Address,
        leaves: &List<Bytes>,
        siblings: &List<List<Hash>>,
    ) -> Result<()> {
        let service = self.service(service_id)?;
        let challenge = self.challenge(&service, service_id, window, operator)?;
        let expected = u32::from(service.challenges);
        for received in [leaves.len(), siblings.len()] {
            ensure!(received == expected, OpeningCount { expected, received });
        }
        let data: Vec<Vec<u8>> = leaves
            .iter()
            .map(|leaf| Ok(leaf?.to_vec()))
            .collect::<Result<_>>()?;
        let proofs: Vec<Vec<Hash>> = siblings
            .iter()
            .map(|proof| Ok(proof?.to_vec()?))
            .collect::<Result<_>>()?;
        let openings = data.iter().map(Vec::as_slice);
        let openings = openings.zip(proofs.iter().map(Vec::as_slice));
        let valid = verify_possession(&env::keccak, &challenge, data.len(), openings);
        if let Err(error) = valid {
            return Err(wrong_opening(&challenge, error).into());
        }
        let operators = Vec::from([operator]);
        Levels::at(service.levels).mark(service_id, window, &operators)?;
        PossessionProven {
            service_id,
            operator,
            window,
        }
        .emit();
        Ok(())
    }

    /// The leaves that an operator must open to keep a window. Errors: `UnknownService`, those of `challenge`.
    pub fn leaves(&self, service_id: u64, window: u32, operator: Address) -> Result<Vec<u64>> {
        let service = self.service(service_id)?;
        let challenge = self.challenge(&service, service_id, window, operator)?;
        let indices = (0..u64::from(service.challenges)).map(|number| leaf(&challenge, number));
        Ok(indices.collect())
    }

    /// How a service is challenged; zeros for a service that is not open.
    pub fn stated(&self, service_id: u64) -> Service {
        self.services.get(&service_id).unwrap_or_default()
    }

    /// How a service is challenged. Errors: `UnknownService`.
    fn service(&self, service_id: u64) -> Result<Service> {
        let service = self.services.get(&service_id);
        Ok(service.ok_or(UnknownService { service_id })?)
    }

    /// What an operator stores.
    pub fn sets(&self, service_id: u64, operator: Address) -> Sets {
        self.sets.get(&(service_id, operator)).unwrap_or_default()
    }

    /// The challenge of a window. Errors: `NoDataSet`, `NoSeed`, `PeerFailed`, those of the service levels.
    fn challenge(
        &self,
        service: &Service,
        service_id: u64,
        window: u32,
        operator: Address,
    ) -> Result<Challenge> {
        let set = self.sets(service_id, operator).of(window);
        let set = set.ok_or(NoDataSet {
            service_id,
            operator,
            window,
        })?;
        let begins = times(service, service_id, window)?.0;
        let seed = Beacon::at(service.beacon).seed_after(begins);
        let (round, seed, source) = answered(service.beacon, seed)?;
        let counts = source == Source::Network as u8
            || service.block_hashes && source == Source::BlockHash as u8;
        ensure!(counts, NoSeed { round, source });
        let number = window.to_be_bytes();
        let of_operator = [seed.as_slice(), &env::this().0, &operator.0, &number];
        Ok(Challenge {
            seed: env::keccak(&of_operator),
            set_id: service_id,
            leaves: set.leaves,
            height: set.height.into(),
            root: set.root,
        })
    }
}

impl Sets {
    /// The data set of a window.
    fn of(&self, window: u32) -> Option<StoredSet> {
        let mut newest_first = [self.next, self.present].into_iter();
        newest_first.find(|set| set.leaves != 0 && set.from <= window)
    }
}

/// When a window begins, and until when it can be answered, by the service levels.
fn times(service: &Service, service_id: u64, window: u32) -> Result<(u64, u64)> {
    let times = Levels::at(service.levels).times_of(service_id, window);
    let (begins, answers_end, _) = answered(service.levels, times)?;
    Ok((begins, answers_end))
}

/// The index of a challenged leaf. A data set has leaves.
fn leaf(challenge: &Challenge, number: u64) -> u64 {
    let Challenge {
        seed,
        set_id,
        leaves,
        ..
    } = challenge;
    challenge_index(&env::keccak, seed, *set_id, number, *leaves).unwrap_or_default()
}

/// Which opening is wrong. The number of openings was checked before.
fn wrong_opening(challenge: &Challenge, error: StorageError) -> WrongOpening {
    let index = match error {
        StorageError::Leaf { number, .. } => u32::try_from(number).unwrap_or(u32::MAX),
        StorageError::Empty | StorageError::WrongCount { .. } => 0,
    };
    WrongOpening {
        index,
        leaf: leaf(challenge, index.into()),
    }
}
