//! The proposal, its states, and why a step is refused.

use super::Unresolved;
use crate::math::U256;
use primitive_types::{H160, H256};
#[cfg(feature = "scale")]
use {
    codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen},
    scale_info::TypeInfo,
};

/// The state of a proposal. The numbers are those of the ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub enum State {
    /// There is no such proposal. Zero, so that an unknown id is never mistaken for a live one.
    #[default]
    None = 0,
    /// Under review: may be disputed or vetoed until the deadline, executed from then on.
    Pending = 1,
    /// A bond says that it is wrong; the resolver has until the deadline to rule.
    Disputed = 2,
    /// Ruled to stand; executable from the deadline on.
    Upheld = 3,
    /// Final: stopped by governance.
    Vetoed = 4,
    /// Final: the dispute was won.
    Dismissed = 5,
    /// Final: the slash was taken.
    Executed = 6,
    /// Final: it was not executed while its stake was slashable, or not ruled on in time under
    /// [`Unresolved::Dismiss`](super::Unresolved).
    Expired = 7,
}

impl State {
    /// Whether nothing can happen to the proposal any more.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            State::Vetoed | State::Dismissed | State::Executed | State::Expired
        )
    }

    /// Whether the proposal exists and has not ended.
    pub fn is_open(self) -> bool {
        matches!(self, State::Pending | State::Disputed | State::Upheld)
    }
}

/// What an operator is charged with. There is no charge for having been away: downtime cannot be
/// distinguished from an attack on the operator, so no slash can be proposed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(
    feature = "scale",
    derive(Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)
)]
pub enum Charge {
    /// No charge. Refused.
    #[default]
    None = 0,
    /// A wrong or contradictory result, proven.
    JobMisbehaviour = 1,
    /// Quality of service below what was promised, attributable to the operator.
    QualityOfService = 2,
    /// A failure of the operator's security, such as a leaked key.
    SecurityBreach = 3,
}

/// What makes evidence the same evidence: it is used once against an operator of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct EvidenceKey {
    /// Service instance.
    pub service: u64,
    /// The accused.
    pub operator: H160,
    /// Hash of the complete evidence.
    pub evidence: H256,
}

impl EvidenceKey {
    /// What to hash into a storage key: service (big-endian), operator, evidence. Fixed widths, so
    /// two keys never share an encoding.
    pub fn preimage(&self) -> [u8; 60] {
        let mut bytes = [0; 60];
        let (service, rest) = bytes.split_at_mut(8);
        let (operator, evidence) = rest.split_at_mut(20);
        service.copy_from_slice(&self.service.to_be_bytes());
        operator.copy_from_slice(self.operator.as_bytes());
        evidence.copy_from_slice(self.evidence.as_bytes());
        bytes
    }
}

/// A requested slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct SlashRequest {
    /// Service instance.
    pub service: u64,
    /// The accused.
    pub operator: H160,
    /// The proposer. The caller of the rule checks its authorisation; it is never the operator.
    pub proposer: H160,
    /// What for.
    pub charge: Charge,
    /// Hash of the complete evidence; not zero.
    pub evidence: H256,
    /// How much to take, in base units; not zero. What exceeds the captured stake is cut.
    pub requested: U256,
}

impl SlashRequest {
    /// The key under which its evidence is used up.
    pub fn evidence_key(&self) -> EvidenceKey {
        EvidenceKey {
            service: self.service,
            operator: self.operator,
            evidence: self.evidence,
        }
    }
}

/// A slash on its way. 271 bytes in SCALE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
pub struct Proposal {
    /// Where it is.
    pub state: State,
    /// What for.
    pub charge: Charge,
    /// Service instance.
    pub service: u64,
    /// The accused.
    pub operator: H160,
    /// The proposer.
    pub proposer: H160,
    /// Who posted the bond; zero before a dispute.
    pub disputer: H160,
    /// Hash of the evidence.
    pub evidence: H256,
    /// The requested amount, at most the stake at the capture, in base units.
    pub requested: U256,
    /// Stake at the capture, in base units.
    pub stake: U256,
    /// Taken in the end, in base units; zero until executed.
    pub slashed: U256,
    /// What a dispute costs, in base units.
    pub bond: U256,
    /// When the stake was captured, in seconds.
    pub captured_at: u64,
    /// End of the review, in seconds: disputes before it.
    pub review_until: u64,
    /// Vetoes before it, execution from it on, in seconds. Moves with a dispute and a ruling,
    /// never to before `review_until`.
    pub deadline: u64,
    /// How long a resolver has from a dispute on, in seconds.
    pub resolution_period: u64,
    /// The last second at which the stake is slashable.
    pub expires_at: u64,
    /// The outcome of a dispute without a ruling.
    pub unresolved: Unresolved,
}

/// Why a step is refused. Nothing changes then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(Encode, Decode, MaxEncodedLen, TypeInfo))]
#[expect(missing_docs, reason = "the sentence of a variant names its fields")]
pub enum Error {
    /// There is no such proposal.
    UnknownProposal,
    /// The proposal has ended.
    Ended { state: State },
    /// The step is not one from this state.
    WrongState { expected: State, received: State },
    /// Not before the deadline.
    TooEarly { deadline: u64, now: u64 },
    /// Only before the deadline.
    TooLate { deadline: u64, now: u64 },
    /// The stake is no longer slashable.
    PastExpiry { expires_at: u64, now: u64 },
    /// The stake is still slashable.
    NotExpired { expires_at: u64, now: u64 },
    /// The end of a period does not fit the clock.
    TimeOverflow { from: u64, period: u64 },
    /// Stake cannot be captured ahead of time.
    CaptureInFuture { captured_at: u64, now: u64 },
    /// Reviewed and disputed to the last second, the proposal would outlive its stake.
    CaptureTooOld { lives_until: u64, expires_at: u64 },
    /// The capture is of another operator or another moment.
    ForeignCapture { operator: H160, captured_at: u64 },
    /// The same moment was captured with another stake.
    CaptureMismatch { expected: U256, received: U256 },
    /// There was no stake to take from.
    NothingAtStake,
    /// A slash of nothing.
    NothingRequested,
    /// No charge.
    NoCharge,
    /// The evidence hash is zero.
    NoEvidence,
    /// This evidence was used against this operator of this service before.
    DuplicateEvidence(EvidenceKey),
    /// As many proposals as allowed are open against the operator.
    TooManyPending { cap: u32, pending: u32 },
    /// Open proposals hold the stake.
    PendingSlashes { pending: u32 },
    /// No proposal was open: the record is of another service or operator.
    NothingPending,
    /// The account is a party to the proposal.
    OwnCase { account: H160 },
    /// The account is not authorised.
    WrongOrigin { expected: H160, received: H160 },
    /// The bond is exact, so that nothing has to be given back.
    WrongBond { expected: U256, received: U256 },
    /// More was taken than fits.
    AmountOverflow,
}
