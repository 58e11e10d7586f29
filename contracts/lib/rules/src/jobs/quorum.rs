//! How many signers are enough.

use crate::math::{bps_ceil, BPS, U256};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Operators a bitmap has room for.
pub const MAX_SIGNERS: u32 = 256;

/// The weight of a signature. The numbers are those of the ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Weighing {
    /// Every operator weighs the same.
    #[default]
    Count = 0,
    /// An operator weighs what it has at stake.
    Stake = 1,
}

/// How large a share has to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Threshold {
    /// Basis points, above 5,000 and up to 10,000: two results that both reach a smaller share
    /// would make the first to arrive the right one.
    pub bps: u16,
    /// Of what.
    pub weighing: Weighing,
}

impl Default for Threshold {
    /// 67 % of the operators by count.
    fn default() -> Self {
        Threshold {
            bps: 6_700,
            weighing: Weighing::Count,
        }
    }
}

/// A threshold that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Quorum {
    /// Weight that had to sign.
    pub required: U256,
    /// Weight that signed.
    pub signed: U256,
}

/// Why signers are not enough, or not signers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum QuorumError {
    /// There are no operators to sign.
    NoActiveOperators,
    /// More operators than a bitmap has bits.
    TooManyOperators { most: u32, received: u32 },
    /// A bit is set for which there is no operator.
    UnknownSigner { operators: u32, signers: U256 },
    /// Not a majority, or more than all, in basis points.
    BadThreshold { received: u16 },
    /// As many stakes as operators are needed.
    StakesMismatch { expected: u32, received: u32 },
    /// Stakes do not add up to 256 bits.
    StakeOverflow,
    /// More signed than there is.
    SignedAboveTotal { total: U256, signed: U256 },
    /// Not enough signed.
    BelowThreshold { required: U256, signed: U256 },
}

impl Threshold {
    /// The weight that has to sign out of `total`: `ceil(total * bps / 10,000)`, always more than
    /// half of it.
    pub fn required(&self, total: U256) -> Result<U256, QuorumError> {
        if u64::from(self.bps) * 2 <= BPS || u64::from(self.bps) > BPS {
            return Err(QuorumError::BadThreshold { received: self.bps });
        }
        if total.is_zero() {
            return Err(QuorumError::NoActiveOperators);
        }
        Ok(bps_ceil(total, u32::from(self.bps)))
    }

    /// Whether `signed` out of `total` is enough.
    pub fn reached(&self, signed: U256, total: U256) -> Result<Quorum, QuorumError> {
        let required = self.required(total)?;
        if signed > total {
            return Err(QuorumError::SignedAboveTotal { total, signed });
        }
        if signed < required {
            return Err(QuorumError::BelowThreshold { required, signed });
        }
        Ok(Quorum { required, signed })
    }
}

/// The smallest count that is more than half of `operators`.
pub fn majority(operators: u32) -> u32 {
    // At most 2^31, so the sum fits.
    (operators / 2).saturating_add(1)
}

/// Whether the operators in the bitmap (bit `i` for operator `i`) are enough by count.
pub fn by_count(signers: U256, operators: u32, bps: u16) -> Result<Quorum, QuorumError> {
    let signed = U256::from(count_signers(signers, operators)?);
    let threshold = Threshold {
        bps,
        weighing: Weighing::Count,
    };
    threshold.reached(signed, U256::from(operators))
}

/// Whether the operators in the bitmap are enough by stake: `stakes[i]` is that of operator `i`.
pub fn by_stake(signers: U256, stakes: &[U256], bps: u16) -> Result<Quorum, QuorumError> {
    let (signed, total) = signed_stake(signers, stakes)?;
    let threshold = Threshold {
        bps,
        weighing: Weighing::Stake,
    };
    threshold.reached(signed, total)
}

/// The stake of the operators in the bitmap, and that of all. At most 256 additions.
pub fn signed_stake(signers: U256, stakes: &[U256]) -> Result<(U256, U256), QuorumError> {
    let operators = u32::try_from(stakes.len()).unwrap_or(u32::MAX);
    count_signers(signers, operators)?;
    let mut signed = U256::zero();
    let mut total = U256::zero();
    for (index, stake) in stakes.iter().enumerate() {
        total = total
            .checked_add(*stake)
            .ok_or(QuorumError::StakeOverflow)?;
        if signers.bit(index) {
            // A part of the total, which did not overflow.
            signed = signed.saturating_add(*stake);
        }
    }
    Ok((signed, total))
}

/// How many operators signed, if all that signed are operators.
pub(super) fn count_signers(signers: U256, operators: u32) -> Result<u32, QuorumError> {
    if operators == 0 {
        return Err(QuorumError::NoActiveOperators);
    }
    if operators > MAX_SIGNERS {
        return Err(QuorumError::TooManyOperators {
            most: MAX_SIGNERS,
            received: operators,
        });
    }
    if signers.bits() > operators as usize {
        return Err(QuorumError::UnknownSigner { operators, signers });
    }
    Ok(signers.0.iter().map(|limb| limb.count_ones()).sum())
}
