//! Merkle trees of RFC 9162 (certificate transparency): any number of leaves, proofs that a leaf is
//! in (2.1.3), proofs that one tree is the beginning of another (2.1.4).

use super::{expect_length, expect_root, Hash, Hasher, ProofError};

/// A tree as its log signs it.
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
pub struct TreeHead {
    /// Leaves in the tree.
    pub size: u64,
    /// Its root; of an empty tree, the hash of nothing.
    pub root: Hash,
}

/// Checks that `leaf` (a digest of [`Hasher::leaf`]) is leaf number `index` of `tree`
/// (RFC 9162, 2.1.3.2). O(log size) hashes.
pub fn verify_inclusion<H: Hasher>(
    hasher: &H,
    tree: &TreeHead,
    index: u64,
    leaf: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= tree.size {
        return Err(ProofError::IndexOutOfRange {
            expected_below: tree.size,
            received: index,
        });
    }
    // The length follows from index and size: check it before hashing anything.
    expect_length(inclusion_length(index, tree.size), proof.len())?;
    let (mut at, mut last) = (index, tree.size - 1);
    let mut digest = *leaf;
    for sibling in proof {
        if at & 1 == 1 || at == last {
            digest = hasher.node(sibling, &digest);
            skip_levels_without_sibling(&mut at, &mut last);
        } else {
            digest = hasher.node(&digest, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    expect_root(&tree.root, digest)
}

/// Checks that `old` is the beginning of `new` (RFC 9162, 2.1.4.2). Trees of one size must be
/// equal; the empty tree is the beginning of every tree; both need an empty proof.
/// O(log size) hashes.
pub fn verify_consistency<H: Hasher>(
    hasher: &H,
    old: &TreeHead,
    new: &TreeHead,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if new.size < old.size {
        return Err(ProofError::Shrinking {
            expected_at_least: old.size,
            received: new.size,
        });
    }
    if old.size == new.size {
        expect_length(0, proof.len())?;
        return expect_root(&old.root, new.root);
    }
    if old.size == 0 {
        expect_length(0, proof.len())?;
        return expect_root(&old.root, hasher.hash(&[]));
    }
    expect_length(consistency_length(old.size, new.size), proof.len())?;
    let (mut at, mut last) = (old.size - 1, new.size - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    // An old tree of a power of two is itself the first digest.
    let (start, rest) = match (old.size.is_power_of_two(), proof.split_first()) {
        (false, Some((first, rest))) => (first, rest),
        _ => (&old.root, proof),
    };
    let (mut old_digest, mut new_digest) = (*start, *start);
    for sibling in rest {
        if at & 1 == 1 || at == last {
            old_digest = hasher.node(sibling, &old_digest);
            new_digest = hasher.node(sibling, &new_digest);
            skip_levels_without_sibling(&mut at, &mut last);
        } else {
            new_digest = hasher.node(&new_digest, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    expect_root(&old.root, old_digest)?;
    expect_root(&new.root, new_digest)
}

/// A right-most node without a sibling is its own parent: go up until it is a right child.
fn skip_levels_without_sibling(at: &mut u64, last: &mut u64) {
    while *at & 1 == 0 && *at != 0 {
        *at >>= 1;
        *last >>= 1;
    }
}

/// Digests in an inclusion proof: one per level below which the paths of `index` and of the last
/// leaf have joined, and one per left sibling above.
fn inclusion_length(index: u64, size: u64) -> usize {
    let inner = 64 - (index ^ (size - 1)).leading_zeros();
    // inner is 64 only when the tree has more than 2^63 leaves: nothing is left above.
    let above = index.checked_shr(inner).map_or(0, u64::count_ones);
    (inner + above) as usize
}

/// Digests in a consistency proof between two trees of different size, the old one not empty: the
/// inclusion proof of the old tree's largest complete subtree at its right end, and that subtree
/// itself unless it is the whole old tree.
fn consistency_length(old: u64, new: u64) -> usize {
    let level = (old - 1).trailing_ones();
    let path = inclusion_length((old - 1) >> level, ((new - 1) >> level) + 1);
    path + usize::from(!old.is_power_of_two())
}

/// The root over leaf digests; the hash of nothing when there are none. For provers.
pub fn root<H: Hasher>(hasher: &H, leaves: &[Hash]) -> Hash {
    match leaves {
        [] => hasher.hash(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            hasher.node(&root(hasher, left), &root(hasher, right))
        }
    }
}

/// Emits the inclusion proof of leaf `index`, in the order [`verify_inclusion`] reads it. Emits
/// nothing when there is no such leaf.
pub fn inclusion_proof<H: Hasher>(
    hasher: &H,
    leaves: &[Hash],
    index: usize,
    emit: &mut impl FnMut(Hash),
) {
    if index >= leaves.len() || leaves.len() < 2 {
        return;
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    if index < middle {
        inclusion_proof(hasher, left, index, emit);
        emit(root(hasher, right));
    } else {
        inclusion_proof(hasher, right, index - middle, emit);
        emit(root(hasher, left));
    }
}

/// Emits the consistency proof between the tree of the first `old` leaves and the tree of all, in
/// the order [`verify_consistency`] reads it. Emits nothing when `old` is 0 or not less than all.
pub fn consistency_proof<H: Hasher>(
    hasher: &H,
    leaves: &[Hash],
    old: usize,
    emit: &mut impl FnMut(Hash),
) {
    if old > 0 && old < leaves.len() {
        subproof(hasher, leaves, old, true, emit);
    }
}

/// `SUBPROOF` of RFC 9162, 2.1.4.1: `known` while the verifier can compute the subtree from the old
/// root alone.
fn subproof<H: Hasher>(
    hasher: &H,
    leaves: &[Hash],
    old: usize,
    known: bool,
    emit: &mut impl FnMut(Hash),
) {
    if old == leaves.len() {
        if !known {
            emit(root(hasher, leaves));
        }
        return;
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    if old <= middle {
        subproof(hasher, left, old, known, emit);
        emit(root(hasher, right));
    } else {
        subproof(hasher, right, old - middle, false, emit);
        emit(root(hasher, left));
    }
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}
