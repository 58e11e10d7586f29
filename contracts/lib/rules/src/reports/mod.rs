//! Reports about operators: taken in if they are in order, judged once, and paid for by their
//! author if they are false.
//!
//! There are two classes, distinguished by an explicit [`Kind`], never by a job's or a call's number:
//! a result that was wrong, and a service that was bad. For each (blueprint, kind) the blueprint's
//! owner registers one verifier, which alone judges such reports.
//!
//! ```text
//!  file ──> Filed ──judge (before judge_by)──> Accepted | Rejected
//!             └──────lapse (from judge_by on)──> Lapsed
//! ```
//!
//! Times of what is reported are milliseconds, as clients measure; the chain's are seconds.

mod envelope;
mod report;

pub use envelope::{
    check, Cursor, Envelope, EnvelopeError, Kind, ReportFacts, ReportKey, Rules, Sequence,
};
pub use report::{
    appoints, file, judge, lapse, register, verifier, Consequences, Filed, Judged, Report,
    ReportError, ReportState, Verdict, LONGEST_AGE_MS, LONGEST_TIME_TO_JUDGE,
};
