//! Merkle trees of a fixed height, addressed by index.

use super::{expect_length, expect_root, Hash, Hasher, ProofError};

/// Checks that the leaf at `index` of the complete tree of `height` levels under `root` holds
/// `data`. Siblings run from the leaf to the root and are put left or right by the bits of the
/// index, never sorted: a proof holds for one position only. The proof has exactly `height`
/// digests, so that neither a shorter tree nor an inner node passes. O(height) hashes.
pub fn verify_indexed<H: Hasher>(
    hasher: &H,
    root: &Hash,
    height: u32,
    index: u64,
    data: &[u8],
    proof: &[Hash],
) -> Result<(), ProofError> {
    if height > 63 {
        return Err(ProofError::TooHigh {
            expected_at_most: 63,
            received: height,
        });
    }
    let leaves = 1u64 << height;
    if index >= leaves {
        return Err(ProofError::IndexOutOfRange {
            expected_below: leaves,
            received: index,
        });
    }
    expect_length(height as usize, proof.len())?;
    let mut digest = hasher.leaf(data);
    for (level, sibling) in proof.iter().enumerate() {
        digest = if index >> level & 1 == 1 {
            hasher.node(sibling, &digest)
        } else {
            hasher.node(&digest, sibling)
        };
    }
    expect_root(root, digest)
}
