use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use primitive_types::H160;
use scale_info::TypeInfo;

use crate::records_1::Records as sol;

/// Points that an operator was awarded in an era.
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
pub struct PointsAward {
    /// The service instance.
    pub service_id: u64,
    /// The operator.
    pub operator: H160,
    /// The era.
    pub era: u64,
    /// How many.
    pub points: u64,
}

impl From<sol::PointsAward> for PointsAward {
    fn from(it: sol::PointsAward) -> Self {
        Self {
            service_id: it.serviceId,
            operator: H160(it.operator.into()),
            era: it.era,
            points: it.points,
        }
    }
}

impl From<PointsAward> for sol::PointsAward {
    fn from(it: PointsAward) -> Self {
        Self {
            serviceId: it.service_id,
            operator: it.operator.0.into(),
            era: it.era,
            points: it.points,
        }
    }
}
