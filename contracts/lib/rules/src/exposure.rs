//! What of an operator's stake secures which service, in one asset.
//!
//! An operator *commits* an amount to a service. Commitments are exclusive: together they are at most what
//! is bonded when each is made. The *exposure* of a service is what its commitment is worth when a slash
//! captures it: less where delegators have left since, in the same proportion for every service. A slash takes
//! from the exposure of its service and from nothing else, and all slashes of what was captured together take
//! at most that.
//!
//! All amounts are base units of the asset.

use crate::math::mul_div_floor;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// An operator's commitment to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Commitment {
    /// What is committed, slashes taken off.
    pub amount: u128,
    /// What slashes have taken of it. Only grows.
    pub taken: u128,
}

/// What a slash captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Captured {
    /// The exposure of the service.
    pub amount: u128,
    /// What slashes had taken of the commitment before.
    pub taken_before: u128,
}

/// A commitment that the stake does not cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotCovered {
    /// What is bonded and not committed.
    pub free: u128,
    /// What was to be committed.
    pub requested: u128,
}

/// The sum of the commitments with one more of `requested`, where `bonded` is the stake that is not
/// unbonding and `committed` the sum before.
pub fn commit(bonded: u128, committed: u128, requested: u128) -> Result<u128, NotCovered> {
    let free = bonded.saturating_sub(committed);
    if requested > free {
        return Err(NotCovered { free, requested });
    }
    // At most `bonded`.
    Ok(committed.saturating_add(requested))
}

impl Commitment {
    /// The exposure: the commitment, or where the whole stake, `staked`, is less than the sum of all
    /// commitments, `committed`, its part of the stake, rounded down.
    pub fn exposure(&self, committed: u128, staked: u128) -> u128 {
        if staked >= committed {
            return self.amount;
        }
        let part = mul_div_floor(self.amount.into(), staked.into(), committed.into());
        part.and_then(|part| u128::try_from(part).ok())
            .unwrap_or(0)
            .min(self.amount)
    }

    /// What a slash captures.
    pub fn capture(&self, committed: u128, staked: u128) -> Captured {
        Captured {
            amount: self.exposure(committed, staked),
            taken_before: self.taken,
        }
    }

    /// What a slash of `amount` of what was captured can take: at most what others have left of it.
    pub fn takes(&self, captured: &Captured, amount: u128) -> u128 {
        let since = self.taken.saturating_sub(captured.taken_before);
        amount.min(captured.amount.saturating_sub(since))
    }

    /// The commitment after `amount` was taken.
    pub fn after(self, amount: u128) -> Self {
        Self {
            amount: self.amount.saturating_sub(amount),
            taken: self.taken.saturating_add(amount),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commitments_are_at_most_what_is_bonded() {
        assert_eq!(commit(100, 0, 60), Ok(60));
        assert_eq!(commit(100, 60, 40), Ok(100));
        let refused = NotCovered {
            free: 40,
            requested: 41,
        };
        assert_eq!(commit(100, 60, 41), Err(refused));
        // Delegators have left since.
        let none = NotCovered {
            free: 0,
            requested: 1,
        };
        assert_eq!(commit(50, 60, 1), Err(none));
        assert_eq!(commit(u128::MAX, 0, u128::MAX), Ok(u128::MAX));
    }

    #[test]
    fn exposure_shrinks_in_proportion_where_stake_has_left() {
        let of = |amount| Commitment { amount, taken: 0 };
        assert_eq!(of(60).exposure(100, 100), 60);
        assert_eq!(of(60).exposure(100, 50), 30);
        assert_eq!(of(40).exposure(100, 50), 20);
        assert_eq!(of(1).exposure(3, 2), 0);
        assert_eq!(of(60).exposure(100, 0), 0);
        assert_eq!(
            of(u128::MAX).exposure(u128::MAX, u128::MAX - 1),
            u128::MAX - 1
        );
    }

    #[test]
    fn slashes_of_one_capture_take_no_more_than_it() {
        let mut commitment = Commitment {
            amount: 100,
            taken: 0,
        };
        let captured = commitment.capture(100, 100);
        let first = commitment.takes(&captured, 60);
        commitment = commitment.after(first);
        let second = commitment.takes(&captured, 50);
        commitment = commitment.after(second);
        assert_eq!((first, second), (60, 40));
        let empty = Commitment {
            amount: 0,
            taken: 100,
        };
        assert_eq!(commitment, empty);
        assert_eq!(commitment.takes(&captured, 1), 0);
    }
}
