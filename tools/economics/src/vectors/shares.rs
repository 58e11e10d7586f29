//! Penalties that follow from the stake and the offender's own record.

use blueprint_rules::math::U256;
use blueprint_rules::penalty::cosmos::effective_fraction;
use blueprint_rules::penalty::livepeer::{perc_of_fraction, perc_points};
use blueprint_rules::penalty::polkadot::{charge, Perbill};
use blueprint_rules::penalty::tnt_core::{asset_bps, Pools};
use blueprint_rules::penalty::{
    Cosmos, FixedPlusPercent, Livepeer, NuCypher, Reading, TanglePallet, TntCore,
};
use serde_json::Value;

use super::node::Node;
use super::output::answer;
use super::{refused, Reason};

pub(super) fn nucypher(inputs: &Node) -> Result<Value, Reason> {
    let rule = NuCypher {
        base_penalty: inputs.get("base_penalty")?.amount()?,
        history_coefficient: inputs.get("penalty_history_coefficient")?.amount()?,
        percentage_coefficient: inputs.get("percentage_penalty_coefficient")?.amount()?,
        reward_coefficient: inputs.get("reward_coefficient")?.amount()?,
    };
    let (value, history) = (
        inputs.get("stake_value")?.amount()?,
        inputs.get("penalty_history")?.amount()?,
    );
    let slash = rule.slash(value, history).map_err(refused)?;
    Ok(answer! {
        "penalty": slash.penalty,
        "reward": slash.reward,
        "to_future_inflation": slash.to_future_inflation,
        "value_after": slash.value_after,
        "history_after": slash.history_after,
    })
}

pub(super) fn livepeer(inputs: &Node) -> Result<Value, Reason> {
    let rule = Livepeer {
        slash_amount: inputs.get("slash_amount")?.amount()?,
        divisor: inputs.get("perc_divisor")?.amount()?,
    };
    let fee = inputs.get("finder_fee")?.amount()?;
    let fee = inputs.get("has_finder")?.flag()?.then_some(fee);
    let slash = rule
        .slash(inputs.get("bonded_amount")?.amount()?, fee)
        .map_err(refused)?;
    Ok(answer! {
        "penalty": slash.penalty,
        "finder_amount": slash.finder_amount,
        "burned": slash.burned,
        "bonded_after": slash.bonded_after,
    })
}

pub(super) fn livepeer_fraction(inputs: &Node) -> Result<Value, Reason> {
    let divisor = inputs.get("perc_divisor")?.amount()?;
    let amount = inputs.get("amount")?.amount()?;
    let numerator = inputs.get("frac_num")?.amount()?;
    let denominator = inputs.get("frac_denom")?.amount()?;
    let points = perc_points(numerator, denominator, divisor).map_err(refused)?;
    let result = perc_of_fraction(amount, numerator, denominator, divisor).map_err(refused)?;
    Ok(answer! { "perc_points": points, "result": result })
}

pub(super) fn polkadot_apply_slash(inputs: &Node) -> Result<Value, Reason> {
    let fraction =
        |key| -> Result<_, Reason> { Ok(Perbill::from_parts(inputs.get(key)?.integer()?)) };
    let (prior, new) = (
        fraction("prior_fraction_ppb")?,
        fraction("new_fraction_ppb")?,
    );
    let reporter = fraction("reporter_fraction_ppb")?;
    let validator = charge(inputs.get("own")?.amount()?, prior, new);
    let nominators = inputs
        .get("nominators")?
        .each(|exposure| Ok(charge(exposure.amount()?, prior, new)))?;
    let total = nominators
        .iter()
        .fold(validator, |sum, slash| sum.saturating_add(*slash));
    Ok(answer! {
        "validator_slash": validator,
        "nominator_slashes": nominators,
        "reporter_reward": reporter.of(total),
    })
}

pub(super) fn cosmos(inputs: &Node) -> Result<Value, Reason> {
    let rule = Cosmos {
        slash_fraction: inputs.get("slash_fraction_e18")?.amount()?,
    };
    let tokens = inputs.get("tokens_at_infraction")?.amount()?;
    let tokens_now = inputs.get("validator_tokens_now")?.amount()?;
    let entries = inputs.get("unbonding_entries")?.each(|entry| {
        let balance = entry.get("balance")?.amount()?;
        let (nominal, taken) = rule.unbonding(entry.get("initial")?.amount()?, balance);
        Ok((nominal, taken, balance))
    })?;
    let sum = |amounts: &dyn Fn(&(U256, U256, U256)) -> U256| {
        entries.iter().fold(U256::zero(), |sum, entry| {
            sum.saturating_add(amounts(entry))
        })
    };
    let burned = rule.burned(tokens, sum(&|(nominal, ..)| *nominal), tokens_now);
    let total = sum(&|(_, taken, _)| *taken).saturating_add(burned);
    let unbonding: Vec<Value> = entries
        .iter()
        .map(|(_, taken, balance)| {
            answer! { "slash": *taken, "balance_after": balance.saturating_sub(*taken) }
        })
        .collect();
    Ok(answer! {
        "slash_amount": rule.of(tokens),
        "unbonding": unbonding,
        "validator_tokens_burned": burned,
        "total_burned": total,
        "effective_fraction_e18": effective_fraction(burned, tokens_now),
    })
}

pub(super) fn tangle_pallet(inputs: &Node) -> Result<Value, Reason> {
    let rule = TanglePallet {
        slash_percent: inputs.get("slash_percent")?.integer()?,
    };
    let operator = rule
        .slash(inputs.get("operator_stake")?.amount()?)
        .map_err(refused)?;
    let delegators = inputs
        .get("delegations")?
        .each(|amount| rule.slash(amount.amount()?).map_err(refused))?;
    let total = delegators
        .iter()
        .fold(operator, |sum, slash| sum.saturating_add(*slash));
    Ok(answer! { "operator_slash": operator, "delegator_slashes": delegators, "total": total })
}

pub(super) fn tnt_core(inputs: &Node) -> Result<Value, Reason> {
    let rule = TntCore {
        slash_bps: inputs.get("slash_bps")?.integer()?,
        operator_exposure_bps: inputs.get("operator_exposure_bps")?.integer()?,
        max_slash_bps: inputs.get("max_slash_bps")?.integer()?,
        // One commitment for each asset, below.
        commitment_exposure_bps: 0,
    };
    let commitments = inputs
        .get("commitment_exposure_bps")?
        .each(|commitment| commitment.integer())?;
    let pools = inputs.get("pools_operator_all_fixed")?;
    let assets = pools.each(|asset| {
        let [operator, all_mode, fixed_mode] = asset.tuple()?;
        Ok(Pools {
            operator: operator.amount()?,
            all_mode: all_mode.amount()?,
            fixed_mode: fixed_mode.amount()?,
        })
    })?;
    if commitments.len() != assets.len() {
        return Err(pools.malformed(&format!("the pools of {} assets", commitments.len())));
    }
    let effective = rule.effective_bps().map_err(refused)?;
    let mut total = U256::zero();
    let per_asset: Vec<Value> = commitments
        .into_iter()
        .zip(assets)
        .map(|(commitment, pools)| {
            let bps = asset_bps(effective, commitment);
            let slashed = pools.slash(bps);
            total = total.saturating_add(slashed.total());
            answer! {
                "effective_bps": bps,
                "operator": slashed.operator,
                "all_mode": slashed.all_mode,
                "fixed_mode": slashed.fixed_mode,
            }
        })
        .collect();
    Ok(answer! {
        "capped_bps": rule.capped_bps(),
        "effective_bps": effective,
        "per_asset": per_asset,
        "total": total,
    })
}

pub(super) fn fixed_plus_percent(inputs: &Node) -> Result<Value, Reason> {
    let rule = FixedPlusPercent {
        fixed_usd: inputs.get("fixed_usd")?.amount()?,
        price_usd_e18: inputs.get("price_usd_e18")?.amount()?,
        token_decimals: inputs.get("token_decimals")?.integer()?,
        percentage_bps: inputs.get("percentage_bps")?.amount()?,
        threshold_numerator: inputs.get("threshold_num")?.amount()?,
        threshold_denominator: inputs.get("threshold_den")?.amount()?,
        reading: Reading::Literal,
    };
    let (stake, network) = (
        inputs.get("stake")?.amount()?,
        inputs.get("network_stake")?.amount()?,
    );
    let parts = rule.penalty_of(stake, network).map_err(refused)?;
    Ok(answer! {
        "small_staker": parts.small_staker,
        "percentage_part": parts.percentage,
        "fixed_part": parts.fixed,
        "penalty": parts.penalty,
    })
}
