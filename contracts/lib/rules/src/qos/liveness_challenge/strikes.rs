//! The latest strikes of an operator in a service.

use super::{Excuses, Terms};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The most strikes that are remembered: twice [`HIGHEST_LIMIT`](super::HIGHEST_LIMIT), so that a later strike does not
/// push out one that decides on a recent second.
pub const MOST_STRIKES: usize = 16;
/// Seconds for which strikes are remembered after they last count: past seconds are judged by them.
pub const MEMORY: u64 = 90 * 86_400;

/// The strikes of an operator. All times are deadlines of challenges that were not answered; 0 for none. Older strikes expire
/// before the remembered ones do, so that a count of now below [`MOST_STRIKES`] is exact as long as none of these is excused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Strikes {
    /// The latest, the newest first.
    latest: [u64; MOST_STRIKES],
    /// The first of all.
    first: u64,
    /// The newest of those that are forgotten.
    forgotten: u64,
}

impl Strikes {
    /// With one more, whose deadline is after that of every other. The oldest is forgotten.
    #[must_use]
    pub fn with(mut self, deadline: u64) -> Self {
        if self.first == 0 {
            self.first = deadline;
        }
        self.latest.rotate_right(1);
        let [newest, ..] = &mut self.latest;
        // What was the oldest, or no strike yet.
        self.forgotten = core::mem::replace(newest, deadline).max(self.forgotten);
        self
    }

    /// How many count at `time`: those whose deadline is over, that have not expired, and were not excused.
    pub fn count(&self, terms: &Terms, excuses: &Excuses, time: u64) -> u8 {
        let counts = |deadline: &&u64| {
            let opened = deadline.saturating_sub(terms.response.into());
            **deadline != 0
                && **deadline < time
                && time < terms.expires(**deadline)
                && !excuses.cover(opened, **deadline)
        };
        // At most sixteen.
        u8::try_from(self.latest.iter().filter(counts).count()).unwrap_or(u8::MAX)
    }

    /// Whether fewer than the limit count at `time`. Where forgotten strikes may have counted, it is known only if as many as the
    /// limit are remembered before it, excused or not; else it is false.
    pub fn eligible(&self, terms: &Terms, excuses: &Excuses, time: u64) -> bool {
        let may_count =
            self.forgotten != 0 && self.first < time && time < terms.expires(self.forgotten);
        let is_before = |deadline: &&u64| **deadline != 0 && **deadline < time;
        let before = self.latest.iter().filter(is_before).count();
        let known = !may_count || before >= usize::from(terms.limit);
        known && self.count(terms, excuses, time) < terms.limit
    }

    /// The first second in which no past second is judged by them any more; 0 if there was none.
    pub fn needed_until(&self, terms: &Terms) -> u64 {
        match self.expire(terms) {
            0 => 0,
            expired => expired.saturating_add(MEMORY),
        }
    }

    /// The first second in which none counts, excused or not; 0 if there was none.
    pub fn expire(&self, terms: &Terms) -> u64 {
        let [newest, ..] = self.latest;
        match newest {
            0 => 0,
            deadline => terms.expires(deadline),
        }
    }
}
