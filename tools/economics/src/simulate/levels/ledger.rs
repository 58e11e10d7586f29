//! What the first operator of a service saves and loses in a bill, by the pots of the rules.

use blueprint_rules::math::{bps_floor, mul_div_floor, BPS, PPB, U256};
use blueprint_rules::qos::service_level::Parties;
use blueprint_rules::rewards::{operator_weight, EraPot, EraShare, OperatorEra, PotError};

use super::Outcome;
use crate::parameters::Parameters;
use crate::simulate::service::ERA;
use crate::simulate::world::ERAS_PER_YEAR;

/// What an operator that leaves out a part of its work has of it in a bill, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gain {
    /// What all of the work costs.
    pub cost: i128,
    /// What it did not spend.
    pub saved: i128,
    /// What it has more than an operator that does all, where the bill is split by responsibility.
    pub by_weight: i128,
    /// The same, where the bill is split by responsibility and points.
    pub by_points: i128,
}

/// What it gains that leaves out this share of its work.
///
/// # Errors
/// Where the pots refuse.
pub fn gain(
    parameters: &Parameters,
    parties: &Parties,
    outcome: &Outcome,
    skipped: f64,
) -> Result<Gain, PotError> {
    let levels = &parameters.service_levels;
    let bill = parameters.millitokens(levels.bill_millitokens);
    let weights: Vec<u64> = parties
        .rows()
        .map(|(_, party)| party.weight_bps.into())
        .filter(|weight| *weight > 0)
        .collect();
    let rule = parameters.rule;
    let left = match rule.suspends {
        true => 0,
        false => u64::from(rule.points_bps),
    };
    let full = first_part(bill, &weights, BPS)?;
    let cost = bps_floor(full, levels.cost_bps.into());
    let saved = mul_div_floor(cost, parts_of(skipped).into(), PPB.into()).unwrap_or(cost);
    let (mut by_weight, mut by_points) = (U256::zero(), U256::zero());
    for due in &outcome.due {
        let amount = bps_floor(bill, (*due).into());
        let whole = first_part(amount, &weights, BPS)?;
        by_weight += whole;
        by_points += mixed(outcome, whole, first_part(amount, &weights, left)?);
    }
    let bills = outcome.due.len().max(1);
    let rewards = mixed(
        outcome,
        reward(parameters, false)?,
        reward(parameters, true)?,
    );
    let lost_rewards = signed(reward(parameters, false)?) - signed(rewards);
    let gain = |income: U256| {
        let lost = signed(full) - signed(income / bills) + lost_rewards;
        signed(saved) - lost
    };
    Ok(Gain {
        cost: signed(cost),
        saved: signed(saved),
        by_weight: gain(by_weight),
        by_points: gain(by_points),
    })
}

/// Two amounts, weighed by the time without the effect of the rule, and with it.
fn mixed(outcome: &Outcome, without: U256, with: U256) -> U256 {
    let (held, all) = (outcome.held.0, outcome.held.1.max(1));
    (without * (all - held) + with * held) / all
}

/// What the first operator gets of an amount, its points being this share of a whole.
fn first_part(amount: U256, weights: &[u64], points_bps: u64) -> Result<U256, PotError> {
    let mut points: Vec<u64> = weights.iter().map(|weight| weight * BPS).collect();
    if let (Some(first), Some(weight)) = (points.first_mut(), weights.first()) {
        *first = weight * points_bps;
    }
    let total: u64 = points.iter().sum();
    let weight = points.first().copied().unwrap_or(0).into();
    EraPot::open(amount, U256::zero(), total.into())?.take(&mut EraShare {
        weight,
        taken: false,
    })
}

/// The rewards of the first operator in a bill. All have the same stake.
fn reward(parameters: &Parameters, breached: bool) -> Result<U256, PotError> {
    let stake = parameters.millitokens(parameters.service.commitment_tokens * 1_000);
    let operators = parameters.service_levels.weights_bps.len();
    let rule = parameters.rule;
    let of = |breached: bool| {
        let operator = OperatorEra {
            points: match breached {
                true => rule.points_bps.into(),
                false => BPS,
            },
            stake_usd_e18: stake,
            frozen: breached && rule.suspends,
        };
        operator_weight(parameters.preset().weighting, &operator)
    };
    let total = of(false) * (operators - 1) + of(breached);
    let year = stake * operators * parameters.rewards.per_year_bps / BPS;
    let bill = u64::from(parameters.service_levels.longest_bill_seconds);
    let pot = mul_div_floor(year, bill.into(), (ERAS_PER_YEAR * ERA).into()).unwrap_or_default();
    EraPot::open(pot, U256::zero(), total)?.take(&mut EraShare {
        weight: of(breached),
        taken: false,
    })
}

fn parts_of(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * PPB as f64).round() as u64
}

fn signed(amount: U256) -> i128 {
    i128::try_from(amount.low_u128()).unwrap_or(i128::MAX)
}
