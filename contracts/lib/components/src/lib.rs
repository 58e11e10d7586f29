//! Storage items for hook contracts.
//!
//! Each loads its record, asks `blueprint-rules` to decide, writes the record back and emits the
//! event that tells what became true. None of them holds a value of its own: a contract made of them
//! is a handle without size, which is what lets it answer without a root cell
//! (`blueprint_hooks::message`).
#![cfg_attr(not(feature = "std"), no_std)]

pub mod bond_book;
pub mod cell;
pub mod downtime_watch;
pub mod guard;
pub mod points_ledger;
pub mod prelude;
pub mod report_desk;
pub mod reward_pool;
pub mod service_book;
pub mod slashing_court;

pub use bond_book::BondBook;
pub use cell::{Cell, Immutable, Map};
pub use downtime_watch::DowntimeWatch;
pub use guard::{BakedCaller, BakedGuard, CallerGuard, MasterGuard, RuntimeGuard};
pub use points_ledger::PointsLedger;
pub use report_desk::ReportDesk;
pub use reward_pool::RewardPool;
pub use service_book::ServiceBook;
pub use slashing_court::SlashingCourt;
