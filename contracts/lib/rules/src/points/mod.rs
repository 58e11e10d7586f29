//! Points: what an operator did in an era, counted so that it cannot be done twice.
//!
//! Three ways to earn are kept here: [`signers`] of a threshold signature earn one each, a
//! [`race`] weighs the first valid results, a [`heartbeat`] counts once per window. A blueprint
//! says what each is worth with a [`scheme`], by composing rules. What comes of it is kept per era
//! and operator on a [`card`], from which the distributions of the era are read page by page.
//!
//! Counts belong to an era, never to a lifetime: with lifetime counts, who came first would earn
//! for ever. They only grow, and saturate.

pub mod card;
pub mod heartbeat;
pub mod race;
pub mod scheme;
pub mod signers;

pub use card::{distribution, page, Card, CardError, EraTotals, Metric, Page, Scored, MAX_PAGE};
pub use heartbeat::{HeartbeatError, Pulse, WINDOW};
pub use race::{Commitment, Entry, Race, RaceError, RaceTerms};
pub use scheme::{Capped, Event, PerFee, PointRule, Weights};
pub use signers::{SignedRound, SignerError, SignerSet};
