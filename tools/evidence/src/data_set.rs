//! The tree of a data set of storage proofs, and openings of its leaves. Leaves and nodes are those of
//! `IStorageProofs.sol`, in a tree of 2^height leaves with empty leaves behind those of the set.

use alloy_primitives::B256;
use blueprint_rules::proof::{Hash, Hasher};

/// The most levels of a tree that the contract takes.
pub const MOST_HEIGHT: u8 = 40;

/// Why there is no tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DataSetError {
    /// The set has no leaf.
    #[error("expected a data set with a leaf, received none")]
    Empty,
    /// The tree has too few places, or too many levels.
    #[error(
        "expected a height from {least} to {MOST_HEIGHT} for {leaves} leaves, received {received}"
    )]
    Height {
        /// The least height with a place for each leaf.
        least: u8,
        /// The leaves of the set.
        leaves: u64,
        /// The height received.
        received: u8,
    },
}

/// A data set's tree. It has the digests of the leaves, and not their data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSet {
    /// Digests from the leaves up, without those of parts of the tree that are empty.
    levels: Vec<Vec<Hash>>,
    /// The digest of an empty part, of each level.
    empty: Vec<Hash>,
}

impl DataSet {
    /// The set of these leaves, in a tree of `height` levels. Errors: `Empty`, `Height`.
    pub fn new(
        leaves: impl IntoIterator<Item = impl AsRef<[u8]>>,
        height: u8,
    ) -> Result<Self, DataSetError> {
        let digests = leaves.into_iter().map(|data| Self::leaf(data.as_ref()));
        Self::of_digests(digests.collect(), height)
    }

    /// The digest of a leaf.
    pub fn leaf(data: &[u8]) -> Hash {
        keccak.leaf(data)
    }

    /// The set of leaves with these digests, in a tree of `height` levels. Errors: `Empty`, `Height`.
    pub fn of_digests(digests: Vec<Hash>, height: u8) -> Result<Self, DataSetError> {
        let leaves = digests.len() as u64;
        let least = least_height(leaves).ok_or(DataSetError::Empty)?;
        if !(least..=MOST_HEIGHT).contains(&height) {
            return Err(DataSetError::Height {
                least,
                leaves,
                received: height,
            });
        }
        let (mut levels, mut empty) = (vec![digests], vec![keccak.leaf(&[])]);
        for _ in 0..height {
            let (Some(below), Some(padding)) = (levels.last(), empty.last()) else {
                break;
            };
            let pairs = below.chunks(2).map(|pair| match pair {
                [left, right] => keccak.node(left, right),
                [left] => keccak.node(left, padding),
                _ => *padding,
            });
            let (level, next) = (pairs.collect(), keccak.node(padding, padding));
            levels.push(level);
            empty.push(next);
        }
        Ok(Self { levels, empty })
    }

    /// The leaves that hold data.
    pub fn leaves(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Levels of the tree.
    pub fn height(&self) -> u8 {
        // At most 40 levels above the leaves.
        u8::try_from(self.levels.len().saturating_sub(1)).unwrap_or(MOST_HEIGHT)
    }

    /// The root.
    pub fn root(&self) -> B256 {
        let top = self.levels.last().and_then(|top| top.first());
        B256::new(top.copied().unwrap_or_default())
    }

    /// The siblings of a leaf, from the leaf to the root. `None` behind the last leaf of the set.
    pub fn siblings(&self, leaf: u64) -> Option<Vec<B256>> {
        if leaf >= self.leaves() {
            return None;
        }
        let mut place = usize::try_from(leaf).ok()?;
        let mut siblings = Vec::with_capacity(self.height().into());
        let below_top = self.levels.iter().zip(&self.empty);
        for (level, empty) in below_top.take(self.height().into()) {
            siblings.push(B256::new(*level.get(place ^ 1).unwrap_or(empty)));
            place /= 2;
        }
        Some(siblings)
    }
}

/// The least height of a tree with so many leaves; `None` for none.
pub fn least_height(leaves: u64) -> Option<u8> {
    let last = leaves.checked_sub(1)?;
    u8::try_from(u64::BITS.saturating_sub(last.leading_zeros())).ok()
}

fn keccak(parts: &[&[u8]]) -> Hash {
    let mut hasher = alloy_primitives::Keccak256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().0
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_rules::proof::{root, verify_indexed};

    fn data(leaves: usize) -> Vec<Vec<u8>> {
        (0..leaves).map(|it| vec![it as u8; it % 7]).collect()
    }

    #[test]
    fn each_leaf_opens_and_its_root_is_that_of_the_whole_tree() {
        for leaves in 1..=17 {
            let data = data(leaves);
            let least = least_height(leaves as u64).unwrap();
            for height in least..least + 3 {
                let set = DataSet::new(&data, height).unwrap();
                let places = 0..1usize << height;
                let all = places.map(|it| keccak.leaf(data.get(it).map_or(&[][..], Vec::as_slice)));
                let whole = root(&keccak, &all.collect::<Vec<_>>());
                assert_eq!(set.root().0, whole, "{leaves} {height}");
                assert_eq!((set.leaves(), set.height()), (leaves as u64, height));
                for (place, leaf) in data.iter().enumerate() {
                    let siblings = set.siblings(place as u64).unwrap();
                    let siblings: Vec<Hash> = siblings.iter().map(|it| it.0).collect();
                    let opened = verify_indexed(
                        &keccak,
                        &whole,
                        height.into(),
                        place as u64,
                        leaf,
                        &siblings,
                    );
                    assert_eq!(opened, Ok(()), "{leaves} {height} {place}");
                }
                assert_eq!(set.siblings(leaves as u64), None);
            }
        }
    }

    /// The same file is read by the test of the library in TypeScript.
    #[test]
    fn trees_are_those_of_the_vectors() {
        #[derive(serde::Deserialize)]
        struct Vector {
            leaves: Vec<alloy_primitives::Bytes>,
            height: u8,
            root: B256,
            leaf: u64,
            siblings: Vec<B256>,
        }
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../vectors/data_sets.json")).unwrap();
        assert!(vectors.len() > 3);
        for it in vectors {
            let set = DataSet::new(&it.leaves, it.height).unwrap();
            assert_eq!(set.root(), it.root);
            assert_eq!(set.siblings(it.leaf), Some(it.siblings));
        }
    }

    #[test]
    fn heights_that_do_not_fit_are_errors_with_the_bound() {
        assert_eq!(DataSet::new(data(0), 3), Err(DataSetError::Empty));
        for (leaves, received, least) in [(5, 2, 3), (4, 1, 2), (1, 41, 0)] {
            let error = DataSet::new(data(leaves), received).unwrap_err();
            let expected = DataSetError::Height {
                least,
                leaves: leaves as u64,
                received,
            };
            assert_eq!(error, expected);
        }
        // A tree of 2^40 places takes no more than its leaves.
        assert_eq!(
            DataSet::new(data(5), 40)
                .unwrap()
                .siblings(4)
                .unwrap()
                .len(),
            40
        );
    }
}
