//! The latest strikes of an operator in a service.

use super::{Excuses, Terms};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The most strikes that are counted.
pub const MOST_STRIKES: usize = 8;

/// The deadlines of the latest challenges that were not answered, the newest first; 0 for none. Older ones expire before
/// these do, so that a count below [`MOST_STRIKES`] is exact as long as none of these is excused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Strikes([u64; MOST_STRIKES]);

impl Strikes {
    /// With one more, whose deadline is after that of every other. The oldest is forgotten.
    #[must_use]
    pub fn with(mut self, deadline: u64) -> Self {
        self.0.rotate_right(1);
        let [newest, ..] = &mut self.0;
        *newest = deadline;
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
        // At most eight.
        u8::try_from(self.0.iter().filter(counts).count()).unwrap_or(u8::MAX)
    }

    /// The first second in which none counts, excused or not; 0 if there was none.
    pub fn expire(&self, terms: &Terms) -> u64 {
        let [newest, ..] = self.0;
        match newest {
            0 => 0,
            deadline => terms.expires(deadline),
        }
    }
}
