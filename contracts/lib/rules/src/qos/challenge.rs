//! Challenges with a response window. The next call counts the periods that were missed.
//!
//! Time is in blocks. A proving period ends at a deadline; a response counts in the last `window`
//! blocks up to and including the deadline. Nothing runs at a deadline: the first call after it,
//! any account's, counts every period that passed without response (Filecoin PDP's `nextProvingPeriod`:
//! `1 + (now - deadline - 1) / period`), so that staying away is never cheaper than failing.

/// The rhythm of challenges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvingTerms {
    /// Blocks from one deadline to the next; at least 1.
    pub period: u64,
    /// Blocks before and including the deadline in which a response counts; 1 to `period`.
    pub window: u64,
    /// Missed periods in a row that are forgiven.
    pub grace: u64,
}

/// What is remembered of one operator in one service.
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
pub struct Proving {
    /// Last block of the running period.
    pub deadline: u64,
    /// Whether the running period has a response.
    pub answered: bool,
    /// Periods missed since the last response.
    pub missed_in_a_row: u64,
    /// Periods missed since the start.
    pub missed: u64,
    /// Periods with a response since the start.
    pub kept: u64,
}

/// Why a challenge was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeError {
    /// The window is empty or longer than the period.
    WrongWindow {
        /// The period: the longest window.
        expected_at_most: u64,
        /// The window received.
        received: u64,
    },
    /// The window of the running period is not open yet.
    TooEarly {
        /// First block of the window.
        expected_from: u64,
        /// The block received.
        received: u64,
    },
    /// The running period has a response already.
    AlreadyAnswered {
        /// Its deadline.
        deadline: u64,
    },
}

impl ProvingTerms {
    /// Checks that a window fits its period.
    pub fn check(&self) -> Result<(), ChallengeError> {
        if self.window == 0 || self.window > self.period {
            return Err(ChallengeError::WrongWindow {
                expected_at_most: self.period,
                received: self.window,
            });
        }
        Ok(())
    }
}

impl Proving {
    /// Begins at block `now`: the first deadline is a period away.
    pub fn start(terms: &ProvingTerms, now: u64) -> Result<Self, ChallengeError> {
        terms.check()?;
        Ok(Self {
            deadline: now.saturating_add(terms.period),
            answered: false,
            missed_in_a_row: 0,
            missed: 0,
            kept: 0,
        })
    }

    /// Brings the count up to block `now` and returns the periods missed by this call. Any number
    /// of calls, by any account, count the same as one.
    pub fn settle(&mut self, terms: &ProvingTerms, now: u64) -> u64 {
        if now <= self.deadline {
            return 0;
        }
        let period = terms.period.max(1);
        let ended = (now - self.deadline - 1) / period + 1;
        let missed = ended - u64::from(self.answered);
        self.deadline = self.deadline.saturating_add(ended.saturating_mul(period));
        self.answered = false;
        self.missed = self.missed.saturating_add(missed);
        self.missed_in_a_row = self.missed_in_a_row.saturating_add(missed);
        missed
    }

    /// Takes a response at block `now`, after settling what was missed before. The proof itself is
    /// checked by the caller.
    pub fn answer(&mut self, terms: &ProvingTerms, now: u64) -> Result<(), ChallengeError> {
        let mut next = *self;
        next.settle(terms, now);
        if next.answered {
            return Err(ChallengeError::AlreadyAnswered {
                deadline: next.deadline,
            });
        }
        let expected_from = next.window_start(terms);
        if now < expected_from {
            return Err(ChallengeError::TooEarly {
                expected_from,
                received: now,
            });
        }
        next.answered = true;
        next.kept = next.kept.saturating_add(1);
        next.missed_in_a_row = 0;
        *self = next;
        Ok(())
    }

    /// First block of the running period's window. The challenge's seed is the hash of the block
    /// before it, which is unknown earlier.
    pub fn window_start(&self, terms: &ProvingTerms) -> u64 {
        self.deadline.saturating_sub(terms.window.saturating_sub(1))
    }

    /// Whether more periods in a row were missed than the grace forgives.
    pub fn failing(&self, terms: &ProvingTerms) -> bool {
        self.missed_in_a_row > terms.grace
    }
}

/// Whether the hash of a block can serve as a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeedReadiness {
    /// The block does not exist yet, so its hash is unknown.
    TooEarly,
    /// The hash is there.
    Ready,
    /// The chain has forgotten the hash; a new challenge is due.
    Expired,
}

/// Whether the hash of block `seed_block` is known at block `now`, on a chain that keeps the last
/// `kept` hashes (256 on pallet-revive and the EVM).
pub fn seed_readiness(seed_block: u64, now: u64, kept: u64) -> SeedReadiness {
    match now.checked_sub(seed_block) {
        None | Some(0) => SeedReadiness::TooEarly,
        Some(age) if age <= kept => SeedReadiness::Ready,
        Some(_) => SeedReadiness::Expired,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TERMS: ProvingTerms = ProvingTerms {
        period: 100,
        window: 10,
        grace: 1,
    };

    fn started() -> Proving {
        Proving::start(&TERMS, 0).unwrap()
    }

    #[test]
    fn window_is_open_from_its_first_block_to_the_deadline() {
        let refused = ChallengeError::TooEarly {
            expected_from: 91,
            received: 90,
        };
        assert_eq!(started().answer(&TERMS, 90), Err(refused));
        assert_eq!(started().answer(&TERMS, 91), Ok(()));
        assert_eq!(started().answer(&TERMS, 100), Ok(()));
        // One block late is early for the next period, and the missed one counts once settled.
        let mut late = started();
        assert!(late.answer(&TERMS, 101).is_err());
        assert_eq!(late, started());
        assert_eq!(late.settle(&TERMS, 101), 1);
    }

    #[test]
    fn second_answer_in_a_period_is_refused() {
        let mut proving = started();
        proving.answer(&TERMS, 95).unwrap();
        let refused = ChallengeError::AlreadyAnswered { deadline: 100 };
        assert_eq!(proving.answer(&TERMS, 96), Err(refused));
        assert_eq!(proving.answer(&TERMS, 195), Ok(()));
        assert_eq!((proving.kept, proving.missed), (2, 0));
    }

    #[test]
    fn anybodys_late_call_counts_every_skipped_period() {
        let mut proving = started();
        proving.answer(&TERMS, 95).unwrap();
        // Periods ending at 100 (with a response), 200, 300, 400.
        assert_eq!(proving.settle(&TERMS, 401), 3);
        assert_eq!(proving.deadline, 500);
        assert!(proving.failing(&TERMS));
        assert_eq!(proving.settle(&TERMS, 401), 0);
        proving.answer(&TERMS, 499).unwrap();
        assert!(!proving.failing(&TERMS));
        assert_eq!((proving.kept, proving.missed), (2, 3));
    }

    #[test]
    fn window_that_does_not_fit_is_refused() {
        for window in [0, 101] {
            let terms = ProvingTerms { window, ..TERMS };
            let refused = ChallengeError::WrongWindow {
                expected_at_most: 100,
                received: window,
            };
            assert_eq!(Proving::start(&terms, 0), Err(refused));
        }
    }

    #[test]
    fn seed_is_ready_from_the_next_block_until_it_is_forgotten() {
        assert_eq!(seed_readiness(10, 9, 256), SeedReadiness::TooEarly);
        assert_eq!(seed_readiness(10, 10, 256), SeedReadiness::TooEarly);
        assert_eq!(seed_readiness(10, 11, 256), SeedReadiness::Ready);
        assert_eq!(seed_readiness(10, 266, 256), SeedReadiness::Ready);
        assert_eq!(seed_readiness(10, 267, 256), SeedReadiness::Expired);
    }

    proptest! {
        #[test]
        fn every_period_is_kept_or_missed_however_often_it_is_settled(
            mut blocks in prop::collection::vec((0u64..5_000, any::<bool>()), 0..60)
        ) {
            blocks.sort_unstable();
            let (mut busy, mut lazy) = (started(), started());
            for (now, answers) in blocks {
                busy.settle(&TERMS, now);
                if answers {
                    let one = busy.answer(&TERMS, now).is_ok();
                    prop_assert_eq!(one, lazy.answer(&TERMS, now).is_ok());
                }
            }
            busy.settle(&TERMS, 5_001);
            lazy.settle(&TERMS, 5_001);
            prop_assert_eq!(busy, lazy);
            prop_assert_eq!(busy.kept + busy.missed, 50);
        }
    }
}
