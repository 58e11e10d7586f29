//! The slashing court: from a proposal to its one end.
//!
//! ```text
//!            dispute            uphold
//!  Pending ───────────> Disputed ──────> Upheld
//!     │                   │  │              │
//!     │ execute           │  │ dismiss      │ execute
//!     v                   │  v              v
//!  Executed <─────────────┘ Dismissed    Executed
//!         without ruling
//! ```
//!
//! While `now < deadline` governance may veto any open proposal; once `now >= deadline` anyone may
//! execute it. The two never overlap and leave no second between them. When the stake behind the
//! capture is no longer slashable, any account may mark the proposal as expired.
//!
//! Two states beyond the usual ones. `Upheld`: a ruling and an execution are acts of two callers,
//! so what was ruled has to be remembered in between. `Dismissed`: a dispute that was won is not a
//! veto. The first says that the proposal was wrong, the second that governance would not have it.
//!
//! All times are seconds. Windows, bond and the rule for an undecided dispute are copied onto the
//! proposal when it is made: a later change of the policy does not affect it. The court pays no account
//! for a slash: what it takes goes to a [`Sink`].

mod bond;
mod open_proposals;
mod policy;
mod proposal;
mod transitions;

pub use bond::{credit, unswept, withdraw, Bonds, Seized, Settlement, Sink, SinkLedger};
pub use open_proposals::{Capture, CorrectionError, Liability, OpenProposals, Slashed};
pub use policy::{
    Bounds, Policy, PolicyError, Unresolved, CORRECTION, DAY, DETECTION, HIGHEST_BOND, HOUR,
    LONGEST_SLASHABLE, MOST_PENDING, WEEK,
};
pub use proposal::{Charge, Error, EvidenceKey, Proposal, SlashRequest, State};
pub use transitions::{
    dispute, execute, expire, propose, resolve, veto, Executed, Proposed, Ruling, Step,
};
