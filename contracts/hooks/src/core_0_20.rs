//! Hooks of Tangle's core, release 0.20: 37 functions.

pub use crate::core_hooks::*;

use crate::{
    arguments,
    calldata::{Argument, Bytes, CallData, Malformed, Reader, Text},
};
use ink::Address;

/// A published version of a blueprint's binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BinaryVersion {
    /// Counted from 1.
    pub version_id: u64,
    /// Seconds since 1970.
    pub published_at: u64,
    /// Whether it should no longer be run.
    pub deprecated: bool,
    /// SHA-256 of the binary.
    pub sha256_hash: [u8; 32],
    /// Hash of its attestation; zero without one.
    pub attestation_hash: [u8; 32],
}

impl Argument for BinaryVersion {
    const SOL: &'static str = "(uint64,uint64,bool,bytes32,bytes32)";
    const WORDS: u32 = 5;

    fn read<S: CallData>(reader: &mut Reader<'_, S>) -> Result<Self, Malformed> {
        Ok(Self {
            version_id: Argument::read(reader)?,
            published_at: Argument::read(reader)?,
            deprecated: Argument::read(reader)?,
            sha256_hash: Argument::read(reader)?,
            attestation_hash: Argument::read(reader)?,
        })
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
