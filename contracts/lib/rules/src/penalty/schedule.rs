//! Formulas picked by the class and severity of the offence.

use super::{Formula, OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::U256;

/// Rows in a schedule.
pub const MAX_ROWS: usize = 64;

/// The formula for some offences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The class of offence, or any.
    pub class: Option<u16>,
    /// The least severity, in basis points.
    pub from_severity: u16,
    /// What they cost.
    pub formula: Formula<'a>,
}

/// Formulas by class and severity of the offence: the first row that fits decides, so the graver
/// rows of a class come first. An offence without a row is an error and never free by oversight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule<'a>(pub &'a [Row<'a>]);

impl Schedule<'_> {
    /// Whether every formula is well formed, and the rows within their bound.
    ///
    /// # Errors
    /// [`PenaltyError::MalformedFormula`] of the first formula at fault.
    pub fn check(&self) -> Result<(), PenaltyError> {
        PenaltyError::check("rows", 0, self.0.len().into(), MAX_ROWS.into())?;
        self.0.iter().try_for_each(|row| row.formula.check())
    }
}

impl PenaltyRule for Schedule<'_> {
    fn assess(&self, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let (class, severity) = (facts.offence.class, facts.offence.severity);
        self.0
            .iter()
            .take(MAX_ROWS)
            .find(|row| row.class.is_none_or(|own| own == class) && severity >= row.from_severity)
            .ok_or(PenaltyError::UnlistedOffence { class, severity })?
            .formula
            .assess(facts)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Fixed, Offence, Rule, Step};
    use super::*;

    const fn fixed(amount: u64) -> Rule {
        Rule::Fixed(Fixed(U256([amount, 0, 0, 0])))
    }

    fn facts_of(stake: u64, class: u16, severity: u16) -> OffenceFacts {
        OffenceFacts {
            stake: stake.into(),
            offence: Offence { class, severity },
            ..OffenceFacts::default()
        }
    }

    #[test]
    fn schedule_picks_by_class_and_severity() {
        let (grave, light, other) = (
            [Step::Take(fixed(90))],
            [Step::Take(fixed(9))],
            [Step::Take(fixed(1))],
        );
        let rows = [
            Row {
                class: Some(1),
                from_severity: 5_000,
                formula: Formula(&grave),
            },
            Row {
                class: Some(1),
                from_severity: 0,
                formula: Formula(&light),
            },
            Row {
                class: None,
                from_severity: 100,
                formula: Formula(&other),
            },
        ];
        let schedule = Schedule(&rows);
        let penalty = |class, severity| {
            schedule
                .penalty(&facts_of(1000, class, severity))
                .map(|p| p.as_u64())
        };
        assert_eq!(penalty(1, 5_000), Ok(90));
        assert_eq!(penalty(1, 4_999), Ok(9));
        assert_eq!(penalty(2, 100), Ok(1));
        let unlisted = PenaltyError::UnlistedOffence {
            class: 2,
            severity: 99,
        };
        assert_eq!(penalty(2, 99), Err(unlisted));
        assert_eq!(schedule.check(), Ok(()));
    }

    #[test]
    fn schedule_with_a_broken_formula_is_refused_at_configuration() {
        let rows = [Row {
            class: None,
            from_severity: 0,
            formula: Formula(&[]),
        }];
        assert_eq!(
            Schedule(&rows).check(),
            Err(PenaltyError::MalformedFormula { step: 0 })
        );
    }
}
