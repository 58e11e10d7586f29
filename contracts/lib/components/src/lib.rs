//! Storage items for hook contracts.
//!
//! Each loads its record, applies a rule of `blueprint-rules`, writes the record back and emits an
//! event. None of them holds a value of its own, so a contract made of them is a handle of size zero
//! and needs no root cell (`blueprint_hooks::entry`).
#![cfg_attr(not(feature = "std"), no_std)]

pub mod aggregated_results;
pub mod assignment_evidence;
pub mod audit_logs;
pub mod bond_book;
pub mod cell;
pub mod computation_proofs;
pub mod consensus_participation;
pub mod downtime_watch;
pub mod eip712;
pub mod enclave_keys;
pub mod equivocation_evidence;
pub mod foreign_consensus;
pub mod guard;
pub mod incidents;
pub mod liveness_challenges;
pub mod load_tests;
pub mod member_bonds;
pub mod oracle_committee;
pub mod pause;
pub mod peer;
pub mod points_ledger;
pub mod prelude;
pub mod report_desk;
pub mod reputation;
pub mod result_quorum;
pub mod reward_pool;
pub mod reward_token;
pub mod roles;
pub mod rulebook;
pub mod seed_beacon;
pub mod service_book;
pub mod service_levels;
pub mod signatures;
pub mod slashing_court;
pub mod storage_proofs;
pub mod usage_receipts;
pub mod version_calendar;

pub use aggregated_results::AggregatedResults;
pub use assignment_evidence::AssignmentEvidence;
pub use audit_logs::AuditLogs;
pub use bond_book::BondBook;
pub use cell::{Cell, Immutable, Map};
pub use computation_proofs::ComputationProofs;
pub use consensus_participation::ConsensusParticipation;
pub use downtime_watch::DowntimeWatch;
pub use enclave_keys::EnclaveKeys;
pub use equivocation_evidence::EquivocationEvidence;
pub use foreign_consensus::ForeignConsensus;
pub use guard::{BakedCaller, BakedGuard, CallerGuard, MasterGuard, RuntimeGuard};
pub use incidents::Incidents;
pub use liveness_challenges::LivenessChallenges;
pub use load_tests::LoadTests;
pub use member_bonds::MemberBonds;
pub use oracle_committee::OracleCommittee;
pub use pause::PauseSwitch;
pub use points_ledger::PointsLedger;
pub use report_desk::ReportDesk;
pub use reputation::Reputation;
pub use result_quorum::ResultQuorum;
pub use reward_pool::RewardPool;
pub use reward_token::RewardToken;
pub use roles::Roles;
pub use rulebook::Rulebook;
pub use seed_beacon::SeedBeacon;
pub use service_book::ServiceBook;
pub use service_levels::ServiceLevels;
pub use slashing_court::SlashingCourt;
pub use storage_proofs::StorageProofs;
pub use usage_receipts::UsageReceipts;
pub use version_calendar::VersionCalendar;
