//! Service levels: what honest operators lose by bad luck, and what those gain that are away on purpose.

use blueprint_rules::math::BPS;
use blueprint_rules::qos::service_level::{Parties, Terms};

use super::cheating::signed;
use super::{Study, StudyError};
use crate::parameters::{Parameters, ServiceLevels};
use crate::simulate::amount::percent;
use crate::simulate::levels::{self, gain, Absence, Gain, Habit, Outcome, Pages};

/// How the operators behave.
struct Case {
    name: &'static str,
    /// The first operator; the others are honest.
    first: Habit,
    /// An absence of all, excused or not.
    together: Option<(Absence, bool)>,
    /// Whether the operator of the least weight is the first one.
    lightest: bool,
}

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "service-levels",
        "what do honest operators lose by bad luck, and what do those gain that stay away?",
        &[
            "the first operator",
            "is there %",
            "keeps windows %",
            "its part due %",
            "bills below the whole %",
            "one in 100 below %",
            "the bill due %",
            "the rule holds % of the time",
            "saves, tokens",
            "gains, split by weight",
            "gains, split by points",
        ],
    );
    study.labels = ["its part due", "windows kept"];
    study.unit = "% of the whole";
    let levels = &parameters.service_levels;
    let terms = levels.terms()?;
    let honest = others(parameters, &terms, None);
    for case in cases(levels) {
        let pages = match case.together {
            None => honest.clone(),
            Some((outage, _)) => others(parameters, &terms, Some(outage)),
        };
        row(&mut study, parameters, &case, pages)?;
    }
    Ok(study)
}

fn cases(levels: &ServiceLevels) -> Vec<Case> {
    let (window, answer) = (
        u64::from(levels.window_seconds),
        u64::from(levels.answer_seconds),
    );
    let bill = u64::from(levels.longest_bill_seconds);
    let honest = |name, between, repair| Case {
        name,
        first: Habit {
            failures: Some((between, repair)),
            absence: None,
            latency: levels.latency_seconds,
        },
        together: None,
        lightest: false,
    };
    let (between, repair) = (levels.failure_seconds, levels.repair_seconds);
    let as_in_file = |name| honest(name, between, repair);
    let together = |name, excused| {
        let outage = Absence {
            every: bill,
            after: bill / 2,
            lasts: bill / 20,
        };
        Case {
            together: Some((outage, excused)),
            ..as_in_file(name)
        }
    };
    let lazy = |name, every, lasts| Case {
        first: Habit {
            failures: None,
            absence: Some(Absence {
                every,
                after: 0,
                lasts,
            }),
            latency: levels.latency_seconds,
        },
        ..as_in_file(name)
    };
    // A window is missed by an absence as long as it and its answer.
    let target = tier_of(levels, levels.weights_bps[0]);
    let missed = BPS - u64::from(target);
    let tolerated = BPS.div_ceil(missed.max(1));
    let there = (window / 20)
        .max(levels.latency_seconds.saturating_mul(4))
        .min(window);
    vec![
        as_in_file("honest, as in the file"),
        honest(
            "honest, repairs take ten times as long",
            between,
            repair * 10,
        ),
        honest(
            "honest, fails ten times as often",
            (between / 10).max(1),
            repair,
        ),
        honest("honest, a day to repair", between, 86_400),
        Case {
            first: Habit {
                latency: levels.fresh_seconds() * 5,
                ..as_in_file("").first
            },
            ..as_in_file("honest, answers take five times as long as a block is fresh")
        },
        together("honest, all are away for a twentieth of a bill", false),
        together("the same, excused", true),
        lazy(
            "there for the last part of each window",
            window,
            window - there,
        ),
        lazy(
            "away for as many windows as the target leaves",
            tolerated * window,
            (window + answer).min(tolerated * window),
        ),
        lazy("away for one day in five", 5 * 86_400, 86_400),
        lazy("never there", bill, bill),
        Case {
            lightest: true,
            ..lazy("never there, of the least weight", bill, bill)
        },
    ]
}

/// The target of an operator of this weight.
fn tier_of(levels: &ServiceLevels, weight: u16) -> u16 {
    levels
        .terms()
        .map_or(0, |terms| terms.tiers.of_weight(weight).target_bps)
}

fn row(
    study: &mut Study,
    parameters: &Parameters,
    case: &Case,
    others: Pages,
) -> Result<(), StudyError> {
    let mut file = parameters.clone();
    if case.lightest {
        let weights = &mut file.service_levels.weights_bps;
        weights.sort_unstable();
    }
    let terms = file.service_levels.terms()?;
    let parties = file.service_levels.parties(&terms)?;
    let (outcome, gain) = played(&file, &terms, &parties, case, others)?;
    let decimals = file.decimals;
    let there = case.first.there() * (1.0 - case.together.map_or(0.0, |it| share_of(&it.0)));
    study.row(
        vec![
            case.name.to_string(),
            super::sampling::shown(there),
            percent(outcome.kept_bps()),
            percent(outcome.mean_part()),
            percent(outcome.reduced()),
            percent(outcome.worst()),
            percent(outcome.mean_due()),
            percent(outcome.held_bps()),
            signed(gain.saved, decimals),
            signed(gain.by_weight, decimals),
            signed(gain.by_points, decimals),
        ],
        [outcome.mean_part(), outcome.kept_bps()],
    );
    Ok(())
}

fn share_of(absence: &Absence) -> f64 {
    absence.lasts as f64 / absence.every as f64
}

/// What all but the first one keep: honest operators, each with failures of its own.
fn others(file: &Parameters, terms: &Terms, outage: Option<Absence>) -> Pages {
    let levels = &file.service_levels;
    let habit = Habit {
        failures: Some((levels.failure_seconds, levels.repair_seconds)),
        absence: outage,
        latency: levels.latency_seconds,
    };
    let count = levels::windows_of(terms, levels.bills);
    (1..levels.weights_bps.len()).fold(Pages::new(count), |pages, row| {
        pages.with(row, &kept(file, terms, habit, count, row))
    })
}

fn kept(file: &Parameters, terms: &Terms, habit: Habit, count: u32, row: usize) -> Vec<bool> {
    let seed = u128::from(file.population.seed) | (7 + row as u128) << 64;
    let fresh = file.service_levels.fresh_seconds();
    levels::kept(terms, fresh, habit, count, seed)
}

fn played(
    file: &Parameters,
    terms: &Terms,
    parties: &Parties,
    case: &Case,
    others: Pages,
) -> Result<(Outcome, Gain), StudyError> {
    let levels = &file.service_levels;
    let count = levels::windows_of(terms, levels.bills);
    let outage = case.together.map(|it| it.0);
    let habit = Habit {
        absence: case.first.absence.or(outage),
        ..case.first
    };
    let mut pages = others.with(0, &kept(file, terms, habit, count, 0));
    if let Some((outage, true)) = case.together {
        let within = |second: u64| {
            let since = (second - terms.start).checked_sub(outage.after);
            since.is_some_and(|since| since % outage.every < outage.lasts)
        };
        let excused = (0..count).filter(|window| {
            within(terms.begins(*window)) || within(terms.answers_end(*window) - 1)
        });
        pages = pages.excusing(excused);
    }
    let outcome = levels::play(terms, &file.rule, parties, &pages, levels.bills);
    let gain = gain(file, parties, &outcome, case.first.away())?;
    Ok((outcome, gain))
}
