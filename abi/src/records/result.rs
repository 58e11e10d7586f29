use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use primitive_types::H160;
use scale_info::TypeInfo;

use super::{payload, unbounded, Payload};
use crate::{
    core_0_10::IBlueprintServiceManager as core, form::FormError, records_1::Records as sol,
};

/// A result that an operator submitted for a job call.
#[derive(
    Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct JobResult {
    /// The service instance.
    pub service_id: u64,
    /// Which of the blueprint's jobs.
    pub job: u8,
    /// Which call of the service.
    pub job_call_id: u64,
    /// The operator.
    pub operator: H160,
    /// The inputs of the call.
    pub inputs: Payload,
    /// The outputs that the operator submitted.
    pub outputs: Payload,
}

impl TryFrom<sol::JobResult> for JobResult {
    type Error = FormError;

    fn try_from(it: sol::JobResult) -> Result<Self, FormError> {
        Ok(Self {
            service_id: it.serviceId,
            job: it.job,
            job_call_id: it.jobCallId,
            operator: H160(it.operator.into()),
            inputs: payload("inputs", it.inputs)?,
            outputs: payload("outputs", it.outputs)?,
        })
    }
}

impl From<JobResult> for sol::JobResult {
    fn from(it: JobResult) -> Self {
        Self {
            serviceId: it.service_id,
            job: it.job,
            jobCallId: it.job_call_id,
            operator: it.operator.0.into(),
            inputs: unbounded(it.inputs),
            outputs: unbounded(it.outputs),
        }
    }
}

/// The hook of core 0.10 carries the same; that of 0.20 only the hash of the inputs.
impl TryFrom<core::onJobResultCall> for JobResult {
    type Error = FormError;

    fn try_from(it: core::onJobResultCall) -> Result<Self, FormError> {
        Ok(Self {
            service_id: it.serviceId,
            job: it.job,
            job_call_id: it.jobCallId,
            operator: H160(it.operator.into()),
            inputs: payload("inputs", it.inputs)?,
            outputs: payload("outputs", it.outputs)?,
        })
    }
}

impl From<JobResult> for core::onJobResultCall {
    fn from(it: JobResult) -> Self {
        Self {
            serviceId: it.service_id,
            job: it.job,
            jobCallId: it.job_call_id,
            operator: it.operator.0.into(),
            inputs: unbounded(it.inputs),
            outputs: unbounded(it.outputs),
        }
    }
}
