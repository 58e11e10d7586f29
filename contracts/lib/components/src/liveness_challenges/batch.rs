//! Several responses in one call: what a relayer submits for operators.

use super::{abi::*, LivenessChallenges};
use blueprint_hooks::{ensure, Result};
use ink::storage::traits::StorageKey;

/// The most responses of a batch.
pub const MOST_RESPONSES: u32 = 16;

impl<KEY: StorageKey> LivenessChallenges<KEY> {
    /// Responds as `respond` does to each, and leaves out those that it rejects. `received` is how many there are. Returns a
    /// bit for each response that was taken, the first one in the lowest. Errors: `BadBatch`.
    pub fn respond_all(
        &mut self,
        received: u32,
        responses: impl Iterator<Item = Result<SignedResponse>>,
    ) -> Result<u32> {
        let most = MOST_RESPONSES;
        ensure!((1..=most).contains(&received), BadBatch { most, received });
        let mut taken = 0;
        for (bit, one) in (0..MOST_RESPONSES).zip(responses) {
            if self.take(one?).is_ok() {
                taken |= 1 << bit;
            }
        }
        Ok(taken)
    }
}
