//! When an operator serves.

#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The newest span of seconds in which an operator serves, and the one before it. So an operator that leaves and comes back
/// once hides nothing. Its fields are those of `IVersionCalendar.Serving`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Serving {
    /// The first second; 0 for never.
    pub from: u64,
    /// The second after the last one; 0 while it serves.
    pub until: u64,
    /// The same of the span before.
    pub earlier_from: u64,
    /// The same of the span before.
    pub earlier_until: u64,
}

impl Serving {
    /// After it is said at a time whether the operator serves. To repeat it changes nothing.
    pub fn after(&self, serves: bool, time: u64) -> Self {
        let serves_now = self.from != 0 && self.until == 0;
        match (serves_now, serves) {
            (true, false) => Self {
                until: time,
                ..*self
            },
            // Back in the second in which it left: the span goes on.
            (false, true) if self.until == time => Self { until: 0, ..*self },
            // Without a second in it, a span takes no place.
            (false, true) if self.from == self.until => Self {
                from: time,
                until: 0,
                ..*self
            },
            (false, true) => Self {
                from: time,
                until: 0,
                earlier_from: self.from,
                earlier_until: self.until,
            },
            _ => *self,
        }
    }

    /// Whether it is known that the operator served at a time.
    pub fn at(&self, time: u64) -> bool {
        let within = |from, until| from != 0 && from <= time && time < until;
        let until = match self.until {
            0 => u64::MAX,
            until => until,
        };
        within(self.from, until) || within(self.earlier_from, self.earlier_until)
    }
}
