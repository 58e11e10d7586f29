//! Penalties that follow from how many failed together.

use blueprint_rules::penalty::polkadot::{equivocation_fraction, unresponsiveness_fraction};
use blueprint_rules::penalty::tezos::{adaptive_slash, full_deposit};
use blueprint_rules::penalty::{AdaptivePercentage, CasperFfg, Fork};
use serde_json::Value;

use super::node::Node;
use super::output::answer;
use super::{refused, Reason};

/// Powers of ten in 256 bits.
const MAX_DECIMAL_PLACES: u32 = 77;

pub(super) fn casper_ffg(inputs: &Node) -> Result<Value, Reason> {
    let places = inputs.get("decimal_places")?;
    let exponent = places.integer::<u32>()?;
    if exponent > MAX_DECIMAL_PLACES {
        return Err(places.malformed("at most 77 decimal places"));
    }
    let rule = CasperFfg {
        slash_fraction_multiplier: inputs.get("slash_fraction_multiplier")?.amount()?,
        unit: blueprint_rules::math::U256::exp10(exponent as usize),
    };
    let deposit = inputs.get("deposit")?.amount()?;
    let slashed = inputs.get("recently_slashed")?.amount()?;
    let total = inputs.get("total_deposits_at_logout")?.amount()?;
    let withdrawal = rule.withdraw(deposit, slashed, total).map_err(refused)?;
    Ok(answer! {
        "fraction_to_slash_e10": withdrawal.fraction_to_slash,
        "fraction_to_withdraw_e10": withdrawal.fraction_to_withdraw,
        "withdraw_amount": withdrawal.withdraw_amount,
        "penalty": withdrawal.penalty,
        "finder_bounty_at_slash": withdrawal.finder_bounty,
    })
}

pub(super) fn polkadot_equivocation(inputs: &Node) -> Result<Value, Reason> {
    let offenders = inputs.get("offenders")?.integer()?;
    let fraction = equivocation_fraction(offenders, inputs.get("validators")?.integer()?);
    Ok(answer! {
        "slash_fraction_parts_per_billion": fraction.parts(),
        "slash": fraction.of(inputs.get("exposure_value")?.amount()?),
    })
}

pub(super) fn polkadot_unresponsiveness(inputs: &Node) -> Result<Value, Reason> {
    let offenders = inputs.get("offenders")?.integer()?;
    let fraction = unresponsiveness_fraction(offenders, inputs.get("validators")?.integer()?);
    Ok(answer! { "slash_fraction_parts_per_billion": fraction.parts() })
}

pub(super) fn tezos_full_deposit(inputs: &Node) -> Result<Value, Reason> {
    let loss = full_deposit(
        inputs.get("frozen_deposit_mutez")?.amount()?,
        inputs.get("frozen_fees_mutez")?.amount()?,
        inputs.get("frozen_rewards_mutez")?.amount()?,
    )
    .map_err(refused)?;
    Ok(answer! {
        "lost_total": loss.lost_total,
        "burned_base": loss.burned_base,
        "accuser_reward": loss.accuser_reward,
        "net_burn": loss.net_burn,
    })
}

pub(super) fn tezos_percentage(inputs: &Node) -> Result<Value, Reason> {
    let rule = AdaptivePercentage {
        threshold_numerator: inputs.get("threshold_num")?.amount()?,
        threshold_denominator: inputs.get("threshold_den")?.amount()?,
        max_slashing_e4: inputs.get("max_slashing_e4")?.integer()?,
    };
    let rights = inputs.get("denounced_rights")?.integer()?;
    let percentage = rule
        .percentage(rights, inputs.get("committee_size")?.integer()?)
        .map_err(refused)?;
    Ok(answer! { "slash_percentage_e4": percentage })
}

pub(super) fn tezos_amount(inputs: &Node) -> Result<Value, Reason> {
    let slash = adaptive_slash(
        inputs.get("initial_frozen")?.amount()?,
        inputs.get("current_frozen")?.amount()?,
        inputs.get("percentage_e4")?.integer()?,
        inputs.get("already_slashed_e4")?.integer()?,
        inputs.get("limit_staking_over_baking")?.integer()?,
    );
    Ok(answer! {
        "effective_e4": slash.effective_e4,
        "slashed": slash.slashed,
        "reward": slash.reward,
        "burn": slash.burn,
        "total_e4_after": slash.total_e4_after,
    })
}

pub(super) fn ethereum(inputs: &Node) -> Result<Value, Reason> {
    let name = inputs.get("fork")?;
    let fork = match name.text()? {
        "phase0" => Fork::Phase0,
        "altair" => Fork::Altair,
        "bellatrix" | "capella" | "deneb" => Fork::Bellatrix,
        "electra" | "fulu" => Fork::Electra,
        _ => return Err(name.malformed("a fork, phase0 to fulu")),
    };
    let slashing = fork.slashing(
        inputs.get("effective_balance_gwei")?.amount()?,
        inputs.get("sum_slashed_gwei")?.amount()?,
        inputs.get("total_active_gwei")?.amount()?,
    );
    Ok(answer! {
        "initial_penalty_gwei": slashing.initial_penalty,
        "correlation_penalty_gwei": slashing.correlation_penalty,
        "whistleblower_reward_gwei": slashing.whistleblower_reward,
        "proposer_part_gwei": slashing.proposer_part,
    })
}
