//! Load tests by drawn challengers: how likely those that lie pass a bad operator, or fail a good one.

use blueprint_rules::math::BPS;
use blueprint_rules::qos::load_tests::{Terms, Test, LEAST_CHALLENGERS, MOST_CHALLENGERS};
use primitive_types::H160;

use super::committees::{cases, chance_of, shown};
use super::sampling::keccak;
use super::{Study, StudyError};
use crate::parameters::Parameters;
use crate::simulate::chance::binomial;

/// A test that is passed with half of its requests: an operator that is good answers all, one that is bad none.
const TERMS: Terms = Terms {
    start: 0,
    window_length: 3_600,
    report_period: 600,
    challengers: MOST_CHALLENGERS as u8,
    least_reports: 1,
    requests: 1_000,
    pass_bps: BPS as u16 / 2,
    block_hashes: false,
};

/// What is reported of an operator: the truth, or the contrary.
fn passes(test: &Test, good: bool, lies: impl Fn(H160) -> bool) -> bool {
    let reported = test.challengers().iter().fold(*test, |test, challenger| {
        let says_good = good != lies(challenger.account);
        let answered = if says_good { TERMS.requests } else { 0 };
        test.reported(challenger.account, answered).unwrap_or(test)
    });
    reported.closed(&TERMS, true).passed
}

fn account(number: usize) -> H160 {
    H160::from_low_u64_be(number as u64 + 1)
}

/// A test of members, by the contract's draw.
fn draw(seed: u64, run: u32, members: &[H160], drawn: usize) -> Option<Test> {
    let seed = keccak(&[&seed.to_be_bytes(), &run.to_be_bytes()]);
    Test::draw(&keccak, &seed, members, 0, H160::zero(), drawn as u8).ok()
}

/// Whether so many liars among those that are drawn turn the outcome, by the contract's median.
pub(super) fn turns(drawn: usize, liars: usize, good: bool) -> bool {
    let members: Vec<H160> = (0..drawn).map(account).collect();
    let lies = |challenger: H160| members[..liars].contains(&challenger);
    let test = draw(0, 0, &members, drawn);
    test.is_some_and(|test| passes(&test, good, lies) != good)
}

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let text = parameters.sampling;
    let rule = parameters.rule;
    let mut study = Study::new(
        "load-tests",
        "how likely do challengers that lie decide a load test?",
        &[
            "drawn",
            "liars",
            "of",
            "pass a bad operator %",
            "fail a good one %",
            "played %",
            &format!("fail it in {} of {} %", rule.needed, rule.span),
        ],
    );
    study.labels = ["pass a bad one", "fail a good one"];
    study.unit = "% of load tests";
    let pool = usize::from(text.pool);
    let all: Vec<u16> = (LEAST_CHALLENGERS.into()..=MOST_CHALLENGERS as u16).collect();
    let takes = |drawn: u16| all.contains(&drawn);
    for (drawn, liars) in cases(parameters, &all) {
        if !takes(drawn) {
            continue;
        }
        let (drawn, liars) = (usize::from(drawn), usize::from(liars));
        let [passed, failed] =
            [false, true].map(|good| chance_of(pool, liars, drawn, |it| turns(drawn, it, good)));
        let again = binomial(rule.span.into(), failed);
        let again: f64 = again.iter().skip(rule.needed.into()).sum();
        let played = played(pool, liars, drawn, text.runs, parameters.population.seed);
        study.row(
            vec![
                drawn.to_string(),
                liars.to_string(),
                pool.to_string(),
                shown(passed),
                shown(failed),
                shown(played),
                shown(again),
            ],
            [passed, failed].map(|it| (it * 10_000.0).round() as u64),
        );
        if let Some(bar) = study.bars.last_mut() {
            bar.name = format!("{drawn} drawn, {liars} of {pool} lie");
        }
    }
    Ok(study)
}

/// The share of load tests in which a good operator is failed: the first `liars` of the pool lie.
fn played(pool: usize, liars: usize, drawn: usize, runs: u32, seed: u64) -> f64 {
    let members: Vec<H160> = (0..pool).map(account).collect();
    let lies = |challenger: H160| members[..liars].contains(&challenger);
    let failed = (0..runs).filter(|run| {
        let test = draw(seed, *run, &members, drawn);
        test.is_some_and(|test| !passes(&test, true, lies))
    });
    failed.count() as f64 / f64::from(runs)
}
