//! What proposals share: the stake they are about, and the count of those still open.

use super::{Error, Policy, CORRECTION};
use crate::math::U256;
use core::cmp::Ordering;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// What an operator had at stake at one moment, and how much of that was taken since.
///
/// One record per (operator, moment), shared by every proposal about that moment: slashes add up
/// against it instead of compounding, whatever the order they are executed in. Take the start of
/// the era as the moment, so that the offences of an era share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Capture {
    /// Whose stake.
    pub operator: H160,
    /// When, in seconds.
    pub at: u64,
    /// Slashable stake at that time, own and delegated, in base units.
    pub stake: U256,
    /// Sum of the slashes that count against it, in base units: those executed about this moment, and
    /// those about others since, see [`Slashed`]. What can be taken never exceeds `stake`.
    pub taken: U256,
}

impl Capture {
    /// The stored capture if there is one, else a new one of which nothing was taken.
    ///
    /// The first number stands: a second reading of the same moment that differs is refused,
    /// because one of the two is wrong. [`corrected`](Self::corrected) says which.
    pub fn join(
        stored: Option<Capture>,
        operator: H160,
        at: u64,
        stake: U256,
    ) -> Result<Capture, Error> {
        let Some(capture) = stored else {
            return Ok(Capture {
                operator,
                at,
                stake,
                taken: U256::zero(),
            });
        };
        if capture.operator != operator || capture.at != at {
            return Err(Error::ForeignCapture {
                captured_at: capture.at,
                operator: capture.operator,
            });
        }
        if capture.stake != stake {
            return Err(Error::CaptureMismatch {
                expected: capture.stake,
                received: stake,
            });
        }
        Ok(capture)
    }

    /// The capture with another stake, where the first number was wrong: until [`CORRECTION`] after its moment,
    /// while no proposal is `open` against the operator and nothing was slashed of it.
    pub fn corrected(
        self,
        stake: U256,
        open: OpenProposals,
        now: u64,
    ) -> Result<Self, CorrectionError> {
        let until = self.at.saturating_add(CORRECTION);
        if now > until {
            return Err(CorrectionError::Over { until, now });
        }
        if open.pending > 0 {
            let pending = open.pending;
            return Err(CorrectionError::Pending { pending });
        }
        if !self.taken.is_zero() {
            return Err(CorrectionError::Slashed { taken: self.taken });
        }
        Ok(Self { stake, ..self })
    }

    /// The capture with all slashes of the operator counted that were executed since it was recorded:
    /// `before` is [`Slashed::before`] of then.
    pub fn counting(self, slashed: &Slashed, before: U256) -> Self {
        let since = slashed.total.saturating_sub(before);
        Self {
            taken: self.taken.max(since),
            ..self
        }
    }

    /// After a slash took `amount` of it. `None` on overflow.
    pub fn after(self, amount: U256) -> Option<Self> {
        Some(Self {
            taken: self.taken.checked_add(amount)?,
            ..self
        })
    }

    /// What can still be taken, in base units.
    pub fn remaining(&self) -> U256 {
        self.stake.saturating_sub(self.taken)
    }
}

/// Why the number of a capture stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum CorrectionError {
    /// The time to correct it is over.
    Over { until: u64, now: u64 },
    /// Proposals are open against the operator.
    Pending { pending: u32 },
    /// A slash took a part of it.
    Slashed { taken: U256 },
}

/// What a captured stake answers for in one service.
///
/// Without it, the proposer of any one service could take the whole stake, and leave nothing for the others.
/// Its end is fixed when the stake is captured: a later policy neither revives it nor cuts it short, also not by
/// longer periods of a slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Liability {
    /// The most that slashes of the service take of the captured stake, in base units.
    pub exposure: U256,
    /// What they took, in base units.
    pub taken: U256,
    /// The last second at which the stake is slashable for the service.
    pub expires_at: u64,
    /// The review window of the policy at the capture, in seconds.
    pub review_window: u64,
    /// The resolution period of the policy at the capture, in seconds.
    pub resolution_period: u64,
    /// The execution window of the policy at the capture, in seconds.
    pub execution_window: u64,
}

impl Liability {
    /// Of a stake captured at `capture.at` under `policy`. The exposure is at most the stake.
    pub fn new(capture: &Capture, exposure: U256, policy: &Policy) -> Result<Self, Error> {
        let (from, period) = (capture.at, policy.slashable_period);
        let expires_at = from.checked_add(period);
        Ok(Self {
            exposure: exposure.min(capture.stake),
            taken: U256::zero(),
            expires_at: expires_at.ok_or(Error::TimeOverflow { from, period })?,
            review_window: policy.review_window,
            resolution_period: policy.resolution_period,
            execution_window: policy.execution_window,
        })
    }

    /// With another exposure of the `capture`, at most its stake. The end stays.
    pub fn corrected(self, capture: &Capture, exposure: U256) -> Self {
        Self {
            exposure: exposure.min(capture.stake),
            ..self
        }
    }

    /// What slashes of the service can still take of the capture, in base units.
    pub fn remaining(&self, capture: &Capture) -> U256 {
        let own = self.exposure.saturating_sub(self.taken);
        own.min(capture.remaining())
    }

    /// The capture as the service reaches it: what remains of it is what the service may take.
    pub fn reach(&self, capture: &Capture) -> Capture {
        Capture {
            taken: capture.stake.saturating_sub(self.remaining(capture)),
            ..*capture
        }
    }

    /// After a slash of the service took `amount`. `None` on overflow.
    pub fn after(self, amount: U256) -> Option<Self> {
        Some(Self {
            taken: self.taken.checked_add(amount)?,
            ..self
        })
    }

    /// The policy under which a slash of the service is proposed at `now`: the service's own, with the end that was
    /// fixed at the capture. Where a slash would live longer than the stake is slashable by it, its periods are those of the capture.
    pub fn policy(&self, capture: &Capture, current: Policy, now: u64) -> Policy {
        let current = Policy {
            slashable_period: self.expires_at.saturating_sub(capture.at),
            ..current
        };
        let life = current.longest_life().unwrap_or(u64::MAX);
        match now.saturating_add(life) <= self.expires_at {
            true => current,
            false => Policy {
                review_window: self.review_window,
                resolution_period: self.resolution_period,
                execution_window: self.execution_window,
                ..current
            },
        }
    }
}

/// All that slashes took of an operator, whatever the moments they are about.
///
/// Captures of different moments are of the same stake. Counted alone, each would be taken whole, the later
/// ones from those who staked since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Slashed {
    /// The sum, in base units. Only grows.
    pub total: U256,
    /// When the last slash was executed, in seconds.
    pub last: u64,
    /// The sum before that second, in base units.
    pub earlier: U256,
}

impl Slashed {
    /// What of it a capture of moment `at` does not answer for, because its stake was read after it. A
    /// capture of a moment before the last slash answers for all of it: what was taken between is not known. One of the
    /// same second answers for the slashes of that second, as its stake may have been read before them, and for no earlier one: any
    /// account chooses the second in which a slash is executed.
    pub fn before(&self, at: u64) -> U256 {
        match at.cmp(&self.last) {
            Ordering::Greater => self.total,
            Ordering::Equal => self.earlier,
            Ordering::Less => U256::zero(),
        }
    }

    /// After a slash of `amount` at `now`; one of nothing is none. `None` on overflow.
    pub fn after(self, amount: U256, now: u64) -> Option<Self> {
        if amount.is_zero() {
            return Some(self);
        }
        Some(Self {
            total: self.total.checked_add(amount)?,
            last: now,
            earlier: match now == self.last {
                true => self.earlier,
                false => self.total,
            },
        })
    }
}

/// How many proposals are open.
///
/// The cap belongs to a record per (service, operator): across services, one service could fill an
/// operator's record with minor proposals and shield it from the others. To hold back an operator that
/// leaves all of its services, keep a second record per operator and feed it the same changes with
/// [`OpenProposals::open`] and [`OpenProposals::close`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct OpenProposals {
    /// Proposals that have not ended.
    pub pending: u32,
}

impl OpenProposals {
    /// One more. Errors at `cap`.
    pub fn open(self, cap: u32) -> Result<OpenProposals, Error> {
        let refused = Error::TooManyPending {
            cap,
            pending: self.pending,
        };
        if self.pending >= cap {
            return Err(refused);
        }
        let pending = self.pending.checked_add(1).ok_or(refused)?;
        Ok(OpenProposals { pending })
    }

    /// One less. Errors when none was open: then this is not the proposal's open_proposals.
    pub fn close(self) -> Result<OpenProposals, Error> {
        let pending = self.pending.checked_sub(1).ok_or(Error::NothingPending)?;
        Ok(OpenProposals { pending })
    }

    /// Whether the operator may unstake or leave: not while a proposal is open.
    pub fn may_unstake(&self) -> Result<(), Error> {
        match self.pending {
            0 => Ok(()),
            pending => Err(Error::PendingSlashes { pending }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(stake: u64, taken: u64) -> Capture {
        Capture {
            at: 100,
            stake: stake.into(),
            taken: taken.into(),
            ..Capture::default()
        }
    }

    #[test]
    fn service_takes_its_exposure_and_no_more_than_is_left() {
        let policy = Policy::default();
        let new =
            |exposure: u64| Liability::new(&capture(1_000, 0), exposure.into(), &policy).unwrap();
        assert_eq!(new(2_000).exposure, 1_000.into());
        let liability = new(300).after(100.into()).unwrap();
        assert_eq!(liability.remaining(&capture(1_000, 100)), 200.into());
        assert_eq!(liability.remaining(&capture(1_000, 950)), 50.into());
        let reach = liability.reach(&capture(1_000, 100));
        assert_eq!((reach.remaining(), reach.stake), (200.into(), 1_000.into()));
    }

    #[test]
    fn capture_is_corrected_within_a_day_while_nothing_depends_on_it() {
        let none = OpenProposals::default();
        let until = 100 + CORRECTION;
        let corrected = capture(0, 0).corrected(7.into(), none, until);
        assert_eq!(corrected, Ok(capture(7, 0)));
        let correct = |taken, open, now| capture(9, taken).corrected(7.into(), open, now);
        let now = until + 1;
        let over = CorrectionError::Over { until, now };
        assert_eq!(correct(0, none, now), Err(over));
        let open = OpenProposals { pending: 1 };
        let pending = CorrectionError::Pending { pending: 1 };
        assert_eq!(correct(0, open, until), Err(pending));
        let slashed = CorrectionError::Slashed { taken: 1.into() };
        assert_eq!(correct(1, none, until), Err(slashed));
    }

    #[test]
    fn corrected_exposure_is_at_most_the_stake_and_ends_when_it_did() {
        let policy = Policy::default();
        let first = Liability::new(&capture(10, 0), 4.into(), &policy).unwrap();
        for (exposure, expected) in [(7, 7), (20, 10), (0, 0)] {
            let corrected = first.corrected(&capture(10, 0), exposure.into());
            assert_eq!(corrected.exposure, expected.into());
            assert_eq!(corrected.expires_at, first.expires_at);
        }
    }

    #[test]
    fn end_of_a_liability_is_that_of_the_policy_it_began_under() {
        let policy = Policy::default();
        let liability = Liability::new(&capture(1, 0), 1.into(), &policy).unwrap();
        assert_eq!(liability.expires_at, 100 + policy.slashable_period);
        let longer = Policy {
            slashable_period: 2 * policy.slashable_period,
            max_pending: 7,
            ..policy
        };
        let under = liability.policy(&capture(1, 0), longer, 100);
        assert_eq!(under.slashable_period, policy.slashable_period);
        assert_eq!(under.max_pending, 7);
        // Longer periods hold where the stake is slashable for as long, and shorter ones always.
        let slower = Policy {
            review_window: policy.review_window + 7,
            ..policy
        };
        let latest = liability.expires_at - slower.longest_life().unwrap();
        let review = |policy, now| {
            let under = liability.policy(&capture(1, 0), policy, now);
            under.review_window
        };
        assert_eq!(review(slower, latest), slower.review_window);
        assert_eq!(review(slower, latest + 1), policy.review_window);
        let faster = Policy {
            review_window: 7,
            ..policy
        };
        assert_eq!(review(faster, latest), 7);
        let endless = Policy {
            slashable_period: u64::MAX,
            ..policy
        };
        assert!(Liability::new(&capture(1, 0), 1.into(), &endless).is_err());
    }
}
