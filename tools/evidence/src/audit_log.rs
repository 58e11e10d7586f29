//! A log that only grows, as `IAuditLogs.sol` verifies it: a Merkle tree of RFC 9162 over SHA-256. It has the digests of the
//! entries, and not the entries.

use alloy_primitives::B256;
use blueprint_rules::proof::{self, Hash, Hasher};
use sha2::{Digest, Sha256};

/// A log, by its entries' digests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditLog {
    leaves: Vec<Hash>,
}

/// Why there is no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuditLogError {
    /// The log has no such entry.
    #[error("expected an entry below {size}, received {received}")]
    NoSuchEntry {
        /// Its entries.
        size: u64,
        /// The entry received.
        received: u64,
    },
    /// The log was never that long.
    #[error("expected a size of at most {size}, received {received}")]
    NeverThatLong {
        /// Its entries.
        size: u64,
        /// The size received.
        received: u64,
    },
}

impl AuditLog {
    /// The log of these entries.
    pub fn new(entries: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut log = Self::default();
        entries.into_iter().for_each(|entry| log.push(entry));
        log
    }

    /// The digest of an entry, as a leaf.
    pub fn leaf(entry: &[u8]) -> B256 {
        sha256.leaf(entry).into()
    }

    /// Adds an entry.
    pub fn push(&mut self, entry: impl AsRef<[u8]>) {
        self.leaves.push(sha256.leaf(entry.as_ref()));
    }

    /// The number of its entries.
    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    /// The root; of a log without entries, the hash of nothing.
    pub fn root(&self) -> B256 {
        proof::root(&sha256, &self.leaves).into()
    }

    /// The root as it was with so many entries. Errors: `NeverThatLong`.
    pub fn root_at(&self, size: u64) -> Result<B256, AuditLogError> {
        Ok(proof::root(&sha256, self.first(size)?).into())
    }

    /// The proof that an entry is in the log, for `verifyEntry`. Errors: `NoSuchEntry`.
    pub fn inclusion(&self, entry: u64) -> Result<Vec<B256>, AuditLogError> {
        let size = self.size();
        let place = usize::try_from(entry)
            .ok()
            .filter(|at| *at < self.leaves.len());
        let place = place.ok_or(AuditLogError::NoSuchEntry {
            size,
            received: entry,
        })?;
        let mut siblings = Vec::new();
        proof::inclusion_proof(&sha256, &self.leaves, place, &mut |it| {
            siblings.push(it.into());
        });
        Ok(siblings)
    }

    /// The proof that the log continues what it was with so many entries, for `append`. Errors: `NeverThatLong`.
    pub fn consistency(&self, from: u64) -> Result<Vec<B256>, AuditLogError> {
        let old = self.first(from)?.len();
        let mut digests = Vec::new();
        proof::consistency_proof(&sha256, &self.leaves, old, &mut |it| {
            digests.push(it.into());
        });
        Ok(digests)
    }

    fn first(&self, size: u64) -> Result<&[Hash], AuditLogError> {
        let leaves = usize::try_from(size)
            .ok()
            .and_then(|it| self.leaves.get(..it));
        leaves.ok_or(AuditLogError::NeverThatLong {
            size: self.size(),
            received: size,
        })
    }
}

fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use blueprint_rules::proof::{verify_consistency, verify_inclusion, TreeHead};

    fn log(size: u64) -> AuditLog {
        AuditLog::new((0..size).map(|number| number.to_be_bytes()))
    }

    fn head(log: &AuditLog) -> TreeHead {
        TreeHead {
            size: log.size(),
            root: log.root().0,
        }
    }

    fn hashes(proof: &[B256]) -> Vec<Hash> {
        proof.iter().map(|it| it.0).collect()
    }

    #[test]
    fn proofs_are_those_that_the_rules_accept() {
        for size in 0..20 {
            let log = log(size);
            for entry in 0..size {
                let proof = hashes(&log.inclusion(entry).unwrap());
                let leaf = AuditLog::leaf(&entry.to_be_bytes()).0;
                let verified = verify_inclusion(&sha256, &head(&log), entry, &leaf, &proof);
                assert_eq!(verified, Ok(()));
            }
            for from in 0..=size {
                let old = self::log(from);
                assert_eq!(log.root_at(from), Ok(old.root()));
                let proof = hashes(&log.consistency(from).unwrap());
                let verified = verify_consistency(&sha256, &head(&old), &head(&log), &proof);
                assert_eq!(verified, Ok(()), "{from} {size}");
            }
        }
    }

    #[test]
    fn what_a_log_has_not_is_an_error_with_its_size() {
        let (size, received) = (3, 4);
        let log = log(size);
        let entry = AuditLogError::NoSuchEntry { size, received: 3 };
        assert_eq!(log.inclusion(3), Err(entry));
        let never = AuditLogError::NeverThatLong { size, received };
        assert_eq!(log.consistency(received), Err(never));
        assert_eq!(log.root_at(received), Err(never));
    }

    /// The same file is read by the test of the library in TypeScript.
    #[test]
    fn logs_are_those_of_the_vectors() {
        #[derive(serde::Deserialize)]
        struct Vector {
            entries: Vec<alloy_primitives::Bytes>,
            root: B256,
            entry: u64,
            inclusion: Vec<B256>,
            from: u64,
            consistency: Vec<B256>,
        }
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../vectors/audit_logs.json")).unwrap();
        assert!(vectors.len() > 3);
        for it in vectors {
            let log = AuditLog::new(&it.entries);
            assert_eq!(log.root(), it.root);
            assert_eq!(log.inclusion(it.entry), Ok(it.inclusion));
            assert_eq!(log.consistency(it.from), Ok(it.consistency));
        }
    }
}
