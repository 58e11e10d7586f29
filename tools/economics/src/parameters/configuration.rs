//! What the services pallet, the slashing court and a contract of one's own take of a file.

use alloy_primitives::U256 as Word;
use alloy_sol_types::SolCall;
use blueprint_rules::court::{Bounds, Policy};
use blueprint_rules::math::U256;
use blueprint_rules::penalty::Penalties;
use codec::Encode;
use serde_json::{json, Map, Value};

use super::limits::{self, error};
use super::{
    AbsentReward, ForgivenessText, Parameters, ParametersError, UnresolvedText, WeightingText,
};

#[expect(clippy::too_many_arguments, reason = "generated of the interface")]
mod interface {
    alloy_sol_types::sol!(
        #![sol(extra_derives(Debug, PartialEq, Eq))]
        "../../abi/solidity/library/ISlashingCourt.sol"
    );
}
pub use interface::ISlashingCourt;

/// The most that pallet-revive stores in one value, in bytes.
pub const LONGEST_VALUE: usize = 416;

/// The penalties of a blueprint of the services pallet, of its own storage on.
///
/// # Errors
/// Where the file says what the pallet does not do.
pub fn penalties(parameters: &Parameters) -> Result<Penalties, ParametersError> {
    let text = &parameters.penalties;
    let classes = [
        ("jobMisbehaviour", &text.job_misbehaviour),
        ("qualityOfService", &text.quality_of_service),
        ("securityBreach", &text.security_breach),
    ];
    for (name, class) in classes {
        if class.terms.is_none() {
            return Err(error(
                format!("penalties.{name}"),
                "terms for the services pallet",
                "a formula",
                "give terms, or decode the formula in a contract of your own",
            ));
        }
    }
    let only = |path: &str, expected: &str, received: String, advice: &str| {
        Err(error(path, expected, received, advice))
    };
    if text.forgiveness != ForgivenessText::Never {
        let advice = "the pallet forgives no offence";
        return only(
            "penalties.forgiveness",
            "\"never\"",
            "another".into(),
            advice,
        );
    }
    if text.window_eras != 1 {
        let advice = "the pallet correlates the offences of one era";
        return only(
            "penalties.windowEras",
            "1",
            text.window_eras.to_string(),
            advice,
        );
    }
    if let Some(seats) = text.seats {
        let advice = "the pallet counts operators of a service, whose commitments are equal";
        return only("penalties.seats", "null", seats.to_string(), advice);
    }
    if parameters.downtime.formula.is_some() {
        let advice = "the pallet has no charge for absence: it withholds rewards";
        return only("downtime.formula", "null", "a formula".into(), advice);
    }
    if parameters.downtime.reward != AbsentReward::Withheld {
        let advice = "the pallet withholds what an absent operator would have earned";
        return only("downtime.reward", "withheld", "kept".into(), advice);
    }
    if parameters.rewards.weighting != WeightingText::PointsTimesStake {
        let received = format!("{:?}", parameters.rewards.weighting);
        let advice = "the pallet weighs a share of rewards by points and stake";
        return only("rewards.weighting", "pointsTimesStake", received, advice);
    }
    if parameters.review.unresolved != UnresolvedText::Execute {
        let advice = "the pallet executes a slash whose dispute stays undecided";
        return only("review.unresolved", "execute", "dismiss".into(), advice);
    }
    let bounds = Bounds::default();
    let window = parameters.review.window_seconds;
    if !(bounds.shortest..=bounds.longest).contains(&window) {
        let expected = format!("{} to {}", bounds.shortest, bounds.longest);
        let advice = "the pallet reviews a slash for one to two weeks";
        return only(
            "review.windowSeconds",
            &expected,
            window.to_string(),
            advice,
        );
    }
    parameters
        .terms()
        .ok_or_else(|| error("penalties", "terms", "a formula", "give terms"))
}

/// The policy, if the slashing court takes it with a review window of the file's alone.
///
/// # Errors
/// Where the court asks for more than a simulation does: time to find an offence, to rule and to execute, a bond that can be
/// paid, and proposals that end in a few calls.
pub fn court_policy(parameters: &Parameters) -> Result<Policy, ParametersError> {
    let window = parameters.review.window_seconds;
    let bounds = Bounds {
        shortest: window,
        longest: window,
    };
    let checked = parameters.policy().check_of_captures(bounds);
    checked.map_err(limits::policy)
}

/// Calldata that sets the policy of a service in the slashing court.
pub fn set_policy(parameters: &Parameters, service: u64) -> ISlashingCourt::setPolicyCall {
    let policy = parameters.policy();
    ISlashingCourt::setPolicyCall {
        serviceId: service,
        reviewWindow: policy.review_window,
        resolutionPeriod: policy.resolution_period,
        executionWindow: policy.execution_window,
        slashablePeriod: policy.slashable_period,
        maxPending: policy.max_pending,
        bond: word(policy.bond),
        unresolved: policy.unresolved as u8,
    }
}

/// Everything that the file configures, as JSON: `pallet` (SCALE, and the review of `create_blueprint`),
/// `slashingCourt` (calldata) and `formulas` (SCALE of `Vec<Step>`, for contracts with `blueprint-rules`).
pub fn json(parameters: &Parameters, service: u64) -> Value {
    let pallet = match penalties(parameters) {
        Ok(penalties) => json!({
            "penalties": hex(&penalties.encode()),
            "review": parameters.review.window_seconds,
        }),
        Err(error) => json!({ "unavailable": error.to_string() }),
    };
    let court = match court_policy(parameters) {
        Ok(_) => court(&set_policy(parameters, service)),
        Err(error) => json!({ "unavailable": error.to_string() }),
    };
    json!({
        "name": parameters.name,
        "pallet": pallet,
        "slashingCourt": court,
        "formulas": formulas(parameters),
    })
}

fn court(policy: &ISlashingCourt::setPolicyCall) -> Value {
    json!({
        "shortestReview": policy.reviewWindow,
        "longestReview": policy.reviewWindow,
        "setPolicy": {
            "serviceId": policy.serviceId,
            "reviewWindow": policy.reviewWindow,
            "resolutionPeriod": policy.resolutionPeriod,
            "executionWindow": policy.executionWindow,
            "slashablePeriod": policy.slashablePeriod,
            "maxPending": policy.maxPending,
            "bond": policy.bond.to_string(),
            "unresolved": policy.unresolved,
        },
        "calldata": hex(&policy.abi_encode()),
    })
}

fn formulas(parameters: &Parameters) -> Map<String, Value> {
    let text = &parameters.penalties;
    let decimals = parameters.decimals;
    [
        ("jobMisbehaviour", text.job_misbehaviour.steps(decimals)),
        ("qualityOfService", text.quality_of_service.steps(decimals)),
        ("securityBreach", text.security_breach.steps(decimals)),
    ]
    .into_iter()
    .filter_map(|(name, steps)| {
        let bytes = steps?.encode();
        let fits = bytes.len() <= LONGEST_VALUE;
        Some((
            name.to_string(),
            json!({ "steps": hex(&bytes), "bytes": bytes.len(), "fitsOneValue": fits }),
        ))
    })
    .collect()
}

fn word(amount: U256) -> Word {
    Word::from_limbs(amount.0)
}

fn hex(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}
