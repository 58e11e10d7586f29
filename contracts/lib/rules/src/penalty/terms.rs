//! What a blueprint fixes about its offences when it is created.

use super::Escalating;
use crate::court::Charge;
#[cfg(feature = "scale")]
use {
    codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// What an offence of a class costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)
)]
pub struct Penalty {
    /// How much, of the bond and of what is committed to the service. The severity is the share that was
    /// proposed; earlier offences of the class in the blueprint, and other operators of the service that
    /// offended in the same era, raise it. A cap of 0: the class is not slashed.
    pub amount: Escalating,
    /// With how many offences of the class in the blueprint the operator is ejected from it; 0 for never.
    pub ejects_at: u32,
}

impl Penalty {
    /// The share that was proposed, up to everything.
    pub const PLAIN: Self = Self {
        amount: Escalating::PLAIN,
        ejects_at: 0,
    };
}

/// What offences cost, by their class, and who gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)
)]
pub struct Penalties {
    /// A wrong or contradictory result, proven.
    pub job_misbehaviour: Penalty,
    /// Quality of service below what was promised.
    pub quality_of_service: Penalty,
    /// A failure of the operator's security.
    pub security_breach: Penalty,
    /// Who gets what is slashed.
    pub slashed: SlashedFunds,
}

impl Penalties {
    /// Up to everything, for each class; burned.
    pub const FULL: Self = Self {
        job_misbehaviour: Penalty::PLAIN,
        quality_of_service: Penalty::PLAIN,
        security_breach: Penalty::PLAIN,
        slashed: SlashedFunds::Burned,
    };

    /// The penalty of a class; `None` for no offence.
    pub const fn of(&self, offence: Charge) -> Option<&Penalty> {
        match offence {
            Charge::None => None,
            Charge::JobMisbehaviour => Some(&self.job_misbehaviour),
            Charge::QualityOfService => Some(&self.quality_of_service),
            Charge::SecurityBreach => Some(&self.security_breach),
        }
    }

    /// The most that an offence of a class costs, in basis points.
    pub fn most(&self, offence: Charge) -> u16 {
        self.of(offence).map_or(0, |penalty| penalty.amount.cap)
    }

    /// Whether no floor is above its cap, and no cap above the whole.
    pub const fn is_valid(&self) -> bool {
        self.job_misbehaviour.amount.is_valid()
            && self.quality_of_service.amount.is_valid()
            && self.security_breach.amount.is_valid()
    }
}

/// Who gets what is slashed. Never the account that proposed the slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)
)]
pub enum SlashedFunds {
    /// It is burned.
    Burned = 0,
    /// The chain's treasury.
    Treasury = 1,
    /// The owner of the service, who was harmed: half of what is slashed of the operator's bond, see
    /// [`share_of_bond_bps`](Self::share_of_bond_bps); slashed stake is burned. All is burned where it proposed the slash itself, owns the blueprint, or is the operator.
    Customer = 2,
    /// The rewards of later eras, as far as it is the chain's token; other assets are burned.
    Rewards = 3,
}

impl SlashedFunds {
    /// The share of what is slashed of a bond that goes there, in basis points; the rest is burned. `others_pending`: another
    /// slash of the operator is pending.
    ///
    /// A bond is one for all services of an operator. One that is its own customer behind another account would otherwise get it back
    /// without a loss, without its notice, and before the slash of a service that it harmed takes it.
    pub const fn share_of_bond_bps(self, others_pending: bool) -> u16 {
        match (self, others_pending) {
            (Self::Customer, true) => 0,
            (Self::Customer, false) => 5_000,
            _ => 10_000,
        }
    }
}
