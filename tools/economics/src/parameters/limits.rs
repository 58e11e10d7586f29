//! The ranges of a file's values, and what of them belongs together.

use blueprint_rules::court::{Bounds, PolicyError, LONGEST_SLASHABLE};
use blueprint_rules::math::BPS;
use blueprint_rules::penalty::{Formula, PenaltyError};

use super::{formula, quality, ClassText, Parameters, ParametersError, PenaltyPer, StepText};

const WHOLE: u64 = BPS;
/// A century, so that sums of times fit.
const LONGEST: u64 = 100 * 365 * 86_400;
const REMOVE_OR_CHANGE: &str = "change it so";

/// Refuses what is out of range.
pub(super) fn check(all: &Parameters) -> Result<(), ParametersError> {
    name(&all.name)?;
    let (population, service, review, accusations) =
        (&all.population, &all.service, &all.review, &all.accusations);
    let numbers: [(&str, u64, u64, u64); 24] = [
        ("decimals", all.decimals.into(), 3, 18),
        (
            "penalties.windowEras",
            all.penalties.window_eras.into(),
            1,
            10_000,
        ),
        (
            "penalties.seats",
            all.penalties.seats.unwrap_or(1).into(),
            1,
            1_000_000,
        ),
        (
            "rewards.perYearBps",
            all.rewards.per_year_bps.into(),
            0,
            100 * WHOLE,
        ),
        (
            "rewards.carryParts",
            all.rewards.carry_parts.into(),
            1,
            1_000,
        ),
        (
            "population.operators",
            population.operators.into(),
            3,
            1_000_000,
        ),
        ("population.eras", population.eras.into(), 4, 100_000),
        ("service.operators", service.operators.into(), 2, 128),
        (
            "service.commitmentTokens",
            service.commitment_tokens,
            1,
            1_000_000_000,
        ),
        ("service.buggyBps", service.buggy_bps.into(), 1, WHOLE),
        (
            "service.requestsPerEra",
            service.requests_per_era.into(),
            1,
            100_000_000,
        ),
        (
            "service.ownStakeBps",
            service.own_stake_bps.into(),
            1,
            WHOLE,
        ),
        (
            "service.unbondingSeconds",
            service.unbonding_seconds,
            1,
            LONGEST,
        ),
        ("review.windowSeconds", review.window_seconds, 1, LONGEST),
        (
            "review.resolutionSeconds",
            review.resolution_seconds,
            1,
            LONGEST,
        ),
        (
            "review.executionSeconds",
            review.execution_seconds,
            1,
            LONGEST,
        ),
        (
            "review.slashableSeconds",
            review.slashable_seconds,
            1,
            LONGEST_SLASHABLE,
        ),
        (
            "review.disputeBondMillitokens",
            review.dispute_bond_millitokens,
            1,
            1_000_000_000_000,
        ),
        (
            "review.proposalBondMillitokens",
            review.proposal_bond_millitokens,
            0,
            1_000_000_000_000,
        ),
        ("accusations.count", accusations.count.into(), 1, 100_000),
        (
            "accusations.wrongBps",
            accusations.wrong_bps.into(),
            0,
            WHOLE,
        ),
        (
            "accusations.disputedBps",
            accusations.disputed_bps.into(),
            0,
            WHOLE,
        ),
        (
            "accusations.foundBps",
            accusations.found_bps.into(),
            0,
            WHOLE,
        ),
        (
            "accusations.decisionSeconds",
            accusations.decision_seconds,
            0,
            LONGEST,
        ),
    ];
    for (path, value, least, most) in numbers {
        range(path, value, least, most)?;
    }
    for (path, class) in [
        ("penalties.jobMisbehaviour", &all.penalties.job_misbehaviour),
        (
            "penalties.qualityOfService",
            &all.penalties.quality_of_service,
        ),
        ("penalties.securityBreach", &all.penalties.security_breach),
    ] {
        class_text(path, class, all.decimals)?;
    }
    if let Some(steps) = &all.downtime.formula {
        steps_text("downtime.formula", steps, all.decimals)?;
    }
    let window = all.review.window_seconds;
    let any = Bounds {
        shortest: window,
        longest: window,
    };
    all.policy().check(any).map(|_| ()).map_err(policy)?;
    quality::check(all)
}

fn name(name: &str) -> Result<(), ParametersError> {
    let known = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    if !name.is_empty() && name.len() <= 64 && name.chars().all(known) {
        return Ok(());
    }
    Err(error(
        "name",
        "1 to 64 lower-case letters, digits and hyphens",
        format!("{name:?}"),
        "it names a folder of the results; rename it",
    ))
}

pub(super) fn range(path: &str, value: u64, least: u64, most: u64) -> Result<(), ParametersError> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let expected = format!("{least} to {most}");
    Err(error(path, expected, value, "correct the value"))
}

fn class_text(path: &str, class: &ClassText, decimals: u8) -> Result<(), ParametersError> {
    let at = |field: &str| format!("{path}.{field}");
    range(&at("severityBps"), class.severity_bps.into(), 1, WHOLE)?;
    match (&class.terms, &class.formula) {
        (Some(terms), None) => {
            range(&at("terms.capBps"), terms.cap_bps.into(), 0, WHOLE)?;
            range(
                &at("terms.floorBps"),
                terms.floor_bps.into(),
                0,
                terms.cap_bps.into(),
            )?;
            range(
                &at("severityBps"),
                class.severity_bps.into(),
                1,
                u64::from(terms.cap_bps).max(1),
            )?;
            if class.penalty_per == PenaltyPer::Offence {
                return Err(error(
                    at("penaltyPer"),
                    "\"era\" with terms",
                    "\"offence\"",
                    "the pallet charges a class once in an era; give a formula instead of terms",
                ));
            }
            Ok(())
        }
        (None, Some(steps)) => steps_text(&at("formula"), steps, decimals),
        (terms, _) => Err(error(
            path,
            "either terms or formula",
            if terms.is_some() { "both" } else { "neither" },
            "give terms for the services pallet, or a formula for a contract of your own",
        )),
    }
}

fn steps_text(path: &str, steps: &[StepText], decimals: u8) -> Result<(), ParametersError> {
    for (number, step) in steps.iter().enumerate() {
        let (StepText::Take(rule) | StepText::Cap(rule) | StepText::Floor(rule)) = step else {
            continue;
        };
        for (field, bps) in rule.shares() {
            range(&format!("{path}[{number}].{field}"), bps.into(), 0, WHOLE)?;
        }
        for (field, divisor) in rule.divisors() {
            range(&format!("{path}[{number}].{field}"), divisor, 1, u64::MAX)?;
        }
    }
    match Formula(&formula::steps(steps, decimals)).check() {
        Ok(()) => Ok(()),
        Err(PenaltyError::MalformedFormula { step }) => Err(error(
            format!("{path}[{step}]"),
            "1 to 32 steps that leave one amount, with at most 8 at once",
            format!("{} steps that fail at this one", steps.len()),
            "take adds an amount, max and sum join two, cap and floor change the last",
        )),
        Err(other) => Err(error(path, "a formula", other, REMOVE_OR_CHANGE)),
    }
}

/// Why the court's rules do not accept a policy.
pub(super) fn policy(refused: PolicyError) -> ParametersError {
    match refused {
        PolicyError::OutlivesStake {
            longest_life,
            slashable_period,
        } => error(
            "review.slashableSeconds",
            format!(
                "at least {longest_life}: window, resolution and execution together, and for the court a time to find the offence"
            ),
            slashable_period,
            "lengthen it or shorten those",
        ),
        PolicyError::NoPending => error("review.maxPending", "at least 1", 0, "raise it"),
        PolicyError::CapTooHigh {
            expected_at_most,
            received,
        } => error(
            "review.maxPending",
            format!("at most {expected_at_most}"),
            received,
            "lower it: more proposals end in too many calls",
        ),
        PolicyError::BondTooHigh {
            expected_at_most,
            received,
        } => error(
            "review.disputeBondMillitokens",
            format!("at most {expected_at_most} base units"),
            format!("{received} base units"),
            "lower it: few accounts could pay for a dispute",
        ),
        PolicyError::PeriodTooShort { shortest, received } => error(
            "review.resolutionSeconds, review.executionSeconds",
            format!("at least {shortest} each"),
            received,
            "lengthen the shorter one",
        ),
        // The ranges exclude them.
        other => error(
            "review",
            "a policy that the court accepts",
            format!("{other:?}"),
            REMOVE_OR_CHANGE,
        ),
    }
}

pub(super) fn error(
    path: impl Into<String>,
    expected: impl Into<String>,
    received: impl ToString,
    advice: &str,
) -> ParametersError {
    ParametersError {
        path: path.into(),
        expected: expected.into(),
        received: received.to_string(),
        advice: advice.to_string(),
    }
}
