//! The penalty of the services pallet: the severity, raised by what the operator did before and by how
//! many others offended with it, between a floor and a cap.
//!
//! Three sources meet here: NuCypher's history coefficient, the correlation of Ethereum and Polkadot, and
//! a floor below which no offence pays. Downtime is no offence, so that a common outage is not one either.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::{mul_div_saturating, Rounding, BPS, U256};

/// Parameters of the formula, in basis points:
///
/// `severity x (1 + history x earlier offences + correlation x (offenders - 1) / (operators - 1))`
///
/// of the stake, at least `floor` and at most `cap` of it. Rounded up once, so that dust does not escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "scale",
    derive(
        codec::Encode,
        codec::Decode,
        codec::DecodeWithMemTracking,
        codec::MaxEncodedLen,
        scale_info::TypeInfo
    )
)]
pub struct Escalating {
    /// The least that an offence costs, of the stake.
    pub floor: u16,
    /// The most that an offence costs, of the stake.
    pub cap: u16,
    /// What each earlier offence adds, of the severity: 10,000 adds the severity once more.
    pub history: u16,
    /// What is added where every other operator offended, too, of the severity; proportionally less for
    /// fewer of them, nothing for one that offends alone.
    pub correlation: u16,
}

impl Escalating {
    /// The severity itself, up to all of the stake.
    pub const PLAIN: Self = Self {
        floor: 0,
        cap: BPS as u16,
        history: 0,
        correlation: 0,
    };

    /// Whether the floor is not above the cap, and the cap not above the whole.
    pub const fn is_valid(&self) -> bool {
        self.floor <= self.cap && self.cap <= BPS as u16
    }
}

impl PenaltyRule for Escalating {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        // Below 2^14, 2^48 and 2^48; the products stay below 2^100.
        let severity = facts.severity();
        let history = U256::from(self.history) * U256::from(facts.history.offences);
        let offenders = facts.correlation.offenders.min(facts.correlation.operators);
        let others = U256::from(facts.correlation.operators.saturating_sub(1)).max(U256::one());
        let correlated = U256::from(self.correlation) * U256::from(offenders.saturating_sub(1));
        // (severity x (BPS + history) x others + severity x correlated) / (BPS x others), of BPS.
        let raised = (U256::from(BPS) + history) * others + correlated;
        let whole = U256::from(BPS) * U256::from(BPS) * others;
        let share = |parts, whole| {
            mul_div_saturating(facts.stake, parts, whole, Rounding::Up).unwrap_or(facts.stake)
        };
        let amount = share(severity * raised, whole);
        let bound = |bps: u16| share(U256::from(bps), U256::from(BPS));
        Ok(amount.max(bound(self.floor)).min(bound(self.cap)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Correlation, History, Offence};
    use super::*;

    fn bps(rule: Escalating, severity: u16, earlier: u32, offenders: u32, operators: u32) -> u64 {
        let facts = OffenceFacts {
            stake: U256::from(BPS),
            offence: Offence { class: 1, severity },
            history: History {
                offences: earlier,
                charged: U256::zero(),
            },
            correlation: Correlation {
                offenders,
                operators,
                ..Correlation::default()
            },
        };
        rule.penalty(&facts).expect("it refuses nothing").as_u64()
    }

    #[test]
    fn plain_penalty_is_the_severity() {
        for severity in [0, 1, 500, 10_000] {
            assert_eq!(
                bps(Escalating::PLAIN, severity, 9, 5, 5),
                u64::from(severity)
            );
        }
    }

    #[test]
    fn each_earlier_offence_adds_the_same() {
        let rule = Escalating {
            history: 5_000,
            ..Escalating::PLAIN
        };
        let costs = [0, 1, 2, 3].map(|earlier| bps(rule, 100, earlier, 1, 4));
        assert_eq!(costs, [100, 150, 200, 250]);
    }

    #[test]
    fn others_that_offend_in_the_same_era_raise_it() {
        let rule = Escalating {
            correlation: 30_000,
            ..Escalating::PLAIN
        };
        let costs = [1, 2, 4].map(|offenders| bps(rule, 100, 0, offenders, 4));
        assert_eq!(costs, [100, 200, 400]);
        // The only operator of a service has no others, and more than all are all.
        assert_eq!(bps(rule, 100, 0, 1, 1), 100);
        assert_eq!(bps(rule, 100, 0, 9, 4), 400);
        assert_eq!(bps(rule, 100, 0, 0, 0), 100);
    }

    #[test]
    fn floor_and_cap_bound_it() {
        let rule = Escalating {
            floor: 50,
            cap: 1_000,
            history: 10_000,
            correlation: 0,
        };
        assert_eq!(bps(rule, 1, 0, 1, 4), 50);
        assert_eq!(bps(rule, 600, 1, 1, 4), 1_000);
        assert!(rule.is_valid());
        assert!(!Escalating {
            floor: 1_001,
            ..rule
        }
        .is_valid());
        assert!(!Escalating {
            cap: 10_001,
            ..rule
        }
        .is_valid());
    }

    #[test]
    fn largest_numbers_do_not_overflow() {
        let rule = Escalating {
            floor: 0,
            cap: 10_000,
            history: u16::MAX,
            correlation: u16::MAX,
        };
        assert_eq!(bps(rule, u16::MAX, u32::MAX, u32::MAX, u32::MAX), 10_000);
    }
}
