//! Hooks of Tangle's core, release 0.20: 37 functions.

pub use crate::core_hooks::*;

use crate::{
    argument::{Argument, Bytes, Text},
    arguments,
    calldata::{CallData, Kind, Malformed, Slot},
    word::Word,
};
use core::slice::Iter;
use ink::Address;

/// A published version of a blueprint's binary, left as it came. Like solc's `calldata` struct it
/// checks a member when it is read, not before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BinaryVersion {
    members: [Slot; 5],
}

impl Argument for BinaryVersion {
    const SOL: &'static str = "(uint64,uint64,bool,bytes32,bytes32)";
    const KINDS: &'static [Kind] = &[Kind::Whole; 5];

    fn take<S: CallData>(head: &mut Iter<'_, Slot>, source: &S) -> Self {
        Self {
            members: core::array::from_fn(|_| Argument::take(head, source)),
        }
    }
}

impl BinaryVersion {
    /// Counted from 1.
    pub fn version_id(&self) -> Result<u64, Malformed> {
        let [word, ..] = &self.members;
        u64::from_word(word).ok_or(Malformed)
    }

    /// Seconds since 1970.
    pub fn published_at(&self) -> Result<u64, Malformed> {
        let [_, word, ..] = &self.members;
        u64::from_word(word).ok_or(Malformed)
    }

    /// Whether it should no longer be run.
    pub fn deprecated(&self) -> Result<bool, Malformed> {
        let [_, _, word, ..] = &self.members;
        bool::from_word(word).ok_or(Malformed)
    }

    /// SHA-256 of the binary.
    pub fn sha256_hash(&self) -> [u8; 32] {
        let [.., hash, _] = self.members;
        hash
    }

    /// Hash of its attestation; zero without one.
    pub fn attestation_hash(&self) -> [u8; 32] {
        let [.., hash] = self.members;
        hash
    }
}

arguments! {
    /// Whether removing an operator may leave fewer than the minimum.
    ///
    /// *Called by* `forceRemoveOperator`. *On revert* it may not.
    pub struct ForceRemoveAllowsBelowMin {
        /// The service instance.
        pub service_id: u64,
    }

    /// Share of a subscription bill that is due, in basis points.
    ///
    /// *Called by* every subscription bill. *On revert* the full bill.
    pub struct ComputeBillAdjustmentBps {
        /// The service instance.
        pub service_id: u64,
        /// Seconds since 1970.
        pub period_start: u64,
        /// Seconds since 1970.
        pub period_end: u64,
    }

    /// An operator submits a result. Only the hash of the job's inputs comes along.
    ///
    /// *Called by* `submitResult`. *On revert* core: ignored, the result stands; runtime: refuses.
    pub struct OnJobResult {
        /// The service instance.
        pub service_id: u64,
        /// The job.
        pub job: u8,
        /// The call.
        pub job_call_id: u64,
        /// The operator.
        pub operator: Address,
        /// keccak-256 of the job's inputs.
        pub inputs_hash: [u8; 32],
        /// The result.
        pub outputs: Bytes,
    }

    /// A version of the blueprint's binary was published.
    ///
    /// *Called by* `publishBinaryVersion`. *On revert* ignored.
    pub struct OnBinaryVersionPublished {
        /// The blueprint.
        pub blueprint_id: u64,
        /// The version.
        pub version: BinaryVersion,
        /// Where it lies.
        pub binary_uri: Text,
    }

    /// An operator runs a version.
    ///
    /// *Called by* `ackBinaryVersion`. *On revert* ignored.
    pub struct OnOperatorBinaryAcked {
        /// The service instance.
        pub service_id: u64,
        /// The version.
        pub version_id: u64,
        /// The operator.
        pub operator: Address,
    }
}
