//! What the desk says: refusals and events.

use crate::bond_book::BondError;
use blueprint_hooks::{events, refusals};
use blueprint_rules::reports::{ReportError, EnvelopeError};
use ink::{Address, U256};

refusals! {
    /// Why the desk refuses. Kinds and states by their numbers on the wire.
    #[allow(missing_docs, reason = "the sentence of a variant names its fields")]
    pub enum DeskError {
        /// The blueprint has no rules for reports: it takes none.
        NoRules { blueprint_id: u64 },
        /// No kind, or none of the two.
        NoKind { received: u8 },
        /// The hash of the evidence is zero.
        NoPayload {},
        /// The service is another blueprint's.
        WrongBlueprint { expected: u64, received: u64 },
        /// The service does not run.
        ServiceNotActive { service_id: u64 },
        /// Another era is open.
        EpochNotOpen { expected: u64, received: u64 },
        /// The operator does not work for the service.
        OperatorNotInService { operator: Address },
        /// Nobody reports oneself.
        SelfReport { account: Address },
        /// The reporter has nothing to do with the service.
        NotAuthorised { reporter: Address },
        /// The nonce is not larger than that of the author's last report.
        StaleNonce { last: u64, received: u64 },
        /// The total so far is not larger than the last.
        NotIncreasing { last: U256, received: U256 },
        /// It ended before it began.
        EndsBeforeStart { start_ms: u64, end_ms: u64 },
        /// It ends after now; now in seconds.
        ReportInFuture { end_ms: u64, time: u64 },
        /// It ended too long ago.
        ReportTooOld { age_ms: U256, max_age_ms: u64 },
        /// There is no such report.
        UnknownReport {},
        /// The report was judged, or lapsed.
        ReportEnded { state: u8 },
        /// No verifier is registered for this kind.
        NoVerifier { blueprint_id: u64, kind: u8 },
        /// The zero address verifies nothing.
        ZeroVerifier {},
        /// Somebody else's right.
        WrongOrigin { expected: Address, received: Address },
        /// The verifier is a party.
        OwnCase { account: Address },
        /// This claim was made before.
        DuplicateReport { service_id: u64, operator: Address, payload: [u8; 32] },
        /// The bond is exact.
        WrongBond { expected: U256, received: U256 },
        /// Reports that cost nothing when false.
        FreeReports {},
        /// No time to judge.
        NoTimeToJudge {},
        /// Judged only before.
        JudgedTooLate { judge_by: u64, time: u64 },
        /// Lapses only from then on.
        LapsesTooEarly { judge_by: u64, time: u64 },
        /// Above 10,000 basis points.
        SeverityAboveWhole { received: u16 },
        /// Neither false, nor true of the operator, nor true of somebody.
        NoVerdict { received: u8 },
        /// The report shows nothing that the operator did, or was taken to court before.
        NothingToAccuse { report_id: u64 },
        /// The end of a period does not fit the clock.
        TimeOverflow { from: u64, period: u64 },
        /// An amount does not fit, or was never here.
        AmountOverflow {},
        /// The caller has no bond to fetch.
        NothingToWithdraw { account: Address },
        /// The caller did not take its bond; it stays credited.
        BondNotTaken { account: Address, amount: U256 },
    }
}

events! {
    /// Somebody judges reports of this kind from now on.
    pub struct VerifierRegistered {
        /// The blueprint.
        #[topic]
        pub blueprint_id: u64,
        /// 1 job misbehaviour, 2 quality of service.
        #[topic]
        pub kind: u8,
        /// Who.
        #[topic]
        pub verifier: Address,
    }

    /// A report waits for its verifier.
    pub struct ReportFiled {
        /// The report.
        #[topic]
        pub report_id: u64,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Who is reported.
        #[topic]
        pub operator: Address,
        /// Who reports.
        pub reporter: Address,
        /// 1 job misbehaviour, 2 quality of service.
        pub kind: u8,
        /// Hash of the evidence.
        pub payload: [u8; 32],
        /// From when on it can only lapse, in seconds.
        pub judge_by: u64,
    }

    /// A report is true.
    pub struct ReportAccepted {
        /// The report.
        #[topic]
        pub report_id: u64,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Who was reported.
        #[topic]
        pub operator: Address,
        /// Whether the operator did it.
        pub attributable: bool,
        /// How bad, in basis points; 0 when not attributable.
        pub severity_bps: u16,
    }

    /// A report is false.
    pub struct ReportRejected {
        /// The report.
        #[topic]
        pub report_id: u64,
        /// Who reported.
        #[topic]
        pub reporter: Address,
    }

    /// Nobody judged a report in time.
    pub struct ReportLapsed {
        /// The report.
        #[topic]
        pub report_id: u64,
    }
}

impl From<EnvelopeError> for DeskError {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::NoKind => Self::NoKind { received: 0 },
            EnvelopeError::NoPayload => Self::NoPayload {},
            EnvelopeError::WrongBlueprint { expected, received } => {
                Self::WrongBlueprint { expected, received }
            }
            EnvelopeError::ServiceNotActive { service } => Self::ServiceNotActive {
                service_id: service,
            },
            EnvelopeError::EraNotOpen { expected, received } => {
                Self::EpochNotOpen { expected, received }
            }
            EnvelopeError::OperatorNotInService { operator } => {
                Self::OperatorNotInService { operator }
            }
            EnvelopeError::SelfReport { account } => Self::SelfReport { account },
            EnvelopeError::NotAuthorised { reporter } => Self::NotAuthorised { reporter },
            EnvelopeError::StaleNonce { last, received } => Self::StaleNonce { last, received },
            EnvelopeError::NotIncreasing { last, received } => Self::NotIncreasing {
                last: last.into(),
                received: received.into(),
            },
            EnvelopeError::EndsBeforeStart { start_ms, end_ms } => {
                Self::EndsBeforeStart { start_ms, end_ms }
            }
            EnvelopeError::InFuture { end_ms, now } => Self::ReportInFuture { end_ms, time: now },
            EnvelopeError::TooOld { age_ms, max_age_ms } => Self::ReportTooOld {
                age_ms: age_ms.into(),
                max_age_ms,
            },
        }
    }
}

impl From<ReportError> for DeskError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::UnknownReport => Self::UnknownReport {},
            ReportError::Ended { state } => Self::ReportEnded { state: state as u8 },
            ReportError::NoVerifier { blueprint, kind } => Self::NoVerifier {
                blueprint_id: blueprint,
                kind: kind.to_wire(),
            },
            ReportError::WrongOrigin { expected, received } => {
                Self::WrongOrigin { expected, received }
            }
            ReportError::OwnCase { account } => Self::OwnCase { account },
            ReportError::ZeroVerifier => Self::ZeroVerifier {},
            ReportError::NoKind => Self::NoKind { received: 0 },
            ReportError::DuplicateReport {
                service,
                operator,
                payload,
            } => Self::DuplicateReport {
                service_id: service,
                operator,
                payload: payload.0,
            },
            ReportError::WrongBond { expected, received } => Self::WrongBond { expected, received },
            ReportError::FreeReports => Self::FreeReports {},
            ReportError::NoTimeToJudge => Self::NoTimeToJudge {},
            ReportError::TooLate { judge_by, now } => Self::JudgedTooLate {
                judge_by,
                time: now,
            },
            ReportError::TooEarly { judge_by, now } => Self::LapsesTooEarly {
                judge_by,
                time: now,
            },
            ReportError::SeverityAboveWhole { received } => Self::SeverityAboveWhole { received },
            ReportError::TimeOverflow { from, period } => Self::TimeOverflow { from, period },
        }
    }
}

impl From<BondError> for DeskError {
    fn from(error: BondError) -> Self {
        match error {
            BondError::AmountOverflow => Self::AmountOverflow {},
            BondError::NothingToWithdraw { account } => Self::NothingToWithdraw { account },
            BondError::BondNotTaken { account, amount } => Self::BondNotTaken { account, amount },
        }
    }
}
