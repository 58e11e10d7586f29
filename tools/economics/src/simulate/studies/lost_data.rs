//! What lost data pays: an operator stores a part of its data set, keeps the windows in which only leaves are drawn that
//! it has, and is billed and weighed by the rules for those that it misses.

use blueprint_rules::math::BPS;
use blueprint_rules::qos::service_level::{party_bps, Bill, Parties, Tally, Terms};
use oorandom::Rand64;

use super::cheating::signed;
use super::sampling::shown;
use super::{Graph, Study, StudyError};
use crate::parameters::Parameters;
use crate::simulate::amount::percent;
use crate::simulate::chance::{binomial, power, uniform};
use crate::simulate::levels::{self, gain, Gain, Outcome, Pages};
use crate::simulate::plot::Curve;

/// The most leaves that the contract of storage proofs draws in a window.
const MOST_DRAWN: u64 = 16;
/// Parts of the data that are lost, in basis points.
const LOST: [u64; 9] = [1, 10, 50, 100, 200, 500, 1_000, 5_000, 10_000];
/// Bills of a point of a curve, and of a search.
const FEW_BILLS: u32 = 40;

/// The service in which data is lost.
pub(super) struct Place<'a> {
    parameters: &'a Parameters,
    terms: Terms,
    parties: Parties,
    /// The others keep all windows.
    others: Pages,
}

impl<'a> Place<'a> {
    pub fn of(parameters: &'a Parameters) -> Result<Self, StudyError> {
        let levels = &parameters.service_levels;
        let terms = levels.terms()?;
        let count = levels::windows_of(&terms, levels.bills.max(FEW_BILLS));
        let all = vec![true; count as usize];
        let rows = 1..levels.weights_bps.len();
        Ok(Self {
            parameters,
            terms,
            parties: levels.parties(&terms)?,
            others: rows.fold(Pages::new(count), |pages, row| pages.with(row, &all)),
        })
    }

    /// Windows of a bill.
    pub fn windows(&self) -> u32 {
        levels::windows_of(&self.terms, 1)
    }

    /// The first operator keeps each window with this probability; the others all of them.
    pub fn play(&self, kept: f64, bills: u32) -> Outcome {
        let count = levels::windows_of(&self.terms, bills);
        let mut rng = Rand64::new(u128::from(self.parameters.population.seed) | 5 << 64);
        let own: Vec<bool> = (0..count).map(|_| uniform(&mut rng) < kept).collect();
        let pages = self.others.first(count).with(0, &own);
        levels::play(
            &self.terms,
            &self.parameters.rule,
            &self.parties,
            &pages,
            bills,
        )
    }

    /// The mean share of its part, and of the service's bill, in basis points: the contract's rule for each number of
    /// windows, by its binomial probability.
    pub fn expected(&self, kept: f64) -> (f64, f64) {
        let windows = self.windows();
        let tally = |kept: u32| Tally {
            due: windows,
            unexcused: windows,
            expected: windows,
            kept,
        };
        let (mut part, mut due) = (0.0, 0.0);
        for (count, probability) in (0u32..).zip(binomial(windows as usize, kept)) {
            let each = self.parties.rows().map(|(row, party)| {
                let kept = if row == 0 { count } else { windows };
                (party.weight_bps, tally(kept))
            });
            let bill = each.fold(Bill::default(), |bill, (weight, tally)| {
                bill.with(&self.terms, weight, &tally)
            });
            let weight = self.parties.rows().next().map_or(0, |it| it.1.weight_bps);
            part += probability * party_bps(&self.terms, weight, &tally(count)) as f64;
            due += probability * f64::from(bill.due_bps());
        }
        (part, due)
    }

    fn gain(&self, lost: f64, drawn: u64, bills: u32) -> Result<(Outcome, Gain), StudyError> {
        let outcome = self.play(power(1.0 - lost, drawn), bills);
        let gain = gain(self.parameters, &self.parties, &outcome, lost)?;
        Ok((outcome, gain))
    }

    /// The least leaves in a window with which it does not gain where points split the bill; `None` where the most that
    /// the contract draws are too few.
    fn least(&self, lost: f64) -> Result<Option<u64>, StudyError> {
        for drawn in 1..=MOST_DRAWN {
            if self.gain(lost, drawn, FEW_BILLS)?.1.by_points <= 0 {
                return Ok(Some(drawn));
            }
        }
        Ok(None)
    }
}

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "lost-data",
        "what does an operator gain that stores a part of its data, in a bill?",
        &[
            "lost %",
            "windows kept %",
            "its part due %",
            "played %",
            "the bill due %",
            "the rule holds % of the time",
            "saves, tokens",
            "gains, split by weight",
            "gains, split by points",
            "least leaves in a window",
        ],
    );
    study.labels = ["saves", "gains"];
    study.unit = "% of what storing all costs; gains where points split the bill";
    let place = Place::of(parameters)?;
    let drawn = u64::from(parameters.sampling.leaves_per_window);
    let decimals = parameters.decimals;
    for bps in LOST {
        let lost = bps as f64 / BPS as f64;
        let kept = power(1.0 - lost, drawn);
        let (part, due) = place.expected(kept);
        let (outcome, gain) = place.gain(lost, drawn, parameters.service_levels.bills)?;
        let least = place.least(lost)?;
        let of_cost = |amount: i128| (amount.max(0) * BPS as i128 / gain.cost.max(1)) as u64;
        study.row(
            vec![
                shown(lost),
                shown(kept),
                format!("{:.2}", part / 100.0),
                percent(outcome.mean_part()),
                format!("{:.2}", due / 100.0),
                percent(outcome.held_bps()),
                signed(gain.saved, decimals),
                signed(gain.by_weight, decimals),
                signed(gain.by_points, decimals),
                least.map_or("none".to_string(), |it| it.to_string()),
            ],
            [of_cost(gain.saved), of_cost(gain.by_points)],
        );
        if let Some(bar) = study.bars.last_mut() {
            bar.name = format!("{} % lost", lost * 100.0);
        }
    }
    let mut curves = Vec::new();
    for drawn in [1, 2, 5, MOST_DRAWN] {
        curves.push(curve(&place, drawn)?);
    }
    study.graph = Some(Graph {
        x_label: "% of the data that is lost",
        y_label: "gain, % of the cost of storing all",
        curves,
    });
    Ok(study)
}

/// The gain where points split the bill, of the cost.
fn curve(place: &Place, drawn: u64) -> Result<Curve, StudyError> {
    let mut points = Vec::new();
    for thousandths in 0..=100 {
        let lost = f64::from(thousandths) / 1_000.0;
        let gain = place.gain(lost, drawn, FEW_BILLS)?.1;
        let of_cost = gain.by_points as f64 / gain.cost.max(1) as f64;
        points.push((lost * 100.0, (of_cost * 100.0).max(-100.0)));
    }
    Ok(Curve {
        name: format!("{drawn} leaves in a window"),
        points,
    })
}
