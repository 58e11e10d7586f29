//! The rules' errors as the interface's.

use super::abi::{AlreadyReported, NotDrawn, TermOutOfBounds, TooFewMembers};
use blueprint_hooks::{Address, Revert};
use blueprint_rules::qos::load_tests::{self as rules, ReportError};

pub(super) fn of_term(error: rules::TermOutOfBounds) -> Revert {
    TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}

pub(super) fn of_members(error: rules::TooFewMembers) -> Revert {
    TooFewMembers {
        least: error.least,
        received: error.received,
    }
    .into()
}

pub(super) fn of_report(error: ReportError, index: u32, signer: Address) -> Revert {
    match error {
        ReportError::NotDrawn => NotDrawn { index, signer }.into(),
        ReportError::Reported => AlreadyReported { challenger: signer }.into(),
    }
}
