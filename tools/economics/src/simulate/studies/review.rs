//! Review and veto: accusations of which some are wrong, found by a governance that is diligent, slow or away.

use blueprint_rules::court::{Charge, Error, Policy, Ruling, Unresolved};
use blueprint_rules::math::{BPS, U256};
use oorandom::Rand64;

use super::{Study, StudyError};
use crate::parameters::{Accusations, Parameters};
use crate::simulate::amount::{percent, share_bps, tokens};
use crate::simulate::service::{Refused, Service, Terms, ERA};

pub fn study(parameters: &Parameters) -> Result<Study, StudyError> {
    let mut study = Study::new(
        "review",
        "which accusations are executed, and what do wrong ones cost whom?",
        &[
            "case",
            "right executed %",
            "wrong executed %",
            "honest operators' loss %",
            "offenders' loss %",
            "proposers' bonds lost",
            "disputers' bonds lost",
            "longest open, days",
        ],
    );
    study.labels = ["honest operators", "offenders"];
    let of_file = parameters.accusations;
    let window = parameters.review.window_seconds;
    let both = window + parameters.review.resolution_seconds;
    let cases = [
        ("as in the file", of_file, None),
        (
            "no wrong accusation is disputed or found",
            changed(of_file, 0, 0, 0),
            None,
        ),
        (
            "all are disputed, governance is away",
            changed(of_file, 10_000, 0, 0),
            None,
        ),
        (
            "the same, undecided disputes dismiss",
            changed(of_file, 10_000, 0, 0),
            Some(Unresolved::Dismiss),
        ),
        (
            "governance decides a second after the review",
            changed(of_file, 0, 10_000, window + 1),
            None,
        ),
        (
            "the same, all are disputed",
            changed(of_file, 10_000, 10_000, window + 1),
            None,
        ),
        (
            "governance decides after the resolution",
            changed(of_file, 10_000, 10_000, both + 1),
            None,
        ),
        (
            "every wrong accusation is found",
            changed(of_file, 0, 10_000, 0),
            None,
        ),
    ];
    for (name, accusations, unresolved) in cases {
        row(&mut study, parameters, name, accusations, unresolved)?;
    }
    Ok(study)
}

fn changed(
    base: Accusations,
    disputed_bps: u16,
    found_bps: u16,
    decision_seconds: u64,
) -> Accusations {
    Accusations {
        disputed_bps,
        found_bps,
        decision_seconds,
        ..base
    }
}

/// One accusation in each service, of one of its operators: what another one costs is not changed by it.
fn row(
    study: &mut Study,
    parameters: &Parameters,
    name: &str,
    accusations: Accusations,
    unresolved: Option<Unresolved>,
) -> Result<(), StudyError> {
    let text = parameters.service;
    let stake = parameters
        .millitokens(text.commitment_tokens * 1_000)
        .low_u128();
    let mut terms = Terms::of(parameters);
    if let Some(unresolved) = unresolved {
        terms.policy.unresolved = unresolved;
    }
    let severity = parameters.penalties.job_misbehaviour.severity_bps;
    let mut rng = Rand64::new(u128::from(parameters.population.seed) | 2 << 64);
    let mut draw = |bps: u16| rng.rand_range(0..BPS) < u64::from(bps);
    let mut sums = Sums::default();
    for _ in 0..accusations.count {
        // All three are drawn for each, so that a case changes only what it says.
        let wrong = draw(accusations.wrong_bps);
        let disputed = draw(accusations.disputed_bps) && wrong;
        let found = draw(accusations.found_bps) && wrong;
        let mut service = Service::new(terms.clone(), text.operators.into(), &[stake]);
        let slash = service.propose(0, Charge::JobMisbehaviour, severity, 0)?;
        let proposed_at = service.now;
        if disputed {
            service.dispute(slash)?;
        }
        let decided_at = proposed_at + accusations.decision_seconds;
        // A decision after the deadline is none: the slash is executed by then.
        if decided_at < deadline(&terms.policy, proposed_at, disputed) {
            service.now = decided_at;
            match (found, disputed) {
                (false, _) => (),
                (true, true) => service.resolve(slash, Ruling::Dismiss)?,
                (true, false) => service.veto(slash)?,
            }
        }
        let stopped = service.totals.stopped > 0;
        let executed = !stopped && execute(&mut service, slash, proposed_at, disputed, &terms)?;
        if !service.conserved() {
            return Err(StudyError::NotConserved(name.to_string()));
        }
        sums.add(wrong, executed, stake, &service);
    }
    let shown = |amount: u128| tokens(U256::from(amount), parameters.decimals);
    let [honest, offenders] = [true, false].map(|wrong| {
        let of = sums.of(wrong);
        share_bps(of.taken.into(), of.stake.into())
    });
    let executed = |wrong: bool| {
        let of = sums.of(wrong);
        percent(share_bps(of.executed.into(), of.count.into()))
    };
    study.row(
        vec![
            name.to_string(),
            executed(false),
            executed(true),
            percent(honest),
            percent(offenders),
            shown(sums.proposal_bonds),
            shown(sums.dispute_bonds),
            format!("{:.1}", sums.longest as f64 / ERA as f64),
        ],
        [honest, offenders],
    );
    Ok(())
}

/// From when on a slash can be executed, and no longer be stopped.
fn deadline(policy: &Policy, proposed_at: u64, disputed: bool) -> u64 {
    let period = match disputed {
        true => policy.resolution_period.max(policy.review_window),
        false => policy.review_window,
    };
    proposed_at + period
}

/// Anyone executes as soon as it may be; `false` where the dispute was won for want of a ruling.
fn execute(
    service: &mut Service,
    slash: u64,
    proposed_at: u64,
    disputed: bool,
    terms: &Terms,
) -> Result<bool, StudyError> {
    let deadline = deadline(&terms.policy, proposed_at, disputed);
    service.now = service.now.max(deadline);
    match service.execute(slash) {
        Ok(_) => Ok(true),
        Err(Refused::Court(Error::WrongState { .. })) => {
            service.expire(slash)?;
            Ok(false)
        }
        Err(other) => Err(other.into()),
    }
}

/// Of right, and of wrong accusations.
#[derive(Default)]
struct Sums {
    groups: [Group; 2],
    proposal_bonds: u128,
    dispute_bonds: u128,
    longest: u64,
}

#[derive(Clone, Copy, Default)]
struct Group {
    count: u64,
    executed: u64,
    stake: u128,
    taken: u128,
}

impl Sums {
    fn add(&mut self, wrong: bool, executed: bool, stake: u128, service: &Service) {
        let group = &mut self.groups[usize::from(wrong)];
        group.count += 1;
        group.executed += u64::from(executed);
        group.stake += stake;
        group.taken += service.totals.taken;
        self.proposal_bonds += service.totals.proposal_bonds;
        self.dispute_bonds += service.totals.dispute_bonds;
        self.longest = self.longest.max(service.totals.longest);
    }

    fn of(&self, wrong: bool) -> Group {
        self.groups[usize::from(wrong)]
    }
}
