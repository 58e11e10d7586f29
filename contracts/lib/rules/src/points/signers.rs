//! Threshold signers: each distinct, verified signer of a result earns one point.

use crate::math::U256;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// A set of operators, bit `i` for operator `i` of the service. At most 256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct SignerSet(U256);

/// Why a signer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum SignerError {
    /// There is no such operator.
    OutOfRange { operators: u32, received: u32 },
    /// The signer is in the set already.
    Duplicate { index: u32 },
    /// The operator did not sign.
    NotASigner { index: u32 },
    /// The operator had its point.
    AlreadyCounted { index: u32 },
}

impl SignerSet {
    /// The set of a bitmap, if every bit has an operator.
    pub fn from_bitmap(bitmap: U256, operators: u32) -> Result<SignerSet, SignerError> {
        let highest = u32::try_from(bitmap.bits()).unwrap_or(u32::MAX);
        match highest.checked_sub(1) {
            Some(received) if received >= operators => Err(SignerError::OutOfRange {
                operators,
                received,
            }),
            _ => Ok(SignerSet(bitmap)),
        }
    }

    /// The bitmap.
    pub fn bitmap(&self) -> U256 {
        self.0
    }

    /// How many are in it.
    pub fn count(&self) -> u32 {
        self.0 .0.iter().map(|limb| limb.count_ones()).sum()
    }

    /// Whether operator `index` is in it.
    pub fn contains(&self, index: u32) -> bool {
        index < 256 && self.0.bit(index as usize)
    }

    /// With operator `index`, whose signature was verified. A second time is refused.
    pub fn add(self, index: u32, operators: u32) -> Result<SignerSet, SignerError> {
        if index >= operators || index >= 256 {
            return Err(SignerError::OutOfRange {
                operators,
                received: index,
            });
        }
        if self.contains(index) {
            return Err(SignerError::Duplicate { index });
        }
        Ok(SignerSet(self.0 | (U256::one() << index)))
    }

    /// The operators of the set with an index from `from` on, in order, at most `limit`.
    pub fn page(self, from: u32, limit: u32) -> impl Iterator<Item = u32> {
        (from..256)
            .filter(move |index| self.contains(*index))
            .take(limit as usize)
    }
}

/// The signers of one result, and which of them had their point. Counting is by signer, so that no
/// message has to walk over all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct SignedRound {
    /// Who signed.
    pub signed: SignerSet,
    /// Who had its point.
    pub counted: SignerSet,
}

impl SignedRound {
    /// A result signed by `signed`.
    pub fn new(signed: SignerSet) -> SignedRound {
        SignedRound {
            signed,
            counted: SignerSet::default(),
        }
    }

    /// Counts operator `index`, once, if it signed.
    pub fn count(self, index: u32) -> Result<SignedRound, SignerError> {
        if !self.signed.contains(index) {
            return Err(SignerError::NotASigner { index });
        }
        let counted = self
            .counted
            .add(index, 256)
            .map_err(|_| SignerError::AlreadyCounted { index })?;
        Ok(SignedRound { counted, ..self })
    }
}
