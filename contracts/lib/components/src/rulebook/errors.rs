//! The rules' errors as the interface's.

use super::{abi::*, rules};
use blueprint_hooks::Revert;
use rules::MeasureError;

pub(super) fn of_term(error: rules::TermOutOfBounds) -> Revert {
    TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}

pub(super) fn of_measure(error: MeasureError) -> Revert {
    match error {
        MeasureError::Field(field) => BadMeasure { field }.into(),
        MeasureError::MomentChosen => MomentChosen.into(),
    }
}
