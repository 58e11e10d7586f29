//! Rates, scores and prices.

use crate::rewards::{
    chainlink_ocr2_owed, tangle_pallet_rewards_apy, tnt_core_operator_score, Lock, VaultInputs,
};
use blueprint_rules::math::U256;
use blueprint_rules::price::{chainlink_usd_value, Answer};
use serde_json::Value;

use super::node::Node;
use super::output::answer;
use super::{refused, Reason};

pub(super) fn tangle_pallet_apy(inputs: &Node) -> Result<Value, Reason> {
    let locks = inputs.get("locks")?.each(|lock| {
        Ok(Lock {
            amount: lock.get("amount")?.integer()?,
            multiplier: lock.get("multiplier")?.integer()?,
            expiry: lock.get("expiry")?.integer()?,
        })
    })?;
    let last_claim = inputs
        .optional("last")?
        .map(|last| last.integer())
        .transpose()?;
    let reward = tangle_pallet_rewards_apy(&VaultInputs {
        total_issuance: inputs.get("issuance")?.integer()?,
        total_deposit: inputs.get("dep")?.integer()?,
        deposit_cap: inputs.get("cap")?.integer()?,
        incentive_cap: inputs.get("inc")?.integer()?,
        apy_ppb: inputs.get("apy")?.integer()?,
        apy_blocks: inputs.get("apyblocks")?.integer()?,
        total_score: inputs.get("score")?.integer()?,
        unlocked: inputs.get("unlocked")?.integer()?,
        locks: &locks,
        boost: inputs.get("boost")?.flag()?,
        current_block: inputs.get("cur")?.integer()?,
        last_claim,
        decay_start: inputs.get("decay_start")?.integer()?,
        decay_rate_ppb: inputs.get("decay_rate_parts")?.integer()?,
    })
    .map_err(refused)?;
    Ok(answer! {
        "effective_apy_ppb": reward.effective_apy_ppb,
        "reward_per_block": reward.reward_per_block,
        "reward": reward.reward,
    })
}

pub(super) fn chainlink_owed(inputs: &Node) -> Result<Value, Reason> {
    let owed = chainlink_ocr2_owed(
        inputs.get("latest_round")?.integer()?,
        inputs.get("reward_from_round")?.integer()?,
        inputs.get("observation_payment_gjuels")?.integer()?,
        inputs.get("reimbursements_juels")?.amount()?,
    )
    .ok_or_else(|| refused("a round ahead of the latest, or a sum beyond 256 bits"))?;
    Ok(answer! { "owed_juels": owed })
}

pub(super) fn tnt_core_score(inputs: &Node) -> Result<Value, Reason> {
    let score = tnt_core_operator_score(
        inputs.get("jobs_completed")?.amount()?,
        inputs.get("jobs_successful")?.amount()?,
        inputs.get("heartbeats")?.amount()?,
        inputs.get("stake")?.amount()?,
    )
    .ok_or_else(|| refused("a product beyond 256 bits"))?;
    Ok(answer! {
        "success_rate_bps": score.success_rate_bps,
        "stake_weight": score.stake_weight,
        "score": score.score,
    })
}

/// A feed's answer is the one integer of the format that may be negative.
fn signed(node: &Node) -> Result<Answer, Reason> {
    let fault = || node.malformed("a decimal string, with a minus sign or without");
    let text = node.text().map_err(|_| fault())?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fault());
    }
    let magnitude = U256::from_dec_str(digits).map_err(|_| fault())?;
    let negative = digits.len() < text.len() && !magnitude.is_zero();
    Ok(Answer {
        negative,
        magnitude,
    })
}

pub(super) fn chainlink_usd(inputs: &Node) -> Result<Value, Reason> {
    let value = chainlink_usd_value(
        inputs.get("amount")?.amount()?,
        inputs.get("token_decimals")?.integer()?,
        signed(&inputs.get("answer")?)?,
        inputs.get("feed_decimals")?.integer()?,
    )
    .map_err(refused)?;
    Ok(answer! { "price_e18": value.price_e18, "usd_e18": value.usd_e18 })
}
