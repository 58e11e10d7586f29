//! A report before its verifier.

use super::{Envelope, Kind, ReportKey, Rules};
use crate::court::{Charge, EvidenceKey, Seized, Settlement, DAY, DETECTION, HIGHEST_BOND};
use crate::math::U256;
use primitive_types::{H160, H256};
#[cfg(feature = "scale")]
use {
    codec::{Decode, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The highest [`Rules::max_age_ms`]: what is reported began at most a day ago.
pub const LONGEST_AGE_MS: u64 = DAY / 2 * 1_000;
/// The longest [`Rules::time_to_judge`], in seconds. A report that is accepted in its last second leaves a day to accuse the
/// operator, under every policy of a court ([`DETECTION`]).
pub const LONGEST_TIME_TO_JUDGE: u64 = DETECTION - 2 * DAY;

/// The state of a report. The numbers are those of the ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum ReportState {
    /// There is no such report.
    #[default]
    None = 0,
    /// Waiting for its verifier.
    Filed = 1,
    /// Final: true.
    Accepted = 2,
    /// Final: false.
    Rejected = 3,
    /// Final: it was not judged in time.
    Lapsed = 4,
}

/// A report that was taken in. 146 bytes in SCALE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Report {
    /// Where it is.
    pub state: ReportState,
    /// What class of report it is.
    pub kind: Kind,
    /// Blueprint.
    pub blueprint: u64,
    /// Service instance.
    pub service: u64,
    /// Era it belongs to.
    pub era: u64,
    /// Who is reported.
    pub operator: H160,
    /// Who reports.
    pub reporter: H160,
    /// Hash of the evidence.
    pub payload: H256,
    /// When what is reported began, in milliseconds: the moment to capture the stake of.
    pub start_ms: u64,
    /// From when on it can only lapse, in seconds.
    pub judge_by: u64,
    /// What the author stakes on being right, in base units.
    pub bond: U256,
}

/// What a verifier finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Verdict {
    /// The claim is false. Its author pays.
    False,
    /// The claim is true, and the operator did it.
    Attributable {
        /// How bad, in basis points of what such an offence can cost; at most 10,000.
        severity_bps: u16,
    },
    /// The claim is true, but the cause may be outside the operator, as for an offline node.
    NotAttributable,
}

/// What an accepted report leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum Consequences {
    /// Nothing: the report was false, or not judged.
    Nothing,
    /// Counts against the operator, and goes no further: not attributable, so there is
    /// no charge. Downtime decides what else. A ledger counts in the era of the verdict.
    Points {
        /// Whose points.
        operator: H160,
        /// The era of the report.
        era: u64,
    },
    /// Counts against the operator, and may be brought before the court.
    Court {
        /// Whose points.
        operator: H160,
        /// The era of the report.
        era: u64,
        /// What for.
        charge: Charge,
        /// The evidence, which the court takes once.
        evidence: EvidenceKey,
        /// How bad, in basis points, at most 10,000.
        severity_bps: u16,
        /// The second of the capture whose stake is liable.
        captured_at: u64,
    },
}

/// A report that was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// Store under a new id.
    pub report: Report,
    /// Store the id under it.
    pub key: ReportKey,
}

/// A report that ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Store.
    pub report: Report,
    /// What it leads to.
    pub consequences: Consequences,
    /// The outcome of the author's bond.
    pub bond: Settlement,
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum ReportError {
    /// There is no such report.
    UnknownReport,
    /// The report was judged, or lapsed.
    Ended { state: ReportState },
    /// No verifier is registered for this kind.
    NoVerifier { blueprint: u64, kind: Kind },
    /// The account is not authorised.
    WrongOrigin { expected: H160, received: H160 },
    /// The verifier is a party.
    OwnCase { account: H160 },
    /// The zero address verifies nothing.
    ZeroVerifier,
    /// No kind.
    NoKind,
    /// This claim was made before: it is being judged, or it was.
    DuplicateReport {
        service: u64,
        operator: H160,
        payload: H256,
    },
    /// The bond is exact, so that nothing has to be given back.
    WrongBond { expected: U256, received: U256 },
    /// Reports that cost nothing when false.
    FreeReports,
    /// No time to judge.
    NoTimeToJudge,
    /// More than a blueprint's rules may have: of age in milliseconds, time to judge in seconds, or bond in base units.
    RuleAboveMost { most: U256, received: U256 },
    /// Only before.
    TooLate { judge_by: u64, now: u64 },
    /// Only from then on.
    TooEarly { judge_by: u64, now: u64 },
    /// Above 10,000 basis points.
    SeverityAboveWhole { received: u16 },
    /// A report that is upheld has a severity of 1 at least: no accusation can be made of an offence of severity 0.
    NoSeverity,
    /// The time to judge does not fit the clock.
    TimeOverflow { from: u64, period: u64 },
}

impl Rules {
    /// The rules, if a blueprint may have them: a false report costs something, at most [`HIGHEST_BOND`]; there is time to
    /// judge, at most [`LONGEST_TIME_TO_JUDGE`]; and no age is above [`LONGEST_AGE_MS`]. Errors: `FreeReports`,
    /// `NoTimeToJudge`, `RuleAboveMost`.
    pub fn check(&self) -> Result<Rules, ReportError> {
        if self.bond.is_zero() {
            return Err(ReportError::FreeReports);
        }
        if self.time_to_judge == 0 {
            return Err(ReportError::NoTimeToJudge);
        }
        for (most, received) in [
            (LONGEST_AGE_MS.into(), self.max_age_ms.into()),
            (LONGEST_TIME_TO_JUDGE.into(), self.time_to_judge.into()),
            (HIGHEST_BOND, self.bond),
        ] {
            if received > most {
                return Err(ReportError::RuleAboveMost { most, received });
            }
        }
        Ok(*self)
    }

    /// How long a verifier that replaces another one waits, in seconds, where appointments wait for `delay`: at
    /// least as long as one has to judge, so that a claim that was filed before can be filed again, when it
    /// lapsed, with the verifier that its author knew.
    pub fn verifier_delay(&self, delay: u64) -> u64 {
        delay.max(self.time_to_judge)
    }
}

/// Whether `caller` says who judges reports of `kind`: the blueprint's owner alone does.
pub fn appoints(kind: Kind, caller: H160, owner: H160) -> Result<(), ReportError> {
    if kind == Kind::None {
        return Err(ReportError::NoKind);
    }
    origin(owner, caller)
}

/// Registers `verifier` for reports of `kind`, as `caller`. Only the blueprint's owner may. Returns
/// whom to appoint for (blueprint, kind), after [`Rules::verifier_delay`].
pub fn register(
    kind: Kind,
    verifier: H160,
    caller: H160,
    owner: H160,
) -> Result<H160, ReportError> {
    appoints(kind, caller, owner)?;
    if verifier.is_zero() {
        return Err(ReportError::ZeroVerifier);
    }
    Ok(verifier)
}

/// The verifier of (blueprint, kind), given what is stored there; zero for none.
pub fn verifier(blueprint: u64, kind: Kind, registered: H160) -> Result<H160, ReportError> {
    if kind == Kind::None {
        return Err(ReportError::NoKind);
    }
    if registered.is_zero() {
        return Err(ReportError::NoVerifier { blueprint, kind });
    }
    Ok(registered)
}

/// Takes in a report whose envelope and signature are in order.
///
/// `registered` is the verifier stored for its (blueprint, kind); `before` the state of the case
/// stored under its [`Envelope::key`], of which only none and a lapsed one leave the claim free;
/// `paid` the bond that came with it.
pub fn file(
    envelope: &Envelope,
    registered: H160,
    before: ReportState,
    paid: U256,
    now: u64,
    rules: &Rules,
) -> Result<Filed, ReportError> {
    rules.check()?;
    verifier(envelope.blueprint, envelope.kind, registered)?;
    if !matches!(before, ReportState::None | ReportState::Lapsed) {
        return Err(ReportError::DuplicateReport {
            service: envelope.service,
            operator: envelope.operator,
            payload: envelope.payload,
        });
    }
    if paid != rules.bond {
        return Err(ReportError::WrongBond {
            expected: rules.bond,
            received: paid,
        });
    }
    let judge_by = now
        .checked_add(rules.time_to_judge)
        .ok_or(ReportError::TimeOverflow {
            from: now,
            period: rules.time_to_judge,
        })?;
    Ok(Filed {
        report: Report {
            state: ReportState::Filed,
            kind: envelope.kind,
            blueprint: envelope.blueprint,
            service: envelope.service,
            era: envelope.era,
            operator: envelope.operator,
            reporter: envelope.reporter,
            payload: envelope.payload,
            start_ms: envelope.start_ms,
            judge_by,
            bond: paid,
        },
        key: envelope.key(),
    })
}

/// Judges a report, once, before its time to be judged is over. Only the verifier `registered` for
/// its (blueprint, kind) may, and not if it is the author or the accused.
pub fn judge(
    report: &Report,
    caller: H160,
    registered: H160,
    verdict: Verdict,
    now: u64,
) -> Result<Judged, ReportError> {
    open(report)?;
    origin(verifier(report.blueprint, report.kind, registered)?, caller)?;
    if caller == report.reporter || caller == report.operator {
        return Err(ReportError::OwnCase { account: caller });
    }
    if now >= report.judge_by {
        return Err(ReportError::TooLate {
            judge_by: report.judge_by,
            now,
        });
    }
    let (state, consequences, bond) = match verdict {
        Verdict::False => (
            ReportState::Rejected,
            Consequences::Nothing,
            Settlement::Forfeit(Seized::new(report.bond)),
        ),
        Verdict::NotAttributable => (
            ReportState::Accepted,
            Consequences::Points {
                operator: report.operator,
                era: report.era,
            },
            refund(report),
        ),
        Verdict::Attributable { severity_bps: 0 } => return Err(ReportError::NoSeverity),
        Verdict::Attributable { severity_bps } if severity_bps > 10_000 => {
            return Err(ReportError::SeverityAboveWhole {
                received: severity_bps,
            })
        }
        Verdict::Attributable { severity_bps } => (
            ReportState::Accepted,
            Consequences::Court {
                operator: report.operator,
                era: report.era,
                charge: report.charge(),
                evidence: report.offence(),
                severity_bps,
                captured_at: report.captured_at(),
            },
            refund(report),
        ),
    };
    Ok(Judged {
        report: Report { state, ..*report },
        consequences,
        bond,
    })
}

/// Ends a report that was not judged in time. Anyone may. That is not the author's fault: the bond
/// is refunded, and the claim may be made again.
pub fn lapse(report: &Report, now: u64) -> Result<Judged, ReportError> {
    open(report)?;
    if now < report.judge_by {
        return Err(ReportError::TooEarly {
            judge_by: report.judge_by,
            now,
        });
    }
    Ok(Judged {
        report: Report {
            state: ReportState::Lapsed,
            ..*report
        },
        consequences: Consequences::Nothing,
        bond: refund(report),
    })
}

impl Report {
    /// What the operator is charged with when the report is attributable to it.
    pub fn charge(&self) -> Charge {
        match self.kind {
            Kind::None => Charge::None,
            Kind::JobMisbehaviour => Charge::JobMisbehaviour,
            Kind::QualityOfService => Charge::QualityOfService,
        }
    }

    /// The offence that it reports.
    pub fn offence(&self) -> EvidenceKey {
        EvidenceKey {
            service: self.service,
            operator: self.operator,
            evidence: self.payload,
        }
    }

    /// The second of the capture whose stake is liable: the start of what is reported.
    pub fn captured_at(&self) -> u64 {
        self.start_ms / 1_000
    }
}

fn refund(report: &Report) -> Settlement {
    Settlement::Refund {
        to: report.reporter,
        amount: report.bond,
    }
}

fn open(report: &Report) -> Result<(), ReportError> {
    match report.state {
        ReportState::None => Err(ReportError::UnknownReport),
        ReportState::Filed => Ok(()),
        state => Err(ReportError::Ended { state }),
    }
}

fn origin(expected: H160, received: H160) -> Result<(), ReportError> {
    if expected.is_zero() || expected != received {
        return Err(ReportError::WrongOrigin { expected, received });
    }
    Ok(())
}
