//! Results with aggregated signatures: which members of a set can sign, which output of a call is agreed, and which members
//! signed two.
//!
//! The threshold is more than half of a set's members, so two outputs reach it only where members signed both. A signature
//! proves itself at any time until the deadline: what is recorded of a call does not depend on which of them came first, but for the
//! two outputs of a call that have places. Times are seconds; a period of time does not include its end.

mod signing;
#[cfg(test)]
mod tests;

pub use super::{
    bounds::TermOutOfBounds,
    result_quorum::{check_number, TimeError},
};
pub use signing::{gamma, POSSESSION, SIGNATURE};

use super::{
    bounds::check,
    result_quorum::{before, share_of, SHARES},
};
use crate::math::U256;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest and the longest period in which a first output is submitted, and for which it is contested, in seconds.
pub const PERIODS: (u64, u64) = (60, 30 * 86_400);
/// The shortest and the longest time that a call is remembered after nothing can change it, in seconds.
pub const RETENTION: (u64, u64) = (86_400, 365 * 86_400);
/// The fewest and the most members of a set: a bit of one word for each.
pub const MEMBERS: (u16, u16) = (2, 256);
/// The most members that are added, or freed, in one call.
pub const PAGE: u16 = 32;
/// Outputs of a call that have a place.
const PLACES: usize = 2;

/// The terms of a service. Its fields are those of `IAggregatedResults.Terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// Seconds in which a first output is submitted.
    pub submit_period: u64,
    /// Seconds after a recorded output in which more signatures count.
    pub contest_period: u64,
    /// The share of the members that must sign an output, in basis points.
    pub share_bps: u16,
    /// Seconds for which a call is remembered after nothing can change it.
    pub retention: u64,
}

/// A set of members. A place is a member's bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Set {
    /// How many there are.
    pub members: u16,
    /// Whether none is added any more, and calls can name it.
    pub sealed: bool,
    /// Whether no call can name it any more.
    pub retired: bool,
    /// The first second in which all of its calls are forgotten.
    pub until: u64,
    /// A bit for each member that left.
    pub left: U256,
    /// The sum of all keys.
    pub total: [[u8; 32]; 2],
}

/// An output that reached the threshold, and which members signed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Signed {
    /// The output.
    pub output: [u8; 32],
    /// A bit for each member whose signature was brought. Never zero where the output has a place.
    pub signers: U256,
}

/// A call of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Call {
    /// The hash of what the job was called with.
    pub inputs: [u8; 32],
    /// When it was opened.
    pub opened: u64,
    /// The first second in which no first output counts.
    pub submit_until: u64,
    /// The first second in which no signature counts, where an output is recorded; else 0.
    pub contest_until: u64,
    /// The first second in which it is forgotten.
    pub remembered_until: u64,
    /// The number of its set.
    pub set: u32,
    /// How many members that has.
    pub members: u16,
    /// How many of them must sign an output.
    pub threshold: u16,
    /// A bit for each that had left when the call was opened.
    pub left: U256,
    /// The outputs that reached the threshold, in the order of their submission.
    pub outputs: [Signed; PLACES],
    /// A bit for each member that signed two outputs.
    pub equivocators: U256,
}

/// What a submission changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The call afterwards.
    pub call: Call,
    /// The signers of the output afterwards; zero where it has no place.
    pub signers: U256,
    /// Whether the output got its place.
    pub recorded: bool,
    /// Members that are known to have signed two outputs from now on.
    pub named: U256,
}

/// Why a submission changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubmitError {
    /// There is no signer, or one that is no member, or that had left.
    BadSigners,
    /// Fewer signers than the threshold, and none of them signed another output.
    BelowThreshold {
        /// The threshold.
        least: u16,
        /// How many signed.
        received: u16,
    },
    /// All of it is known.
    NothingNew,
}

impl Terms {
    /// Errors at the first term that is out of its bounds.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        let (shortest, longest) = PERIODS;
        let (least, all) = (SHARES.0.into(), SHARES.1.into());
        check(&[
            (1, shortest, longest, self.submit_period),
            (2, shortest, longest, self.contest_period),
            (3, least, all, self.share_bps.into()),
            (4, RETENTION.0, RETENTION.1, self.retention),
        ])
    }

    /// A call of a set that is opened at a time.
    pub fn call(&self, inputs: [u8; 32], number: u32, set: &Set, opened: u64) -> Call {
        let submit_until = opened.saturating_add(self.submit_period);
        // Each of two outputs can be contested for the whole period.
        let contests = self.contest_period.saturating_mul(PLACES as u64);
        let latest = submit_until.saturating_add(contests);
        Call {
            inputs,
            opened,
            submit_until,
            contest_until: 0,
            remembered_until: latest.saturating_add(self.retention),
            set: number,
            members: set.members,
            threshold: share_of(set.members, self.share_bps),
            left: set.left,
            ..Default::default()
        }
    }
}

impl Set {
    /// Whether the member at a place left.
    pub fn has_left(&self, place: u16) -> bool {
        !(self.left & bit(place)).is_zero()
    }

    /// After the member at a place left.
    pub fn without(&self, place: u16) -> Self {
        Self {
            left: self.left | bit(place),
            ..*self
        }
    }
}

impl Call {
    /// Whether there are signers, and each of them is a member that had not left.
    pub fn admits(&self, signers: U256) -> bool {
        let members = usize::from(self.members);
        !signers.is_zero() && signers.bits() <= members && (signers & self.left).is_zero()
    }

    /// Whether as many signers as the threshold.
    pub fn suffices(&self, signers: U256) -> bool {
        count(signers) >= self.threshold
    }

    /// Errors once no signature counts any more.
    pub fn can_submit(&self, now: u64) -> Result<(), TimeError> {
        before(now, self.deadline())
    }

    /// With valid signatures of an output.
    pub fn with(
        &self,
        output: [u8; 32],
        signers: U256,
        contest_period: u64,
        now: u64,
    ) -> Result<Change, SubmitError> {
        if !self.admits(signers) {
            return Err(SubmitError::BadSigners);
        }
        let other = |it: &&Signed| it.output != output;
        let others = self.outputs.iter().filter(other);
        let signed = others.fold(U256::zero(), |all, it| all | it.signers);
        let named = signers & signed & !self.equivocators;
        let mut call = *self;
        call.equivocators |= named;
        let recorded = |it: &&mut Signed| it.output == output && !it.signers.is_zero();
        if let Some(place) = call.outputs.iter_mut().find(recorded) {
            let before = place.signers;
            place.signers = before | signers;
            let signers = place.signers;
            return match signers == before {
                // Those that are named signed both outputs, and were then named already.
                true => Err(SubmitError::NothingNew),
                false => Ok(Change {
                    call,
                    signers,
                    recorded: false,
                    named,
                }),
            };
        }
        let (least, received) = (self.threshold, count(signers));
        let free = call.outputs.iter_mut().find(|it| it.signers.is_zero());
        if let Some(place) = free.filter(|_| received >= least) {
            *place = Signed { output, signers };
            call.contest_until = now.saturating_add(contest_period);
            return Ok(Change {
                call,
                signers,
                recorded: true,
                named,
            });
        }
        match (named.is_zero(), received < least) {
            (true, true) => Err(SubmitError::BelowThreshold { least, received }),
            (true, false) => Err(SubmitError::NothingNew),
            (false, _) => Ok(Change {
                call,
                signers: U256::zero(),
                recorded: false,
                named,
            }),
        }
    }

    /// The output that is agreed: the only one that reached the threshold.
    pub fn agreed(&self) -> Option<Signed> {
        let [first, second] = self.outputs;
        (!first.signers.is_zero() && second.signers.is_zero()).then_some(first)
    }

    /// Whether nothing can change it any more.
    pub fn is_final(&self, now: u64) -> bool {
        now >= self.deadline()
    }

    /// Whether it is forgotten.
    pub fn is_forgotten(&self, now: u64) -> bool {
        now >= self.remembered_until
    }

    /// What is known of the member at a place: 2 from its second output on, 1 once the output that it signed is final, else 0.
    pub fn verdict(&self, place: u16, now: u64) -> u8 {
        let has = |signers: U256| !(signers & bit(place)).is_zero();
        if self.is_forgotten(now) {
            return 0;
        }
        if has(self.equivocators) {
            return 2;
        }
        let agreed = self.agreed().filter(|_| self.is_final(now));
        u8::from(agreed.is_some_and(|it| has(it.signers)))
    }

    /// The first second in which no signature counts.
    fn deadline(&self) -> u64 {
        match self.contest_until {
            0 => self.submit_until,
            until => until,
        }
    }
}

/// The bit of a place below 256.
fn bit(place: u16) -> U256 {
    U256::one() << usize::from(place)
}

/// How many bits are set.
pub fn count(signers: U256) -> u16 {
    let ones = signers.0.iter().map(|limb| limb.count_ones());
    u16::try_from(ones.sum::<u32>()).unwrap_or(u16::MAX)
}

/// Whether the keys of the signers are summed, or those of the others are subtracted from the sum of all: the fewer.
pub fn wanted(signers: U256, members: u16) -> (U256, bool) {
    let all = match members {
        0 => U256::zero(),
        members => U256::MAX >> usize::from(256u16.saturating_sub(members)),
    };
    let others = all & !signers;
    match count(others) < count(signers) {
        true => (others, true),
        false => (signers, false),
    }
}
