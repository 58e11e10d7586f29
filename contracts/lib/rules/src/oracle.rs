//! What a committee of an oracle answers: when an observation counts, whether enough members made one, and whose value is
//! too far from the others'.

use crate::math::{BPS, U256};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The most members of a committee.
pub const MOST_MEMBERS: usize = 32;
/// The least share of all weight that makes a median, in basis points: with members of less than a third of the weight
/// that lie, those that do not have more than half of what was observed.
pub const LEAST_QUORUM_BPS: u16 = 6_667;
/// The longest time for which an answer is fresh, in seconds: not longer than a new set of members waits.
pub const LONGEST_AGE: u32 = 86_400;

/// How members answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Kind {
    /// A threshold of them states the same value.
    #[default]
    Agreement = 1,
    /// Each states a value; the weighted median counts.
    Median = 2,
}

impl Kind {
    /// The kind with a number.
    pub fn of(number: u8) -> Option<Self> {
        let mut all = [Self::Agreement, Self::Median].into_iter();
        all.find(|kind| *kind as u8 == number)
    }
}

/// What a question asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Question {
    /// How it is answered.
    pub kind: Kind,
    /// Times are multiples of this, in seconds; at least 1.
    pub period: u32,
    /// Seconds after its time for which an answer counts; 1 to [`LONGEST_AGE`].
    pub max_age: u32,
    /// Of a median: the least weight, in basis points of all; [`LEAST_QUORUM_BPS`] to 10,000. Else 0.
    pub quorum_bps: u16,
    /// Of a median: the largest distance from it, in basis points of it; at least 1. Else 0.
    pub deviation_bps: u16,
}

/// Why an answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum TimeError {
    /// The time is no multiple of the period.
    OffGrid { period: u32, received: u64 },
    /// The time is in the future.
    TooEarly { most: u64, received: u64 },
    /// The time is too long ago.
    TooOld { least: u64, received: u64 },
    /// There is an answer of this time, or of a later one.
    NotNewer { last: u64, received: u64 },
}

impl Question {
    /// Whether the terms are in their bounds.
    pub fn fits(&self) -> bool {
        let times = self.period > 0 && (1..=LONGEST_AGE).contains(&self.max_age);
        let shares = match self.kind {
            Kind::Agreement => self.quorum_bps == 0 && self.deviation_bps == 0,
            Kind::Median => {
                let bounds = u64::from(LEAST_QUORUM_BPS)..=BPS;
                bounds.contains(&self.quorum_bps.into()) && self.deviation_bps > 0
            }
        };
        times && shares
    }

    /// Whether an answer of a time counts now, after one of the time `last`, 0 for none. Errors: all.
    pub fn check_time(&self, received: u64, last: u64, now: u64) -> Result<(), TimeError> {
        let period = self.period;
        if received.checked_rem(period.into()) != Some(0) {
            return Err(TimeError::OffGrid { period, received });
        }
        if received > now {
            let most = now;
            return Err(TimeError::TooEarly { most, received });
        }
        if !self.is_fresh(received, now) {
            let least = now.saturating_sub(self.max_age.into());
            return Err(TimeError::TooOld { least, received });
        }
        if received <= last {
            return Err(TimeError::NotNewer { last, received });
        }
        Ok(())
    }

    /// The last second in which an answer of a time is fresh.
    pub fn fresh_until(&self, time: u64) -> u64 {
        time.saturating_add(self.max_age.into())
    }

    /// Whether an answer of a time is fresh.
    pub fn is_fresh(&self, time: u64, now: u64) -> bool {
        now <= self.fresh_until(time)
    }

    /// The least weight that makes a median, of all weight; rounded up.
    pub fn least_weight(&self, all: u32) -> u32 {
        let parts = u64::from(all).saturating_mul(self.quorum_bps.into());
        u32::try_from(parts.div_ceil(BPS)).unwrap_or(u32::MAX)
    }

    /// Whether a value is further from the median than it may be.
    pub fn deviates(&self, value: U256, median: U256) -> bool {
        let distance = value.abs_diff(median).full_mul(U256::from(BPS));
        distance > median.full_mul(U256::from(self.deviation_bps))
    }
}

/// The least threshold of a committee: more than half of its members.
pub fn least_threshold(members: u8) -> u8 {
    (members / 2).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::weighted_median;
    use proptest::prelude::*;

    fn median() -> Question {
        Question {
            kind: Kind::Median,
            period: 60,
            max_age: 300,
            quorum_bps: LEAST_QUORUM_BPS,
            deviation_bps: 500,
        }
    }

    fn agreement() -> Question {
        Question {
            kind: Kind::Agreement,
            quorum_bps: 0,
            deviation_bps: 0,
            ..median()
        }
    }

    #[test]
    fn terms_have_bounds() {
        assert!(median().fits() && agreement().fits());
        let changes: [fn(&mut Question); 3] = [
            |it| it.period = 0,
            |it| it.max_age = 0,
            |it| it.max_age = LONGEST_AGE + 1,
        ];
        for good in [median(), agreement()] {
            for change in changes {
                let mut bad = good;
                change(&mut bad);
                assert!(!bad.fits(), "{bad:?}");
            }
        }
        for (quorum_bps, deviation_bps) in [(6_666, 500), (10_001, 500), (6_667, 0)] {
            let bad = Question {
                quorum_bps,
                deviation_bps,
                ..median()
            };
            assert!(!bad.fits(), "{bad:?}");
            let bad = Question {
                kind: Kind::Agreement,
                ..bad
            };
            assert!(!bad.fits(), "{bad:?}");
        }
        for number in 0..=u8::MAX {
            let kind = Kind::of(number).map(|it| it as u8);
            assert_eq!(kind, (1..=2).contains(&number).then_some(number));
        }
    }

    #[test]
    fn time_is_on_the_grid_and_not_future_not_old_and_newer() {
        let check = |received, last, now| median().check_time(received, last, now);
        assert_eq!(check(600, 540, 600), Ok(()));
        assert_eq!(check(600, 0, 900), Ok(()));
        let (received, period) = (601, 60);
        assert_eq!(
            check(601, 0, 900),
            Err(TimeError::OffGrid { period, received })
        );
        let (received, most) = (600, 599);
        assert_eq!(
            check(600, 0, 599),
            Err(TimeError::TooEarly { most, received })
        );
        let least = 601;
        assert_eq!(
            check(600, 0, 901),
            Err(TimeError::TooOld { least, received })
        );
        for last in [600, 660] {
            assert_eq!(
                check(600, last, 700),
                Err(TimeError::NotNewer { last, received })
            );
        }
        assert!(median().is_fresh(600, 900) && !median().is_fresh(600, 901));
    }

    #[test]
    fn weight_of_a_quorum_is_rounded_up() {
        for (all, least) in [(3, 3), (4, 3), (9, 7), (30, 21), (10_000, 6_667)] {
            assert_eq!(median().least_weight(all), least, "{all}");
        }
        assert_eq!([1, 2, 3, 4, 32].map(least_threshold), [1, 2, 2, 3, 17]);
    }

    #[test]
    fn value_deviates_beyond_the_bound_alone() {
        let deviates = |value: u64| median().deviates(value.into(), 1_000u64.into());
        assert_eq!(
            [949, 950, 1_000, 1_050, 1_051].map(deviates),
            [true, false, false, false, true]
        );
        assert!(median().deviates(1u8.into(), U256::zero()));
        assert!(!median().deviates(U256::zero(), U256::zero()));
        assert!(median().deviates(U256::MAX, U256::one()));
    }

    proptest! {
        /// Whichever of the honest members' observations are left out, and whatever the others say: as many lie, and as
        /// many are left out, as the bounds allow.
        #[test]
        fn median_of_a_quorum_lies_between_honest_values(members in prop::collection::vec(member(), 1..32)) {
            let all: u32 = members.iter().map(|it| u32::from(it.weight)).sum();
            let (mut lying, mut heard) = (0, all);
            let (mut observed, mut honest) = (Vec::new(), Vec::new());
            for it in members {
                let weight = u32::from(it.weight);
                if it.lies && (lying + weight) * 3 < all {
                    lying += weight;
                    observed.push((it.weight, it.lie));
                } else if it.left_out && heard - weight >= median().least_weight(all) {
                    heard -= weight;
                } else {
                    honest.push(it.value);
                    observed.push((it.weight, it.value));
                }
            }
            let middle = weighted_median(&mut observed, |it| it.0.into(), |it| it.1);
            let middle = middle.expect("a quorum");
            prop_assert!(honest.iter().min() <= Some(&middle));
            prop_assert!(Some(&middle) <= honest.iter().max());
        }
    }

    #[derive(Debug)]
    struct Member {
        weight: u16,
        value: u64,
        lies: bool,
        lie: u64,
        left_out: bool,
    }

    fn member() -> impl Strategy<Value = Member> {
        let said = (any::<bool>(), any::<u64>(), any::<bool>());
        (1u16..100, 1u64..1_000_000, said).prop_map(|(weight, value, (lies, lie, left_out))| {
            Member {
                weight,
                value,
                lies,
                lie,
                left_out,
            }
        })
    }
}
