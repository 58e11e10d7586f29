//! What is remembered of an operator in a service: its challenge, its cooldown, its strikes.

use super::{Capacity, Excuses, Strikes, Terms};
use crate::math::U256;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// A challenge that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Challenge {
    /// Who filed it.
    pub challenger: H160,
    /// Base units.
    pub deposit: u128,
    /// The second in which it was filed, by which it is named; 0 for no challenge.
    pub opened: u64,
    /// The last second in which the operator can answer.
    pub until: u64,
    /// The hash of the request.
    pub request: [u8; 32],
}

/// What is remembered of an operator in a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Record {
    /// The open challenge.
    pub challenge: Challenge,
    /// The first second in which the next one can be filed.
    pub next_from: u64,
    /// The latest strikes.
    pub strikes: Strikes,
}

/// Who gets a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payout {
    /// The account.
    pub to: H160,
    /// Base units.
    pub amount: U256,
}

/// A challenge that ended without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// What is remembered now.
    pub record: Record,
    /// What the challenger gets back.
    pub payout: Payout,
    /// The service's capacity, if the operator got a strike.
    pub struck: Option<Capacity>,
}

/// Why a challenge is not filed, answered or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum ChallengeError {
    /// The challenger is the operator.
    Own,
    /// Another value than the deposit came with it.
    WrongDeposit { expected: u128, received: U256 },
    /// Another one is open, until this second.
    Open { until: u64 },
    /// The cooldown of the last one is not over.
    CoolingDown { from: u64, now: u64 },
    /// No challenge is open.
    None,
    /// Another challenge is open than the one that was named.
    Other { expected: u64, received: u64 },
    /// A second of the response period is excused.
    Excused { opened: u64 },
    /// The response period is over.
    TooLate { until: u64, now: u64 },
    /// The response period lasts.
    TooEarly { from: u64, now: u64 },
}

impl Record {
    /// With a challenge of the operator. Errors: `Own`, `WrongDeposit`, `Open`, `CoolingDown`.
    pub fn challenged(
        self,
        terms: &Terms,
        operator: H160,
        challenger: H160,
        value: U256,
        request: [u8; 32],
        now: u64,
    ) -> Result<Self, ChallengeError> {
        if challenger == operator {
            return Err(ChallengeError::Own);
        }
        let deposit = terms.deposit;
        if value != U256::from(deposit) {
            return Err(ChallengeError::WrongDeposit {
                expected: deposit,
                received: value,
            });
        }
        if self.challenge.opened != 0 {
            let until = self.challenge.until;
            return Err(ChallengeError::Open { until });
        }
        if now < self.next_from {
            let from = self.next_from;
            return Err(ChallengeError::CoolingDown { from, now });
        }
        let challenge = Challenge {
            challenger,
            deposit,
            opened: now,
            until: now.saturating_add(terms.response.into()),
            request,
        };
        Ok(Self { challenge, ..self })
    }

    /// Without the challenge of second `opened`, which the operator answered: the deposit is its own. Whether it was the
    /// operator that answered, the caller checks. Errors: `None`, `Other`, `Excused`, `TooLate`.
    pub fn answered(
        self,
        terms: &Terms,
        excuses: &Excuses,
        operator: H160,
        opened: u64,
        now: u64,
    ) -> Result<(Self, Payout), ChallengeError> {
        let challenge = self.open()?;
        if challenge.opened != opened {
            return Err(ChallengeError::Other {
                expected: challenge.opened,
                received: opened,
            });
        }
        if excuses.cover(challenge.opened, challenge.until) {
            return Err(ChallengeError::Excused { opened });
        }
        let until = challenge.until;
        if now > until {
            return Err(ChallengeError::TooLate { until, now });
        }
        let payout = Payout {
            to: operator,
            amount: challenge.deposit.into(),
        };
        Ok((
            self.ended(now.saturating_add(terms.cooldown.into())),
            payout,
        ))
    }

    /// Whether a strike would still count if the challenge, which was not answered, is closed now: whether the operator
    /// had to be there matters. After the strike's life it does not, so that a deposit waits for no other contract then.
    pub fn strike_counts(&self, terms: &Terms, excuses: &Excuses, now: u64) -> bool {
        let Challenge { opened, until, .. } = self.challenge;
        now > until && now < terms.expires(until) && !excuses.cover(opened, until)
    }

    /// Without the challenge, which was not answered in time, or is excused. The operator gets a strike if one counts
    /// ([`strike_counts`](Self::strike_counts)), the service has capacity, and the operator `served` to the end of its time to
    /// respond: one that stopped before did not have to be there. Errors: `None`, `TooEarly`.
    pub fn closed(
        self,
        terms: &Terms,
        excuses: &Excuses,
        capacity: &Capacity,
        served: bool,
        now: u64,
    ) -> Result<Closed, ChallengeError> {
        let challenge = self.open()?;
        let payout = Payout {
            to: challenge.challenger,
            amount: challenge.deposit.into(),
        };
        if excuses.cover(challenge.opened, challenge.until) {
            // Nothing was tried, so there is no cooldown. No two challenges have the same second.
            return Ok(Closed {
                record: self.ended(challenge.opened.saturating_add(1)),
                payout,
                struck: None,
            });
        }
        let deadline = challenge.until;
        if now <= deadline {
            let from = deadline.saturating_add(1);
            return Err(ChallengeError::TooEarly { from, now });
        }
        // The cooldown counts from the deadline: who closes when changes nothing.
        let mut record = self.ended(deadline.saturating_add(terms.cooldown.into()));
        let counts = served && now < terms.expires(deadline);
        let struck = counts.then(|| capacity.take(terms, now)).flatten();
        if struck.is_some() {
            record.strikes = record.strikes.with(deadline);
        }
        Ok(Closed {
            record,
            payout,
            struck,
        })
    }

    /// The challenge. Errors: `None`.
    pub fn open(&self) -> Result<&Challenge, ChallengeError> {
        match self.challenge.opened {
            0 => Err(ChallengeError::None),
            _ => Ok(&self.challenge),
        }
    }

    /// The first second in which nothing of this is needed; `u64::MAX` with an open challenge.
    pub fn needed_until(&self, terms: &Terms) -> u64 {
        match self.open() {
            Ok(_) => u64::MAX,
            Err(_) => self.next_from.max(self.strikes.needed_until(terms)),
        }
    }

    fn ended(self, next_from: u64) -> Self {
        Self {
            challenge: Challenge::default(),
            next_from,
            ..self
        }
    }
}
