//! EigenLayer's slash of an operator's allocation to one strategy.
//!
//! Source: `AllocationManager.sol`, `DelegationManager.sol` and `SlashingLib.sol` of
//! Layr-Labs/eigenlayer-contracts. Magnitudes and fractions are parts of 10^18, shares are base
//! units. Magnitudes are slashed rounding up, so that no slash is rounded away; shares rounding
//! down. Slashes compound: each takes its fraction of what is left.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, U256, WAD};

/// An operator's allocation before a slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Allocated to the operator set.
    pub current_magnitude: U256,
    /// Left of the operator's magnitude in the strategy.
    pub max_magnitude: U256,
    /// Allocated to all operator sets.
    pub encumbered_magnitude: U256,
    /// On its way out of the operator set, and slashable until then.
    pub pending_deallocation: U256,
    /// Shares delegated to the operator.
    pub operator_shares: U256,
    /// Scaled shares queued for withdrawal within the delay, and slashable until then.
    pub queued_scaled_shares: U256,
}

/// What a slash does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocationSlash {
    /// Taken from the three magnitudes.
    pub slashed_magnitude: U256,
    /// The fraction of the operator's whole magnitude that this was.
    pub wad_slashed: U256,
    /// Taken from the operator's shares.
    pub operator_shares_slashed: U256,
    /// Taken from the shares in the queue.
    pub queue_shares_slashed: U256,
    /// The allocation after the slash.
    pub after: Allocation,
}

fn wad() -> U256 {
    U256::from(WAD)
}

fn of_wad(amount: U256, fraction: U256, rounding: Rounding) -> U256 {
    mul_div_saturating(amount, fraction, wad(), rounding).unwrap_or(amount)
}

/// What shares lose when the magnitude falls: `shares - ceil(shares * new / previous)`.
fn shares_slashed(shares: U256, previous: U256, new: U256) -> U256 {
    let kept = mul_div_saturating(shares, new, previous, Rounding::Up).unwrap_or(shares);
    shares.saturating_sub(kept)
}

impl Allocation {
    /// Slashes the allocation by a fraction in parts of 10^18. Without an allocation nothing
    /// happens, as in the source.
    ///
    /// # Errors
    /// [`PenaltyError::OutOfRange`] when the fraction is zero or above one, or when the
    /// allocation exceeds what is encumbered or the maximum, where the source underflows.
    pub fn slash(&self, wad_to_slash: U256) -> Result<AllocationSlash, PenaltyError> {
        PenaltyError::check("wad to slash", 1, wad_to_slash, wad())?;
        let current = self.current_magnitude;
        let most = self.max_magnitude.min(self.encumbered_magnitude);
        PenaltyError::check("current magnitude", 0, current, most)?;
        if current.is_zero() {
            return Ok(AllocationSlash {
                slashed_magnitude: U256::zero(),
                wad_slashed: U256::zero(),
                operator_shares_slashed: U256::zero(),
                queue_shares_slashed: U256::zero(),
                after: *self,
            });
        }
        // A fraction of at most one, rounded up, is at most the whole.
        let slashed = of_wad(current, wad_to_slash, Rounding::Up);
        let pending_slashed = of_wad(self.pending_deallocation, wad_to_slash, Rounding::Up);
        let (previous, new) = (self.max_magnitude, self.max_magnitude - slashed);
        let operator_shares_slashed = shares_slashed(self.operator_shares, previous, new);
        let queued = of_wad(self.queued_scaled_shares, previous, Rounding::Down);
        Ok(AllocationSlash {
            slashed_magnitude: slashed,
            wad_slashed: mul_div_saturating(slashed, wad(), previous, Rounding::Down)
                .unwrap_or_default(),
            operator_shares_slashed,
            queue_shares_slashed: shares_slashed(queued, previous, new),
            after: Self {
                current_magnitude: current - slashed,
                max_magnitude: new,
                encumbered_magnitude: self.encumbered_magnitude - slashed,
                pending_deallocation: self.pending_deallocation - pending_slashed,
                operator_shares: self.operator_shares - operator_shares_slashed,
                // The queue's own book is settled at withdrawal, by the factor then in force.
                queued_scaled_shares: self.queued_scaled_shares,
            },
        })
    }
}

/// A fraction of what is left of the stake, rounded up: slashes compound.
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
pub struct EigenLayer {
    /// The fraction, in parts of 10^18: 1 to 10^18.
    pub wad_to_slash: U256,
}

impl PenaltyRule for EigenLayer {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let fraction = PenaltyError::check("wad to slash", 1, self.wad_to_slash, wad())?;
        Ok(of_wad(facts.rest(), fraction, Rounding::Up))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(operator_shares: u64) -> Allocation {
        Allocation {
            current_magnitude: wad(),
            max_magnitude: wad(),
            encumbered_magnitude: wad(),
            pending_deallocation: U256::zero(),
            operator_shares: operator_shares.into(),
            queued_scaled_shares: U256::zero(),
        }
    }

    #[test]
    fn three_slashes_of_a_tenth_take_27_1_percent() {
        let mut allocation = whole(1_000);
        for _ in 0..3 {
            allocation = allocation.slash(wad() / 10).expect("in range").after;
        }
        assert_eq!(allocation.operator_shares, 729.into());
    }

    #[test]
    fn magnitude_is_slashed_rounding_up_and_shares_rounding_down() {
        let allocation = Allocation {
            current_magnitude: 3.into(),
            ..whole(10)
        };
        let slash = allocation.slash(U256::one()).expect("in range");
        assert_eq!(slash.slashed_magnitude, U256::one());
        assert_eq!(slash.operator_shares_slashed, U256::zero());
    }

    #[test]
    fn fraction_of_zero_or_above_one_is_refused() {
        for fraction in [U256::zero(), wad() + 1] {
            let refused = whole(1).slash(fraction);
            assert!(
                matches!(refused, Err(PenaltyError::OutOfRange { .. })),
                "{fraction}"
            );
        }
    }

    #[test]
    fn operator_without_allocation_is_left_alone() {
        let nothing = Allocation {
            current_magnitude: U256::zero(),
            ..whole(5)
        };
        let slash = nothing.slash(wad()).expect("in range");
        assert_eq!(
            (slash.slashed_magnitude, slash.after),
            (U256::zero(), nothing)
        );
    }

    #[test]
    fn allocation_above_the_encumbered_magnitude_is_refused() {
        let broken = Allocation {
            encumbered_magnitude: U256::one(),
            ..whole(5)
        };
        assert!(matches!(
            broken.slash(wad()),
            Err(PenaltyError::OutOfRange { .. })
        ));
    }
}
