//! The rules' errors as the interface's.

use super::abi::{AlreadyRevealed, NotReporter, NotRevealed, TermOutOfBounds, TooEarly, TooLate};
use blueprint_hooks::{env, Revert};
use blueprint_rules::qos::incidents::{self as rules, Incident, IncidentError};

pub(super) fn of_term(error: rules::TermOutOfBounds) -> Revert {
    TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}

pub(super) fn of_incident(error: IncidentError, number: u64, incident: &Incident) -> Revert {
    let time = env::now();
    match error {
        IncidentError::NotReporter => {
            let (expected, received) = (incident.reporter, env::caller());
            NotReporter { expected, received }.into()
        }
        IncidentError::Revealed => AlreadyRevealed { number }.into(),
        IncidentError::NotRevealed => NotRevealed { number }.into(),
        IncidentError::TooEarly(deadline) => TooEarly { deadline, time }.into(),
        IncidentError::TooLate(deadline) => TooLate { deadline, time }.into(),
    }
}
