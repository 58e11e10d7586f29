//! A race: the first valid results earn more.
//!
//! If the first result to arrive won, a copy of another operator's pending result with a better fee would
//! win. So operators first commit to a hash of their result, then reveal it, and rank goes by the
//! order of the commitments among the valid reveals. A commitment says nothing worth copying, and
//! the order of the reveals decides nothing.
//!
//! The phases are times in seconds or block numbers, whatever the caller counts in.

use primitive_types::{H160, H256};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Places that earn something.
pub const PLACES: usize = 3;

/// The phases of a race.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct RaceTerms {
    /// How long commitments are taken; not zero.
    pub commit_period: u64,
    /// How long, after that, reveals are taken; not zero.
    pub reveal_period: u64,
}

/// A place on the podium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Entry {
    /// Number of its commitment, from 1; zero for an empty place.
    pub order: u32,
    /// Whose.
    pub operator: H160,
}

/// A race for one call. 108 bytes in SCALE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Race {
    /// Service instance.
    pub service: u64,
    /// Number of the call.
    pub call: u64,
    /// Commitments before it.
    pub commit_until: u64,
    /// Reveals before it, from `commit_until` on. Zero: there is no such race.
    pub reveal_until: u64,
    /// Commitments taken.
    pub commitments: u32,
    /// The earliest commitments among the valid reveals so far, first place first.
    pub podium: [Entry; PLACES],
}

/// What an operator committed to. One record per (service, call, operator).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Commitment {
    /// Its number, from 1; zero if there is none.
    pub order: u32,
    /// Hash of [`preimage`].
    pub hash: H256,
    /// Whether it was revealed.
    pub revealed: bool,
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum RaceError {
    /// There is no such race.
    UnknownRace,
    /// A phase of no length.
    ZeroPeriod,
    /// The end of a phase does not fit the clock.
    TimeOverflow { from: u64, period: u64 },
    /// Only before.
    TooLate { until: u64, now: u64 },
    /// Only from then on.
    TooEarly { from: u64, now: u64 },
    /// The hash is zero.
    NoCommitment,
    /// The operator committed before.
    AlreadyCommitted { order: u32 },
    /// The operator revealed before.
    AlreadyRevealed { order: u32 },
    /// What was revealed is not what was committed to.
    WrongReveal { expected: H256, received: H256 },
    /// The blueprint's own check found the result wrong. The commitment stays unrevealed.
    InvalidResult { operator: H160 },
    /// More commitments than can be counted.
    Full,
}

/// What to hash into a commitment: service, call (big-endian), operator, result, salt. It names
/// its operator, so an operator cannot reveal a copy of another's commitment as its own.
pub fn preimage(service: u64, call: u64, operator: H160, result: H256, salt: H256) -> [u8; 100] {
    let mut bytes = [0; 100];
    let (first, rest) = bytes.split_at_mut(8);
    let (second, rest) = rest.split_at_mut(8);
    let (third, rest) = rest.split_at_mut(20);
    let (fourth, fifth) = rest.split_at_mut(32);
    first.copy_from_slice(&service.to_be_bytes());
    second.copy_from_slice(&call.to_be_bytes());
    third.copy_from_slice(operator.as_bytes());
    fourth.copy_from_slice(result.as_bytes());
    fifth.copy_from_slice(salt.as_bytes());
    bytes
}

impl Race {
    /// Opens the race for a call.
    pub fn open(service: u64, call: u64, now: u64, terms: &RaceTerms) -> Result<Race, RaceError> {
        if terms.commit_period == 0 || terms.reveal_period == 0 {
            return Err(RaceError::ZeroPeriod);
        }
        let commit_until = after(now, terms.commit_period)?;
        Ok(Race {
            service,
            call,
            commit_until,
            reveal_until: after(commit_until, terms.reveal_period)?,
            commitments: 0,
            podium: [Entry::default(); PLACES],
        })
    }

    /// Takes an operator's commitment, given the one stored for it. Whether it is an operator of
    /// the service is the caller's to know.
    pub fn commit(
        self,
        stored: Commitment,
        hash: H256,
        now: u64,
    ) -> Result<(Race, Commitment), RaceError> {
        self.known()?;
        before(self.commit_until, now)?;
        if stored.order != 0 {
            return Err(RaceError::AlreadyCommitted {
                order: stored.order,
            });
        }
        if hash.is_zero() {
            return Err(RaceError::NoCommitment);
        }
        let order = self.commitments.checked_add(1).ok_or(RaceError::Full)?;
        let race = Race {
            commitments: order,
            ..self
        };
        let commitment = Commitment {
            order,
            hash,
            revealed: false,
        };
        Ok((race, commitment))
    }

    /// Takes an operator's reveal: `hash` is that of [`preimage`] with what it revealed, `valid`
    /// what the blueprint's own check says of the result.
    pub fn reveal(
        self,
        commitment: Commitment,
        operator: H160,
        hash: H256,
        valid: bool,
        now: u64,
    ) -> Result<(Race, Commitment), RaceError> {
        self.known()?;
        if now < self.commit_until {
            return Err(RaceError::TooEarly {
                from: self.commit_until,
                now,
            });
        }
        before(self.reveal_until, now)?;
        if commitment.order == 0 {
            return Err(RaceError::NoCommitment);
        }
        if commitment.revealed {
            return Err(RaceError::AlreadyRevealed {
                order: commitment.order,
            });
        }
        if commitment.hash != hash {
            return Err(RaceError::WrongReveal {
                expected: commitment.hash,
                received: hash,
            });
        }
        if !valid {
            return Err(RaceError::InvalidResult { operator });
        }
        let entry = Entry {
            order: commitment.order,
            operator,
        };
        let race = Race {
            podium: placed(self.podium, entry),
            ..self
        };
        let commitment = Commitment {
            revealed: true,
            ..commitment
        };
        Ok((race, commitment))
    }

    /// The podium, once the reveals are over.
    pub fn places(&self, now: u64) -> Result<[Entry; PLACES], RaceError> {
        self.known()?;
        if now < self.reveal_until {
            return Err(RaceError::TooEarly {
                from: self.reveal_until,
                now,
            });
        }
        Ok(self.podium)
    }

    /// The place of `operator`, from 0, once the reveals are over.
    pub fn place_of(&self, operator: H160, now: u64) -> Result<Option<u8>, RaceError> {
        let podium = self.places(now)?;
        let place = podium
            .iter()
            .position(|entry| entry.order != 0 && entry.operator == operator);
        Ok(place.and_then(|place| u8::try_from(place).ok()))
    }

    fn known(&self) -> Result<(), RaceError> {
        if self.reveal_until == 0 {
            return Err(RaceError::UnknownRace);
        }
        Ok(())
    }
}

/// The podium with `entry` where its order belongs, and the last one dropped.
fn placed(podium: [Entry; PLACES], entry: Entry) -> [Entry; PLACES] {
    let mut next = podium;
    let mut moving = entry;
    for place in &mut next {
        if place.order == 0 || moving.order < place.order {
            core::mem::swap(place, &mut moving);
        }
        if moving.order == 0 {
            break;
        }
    }
    next
}

fn before(until: u64, now: u64) -> Result<(), RaceError> {
    if now < until {
        Ok(())
    } else {
        Err(RaceError::TooLate { until, now })
    }
}

fn after(from: u64, period: u64) -> Result<u64, RaceError> {
    from.checked_add(period)
        .ok_or(RaceError::TimeOverflow { from, period })
}
