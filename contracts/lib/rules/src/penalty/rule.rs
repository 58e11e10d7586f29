//! The trait by which a blueprint picks its penalty, and the rules that are our own.

use super::{OffenceFacts, PenaltyError};
use crate::math::{mul_div_saturating, Rounding, BPS, U256};

/// A formula that turns a case into an amount.
pub trait PenaltyRule {
    /// The amount of the formula alone, in base units of the stake. It may exceed the stake: the
    /// bound is [`PenaltyRule::penalty`]'s.
    ///
    /// # Errors
    /// Where the source of the formula refuses.
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError>;

    /// The amount to take: that of the formula, never above what is left of the stake at capture.
    /// Nothing is taken where nothing is left, whatever the formula says.
    ///
    /// # Errors
    /// Where the source of the formula refuses.
    fn penalty(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let rest = facts.rest();
        if rest.is_zero() {
            return Ok(U256::zero());
        }
        Ok(self.assess(facts)?.min(rest))
    }
}

impl<R: PenaltyRule + ?Sized> PenaltyRule for &R {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        (**self).assess(facts)
    }
}

/// The same amount from everybody, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Fixed(pub U256);

impl PenaltyRule for Fixed {
    fn assess(&self, _: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(self.0)
    }
}

/// A share of the stake in basis points, rounded up so that dust never escapes. More than 10,000
/// basis points count as 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Share(pub u16);

impl PenaltyRule for Share {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(share_up(
            facts.stake,
            U256::from(self.0).min(U256::from(BPS)),
            U256::from(BPS),
        ))
    }
}

/// A share of the stake that grows with the severity: this many basis points at full severity,
/// proportionally less below, rounded up once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Graded(pub u16);

impl PenaltyRule for Graded {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        // Two factors of at most 10^4 each.
        let parts = U256::from(self.0).min(U256::from(BPS)) * facts.severity();
        Ok(share_up(facts.stake, parts, U256::from(BPS * BPS)))
    }
}

/// `parts / whole` of the stake, rounded up; `whole` is a constant above zero.
fn share_up(stake: U256, parts: U256, whole: U256) -> U256 {
    mul_div_saturating(stake, parts, whole, Rounding::Up).unwrap_or(stake)
}
