//! The terms of a service.

#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The highest limit of strikes.
pub const HIGHEST_LIMIT: u8 = 8;
const DAY: u32 = 86_400;
/// The shortest response period, in seconds.
const SHORTEST_RESPONSE: u32 = 60;
/// The longest response period and the longest cooldown, in seconds.
const LONGEST_PERIOD: u32 = 30 * DAY;
/// The longest strike life and the longest refill period, in seconds.
const LONGEST_LIFE: u32 = 365 * DAY;

/// What holds for all challenges of a service. Fixed before the first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// What a challenge costs if the operator answers, in base units.
    pub deposit: u128,
    /// Seconds in which the operator can answer.
    pub response: u32,
    /// Seconds from the end of a challenge to the operator's next one.
    pub cooldown: u32,
    /// Seconds from the deadline in which a strike counts.
    pub strike_life: u32,
    /// Strikes that the service can get at once.
    pub capacity: u8,
    /// Seconds until one more is possible.
    pub refill: u32,
    /// Strikes with which an operator is not eligible; at most [`HIGHEST_LIMIT`].
    pub limit: u8,
}

/// A term that cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermOutOfBounds {
    /// Its place in [`Terms`], from 0.
    pub term: u8,
    /// The least value.
    pub least: u128,
    /// The largest value.
    pub most: u128,
    /// What it is.
    pub received: u128,
}

impl Terms {
    /// Errors where a term is out of its bounds. Strikes live long enough for an operator that answers nothing to reach
    /// the limit.
    pub fn check(&self) -> Result<(), TermOutOfBounds> {
        let (shortest, longest) = (SHORTEST_RESPONSE.into(), LONGEST_PERIOD.into());
        let bounds: [(u128, u128, u128); 7] = [
            (1, u128::MAX, self.deposit),
            (shortest, longest, self.response.into()),
            (1, longest, self.cooldown.into()),
            (
                self.shortest_life(),
                LONGEST_LIFE.into(),
                self.strike_life.into(),
            ),
            (1, u8::MAX.into(), self.capacity.into()),
            (1, LONGEST_LIFE.into(), self.refill.into()),
            (1, HIGHEST_LIMIT.into(), self.limit.into()),
        ];
        for (term, (least, most, received)) in (0u8..).zip(bounds) {
            if received < least || received > most {
                return Err(TermOutOfBounds {
                    term,
                    least,
                    most,
                    received,
                });
            }
        }
        Ok(())
    }

    /// The strike life with which an operator that answers nothing reaches the limit, in seconds.
    fn shortest_life(&self) -> u128 {
        let rhythm = u128::from(self.response).saturating_add(self.cooldown.into());
        rhythm.saturating_mul(self.limit.into()).max(1)
    }

    /// The first second in which a strike of a challenge with this deadline does not count.
    pub fn expires(&self, deadline: u64) -> u64 {
        deadline.saturating_add(self.strike_life.into())
    }
}
