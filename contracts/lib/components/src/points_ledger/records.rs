//! What the ledger stores, one packed record a key.

use super::wire::LedgerError;
use blueprint_rules::points::{EraTotals, SignedRound, Weights};
use codec::{Decode, Encode, MaxEncodedLen};

/// What holds for the ledger's whole life.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct LedgerTerms {
    /// Blocks in an era; not zero.
    pub era_blocks: u32,
    /// What a deed is worth.
    pub weights: Weights,
}

impl LedgerTerms {
    /// Terms with eras of `era_blocks`.
    ///
    /// # Errors
    /// An era of no blocks.
    pub fn new(era_blocks: u32, weights: Weights) -> Result<Self, LedgerError> {
        if era_blocks == 0 {
            return Err(LedgerError::ZeroEra {});
        }
        Ok(Self {
            era_blocks,
            weights,
        })
    }

    /// The era of `block`.
    pub fn era(&self, block: u32) -> u64 {
        block.checked_div(self.era_blocks).map_or(0, u64::from)
    }
}

/// Leave to award points in a service. Withdrawn leave stays as a record that says so.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct Awarder {
    /// The blueprint it manages.
    pub blueprint_id: u64,
    /// Whether it may award.
    pub active: bool,
}

/// An era: its sums, and how many operators have a card in it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct EraBook {
    /// The sums of the cards.
    pub totals: EraTotals,
    /// Cards.
    pub operators: u32,
}

impl EraBook {
    /// An era in which nothing happened yet.
    pub fn new(era: u64) -> Self {
        Self {
            totals: EraTotals::new(era),
            operators: 0,
        }
    }
}

/// A result signed by several operators.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct Round {
    /// Who signed, and which of them had their point.
    pub signers: SignedRound,
}
