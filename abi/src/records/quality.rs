use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use primitive_types::{H160, H256};
use scale_info::TypeInfo;

use crate::records_1::Records as sol;

/// A claim about how well an operator served over a time.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct QosReport {
    /// The blueprint.
    pub blueprint_id: u64,
    /// The service instance.
    pub service_id: u64,
    /// The era it counts for.
    pub era: u64,
    /// The operator it is about.
    pub operator: H160,
    /// Who claims it.
    pub reporter: H160,
    /// Grows from one claim of a reporter to its next.
    pub nonce: u64,
    /// When the time began, in unix milliseconds.
    pub start_ms: u64,
    /// When it ended, in unix milliseconds.
    pub end_ms: u64,
    /// What was measured, in the unit of the blueprint's own measure.
    pub value: u128,
    /// The hash of what backs the claim.
    pub evidence: H256,
}

impl From<sol::QosReport> for QosReport {
    fn from(it: sol::QosReport) -> Self {
        Self {
            blueprint_id: it.blueprintId,
            service_id: it.serviceId,
            era: it.era,
            operator: H160(it.operator.into()),
            reporter: H160(it.reporter.into()),
            nonce: it.nonce,
            start_ms: it.startMs,
            end_ms: it.endMs,
            value: it.value,
            evidence: H256(it.evidence.0),
        }
    }
}

impl From<QosReport> for sol::QosReport {
    fn from(it: QosReport) -> Self {
        Self {
            blueprintId: it.blueprint_id,
            serviceId: it.service_id,
            era: it.era,
            operator: it.operator.0.into(),
            reporter: it.reporter.0.into(),
            nonce: it.nonce,
            startMs: it.start_ms,
            endMs: it.end_ms,
            value: it.value,
            evidence: it.evidence.0.into(),
        }
    }
}
