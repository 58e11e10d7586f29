//! Proofs that a contract can check: that something is in a log, that a log only grew, that stored
//! data is still there, that a stream has no gap, that a result is right, that a request went elsewhere.
//!
//! Everything takes its hash as a parameter ([`Hasher`]): a contract passes the host's keccak or
//! sha256, a test a crate's. Leaves and nodes are hashed with different first bytes (RFC 9162,
//! 2.1.1), so that an inner node never passes for a leaf.

pub mod assignment;
mod checkpoint;
pub mod computation;
mod equivocation;
mod indexed;
mod rfc9162;
mod storage;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use equivocation::{
    conflicting_votes, diverging_heads, moment_of_offence, EquivocationError, FaultWindow, Head,
    MomentError, Vote,
};
pub use indexed::verify_indexed;
pub use rfc9162::{
    consistency_proof, inclusion_proof, root, verify_consistency, verify_inclusion, TreeHead,
};
pub use storage::{challenge_index, verify_possession, Challenge, StorageError};

/// A digest.
pub type Hash = [u8; 32];

/// First byte of what is hashed into a leaf.
const LEAF: [u8; 1] = [0x00];
/// First byte of what is hashed into a node.
const NODE: [u8; 1] = [0x01];

/// A hash function over the concatenation of its parts. Any `Fn(&[&[u8]]) -> [u8; 32]` is one.
pub trait Hasher {
    /// The digest of the parts, one after the other.
    fn hash(&self, parts: &[&[u8]]) -> Hash;

    /// The digest of a leaf that holds `data`: `H(0x00 || data)`.
    fn leaf(&self, data: &[u8]) -> Hash {
        self.hash(&[&LEAF, data])
    }

    /// The digest of a node over two digests: `H(0x01 || left || right)`.
    fn node(&self, left: &Hash, right: &Hash) -> Hash {
        self.hash(&[&NODE, left, right])
    }
}

impl<F: Fn(&[&[u8]]) -> Hash> Hasher for F {
    fn hash(&self, parts: &[&[u8]]) -> Hash {
        self(parts)
    }
}

/// Why a proof was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// No such leaf.
    IndexOutOfRange {
        /// Leaves in the tree: the index must be below.
        expected_below: u64,
        /// The index received.
        received: u64,
    },
    /// The proof has too few or too many digests for this leaf of this tree.
    WrongLength {
        /// Digests that a proof has here.
        expected: usize,
        /// Digests received.
        received: usize,
    },
    /// The digests do not lead to the root.
    WrongRoot {
        /// The root on record.
        expected: Hash,
        /// The root they lead to.
        received: Hash,
    },
    /// A log got shorter.
    Shrinking {
        /// Leaves it had.
        expected_at_least: u64,
        /// Leaves received.
        received: u64,
    },
    /// The tree is higher than an index of 64 bits can address.
    TooHigh {
        /// The greatest height.
        expected_at_most: u32,
        /// The height received.
        received: u32,
    },
}

fn expect_length(expected: usize, received: usize) -> Result<(), ProofError> {
    if expected != received {
        return Err(ProofError::WrongLength { expected, received });
    }
    Ok(())
}

fn expect_root(expected: &Hash, received: Hash) -> Result<(), ProofError> {
    if *expected != received {
        return Err(ProofError::WrongRoot {
            expected: *expected,
            received,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
