//! What an operator keeps of a reward before its delegators.

use crate::math::BPS;

/// The bounds a blueprint sets on commissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommissionTerms {
    /// Highest commission, in basis points.
    pub max_bps: u32,
    /// Seconds between announcing an increase and its effect: longer than delegators need to leave.
    pub increase_notice: u64,
}

impl CommissionTerms {
    /// At most 20 %, increases after 7 days: the bounds of Tangle's core.
    pub const STANDARD: Self = Self {
        max_bps: 2_000,
        increase_notice: 7 * 24 * 60 * 60,
    };
}

/// Why a commission was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommissionError {
    /// Above the highest commission the terms allow.
    AboveMaximum {
        /// The highest commission, in basis points.
        expected_at_most: u32,
        /// The commission received.
        received: u32,
    },
}

/// An operator's commission, with an increase that may be pending.
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
pub struct Commission {
    current_bps: u32,
    next_bps: u32,
    /// Second from which `next_bps` holds.
    effective_at: u64,
}

impl Commission {
    /// The commission that holds at `now`, in basis points.
    pub fn bps(&self, now: u64) -> u32 {
        if now >= self.effective_at {
            self.next_bps
        } else {
            self.current_bps
        }
    }

    /// Sets the commission. A decrease holds at once and withdraws a pending increase; an increase
    /// holds after the notice.
    pub fn set(
        &mut self,
        bps: u32,
        now: u64,
        terms: &CommissionTerms,
    ) -> Result<(), CommissionError> {
        let expected_at_most = terms.max_bps.min(BPS as u32);
        if bps > expected_at_most {
            return Err(CommissionError::AboveMaximum {
                expected_at_most,
                received: bps,
            });
        }
        let current_bps = self.bps(now);
        *self = Self {
            current_bps,
            next_bps: bps,
            effective_at: if bps > current_bps {
                now.saturating_add(terms.increase_notice)
            } else {
                now
            },
        };
        Ok(())
    }
}

/// A commission by era: an era pays the rate that was known before it began, whenever it is settled.
///
/// Eras are counted, and a notice runs in seconds. An increase whose notice is over therefore holds from
/// the era after the one in which that is seen first: later than announced, and never earlier.
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
pub struct EraCommission {
    announced: Commission,
    /// The era in which `later_bps` was seen.
    seen_in: u64,
    /// The rate up to and including that era.
    until_bps: u32,
    /// The rate of the eras after it.
    later_bps: u32,
}

impl EraCommission {
    /// The rate of `era`, in basis points.
    pub fn bps_of(&self, era: u64) -> u32 {
        match era <= self.seen_in {
            true => self.until_bps,
            false => self.later_bps,
        }
    }

    /// To be called in `era`, the running one, once all eras before it are settled: what holds at `now`
    /// is the rate of the eras to come, and a decrease that of the running one, too.
    pub fn observe(&mut self, era: u64, now: u64) {
        let (running, later_bps) = (self.bps_of(era), self.announced.bps(now));
        *self = Self {
            announced: self.announced,
            seen_in: era,
            until_bps: running.min(later_bps),
            later_bps,
        };
    }

    /// Sets the rate in `era`, the running one, under the conditions of [`Self::observe`]. A decrease
    /// holds for the running era, an increase after the notice.
    pub fn set(
        &mut self,
        bps: u32,
        era: u64,
        now: u64,
        terms: &CommissionTerms,
    ) -> Result<(), CommissionError> {
        self.announced.set(bps, now, terms)?;
        self.observe(era, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: CommissionTerms = CommissionTerms::STANDARD;

    #[test]
    fn increase_waits_for_the_notice_and_decrease_does_not() {
        let mut commission = Commission::default();
        commission.set(1_000, 100, &TERMS).unwrap();
        assert_eq!(commission.bps(100 + TERMS.increase_notice - 1), 0);
        assert_eq!(commission.bps(100 + TERMS.increase_notice), 1_000);
        let later = 100 + TERMS.increase_notice;
        commission.set(300, later, &TERMS).unwrap();
        assert_eq!(commission.bps(later), 300);
    }

    #[test]
    fn decrease_withdraws_a_pending_increase() {
        let mut commission = Commission::default();
        commission.set(1_000, 0, &TERMS).unwrap();
        commission.set(0, 1, &TERMS).unwrap();
        assert_eq!(commission.bps(u64::MAX), 0);
    }

    #[test]
    fn era_pays_the_rate_known_before_it_began() {
        let mut commission = EraCommission::default();
        commission.set(1_000, 3, 100, &TERMS).unwrap();
        let due = 100 + TERMS.increase_notice;
        commission.observe(9, due - 1);
        assert_eq!([3, 9, 10].map(|era| commission.bps_of(era)), [0; 3]);
        // Seen in era 12 to be due: eras 10 to 12 paid nothing.
        commission.observe(12, due);
        assert_eq!(
            [10, 12, 13].map(|era| commission.bps_of(era)),
            [0, 0, 1_000]
        );
        commission.set(500, 13, due, &TERMS).unwrap();
        assert_eq!([13, 14].map(|era| commission.bps_of(era)), [500; 2]);
    }

    #[test]
    fn commission_above_the_maximum_is_refused() {
        let mut commission = Commission::default();
        let refused = CommissionError::AboveMaximum {
            expected_at_most: 2_000,
            received: 2_001,
        };
        assert_eq!(commission.set(2_001, 0, &TERMS), Err(refused));
        assert_eq!(commission, Commission::default());
    }
}
