//! Proofs that results of jobs are right (`blueprint_rules::proof::computation`).
//!
//! A call has one record, and so has each result of it. A key has one record and, as it is larger than a record, its
//! points in several others; its number is never given to another key that was valid.

mod keys;
mod prove;
#[cfg(test)]
mod tests;

blueprint_hooks::interface! {
    /// Errors and events of computation proofs, and a client of them.
    pub mod abi = "blueprint-abi/library/IComputationProofs.sol";
}
pub use blueprint_rules::proof::computation::{Answer, Format, Known, Layout, Verdict};

use crate::cell::{Cell, Map};
use abi::*;
use blueprint_hooks::{ensure, env, record, Address, Event, List, Result, Word};
use blueprint_rules::proof::{
    computation::{verdict, Statement},
    Hash,
};
use ink::storage::traits::{AutoKey, StorageKey};

/// The least time that a call is remembered, in seconds.
pub const LEAST_RETENTION: u64 = 86_400;
/// The most results that are cleared in one call.
pub const MOST_CLEARED: u32 = 64;
/// Words of a part of a key's points.
const PART: usize = 12;

/// The keys of a job: numbers count from 1.
#[record]
pub struct Versions {
    /// The number of the latest one; 0 for none.
    pub latest: u64,
    /// The first second in which it is valid; until then the one before it is.
    pub from: u64,
}

/// What a key's circuit says.
#[record]
pub struct Key {
    /// Its public inputs.
    pub layout: Layout,
    /// Whether inputs have exactly one right output.
    pub one_output: bool,
    /// Whether it is no longer used.
    pub revoked: bool,
}

/// Some of a key's points, in order; zeros behind the last one.
#[record]
pub struct Part {
    /// Coordinates.
    pub words: [Hash; PART],
}

/// By what a key is found: service, job, number.
pub type KeyId = (u64, u8, u64);

/// A call of a job.
#[record]
pub struct Call {
    /// The job.
    pub job: u8,
    /// The number of its key.
    pub version: u64,
    /// When it was recorded.
    pub at: u64,
    /// keccak-256 of what it was called with.
    pub inputs: Hash,
    /// How many results of it are stored.
    pub results: u32,
    /// What is proven of its output.
    pub known: Known,
}

/// A result of an operator.
#[record]
pub struct JobResult {
    /// The result, and whether it is proven.
    pub answer: Answer,
    /// When it was recorded; 0 for no result.
    pub at: u64,
}

/// Keys, calls and results. The contract authorises.
#[ink::storage_item]
#[derive(Default, Debug)]
pub struct ComputationProofs<KEY: StorageKey = AutoKey> {
    retention: Cell<u64>,
    versions: Map<(u64, u8), Versions>,
    keys: Map<KeyId, Key>,
    points: Map<(KeyId, u8), Part>,
    calls: Map<(u64, u64), Call>,
    results: Map<(u64, u64, Address), JobResult>,
}

impl<KEY: StorageKey> ComputationProofs<KEY> {
    /// To be called by the contract's constructor: for how many seconds a call is remembered. Errors:
    /// `RetentionTooShort`.
    pub fn init(&mut self, retention: u64) -> Result<()> {
        let (least, received) = (LEAST_RETENTION, retention);
        ensure!(received >= least, RetentionTooShort { least, received });
        self.retention.set(&retention);
        Ok(())
    }

    /// Records a call, under the key that is valid now. Errors: `NoKey`, `AlreadyRecorded`.
    pub fn record_call(
        &mut self,
        service_id: u64,
        call_id: u64,
        job: u8,
        inputs: Hash,
    ) -> Result<()> {
        let at = env::now();
        let version = self.versions(service_id, job).at(at);
        ensure!(version != 0, NoKey { service_id, job });
        let key = (service_id, call_id);
        ensure!(self.calls.get(&key).is_none(), AlreadyRecorded);
        let call = Call {
            job,
            version,
            at,
            inputs,
            ..Call::default()
        };
        self.calls.set(&key, &call);
        CallRecorded {
            service_id,
            call_id,
            job,
            version,
            inputs,
        }
        .emit();
        Ok(())
    }

    /// Records an operator's result of a call, once. Errors: `UnknownCall`, `CallForgotten`, `AlreadyRecorded`.
    pub fn record_result(
        &mut self,
        service_id: u64,
        call_id: u64,
        operator: Address,
        output: Hash,
    ) -> Result<()> {
        let mut call = self.remembered(service_id, call_id)?;
        let key = (service_id, call_id, operator);
        ensure!(self.results.get(&key).is_none(), AlreadyRecorded);
        let (answer, at) = (
            Answer {
                output,
                proven: false,
            },
            env::now(),
        );
        self.results.set(&key, &JobResult { answer, at });
        call.results = call.results.saturating_add(1);
        self.calls.set(&(service_id, call_id), &call);
        ResultRecorded {
            service_id,
            call_id,
            operator,
            output,
        }
        .emit();
        Ok(())
    }

    /// What is known of a result, and the digest of what shows that it is wrong; zeros for any other verdict.
    pub fn verdict(&self, service_id: u64, call_id: u64, operator: Address) -> (Verdict, Hash) {
        let neutral = (Verdict::Neutral, [0; 32]);
        let Some(call) = self.calls.get(&(service_id, call_id)) else {
            return neutral;
        };
        let Some(result) = self.results.get(&(service_id, call_id, operator)) else {
            return neutral;
        };
        if env::now() > self.until(&call) {
            return neutral;
        }
        let key = self.keys.get(&(service_id, call.job, call.version));
        let sound = key.is_some_and(|key| !key.revoked);
        let verdict = verdict(&result.answer, call.known, sound);
        let evidence = match (verdict, call.known) {
            (Verdict::Wrong, Known::Output(right)) => {
                let id = (service_id, call_id);
                evidence(id, operator, &call, right, &result)
            }
            _ => [0; 32],
        };
        (verdict, evidence)
    }

    /// Frees the storage of results of a call that is forgotten, and with the last one that of the call. Errors:
    /// `BatchSize`, `UnknownCall`, `CallRemembered`.
    pub fn clear(
        &mut self,
        service_id: u64,
        call_id: u64,
        operators: &List<Address>,
    ) -> Result<()> {
        let (most, received) = (MOST_CLEARED, operators.len());
        ensure!(received <= most, BatchSize { most, received });
        let mut call = self.call(service_id, call_id)?;
        let (until, time) = (self.until(&call), env::now());
        ensure!(time > until, CallRemembered { until, time });
        for operator in operators.iter() {
            if self.results.clear(&(service_id, call_id, operator?)) {
                call.results = call.results.saturating_sub(1);
            }
        }
        if call.results != 0 {
            self.calls.set(&(service_id, call_id), &call);
            return Ok(());
        }
        self.calls.clear(&(service_id, call_id));
        CallCleared {
            service_id,
            call_id,
        }
        .emit();
        Ok(())
    }

    /// A call. Errors: `UnknownCall`.
    pub fn call(&self, service_id: u64, call_id: u64) -> Result<Call> {
        let call = self.calls.get(&(service_id, call_id));
        let unknown = UnknownCall {
            service_id,
            call_id,
        };
        Ok(call.ok_or(unknown)?)
    }

    /// A call; zeros for none.
    pub fn call_or_none(&self, service_id: u64, call_id: u64) -> Call {
        self.calls.get(&(service_id, call_id)).unwrap_or_default()
    }

    /// A result; zeros for none.
    pub fn result(&self, service_id: u64, call_id: u64, operator: Address) -> JobResult {
        let key = (service_id, call_id, operator);
        self.results.get(&key).unwrap_or_default()
    }

    /// For how many seconds a call is remembered after it was recorded.
    pub fn retention(&self) -> u64 {
        self.retention.get().unwrap_or_default()
    }

    /// A call that is not forgotten. Errors: `UnknownCall`, `CallForgotten`.
    fn remembered(&self, service_id: u64, call_id: u64) -> Result<Call> {
        let call = self.call(service_id, call_id)?;
        let (until, time) = (self.until(&call), env::now());
        ensure!(time <= until, CallForgotten { until, time });
        Ok(call)
    }

    /// The last second in which a call is remembered.
    fn until(&self, call: &Call) -> u64 {
        call.at.saturating_add(self.retention())
    }
}

/// What a proof of an output is about.
fn statement(
    (service, call_id): (u64, u64),
    operator: Address,
    call: &Call,
    output: Hash,
) -> Statement {
    Statement {
        chain: env::chain_id().to_word(),
        verifier: env::this(),
        service,
        call: call_id,
        operator,
        inputs: call.inputs,
        output,
    }
}

/// The digest of what shows that a result is wrong: the same whichever proof showed the right output.
fn evidence(
    id: (u64, u64),
    operator: Address,
    call: &Call,
    right: Hash,
    result: &JobResult,
) -> Hash {
    let words = statement(id, operator, call, right).words();
    let wrong = [result.answer.output, result.at.to_word()];
    env::keccak(&[words.as_flattened(), wrong.as_flattened()])
}
