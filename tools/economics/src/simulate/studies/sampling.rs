//! How often a check must be made: after how many windows an operator is found that does not hold, or do, a part.

use blueprint_rules::proof::{challenge_index, Hash};
use oorandom::Rand64;
use sha3::{Digest, Keccak256};

use super::{Study, StudyError};
use crate::parameters::Parameters;
use crate::simulate::chance::{self, found, found_of};

/// How items are chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Draw {
    /// As the contract of storage proofs chooses leaves: each of all of them, also one that was chosen.
    Leaves,
    /// None twice.
    Requests,
}

/// One case.
struct Case {
    name: &'static str,
    draw: Draw,
    items: u64,
    bad: u64,
    drawn: u64,
}

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "sampling",
        "how often must one check to find an operator that lacks a part?",
        &[
            "drawn are",
            "of",
            "lacking",
            "in a window",
            "found in a window %",
            "played %",
            "none twice %",
            "windows until found",
            "found in a bill %",
            "in a window for 95 % in a bill",
        ],
    );
    study.labels = ["in a window", "in a bill"];
    study.unit = "% of the operators that lack a part are found";
    let levels = &parameters.service_levels;
    let windows = u64::from(levels.longest_bill_seconds / levels.window_seconds);
    for case in cases(parameters) {
        let windows = match case.draw {
            Draw::Leaves => windows,
            // An era is a day.
            Draw::Requests => u64::from(levels.longest_bill_seconds).div_ceil(86_400),
        };
        row(&mut study, parameters, &case, windows);
    }
    Ok(study)
}

fn cases(parameters: &Parameters) -> Vec<Case> {
    let text = parameters.sampling;
    let part = |items: u64, bps: u64| (items * bps).div_ceil(10_000);
    let of = |draw, items, bps, drawn| Case {
        name: match draw {
            Draw::Leaves => "leaves",
            Draw::Requests => "requests",
        },
        draw,
        items,
        bad: part(items, bps),
        drawn,
    };
    let (leaves, own) = (text.leaves, text.leaves_per_window.into());
    let requests = parameters.service.requests_per_era.into();
    let mut cases: Vec<Case> = [1, 10, 100, 1_000, 5_000]
        .map(|bps| of(Draw::Leaves, leaves, bps, own))
        .into();
    cases.extend([1, 16].map(|drawn| of(Draw::Leaves, leaves, 100, drawn)));
    // A set so small that it matters whether a leaf is drawn twice.
    cases.extend([5, 16].map(|drawn| of(Draw::Leaves, 20, 1_000, drawn)));
    cases.extend(
        [100, 1_000].map(|bps| of(Draw::Requests, requests, bps, text.requests_checked.into())),
    );
    cases.push(of(Draw::Requests, 20, 1_000, 5));
    cases
}

fn row(study: &mut Study, parameters: &Parameters, case: &Case, windows: u64) {
    let (with, without) = (
        found(case.bad as f64 / case.items as f64, case.drawn),
        found_of(case.items, case.bad, case.drawn),
    );
    let expected = match case.draw {
        Draw::Leaves => with,
        Draw::Requests => without,
    };
    let runs = parameters.sampling.runs;
    let played = played(case, runs, parameters.population.seed);
    let in_bill = found(expected, windows);
    study.row(
        vec![
            case.name.to_string(),
            case.items.to_string(),
            case.bad.to_string(),
            case.drawn.to_string(),
            shown(expected),
            shown(played),
            shown(without),
            format!("{:.1}", 1.0 / expected),
            shown(in_bill),
            least(case, windows).map_or("none".to_string(), |it| it.to_string()),
        ],
        [expected, in_bill].map(|share| (share * 10_000.0).round() as u64),
    );
    if let Some(bar) = study.bars.last_mut() {
        bar.name = format!(
            "{} of {} {} lacking, {} drawn",
            case.bad, case.items, case.name, case.drawn
        );
    }
}

/// How many must be drawn in a window, so that 95 of 100 are found in a bill; `None` where 100,000 are too few.
fn least(case: &Case, windows: u64) -> Option<u64> {
    let enough = |drawn: u64| {
        let once = match case.draw {
            Draw::Leaves => found(case.bad as f64 / case.items as f64, drawn),
            Draw::Requests => found_of(case.items, case.bad, drawn),
        };
        found(once, windows) >= 0.95
    };
    let (mut few, mut many) = (0, case.items.min(100_000));
    if !enough(many) {
        return None;
    }
    while many - few > 1 {
        let middle = (few + many) / 2;
        match enough(middle) {
            true => many = middle,
            false => few = middle,
        }
    }
    Some(many)
}

/// The share of runs in which a bad item was drawn: those with the lowest numbers are bad.
fn played(case: &Case, runs: u32, seed: u64) -> f64 {
    let mut rng = Rand64::new(u128::from(seed) | 3 << 64);
    let mut order: Vec<usize> = match case.draw {
        Draw::Leaves => Vec::new(),
        Draw::Requests => (0..case.items as usize).collect(),
    };
    let seen = (0..runs)
        .filter(|run| match case.draw {
            Draw::Leaves => {
                let seed: Hash = keccak(&[&seed.to_be_bytes(), &run.to_be_bytes()]);
                (0..case.drawn).any(|number| {
                    let index = challenge_index(&keccak, &seed, 0, number, case.items);
                    index.is_ok_and(|index| index < case.bad)
                })
            }
            Draw::Requests => {
                chance::draw_of(&mut order, case.drawn as usize, &mut rng);
                let drawn = &order[..case.drawn as usize];
                drawn.iter().any(|item| (*item as u64) < case.bad)
            }
        })
        .count();
    seen as f64 / f64::from(runs)
}

pub(super) fn keccak(parts: &[&[u8]]) -> Hash {
    let hash = Keccak256::new();
    let hash = parts
        .iter()
        .fold(hash, |hash, part| hash.chain_update(part));
    hash.finalize().into()
}

/// A share as a percentage with two decimals.
pub(super) fn shown(share: f64) -> String {
    format!("{:.2}", share * 100.0)
}
