//! A pot per era, split between operators by points and stake.
//!
//! An operator's share is `pot * weight / total weight`, rounded down, independent of the order: shares
//! do not depend on the order in which operators come. What the floors cut, the shares of those who
//! never came, and the whole pot of an era without weight, are carried to a later pot.

use crate::math::{mul_div_floor, U256};

/// What an operator's weight is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weighting {
    /// Points times the stake's USD value: work counts for as much as stands behind it.
    #[default]
    PointsTimesStake,
    /// Points alone; the stake counts only between an operator's own delegators.
    Points,
    /// The stake's USD value alone.
    Stake,
}

/// An operator at the end of an era.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OperatorEra {
    /// Points of the era; never of a lifetime, or the old would dominate.
    pub points: u64,
    /// Value of its own and delegated stake over all assets, in USD scaled by 1e18, at the era's
    /// snapshot of prices.
    pub stake_usd_e18: U256,
    /// Frozen at any time of the era and not back: it earns nothing.
    pub frozen: bool,
}

/// The operator's weight in the pot. Zero when frozen. Saturates.
pub fn operator_weight(weighting: Weighting, operator: &OperatorEra) -> U256 {
    if operator.frozen {
        return U256::zero();
    }
    let points = U256::from(operator.points);
    match weighting {
        Weighting::PointsTimesStake => points.saturating_mul(operator.stake_usd_e18),
        Weighting::Points => points,
        Weighting::Stake => operator.stake_usd_e18,
    }
}

/// Why the pot refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PotError {
    /// The weights taken exceed the pot's total weight.
    WeightAboveTotal {
        /// Weight that is not settled yet.
        expected_at_most: U256,
        /// The weight received.
        received: U256,
    },
    /// The era is closed; what was left is in a later pot.
    Closed,
    /// The amount and what is carried exceed 256 bits.
    Overflow,
}

/// The pot of one era, fixed at the era's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct EraPot {
    amount: U256,
    weight: U256,
    paid: U256,
    weight_paid: U256,
    closed: bool,
}

/// An operator's claim on one era.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct EraShare {
    /// The weight recorded for it during the era.
    pub weight: U256,
    /// Whether it was paid.
    pub taken: bool,
}

impl EraPot {
    /// The pot of an era that ended with `total_weight`: the era's `amount` and what was carried.
    pub fn open(amount: U256, carried: U256, total_weight: U256) -> Result<Self, PotError> {
        Ok(Self {
            amount: amount.checked_add(carried).ok_or(PotError::Overflow)?,
            weight: total_weight,
            ..Self::default()
        })
    }

    /// In the pot when it was opened, in units.
    pub fn amount(&self) -> U256 {
        self.amount
    }

    /// Paid so far, in units.
    pub fn paid(&self) -> U256 {
        self.paid
    }

    /// Pays an operator its share; 0 when it was paid before. The sum of all shares never exceeds
    /// the pot.
    pub fn take(&mut self, share: &mut EraShare) -> Result<U256, PotError> {
        if share.taken {
            return Ok(U256::zero());
        }
        if self.closed {
            return Err(PotError::Closed);
        }
        let weight_left = self.weight - self.weight_paid;
        if share.weight > weight_left {
            return Err(PotError::WeightAboveTotal {
                expected_at_most: weight_left,
                received: share.weight,
            });
        }
        // None only for a total weight of zero: there is no share.
        let payment = mul_div_floor(self.amount, share.weight, self.weight).unwrap_or(U256::zero());
        self.paid += payment;
        self.weight_paid += share.weight;
        share.taken = true;
        Ok(payment)
    }

    /// Whether every weight was paid, so that only dust is left. A pot without weight is settled
    /// from the start.
    pub fn settled(&self) -> bool {
        self.weight_paid == self.weight
    }

    /// Closes the era and returns what is carried to a later pot: the pot minus what was paid. A
    /// second call returns 0.
    pub fn close(&mut self) -> U256 {
        if self.closed {
            return U256::zero();
        }
        self.closed = true;
        self.amount - self.paid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn u(value: u64) -> U256 {
        value.into()
    }

    fn share(weight: u64) -> EraShare {
        EraShare {
            weight: u(weight),
            taken: false,
        }
    }

    #[test]
    fn dust_of_the_floors_is_carried() {
        let mut pot = EraPot::open(u(90), u(10), u(3)).unwrap();
        for _ in 0..3 {
            assert_eq!(pot.take(&mut share(1)), Ok(u(33)));
        }
        assert!(pot.settled());
        assert_eq!(pot.close(), u(1));
        assert_eq!(pot.close(), u(0));
    }

    #[test]
    fn second_take_pays_nothing_even_after_closing() {
        let mut pot = EraPot::open(u(100), u(0), u(4)).unwrap();
        let mut one = share(1);
        assert_eq!(pot.take(&mut one), Ok(u(25)));
        assert_eq!(pot.take(&mut one), Ok(u(0)));
        assert_eq!(pot.close(), u(75));
        assert_eq!(pot.take(&mut one), Ok(u(0)));
        assert_eq!(pot.take(&mut share(1)), Err(PotError::Closed));
    }

    #[test]
    fn era_without_weight_carries_everything() {
        let mut pot = EraPot::open(u(100), u(1), u(0)).unwrap();
        assert!(pot.settled());
        assert_eq!(pot.take(&mut share(0)), Ok(u(0)));
        assert_eq!(pot.close(), u(101));
    }

    #[test]
    fn weight_above_the_total_is_refused() {
        let mut pot = EraPot::open(u(100), u(0), u(4)).unwrap();
        pot.take(&mut share(3)).unwrap();
        let refused = PotError::WeightAboveTotal {
            expected_at_most: u(1),
            received: u(2),
        };
        assert_eq!(pot.take(&mut share(2)), Err(refused));
        assert_eq!(EraPot::open(u(1), U256::MAX, u(1)), Err(PotError::Overflow));
    }

    #[test]
    fn frozen_operator_has_no_weight() {
        let operator = OperatorEra {
            points: 5,
            stake_usd_e18: u(7),
            frozen: false,
        };
        let frozen = OperatorEra {
            frozen: true,
            ..operator
        };
        let cases = [
            (Weighting::PointsTimesStake, 35),
            (Weighting::Points, 5),
            (Weighting::Stake, 7),
        ];
        for (weighting, expected) in cases {
            assert_eq!(operator_weight(weighting, &operator), u(expected));
            assert_eq!(operator_weight(weighting, &frozen), u(0));
        }
    }

    proptest! {
        #[test]
        fn shares_do_not_depend_on_the_order_and_conserve(
            amount in any::<u64>(),
            carried in any::<u64>(),
            weights in prop::collection::vec(any::<u32>(), 0..30),
            absent in 0usize..30,
        ) {
            let total = weights.iter().fold(u(0), |sum, weight| sum + *weight);
            let pot = EraPot::open(u(amount), u(carried), total).unwrap();
            let pay = |order: &mut dyn Iterator<Item = usize>| {
                let mut pot = pot;
                let mut paid = vec![u(0); weights.len()];
                for who in order.filter(|who| *who != absent) {
                    paid[who] = pot.take(&mut share(weights[who].into())).unwrap();
                }
                let left = pot.close();
                (paid, left)
            };
            let forwards = pay(&mut (0..weights.len()));
            let backwards = pay(&mut (0..weights.len()).rev());
            prop_assert_eq!(&forwards, &backwards);
            let paid = forwards.0.iter().fold(u(0), |sum, part| sum + part);
            prop_assert_eq!(paid + forwards.1, u(amount) + u(carried));
        }
    }
}
