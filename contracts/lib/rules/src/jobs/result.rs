//! Taking results, one by one or aggregated.

use super::quorum::{by_count, count_signers};
use super::{Call, CallState, Completion, Handling, Quorum, QuorumError, Terms, Weighing};
use crate::math::U256;
use primitive_types::{H160, H256};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// A result as it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submission {
    /// Service instance it names.
    pub service: u64,
    /// Call it names.
    pub call: u64,
    /// Job it names.
    pub job: u8,
    /// Who submits it.
    pub operator: H160,
    /// Hash of the outputs; not zero.
    pub result: H256,
    /// What the blueprint's own check of the outputs said; `true` where there is none.
    pub valid: bool,
}

/// What is known of the operator that submits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// Whether it is an active operator of this service now.
    pub active: bool,
    /// Since when, in seconds.
    pub since: u64,
    /// The result it submitted to this call before; zero if none.
    pub previous: H256,
}

/// How many operators submitted one result. One record per (service, call, result).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Tally {
    /// Operators.
    pub count: u32,
}

/// What is wrong with a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Fault {
    /// Not from an operator of the service at the call.
    Foreign,
    /// The same result again.
    Duplicate,
    /// Another result than the operator's first. The first stands.
    Conflicting,
    /// After its time.
    Late,
    /// Wrong by the blueprint's own check.
    Invalid,
}

/// The outcome of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Verdict {
    /// It counts. `completes`: it was the one that made the call complete.
    Counted {
        /// Whether the call is complete with it, and was not before.
        completes: bool,
    },
    /// It does not count, and is kept as a fact.
    Recorded(Fault),
}

impl Verdict {
    /// Whether the operator had its turn: store the result as its `previous`.
    pub fn uses_turn(&self) -> bool {
        matches!(
            self,
            Verdict::Counted { .. } | Verdict::Recorded(Fault::Invalid)
        )
    }
}

/// A result that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted {
    /// Store.
    pub call: Call,
    /// Store for the result.
    pub tally: Tally,
    /// Its outcome.
    pub verdict: Verdict,
}

/// Why a result is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum ResultError {
    /// There is no such call.
    UnknownCall,
    /// A result for another service.
    WrongService { expected: u64, received: u64 },
    /// A result for another call.
    WrongCall { expected: u64, received: u64 },
    /// A result for another job.
    WrongJob { expected: u8, received: u8 },
    /// The result hash is zero, which stands for none.
    NoResult,
    /// This job takes one aggregated result.
    AggregationRequired { job: u8 },
    /// This job takes results one by one.
    AggregationNotRequired { job: u8 },
    /// It does not count, and the terms refuse such results.
    Refused { fault: Fault, operator: H160 },
    /// The signers are not enough, or not signers.
    Quorum(QuorumError),
}

/// Takes a single result.
///
/// Results for another service, call or job are always refused. Of the faults the first in the
/// order of [`Fault`] decides, and [`Terms`] says what it leads to. `tally` is the record of
/// `submission.result`.
pub fn submit(
    call: &Call,
    tally: Tally,
    submission: &Submission,
    seat: &Seat,
    now: u64,
    terms: &Terms,
) -> Result<Submitted, ResultError> {
    addressed(call, submission.service, submission.call, submission.job)?;
    if submission.result.is_zero() {
        return Err(ResultError::NoResult);
    }
    if let Completion::Aggregate(_) = call.completion {
        return Err(ResultError::AggregationRequired { job: call.job });
    }
    if let Some((fault, handling)) = fault(call, submission, seat, now, terms) {
        let verdict = handle(fault, handling, submission.operator)?;
        return Ok(Submitted {
            call: *call,
            tally,
            verdict,
        });
    }
    let mut call = *call;
    call.counted = call.counted.saturating_add(1);
    let tally = Tally {
        count: tally.count.saturating_add(1),
    };
    let completes = call.state == CallState::Open
        && match call.completion {
            Completion::Each(_) => call.counted >= call.required,
            Completion::Agreement(_) => tally.count >= call.required,
            Completion::Aggregate(_) => false,
        };
    if completes {
        call.state = CallState::Completed;
        if let Completion::Agreement(_) = call.completion {
            call.agreed = submission.result;
        }
    }
    Ok(Submitted {
        call,
        tally,
        verdict: Verdict::Counted { completes },
    })
}

/// A result that several operators signed, whose signature was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aggregated {
    /// Service instance it names.
    pub service: u64,
    /// Call it names.
    pub call: u64,
    /// Job it names.
    pub job: u8,
    /// Who brings it. Anyone may: the signatures count.
    pub submitter: H160,
    /// Hash of the outputs; not zero.
    pub result: H256,
    /// Bit `i` for operator `i` of the service.
    pub signers: U256,
    /// Operators of the service now, by whose index the bits go.
    pub operators: u32,
    /// Stake of the signers, where the threshold is by stake; base units.
    pub signed_stake: U256,
    /// Stake of all operators, where the threshold is by stake; base units.
    pub total_stake: U256,
}

/// Takes an aggregated result. Returns the call, the outcome of the result, and the quorum if it
/// counted.
pub fn aggregate(
    call: &Call,
    result: &Aggregated,
    now: u64,
    terms: &Terms,
) -> Result<(Call, Verdict, Option<Quorum>), ResultError> {
    addressed(call, result.service, result.call, result.job)?;
    if result.result.is_zero() {
        return Err(ResultError::NoResult);
    }
    let Completion::Aggregate(threshold) = call.completion else {
        return Err(ResultError::AggregationNotRequired { job: call.job });
    };
    // Without a quorum nothing was said, not even a wrong thing: that is never recorded.
    let quorum = match threshold.weighing {
        Weighing::Count => by_count(result.signers, result.operators, threshold.bps),
        Weighing::Stake => count_signers(result.signers, result.operators)
            .and_then(|_| threshold.reached(result.signed_stake, result.total_stake)),
    }
    .map_err(ResultError::Quorum)?;
    let fault = if call.state == CallState::Completed {
        if call.agreed == result.result {
            Some((Fault::Duplicate, terms.duplicate))
        } else {
            Some((Fault::Conflicting, terms.conflicting))
        }
    } else if now >= call.due_at {
        Some((Fault::Late, terms.late))
    } else {
        None
    };
    if let Some((fault, handling)) = fault {
        let verdict = handle(fault, handling, result.submitter)?;
        return Ok((*call, verdict, None));
    }
    let call = Call {
        state: CallState::Completed,
        counted: 1,
        agreed: result.result,
        ..*call
    };
    Ok((call, Verdict::Counted { completes: true }, Some(quorum)))
}

/// The outcome of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Still waiting.
    Open,
    /// Enough results.
    Completed,
    /// Its time passed without enough results.
    Lapsed,
}

/// The outcome of a call as of `now`.
pub fn outcome(call: &Call, now: u64) -> Result<Outcome, ResultError> {
    match call.state {
        CallState::None => Err(ResultError::UnknownCall),
        CallState::Completed => Ok(Outcome::Completed),
        CallState::Open if now < call.due_at => Ok(Outcome::Open),
        CallState::Open => Ok(Outcome::Lapsed),
    }
}

/// How a counted result turned out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// Nothing is decided yet.
    Undecided,
    /// It is what was agreed on, or it was judged by itself.
    Agrees,
    /// Something else was agreed on.
    Dissents,
    /// There was no agreement in time: no result counts as correct or wrong.
    NoAgreement,
}

/// How an operator's counted `result` turned out as of `now`. Read when it is needed: fixed when
/// the result came in, it would depend on who came first.
pub fn stance(call: &Call, result: H256, now: u64) -> Result<Stance, ResultError> {
    if call.state == CallState::None {
        return Err(ResultError::UnknownCall);
    }
    if let Completion::Each(_) = call.completion {
        return Ok(Stance::Agrees);
    }
    Ok(match outcome(call, now)? {
        Outcome::Open => Stance::Undecided,
        Outcome::Lapsed => Stance::NoAgreement,
        Outcome::Completed if call.agreed == result => Stance::Agrees,
        Outcome::Completed => Stance::Dissents,
    })
}

fn addressed(call: &Call, service: u64, id: u64, job: u8) -> Result<(), ResultError> {
    if call.state == CallState::None {
        return Err(ResultError::UnknownCall);
    }
    if call.service != service {
        return Err(ResultError::WrongService {
            expected: call.service,
            received: service,
        });
    }
    if call.id != id {
        return Err(ResultError::WrongCall {
            expected: call.id,
            received: id,
        });
    }
    if call.job != job {
        return Err(ResultError::WrongJob {
            expected: call.job,
            received: job,
        });
    }
    Ok(())
}

fn fault(
    call: &Call,
    submission: &Submission,
    seat: &Seat,
    now: u64,
    terms: &Terms,
) -> Option<(Fault, Handling)> {
    // Who joined after the call is not among the operators its majority was counted from.
    if !seat.active || seat.since > call.opened_at {
        return Some((Fault::Foreign, terms.foreign));
    }
    if !seat.previous.is_zero() {
        return Some(if seat.previous == submission.result {
            (Fault::Duplicate, terms.duplicate)
        } else {
            (Fault::Conflicting, terms.conflicting)
        });
    }
    if now >= call.due_at {
        return Some((Fault::Late, terms.late));
    }
    if !submission.valid {
        return Some((Fault::Invalid, terms.invalid));
    }
    // Never do more results count than there were operators, whatever `seat` says: otherwise two
    // results could have a majority.
    if call.counted >= call.operators {
        return Some((Fault::Foreign, terms.foreign));
    }
    None
}

fn handle(fault: Fault, handling: Handling, operator: H160) -> Result<Verdict, ResultError> {
    match handling {
        Handling::Record => Ok(Verdict::Recorded(fault)),
        Handling::Refuse => Err(ResultError::Refused { fault, operator }),
    }
}
