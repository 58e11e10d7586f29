//! How long windows are to be: as short as the gas of a bill allows, and no longer than that a window that is missed by
//! bad luck costs nothing.

use blueprint_rules::math::BPS;
use blueprint_rules::qos::service_level::{bill_gas, Terms, SHORTEST_WINDOW};

use super::windows::{alone, with};
use super::{Study, StudyError};
use crate::parameters::{Parameters, START};
use crate::simulate::amount::percent;
use crate::simulate::levels::Outcome;

/// Bills, in days.
const BILLS: [u32; 5] = [1, 7, 14, 30, 90];
const DAY: u32 = 86_400;

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "window-lengths",
        "how long are windows to be, for a bill of so many days?",
        &[
            "bill, days",
            "shortest, minutes",
            "gas of its bill",
            "sees absences from, minutes",
            "honest bills below the whole %",
            "longest, minutes",
            "gas of its bill then",
            "sees then absences from, minutes",
            "honest bills below the whole then %",
        ],
    );
    study.labels = ["the shortest", "the longest"];
    study.unit = "% of an honest operator's bills that are below the whole";
    let mut bills = BILLS.map(|days| days * DAY).to_vec();
    bills.push(parameters.service_levels.longest_bill_seconds);
    bills.sort_unstable();
    bills.dedup();
    for bill in bills {
        let shortest = shortest(parameters, bill)?;
        let longest = longest(parameters, bill)?;
        let [short, long] = [shortest, longest].map(|it| it.map(|it| ends(parameters, &it)));
        let (short, long) = (short.transpose()?, long.transpose()?);
        let reduced = [&short, &long].map(|it| it.as_ref().map_or(0, |it| it.1.reduced()));
        let mut cells = vec![format!("{:.1}", f64::from(bill) / f64::from(DAY))];
        for end in [short, long] {
            cells.extend(end.map_or(["none"; 4].map(String::from), |it| it.0));
        }
        study.row(cells, reduced);
        if let Some(bar) = study.bars.last_mut() {
            bar.name = format!("bill of {} days", bar.name);
        }
    }
    Ok(study)
}

/// The cells of windows of a length.
fn ends(parameters: &Parameters, terms: &Terms) -> Result<([String; 4], Outcome), StudyError> {
    let outcome = alone(parameters, terms)?;
    let cells = [
        (terms.window / 60).to_string(),
        bill_gas(terms.most_pages()).to_string(),
        format!("{:.1}", f64::from(terms.window + terms.answer) / 60.0),
        percent(outcome.reduced()),
    ];
    Ok((cells, outcome))
}

/// The terms with windows of so many seconds, if the contract takes them.
fn accepted(parameters: &Parameters, bill: u32, window: u32) -> Result<Option<Terms>, StudyError> {
    let terms = with(parameters, bill, window)?;
    let taken = terms.check(START - 1, parameters.service_levels.gas_cap);
    Ok(taken.is_ok().then_some(terms))
}

/// The shortest windows, in whole minutes, of which a bill costs no more than the cap.
fn shortest(parameters: &Parameters, bill: u32) -> Result<Option<Terms>, StudyError> {
    for window in (SHORTEST_WINDOW..=bill).step_by(60) {
        let terms = accepted(parameters, bill, window)?;
        if terms.is_some() {
            return Ok(terms);
        }
    }
    Ok(None)
}

/// The longest windows, in whole minutes, of which one may be missed in a bill by an operator of the highest target.
fn longest(parameters: &Parameters, bill: u32) -> Result<Option<Terms>, StudyError> {
    let tiers = &parameters.service_levels.tiers;
    let target = tiers.iter().map(|tier| tier.target_bps).max().unwrap_or(0);
    let missed = BPS.saturating_sub(target.into());
    let least = match missed {
        0 => return Ok(None),
        missed => BPS.div_ceil(missed) as u32,
    };
    let window = bill / least / 60 * 60;
    match window < SHORTEST_WINDOW {
        true => Ok(None),
        false => accepted(parameters, bill, window),
    }
}
