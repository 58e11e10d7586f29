//! Known-answer tests of the rules.

pub mod rewards;
pub mod simulate;
pub mod vectors;
