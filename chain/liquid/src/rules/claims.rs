//! Claims on an amount that a slash may reduce until it is paid.

use super::{least_part, part_of, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// An amount and the points that own it. A slash reduces the amount and leaves the points, so it takes the same part from
/// each. The pay of points depends on neither who came first nor on how often.
#[derive(
    Clone,
    Copy,
    Debug,
    Decode,
    DecodeWithMemTracking,
    Default,
    Encode,
    Eq,
    MaxEncodedLen,
    PartialEq,
    TypeInfo,
)]
pub struct Claims {
    /// All points.
    pub points: Balance,
    /// What they are worth together.
    pub value: Balance,
    /// The points that were paid.
    pub paid_points: Balance,
    /// What was paid for them.
    pub paid: Balance,
}

impl Claims {
    /// Adds an amount; returns its points. `None` if earlier points have lost all value, and the amount would be shared
    /// with them.
    pub fn add(&mut self, amount: Balance) -> Option<Balance> {
        let added = match self.points {
            0 => amount,
            points => part_of(amount, points, self.value)?,
        };
        let points = self.points.checked_add(added)?;
        self.value = self.value.checked_add(amount)?;
        self.points = points;
        Some(added)
    }

    /// What points are worth, rounded down.
    pub fn worth(&self, points: Balance) -> Balance {
        part_of(points.min(self.points), self.value, self.points).unwrap_or(0)
    }

    /// The fewest points that are worth `amount`. `None` if all have lost their value.
    pub fn points_for(&self, amount: Balance) -> Option<Balance> {
        least_part(amount, self.value, self.points)
    }

    /// Pays points; returns the amount. `None` if fewer are left.
    pub fn pay(&mut self, points: Balance) -> Option<Balance> {
        let paid_points = self.paid_points.checked_add(points)?;
        if paid_points > self.points {
            return None;
        }
        let amount = self.worth(points);
        self.paid = self.paid.checked_add(amount)?;
        self.paid_points = paid_points;
        Some(amount)
    }

    /// Gives up points that no account has. Their amount becomes part of the rest.
    pub fn waive(&mut self, points: Balance) {
        let paid_points = self.paid_points.saturating_add(points);
        self.paid_points = paid_points.min(self.points);
    }

    /// What remains to be paid, remainders included.
    pub fn unpaid(&self) -> Balance {
        self.value.saturating_sub(self.paid)
    }

    /// Once all points are paid, the remainder of the divisions.
    pub fn rest(&self) -> Option<Balance> {
        (self.paid_points == self.points).then(|| self.unpaid())
    }

    /// Whether the points have lost all value.
    pub fn is_worthless(&self) -> bool {
        self.value == 0 && self.points > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn points_that_lost_all_value_take_nothing_of_what_comes() {
        let mut claims = Claims::default();
        assert_eq!(claims.add(10), Some(10));
        claims.value = 0;
        assert!(claims.is_worthless());
        assert_eq!(claims.add(5), None);
    }

    #[test]
    fn points_beyond_those_there_are_get_nothing() {
        let mut claims = Claims::default();
        claims.add(10).unwrap();
        assert_eq!(claims.pay(10), Some(10));
        assert_eq!((claims.pay(1), claims.rest()), (None, Some(0)));
    }

    proptest! {
        #[test]
        fn pay_is_the_same_in_any_order_and_never_exceeds_the_value(
            amounts in prop::collection::vec(1u128..1 << 60, 1..8), left in 0u32..=1_000,
        ) {
            let mut claims = Claims::default();
            let points: Vec<_> = amounts.iter().map(|it| claims.add(*it).unwrap()).collect();
            claims.value = claims.value * u128::from(left) / 1_000;
            let (mut forwards, mut backwards) = (claims, claims);
            let paid: Vec<_> = points.iter().map(|it| forwards.pay(*it).unwrap()).collect();
            let mut again: Vec<_> = points.iter().rev().map(|it| backwards.pay(*it).unwrap()).collect();
            again.reverse();
            prop_assert_eq!(&paid, &again);
            prop_assert!(paid.iter().sum::<u128>() <= claims.value);
            prop_assert!(forwards.rest().unwrap() < amounts.len() as u128);
            for (amount, paid) in amounts.iter().zip(paid) {
                prop_assert!(paid <= *amount);
            }
        }

        #[test]
        fn points_for_an_amount_are_the_fewest_that_are_worth_it(
            points in 1u128..1 << 60, value in 1u128..1 << 60, part in 0u32..=1_000,
        ) {
            let claims = Claims { points, value, ..Default::default() };
            let amount = value * u128::from(part) / 1_000;
            let least = claims.points_for(amount).unwrap();
            prop_assert!(claims.worth(least) >= amount);
            prop_assert!(least == 0 || claims.worth(least - 1) < amount);
            if value <= points {
                prop_assert_eq!(claims.worth(least), amount);
            }
        }

        #[test]
        fn amount_added_after_a_slash_is_worth_no_more_than_it_was(
            first in 1u128..1 << 60, left in 1u128..1 << 60, second in 1u128..1 << 60,
        ) {
            let mut claims = Claims::default();
            let early = claims.add(first).unwrap();
            claims.value = left.min(first);
            let before = claims.worth(early);
            let late = claims.add(second).unwrap();
            prop_assert!(claims.worth(late) <= second);
            prop_assert!(claims.worth(early) >= before);
        }
    }
}
