//! The rules' errors as the court's, and numbers of its interface that it knows.

use super::abi::*;
use blueprint_hooks::{Result, Revert};
use blueprint_rules::court::{Charge, CorrectionError, Error, PolicyError, Unresolved};

/// The charge of a number. Errors: `NoCharge`.
pub fn charge(received: u8) -> Result<Charge> {
    match received {
        1 => Ok(Charge::JobMisbehaviour),
        2 => Ok(Charge::QualityOfService),
        3 => Ok(Charge::SecurityBreach),
        _ => Err(NoCharge { received }.into()),
    }
}

/// How a dispute ends that is not ruled on, of a number. Errors: `InvalidUnresolved`.
pub fn unresolved(received: u8) -> Result<Unresolved> {
    match received {
        0 => Ok(Unresolved::Execute),
        1 => Ok(Unresolved::Dismiss),
        _ => Err(InvalidUnresolved { received }.into()),
    }
}

// One copy, not one in every step.
#[cold]
#[inline(never)]
pub(super) fn revert(error: Error) -> Revert {
    match error {
        Error::UnknownProposal => UnknownProposal.into(),
        Error::Ended { state } => ProposalEnded { state: state as u8 }.into(),
        Error::WrongState { expected, received } => WrongState {
            expected: expected as u8,
            received: received as u8,
        }
        .into(),
        Error::TooEarly {
            deadline,
            now: time,
        } => TooEarly { deadline, time }.into(),
        Error::TooLate {
            deadline,
            now: time,
        } => TooLate { deadline, time }.into(),
        Error::PastExpiry {
            expires_at,
            now: time,
        } => PastExpiry { expires_at, time }.into(),
        Error::NotExpired {
            expires_at,
            now: time,
        } => NotExpired { expires_at, time }.into(),
        Error::TimeOverflow { from, period } => TimeOverflow { from, period }.into(),
        Error::CaptureInFuture {
            captured_at,
            now: time,
        } => CaptureInFuture { captured_at, time }.into(),
        Error::CaptureTooOld {
            lives_until,
            expires_at,
        } => CaptureTooOld {
            lives_until,
            expires_at,
        }
        .into(),
        Error::ForeignCapture {
            operator,
            captured_at,
        } => UnknownCapture {
            operator,
            captured_at,
        }
        .into(),
        Error::CaptureMismatch { expected, received } => {
            CaptureMismatch { expected, received }.into()
        }
        Error::NothingAtStake => NothingAtStake.into(),
        Error::NothingRequested => NothingRequested.into(),
        Error::NoCharge => NoCharge { received: 0 }.into(),
        Error::NoEvidence => NoEvidence.into(),
        Error::DuplicateEvidence(key) => DuplicateEvidence {
            service_id: key.service,
            operator: key.operator,
            evidence: key.evidence.0,
        }
        .into(),
        Error::TooManyPending { cap, pending } => TooManyPending { cap, pending }.into(),
        Error::PendingSlashes { pending } => PendingSlashes { pending }.into(),
        Error::NothingPending => NothingPending.into(),
        Error::OwnCase { account } => OwnCase { account }.into(),
        Error::WrongOrigin { expected, received } => WrongOrigin { expected, received }.into(),
        Error::WrongBond { expected, received } => WrongBond { expected, received }.into(),
        Error::AmountOverflow => AmountOverflow.into(),
    }
}

pub(super) fn correction_revert(error: CorrectionError) -> Revert {
    match error {
        CorrectionError::Over { until, now: time } => CorrectionOver { until, time }.into(),
        CorrectionError::Pending { pending } => PendingSlashes { pending }.into(),
        CorrectionError::Slashed { taken } => CaptureSlashed { taken }.into(),
    }
}

pub(super) fn policy_revert(error: PolicyError) -> Revert {
    match error {
        PolicyError::WindowOutOfBounds { bounds, received } => WindowOutOfBounds {
            shortest: bounds.shortest,
            longest: bounds.longest,
            received,
        }
        .into(),
        PolicyError::OutlivesStake {
            longest_life,
            slashable_period,
        } => OutlivesStake {
            longest_life,
            slashable_period,
        }
        .into(),
        PolicyError::TimeOverflow => PeriodsOverflow.into(),
        PolicyError::ZeroPeriod => ZeroPeriod.into(),
        PolicyError::FreeDispute => FreeDispute.into(),
        PolicyError::NoPending => NoPendingAllowed.into(),
        PolicyError::PeriodTooShort { shortest, received } => {
            PeriodTooShort { shortest, received }.into()
        }
        PolicyError::BondTooHigh {
            expected_at_most,
            received,
        } => BondTooHigh {
            expected_at_most,
            received,
        }
        .into(),
        PolicyError::CapTooHigh {
            expected_at_most,
            received,
        } => CapTooHigh {
            expected_at_most,
            received,
        }
        .into(),
        PolicyError::SlashableTooLong {
            expected_at_most,
            received,
        } => SlashableTooLong {
            expected_at_most,
            received,
        }
        .into(),
    }
}
