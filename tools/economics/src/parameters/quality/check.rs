//! What of a file's checks the contracts do not take, with its place.

use blueprint_rules::oracle::MOST_MEMBERS;
use blueprint_rules::qos::rulebook::{TermOutOfBounds, HOUR};
use blueprint_rules::qos::service_level::{TermsError, MOST_OPERATORS};

use super::{LevelRule, ServiceLevels, START};
use crate::parameters::limits::{error, range};
use crate::parameters::{Parameters, ParametersError};

/// Refuses what is out of range, or what the contracts do not take.
pub(in crate::parameters) fn check(all: &Parameters) -> Result<(), ParametersError> {
    let (sampling, levels, rule) = (&all.sampling, &all.service_levels, &all.rule);
    let most = u64::from(u32::MAX);
    for (path, value, least, most) in [
        ("sampling.leaves", sampling.leaves, 1, 1 << 40),
        (
            "sampling.leavesPerWindow",
            sampling.leaves_per_window.into(),
            1,
            16,
        ),
        (
            "sampling.requestsChecked",
            sampling.requests_checked.into(),
            1,
            u64::from(all.service.requests_per_era).min(1_000),
        ),
        (
            "sampling.checkedErasBps",
            sampling.checked_eras_bps.into(),
            1,
            10_000,
        ),
        (
            "sampling.workMillitokens",
            sampling.work_millitokens,
            1,
            1_000_000_000_000,
        ),
        (
            "sampling.pool",
            sampling.pool.into(),
            3,
            MOST_MEMBERS as u64,
        ),
        (
            "sampling.liars",
            sampling.liars.into(),
            0,
            sampling.pool.into(),
        ),
        (
            "sampling.drawn",
            sampling.drawn.into(),
            1,
            sampling.pool.into(),
        ),
        ("sampling.runs", sampling.runs.into(), 100, 100_000),
        (
            "serviceLevels.blockSeconds",
            levels.block_seconds.into(),
            1,
            60,
        ),
        (
            "serviceLevels.billMillitokens",
            levels.bill_millitokens,
            1,
            1_000_000_000_000,
        ),
        ("serviceLevels.costBps", levels.cost_bps.into(), 0, 10_000),
        (
            "serviceLevels.failureSeconds",
            levels.failure_seconds,
            60,
            most,
        ),
        (
            "serviceLevels.repairSeconds",
            levels.repair_seconds,
            1,
            most,
        ),
        (
            "serviceLevels.latencySeconds",
            levels.latency_seconds,
            1,
            86_400,
        ),
        ("serviceLevels.bills", levels.bills.into(), 10, 10_000),
        ("rule.breachBps", rule.breach_bps.into(), 0, 9_999),
    ] {
        range(path, value, least, most)?;
    }
    let count = levels.weights_bps.len() as u64;
    let most = MOST_OPERATORS as u64;
    range("serviceLevels.weightsBps", count, 2, most)?;
    for (number, weight) in levels.weights_bps.iter().enumerate() {
        let path = format!("serviceLevels.weightsBps[{number}]");
        range(&path, (*weight).into(), 1, 10_000)?;
    }
    let terms = levels.terms().map_err(|refused| levels_error(&refused))?;
    terms
        .check(START - 1, levels.gas_cap)
        .map_err(|refused| levels_error(&refused))?;
    whole_windows(levels, rule)?;
    let schedule = rule.schedule(&terms);
    schedule
        .check(START - HOUR)
        .and_then(|()| rule.effect().check())
        .map_err(rule_error)?;
    if !rule.effect().is_some() {
        return Err(error(
            "rule",
            "an effect on points, or a suspension, with a life",
            "none",
            "set pointsBps below 10000 or suspends, and lifeSeconds",
        ));
    }
    Ok(())
}

fn whole_windows(levels: &ServiceLevels, rule: &LevelRule) -> Result<(), ParametersError> {
    let (window, length) = (u64::from(levels.window_seconds), rule.window_seconds);
    if length % window == 0 {
        return Ok(());
    }
    Err(error(
        "rule.windowSeconds",
        format!("whole windows of {window} seconds"),
        length,
        "make it a multiple of serviceLevels.windowSeconds",
    ))
}

/// Why the contract of service levels does not take the terms.
fn levels_error(refused: &TermsError) -> ParametersError {
    let at = |field: &str| format!("serviceLevels.{field}");
    match *refused {
        TermsError::StartsInPast { start, now } => {
            error(at("start"), format!("after {now}"), start, "set it later")
        }
        TermsError::WindowTooShort { least, received } => error(
            at("windowSeconds"),
            format!("at least {least}"),
            received,
            "lengthen it",
        ),
        TermsError::NoTimeToExcuse => error(at("excuseSeconds"), "at least 1", 0, "lengthen it"),
        TermsError::BillTooShort { least, received } => error(
            at("longestBillSeconds"),
            format!("at least a window: {least}"),
            received,
            "lengthen it",
        ),
        TermsError::RetentionTooShort { least, received } => error(
            at("retentionSeconds"),
            format!("at least {least}: a window, its answer, its excuse, and two bills"),
            received,
            "lengthen it",
        ),
        TermsError::MinExpected { most, received } => error(
            at("minExpected"),
            format!("1 to {most}, the windows of a bill"),
            received,
            "correct the value",
        ),
        TermsError::NoFreshBlocks => error(at("freshBlocks"), "at least 1", 0, "raise it"),
        TermsError::AboveWhole { received } => error(
            at("floorBps, targetBps, leastWeightBps"),
            "0 to 10000",
            received,
            "correct the value",
        ),
        TermsError::TierCount { most, received } => error(
            at("tiers"),
            format!("1 to {most} tiers"),
            format!("{received} tiers"),
            "add or remove some",
        ),
        TermsError::TierOrder { tier } => error(
            format!("serviceLevels.tiers[{tier}]"),
            "weight 0 first, then rising; target and bottom that do not fall, and a bottom below the target",
            "another order",
            "sort the tiers by leastWeightBps",
        ),
        TermsError::TooMuchGas { cap, worst } => error(
            at("gasCap"),
            format!("at least {worst}, what the longest bill costs"),
            cap,
            "lengthen the windows, shorten the bills, or raise the cap",
        ),
    }
}

/// Why the rulebook does not take the rule.
fn rule_error(refused: TermOutOfBounds) -> ParametersError {
    let field = match refused.term {
        2 => "windowSeconds",
        3 => "windowSeconds of the service levels, with answer and excuse",
        4 => "evaluationSeconds",
        5 => "needed",
        6 => "span",
        7 => "lifeSeconds",
        _ => "pointsBps",
    };
    error(
        format!("rule.{field}"),
        format!("{} to {}", refused.least, refused.most),
        refused.received,
        "correct the value",
    )
}
