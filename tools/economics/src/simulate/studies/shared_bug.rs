//! A bug that all operators of a version share: all of them are wrong in the same era.

use std::collections::VecDeque;

use blueprint_rules::court::Charge;
use blueprint_rules::math::{bps_ceil, BPS};

use super::{Study, StudyError};
use crate::parameters::Parameters;
use crate::simulate::amount::{percent, share_bps, tokens};
use crate::simulate::preset::Cost;
use crate::simulate::service::{Refused, Service, Terms, ERA};

/// What governance does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Governance {
    Nothing,
    Veto,
    Pause,
}

/// Wrong results that are reported of each operator and era.
const REPORTED: u64 = 3;

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "shared-bug",
        "what does a bug cost that all operators of a version share?",
        &[
            "case",
            "lost by the affected %",
            "of all stake %",
            "ejected",
            "slashes executed",
            "proposers' bonds lost",
            "days to the end",
        ],
    );
    study.labels = ["the affected", "all stake"];
    let changed = |change: fn(&mut blueprint_rules::penalty::Escalating)| {
        let mut terms = Terms::of(parameters);
        if let Cost::Terms(penalty) = &mut terms.costs[0].cost {
            change(&mut penalty.amount);
        }
        terms
    };
    let mistake = Charge::JobMisbehaviour;
    let of_file = Terms::of(parameters);
    let mut cases = vec![
        (
            "the file's terms",
            of_file.clone(),
            mistake,
            1,
            Governance::Nothing,
        ),
        (
            "the bug lasts three eras",
            of_file.clone(),
            mistake,
            3,
            Governance::Nothing,
        ),
    ];
    if matches!(of_file.costs[0].cost, Cost::Terms(_)) {
        cases.push((
            "without correlation",
            changed(|amount| amount.correlation = 0),
            mistake,
            1,
            Governance::Nothing,
        ));
        cases.push((
            "greatest correlation, no cap",
            changed(|amount| (amount.correlation, amount.cap) = (u16::MAX, BPS as u16)),
            mistake,
            1,
            Governance::Nothing,
        ));
    }
    cases.extend([
        (
            "charged as a breach of security",
            of_file.clone(),
            Charge::SecurityBreach,
            1,
            Governance::Nothing,
        ),
        (
            "all vetoed within the review",
            of_file.clone(),
            mistake,
            1,
            Governance::Veto,
        ),
        (
            "executions paused, nothing vetoed",
            of_file,
            mistake,
            1,
            Governance::Pause,
        ),
    ]);
    for (name, terms, charge, eras, governance) in cases {
        case(
            &mut study, parameters, name, terms, charge, eras, governance,
        )?;
    }
    Ok(study)
}

fn case(
    study: &mut Study,
    parameters: &Parameters,
    name: &str,
    terms: Terms,
    charge: Charge,
    eras: u64,
    governance: Governance,
) -> Result<(), StudyError> {
    let text = parameters.service;
    let all = usize::from(text.operators);
    let stake = parameters
        .millitokens(text.commitment_tokens * 1_000)
        .low_u128();
    let affected = bps_ceil(all.into(), text.buggy_bps.into()).as_usize();
    let severity = parameters
        .class(charge)
        .map_or(0, |class| class.severity_bps);
    let policy = terms.policy;
    let mut service = Service::new(terms, all, &[stake]);
    let began = service.now;
    // The slashes that are open, and from when on they can be executed.
    let mut open = VecDeque::new();
    let mut paused = None;
    for era in 0..eras {
        for operator in 0..affected {
            for result in 0..REPORTED {
                match service.propose(operator, charge, severity, era * REPORTED + result) {
                    Ok(slash) => open.push_back((slash, service.now + policy.review_window)),
                    // As many as the policy allows are open; the offence is known already.
                    Err(Refused::Court(blueprint_rules::court::Error::TooManyPending {
                        ..
                    })) => (),
                    Err(other) => return Err(other.into()),
                }
            }
        }
        let next = began + (era + 1) * ERA;
        if let (Governance::Veto, Some((_, first))) = (governance, open.front()) {
            service.now = service.now.max(next.min(first - 1));
            for (slash, _) in open.drain(..) {
                service.veto(slash)?;
            }
        }
        if let (Governance::Pause, None, Some((_, first))) = (governance, paused, open.front()) {
            // From the first execution on, for half the time that there is for it.
            let until = first + policy.execution_window / 2;
            service.pause(until);
            paused = Some(until);
        }
        if let Some(until) = paused {
            for (_, at) in open.iter_mut() {
                *at = until.max(*at);
            }
        }
        service.execute_due(&mut open, next)?;
        service.now = service.now.max(next);
    }
    service.execute_due(&mut open, u64::MAX)?;
    if !service.conserved() {
        return Err(StudyError::NotConserved(name.to_string()));
    }
    let totals = service.totals;
    let lost = share_bps(totals.taken.into(), (stake * affected as u128).into());
    let of_all = share_bps(totals.taken.into(), (stake * all as u128).into());
    let ejected = service.operators.iter().filter(|it| it.ejected).count();
    study.row(
        vec![
            name.to_string(),
            percent(lost),
            percent(of_all),
            format!("{ejected} of {all}"),
            totals.executed.to_string(),
            tokens(totals.proposal_bonds.into(), parameters.decimals),
            format!("{:.1}", totals.longest as f64 / ERA as f64),
        ],
        [lost, of_all],
    );
    Ok(())
}
