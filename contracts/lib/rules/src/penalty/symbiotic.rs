//! Symbiotic's slash: bounded by the stake captured earlier less what was slashed since.
//!
//! Source: `BaseSlasher.sol`, `VetoSlasher.sol` and `Vault.sol` of symbioticfi/core. Amounts are
//! base units of the collateral, times are seconds. An amount is never rounded; a slash is split
//! over a vault's parts rounding down.
//!
//! The source subtracts durations from the present time and reverts near the epoch of the clock;
//! the comparisons here are the same without the subtraction.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, U256};

/// What decides how much of a captured stake can still be slashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The operator's stake at the capture.
    pub stake: U256,
    /// All that was ever slashed, by now.
    pub cumulative_now: U256,
    /// All that was ever slashed, by the capture.
    pub cumulative_at_capture: U256,
    /// The present time.
    pub now: u64,
    /// The time of the capture.
    pub captured_at: u64,
    /// How long a capture can be slashed.
    pub epoch_duration: u64,
    /// The latest capture that was slashed. Earlier ones are closed: a slash of a later capture
    /// voids the pending slashes of the earlier ones.
    pub latest_slashed: u64,
}

impl Capture {
    /// What can still be slashed: nothing when the capture is too old, not yet past, or closed.
    pub fn slashable(&self) -> U256 {
        let expired = self.captured_at.saturating_add(self.epoch_duration) < self.now;
        if expired || self.captured_at >= self.now || self.captured_at < self.latest_slashed {
            return U256::zero();
        }
        let since = self
            .cumulative_now
            .saturating_sub(self.cumulative_at_capture);
        self.stake.saturating_sub(since)
    }

    /// What a request for an amount slashes: as much of it as is slashable.
    ///
    /// # Errors
    /// [`PenaltyError::NothingToSlash`] when that is nothing.
    pub fn slash(&self, requested: U256) -> Result<U256, PenaltyError> {
        let slashed = requested.min(self.slashable());
        if slashed.is_zero() {
            return Err(PenaltyError::NothingToSlash);
        }
        Ok(slashed)
    }
}

/// The cumulative amount at a time, from checkpoints `(time, amount)` in order of time: that of
/// the last checkpoint not after it, zero before the first.
pub fn cumulative_at(checkpoints: &[(u64, U256)], time: u64) -> U256 {
    let after = checkpoints.partition_point(|(at, _)| *at <= time);
    after
        .checked_sub(1)
        .map_or(U256::zero(), |last| checkpoints[last].1)
}

/// A vault's collateral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vault {
    /// Staked.
    pub active_stake: U256,
    /// To be paid out after this epoch.
    pub withdrawals_current: U256,
    /// To be paid out after the next epoch.
    pub withdrawals_next: U256,
}

impl Vault {
    /// Takes a slash out of the vault: out of the stake and the next epoch's withdrawals
    /// pro rata, and out of this epoch's too when the capture was in the previous one. What
    /// rounding leaves over falls on this epoch's withdrawals and spills to the next one's.
    ///
    /// Returns the amount taken, at most what is there, and the vault after it.
    pub fn on_slash(&self, amount: U256, capture_in_current_epoch: bool) -> (U256, Self) {
        let current = if capture_in_current_epoch {
            U256::zero()
        } else {
            self.withdrawals_current
        };
        let total = self
            .active_stake
            .saturating_add(current)
            .saturating_add(self.withdrawals_next);
        let slashed = amount.min(total);
        let part =
            |of: U256| mul_div_saturating(slashed, of, total, Rounding::Down).unwrap_or_default();
        let active = part(self.active_stake);
        let next = part(self.withdrawals_next);
        let over = slashed.saturating_sub(active).saturating_sub(next);
        let on_current = over.min(current);
        // What spills is less than the two parts lost to rounding, so it fits the next epoch's.
        let on_next = next
            .saturating_add(over - on_current)
            .min(self.withdrawals_next);
        let after = Self {
            active_stake: self.active_stake - active,
            withdrawals_current: self.withdrawals_current - on_current,
            withdrawals_next: self.withdrawals_next - on_next,
        };
        (slashed, after)
    }
}

/// The times that bind a request to a slash with a veto.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestWindow {
    /// Whether a request is accepted: it is not when the veto phase would outlive the capture,
    /// nor when the capture is not yet past.
    pub allowed: bool,
    /// From when on the slash can be executed and no longer be vetoed.
    pub veto_deadline: u64,
    /// Until when it can be executed.
    pub last_execution: u64,
}

/// The window of a request made at `now` for a stake captured at `captured_at`. Sums saturate.
pub fn request_window(
    now: u64,
    captured_at: u64,
    veto_duration: u64,
    epoch_duration: u64,
) -> RequestWindow {
    let veto_deadline = now.saturating_add(veto_duration);
    let last_execution = captured_at.saturating_add(epoch_duration);
    RequestWindow {
        allowed: captured_at < now && veto_deadline <= last_execution,
        veto_deadline,
        last_execution,
    }
}

/// A requested amount, in base units, bounded by the rest of the capture.
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
pub struct Requested(pub U256);

impl PenaltyRule for Requested {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        match self.0.min(facts.rest()) {
            amount if amount.is_zero() => Err(PenaltyError::NothingToSlash),
            amount => Ok(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAPTURE: Capture = Capture {
        stake: U256([1000, 0, 0, 0]),
        cumulative_now: U256([400, 0, 0, 0]),
        cumulative_at_capture: U256([100, 0, 0, 0]),
        now: 1000,
        captured_at: 900,
        epoch_duration: 100,
        latest_slashed: 900,
    };

    #[test]
    fn slash_since_the_capture_counts_against_it() {
        assert_eq!(CAPTURE.slashable(), 700.into());
        assert_eq!(CAPTURE.slash(701.into()), Ok(700.into()));
    }

    #[test]
    fn capture_out_of_its_time_or_closed_is_not_slashable() {
        let late = Capture {
            now: 1001,
            ..CAPTURE
        };
        let early = Capture {
            now: 900,
            ..CAPTURE
        };
        let closed = Capture {
            latest_slashed: 901,
            ..CAPTURE
        };
        for capture in [late, early, closed] {
            assert_eq!(capture.slash(1.into()), Err(PenaltyError::NothingToSlash));
        }
    }

    #[test]
    fn checkpoint_at_the_very_time_counts() {
        let checkpoints = [(10, U256::from(1)), (20, U256::from(3))];
        let amounts = [9, 10, 19, 20, 21].map(|at| cumulative_at(&checkpoints, at).as_u64());
        assert_eq!(amounts, [0, 1, 1, 3, 3]);
    }

    #[test]
    fn remainder_spills_to_the_next_withdrawals() {
        let vault = Vault {
            active_stake: 1.into(),
            withdrawals_current: U256::zero(),
            withdrawals_next: 2.into(),
        };
        let (slashed, after) = vault.on_slash(1.into(), false);
        assert_eq!(slashed, 1.into());
        assert_eq!(after.withdrawals_next, 1.into());
    }

    #[test]
    fn empty_vault_loses_nothing() {
        let zero = U256::zero();
        let vault = Vault {
            active_stake: zero,
            withdrawals_current: zero,
            withdrawals_next: zero,
        };
        assert_eq!(vault.on_slash(9.into(), false), (zero, vault));
    }

    #[test]
    fn request_whose_veto_would_outlive_the_capture_is_refused() {
        assert!(request_window(1000, 950, 50, 100).allowed);
        assert!(!request_window(1000, 949, 50, 100).allowed);
        assert!(!request_window(1000, 1000, 50, 100).allowed);
    }
}
