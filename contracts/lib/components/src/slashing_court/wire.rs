//! What the court says: refusals and events.

use crate::bond_book::BondError;
use blueprint_hooks::{events, refusals};
use blueprint_rules::court::{Error, PolicyError};
use ink::{Address, U256};

refusals! {
    /// Why the court refuses. States and charges by their numbers on the wire; times in seconds,
    /// amounts in base units.
    #[allow(missing_docs, reason = "the sentence of a variant names its fields")]
    pub enum CourtError {
        /// A role was given to the zero address.
        ZeroRole {},
        /// Who accuses would also judge.
        RolesNotDistinct { account: Address },
        /// Somebody else's right.
        WrongOrigin { expected: Address, received: Address },
        /// The caller is neither the runtime nor the service's proposer.
        NotProposer { service_id: u64, received: Address },
        /// There is no such proposal.
        UnknownProposal {},
        /// The proposal has ended.
        ProposalEnded { state: u8 },
        /// The step is not one from this state.
        WrongState { expected: u8, received: u8 },
        /// Not before the deadline.
        TooEarly { deadline: u64, time: u64 },
        /// Only before the deadline.
        TooLate { deadline: u64, time: u64 },
        /// The stake is no longer slashable.
        PastExpiry { expires_at: u64, time: u64 },
        /// The stake is still slashable.
        NotExpired { expires_at: u64, time: u64 },
        /// The end of a period does not fit the clock.
        TimeOverflow { from: u64, period: u64 },
        /// Stake cannot be captured ahead of time.
        CaptureInFuture { captured_at: u64, time: u64 },
        /// Reviewed and disputed to the last second, the proposal would outlive its stake.
        CaptureTooOld { lives_until: u64, expires_at: u64 },
        /// No stake was captured at that moment.
        UnknownCapture { operator: Address, captured_at: u64 },
        /// The same moment was captured with another stake.
        CaptureMismatch { expected: U256, received: U256 },
        /// There was no stake to take from.
        NothingAtStake {},
        /// A slash of nothing.
        NothingRequested {},
        /// No charge, or none of the court's.
        NoCharge { received: u8 },
        /// The evidence hash is zero.
        NoEvidence {},
        /// This evidence was used against this operator of this service before.
        DuplicateEvidence { service_id: u64, operator: Address, evidence: [u8; 32] },
        /// As many proposals as allowed are open against the operator of the service.
        TooManyPending { cap: u32, pending: u32 },
        /// Open proposals hold the stake.
        PendingSlashes { pending: u32 },
        /// No proposal was open.
        NothingPending {},
        /// Nobody acts in their own case.
        OwnCase { account: Address },
        /// The bond is exact, so that nothing has to be given back.
        WrongBond { expected: U256, received: U256 },
        /// An amount does not fit, or was never here.
        AmountOverflow {},
        /// The caller has no bond to fetch.
        NothingToWithdraw { account: Address },
        /// The caller did not take its bond; it stays credited.
        BondNotTaken { account: Address, amount: U256 },
        /// The review window is outside the deployment's bounds.
        WindowOutOfBounds { shortest: u64, longest: u64, received: u64 },
        /// Reviewed and disputed to the last second, a proposal would outlive the stake it is about.
        OutlivesStake { longest_life: u64, slashable_period: u64 },
        /// The periods do not add up to a number of seconds.
        PeriodsOverflow {},
        /// A resolver, or whoever executes, needs at least a second.
        ZeroPeriod {},
        /// A dispute that costs nothing.
        FreeDispute {},
        /// With no proposal allowed the court is closed.
        NoPendingAllowed {},
        /// What becomes of a dispute without a ruling is 0 or 1.
        InvalidUnresolved { received: u8 },
        /// An offender is named by an address of 20 bytes or an account id of 32.
        InvalidOffender { received_length: u32 },
    }
}

events! {
    /// Somebody may propose slashes of the service; nobody but the runtime if it is zero.
    pub struct ProposerSet {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Who.
        #[topic]
        pub proposer: Address,
    }

    /// Proposals about the service are reviewed like this from now on; open ones are not touched.
    pub struct PolicySet {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// Seconds.
        pub review_window: u64,
        /// Seconds.
        pub resolution_period: u64,
        /// Seconds.
        pub execution_window: u64,
        /// Seconds.
        pub slashable_period: u64,
        /// Proposals open at once against one operator.
        pub max_pending: u32,
        /// Base units of the native token.
        pub bond: U256,
        /// A dispute without a ruling: 0 the slash executes, 1 it is dismissed.
        pub unresolved: u8,
    }

    /// The runtime told what an operator had at stake.
    pub struct StakeCaptured {
        /// The operator.
        #[topic]
        pub operator: Address,
        /// When, in seconds.
        #[topic]
        pub captured_at: u64,
        /// Base units, own and delegated.
        pub stake: U256,
    }

    /// A slash is under review.
    pub struct SlashProposed {
        /// The proposal.
        #[topic]
        pub proposal_id: u64,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The accused.
        #[topic]
        pub operator: Address,
        /// Who asked.
        pub proposer: Address,
        /// What for.
        pub charge: u8,
        /// Hash of the evidence.
        pub evidence: [u8; 32],
        /// Base units, at most the captured stake.
        pub requested: U256,
        /// Whose moment's stake answers for it, in seconds.
        pub captured_at: u64,
        /// End of the review, in seconds.
        pub review_until: u64,
    }

    /// A bond says that the slash is wrong.
    pub struct SlashDisputed {
        /// The proposal.
        #[topic]
        pub proposal_id: u64,
        /// Who posted the bond.
        #[topic]
        pub disputer: Address,
        /// Base units.
        pub bond: U256,
        /// Until when it can be ruled on, in seconds.
        pub deadline: u64,
    }

    /// Governance stopped the slash.
    pub struct SlashVetoed {
        /// The proposal.
        #[topic]
        pub proposal_id: u64,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The accused.
        #[topic]
        pub operator: Address,
    }

    /// The dispute was lost: the slash is executable from the deadline on.
    pub struct SlashUpheld {
        /// The proposal.
        #[topic]
        pub proposal_id: u64,
        /// Seconds.
        pub deadline: u64,
    }

    /// The dispute was won.
    pub struct SlashDismissed {
        /// The proposal.
        #[topic]
        pub proposal_id: u64,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The accused.
        #[topic]
        pub operator: Address,
    }

    /// The slash stands: whoever keeps the stake takes this much, for a sink nobody profits from.
    pub struct SlashExecuted {
        /// The proposal.
        #[topic]
        pub proposal_id: u64,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The operator.
        #[topic]
        pub operator: Address,
        /// Base units; zero when earlier slashes used up the capture.
        pub amount: U256,
    }

    /// The slash can no longer be executed.
    pub struct SlashExpired {
        /// The proposal.
        #[topic]
        pub proposal_id: u64,
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The accused.
        #[topic]
        pub operator: Address,
    }

    /// The runtime announced a slash of its own.
    pub struct SlashAnnounced {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The operator.
        #[topic]
        pub operator: Address,
        /// As announced; 0 to 100.
        pub percent: u8,
    }

    /// The runtime applied a slash of its own.
    pub struct SlashApplied {
        /// The service instance.
        #[topic]
        pub service_id: u64,
        /// The operator.
        #[topic]
        pub operator: Address,
        /// As applied; 0 to 100.
        pub percent: u8,
    }
}

impl From<Error> for CourtError {
    fn from(error: Error) -> Self {
        match error {
            Error::UnknownProposal => Self::UnknownProposal {},
            Error::Ended { state } => Self::ProposalEnded { state: state as u8 },
            Error::WrongState { expected, received } => Self::WrongState {
                expected: expected as u8,
                received: received as u8,
            },
            Error::TooEarly { deadline, now } => Self::TooEarly {
                deadline,
                time: now,
            },
            Error::TooLate { deadline, now } => Self::TooLate {
                deadline,
                time: now,
            },
            Error::PastExpiry { expires_at, now } => Self::PastExpiry {
                expires_at,
                time: now,
            },
            Error::NotExpired { expires_at, now } => Self::NotExpired {
                expires_at,
                time: now,
            },
            Error::TimeOverflow { from, period } => Self::TimeOverflow { from, period },
            Error::CaptureInFuture { captured_at, now } => Self::CaptureInFuture {
                captured_at,
                time: now,
            },
            Error::CaptureTooOld {
                lives_until,
                expires_at,
            } => Self::CaptureTooOld {
                lives_until,
                expires_at,
            },
            Error::ForeignCapture {
                operator,
                captured_at,
            } => Self::UnknownCapture {
                operator,
                captured_at,
            },
            Error::CaptureMismatch { expected, received } => {
                Self::CaptureMismatch { expected, received }
            }
            Error::NothingAtStake => Self::NothingAtStake {},
            Error::NothingRequested => Self::NothingRequested {},
            Error::NoCharge => Self::NoCharge { received: 0 },
            Error::NoEvidence => Self::NoEvidence {},
            Error::DuplicateEvidence(key) => Self::DuplicateEvidence {
                service_id: key.service,
                operator: key.operator,
                evidence: key.evidence.0,
            },
            Error::TooManyPending { cap, pending } => Self::TooManyPending { cap, pending },
            Error::PendingSlashes { pending } => Self::PendingSlashes { pending },
            Error::NothingPending => Self::NothingPending {},
            Error::OwnCase { account } => Self::OwnCase { account },
            Error::WrongOrigin { expected, received } => Self::WrongOrigin { expected, received },
            Error::WrongBond { expected, received } => Self::WrongBond { expected, received },
            Error::AmountOverflow => Self::AmountOverflow {},
        }
    }
}

impl From<PolicyError> for CourtError {
    fn from(error: PolicyError) -> Self {
        match error {
            PolicyError::WindowOutOfBounds { bounds, received } => Self::WindowOutOfBounds {
                shortest: bounds.shortest,
                longest: bounds.longest,
                received,
            },
            PolicyError::OutlivesStake {
                longest_life,
                slashable_period,
            } => Self::OutlivesStake {
                longest_life,
                slashable_period,
            },
            PolicyError::TimeOverflow => Self::PeriodsOverflow {},
            PolicyError::ZeroPeriod => Self::ZeroPeriod {},
            PolicyError::FreeDispute => Self::FreeDispute {},
            PolicyError::NoPending => Self::NoPendingAllowed {},
        }
    }
}

impl From<BondError> for CourtError {
    fn from(error: BondError) -> Self {
        match error {
            BondError::AmountOverflow => Self::AmountOverflow {},
            BondError::NothingToWithdraw { account } => Self::NothingToWithdraw { account },
            BondError::BondNotTaken { account, amount } => Self::BondNotTaken { account, amount },
        }
    }
}
