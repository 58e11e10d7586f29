//! Quality of service, decided from stored counters: how much of an era an operator was online
//! ([`liveness`]), its latency ([`latency`]), its responses to challenges ([`challenge`], and on accusation
//! [`liveness_challenge`]), what is due of a
//! service's bill ([`service_level`]), what its clients' receipts state ([`usage`]) and what a quorum of them says
//! ([`panel`]), at once and over time ([`reputation`]), and what challengers report of an operator under load
//! ([`load_tests`]), what members of an oracle stake ([`member_bonds`]), and whether a validator authored its share of an era's blocks ([`consensus_participation`]), also
//! of a foreign chain ([`foreign_consensus`]). What comes of it under a blueprint's own conditions is a [`rulebook`].
//!
//! What cannot be distinguished from an attack on the operator costs at most rewards: these
//! functions return basis points of an era's rewards or of a bill, verdicts and counts. A rulebook proposes stake for
//! conditions that are no absence.

pub mod aggregated_results;
mod bounds;
pub mod challenge;
pub mod consensus_participation;
pub mod enclave_keys;
pub mod foreign_consensus;
pub mod incidents;
pub mod latency;
pub mod liveness;
pub mod liveness_challenge;
pub mod load_tests;
pub mod member_bonds;
pub mod panel;
pub mod reputation;
pub mod result_quorum;
pub mod rulebook;
pub mod service_level;
pub mod usage;
pub mod version_calendar;

pub use challenge::{seed_readiness, ChallengeError, Proving, ProvingTerms, SeedReadiness};
pub use latency::{
    median_latency, witnessed_latency, LatencyError, LatencySample, LatencyTerms, LatencyVerdict,
};
pub use liveness::{missed_bps, sla_penalty_bps, tier_bps, Tier, TierError, Tiers};
pub use panel::{Panel, Verdict, VerdictTerms, Voice};
pub use usage::{Counters, Session, UsageError};
