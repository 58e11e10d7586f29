//! Checkpoints of a stream: a hash chain without gaps.

use super::{Hash, Hasher};

/// The last checkpoint of a stream: `head_k = H(head_(k-1) || root_k)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Checkpoint {
    /// Checkpoints so far.
    pub number: u64,
    /// Binds every root so far and their order.
    pub head: Hash,
}

/// Why a checkpoint was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointError {
    /// A checkpoint was left out or sent twice.
    WrongNumber {
        /// The next number.
        expected: u64,
        /// The number received.
        received: u64,
    },
    /// The checkpoint does not build on the last one.
    WrongParent {
        /// The head on record.
        expected: Hash,
        /// The head it builds on.
        received: Hash,
    },
}

impl Checkpoint {
    /// The start of the stream of a job call: its head binds service, job call and inputs, so that
    /// the output of one call never passes for another's.
    pub fn start<H: Hasher>(hasher: &H, service: u64, call: u64, inputs: &Hash) -> Self {
        Self {
            number: 0,
            head: hasher.hash(&[&service.to_be_bytes(), &call.to_be_bytes(), inputs]),
        }
    }

    /// The next checkpoint: number `number`, on top of `parent`, over `root`.
    pub fn advance<H: Hasher>(
        &self,
        hasher: &H,
        number: u64,
        parent: &Hash,
        root: &Hash,
    ) -> Result<Self, CheckpointError> {
        // After the last number of 64 bits there is no next one: the number repeats, and is refused.
        let expected = self.number.saturating_add(1);
        if number != expected || number == self.number {
            return Err(CheckpointError::WrongNumber {
                expected,
                received: number,
            });
        }
        if *parent != self.head {
            return Err(CheckpointError::WrongParent {
                expected: self.head,
                received: *parent,
            });
        }
        Ok(Self {
            number,
            head: hasher.hash(&[&self.head, root]),
        })
    }
}
