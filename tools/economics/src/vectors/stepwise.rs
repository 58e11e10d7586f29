//! Penalties that follow from a sequence of good and bad periods.

use blueprint_rules::math::U256;
use blueprint_rules::penalty::cosmos::{Liveness, Presence, SigningInfo};
use blueprint_rules::penalty::polkadot_early::Period;
use blueprint_rules::penalty::{Doubling, DoublingByAmount, Linear};
use serde_json::Value;
use std::collections::BTreeSet;

use super::node::{Node, MAX_ITEMS};
use super::output::answer;
use super::{refused, Reason};

fn period(event: &Node) -> Result<Period, Reason> {
    match event.text()? {
        "offline" => Ok(Period::Offline),
        "good_era" | "good_session" => Ok(Period::Good),
        _ => Err(event.malformed("offline, good_era or good_session")),
    }
}

/// Sessions and eras have one name in outputs.
fn name(period: Period) -> &'static str {
    match period {
        Period::Offline => "offline",
        Period::Good => "good_era",
    }
}

pub(super) fn polkadot_poc2(inputs: &Node) -> Result<Value, Reason> {
    let rule = Doubling {
        base: inputs.get("base")?.amount()?,
        grace: inputs.get("grace")?.integer()?,
    };
    let (mut count, mut total, mut steps) = (0, U256::zero(), Vec::new());
    for period in inputs.get("events")?.each(period)? {
        let slash;
        (slash, count) = rule.step(count, period);
        total = total.saturating_add(slash);
        steps.push(answer! { "event": name(period), "slash": slash, "count_after": count });
    }
    Ok(answer! { "steps": steps, "total": total })
}

pub(super) fn polkadot_prose(inputs: &Node) -> Result<Value, Reason> {
    let rule = DoublingByAmount {
        base: inputs.get("base")?.amount()?,
        floor: inputs.get("floor")?.amount()?,
    };
    let (mut penalty, mut total, mut steps) = (rule.base, U256::zero(), Vec::new());
    for period in inputs.get("events")?.each(period)? {
        let slash;
        (slash, penalty) = rule.step(penalty, period);
        total = total.saturating_add(slash);
        steps.push(answer! { "event": name(period), "slash": slash, "penalty_after": penalty });
    }
    Ok(answer! { "steps": steps, "total": total })
}

pub(super) fn polkadot_poc1(inputs: &Node) -> Result<Value, Reason> {
    let rule = Linear {
        early_era_slash: inputs.get("early_era_slash")?.amount()?,
    };
    let mut current = U256::zero();
    let sessions = inputs
        .get("bad_validators_per_session")?
        .each(|bad| bad.integer())?;
    let slashes: Vec<U256> = sessions
        .into_iter()
        .map(|offenders| {
            current = rule.step(current, offenders);
            current
        })
        .collect();
    Ok(answer! { "slash_per_bad_validator": slashes })
}

pub(super) fn cosmos_params(inputs: &Node) -> Result<Value, Reason> {
    let window = inputs.get("signed_blocks_window")?.integer()?;
    let share = inputs.get("min_signed_per_window_e18")?.amount()?;
    let liveness = Liveness::new(window, share).map_err(refused)?;
    Ok(answer! { "min_signed": liveness.min_signed(), "max_missed": liveness.max_missed })
}

pub(super) fn cosmos_ring(inputs: &Node) -> Result<Value, Reason> {
    let liveness = Liveness {
        window: inputs.get("window")?.integer()?,
        max_missed: inputs.get("max_missed")?.integer()?,
    };
    let start: u64 = inputs.get("start_height")?.integer()?;
    let pattern = inputs.get("signed_pattern")?;
    let blocks = pattern.text()?;
    if blocks.len() > MAX_ITEMS || blocks.bytes().any(|block| block != b'0' && block != b'1') {
        return Err(pattern.malformed("at most 10000 times 0 or 1"));
    }
    let mut info = SigningInfo {
        start_height: start,
        ..SigningInfo::default()
    };
    // Only the marks of the ring: a window may be far longer than the pattern.
    let mut marks = BTreeSet::new();
    let mut events = Vec::new();
    let mut height = start;
    for block in blocks.bytes() {
        height = height.saturating_add(1);
        let position = info.position(&liveness).map_err(refused)?;
        let is_missed = block == b'0';
        let presence = info.record(&liveness, height, marks.contains(&position), is_missed);
        if is_missed {
            marks.insert(position);
        } else {
            marks.remove(&position);
        }
        if let Presence::SlashAndJail { missed } = presence {
            marks.clear();
            events.push(answer! { "height": height, "missed": missed });
        }
    }
    Ok(answer! { "events": events, "missed_counter": info.missed })
}

/// The format's own outputs have no event of the ring, so the encoding of one is open:
/// any record will do that states the height, and no number but the height and the misses.
pub(super) fn same_ring_event(expected: &Value, received: &Value) -> Option<bool> {
    let height = received.get("height")?;
    let missed = received.get("missed")?;
    let numbers = numbers(expected);
    let known = |number: &&Value| *number == height || *number == missed;
    Some(numbers.contains(&height) && numbers.iter().all(known))
}

/// The decimal strings of a value and of its direct parts.
fn numbers(value: &Value) -> Vec<&Value> {
    let parts: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(keys) => keys.values().collect(),
        _ => vec![value],
    };
    let decimal = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    parts
        .into_iter()
        .filter(|part| part.as_str().is_some_and(decimal))
        .collect()
}
