//! A set of rules under which a population lives.

use blueprint_rules::math::{bps_floor, U256};
use blueprint_rules::penalty::{
    EraOffence, Formula, OffenceFacts, Penalty, PenaltyError, PenaltyRule, Step,
};
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

/// Rewards of a year where a preset does not say otherwise, in basis points of the stake at the start.
pub const REWARD_BPS: u32 = 500;

/// What an offence costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cost {
    /// No stake.
    Nothing,
    /// By a formula on the stake.
    Formula(Vec<Step>),
    /// By the terms of a blueprint of the services pallet, as the pallet charges it.
    Terms(Penalty),
}

/// Rules for penalties and rewards, by class of offence where they differ.
#[derive(Clone, Debug)]
pub struct Preset {
    /// By which it is chosen.
    pub name: String,
    /// One line about it.
    pub about: String,
    /// Decimals of the token, since some rules floor to whole units of their own.
    pub decimals: u8,
    /// What an offence of each class costs.
    pub penalties: [Cost; 3],
    /// How grave an offence of each class is, in basis points.
    pub severity: [u16; 3],
    /// Whether an offence of the class ends the operator's service.
    pub ejects: [bool; 3],
    /// Whether an operator that offends earns nothing in that era.
    pub freezes: [bool; 3],
    /// With how many offences that still count the operator's service ends, by class; 0 for never.
    pub ejects_at: [u32; 3],
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
    /// Rewards of a year, in basis points of the stake at the start.
    pub reward_bps: u32,
}

impl Preset {
    /// No penalty; offline operators earn nothing. The base of all presets.
    pub fn soft(name: &str, about: &str) -> Self {
        Self {
            name: name.to_string(),
            about: about.to_string(),
            decimals: 18,
            penalties: [Cost::Nothing, Cost::Nothing, Cost::Nothing],
            severity: Class::ALL.map(Class::severity),
            ejects: [false; 3],
            freezes: [false, true, false],
            ejects_at: [0; 3],
            forgiveness: Forgiveness::Never,
            network_history: false,
            window: 1,
            seats: None,
            weighting: Weighting::PointsTimesStake,
            reward_bps: REWARD_BPS,
        }
    }

    /// The same with a formula for one class.
    pub fn taking(mut self, class: Class, steps: impl Into<Vec<Step>>) -> Self {
        self.penalties[class.index()] = Cost::Formula(steps.into());
        self
    }

    /// What an offence costs, at most what is left of the stake.
    pub fn penalty(&self, class: Class, facts: &OffenceFacts) -> Result<U256, PenaltyError> {
        match &self.penalties[class.index()] {
            Cost::Nothing => Ok(U256::zero()),
            Cost::Formula(steps) => Formula(steps).penalty(facts),
            Cost::Terms(penalty) => {
                let charged = EraOffence::default().charge(
                    &penalty.amount,
                    penalty.ejects_at,
                    facts.offence.class,
                    facts.offence.severity,
                    facts.history.offences,
                    facts.correlation,
                )?;
                let amount = bps_floor(facts.stake, charged.share_bps.into());
                Ok(amount.min(facts.rest()))
            }
        }
    }
}
