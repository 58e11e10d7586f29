//! A population of operators under a penalty and a reward rule, era by era.
//!
//! The rules are the rules crate's own, called as a contract would call them. Stakes and rewards
//! are integers throughout; floating point appears only in [`stats`] and [`plot`], after the last
//! era. A run is a function of its [`Config`]: the same seed gives the same numbers anywhere.
//!
//! An era stands for a day. Everything that happens within one era is one batch: offenders of an
//! era count as offenders at the same time, and every penalty is computed on the stake at the
//! beginning of the era.

pub mod amount;
pub mod chance;
pub mod levels;
pub mod offence;
pub mod plot;
pub mod population;
pub mod preset;
pub mod presets;
pub mod record;
pub mod report;
pub mod service;
pub mod stats;
pub mod studies;
pub mod world;

pub use offence::{Class, Kind};
pub use population::Distribution;
pub use preset::{Forgiveness, Preset};
pub use world::{run, Config, SimulationError};
