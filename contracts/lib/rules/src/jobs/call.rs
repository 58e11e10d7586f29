//! Opening a call.

use super::quorum::{majority, Threshold, MAX_SIGNERS};
use super::QuorumError;
use crate::math::{bps_ceil, BPS, U256};
use primitive_types::{H160, H256};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// Who may call a service's jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Access {
    /// Only who owns the service.
    Owner,
    /// The owner and the callers it permitted.
    #[default]
    Permitted,
    /// Anyone.
    Anyone,
}

/// What to do with a result that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Handling {
    /// An error, so that the caller can veto.
    #[default]
    Refuse,
    /// A fact to keep, for callers that go on whatever the hook says.
    Record,
}

/// How many results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Required {
    /// This many.
    Count(u32),
    /// This share of the operators, in basis points, rounded up.
    Share(u16),
}

/// When a call is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Completion {
    /// As soon as that many results counted, each judged by itself.
    Each(Required),
    /// As soon as that many operators, more than half, submitted the same result.
    Agreement(Required),
    /// With one result that enough operators signed.
    Aggregate(Threshold),
}

impl Default for Completion {
    /// With the first result.
    fn default() -> Self {
        Completion::Each(Required::Count(1))
    }
}

/// The rules of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Terms {
    /// Who may call it.
    pub access: Access,
    /// When it is complete.
    pub completion: Completion,
    /// How long results are in time, in seconds from the call; zero for ever.
    pub duration: u64,
    /// A result from an account that was not an operator of the service when the job was called, or
    /// no longer is.
    pub foreign: Handling,
    /// The same result again.
    pub duplicate: Handling,
    /// Another result after the first.
    pub conflicting: Handling,
    /// A result after its time.
    pub late: Handling,
    /// A result that the blueprint's own check found wrong. Refused, the operator may try again;
    /// recorded, it had its turn.
    pub invalid: Handling,
}

/// What the chain says of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceFacts {
    /// Service instance.
    pub id: u64,
    /// Who owns it.
    pub owner: H160,
    /// Whether it runs.
    pub active: bool,
    /// From when on it no longer does, in seconds; zero for never.
    pub ends_at: u64,
    /// Active operators.
    pub operators: u32,
    /// Jobs of its blueprint; indices are below.
    pub jobs: u8,
}

/// Whether a call waits for results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum CallState {
    /// There is no such call.
    #[default]
    None = 0,
    /// Not enough results yet.
    Open = 1,
    /// Enough results. More may still come in, in time.
    Completed = 2,
}

/// A call of a job. 104 bytes in SCALE at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Call {
    /// Whether it waits.
    pub state: CallState,
    /// Service instance.
    pub service: u64,
    /// Number of the call.
    pub id: u64,
    /// Index of the job.
    pub job: u8,
    /// Who called.
    pub caller: H160,
    /// When, in seconds.
    pub opened_at: u64,
    /// From when on a result is late, in seconds; `u64::MAX` for never.
    pub due_at: u64,
    /// Operators of the service at the call.
    pub operators: u32,
    /// When it is complete.
    pub completion: Completion,
    /// Results it takes; zero where a threshold of signatures decides.
    pub required: u32,
    /// Results that counted.
    pub counted: u32,
    /// The result agreed on; zero while there is none.
    pub agreed: H256,
}

/// Why a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum CallError {
    /// The service does not run.
    ServiceNotActive { service: u64 },
    /// The service's time is over.
    ServiceEnded { ends_at: u64, now: u64 },
    /// The blueprint has no such job.
    UnknownJob { jobs: u8, received: u8 },
    /// Not for this caller.
    NotPermitted { caller: H160 },
    /// The service has no active operator.
    NoActiveOperators { service: u64 },
    /// No result, or more than 100 % of the operators, is not a requirement.
    BadRequirement { received: Required },
    /// More results are required than there are operators.
    Unreachable { required: u32, operators: u32 },
    /// Agreement takes more than half.
    NoMajority { least: u32, received: u32 },
    /// The threshold of signatures cannot be.
    Threshold(QuorumError),
    /// The due time does not fit the clock.
    TimeOverflow { from: u64, period: u64 },
}

impl Required {
    /// The number of results out of `operators`, from 1 to `operators`.
    pub fn resolve(self, operators: u32) -> Result<u32, CallError> {
        let bad = CallError::BadRequirement { received: self };
        let required = match self {
            Required::Count(count) => count,
            Required::Share(bps) if u64::from(bps) > BPS => return Err(bad),
            // At most `operators`, so it fits.
            Required::Share(bps) => bps_ceil(U256::from(operators), u32::from(bps)).low_u32(),
        };
        if required == 0 {
            return Err(bad);
        }
        if required > operators {
            return Err(CallError::Unreachable {
                required,
                operators,
            });
        }
        Ok(required)
    }
}

impl Completion {
    /// The number of results out of `operators`; zero where a threshold of signatures decides.
    fn resolve(self, operators: u32) -> Result<u32, CallError> {
        match self {
            Completion::Each(required) => required.resolve(operators),
            Completion::Agreement(required) => {
                let received = required.resolve(operators)?;
                let least = majority(operators);
                if received < least {
                    return Err(CallError::NoMajority { least, received });
                }
                Ok(received)
            }
            Completion::Aggregate(threshold) => {
                if operators > MAX_SIGNERS {
                    return Err(CallError::Threshold(QuorumError::TooManyOperators {
                        most: MAX_SIGNERS,
                        received: operators,
                    }));
                }
                threshold
                    .required(U256::from(operators))
                    .map_err(CallError::Threshold)?;
                Ok(0)
            }
        }
    }
}

/// Opens call `id` of `job` for `caller`. `permitted` says whether the owner permitted the caller.
pub fn open(
    service: &ServiceFacts,
    id: u64,
    job: u8,
    caller: H160,
    permitted: bool,
    now: u64,
    terms: &Terms,
) -> Result<Call, CallError> {
    if !service.active {
        return Err(CallError::ServiceNotActive {
            service: service.id,
        });
    }
    if service.ends_at != 0 && now >= service.ends_at {
        return Err(CallError::ServiceEnded {
            ends_at: service.ends_at,
            now,
        });
    }
    if job >= service.jobs {
        return Err(CallError::UnknownJob {
            jobs: service.jobs,
            received: job,
        });
    }
    let owner = caller == service.owner && !caller.is_zero();
    let allowed = match terms.access {
        Access::Owner => owner,
        Access::Permitted => owner || permitted,
        Access::Anyone => true,
    };
    if !allowed {
        return Err(CallError::NotPermitted { caller });
    }
    if service.operators == 0 {
        return Err(CallError::NoActiveOperators {
            service: service.id,
        });
    }
    let required = terms.completion.resolve(service.operators)?;
    let due_at = match terms.duration {
        0 => u64::MAX,
        period => now
            .checked_add(period)
            .ok_or(CallError::TimeOverflow { from: now, period })?,
    };
    Ok(Call {
        state: CallState::Open,
        service: service.id,
        id,
        job,
        caller,
        opened_at: now,
        due_at,
        operators: service.operators,
        completion: terms.completion,
        required,
        counted: 0,
        agreed: H256::zero(),
    })
}
