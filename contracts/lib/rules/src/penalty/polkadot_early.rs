//! The penalties of Polkadot's first test networks, which double with every offence and halve
//! with every good period.
//!
//! Sources: `substrate/runtime/staking/src/lib.rs` of paritytech/polkadot for PoC-1 and PoC-2;
//! the wiki page "Validating on PoC 2" for the rule in prose, which the NuCypher discussion
//! quotes with a base of 0.001 DOT. Amounts are base units; nothing is rounded but the halving.
//!
//! The source doubles with `<<`, which loses bits or panics once the width is reached. Doubling
//! saturates here.

use super::{OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::U256;

/// What a period brought for one validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// It was reported offline.
    Offline,
    /// A session or an era passed without a report.
    Good,
}

/// `base` doubled `times` over, at most `U256::MAX`.
fn doubled(base: U256, times: u64) -> U256 {
    if base.is_zero() {
        return base;
    }
    if times > u64::from(base.leading_zeros()) {
        return U256::MAX;
    }
    base << U256::from(times)
}

/// PoC-2 as coded: the exponent is a counter of offences, lowered by one for each good era.
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
pub struct Doubling {
    /// Penalty of the first offence after grace, in base units.
    pub base: U256,
    /// Offences that are only warned of.
    pub grace: u64,
}

impl Doubling {
    /// The penalty of the next offence after `count` that still count: zero within grace.
    pub fn slash(&self, count: u64) -> U256 {
        match count.checked_sub(self.grace) {
            Some(times) => doubled(self.base, times),
            None => U256::zero(),
        }
    }

    /// Takes a period into account: what is charged for it, and the counter after it.
    pub fn step(&self, count: u64, period: Period) -> (U256, u64) {
        match period {
            Period::Offline => (self.slash(count), count.saturating_add(1)),
            Period::Good => (U256::zero(), count.saturating_sub(1)),
        }
    }

    /// Whether the offence after `count` also ends the validator's term: past the threshold, or
    /// when `slashable` would not bear the next slash.
    pub fn ends_term(&self, count: u64, unstake_threshold: u64, slashable: U256) -> bool {
        match count.checked_sub(self.grace) {
            Some(times) => {
                times >= unstake_threshold
                    || slashable < doubled(self.base, times.saturating_add(1))
            }
            None => false,
        }
    }
}

impl PenaltyRule for Doubling {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(self.slash(u64::from(facts.history.offences)))
    }
}

/// The rule in prose: the current penalty is charged and doubled at an offence, and halved at
/// a good session, never below a floor.
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
pub struct DoublingByAmount {
    /// Penalty of a first offence, in base units.
    pub base: U256,
    /// The penalty never falls below this, in base units.
    pub floor: U256,
}

impl DoublingByAmount {
    /// Takes a period into account, the current penalty being `penalty` ([`Self::base`] at
    /// first): what is charged for it, and the penalty after it. Halving rounds down.
    pub fn step(&self, penalty: U256, period: Period) -> (U256, U256) {
        match period {
            Period::Offline => (penalty, penalty.saturating_add(penalty)),
            Period::Good => (U256::zero(), (penalty / U256::from(2u8)).max(self.floor)),
        }
    }
}

/// With `history.offences` doublings not yet halved away.
impl PenaltyRule for DoublingByAmount {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        Ok(doubled(self.base, u64::from(facts.history.offences)).max(self.floor))
    }
}

/// PoC-1: one penalty for the whole network, that grows by a constant with every session that
/// had an offender and falls back to nothing with one that had none.
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
pub struct Linear {
    /// The growth per bad session, in base units.
    pub early_era_slash: U256,
}

impl Linear {
    /// The penalty of each of the `offenders` of a session that follows one with the penalty
    /// `current`; zero, and a fresh start, when there were none.
    pub fn step(&self, current: U256, offenders: u64) -> U256 {
        if offenders == 0 {
            return U256::zero();
        }
        current.saturating_add(self.early_era_slash)
    }
}

/// With `history.offences` bad sessions in a row before this one.
impl PenaltyRule for Linear {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let before = self
            .early_era_slash
            .saturating_mul(U256::from(facts.history.offences));
        Ok(self.step(before, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Doubling = Doubling {
        base: U256([20, 0, 0, 0]),
        grace: 1,
    };

    #[test]
    fn offences_after_grace_double() {
        let slashes = [0, 1, 2, 3, 4].map(|count| RULE.slash(count).as_u64());
        assert_eq!(slashes, [0, 20, 40, 80, 160]);
    }

    #[test]
    fn good_era_never_lowers_the_count_below_zero() {
        assert_eq!(RULE.step(0, Period::Good), (U256::zero(), 0));
    }

    #[test]
    fn doubling_beyond_the_width_saturates() {
        assert_eq!(doubled(1.into(), 255), U256::one() << 255);
        assert_eq!(doubled(1.into(), 256), U256::MAX);
        assert_eq!(doubled(3.into(), 255), U256::MAX);
        assert_eq!(doubled(U256::zero(), u64::MAX), U256::zero());
    }

    #[test]
    fn term_ends_at_the_threshold_or_when_the_next_slash_is_not_covered() {
        assert!(!RULE.ends_term(0, 0, U256::zero()));
        assert!(!RULE.ends_term(1, 3, 40.into()));
        assert!(RULE.ends_term(1, 3, 39.into()));
        assert!(RULE.ends_term(4, 3, U256::MAX));
    }

    #[test]
    fn halving_stops_at_the_floor() {
        let rule = DoublingByAmount {
            base: 10.into(),
            floor: 10.into(),
        };
        assert_eq!(rule.step(21.into(), Period::Good).1, 10.into());
        assert_eq!(rule.step(10.into(), Period::Good).1, 10.into());
    }

    #[test]
    fn session_without_offenders_starts_the_line_again() {
        let rule = Linear {
            early_era_slash: 1000.into(),
        };
        assert_eq!(rule.step(2000.into(), 3), 3000.into());
        assert_eq!(rule.step(3000.into(), 0), U256::zero());
    }
}
