//! Penalties, rewards and a population in a file, from which a contract's configuration is made.
//!
//! The file is JSON and read strictly: a field that is unknown, missing, given twice or out of range is an error
//! that names its place. [`Parameters::preset`] is what the simulations run, [`configuration`] what the services
//! pallet and the slashing court take.

pub mod configuration;
mod file;
mod formula;
mod limits;
mod quality;
mod read;

use blueprint_rules::court::{Charge, Policy, Unresolved};
use blueprint_rules::math::U256;
use blueprint_rules::penalty::{Escalating, Penalties, Penalty, SlashedFunds, Step};
use blueprint_rules::rewards::Weighting;

pub use file::*;
pub use formula::{RuleText, StepText};
pub use quality::{LevelRule, Sampling, ServiceLevels, TierText, START};
pub use read::ParametersError;

use crate::simulate::preset::Cost;
use crate::simulate::{Class, Distribution, Forgiveness, Preset};

/// The committed file with the terms that this project recommends.
pub const RECOMMENDED_FILE: &str = include_str!("../../recommended.json");

impl Parameters {
    /// Of the text of a file.
    pub fn parse(text: &str) -> Result<Self, ParametersError> {
        let parameters: Self = read::parse(text)?;
        limits::check(&parameters)?;
        Ok(parameters)
    }

    /// Those of the committed file.
    ///
    /// # Panics
    /// If the committed file is malformed, which a test excludes.
    pub fn recommended() -> Self {
        match Self::parse(RECOMMENDED_FILE) {
            Ok(parameters) => parameters,
            Err(error) => panic!("recommended.json: {error}"),
        }
    }

    /// What the simulations of a population run.
    pub fn preset(&self) -> Preset {
        let classes = [
            &self.penalties.job_misbehaviour,
            &self.penalties.security_breach,
        ];
        let [mistake, attack] = classes.map(|class| class.cost(self.decimals));
        let absence = match &self.downtime.formula {
            None => Cost::Nothing,
            Some(steps) => Cost::Formula(formula::steps(steps, self.decimals)),
        };
        let withheld = self.downtime.reward == AbsentReward::Withheld;
        Preset {
            decimals: self.decimals,
            penalties: [mistake, absence, attack],
            severity: [
                classes[0].severity_bps,
                Class::Unresponsive.severity(),
                classes[1].severity_bps,
            ],
            ejects_at: [classes[0].ejects_at, 0, classes[1].ejects_at],
            freezes: [true, withheld, true],
            forgiveness: match self.penalties.forgiveness {
                ForgivenessText::Never => Forgiveness::Never,
                ForgivenessText::OnePerGoodEra => Forgiveness::OnePerGoodEra,
            },
            window: self.penalties.window_eras.into(),
            seats: self.penalties.seats,
            weighting: match self.rewards.weighting {
                WeightingText::PointsTimesStake => Weighting::PointsTimesStake,
                WeightingText::Points => Weighting::Points,
                WeightingText::Stake => Weighting::Stake,
            },
            reward_bps: self.rewards.per_year_bps,
            ..Preset::soft(&self.name, &self.about)
        }
    }

    /// How stakes are spread.
    pub fn distribution(&self) -> Distribution {
        match self.population.stakes {
            Stakes::Uniform => Distribution::Uniform,
            Stakes::Pareto => Distribution::Pareto,
            Stakes::Whale => Distribution::Whale,
        }
    }

    /// The class of a charge.
    pub fn class(&self, charge: Charge) -> Option<&ClassText> {
        match charge {
            Charge::None => None,
            Charge::JobMisbehaviour => Some(&self.penalties.job_misbehaviour),
            Charge::QualityOfService => Some(&self.penalties.quality_of_service),
            Charge::SecurityBreach => Some(&self.penalties.security_breach),
        }
    }

    /// The terms of a blueprint; `None` where a class has a formula, which the services pallet does not know.
    pub fn terms(&self) -> Option<Penalties> {
        Some(Penalties {
            job_misbehaviour: self.penalties.job_misbehaviour.penalty()?,
            quality_of_service: self.penalties.quality_of_service.penalty()?,
            security_breach: self.penalties.security_breach.penalty()?,
            slashed: match self.penalties.slashed {
                Slashed::Burned => SlashedFunds::Burned,
                Slashed::Treasury => SlashedFunds::Treasury,
                Slashed::Customer => SlashedFunds::Customer,
                Slashed::Rewards => SlashedFunds::Rewards,
            },
        })
    }

    /// The policy of the slashing court.
    pub fn policy(&self) -> Policy {
        Policy {
            review_window: self.review.window_seconds,
            resolution_period: self.review.resolution_seconds,
            execution_window: self.review.execution_seconds,
            slashable_period: self.review.slashable_seconds,
            max_pending: self.review.max_pending,
            bond: self.millitokens(self.review.dispute_bond_millitokens),
            unresolved: match self.review.unresolved {
                UnresolvedText::Execute => Unresolved::Execute,
                UnresolvedText::Dismiss => Unresolved::Dismiss,
            },
        }
    }

    /// Thousandths of a token in base units.
    pub fn millitokens(&self, amount: u64) -> U256 {
        // At least 3 decimals; checked when the file is read.
        U256::from(amount) * U256::exp10(usize::from(self.decimals).saturating_sub(3))
    }
}

impl ClassText {
    /// By the pallet's terms.
    pub fn penalty(&self) -> Option<Penalty> {
        let terms = self.terms?;
        Some(Penalty {
            amount: Escalating {
                floor: terms.floor_bps,
                cap: terms.cap_bps,
                history: terms.history_bps,
                correlation: terms.correlation_bps,
            },
            ejects_at: self.ejects_at,
        })
    }

    /// The steps of its formula, if it has one.
    pub fn steps(&self, decimals: u8) -> Option<Vec<Step>> {
        Some(formula::steps(self.formula.as_ref()?, decimals))
    }

    /// By which rule it is charged.
    pub fn cost(&self, decimals: u8) -> Cost {
        match (self.penalty(), self.steps(decimals)) {
            (Some(penalty), _) => Cost::Terms(penalty),
            (None, Some(steps)) => Cost::Formula(steps),
            // Refused when the file is read.
            (None, None) => Cost::Nothing,
        }
    }
}

#[cfg(test)]
mod tests;
