//! The errors of the rules' court, as those of the pallet.

use crate::{Config, Error};
use blueprint_rules::court::Error as CourtError;
use sp_runtime::DispatchError;

/// Why the court does not take a step.
pub(crate) fn refused<T: Config>(error: CourtError) -> DispatchError {
    let error = match error {
        CourtError::UnknownProposal | CourtError::Ended { .. } => Error::<T>::SlashNotFound,
        CourtError::WrongState { .. } => Error::SlashNotDisputable,
        CourtError::TooEarly { .. } => Error::SlashUnderReview,
        CourtError::TooLate { .. } => Error::ReviewOver,
        CourtError::PastExpiry { .. } => Error::SlashLapsed,
        CourtError::NotExpired { .. } => Error::SlashNotLapsed,
        CourtError::NothingAtStake | CourtError::NothingRequested => Error::EmptySlash,
        CourtError::NoCharge => Error::SlashTooLarge,
        CourtError::NoEvidence => Error::NoEvidence,
        CourtError::DuplicateEvidence(_) => Error::EvidenceUsed,
        CourtError::TooManyPending { .. } => Error::TooManySlashes,
        CourtError::OwnCase { .. } => Error::OwnCase,
        // The pallet's own numbers: they fit, and agree with each other.
        CourtError::TimeOverflow { .. }
        | CourtError::CaptureInFuture { .. }
        | CourtError::CaptureTooOld { .. }
        | CourtError::ForeignCapture { .. }
        | CourtError::CaptureMismatch { .. }
        | CourtError::PendingSlashes { .. }
        | CourtError::NothingPending
        | CourtError::WrongOrigin { .. }
        | CourtError::WrongBond { .. }
        | CourtError::AmountOverflow => return DispatchError::Corruption,
    };
    error.into()
}
