//! A pause: a guardian stops some functions of a contract, for a time that has an end.
//!
//! A guardian's key may be stolen, too. So a pause is short, and the next one cannot begin before a while in which
//! everything that waited can be done. What a pause must not decide is whether a right still exists after it:
//! a deadline that passes in a pause is moved behind its end ([`Pause::moved`]).

use crate::court::DAY;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The longest pause, in seconds.
pub const LONGEST_PAUSE: u64 = 3 * DAY;
/// Seconds from the end of a pause to the first second of the next one.
pub const PAUSE_GAP: u64 = 14 * DAY;
/// Seconds after a pause in which what could not be done in it can be done.
pub const GRACE: u64 = DAY;

// A deadline that one pause moved is over before the next one begins.
const _: () = assert!(GRACE < PAUSE_GAP);

/// The last pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Pause {
    /// Its first second.
    pub from: u64,
    /// The first second after it; 0 if there was none yet.
    pub until: u64,
}

/// Why there is no pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum PauseError {
    /// A pause of no time, or a longer one than may be.
    Length { longest: u64, received: u64 },
    /// The last pause is not over, or was over less than [`PAUSE_GAP`] ago.
    TooSoon { from: u64, now: u64 },
    /// There is no pause to end.
    NotPaused,
}

impl Pause {
    /// Whether it lasts.
    pub fn lasts(&self, now: u64) -> bool {
        now < self.until
    }

    /// A pause of so many seconds, [`LONGEST_PAUSE`] at most. Errors: `Length`, `TooSoon`.
    pub fn begun(self, seconds: u64, now: u64) -> Result<Self, PauseError> {
        self.begun_within(LONGEST_PAUSE, seconds, now)
    }

    /// A pause of so many seconds, where a chain says how long one may be. Errors: `Length`, `TooSoon`.
    pub fn begun_within(self, longest: u64, seconds: u64, now: u64) -> Result<Self, PauseError> {
        if seconds == 0 || seconds > longest {
            return Err(PauseError::Length {
                longest,
                received: seconds,
            });
        }
        let from = match self.until {
            0 => 0,
            until => until.saturating_add(PAUSE_GAP),
        };
        if now < from {
            return Err(PauseError::TooSoon { from, now });
        }
        Ok(Self {
            from: now,
            until: now.saturating_add(seconds),
        })
    }

    /// The pause, ended now. The gap counts from here. Errors: `NotPaused`.
    pub fn ended(self, now: u64) -> Result<Self, PauseError> {
        if !self.lasts(now) {
            return Err(PauseError::NotPaused);
        }
        Ok(Self { until: now, ..self })
    }

    /// The last second in which something can be done that the pause stopped, and that could else be done up to
    /// and including `last`: where `last` came in the pause, or less than [`GRACE`] after it, that long after it.
    pub fn moved(&self, last: u64) -> u64 {
        match self.until != 0 && last >= self.from {
            true => last.max(self.until.saturating_add(GRACE)),
            false => last,
        }
    }

    /// The first second in which a proposal can be vetoed no more, of one that else had `deadline`: in a pause the pause's end at
    /// least, as nothing is executed in it, and vetoes are what a pause is for. `expires_at` is the last second in which it could be
    /// executed without the pause: what lapsed before the pause is over.
    pub fn veto_deadline(&self, deadline: u64, expires_at: u64, now: u64) -> u64 {
        match self.lasts(now) && expires_at >= self.from {
            true => deadline.max(self.until),
            false => deadline,
        }
    }

    /// The first and the last second of a right that the pause stopped, and that could else be used from `from` up to and
    /// including `until`. It is as long as it was at least, and does not end in the pause.
    pub fn moved_span(&self, from: u64, until: u64) -> (u64, u64) {
        let (begins, length) = (self.moved(from), until.saturating_sub(from));
        (begins, begins.saturating_add(length).max(self.moved(until)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_000_000;

    fn pause() -> Pause {
        Pause::default().begun(LONGEST_PAUSE, NOW).unwrap()
    }

    #[test]
    fn pause_has_an_end() {
        let pause = pause();
        let until = NOW + LONGEST_PAUSE;
        assert!(pause.lasts(NOW) && pause.lasts(until - 1) && !pause.lasts(until));
        assert!(!Pause::default().lasts(0));
        for received in [0, LONGEST_PAUSE + 1, u64::MAX] {
            let longest = LONGEST_PAUSE;
            let refused = Err(PauseError::Length { longest, received });
            assert_eq!(Pause::default().begun(received, NOW), refused);
        }
    }

    #[test]
    fn next_pause_waits_for_the_gap_also_after_one_that_was_ended_early() {
        let early = pause().ended(NOW + 5).unwrap();
        assert!(!early.lasts(NOW + 5));
        for (pause, end) in [(pause(), NOW + LONGEST_PAUSE), (early, NOW + 5)] {
            let from = end + PAUSE_GAP;
            let now = from - 1;
            let too_soon = Err(PauseError::TooSoon { from, now });
            assert_eq!(pause.begun(1, now), too_soon);
            assert!(pause.begun(1, from).is_ok());
        }
        assert_eq!(early.ended(NOW + 5), Err(PauseError::NotPaused));
        assert_eq!(Pause::default().ended(NOW), Err(PauseError::NotPaused));
    }

    /// Of any time, a key can stop no more than this part of it.
    #[test]
    fn guardian_stops_less_than_a_fifth_of_the_time() {
        let (mut pause, mut paused, mut now) = (Pause::default(), 0, NOW);
        let year = NOW + 365 * DAY;
        while now < year {
            match pause.begun(LONGEST_PAUSE, now) {
                Ok(begun) => (pause, paused) = (begun, paused + LONGEST_PAUSE),
                Err(_) => now += DAY,
            }
        }
        assert!(paused > 0 && paused * 5 < 365 * DAY, "{paused}");
    }

    #[test]
    fn deadline_that_comes_in_a_pause_is_moved_behind_it() {
        let pause = pause();
        let end = NOW + LONGEST_PAUSE;
        // What was over before stays over.
        assert_eq!(pause.moved(NOW - 1), NOW - 1);
        for last in [NOW, end - 1, end, end + GRACE - 1] {
            assert_eq!(pause.moved(last), end + GRACE);
        }
        assert_eq!(pause.moved(end + GRACE + 1), end + GRACE + 1);
        assert_eq!(Pause::default().moved(NOW), NOW);
        // A deadline that was moved is over when the next pause begins.
        let next = pause.begun(1, end + PAUSE_GAP).unwrap();
        assert_eq!(next.moved(NOW), NOW);
    }

    #[test]
    fn proposal_can_be_vetoed_as_long_as_a_pause_lasts() {
        let pause = pause();
        let end = NOW + LONGEST_PAUSE;
        for (deadline, expires_at, now, last) in [
            (NOW - 1, NOW, NOW, end),
            (NOW - 1, NOW, end - 1, end),
            (NOW - 1, NOW, end, NOW - 1),
            // It lapsed before the pause.
            (NOW - 2, NOW - 1, NOW, NOW - 2),
            (end + 1, end + 9, NOW, end + 1),
        ] {
            assert_eq!(pause.veto_deadline(deadline, expires_at, now), last);
        }
        assert_eq!(Pause::default().veto_deadline(NOW, NOW, NOW + 1), NOW);
    }

    #[test]
    fn span_that_ends_in_a_pause_goes_on_after_it() {
        let pause = pause();
        let end = NOW + LONGEST_PAUSE;
        for ((from, until), moved) in [
            // Over before, begun before, begun in it, and after it.
            ((NOW - 9, NOW - 1), (NOW - 9, NOW - 1)),
            ((NOW - 9, NOW), (NOW - 9, end + GRACE)),
            ((NOW, NOW + 60), (end + GRACE, end + GRACE + 60)),
            ((end + GRACE + 1, u64::MAX), (end + GRACE + 1, u64::MAX)),
        ] {
            assert_eq!(pause.moved_span(from, until), moved);
        }
        assert_eq!(pause.moved_span(NOW, u64::MAX), (end + GRACE, u64::MAX));
    }
}
