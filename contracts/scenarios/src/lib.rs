//! Known answers run against the domain's formulas.

pub mod simulate;
pub mod vectors;
