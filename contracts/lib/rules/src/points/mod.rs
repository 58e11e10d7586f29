//! Points: what an operator did in an era, counted so that it cannot be done twice.
//!
//! Three ways to earn are kept here: [`signers`] of a threshold signature earn one each, a
//! [`race`] weighs the first valid results, a [`heartbeat`] counts once per window. A blueprint
//! says what each is worth with a [`scheme`], by composing rules. The counts are kept per era
//! and operator in a [`tally`], from which the distributions of the era are read page by page.
//!
//! Counts belong to an era, never to a lifetime: with lifetime counts, who came first would earn
//! for ever. They only grow, and saturate.

pub mod heartbeat;
pub mod limit;
pub mod race;
pub mod scheme;
pub mod signers;
pub mod tally;

pub use heartbeat::{HeartbeatError, HeartbeatRecord, WINDOW};
pub use limit::EraPoints;
pub use race::{Commitment, Entry, Race, RaceError, RaceTerms};
pub use scheme::{Exactly, PointEvent, PointRule, Weights};
pub use signers::{SignedRound, SignerError, SignerSet};
pub use tally::{
    distribution, era_of, page, EraTotals, Metric, OperatorTally, Page, Scored, TallyError,
    MAX_PAGE,
};
