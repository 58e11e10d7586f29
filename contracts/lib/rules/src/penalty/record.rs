//! One penalty for an offence, however often it is proposed, and what is kept of it.

use super::{Correlation, Escalating, History, Offence, OffenceFacts, PenaltyError, PenaltyRule};
use crate::math::BPS;
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// An operator's offences of a class, in one service and era. Together they cost what the gravest costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct EraOffence {
    /// Slashes proposed for it that are pending or executed.
    pub proposals: u32,
    /// What the executed ones took together, in basis points: the penalty of the gravest.
    pub taken_bps: u16,
    /// Whether it is on the operator's record: since its first slash was executed.
    pub recorded: bool,
    /// How many offences of the class were on the record before it.
    pub earlier: u32,
}

/// What a slash of an offence costs, and what it leaves on the operator's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charged {
    /// What it takes, in basis points: the penalty, less what earlier slashes of the offence took.
    pub share_bps: u16,
    /// Offences of the class on the record after it.
    pub on_record: u32,
    /// Whether it is the one with which the operator is ejected.
    pub ejected: bool,
}

impl EraOffence {
    /// A slash for it was proposed. Returns whether it is the first that counts.
    pub fn propose(&mut self) -> bool {
        let first = *self == Self::default();
        self.proposals = self.proposals.saturating_add(1);
        first
    }

    /// A slash for it ended without being executed. Returns whether nothing of the offence is left.
    pub fn withdraw(&mut self) -> bool {
        self.proposals = self.proposals.saturating_sub(1);
        self.proposals == 0
    }

    /// Execute a slash of `severity`, in basis points, by `penalty`.
    ///
    /// `on_record` is the number of offences of the class on the operator's record now; the offence keeps
    /// that of its first slash, so that its penalty does not depend on the order of its slashes. The operator
    /// is ejected with the `ejects_at`th offence on record; 0 for never.
    ///
    /// # Errors
    /// Those of the penalty.
    pub fn charge(
        &mut self,
        penalty: &Escalating,
        ejects_at: u32,
        class: u16,
        severity: u16,
        on_record: u32,
        correlation: Correlation,
    ) -> Result<Charged, PenaltyError> {
        let first = !self.recorded;
        if first {
            self.earlier = on_record;
        }
        let due = penalty.penalty(&OffenceFacts {
            stake: BPS.into(),
            offence: Offence { class, severity },
            history: History {
                offences: self.earlier,
                charged: 0.into(),
            },
            correlation,
        })?;
        // At most the whole, which fits.
        let due = u16::try_from(due.low_u32()).unwrap_or(BPS as u16);
        let share_bps = due.saturating_sub(self.taken_bps);
        self.taken_bps = self.taken_bps.max(due);
        let counts = first && due > 0;
        self.recorded |= counts;
        let on_record = match counts {
            true => on_record.saturating_add(1),
            false => on_record,
        };
        Ok(Charged {
            share_bps,
            on_record,
            ejected: counts && ejects_at > 0 && on_record >= ejects_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Escalating = Escalating {
        history: 10_000,
        ..Escalating::PLAIN
    };

    fn charge(offence: &mut EraOffence, severity: u16, on_record: u32) -> Charged {
        let none = Correlation::default();
        offence
            .charge(&RULE, 2, 1, severity, on_record, none)
            .unwrap()
    }

    #[test]
    fn slashes_of_one_offence_cost_the_gravest_in_any_order() {
        for severities in [[100, 300, 200], [300, 200, 100], [200, 100, 300]] {
            let mut offence = EraOffence::default();
            let shares = severities.map(|severity| charge(&mut offence, severity, 0).share_bps);
            assert_eq!(shares.iter().sum::<u16>(), 300);
        }
    }

    #[test]
    fn history_of_an_offence_is_that_of_its_first_slash() {
        let mut offence = EraOffence::default();
        let first = charge(&mut offence, 100, 1);
        // Another offence came between.
        let second = charge(&mut offence, 150, 3);
        let expected = Charged {
            share_bps: 200,
            on_record: 2,
            ejected: true,
        };
        assert_eq!(first, expected);
        let expected = Charged {
            share_bps: 100,
            on_record: 3,
            ejected: false,
        };
        assert_eq!(second, expected);
    }

    #[test]
    fn what_costs_nothing_is_not_recorded() {
        let mut offence = EraOffence::default();
        let nothing = Charged {
            share_bps: 0,
            on_record: 1,
            ejected: false,
        };
        assert_eq!(charge(&mut offence, 0, 1), nothing);
        assert_eq!(charge(&mut offence, 1, 1).on_record, 2);
    }

    #[test]
    fn withdrawn_proposals_leave_nothing() {
        let mut offence = EraOffence::default();
        assert!(offence.propose());
        assert!(!offence.propose());
        assert!(!offence.withdraw());
        assert!(offence.withdraw());
    }
}
