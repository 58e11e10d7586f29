//! Delegators that leave: before a fault, after it and before it is found, during the review.

use blueprint_rules::court::Charge;
use blueprint_rules::math::bps_floor;

use super::{Study, StudyError};
use crate::parameters::Parameters;
use crate::simulate::amount::{percent, share_bps};
use crate::simulate::service::{Refused, Service, Terms};

/// When the delegator leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaves {
    Never,
    /// Long before: it has withdrawn when the fault happens.
    Withdrawn,
    /// Just before the fault.
    Before,
    /// Just after the fault, and before its slash is proposed.
    After,
    /// During the review.
    Review,
}

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "leaving-delegators",
        "what does a delegator with half of an operator's delegated stake save that leaves?",
        &[
            "it leaves",
            "the slash is proposed",
            "its loss %",
            "loss of who stays %",
            "the operator's loss %",
            "taken of what was committed %",
            "withdrawal",
        ],
    );
    study.labels = ["who leaves", "who stays"];
    let unbonding = parameters.service.unbonding_seconds;
    let (soon, late) = (unbonding / 2, unbonding + 1);
    for (name, leaves, found) in [
        ("not", Leaves::Never, soon),
        (
            "before the fault, and has withdrawn",
            Leaves::Withdrawn,
            soon,
        ),
        ("just before the fault", Leaves::Before, soon),
        ("after the fault", Leaves::After, soon),
        ("during the review", Leaves::Review, soon),
        ("after the fault", Leaves::After, late),
    ] {
        row(&mut study, parameters, name, leaves, found)?;
    }
    Ok(study)
}

fn row(
    study: &mut Study,
    parameters: &Parameters,
    name: &str,
    leaves: Leaves,
    found: u64,
) -> Result<(), StudyError> {
    const OWN: usize = 0;
    const STAYS: usize = 1;
    const LEAVES: usize = 2;
    let text = parameters.service;
    let terms = Terms::of(parameters);
    let review = terms.policy.review_window;
    let stake = parameters
        .millitokens(text.commitment_tokens * 1_000)
        .low_u128();
    let own = bps_floor(stake.into(), text.own_stake_bps.into()).low_u128();
    let half = (stake - own) / 2;
    let parts = [own, half, stake - own - half];
    let mut service = Service::new(terms, text.operators.into(), &parts);
    if leaves == Leaves::Withdrawn {
        service.undelegate(0, LEAVES);
        service.now += text.unbonding_seconds;
        service.withdraw(0, LEAVES)?;
    }
    if leaves == Leaves::Before {
        service.undelegate(0, LEAVES);
    }
    // The fault happens now.
    let had = [OWN, STAYS, LEAVES].map(|holder| service.worth(0, holder));
    if leaves == Leaves::After {
        service.undelegate(0, LEAVES);
    }
    service.now += found;
    let mut withdrawal = match leaves {
        Leaves::Withdrawn => "before",
        _ => "",
    };
    if matches!(leaves, Leaves::Before | Leaves::After) && service.withdraw(0, LEAVES).is_ok() {
        withdrawal = "before the proposal";
    }
    let severity = parameters.penalties.security_breach.severity_bps;
    let slash = service.propose(0, Charge::SecurityBreach, severity, 1)?;
    if leaves == Leaves::Review {
        service.undelegate(0, LEAVES);
    }
    service.now += review.max(text.unbonding_seconds);
    if service.now > service.slashable_until(slash) {
        service.now = service.slashable_until(slash);
    }
    if matches!(leaves, Leaves::Before | Leaves::After | Leaves::Review) && withdrawal.is_empty() {
        withdrawal = match service.withdraw(0, LEAVES) {
            Err(Refused::SlashPending) => "after the slash",
            Err(_) => "when unbonded",
            Ok(_) => "before the slash",
        };
    }
    let taken = service.execute(slash)?;
    if withdrawal == "after the slash" {
        let until = service.operators[0].holders[LEAVES]
            .until
            .unwrap_or_default();
        service.now = service.now.max(until);
        service.withdraw(0, LEAVES)?;
    }
    if !service.conserved() {
        return Err(StudyError::NotConserved(name.to_string()));
    }
    let loss = |holder: usize| {
        let has = service.worth(0, holder);
        share_bps(had[holder].saturating_sub(has).into(), had[holder].into())
    };
    let days = |seconds: u64| format!("{:.0} days after it", seconds as f64 / 86_400.0);
    let withdrawal = match withdrawal {
        "" => "none",
        other => other,
    };
    study.row(
        vec![
            name.to_string(),
            days(found),
            percent(loss(LEAVES)),
            percent(loss(STAYS)),
            percent(loss(OWN)),
            percent(share_bps(taken.into(), stake.into())),
            withdrawal.to_string(),
        ],
        [loss(LEAVES), loss(STAYS)],
    );
    Ok(())
}
