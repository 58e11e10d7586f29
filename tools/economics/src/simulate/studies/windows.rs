//! What windows of a length see of an absence, cost as a bill, and leave to bad luck.

use blueprint_rules::qos::service_level::{bill_gas, Parties, Terms};
use primitive_types::H160;

use super::sampling::shown;
use super::{Study, StudyError};
use crate::parameters::{Parameters, ServiceLevels, START};
use crate::simulate::amount::percent;
use crate::simulate::chance::power;
use crate::simulate::levels::{self, Habit, Outcome, Pages};

/// Lengths of windows, in seconds.
const LENGTHS: [u32; 9] = [60, 300, 600, 900, 1_800, 3_600, 14_400, 43_200, 86_400];
/// The most windows that are played.
const MOST_PLAYED: u32 = 2_000_000;

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "windows",
        "what do windows of a length see, cost and leave to bad luck, in a bill of the file?",
        &[
            "window, minutes",
            "in a bill",
            "gas of a bill",
            "accepted",
            "sees absences from, minutes",
            "of an honest operator's absence %",
            "its windows missed %",
            "played %",
            "its bills below the whole %",
            "one in 100 below %",
            "must be there %",
        ],
    );
    study.labels = ["absence seen", "must be there"];
    study.unit = "% of an honest operator's absence, and of the time for the bill in full";
    let levels = &parameters.service_levels;
    let lengths = LENGTHS.into_iter().chain([levels.window_seconds]);
    let mut lengths: Vec<u32> = lengths
        .filter(|it| *it <= levels.longest_bill_seconds)
        .collect();
    lengths.sort_unstable();
    lengths.dedup();
    for length in lengths {
        row(&mut study, parameters, length)?;
    }
    Ok(study)
}

/// The terms of the file with bills and windows of other lengths: as large a part of a bill as before is to be judged, and
/// an answer takes no longer than a window.
pub(super) fn with(parameters: &Parameters, bill: u32, window: u32) -> Result<Terms, StudyError> {
    let before = parameters.service_levels.terms()?;
    let judged = u64::from(before.min_expected) * u64::from(before.window);
    let judged = judged * u64::from(bill) / u64::from(before.longest_bill.max(1));
    let mut terms = Terms {
        window,
        longest_bill: bill,
        answer: before.answer.min(window),
        min_expected: judged.div_ceil(window.into()).max(1) as u32,
        ..before
    };
    terms.min_expected = terms.min_expected.min(terms.most_windows());
    let least = terms.lag() + 2 * u64::from(terms.longest_bill);
    terms.retention = terms
        .retention
        .max(u32::try_from(least).unwrap_or(u32::MAX));
    Ok(terms)
}

fn row(study: &mut Study, parameters: &Parameters, window: u32) -> Result<(), StudyError> {
    let text = &parameters.service_levels;
    let terms = with(parameters, text.longest_bill_seconds, window)?;
    let honest = honest(text);
    let accepted = match terms.check(START - 1, text.gas_cap) {
        Ok(()) => "yes",
        Err(_) => "no",
    };
    let seen_from = u64::from(terms.window + terms.answer);
    // An absence in which a window begins, and which goes on until it is too late for an answer.
    let lasting = seen_from.saturating_sub(1 + text.latency_seconds);
    let seen = power(1.0 - 1.0 / text.repair_seconds as f64, lasting);
    let missed = (1.0 - honest.there()) * seen;
    let outcome = alone(parameters, &terms)?;
    let there = f64::from(text.block_seconds) / f64::from(window);
    study.row(
        vec![
            format!("{}", window / 60),
            terms.most_windows().to_string(),
            bill_gas(terms.most_pages()).to_string(),
            accepted.to_string(),
            format!("{:.1}", seen_from as f64 / 60.0),
            shown(seen),
            format!("{:.3}", missed * 100.0),
            format!(
                "{:.3}",
                (outcome.windows - outcome.kept) as f64 / outcome.windows.max(1) as f64 * 100.0
            ),
            percent(outcome.reduced()),
            percent(outcome.worst()),
            shown(there),
        ],
        [seen, there].map(|it| (it * 10_000.0).round() as u64),
    );
    if let Some(bar) = study.bars.last_mut() {
        bar.name = format!("{} minutes, accepted: {accepted}", window / 60);
    }
    Ok(())
}

fn honest(text: &ServiceLevels) -> Habit {
    Habit {
        failures: Some((text.failure_seconds, text.repair_seconds)),
        absence: None,
        latency: text.latency_seconds,
    }
}

/// An honest operator, billed alone.
pub(super) fn alone(parameters: &Parameters, terms: &Terms) -> Result<Outcome, StudyError> {
    let text = &parameters.service_levels;
    let most = MOST_PLAYED / levels::windows_of(terms, 1).max(1);
    let bills = text.bills.min(most).max(10);
    let count = levels::windows_of(terms, bills);
    let seed = u128::from(parameters.population.seed) | 19 << 64;
    let kept = levels::kept(terms, text.fresh_seconds(), honest(text), count, seed);
    let weight = text.weights_bps.first().copied().unwrap_or(1);
    let alone = Parties::default().join(terms, H160::repeat_byte(1), weight, 0, 0)?;
    let pages = Pages::new(count).with(0, &kept);
    let mut rule = parameters.rule;
    // The rule is not asked here; its windows are to be whole ones.
    rule.window_seconds = terms.longest_bill.into();
    Ok(levels::play(terms, &rule, &alone, &pages, bills))
}
