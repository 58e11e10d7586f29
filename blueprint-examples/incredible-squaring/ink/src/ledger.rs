//! Job calls, results and tallies, one packed record each.

use crate::{
    judge::{judge, Verdict},
    wire::{JobCallAdmitted, ReportUpheld, ResultJudged, SquaringError},
};
use blueprint_components::Map;
use blueprint_hooks::{seed_2024::VerifyReport, Bytes, Event, Word};
use codec::{Decode, Encode, MaxEncodedLen};
use ink::{
    storage::traits::{AutoKey, StorageKey},
    Address, U256,
};

/// The index of the blueprint's one job.
pub const SQUARE: u8 = 0;

/// A job call: what is to be squared.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct JobCall {
    /// The job, by its index.
    pub job: u8,
    /// Big-endian.
    pub input: [u8; 32],
}

/// An operator's result of a job call.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct JobResult {
    /// What the contract thinks of it.
    pub verdict: Verdict,
    /// Whether a report of it was upheld.
    pub reported: bool,
    /// keccak-256 of its bytes.
    pub outputs_hash: [u8; 32],
}

/// What an operator has done so far.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, scale_info::TypeInfo,
)]
pub struct Tally {
    /// Correct results.
    pub successful: u64,
    /// Wrong results.
    pub failed: u64,
    /// One for each correct result.
    pub points: u64,
}

/// The inputs a caller says a job call has: in full, or by their hash.
pub enum Inputs<'a> {
    /// As the core 0.10 has it.
    Full(&'a Bytes),
    /// As the core 0.20 has it.
    Hash([u8; 32]),
}

/// A submitted result.
pub struct Submission<'a> {
    /// The service instance.
    pub service_id: u64,
    /// The job.
    pub job: u8,
    /// The call.
    pub job_call_id: u64,
    /// Who submits.
    pub operator: Address,
    /// The call's inputs, as the caller knows them.
    pub inputs: Inputs<'a>,
    /// The result.
    pub outputs: &'a Bytes,
}

/// What the contract remembers of jobs.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct SquaringLedger<KEY: StorageKey = AutoKey> {
    calls: Map<(u64, u64), JobCall>,
    results: Map<(u64, u64, Address), JobResult>,
    tallies: Map<Address, Tally>,
}

impl<KEY: StorageKey> SquaringLedger<KEY> {
    /// Remembers a job call whose inputs are one uint256.
    pub fn admit(
        &mut self,
        service_id: u64,
        job: u8,
        job_call_id: u64,
        inputs: &Bytes,
    ) -> Result<(), SquaringError> {
        if job != SQUARE {
            return Err(SquaringError::UnknownJob {
                expected: SQUARE,
                received: job,
            });
        }
        let input = inputs.to_u256().ok_or(SquaringError::InvalidInput {
            expected_length: 32,
            received_length: inputs.len(),
        })?;
        let key = (service_id, job_call_id);
        if self.calls.get(&key).is_some() {
            return Err(SquaringError::JobCallExists {
                service_id,
                job_call_id,
            });
        }
        self.calls.set(
            &key,
            &JobCall {
                job,
                input: input.to_word(),
            },
        );
        JobCallAdmitted {
            service_id,
            job_call_id,
            input,
        }
        .emit();
        Ok(())
    }

    /// Judges a result, once per operator, and counts it.
    pub fn judge(&mut self, submission: &Submission) -> Result<(), SquaringError> {
        let Submission {
            service_id,
            job_call_id,
            operator,
            outputs,
            ..
        } = *submission;
        let input = self.call_of(service_id, submission.job, job_call_id, &submission.inputs)?;
        let key = (service_id, job_call_id, operator);
        if self.results.get(&key).is_some() {
            return Err(SquaringError::AlreadyJudged {
                service_id,
                job_call_id,
                operator,
            });
        }
        let verdict = judge(input, outputs.to_u256(), outputs.is_empty());
        let result = JobResult {
            verdict,
            reported: false,
            outputs_hash: outputs.keccak256(),
        };
        self.results.set(&key, &result);

        let mut tally = self.tally_of(operator);
        match verdict {
            Verdict::Correct => {
                tally.successful = tally.successful.saturating_add(1);
                tally.points = tally.points.saturating_add(1);
            }
            Verdict::Wrong => tally.failed = tally.failed.saturating_add(1),
        }
        self.tallies.set(&operator, &tally);
        ResultJudged {
            service_id,
            job_call_id,
            operator,
            verdict: verdict as u8,
        }
        .emit();
        Ok(())
    }

    /// Judges a submitted result again; upholds the report when it is wrong.
    pub fn verify(&mut self, report: &VerifyReport) -> Result<(), SquaringError> {
        let VerifyReport {
            service_id,
            job_call_id,
            ..
        } = *report;
        let operator = report.participant.to_array::<20>().map(Address::from);
        let operator = operator.ok_or(SquaringError::InvalidParticipant {
            expected_length: 20,
            received_length: report.participant.len(),
        })?;
        let inputs = Inputs::Full(&report.inputs);
        let input = self.call_of(service_id, report.job_index, job_call_id, &inputs)?;
        let key = (service_id, job_call_id, operator);
        let mut result = self.results.get(&key).ok_or(SquaringError::NoResult {
            service_id,
            job_call_id,
            operator,
        })?;
        let received = report.outputs.keccak256();
        if received != result.outputs_hash {
            return Err(SquaringError::OutputsMismatch {
                expected: result.outputs_hash,
                received,
            });
        }
        if judge(input, report.outputs.to_u256(), report.outputs.is_empty()) == Verdict::Correct {
            return Err(SquaringError::ReportRefuted {
                service_id,
                job_call_id,
                operator,
            });
        }
        if result.reported {
            return Err(SquaringError::AlreadyReported {
                service_id,
                job_call_id,
                operator,
            });
        }
        result.reported = true;
        self.results.set(&key, &result);
        ReportUpheld {
            service_id,
            job_call_id,
            operator,
        }
        .emit();
        Ok(())
    }

    /// The job call, if it was admitted.
    pub fn job_call(&self, service_id: u64, job_call_id: u64) -> Option<JobCall> {
        self.calls.get(&(service_id, job_call_id))
    }

    /// The verdict on an operator's result, if there is one.
    pub fn verdict_of(
        &self,
        service_id: u64,
        job_call_id: u64,
        operator: Address,
    ) -> Option<Verdict> {
        Some(
            self.results
                .get(&(service_id, job_call_id, operator))?
                .verdict,
        )
    }

    /// What the operator has done so far.
    pub fn tally_of(&self, operator: Address) -> Tally {
        self.tallies.get(&operator).unwrap_or_default()
    }

    /// The input of a call that was admitted for this job with these inputs.
    fn call_of(
        &self,
        service_id: u64,
        job: u8,
        job_call_id: u64,
        inputs: &Inputs,
    ) -> Result<U256, SquaringError> {
        let call = self.job_call(service_id, job_call_id);
        let call = call.ok_or(SquaringError::UnknownJobCall {
            service_id,
            job_call_id,
        })?;
        if job != call.job {
            return Err(SquaringError::JobMismatch {
                expected: call.job,
                received: job,
            });
        }
        let expected = keccak256(&call.input);
        let received = match inputs {
            Inputs::Full(inputs) => inputs.keccak256(),
            Inputs::Hash(hash) => *hash,
        };
        if received != expected {
            return Err(SquaringError::InputsMismatch { expected, received });
        }
        Ok(U256::from_big_endian(&call.input))
    }
}

fn keccak256(bytes: &[u8]) -> [u8; 32] {
    use ink::env::hash::{CryptoHash, Keccak256};
    let mut hash = [0; 32];
    Keccak256::hash(bytes, &mut hash);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_fit_a_cell() {
        let max = blueprint_components::cell::MAX_RECORD;
        for len in [
            JobCall::max_encoded_len(),
            JobResult::max_encoded_len(),
            Tally::max_encoded_len(),
        ] {
            assert!(len <= max, "{len} bytes, {max} fit");
        }
    }
}
