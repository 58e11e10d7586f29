//! What every report carries, and the checks that come before its signature.

use crate::{court::EvidenceKey, math::U256};
use primitive_types::{H160, H256};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The class of a report. The numbers are those of the ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Kind {
    /// None. Refused.
    #[default]
    None = 0,
    /// A result was wrong, or contradicts another of the same operator.
    JobMisbehaviour = 1,
    /// The service was slow, away, or otherwise not what was promised.
    QualityOfService = 2,
}

impl Kind {
    /// The kind of an ABI value. Zero and unknown values are none.
    pub fn from_wire(value: u8) -> Option<Kind> {
        match value {
            1 => Some(Kind::JobMisbehaviour),
            2 => Some(Kind::QualityOfService),
            _ => None,
        }
    }

    /// The ABI value.
    pub fn to_wire(self) -> u8 {
        match self {
            Kind::None => 0,
            Kind::JobMisbehaviour => 1,
            Kind::QualityOfService => 2,
        }
    }
}

/// A report as it came in. Everything in it is bound by its author's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Envelope {
    /// Blueprint.
    pub blueprint: u64,
    /// Service instance.
    pub service: u64,
    /// What class of report it is.
    pub kind: Kind,
    /// Era the report belongs to.
    pub era: u64,
    /// Who is reported.
    pub operator: H160,
    /// Who reports.
    pub reporter: H160,
    /// Larger than that of the author's last report of this kind in this service.
    pub nonce: u64,
    /// When what is reported began, in milliseconds.
    pub start_ms: u64,
    /// When it ended, in milliseconds.
    pub end_ms: u64,
    /// What was measured, in the unit of the kind. For cumulative reports, the total so far.
    pub value: u128,
    /// Hash of the complete evidence; not zero.
    pub payload: H256,
}

/// Identifies a claim, independent of its reporter. A claim is judged once.
///
/// It holds all that the verdict depends on, and neither author nor nonce: so a claim cannot be
/// repeated under another name, and a garbled copy, rejected, does not use up the genuine one. What is
/// accepted is one offence per payload, whatever its times, as for the court: see
/// [`crate::court::EvidenceKey`] and [`Envelope::offence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct ReportKey {
    /// Service instance.
    pub service: u64,
    /// Who is reported.
    pub operator: H160,
    /// What class of report it is.
    pub kind: Kind,
    /// Beginning, in milliseconds.
    pub start_ms: u64,
    /// End, in milliseconds.
    pub end_ms: u64,
    /// What was measured.
    pub value: u128,
    /// Hash of the complete evidence.
    pub payload: H256,
}

impl ReportKey {
    /// What to hash into a storage key: the fields in order, integers big-endian. Fixed widths, so
    /// two keys never share an encoding.
    pub fn preimage(&self) -> [u8; 93] {
        let mut bytes = [0; 93];
        let (service, rest) = bytes.split_at_mut(8);
        let (operator, rest) = rest.split_at_mut(20);
        let (kind, rest) = rest.split_at_mut(1);
        let (start, rest) = rest.split_at_mut(8);
        let (end, rest) = rest.split_at_mut(8);
        let (value, payload) = rest.split_at_mut(16);
        service.copy_from_slice(&self.service.to_be_bytes());
        operator.copy_from_slice(self.operator.as_bytes());
        kind.copy_from_slice(&[self.kind.to_wire()]);
        start.copy_from_slice(&self.start_ms.to_be_bytes());
        end.copy_from_slice(&self.end_ms.to_be_bytes());
        value.copy_from_slice(&self.value.to_be_bytes());
        payload.copy_from_slice(self.payload.as_bytes());
        bytes
    }
}

impl Envelope {
    /// The offence that it reports: accepted once, and a slash is once for it, too.
    pub fn offence(&self) -> EvidenceKey {
        EvidenceKey {
            service: self.service,
            operator: self.operator,
            evidence: self.payload,
        }
    }

    /// The key under which its claim is judged.
    pub fn key(&self) -> ReportKey {
        ReportKey {
            service: self.service,
            operator: self.operator,
            kind: self.kind,
            start_ms: self.start_ms,
            end_ms: self.end_ms,
            value: self.value,
            payload: self.payload,
        }
    }
}

/// How the reports of one author follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Sequence {
    /// The nonce grows.
    #[default]
    Nonce,
    /// The nonce and the value grow: each report holds the total so far, and replaying an older
    /// one says nothing.
    Cumulative,
}

/// What reports a blueprint takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Rules {
    /// How old the end of what is reported may be, and how long it may have lasted, in milliseconds. The
    /// beginning is the moment whose stake answers: a reporter that could name any could pick a small one. At most
    /// [`LONGEST_AGE_MS`](super::LONGEST_AGE_MS).
    pub max_age_ms: u64,
    /// How reports of one author follow each other.
    pub sequence: Sequence,
    /// What an author stakes on being right, in base units of the native token; not zero, and at most
    /// [`HIGHEST_BOND`](crate::court::HIGHEST_BOND).
    pub bond: U256,
    /// How long a verifier has, in seconds; not zero, and at most
    /// [`LONGEST_TIME_TO_JUDGE`](super::LONGEST_TIME_TO_JUDGE).
    pub time_to_judge: u64,
}

impl Default for Rules {
    /// Five minutes of age; nonces; a bond of 0.01 of an 18-decimals token; a day to judge.
    fn default() -> Self {
        Rules {
            max_age_ms: 300_000,
            sequence: Sequence::Nonce,
            bond: U256::from(10_000_000_000_000_000_u64),
            time_to_judge: 86_400,
        }
    }
}

/// An author's last report. One record per (service, kind, reporter), and for cumulative values
/// per operator, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Cursor {
    /// Its nonce; zero if there is none, so nonces start at one.
    pub nonce: u64,
    /// Its value.
    pub value: u128,
}

/// What the chain says around a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportFacts {
    /// Blueprint of the service the report names.
    pub blueprint: u64,
    /// Whether that service runs.
    pub service_active: bool,
    /// The era that is open.
    pub era: u64,
    /// Who owns the blueprint, and appoints the verifiers of its reports.
    pub owner: H160,
    /// Whether the operator works for the service.
    pub operator_in_service: bool,
    /// Whether the reporter has paid for a call of this service, or may report otherwise.
    pub reporter_authorised: bool,
    /// Now, in seconds.
    pub now: u64,
}

/// Why a report is not in order. In the order of the checks, cheap ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum EnvelopeError {
    /// No kind.
    NoKind,
    /// No evidence.
    NoPayload,
    /// The service is another blueprint's.
    WrongBlueprint { expected: u64, received: u64 },
    /// The service does not run.
    ServiceNotActive { service: u64 },
    /// Another era is open.
    EraNotOpen { expected: u64, received: u64 },
    /// The operator does not work for the service.
    OperatorNotInService { operator: H160 },
    /// The reporter is the reported operator.
    SelfReport { account: H160 },
    /// The operator owns the blueprint: it would appoint its own judge.
    OwnerReported { account: H160 },
    /// The reporter has nothing to do with the service.
    NotAuthorised { reporter: H160 },
    /// The nonce is not larger than the last.
    StaleNonce { last: u64, received: u64 },
    /// The total so far is not larger than the last.
    NotIncreasing { last: u128, received: u128 },
    /// It ended before it began.
    EndsBeforeStart { start_ms: u64, end_ms: u64 },
    /// It ends after now.
    InFuture { end_ms: u64, now: u64 },
    /// It lasted too long.
    TooLong { lasted_ms: u64, max_age_ms: u64 },
    /// It ended too long ago. The last check: all others passed.
    TooOld { age_ms: u128, max_age_ms: u64 },
}

/// Checks a report up to its signature, which the caller checks next. Returns the author's cursor
/// after it.
///
/// The chain's second covers a thousand milliseconds: a report that ends within the current second
/// is not in the future, and the age counts from the start of the second.
pub fn check(
    envelope: &Envelope,
    cursor: Cursor,
    facts: &ReportFacts,
    rules: &Rules,
) -> Result<Cursor, EnvelopeError> {
    if envelope.kind == Kind::None {
        return Err(EnvelopeError::NoKind);
    }
    if envelope.payload.is_zero() {
        return Err(EnvelopeError::NoPayload);
    }
    if envelope.blueprint != facts.blueprint {
        return Err(EnvelopeError::WrongBlueprint {
            expected: facts.blueprint,
            received: envelope.blueprint,
        });
    }
    if !facts.service_active {
        return Err(EnvelopeError::ServiceNotActive {
            service: envelope.service,
        });
    }
    if envelope.era != facts.era {
        return Err(EnvelopeError::EraNotOpen {
            expected: facts.era,
            received: envelope.era,
        });
    }
    if !facts.operator_in_service {
        return Err(EnvelopeError::OperatorNotInService {
            operator: envelope.operator,
        });
    }
    if envelope.reporter == envelope.operator {
        return Err(EnvelopeError::SelfReport {
            account: envelope.reporter,
        });
    }
    if envelope.operator == facts.owner {
        return Err(EnvelopeError::OwnerReported {
            account: envelope.operator,
        });
    }
    if !facts.reporter_authorised {
        return Err(EnvelopeError::NotAuthorised {
            reporter: envelope.reporter,
        });
    }
    if envelope.nonce <= cursor.nonce {
        return Err(EnvelopeError::StaleNonce {
            last: cursor.nonce,
            received: envelope.nonce,
        });
    }
    if rules.sequence == Sequence::Cumulative && envelope.value <= cursor.value {
        return Err(EnvelopeError::NotIncreasing {
            last: cursor.value,
            received: envelope.value,
        });
    }
    fresh(envelope, facts.now, rules.max_age_ms)?;
    Ok(Cursor {
        nonce: envelope.nonce,
        value: envelope.value,
    })
}

fn fresh(envelope: &Envelope, now: u64, max_age_ms: u64) -> Result<(), EnvelopeError> {
    if envelope.end_ms < envelope.start_ms {
        return Err(EnvelopeError::EndsBeforeStart {
            start_ms: envelope.start_ms,
            end_ms: envelope.end_ms,
        });
    }
    // In u128, a thousand times any u64 fits.
    let second = u128::from(now).saturating_mul(1_000);
    let end = u128::from(envelope.end_ms);
    if end > second.saturating_add(999) {
        return Err(EnvelopeError::InFuture {
            end_ms: envelope.end_ms,
            now,
        });
    }
    let lasted_ms = envelope.end_ms.saturating_sub(envelope.start_ms);
    if lasted_ms > max_age_ms {
        return Err(EnvelopeError::TooLong {
            lasted_ms,
            max_age_ms,
        });
    }
    let age_ms = second.saturating_sub(end);
    if age_ms > u128::from(max_age_ms) {
        return Err(EnvelopeError::TooOld { age_ms, max_age_ms });
    }
    Ok(())
}
