//! Jobs: who may call one, whose result counts, and when a call is complete.
//!
//! Nothing here depends on the order in which honest results come in. A result that is in time
//! counts even when the call is complete already; agreement takes more than half of the operators,
//! so no two results can both have it; and what an operator's result turned out to be is read off
//! the call once it is decided, not fixed when the result came.
//!
//! A caller that can veto turns an error into a revert. One that cannot still gets the same
//! decision, as a value to record: that is what [`Handling::Record`] is for.

mod call;
mod price;
mod quorum;
mod result;

pub use call::{
    open, Access, Call, CallError, CallState, Completion, Handling, Required, ServiceFacts, Terms,
};
pub use price::{PriceParts, PriceSplit};
pub use quorum::{
    by_count, by_stake, majority, signed_stake, Quorum, QuorumError, Threshold, Weighing,
    MAX_SIGNERS,
};
pub use result::{
    aggregate, outcome, stance, submit, Aggregated, Fault, Outcome, ResultError, Seat, Stance,
    Submission, Submitted, Tally, Verdict,
};
