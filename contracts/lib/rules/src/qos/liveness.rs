//! From windows expected and windows kept to basis points.

use crate::math::{mul_div_floor, BPS, U256};

/// From a share of missed windows on, a penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Least share of missed windows, in basis points.
    pub missed_bps: u32,
    /// Penalty, in basis points of the era's rewards.
    pub penalty_bps: u32,
}

/// Why tiers were refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TierError {
    /// A threshold or penalty above a whole.
    AboveWhole {
        /// Which tier, from 0.
        tier: usize,
        /// The basis points received.
        received: u32,
    },
    /// A tier that does not begin above the one before, or punishes less: missing more would pay.
    NotRising {
        /// Which tier, from 0.
        tier: usize,
    },
    /// A tier that begins at nothing missed.
    PunishesPerfection,
}

/// Tiers that were checked: rising in threshold and not falling in penalty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiers<'a>(&'a [Tier]);

impl<'a> Tiers<'a> {
    /// Checks the tiers. None at all is fine: nothing is punished.
    pub fn new(tiers: &'a [Tier]) -> Result<Self, TierError> {
        let mut last = Tier {
            missed_bps: 0,
            penalty_bps: 0,
        };
        for (number, tier) in tiers.iter().enumerate() {
            for received in [tier.missed_bps, tier.penalty_bps] {
                if u64::from(received) > BPS {
                    return Err(TierError::AboveWhole {
                        tier: number,
                        received,
                    });
                }
            }
            if tier.missed_bps == 0 {
                return Err(TierError::PunishesPerfection);
            }
            if tier.missed_bps <= last.missed_bps || tier.penalty_bps < last.penalty_bps {
                return Err(TierError::NotRising { tier: number });
            }
            last = *tier;
        }
        Ok(Self(tiers))
    }
}

/// The share of windows missed, in basis points, rounded down. Nothing expected is nothing missed:
/// an era without traffic is neutral, never a whole. More kept than expected is none missed.
pub fn missed_bps(expected: u64, kept: u64) -> u32 {
    let missed = expected.saturating_sub(kept);
    mul_div_floor(missed.into(), BPS.into(), expected.into()).map_or(0, |bps: U256| bps.low_u32())
}

/// The penalty of the highest tier that `missed_bps` reaches, in basis points; 0 below the first.
pub fn tier_bps(tiers: &Tiers, missed_bps: u32) -> u32 {
    tiers
        .0
        .iter()
        .rev()
        .find(|tier| missed_bps >= tier.missed_bps)
        .map_or(0, |tier| tier.penalty_bps)
}

/// The penalty of an era: each measure's own tiers, summed, at most a whole. Measures are
/// `(expected, kept)` counts, such as heartbeats, responses to challenges, jobs in time.
pub fn sla_penalty_bps<'a>(measures: impl IntoIterator<Item = (u64, u64, Tiers<'a>)>) -> u32 {
    measures
        .into_iter()
        .fold(0u32, |sum, (expected, kept, tiers)| {
            sum.saturating_add(tier_bps(&tiers, missed_bps(expected, kept)))
        })
        .min(BPS as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn tier(missed_bps: u32, penalty_bps: u32) -> Tier {
        Tier {
            missed_bps,
            penalty_bps,
        }
    }

    const STEPS: [Tier; 3] = [tier(500, 100), tier(1_000, 1_000), tier(5_000, 10_000)];

    #[test]
    fn era_without_windows_is_neutral() {
        assert_eq!(missed_bps(0, 0), 0);
        assert_eq!(missed_bps(0, 5), 0);
        let tiers = Tiers::new(&STEPS).unwrap();
        assert_eq!(sla_penalty_bps([(0, 0, tiers), (0, 9, tiers)]), 0);
    }

    #[test]
    fn tier_begins_exactly_at_its_threshold() {
        let tiers = Tiers::new(&STEPS).unwrap();
        let cases = [
            (499, 0),
            (500, 100),
            (999, 100),
            (1_000, 1_000),
            (10_000, 10_000),
        ];
        for (missed, penalty) in cases {
            assert_eq!(tier_bps(&tiers, missed), penalty);
        }
    }

    #[test]
    fn measures_add_up_to_at_most_a_whole() {
        let tiers = Tiers::new(&STEPS).unwrap();
        assert_eq!(sla_penalty_bps([(100, 90, tiers), (20, 19, tiers)]), 1_100);
        assert_eq!(sla_penalty_bps([(1, 0, tiers), (1, 0, tiers)]), 10_000);
        assert_eq!(sla_penalty_bps([]), 0);
    }

    #[test]
    fn tiers_that_reward_missing_more_are_refused() {
        let refused = |tiers: &[Tier]| Tiers::new(tiers).unwrap_err();
        let not_rising = TierError::NotRising { tier: 1 };
        assert_eq!(refused(&[tier(5, 9), tier(6, 8)]), not_rising);
        assert_eq!(refused(&[tier(5, 9), tier(5, 9)]), not_rising);
        assert_eq!(refused(&[tier(0, 1)]), TierError::PunishesPerfection);
        let above = TierError::AboveWhole {
            tier: 0,
            received: 10_001,
        };
        assert_eq!(refused(&[tier(1, 10_001)]), above);
        assert_eq!(refused(&[tier(10_001, 1)]), above);
        assert!(Tiers::new(&[]).is_ok());
    }

    proptest! {
        #[test]
        fn missing_more_never_costs_less(
            expected in 1u64..,
            one in any::<u64>(),
            other in any::<u64>(),
        ) {
            let tiers = Tiers::new(&STEPS).unwrap();
            let (fewer, more) = (one.min(other), one.max(other));
            let lax = sla_penalty_bps([(expected, fewer, tiers)]);
            let keen = sla_penalty_bps([(expected, more, tiers)]);
            prop_assert!(keen <= lax);
        }
    }
}
