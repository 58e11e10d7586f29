//! What functions cost in the middle, of each build: beside the record's release, and ink! beside the others.

use crate::{Costs, Row};
use std::{collections::BTreeMap, fmt::Write};

/// The middle of the rows' quotients, in percent.
fn median(quotients: impl Iterator<Item = (u64, u64)>) -> u64 {
    let mut all: Vec<u64> = quotients
        .filter_map(|(part, whole)| part.saturating_mul(100).checked_div(whole))
        .collect();
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// The medians as lines.
pub fn lines(rows: &BTreeMap<Row, Costs>) -> String {
    let mut text = String::new();
    for build in ["ink", "resolc", "evm"] {
        let of_build = || rows.iter().filter(|((_, _, of), _)| of == build);
        let beside = median(of_build().map(|(_, it)| (it.ref_time, it.recorded)));
        let _ = write!(text, "{build}: {beside} % of the recorded ref_time");
        if build != "ink" {
            let pairs = of_build().filter_map(|((contract, hook, _), other)| {
                let ink = rows.get(&(contract.clone(), hook.clone(), "ink".into()))?;
                Some((ink, other))
            });
            let here = median(pairs.clone().map(|(ink, it)| (ink.ref_time, it.ref_time)));
            let recorded = median(pairs.map(|(ink, it)| (ink.recorded, it.recorded)));
            let _ = write!(
                text,
                "; ink! takes {here} % of it, {recorded} % as recorded"
            );
        }
        text.push('\n');
    }
    text
}
