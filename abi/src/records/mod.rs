//! The records of a service's life in SCALE, beside their Solidity forms.
//!
//! Contracts exchange these as the structs of `Records.sol`; pallets, runtimes and clients read
//! them from metadata. Each converts to its Solidity form without loss, and back where its numbers
//! are in range and its bytes within [`MAX_PAYLOAD`].

mod operator;
mod points;
mod quality;
mod report;
mod result;
mod slash;

use alloc::vec::Vec;

use alloy_primitives::Bytes;
use bounded_collections::{BoundedVec, ConstU32};

pub use self::{
    operator::{OperatorPreferences, MAX_RPC_ADDRESS},
    points::PointsAward,
    quality::QosReport,
    report::{Report, ReportKind},
    result::JobResult,
    slash::{Slash, SlashPercent},
};
use crate::form::FormError;

/// The longest inputs or outputs of a record, in bytes: two of them and what surrounds them fit
/// into the 128 KiB of calldata that pallet-revive takes.
pub const MAX_PAYLOAD: u32 = 60 * 1024;

/// Bytes up to a length.
pub type Bounded<const N: u32> = BoundedVec<u8, ConstU32<N>>;

/// The inputs of a job call, or the outputs of a result.
pub type Payload = Bounded<MAX_PAYLOAD>;

fn bounded<const N: u32>(field: &'static str, bytes: Vec<u8>) -> Result<Bounded<N>, FormError> {
    let received = bytes.len();
    Bounded::try_from(bytes).map_err(|_| FormError::TooLong {
        field,
        most: N as usize,
        received,
    })
}

fn payload(field: &'static str, bytes: Bytes) -> Result<Payload, FormError> {
    bounded(field, bytes.into())
}

fn unbounded<const N: u32>(bytes: Bounded<N>) -> Bytes {
    bytes.into_inner().into()
}

/// Registers every record, and every form of an operator and an offender.
#[cfg(feature = "json")]
pub fn registry() -> scale_info::PortableRegistry {
    use scale_info::{meta_type, Registry};

    let mut registry = Registry::new();
    registry.register_types([
        meta_type::<JobResult>(),
        meta_type::<Report>(),
        meta_type::<Slash>(),
        meta_type::<PointsAward>(),
        meta_type::<QosReport>(),
        meta_type::<OperatorPreferences>(),
        meta_type::<crate::operator::Operator>(),
        meta_type::<crate::offender::Offender>(),
    ]);
    registry.into()
}
