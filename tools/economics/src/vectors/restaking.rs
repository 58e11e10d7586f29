//! Slashes of restaked allocations and captured stakes.

use blueprint_rules::math::U256;
use blueprint_rules::penalty::eigenlayer::{Allocation, AllocationSlash};
use blueprint_rules::penalty::symbiotic::{cumulative_at, request_window, Capture, Vault};
use serde_json::Value;

use super::node::{Node, MAX_ITEMS};
use super::output::answer;
use super::{refused, Reason};

fn allocation_slash(slash: &AllocationSlash) -> Value {
    answer! {
        "slashed_magnitude": slash.slashed_magnitude,
        "current_after": slash.after.current_magnitude,
        "max_after": slash.after.max_magnitude,
        "encumbered_after": slash.after.encumbered_magnitude,
        "pending_dealloc_after": slash.after.pending_deallocation,
        "wad_slashed": slash.wad_slashed,
        "operator_shares_slashed": slash.operator_shares_slashed,
        "queue_shares_slashed": slash.queue_shares_slashed,
    }
}

pub(super) fn eigenlayer(inputs: &Node) -> Result<Value, Reason> {
    let allocation = Allocation {
        current_magnitude: inputs.get("current_magnitude")?.amount()?,
        max_magnitude: inputs.get("max_magnitude")?.amount()?,
        encumbered_magnitude: inputs.get("encumbered_magnitude")?.amount()?,
        pending_deallocation: inputs.get("pending_deallocation")?.amount()?,
        operator_shares: inputs.get("operator_shares")?.amount()?,
        queued_scaled_shares: inputs.get("queued_scaled_shares")?.amount()?,
    };
    let slash = allocation
        .slash(inputs.get("wad_to_slash")?.amount()?)
        .map_err(refused)?;
    Ok(allocation_slash(&slash))
}

pub(super) fn eigenlayer_sequence(inputs: &Node) -> Result<Value, Reason> {
    let magnitude = inputs.get("start_magnitude")?.amount()?;
    let mut allocation = Allocation {
        current_magnitude: magnitude,
        max_magnitude: magnitude,
        encumbered_magnitude: magnitude,
        pending_deallocation: U256::zero(),
        operator_shares: inputs.get("start_shares")?.amount()?,
        queued_scaled_shares: U256::zero(),
    };
    let fraction = inputs.get("wad_each")?.amount()?;
    let times = inputs.get("times")?;
    let count: usize = times.integer()?;
    if count > MAX_ITEMS {
        return Err(times.malformed("at most 10000 times"));
    }
    let mut steps = Vec::new();
    for _ in 0..count {
        let slash = allocation.slash(fraction).map_err(refused)?;
        allocation = slash.after;
        steps.push(allocation_slash(&slash));
    }
    Ok(answer! { "steps": steps, "shares_after": allocation.operator_shares })
}

pub(super) fn symbiotic_slashable(inputs: &Node) -> Result<Value, Reason> {
    let capture = Capture {
        stake: inputs.get("stake_at_capture")?.amount()?,
        cumulative_now: inputs.get("cumulative_slash_now")?.amount()?,
        cumulative_at_capture: inputs.get("cumulative_slash_at_capture")?.amount()?,
        now: inputs.get("now")?.integer()?,
        captured_at: inputs.get("capture_timestamp")?.integer()?,
        epoch_duration: inputs.get("epoch_duration")?.integer()?,
        latest_slashed: inputs.get("latest_slashed_capture")?.integer()?,
    };
    let slashed = capture.slash(inputs.get("requested")?.amount()?);
    Ok(answer! {
        "slashable": capture.slashable(),
        "slashed": slashed.unwrap_or_default(),
        "reverts_insufficient": slashed.is_err(),
    })
}

pub(super) fn symbiotic_vault(inputs: &Node) -> Result<Value, Reason> {
    let vault = Vault {
        active_stake: inputs.get("active_stake")?.amount()?,
        withdrawals_current: inputs.get("withdrawals_current")?.amount()?,
        withdrawals_next: inputs.get("withdrawals_next")?.amount()?,
    };
    let current = inputs.get("capture_in_current_epoch")?.flag()?;
    let (slashed, after) = vault.on_slash(inputs.get("amount")?.amount()?, current);
    Ok(answer! {
        "slashed": slashed,
        "active_after": after.active_stake,
        "withdrawals_current_after": after.withdrawals_current,
        "withdrawals_next_after": after.withdrawals_next,
    })
}

/// Executes requests in the given order, a second apart.
pub(super) fn symbiotic_sequence(inputs: &Node) -> Result<Value, Reason> {
    let stakes = inputs.get("stake_at_capture")?;
    let requests = inputs.get("requests_capture_amount")?.each(|request| {
        let [captured_at, amount] = request.tuple()?;
        let stake = stakes.get(captured_at.text()?)?.amount()?;
        Ok((captured_at.integer::<u64>()?, stake, amount.amount()?))
    })?;
    let epoch_duration = inputs.get("epoch_duration")?.integer()?;
    let mut now: u64 = inputs.get("first_execution_at")?.integer()?;
    let (mut checkpoints, mut total) = (Vec::new(), U256::zero());
    let mut latest_slashed = 0;
    let mut executions = Vec::new();
    for turn in inputs.get("order")?.items()? {
        let index: usize = turn.integer()?;
        let (captured_at, stake, requested) = *requests
            .get(index)
            .ok_or_else(|| turn.malformed("the number of a request, counted from 0"))?;
        let capture = Capture {
            stake,
            cumulative_now: total,
            cumulative_at_capture: cumulative_at(&checkpoints, captured_at),
            now,
            captured_at,
            epoch_duration,
            latest_slashed,
        };
        let slashed = capture.slash(requested);
        if let Ok(amount) = slashed {
            total = total.saturating_add(amount);
            checkpoints.push((now, total));
            latest_slashed = captured_at;
        }
        executions.push(answer! {
            "request": index,
            "slashed": slashed.unwrap_or_default(),
            "reverts": slashed.is_err(),
        });
        now = now.saturating_add(1);
    }
    Ok(answer! { "executions": executions, "total": total })
}

pub(super) fn symbiotic_window(inputs: &Node) -> Result<Value, Reason> {
    let window = request_window(
        inputs.get("now")?.integer()?,
        inputs.get("capture_timestamp")?.integer()?,
        inputs.get("veto_duration")?.integer()?,
        inputs.get("epoch_duration")?.integer()?,
    );
    Ok(answer! {
        "request_allowed": window.allowed,
        "veto_deadline": window.veto_deadline,
        "last_execute_second": window.last_execution,
    })
}
