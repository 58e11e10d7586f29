//! What a call of a job costs, and who gets it.

use crate::math::{mul_div_ceil, mul_div_floor, BPS};

/// The parts of a job's price, in basis points. The rest is the operators' of the service, alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceParts {
    /// The part that is burned: what buying one's own points costs.
    pub burned_bps: u16,
    /// The part of the blueprint's owner.
    pub owner_bps: u16,
}

/// A price, divided. `owner + each x operators <= amount`; the rest is burned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceSplit {
    /// For the blueprint's owner, rounded down.
    pub owner: u128,
    /// For each operator, rounded down.
    pub each: u128,
}

impl PriceParts {
    /// Whether the two parts are together at most the whole.
    pub fn is_valid(&self) -> bool {
        u64::from(self.burned_bps) + u64::from(self.owner_bps) <= BPS
    }

    /// Divide `amount`, in the token's smallest unit. The burned part is rounded up, so that a split never
    /// pays more than it should. With no operators their part is burned, too.
    pub fn split(&self, amount: u128, operators: u32) -> PriceSplit {
        let bps = |part: u16| (amount.into(), u64::from(part).into(), BPS.into());
        let (a, b, d) = bps(self.owner_bps);
        let owner = mul_div_floor(a, b, d).map_or(0, |part| part.low_u128());
        let (a, b, d) = bps(self.burned_bps);
        let burned = mul_div_ceil(a, b, d).map_or(amount, |part| part.low_u128());
        let shared = amount.saturating_sub(burned).saturating_sub(owner);
        PriceSplit {
            owner,
            each: shared.checked_div(operators.into()).unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounding_is_at_the_cost_of_who_receives() {
        let parts = PriceParts {
            burned_bps: 1_000,
            owner_bps: 2_000,
        };
        assert_eq!(
            parts.split(100, 3),
            PriceSplit {
                owner: 20,
                each: 23
            }
        );
        // A tenth of 9 is rounded up to 1, a fifth down to 1.
        assert_eq!(parts.split(9, 2), PriceSplit { owner: 1, each: 3 });
        assert_eq!(parts.split(9, 0), PriceSplit { owner: 1, each: 0 });
        assert_eq!(parts.split(0, 2), PriceSplit { owner: 0, each: 0 });
    }

    #[test]
    fn parts_beyond_the_whole_are_not_valid() {
        let of = |burned_bps, owner_bps| PriceParts {
            burned_bps,
            owner_bps,
        };
        assert!(of(10_000, 0).is_valid() && of(4_000, 6_000).is_valid());
        assert!(!of(4_000, 6_001).is_valid() && !of(u16::MAX, u16::MAX).is_valid());
    }

    proptest! {
        #[test]
        fn split_never_exceeds_the_price(
            amount in any::<u128>(),
            burned_bps in 0u16..=10_000,
            owner_bps in 0u16..=10_000,
            operators in any::<u32>(),
        ) {
            let parts = PriceParts { burned_bps, owner_bps };
            prop_assume!(parts.is_valid());
            let split = parts.split(amount, operators);
            let paid = split.each.checked_mul(operators.into()).unwrap().checked_add(split.owner);
            let least = mul_div_ceil(amount.into(), u64::from(burned_bps).into(), BPS.into()).unwrap();
            prop_assert!(paid.unwrap() <= amount - least.low_u128());
        }
    }
}
