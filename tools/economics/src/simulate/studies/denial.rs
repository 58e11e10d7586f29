//! A denial of service that pays a competitor: one operator keeps another one away for an era.

use blueprint_rules::math::{bps_floor, mul_div_floor, BPS, U256};
use blueprint_rules::rewards::{Books, BooksError, EraWeight};

use super::{Study, StudyError};
use crate::parameters::Parameters;
use crate::simulate::amount::{percent, share_bps, tokens};
use crate::simulate::world::ERAS_PER_YEAR;

/// What becomes of the share that an absent operator lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// The others share it in the same era.
    Competitors,
    /// It is carried; each later pot takes one part in so many of what is carried.
    Carried {
        /// How many.
        parts: u32,
    },
    /// No operator gets it.
    Burned,
}

/// How the absence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// The victim had worked: its points are known, and are withheld for its absence.
    Reported,
    /// The victim could not work: it has no points of the era.
    WithoutPoints,
}

/// What an attack brought and cost others, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gain {
    /// What the attacker was paid more than without the attack.
    pub attacker: U256,
    /// What the victim was paid less.
    pub victim: U256,
}

/// Operator 0 keeps the last one away in the first of `eras`. All have the same stake and work alike; each era's pot is
/// funded with `funded`.
///
/// # Errors
/// Where the books refuse.
pub fn gain(
    operators: u32,
    funded: U256,
    rule: Withheld,
    away: Away,
    eras: u32,
) -> Result<Gain, BooksError> {
    let attacked = paid(operators, funded, rule, Some(away), eras)?;
    let peace = paid(operators, funded, rule, None, eras)?;
    Ok(Gain {
        attacker: attacked.0.saturating_sub(peace.0),
        victim: peace.1.saturating_sub(attacked.1),
    })
}

/// What the attacker and the victim are paid.
fn paid(
    operators: u32,
    funded: U256,
    rule: Withheld,
    away: Option<Away>,
    eras: u32,
) -> Result<(U256, U256), BooksError> {
    let mut books = Books::default();
    let (mut attacker, mut victim) = (U256::zero(), U256::zero());
    let one = U256::from(BPS);
    for era in 0..eras {
        let away = away.filter(|_| era == 0);
        // Shared among the others, a withheld weight is no weight.
        let weightless = match away {
            None => false,
            Some(Away::WithoutPoints) => true,
            Some(Away::Reported) => rule == Withheld::Competitors,
        };
        let working = operators - u32::from(weightless);
        books.deposit(funded)?;
        let total = one * working;
        let mut pot = match rule {
            Withheld::Carried { parts } => books.open(funded, total, parts)?,
            Withheld::Competitors | Withheld::Burned => books.open_late(funded, total)?,
        };
        for operator in 0..working {
            let last = operator + 1 == operators;
            let withheld = match away {
                Some(Away::Reported) if last => one,
                _ => U256::zero(),
            };
            let settled = books.settle(
                &mut pot,
                EraWeight {
                    weight: one,
                    withheld,
                },
                0,
                Ok::<_, BooksError>,
            )?;
            books.pay(settled.given)?;
            match operator {
                0 => attacker += settled.given,
                _ if last => victim += settled.given,
                _ => (),
            }
        }
        books.close(&mut pot)?;
    }
    let accounted = books.paid + books.carried + books.unclaimed;
    if books.deposited != accounted {
        return Err(BooksError::Unaccounted {
            expected_at_most: books.deposited,
            received: accounted,
        });
    }
    Ok((attacker, victim))
}

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "denial-of-service",
        "what does an operator gain that keeps a competitor away for an era?",
        &[
            "what the absent one lost",
            "its absence shows by",
            "eras",
            "victim's loss, tokens",
            "attacker's gain, tokens",
            "gain, % of the loss",
            "pays where it costs less than, tokens",
        ],
    );
    study.labels = ["attacker's gain", ""];
    study.unit = "% of what the victim lost";
    let text = parameters.service;
    let operators = u32::from(text.operators);
    let stake = parameters.millitokens(text.commitment_tokens * 1_000) * operators;
    let yearly = bps_floor_any(stake, parameters.rewards.per_year_bps);
    let funded = yearly / ERAS_PER_YEAR;
    let parts = parameters.rewards.carry_parts;
    for (name, rule) in [
        ("goes to the others".to_string(), Withheld::Competitors),
        (
            format!("is released over {parts} pots"),
            Withheld::Carried { parts },
        ),
        ("is burned".to_string(), Withheld::Burned),
    ] {
        for (seen, away) in [
            ("a report, after it worked", Away::Reported),
            ("no points: it could not work", Away::WithoutPoints),
        ] {
            for eras in [1, 1 + parts, ERAS_PER_YEAR as u32] {
                let gain = gain(operators, funded, rule, away, eras)?;
                let share = share_bps(gain.attacker, gain.victim);
                let shown = |amount| tokens(amount, parameters.decimals);
                study.row(
                    vec![
                        name.clone(),
                        seen.to_string(),
                        eras.to_string(),
                        shown(gain.victim),
                        shown(gain.attacker),
                        percent(share),
                        shown(gain.attacker),
                    ],
                    [share, 0],
                );
                if let Some(bar) = study.bars.last_mut() {
                    let short = match away {
                        Away::Reported => "reported",
                        Away::WithoutPoints => "no points",
                    };
                    bar.name = format!("{name}, {short}, {eras} era(s)");
                }
            }
        }
    }
    Ok(study)
}

/// Basis points of an amount, also above the whole.
fn bps_floor_any(amount: U256, bps: u32) -> U256 {
    match u64::from(bps) <= BPS {
        true => bps_floor(amount, bps),
        false => mul_div_floor(amount, bps.into(), BPS.into()).unwrap_or(amount),
    }
}
