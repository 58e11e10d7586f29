//! Decisions on values.
#![cfg_attr(not(feature = "std"), no_std)]

pub mod aura;
pub mod beacon;
pub mod bn254;
pub mod court;
pub mod downtime;
pub mod exposure;
pub mod guard;
pub mod jobs;
pub mod math;
pub mod oracle;
pub mod pause;
pub mod penalty;
pub mod points;
pub mod price;
pub mod proof;
pub mod qos;
pub mod receipt;
pub mod reports;
pub mod rewards;
pub mod roles;
