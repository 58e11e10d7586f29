//! Offences per request at high throughput: an operator whose machine is wrong for one era gives many wrong results
//! before it can mend it.

use blueprint_rules::court::{Charge, Error};
use blueprint_rules::math::U256;
use blueprint_rules::penalty::{NuCypher, Rule, Share, Step};

use super::{Study, StudyError};
use crate::parameters::{Parameters, PenaltyPer};
use crate::simulate::amount::{percent, share_bps};
use crate::simulate::preset::Cost;
use crate::simulate::service::{ClassCost, Refused, Service, Terms, ERA};

/// The most requests of which each is proposed: what is left of a stake after so many penalties is as good as what is
/// left after more.
const MOST_PROPOSED: u32 = 100_000;

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "throughput",
        "what does an era of wrong results cost, by how many requests were wrong?",
        &[
            "wrong requests",
            "the file's terms %",
            "its severity for each request %",
            "100 tokens and 10 for each earlier one, at most 1/8 %",
            "proposals that the court takes",
        ],
    );
    study.labels = ["the file's terms", "for each request"];
    let severity = parameters.penalties.job_misbehaviour.severity_bps;
    let each = with(parameters, vec![Step::Take(Rule::Share(Share(severity)))]);
    let nucypher = with(
        parameters,
        vec![Step::Take(Rule::NuCypher(NuCypher {
            base_penalty: parameters.millitokens(100_000),
            history_coefficient: parameters.millitokens(10_000),
            ..NuCypher::ORIGINAL
        }))],
    );
    let most = parameters.service.requests_per_era;
    let mut counts: Vec<u32> = [1, 10, 100, 1_000, 10_000]
        .into_iter()
        .filter(|it| *it < most)
        .collect();
    counts.push(most);
    for wrong in counts {
        let (own, taken) = cost(parameters, Terms::of(parameters), wrong, false)?;
        let (by_request, _) = cost(parameters, each.clone(), wrong, true)?;
        let (by_history, _) = cost(parameters, nucypher.clone(), wrong, true)?;
        study.row(
            vec![
                wrong.to_string(),
                percent(own),
                percent(by_request),
                percent(by_history),
                taken.to_string(),
            ],
            [own, by_request],
        );
    }
    Ok(study)
}

/// The file's terms with this formula for each wrong result.
fn with(parameters: &Parameters, steps: Vec<Step>) -> Terms {
    let mut terms = Terms::of(parameters);
    terms.costs[0] = ClassCost {
        cost: Cost::Formula(steps),
        per: PenaltyPer::Offence,
        ejects_at: 0,
    };
    terms
}

/// What an operator loses by so many wrong requests in one era, in basis points, and how many slashes were proposed.
/// `again`: each is captured after the one before was executed, so that penalties compound; otherwise all are open
/// at once, as on the chain.
fn cost(
    parameters: &Parameters,
    terms: Terms,
    wrong: u32,
    again: bool,
) -> Result<(u64, u32), StudyError> {
    let charge = Charge::JobMisbehaviour;
    let stake = parameters
        .millitokens(parameters.service.commitment_tokens * 1_000)
        .low_u128();
    let severity = parameters.penalties.job_misbehaviour.severity_bps;
    let review = terms.policy.review_window;
    let mut service = Service::new(terms, parameters.service.operators.into(), &[stake]);
    let mut open = Vec::new();
    let mut proposed = 0;
    for request in 0..wrong.min(MOST_PROPOSED) {
        match service.propose(0, charge, severity, request.into()) {
            Ok(slash) if again => {
                service.now += review;
                service.execute(slash)?;
                service.now += ERA;
            }
            Ok(slash) => open.push(slash),
            Err(Refused::Court(Error::TooManyPending { .. })) => continue,
            Err(other) => return Err(other.into()),
        }
        proposed += 1;
        if service.operators[0].stake.assets <= U256::one() {
            break;
        }
    }
    service.now += review;
    for slash in open {
        service.execute(slash)?;
    }
    if !service.conserved() {
        return Err(StudyError::NotConserved(format!("{wrong} wrong requests")));
    }
    Ok((
        share_bps(service.totals.taken.into(), stake.into()),
        proposed,
    ))
}
