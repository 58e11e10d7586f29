//! Drawn committees: how likely those that lie hold the median, sign, or stop an answer.

use blueprint_rules::math::weighted_median;
use blueprint_rules::oracle::{least_threshold, Kind, Question, LEAST_QUORUM_BPS};
use oorandom::Rand64;

use super::{Study, StudyError};
use crate::parameters::Parameters;
use crate::simulate::chance::{draw_of, hypergeometric};

/// How many are drawn, besides those of the file.
const DRAWN: [u16; 8] = [1, 3, 5, 7, 9, 15, 21, 31];

/// What liars among those that are drawn can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Holds {
    /// The median is above every honest value, or below.
    pub median: bool,
    /// They sign what they want, by the least threshold.
    pub signs: bool,
    /// The others are below that threshold.
    pub stops: bool,
    /// The others are below the least quorum of a median.
    pub silences: bool,
}

impl Holds {
    /// Of so many liars among those that were drawn, by the rules of committees.
    pub fn of(drawn: usize, liars: usize) -> Self {
        let honest = drawn - liars;
        // All honest values are 1.
        let median_is = |lie: u8| {
            let mut values: Vec<u8> = vec![lie; liars];
            values.resize(drawn, 1);
            weighted_median(&mut values, |_| 1, |value| *value) == Some(lie)
        };
        let threshold = usize::from(least_threshold(drawn.min(255) as u8));
        let question = Question {
            kind: Kind::Median,
            quorum_bps: LEAST_QUORUM_BPS,
            ..Question::default()
        };
        Self {
            median: median_is(0) || median_is(2),
            signs: liars >= threshold,
            stops: honest < threshold,
            silences: honest < question.least_weight(drawn as u32) as usize,
        }
    }
}

/// The probability that the liars of a pool are as many among those that are drawn as it needs.
pub(super) fn chance_of(
    pool: usize,
    liars: usize,
    drawn: usize,
    can: impl Fn(usize) -> bool,
) -> f64 {
    let counts = hypergeometric(pool, liars, drawn);
    let each = counts.iter().enumerate();
    each.filter(|(count, _)| can(*count))
        .map(|(_, probability)| probability)
        .sum()
}

/// What is drawn, and of how many liars: the file's, and each of `all` of them and of two fifths.
pub(super) fn cases(parameters: &Parameters, all: &[u16]) -> Vec<(u16, u16)> {
    let text = parameters.sampling;
    let mut cases: Vec<(u16, u16)> = Vec::new();
    let two_fifths = text.pool * 2 / 5;
    for liars in [text.liars, two_fifths] {
        let drawn = all.iter().copied().filter(|drawn| *drawn <= text.pool);
        cases.extend(drawn.map(|drawn| (drawn, liars)));
    }
    cases.push((text.drawn, text.liars));
    cases.sort_unstable_by_key(|(drawn, liars)| (*liars, *drawn));
    cases.dedup();
    cases
}

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "committees",
        "how likely do those that lie decide what a drawn committee says?",
        &[
            "drawn",
            "liars",
            "of",
            "hold the median %",
            "played %",
            "sign by a threshold %",
            "stop a threshold %",
            "stop a median %",
        ],
    );
    study.labels = ["hold the median", "stop one"];
    study.unit = "% of draws";
    let text = parameters.sampling;
    let pool = usize::from(text.pool);
    for (drawn, liars) in cases(parameters, &DRAWN) {
        let (drawn, liars) = (usize::from(drawn), usize::from(liars));
        let chance =
            |can: fn(Holds) -> bool| chance_of(pool, liars, drawn, |it| can(Holds::of(drawn, it)));
        let (median, silences) = (chance(|it| it.median), chance(|it| it.silences));
        let played = played(pool, liars, drawn, text.runs, parameters.population.seed);
        study.row(
            vec![
                drawn.to_string(),
                liars.to_string(),
                pool.to_string(),
                shown(median),
                shown(played),
                shown(chance(|it| it.signs)),
                shown(chance(|it| it.stops)),
                shown(silences),
            ],
            [median, silences].map(|it| (it * 10_000.0).round() as u64),
        );
        if let Some(bar) = study.bars.last_mut() {
            bar.name = format!("{drawn} drawn, {liars} of {pool} lie");
        }
    }
    Ok(study)
}

/// The share of draws in which liars hold the median: the first `liars` of the pool lie.
fn played(pool: usize, liars: usize, drawn: usize, runs: u32, seed: u64) -> f64 {
    let mut rng = Rand64::new(u128::from(seed) | 6 << 64);
    let mut order: Vec<usize> = (0..pool).collect();
    let held = (0..runs).filter(|_| {
        draw_of(&mut order, drawn, &mut rng);
        let lying = order[..drawn].iter().filter(|it| **it < liars).count();
        Holds::of(drawn, lying).median
    });
    held.count() as f64 / f64::from(runs)
}

/// A probability as a percentage with three decimals.
pub(super) fn shown(probability: f64) -> String {
    format!("{:.3}", probability * 100.0)
}
