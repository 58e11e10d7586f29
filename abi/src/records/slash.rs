use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use scale_info::TypeInfo;

use crate::{
    core_0_10::IBlueprintServiceManager as core_0_10,
    core_0_20::IBlueprintServiceManager as core_0_20,
    form::FormError,
    offender::{AccountOffender, AddressOffender, Offender},
    records_1::Records as sol,
    substrate_1_4::IBlueprintServiceManager as substrate,
};

/// A share of a stake in whole percent, 0..=100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
pub struct SlashPercent(u8);

impl SlashPercent {
    /// The number of percent.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for SlashPercent {
    type Error = FormError;

    fn try_from(percent: u8) -> Result<Self, FormError> {
        match percent {
            0..=100 => Ok(Self(percent)),
            _ => Err(FormError::OutOfRange {
                field: "slashPercent",
                most: 100,
                received: percent.into(),
            }),
        }
    }
}

impl Decode for SlashPercent {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        u8::decode(input)?
            .try_into()
            .map_err(|_| "SlashPercent: more than 100".into())
    }
}

impl DecodeWithMemTracking for SlashPercent {}

/// A slash, queued or applied.
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
pub struct Slash {
    /// The service instance.
    pub service_id: u64,
    /// The operator, in the form of either generation.
    pub offender: Offender,
    /// How much of its stake.
    pub percent: SlashPercent,
}

impl TryFrom<sol::Slash> for Slash {
    type Error = FormError;

    fn try_from(it: sol::Slash) -> Result<Self, FormError> {
        Ok(Self {
            service_id: it.serviceId,
            offender: it.offender.as_ref().try_into()?,
            percent: it.slashPercent.try_into()?,
        })
    }
}

impl From<Slash> for sol::Slash {
    fn from(it: Slash) -> Self {
        Self {
            serviceId: it.service_id,
            offender: it.offender.to_vec().into(),
            slashPercent: it.percent.0,
        }
    }
}

/// The hooks of a generation share one signature and differ in what they name an offender by: a
/// call of one generation is no slash of the other.
macro_rules! hook {
    ($($call:ty => $offender:ident: $variant:ident),+ $(,)?) => {$(
        impl TryFrom<$call> for Slash {
            type Error = FormError;

            fn try_from(it: $call) -> Result<Self, FormError> {
                Ok(Self {
                    service_id: it.serviceId,
                    offender: Offender::$variant(it.offender.as_ref().try_into()?),
                    percent: it.slashPercent.try_into()?,
                })
            }
        }

        impl TryFrom<Slash> for $call {
            type Error = FormError;

            fn try_from(it: Slash) -> Result<Self, FormError> {
                let offender = it.offender.to_vec();
                $offender::try_from(offender.as_slice())?;
                Ok(Self {
                    serviceId: it.service_id,
                    offender: offender.into(),
                    slashPercent: it.percent.0,
                })
            }
        }
    )+};
}

hook! {
    substrate::onUnappliedSlashCall => AccountOffender: Account,
    substrate::onSlashCall => AccountOffender: Account,
    core_0_10::onUnappliedSlashCall => AddressOffender: Address,
    core_0_10::onSlashCall => AddressOffender: Address,
    core_0_20::onUnappliedSlashCall => AddressOffender: Address,
    core_0_20::onSlashCall => AddressOffender: Address,
}
