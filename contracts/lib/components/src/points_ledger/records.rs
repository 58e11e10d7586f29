//! What the ledger stores, one packed record a key.

use blueprint_hooks::record;
use blueprint_rules::points::{era_of, EraTotals, SignedRound, Weights};

/// What holds for the ledger's whole life.
#[record]
pub struct LedgerTerms {
    /// Blocks in an era; not zero.
    pub era_blocks: u32,
    /// Points by what they are for.
    pub weights: Weights,
    /// The most points of an operator in a service and era; not zero.
    pub most: u32,
}

impl LedgerTerms {
    /// The era of `block`.
    pub fn era(&self, block: u32) -> u64 {
        era_of(block, self.era_blocks)
    }
}

/// Who may award points in a service, or might once.
#[record]
pub struct Awarder {
    /// The blueprint it manages.
    pub blueprint_id: u64,
    /// Whether it may award.
    pub active: bool,
}

/// An era: its sums, and how many operators have a tally in it.
#[record]
pub struct EraBook {
    /// The sums of the tallies.
    pub totals: EraTotals,
    /// Operators with a tally.
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
#[record]
pub struct Round {
    /// Who signed, and which of them have their point.
    pub signers: SignedRound,
}
