//! Penalties of offences.
//!
//! One file per system, with its formula in integers, its rounding and its errors as its source
//! has them. [`PenaltyRule`] is what they share: [`OffenceFacts`] in, an amount out, never above what is
//! left of the stake at capture. [`Formula`] and [`Schedule`] combine them by configuration.
//!
//! Where a source would overflow, the functions here saturate, and say so; where it reverts, they
//! return a [`PenaltyError`]. Dust escapes only where a source lets it: the rules of our own
//! ([`Share`], [`Graded`], [`Reading::Monotone`]) round up.

mod error;
mod facts;
mod formula;
mod record;
mod rule;
mod schedule;
mod terms;

pub mod casper;
pub mod cosmos;
pub mod eigenlayer;
pub mod escalating;
pub mod ethereum;
pub mod fixed_plus_percent;
pub mod livepeer;
pub mod nucypher;
pub mod polkadot;
pub mod polkadot_early;
pub mod symbiotic;
pub mod tangle;
pub mod tezos;
pub mod tnt_core;

#[cfg(test)]
mod properties;

pub use casper::CasperFfg;
pub use cosmos::Cosmos;
pub use eigenlayer::EigenLayer;
pub use error::PenaltyError;
pub use escalating::Escalating;
pub use ethereum::Fork;
pub use facts::{Correlation, History, Offence, OffenceFacts};
pub use fixed_plus_percent::{FixedPlusPercent, Reading};
pub use formula::{Formula, Rule, Step, MAX_DEPTH, MAX_STEPS};
pub use livepeer::Livepeer;
pub use nucypher::NuCypher;
pub use polkadot::{Equivocation, Unresponsiveness};
pub use polkadot_early::{Doubling, DoublingByAmount, Linear};
pub use record::{Charged, EraOffence};
pub use rule::{Fixed, Graded, PenaltyRule, Share};
pub use schedule::{Row, Schedule, MAX_ROWS};
pub use symbiotic::Requested;
pub use tangle::TanglePallet;
pub use terms::{Penalties, Penalty, SlashedFunds};
pub use tezos::{AdaptivePercentage, DoubleBaking, WholeDeposit};
pub use tnt_core::TntCore;
