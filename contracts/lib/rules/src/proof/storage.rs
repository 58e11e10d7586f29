//! Storage challenges: random leaves of a committed data set, chosen when provers can no longer prepare for
//! them (Filecoin PDP's `provePossession`).
//!
//! A prover that lost a fraction `f` of the leaves passes a challenge of `c` of them with probability
//! `(1 - f)^c`: with 5 leaves, 10 % lost is found in 41 % of the periods.

use super::{verify_indexed, Hash, Hasher, ProofError};
use crate::math::U256;

/// A data set under challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Of a block that lay in the future when the challenge was set.
    pub seed: Hash,
    /// Which data set; bound into the choice, so that a response is valid for one set.
    pub set_id: u64,
    /// Leaves of the set that hold data.
    pub leaves: u64,
    /// Levels of its tree.
    pub height: u32,
    /// Its root, fixed on chain before the seed was known.
    pub root: Hash,
}

/// Why a response is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// The set holds nothing to choose from.
    Empty,
    /// The number of leaves opened is not the number challenged.
    WrongCount {
        /// Leaves challenged.
        expected: usize,
        /// Leaves opened.
        received: usize,
    },
    /// One of the leaves is not shown to be in the set.
    Leaf {
        /// Which of the challenged leaves, from 0.
        number: usize,
        /// What is wrong with its proof.
        error: ProofError,
    },
}

/// The index of challenged leaf `number`: `H(seed || set id as 32 bytes || number as 8 bytes)`
/// modulo the number of leaves, both big endian as Solidity's `encodePacked` writes them. The
/// modulo's bias is below `leaves / 2^256`.
pub fn challenge_index<H: Hasher>(
    hasher: &H,
    seed: &Hash,
    set_id: u64,
    number: u64,
    leaves: u64,
) -> Result<u64, StorageError> {
    if leaves == 0 {
        return Err(StorageError::Empty);
    }
    let set = U256::from(set_id).to_big_endian();
    let digest = hasher.hash(&[seed, &set, &number.to_be_bytes()]);
    Ok((U256::from_big_endian(&digest) % leaves).low_u64())
}

/// Checks a response: for each of `count` challenged leaves its data and its proof, in order.
pub fn verify_possession<'data, 'proof, H: Hasher>(
    hasher: &H,
    challenge: &Challenge,
    count: usize,
    openings: impl IntoIterator<Item = (&'data [u8], &'proof [Hash])>,
) -> Result<(), StorageError> {
    let mut received = 0;
    for (number, (data, proof)) in openings.into_iter().enumerate() {
        received = number + 1;
        if received > count {
            break;
        }
        let index = challenge_index(
            hasher,
            &challenge.seed,
            challenge.set_id,
            number as u64,
            challenge.leaves,
        )?;
        verify_indexed(
            hasher,
            &challenge.root,
            challenge.height,
            index,
            data,
            proof,
        )
        .map_err(|error| StorageError::Leaf { number, error })?;
    }
    if received != count {
        return Err(StorageError::WrongCount {
            expected: count,
            received,
        });
    }
    Ok(())
}
