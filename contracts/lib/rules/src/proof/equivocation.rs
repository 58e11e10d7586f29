//! Two statements of one signer that cannot both be honest. Signatures are checked by the caller;
//! these functions decide whether what was signed is an offence.

use super::{Hash, TreeHead};

/// A vote as it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote<Signer> {
    /// Who signed it.
    pub signer: Signer,
    /// Chain, service and round it was for: a vote elsewhere is no conflict.
    pub domain: Hash,
    /// Height within the domain.
    pub height: u64,
    /// What was voted for.
    pub value: Hash,
}

/// The head of a log as it was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head<Signer> {
    /// Who signed it.
    pub signer: Signer,
    /// Which log.
    pub log: Hash,
    /// The tree.
    pub tree: TreeHead,
}

/// Why two statements are no offence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EquivocationError {
    /// Signed by two.
    DifferentSigners,
    /// For two chains, services, rounds or logs.
    DifferentDomains,
    /// At two heights, or of two sizes.
    DifferentHeights {
        /// Of the first statement.
        expected: u64,
        /// Of the second.
        received: u64,
    },
    /// One statement, twice.
    SameStatement,
}

/// Whether two votes of one signer name two values for one height. The order of the votes does not
/// matter.
pub fn conflicting_votes<Signer: PartialEq>(
    one: &Vote<Signer>,
    other: &Vote<Signer>,
) -> Result<(), EquivocationError> {
    conflict(
        one.signer == other.signer,
        one.domain == other.domain,
        (one.height, other.height),
        one.value == other.value,
    )
}

/// Whether two heads of one log, of one size, have two roots.
pub fn diverging_heads<Signer: PartialEq>(
    one: &Head<Signer>,
    other: &Head<Signer>,
) -> Result<(), EquivocationError> {
    conflict(
        one.signer == other.signer,
        one.log == other.log,
        (one.tree.size, other.tree.size),
        one.tree.root == other.tree.root,
    )
}

fn conflict(
    same_signer: bool,
    same_domain: bool,
    (expected, received): (u64, u64),
    same_value: bool,
) -> Result<(), EquivocationError> {
    if !same_signer {
        return Err(EquivocationError::DifferentSigners);
    }
    if !same_domain {
        return Err(EquivocationError::DifferentDomains);
    }
    if expected != received {
        return Err(EquivocationError::DifferentHeights { expected, received });
    }
    if same_value {
        return Err(EquivocationError::SameStatement);
    }
    Ok(())
}

/// For how long an offence counts. Seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FaultWindow {
    /// The first second of an offence that counts.
    pub from: u64,
    /// How long after its moment an offence can be brought forward.
    pub length: u64,
}

/// Why an offence does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum MomentError {
    /// Its moment is to come.
    InFuture { moment: u64, now: u64 },
    /// Its moment is over for too long, or was before the window's first second.
    TooOld { oldest: u64, moment: u64 },
}

/// When two statements became an offence: in the second of the later one. Their order does not matter.
pub fn moment_of_offence(
    one: u64,
    other: u64,
    window: &FaultWindow,
    now: u64,
) -> Result<u64, MomentError> {
    let moment = one.max(other);
    if moment > now {
        return Err(MomentError::InFuture { moment, now });
    }
    let oldest = now.saturating_sub(window.length).max(window.from);
    if moment < oldest {
        return Err(MomentError::TooOld { oldest, moment });
    }
    Ok(moment)
}
