//! Bounds of what comes in, and errors by the interface's names.

use super::{abi::*, Conditions};
pub use crate::equivocation_evidence::WINDOWS;
use blueprint_hooks::{call::CallError, ensure, Address, List, Result, Revert, Vec};
use blueprint_rules::{
    math::BPS,
    proof::{
        assignment::{first_disorder, AssignmentError, EPOCHS, OPERATORS},
        MomentError,
    },
};

/// The least and the most that an offence costs, in basis points.
const SHARES: (u16, u16) = (1, BPS as u16);

/// The operators of calldata, which are bounded before they are read. Errors: `OperatorCount`.
pub fn listed(operators: &List<Address>) -> Result<Vec<Address>> {
    let (least, most, received) = (*OPERATORS.start(), *OPERATORS.end(), operators.len());
    ensure!(
        OPERATORS.contains(&received),
        OperatorCount {
            least,
            most,
            received
        }
    );
    Ok(operators.to_vec()?)
}

/// Whether the runtime may fix these. Errors: `WindowOutOfBounds`, `EpochOutOfBounds`, `ShareOutOfBounds`.
pub fn check_conditions(conditions: &Conditions) -> Result<()> {
    let ((shortest, longest), received) = (WINDOWS, conditions.window);
    let within = (shortest..=longest).contains(&received);
    ensure!(
        within,
        WindowOutOfBounds {
            shortest,
            longest,
            received
        }
    );
    let (shortest, longest) = (*EPOCHS.start(), *EPOCHS.end());
    let received = conditions.epoch_length;
    ensure!(
        EPOCHS.contains(&received),
        EpochOutOfBounds {
            shortest,
            longest,
            received
        }
    );
    let ((least, most), received) = (SHARES, conditions.share_bps);
    ensure!(
        (least..=most).contains(&received),
        ShareOutOfBounds {
            least,
            most,
            received
        }
    );
    Ok(())
}

/// Whether operators are in ascending order, each once. Errors: `OperatorNotInOrder`.
pub fn check_order(operators: &[Address]) -> Result<()> {
    let disorder = first_disorder(operators);
    let operator = disorder.and_then(|index| operators.get(index)).copied();
    match (disorder, operator) {
        (Some(index), Some(operator)) => {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            Err(OperatorNotInOrder { index, operator }.into())
        }
        _ => Ok(()),
    }
}

/// What the court answered. Its own error is passed on. Errors: `CourtSilent`.
pub fn answered<T>(court: Address, answer: core::result::Result<T, CallError>) -> Result<T> {
    answer.map_err(|error| error.or(CourtSilent { court }))
}

/// The error of a moment that does not count.
pub fn of_moment(error: MomentError) -> Revert {
    match error {
        MomentError::InFuture { moment, now: time } => InFuture { moment, time }.into(),
        MomentError::TooOld { oldest, moment } => TooOld { oldest, moment }.into(),
    }
}

/// The error of an assignment that is no offence.
pub fn of_assignment(error: AssignmentError, account: Address, assignee: Address) -> Revert {
    match error {
        AssignmentError::NotAnOperator => NotAnOperator { account }.into(),
        AssignmentError::RightAssignee => RightAssignee { assignee }.into(),
    }
}
