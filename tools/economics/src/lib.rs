//! Known answers of the rules, and simulations by which a blueprint chooses its own.

pub mod parameters;
pub mod rewards;
pub mod scenarios;
pub mod simulate;
pub mod vectors;
