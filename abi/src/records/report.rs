use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

use super::{payload, unbounded, Payload};
use crate::{
    form::FormError,
    operator::{CompressedKey, Operator},
    records_1::Records as sol,
    seed_2024::IReportVerifier as seed,
};

/// What a report is about. There is no report of no kind, so an empty slot decodes to none.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum ReportKind {
    /// A result is wrong, or contradicts another of the same operator.
    #[codec(index = 1)]
    JobMisbehaviour,
    /// The service was slow, away, or otherwise not what was promised.
    #[codec(index = 2)]
    QualityOfService,
}

impl TryFrom<sol::ReportKind> for ReportKind {
    type Error = FormError;

    fn try_from(it: sol::ReportKind) -> Result<Self, FormError> {
        match it {
            sol::ReportKind::JobMisbehaviour => Ok(Self::JobMisbehaviour),
            sol::ReportKind::QualityOfService => Ok(Self::QualityOfService),
            _ => Err(FormError::NoReportKind),
        }
    }
}

impl From<ReportKind> for sol::ReportKind {
    fn from(it: ReportKind) -> Self {
        match it {
            ReportKind::JobMisbehaviour => Self::JobMisbehaviour,
            ReportKind::QualityOfService => Self::QualityOfService,
        }
    }
}

/// A report of a job call's result.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Report {
    /// What it is about.
    pub kind: ReportKind,
    /// The service instance.
    pub service_id: u64,
    /// Which of the blueprint's jobs.
    pub job_index: u8,
    /// Which call of the service.
    pub job_call_id: u64,
    /// The reported operator.
    pub participant: Operator,
    /// The inputs of the call.
    pub inputs: Payload,
    /// The outputs that are reported.
    pub outputs: Payload,
}

impl Report {
    /// The report that a call of `verifyReport` carries, which says nothing of its kind.
    ///
    /// # Errors
    /// [`FormError::Unexpected`] for a participant that is no compressed key,
    /// [`FormError::TooLong`] for inputs or outputs beyond [`MAX_PAYLOAD`](super::MAX_PAYLOAD).
    pub fn from_call(kind: ReportKind, it: seed::verifyReportCall) -> Result<Self, FormError> {
        Ok(Self {
            kind,
            service_id: it.serviceId,
            job_index: it.jobIndex,
            job_call_id: it.jobCallId,
            participant: Operator::CompressedKey(it.participant.as_ref().try_into()?),
            inputs: payload("inputs", it.inputs)?,
            outputs: payload("outputs", it.outputs)?,
        })
    }

    /// The call of `verifyReport` that carries this report, without its kind.
    ///
    /// # Errors
    /// [`FormError::Unexpected`] for a participant that is no compressed key.
    pub fn into_call(self) -> Result<seed::verifyReportCall, FormError> {
        let participant = self.participant.to_vec();
        CompressedKey::try_from(participant.as_slice())?;
        Ok(seed::verifyReportCall {
            serviceId: self.service_id,
            jobIndex: self.job_index,
            jobCallId: self.job_call_id,
            participant: participant.into(),
            inputs: unbounded(self.inputs),
            outputs: unbounded(self.outputs),
        })
    }
}

impl TryFrom<sol::Report> for Report {
    type Error = FormError;

    fn try_from(it: sol::Report) -> Result<Self, FormError> {
        Ok(Self {
            kind: it.kind.try_into()?,
            service_id: it.serviceId,
            job_index: it.jobIndex,
            job_call_id: it.jobCallId,
            participant: it.participant.as_ref().try_into()?,
            inputs: payload("inputs", it.inputs)?,
            outputs: payload("outputs", it.outputs)?,
        })
    }
}

impl From<Report> for sol::Report {
    fn from(it: Report) -> Self {
        Self {
            kind: it.kind.into(),
            serviceId: it.service_id,
            jobIndex: it.job_index,
            jobCallId: it.job_call_id,
            participant: it.participant.to_vec().into(),
            inputs: unbounded(it.inputs),
            outputs: unbounded(it.outputs),
        }
    }
}
