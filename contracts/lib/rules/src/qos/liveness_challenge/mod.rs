//! Challenges on accusation: an operator that is said not to answer has a period to answer, or gets a strike. After
//! EigenDA's ejection with cancellation.
//!
//! The deposit of a challenge goes to the operator if it answers, and back to the challenger if not: to accuse costs
//! something, and pays nothing. What is rare by design is bounded here: one challenge of an operator at a time, a
//! [`Capacity`] of strikes for a service that refills at a rate, [`Strikes`] that expire, and [`Excuses`] for times in
//! which an operator could not answer. What comes of strikes is at most a loss of rewards.
//!
//! Times are seconds. A period that is called open lasts up to and including its last second.

mod capacity;
mod excuses;
mod record;
mod strikes;
mod terms;
#[cfg(test)]
mod tests;

pub use capacity::Capacity;
pub use excuses::{ExcuseError, Excused, Excuses, LONGEST_EXCUSE, MOST_EXCUSES};
pub use record::{Challenge, ChallengeError, Closed, Payout, Record};
pub use strikes::{Strikes, MEMORY, MOST_STRIKES};
pub use terms::{TermOutOfBounds, Terms, HIGHEST_LIMIT};
