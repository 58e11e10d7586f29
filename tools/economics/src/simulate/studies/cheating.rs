//! What cheating pays: an operator skips a part of an era's requests, until a check finds a wrong result, the slash is
//! proposed, reviewed and executed.
//!
//! With `c` what an era's work costs, `f` the part that is skipped, `p` the probability that an era is found, `r` the
//! eras of a review and `S(n)` what `n` slashes take: the operator saves `c f (1/p + r)`, and loses `S(1 + j)` with the
//! binomial probability of `j` of `r`. Without a review and for all of the work that is the condition of Pocket's
//! probabilistic proofs, `S >= c (1 - p) / p`, but for the era in which it is found.

use std::collections::VecDeque;

use blueprint_rules::court::{Charge, Error};
use blueprint_rules::math::{BPS, U256};
use oorandom::Rand64;

use super::{Graph, Study, StudyError};
use crate::parameters::Parameters;
use crate::simulate::amount::tokens;
use crate::simulate::chance::{binomial, found_of, uniform, Spans};
use crate::simulate::plot::Curve;
use crate::simulate::service::{Refused, Service, Terms, ERA};

/// The most requests of an era that are tried for the least number of checks.
const MOST_CHECKED: u64 = 1_000;
/// The most eras of a review in which more of them are found.
const MOST_REVIEWED: usize = 365;
/// Parts of the work that are skipped, in basis points.
const SKIPPED: [u64; 4] = [10, 100, 1_000, 10_000];
/// Checks in a hundred eras, of the curves.
const RATES: [u64; 5] = [1, 2, 5, 10, 100];

/// Checks in a hundred eras: up to a hundred, one request of so many eras; from then on, so many of each era.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Checks {
    /// The share of eras that are checked.
    pub eras: f64,
    /// Requests of each of them.
    pub requests: u64,
}

impl Checks {
    fn in_hundred(count: u64) -> Self {
        match count <= 100 {
            true => Self {
                eras: count as f64 / 100.0,
                requests: 1,
            },
            false => Self {
                eras: 1.0,
                requests: count / 100,
            },
        }
    }
}

/// A charge, and what it takes.
pub(super) struct Stakes {
    /// What an era's work costs, in tokens.
    pub cost: f64,
    /// What so many slashes take, one for each era, in tokens.
    pub taken: Vec<f64>,
    /// Eras from a proposal to its execution.
    pub review: usize,
    /// Requests of an era.
    pub requests: u64,
}

impl Stakes {
    /// Of a charge under the terms of a file.
    pub fn of(parameters: &Parameters, charge: Charge, severity: u16) -> Result<Self, StudyError> {
        let review = parameters.review.window_seconds.div_ceil(ERA) as usize;
        let mut taken = vec![0.0];
        for count in 1..=review.min(MOST_REVIEWED) + 1 {
            let amount = slashed(parameters, charge, severity, count)?;
            taken.push(in_tokens(parameters, amount));
        }
        let cost = parameters.millitokens(parameters.sampling.work_millitokens);
        Ok(Self {
            cost: in_tokens(parameters, cost.low_u128()),
            taken,
            review,
            requests: parameters.service.requests_per_era.into(),
        })
    }

    /// That an era is found in which this part of the requests is skipped.
    pub fn found(&self, skipped: f64, checks: Checks) -> f64 {
        let bad = (self.requests as f64 * skipped).ceil() as u64;
        checks.eras * found_of(self.requests, bad, checks.requests)
    }

    /// Eras until the first slash is executed.
    pub fn eras(&self, skipped: f64, checks: Checks) -> f64 {
        1.0 / self.found(skipped, checks) + self.review as f64
    }

    /// What it saves until then.
    pub fn saved(&self, skipped: f64, checks: Checks) -> f64 {
        self.cost * skipped * self.eras(skipped, checks)
    }

    /// What it loses then.
    pub fn lost(&self, skipped: f64, checks: Checks) -> f64 {
        let again = binomial(self.taken.len() - 2, self.found(skipped, checks));
        let each = again.iter().zip(&self.taken[1..]);
        each.map(|(probability, taken)| probability * taken).sum()
    }

    /// What it gains until then.
    pub fn gain(&self, skipped: f64, checks: Checks) -> f64 {
        self.saved(skipped, checks) - self.lost(skipped, checks)
    }

    /// The least checks in a hundred eras with which it does not gain.
    pub fn least(&self, skipped: f64) -> Option<u64> {
        let each_era = (2..=MOST_CHECKED.min(self.requests)).map(|requests| requests * 100);
        let mut all = (1..=100).chain(each_era);
        all.find(|count| self.gain(skipped, Checks::in_hundred(*count)) <= 0.0)
    }

    /// The mean gain of so many runs.
    pub fn played(&self, skipped: f64, checks: Checks, runs: u32, seed: u64) -> f64 {
        let mut rng = Rand64::new(u128::from(seed) | 4 << 64);
        let found = self.found(skipped, checks);
        let until = Spans::ending(found);
        let gains = (0..runs).map(|_| {
            let eras = until.draw(&mut rng) + self.review as u64;
            let reviewed = 0..self.taken.len() - 2;
            let again = reviewed.filter(|_| uniform(&mut rng) < found).count();
            self.cost * skipped * eras as f64 - self.taken[1 + again]
        });
        gains.sum::<f64>() / f64::from(runs)
    }
}

/// What so many slashes take, of offences in eras one after the other, each executed when its review is over.
fn slashed(
    parameters: &Parameters,
    charge: Charge,
    severity: u16,
    count: usize,
) -> Result<u128, StudyError> {
    let stake = parameters
        .millitokens(parameters.service.commitment_tokens * 1_000)
        .low_u128();
    let terms = Terms::of(parameters);
    let review = terms.policy.review_window;
    let mut service = Service::new(terms, parameters.service.operators.into(), &[stake]);
    let began = service.now;
    let mut open = VecDeque::new();
    for evidence in 0..count {
        match service.propose(0, charge, severity, evidence as u64) {
            Ok(slash) => open.push_back((slash, service.now + review)),
            Err(Refused::Court(Error::TooManyPending { .. })) => (),
            Err(other) => return Err(other.into()),
        }
        let next = began + (evidence as u64 + 1) * ERA;
        service.execute_due(&mut open, next)?;
        service.now = service.now.max(next);
    }
    service.execute_due(&mut open, u64::MAX)?;
    match service.conserved() {
        true => Ok(service.totals.taken),
        false => Err(StudyError::NotConserved(format!("{count} slashes"))),
    }
}

fn in_tokens(parameters: &Parameters, amount: u128) -> f64 {
    let unit = U256::exp10(usize::from(parameters.decimals).saturating_sub(3));
    (U256::from(amount) / unit).low_u128() as f64 / 1_000.0
}

/// The charges, and the severities that are proposed.
fn charges(parameters: &Parameters) -> [(&'static str, Charge, u16); 3] {
    let of = &parameters.penalties;
    let charge = |name, charge, severity| (name, charge, severity);
    [
        charge(
            "quality of service",
            Charge::QualityOfService,
            of.quality_of_service.severity_bps,
        ),
        charge(
            "job misbehaviour",
            Charge::JobMisbehaviour,
            of.job_misbehaviour.severity_bps,
        ),
        charge(
            "security breach",
            Charge::SecurityBreach,
            of.security_breach.severity_bps,
        ),
    ]
}

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "cheating",
        "what does an operator gain that skips a part of its work, until it is slashed?",
        &[
            "charged with",
            "skips %",
            "an era is found %",
            "eras until the slash",
            "saves, tokens",
            "loses, tokens",
            "gains, tokens",
            "played, tokens",
            "least checks in 100 eras",
        ],
    );
    study.labels = ["saves", "loses"];
    study.unit = "tokens until the slash";
    let text = parameters.sampling;
    let checks = Checks {
        eras: f64::from(text.checked_eras_bps) / BPS as f64,
        requests: text.requests_checked.into(),
    };
    let mut graph = Graph {
        x_label: "% of the work that is skipped",
        y_label: "gain until the slash, % of the cost of that time's work",
        curves: Vec::new(),
    };
    for (name, charge, severity) in charges(parameters) {
        let stakes = Stakes::of(parameters, charge, severity)?;
        // At least a request.
        let requests = u64::from(parameters.service.requests_per_era);
        for bps in SKIPPED.into_iter().filter(|bps| bps * requests >= BPS) {
            let skipped = bps as f64 / BPS as f64;
            let played = stakes.played(skipped, checks, text.runs, parameters.population.seed);
            let [saved, lost] = [stakes.saved(skipped, checks), stakes.lost(skipped, checks)];
            study.row(
                vec![
                    name.to_string(),
                    super::sampling::shown(skipped),
                    format!("{:.3}", stakes.found(skipped, checks) * 100.0),
                    format!("{:.1}", stakes.eras(skipped, checks)),
                    format!("{saved:.3}"),
                    format!("{lost:.3}"),
                    format!("{:.3}", saved - lost),
                    format!("{played:.3}"),
                    stakes
                        .least(skipped)
                        .map_or("none".to_string(), |it| it.to_string()),
                ],
                // A bar's hundredths are the table's tokens.
                [saved, lost].map(|it| (it * 100.0).round() as u64),
            );
            if let Some(bar) = study.bars.last_mut() {
                bar.name = format!("{name}, skips {} %", skipped * 100.0);
            }
        }
        if charge == Charge::JobMisbehaviour {
            graph.curves = RATES.map(|rate| curve(&stakes, rate)).into();
        }
    }
    study.graph = Some(graph);
    Ok(study)
}

/// The gain of an era, of the cost of its work, for a charge of job misbehaviour.
fn curve(stakes: &Stakes, rate: u64) -> Curve {
    let checks = Checks::in_hundred(rate);
    let points = (1..=100).map(|percent| {
        let skipped = f64::from(percent) / 100.0;
        let cost = stakes.cost * stakes.eras(skipped, checks);
        let gain = stakes.gain(skipped, checks) / cost * 100.0;
        (f64::from(percent), gain.max(-100.0))
    });
    Curve {
        name: format!("{rate} check(s) in 100 eras"),
        points: points.collect(),
    }
}

/// Tokens of an amount that may be negative.
pub(super) fn signed(amount: i128, decimals: u8) -> String {
    let shown = tokens(amount.unsigned_abs().into(), decimals);
    match amount < 0 && shown.bytes().any(|it| (b'1'..=b'9').contains(&it)) {
        true => format!("-{shown}"),
        false => shown,
    }
}
