//! How work is checked: samples, service levels, and what comes of windows that are not kept.

use blueprint_rules::math::U256;
use blueprint_rules::qos::rulebook::{Effect, Measure, Schedule, Soft};
use blueprint_rules::qos::service_level::{
    Comparison, Parties, PartyError, Terms, TermsError, Tier, Tiers,
};
use primitive_types::H160;
use serde::Deserialize;

mod check;
#[cfg(test)]
mod tests;

pub(super) use check::check;

/// How work is sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sampling {
    /// Leaves of a data set.
    pub leaves: u64,
    /// Leaves that an operator opens in a window of the service levels.
    pub leaves_per_window: u8,
    /// Of an era's requests, those that are done again, where the era is checked.
    pub requests_checked: u16,
    /// Eras that are checked, in basis points, at random.
    pub checked_eras_bps: u16,
    /// What an era's requests cost an operator that does all of them, in thousandths of a token.
    pub work_millitokens: u64,
    /// Members of a committee, of which challengers, and smaller committees, are drawn.
    pub pool: u16,
    /// Of them, those that lie.
    pub liars: u16,
    /// How many are drawn.
    pub drawn: u16,
    /// How often chance is played.
    pub runs: u32,
}

/// A tier of the service levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TierText {
    /// The least weight of its operators, in basis points.
    pub least_weight_bps: u16,
    /// The share of kept windows from which on nothing is taken off.
    pub target_bps: u16,
    /// The share down to which a part falls to the floor.
    pub bottom_bps: u16,
}

/// The terms of service levels, the operators, and how they fail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceLevels {
    /// The length of a window, in seconds.
    pub window_seconds: u32,
    /// How long after its end a window can be answered.
    pub answer_seconds: u32,
    /// How long after that it can be excused.
    pub excuse_seconds: u32,
    /// The period of a bill.
    pub longest_bill_seconds: u32,
    /// How long a window is remembered.
    pub retention_seconds: u32,
    /// The least number of windows that is judged.
    pub min_expected: u32,
    /// The least share of a bill, in basis points.
    pub floor_bps: u16,
    /// The most blocks between the block that an answer names and the one that includes it.
    pub fresh_blocks: u8,
    /// Seconds of a block.
    pub block_seconds: u8,
    /// The gas that a bill may cost.
    pub gas_cap: u64,
    /// What is expected of whom, by rising weight.
    pub tiers: Vec<TierText>,
    /// The responsibility of each operator. The first one is the one that is watched.
    pub weights_bps: Vec<u16>,
    /// A bill, in thousandths of a token. It is split by responsibility.
    pub bill_millitokens: u64,
    /// Of its part of a bill, what the work costs an operator, in basis points.
    pub cost_bps: u16,
    /// The mean time between failures of a honest operator, in seconds.
    pub failure_seconds: u64,
    /// The mean time to repair, in seconds.
    pub repair_seconds: u64,
    /// The mean time until an answer is included, in seconds.
    pub latency_seconds: u64,
    /// Bills that are played.
    pub bills: u32,
}

/// A rule of the rulebook about kept windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LevelRule {
    /// Seconds of a window of the rule: whole windows of the service levels.
    pub window_seconds: u64,
    /// In which the rule can be evaluated.
    pub evaluation_seconds: u64,
    /// The share of kept windows that is a breach, or less, in basis points.
    pub breach_bps: u16,
    /// Breaches with which the rule takes effect.
    pub needed: u8,
    /// The latest windows among which they are.
    pub span: u8,
    /// Seconds for which the effect holds.
    pub life_seconds: u64,
    /// What is left of points, in basis points.
    pub points_bps: u16,
    /// Whether the operator is suspended.
    pub suspends: bool,
}

/// When window 0 begins: on a day, and after the terms are known.
pub const START: u64 = 1_000 * 86_400;

impl ServiceLevels {
    /// The terms of the contract.
    ///
    /// # Errors
    /// Where the tiers are not in order.
    pub fn terms(&self) -> Result<Terms, TermsError> {
        let tiers: Vec<Tier> = self
            .tiers
            .iter()
            .map(|tier| Tier {
                least_weight_bps: tier.least_weight_bps,
                target_bps: tier.target_bps,
                bottom_bps: tier.bottom_bps,
            })
            .collect();
        Ok(Terms {
            start: START,
            window: self.window_seconds,
            answer: self.answer_seconds,
            excuse: self.excuse_seconds,
            longest_bill: self.longest_bill_seconds,
            retention: self.retention_seconds,
            min_expected: self.min_expected,
            floor_bps: self.floor_bps,
            fresh_blocks: self.fresh_blocks,
            tiers: Tiers::new(&tiers)?,
        })
    }

    /// The operators, all from window 0 on.
    ///
    /// # Errors
    /// Where a weight is zero or above a whole, or they are too many.
    pub fn parties(&self, terms: &Terms) -> Result<Parties, PartyError> {
        let mut parties = Parties::default();
        for (number, weight) in (1..).zip(&self.weights_bps) {
            parties = parties.join(terms, H160::from_low_u64_be(number), *weight, 0, 0)?;
        }
        Ok(parties)
    }

    /// Seconds after which an answer names a block that is too old.
    pub fn fresh_seconds(&self) -> u64 {
        u64::from(self.fresh_blocks) * u64::from(self.block_seconds)
    }
}

impl LevelRule {
    /// When windows of the rule are evaluated: once those of the service levels can no longer be excused.
    pub fn schedule(&self, terms: &Terms) -> Schedule {
        Schedule {
            start: terms.start,
            window: self.window_seconds,
            lag: terms.lag(),
            evaluation: self.evaluation_seconds,
            needed: self.needed,
            span: self.span,
        }
    }

    /// What comes of it. Absence takes no stake.
    pub fn effect(&self) -> Effect {
        Effect {
            life: self.life_seconds,
            soft: Soft {
                points_bps: self.points_bps,
                suspends: self.suspends,
            },
            ..Effect::default()
        }
    }

    /// What is asked of the service levels: `verdict`, whose words are the windows expected, kept and still open.
    pub fn measure(&self, terms: &Terms) -> Measure {
        Measure {
            target: H160::repeat_byte(1),
            origin: terms.start,
            unit: terms.window.into(),
            arguments: 4,
            operator_at: 1,
            from_at: 2,
            to_at: 3,
            known_at: 2,
            known: 0,
            value_at: 1,
            whole_at: 0,
            comparison: Some(Comparison::AtMost),
            bound: U256::from(self.breach_bps),
            ..Measure::default()
        }
    }
}
