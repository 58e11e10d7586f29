//! Several proposals in one call.

use super::{abi::BadBatch, SlashingCourt};
use blueprint_hooks::{ensure, List, Result, Vec, U256};
use ink::storage::traits::StorageKey;

/// The most proposals in one call: executions of so many fit a block.
pub const MAX_BATCH: u32 = 16;

/// The ids of a call. Errors: `BadBatch` for none, or more than [`MAX_BATCH`].
pub fn batch(ids: &List<u64>) -> Result<Vec<u64>> {
    let (most, received) = (MAX_BATCH, ids.len());
    ensure!((1..=most).contains(&received), BadBatch { most, received });
    Ok(ids.to_vec()?)
}

impl<KEY: StorageKey> SlashingCourt<KEY> {
    /// Executes each of `ids` that has not ended. All or none. Returns what to take in sum, in base units.
    pub fn execute_all(&mut self, ids: &[u64]) -> Result<U256> {
        let mut sum = U256::zero();
        self.each(ids, |court, id| {
            sum = sum.saturating_add(court.execute(id)?);
            Ok(())
        })?;
        Ok(sum)
    }

    /// Expires each of `ids` that has not ended. All or none.
    pub fn expire_all(&mut self, ids: &[u64]) -> Result<()> {
        self.each(ids, Self::expire)
    }

    /// Stops each of `ids` that has not ended. All or none. Governance only.
    pub fn veto_all(&mut self, ids: &[u64]) -> Result<()> {
        self.each(ids, Self::veto)
    }

    /// What another account ended first is no reason to undo the rest.
    fn each(
        &mut self,
        ids: &[u64],
        mut step: impl FnMut(&mut Self, u64) -> Result<()>,
    ) -> Result<()> {
        for id in ids {
            if !self.proposal(*id).state.is_final() {
                step(self, *id)?;
            }
        }
        Ok(())
    }
}
