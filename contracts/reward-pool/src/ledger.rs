//! The points ledger, as it is asked.

use blueprint_components::reward_pool::PointsSource;
use blueprint_hooks::{
    ask::{ask, calldata},
    text::{selector, signature_hash},
    Word,
};
use ink::{prelude::vec::Vec, Address};

const ERA_BLOCKS: [u8; 4] = selector(signature_hash("eraBlocks", ""));
const POINTS_OF: [u8; 4] = selector(signature_hash("pointsOf", "uint64,address"));
const TOTAL_POINTS: [u8; 4] = selector(signature_hash("totalPoints", "uint64"));

/// A contract that answers to `IPointsLedger`.
pub struct Ledger(pub Address);

impl Ledger {
    /// Blocks in an era.
    pub fn era_blocks(&self) -> Option<u32> {
        ask(self.0, &calldata(ERA_BLOCKS, &[]))
    }
}

impl PointsSource for Ledger {
    fn points_of(&self, era: u64, operator: Address) -> Option<u64> {
        ask(self.0, &points_of(era, operator))
    }

    fn total_points(&self, era: u64) -> Option<u64> {
        ask(self.0, &total_points(era))
    }
}

/// Calldata of `pointsOf`.
pub(crate) fn points_of(era: u64, operator: Address) -> Vec<u8> {
    calldata(POINTS_OF, &[era.to_word(), operator.to_word()])
}

/// Calldata of `totalPoints`.
pub(crate) fn total_points(era: u64) -> Vec<u8> {
    calldata(TOTAL_POINTS, &[era.to_word()])
}

/// Calldata of `eraBlocks`.
#[cfg(test)]
pub(crate) fn era_blocks() -> Vec<u8> {
    calldata(ERA_BLOCKS, &[])
}
