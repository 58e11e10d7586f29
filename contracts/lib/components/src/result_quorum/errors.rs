//! The rules' errors as the interface's.

use super::abi::{TermOutOfBounds, TooEarly, TooLate};
use blueprint_hooks::{env, Revert};
use blueprint_rules::qos::result_quorum::{self as rules, TimeError};

pub(super) fn of_term(error: rules::TermOutOfBounds) -> Revert {
    TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}

pub(super) fn of_time(error: TimeError) -> Revert {
    let time = env::now();
    match error {
        TimeError::TooEarly(deadline) => TooEarly { deadline, time }.into(),
        TimeError::TooLate(deadline) => TooLate { deadline, time }.into(),
    }
}
