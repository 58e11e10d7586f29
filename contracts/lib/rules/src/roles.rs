//! Who holds a role of a contract, and how another account takes it over.
//!
//! A role changes in two steps: it is offered, and after a delay its successor accepts it. An account that
//! cannot call never gets a role. In between those whom it harms can act: the holder cancels an offer that the
//! guardian made, delegators leave.
//!
//! | offers, and cancels offers of its rank and below | any role | the guardian's role |
//! |---|---|---|
//! | its holder | yes | yes |
//! | the guardian | below the holder: for a lost key | |
//! | the account that is responsible for the contract | | above the holder: for a stolen key |
//!
//! A contract that another one calls or admits cannot accept a role. It is appointed: an [`Appointment`]
//! takes effect by itself after the delay.

use crate::court::DAY;
use primitive_types::H160;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The shortest delay of a contract's roles and appointments, in seconds.
pub const SHORTEST_DELAY: u64 = DAY;
/// The longest delay, in seconds.
pub const LONGEST_DELAY: u64 = 30 * DAY;
/// Seconds from the end of the delay in which a successor can accept.
pub const ACCEPTANCE: u64 = 14 * DAY;

/// By what right an account offers a role. The order is the rank: a later one cancels offers of those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Standing {
    /// The guardian, of a role that it does not hold.
    #[default]
    Guardian = 0,
    /// The holder.
    Holder = 1,
    /// The account that the guardian's role is subordinate to.
    Superior = 2,
}

/// A role that waits for its successor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Offer {
    /// The successor.
    pub to: H160,
    /// The first second in which it can accept.
    pub from: u64,
    /// By what right it was offered.
    pub by: Standing,
}

impl Offer {
    /// The last second in which it can be accepted.
    pub fn until(&self) -> u64 {
        self.from.saturating_add(ACCEPTANCE)
    }
}

/// A role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Role {
    /// Who has it; not zero.
    pub holder: H160,
    /// Who is to have it.
    pub offer: Option<Offer>,
}

/// Why a role does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum RoleError {
    /// The zero address cannot hold a role.
    ZeroAccount,
    /// The account holds the role already.
    AlreadyHeld { holder: H160 },
    /// An offer of a higher rank lasts.
    Offered { to: H160, until: u64 },
    /// The role is not offered, or no longer.
    NotOffered,
    /// The role is offered to another account.
    NotSuccessor { expected: H160, received: H160 },
    /// The delay is not over.
    TooEarly { from: u64, now: u64 },
    /// The delay is outside [`SHORTEST_DELAY`] to [`LONGEST_DELAY`].
    DelayOutOfBounds { received: u64 },
}

/// The delay, if a contract may have it, in seconds.
pub fn check_delay(received: u64) -> Result<u64, RoleError> {
    match (SHORTEST_DELAY..=LONGEST_DELAY).contains(&received) {
        true => Ok(received),
        false => Err(RoleError::DelayOutOfBounds { received }),
    }
}

impl Role {
    /// A role of `holder`. Errors: `ZeroAccount`.
    pub fn new(holder: H160) -> Result<Self, RoleError> {
        if holder.is_zero() {
            return Err(RoleError::ZeroAccount);
        }
        Ok(Self {
            holder,
            offer: None,
        })
    }

    /// The offer that can be accepted at `now`, or later.
    pub fn open_offer(&self, now: u64) -> Option<Offer> {
        self.offer.filter(|offer| now <= offer.until())
    }

    /// Offers the role to `to`, who can accept after `delay` seconds. It takes the place of an offer of the same
    /// rank or below. Errors: `ZeroAccount`, `AlreadyHeld`, `Offered`.
    pub fn offered(self, by: Standing, to: H160, now: u64, delay: u64) -> Result<Self, RoleError> {
        if to.is_zero() {
            return Err(RoleError::ZeroAccount);
        }
        if to == self.holder {
            return Err(RoleError::AlreadyHeld { holder: to });
        }
        self.not_above(by, now)?;
        let from = now.saturating_add(delay);
        Ok(Self {
            offer: Some(Offer { to, from, by }),
            ..self
        })
    }

    /// Takes an offer of the same rank or below back. Errors: `NotOffered`, `Offered`.
    pub fn cancelled(self, by: Standing, now: u64) -> Result<Self, RoleError> {
        self.open_offer(now).ok_or(RoleError::NotOffered)?;
        self.not_above(by, now)?;
        Ok(Self {
            offer: None,
            ..self
        })
    }

    /// `caller` takes the role over. Errors: `NotOffered`, `NotSuccessor`, `TooEarly`.
    pub fn accepted(self, caller: H160, now: u64) -> Result<Self, RoleError> {
        let Offer { to, from, .. } = self.open_offer(now).ok_or(RoleError::NotOffered)?;
        if caller != to {
            return Err(RoleError::NotSuccessor {
                expected: to,
                received: caller,
            });
        }
        if now < from {
            return Err(RoleError::TooEarly { from, now });
        }
        Self::new(to)
    }

    fn not_above(&self, by: Standing, now: u64) -> Result<(), RoleError> {
        match self.open_offer(now) {
            Some(offer) if offer.by > by => Err(RoleError::Offered {
                to: offer.to,
                until: offer.until(),
            }),
            _ => Ok(()),
        }
    }
}

/// An address that is set and takes effect after a delay: a contract that is called, or admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Appointment {
    /// What holds until `from`; zero for none.
    pub before: H160,
    /// What holds from then on; zero for none.
    pub appointed: H160,
    /// The first second of `appointed`.
    pub from: u64,
}

impl Appointment {
    /// What holds at `now`; zero for none.
    pub fn at(&self, now: u64) -> H160 {
        match now >= self.from {
            true => self.appointed,
            false => self.before,
        }
    }

    /// What follows, and from which second on; `None` if nothing else was set.
    pub fn next(&self, now: u64) -> Option<(H160, u64)> {
        (now < self.from).then_some((self.appointed, self.from))
    }

    /// Sets what holds without a delay: for what is set first, when nothing is there to be protected.
    pub fn at_once(appointed: H160, now: u64) -> Self {
        Self {
            before: H160::zero(),
            appointed,
            from: now,
        }
    }

    /// Sets what follows. To take a right away needs no delay: zero holds at once, and what holds already set
    /// again takes back what was to follow.
    pub fn then(self, appointed: H160, now: u64, delay: u64) -> Self {
        let before = self.at(now);
        let from = match appointed.is_zero() || appointed == before {
            true => now,
            false => now.saturating_add(delay),
        };
        Self {
            before,
            appointed,
            from,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLDER: H160 = H160([1; 20]);
    const NEXT: H160 = H160([2; 20]);
    const OTHER: H160 = H160([3; 20]);
    const NOW: u64 = 1_000_000;
    const DELAY: u64 = 2 * DAY;

    fn role() -> Role {
        Role::new(HOLDER).unwrap()
    }

    fn offered(by: Standing) -> Role {
        role().offered(by, NEXT, NOW, DELAY).unwrap()
    }

    #[test]
    fn delay_of_a_day_to_thirty_days() {
        for received in [0, DAY - 1, 30 * DAY + 1, u64::MAX] {
            let refused = Err(RoleError::DelayOutOfBounds { received });
            assert_eq!(check_delay(received), refused);
        }
        for received in [DAY, 30 * DAY] {
            assert_eq!(check_delay(received), Ok(received));
        }
    }

    #[test]
    fn role_passes_in_two_steps_with_the_delay_between() {
        let offered = offered(Standing::Holder);
        assert_eq!(offered.holder, HOLDER);
        let from = NOW + DELAY;
        let now = from - 1;
        let early = Err(RoleError::TooEarly { from, now });
        assert_eq!(offered.accepted(NEXT, now), early);
        let stranger = Err(RoleError::NotSuccessor {
            expected: NEXT,
            received: OTHER,
        });
        assert_eq!(offered.accepted(OTHER, from), stranger);
        assert_eq!(offered.accepted(NEXT, from), Role::new(NEXT));
        let last = from + ACCEPTANCE;
        assert_eq!(offered.accepted(NEXT, last), Role::new(NEXT));
        let late = Err(RoleError::NotOffered);
        assert_eq!(offered.accepted(NEXT, last + 1), late);
        assert_eq!(role().accepted(HOLDER, NOW), late);
    }

    #[test]
    fn zero_and_the_holder_are_offered_nothing() {
        let zero = role().offered(Standing::Holder, H160::zero(), NOW, DELAY);
        assert_eq!(zero, Err(RoleError::ZeroAccount));
        let same = role().offered(Standing::Holder, HOLDER, NOW, DELAY);
        assert_eq!(same, Err(RoleError::AlreadyHeld { holder: HOLDER }));
        assert_eq!(Role::new(H160::zero()), Err(RoleError::ZeroAccount));
    }

    #[test]
    fn offer_yields_to_its_rank_and_above_only() {
        let ranks = [Standing::Guardian, Standing::Holder, Standing::Superior];
        let lasts = Err(RoleError::Offered {
            to: NEXT,
            until: NOW + DELAY + ACCEPTANCE,
        });
        for first in ranks {
            for second in ranks {
                let offered = offered(first);
                let replaced = offered.offered(second, OTHER, NOW, DELAY);
                let cancelled = offered.cancelled(second, NOW);
                if second < first {
                    assert_eq!((replaced, cancelled), (lasts, lasts));
                } else {
                    assert_eq!(replaced.unwrap().offer.unwrap().to, OTHER);
                    assert_eq!(cancelled, Ok(role()));
                }
            }
        }
        // An offer that was not accepted in time holds nothing up.
        let over = NOW + DELAY + ACCEPTANCE + 1;
        let offered = offered(Standing::Superior);
        assert!(offered
            .offered(Standing::Guardian, OTHER, over, DELAY)
            .is_ok());
        let gone = offered.cancelled(Standing::Superior, over);
        assert_eq!(gone, Err(RoleError::NotOffered));
    }

    #[test]
    fn appointment_holds_after_the_delay() {
        let first = Appointment::at_once(HOLDER, NOW);
        assert_eq!((first.at(NOW), first.next(NOW)), (HOLDER, None));
        let second = first.then(NEXT, NOW, DELAY);
        let from = NOW + DELAY;
        assert_eq!(second.at(from - 1), HOLDER);
        assert_eq!(second.next(from - 1), Some((NEXT, from)));
        assert_eq!((second.at(from), second.next(from)), (NEXT, None));
        // What was to follow is replaced, and waits as long.
        let third = second.then(OTHER, NOW + 1, DELAY);
        assert_eq!((third.at(from), third.at(from + 1)), (HOLDER, OTHER));
    }

    #[test]
    fn appointment_is_taken_back_or_away_at_once() {
        let second = Appointment::at_once(HOLDER, NOW).then(NEXT, NOW, DELAY);
        let same = second.then(HOLDER, NOW, DELAY);
        assert_eq!((same.at(NOW), same.at(NOW + DELAY)), (HOLDER, HOLDER));
        assert_eq!(same.next(NOW), None);
        let none = second.then(H160::zero(), NOW, DELAY);
        assert_eq!((none.at(NOW), none.next(NOW)), (H160::zero(), None));
        // Away and back is not a way around the delay.
        let again = none.then(OTHER, NOW, DELAY);
        assert_eq!(again.at(NOW + DELAY - 1), H160::zero());
        assert_eq!(again.at(NOW + DELAY), OTHER);
    }
}
