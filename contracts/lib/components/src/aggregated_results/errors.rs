//! The rules' errors as the interface's.

use super::abi::{BadSigners, BelowThreshold, NothingNew, TermOutOfBounds, TooLate};
use blueprint_hooks::{env, Revert, U256};
use blueprint_rules::qos::aggregated_results::{self as rules, SubmitError, TimeError};

pub(super) fn of_term(error: rules::TermOutOfBounds) -> Revert {
    TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}

/// Nothing here is too early.
pub(super) fn of_time(error: TimeError) -> Revert {
    let (TimeError::TooLate(deadline) | TimeError::TooEarly(deadline)) = error;
    let time = env::now();
    TooLate { deadline, time }.into()
}

pub(super) fn of_submission(error: SubmitError, signers: U256) -> Revert {
    match error {
        SubmitError::BadSigners => BadSigners { signers }.into(),
        SubmitError::BelowThreshold { least, received } => {
            BelowThreshold { least, received }.into()
        }
        SubmitError::NothingNew => NothingNew.into(),
    }
}
