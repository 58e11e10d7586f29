//! The points ledger, as the pool reads it.

use super::abi::LedgerSilent;
use crate::points_ledger::abi::Client;
use blueprint_hooks::{call::CallError, Address, Result};

/// A contract of `IPointsLedger`. Its revert data is returned unchanged; any other failure of a call
/// is `LedgerSilent`.
#[derive(Clone, Copy)]
pub(super) struct Ledger(pub Address);

impl Ledger {
    /// Blocks in an era.
    pub fn era_blocks(self) -> Result<u32> {
        self.answered(Client::at(self.0).era_blocks())
    }

    /// An operator's points of an era.
    pub fn points_of(self, era: u64, operator: Address) -> Result<u64> {
        self.answered(Client::at(self.0).points_of(era, operator))
    }

    /// The points of all operators of an era.
    pub fn total_points(self, era: u64) -> Result<u64> {
        self.answered(Client::at(self.0).total_points(era))
    }

    fn answered<T>(self, answer: Result<T, CallError>) -> Result<T> {
        answer.map_err(|error| error.or(LedgerSilent { ledger: self.0 }))
    }
}
