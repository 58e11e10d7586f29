//! What proposals share: the stake they are about, and the count of those still open.

use super::Error;
use crate::math::U256;
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
    /// because one of the two is wrong.
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

    /// The capture with all slashes of the operator counted that were executed since it was recorded:
    /// `before` is [`Slashed::before`] of then.
    pub fn counting(self, slashed: &Slashed, before: U256) -> Self {
        let since = slashed.total.saturating_sub(before);
        Self {
            taken: self.taken.max(since),
            ..self
        }
    }

    /// What can still be taken, in base units.
    pub fn remaining(&self) -> U256 {
        self.stake.saturating_sub(self.taken)
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
}

impl Slashed {
    /// What of it a capture of moment `at` does not answer for, because its stake was read after it. A
    /// capture of a moment before the last slash answers for all of it: what was taken between is not known.
    pub fn before(&self, at: u64) -> U256 {
        match at >= self.last {
            true => self.total,
            false => U256::zero(),
        }
    }

    /// After a slash of `amount` at `now`. `None` on overflow.
    pub fn after(self, amount: U256, now: u64) -> Option<Self> {
        Some(Self {
            total: self.total.checked_add(amount)?,
            last: now,
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
