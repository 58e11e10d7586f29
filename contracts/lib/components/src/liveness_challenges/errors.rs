//! The rules' errors as the interface's.

use super::{abi::*, rules, ResponseError, MOST_BYTES};
use blueprint_hooks::{env, Address, Revert};
use rules::{ChallengeError, ExcuseError};

pub(super) fn of_terms(error: rules::TermOutOfBounds) -> Revert {
    TermOutOfBounds {
        term: error.term,
        least: error.least.into(),
        most: error.most.into(),
        received: error.received.into(),
    }
    .into()
}

pub(super) fn of_excuse(error: ExcuseError, from: u64, to: u64, time: u64) -> Revert {
    match error {
        ExcuseError::Range => BadRange { from, to, time }.into(),
        ExcuseError::TooMany { from } => TooManyExcuses { from }.into(),
    }
}

pub(super) fn of_challenge(error: ChallengeError, service_id: u64, operator: Address) -> Revert {
    match error {
        ChallengeError::Own => OwnChallenge { operator }.into(),
        ChallengeError::WrongDeposit { expected, received } => WrongDeposit {
            expected: expected.into(),
            received,
        }
        .into(),
        ChallengeError::Open { until } => ChallengeOpen { until }.into(),
        ChallengeError::CoolingDown { from, now: time } => CoolingDown { from, time }.into(),
        ChallengeError::None => NoChallenge {
            service_id,
            operator,
        }
        .into(),
        ChallengeError::Other { expected, received } => {
            WrongChallenge { expected, received }.into()
        }
        ChallengeError::Excused { opened } => ChallengeExcused { opened }.into(),
        ChallengeError::TooLate { until, now: time } => ResponseTooLate { until, time }.into(),
        ChallengeError::TooEarly { from, now: time } => ClosedTooEarly { from, time }.into(),
    }
}

pub(super) fn of_response(error: ResponseError, service_id: u64, operator: Address) -> Revert {
    match error {
        ResponseError::UnknownService => UnknownService { service_id }.into(),
        ResponseError::TooLong { received } => {
            let most = MOST_BYTES;
            TooLong { most, received }.into()
        }
        ResponseError::Challenge(error) => of_challenge(error, service_id, operator),
        ResponseError::NotSigned => {
            let received = env::caller();
            NotOperatorSigned { operator, received }.into()
        }
    }
}
