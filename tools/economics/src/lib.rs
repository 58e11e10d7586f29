//! Known answers run against the domain's formulas.

pub mod rewards;
pub mod simulate;
pub mod vectors;
