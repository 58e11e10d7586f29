//! Rewards and what is due to operators and their delegators.

use std::collections::BTreeMap;

use crate::rewards::cosmos_f1::{F1Delegation, F1Validator};
use crate::rewards::masterchef::{AccumulatorPool, AccumulatorUser};
use crate::rewards::synthetix::{SynthetixPool, SynthetixUser};
use crate::rewards::tnt_core::{naive_share, TntCoreEpochSplit};
use crate::rewards::{eigenlayer_cumulative_claim, polkadot_era_payout, ValidatorEra};
use blueprint_rules::math::U256;
use blueprint_rules::receipt::graph_tally_collect;
use serde_json::{Map, Value};

use super::node::Node;
use super::output::{answer, reverts, Show};
use super::{refused, Reason};

/// The saturating sum of amounts.
fn sum<'a>(amounts: impl IntoIterator<Item = &'a U256>) -> U256 {
    amounts
        .into_iter()
        .fold(U256::zero(), |sum, amount| sum.saturating_add(*amount))
}

/// The operands of an operation after its name, exactly `N`.
fn operands<'a, 'v, const N: usize>(
    operation: &Node,
    items: &'a [Node<'v>],
) -> Result<&'a [Node<'v>; N], Reason> {
    items
        .try_into()
        .map_err(|_| operation.malformed(&format!("an operation with {N} operands")))
}

pub(super) fn reward_accumulator(inputs: &Node) -> Result<Value, Reason> {
    let mut pool = AccumulatorPool::new(inputs.get("precision")?.amount()?);
    let mut users: BTreeMap<&str, AccumulatorUser> = BTreeMap::new();
    let mut claims = Vec::new();
    for operation in inputs.get("ops")?.items()? {
        let items = operation.items()?;
        let (name, rest) = items
            .split_first()
            .ok_or_else(|| operation.malformed("an operation"))?;
        match name.text()? {
            "reward" => {
                let [amount] = operands(&operation, rest)?;
                pool.reward(amount.amount()?).map_err(refused)?;
            }
            "claim" => {
                let [who] = operands(&operation, rest)?;
                let user = users.entry(who.text()?).or_default();
                let paid = pool.claim(user).map_err(refused)?;
                claims.push(answer! { "who": who.text()?, "paid": paid });
            }
            kind @ ("stake" | "unstake") => {
                let [who, amount] = operands(&operation, rest)?;
                let (user, amount) = (users.entry(who.text()?).or_default(), amount.amount()?);
                match kind {
                    "stake" => pool.stake(user, amount),
                    _ => pool.unstake(user, amount),
                }
                .map_err(refused)?;
            }
            _ => return Err(name.malformed("stake, unstake, reward or claim")),
        }
    }
    Ok(answer! {
        "claims": claims,
        "paid": pool.paid,
        "pot": pool.pot,
        "dust_or_unclaimed": pool.dust_or_unclaimed(),
        "acc_per_share": pool.acc_per_share,
    })
}

/// The stream begins at second 0, before the first event.
pub(super) fn synthetix(inputs: &Node) -> Result<Value, Reason> {
    let mut pool = SynthetixPool::new(inputs.get("duration")?.integer()?).map_err(refused)?;
    pool.notify(0, inputs.get("reward")?.amount()?)
        .map_err(refused)?;
    let mut users: BTreeMap<&str, SynthetixUser> = BTreeMap::new();
    let (mut claims, mut total) = (Vec::new(), U256::zero());
    for event in inputs.get("events")?.items()? {
        let items = event.items()?;
        let [at, name, who, rest @ ..] = items.as_slice() else {
            return Err(event.malformed("a time, the name of an event and whose it is"));
        };
        let (time, user) = (at.integer()?, users.entry(who.text()?).or_default());
        match name.text()? {
            kind @ ("claim" | "exit") => {
                let [] = operands(&event, rest)?;
                let paid = match kind {
                    "claim" => pool.claim(time, user),
                    _ => pool.exit(time, user),
                }
                .map_err(refused)?;
                total = total.saturating_add(paid);
                claims.push(answer! { "t": time, "who": who.text()?, "paid": paid });
            }
            kind @ ("stake" | "withdraw") => {
                let [amount] = operands(&event, rest)?;
                match kind {
                    "stake" => pool.stake(time, user, amount.amount()?),
                    _ => pool.withdraw(time, user, amount.amount()?),
                }
                .map_err(refused)?;
            }
            _ => return Err(name.malformed("stake, withdraw, claim or exit")),
        }
    }
    Ok(answer! {
        "reward_rate": pool.reward_rate,
        "claims": claims,
        "paid": total,
        "lost_to_rate_rounding": pool.lost_to_rate_rounding,
    })
}

pub(super) fn cosmos_f1(inputs: &Node) -> Result<Value, Reason> {
    let rate = inputs.get("commission_e18")?.amount()?;
    let mut validator = F1Validator::new(rate).map_err(refused)?;
    let mut delegations: BTreeMap<&str, F1Delegation> = BTreeMap::new();
    for (who, stake) in inputs.get("stakes")?.entries()? {
        delegations.insert(who, validator.delegate(stake.amount()?).map_err(refused)?);
    }
    let (mut claims, mut total, mut slashes) = (Vec::new(), U256::zero(), Vec::new());
    for step in inputs.get("steps")?.items()? {
        let [name, operand] = step.tuple()?;
        match name.text()? {
            "reward" => validator.reward(operand.amount()?).map_err(refused)?,
            "slash" => slashes.extend(validator.slash(operand.amount()?).map_err(refused)?),
            "claim" => {
                let delegation = delegations
                    .get_mut(operand.text()?)
                    .ok_or_else(|| operand.malformed("one of the stakes"))?;
                let seen = usize::try_from(delegation.slashes).unwrap_or(usize::MAX);
                let unseen = slashes.iter().skip(seen).copied();
                let paid = validator.claim(delegation, unseen).map_err(refused)?;
                total = total.saturating_add(paid);
                claims.push(answer! { "who": operand.text()?, "paid": paid });
            }
            _ => return Err(name.malformed("reward, slash or claim")),
        }
    }
    Ok(answer! {
        "claims": claims,
        "paid": total,
        "commission_e18": validator.commission_e18,
        "community_dust_e18": validator.community_e18,
    })
}

pub(super) fn polkadot_era(inputs: &Node) -> Result<Value, Reason> {
    let era_payout = inputs.get("era_payout")?.amount()?;
    let points = inputs.get("era_points")?.entries()?;
    let points: Vec<(&str, U256)> = points
        .into_iter()
        .map(|(name, points)| Ok((name, points.amount()?)))
        .collect::<Result<_, Reason>>()?;
    let total_points = sum(points.iter().map(|(_, points)| points));
    let (mut validators, mut paid) = (Map::new(), U256::zero());
    for (name, points) in points {
        let own = inputs.get("own")?.get(name)?.amount()?;
        let nominations: Vec<(&str, U256)> = inputs
            .get("nominators")?
            .get(name)?
            .entries()?
            .into_iter()
            .map(|(nominator, stake)| Ok((nominator, stake.amount()?)))
            .collect::<Result<_, Reason>>()?;
        let nominated = sum(nominations.iter().map(|(_, stake)| stake));
        let payout = polkadot_era_payout(
            era_payout,
            &ValidatorEra {
                points,
                total_points,
                commission_ppb: inputs.get("commission_ppb")?.get(name)?.integer()?,
                own,
                total_stake: own.saturating_add(nominated),
            },
        );
        paid = sum([&paid, &payout.commission, &payout.own]);
        let mut nominators = Map::new();
        for (nominator, stake) in nominations {
            let share = payout.for_stake(stake);
            paid = paid.saturating_add(share);
            nominators.insert(nominator.into(), share.show());
        }
        validators.insert(
            name.into(),
            answer! {
                "total": payout.total,
                "commission": payout.commission,
                "own": payout.own,
                "nominators": nominators,
            },
        );
    }
    Ok(answer! {
        "validators": validators,
        "sum_paid": paid,
        "overpay": paid.saturating_sub(era_payout),
    })
}

pub(super) fn tnt_core_split(inputs: &Node) -> Result<Value, Reason> {
    let amount = inputs.get("amount")?.amount()?;
    let weights = inputs.get("weights")?.each(Node::amount)?;
    let total = sum(&weights);
    let mut split = TntCoreEpochSplit::new(amount, total);
    let shares: Vec<U256> = weights.iter().map(|weight| split.share(*weight)).collect();
    let naive: Vec<U256> = weights
        .iter()
        .map(|weight| naive_share(amount, *weight, total))
        .collect();
    Ok(answer! { "sum": sum(&shares), "shares": shares, "naive_floor": naive })
}

pub(super) fn eigenlayer_claims(inputs: &Node) -> Result<Value, Reason> {
    let mut claimed = U256::zero();
    let leaves = inputs.get("leaf_cumulative_earnings")?.each(Node::amount)?;
    let claims: Vec<Value> = leaves
        .into_iter()
        .map(|leaf| match eigenlayer_cumulative_claim(claimed, leaf) {
            Ok(paid) => {
                claimed = leaf;
                answer! { "paid": paid }
            }
            Err(_) => reverts(),
        })
        .collect();
    Ok(answer! { "claims": claims, "claimed_total": claimed })
}

pub(super) fn graph_tally(inputs: &Node) -> Result<Value, Reason> {
    let mut collected = U256::zero();
    let vouchers = inputs.get("rav_value_and_partial")?.each(|voucher| {
        let [value, partial] = voucher.tuple()?;
        Ok((value.amount()?, partial.amount()?))
    })?;
    let results: Vec<Value> = vouchers
        .into_iter()
        .map(
            |(value, partial)| match graph_tally_collect(collected, value, partial) {
                Ok(paid) => {
                    collected = collected.saturating_add(paid);
                    answer! { "collected": paid }
                }
                Err(_) => reverts(),
            },
        )
        .collect();
    Ok(answer! { "results": results, "collected_total": collected })
}
