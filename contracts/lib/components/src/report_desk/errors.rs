//! The rules' errors as the registry's.

use super::abi::*;
use blueprint_hooks::{Result, Revert};
use blueprint_rules::reports::{EnvelopeError, Kind, ReportError};

/// The kind of a number. Errors: `NoKind`.
pub fn kind(received: u8) -> Result<Kind> {
    Ok(Kind::from_wire(received).ok_or(NoKind { received })?)
}

#[cold]
#[inline(never)]
pub(super) fn envelope_revert(error: EnvelopeError) -> Revert {
    use EnvelopeError as Error;
    match error {
        Error::NoKind => NoKind { received: 0 }.into(),
        Error::NoPayload => NoPayload.into(),
        Error::WrongBlueprint { expected, received } => {
            WrongBlueprint { expected, received }.into()
        }
        Error::ServiceNotActive {
            service: service_id,
        } => ServiceNotActive { service_id }.into(),
        Error::EraNotOpen { expected, received } => EpochNotOpen { expected, received }.into(),
        Error::OperatorNotInService { operator } => OperatorNotInService { operator }.into(),
        Error::SelfReport { account } => SelfReport { account }.into(),
        Error::OwnerReported { account } => OwnerReported { account }.into(),
        Error::NotAuthorised { reporter } => NotAuthorised { reporter }.into(),
        Error::StaleNonce { last, received } => StaleNonce { last, received }.into(),
        Error::NotIncreasing { last, received } => NotIncreasing {
            last: last.into(),
            received: received.into(),
        }
        .into(),
        Error::EndsBeforeStart { start_ms, end_ms } => EndsBeforeStart { start_ms, end_ms }.into(),
        Error::InFuture { end_ms, now: time } => ReportInFuture { end_ms, time }.into(),
        Error::TooLong {
            lasted_ms,
            max_age_ms,
        } => ReportTooLong {
            lasted_ms,
            max_age_ms,
        }
        .into(),
        Error::TooOld { age_ms, max_age_ms } => ReportTooOld {
            age_ms: age_ms.into(),
            max_age_ms,
        }
        .into(),
    }
}

#[cold]
#[inline(never)]
pub(super) fn revert(error: ReportError) -> Revert {
    use ReportError as Error;
    match error {
        Error::UnknownReport => UnknownReport.into(),
        Error::Ended { state } => ReportEnded { state: state as u8 }.into(),
        Error::NoVerifier { blueprint, kind } => NoVerifier {
            blueprint_id: blueprint,
            kind: kind.to_wire(),
        }
        .into(),
        Error::WrongOrigin { expected, received } => WrongOrigin { expected, received }.into(),
        Error::OwnCase { account } => OwnCase { account }.into(),
        Error::ZeroVerifier => ZeroVerifier.into(),
        Error::NoKind => NoKind { received: 0 }.into(),
        Error::DuplicateReport {
            service,
            operator,
            payload,
        } => DuplicateReport {
            service_id: service,
            operator,
            payload: payload.0,
        }
        .into(),
        Error::WrongBond { expected, received } => WrongBond { expected, received }.into(),
        Error::FreeReports => FreeReports.into(),
        Error::NoTimeToJudge => NoTimeToJudge.into(),
        Error::RuleAboveMost { most, received } => RuleAboveMost { most, received }.into(),
        Error::TooLate {
            judge_by,
            now: time,
        } => JudgedTooLate { judge_by, time }.into(),
        Error::TooEarly {
            judge_by,
            now: time,
        } => LapsesTooEarly { judge_by, time }.into(),
        Error::SeverityAboveWhole { received } => SeverityAboveWhole { received }.into(),
        Error::NoSeverity => NoSeverity.into(),
        Error::TimeOverflow { from, period } => TimeOverflow { from, period }.into(),
    }
}
