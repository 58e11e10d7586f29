//! A set of rules under which a population lives.

use blueprint_rules::math::U256;
use blueprint_rules::penalty::{Formula, OffenceFacts, PenaltyError, PenaltyRule, Step};
use blueprint_rules::rewards::Weighting;

use super::offence::Class;

/// When an earlier offence stops counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgiveness {
    /// Never.
    Never,
    /// One per era without an offence.
    OnePerGoodEra,
}

/// Rules for penalties and rewards, by class of offence where they differ.
#[derive(Clone, Debug)]
pub struct Preset {
    /// By which it is chosen.
    pub name: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// Decimals of the token, since some rules floor to whole units of their own.
    pub decimals: u8,
    /// Formula per class; without steps nothing is taken.
    pub penalties: [Vec<Step>; 3],
    /// Whether an offence of the class ends the operator's service.
    pub ejects: [bool; 3],
    /// Whether an operator that offends earns nothing in that era.
    pub freezes: [bool; 3],
    /// Offences that still count after which the next one ends the operator's service.
    pub eject_after: Option<u32>,
    /// When an offence stops counting.
    pub forgiveness: Forgiveness,
    /// Whether the history is the network's: bad eras in a row, independent of the offender.
    pub network_history: bool,
    /// Eras whose offenders' stake counts as recently slashed, the running one included.
    pub window: usize,
    /// Seats handed out by stake, when the rule counts those instead of operators; those of the
    /// offenders together are rounded up.
    pub seats: Option<u32>,
    /// How rewards are shared.
    pub weighting: Weighting,
}

impl Preset {
    /// No penalty; offline operators earn nothing. The base of all presets.
    pub fn soft(name: &'static str, about: &'static str) -> Self {
        Self {
            name,
            about,
            decimals: 18,
            penalties: [Vec::new(), Vec::new(), Vec::new()],
            ejects: [false; 3],
            freezes: [false, true, false],
            eject_after: None,
            forgiveness: Forgiveness::Never,
            network_history: false,
            window: 1,
            seats: None,
            weighting: Weighting::PointsTimesStake,
        }
    }

    /// The same with a formula for one class.
    pub fn taking(mut self, class: Class, steps: impl Into<Vec<Step>>) -> Self {
        self.penalties[class.index()] = steps.into();
        self
    }

    /// What an offence costs, at most what is left of the stake.
    pub fn penalty(&self, class: Class, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        let steps = &self.penalties[class.index()];
        if steps.is_empty() {
            return Ok(U256::zero());
        }
        Formula(steps).penalty(facts)
    }
}
